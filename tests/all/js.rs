//! Facts about JavaScript that need no other guest: objects made in Rust stand in for the others.

mod objects;
mod programs;

use std::cell::RefCell;
use std::rc::Rc;

use polytarget::{Args, Error, Fault, Instance, Lang, Name, ObjectRef, Source, Value, function};

use crate::support::on_host;
use crate::support::stand_ins::{self, List, Map, Ratio};

/// Gives an instance one object of every kind.
fn give(instance: &dyn Instance) {
    let fail = |_: &Args<'_>| Err(Error::raised(Lang::Py, "ValueError", "no good", List::of([7]).into()));
    let objects: [(&str, Value); 8] = [
        ("list", List::of([3, 1, 2]).into()),
        ("dict", Map::dict([]).into()),
        ("half", ObjectRef::new(Ratio(3, 2)).into()),
        ("add", function("add", |args| Ok(stand_ins::add(args))).into()),
        ("fail", function("fail", fail).into()),
        ("same", function("same", |args| Ok(args.get(0))).into()),
        ("crash", function("crash", |_| panic!("by design")).into()),
        ("exit", function("exit", |_| Err(Error::new(Lang::Py, Fault::Exit(3)))).into()),
    ];
    for (name, value) in objects {
        instance.set_global(&Name::new(name), value).unwrap();
    }
}

/// Runs each line in a fresh instance and compares what the last one shows.
#[track_caller]
fn check(lines: &'static str, expect: &str) {
    let shown = on_host(move |host| {
        let instance = host.start(Lang::Js).unwrap();
        give(&*instance);
        let mut value = Ok(Value::Nothing);
        for line in lines.split(";;") {
            value = host.run_in(&*instance, &Source::cell(line));
        }
        let shown = match value {
            Ok(value) => instance.render(&value).unwrap(),
            Err(error) => error.to_string(),
        };
        instance.stop();
        shown
    });
    assert_eq!(shown, expect, "\n{lines}");
}

#[test]
fn scalars_come_back_as_they_are() {
    for value in [
        "1",
        "-1",
        "2147483648",
        "9007199254740991",
        "'é'",
        "'\\ud800'",
        "true",
        "null",
        "undefined",
        "1.5",
        "-0",
        "NaN",
    ] {
        let line: &'static str = Box::leak(format!("Object.is(same({value}), {value})").into_boxed_str());
        check(line, "true");
    }
    check("same(2n ** 70n)", "1180591620717411303424n");
    check("same(2n ** 53n)", "9007199254740992n");
    check("same(5n)", "5");
}

#[test]
fn a_cell_keeps_what_it_declares() {
    check("const a = 1;;const a = 2;;a", "2");
    check("let x = 1;;let x;;x", "undefined");
    check("class K { m() { return 1 } };;class K { m() { return 2 } };;new K().m()", "2");
    check("{a: 1}", "{ a: 1 }");
    check("const [p, q] = [1, 2];;p + q", "3");
    check("const v = await Promise.resolve(4);;v", "4");
    check("await Promise.resolve(5)", "5");
    check("await new Promise(() => {})", "Error: the program awaits a promise that nothing can settle");
}

#[test]
fn a_foreign_list_is_used_as_an_array() {
    check("list[0] + list.length", "6");
    check("list.push(9), list", "[3, 1, 2, 9]");
    check("list.sort(), list", "[1, 2, 3]");
    check("list.sort((a, b) => b - a)", "[3, 2, 1]");
    check("list.splice(1, 1, 7, 8), list", "[3, 7, 8, 2]");
    check("list.unshift(7, 8), list", "[7, 8, 3, 1, 2]");
    check("list.length = 1, list", "[3]");
    check("[list.pop(), list.shift(), list.length]", "[ 2, 3, 1 ]");
    check("[...list]", "[ 3, 1, 2 ]");
    check("[0].concat(list)", "[ 0, 3, 1, 2 ]");
    check("list.map(x => x * 2)", "[ 6, 2, 4 ]");
    check("JSON.stringify({list})", "'{\"list\":[3,1,2]}'");
    check("Array.isArray(list)", "true");
    check("list === same(list)", "true");
    check("const [a, ...rest] = list;;rest", "[ 1, 2 ]");
    check("Object.keys(list)", "[ '0', '1', '2' ]");
    check("list.color + list.nothing", "'redundefined'");
    check("1 in list && !(5 in list)", "true");
    check("let t = 0;;for (const x of list) t += x;;t", "6");
    check("String(list)", "'3, 1, 2'");
    check("Math.max(...list)", "3");
    check("list.indexOf(2)", "2");
    check("list.reverse(), list", "[2, 1, 3]");
}

