//! Whatever is typed, the process lives, says what is wrong, and goes on.

use std::io::Write;
use std::process::{Command, Stdio};

/// Feeds lines to the binary as a user would, then asks every language for `1 + 1`.
#[track_caller]
fn check(target: &str, input: &str, wanted: &str) {
    let after = ":target py\n1 + 1\n:target js\n1 + 1\n:target rhai\n1 + 1\n:target lisp\n(+ 1 1)\n";
    let mut child = Command::new(env!("CARGO_BIN_EXE_polytarget"))
        .args(["-t", target])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let text = format!("{input}\n{after}");
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(err.contains(wanted), "{input:?}: no `{wanted}` in:\n{err}\nstdout:\n{out}");
    assert!(!err.contains("panicked") && !err.contains("a bug in polytarget"), "{input:?}:\n{err}");
    assert!(out.trim_end().ends_with("2\n2\n2\n2"), "{input:?} left no working languages:\n{out}\nstderr:\n{err}");
    assert_eq!(output.status.code(), Some(1), "{input:?}");
}

#[test]
fn hostile_input_is_refused_and_survived() {
    let cases = [
        ("py", "raise SystemError('boom')", "SystemError: boom"),
        ("py", "eval('(' * 5000)", "Error"),
        ("py", "def f(): return f()\n\nf()", "RecursionError"),
        ("py", "polytarget.js.eval('throw null')", "null"),
        ("py", "polytarget.eval('cobol', '1')", "cobol"),
        ("py", "polytarget.js.Math.max.no_such_member", "no_such_member"),
        ("py", "polytarget.js.eval('({})')()", "does not support `call`"),
        ("py", "import no_such_library", "No module named 'no_such_library'"),
        ("js", "(function f() { f() })()", "RangeError"),
        ("js", "[].reduce(1)", "TypeError"),
        ("js", "polytarget.py.eval('[1, 2]')()", "not a function"),
        ("js", "polytarget.py.eval('x = ')", "SyntaxError"),
        ("js", "new Proxy({}, { get() { throw new Error('trap') } }).x", "trap"),
        ("js", "throw { toString() { throw 1 } }", "Error"),
        ("js", "'\\ud800'.repeat(2 ** 30)", "Error"),
        ("rhai", "fn f() { f() } f()", "Error"),
        ("rhai", "throw polytarget", "Error"),
        ("rhai", "let a = []; a[99]", "out of bounds"),
        ("lisp", "(define (f) (+ 1 (f))) (f)", "Error"),
        ("lisp", "(car 1)", "Error"),
        ("lisp", "(eval-in \"js\" 5)", "expected"),
        ("lisp", "(call/cc 5)", "Error"),
        ("lisp", "(vector-ref (vector 1 2) 10)", "Error"),
        ("lisp", ")", "lisp"),
    ];
    for (target, input, wanted) in cases {
        check(target, input, wanted);
    }
}

/// A stopped instance says so, in the language that asked.
#[test]
fn a_stopped_instance_is_named() {
    check("py", "polytarget.js.stop()\npolytarget.js.eval('1')\npolytarget.js.restart()", "stopped");
}

/// Modules that import each other through other languages.
#[test]
fn import_cycles_are_met() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("cycles");
    std::fs::create_dir_all(&folder).unwrap();
    let files = [
        ("one.py", "import polytarget\nm = polytarget.import_('js:./two.mjs')\nx = 1"),
        ("two.mjs", "import one from 'py:./one.py';\nexport const seen = () => one.x;"),
        ("three.mjs", "export const early = 1; polytarget.import('rhai:./four.rhai', FOLDER); export const late = 2;"),
        ("four.rhai", "import \"js:./three.mjs\" as three;\nfn f() { 1 }"),
        ("five.py", "import polytarget\nm = polytarget.import_('rhai:./six.rhai')"),
        ("six.rhai", "import \"py:./five.py\" as five;\nfn f() { 1 }"),
        ("seven.scm", "(provide a)\n(define m (import-module \"py:./eight.py\"))\n(define a 1)"),
        ("eight.py", "import polytarget\nm = polytarget.import_('lisp:./seven.scm')"),
        ("nine.mjs", "import './ten.mjs'; import 'py:./eleven.py'; export const n = 9;"),
        ("ten.mjs", "export const n = 10;"),
        ("eleven.py", "import polytarget\nassert polytarget.import_('js:./ten.mjs').n == 10"),
    ];
    for (file, text) in files {
        std::fs::write(folder.join(file), text.replace("FOLDER", &format!("{folder:?}"))).unwrap();
    }
    let loads = |specifier: &str, wanted: &str| {
        let folder = folder.display().to_string();
        check("py", &format!("raise Exception(repr(polytarget.import_({specifier:?}, {folder:?})) + ' came')"), wanted);
    };
    let itself = "imports itself";
    loads("py:./one.py", "one");
    loads("js:./two.mjs", itself);
    loads("js:./three.mjs", "late");
    loads("py:./five.py", "five");
    loads("rhai:./six.rhai", itself);
    loads("lisp:./seven.scm", "came");
    loads("py:./eight.py", "came");
    loads("js:./nine.mjs", "n: 9");
}

#[test]
fn modules_of_no_language_are_not_found() {
    check("py", "polytarget.import_('xx:m')", "ModuleNotFoundError: no module `xx:m`");
    check("py", "exec(\"from polytarget import *; raise Exception('all ' + import_.__name__)\")", "all import_");
    check("js", "polytarget.import('xx:m')", "no module `xx:m`");
    check("rhai", "import \"xx:m\" as m;", "no module `xx:m`");
    check("lisp", "(import-module \"xx:m\")", "no module `xx:m`");
}

#[test]
fn an_instance_is_not_stopped_from_within() {
    for (target, input) in [
        ("py", "polytarget.py.stop()"),
        ("py", "polytarget.py.restart()"),
        ("py", "polytarget.js.eval('polytarget.py.stop()')"),
        ("js", "polytarget.js.stop()"),
        ("rhai", "rhai.stop()"),
        ("lisp", "(lisp.stop)"),
    ] {
        check(target, input, "instance is running; stop it once its evaluation has ended");
    }
}
