//! Instances of Python's classes that derive from a foreign one.
//!
//! Such an instance stands for an object of the other language, whose class was made for it there: it is
//! that object's proxy, found again by identity, and goes out as the object.

use std::sync::OnceLock;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use super::lease::{Lease, LetGo};
use super::{engine, proxy};
use crate::object::{ObjectRef, release};

/// What `bindings/python/derived.py` builds on.
#[pyclass(subclass, frozen, weakref, module = "polytarget")]
pub(super) struct Derived {
    body: Lease<Body>,
    /// What it is known under in the table of proxies, and its own address.
    key: OnceLock<(proxy::Key, usize)>,
}

/// The object that an instance stands for.
struct Body(ObjectRef);

impl LetGo for Body {
    fn let_go(self) {
        release::later(self.0);
    }
}

impl Drop for Derived {
    fn drop(&mut self) {
        if let Some((key, address)) = self.key.get() {
            engine::enter(|py| proxy::forget_one(py, *key, *address));
        }
    }
}

#[pymethods]
impl Derived {
    #[new]
    #[pyo3(signature = (*_args, **_named))]
    fn new(_args: &Bound<'_, PyAny>, _named: Option<&Bound<'_, PyAny>>) -> Self {
        Self { body: Lease::empty(), key: OnceLock::new() }
    }
}

/// Makes an instance stand for an object, once.
pub(super) fn stand_for(instance: &Bound<'_, PyAny>, object: ObjectRef) -> PyResult<()> {
    let derived = instance.cast::<Derived>()?.get();
    let key = proxy::key(&object);
    if derived.key.set((key, instance.as_ptr().addr())).is_err() {
        return Err(PyTypeError::new_err("this instance was initialised before"));
    }
    derived.body.fill(Body(object));
    proxy::remember(instance.py(), key, instance);
    Ok(())
}

/// Returns the object that an instance stands for.
#[inline]
pub(super) fn unwrap(object: &Bound<'_, PyAny>) -> Option<ObjectRef> {
    let derived = object.cast::<Derived>().ok()?;
    derived.get().body.with(|body| body.0.clone())
}

/// Makes the instance let go of its object, when the host is dropped or the object has died.
pub(super) fn revoke(object: &Bound<'_, PyAny>) {
    if let Ok(derived) = object.cast::<Derived>() {
        derived.get().body.revoke();
    }
}
