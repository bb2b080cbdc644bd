//! Facts about Python that need no other guest: objects made in Rust stand in for the others.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use polytarget::object::Frame;
use polytarget::runtime::Completeness;
use polytarget::{
    Args, Error, Fault, Form, Host, Lang, Name, Object, ObjectRef, Operator, Result, Source, Text, Traits, Value,
    function,
};

use crate::support::on_host;

/// Evaluates `code` in an instance of its own, with the stand-ins as globals, and compares what
/// Python prints for the value.
#[track_caller]
fn check(code: &'static str, expect: &str) {
    let shown = on_host(move |host| show(host, code));
    assert_eq!(shown.as_deref().unwrap_or_else(|error| error), expect, "{code}");
}

/// Runs the cells one after another; the last one's value is shown.
fn show(host: &Host, code: &str) -> std::result::Result<String, String> {
    let instance = host.start(Lang::Py).map_err(|error| error.report())?;
    for (name, value) in stand_ins() {
        instance.set_global(&Name::new(name), value).map_err(|error| error.report())?;
    }
    let value = host.run_in(&*instance, &Source::cell(code)).map_err(|error| error.to_string())?;
    let shown = instance.render(&value).map_err(|error| error.report())?;
    Ok(shown)
}

fn stand_ins() -> Vec<(&'static str, Value)> {
    let array = ObjectRef::new(Array(RefCell::new([1, 2, 3].map(Value::from).to_vec()), ObjectRef::new(First)));
    let describe = function("describe", |args| {
        let named: Vec<String> = args.named.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Ok(Value::from(format!("{} {}", args.positional.len(), named.join(","))))
    });
    vec![
        ("array", Value::Object(array)),
        ("record", Value::Object(ObjectRef::new(Record::default()))),
        ("describe", Value::Object(describe)),
        ("same", Value::Object(function("same", |args| Ok(args.get(0))))),
        ("call", Value::Object(function("call", call))),
        ("fail", Value::Object(function("fail", fail))),
        ("half", Value::Object(ObjectRef::new(Ratio(1, 2)))),
        ("Maker", Value::Object(ObjectRef::new(Maker))),
    ]
}

/// Calls its first argument with the others, as a function of another language would.
fn call(args: &Args<'_>) -> Result<Value> {
    let callee = args.get(0);
    let error = Error::host("TypeError", "call needs something to call");
    let outcome = callee.as_object().ok_or(error)?.call(&args.positional[1..]);
    outcome.inspect_err(|error| error.pass([frame("call", 7)]))
}

/// Raises an error of JavaScript's, thrown with the value that it is given.
fn fail(args: &Args<'_>) -> Result<Value> {
    let error = Error::raised(Lang::Js, "TypeError", "no such thing", args.get(0));
    error.pass([frame("fail", 3)]);
    Err(error)
}

fn frame(function: &str, line: u32) -> Frame {
    Frame {
        lang: Lang::Js,
        function: function.to_owned(),
        file: "lib.js".to_owned(),
        line,
        column: None,
        source: Some(format!("{function}()")),
    }
}

/// A list like JavaScript's: a method takes `this`.
struct Array(RefCell<Vec<Value>>, ObjectRef);

impl Array {
    fn index(&self, key: &Value) -> Option<usize> {
        key.as_int().and_then(|index| usize::try_from(index).ok()).filter(|index| *index < self.0.borrow().len())
    }
}

impl Object for Array {
    fn type_name(&self) -> String {
        "Array".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::SEQUENCE | Traits::ITERABLE
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok(match name.as_str() {
            Some("length") => Some(Value::Int(i64::try_from(self.0.borrow().len()).unwrap())),
            Some("first") => Some(Value::Object(self.1.clone())),
            Some("from") => Some(Value::from("a keyword")),
            _ => None,
        })
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(["length", "first", "from"].map(Text::from).to_vec())
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        Ok(self.index(key).map(|index| self.0.borrow()[index].clone()))
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        match self.index(key) {
            Some(index) => self.0.borrow_mut()[index] = value,
            None => self.0.borrow_mut().push(value),
        }
        Ok(())
    }

    fn delete_item(&self, key: &Value) -> Result<bool> {
        Ok(self.index(key).map(|index| self.0.borrow_mut().remove(index)).is_some())
    }

