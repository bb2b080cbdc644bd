//! The session in the README is what the prompt answers.

use polytarget::Host;
use polytarget::session::{KERNEL, Reply, Session};

use crate::support::on_host;

const README: &str = include_str!("../../README.md");

/// The prompts, as the terminal shows them.
const PROMPTS: [&str; 4] = ["(py)> ", "(js)> ", "(rhai)> ", "repl> "];

#[test]
fn the_session_in_the_readme_is_true() {
    let (_, rest) = README.split_once("```text\n").unwrap();
    let (expected, _) = rest.split_once("```").unwrap();
    assert_eq!(on_host(|host| replay(host, expected)), expected);
}

/// Types the inputs of a transcript again, and returns the transcript that comes of it.
fn replay(host: &Host, transcript: &str) -> String {
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
        replayed.extend([prompt, input, "\n", answer.as_str()]);
    }
    replayed
}
