//! Functions: called, stored, passed on, called back, and given too much or too little.

use polytarget::Lang::{Js, Lisp, Py, Rhai};
use polytarget::{Host, Value};

use super::row::{Row, by_owner, cannot, check, gives};
use super::samples::{ADD, LIST};
use crate::support::kit::{Check, Provider, expect};

pub(super) const ROWS: &[Row] = &[
    gives("call", "5", &[ADD], ["return o(2, 3)", "return o(2, 3)", "o.call(2, 3)", "(o 2 3)"]),
    gives(
        "is of the native kind: function",
        "true",
        &[ADD],
        ["return callable(o)", "return typeof o === 'function'", "type_of(o) == \"Fn\"", "(procedure? o)"],
    ),
    check("call a closure", |_, user, owner| {
        let counter = owner.make("make_counter")?;
        expect("first", &user.call("call", &[&counter, &2.into()])?, "Int(2)")?;
        expect("second", &user.call("call", &[&counter, &3.into()])?, "Int(5)")
    }),
    check("store and call back later", |_, user, owner| {
        user.call("store", &[&owner.make("make_counter")?])?;
        expect("first", &user.call("call_stored", &[&2.into()])?, "Int(2)")?;
        expect("second", &user.call("call_stored", &[&3.into()])?, "Int(5)")?;
        user.call("forget", &[]).map(drop)
    }),
    check("pass on to its owner's functions", |_, user, owner| {
        let (call, add) = (owner.function("call")?.into(), user.function("add")?.into());
        expect("called by the owner", &user.call("call", &[&call, &add, &2.into(), &3.into()])?, "Int(5)")
    }),
    check("call back from within a call", nested),
    gives(
        "sort or map by a function of the other",
        "11 21 31",
        &[LIST, ["lambda n: n + 1", "(n) => n + 1", "|n| n + 1", "(lambda (n) (+ n 1))"]],
        [
            "return ' '.join(map(str, map(p, [10, 20, 30])))",
            "return [10, 20, 30].map((n) => p(n)).join(' ')",
            "let a = [10, 20, 30].map(|n| p.call(n)); `${a[0]} ${a[1]} ${a[2]}`",
            "(let ([l (map p (list 10 20 30))]) (string-append (to-string (car l)) \" \" (to-string (cadr l)) \" \" (to-string (caddr l))))",
        ],
    ),
    by_owner(
        "arguments too many are as its owner has it",
        ["error", "1", "1", "error"],
        &[["lambda a: a", "(a) => a", "|a| a", "(lambda (a) a)"]],
        [
            "try:\n    return o(1, 2)\nexcept Exception:\n    return 'error'",
            "try { return o(1, 2) } catch { return 'error' }",
            "try { return o.call(1, 2); } catch { return \"error\"; }",
            "(with-handler (lambda (e) \"error\") (o 1 2))",
        ],
    ),
    by_owner(
        "arguments missing are as its owner has it",
        ["error", "nothing", "error", "error"],
        &[["lambda a: a", "(a) => a", "|a| a", "(lambda (a) a)"]],
        [
            "try:\n    return 'nothing' if o() is None else 'something'\nexcept Exception:\n    return 'error'",
            "try { return o() === undefined ? 'nothing' : 'something' } catch { return 'error' }",
            "try { return if o.call() == () { \"nothing\" } else { \"something\" }; } catch { return \"error\"; }",
            "(with-handler (lambda (e) \"error\") (if (void? (o)) \"nothing\" \"something\"))",
        ],
    ),
    gives(
        "call with keywords",
        "12",
        &[["lambda a, k=0: a + k", "", "", ""]],
        ["return o(2, k=10)", "return o.callKw({ k: 10 }, 2)", "o.call_kw(#{ k: 10 }, 2)", "(o 2 :k 10)"],
    )
    .but(&[
        cannot(None, Some(Js), "its functions take no keywords"),
        cannot(None, Some(Rhai), "its functions take no keywords"),
        cannot(None, Some(Lisp), "its functions take no keywords"),
    ]),
    check("a global that is foreign is called by its name", |host, user, owner| {
        user.set_global("foreign_add", owner.function("add")?.into())?;
        let code = if user.lang() == Lisp { "(foreign_add 2 3)" } else { "foreign_add(2, 3)" };
        expect("sum", &user.eval(host, code)?, "Int(5)")
    }),
    check("await", awaits).but(&[
        cannot(None, Some(Rhai), "it has nothing to await"),
        cannot(None, Some(Lisp), "it has nothing to await"),
    ]),
    check("asynchronous iteration", iterates_asynchronously).but(&[
        cannot(None, Some(Rhai), "it has nothing asynchronous"),
        cannot(None, Some(Lisp), "it has nothing asynchronous"),
        cannot(Some(Rhai), None, "it has nothing asynchronous"),
        cannot(Some(Lisp), None, "it has nothing asynchronous"),
    ]),
];

fn nested(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let (mine, theirs) = (user.function("descend")?, owner.function("descend")?);
    expect("depth", &user.call("descend", &[&theirs.into(), &mine.into(), &100.into()])?, "Int(100)")
}

/// What is awaited comes when it is settled.
fn awaits(host: &Host, user: &Provider, owner: &Provider) -> Check {
    let promise = match owner.lang() {
        Py => "async def soon():\n    return 7\nsoon()",
        Js => "Promise.resolve(7)",
        _ => return Err("it has nothing to await".into()),
    };
    user.set_global("promise", owner.eval(host, promise)?)?;
    let outcome = user.eval(
        host,
        match user.lang() {
            Py | Js => "await promise",
            Rhai => "await(promise)",
            _ => "(await promise)",
        },
    )?;
    user.set_global("promise", Value::Nothing)?;
    expect("awaited", &outcome, "Int(7)")
}

/// What comes in its own time is waited for, one after the other.
fn iterates_asynchronously(host: &Host, user: &Provider, owner: &Provider) -> Check {
    let numbers = match owner.lang() {
        Py => "async def numbers():\n    for n in (1, 2, 3):\n        yield n\nnumbers()",
        Js => "(async function* () { yield 1; yield 2; yield 3 })()",
        _ => return Err("it has nothing asynchronous".into()),
    };
    user.set_global("numbers", owner.eval(host, numbers)?)?;
    let code = match user.lang() {
        Py => "total = 0\nasync for n in numbers:\n    total += n\ntotal",
        Js => "var total = 0; for await (const n of numbers) total += n; total",
        _ => return Err("it has nothing asynchronous".into()),
    };
    expect("total", &user.eval(host, code)?, "Int(6)")
}
