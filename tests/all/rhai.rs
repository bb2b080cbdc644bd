//! Facts about Rhai that need no other guest: objects made in Rust stand in for the others.

use std::rc::Rc;

use polytarget::{
    Args, Error, Fault, Form, Host, Instance, Lang, Name, ObjectRef, Operator, Result, Source, Traits, Value, function,
};

use crate::support::on_host;
use crate::support::stand_ins::{List, Map, Point};

/// Starts an instance that has the stand-ins as globals.
fn start(host: &Host) -> Rc<dyn Instance> {
    let instance = host.start(Lang::Rhai).expect("the runtime starts");
    let globals = [
        ("list", List::of([1, 2, 3])),
        ("dict", Map::dict([("one", Value::Int(1)), ("two", Value::Int(2))])),
        ("point", Point::make(3, 4)),
        ("Point", Point::class()),
        (
            "add",
            function("add", |args| {
                Ok(Value::Int(args.get(0).as_int().unwrap_or(0) + args.get(1).as_int().unwrap_or(0)))
            }),
        ),
        (
            "same",
            function("same", |args| {
                Ok(args.get(0).as_object().zip(args.get(1).as_object()).is_some_and(|(a, b)| a.is(b)).into())
            }),
        ),
        ("give", function("give", |args| Ok(args.get(0)))),
        (
            "add_to",
            function("add_to", |args| match (args.get(0), args.get(1)) {
                (Value::Object(one), other) => one.operate(Operator::Add, &other, false),
                (other, _) => Ok(other),
            }),
        ),
        (
            "call",
            function("call", |args| match args.get(0) {
                Value::Object(callee) => callee.call(&args.positional[1..]),
                other => Ok(other),
            }),
        ),
        (
            "run",
            function("run", {
                let instance = Rc::downgrade(&instance);
                move |args| {
                    let instance = instance.upgrade().ok_or_else(|| Error::host("Gone", "the instance"))?;
                    instance.eval(&Source::cell(args.get(0).as_str().unwrap_or_default()))
                }
            }),
        ),
        ("fail", function("fail", |_| Err(Error::host("Broken", "it broke")))),
    ];
    for (name, value) in globals {
        let name = if name == "call" { "invoke" } else { name };
        instance.set_global(&Name::new(name), Value::Object(value)).expect("a global can be set");
    }
    instance
}

fn eval(instance: &dyn Instance, code: &str) -> Result<Value> {
    instance.eval(&Source::named(code, "<test>"))
}

