//! Integers, without the detours of a general conversion.

use std::ffi::c_int;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyInt;

/// Returns the integer that an object is, when it is exactly an `int` and fits.
#[inline]
pub(in crate::runtime::python) fn integer(object: &Bound<'_, PyAny>) -> Option<i64> {
    if !object.is_exact_instance_of::<PyInt>() {
        return None;
    }
    let mut overflow: c_int = 0;
    // SAFETY: the object is alive and an `int`, for which this never fails; the place is valid to fill.
    let number = unsafe { ffi::PyLong_AsLongLongAndOverflow(object.as_ptr(), &raw mut overflow) };
    (overflow == 0).then_some(number)
}

/// Returns an integer as Python's; a counted pointer, or null when there is no memory.
#[inline]
pub(in crate::runtime::python) fn new_integer(_py: Python<'_>, number: i64) -> *mut ffi::PyObject {
    // SAFETY: needs the lock only, which `_py` proves.
    unsafe { ffi::PyLong_FromLongLong(number) }
}

/// Returns an integer as Python's.
#[inline]
pub(in crate::runtime::python) fn python_integer(py: Python<'_>, number: i64) -> PyResult<Bound<'_, PyAny>> {
    // SAFETY: what is returned is counted, or null with an exception set.
    unsafe { Bound::from_owned_ptr_or_err(py, new_integer(py, number)) }
}
