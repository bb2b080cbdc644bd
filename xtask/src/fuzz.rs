//! The fuzz targets: random bytes as cases for the border.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use crate::root;
use crate::run::Run;

/// The targets, each named after its file in `fuzz/fuzz_targets`.
const TARGETS: [&str; 7] = ["way", "tree", "talk", "graph", "cell", "kernel", "typed"];

/// Runs every target for some seconds. What it finds is kept in `fuzz/artifacts`.
pub(crate) fn check(run: &mut Run, seconds: u32) {
    if !run.command("fuzz build", &mut fuzz(&["build", "--sanitizer", "none"])) {
        return;
    }
    for target in TARGETS {
        run.step(target, || {
            // What is found interesting goes into a folder that is not committed; the seeds are read only.
            let found = Path::new(root()).join("fuzz/target/corpus").join(target);
            fs::create_dir_all(&found).map_err(|error| format!("{}: {error}", found.display()))?;
            let mut command = fuzz(&["run", "--sanitizer", "none", target]);
            command.arg(&found).arg(Path::new(root()).join("fuzz/seeds").join(target)).arg("--");
            // Engines keep what they have compiled, so memory grows with what was evaluated.
            command.args([&format!("-max_total_time={seconds}"), "-rss_limit_mb=8192", "-timeout=60", "-max_len=600"]);
            let words = format!("fuzz/{target}.dict");
            if Path::new(root()).join(&words).exists() {
                command.arg(format!("-dict={words}"));
            }
            let status = command.status().map_err(|error| format!("cargo fuzz cannot run: {error}"))?;
            crate::run::expect_success(&command, status)
        });
    }
}

/// Returns `cargo fuzz` of the nightly toolchain, which it needs.
///
/// By way of rustup, because the cargo that called us has a toolchain of its own in the environment.
fn fuzz(words: &[&str]) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo", "fuzz"]).args(words).current_dir(root());
    // The variables that cargo sets for what it runs would be taken for the other toolchain's.
    for (name, _) in env::vars_os() {
        let word = name.to_string_lossy();
        if word.starts_with("CARGO_PKG")
            || word.starts_with("CARGO_MANIFEST")
            || word == "CARGO"
            || word == "RUSTUP_TOOLCHAIN"
        {
            command.env_remove(&name);
        }
    }
    command
}
