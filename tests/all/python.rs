//! Facts about Python that need no other guest: objects made in Rust stand in for the others.

mod errors;
mod proxies;
mod stand_ins;

use polytarget::runtime::Completeness;
use polytarget::{Args, Fault, Form, Host, Lang, Name, Operator, Source, Text, Traits, Value};

use self::stand_ins::stand_ins;
use crate::support::on_host;

/// Evaluates `code` in an instance of its own, with the stand-ins as globals, and compares what
/// Python prints for the value.
#[track_caller]
fn check(code: &'static str, expect: &str) {
    let shown = on_host(move |host| show(host, code));
    assert_eq!(shown.as_deref().unwrap_or_else(|error| error), expect, "{code}");
}

/// Runs the cells one after another; the last one's value is shown.
fn show(host: &Host, code: &str) -> Result<String, String> {
    let instance = host.start(Lang::Py).map_err(|error| error.report())?;
    for (name, value) in stand_ins() {
        instance.set_global(&Name::new(name), value).map_err(|error| error.report())?;
    }
    let value = host.run_in(&*instance, &Source::cell(code)).map_err(|error| error.to_string())?;
    let shown = instance.render(&value).map_err(|error| error.report())?;
    Ok(shown)
}

#[test]
fn a_cell_is_worth_its_last_expression() {
    check("1 + 2", "3");
    check("a = 5\na * 2", "10");
    check("def f(x):\n    return x + 1\nf(2)", "3");
    check("a = 1", "None");
    check("'text';", "'text'");
    check("", "None");
    check("a = 1; a + 1", "2");
    check("a, *b = 1, 2; *b, a", "(2, 1)");
    check("a = 1\n\n# the sum\na + 1  # of these\n\n", "2");
    check("import math", "None");
    check("a = 1\nif a:\n    a\n", "None");
    check("def f():\n    return 3\n@lambda f: f()\ndef g(): return f\ng()", "3");
    check("from __future__ import annotations\ndef f(x: nobody): pass\nf.__annotations__['x']", "'nobody'");
    check("# coding: latin-1\nlen('\u{e9}')", "1");
    check("a = 1\nawait_ = a\nawait_", "1");
}

/// What stands in a line by itself may be the end of what began above.
#[test]
fn a_last_line_is_not_always_a_last_expression() {
    check("a = (1 +\n2\n)", "None");
    check("a = \\\n5", "None");
    check("a = 1\n(\n1,\na)", "(1, 1)");
    check("a = 1; b = '''\na\n'''", "None");
    check("'''\na\n'''.strip()", "'a'");
    check("a = [\n1,\n2][\n0]\na", "1");
    check("a = 1 \\\n+ 2", "None");
    check("if 0:\n    1\nelse:\n    2\n3", "3");
    check("x =\ny", "SyntaxError: invalid syntax");
    check("if 1:\ny", "IndentationError: expected an indented block after 'if' statement on line 1");
}

/// Code is kept only when its text comes again; what it defines and raises is the same each time.
#[test]
fn a_text_that_comes_again_does_the_same_again() {
    on_host(|host| {
        let code = "n = globals().get('n', 0) + 1\ndef f():\n    raise ValueError(n)\nn";
        for turn in 1..=4 {
            assert_eq!(host.eval(Lang::Py, code).unwrap().as_int(), Some(turn));
            let report = host.eval(Lang::Py, "f()").unwrap_err().report();
            assert!(report.contains("raise ValueError(n)") && report.contains("<eval>:3 in f"), "{report}");
        }
    });
}

