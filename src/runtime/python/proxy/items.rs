//! Items, length, membership, iteration.

use std::ffi::c_int;
use std::ptr;

use pyo3::exceptions::{PyIndexError, PyKeyError, PyStopIteration};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyList, PySlice};

use super::slots::give_found;
use super::{Held, Raised, as_proxy, cross, given, wrap};
use crate::object::{self, Error, Fault, Resume, Step, Traits, Value};
use crate::runtime::python::convert;

/// `o[k]`: an index from either end, a slice, or a key.
pub(super) unsafe extern "C" fn get_item(raw: *mut ffi::PyObject, key: *mut ffi::PyObject) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| {
        let key = given(py, key);
        if let Ok(slice) = key.cast::<PySlice>() {
            return Ok(get_slice(py, held, &slice)?.into_ptr());
        }
        let place = place(held, &key)?;
        give_found(py, object::read_index(&held.object, held.traits, &place), |found| match found {
            Some(value) => Ok(convert::python(py, value)?.into_ptr()),
            None => Err(missing(held, &key).into()),
        })
    })
}

/// `o[k] = value` and `del o[k]`
pub(super) unsafe extern "C" fn set_item(
    raw: *mut ffi::PyObject,
    key: *mut ffi::PyObject,
    value: *mut ffi::PyObject,
) -> c_int {
    cross(raw, -1, |py, held| {
        let key = given(py, key);
        if let Ok(slice) = key.cast::<PySlice>() {
            let own = given(py, raw);
            if value.is_null() {
                own.call_method1("_delete_slice", (slice,))?;
            } else {
                own.call_method1("_assign_slice", (slice, given(py, value)))?;
            }
            return Ok(0);
        }
        let place = place(held, &key)?;
        if value.is_null() {
            return if held.object.delete_item(&place)? { Ok(0) } else { Err(missing(held, &key).into()) };
        }
        if let (true, Some(index)) = (held.traits.contains(Traits::SEQUENCE), place.as_int()) {
            // A list of Python's does not grow by assignment, whatever its owner would do.
            if !usize::try_from(index).is_ok_and(|index| held.object.len().is_ok_and(|length| index < length)) {
                return Err(missing(held, &key).into());
            }
        }
        object::write_index(&held.object, held.traits, &place, convert::value(&given(py, value)))?;
        Ok(0)
    })
}

/// Returns the item's place as its owner counts: an index from the end becomes one from the start.
fn place(held: &Held, key: &Bound<'_, PyAny>) -> PyResult<Value> {
    Ok(match convert::value(key) {
        Value::Int(index @ ..0) if held.traits.contains(Traits::SEQUENCE) => {
            let length = i64::try_from(held.object.len()?).unwrap_or(i64::MAX);
            // Before the start there is nothing; no owner counts so.
            Value::Int(if index + length < 0 { i64::MIN } else { index + length })
        }
        key => key,
    })
}

fn get_slice<'py>(py: Python<'py>, held: &Held, slice: &Bound<'py, PySlice>) -> PyResult<Bound<'py, PyList>> {
    let length = isize::try_from(held.object.len()?)?;
    let range = slice.indices(length)?;
    let list = PyList::empty(py);
    let mut index = range.start;
    for _ in 0..range.slicelength {
        let item = held.object.get_item(&Value::Int(i64::try_from(index)?))?;
        list.append(convert::python(py, item.unwrap_or_default())?)?;
        index += range.step;
    }
    Ok(list)
}

#[cold]
fn missing(held: &Held, key: &Bound<'_, PyAny>) -> PyErr {
    if held.traits.contains(Traits::MAPPING) {
        return PyKeyError::new_err(key.clone().unbind());
    }
    let key = key.repr().map_or_else(|_| "that".to_owned(), |key| key.to_string());
    PyIndexError::new_err(format!("{} has no item {key}", held.object.describe()))
}

/// `o[i]` for callers in C, which have made `i` positive.
pub(super) unsafe extern "C" fn get_at(raw: *mut ffi::PyObject, index: ffi::Py_ssize_t) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| match held.object.get_item(&Value::Int(index as i64))? {
        Some(value) => Ok(convert::python(py, value)?.into_ptr()),
        None => Err(PyIndexError::new_err("index out of range").into()),
    })
}

