function work(turns) {
  for (let number = 0; number < turns; number++) polytarget.eval("py", `${number} + 2`);
}

work(Number(process.argv[2]));
