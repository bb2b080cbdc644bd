//! Every language can do with every other's objects what it does with its own.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use polytarget::object::{ObjectRef, release};
use polytarget::{Fault, Host, Lang, Object, Source, Value};

use crate::support::kit::{Check, EXCEPTIONS, Provider, SCALARS, expect};
use crate::support::on_host;

/// One row of the table: `check` looks at the objects of `owner` through the eyes of `user`.
struct Capability {
    name: &'static str,
    check: fn(&Host, user: &Provider, owner: &Provider) -> Check,
}

const CAPABILITIES: &[Capability] = &[
    Capability { name: "scalars", check: scalars },
    Capability { name: "call a function", check: functions },
    Capability { name: "call a closure", check: closures },
    Capability { name: "store and call back later", check: callbacks },
    Capability { name: "read a member", check: read_member },
    Capability { name: "write a member", check: write_member },
    Capability { name: "delete a member", check: delete_member },
    Capability { name: "read an item", check: read_item },
    Capability { name: "write an item", check: write_item },
    Capability { name: "delete an item", check: delete_item },
    Capability { name: "length", check: length },
    Capability { name: "iteration", check: iteration },
    Capability { name: "method with receiver", check: methods },
    Capability { name: "construct", check: construct },
    Capability { name: "print", check: print },
    Capability { name: "list members", check: listing },
    Capability { name: "equality", check: equality },
    Capability { name: "hash", check: hash },
    Capability { name: "catch an error", check: catch_error },
    Capability { name: "error comes home the same", check: error_home },
    Capability { name: "one object, one proxy", check: one_proxy },
    Capability { name: "object comes home the same", check: comes_home },
    Capability { name: "evaluate in the other", check: evaluate },
    Capability { name: "nested calls", check: nested },
    Capability { name: "prompt release", check: prompt_release },
    Capability { name: "further instances", check: instances },
    Capability { name: "stopped instance refuses", check: stopped },
];

#[test]
fn every_pair_has_every_capability() {
    let (table, failures) = on_host(|host| {
        let providers = Lang::ALL.map(|lang| Provider::start(host, lang).unwrap_or_else(|e| panic!("{}", e.report())));
        run(host, &providers)
    });
    show(&table);
    assert!(failures.is_empty(), "{table}\n{failures}");
}

#[expect(clippy::print_stdout, reason = "the table is for people; `--nocapture` shows it")]
fn show(table: &str) {
    println!("{table}");
}

/// Runs every capability over every pair; returns the table and what failed.
fn run(host: &Host, providers: &[Provider; 4]) -> (String, String) {
    let pairs: Vec<(&Provider, &Provider)> = providers
        .iter()
        .flat_map(|user| providers.iter().map(move |owner| (user, owner)))
        .filter(|(user, owner)| user.lang() != owner.lang())
        .collect();
    let mut table = format!("{:<28}", "user uses owner's:");
    for (user, owner) in &pairs {
        write!(table, "{:>10}", format!("{}<{}", user.lang(), owner.lang())).expect("a string takes all");
    }
    table.push('\n');
    let mut failures = String::new();
    for capability in CAPABILITIES {
        write!(table, "{:<28}", capability.name).expect("a string takes all");
        for (user, owner) in &pairs {
            let cell = match cell(host, capability, user, owner) {
                Ok(()) => "ok".to_owned(),
                Err(Outcome::Impossible(_)) => "-".to_owned(),
                Err(Outcome::Failed(why)) => {
                    writeln!(failures, "{}: {} <- {}: {why}", capability.name, user.lang(), owner.lang())
                        .expect("a string takes all");
                    "FAIL".to_owned()
                }
            };
            write!(table, "{cell:>10}").expect("a string takes all");
        }
        table.push('\n');
    }
    for (name, user, owner, why) in EXCEPTIONS {
        let side = |lang: &Option<Lang>| lang.map_or("any".to_owned(), |lang| lang.to_string());
        writeln!(table, "- {name} {}<{}: {why}", side(user), side(owner)).expect("a string takes all");
    }
    (table, failures)
}

