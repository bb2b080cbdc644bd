const thing = polytarget.eval("py", "type('Thing', (), {'x': 1})()");

function work(thing, turns) {
  for (let i = 0; i < turns; i++) thing.x;
}

work(thing, Number(process.argv[2]));
