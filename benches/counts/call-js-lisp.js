const thing = polytarget.eval("lisp", "(lambda (x) x)");

function work(thing, turns) {
  for (let i = 0; i < turns; i++) thing(1);
}

work(thing, Number(process.argv[2]));