#[test]
fn others_use_python_objects() {
    on_host(|host| {
        let object = |code: &str| match host.eval(Lang::Py, code) {
            Ok(Value::Object(object)) => object,
            other => panic!("{code}: {other:?}"),
        };
        let list = object("[1, 2, 3]");
        assert!(list.traits().contains(Traits::SEQUENCE | Traits::ITERABLE));
        assert_eq!(list.get_item(&Value::Int(-1)).unwrap().unwrap().as_int(), Some(3));
        assert!(list.get_item(&Value::Int(3)).unwrap().is_none());
        list.set_item(&Value::Int(3), Value::from("new")).unwrap();
        assert_eq!(list.len().unwrap(), 4);
        assert!(list.delete_item(&Value::Int(0)).unwrap() && !list.delete_item(&Value::Int(9)).unwrap());
        assert_eq!(list.display(Form::Literal).unwrap(), Text::from("[2, 3, 'new']"));
        assert!(list.hash().is_err());
        let items = list.iterate().unwrap();
        assert_eq!(items.next().unwrap().unwrap().as_int(), Some(2));

        let dict = object("{'name': 'x', 1: 2}");
        assert!(dict.traits().contains(Traits::MAPPING | Traits::ITEMS_FIRST));
        assert_eq!(dict.get("name").unwrap().as_str(), Some("x"));
        assert!(dict.get("items").unwrap().as_object().is_some());
        assert_eq!(dict.keys().unwrap().len(), 2);
        assert!(dict.get("nope").is_err());

        let class = object("class P:\n    def __init__(self, x=0, *, y=1): self.x = x; self.y = y\nP");
        assert!(class.traits().contains(Traits::CALLABLE | Traits::CONSTRUCTIBLE));
        let named = [(Name::new("y"), Value::Int(5))];
        let made = class.construct(&Args::with_named(&[Value::Int(4)], &named)).unwrap();
        let made = made.as_object().unwrap();
        assert_eq!((made.get("x").unwrap().as_int(), made.get("y").unwrap().as_int()), (Some(4), Some(5)));
        assert!(made.delete_member(&"x".into()).unwrap() && !made.delete_member(&"x".into()).unwrap());
        assert_eq!(made.hash().unwrap(), None);

        let half = object("from fractions import Fraction; Fraction(1, 2)");
        assert!(half.traits().contains(Traits::NUMERIC));
        let sum = half.operate(Operator::Subtract, &Value::Int(1), true).unwrap();
        assert_eq!(sum.to_string(), "1/2");
        assert_eq!(half.operate(Operator::Less, &Value::Int(1), false).unwrap().as_bool(), Some(true));
        assert!(half.equals(&Value::Float(0.5)).unwrap() && half.hash().unwrap().is_some());

        let text = object("'a b'.split");
        assert_eq!(text.call(&[]).unwrap().to_string(), "['a', 'b']");
        assert_eq!(object("bytearray(b'ab')").bytes().unwrap(), b"ab");
        let words = object("['b', 'a']");
        words.invoke(&"sort".into(), &Args::NONE).unwrap();
        assert_eq!(words.display(Form::Plain).unwrap(), Text::from("['a', 'b']"));
        assert!(object("{1, 2}").traits().contains(Traits::SET));
        assert!(object("iter([1])").traits().contains(Traits::ITERATOR));
        assert!(object("ValueError('x')").traits().contains(Traits::ERROR));
        assert_eq!(object("ValueError('x')").as_error().unwrap().to_string(), "ValueError: x");
    });
}

#[test]
fn instances_have_globals_of_their_own() {
    on_host(|host| {
        let (one, two) = (host.start(Lang::Py).unwrap(), host.start(Lang::Py).unwrap());
        host.run_in(&*one, &Source::cell("x = [1]\ndef f(): return x")).unwrap();
        assert!(host.run_in(&*two, &Source::cell("x")).is_err());
        assert_eq!(one.global_names().unwrap(), ["x", "f"]);
        assert!(one.global(&"len".into()).unwrap().is_some());
        assert!(one.global(&"builtins".into()).unwrap().is_some());
        assert!(one.global(&"nope".into()).unwrap().is_none());
        let name = host.run_in(&*one, &Source::cell("__name__")).unwrap();
        assert_eq!(name.as_str(), Some("__main__"));
        let Ok(Some(Value::Object(f))) = one.global(&"f".into()) else { panic!("f is a function") };
        let Ok(Value::Object(list)) = f.call(&[]) else { panic!("f returns a list") };
        one.stop();
        assert!(matches!(f.call(&[]).unwrap_err().fault(), Fault::Gone(Lang::Py)));
        assert!(matches!(list.len().unwrap_err().fault(), Fault::Gone(Lang::Py)));
        assert!(matches!(host.run_in(&*one, &Source::cell("1")).unwrap_err().fault(), Fault::Gone(Lang::Py)));
        assert_eq!(host.run_in(&*two, &Source::cell("1")).unwrap().as_int(), Some(1));
    });
}

#[test]
fn an_instance_that_was_stopped_leaves_the_errors_of_others_alone() {
    on_host(|host| {
        let stopped = host.start(Lang::Py).unwrap();
        host.run_in(&*stopped, &Source::cell("1")).unwrap();
        stopped.stop();
        let fail = "async def fail(): raise ValueError('not now')\npolytarget.refs.fail = fail";
        host.eval(Lang::Py, fail).unwrap();
        for (lang, code) in [
            (Lang::Rhai, "let said = (); try { await(refs.fail.call()) } catch (e) { said = e.name } said"),
            (Lang::Lisp, "(guard (e [#t (error-object-name e)]) (await (refs.fail)))"),
        ] {
            let caught = host.eval(lang, code).unwrap();
            assert!(caught.to_string().starts_with("ValueError"), "{lang}: {caught}");
        }
    });
}

