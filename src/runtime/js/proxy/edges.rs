//! What our objects lead to in other languages, as the collector asks; see `engine/trial.rs`.

use rquickjs::qjs;
use rustc_hash::FxHashMap;

use super::super::engine::{self, Engine, Tell};
use super::{Carried, Foreign};
use crate::object::census::{Birth, Holding};
use crate::object::{Lang, ObjectRef};

/// Answers what a proxy leads to: the object that it stands for.
pub(super) unsafe extern "C" fn mark(rt: *mut qjs::JSRuntime, proxy: qjs::JSValue, tell: Tell) {
    // SAFETY: QuickJS passes its runtime and a proxy that is alive.
    unsafe {
        if let Some(foreign) = opaque::<Foreign>(proxy) {
            engine::mark(rt, tell, foreign.identity);
        }
    }
}

/// Answers what the carrier of an error leads to: the foreign exception.
pub(super) unsafe extern "C" fn mark_carrier(rt: *mut qjs::JSRuntime, carrier: qjs::JSValue, tell: Tell) {
    // SAFETY: QuickJS passes its runtime and a carrier that is alive.
    unsafe {
        if let Some(Carried::Foreign(error, _)) = opaque::<Carried>(carrier) {
            error.each_object(&mut |object| engine::mark(rt, tell, object.identity()));
        }
    }
}

/// Returns all proxies that live, without a count of them, and since when they do.
pub(in crate::runtime::js) fn all(engine: &Engine) -> Vec<(qjs::JSValue, Birth)> {
    let mut all = Vec::new();
    engine.each_realm(|realm| all.extend(realm.proxies()));
    all
}

/// Lists what proxies stand for.
pub(in crate::runtime::js) fn holdings(engine: &Engine) -> Vec<Holding> {
    let holdings = all(engine).into_iter().filter_map(|(proxy, birth)| {
        // SAFETY: the proxy is alive, and nothing dies while this runs.
        let foreign = unsafe { opaque::<Foreign>(proxy) }?;
        Some(Holding { object: foreign.object.clone(), birth })
    });
    holdings.collect()
}

/// Returns the addresses of what only our objects hold of a language, one for each count.
pub(in crate::runtime::js) fn entries(engine: &Engine, lang: Lang) -> Vec<usize> {
    let mut held = Held { lang, references: FxHashMap::default() };
    for (proxy, _) in all(engine) {
        // SAFETY: the proxy is alive, and nothing dies while this runs.
        if let Some(foreign) = unsafe { opaque::<Foreign>(proxy) } {
            held.add(&foreign.object);
        }
    }
    for carrier in &*engine.carriers.borrow() {
        // SAFETY: a carrier in the list is alive, and nothing dies while this runs.
        let carried = unsafe { opaque::<Carried>(qjs::JS_MKPTR(qjs::JS_TAG_OBJECT, *carrier)) };
        if let Some(Carried::Foreign(error, _)) = carried {
            error.each_object(&mut |object| held.add(object));
        }
    }
    // What somebody else has a count of, too, is alive without us.
    let ours = held.references.into_values().filter(|reference| reference.holders == reference.seen);
    ours.map(|reference| reference.address).collect()
}

/// The references to one language that have been seen, by where they are.
struct Held {
    lang: Lang,
    references: FxHashMap<usize, Reference>,
}

struct Reference {
    address: usize,
    holders: usize,
    seen: usize,
}

impl Held {
    fn add(&mut self, object: &ObjectRef) {
        if object.lang() == self.lang {
            let fresh = || Reference { address: object.address(), holders: object.holders(), seen: 0 };
            self.references.entry(object.place()).or_insert_with(fresh).seen += 1;
        }
    }
}

/// Returns what an object of our classes has; `None` before it has been given that.
///
/// # Safety
///
/// The object must be alive for `'a`, and of the class that has such a box.
unsafe fn opaque<'a, T>(object: qjs::JSValue) -> Option<&'a T> {
    let mut class = 0;
    // SAFETY: the caller vouches for the object and its class; its finalizer frees the box after its last use.
    unsafe { qjs::JS_GetAnyOpaque(object, &raw mut class).cast::<T>().as_ref() }
}
