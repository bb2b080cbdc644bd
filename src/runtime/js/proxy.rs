//! An object of another language as JavaScript sees it.
//!
//! A proxy is an object of one of two classes of ours, one of which can be
//! called. It answers property reads and writes by sending messages to the
//! [`ObjectRef`] that it holds, and has a prototype that fits what the object can
//! do, so that a foreign list has `map` and a foreign exception is an `Error`.
//!
//! | File         | What is in it                                           |
//! |--------------|---------------------------------------------------------|
//! | `proxy.rs`   | the classes; wrapping and unwrapping; the finalizer     |
//! | `exotic.rs`  | what QuickJS calls for properties and calls             |
//! | `access.rs`  | what a property of a foreign object is                  |
//! | `natives.rs` | functions that the prelude builds the prototypes from   |
//! | `edges.rs`   | what the collector is told about both classes           |
//!
//! Invariants:
//!
//! - The same object has the same proxy in a context for as long as the proxy lives.
//! - A finalizer runs no foreign code: it queues the reference.

mod access;
mod edges;
mod exotic;
mod natives;

use std::ptr::NonNull;

use rquickjs::qjs;

use super::engine::{self, Local, Realm, Shape};
use super::object::JsObject;
use crate::object::{Error, Fault, Lang, ObjectRef, Result, Trace, Traits, release};

pub(super) use edges::{all, entries, holdings};
pub(super) use natives::install;

/// What a proxy holds.
pub(super) struct Foreign {
    object: ObjectRef,
    /// Asked once: they do not change during the object's life.
    traits: Traits,
    identity: (Lang, usize),
    realm: NonNull<Realm>,
}

/// The numbers of our classes in a runtime.
#[derive(Clone, Copy)]
pub(super) struct Classes {
    object: qjs::JSClassID,
    callable: qjs::JSClassID,
    carrier: qjs::JSClassID,
}

impl Classes {
    /// Registers the classes with a fresh runtime.
    pub(super) fn register(rt: NonNull<qjs::JSRuntime>) -> Self {
        let exotic = exotic::methods();
        let plain = qjs::JSClassDef {
            class_name: c"Foreign".as_ptr(),
            finalizer: Some(finalize),
            gc_mark: Some(edges::mark),
            call: None,
            exotic,
        };
        let callable = qjs::JSClassDef { class_name: c"ForeignFunction".as_ptr(), call: Some(exotic::call), ..plain };
        let carrier = qjs::JSClassDef {
            class_name: c"ErrorCarrier".as_ptr(),
            finalizer: Some(finalize_carrier),
            gc_mark: Some(edges::mark_carrier),
            call: None,
            exotic: std::ptr::null_mut(),
        };
        Self { object: new_class(rt, &plain), callable: new_class(rt, &callable), carrier: new_class(rt, &carrier) }
    }
}

/// Registers a class of ours.
pub(super) fn new_class(rt: NonNull<qjs::JSRuntime>, definition: &qjs::JSClassDef) -> qjs::JSClassID {
    let mut id = 0;
    // SAFETY: the runtime is fresh and on this thread. The definition is copied except for its name and its table of
    // exotic methods, which lives for the whole program.
    unsafe {
        qjs::JS_NewClassID(rt.as_ptr(), &raw mut id);
        qjs::JS_NewClass(rt.as_ptr(), id, definition);
    }
    id
}

/// Returns the JavaScript value of an object: the very object at home, else its proxy.
pub(super) fn wrap<'r>(realm: &'r Realm, object: &ObjectRef) -> Result<Local<'r>> {
    if let Some(ours) = object.downcast::<JsObject>() {
        return ours.come_home(realm);
    }
    let identity = object.identity();
    match realm.find_proxy(identity) {
        Some(proxy) => Ok(proxy),
        None => make(realm, object, identity),
    }
}

fn make<'r>(realm: &'r Realm, object: &ObjectRef, identity: (Lang, usize)) -> Result<Local<'r>> {
    let traits = object.traits();
    let classes = realm.engine().classes;
    let can_be_called = traits.intersects(Traits::CALLABLE | Traits::CONSTRUCTIBLE);
    let class = if can_be_called { classes.callable } else { classes.object };
    let prototype = realm.parts()?.prototypes[shape(traits) as usize];
    // SAFETY: the realm's prototypes are alive, and the class is registered.
    let proxy = unsafe { realm.checked(qjs::JS_NewObjectProtoClass(realm.ctx(), prototype, class))? };
    let foreign = Box::new(Foreign { object: object.clone(), traits, identity, realm: NonNull::from(realm) });
    // SAFETY: the object is of a class of ours, whose finalizer takes the box back.
    unsafe {
        qjs::JS_SetOpaque(proxy.raw(), Box::into_raw(foreign).cast());
        // What can only be called refuses `new` in words that name it; QuickJS would not.
        if can_be_called {
            qjs::JS_SetConstructorBit(realm.ctx(), proxy.raw(), true);
        }
        if traits.contains(Traits::IMMUTABLE) {
            qjs::JS_PreventExtensions(realm.ctx(), proxy.raw());
        }
    }
    realm.add_proxy(identity, &proxy);
    Ok(proxy)
}