/// Evaluates the cells one after another; the last one's value prints as `expect`.
#[track_caller]
fn check(cells: &[&'static str], expect: &'static str) {
    let cells = cells.to_vec();
    let shown = on_host({
        let cells = cells.clone();
        move |host| {
            let instance = start(host);
            let mut last = Value::Nothing;
            for cell in cells {
                last = match eval(&*instance, cell) {
                    Ok(value) => value,
                    Err(error) => return format!("! {error}"),
                };
            }
            instance.render(&last).unwrap_or_else(|error| format!("! {error}"))
        }
    });
    assert_eq!(shown, expect, "{cells:#?}");
}

#[track_caller]
fn check_all(table: &[(&'static str, &'static str)]) {
    for (code, expect) in table {
        check(&[code], expect);
    }
}

#[test]
fn scalars_and_values_print_as_rhai_prints_them() {
    check_all(&[
        ("1 + 1", "2"),
        ("1.0", "1.0"),
        ("\"a\\nb\"", "\"a\\nb\""),
        ("'c'", "\"c\""),
        ("true", "true"),
        ("()", "()"),
        ("[1, \"x\", [2.5]]", "[1, \"x\", [2.5]]"),
        ("#{a: 1, b: [()]}", "#{\"a\": 1, \"b\": [()]}"),
        ("let x = 1", "()"),
    ]);
}

#[test]
fn definitions_stay_for_later_evaluations() {
    check(&["let x = 1; const K = 7;", "x += 1;", "x + K"], "9");
    check(&["fn double(x) { x * 2 }", "double(21)"], "42");
    check(&["let f = |x| x + 1;", "f.call(41)"], "42");
    check(&["fn one() { 1 }", "fn two() { one() + 1 }", "fn one() { 10 }", "two()"], "11");
    check(&["let x = 1;", "let x = \"two\";", "x"], "\"two\"");
    check(&["let a = [1];", "a.push(2);", "a.push(3); a.len()"], "3");
    // A function reads the globals, which Rhai itself does not let it.
    check(&["let base = 40;", "fn more(x) { base + x }", "more(2)"], "42");
}

#[test]
fn evaluations_nest_on_one_instance() {
    check(&["let a = 1; run(\"a += 100; let b = 3;\"); [a, b]"], "[101, 3]");
    check(&["let a = 1;", "let r = run(\"let z = 42; a = 77; z\"); [r, a, z]"], "[42, 77, 42]");
    check(&["run(\"fn f(x) { x + 1 }\"); f(1)"], "2");
    check(&["let c = 0; let up = || { c += 1; c };", "run(\"up.call()\"); run(\"up.call()\"); c"], "2");
    check(
        &["let r = try_it(); fn try_it() { try { run(\"1 +\") } catch (e) { return e.name; } } r"],
        "\"SyntaxError\"",
    );
    // A captured object is used while one of its methods runs.
    check(
        &[
            "let o = live #{f: |n| n}; let g = |n| if n == 0 { o.f(0) } else { run(`g.call(${n - 1})`) + 1 };",
            "g.call(5)",
        ],
        "5",
    );
    check(&["let o = Point; let g = || o.new(1, run(\"o.new(2, 3).y\")).y;", "g.call()"], "3");
}

#[test]
fn foreign_members_items_and_methods() {
    check_all(&[
        ("point.x", "3"),
        ("point.x = 10; point.x", "10"),
        ("point.x += 1; point.x", "4"),
        ("point.sum()", "7"),
        ("point.scale(2).sum()", "14"),
        ("point.scale(2).x", "6"),
        ("point[\"y\"]", "4"),
        ("list[0]", "1"),
        ("list[1] = 20; list[1]", "20"),
        ("list.len()", "3"),
        ("len(list)", "3"),
        ("list.push(4); list.len()", "4"),
        ("2 in list", "true"),
        ("9 in list", "false"),
        ("let s = 0; for x in list { s += x; } s", "6"),
        ("list.map(|x| x * 2)", "[2, 4, 6]"),
        ("dict.one", "1"),
        ("dict[\"two\"]", "2"),
        ("dict.three = 3; dict.keys()", "[\"one\", \"two\", \"three\"]"),
        ("dict.remove(\"one\"); dict.len()", "1"),
        ("\"one\" in dict", "true"),
        ("point.keys()", "[\"x\", \"y\", \"sum\", \"scale\"]"),
        ("type_of(list)", "\"array\""),
        ("type_of(dict)", "\"map\""),
        ("type_of(point)", "\"rust Point\""),
        ("type_of(add)", "\"Fn\""),
        ("type_of(1)", "\"i64\""),
        ("point.to_string()", "\"(3, 4)\""),
        ("`${point}`", "\"(3, 4)\""),
        ("point.z", "! AttributeError: rust Point has no member `z`"),
        ("list[7]", "! LookupError: rust List has no item 7"),
        // A negative index counts from the end, as in Rhai's own arrays.
        ("list[-1] + list[-3] * 10", "13"),
        ("list[-1] = 30; list[-2] += 18; to_native(list)", "[1, 20, 30]"),
        ("list[-4]", "! LookupError: rust List has no item -4"),
        ("list[-4] = 0", "! LookupError: rust List has no item -4"),
        // A string in brackets is a key where there are keys, and a member elsewhere.
        ("dict[\"four\"] = 4; dict.four", "4"),
        ("dict[\"none\"]", "! LookupError: rust Dict has no item none"),
        ("point[\"x\"] = 30; point.x", "30"),
        ("point[\"nope\"]", "! AttributeError: rust Point has no member `nope`"),
        ("list.sort(|a, b| b - a); to_native(list)", "[3, 2, 1]"),
        ("list.reverse(); to_native(list)", "[3, 2, 1]"),
        ("point.nope()", "! AttributeError: rust Point has no member `nope`"),
    ]);
}

#[test]
fn foreign_callables() {
    check_all(&[
        ("add.call(1, 2)", "3"),
        ("add(1, 2)", "3"),
        ("fn f() { add(1, 2) } f()", "3"),
        ("let f = add; f(1, 2)", "3"),
        ("fn f(g) { g.call(1, 2) } f(add)", "3"),
        ("[1, 2].map(|x| add.call(x, 10))", "[11, 12]"),
        ("[1, 2].reduce(add)", "3"),
        ("Point.new(1, 2).sum()", "3"),
        ("Point.call(1, 2).sum()", "3"),
        ("Point.call_kw(#{y: 2}, 1).sum()", "3"),
        ("Point.origin.x", "0"),
        ("let m = #{f: add}; m.f(1, 2)", "3"),
        ("add == add", "true"),
        ("add == give", "false"),
        ("same.call(add, add)", "true"),
        ("same.call(point, point)", "true"),
    ]);
}

#[test]
fn operators_ask_the_owner() {
    check_all(&[
        ("(point + point).x", "6"),
        ("(point * 2).y", "8"),
        ("(2 * point).y", "8"),
        ("(-point).x", "-3"),
        ("point < Point.new(9, 9)", "true"),
        ("point == Point.new(3, 4)", "true"),
        ("point != Point.new(3, 4)", "false"),
        ("point == 1", "false"),
        ("point / 2", "! TypeError: rust Point does not support `/`"),
        ("let p = point; p *= 2; p.x", "6"),
        // To ask the other's owner about an array would have it ask back without end.
        ("invoke.call(add_to, [1], list)", "[1, 1, 2, 3]"),
    ]);
}

#[test]
fn exact_integers_beyond_64_bits() {
    check_all(&[
        ("big(2) ** 100", "1267650600228229401496703205376"),
        ("let b = big(2) ** 64; b - b", "0"),
        ("let b = big(2) ** 64; b + 1 > b", "true"),
        ("type_of(give.call(big(2) ** 64))", "\"integer\""),
        ("give.call(big(2) ** 64) / (big(2) ** 60)", "16"),
    ]);
}

#[test]
fn errors_are_caught_and_thrown_on() {
    check_all(&[
        ("try { fail.call() } catch (e) { return e.message; }", "\"it broke\""),
        ("try { fail.call() } catch (e) { return e.name; }", "\"Broken\""),
        ("try { fail.call() } catch (e) { throw e; }", "! Broken: it broke"),
        ("throw 42", "! RuntimeError: 42"),
        ("try { invoke.call(|| { throw 42; }) } catch (e) { return e; }", "42"),
        ("try { invoke.call(|| { throw #{a: 1}; }) } catch (e) { return e.a; }", "1"),
        ("throw #{name: \"Odd\", message: \"so odd\"}", "! Odd: so odd"),
        ("nope", "! VariableNotFound: Variable not found: nope"),
        ("1 / 0", "! ArithmeticError: Division by zero: 1 / 0"),
        ("[1][5]", "! IndexError: Array index 5 out of bounds: only 1 element in array"),
    ]);
}

#[test]
fn an_error_that_passes_through_is_the_same_error() {
    let (frames, same) = on_host(|host| {
        let instance = start(host);
        let thrown = Error::host("Mine", "kept");
        let raise = function("raise", {
            let thrown = thrown.clone();
            move |_| {
                thrown.pass([]);
                Err(thrown.clone())
            }
        });
        instance.set_global(&Name::new("raise"), Value::Object(raise)).unwrap();
        eval(&*instance, "fn inner() { raise.call() }\nfn outer() {\n  try { inner() } catch (e) { throw e; }\n}")
            .unwrap();
        let error = eval(&*instance, "\nouter()").unwrap_err();
        let frames: Vec<String> =
            error.trace().frames().map(|frame| format!("{}:{} {}", frame.file, frame.line, frame.function)).collect();
        (frames, matches!(error.fault(), Fault::Raised { class, .. } if class == "Mine"))
    });
    assert!(same);
    assert_eq!(frames, ["<test>:3 outer", "<test>:2 "]);
}

#[test]
fn a_handle_is_live_on_its_variable() {
    let shown = on_host(|host| {
        let instance = start(host);
        let map = eval(&*instance, "let m = #{x: 1, inner: [1, 2]}; m").unwrap();
        let map = map.as_object().unwrap();
        map.set("x", Value::Int(5)).unwrap();
        let inner = map.get("inner").unwrap();
        inner.as_object().unwrap().set_item(&Value::Int(2), Value::Int(3)).unwrap();
        let again = eval(&*instance, "m.inner.push(4); m.inner").unwrap();
        assert!(again.as_object().unwrap().is(inner.as_object().unwrap()));
        assert!(instance.global(&Name::new("m")).unwrap().unwrap().as_object().unwrap().is(map));
        instance.render(&Value::Object(map.clone())).unwrap()
    });
    assert_eq!(shown, "#{\"inner\": [1, 2, 3, 4], \"x\": 5}");
}

#[test]
fn live_values_are_references() {
    check_all(&[
        ("let a = live [1, 2]; let b = a; b.push(3); a.len()", "3"),
        ("let a = [1]; let b = live a; b.push(2); a", "[1, 2]"),
        ("let a = live [3, 1, 2]; a.sort(); a", "[1, 2, 3]"),
        ("let a = live [1, 2, 3]; a.map(|x| x * a.len())", "[3, 6, 9]"),
        ("let a = live [1, 2, 3]; a.filter(|x| x > 1)", "[2, 3]"),
        ("let a = live [1, 2]; a + [3]", "[1, 2, 3]"),
        ("let a = live [1, 2]; let s = 0; for x in a { s += x; } s", "3"),
        ("let a = live [1, 2]; a[0] = 9; a[0] + a[-1]", "11"),
        ("let m = live #{x: 1}; m.x += 1; m.y = 5; [m.x, m.y, m.z, m.len()]", "[2, 5, (), 2]"),
        ("let m = live #{x: 1}; m.keys()", "[\"x\"]"),
        ("let m = live #{a: [1]}; m.a.push(2); m", "#{\"a\": [1, 2]}"),
        ("let m = live #{n: 1, up: || this.n += 1}; m.up(); m.up(); m.n", "3"),
        ("let a = live [1]; let b = a; is_same(a, b) && !is_same(a, live [1])", "true"),
        ("(live [1, 2, 3]) == list && list != (live [1, 2])", "true"),
        ("dict == live #{one: 1, two: 2}", "true"),
        ("let a = live [1]; a == [1] && a == a && a != [2]", "true"),
        ("let a = live [1]; 1 in a", "true"),
        ("let a = live [1]; type_of(a)", "\"array\""),
        ("let a = live [1]; print(a); `${a}`", "\"[1]\""),
        ("let a = live [1]; same.call(a, give.call(a))", "true"),
        ("let a = live [1]; let b = [0]; b.append(a); b", "[0, 1]"),
        ("let a = live [1]; a += 2; a", "[1, 2]"),
        ("let a = live [1]; a.push(a); a.push(a); a", "[1, \"…\", \"…\"]"),
        ("let a = live [1]; list[0] = a; a.push(5); list[0]", "[1, 5]"),
    ]);
}

#[test]
fn functions_keep_working_and_their_identity() {
    check_all(&[
        ("fn id(x) { x } same.call(id, give.call(id))", "true"),
        ("let n = 1; let f = |x| x + n; same.call(f, give.call(f))", "true"),
        ("let n = 1; let f = |x| x + n; n = 10; invoke.call(f, 1)", "11"),
        ("fn f(x) { x + 1 } invoke.call(f, 1)", "2"),
        // As JavaScript's `map` calls back, with more than the function takes.
        ("invoke.call(|x| x, 1, 2, 3)", "1"),
        ("fn two(a) { a } fn two(a, b) { a + b } invoke.call(two, 1, 2, 3)", "3"),
        ("fn need(a, b) { a + b } invoke.call(need, 1)", "! FunctionNotFound: Function not found: need (i64)"),
        ("fn fact(n) { if n < 2 { 1 } else { n * invoke.call(fact, n - 1) } } fact(10)", "3628800"),
    ]);
    check(&["let keep = live []; fn f(g) { keep.push(g); }", "f(|x| x * 2)", "invoke.call(keep[0], 4)"], "8");
}

#[test]
fn runaway_recursion_is_an_error_and_leaves_the_instance_usable() {
    check_all(&[
        ("fn f(n) { f(n + 1) + 1 } f(0)", "! RecursionError: maximum call depth exceeded"),
        ("fn f(n) { invoke.call(f, n + 1) + 1 } f(0)", "! RecursionError: maximum call depth exceeded"),
        ("fn f(n) { if n == 0 { 0 } else { f(n - 1) + 1 } } f(5000)", "5000"),
        ("fn f(n) { if n == 0 { 0 } else { invoke.call(f, n - 1) + 1 } } f(5000)", "5000"),
    ]);
}

#[test]
fn every_instance_has_the_shared_names() {
    check_all(&[
        ("eval_in(\"rhai\", \"6 * 7\")", "42"),
        ("rhai.eval(\"40 + 2\")", "42"),
        ("polytarget.eval(\"rhai\", \"1 + 1\")", "2"),
        ("polytarget.version.len() > 0", "true"),
        ("fn f() { rhai.eval(\"1\") } f()", "1"),
        ("let f = || rhai.eval(\"1\"); f.call()", "1"),
        ("refs.from_rhai = 5; refs.from_rhai", "5"),
        ("refs.rhai_list = live [1]; refs.rhai_list.push(2); refs.rhai_list", "[1, 2]"),
        ("rhai.eval(\"let shared_number = 3\"); rhai.globals.shared_number", "3"),
        ("to_native(list)", "[1, 2, 3]"),
        ("await(5)", "5"),
        ("to_native(dict)", "#{\"one\": 1, \"two\": 2}"),
        ("let l = list; l[0] = dict; to_native(l)", "[#{\"one\": 1, \"two\": 2}, 2, 3]"),
        ("list[0] = list; to_native(list)", "! RangeError: rust List contains itself, which a Rhai value cannot"),
    ]);
}

#[test]
fn arguments_are_globals() {
    let shown = on_host(|host| {
        let instance = start(host);
        instance.set_arguments("tool.rhai", &["a".to_owned(), "b".to_owned()]).unwrap();
        let value = eval(&*instance, "[script, args.len(), args[1]]").unwrap();
        instance.render(&value).unwrap()
    });
    assert_eq!(shown, "[\"tool.rhai\", 2, \"b\"]");
}

#[test]
fn scripts_import_scripts() {
    let folder = std::env::temp_dir().join(format!("polytarget-rhai-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("lib")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write(
        "shapes.rhai",
        "import \"lib/base\" as base;\nexport const SIDES = 4;\nexport let bag = [1];\nfn area(w, h) { base::times(w, h) }\nfn scaler(k) { |x| x * k }\nfn broken() {\n  nope\n}\nprivate fn hidden() {}",
    );
    write("lib/base.rhai", "fn times(a, b) { a * b }");
    write("loop.rhai", "import \"loop\" as me;");
    let main = folder.join("main.rhai");
    let main = main.to_string_lossy().into_owned();
    let results = on_host({
        let folder = folder.clone();
        move |host| {
            let instance = start(host);
            let run = |text: &str| match instance.eval(&Source::named(text, &main)) {
                Ok(value) => instance.render(&value).unwrap(),
                Err(error) => format!(
                    "! {error} {:?}",
                    error.trace().frames().map(|f| (f.function.clone(), f.line)).collect::<Vec<_>>()
                ),
            };
            let mut results = vec![
                run("import \"shapes\" as s; s::area(2, 3) + s::SIDES"),
                run("s::area(3, 3)"),
                run("let by = s::scaler(5); by.call(2)"),
                run("fn g() { s::area(1, 1) } g()"),
                run("s::broken()"),
                run("import \"loop\" as l;").replace(&*folder.canonicalize().unwrap().to_string_lossy(), ""),
            ];
            let shapes = instance.import("shapes.rhai", Some(&folder)).unwrap();
            let mut names: Vec<String> = shapes.members().unwrap().iter().map(ToString::to_string).collect();
            names.push(
                shapes
                    .get("area")
                    .unwrap()
                    .as_object()
                    .unwrap()
                    .call(&[Value::Int(6), Value::Int(7)])
                    .unwrap()
                    .to_string(),
            );
            names.push(
                shapes
                    .get("scaler")
                    .unwrap()
                    .as_object()
                    .unwrap()
                    .call(&[Value::Int(2)])
                    .unwrap()
                    .as_object()
                    .unwrap()
                    .call(&[Value::Int(4)])
                    .unwrap()
                    .to_string(),
            );
            results.push(names.join(" "));
            results
        }
    });
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(
        results,
        [
            "10",
            "9",
            "10",
            "1",
            "! VariableNotFound: Variable not found: nope [(\"broken\", 7), (\"\", 1)]",
            "! ModuleNotFoundError: no module `/loop.rhai`: it imports itself [(\"\", 1), (\"\", 1)]",
            "SIDES area bag broken scaler 42 8",
        ]
    );
}

#[test]
fn a_stopped_instance_is_gone_and_so_are_its_objects() {
    on_host(|host| {
        let instance = start(host);
        let list = eval(&*instance, "let a = [1]; a").unwrap();
        let call = eval(&*instance, "|x| x").unwrap();
        instance.stop();
        let gone = |error: Error| matches!(error.fault(), Fault::Gone(Lang::Rhai));
        assert!(gone(eval(&*instance, "1").unwrap_err()));
        assert!(gone(list.as_object().unwrap().len().unwrap_err()));
        assert!(gone(call.as_object().unwrap().call(&[Value::Int(1)]).unwrap_err()));
        assert!(gone(instance.global(&Name::new("a")).unwrap_err()));
    });
}

#[test]
fn an_evaluation_can_be_interrupted() {
    on_host(|host| {
        let instance = start(host);
        let stop = host.interrupter();
        let watch = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(100));
            stop();
        });
        let error = host.run_in(&*instance, &Source::cell("loop { try { fail.call() } catch (e) { } }")).unwrap_err();
        watch.join().unwrap();
        assert!(matches!(error.fault(), Fault::Interrupted), "{error}");
        assert_eq!(eval(&*instance, "1 + 1").unwrap().as_int(), Some(2));
    });
}

