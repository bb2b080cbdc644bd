//! What QuickJS calls when a proxy's property is used, or the proxy is called.

use std::ffi::c_int;
use std::mem::ManuallyDrop;

use rquickjs::qjs::{self, JSAtom, JSContext, JSPropertyDescriptor, JSPropertyEnum, JSValue};
use smallvec::SmallVec;

use super::super::convert::{put, to_js, to_value};
use super::super::engine::{Atom, Local, Realm, as_local};
use super::super::error;
use super::super::prelude::Part;
use super::access::{self, Access};
use super::{Foreign, foreign, unsupported};
use crate::object::{Args, Error, Fault, Lang, Result, Traits, Value, release};
use crate::runtime::{guard, limits};

/// Returns the table of exotic methods, which lives for the whole program.
pub(super) fn methods() -> *mut qjs::JSClassExoticMethods {
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
    (&raw const TABLE.0).cast_mut()
}

/// What every callback does: finds the realm, runs the work guarded, lets go of what finalizers queued.
///
/// The answer is put in its place, where `failed` stands: an answer that is moved there costs more than to find
/// most. An error is raised in the context, and `failed` is returned.
///
/// # Safety
///
/// `ctx` must be the context that QuickJS passed to the callback.
#[inline]
pub(super) unsafe fn answer<T: Copy>(
    ctx: *mut JSContext,
    failed: T,
    work: impl FnOnce(&Realm, &mut T) -> Result<()>,
) -> T {
    // SAFETY: the caller passes what QuickJS passed, and the realm is used within the callback only.
    let realm = unsafe { Realm::of(ctx) };
    let mut place = failed;
    let outcome = guard::guarded(Lang::Js, || work(realm, &mut place));
    release::point();
    match outcome {
        Ok(()) => place,
        Err(error) => {
            error::throw(realm, &error);
            failed
        }
    }
}

/// Runs `work` with what a proxy holds.
///
/// A count of the proxy is taken: foreign code may drop the last other one while a message is on its way.
///
/// # Safety
///
/// As for [`answer`]; `proxy` must be alive.
#[inline]
unsafe fn message<T: Copy>(
    ctx: *mut JSContext,
    proxy: JSValue,
    failed: T,
    work: impl for<'r> FnOnce(&'r Realm, &Foreign, &Local<'r>) -> Result<T>,
) -> T {
    // SAFETY: the caller vouches for the context and for the proxy.
    unsafe {
        answer(ctx, failed, |realm, place| {
            let proxy = realm.adopt(qjs::JS_DupValue(ctx, proxy));
            let foreign = foreign(&proxy).ok_or_else(gone)?;
            limits::check_stack(Lang::Js)?;
            *place = work(realm, foreign, &proxy)?;
            Ok(())
        })
    }
}

unsafe extern "C" fn get_property(ctx: *mut JSContext, proxy: JSValue, key: JSAtom, receiver: JSValue) -> JSValue {
    // SAFETY: QuickJS passes its context and living values.
    unsafe {
        answer(ctx, qjs::JS_EXCEPTION, |realm, place| {
            let (proxy, receiver) = (realm.borrow(proxy), realm.borrow(receiver));
            // Whoever reads a property of an object keeps that object; its prototype may go on the way.
            let _kept = (proxy.pointer() != receiver.pointer()).then(|| as_local(&proxy).clone());
            let foreign = foreign(&proxy).ok_or_else(gone)?;
            limits::check_stack(Lang::Js)?;
            Access::new(realm, foreign, &proxy, Atom(key)).read(&receiver, place)
        })
    }
}

unsafe extern "C" fn set_property(
    ctx: *mut JSContext,
    proxy: JSValue,
    key: JSAtom,
    value: JSValue,
    receiver: JSValue,
    _flags: c_int,
) -> c_int {
    // SAFETY: QuickJS passes its context and living values.
    unsafe {
        message(ctx, proxy, -1, |realm, foreign, proxy| {
            let (value, receiver) = (realm.borrow(value), realm.borrow(receiver));
            if receiver.pointer() != proxy.pointer() {
                // The proxy is the prototype of what is written to.
                let flags = (qjs::JS_PROP_C_W_E | qjs::JS_PROP_THROW).cast_signed();
                let value = as_local(&value).clone().into_raw();
                return Ok(qjs::JS_DefinePropertyValue(ctx, receiver.raw(), key, value, flags));
            }
            Access::new(realm, foreign, proxy, Atom(key)).write(&value)?;
            Ok(1)
        })
    }
}

unsafe extern "C" fn has_property(ctx: *mut JSContext, proxy: JSValue, key: JSAtom) -> c_int {
    // SAFETY: QuickJS passes its context and living values.
    unsafe {
        message(ctx, proxy, -1, |realm, foreign, proxy| {
            Access::new(realm, foreign, proxy, Atom(key)).has().map(c_int::from)
        })
    }
}

