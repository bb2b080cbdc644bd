const things = polytarget.eval("py", "list(range(1000))");

function work(things, turns) {
  for (let i = 0; i < turns / 1000; i++) for (const thing of things);
}

work(things, Number(process.argv[2]));