#[test]
fn uncatchable_errors_pass_every_catch() {
    on_host(|host| {
        let instance = start(host);
        let leave = function("leave", |_| Err(Error::new(Lang::Py, Fault::Exit(3))));
        instance.set_global(&Name::new("leave"), Value::Object(leave)).unwrap();
        let error = eval(&*instance, "try { leave.call() } catch (e) { 1 }").unwrap_err();
        assert!(matches!(error.fault(), Fault::Exit(3)));
        assert!(matches!(eval(&*instance, "exit(4)").unwrap_err().fault(), Fault::Exit(4)));
    });
}

#[test]
fn input_is_judged_as_rhai_does() {
    use polytarget::runtime::Completeness::{Complete, Incomplete, Invalid};
    let table = [
        ("1 + 1", Complete),
        ("let x = ", Incomplete),
        ("fn f(x) {", Incomplete),
        ("fn f(x) {\n  x\n}", Complete),
        ("[1, 2,", Incomplete),
        ("foo(1", Incomplete),
        ("if x { 1 } else {", Incomplete),
        ("#{a: 1", Incomplete),
        ("`multi", Incomplete),
        ("\"unfinished", Invalid),
        ("/* comment", Incomplete),
        ("\"/*\"", Complete),
        ("1 +* 2", Invalid),
        (")", Invalid),
        ("let 1 = 2", Invalid),
        ("", Complete),
        ("x.", Incomplete),
    ];
    for (input, expect) in table {
        let judged = on_host(move |host| start(host).assess(input));
        assert_eq!(judged, expect, "{input:?}");
    }
}

