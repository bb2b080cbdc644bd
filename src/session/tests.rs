//! Facts about sessions that need no language: lines, commands, refusals.

use super::{Command, Gatherer};
use crate::runtime::Completeness::{self, Complete, Incomplete, Invalid};

/// Sees input as Python does, as far as these tests go: a block ends at an empty line.
fn like_python(input: &str) -> Completeness {
    let last = input.lines().last().unwrap_or_default();
    let in_block = last.starts_with(' ') || last.ends_with(':') || (last.starts_with('#') && input.contains("\n "));
    let in_text = input.matches("\"\"\"").count() == 1;
    match input {
        _ if input.starts_with("else") => Invalid,
        _ if in_text || last.ends_with(':') || (in_block && !input.ends_with('\n')) => Incomplete,
        _ => Complete,
    }
}

#[track_caller]
fn check_gathered(text: &str, expected: &[&str]) {
    let mut gatherer = Gatherer::default();
    let mut inputs = Vec::new();
    for line in text.lines() {
        inputs.extend(gatherer.ended_by(line, like_python));
        inputs.extend(gatherer.push(line, like_python));
    }
    inputs.extend(gatherer.finish());
    assert_eq!(inputs, expected);
}

#[test]
fn lines_are_gathered_until_the_language_is_satisfied() {
    check_gathered("1\n\n2\n", &["1", "2"]);
    check_gathered("def f():\n  return 1\n\nf()\n", &["def f():\n  return 1\n", "f()"]);
}

#[test]
fn a_line_at_the_margin_ends_a_block() {
    check_gathered("def f():\n  return 1\nf()\n", &["def f():\n  return 1", "f()"]);
    check_gathered("def f():\n  return 1\ndef g():\n  return 2", &["def f():\n  return 1", "def g():\n  return 2"]);
    check_gathered("def f():\n  return 1\n:target js\n", &["def f():\n  return 1", ":target js"]);
}

#[test]
fn a_line_at_the_margin_that_belongs_to_the_block_does_not_end_it() {
    check_gathered("if x:\n  1\nelse:\n  2\n", &["if x:\n  1\nelse:\n  2"]);
    check_gathered("def f():\n  1\n# more\n  2\n", &["def f():\n  1\n# more\n  2"]);
    check_gathered("s = \"\"\"\ntext\n\"\"\"\n", &["s = \"\"\"\ntext\n\"\"\""]);
}

#[track_caller]
fn check_command(input: &str, expected: &Command) {
    assert_eq!(Command::parse(input).unwrap().unwrap(), *expected);
}

#[test]
fn commands_are_words_after_a_colon() {
    check_command(":target py", &Command::Target("py".to_owned()));
    check_command("  :t  js ", &Command::Target("js".to_owned()));
    check_command(":targets", &Command::Targets);
    check_command(":quit", &Command::Quit);
    assert!(Command::parse("x = 1").is_none());
}

#[track_caller]
fn check_refused(input: &str, message: &str) {
    assert_eq!(Command::parse(input).unwrap().unwrap_err().message(), message);
}

#[test]
fn a_wrong_command_says_what_is_right() {
    check_refused(":targt py", "no command is called `:targt`; did you mean `:target`?; `:help` lists them");
    check_refused(":frobnicate", "no command is called `:frobnicate`; `:help` lists them");
    check_refused(":target", "`:target` takes the name of one target");
    check_refused(":quit now", "`:quit` takes no words after it");
}
