//! Facts about sessions that need no language: lines, transcripts, commands, refusals.

use super::{Command, Gatherer, Input, Listener};
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

/// Sees input as Lisp does: what is opened must be closed.
fn like_lisp(input: &str) -> Completeness {
    if input.matches('(').count() > input.matches(')').count() { Incomplete } else { Complete }
}

/// Knows `py`, which is the current target, and `lisp`.
struct Here;

impl Listener for Here {
    fn accepts(&self, target: &str) -> bool {
        ["py", "lisp"].contains(&target)
    }

    fn assess(&self, target: Option<&str>, input: &str) -> Completeness {
        if target == Some("lisp") { like_lisp(input) } else { like_python(input) }
    }
}

fn gather(mut gatherer: Gatherer, text: &str) -> Vec<Input> {
    let mut inputs: Vec<Input> = text.lines().flat_map(|line| gatherer.push(line, &Here)).collect();
    inputs.extend(gatherer.finish());
    inputs
}

#[track_caller]
fn check_gathered(text: &str, expected: &[&str]) {
    let inputs = gather(Gatherer::default(), text);
    let texts: Vec<&str> = inputs.iter().map(|input| &*input.text).collect();
    assert_eq!(texts, expected);
    assert!(inputs.iter().all(|input| input.target.is_none() && input.expected.is_none()), "{inputs:?}");
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

/// Prints an input of a transcript: where it stood, for whom, what it is, and what came of it.
fn told(input: &Input) -> String {
    let Input { text, target, line, expected } = input;
    let target = target.as_deref().unwrap_or("-");
    format!("{line} {target} {text:?} -> {}", expected.as_ref().map_or("-".to_owned(), |text| format!("{text:?}")))
}

#[track_caller]
fn check_transcript(gatherer: Gatherer, text: &str, expected: &[&str]) {
    let inputs: Vec<String> = gather(gatherer, text).iter().map(told).collect();
    assert_eq!(inputs, expected);
}

#[test]
fn lines_with_prompts_are_inputs_and_the_others_what_they_printed() {
    check_transcript(
        Gatherer::default(),
        "repl> :target py\n(py)> x = 1\n(py)> x\n1\n\nrepl> (+ 1 2)\n3\nrepl> (list 1)\n(1)\n",
        &[
            r#"1 lisp ":target py" -> """#,
            r#"2 py "x = 1" -> """#,
            r#"3 py "x" -> "1\n""#,
            r#"6 lisp "(+ 1 2)" -> "3\n""#,
            r#"8 lisp "(list 1)" -> "(1)\n""#,
        ],
    );
}

#[test]
fn an_input_goes_on_with_continuation_lines() {
    let text = "(py)> for x in xs:\n...      print(x)\n...\n1\n2\n(py)> y\n";
    let first = r#"1 py "for x in xs:\n    print(x)\n" -> "1\n2\n""#;
    check_transcript(Gatherer::default(), text, &[first, r#"6 py "y" -> """#]);
    // Where the empty continuation line is missing, a number at the margin is still no code.
    let text = "(py)> for x in xs:\n...      print(x)\n1\n2\n";
    check_transcript(Gatherer::default(), text, &[r#"1 py "for x in xs:\n    print(x)" -> "1\n2\n""#]);
}

#[test]
fn without_continuation_lines_it_goes_on_while_it_is_unfinished() {
    let text = "repl> (define (f x)\n        x)\nrepl> (f 1)\n1\n";
    let first = r#"1 lisp "(define (f x)\n        x)" -> """#;
    check_transcript(Gatherer::default(), text, &[first, r#"3 lisp "(f 1)" -> "1\n""#]);
    let text = "(py)> def f():\n    return 1\n7\n";
    check_transcript(Gatherer::default(), text, &[r#"1 py "def f():\n    return 1" -> "7\n""#]);
}

#[test]
fn a_prompt_ends_what_nobody_finished() {
    let text = "repl> (f\n(py)> 1\n";
    check_transcript(Gatherer::default(), text, &[r#"1 lisp "(f" -> """#, r#"2 py "1" -> """#]);
}

#[test]
fn in_a_transcript_any_name_is_a_prompt_and_elsewhere_those_of_targets() {
    let text = "(pyt)> 1\n(py)> 1\n(pyt)> 2\n";
    let inputs = [r#"1 - "(pyt)> 1" -> -"#, r#"2 py "1" -> """#, r#"3 pyt "2" -> """#];
    check_transcript(Gatherer::default(), text, &inputs);
    // Before the first prompt of a transcript stands what is no part of it.
    check_transcript(Gatherer::transcript(), "$ polytarget\n(py)> 1\n", &[r#"2 py "1" -> """#]);
}

#[test]
fn code_that_has_a_prompt_in_it_is_code() {
    check_gathered("s = \"\"\"\n(py)> x\n\"\"\"\n", &["s = \"\"\"\n(py)> x\n\"\"\""]);
}

#[test]
fn in_a_block_of_lisp_forms_between_prompts_are_code() {
    let text = "(def a 1)\n(repl> py)\n(py)> x\n1\n(f\n  2)\nanswer\n; done\n(repl> lisp)\n";
    let inputs = [
        r#"10 - "(def a 1)" -> -"#,
        r#"11 - "(repl> py)" -> -"#,
        r#"12 py "x" -> "1\n""#,
        r#"14 lisp "(f\n  2)" -> -"#,
        r#"17 lisp "; done" -> -"#,
        r#"18 - "(repl> lisp)" -> -"#,
    ];
    check_transcript(Gatherer::default().from_line(10).with_code_for("lisp"), text, &inputs);
}

#[test]
fn after_a_line_for_the_session_without_a_prompt_lines_are_inputs_again() {
    let text = "(py)> x\n1\n:target py\n(repl> py)\ny\n";
    let inputs = [r#"1 py "x" -> "1\n:target py\n""#, r#"4 - "(repl> py)" -> -"#, r#"5 - "y" -> -"#];
    check_transcript(Gatherer::default(), text, &inputs);
}

#[track_caller]
fn check_command(input: &str, expected: &Command) {
    assert_eq!(Command::parse(input).unwrap().unwrap(), *expected);
}

#[test]
fn commands_are_words_after_a_colon() {
    check_command(":target py", &Command::Target("py".to_owned()));
    check_command("  :t  js ", &Command::Target("js".to_owned()));
    check_command("(repl> js)", &Command::Target("js".to_owned()));
    check_command("(repl> js) ; from here on", &Command::Target("js".to_owned()));
    check_command("(repl>)", &Command::Target("lisp".to_owned()));
    check_command("(repl> repl)", &Command::Target("lisp".to_owned()));
    check_command(":targets", &Command::Targets);
    check_command(":quit", &Command::Quit);
    for code in ["x = 1", "(repl>x)", "(repl)", "(f (repl> py))", ":frobnicate", ":else"] {
        assert!(Command::parse(code).is_none(), "{code}");
    }
}

#[track_caller]
fn check_refused(input: &str, message: &str) {
    assert_eq!(Command::parse(input).unwrap().unwrap_err().message(), message);
}

#[test]
fn a_wrong_command_says_what_is_right() {
    check_refused(":targt py", "no command is called `:targt`; did you mean `:target`?; `:help` lists them");
    check_refused(":quit!", "no command is called `:quit!`; did you mean `:quit`?; `:help` lists them");
    check_refused(":target", "`:target` takes the name of one target");
    check_refused("(repl> py js)", "`(repl> NAME)` takes the name of one target, and nothing follows it");
    check_refused("(repl> py) (f)", "`(repl> NAME)` takes the name of one target, and nothing follows it");
    check_refused(":quit now", "`:quit` takes no words after it");
}