/// The first time a text is run as it is written, later it is optimized and kept.
#[test]
fn a_text_that_comes_again_does_the_same_again() {
    on_host(|host| {
        let rhai = host.start(Lang::Rhai).unwrap();
        let run = |code: &'static str| host.run_in(&*rhai, &Source::cell(code));
        run("let n = 0; fn twice(x) { x * 2 }").unwrap();
        for turn in 1..=4 {
            assert_eq!(run("n += 1; n").unwrap().as_int(), Some(turn));
            assert_eq!(run("twice(n) + 1 + 2").unwrap().as_int(), Some(turn * 2 + 3));
            assert_eq!(run("if false { nobody() } else { 1 + 2 }").unwrap().as_int(), Some(3));
            assert_eq!(run("let f = |x| x + n + (2 - 2); f.call(1)").unwrap().as_int(), Some(turn + 1));
            let failure = run("1 + 1;\n[1][1 + 2]").unwrap_err();
            assert_eq!(failure.trace().frames().next().map(|frame| frame.line), Some(2), "{failure:?}");
        }
    });
}

#[test]
fn names_complete() {
    let names = |input: &'static str| {
        on_host(move |host| {
            let instance = start(host);
            eval(&*instance, "let number = 1; fn nudge() {} let m = #{alpha: #{beta: 1}};").unwrap();
            instance.complete(input)
        })
    };
    assert_eq!(names("1 + nu"), ["nudge", "number"]);
    assert_eq!(names("m."), ["alpha"]);
    assert_eq!(names("m.alpha.b"), ["beta"]);
    assert_eq!(names("point.s"), ["scale", "sum"]);
    assert!(names("refs").contains(&"refs".to_owned()));
}

