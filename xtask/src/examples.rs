//! The examples: each runs, and what it prints is what is committed beside it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::run::{Run, expect_success, line};
use crate::{cargo, root};

/// A program for the `polytarget` command, and the file that holds what it prints.
struct Example {
    name: &'static str,
    program: &'static str,
    expected: &'static str,
}

const EXAMPLES: [Example; 3] = [
    Example { name: "penguins", program: "examples/penguins/main.scm", expected: "examples/penguins/report.md" },
    Example { name: "numpy", program: "examples/numpy/main.py", expected: "examples/numpy/output.txt" },
    Example { name: "errors", program: "examples/errors/main.py", expected: "examples/errors/output.txt" },
];

/// Runs every example and compares.
pub(crate) fn check(run: &mut Run) {
    run.command("embed", &mut cargo(&["run", "--quiet", "--example", "embed"]));
    for example in &EXAMPLES {
        run.step(example.name, || {
            let printed = example.output()?;
            let path = Path::new(root()).join(example.expected);
            let expected = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", example.expected))?;
            same(&expected, &printed, example)
        });
    }
}

/// Runs every example and writes what it prints beside it.
pub(crate) fn bless(run: &mut Run) {
    for example in &EXAMPLES {
        run.step(example.name, || {
            let path = Path::new(root()).join(example.expected);
            fs::write(path, example.output()?).map_err(|error| format!("{}: {error}", example.expected))
        });
    }
}

impl Example {
    /// Returns what the program prints on standard output.
    fn output(&self) -> Result<String, String> {
        let mut command = Command::new(binary()?);
        command.arg(self.program).current_dir(root());
        let output = command.output().map_err(|error| format!("`{}` cannot run: {error}", line(&command)))?;
        expect_success(&command, output.status)
            .map_err(|reason| format!("{reason}\n{}", String::from_utf8_lossy(&output.stderr)))?;
        String::from_utf8(output.stdout).map_err(|error| error.to_string())
    }
}

/// Returns the binary that the tests have built: it lies beside this one.
fn binary() -> Result<PathBuf, String> {
    let this = env::current_exe().map_err(|error| error.to_string())?;
    Ok(this.with_file_name("polytarget"))
}

fn same(expected: &str, printed: &str, example: &Example) -> Result<(), String> {
    if expected == printed {
        return Ok(());
    }
    let place = expected.lines().zip(printed.lines()).position(|(expected, printed)| expected != printed);
    let line = place.unwrap_or_else(|| expected.lines().count().min(printed.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("(the end)").to_owned();
    Err(format!(
        "line {} of {} differs\n  expected: {}\n  printed:  {}\n`cargo xtask bless` takes what is printed",
        line + 1,
        example.expected,
        at(expected),
        at(printed)
    ))
}
