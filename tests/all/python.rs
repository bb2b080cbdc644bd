//! Facts about Python that need no other guest: objects made in Rust stand in for the others.

use polytarget::{Lang, Value};

use crate::support::on_host;

/// Evaluates `code` and compares what Python prints for the value.
#[track_caller]
fn check(code: &'static str, expect: &str) {
    let shown = on_host(move |host| {
        let instance = host.instance(Lang::Py).unwrap();
        let value = host.eval(Lang::Py, code).map_err(|error| error.report())?;
        instance.render(&value).map_err(|error| error.report())
    });
    assert_eq!(shown.as_deref(), Ok(expect), "{code}");
}

#[test]
fn a_cell_is_worth_its_last_expression() {
    check("1 + 2", "3");
    check("a = 5\na * 2", "10");
    check("def f(x):\n    return x + 1\nf(2)", "3");
    check("a = 1", "None");
    check("", "None");
}

#[test]
fn scalars_keep_their_value() {
    on_host(|host| {
        for (code, expect) in [
            ("2**70", "Big(1180591620717411303424)"),
            ("-2**63", "Int(-9223372036854775808)"),
            ("-2**63 - 1", "Big(-9223372036854775809)"),
            ("5.0", "Float(5.0)"),
            ("True", "Bool(true)"),
            ("None", "Nothing"),
            ("polytarget.null", "Null"),
            ("'\\ud800a'", "Text(\"\u{fffd}a\" (lone surrogate))"),
        ] {
            let value = host.eval(Lang::Py, code).unwrap();
            assert_eq!(format!("{value:?}"), expect, "{code}");
            host.instance(Lang::Py).unwrap().set_global(&"x".into(), value).unwrap();
            let same = host.eval(Lang::Py, &format!("x == {code} and type(x) is type({code})")).unwrap();
            assert_eq!(same.as_bool(), Some(true), "{code}");
        }
        assert!(matches!(host.eval(Lang::Py, "'a'"), Ok(Value::Text(_))));
    });
}