#[test]
fn input_is_judged_as_at_pythons_prompt() {
    on_host(|host| {
        let instance = host.instance(Lang::Py).unwrap();
        for (input, expect) in [
            ("1 + 1", Completeness::Complete),
            ("if x:", Completeness::Incomplete),
            ("if x:\n    y", Completeness::Incomplete),
            ("if x:\n    y\n", Completeness::Complete),
            ("f(1,", Completeness::Incomplete),
            ("'''text", Completeness::Incomplete),
            ("a = 1\nb = 2", Completeness::Complete),
            ("a = 1\nif b:\n    c", Completeness::Incomplete),
            ("1 +* 2", Completeness::Invalid),
            ("", Completeness::Complete),
            ("# only this", Completeness::Complete),
            ("@decorator", Completeness::Incomplete),
            ("await x", Completeness::Complete),
        ] {
            assert_eq!(instance.assess(input), expect, "{input:?}");
        }
    });
}

#[test]
fn a_cell_may_await() {
    check("import asyncio\nasync def f(): return 5\nawait f()", "5");
    check("import asyncio\nx = await asyncio.sleep(0, 6)\nx", "6");
    check("async def f(): return 7\ntype(f()).__name__", "'coroutine'");
}

#[test]
fn modules_are_imported_by_name_and_by_path() {
    let folder = std::env::temp_dir().join("polytarget-python-import");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("shapes.py"), "def area(a, b): return a * b\ncount = 0").unwrap();
    on_host(move |host| {
        let instance = host.start(Lang::Py).unwrap();
        let shapes = instance.import("./shapes.py", Some(&folder)).unwrap();
        assert_eq!(
            shapes.get("area").unwrap().as_object().unwrap().call(&[2.into(), 3.into()]).unwrap().as_int(),
            Some(6)
        );
        // The same file is the same module.
        shapes.set("count", 5.into()).unwrap();
        assert_eq!(instance.import("shapes.py", Some(&folder)).unwrap().get("count").unwrap().as_int(), Some(5));
        assert!(instance.import("math", None).unwrap().get("pi").unwrap().as_float().is_some());
        let missing = instance.import("./none.py", Some(&folder)).unwrap_err();
        assert_eq!(missing.class(), "ModuleNotFoundError");
        assert_eq!(instance.import("no_such_module", None).unwrap_err().class(), "ModuleNotFoundError");
    });
}

#[test]
fn a_script_is_the_main_program() {
    on_host(|host| {
        let instance = host.start(Lang::Py).unwrap();
        instance.set_arguments("/tmp/tool/main.py", &["one".to_owned()]).unwrap();
        let text = "import sys\nfound = (__name__, __file__, sys.argv, sys.path[0])\nfound";
        let value = host.run_in(&*instance, &Source::script(text, "/tmp/tool/main.py")).unwrap();
        assert!(value.is_nothing());
        let found = instance.global(&"found".into()).unwrap().unwrap();
        let expect = "('__main__', '/tmp/tool/main.py', ['/tmp/tool/main.py', 'one'], '/tmp/tool')";
        assert_eq!(found.to_string(), expect);
        host.run_in(&*instance, &Source::cell("sys.path.pop(0)")).unwrap();
    });
}

#[test]
fn names_are_completed() {
    on_host(|host| {
        let instance = host.start(Lang::Py).unwrap();
        host.run_in(&*instance, &Source::cell("import os.path\nlonely = 1")).unwrap();
        assert_eq!(instance.complete("print(lone"), ["lonely"]);
        assert_eq!(instance.complete("os.path.basen"), ["basename"]);
        assert_eq!(instance.complete("whil"), ["while"]);
        assert!(instance.complete("nothing.x").is_empty());
    });
}

#[test]
fn the_package_names_the_others() {
    check(
        "import polytarget as pt\npt.eval('py', '1 + 1'), list(pt.targets()), pt.version",
        "(2, ['py', 'js', 'rhai', 'lisp', 'scheme', 'hy', 'sibilant'], '0.1.0')",
    );
    check("polytarget.refs['x'] = [1]\npolytarget.refs.x is polytarget.refs['x']", "True");
    check("from polytarget.py import len as length\nlength([1, 2])", "2");
    check("polytarget.py.eval('y = 4')\nimport polytarget.py\npolytarget.py.y", "4");
    check("import polytarget.py.json as j\nj.loads('[1]')", "[1]");
    check(
        "polytarget.eval('cobol', '1')",
        "LookupError: no target is called `cobol`; there are py, js, rhai, lisp, scheme, hy, sibilant",
    );
    check("polytarget.to_native(same(array)), type(polytarget.to_native(array)) is list", "([1, 2, 3], True)");
    check("array.append(array)\nn = polytarget.to_native(array)\nn[3] is n", "True");
}

#[test]
fn releases_are_prompt() {
    on_host(|host| {
        let instance = host.start(Lang::Py).unwrap();
        let code = "class C:\n    def __del__(self): log.append(1)\nlog = []\nC()";
        let value = host.run_in(&*instance, &Source::cell(code)).unwrap();
        let log = |host: &Host| host.run_in(&*instance, &Source::cell("len(log)")).unwrap().as_int();
        assert_eq!(log(host), Some(0));
        drop(value);
        assert_eq!(log(host), Some(1));
    });
}
