//! The conformance kit and the collector under valgrind: every read and write of memory watched.

use std::process::Command;

use crate::cargo;
use crate::run::Run;

/// What valgrind reports and is not ours, with the reason of each.
const SUPPRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/memcheck.supp");

/// The tests that run: the kit, which has every pair of languages, what collects through two heaps, what lends memory or
/// reads that of strings, and what loads modules in every order.
const TESTS: [&str; 8] = [
    "conformance",
    "lifetime::cycles",
    "lifetime::finalizers",
    "lifetime::graphs",
    "buffers",
    "texts",
    "modules::",
    "instances::a_call",
];

/// What valgrind cannot judge: how much memory the process takes, to which it adds its own.
const SKIPPED: &str = "a_hundred_megabytes";

/// How many random graphs are made; each takes seconds here.
const GRAPHS: &str = "8";

/// Runs the tests with valgrind as cargo's runner.
pub(crate) fn check(run: &mut Run) {
    let runner =
        format!("valgrind --quiet --error-exitcode=9 --leak-check=no --num-callers=80 --suppressions={SUPPRESSIONS}");
    let mut tests = cargo(&["test", "--test", "all", "--", "--nocapture", "--test-threads=1"]);
    tests.args(["--skip", SKIPPED]).args(TESTS).env("POLYTARGET_GRAPHS", GRAPHS);
    // Python's own allocator hides what happens inside its arenas.
    tests.env(runner_variable(), runner).env("PYTHONMALLOC", "malloc");
    run.tests("memcheck", &mut tests);
}

/// Returns the name of the variable by which cargo is told how to run a test binary of this machine.
fn runner_variable() -> String {
    let output = Command::new("rustc").arg("-vV").output().map(|output| output.stdout).unwrap_or_default();
    let text = String::from_utf8_lossy(&output);
    let triple = text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or("x86_64-unknown-linux-gnu");
    format!("CARGO_TARGET_{}_RUNNER", triple.to_uppercase().replace('-', "_"))
}
