//! An error keeps its identity and its trace on its way through languages.

use polytarget::{Fault, Host, Lang};

use crate::support::kit::Provider;
use crate::support::on_host;

/// A Python function raises; js, rhai and lisp each pass it on; Python catches it.
const CATCH: &str = "
original = ValueError('lost at sea')
def raiser():
    raise original
def fresh():
    raise ValueError('lost at sea')
def trip(js, rhai, lisp):
    try:
        js(rhai, lisp, raiser)
    except ValueError as error:
        return error
";

fn trip(host: &Host, body: &str) -> String {
    let kit = Lang::ALL.map(|lang| Provider::start(host, lang).unwrap());
    for provider in &kit {
        let name = format!("through_{}", provider.lang());
        host.refs().set(&name, provider.function("through").unwrap().into()).unwrap();
    }
    host.eval(Lang::Py, CATCH).unwrap();
    let code = format!("r = polytarget.refs\ncaught = trip(r.through_js, r.through_rhai, r.through_lisp)\n{body}");
    host.eval(Lang::Py, &code).unwrap_or_else(|error| panic!("{}", error.report())).to_string()
}

#[test]
fn a_python_exception_comes_home_through_three_languages() {
    assert_eq!(on_host(|host| trip(host, "caught is original")), "true");
}

#[test]
fn its_python_traceback_names_every_language_in_order() {
    let traceback = on_host(|host| trip(host, "import traceback\n''.join(traceback.format_exception(caught))"));
    assert_in_order(&traceback, &["in trip", "kit.js", "kit.rhai", "kit.scm", "in raiser", "ValueError: lost at sea"]);
}

#[test]
fn its_trace_outside_names_every_language_in_order() {
    let report = on_host(|host| {
        trip(host, "None");
        let code = "r = polytarget.refs\nr.through_js(r.through_rhai, r.through_lisp, fresh)";
        host.eval(Lang::Py, code).unwrap_err().report()
    });
    assert_in_order(&report, &["py ", "js ", "rhai ", "lisp ", "py ", "in fresh", "ValueError: lost at sea"]);
    assert_eq!(report.matches("in fresh").count(), 1, "{report}");
}

#[track_caller]
fn assert_in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let Some(at) = rest.find(part) else { panic!("no `{part}` in its place in:\n{text}") };
        rest = &rest[at + part.len()..];
    }
}

/// Functions of a module have no text of theirs around them when another language calls them.
#[test]
fn functions_of_a_rhai_module_have_their_lines() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("lines.rhai");
    std::fs::write(
        &file,
        "fn inner(f) {\n    f.call(1)\n}\nfn outer(f) {\n\n    inner(f)\n}\nfn bad() {\n\n    throw 1;\n}\n",
    )
    .unwrap();
    let specifier = format!("rhai:{}", file.display());
    let reports = on_host(move |host| {
        host.eval(Lang::Py, &format!("polytarget.refs.lines = polytarget.import_({specifier:?})")).unwrap();
        let run = |lang, code: &str| host.eval(lang, code).unwrap_err().report();
        [
            run(Lang::Py, "def f(x): raise ValueError('v')\npolytarget.refs.lines.outer(f)"),
            run(Lang::Js, "polytarget.refs.lines.outer(() => { throw new Error('v') })"),
            run(Lang::Js, "polytarget.refs.lines.bad()"),
        ]
    });
    assert_in_order(&reports[0], &["lines.rhai:6", "in outer", "lines.rhai:2", "in inner", "ValueError: v"]);
    assert_in_order(&reports[1], &["lines.rhai:6", "in outer", "lines.rhai:2", "in inner", "Error: v"]);
    assert_in_order(&reports[2], &["lines.rhai:10", "in bad"]);
}

/// What must not be caught passes the handlers of every language. QuickJS leaves `finally` out as well.
#[test]
fn an_exit_passes_finally() {
    const JS: &str = "polytarget.refs.seen = []; polytarget.refs.way = (f) => { try { f() } catch (e) { polytarget.refs.seen.push('catch') } \
                      finally { polytarget.refs.seen.push('finally') } }; undefined";
    let seen = on_host(|host| {
        host.eval(Lang::Js, JS).unwrap();
        let code = "def leave():\n  try: raise SystemExit(3)\n  finally: polytarget.refs.seen.append('py')\n\npolytarget.refs.way(leave)";
        let error = host.eval(Lang::Py, code).unwrap_err();
        assert!(matches!(error.fault(), Fault::Exit(3)), "{error}");
        host.eval(Lang::Js, "String(polytarget.refs.seen)").unwrap().to_string()
    });
    assert_eq!(seen, "py");
}