unsafe extern "C" fn delete_property(ctx: *mut JSContext, proxy: JSValue, key: JSAtom) -> c_int {
    // SAFETY: QuickJS passes its context and living values.
    unsafe {
        message(ctx, proxy, -1, |realm, foreign, proxy| {
            Access::new(realm, foreign, proxy, Atom(key)).delete()?;
            Ok(1)
        })
    }
}

unsafe extern "C" fn get_own_property(
    ctx: *mut JSContext,
    descriptor: *mut JSPropertyDescriptor,
    proxy: JSValue,
    key: JSAtom,
) -> c_int {
    // SAFETY: QuickJS passes its context, living values, and null or a place to fill.
    unsafe {
        message(ctx, proxy, -1, |realm, foreign, proxy| {
            let access = Access::new(realm, foreign, proxy, Atom(key));
            if descriptor.is_null() {
                return access.has_own().map(c_int::from);
            }
            let Some(value) = access.read_own()? else { return Ok(0) };
            descriptor.write(JSPropertyDescriptor {
                flags: own_flags(foreign, &access)?,
                value: value.into_raw(),
                getter: qjs::JS_UNDEFINED,
                setter: qjs::JS_UNDEFINED,
            });
            Ok(1)
        })
    }
}

/// Returns how an own property is listed: as everything is, except for `length`, and what cannot change.
fn own_flags(foreign: &Foreign, access: &Access<'_, '_>) -> Result<c_int> {
    let listed = if access.is_length()? { qjs::JS_PROP_WRITABLE } else { qjs::JS_PROP_C_W_E };
    let fixed = if foreign.traits.contains(Traits::IMMUTABLE) { qjs::JS_PROP_ENUMERABLE } else { listed };
    Ok((listed & fixed).cast_signed())
}

unsafe extern "C" fn get_own_property_names(
    ctx: *mut JSContext,
    table: *mut *mut JSPropertyEnum,
    count: *mut u32,
    proxy: JSValue,
) -> c_int {
    // SAFETY: QuickJS passes its context, a living proxy, and two places to fill.
    unsafe {
        message(ctx, proxy, -1, |realm, foreign, _| {
            let keys = access::own_keys(foreign)?;
            let size = (keys.len().max(1) * size_of::<JSPropertyEnum>()) as qjs::size_t;
            let entries = qjs::js_malloc(ctx, size).cast::<JSPropertyEnum>();
            if entries.is_null() {
                return Err(error::caught(realm));
            }
            for (place, key) in keys.iter().enumerate() {
                let key = to_js(realm, key)?;
                let atom = qjs::JS_ValueToAtom(ctx, key.raw());
                entries.add(place).write(JSPropertyEnum { is_enumerable: true, atom });
            }
            table.write(entries);
            count.write(u32::try_from(keys.len()).unwrap_or(u32::MAX));
            Ok(0)
        })
    }
}

unsafe extern "C" fn define_own_property(
    ctx: *mut JSContext,
    proxy: JSValue,
    key: JSAtom,
    value: JSValue,
    _getter: JSValue,
    _setter: JSValue,
    flags: c_int,
) -> c_int {
    // SAFETY: QuickJS passes its context and living values.
    unsafe {
        message(ctx, proxy, -1, |realm, foreign, proxy| {
            let flags = flags.cast_unsigned();
            if flags & (qjs::JS_PROP_HAS_GET | qjs::JS_PROP_HAS_SET) != 0 {
                return Err(unsupported(&foreign.object, "define accessor"));
            }
            if foreign.traits.contains(Traits::IMMUTABLE) {
                // What is so already may be said again: this is how `Object.freeze` asks.
                let is_said_again = flags & qjs::JS_PROP_HAS_VALUE == 0 && flags & qjs::JS_PROP_WRITABLE == 0;
                return if is_said_again { Ok(1) } else { Err(unsupported(&foreign.object, "define property")) };
            }
            let takes_away = |has, is| flags & has != 0 && flags & is == 0;
            if takes_away(qjs::JS_PROP_HAS_WRITABLE, qjs::JS_PROP_WRITABLE)
                || takes_away(qjs::JS_PROP_HAS_CONFIGURABLE, qjs::JS_PROP_CONFIGURABLE)
            {
                return Err(unsupported(&foreign.object, "freeze or seal"));
            }
            if flags & qjs::JS_PROP_HAS_VALUE != 0 {
                let value = realm.borrow(value);
                Access::new(realm, foreign, proxy, Atom(key)).write(&value)?;
            }
            Ok(1)
        })
    }
}

