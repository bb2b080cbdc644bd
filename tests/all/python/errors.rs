//! Exceptions, traces, depth and interrupts.

use polytarget::{Fault, Lang, Name, Source};

use super::check;
use super::stand_ins::stand_ins;
use crate::support::on_host;

#[test]
fn an_exception_that_comes_home_is_the_same() {
    check(
        "error = ValueError('mine')\ndef f(): raise error\ntry:\n    call(f)\nexcept ValueError as caught:\n    result = caught is error\nresult",
        "True",
    );
    check(
        "def f(): raise KeyError('k')\ntry:\n    call(call, f)\nexcept KeyError as e:\n    import traceback\n    \
         result = [(f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)]\nresult",
        "[('<module>', 3), ('call', 7), ('call', 7), ('f', 1)]",
    );
}

#[test]
fn a_foreign_error_is_an_exception() {
    check(
        "try:\n    fail(5)\nexcept polytarget.JsError as e:\n    r = (e.name, e.message, e.value, str(e))\nr",
        "('TypeError', 'no such thing', 5, 'TypeError: no such thing')",
    );
    check(
        "try:\n    fail(array)\nexcept Exception as e:\n    r = (e.value is e, same(e) is e, e.length, 'fail' in e.stack)\nr",
        "(True, True, 3, True)",
    );
    check("fail(1)", "TypeError: no such thing");
    check("raise polytarget.JsError('own')", "JsError: own");
    check(
        "try:\n    raise ValueError from polytarget.JsError('x')\nexcept ValueError as e:\n    r = repr(e.__cause__)\nr",
        "\"JsError('x')\"",
    );
    check(
        "issubclass(polytarget.JsError, polytarget.ForeignError), issubclass(polytarget.ForeignError, Exception)",
        "(True, True)",
    );
}

#[test]
fn one_trace_has_the_frames_of_all_languages() {
    let trace = on_host(|host| {
        let instance = host.start(Lang::Py).unwrap();
        for (name, value) in stand_ins() {
            instance.set_global(&Name::new(name), value).unwrap();
        }
        let code = "def inner():\n    fail(1)\ndef outer():\n    call(inner)\nouter()";
        let error = host.run_in(&*instance, &Source::named(code, "<py 9>")).unwrap_err();
        assert_eq!(error.lang(), Lang::Js);
        error.report()
    });
    let expect = "\
Trace (most recent call last):
  py    <py 9>:5
          outer()
  py    <py 9>:4 in outer
          call(inner)
  js    lib.js:7 in call
          call()
  py    <py 9>:2 in inner
          fail(1)
  js    lib.js:3 in fail
          fail()
TypeError: no such thing";
    assert_eq!(trace, expect);
}

#[test]
fn unnamed_cells_show_their_own_lines() {
    let report = on_host(|host| {
        let instance = host.start(Lang::Py).unwrap();
        host.run_in(&*instance, &Source::cell("def f():\n    1 / 0")).unwrap();
        // It is compiled once, and its line is shown however much has been run since.
        for _ in 0..2 {
            host.run_in(&*instance, &Source::cell("f()")).unwrap_err();
        }
        for number in 0..600 {
            host.run_in(&*instance, &Source::cell(&format!("{number} + 1"))).unwrap();
        }
        host.run_in(&*instance, &Source::cell("def f():\n    1 / 0")).unwrap();
        host.run_in(&*instance, &Source::cell("f()")).unwrap_err().report()
    });
    let expect = "\
Trace (most recent call last):
  py    <eval>:1
          f()
  py    <eval>:2 in f
          1 / 0
ZeroDivisionError: division by zero";
    assert_eq!(report, expect);
    check(
        "import traceback\ntry:\n    1 / 0\nexcept Exception:\n    text = traceback.format_exc()\n'    1 / 0' in text",
        "True",
    );
}

#[test]
fn a_report_shows_what_led_to_the_error() {
    let report = |code: &'static str| on_host(move |host| host.eval(Lang::Py, code).unwrap_err().report());
    let chained = report("try: 1 / 0\nexcept ZeroDivisionError as e: raise KeyError('k') from e");
    let expect = "\
Trace (most recent call last):
  py    <eval>:1
          try: 1 / 0
ZeroDivisionError: division by zero

which led to

Trace (most recent call last):
  py    <eval>:2
          except ZeroDivisionError as e: raise KeyError('k') from e
KeyError: 'k'";
    assert_eq!(chained, expect);
    assert!(report("try: 1 / 0\nexcept Exception: undefined").contains("which led to"));
    assert!(!report("try: 1 / 0\nexcept Exception: raise KeyError from None").contains("which led to"));
}

#[test]
fn bad_syntax_has_a_place() {
    on_host(|host| {
        let error = host.eval(Lang::Py, "a = 1\nb = = 2").unwrap_err();
        assert!(matches!(error.fault(), Fault::Syntax { class, .. } if class == "SyntaxError"), "{error:?}");
        let trace = error.trace();
        let place = trace.frames().next().unwrap();
        assert_eq!((place.file.as_str(), place.line, place.column), ("<eval>", 2, Some(5)));
        assert_eq!(place.source().as_deref(), Some("b = = 2"));
        assert_eq!(trace.frames().count(), 1);
    });
}

#[test]
fn exits_and_recursion_have_kinds_of_their_own() {
    on_host(|host| {
        let fault = |code| host.eval(Lang::Py, code).unwrap_err().fault().clone();
        assert!(matches!(fault("import sys; sys.exit(3)"), Fault::Exit(3)));
        assert!(matches!(fault("raise SystemExit"), Fault::Exit(0)));
        assert!(matches!(fault("raise KeyboardInterrupt"), Fault::Interrupted));
        assert!(matches!(fault("def f(): f()\nf()"), Fault::TooDeep));
        assert!(matches!(fault("'a'.b"), Fault::Raised { class, .. } if class == "AttributeError"));
        assert_eq!(host.eval(Lang::Py, "1 + 1").unwrap().as_int(), Some(2));
    });
}

#[test]
fn recursion_across_the_border_is_deep_and_bounded() {
    check("def f(n): return 0 if n == 0 else 1 + call(f, n - 1)\nf(5000)", "5000");
    check("def f(): return call(f)\ntry:\n    f()\nexcept RecursionError:\n    r = 'too deep'\nr", "'too deep'");
}

#[test]
fn an_interrupt_is_heard_once() {
    for (code, expect) in [
        (
            "def f():\n    while True:\n        try: len('')\n        except Exception: pass\nf()",
            Err("KeyboardInterrupt"),
        ),
        ("import time\ntime.sleep(60)", Err("KeyboardInterrupt")),
        (
            "import time\ncount = 0\ntry:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    count += 1\n\
             end = time.time() + 0.1\nwhile time.time() < end: pass\ncount",
            Ok(1),
        ),
        // A request that comes too late for anybody is forgotten.
        ("2", Ok(2)),
    ] {
        let outcome = on_host(move |host| {
            host.instance(Lang::Py).unwrap();
            let interrupt = host.interrupter();
            let stopper = std::thread::spawn(move || {
                std::thread::sleep(std::time::Duration::from_millis(100));
                interrupt();
            });
            let outcome = host.eval(Lang::Py, code).map(|value| value.as_int().unwrap());
            stopper.join().unwrap();
            outcome.map_err(|error| error.class().to_owned())
        });
        assert_eq!(outcome, expect.map_err(str::to_owned), "{code}");
    }
}