/// `len(o)`
pub(super) unsafe extern "C" fn length(raw: *mut ffi::PyObject) -> ffi::Py_ssize_t {
    cross(raw, -1, |_, held| Ok(ffi::Py_ssize_t::try_from(held.object.len()?).map_err(PyErr::from)?))
}

/// `bool(o)`: a container without items is false, as Python's own are, whatever its owner thinks of it.
pub(super) unsafe extern "C" fn truth(raw: *mut ffi::PyObject) -> c_int {
    cross(raw, -1, |_, held| {
        let is_container = held.traits.intersects(Traits::SEQUENCE | Traits::MAPPING | Traits::SET);
        if is_container && held.object.len().is_ok_and(|length| length == 0) {
            return Ok(0);
        }
        Ok(held.object.truth()?.into())
    })
}

/// `value in o`; an owner that has no test for it is searched.
pub(super) unsafe extern "C" fn contains(raw: *mut ffi::PyObject, value: *mut ffi::PyObject) -> c_int {
    cross(raw, -1, |py, held| {
        let value = given(py, value);
        match held.object.has_item(&convert::value(&value)) {
            Err(error) if matches!(error.fault(), Fault::Unsupported { .. }) => search(py, raw, held, &value, error),
            outcome => Ok(outcome?.into()),
        }
    })
}

fn search(
    py: Python<'_>,
    raw: *mut ffi::PyObject,
    held: &Held,
    value: &Bound<'_, PyAny>,
    refusal: Error,
) -> Result<c_int, Raised> {
    if !held.traits.intersects(Traits::ITERABLE | Traits::SEQUENCE) {
        return Err(refusal.into());
    }
    for item in given(py, raw).try_iter()? {
        if item?.eq(value)? {
            return Ok(1);
        }
    }
    Ok(0)
}

/// `iter(o)`: the keys of a mapping, else what the owner iterates over.
pub(super) unsafe extern "C" fn iterate(raw: *mut ffi::PyObject) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| {
        if held.traits.contains(Traits::ITERATOR) {
            return Ok(given(py, raw).to_owned().into_ptr());
        }
        if held.traits.contains(Traits::MAPPING) {
            let keys = held.object.keys()?.into_iter().map(|key| convert::python(py, key));
            let keys = PyList::new(py, keys.collect::<PyResult<Vec<_>>>()?)?;
            return Ok(keys.try_iter()?.into_ptr());
        }
        Ok(wrap(py, &held.object.iterate()?)?.into_ptr())
    })
}

/// `next(o)`: null without an exception is the end.
pub(super) unsafe extern "C" fn next(raw: *mut ffi::PyObject) -> *mut ffi::PyObject {
    if let Some(number) = ready(raw) {
        // SAFETY: Python calls slots with the lock held. What is returned is the caller's, or null with an exception.
        return unsafe { ffi::PyLong_FromLongLong(number) };
    }
    ask_for_next(raw)
}

/// Asks the owner for the next item.
#[inline(never)]
fn ask_for_next(raw: *mut ffi::PyObject) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| {
        if held.traits.contains(Traits::GENERATOR) {
            return match held.object.resume(Resume::Send(Value::Nothing))? {
                Step::Yield(item) => Ok(convert::python(py, item)?.into_ptr()),
                Step::Return(Value::Nothing) => Ok(ptr::null_mut()),
                Step::Return(result) => Err(stop(py, result)?.into()),
            };
        }
        give_found(py, held.object.next(), |item| match item {
            Some(item) => Ok(convert::python(py, item)?.into_ptr()),
            None => Ok(ptr::null_mut()),
        })
    })
}

/// Takes the next item where it lies ready and is an integer. Nothing runs that could fail or come back in.
#[inline]
fn ready(raw: *mut ffi::PyObject) -> Option<i64> {
    // SAFETY: Python calls slots with the lock held, and keeps the object alive until they return.
    let object = unsafe { Borrowed::from_ptr(Python::assume_attached(), raw) };
    let proxy = as_proxy(&object)?;
    proxy.held.with(|held| held.ahead.as_ref()?.take_int()).flatten()
}

/// Returns the exception by which Python learns what a generator has returned.
pub(in crate::runtime::python) fn stop(py: Python<'_>, result: Value) -> PyResult<PyErr> {
    Ok(PyStopIteration::new_err(convert::python(py, result)?.unbind()))
}
