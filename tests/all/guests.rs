//! REPLs inside this process: `spawn`, and what lives in another language's engine.

mod hosted;
pub(crate) mod installed;

use std::collections::HashMap;

use polytarget::{Fault, Host, Lang, Source, Value};

use crate::support::on_host;

/// How each language starts a REPL, tells it something, asks it, and stops it.
const SAY: [[&str; 4]; 4] = [
    ["r = polytarget.spawn(PROGRAM, '-i')", "r.send(CODE)", "r.assess(CODE)", "r.kill()"],
    ["r = polytarget.spawn(PROGRAM, '-i'); 0", "r.send(CODE)", "r['complete?'](CODE)", "r.kill()"],
    ["let r = polytarget.spawn(PROGRAM, \"-i\");", "r.send(CODE)", "r.assess(CODE)", "r.kill()"],
    ["(define r (spawn PROGRAM \"-i\"))", "(.send r CODE)", "(.complete? r CODE)", "(.kill r)"],
];

/// Returns a text as all four languages write it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[track_caller]
fn say(host: &Host, lang: Lang, what: usize, text: &str) -> String {
    let quoted = quoted(text);
    let code = SAY[lang.index()][what].replace("PROGRAM", &quoted).replace("CODE", &quoted);
    match host.eval(lang, &code) {
        Ok(value) => value.to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_program_of_the_table_is_a_repl_of_its_own() {
    // Which program, which REPL it is, a definition, what uses it, and the value of that.
    let table = [
        ("node", "js", "let x = 40", "x + 2"),
        ("nodejs", "js", "var x = 40", "x + 2"),
        ("js", "js", "const x = 40", "x + 2"),
        ("qjs", "js", "var x = 40", "x + 2"),
        ("deno", "js", "var x = 40", "x + 2"),
        ("bun", "js", "var x = 40", "x + 2"),
        ("python3", "py", "x = 40", "x + 2"),
        ("python", "py", "def f(): return 42", "f()"),
        ("py", "py", "x = 40", "x + 2"),
        ("rhai", "rhai", "let x = 40;", "x + 2"),
        ("rust", "rhai", "fn f() { 42 }", "f()"),
        ("lisp", "lisp", "(define x 40)", "(+ x 2)"),
        ("steel", "scheme", "(define x 40)", "(+ x 2)"),
        ("scheme", "scheme", "(define x 40)", "(+ x 2)"),
        ("repl", "lisp", "(define x 40)", "(+ x 2)"),
    ];
    on_host(move |host| {
        for from in Lang::ALL {
            for (program, name, define, use_it) in table {
                say(host, from, 0, program);
                let context = format!("{from}: {program}");
                let runtime = host.instance(from).unwrap().global(&"r".into()).unwrap().unwrap();
                let runtime = runtime.as_object().unwrap();
                assert_eq!(runtime.get("name").unwrap().to_string(), name, "{context}");
                assert!(runtime.get("alive").unwrap().as_bool().unwrap(), "{context}");
                say(host, from, 1, define);
                assert_eq!(say(host, from, 1, use_it), "42", "{context}");
                assert_eq!(say(host, from, 3, ""), "true", "{context}");
                let stopped = say(host, from, 1, use_it);
                assert!(stopped.contains(" stopped>: this REPL was stopped"), "{context}: {stopped}");
                assert_eq!(say(host, from, 3, ""), "false", "{context}");
                assert!(!runtime.get("alive").unwrap().as_bool().unwrap(), "{context}");
            }
        }
    });
}

#[test]
fn a_runtime_shows_its_name_and_a_number_that_counts_up() {
    on_host(|host| {
        let shown = |program: &str| {
            let code = format!("r = polytarget.spawn('{program}'); str(r)");
            let shown = host.eval(Lang::Py, &code).unwrap().to_string();
            let number = shown.strip_suffix('>').and_then(|shown| shown.rsplit_once(' ')).unwrap();
            (number.0.to_owned(), number.1.parse::<u32>().unwrap())
        };
        let (js, first) = shown("node");
        let (py, second) = shown("python3");
        assert_eq!((js.as_str(), py.as_str()), ("#<runtime js", "#<runtime py"));
        assert_eq!(second, first + 1);
        let stopped = host.eval(Lang::Py, "r.kill(); str(r)").unwrap().to_string();
        assert_eq!(stopped, format!("#<runtime py {second} stopped>"));
    });
}

#[track_caller]
fn check_refused(code: &str, class: &str, expect: &str) {
    let code = code.to_owned();
    let error = on_host(move |host| {
        let error = host.eval(Lang::Js, &code).unwrap_err();
        (error.class().to_owned(), error.message())
    });
    assert_eq!(error, (class.to_owned(), expect.to_owned()));
}

#[test]
fn what_cannot_live_here_is_refused_with_what_can() {
    check_refused(
        "polytarget.spawn('bash')",
        "SpawnError",
        "no REPL named 'bash' lives in this process (have: py (python3, python), js (node, nodejs, qjs, deno, bun), \
         rhai (rust), lisp (repl), scheme (steel), hy, sibilant); there are no subprocesses",
    );
    check_refused(
        "polytarget.spawn('noed', '--interactive')",
        "SpawnError",
        "no REPL named 'noed' lives in this process (have: py (python3, python), js (node, nodejs, qjs, deno, bun), \
         rhai (rust), lisp (repl), scheme (steel), hy, sibilant); there are no subprocesses; did you mean `node`?",
    );
    let allowed = "after the program it takes -i, --interactive, --repl, -q";
    check_refused(
        "polytarget.spawn('js', '--eval')",
        "SpawnError",
        &format!("`spawn` does not know the flag --eval; {allowed}"),
    );
    check_refused("polytarget.spawn('js', 1)", "SpawnError", &format!("`spawn` does not know the flag 1; {allowed}"));
    let missing = "expected `spawn` to be given a string as its program, got nothing";
    check_refused("polytarget.spawn()", "TypeError", missing);
}

#[test]
fn a_runtime_judges_input_as_its_language_does() {
    let table = HashMap::from([
        ("py", [("1", "complete"), ("def f():", "incomplete"), (")", "invalid")]),
        ("js", [("1", "complete"), ("f(", "incomplete"), (")", "invalid")]),
        ("rhai", [("1", "complete"), ("fn f() {", "incomplete"), (")", "invalid")]),
        ("lisp", [("1", "complete"), ("(f", "incomplete"), (")", "invalid")]),
    ]);
    on_host(move |host| {
        for from in Lang::ALL {
            for (program, rows) in &table {
                say(host, from, 0, program);
                for (code, expect) in rows {
                    assert_eq!(say(host, from, 2, code), *expect, "{from} asks {program}: {code}");
                }
                say(host, from, 3, "");
            }
        }
    });
}

#[test]
fn a_runtime_that_is_stopped_or_let_go_of_holds_nothing_any_more() {
    on_host(|host| {
        host.eval(Lang::Py, "import gc, weakref\nclass K: pass").unwrap();
        for program in ["py", "js"] {
            for end in ["r.kill()", "r = None"] {
                let code = format!(
                    "k = K(); r = polytarget.spawn('{program}'); r.globals['k'] = k; w = weakref.ref(k); del k\n\
                    w() is not None"
                );
                assert_eq!(host.eval(Lang::Py, &code).unwrap().as_bool(), Some(true), "{program}");
                host.eval(Lang::Py, end).unwrap();
                // What proxies held is let go of at the next border, and contexts are garbage for their engine's collector.
                let is_gone = |_: &i32| {
                    host.eval(Lang::Js, "1").unwrap();
                    host.collect();
                    host.eval(Lang::Py, "gc.collect(); w() is None").unwrap().as_bool() == Some(true)
                };
                assert!((0..3).any(|round| is_gone(&round)), "{program}: {end}");
            }
        }
    });
}

/// A handle keeps its object alive, and its object what it needs: `spawn("js").send(...)` is safe without ceremony.
#[test]
fn what_a_runtime_made_outlives_the_handle_to_it_but_not_its_end() {
    on_host(|host| {
        let code = "r = polytarget.spawn('js'); r.send('var n = 41'); f = r.send('() => n + 1'); del r; f()";
        assert_eq!(host.eval(Lang::Py, code).unwrap().as_int(), Some(42));
        let code = "r = polytarget.spawn('js'); f = r.send('() => 1'); r.kill(); f()";
        let error = host.eval(Lang::Py, code).unwrap_err();
        assert!(matches!(error.fault(), Fault::Raised { .. } | Fault::Gone(Lang::Js)), "{error:?}");
        assert!(error.message().contains("has been stopped"), "{error}");
    });
}

#[test]
fn what_a_runtime_raises_is_the_same_error_here() {
    on_host(|host| {
        let code = "r = polytarget.spawn('python3', '-i')\ntry:\n    r.send('e = KeyError(7); raise e')\n\
            except KeyError as e:\n    same = e is r.globals['e']\nsame";
        assert_eq!(host.eval(Lang::Py, code).unwrap().as_bool(), Some(true));
        // And it goes on after it.
        assert_eq!(host.eval(Lang::Py, "r.send('e.args[0]')").unwrap().as_int(), Some(7));
    });
}

#[test]
fn targets_have_other_names() {
    on_host(|host| {
        for (name, lang) in [("py", Lang::Py), ("python3", Lang::Py), ("node", Lang::Js), ("steel", Lang::Lisp)] {
            let instance = host.target(name).unwrap();
            assert_eq!(instance.lang(), lang, "{name}");
            assert_eq!(host.run_in(&*instance, &Source::cell("42")).unwrap().as_int(), Some(42), "{name}");
        }
        assert_eq!(host.eval(Lang::Js, "polytarget.eval('python', '6 * 7')").unwrap().as_int(), Some(42));
        let Err(error) = host.target("pyton") else { panic!("it is found") };
        assert!(matches!(error.fault(), Fault::NoTarget { name, .. } if name == "pyton"), "{error:?}");
        assert!(error.message().ends_with("; did you mean `py`?"), "{error}");
        let names: Vec<Value> = host.targets().into_iter().map(Value::from).collect();
        assert!(names.iter().any(|name| name.as_str() == Some("rhai")));
    });
}
