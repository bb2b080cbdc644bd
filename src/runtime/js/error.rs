//! Thrown values to [`Error`]s and back.
//!
//! An error that comes home is thrown as the very value that it was. A foreign
//! one becomes an error object whose `cause` is the foreign exception, and which
//! carries the [`Error`] under a symbol of ours, so that on its way out it is
//! that error again.

use super::convert;
use super::engine::{Atom, Keys, Local, Realm};
use super::object::JsObject;
use super::proxy::{self, Carried};
use super::stack;
use crate::object::{Error, Fault, Lang, ObjectRef, Value};

/// What QuickJS says when calls are nested too deep.
const OVERFLOW: &str = "Maximum call stack size exceeded";

/// The classes of errors that JavaScript has for what the protocol refuses.
fn native_class(fault: &Fault) -> &'static str {
    match fault {
        Fault::Unsupported { .. } | Fault::Type { .. } | Fault::NoMember { .. } | Fault::Buffer(_) => "TypeError",
        Fault::NoItem { .. } | Fault::Range(_) | Fault::TooDeep => "RangeError",
        Fault::Syntax { .. } => "SyntaxError",
        _ => "Error",
    }
}

/// Raises an error in a context, from a function that QuickJS called.
#[cold]
pub(super) fn throw(realm: &Realm, error: &Error) {
    let thrown = native(realm, error).unwrap_or_else(|| stand_in(realm, error));
    if error.is_uncatchable() {
        realm.set_uncatchable(&thrown);
    }
    realm.raise(thrown);
}

/// Returns the very value that JavaScript threw, if it did.
fn native<'r>(realm: &'r Realm, error: &Error) -> Option<Local<'r>> {
    if let Some(ours) = error.native(Lang::Js).and_then(ObjectRef::downcast::<JsObject>) {
        let thrown = ours.come_home(realm).ok()?;
        if thrown.is_error() {
            let way = error.trace().clone();
            let calls = if stack::is_midway(realm, &way) { Vec::new() } else { stack::current(realm) };
            carry(realm, &thrown, Carried::Way(way, calls));
        }
        return Some(thrown);
    }
    match error.value() {
        Some(value) if error.lang() == Lang::Js && value.as_object().is_none() => convert::to_js(realm, value).ok(),
        _ => None,
    }
}

/// Makes an error object for an error that is not of JavaScript.
fn stand_in<'r>(realm: &'r Realm, error: &Error) -> Local<'r> {
    let class = native_class(error.fault());
    let message = match error.fault() {
        Fault::TooDeep => OVERFLOW.into(),
        _ => error.exact_message(),
    };
    // The stack is left to QuickJS, which adds it when the error passes the calling function.
    let thrown = realm.new_error(class);
    let Ok(parts) = realm.parts() else { return thrown };
    let keys = &parts.keys;
    let message = realm.text(&message).unwrap_or_else(|_| realm.string(&error.message()));
    let mut failed = thrown.define_hidden(keys.message, message).is_err();
    if class == "Error" || matches!(error.fault(), Fault::Syntax { .. }) {
        failed |= thrown.define_hidden(keys.name, realm.string(error.class())).is_err();
    }
    if let Some(cause) = error.value().and_then(|value| convert::to_js(realm, value).ok()) {
        failed |= thrown.define_hidden(keys.cause, cause).is_err();
    }
    let far = error.trace().frames().count();
    carry(realm, &thrown, Carried::Foreign(error.clone(), far));
    // A property that cannot be defined is one less to read; the error itself is thrown all the same.
    debug_assert!(!failed, "a fresh error object takes properties");
    thrown
}

/// Attaches something to an error object, in place of what it carried before.
fn carry(realm: &Realm, thrown: &Local<'_>, carried: Carried) {
    if let Ok(carrier) = proxy::carrier(realm, carried) {
        // A frozen error carries nothing: its way is forgotten.
        drop(thrown.define_hidden(realm.carrier_key(), carrier));
    }
}

