//! Calls nest in any order and to any depth that memory allows.

use polytarget::{Fault, Host, Lang, Source, Value};

use crate::support::kit::{Provider, expect};
use crate::support::on_host;

/// Calls `descend` of `one`, which calls that of `other`, and so on, `depth` levels down.
#[track_caller]
fn check_depth(langs: [Lang; 2], depth: i64) {
    let outcome = on_host(move |host| {
        let [one, other] = langs.map(|lang| Provider::start(host, lang).unwrap());
        let (mine, theirs) = (one.function("descend").unwrap(), other.function("descend").unwrap());
        let reached = mine.call(&[theirs.into(), mine.clone().into(), depth.into()]);
        reached.map(|depth| depth.as_int()).map_err(|error| error.report())
    });
    assert_eq!(outcome, Ok(Some(depth)), "{langs:?}");
}

#[test]
fn python_and_javascript_nest_five_thousand_levels() {
    check_depth([Lang::Py, Lang::Js], 5000);
    check_depth([Lang::Js, Lang::Py], 5000);
}

#[test]
fn every_pair_nests_a_thousand_levels() {
    for one in Lang::ALL {
        for other in Lang::ALL {
            check_depth([one, other], 1000);
        }
    }
}

/// Each language calls the next, in a ring.
#[test]
fn all_four_nest_a_thousand_levels() {
    let outcome = on_host(|host| {
        define_ring(host);
        let step = host.eval(Lang::Py, "ring_py").unwrap();
        step.as_object().unwrap().call(&[1000.into()]).map(|depth| depth.as_int()).map_err(|error| error.report())
    });
    assert_eq!(outcome, Ok(Some(1000)));
}

fn define_ring(host: &Host) {
    let steps = [
        (Lang::Py, "def ring_py(n): return 0 if n == 0 else 1 + polytarget.refs.ring_js(n - 1)\nring_py"),
        (Lang::Js, "var ring_js = n => n === 0 ? 0 : 1 + polytarget.refs.ring_rhai(n - 1); ring_js"),
        (Lang::Rhai, "fn ring_rhai(n) { if n == 0 { 0 } else { 1 + refs.ring_lisp.call(n - 1) } } Fn(\"ring_rhai\")"),
        (Lang::Lisp, "(define (ring_lisp n) (if (= n 0) 0 (+ 1 ((get refs 'ring_py) (- n 1))))) ring_lisp"),
    ];
    for (lang, code) in steps {
        let step = host.run(lang, &Source::cell(code)).unwrap_or_else(|e| panic!("{}", e.report()));
        host.refs().set(&format!("ring_{lang}"), step).unwrap();
    }
}

/// A language that is in the middle of running evaluates more code of its own, through another.
#[test]
fn a_running_language_evaluates_more_code() {
    let cases = [
        (
            Lang::Py,
            "outer = 1\npolytarget.js.eval('polytarget.py.eval(\"outer += 41; inner = outer\")')\nouter + inner",
        ),
        (
            Lang::Js,
            "var outer = 1; polytarget.py.eval('polytarget.js.eval(\"outer += 41; var inner = outer\")'); outer + inner",
        ),
        (
            Lang::Rhai,
            "let outer = 1; eval_in(\"js\", \"polytarget.rhai.eval('outer += 41; let inner = outer;')\"); outer + rhai.globals.inner",
        ),
        (
            Lang::Lisp,
            "(define outer 1) (eval-in \"py\" \"polytarget.lisp.eval('(set! outer (+ outer 41)) (define inner outer)')\") (+ outer (get lisp 'inner))",
        ),
    ];
    for (lang, code) in cases {
        let outcome = on_host(move |host| {
            host.eval(lang, code).map(|value| format!("{value:?}")).map_err(|error| error.report())
        });
        assert_eq!(outcome.as_deref(), Ok("Int(84)"), "{lang}");
    }
}