#[test]
fn objects_of_rhai_answer_the_protocol() {
    on_host(|host| {
        let instance = start(host);
        let object = |code: &str| eval(&*instance, code).unwrap().as_object().unwrap().clone();
        let traits = |code: &str| object(code).traits();
        assert!(traits("[1]").contains(Traits::SEQUENCE | Traits::ITERABLE));
        assert!(traits("#{}").contains(Traits::MAPPING | Traits::LENIENT));
        assert!(traits("blob(2, 7)").contains(Traits::BUFFER | Traits::SEQUENCE));
        assert!(traits("|x| x").contains(Traits::CALLABLE | Traits::CONSTRUCTIBLE));
        assert_eq!(object("blob(2, 7)").bytes().unwrap(), [7, 7]);
        let range = object("2..5");
        assert_eq!(range.len().unwrap(), 3);
        assert_eq!(range.get_item(&Value::Int(2)).unwrap().unwrap().as_int(), Some(4));
        let list = object("[1, 2, 3]");
        assert!(list.has_item(&Value::Int(2)).unwrap());
        assert!(list.delete_item(&Value::Int(0)).unwrap());
        assert_eq!(list.to_string_form(), "[2, 3]");
        assert!(list.equals(&Value::Object(object("[2, 3]"))).unwrap());
        assert!(list.hash().is_err());
        list.invoke(&Name::new("push"), &Args::new(&[Value::Int(9)])).unwrap();
        assert_eq!(list.len().unwrap(), 3);
        let counter = object("#{n: 1, up: |by| { this.n += by; this.n }}");
        assert_eq!(counter.invoke(&Name::new("up"), &Args::new(&[Value::Int(5)])).unwrap().as_int(), Some(6));
        assert_eq!(counter.get("n").unwrap().as_int(), Some(6));
        assert!(counter.get("none").unwrap().is_nothing());
        let named = object("fn sub(a, b) { a - b } sub");
        let args = [(Name::new("b"), Value::Int(1)), (Name::new("a"), Value::Int(3))];
        assert_eq!((*named).call(None, &Args::with_named(&[], &args)).unwrap().as_int(), Some(2));
        assert_eq!(named.describe(), "rhai Fn");
        assert_eq!(object("timestamp()").describe(), "rhai timestamp");
        let made = (*object("fn F(x) { #{x: x} } F")).construct(&Args::new(&[Value::Int(1)])).unwrap();
        assert_eq!(made.as_object().unwrap().get("x").unwrap().as_int(), Some(1));
    });
}

