// What the bench calls in JavaScript: loops to be timed, and things for the loops of other languages.
({
  call(f, n) { for (let i = 0; i < n; i++) f(1); },
  call_none(f, n) { for (let i = 0; i < n; i++) f(); },
  call_two(f, n) { for (let i = 0; i < n; i++) f(1, 2); },
  call_three(f, n) { for (let i = 0; i < n; i++) f(1, 2, 3); },
  call_named(f, n) {
    if (f.callKw) for (let i = 0; i < n; i++) f.callKw({ k: 1 });
    else for (let i = 0; i < n; i++) f({ k: 1 });
  },
  method(o, n) { for (let i = 0; i < n; i++) o.m(1); },
  construct(C, n) { for (let i = 0; i < n; i++) new C(); },
  member(o, n) { for (let i = 0; i < n; i++) o.x; },
  set_member(o, n) { for (let i = 0; i < n; i++) o.y = i; },
  index(items, n) { for (let i = 0; i < n; i++) items[1]; },
  set_index(items, n) { for (let i = 0; i < n; i++) items[1] = 1; },
  iterate(items, n) { for (let i = 0; i < n; i++) for (const item of items); },
  raise(f, n) { for (let i = 0; i < n; i++) try { f(); } catch {} },
  crowd(make, n) { return Array.from({ length: n }, () => make()); },

  callee: x => x,
  none: () => 1,
  two: (x, y) => x,
  three: (x, y, z) => x,
  named: ({ k }) => k,
  class: class {},
  thing: { x: 1, y: 1, m(x) { return x; } },
  items: Array.from({ length: 1000 }, (_, i) => i),
  thrower() { throw new Error("no"); },
  through: f => () => f(),
  make: () => ({}),
})