/// Runs when a proxy is called, with or without `new`.
pub(super) unsafe extern "C" fn call(
    ctx: *mut JSContext,
    function: JSValue,
    this: JSValue,
    count: c_int,
    args: *mut JSValue,
    flags: c_int,
) -> JSValue {
    // SAFETY: QuickJS passes its context, living values, and as many arguments as it counts.
    unsafe {
        answer(ctx, qjs::JS_EXCEPTION, |realm, place| {
            // Whoever calls a function keeps it meanwhile.
            let function = realm.borrow(function);
            let foreign = foreign(&function).ok_or_else(gone)?;
            limits::check_stack(Lang::Js)?;
            let constructs = flags.cast_unsigned() & qjs::JS_CALL_FLAG_CONSTRUCTOR != 0;
            if constructs && qjs::JS_VALUE_GET_PTR(this) != qjs::JS_VALUE_GET_PTR(function.raw()) {
                // A class of JavaScript that extends this one; `this` is that class.
                let array = realm.array(locals(realm, args, count).iter().map(|arg| (**arg).clone()));
                let both = [(*function).clone(), (*realm.borrow(this)).clone(), array];
                *place = Part::Derive.load(realm)?.call(None, &both)?.into_raw();
                return Ok(());
            }
            let count = usize::try_from(count).unwrap_or_default();
            let send = |args: &Args<'_>| {
                if constructs {
                    foreign.object.construct(args)
                } else if foreign.traits.contains(Traits::TAKES_THIS) {
                    let this = to_value(&realm.borrow(this))?;
                    (*foreign.object).call(Some(&this), args)
                } else {
                    (*foreign.object).call(None, args)
                }
            };
            match count {
                0 => give(realm, send(&Args::NONE), place),
                1 => few::<1>(realm, args, send, place),
                2 => few::<2>(realm, args, send, place),
                3 => few::<3>(realm, args, send, place),
                _ => {
                    let mut values: SmallVec<[Value; 6]> = SmallVec::new();
                    for index in 0..count {
                        values.push(to_value(&realm.borrow(*args.add(index)))?);
                    }
                    give(realm, send(&Args::new(&values)), place)
                }
            }
        })
    }
}

/// Sends a message with arguments that are converted where they are sent from.
///
/// # Safety
///
/// `args` must point to `COUNT` living values.
#[inline]
unsafe fn few<const COUNT: usize>(
    realm: &Realm,
    args: *mut JSValue,
    send: impl Fn(&Args<'_>) -> Result<Value>,
    place: &mut JSValue,
) -> Result<()> {
    let mut values = [const { Value::Nothing }; COUNT];
    for (index, value) in values.iter_mut().enumerate() {
        // SAFETY: the caller vouches for the arguments.
        put(value, &*unsafe { realm.borrow(*args.add(index)) })?;
    }
    let outcome = give(realm, send(&Args::new(&values)), place);
    Value::discard(values);
    outcome
}

/// Puts what a message was answered with in its place, from where it is.
#[inline]
fn give(realm: &Realm, answer: Result<Value>, place: &mut JSValue) -> Result<()> {
    if let Ok(Value::Int(number)) = &answer
        && let Ok(small) = i32::try_from(*number)
    {
        *place = Local::int(realm, small).into_raw();
        // There is nothing to drop in it.
        std::mem::forget(answer);
        return Ok(());
    }
    give_rare(realm, answer.map(Some), place)
}

/// Puts what was found in its place, from where it is; says whether anything was.
#[inline]
pub(super) fn give_found(realm: &Realm, found: Result<Option<Value>>, place: &mut JSValue) -> Result<bool> {
    if let Ok(Some(Value::Int(number))) = &found
        && let Ok(small) = i32::try_from(*number)
    {
        *place = Local::int(realm, small).into_raw();
        // There is nothing to drop in it.
        std::mem::forget(found);
        return Ok(true);
    }
    let is_found = !matches!(found, Ok(None));
    give_rare(realm, found, place)?;
    Ok(is_found)
}

/// All but small integers.
fn give_rare(realm: &Realm, answer: Result<Option<Value>>, place: &mut JSValue) -> Result<()> {
    if let Some(value) = answer? {
        *place = to_js(realm, &value)?.into_raw();
    }
    Ok(())
}

#[cold]
fn gone() -> Error {
    Error::new(Lang::Js, Fault::Gone(Lang::Js))
}

/// Borrows the arguments of a call as they are.
///
/// # Safety
///
/// `args` must point to `count` values that live as long as the result is used.
pub(super) unsafe fn locals(realm: &Realm, args: *mut JSValue, count: c_int) -> SmallVec<[ManuallyDrop<Local<'_>>; 6]> {
    let count = usize::try_from(count).unwrap_or_default();
    // SAFETY: the caller vouches for the arguments.
    unsafe { (0..count).map(|index| realm.borrow(*args.add(index))).collect() }
}
