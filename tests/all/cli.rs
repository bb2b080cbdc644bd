//! The command line keeps to its transcripts, and ends well where it is cut short.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;

/// Every file in `tests/cli/` says what some words on the command line print, and with which status they end.
#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("TERM", "dumb")
        .env("XDG_DATA_HOME", env!("CARGO_TARGET_TMPDIR"))
        .case("tests/cli/*.trycmd")
        .case("tests/cli/*.toml");
}

/// Every file in `tests/cli/wrong/` is a program with a mistake, and all that its author is told.
#[test]
fn mistakes_are_told_with_what_helps() {
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("TERM", "dumb")
        .env("XDG_DATA_HOME", env!("CARGO_TARGET_TMPDIR"))
        .case("tests/cli/wrong/*.toml");
}

/// Starts an evaluation that prints `going` and never ends by itself, and waits until it goes.
fn endless(target: &str, code: &str) -> Child {
    let mut program = Command::new(env!("CARGO_BIN_EXE_polytarget"));
    program.args(["-t", target, "-e", code]).env("NO_COLOR", "1").env("XDG_DATA_HOME", env!("CARGO_TARGET_TMPDIR"));
    let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut line = String::new();
    // The reader takes no more than it needs: the lines come one at a time.
    BufReader::with_capacity(1, child.stdout.as_mut().expect("it is piped")).read_line(&mut line).expect("it prints");
    assert_eq!(line, "going\n");
    child
}

fn said(child: &mut Child) -> String {
    let mut text = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut text).expect("it is text");
    text
}

#[track_caller]
fn check_reader_leaves(target: &str, code: &str) {
    let mut child = endless(target, code);
    drop(child.stdout.take());
    assert_eq!(said(&mut child), "", "{target}");
    let ended = child.wait().expect("it ends");
    assert_eq!(ended.signal(), Some(Signal::SIGPIPE as i32), "{target}: {ended}");
}

#[test]
fn a_reader_that_leaves_ends_the_program_without_a_word() {
    check_reader_leaves("py", "while True: print('going')");
    check_reader_leaves("js", "while (true) console.log('going')");
    check_reader_leaves("rhai", "loop { print(`going`) }");
    check_reader_leaves("lisp", "(let loop () (displayln 'going) (loop))");
}

#[track_caller]
fn check_interrupted(target: &str, code: &str) {
    let mut child = endless(target, code);
    let process = Pid::from_raw(child.id().try_into().expect("a process id is small"));
    signal::kill(process, Signal::SIGINT).expect("it runs");
    assert!(said(&mut child).contains("KeyboardInterrupt"), "{target}");
    let ended = child.wait().expect("it ends");
    assert_eq!(ended.code(), Some(130), "{target}: {ended}");
}

#[test]
fn ctrl_c_ends_an_evaluation_with_its_own_status() {
    check_interrupted("py", "print('going')\nwhile True: pass");
    check_interrupted("js", "console.log('going'); while (true);");
    check_interrupted("rhai", "print(`going`); loop {}");
    check_interrupted("lisp", "(begin (displayln 'going) (let loop () (loop)))");
}
