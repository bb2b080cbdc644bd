//! Going through steps: a heading, the time, what failed, and a closing line for all.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The steps so far.
pub(crate) struct Run {
    began: Instant,
    steps: Vec<Step>,
    tests: Tests,
}

struct Step {
    name: &'static str,
    time: Duration,
    failure: Option<String>,
}

/// How many tests there were, summed over all test binaries.
#[derive(Default, Debug, PartialEq, Eq)]
struct Tests {
    passed: usize,
    failed: usize,
    ignored: usize,
}

impl Run {
    pub(crate) fn new() -> Self {
        Self { began: Instant::now(), steps: Vec::new(), tests: Tests::default() }
    }

    /// Does one step and returns whether it passed. A failure is noted, and the run goes on: one run tells
    /// all there is to mend.
    pub(crate) fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<(), String>) -> bool {
        println!("\n=== {name}");
        let began = Instant::now();
        let failure = work().err();
        let step = Step { name, time: began.elapsed(), failure };
        println!("=== {}", step.summary());
        let passed = step.failure.is_none();
        self.steps.push(step);
        passed
    }

    /// Runs a command as one step.
    pub(crate) fn command(&mut self, name: &'static str, command: &mut Command) -> bool {
        self.step(name, || {
            let status = command.status().map_err(|error| format!("`{}` cannot run: {error}", line(command)))?;
            expect_success(command, status)
        })
    }

    /// Runs a command that prints what `cargo test` prints, and counts the tests.
    pub(crate) fn tests(&mut self, name: &'static str, command: &mut Command) {
        let mut tests = Tests::default();
        self.step(name, || {
            let mut child =
                command.stdout(Stdio::piped()).spawn().map_err(|error| format!("{command:?} cannot run: {error}"))?;
            let output = child.stdout.take().expect("its output was asked for above");
            tests.follow(BufReader::new(output)).map_err(|error| format!("its output cannot be read: {error}"))?;
            let status = child.wait().map_err(|error| error.to_string())?;
            expect_success(command, status)
        });
        self.tests.add(&tests);
    }

    /// Prints the times, what failed, and one closing line as `cargo test` does.
    pub(crate) fn close(self) -> ExitCode {
        println!();
        for step in &self.steps {
            println!("{}", step.summary());
        }
        let failed = self.steps.iter().any(|step| step.failure.is_some());
        let Tests { passed, failed: broken, ignored } = self.tests;
        println!(
            "test result: {}. {passed} passed; {broken} failed; {ignored} ignored; finished in {:.2}s",
            if failed { "FAILED" } else { "ok" },
            self.began.elapsed().as_secs_f64()
        );
        if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

/// Turns the status of a command that failed into the reason.
pub(crate) fn expect_success(command: &Command, status: ExitStatus) -> Result<(), String> {
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", line(command))) }
}

/// Returns a command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

impl Step {
    fn summary(&self) -> String {
        let (name, time) = (self.name, self.time.as_secs_f64());
        match &self.failure {
            None => format!("{name:<10} passed in {time:7.2}s"),
            Some(reason) => format!("{name:<10} FAILED in {time:7.2}s: {reason}"),
        }
    }
}

impl Tests {
    /// Passes the output on as it comes, and adds up its lines of results.
    fn follow(&mut self, output: impl BufRead) -> io::Result<()> {
        for line in output.split(b'\n') {
            let line = line?;
            io::stdout().write_all(&line)?;
            println!();
            self.read(&String::from_utf8_lossy(&line));
        }
        Ok(())
    }

    /// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    fn read(&mut self, line: &str) {
        let Some(results) = line.strip_prefix("test result: ") else { return };
        for result in results.split(['.', ';']) {
            let Some((count, what)) = result.trim().split_once(' ') else { continue };
            let Ok(count) = count.parse::<usize>() else { continue };
            match what {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.ignored += count,
                _ => {}
            }
        }
    }

    fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_binaries_add_up() {
        let mut tests = Tests::default();
        tests.read("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.52s");
        tests.read("test name::that_says ... ok");
        tests.read("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 4 filtered out; finished in 1.00s");
        assert_eq!(tests, Tests { passed: 15, failed: 2, ignored: 1 });
    }
}
