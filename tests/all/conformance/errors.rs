//! Errors: who catches what, what it says, and that it stays the same on its way.

use polytarget::Lang::{self, Js, Lisp, Py, Rhai};
use polytarget::{Host, Value};

use super::row::{Row, Written, by_owner, cannot, check, gives};
use super::samples::FAIL;
use crate::support::kit::{Check, Provider, expect};

pub(super) const ROWS: &[Row] = &[
    by_owner(
        "its message",
        ["boom", "boom", "boom", "boom"],
        &[FAIL],
        [
            "try:\n    o('boom')\nexcept Exception as e:\n    return e.message",
            "try { o('boom') } catch (e) { return e.message }",
            "try { o.call(\"boom\"); } catch (e) { return e.message; }",
            "(with-handler (lambda (e) (error-object-message e)) (o \"boom\"))",
        ],
    ),
    by_owner(
        "its class or name",
        ["ValueError", "RangeError", "RuntimeError", "Error"],
        &[FAIL],
        [
            "try:\n    o('boom')\nexcept Exception as e:\n    return e.name",
            "try { o('boom') } catch (e) { return e.name }",
            "try { o.call(\"boom\"); } catch (e) { return e.name; }",
            "(with-handler (lambda (e) (error-object-name e)) (o \"boom\"))",
        ],
    ),
    gives(
        "is an error of the native kind",
        "true",
        &[FAIL],
        [
            "try:\n    o('boom')\nexcept polytarget.ForeignError as e:\n    return isinstance(e, Exception)\nexcept ValueError as e:\n    return 'not foreign'",
            "try { o('boom') } catch (e) { return e instanceof Error }",
            "try { o.call(\"boom\"); } catch (e) { return type_of(e) != \"()\"; }",
            "(with-handler (lambda (e) (error-object? e)) (o \"boom\"))",
        ],
    ),
    by_owner(
        "Python's class for it",
        ["", "JsError", "RhaiError", "LispError"],
        &[FAIL],
        [CLASS_OF[0], "", "", ""],
    )
    .but(&[
        cannot(Some(Js), None, "this is Python's"),
        cannot(Some(Rhai), None, "this is Python's"),
        cannot(Some(Lisp), None, "this is Python's"),
    ]),
    gives(
        "its parts in Python",
        "true",
        &[FAIL],
        [
            "try:\n    o('boom')\nexcept Exception as e:\n    return bool(e.name and e.message == 'boom' and e.stack and e.value is not None)",
            "",
            "",
            "",
        ],
    )
    .but(&[
        cannot(Some(Js), None, "this is Python's"),
        cannot(Some(Rhai), None, "this is Python's"),
        cannot(Some(Lisp), None, "this is Python's"),
    ]),
    gives(
        "its stack in JavaScript",
        "true",
        &[FAIL],
        ["", "try { o('boom') } catch (e) { return String(e.stack).includes('kit.') }", "", ""],
    )
    .but(&[
        cannot(Some(Py), None, "this is JavaScript's"),
        cannot(Some(Rhai), None, "this is JavaScript's"),
        cannot(Some(Lisp), None, "this is JavaScript's"),
    ]),
    gives(
        "the original is at hand",
        "true",
        &[FAIL],
        [
            "try:\n    o('boom')\nexcept Exception as e:\n    return 'boom' in str(e.value)",
            "try { o('boom') } catch (e) { return String(e.cause ?? e).includes('boom') }",
            "try { o.call(\"boom\"); } catch (e) { return e.to_string().contains(\"boom\"); }",
            "(with-handler (lambda (e) (string-contains? (to-string (error-object e)) \"boom\")) (o \"boom\"))",
        ],
    ),
    gives("any value can be thrown", "42", &[["", "(() => { throw 42 })", "|| { throw 42; }", "(lambda () (raise 42))"]], [
        "try:\n    o()\nexcept Exception as e:\n    return e.value",
        "try { o() } catch (e) { return String(e?.message ?? e).match(/42/)[0] }",
        "try { o.call(); } catch (e) { return if type_of(e) == \"i64\" { e } else { e.value }; }",
        "(with-handler (lambda (e) (if (number? e) e (error-object e))) (o))",
    ])
    .but(&[cannot(None, Some(Py), "Python raises exceptions only")]),
    check("comes home the same, raised again", |_, user, owner| {
        let rethrow = Value::Object(user.function("rethrow")?);
        expect("caught and raised again", &owner.call("comes_home", &[&rethrow])?, "Bool(true)")
    }),
    check("comes home the same, passed through", |_, user, owner| {
        let call = Value::Object(user.function("call")?);
        expect("passed through", &owner.call("comes_home", &[&call])?, "Bool(true)")
    }),
    check("its trace has all frames in order", trace),
    check("an uncaught error has both languages in its report", report),
];

const CLASS_OF: Written = ["try:\n    o('boom')\nexcept Exception as e:\n    return type(e).__name__", "", "", ""];

fn file(lang: Lang) -> &'static str {
    match lang {
        Py => "kit.py",
        Js => "kit.js",
        Rhai => "kit.rhai",
        _ => "kit.scm",
    }
}

/// The user calls the owner, which calls the user, which calls the owner, which fails.
fn trace(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let through = |provider: &Provider| provider.function("through").map(Value::Object);
    let fail = Value::Object(owner.function("fail")?);
    let (mine, theirs) = (user.function("through")?, through(owner)?);
    let outcome = mine.call(&[theirs, through(user)?, fail, "boom".into()]);
    let report = outcome.err().ok_or("no error was raised")?.report();
    in_order(&report, &[file(user.lang()), file(owner.lang()), file(user.lang()), file(owner.lang()), "boom"])
}

fn report(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let outcome = user.function("call")?.call(&[owner.function("fail")?.into(), "boom".into()]);
    let report = outcome.err().ok_or("no error was raised")?.report();
    in_order(&report, &[file(owner.lang()), "boom"])?;
    if report.contains("_native") || report.contains("src/runtime") {
        return Err(format!("frames of the bridge appear:\n{report}").into());
    }
    Ok(())
}

fn in_order(text: &str, parts: &[&str]) -> Check {
    let mut rest = text;
    for part in parts {
        let at = rest.find(part).ok_or_else(|| format!("no `{part}` in its place in:\n{text}"))?;
        rest = &rest[at + part.len()..];
    }
    Ok(())
}