/// Takes the exception of a context as an error that leaves JavaScript.
#[cold]
pub(super) fn caught(realm: &Realm) -> Error {
    let thrown = realm.take_exception();
    of(realm, &thrown)
}

/// Returns the error that a thrown value is, with the frames that it leaves.
pub(super) fn of(realm: &Realm, thrown: &Local<'_>) -> Error {
    if let Some(foreign) = proxy::unwrap(thrown) {
        return foreign.as_error().unwrap_or_else(|| plain(thrown));
    }
    if !thrown.is_error() {
        return plain(thrown);
    }
    let (error, calls) = with_carried(thrown, |carried| match carried {
        Some(Carried::Foreign(error, _)) => (error.clone(), Some(stack::own_lines(thrown))),
        Some(Carried::Way(trace, calls)) => {
            let error = own(thrown);
            error.set_trace(trace.clone());
            (error, Some(calls.clone()))
        }
        None => (own(thrown), None),
    });
    if !stack::is_midway(realm, &error.trace()) {
        let calls = calls.unwrap_or_else(|| stack::lines(thrown));
        error.pass(stack::frames_left(realm, &calls));
    }
    error
}

/// Returns the error that an error object of JavaScript itself is, without its way.
pub(super) fn own(thrown: &Local<'_>) -> Error {
    let (class, message) = (class(thrown), text(thrown, |keys| keys.message));
    if thrown.is_uncatchable() {
        return Error::new(Lang::Js, Fault::Interrupted);
    }
    let value = Value::Object(JsObject::handle(thrown.clone()));
    // QuickJS says by these two alone that its stack is used up.
    if class == "RangeError" && message == OVERFLOW {
        return Error::with_value(Lang::Js, Fault::TooDeep, value);
    }
    Error::raised(Lang::Js, class, message, value)
}

/// Returns the error for a thrown value that is no error object.
fn plain(thrown: &Local<'_>) -> Error {
    let message = super::prelude::inspect(thrown);
    match convert::to_value(thrown) {
        Ok(value) => Error::raised(Lang::Js, "Error", message, value),
        Err(error) => error,
    }
}

/// Looks at what an error object carries.
fn with_carried<T>(thrown: &Local<'_>, look: impl FnOnce(Option<&Carried>) -> T) -> T {
    let carrier = thrown.own_descriptor(thrown.realm().carrier_key()).ok().flatten();
    look(carrier.as_ref().and_then(|found| proxy::carried(&found.value)))
}

/// Returns the stack of an error object with the calls of all languages, given what QuickJS has of it; nothing when
/// that is all.
pub(super) fn whole_stack(thrown: &Local<'_>, own: &str) -> Option<String> {
    with_carried(thrown, |carried| match carried? {
        Carried::Foreign(error, far) => Some(stack::joined(error.trace().frames().take(*far), own)),
        Carried::Way(trace, calls) if !trace.is_empty() && !calls.is_empty() => {
            Some(stack::joined(trace.frames(), &(calls.join("\n") + "\n")))
        }
        Carried::Way(..) => None,
    })
}

/// Returns the name of the error's class; a class that does not set `name` has that of its constructor.
fn class(thrown: &Local<'_>) -> String {
    let name = text(thrown, |keys| keys.name);
    if name != "Error" && !name.is_empty() {
        return name;
    }
    let Ok(parts) = thrown.realm().parts() else { return name };
    let constructor = thrown.peek(parts.keys.constructor).and_then(|class| class.peek(parts.keys.name));
    constructor.filter(Local::is_string).and_then(|name| name.to_lossy()).unwrap_or(name)
}

fn text(thrown: &Local<'_>, key: impl FnOnce(&Keys) -> Atom) -> String {
    let Ok(parts) = thrown.realm().parts() else { return String::new() };
    thrown.peek(key(&parts.keys)).filter(Local::is_string).and_then(|text| text.to_lossy()).unwrap_or_default()
}