    fn len(&self) -> Result<usize> {
        Ok(self.0.borrow().len())
    }

    fn iterate(&self) -> Result<ObjectRef> {
        Ok(ObjectRef::new(Items(RefCell::new(self.0.borrow().clone().into_iter()))))
    }

    fn display(&self, form: Form) -> Result<Text> {
        let shown: Vec<String> = self.0.borrow().iter().map(Value::to_string).collect();
        let quote = if form == Form::Literal { "'" } else { "" };
        Ok(format!("{quote}[{}]{quote}", shown.join(",")).into())
    }

    fn truth(&self) -> Result<bool> {
        Ok(!self.0.borrow().is_empty())
    }
}

/// A method of [`Array`] that has to be told its receiver.
struct First;

impl Object for First {
    fn type_name(&self) -> String {
        "Function".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::CALLABLE | Traits::TAKES_THIS
    }

    fn call(&self, this: Option<&Value>, _args: &Args<'_>) -> Result<Value> {
        let this = this.and_then(Value::as_object).ok_or_else(|| Error::host("TypeError", "no receiver"))?;
        Ok(this.get_item(&Value::Int(0))?.unwrap_or_default())
    }
}

struct Items(RefCell<std::vec::IntoIter<Value>>);

impl Object for Items {
    fn type_name(&self) -> String {
        "Iterator".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::ITERATOR
    }

    fn next(&self) -> Result<Option<Value>> {
        Ok(self.0.borrow_mut().next())
    }
}

/// A map from strings like a JavaScript object: items and members are one thing.
#[derive(Default)]
struct Record(RefCell<Vec<(Text, Value)>>);

impl Object for Record {
    fn type_name(&self) -> String {
        "Object".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::MAPPING
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok(self.0.borrow().iter().find(|(key, _)| key == name.text()).map(|(_, value)| value.clone()))
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        self.delete_member(name)?;
        self.0.borrow_mut().push((name.text().clone(), value));
        Ok(())
    }

    fn delete_member(&self, name: &Name) -> Result<bool> {
        let before = self.0.borrow().len();
        self.0.borrow_mut().retain(|(key, _)| key != name.text());
        Ok(self.0.borrow().len() < before)
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        match key {
            Value::Text(text) => self.get_member(&Name::from_text(text)),
            _ => Ok(None),
        }
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        self.set_member(&Name::new(key.as_str().unwrap()), value)
    }

    fn delete_item(&self, key: &Value) -> Result<bool> {
        self.delete_member(&Name::new(key.as_str().unwrap()))
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        Ok(self.get_item(key)?.is_some())
    }

    fn keys(&self) -> Result<Vec<Value>> {
        Ok(self.0.borrow().iter().map(|(key, _)| Value::Text(key.clone())).collect())
    }

    fn len(&self) -> Result<usize> {
        Ok(self.0.borrow().len())
    }
}

/// An exact number of another language's own.
struct Ratio(i64, i64);

impl Object for Ratio {
    fn type_name(&self) -> String {
        "Ratio".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::NUMERIC
    }

    fn operate(&self, operator: Operator, other: &Value, reflected: bool) -> Result<Value> {
        let value = self.0 as f64 / self.1 as f64;
        let other = other.as_float().unwrap_or(f64::NAN);
        let (left, right) = if reflected { (other, value) } else { (value, other) };
        Ok(match operator {
            Operator::Add => Value::Float(left + right),
            Operator::Subtract => Value::Float(left - right),
            Operator::Multiply => Value::Float(left * right),
            Operator::Negate => Value::Float(-value),
            Operator::Less => Value::Bool(left < right),
            Operator::Greater => Value::Bool(left > right),
            _ => return Err(self.refuse(operator.symbol())),
        })
    }

    fn equals(&self, other: &Value) -> Result<bool> {
        Ok(other.as_float() == Some(self.0 as f64 / self.1 as f64))
    }

    fn hash(&self) -> Result<Option<i64>> {
        Ok(Some(self.0 * 31 + self.1))
    }
}

/// A class of another language: it can be constructed, but not called.
struct Maker;

impl Object for Maker {
    fn type_name(&self) -> String {
        "Class".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::CONSTRUCTIBLE
    }

    fn construct(&self, args: &Args<'_>) -> Result<Value> {
        Ok(Value::Int(i64::try_from(args.positional.len()).unwrap()))
    }
}

