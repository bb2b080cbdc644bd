const thing = polytarget.eval("py", "lambda x: x");

function work(thing, turns) {
  for (let i = 0; i < turns; i++) thing(1);
}

work(thing, Number(process.argv[2]));
