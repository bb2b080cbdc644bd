//! Instances: what becomes of them, and of what they handed out, when they stop.

use std::fs;

use polytarget::object::ObjectRef;
use polytarget::{Fault, Host, Lang, Source, Value};

use crate::support::on_host;

/// A function `f` that stops its own instance in the middle, and then still needs its globals.
const STOPS: [&str; 4] = [
    "k = 5\ndef f():\n    polytarget.refs.stopping.stop()\n    return [k + 1][0]",
    "var k = 5; function f() { polytarget.refs.stopping.stop(); return [k + 1][0] }",
    "fn one() { 1 } fn f() { refs.stopping.stop(); 5 + one() }",
    "(define k 5) (define (f) (refs.stopping.stop) (+ k 1))",
];

fn start(host: &Host, lang: Lang) -> ObjectRef {
    host.eval(Lang::Py, &format!("polytarget.start('{lang}')")).unwrap().as_object().unwrap().clone()
}

fn call(object: &ObjectRef, name: &str, args: &[Value]) -> polytarget::Result<Value> {
    object.get(name).and_then(|member| member.as_object().unwrap().call(args))
}

#[test]
fn a_call_that_stops_its_own_instance_ends_well() {
    on_host(|host| {
        for lang in Lang::ALL {
            let instance = start(host, lang);
            host.refs().set_item(&"stopping".into(), Value::Object(instance.clone())).unwrap();
            call(&instance, "eval", &[STOPS[lang.index()].into()]).unwrap();
            let function = instance.get("f").unwrap();
            let function = function.as_object().unwrap();
            let outcome = function.call(&[]).unwrap_or_else(|error| panic!("{lang}: {}", error.report()));
            assert_eq!(outcome.as_int(), Some(6), "{lang}");
            let again = function.call(&[]).unwrap_err();
            // In Python itself it is a function like any other, but for its globals.
            let gone = matches!(again.fault(), Fault::Gone(_));
            assert!(gone, "{lang}: {again}");
            call(&instance, "stop", &[]).unwrap_or_else(|error| panic!("{lang}: a second stop: {error}"));
        }
    });
}

#[test]
fn a_function_of_a_stopped_instance_refuses_whoever_of_another_language_holds_it() {
    on_host(|host| {
        let hold = [
            "held = polytarget.refs.held",
            "globalThis.held = polytarget.refs.held; 0",
            "let held = refs.held;",
            "(define held refs.held)",
        ];
        let use_it = ["held()", "held()", "held.call()", "(held)"];
        let code = ["def f(): return 1", "function f() { return 1 }", "fn f() { 1 }", "(define (f) 1)"];
        for owner in Lang::ALL {
            let instance = start(host, owner);
            call(&instance, "eval", &[code[owner.index()].into()]).unwrap();
            host.refs().set_item(&"held".into(), instance.get("f").unwrap()).unwrap();
            for holder in Lang::ALL.into_iter().filter(|holder| *holder != owner) {
                host.eval(holder, hold[holder.index()]).unwrap();
            }
            call(&instance, "stop", &[]).unwrap();
            for holder in Lang::ALL.into_iter().filter(|holder| *holder != owner) {
                let error = host.eval(holder, use_it[holder.index()]).unwrap_err().to_string();
                assert!(error.contains("has been stopped"), "{holder} holds a function of {owner}: {error}");
            }
        }
    });
}

/// Instances of one language share their engine's heap, so what one holds of another is no handle that could refuse.
/// See `docs/lifetime.md`.
#[test]
fn another_instance_of_the_same_language_keeps_what_it_holds() {
    on_host(|host| {
        let table = [
            (Lang::Js, "function f() { return 1 }\nfunction g() { return polytarget.targets() }", "held()", Some(1)),
            (Lang::Py, "def f(): return 1\ndef g(): return polytarget", "held()", Some(1)),
        ];
        for (lang, code, use_it, expect) in table {
            let (first, second) = (start(host, lang), start(host, lang));
            call(&first, "eval", &[code.into()]).unwrap();
            for (name, function) in [("held", "f"), ("reaches", "g")] {
                host.refs().set_item(&"held".into(), first.get(function).unwrap()).unwrap();
                second.set(name, host.refs().get("held").unwrap()).unwrap();
            }
            call(&first, "stop", &[]).unwrap();
            assert_eq!(call(&second, "eval", &[use_it.into()]).unwrap().as_int(), expect, "{lang}");
            // What its instance was needed for is gone.
            call(&second, "eval", &["reaches()".into()]).unwrap_err();
            call(&second, "stop", &[]).unwrap();
        }
    });
}

#[test]
fn instances_that_were_stopped_leave_next_to_nothing() {
    let code = [
        "x = list(range(1000))\ndef f(): return polytarget.refs",
        "var x = new Array(1000).fill(1); function f() { return polytarget.refs }",
        "let x = [1, 2, 3]; fn f() { refs }",
        "(define x (list 1 2 3)) (define (f) refs)",
    ];
    // How many, and what each may leave, in bytes: QuickJS's contexts leave their table of names, Steel what it has interned.
    let allowed = [(200, 512), (200, 8 << 10), (200, 1 << 10), (40, 64 << 10)];
    on_host(move |host| {
        for lang in Lang::ALL {
            let once = || {
                let instance = host.start(lang).unwrap();
                host.run_in(&*instance, &Source::cell(code[lang.index()])).unwrap();
                let function = instance.global(&"f".into()).unwrap().unwrap();
                function.as_object().unwrap().call(&[]).unwrap();
                instance.stop();
            };
            (0..5).for_each(|_| once());
            host.collect();
            let handles = host.handles().iter().count();
            let (number, each) = allowed[lang.index()];
            let growth = || {
                let before = resident();
                (0..number).for_each(|_| once());
                host.collect();
                resident().saturating_sub(before)
            };
            // Pages are counted, and what other tests have left is tidied up at times: more than once it grows for a leak only.
            let least = (0..3).map(|_| growth()).find(|growth| *growth < number * each + (1 << 20));
            assert!(least.is_some(), "{lang}: {number} instances leave more than {each} bytes each");
            assert_eq!(host.handles().iter().count(), handles, "{lang}: handles");
        }
    });
}

/// Returns the memory of this process that is in RAM, in bytes.
fn resident() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}