enum Outcome {
    Impossible(#[expect(dead_code, reason = "the table prints all reasons below itself")] &'static str),
    Failed(String),
}

fn cell(host: &Host, capability: &Capability, user: &Provider, owner: &Provider) -> Result<(), Outcome> {
    let excused = EXCEPTIONS.iter().find(|(name, u, o, _)| {
        *name == capability.name && u.is_none_or(|u| u == user.lang()) && o.is_none_or(|o| o == owner.lang())
    });
    let outcome = catch_unwind(AssertUnwindSafe(|| (capability.check)(host, user, owner)));
    match (outcome, excused) {
        (Ok(Ok(())), None) => Ok(()),
        (Ok(Ok(())), Some((_, _, _, why))) => Err(Outcome::Failed(format!("works, though it should not: {why}"))),
        (_, Some((_, _, _, why))) => Err(Outcome::Impossible(why)),
        (Ok(Err(why)), None) => Err(Outcome::Failed(why.to_string())),
        (Err(_), None) => Err(Outcome::Failed("panicked".to_owned())),
    }
}

fn scalars(host: &Host, user: &Provider, owner: &Provider) -> Check {
    for scalar in SCALARS {
        let written = scalar.written[owner.lang().index()];
        if written.is_empty() {
            continue;
        }
        let value = owner.eval(host, written)?;
        expect(&format!("{written} leaves"), &value, scalar.value)?;
        let back = user.call("identity", &[&value])?;
        expect(&format!("{written} returns"), &back, scalar.value)?;
        let kind = user.call("kind", &[&value])?;
        let wanted = scalar.kinds[user.lang().index()];
        expect(&format!("{written} arrives"), &kind, &format!("{:?}", Value::from(wanted)))?;
    }
    Ok(())
}

fn functions(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let add = Value::Object(owner.function("add")?);
    expect("add", &user.call("call", &[&add, &2.into(), &3.into()])?, "Int(5)")
}

fn closures(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let counter = owner.make("make_counter")?;
    expect("first", &user.call("call", &[&counter, &2.into()])?, "Int(2)")?;
    expect("second", &user.call("call", &[&counter, &3.into()])?, "Int(5)")
}

fn callbacks(_: &Host, user: &Provider, owner: &Provider) -> Check {
    user.call("store", &[&owner.make("make_counter")?])?;
    expect("first", &user.call("call_stored", &[&2.into()])?, "Int(2)")?;
    expect("second", &user.call("call_stored", &[&3.into()])?, "Int(5)")?;
    user.call("forget", &[]).map(drop)
}

fn read_member(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let point = owner.make("make_point")?;
    expect("x", &user.call("get_x", &[&point])?, "Int(1)")?;
    expect("has x", &user.call("has_x", &[&point])?, "Bool(true)")
}

fn write_member(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let point = owner.make("make_point")?;
    user.call("set_x", &[&point, &40.into()])?;
    expect("seen by the user", &user.call("get_x", &[&point])?, "Int(40)")?;
    expect("seen by the owner", &owner.call("get_x", &[&point])?, "Int(40)")
}

fn delete_member(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let point = owner.make("make_point")?;
    user.call("delete_x", &[&point])?;
    expect("gone for the user", &user.call("has_x", &[&point])?, "Bool(false)")?;
    expect("gone for the owner", &owner.call("has_x", &[&point])?, "Bool(false)")
}

fn read_item(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let list = owner.make("make_list")?;
    expect("list[1]", &user.call("get_item", &[&list, &1.into()])?, "Int(20)")?;
    let map = owner.make("make_map")?;
    expect("map[b]", &user.call("get_item", &[&map, &"b".into()])?, "Int(2)")
}

fn write_item(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let list = owner.make("make_list")?;
    user.call("set_item", &[&list, &1.into(), &99.into()])?;
    expect("list[1]", &owner.call("get_item", &[&list, &1.into()])?, "Int(99)")?;
    let map = owner.make("make_map")?;
    user.call("set_item", &[&map, &"c".into(), &3.into()])?;
    expect("map[c]", &owner.call("get_item", &[&map, &"c".into()])?, "Int(3)")
}

fn delete_item(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let map = owner.make("make_map")?;
    user.call("delete_item", &[&map, &"a".into()])?;
    expect("length", &owner.call("length", &[&map])?, "Int(1)")
}

fn length(_: &Host, user: &Provider, owner: &Provider) -> Check {
    expect("list", &user.call("length", &[&owner.make("make_list")?])?, "Int(3)")?;
    expect("map", &user.call("length", &[&owner.make("make_map")?])?, "Int(2)")
}

fn iteration(_: &Host, user: &Provider, owner: &Provider) -> Check {
    expect("total", &user.call("total", &[&owner.make("make_list")?])?, "Int(60)")
}

fn methods(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let point = owner.make("make_point")?;
    expect("sum", &user.call("call_sum", &[&point])?, "Int(3)")?;
    user.call("set_x", &[&point, &10.into()])?;
    expect("sum of the changed object", &user.call("call_sum", &[&point])?, "Int(12)")
}

fn construct(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let made = user.call("construct", &[&owner.make("make_class")?, &5.into()])?;
    expect("seen by the user", &user.call("get_x", &[&made])?, "Int(5)")?;
    expect("seen by the owner", &owner.call("get_x", &[&made])?, "Int(5)")
}

fn print(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let shown = user.call("show", &[&owner.make("make_list")?])?;
    let text = shown.as_str().ok_or("not text")?;
    if ["10", "20", "30"].iter().all(|item| text.contains(item)) { Ok(()) } else { Err(text.to_owned().into()) }
}

fn listing(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let names = user.call("listing", &[&owner.make("make_point")?])?;
    let names: Vec<&str> = names.as_str().ok_or("not text")?.split(' ').collect();
    if ["x", "y"].iter().all(|name| names.contains(name)) { Ok(()) } else { Err(format!("{names:?}").into()) }
}

fn equality(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let (one, other) = (owner.make("make_point")?, owner.make("make_list")?);
    expect("itself", &user.call("equal", &[&one, &one])?, "Bool(true)")?;
    expect("another", &user.call("equal", &[&one, &other])?, "Bool(false)")
}

fn hash(_: &Host, user: &Provider, owner: &Provider) -> Check {
    // A closure, because containers of some languages are equal by value and have no hash.
    let (one, other) = (owner.make("make_counter")?, owner.make("make_counter")?);
    expect("itself", &user.call("find", &[&one, &one])?, "Text(\"found\")")?;
    expect("another", &user.call("find", &[&one, &other])?, "Text(\"lost\")")
}

fn catch_error(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let fail = Value::Object(owner.function("fail")?);
    let message = user.call("attempt", &[&fail, &"boom".into()])?;
    if message.as_str().is_some_and(|text| text.contains("boom")) { Ok(()) } else { Err(format!("{message:?}").into()) }
}

fn error_home(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let rethrow = Value::Object(user.function("rethrow")?);
    expect("caught and raised again", &owner.call("comes_home", &[&rethrow])?, "Bool(true)")?;
    let call = Value::Object(user.function("call")?);
    expect("passed through", &owner.call("comes_home", &[&call])?, "Bool(true)")
}

fn one_proxy(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let (one, other) = (owner.make("make_point")?, owner.make("make_point")?);
    expect("itself", &user.call("same", &[&one, &one])?, "Bool(true)")?;
    expect("another", &user.call("same", &[&one, &other])?, "Bool(false)")
}

fn comes_home(_: &Host, user: &Provider, owner: &Provider) -> Check {
    for maker in ["make_point", "make_list", "make_map", "make_counter"] {
        let object = owner.make(maker)?;
        let back = user.call("identity", &[&object])?;
        expect(maker, &owner.call("same", &[&object, &back])?, "Bool(true)")?;
    }
    Ok(())
}

fn evaluate(host: &Host, user: &Provider, owner: &Provider) -> Check {
    let eval = host.eval(Lang::Py, "polytarget")?;
    let eval = eval.as_object().ok_or("no module")?.get("eval")?;
    let target = Value::from(owner.lang().name());
    let code = if owner.lang() == Lang::Lisp { "(+ 1 2)" } else { "1 + 2" };
    expect("1 + 2", &user.call("call", &[&eval, &target, &code.into()])?, "Int(3)")
}

fn nested(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let (mine, theirs) = (user.function("descend")?, owner.function("descend")?);
    expect("depth", &user.call("descend", &[&theirs.into(), &mine.into(), &100.into()])?, "Int(100)")
}

/// An object of Rust that counts how often it is let go.
struct Payload(Rc<Cell<usize>>);

impl Object for Payload {
    fn type_name(&self) -> String {
        "payload".to_owned()
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

fn prompt_release(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let dropped = Rc::new(Cell::new(0));
    for round in 1..=3 {
        let payload = Value::Object(ObjectRef::new(Payload(dropped.clone())));
        let holder = owner.call("make_holder", &[&payload])?;
        let back = user.call("identity", &[&holder])?;
        drop((payload, holder, back));
        release::point();
        if dropped.get() != round {
            return Err(format!("{} of {round} released", dropped.get()).into());
        }
    }
    Ok(())
}

thread_local! {
    static KEPT: RefCell<Vec<Value>> = const { RefCell::new(Vec::new()) };
}

fn instances(host: &Host, user: &Provider, owner: &Provider) -> Check {
    let second = Provider::start(host, owner.lang())?;
    second.call("store", &[&Value::Object(user.function("add")?)])?;
    owner.call("store", &[&owner.make("make_counter")?])?;
    expect("its own globals", &owner.call("call_stored", &[&5.into()])?, "Int(5)")?;
    let point = second.make("make_point")?;
    expect("seen by the user", &user.call("get_x", &[&point])?, "Int(1)")?;
    owner.call("forget", &[])?;
    second.call("forget", &[]).map(drop)
}

fn stopped(host: &Host, user: &Provider, owner: &Provider) -> Check {
    let instance = host.start(owner.lang())?;
    let code = if owner.lang() == Lang::Lisp { "(object 'x 1)" } else { point_expression(owner.lang()) };
    let point = host.run_in(&*instance, &Source::cell(code))?;
    expect("while it runs", &user.call("get_x", &[&point])?, "Int(1)")?;
    instance.stop();
    match host.run_in(&*instance, &Source::cell("1")) {
        Err(error) if matches!(error.fault(), Fault::Gone(_)) => {}
        other => return Err(format!("evaluates after its stop: {other:?}").into()),
    }
    let refused = user.function("get_x")?.call(std::slice::from_ref(&point));
    KEPT.with_borrow_mut(|kept| kept.push(point));
    match refused {
        Err(error) if error.to_string().contains("stopped") => Ok(()),
        other => Err(format!("its object still answers: {other:?}").into()),
    }
}

/// An object with a member `x` that is 1.
fn point_expression(lang: Lang) -> &'static str {
    match lang {
        Lang::Py => "type('P', (), {'x': 1})()",
        Lang::Js => "({ x: 1 })",
        _ => "live #{ x: 1 }",
    }
}
