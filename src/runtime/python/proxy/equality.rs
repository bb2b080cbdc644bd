//! `==` and `!=`: the owner is asked, then Python's containers, then the other side.
//!
//! A class may answer by asking back (`return other == self`), and two sides that do so ask each other
//! without end. So the slot asks the other side itself, and whoever
//! asks the same again meanwhile is told whether the two are one object.

use std::cell::RefCell;

use pyo3::basic::CompareOp;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBool;

use super::slots::CONTAINERS;
use super::{Held, as_proxy};
use crate::object::{ObjectRef, Value};
use crate::runtime::python::convert;

/// The two objects, by address, and whether they are asked to differ.
type Question = (usize, usize, bool);

thread_local! {
    /// The questions that wait for an answer, the last asked last.
    static OPEN: RefCell<Vec<Question>> = const { RefCell::new(Vec::new()) };
}

/// Takes the last question back, also when its answer is a panic.
struct Answered;

impl Drop for Answered {
    fn drop(&mut self) {
        OPEN.with_borrow_mut(|open| open.truncate(open.len().saturating_sub(1)));
    }
}

/// Answers `own == other` or `own != other`, where `own` is the proxy of what is held.
pub(super) fn compare<'py>(
    py: Python<'py>,
    own: &Bound<'py, PyAny>,
    held: &Held,
    other: &Bound<'py, PyAny>,
    operation: CompareOp,
) -> PyResult<Bound<'py, PyAny>> {
    let differ = matches!(operation, CompareOp::Ne);
    if let Some(other) = as_proxy(other).and_then(|proxy| proxy.held.with(Held::clone)) {
        return Ok(boolean(py, proxies(held, &other)? != differ));
    }
    let question = (own.as_ptr().addr(), other.as_ptr().addr(), differ);
    if OPEN.with_borrow(|open| open.contains(&question)) {
        return Ok(boolean(py, differ));
    }
    OPEN.with_borrow_mut(|open| open.push(question));
    let _answered = Answered;
    if held.object.equals(&convert::value(other))? {
        return Ok(boolean(py, !differ));
    }
    if held.traits.intersects(CONTAINERS) {
        let same = own.call_method1(pyo3::intern!(py, "_same"), (other,))?;
        if let Ok(same) = same.cast::<PyBool>() {
            return Ok(boolean(py, same.is_true() != differ));
        }
    }
    reflected(py, own, other, operation)
}

fn proxies(held: &Held, other: &Held) -> crate::object::Result<bool> {
    // Two methods are the same when function and receiver are.
    let receiver = |held: &Held| held.this.as_ref().and_then(Value::as_object).map(ObjectRef::identity);
    Ok(receiver(held) == receiver(other) && held.object.equals_either(&other.object)?)
}

/// Asks the other side, which may know better, e.g. a stand-in that equals everything.
fn reflected<'py>(
    py: Python<'py>,
    own: &Bound<'py, PyAny>,
    other: &Bound<'py, PyAny>,
    operation: CompareOp,
) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: the class of a living object is alive; Python fills this slot of every class that it has made ready.
    let Some(slot) = (unsafe { (*ffi::Py_TYPE(other.as_ptr())).tp_richcompare }) else {
        return Ok(py.NotImplemented().into_bound(py));
    };
    // SAFETY: the slot takes two living objects and an operation, with the lock held, and returns a
    // reference that is the caller's, or null when it has raised.
    unsafe { Bound::from_owned_ptr_or_err(py, slot(other.as_ptr(), own.as_ptr(), operation as std::ffi::c_int)) }
}

fn boolean(py: Python<'_>, truth: bool) -> Bound<'_, PyAny> {
    PyBool::new(py, truth).to_owned().into_any()
}
