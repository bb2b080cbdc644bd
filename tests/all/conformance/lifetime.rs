//! Identity and lifetime: whose an object is, how long it lives, and what happens after the end.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use polytarget::object::{ObjectRef, release};
use polytarget::{Fault, Host, Lang, Object, Source, Value};

use super::row::{Row, check};
use crate::support::border::Kits;
use crate::support::kit::{Check, Provider, expect};

pub(super) const ROWS: &[Row] = &[
    check("one object, one proxy", |_, user, owner| {
        let (one, other) = (owner.make("make_point")?, owner.make("make_point")?);
        expect("itself", &user.call("same", &[&one, &one])?, "Bool(true)")?;
        expect("another", &user.call("same", &[&one, &other])?, "Bool(false)")
    }),
    check("an object comes home the same", |_, user, owner| {
        for maker in ["make_point", "make_list", "make_map", "make_counter"] {
            let object = owner.make(maker)?;
            let back = user.call("identity", &[&object])?;
            expect(maker, &owner.call("same", &[&object, &back])?, "Bool(true)")?;
        }
        Ok(())
    }),
    check("there are no proxies of proxies", no_proxies_of_proxies),
    check("dropping the last proxy releases", prompt_release),
    check("a proxy keeps its object alive", keeps_alive),
    check("a chain over both is released", chain),
    check("further instances have their own globals", instances),
    check("a stopped instance answers with an error", stopped),
];

/// A third language that gets the object from the user holds the owner's object, not the user's proxy.
fn no_proxies_of_proxies(host: &Host, user: &Provider, owner: &Provider) -> Check {
    let kits = Kits::of_host(host);
    let point = owner.make("make_point")?;
    for lang in Lang::ALL {
        let third = kits.of(lang);
        let passed = user.call("identity", &[&point])?;
        let seen = third.call("identity", &[&passed])?;
        let handle = seen.as_object().ok_or("not an object")?;
        if handle.lang() != owner.lang() {
            return Err(format!("in {lang} it is of {}", handle.lang()).into());
        }
        expect("in the third language", &third.call("get_x", &[&passed])?, "Int(1)")?;
        expect("home from the third", &owner.call("same", &[&point, &seen])?, "Bool(true)")?;
    }
    Ok(())
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

fn payload(dropped: &Rc<Cell<usize>>) -> Value {
    Value::Object(ObjectRef::new(Payload(dropped.clone())))
}

fn expect_dropped(dropped: &Cell<usize>, wanted: usize, when: &str) -> Check {
    release::point();
    if dropped.get() == wanted { Ok(()) } else { Err(format!("{when}: {} let go, not {wanted}", dropped.get()).into()) }
}

fn prompt_release(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let dropped = Rc::new(Cell::new(0));
    for round in 1..=3 {
        let holder = owner.call("make_holder", &[&payload(&dropped)])?;
        let back = user.call("identity", &[&holder])?;
        drop((holder, back));
        expect_dropped(&dropped, round, "after the last handle")?;
    }
    Ok(())
}

fn keeps_alive(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let dropped = Rc::new(Cell::new(0));
    let holder = owner.call("make_holder", &[&payload(&dropped)])?;
    user.call("store", &[&holder])?;
    drop(holder);
    expect_dropped(&dropped, 0, "while the user holds it")?;
    user.call("forget", &[])?;
    expect_dropped(&dropped, 1, "once the user has forgotten it")
}

/// The owner holds what the user holds, and so on, five objects long.
fn chain(_: &Host, user: &Provider, owner: &Provider) -> Check {
    let dropped = Rc::new(Cell::new(0));
    let mut last = payload(&dropped);
    for link in 0..5 {
        let holder = if link % 2 == 0 { owner } else { user };
        last = holder.call("make_holder", &[&last])?;
    }
    expect_dropped(&dropped, 0, "while the chain is held")?;
    drop(last);
    expect_dropped(&dropped, 1, "after the last handle")
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

thread_local! {
    /// Handles that outlive their instance, as a user's may.
    static KEPT: RefCell<Vec<Value>> = const { RefCell::new(Vec::new()) };
}

fn stopped(host: &Host, user: &Provider, owner: &Provider) -> Check {
    let instance = host.start(owner.lang())?;
    let point = host.run_in(&*instance, &Source::cell(POINT[owner.lang().index()]))?;
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

/// An object with a member `x` that is 1, without the kit.
const POINT: [&str; 4] = ["type('P', (), {'x': 1})()", "({ x: 1 })", "live #{ x: 1 }", "(object 'x 1)"];
