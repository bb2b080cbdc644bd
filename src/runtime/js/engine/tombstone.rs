//! What a handle holds when its object has died with the cycle that it was part of.
//!
//! One object of a class of its own stands for all the dead: whatever is done
//! with it throws. So no message has to ask first whether its object lives.

use std::ffi::c_int;
use std::ptr::NonNull;

use rquickjs::qjs::{self, JSAtom, JSContext, JSPropertyDescriptor, JSPropertyEnum, JSValue};

use super::Realm;
use crate::runtime::js::proxy;

/// Registers the class with a fresh runtime.
pub(super) fn register(rt: NonNull<qjs::JSRuntime>) -> qjs::JSClassID {
    struct Table(qjs::JSClassExoticMethods);
    // SAFETY: the table is made of function pointers that are never changed.
    unsafe impl Sync for Table {}
    static TABLE: Table = Table(qjs::JSClassExoticMethods {
        get_own_property: Some(get_own_property),
        get_own_property_names: Some(get_own_property_names),
        delete_property: Some(delete_property),
        define_own_property: Some(define_own_property),
        has_property: Some(has_property),
        get_property: Some(get_property),
        set_property: Some(set_property),
    });
    let definition = qjs::JSClassDef {
        class_name: c"Collected".as_ptr(),
        finalizer: None,
        gc_mark: None,
        call: Some(call),
        exotic: (&raw const TABLE.0).cast_mut(),
    };
    proxy::new_class(rt, &definition)
}

/// Makes the one object of the class; the count is the caller's. `None` when there is no memory.
pub(super) fn new(realm: &Realm, class: qjs::JSClassID) -> Option<JSValue> {
    // SAFETY: the context is alive and the class registered; an object without a prototype is legal.
    let tombstone = unsafe { qjs::JS_NewObjectProtoClass(realm.ctx(), qjs::JS_NULL, class) };
    // SAFETY: the tag is read of the value itself.
    if unsafe { qjs::JS_IsException(tombstone) } {
        drop(realm.take_exception());
        return None;
    }
    Some(tombstone)
}

/// # Safety
///
/// `ctx` must be the context that QuickJS passed to a callback.
#[cold]
unsafe fn refuse(ctx: *mut JSContext) {
    let message = c"the object has been collected: nothing led to the cycle that it was part of";
    // SAFETY: the caller vouches for the context; the text has nothing in it that is formatted.
    unsafe { qjs::JS_ThrowReferenceError(ctx, message.as_ptr()) };
}

macro_rules! refusals {
    ($($name:ident($($argument:ty),*) -> $answer:ty = $failed:expr;)*) => {
        $(unsafe extern "C" fn $name(ctx: *mut JSContext, $(_: $argument),*) -> $answer {
            // SAFETY: QuickJS passes its context.
            unsafe { refuse(ctx) };
            $failed
        })*
    };
}

refusals! {
    get_own_property(*mut JSPropertyDescriptor, JSValue, JSAtom) -> c_int = -1;
    get_own_property_names(*mut *mut JSPropertyEnum, *mut u32, JSValue) -> c_int = -1;
    delete_property(JSValue, JSAtom) -> c_int = -1;
    define_own_property(JSValue, JSAtom, JSValue, JSValue, JSValue, c_int) -> c_int = -1;
    has_property(JSValue, JSAtom) -> c_int = -1;
    get_property(JSValue, JSAtom, JSValue) -> JSValue = qjs::JS_EXCEPTION;
    set_property(JSValue, JSAtom, JSValue, JSValue, c_int) -> c_int = -1;
    call(JSValue, JSValue, c_int, *mut JSValue, c_int) -> JSValue = qjs::JS_EXCEPTION;
}