/// An error of an inner evaluation is caught by the outer frame of the same language.
#[test]
fn an_outer_frame_catches_what_an_inner_one_raises() {
    let cases = [
        (
            Lang::Py,
            "try:\n    polytarget.js.eval('polytarget.py.eval(\"1/0\")')\nexcept ZeroDivisionError as e:\n    caught = str(e)\ncaught",
        ),
        (
            Lang::Js,
            "var caught; try { polytarget.py.eval('polytarget.js.eval(\"null.x\")') } catch (e) { caught = e instanceof TypeError } String(caught)",
        ),
        (
            Lang::Rhai,
            "let caught = \"no\"; try { eval_in(\"js\", \"polytarget.rhai.eval('throw `deep`')\"); } catch (e) { caught = e; } caught",
        ),
        (
            Lang::Lisp,
            "(with-handler (lambda (e) (error-object-message e)) (eval-in \"py\" \"polytarget.lisp.eval('(error \\\"deep\\\")')\"))",
        ),
    ];
    let wanted = ["division by zero", "true", "deep", "deep"];
    for ((lang, code), wanted) in cases.into_iter().zip(wanted) {
        let outcome =
            on_host(move |host| host.eval(lang, code).map(|value| value.to_string()).map_err(|error| error.report()));
        assert_eq!(outcome.as_deref(), Ok(wanted), "{lang}");
    }
}

/// Recursion without end inside one language ends in that language's error, and the language goes on.
#[test]
fn runaway_recursion_within_a_language_ends() {
    let cases = [
        (Lang::Py, "def f(n): return 1 + f(n)\nf(0)", "1 + 1"),
        (Lang::Js, "function f(n) { return 1 + f(n) } f(0)", "1 + 1"),
        (Lang::Rhai, "fn f(n) { 1 + f(n) } f(0)", "1 + 1"),
        (Lang::Lisp, "(define (f n) (+ 1 (f n))) (f 0)", "(+ 1 1)"),
    ];
    for (lang, code, after) in cases {
        let (outcome, alive) = on_host(move |host| {
            let outcome = host.eval(lang, code);
            let too_deep = matches!(&outcome, Err(error) if matches!(error.fault(), Fault::TooDeep));
            let alive = host.eval(lang, after);
            (
                too_deep.then_some(()).ok_or(format!("{outcome:?}")),
                alive.map(|v: Value| v.as_int()).map_err(|e| e.report()),
            )
        });
        assert_eq!(outcome, Ok(()), "{lang}");
        assert_eq!(alive, Ok(Some(2)), "{lang}");
    }
}

/// Two languages that call each other for ever end in an error, and both go on.
#[test]
fn runaway_recursion_over_every_pair_ends() {
    let failures = on_host(|host| {
        let kit = Lang::ALL.map(|lang| Provider::start(host, lang).unwrap());
        let pairs = kit.iter().flat_map(|one| kit.iter().map(move |other| (one, other)));
        pairs.filter_map(|(one, other)| check_runaway(host, one, other).err()).collect::<Vec<_>>()
    });
    assert!(failures.is_empty(), "{failures:#?}");
}

fn check_runaway(host: &Host, one: &Provider, other: &Provider) -> Result<(), String> {
    let pair = format!("{} <-> {}", one.lang(), other.lang());
    let (mine, theirs) = (one.function("forever").unwrap(), other.function("forever").unwrap());
    match mine.call(&[theirs.into(), mine.clone().into()]) {
        Err(error) if matches!(error.fault(), Fault::TooDeep) => {}
        outcome => return Err(format!("{pair}: {outcome:?} instead of too deep")),
    }
    for provider in [one, other] {
        let code = if provider.lang() == Lang::Lisp { "(+ 1 1)" } else { "1 + 1" };
        let sum = provider.eval(host, code).map_err(|error| format!("{pair}: not usable after: {error}"))?;
        expect("1 + 1", &sum, "Int(2)").map_err(|error| format!("{pair}: {error}"))?;
    }
    Ok(())
}

/// The depth is counted over all languages, not in each.
#[test]
fn runaway_recursion_around_the_ring_ends() {
    on_host(|host| {
        define_ring(host);
        let step = host.eval(Lang::Py, "ring_py").unwrap();
        let outcome = step.as_object().unwrap().call(&[(-1).into()]);
        assert!(matches!(&outcome, Err(error) if matches!(error.fault(), Fault::TooDeep)), "{outcome:?}");
        for lang in Lang::ALL {
            let code = if lang == Lang::Lisp { "(+ 1 1)" } else { "1 + 1" };
            let value = host.eval(lang, code).unwrap_or_else(|error| panic!("{}", error.report()));
            expect("1 + 1", &value, "Int(2)").unwrap();
        }
    });
}
