//! What starting costs: a program, or one more instance of a language that runs.

#[path = "support/host.rs"]
mod host;

use std::process::{Command, Stdio};

use divan::Bencher;
use polytarget::Lang;

fn main() {
    host::main();
}

/// The `polytarget` program from its start to its end, with one expression evaluated.
#[divan::bench(args = Lang::ALL, sample_count = 20, sample_size = 1)]
fn program(bench: Bencher<'_, '_>, lang: Lang) {
    bench.bench_local(|| run(&["-t", lang.name(), "-e", "1"]));
}

/// The program with nothing to do but to list its targets: no language starts.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn program_without_a_language(bench: Bencher<'_, '_>) {
    bench.bench_local(|| run(&["targets"]));
}

/// An instance with globals of its own, started and stopped.
#[divan::bench(args = Lang::ALL)]
fn instance(bench: Bencher<'_, '_>, lang: Lang) {
    let host = host::host();
    host.instance(lang).expect("the language starts");
    bench.bench_local(|| host.start(lang).expect("the language runs").stop());
}

fn run(arguments: &[&str]) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_polytarget"));
    let status = program.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).status();
    assert!(status.expect("the program starts").success());
}
