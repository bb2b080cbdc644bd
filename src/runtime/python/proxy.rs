//! An object of another language as Python sees it.
//!
//! A proxy is of a raw type of its own, made to fit what the object can do (see
//! `kinds.rs`), with every operation in a slot: that is several times faster
//! than a class with `__getattr__`. The slots send the messages of the protocol
//! and nothing else: which language answers, no proxy knows.
//!
//! | You want to know                       | Read          |
//! |----------------------------------------|---------------|
//! | which types there are                  | `kinds.rs`    |
//! | what members, calls, `repr` do         | `slots.rs`    |
//! | what `==` and `!=` do                  | `equality.rs` |
//! | what `o[k]`, `len`, `in`, `for` do     | `items.rs`    |
//! | what arithmetic does                   | `numbers.rs`  |
//! | what `memoryview(o)` shows             | `buffer.rs`   |
//!
//! Invariants:
//!
//! - The same object has the same proxy while that proxy lives; a proxy that goes out is the object.
//! - A method that is told its receiver is a proxy of its own: the function, bound. It has no identity.
//! - Only the host thread answers; other threads have it do what they want, and wait.

mod buffer;
mod equality;
mod items;
mod kinds;
mod numbers;
mod slots;

use std::cell::Cell;
use std::ptr;
use std::rc::Rc;

use pyo3::exceptions::PyRuntimeError;
use pyo3::ffi;
use pyo3::prelude::*;
use rustc_hash::FxHashMap;

use super::engine::Heritage;
use super::lease::{Lease, LetGo, Locked};
use super::{convert, derived, engine, foreign_error, native, number};
use crate::object::census::{self, Birth, Holding};
use crate::object::{Ahead, Error, Graph, Lang, ObjectRef, Traits, Value, release};
use crate::runtime::{guard, limits};

pub(super) use items::stop;
pub(super) use kinds::{base, set_methods};

/// A foreign object's identity.
pub(super) type Key = (Lang, usize);

/// Which Python object stands for which foreign one, as long as it lives: addresses, without a count.
static PROXIES: Locked<Option<FxHashMap<Key, Known>>> = Locked::new(None);

/// What stands for a foreign object.
#[derive(Clone, Copy)]
struct Known {
    address: usize,
    birth: Birth,
}

/// The layout of every proxy.
#[repr(C)]
struct Proxy {
    head: ffi::PyObject,
    vectorcall: Option<ffi::vectorcallfunc>,
    weak_references: *mut ffi::PyObject,
    /// What it is known under in the table; nothing for a bound method.
    key: Cell<Option<Key>>,
    held: Lease<Held>,
}

/// What a proxy holds.
#[derive(Clone)]
struct Held {
    object: ObjectRef,
    /// The receiver of a bound method.
    this: Option<Value>,
    traits: Traits,
    /// Where an iterator puts what it has read ahead.
    ahead: Option<Rc<Ahead>>,
}

impl LetGo for Held {
    fn let_go(self) {
        release::later_if_last(self.object);
        if let Some(Value::Object(this)) = self.this {
            release::later_if_last(this);
        }
    }
}

/// Returns what stands for a foreign object in Python: the same as before, while that lives.
#[inline]
pub(super) fn wrap<'py>(py: Python<'py>, object: &ObjectRef) -> PyResult<Bound<'py, PyAny>> {
    let key = key(object);
    if let Some(known) = known(py, key) {
        return Ok(known);
    }
    let traits = object.traits();
    if traits.contains(Traits::ERROR) {
        return foreign_error::of_object(py, object.clone());
    }
    if traits.contains(Traits::NUMERIC)
        && let Some(number) = object.number()
    {
        return number::python(py, number);
    }
    let ahead = if traits.contains(Traits::ITERATOR) { object.ahead() } else { None };
    let proxy = make(py, Held { object: object.clone(), this: None, traits, ahead }, Some(key))?;
    remember(py, key, &proxy);
    Ok(proxy)
}

