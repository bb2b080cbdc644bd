const through = polytarget.eval("py", "lambda f: f()");

function fail() {
  throw new Error("no");
}

function work(through, turns) {
  for (let i = 0; i < turns; i++) {
    try {
      through(fail);
    } catch {}
  }
}

work(through, Number(process.argv[2]));