#[test]
fn a_foreign_dict_is_used_as_an_object_and_as_a_map() {
    check("dict.a = 1; dict.b = 2; Object.entries(dict)", "[ [ 'a', 1 ], [ 'b', 2 ] ]");
    check("dict.a = 1; ({...dict})", "{ a: 1 }");
    check("dict.a = 1; delete dict.a; 'a' in dict", "false");
    check("dict.set('k', 1); [dict.get('k'), dict.has('k'), dict.size]", "[ 1, true, 1 ]");
    check("dict.color", "'blue'");
    check("dict.a = undefined; JSON.stringify(dict)", "'{\"a\":null}'");
    check("dict[1] = 'x'; [dict[1], dict['1']]", "[ 'x', 'x' ]");
    check("polytarget.toNative(dict)", "{}");
}

#[test]
fn a_foreign_function_is_a_function() {
    check("typeof add", "'function'");
    check("add(1, 2)", "3");
    check("add.callKw({k: 5}, 1)", "6");
    check("[1, 2].map(x => add(x, 1))", "[ 2, 3 ]");
    check("add.call(null, 1, 2) + add.apply(null, [3])", "6");
    check("add instanceof Function", "true");
}

#[test]
fn a_number_of_another_language_is_worth_one() {
    check("half + 1", "2.5");
    check("half < 2 && half > 1", "true");
    check("`${half}`", "'3/2'");
    check("polytarget.toNative(half)", "1.5");
}

#[test]
fn a_foreign_error_is_an_error() {
    check("try { crash() } catch (e) { e.message.includes('by design') }", "true");
    check("try { exit() } catch { } 'caught'", "SystemExit: exit with status 3");
    check("try { exit() } finally { 'caught' }", "SystemExit: exit with status 3");
    check(
        "try { fail() } catch (e) { [e instanceof Error, e.name, e.message, String(e.cause)] }",
        "[ true, 'ValueError', 'no good', '7' ]",
    );
    check("fail()", "ValueError: no good");
    check(
        "try { list.x = 1 } catch (e) { e.name + ': ' + e.message }",
        "'TypeError: rust List does not support `write member`'",
    );
}

#[test]
fn an_error_keeps_its_identity() {
    on_host(|host| {
        let instance = host.start(Lang::Js).unwrap();
        let code = "globalThis.e = new TypeError('mine'); (f) => { try { f() } catch (x) { return x === e } }";
        let caught = host.run_in(&*instance, &Source::cell(code)).unwrap();
        let thrower = host.run_in(&*instance, &Source::cell("() => { throw e }")).unwrap();
        let thrower = thrower.as_object().unwrap().clone();
        let pass = Value::Object(function("pass", move |_| thrower.call(&[])));
        assert_eq!(caught.as_object().unwrap().call(&[pass]).unwrap().as_bool(), Some(true));
        let error = Rc::new(RefCell::new(None));
        let raise = Error::host("Odd", "one");
        let (kept, given) = (Rc::clone(&error), raise.clone());
        instance
            .set_global(&Name::new("raise"), Value::Object(function("raise", move |_| Err(given.clone()))))
            .unwrap();
        kept.replace(host.run_in(&*instance, &Source::named("function f() {\n  raise()\n}\nf()", "<js 7>")).err());
        let error = error.take().unwrap();
        assert_eq!(error.class(), "Odd");
        let places: Vec<String> =
            error.trace().frames().map(|f| format!("{} {}:{}", f.function, f.file, f.line)).collect();
        assert_eq!(places, ["f <js 7>:2", " <js 7>:4"]);
    });
}

#[test]
fn recursion_ends_in_an_error() {
    check("function f() { return f() + 1 };;try { f() } catch (e) { e.name }", "'RangeError'");
    on_host(|host| {
        let instance = host.start(Lang::Js).unwrap();
        let deep = host.run_in(&*instance, &Source::cell("(n, f) => n === 0 ? 0 : 1 + f(n - 1)")).unwrap();
        let deep = deep.as_object().unwrap().clone();
        let back = Rc::new(RefCell::new(Value::Nothing));
        let (js, own) = (deep.clone(), Rc::clone(&back));
        let bounce = function("bounce", move |args| js.call(&[args.get(0), own.borrow().clone()]));
        back.replace(Value::Object(bounce.clone()));
        assert_eq!(deep.call(&[Value::Int(5000), Value::Object(bounce.clone())]).unwrap().as_int(), Some(5000));
        let endless = deep.call(&[Value::Int(-1), Value::Object(bounce)]).unwrap_err();
        assert!(matches!(endless.fault(), Fault::TooDeep), "{endless}");
        back.replace(Value::Nothing);
        assert_eq!(host.run_in(&*instance, &Source::cell("1 + 1")).unwrap().as_int(), Some(2));
    });
}