/// Returns what a member that was read of `receiver` is to Python: a function that takes `this` is bound.
#[inline]
pub(super) fn member<'py>(py: Python<'py>, receiver: &ObjectRef, value: Value) -> PyResult<Bound<'py, PyAny>> {
    match value {
        Value::Object(function) if function.lang() != Lang::Py => {
            let traits = function.traits();
            if traits.contains(Traits::TAKES_THIS) {
                return make(
                    py,
                    Held { object: function, this: Some(Value::Object(receiver.clone())), traits, ahead: None },
                    None,
                );
            }
            wrap(py, &function)
        }
        value => convert::python(py, value),
    }
}

fn make(py: Python<'_>, held: Held, key: Option<Key>) -> PyResult<Bound<'_, PyAny>> {
    let class = kinds::class_for(py, held.traits)?;
    let class = class.as_ptr().cast::<ffi::PyTypeObject>();
    // SAFETY: `class` was made by `kinds` with the layout of `Proxy`, whose allocation fills the head,
    // adds a count of the class and zeroes the rest, which is then written field by field.
    unsafe {
        let raw = ffi::PyType_GenericAlloc(class, 0).cast::<Proxy>();
        if raw.is_null() {
            return Err(PyErr::fetch(py));
        }
        (&raw mut (*raw).vectorcall).write(Some(slots::vectorcall));
        (&raw mut (*raw).weak_references).write(ptr::null_mut());
        (&raw mut (*raw).key).write(Cell::new(key));
        (&raw mut (*raw).held).write(Lease::new(held));
        Ok(Bound::from_owned_ptr(py, raw.cast()))
    }
}

/// Returns the object that a proxy of any kind stands for; `None` when it is Python's own.
#[inline]
pub(super) fn unwrap(object: &Bound<'_, PyAny>) -> Option<ObjectRef> {
    match as_proxy(object) {
        Some(proxy) => proxy.held.with(|held| held.object.clone()),
        // Most objects are of the interpreter's own classes, of which none is.
        None => match engine::heritage(object)? {
            Heritage::Error => foreign_error::unwrap(object).or_else(|| derived::unwrap(object)),
            Heritage::Other => derived::unwrap(object),
        },
    }
}

#[inline]
fn as_proxy<'a>(object: &'a Bound<'_, PyAny>) -> Option<&'a Proxy> {
    // SAFETY: a type with our destructor was made by `kinds`, with the layout of `Proxy`; no subclass
    // can be made of it that has another. The proxy is alive as long as `object`.
    is_proxy(object.as_ptr()).then(|| unsafe { &*object.as_ptr().cast::<Proxy>() })
}

/// Returns whether an object that is alive is a proxy.
#[inline]
pub(super) fn is_proxy(object: *mut ffi::PyObject) -> bool {
    // SAFETY: the class of a living object is alive.
    let destructor = unsafe { (*ffi::Py_TYPE(object)).tp_dealloc };
    destructor.is_some_and(|destructor| ptr::fn_addr_eq(destructor, deallocate as ffi::destructor))
}

/// Returns the key under which an object's proxy is known.
#[inline]
pub(super) fn key(object: &ObjectRef) -> Key {
    object.identity()
}

/// Returns what stands for the object of this key at present.
#[inline]
pub(super) fn known(py: Python<'_>, key: Key) -> Option<Bound<'_, PyAny>> {
    let address = PROXIES.with(py, |table| {
        let known = table.as_mut()?.get_mut(&key)?;
        known.birth.cross();
        Some(known.address)
    })?;
    let known = address as *mut ffi::PyObject;
    // SAFETY: what is in the table is alive or in the middle of its destructor, which takes it out at
    // last; then its count is 0, and it must not be had again.
    unsafe { (ffi::Py_REFCNT(known) > 0).then(|| Bound::from_borrowed_ptr(py, known)) }
}

/// Makes `proxy` known as what stands for the object of this key.
pub(super) fn remember(py: Python<'_>, key: Key, proxy: &Bound<'_, PyAny>) {
    let known = Known { address: proxy.as_ptr().addr(), birth: Birth::now() };
    PROXIES.with(py, |table| table.get_or_insert_default().insert(key, known));
    census::made(Lang::Py, key);
}

/// Forgets what stands for the object of this key.
pub(super) fn forget(py: Python<'_>, key: Key) {
    PROXIES.with(py, |table| table.as_mut().map(|table| table.remove(&key)));
}

/// Forgets that the Python object at this address stands for the object of this key, if it still does.
pub(super) fn forget_one(py: Python<'_>, key: Key, address: usize) {
    PROXIES.with(py, |table| {
        if let Some(table) = table.as_mut()
            && table.get(&key).is_some_and(|known| known.address == address)
        {
            table.remove(&key);
        }
    });
}

/// Forgets what stands for an object that has died, which others may get the address of.
pub(super) fn forget_dead(py: Python<'_>, key: Key) {
    let Some(proxy) = known(py, key) else { return };
    forget(py, key);
    if let Some(proxy) = as_proxy(&proxy) {
        proxy.key.set(None);
    } else {
        foreign_error::lose_key(&proxy);
        derived::revoke(&proxy);
    }
}

/// Returns how many foreign objects something stands for.
pub(super) fn count(py: Python<'_>) -> usize {
    PROXIES.with(py, |table| table.as_ref().map_or(0, FxHashMap::len))
}

/// Shows a survey what a proxy holds; `false` when the object is none.
///
/// What belongs to an earlier host shows nothing: then it is not explained, and lives.
pub(super) fn survey(object: &Bound<'_, PyAny>, graph: &mut Graph) -> bool {
    let Some(proxy) = as_proxy(object) else { return false };
    proxy.held.with(|held| {
        graph.add_exit(&held.object);
        if let Some(Value::Object(this)) = &held.this {
            graph.add_exit(this);
        }
    });
    true
}

/// Makes all proxies let go of their objects, when the host is dropped.
pub(super) fn revoke_all(py: Python<'_>) {
    let table = PROXIES.with(py, Option::take).unwrap_or_default();
    for (object, _) in &alive(py, table.into_values()) {
        if let Some(proxy) = as_proxy(object) {
            proxy.held.revoke();
        } else {
            foreign_error::revoke(object);
            derived::revoke(object);
        }
    }
}

/// Lists what something stands for.
pub(super) fn holdings(py: Python<'_>) -> Vec<Holding> {
    let known: Vec<Known> = PROXIES.with(py, |table| table.iter().flatten().map(|(_, known)| *known).collect());
    let alive = alive(py, known.into_iter());
    let holdings = alive.iter().filter_map(|(object, birth)| Some(Holding { object: unwrap(object)?, birth: *birth }));
    holdings.collect()
}

/// Returns the proxies among these that are not in the middle of their destructor, each with a count.
fn alive(py: Python<'_>, known: impl Iterator<Item = Known>) -> Vec<(Bound<'_, PyAny>, Birth)> {
    let alive = known.filter_map(|known| {
        let proxy = known.address as *mut ffi::PyObject;
        // SAFETY: as in `known`. A count of each is taken before anything is let go of.
        let alive = unsafe { (ffi::Py_REFCNT(proxy) > 0).then(|| Bound::from_borrowed_ptr(py, proxy)) };
        Some((alive?, known.birth))
    });
    alive.collect()
}

unsafe extern "C" fn deallocate(raw: *mut ffi::PyObject) {
    // SAFETY: Python calls this once, with the lock held, for an object of one of our types whose
    // count has become 0. Nothing reads it afterwards; its type lives at least until its count is
    // let go of, at the end.
    unsafe {
        let proxy = raw.cast::<Proxy>();
        let class = ffi::Py_TYPE(raw);
        if let Some(key) = (*proxy).key.get() {
            forget_one(Python::assume_attached(), key, raw.addr());
        }
        if !(*proxy).weak_references.is_null() {
            ffi::PyObject_ClearWeakRefs(raw);
        }
        ptr::drop_in_place(&raw mut (*proxy).held);
        let free = (*class).tp_free.unwrap_or(ffi::PyObject_Free);
        free(raw.cast());
        ffi::Py_DECREF(class.cast());
    }
}

/// Says that an exception is set in the interpreter: what a slot returns its sentinel for.
///
/// It has no size, so that a slot's result travels in registers.
struct Raised;

impl From<PyErr> for Raised {
    #[cold]
    fn from(exception: PyErr) -> Self {
        // SAFETY: made only within a slot, where Python has given this thread its lock.
        exception.restore(unsafe { Python::assume_attached() });
        Self
    }
}

impl From<Error> for Raised {
    #[cold]
    fn from(error: Error) -> Self {
        PyErr::from(error).into()
    }
}

/// Runs the body of a slot; when it has raised, `refused` is returned.
#[inline]
fn cross<T>(raw: *mut ffi::PyObject, refused: T, body: impl FnOnce(Python<'_>, &Held) -> Result<T, Raised>) -> T {
    // SAFETY: Python calls slots with the lock held, and keeps the object alive until they return.
    let (py, object) = unsafe {
        let py = Python::assume_attached();
        (py, Borrowed::from_ptr(py, raw))
    };
    let outcome = guard::guarded(Lang::Py, || {
        let Some(proxy) = as_proxy(&object) else { return Ok(Err(not_here().into())) };
        let answer = proxy.held.try_with(|held| {
            limits::check_stack(Lang::Py)?;
            body(py, held)
        });
        Ok(answer.unwrap_or_else(|body| elsewhere(py, &proxy.held, body)))
    });
    if let Ok(Ok(value)) = outcome {
        if engine::epoch() != 0 {
            release::point();
        }
        return value;
    }
    fail(py, outcome.err());
    refused
}

/// Has the host thread run the body of a slot that another thread has called.
#[cold]
fn elsewhere<T>(
    py: Python<'_>,
    held: &Lease<Held>,
    body: impl FnOnce(&Held) -> Result<T, Raised>,
) -> Result<T, Raised> {
    if engine::epoch() != 0 || !held.is_filled() {
        return Err(not_here().into());
    }
    let outcome = engine::on_host(py, || {
        let done = guard::guarded(Lang::Py, || Ok(held.with(body)));
        let outcome = match done {
            Ok(Some(Ok(value))) => Ok(value),
            // The exception is set for the host thread, and is wanted on the other one.
            Ok(Some(Err(Raised))) => Err(PyErr::fetch(py)),
            Ok(None) => Err(not_here()),
            Err(bug) => Err(PyErr::from(bug)),
        };
        release::point();
        native::keep_interrupt(py, &outcome);
        outcome
    });
    Ok(outcome??)
}

/// Ends a slot that has raised. What is let go of meanwhile must not see the exception.
#[cold]
fn fail(py: Python<'_>, bug: Option<Error>) {
    if let Some(bug) = bug {
        PyErr::from(bug).restore(py);
    }
    let exception = PyErr::take(py);
    if engine::epoch() != 0 {
        release::point();
    }
    if let Some(exception) = exception {
        exception.restore(py);
    }
}

#[cold]
fn not_here() -> PyErr {
    PyRuntimeError::new_err("the host that this object came from has been dropped")
}

/// Returns the objects that a slot was given besides its own.
fn given<'a>(py: Python<'_>, raw: *mut ffi::PyObject) -> Borrowed<'a, '_, PyAny> {
    // SAFETY: Python keeps a slot's arguments alive until the slot returns.
    unsafe { Borrowed::from_ptr(py, raw) }
}
