const thing = polytarget.eval("py", "type('Thing', (), {'m': lambda self, x: x})()");

function work(thing, turns) {
  for (let i = 0; i < turns; i++) thing.m(1);
}

work(thing, Number(process.argv[2]));
