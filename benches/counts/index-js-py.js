const thing = polytarget.eval("py", "[1, 2, 3]");

function work(thing, turns) {
  for (let i = 0; i < turns; i++) thing[1];
}

work(thing, Number(process.argv[2]));
