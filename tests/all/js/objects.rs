//! Objects of JavaScript as other languages use them.

use polytarget::{Args, Form, Lang, Name, ObjectRef, Operator, Result, Source, Traits, Value};

use crate::support::on_host;

/// Evaluates JavaScript, sends the object a message, and compares what it answers.
#[track_caller]
fn check(code: &'static str, message: fn(&ObjectRef) -> Result<Value>, expect: &str) {
    let shown = on_host(move |host| {
        let instance = host.start(Lang::Js).unwrap();
        let object = host.run_in(&*instance, &Source::cell(code)).unwrap();
        let shown = match message(object.as_object().unwrap()) {
            Ok(value) => instance.render(&value).unwrap(),
            Err(error) => error.to_string(),
        };
        instance.stop();
        shown
    });
    assert_eq!(shown, expect, "\n{code}");
}

fn key(key: impl Into<Value>) -> Value {
    key.into()
}

#[expect(clippy::unnecessary_wraps, reason = "it stands in a table beside those that fail")]
fn found(value: Option<Value>) -> Result<Value> {
    Ok(value.unwrap_or_else(|| "nothing there".into()))
}

#[expect(clippy::unnecessary_wraps, reason = "it stands in a table beside those that fail")]
fn count(number: usize) -> Result<Value> {
    Ok(Value::Int(i64::try_from(number).unwrap()))
}

#[expect(clippy::unnecessary_wraps, reason = "it stands in a table beside those that fail")]
fn joined(values: impl IntoIterator<Item = impl ToString>) -> Result<Value> {
    Ok(values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(" ").into())
}

#[test]
fn members_are_properties() {
    check("({a: 1})", |o| o.get("a"), "1");
    check("({a: undefined})", |o| found(o.get_member(&Name::new("a"))?), "undefined");
    check("({})", |o| found(o.get_member(&Name::new("a"))?), "'nothing there'");
    check("({})", |o| o.get("a"), "undefined");
    check("({})", |o| o.set("b", 2.into()).and_then(|()| o.get("b")), "2");
    check("({a: 1})", |o| Ok(o.delete_member(&Name::new("a"))?.into()), "true");
    check("({a: 1})", |o| Ok(o.delete_member(&Name::new("b"))?.into()), "false");
    check("new (class { x = 1; get y() { return 2 } m() {} })", |o| joined(o.members()?), "'x y m'");
    check("Object.freeze({a: 1})", |o| o.set("a", 2.into()).map(Value::from), "TypeError: 'a' is read-only");
    check("({get a() { throw new RangeError('no') }})", |o| o.get("a"), "RangeError: no");
}

#[test]
fn items_are_elements_and_entries() {
    check("[5, 6]", |o| found(o.get_item(&key(1))?), "6");
    check("[5, 6]", |o| found(o.get_item(&key(2))?), "'nothing there'");
    check("[5, 6]", |o| found(o.get_item(&key(-1))?), "'nothing there'");
    check("[5, 6]", |o| o.set_item(&key(2), 7.into()).and_then(|()| count(o.len()?)), "3");
    check("[5, 6]", |o| o.set_item(&key(9), 7.into()).map(Value::from), "LookupError: js Array has no item 9");
    check("[5, 6]", |o| o.delete_item(&key(0)).and_then(|_| found(o.get_item(&key(0))?)), "6");
    check("[5, 6]", |o| Ok(o.has_item(&key(6))?.into()), "true");
    check("new Float64Array([1.5])", |o| found(o.get_item(&key(0))?), "1.5");
    check("new Map([[1, 'a'], ['k', 2]])", |o| found(o.get_item(&key(1))?), "'a'");
    check("new Map([[1, 'a'], ['k', 2]])", |o| joined(o.keys()?), "'1 k'");
    check("new Map([[1, undefined]])", |o| found(o.get_item(&key(1))?), "undefined");
    check("new Map()", |o| found(o.get_item(&key(1))?), "'nothing there'");
    check("new Set([1])", |o| Ok(o.has_item(&key(1))?.into()), "true");
    check("({a: 1, b: 2})", |o| joined(o.keys()?), "'a b'");
    check("({a: 1, b: 2})", |o| count(o.len()?), "2");
    // Not what every object has, or a count of words would find some that nobody wrote.
    check("({})", |o| found(o.get_item(&key("constructor"))?), "'nothing there'");
    check("new (class { get y() { return 2 } })", |o| found(o.get_item(&key("y"))?), "2");
}

