//! Whether two objects are equal is answered in finite time, whoever is asked and however it asks back.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long one program may take: all questions of it are answered in a fraction of a second.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs a program of Python, which must end by itself, and returns what it printed.
#[track_caller]
fn run(program: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_polytarget"))
        .args(["-t", "py", "-e", program])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None if start.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(20)),
            None => {
                child.kill().unwrap();
                child.wait().unwrap();
                panic!("no end of:\n{program}");
            }
        }
    };
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(status.success(), "{program}\nfailed:\n{err}");
    out
}

/// Asks all languages that have an equality of values whether an object of Python's, which asks back,
/// equals `code`; prints the questions that were answered otherwise than by identity.
const QUESTIONS: &str = r#"
import polytarget

class Back:
    def __eq__(self, other): return other == self

class Both(Back):
    def __ne__(self, other): return other != self

class Items(list):
    def __eq__(self, other): return other == self

refs = polytarget.refs
refs.theirs = polytarget.eval(LANG, CODE)
theirs = refs.theirs

def ask(name, question):
    try:
        answer = question()
    except BaseException as error:
        answer = type(error).__name__
    if answer is not False:
        print(CODE, name, answer)

for mine in Back(), Both(), Items(["x"]), [Back(), Back(), Back()], {"none": Back()}:
    refs.mine = mine
    ask("py mine == theirs", lambda: mine == theirs)
    ask("py theirs == mine", lambda: theirs == mine)
    ask("py mine != theirs", lambda: not mine != theirs)
    ask("py theirs != mine", lambda: not theirs != mine)
    ask("py in a list", lambda: theirs in [mine])
    ask("lisp mine theirs", lambda: polytarget.eval("lisp", "(equal? (get refs 'mine) (get refs 'theirs))"))
    ask("lisp theirs mine", lambda: polytarget.eval("lisp", "(equal? (get refs 'theirs) (get refs 'mine))"))
    ask("rhai mine == theirs", lambda: polytarget.eval("rhai", "refs.mine == refs.theirs"))
    ask("rhai theirs == mine", lambda: polytarget.eval("rhai", "refs.theirs == refs.mine"))
    ask("rhai mine != theirs", lambda: not polytarget.eval("rhai", "refs.mine != refs.theirs"))
"#;

#[track_caller]
fn check(lang: &str, code: &str) {
    let program = QUESTIONS.replace("LANG", &format!("{lang:?}")).replace("CODE", &format!("{code:?}"));
    assert_eq!(run(&program), "", "{lang}: {code}");
}

#[test]
fn a_class_that_asks_back_gets_an_answer() {
    let theirs = [
        ("lisp", "(vector 1/2 3/2)"),
        ("lisp", "(vector (vector 1/2))"),
        ("lisp", "(list 1 2)"),
        // A list that does not begin where its memory does, and values that have no address at all.
        ("lisp", "(range 0 100)"),
        ("lisp", "(list)"),
        ("lisp", "(string->bytes \"ab\")"),
        ("lisp", "(make-rectangular 1/2 3)"),
        ("lisp", "(open-input-string \"a\")"),
        ("lisp", "(call/cc (lambda (k) k))"),
        ("lisp", "(hash 'a 1)"),
        ("lisp", "(hashset 1 2)"),
        ("lisp", "(cons 1 2)"),
        ("lisp", "(lambda (x) x)"),
        ("lisp", "'symbol"),
        ("js", "[1, 2]"),
        ("js", "({ a: 1 })"),
        ("js", "new Map([[1, 2]])"),
        ("js", "new Set([1])"),
        ("js", "x => x"),
        ("js", "Symbol('s')"),
        ("rhai", "[1, 2]"),
        ("rhai", "#{ a: 1 }"),
        ("rhai", "|x| x"),
        ("rhai", "timestamp()"),
        ("rhai", "1..3"),
    ];
    for (lang, code) in theirs {
        check(lang, code);
    }
}

/// A fraction of Lisp is one of Python's own there, so it is Python's own recursion that ends.
#[test]
fn a_class_that_asks_back_is_at_the_end_of_python_with_a_number() {
    let program = r#"
class Back:
    def __eq__(self, other): return other == self

polytarget.refs.back = Back()
for code in "(equal? (get refs 'back) 1/2)", "(equal? 1/2 (get refs 'back))", "(equal? (vector (get refs 'back)) (vector 1/2))":
    try:
        print(polytarget.eval("lisp", code))
    except RecursionError as error:
        print("RecursionError")
"#;
    assert_eq!(run(program), "RecursionError\n".repeat(3));
}

/// What an owner raises when it is asked is not taken for an answer.
#[test]
fn an_error_of_a_comparison_is_an_error() {
    let program = r#"
class Loud:
    def __eq__(self, other): raise LookupError("loud")

polytarget.refs.loud = Loud()
for code in (
    "(equal? (get refs 'loud) (vector 1))", "(equal? (list 1) (get refs 'loud))",
    "(equal? (list (get refs 'loud)) (list 1))", "(equal? (hash 'a (get refs 'loud)) (hash 'a 1))",
):
    try:
        print(polytarget.eval("lisp", code))
    except LookupError as error:
        print(error)
"#;
    assert_eq!(run(program), "loud\n".repeat(4));
}

/// A question that a class has asked already is answered by identity; others are still asked.
#[test]
fn who_asks_back_about_something_else_is_answered() {
    let program = r#"
class Named:
    def __init__(self, names): self.names = names
    def __eq__(self, other): return other == self.names

vector = polytarget.lisp.eval("(vector 1 2)")
print(Named([1, 2]) == vector, vector == Named([1, 2]), Named([1]) == vector, Named([1, 2]) != vector)
polytarget.refs.named = Named([1, 2])
print(polytarget.eval("lisp", "(equal? (get refs 'named) (vector 1 2))"), polytarget.eval("rhai", "refs.named == [1, 2]"))

class Any:
    def __eq__(self, other): return True

print(vector == Any(), Any() == vector, vector != Any())
"#;
    assert_eq!(run(program), "True True False False\nTrue True\nTrue True False\n");
}

/// Whoever compares two objects of others gets the same answer both ways.
#[test]
fn it_does_not_matter_which_stands_left() {
    let program = r#"
refs = polytarget.refs
made = {"py": "[1, [2]]", "js": "[1, [2]]", "rhai": "live [1, live [2]]", "lisp": "(list 1 (list 2))"}
for lang, code in made.items():
    refs[lang] = polytarget.eval(lang, code)
for one in made:
    for other in made:
        ways = {
            "py": [refs[one] == refs[other], refs[other] == refs[one], not refs[one] != refs[other]],
            "rhai": polytarget.eval("rhai", f"[refs.{one} == refs.{other}, refs.{other} == refs.{one}]"),
            "lisp": polytarget.eval(
                "lisp", f"(list (equal? refs.{one} refs.{other}) (equal? refs.{other} refs.{one}))"),
        }
        for user, answers in ways.items():
            if len(set(answers)) != 1 or (one == other and not answers[0]):
                print(user, one, other, list(answers))
"#;
    assert_eq!(run(program), "");
}