trait Shown {
    fn to_string_form(&self) -> String;
}

impl Shown for ObjectRef {
    fn to_string_form(&self) -> String {
        self.display(Form::Literal).unwrap().to_string()
    }
}

#[test]
fn a_lone_surrogate_is_a_clear_error() {
    on_host(|host| {
        let instance = start(host);
        let lone = Value::Text(polytarget::Text::from(&[0xD800_u16][..]));
        let error = instance.set_global(&Name::new("lone"), lone).unwrap_err();
        assert!(matches!(error.fault(), Fault::Range(_)));
    });
}

#[test]
fn what_a_script_drops_is_released() {
    on_host(|host| {
        let instance = start(host);
        let list = List::of([] as [Value; 0]);
        let counted = Rc::new(());
        let witness = counted.clone();
        let make = function("make", move |_| {
            let counted = counted.clone();
            Ok(Value::Object(function("held", move |_| Ok((Rc::strong_count(&counted) > 0).into()))))
        });
        instance.set_global(&Name::new("make"), Value::Object(make)).unwrap();
        instance.set_global(&Name::new("sink"), Value::Object(list)).unwrap();
        eval(&*instance, "for i in 0..1000 { let f = make.call(); f.call(); invoke.call(give, f); }").unwrap();
        assert_eq!(Rc::strong_count(&witness), 2);
    });
}

