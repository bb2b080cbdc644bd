//! Facts about the prompt, typed at a real terminal.

use std::process::Command;

use rexpect::process::WaitStatus;
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

/// How long the prompt may take to say what is expected, in milliseconds.
const PATIENCE: u64 = 20_000;

/// A person at a terminal, with the program in front of them.
struct Person(PtySession);

impl Person {
    /// Starts the program with these arguments and no history of the user's.
    fn sits_down(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polytarget"));
        // A dumb terminal is not asked for the cursor's place, which nobody here would answer.
        command
            .args(arguments)
            .env("TERM", "dumb")
            .env("NO_COLOR", "1")
            .env("XDG_DATA_HOME", env!("CARGO_TARGET_TMPDIR"));
        let options = Options::new().timeout_ms(Some(PATIENCE)).strip_ansi_escape_codes(true);
        Self(spawn_with_options(command, options).expect("the program starts"))
    }

    /// Types a line and the return key.
    fn types(&mut self, line: &str) -> &mut Self {
        self.presses(line).presses("\r")
    }

    /// Presses one key after another.
    fn presses(&mut self, keys: &str) -> &mut Self {
        self.0.send(keys).and_then(|_| self.0.flush()).expect("the terminal takes keys");
        self
    }

    /// Presses a key together with Ctrl.
    fn presses_control(&mut self, key: char) -> &mut Self {
        self.0.send_control(key).expect("the terminal takes keys");
        self
    }

    #[track_caller]
    fn sees(&mut self, text: &str) -> &mut Self {
        if let Err(error) = self.0.exp_string(text) {
            panic!("never saw {text:?}: {error}");
        }
        self
    }

    /// Waits for the end of the program and returns its exit status.
    #[track_caller]
    fn is_left_with(&mut self, status: i32) {
        self.0.exp_eof().expect("the program ends");
        let ended = self.0.process().wait().expect("the program ended");
        assert!(matches!(ended, WaitStatus::Exited(_, code) if code == status), "{ended:?}");
    }
}

#[test]
fn the_prompt_begins_at_the_kernel_and_ctrl_d_leaves() {
    let mut person = Person::sits_down(&[]);
    person.sees("repl> ").presses_control('d');
    person.is_left_with(0);
}

#[test]
fn commands_switch_and_list_and_quit() {
    let mut person = Person::sits_down(&["-t", "js"]);
    person.sees("(js)> ").types(":target py").sees("(py)> ").types(":t lisp").sees("repl> ");
    person.types(":targets").sees("* lisp").sees("repl> ");
    person.types(":targt js").sees("did you mean `:target`?").sees("repl> ");
    person.types(":quit");
    person.is_left_with(0);
}

#[test]
fn ctrl_c_clears_the_line_and_does_not_quit() {
    let mut person = Person::sits_down(&[]);
    person.sees("repl> ").presses("(never finished").sees("finished").presses_control('c');
    person.sees("repl> ").types(":t py").sees("(py)> ").presses_control('d');
    person.is_left_with(0);
}

#[test]
fn an_input_ends_where_its_language_says() {
    let mut person = Person::sits_down(&["-t", "rhai"]);
    person.sees("(rhai)> ").types("fn twice(x) {").sees("...  ").types("2 * x }").sees("(rhai)> ");
    person.types("twice(21)").sees("42").sees("(rhai)> ");
    // In Python an empty line ends a block.
    person.types(":t py").sees("(py)> ").types("def thrice(x):").sees("...  ").types("    return 3 * x");
    person.sees("...  ").types("").sees("(py)> ").types("thrice(14)").sees("42").sees("(py)> ");
    person.presses_control('d');
    person.is_left_with(0);
}

#[test]
fn a_line_with_its_prompt_is_for_the_target_that_it_names() {
    let mut person = Person::sits_down(&["-t", "py"]);
    person.sees("(py)> ").types("(repl> js)").sees("(js)> ").types("(py)> def twice(x): return 2 * x").sees("(py)> ");
    person.types("(js)> polytarget.py.twice(21)").sees("42").sees("(js)> ").types("(rhai)> let x = [").sees("...  ");
    person.types("1 ]; x.len() + 40").sees("41").sees("(rhai)> ").types("(repl>)").sees("repl> ");
    person.types("(pyt)> 1").sees("did you mean `py`?").sees("repl> ").presses_control('d');
    person.is_left_with(0);
}