#[test]
fn a_cell_is_worth_its_last_expression() {
    check("1 + 2", "3");
    check("a = 5\na * 2", "10");
    check("def f(x):\n    return x + 1\nf(2)", "3");
    check("a = 1", "None");
    check("'text';", "'text'");
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
            ("-0.0", "Float(-0.0)"),
            ("True", "Bool(true)"),
            ("None", "Nothing"),
            ("polytarget.null", "Null"),
            ("'\u{e9}\u{1f600}\\0'", "Text(\"\u{e9}\u{1f600}\\0\")"),
            ("'\\ud800a'", "Text(\"\u{fffd}a\" (lone surrogate))"),
        ] {
            let value = host.eval(Lang::Py, code).unwrap();
            assert_eq!(format!("{value:?}"), expect, "{code}");
            host.instance(Lang::Py).unwrap().set_global(&"x".into(), value).unwrap();
            let same = host.eval(Lang::Py, &format!("repr(x) == repr({code}) and type(x) is type({code})")).unwrap();
            assert_eq!(same.as_bool(), Some(true), "{code}");
        }
    });
}

#[test]
fn null_is_false_and_prints_itself() {
    check("bool(polytarget.null), polytarget.null, type(polytarget.null)() is polytarget.null", "(False, null, True)");
}

#[test]
fn a_foreign_sequence_feels_like_a_list() {
    check("array[0], array[-1], array[1:], array[::-1], len(array)", "(1, 3, [2, 3], [3, 2, 1], 3)");
    check("list(array), sum(array), [*array], 2 in array, 9 in array", "([1, 2, 3], 6, [1, 2, 3], True, False)");
    check(
        "from collections.abc import *\nisinstance(array, MutableSequence), isinstance(array, Mapping)",
        "(True, False)",
    );
    check("array.append(4)\narray.insert(0, 0)\narray.extend([5])\nlist(array)", "[0, 1, 2, 3, 4, 5]");
    check("array.pop(), array.pop(0), list(array)", "(3, 1, [2])");
    check("array.remove(2)\narray.reverse()\nlist(array)", "[3, 1]");
    check("array.sort(reverse=True)\nlist(array), array.index(2), array.count(3)", "([3, 2, 1], 1, 1)");
    check("array[0] = 9\ndel array[1]\nlist(array)", "[9, 3]");
    check("array[1:] = [7, 8, 9]\nlist(array)", "[1, 7, 8, 9]");
    check("del array[:2]\nlist(array)", "[3]");
    check("array[3]", "IndexError: rust Array has no item 3");
    check("array[-4]", "IndexError: rust Array has no item -4");
    check("array[3] = 1", "IndexError: rust Array has no item 3");
    check("repr(array), str(array), bool(array)", "(\"'[1,2,3]'\", '[1,2,3]', True)");
    check("match array:\n    case [a, *b]: result = (a, b)\nresult", "(1, [2, 3])");
}

#[test]
fn a_foreign_map_feels_like_a_dict() {
    check("record['a'] = 1\nrecord.b = 2\nrecord.a, record['b'], dict(record)", "(1, 2, {'a': 1, 'b': 2})");
    check(
        "record.update(x=1, y=2)\nlist(record.items()), list(record), 'x' in record",
        "([('x', 1), ('y', 2)], ['x', 'y'], True)",
    );
    check("record.get('z', 5), record.setdefault('z', 6), record.pop('z'), len(record)", "(5, 6, 6, 0)");
    check("record['none']", "KeyError: 'none'");
    check("del record['none']", "KeyError: 'none'");
    check("del record.none", "AttributeError: rust Object has no member `none`");
    check("from collections.abc import *\nisinstance(record, MutableMapping)", "True");
    check("record.get = 1\nrecord.get", "1");
    check("{**record, 'a': 1}", "{'a': 1}");
}

#[test]
fn members_are_read_and_listed() {
    check(
        "array.length, array.from_, hasattr(array, 'length'), hasattr(array, 'nope')",
        "(3, 'a keyword', True, False)",
    );
    check("[name for name in dir(array) if name in ('length', 'from_', 'append')]", "['append', 'from_', 'length']");
    check("array.nope", "AttributeError: rust Array has no member `nope`");
    check("getattr(array, 'nope', 7)", "7");
    check("array.nope = 1", "TypeError: rust Array does not support `write member`");
}