#[test]
fn what_cannot_be_stepped_through_or_called_is_refused() {
    let refusal =
        |code: &'static str| on_host(move |host| eval(&*start(host), code).map(drop).unwrap_err().to_string());
    // Also by a loop without a body, which Rhai itself would let pass.
    for body in ["{ }", "{ print(x) }"] {
        for (object, expect) in [
            ("py.eval(\"object()\")", "TypeError: 'object' object is not iterable"),
            ("js.eval(\"({})\")", "TypeError: js Object does not support `iterate`"),
            ("py.eval(\"(1 // x for x in [1, 0])\")", "ZeroDivisionError: "),
        ] {
            let code: &'static str = format!("for x in {object} {body}").leak();
            let said = refusal(code);
            assert!(said.contains(expect), "{code}: {said}");
        }
    }
    check(&["for x in py.eval(\"[1, 2]\") { } 3"], "3");
    for (code, expect) in [
        ("let o = py.eval(\"object()\"); o()", "TypeError: py object does not support `call`"),
        ("let o = js.eval(\"({})\"); o(1)", "js Object does not support `call`"),
        ("let o = lisp.eval(\"(vector 1)\"); o(1)", "lisp vector does not support `call`"),
    ] {
        let said = refusal(code);
        assert!(said.contains(expect), "{code}: {said}");
    }
}

