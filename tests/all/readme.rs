//! The sessions in the README are what the prompt answers.

use std::rc::Rc;

use polytarget::session::{KERNEL, Reply, Session};
use polytarget::{Host, Lang, runtime};

use crate::support::{Printed, on_host};

const README: &str = include_str!("../../README.md");

/// The prompts, as the terminal shows them.
const PROMPTS: [&str; 5] = ["(py)> ", "(js)> ", "(rhai)> ", "(sql)> ", "repl> "];

#[test]
fn the_sessions_in_the_readme_are_true() {
    let sessions: Vec<&str> =
        README.split("```text\n").skip(1).filter_map(|rest| Some(rest.split_once("```\n")?.0)).collect();
    assert_eq!(sessions.len(), 2);
    for expected in sessions {
        assert_eq!(on_host(move |host| replay(host, expected)), expected);
    }
}

/// Types the inputs of a transcript again, and returns the transcript that comes of it.
fn replay(host: &Host, transcript: &str) -> String {
    for lang in Lang::ALL {
        host.restart(lang).unwrap_or_else(|error| panic!("{}", error.report()));
    }
    // What is printed stands where it would on the screen.
    let printed = Rc::new(Printed::default());
    let before = runtime::set_outlet(printed.clone());
    let mut session = Session::new(host, KERNEL);
    let mut replayed = String::new();
    for line in transcript.lines() {
        let Some((prompt, input)) = PROMPTS.iter().find_map(|prompt| Some((prompt, line.strip_prefix(prompt)?))) else {
            continue;
        };
        let answer = match session.submit(input) {
            Ok(Reply::Shown(text)) => format!("{text}\n"),
            Ok(_) => String::new(),
            Err(error) => format!("{}\n", error.report()),
        };
        replayed.extend([prompt, input, "\n", &*printed.0.take(), answer.as_str()]);
    }
    drop(session);
    drop(runtime::set_outlet(before));
    // Nobody else is to find the targets that were defined.
    host.restart(Lang::Lisp).unwrap_or_else(|error| panic!("{}", error.report()));
    replayed
}