/// Returns the prototype that fits. A callable that is also a sequence is used as a callable.
fn shape(traits: Traits) -> Shape {
    if traits.intersects(Traits::CALLABLE | Traits::CONSTRUCTIBLE) {
        Shape::Callable
    } else if traits.contains(Traits::ERROR) {
        Shape::Error
    } else if traits.contains(Traits::SEQUENCE) {
        Shape::Sequence
    } else if traits.contains(Traits::MAPPING) {
        Shape::Mapping
    } else if traits.contains(Traits::SET) {
        Shape::Set
    } else if traits.contains(Traits::ITERATOR) {
        Shape::Iterator
    } else if traits.contains(Traits::NUMERIC) {
        Shape::Number
    } else {
        Shape::Object
    }
}

/// Returns the object that a proxy stands for, or `None` for a value that is no proxy.
#[inline]
pub(super) fn unwrap(value: &Local<'_>) -> Option<ObjectRef> {
    foreign(value).map(|foreign| foreign.object.clone())
}

/// Returns what a proxy holds, or `None` for a value that is no proxy.
#[inline]
fn foreign<'v>(value: &'v Local<'_>) -> Option<&'v Foreign> {
    let classes = value.realm().engine().classes;
    let mut class = 0;
    // SAFETY: the value is alive; for an object of ours the opaque pointer is the box that `make` stored,
    // which the finalizer frees after the last count is gone.
    unsafe {
        let opaque = qjs::JS_GetAnyOpaque(value.raw(), &raw mut class).cast::<Foreign>();
        if class != classes.object && class != classes.callable {
            return None;
        }
        opaque.as_ref()
    }
}

/// Runs when a proxy dies, perhaps inside the collector.
unsafe extern "C" fn finalize(_rt: *mut qjs::JSRuntime, value: qjs::JSValue) {
    let mut class = 0;
    // SAFETY: QuickJS finalizes each object once; the pointer is null if `make` failed half-way.
    let opaque = unsafe { qjs::JS_GetAnyOpaque(value, &raw mut class).cast::<Foreign>() };
    if opaque.is_null() {
        return;
    }
    // SAFETY: `make` made the box, and nobody else takes it back. The realm outlives its objects,
    // which the engine sees to.
    unsafe {
        let foreign = Box::from_raw(opaque);
        foreign.realm.as_ref().remove_proxy(foreign.identity, qjs::JS_VALUE_GET_PTR(value));
        release::later_if_last(foreign.object);
    }
}

/// What an error object of JavaScript carries with it, invisible to programs.
pub(super) enum Carried {
    /// The error of another language that the error object stands for, and how many frames of its trace are on the far side.
    Foreign(Error, usize),
    /// The way that an error of our own took outside, and the calls that were under way when it came home.
    Way(Trace, Vec<String>),
}

/// Makes an object that holds what an error carries.
pub(super) fn carrier(realm: &Realm, carried: Carried) -> Result<Local<'_>> {
    let class = realm.engine().classes.carrier;
    // SAFETY: the class is registered; an object without a prototype is legal.
    let object = unsafe { realm.checked(qjs::JS_NewObjectProtoClass(realm.ctx(), qjs::JS_NULL, class))? };
    if matches!(carried, Carried::Foreign(..)) {
        realm.engine().carriers.borrow_mut().insert(object.pointer());
    }
    // SAFETY: the object is of our class, whose finalizer takes the box back.
    unsafe { qjs::JS_SetOpaque(object.raw(), Box::into_raw(Box::new(carried)).cast()) };
    Ok(object)
}

/// Looks at what a carrier holds.
pub(super) fn carried<'v>(carrier: &'v Local<'_>) -> Option<&'v Carried> {
    // SAFETY: the value is alive. QuickJS returns null where the value is not of the class; otherwise the
    // pointer is the box that `carrier` stored, which the finalizer frees after the last count is gone.
    unsafe { qjs::JS_GetOpaque(carrier.raw(), carrier.realm().engine().classes.carrier).cast::<Carried>().as_ref() }
}

unsafe extern "C" fn finalize_carrier(_rt: *mut qjs::JSRuntime, value: qjs::JSValue) {
    let mut class = 0;
    // SAFETY: QuickJS finalizes each object once; the pointer is null if `carrier` failed half-way.
    let opaque = unsafe { qjs::JS_GetAnyOpaque(value, &raw mut class).cast::<Carried>() };
    if opaque.is_null() {
        return;
    }
    // SAFETY: `carrier` made the box, and nobody else takes it back.
    match *unsafe { Box::from_raw(opaque) } {
        Carried::Foreign(error, _) => {
            if let Some(engine) = engine::current() {
                // SAFETY: the pointer of an object is only compared.
                engine.carriers.borrow_mut().remove(&unsafe { qjs::JS_VALUE_GET_PTR(value) });
            }
            // The last count of an error may let go of a foreign exception, which has to wait.
            if let Some(object) = error.value().and_then(|value| value.as_object()) {
                release::later(object.clone());
            }
        }
        Carried::Way(..) => {}
    }
}

/// Returns the error of an object that cannot be used as JavaScript asks.
fn unsupported(object: &ObjectRef, message: &'static str) -> Error {
    Error::new(Lang::Js, Fault::Unsupported { message, object: object.describe() })
}