#[test]
fn items_come_in_turn() {
    let all: fn(&ObjectRef) -> Result<Value> = |object| {
        let (items, mut seen) = (object.iterate()?, Vec::new());
        while let Some(item) = items.next()? {
            seen.push(item);
        }
        joined(seen)
    };
    check("[1, 2]", all, "'1 2'");
    check("(function* () { yield 1; yield 2 })()", all, "'1 2'");
    check("new Set('ab')", all, "'a b'");
    check("({a: 1})", all, "TypeError: js Object does not support `iterate`");
    check(
        "({[Symbol.iterator]: () => ({next: () => 1})})",
        all,
        "TypeError: expected an iterator whose `next` returns an object, got an integer",
    );
}

#[test]
fn functions_are_called_with_this_and_classes_with_new() {
    let call: fn(&ObjectRef) -> Result<Value> = |function| function.call(&[1.into(), 2.into()]);
    check("(a, b) => a + b", call, "3");
    check(
        "(function (...all) { return [this === undefined || this === globalThis, all.length] })",
        call,
        "[ true, 2 ]",
    );
    check("class K {}; K", call, "TypeError: class constructors must be invoked with 'new'");
    check("class K { constructor(a) { this.a = a } }; K", |c| c.construct(&Args::new(&[1.into()])), "K { a: 1 }");
    check(
        "(a, o) => [a, o]",
        |f| {
            let named = [(Name::new("k"), 5.into())];
            (**f).call(None, &Args::with_named(&[1.into()], &named))
        },
        "[ 1, { k: 5 } ]",
    );
    check("({x: 1, m() { return this.x }})", |o| o.invoke(&Name::new("m"), &Args::NONE), "1");
    check("({x: 1})", |o| o.invoke(&Name::new("m"), &Args::NONE), "AttributeError: js Object has no member `m`");
}

#[test]
fn each_kind_says_what_it_can_do() {
    const FUNCTION: Traits = Traits::CALLABLE.union(Traits::TAKES_THIS);
    let cases = [
        ("() => 1", FUNCTION),
        ("(function () {})", FUNCTION | Traits::CONSTRUCTIBLE),
        ("class K {}; K", Traits::CONSTRUCTIBLE),
        ("[1]", Traits::SEQUENCE | Traits::ITERABLE),
        ("new Uint8Array(1)", Traits::SEQUENCE | Traits::ITERABLE | Traits::BUFFER),
        ("new ArrayBuffer(1)", Traits::BUFFER),
        ("new Map()", Traits::MAPPING | Traits::TABLE | Traits::ITERABLE),
        ("new Set()", Traits::SET | Traits::ITERABLE),
        ("({})", Traits::MAPPING),
        ("[].values()", Traits::ITERABLE | Traits::ITERATOR),
        ("(function* () {})()", Traits::ITERABLE | Traits::ITERATOR | Traits::GENERATOR),
        ("(async function* () {})()", Traits::ASYNC_ITERABLE),
        // What says itself what it consists of has no entries besides.
        ("({*[Symbol.iterator]() {}})", Traits::ITERABLE),
        ("Promise.resolve()", Traits::AWAITABLE),
        ("new TypeError()", Traits::ERROR),
        ("new Date()", Traits::NUMERIC),
        ("Symbol('s')", Traits::empty()),
    ];
    on_host(move |host| {
        for (code, expect) in cases {
            let object = host.eval(Lang::Js, code).unwrap();
            assert_eq!(object.as_object().unwrap().traits(), expect | Traits::LENIENT, "{code}");
        }
    });
}

#[test]
fn objects_print_as_at_home() {
    let plain: fn(&ObjectRef) -> Result<Value> = |o| o.display(Form::Plain).map(Value::from);
    let literal: fn(&ObjectRef) -> Result<Value> = |o| o.display(Form::Literal).map(Value::from);
    check("[1, 'a']", plain, "\"[ 1, 'a' ]\"");
    check("({toString() { return 'mine' }})", plain, "'mine'");
    check("new TypeError('bad')", plain, "'TypeError: bad'");
    check("new Map([[1, {a: []}]])", literal, "'Map(1) { 1 => { a: [] } }'");
    check("Symbol('s')", plain, "'Symbol(s)'");
    check("({get a() { throw 1 }})", literal, "'{ a: [Getter] }'");
    check("new Proxy({}, {get() { throw 1 }, getPrototypeOf() { throw 1 }})", literal, "'Object'");
}

#[test]
fn the_rest_of_the_messages() {
    check("new Uint8Array([1, 2, 3]).subarray(1)", |o| joined(o.bytes()?), "'2 3'");
    check("({})", |o| joined(o.bytes()?), "TypeError: js Object does not support `read bytes`");
    check("new Date(5)", |o| o.operate(Operator::Subtract, &2.into(), false), "3");
    check("({})", |o| o.operate(Operator::Add, &2.into(), false), "TypeError: js Object does not support `+`");
    check("new RangeError('far')", |o| Ok(o.as_error().unwrap().to_string().into()), "'RangeError: far'");
    check("({})", |o| Ok(o.equals(&Value::Object(o.clone()))?.into()), "true");
}