#[test]
fn calls_pass_what_they_are_given() {
    check("describe(1, 'two', key=3, from_=4)", "'2 key=3,from=4'");
    check("describe(*range(20), **{'a': 1})", "'20 a=1'");
    check("describe()", "'0 '");
    check("callable(describe), callable(array)", "(True, False)");
    check("Maker(1, 2), Maker.new(1)", "(2, 1)");
    check("array()", "TypeError: 'polytarget.Proxy' object is not callable");
}

#[test]
fn a_method_knows_its_receiver() {
    check("array.first()", "1");
    check("method = array.first\nmethod()", "1");
    check("array.first == array.first, array.first is array.first", "(True, False)");
    // What goes out is the function, without its receiver.
    check("same(array.first) is same(array.first), same(array.first) is array.first", "(True, False)");
}

#[test]
fn the_same_object_stays_the_same() {
    check("same(array) is array, same(describe) is describe", "(True, True)");
    check("o = object()\nsame(o) is o", "True");
    check("l = []\nsame(l) is l and same(same) is same", "True");
    check("{array: 1}[same(array)], array == same(array), array != describe", "(1, True, True)");
    check("import weakref\nr = weakref.ref(array)\nr() is array", "True");
}

#[test]
fn arithmetic_is_the_owners() {
    check("half + 1, 1 + half, 2 - half, half * 4, -half", "(1.5, 1.5, 1.5, 2.0, -0.5)");
    check("half < 1, half > 1, 1 > half, half == 0.5, hash(half), float(half)", "(True, False, True, True, 33, 0.5)");
    check("array + 1", "TypeError: unsupported operand type(s) for +: 'polytarget.Proxy' and 'int'");
}

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
fn bad_syntax_has_a_place() {
    on_host(|host| {
        let error = host.eval(Lang::Py, "a = 1\nb = = 2").unwrap_err();
        assert!(matches!(error.fault(), Fault::Syntax { class, .. } if class == "SyntaxError"), "{error:?}");
        let trace = error.trace();
        let place = trace.frames().next().unwrap();
        assert_eq!((place.file.as_str(), place.line, place.column), ("<eval>", 2, Some(5)));
        assert_eq!(place.source.as_deref(), Some("b = = 2"));
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
fn other_threads_are_refused() {
    check(
        "import threading\ndef work():\n    try: array[0]\n    except RuntimeError as e: out.append(str(e))\nout = []\n\
         t = threading.Thread(target=work); t.start(); t.join()\nout",
        "['objects of other languages can be used on the host thread only']",
    );
}

#[test]
fn what_another_thread_drops_is_released_here() {
    on_host(|host| {
        struct Noisy(Rc<Cell<bool>>);
        impl Object for Noisy {
            fn type_name(&self) -> String {
                "Noisy".to_owned()
            }
        }
        impl Drop for Noisy {
            fn drop(&mut self) {
                self.0.set(true);
            }
        }
        let dropped = Rc::new(Cell::new(false));
        let instance = host.start(Lang::Py).unwrap();
        instance.set_global(&"noisy".into(), Value::Object(ObjectRef::new(Noisy(dropped.clone())))).unwrap();
        let code =
            "import threading\nbox = [noisy]\ndel noisy\nt = threading.Thread(target=box.clear)\nt.start()\nt.join()";
        host.run_in(&*instance, &Source::cell(code)).unwrap();
        assert!(dropped.get());
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
        assert_eq!(words.to_owned().display(Form::Plain).unwrap(), Text::from("['a', 'b']"));
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
        ] {
            assert_eq!(instance.assess(input), expect, "{input:?}");
        }
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
        "(2, ['py', 'js', 'rhai', 'lisp'], '0.1.0')",
    );
    check("polytarget.refs['x'] = [1]\npolytarget.refs.x is polytarget.refs['x']", "True");
    check("from polytarget.py import len as length\nlength([1, 2])", "2");
    check("polytarget.py.eval('y = 4')\nimport polytarget.py\npolytarget.py.y", "4");
    check("import polytarget.py.json as j\nj.loads('[1]')", "[1]");
    check("polytarget.eval('cobol', '1')", "LookupError: no target is called `cobol`; there are py, js, rhai, lisp");
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
