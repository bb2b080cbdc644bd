//! The project's own commands.
//!
//! | Command                | Does                                                              |
//! |------------------------|-------------------------------------------------------------------|
//! | `cargo xtask ci`       | all that must hold before a change goes in                        |
//! | `cargo xtask lint`     | the fast part of it: format and clippy                            |
//! | `cargo xtask bless`    | takes what tests and examples print now as what they should print |
//! | `cargo xtask memcheck` | runs the conformance kit and the collector under valgrind         |
//! | `cargo xtask fuzz [SECONDS]` | runs every fuzz target, each for that long (60)              |
//! | `cargo xtask count`    | counts the instructions of the hot paths; `--bless` takes them    |
//!
//! A step is a command with a name; a [`Run`] goes through the steps,
//! times them and prints the closing line. Everything is built with the dev
//! profile into one target folder and with one set of features, so that
//! nothing is compiled twice; clippy and rustdoc share a check of their own.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a build tool talks to the person who called it")]

mod count;
mod examples;
mod fuzz;
mod memcheck;
mod run;

use std::env;
use std::process::{Command, ExitCode};

use run::Run;

const USAGE: &str = "usage: cargo xtask ci | lint | bless | memcheck | count [--bless] | fuzz [SECONDS]";

/// What builds and runs the tests; the binary is built with them.
const TESTS: [&str; 6] = ["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests"];

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut run = Run::new();
    match words.as_slice() {
        ["ci"] => ci(&mut run),
        ["lint"] => lint(&mut run),
        ["bless"] => bless(&mut run),
        ["memcheck"] => memcheck::check(&mut run),
        ["count"] => count::check(&mut run),
        ["count", "--bless"] => count::bless(&mut run),
        ["fuzz"] => fuzz::check(&mut run, 60),
        ["fuzz", seconds] if seconds.parse::<u32>().is_ok() => {
            fuzz::check(&mut run, seconds.parse().unwrap_or_default());
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    }
    run.close()
}

fn ci(run: &mut Run) {
    lint(run);
    // What cannot be built cannot be tested, and an old binary proves nothing.
    if !run.command("build", cargo(&TESTS).arg("--no-run")) {
        return;
    }
    tests(run, &[]);
    examples::check(run);
    run.command("docs", cargo(&["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-Dwarnings"));
}

fn lint(run: &mut Run) {
    run.command("format", &mut cargo(&["fmt", "--all", "--check"]));
    run.command("clippy", &mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]));
}

fn bless(run: &mut Run) {
    tests(
        run,
        &[("INSTA_UPDATE", "always"), ("TRYCMD", "overwrite"), ("CONVERSIONS", "overwrite"), ("FACTS", "overwrite")],
    );
    examples::bless(run);
}

/// Runs the tests and the doctests.
///
/// Plain `cargo test` and not nextest: the tests of one binary share one host, whose engines start
/// once; nextest gives each test a process, and each process would start all four again.
fn tests(run: &mut Run, environment: &[(&str, &str)]) {
    run.tests("tests", cargo(&TESTS).envs(environment.iter().copied()));
    run.tests("doctests", &mut cargo(&["test", "--workspace", "--no-fail-fast", "--doc"]));
}

/// Returns the cargo that called us, in the root of the project.
fn cargo(words: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(words).current_dir(root());
    command
}

/// Returns the root of the project.
fn root() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/..")
}
