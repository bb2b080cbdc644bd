const thing = polytarget.eval("py", "lambda k: k");

function work(thing, turns) {
  for (let i = 0; i < turns; i++) thing.callKw({ k: 1 });
}

work(thing, Number(process.argv[2]));
