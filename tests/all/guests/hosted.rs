//! Hy lives in Python, Sibilant in JavaScript; to others they are REPLs like any other.

use std::process::Command;

use super::installed::installed;

/// Sends inputs to one REPL, one after another, and compares what each gives: a value as Python shows it, or an error.
#[track_caller]
fn check(target: &str, rows: &[(&str, &str)]) {
    check_each(target, "send", rows);
}

#[track_caller]
fn check_each(target: &str, method: &str, rows: &[(&str, &str)]) {
    let Some(installed) = installed() else { return };
    let codes: Vec<&str> = rows.iter().map(|(code, _)| *code).collect();
    let codes = serde_json::to_string(&codes).unwrap();
    let given = installed.python(&format!(
        "import json\nr = polytarget.spawn('{target}', '-i')\nfor code in {codes}:\n    try:\n        \
         print(ascii(repr(r.{method}(code))))\n    except Exception as e:\n        \
         print(ascii(type(e).__name__ + ': ' + str(e).strip()))"
    ));
    let given: Vec<&str> = given.lines().collect();
    for ((code, expect), given) in rows.iter().zip(&given) {
        // Python's own quotes around what it shows.
        let given = given[1..given.len() - 1].replace("\\'", "'").replace("\\\\", "\\");
        assert_eq!(given, *expect, "{target}: {code}");
    }
    assert_eq!(given.len(), rows.len(), "{target}");
}

#[test]
fn hy_keeps_what_it_is_told() {
    check(
        "hy",
        &[
            ("(defmacro twice [x] `(+ ~x ~x)) (twice 21)", "42"),
            ("(twice 4)", "8"),
            ("(setv my-value 5) (* my-value 2)", "10"),
            ("(defn my-fn? [x] (* x 2))", "None"),
            ("(my-fn? 4)", "8"),
            // A reader macro is known to the form after it, and to inputs after it.
            ("(defreader up (.upper (.parse-one-form &reader))) #up \"abc\"", "'ABC'"),
            ("#up \"xyz\"", "'XYZ'"),
            // A REPL in a REPL in a REPL.
            ("(import hy) (hy.eval (hy.read \"(+ 40 2)\"))", "42"),
            ("(.send (polytarget.spawn \"hy\") \"(twice 4)\")", "NameError: name 'twice' is not defined"),
            ("(polytarget.eval \"js\" \"6 * 7\")", "42"),
            ("", "None"),
        ],
    );
}

#[test]
fn sibilant_keeps_what_it_is_told() {
    check(
        "sibilant",
        &[
            ("(macro twice (x) `(+ @x @x))", "None"),
            ("(twice 21)", "42"),
            ("(var my-value 5) (* my-value 2)", "10"),
            ("(def my-fn? (x) (* x 2)) (my-fn? 4)", "8"),
            ("(meta (+ 1 2))", "3"),
            ("(|> 3 (+ 1))", "4"),
            ("[1 2 3]", "[ 1, 2, 3 ]"),
            ("{a: 1, b: 2}", "{ a: 1, b: 2 }"),
            ("(if (= my-value 5)\n \"five\"\n \"other\")", "'five'"),
            ("(+ \"two\nlines\" \"!\")", "'two\\nlines!'"),
            ("(polytarget.eval \"py\" \"6 * 7\")", "42"),
            (
                "((get (polytarget.spawn \"sibilant\") \"send\") \"(twice 4)\")",
                "JsError: ReferenceError: twice is not defined",
            ),
        ],
    );
}

#[test]
fn input_is_judged_as_hy_and_sibilant_read_it() {
    let both = [
        ("(f", "'incomplete'"),
        ("(f \"abc", "'incomplete'"),
        ("(f [1 2)", "'invalid'"),
        (")", "'invalid'"),
        ("(f 1) (g", "'incomplete'"),
        ("(f \"a)\\\"\")", "'complete'"),
        ("", "'complete'"),
        ("; (", "'complete'"),
        ("(f) ; \"", "'complete'"),
    ];
    check_each("hy", "assess", &both);
    check_each("sibilant", "assess", &both);
}

/// Runs inputs one after another up to the first error, and compares the lines of its report.
#[track_caller]
fn check_report(target: &str, codes: &[&str], expect: &str) {
    let Some(installed) = installed() else { return };
    let mut program: Command = installed.program();
    program.args(["-t", target]).args(codes.iter().flat_map(|code| ["-e", code]));
    let ended = program.output().expect("the program starts");
    assert_eq!(String::from_utf8(ended.stderr).unwrap().trim_end(), expect, "{target}");
}