/// What a terminal sends before and after a text that is pasted.
const PASTE: [&str; 2] = ["\u{1b}[200~", "\u{1b}[201~"];

#[test]
fn a_pasted_transcript_is_run_again() {
    let transcript = "repl> :target py\n(py)> def foo(x): return x + 1\n(py)> foo(3)\n3\nrepl> :target js\n\
        (js)> const foo = x => x + 1\n(js)> foo(31)\n3";
    let mut person = Person::sits_down(&[]);
    person.sees("repl> ").presses(PASTE[0]).presses(transcript).presses(PASTE[1]).sees("foo(31)");
    person.presses("\r").sees("\r\n4\r\n32\r\n").sees("(js)> ").presses_control('d');
    person.is_left_with(0);
}

#[test]
fn languages_share_what_they_make() {
    let mut person = Person::sits_down(&["-t", "py"]);
    person.sees("(py)> ").types("x = [3, 1]").sees("(py)> ").types("polytarget.refs['x'] = x").sees("(py)> ");
    person.types(":t js").sees("(js)> ").types("polytarget.refs.x.sort(); 'sorted'").sees("\r\n'sorted'");
    person.sees("(js)> ").types(":t py").sees("(py)> ").types("x").sees("[1, 3]").sees("(py)> ");
    person.presses_control('d');
    person.is_left_with(0);
}

#[test]
fn a_guest_that_exits_ends_the_session_with_its_status() {
    let mut person = Person::sits_down(&["-t", "py"]);
    person.sees("(py)> ").types("raise SystemExit(7)");
    person.is_left_with(7);
}

#[test]
fn the_tab_key_completes_names() {
    let mut person = Person::sits_down(&["-t", "py"]);
    person.sees("(py)> ").types("wavelength = 42").sees("(py)> ");
    person.presses("wavel\t").sees("wavelength").presses("\r").sees("\r\n42").sees("(py)> ");
    person.presses_control('d');
    person.is_left_with(0);
}

/// Returns the prompt of a target.
fn prompt(target: &str) -> String {
    if target == "lisp" { "repl> ".to_owned() } else { format!("({target})> ") }
}

#[track_caller]
fn check_error(target: &str, define: &str, wrong: &str, report: &str, then: &str) {
    let prompt = prompt(target);
    let mut person = Person::sits_down(&["-t", target]);
    person.sees(&prompt).types(define).sees(&prompt).types(wrong).sees(report).sees(&prompt);
    person.types(then).sees("42").sees(&prompt).presses_control('d');
    person.is_left_with(0);
}

#[test]
fn an_error_is_reported_and_the_session_goes_on() {
    check_error("py", "kept = 40", "kept.nonsense", "AttributeError: ", "kept + 2");
    check_error("js", "let kept = 40", "kept.non.sense", "TypeError: ", "kept + 2");
    check_error("lisp", "(define kept 40)", "(car kept)", "TypeError: ", "(+ kept 2)");
    check_error("rhai", "let kept = 40;", "kept.nonsense()", "<rhai 2>:1", "kept + 2");
}

#[track_caller]
fn check_interrupt(target: &str, define: &str, endless: &str, then: &str) {
    let prompt = prompt(target);
    let mut person = Person::sits_down(&["-t", target]);
    person.sees(&prompt).types(define).sees(&prompt);
    person.types(endless).sees("\r\ngoing\r\n").presses_control('c').sees("KeyboardInterrupt");
    person.sees(&prompt).types(then).sees("42").sees(&prompt).presses_control('d');
    person.is_left_with(0);
}

#[test]
fn ctrl_c_stops_an_evaluation_and_keeps_the_state() {
    check_interrupt("py", "kept = 40", "import time; print('going'); time.sleep(1000)", "kept + 2");
    check_interrupt("js", "let kept = 40;", "console.log('going'); while (true);", "kept + 2");
    check_interrupt("rhai", "let kept = 40;", "print(`going`); loop {}", "kept + 2");
    check_interrupt("lisp", "(define kept 40)", "(begin (displayln 'going) (let loop () (loop)))", "(+ kept 2)");
}
