console.log(scriptArgs.join(" "));