#[test]
fn an_error_shows_the_line_of_lisp() {
    check_report(
        "hy",
        &["(defn f [x]\n  (g x))\n\n(defn g [x]\n  (/ x 0))", "\n(f 1)"],
        "Trace (most recent call last):\n  py    <hy 2>:2\n          (f 1)\n  py    <hy 1>:2 in f\n          (g x))\n  \
         py    <hy 1>:5 in g\n          (/ x 0))\nZeroDivisionError: division by zero",
    );
    check_report(
        "hy",
        &["(setv x 1)\n(setv 1 x)"],
        "Trace (most recent call last):\n  py    <hy 1>:2:7\n          (setv 1 x)\n\
         HySyntaxError: Can't assign or delete a constant",
    );
    check_report(
        "sibilant",
        &["(def f (x)\n  (var y (+ x 1))\n  (g y))\n\n(def g (x)\n  (x.foo.bar))", "\n(f 1)"],
        "Trace (most recent call last):\n  js    <sibilant 2>:2:1\n          (f 1)\n  js    <sibilant 1>:3:10 in f$\n          \
         (g y))\n  js    <sibilant 1>:6:8 in g$\n          (x.foo.bar))\n\
         TypeError: cannot read property 'bar' of undefined",
    );
    check_report(
        "sibilant",
        &["(macro bad (x) (throw (new Error \"no\")))", "(+ 1 2)\n(bad 1)"],
        "SyntaxError: no (at <sibilant 2>:2:1, in `bad`)",
    );
}

#[test]
fn the_reason_for_an_exit_is_told() {
    check_report("hy", &["(import sys) (sys.exit \"enough\")", "(print \"never\")"], "enough");
}

#[test]
fn sibilant_includes_files_of_the_working_folder() {
    let Some(installed) = installed() else { return };
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("includes");
    std::fs::create_dir_all(folder.join("lib")).unwrap();
    let files = [
        ("main.sibilant", "(include \"lib/one\")\n(console.log (twice (one)))"),
        ("lib/one.sibilant", "(include \"two\")\n(def one () 1)"),
        ("lib/two.sibilant", "(macro twice (x) `(+ @x @x))"),
        ("round.sibilant", "(include \"round\")"),
        ("missing.sibilant", "1\n  (include \"none\")"),
        ("outside.sibilant", "(include \"../beyond\")"),
        ("../beyond.sibilant", "1"),
    ];
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let run = |name: &str| {
        let ended = installed.program().arg(name).current_dir(&folder).output().expect("the program starts");
        String::from_utf8([ended.stdout, ended.stderr].concat()).unwrap()
    };
    assert_eq!(run("main.sibilant"), "2\n");
    let round = run("round.sibilant");
    assert!(round.contains("it includes itself: round.sibilant -> round.sibilant (at "), "{round}");
    let missing = run("missing.sibilant");
    assert!(missing.contains("cannot read none.sibilant: ") && missing.contains("missing.sibilant:2:3"), "{missing}");
    let outside = run("outside.sibilant");
    assert!(outside.contains("cannot read ../beyond.sibilant: it is outside of "), "{outside}");
}

#[test]
fn live_objects_go_in_and_out() {
    let Some(installed) = installed() else { return };
    let said = installed.python(
        "hy, sib = polytarget.spawn('hy'), polytarget.spawn('sibilant')\n\
         array = polytarget.js.eval('globalThis.array = [1, 2, 3]')\nhy.globals['a'] = array\n\
         print(hy.send('(.append a 4) (sum a)'), polytarget.js.eval('array.length'))\n\
         rows = [1]\nsib.globals['rows'] = rows\nsib.send('(rows.push 5)')\nprint(rows)\n\
         hy.send('(defn add-all [#* xs] (sum xs))')\nsib.globals['add-all'] = hy.globals['add-all']\n\
         print(sib.send('(add-all 1 2 3)'), hy.add_all(4, 5), sorted(hy.globals))\n\
         sib.send('(var kept {a: 1})')\nhy.globals['kept'] = sib.kept\n\
         print(hy.send('kept.a'), hy.globals['kept'] is sib.kept)\n\
         polytarget.hy.eval('(setv my-own 7)')\nfrom polytarget.hy import my_own\nprint(my_own)",
    );
    assert_eq!(said, "10 4\n[1, 5]\n6 9 ['a', 'add-all']\n1 True\n7\n");
}

#[test]
fn what_is_not_installed_is_named_with_the_command() {
    let run = |target: &str| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_polytarget"));
        program.args(["-t", target, "-e", "1"]).env("NO_COLOR", "1").env("XDG_DATA_HOME", "/nowhere");
        // An interpreter that looks for packages nowhere but in its own library.
        program.env_remove("PYTHONPATH").env("HOME", "/nowhere").current_dir("/");
        let ended = program.output().expect("the program starts");
        String::from_utf8(ended.stderr).unwrap()
    };
    let told = "there is no node_modules/sibilant/lib/browser.js in / or above it, nor in /nowhere/polytarget; run \
                `npm install sibilant@0.5.6` in one of them";
    assert_eq!(run("sibilant").trim_end(), format!("ModuleNotFoundError: no module `sibilant`: {told}"));
    let hy = run("hy");
    assert!(hy.is_empty() || hy.contains("-m pip install hy`"), "{hy}");
}
