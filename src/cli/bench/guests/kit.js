// What the bench calls in JavaScript: loops to be timed, and things for the loops of other languages.
({
  empty(n) { for (let i = 0; i < n; i++); },
  call(f, n) { for (let i = 0; i < n; i++) f(1); },
  member(o, n) { for (let i = 0; i < n; i++) o.x; },
  iterate(items, n) { for (let i = 0; i < n; i++) for (const item of items); },
  callee: x => x,
  thing: { x: 1 },
  items: Array.from({ length: 1000 }, (_, i) => i),
})