/// A loop without a body is told of an error like any other, whatever stands between its braces.
#[test]
fn an_empty_loop_raises_what_the_script_can_catch() {
    for body in ["{}", "{ }", "{\n}", "{ /* nothing } */ }", "{ x }", "{;}", "{ 1; \"}\" }"] {
        for object in ["py.eval(\"object()\")", "js.eval(\"({})\")", "py.eval(\"(1 // x for x in [1, 0])\")"] {
            let catching = format!(
                "let said = \"passed\"; let o = {object}; try {{ for x in o {body} }} catch (e) {{ said = \"caught\" }} said"
            );
            check(&[catching.leak()], "\"caught\"");
            let within = format!(
                "fn walk(o) {{ for (x, i) in o{body} }} let f = |o| {{ try {{ walk(o) }} catch {{ return \"caught\"; }} }}; f.call({object})"
            );
            check(&[within.leak()], "\"caught\"");
        }
    }
    check(&["let n = 0; for i in [1, 2] { for x in py.eval(\"[1, 2]\") {} for y in [] {} n += 1; } n"], "2");
    check(&["let t = `${for x in [1] {}}é${for x in [2]{}}`; t.len()"], "1");
    // What comes after such a loop is still where it is.
    for code in [
        "for x in py.eval(\"[1]\") {} throw 1",
        "for x in py.eval(\"[1]\") { } throw 1",
        "for x in [\"é\"] {}   throw 1",
    ] {
        let report = on_host(move |host| eval(&*start(host), code).map(drop).unwrap_err().report());
        let column = code.split("throw").next().unwrap().chars().count() + 1;
        assert!(report.contains(&format!(":1:{column}")), "{code}: {report}");
    }
}
