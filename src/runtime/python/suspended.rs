//! What waits and goes on later: generators, awaitables, asynchronous iterators, and blocks that are left.

use pyo3::exceptions::{PyBaseException, PyStopIteration, PyTypeError};
use pyo3::prelude::*;

use super::{convert, engine, prelude};
use crate::object::{Error, Fault, Lang, Resume, Step, Value};

const RUNNING: &str = "polytarget.running";

/// Lets a generator go on.
pub(super) fn resume(generator: &Bound<'_, PyAny>, how: Resume) -> PyResult<Step> {
    let py = generator.py();
    let outcome = match how {
        Resume::Send(value) => {
            generator.call_method1(pyo3::intern!(py, "send"), (first(generator, convert::python(py, value)?)?,))
        }
        Resume::Throw(value) => generator.call_method1(pyo3::intern!(py, "throw"), (exception(py, value)?,)),
        Resume::Return(value) => {
            generator.call_method0(pyo3::intern!(py, "close"))?;
            return Ok(Step::Return(value));
        }
    };
    match outcome {
        Ok(value) => Ok(Step::Yield(convert::value(&value))),
        Err(error) if error.is_instance_of::<PyStopIteration>(py) => {
            Ok(Step::Return(convert::value(&error.value(py).getattr(pyo3::intern!(py, "value"))?)))
        }
        Err(error) => Err(error),
    }
}

/// Returns what may be sent: a generator that has not begun takes nothing, and others do not know that.
fn first<'py>(generator: &Bound<'py, PyAny>, value: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = generator.py();
    if value.is_none() {
        return Ok(value);
    }
    let frame = engine::attribute(generator, pyo3::intern!(py, "gi_frame"))?;
    let begun = frame.map(|frame| frame.getattr_opt("f_lasti")).transpose()?.flatten();
    let is_new =
        begun.is_some() && generator.getattr_opt("gi_suspended")?.is_some_and(|it| !it.is_truthy().unwrap_or(true));
    Ok(if is_new { py.None().into_bound(py) } else { value })
}

/// Returns the exception that a value of any language is when it is raised here.
fn exception(py: Python<'_>, value: Value) -> PyResult<Bound<'_, PyAny>> {
    let raised = convert::python(py, value.clone())?;
    if raised.is_instance_of::<PyBaseException>() {
        return Ok(raised);
    }
    let lang = value.as_object().map_or(Lang::Rust, |object| object.lang());
    let fault = Fault::Raised { class: "Error".to_owned(), message: value.to_string() };
    Ok(PyErr::from(Error::with_value(lang, fault, value)).into_value(py).into_bound(py).into_any())
}

/// Returns an object whose `next` gives awaitables of what an asynchronous iterator yields.
pub(super) fn iterate_async<'py>(native: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    prelude::call(native.py(), RUNNING, "AsyncItems", (native,))
}

/// Calls back when an awaitable is done.
pub(super) fn settle(awaitable: &Bound<'_, PyAny>, resolve: &Value, reject: &Value) -> PyResult<()> {
    let py = awaitable.py();
    let callbacks = (convert::python(py, resolve.clone())?, convert::python(py, reject.clone())?);
    prelude::call(py, RUNNING, "settle", (awaitable, callbacks.0, callbacks.1)).map(drop)
}

/// Returns whether a `with` block could end the object's use, or it has a method `close`.
pub(super) fn is_disposable(native: &Bound<'_, PyAny>) -> bool {
    let py = native.py();
    ["__exit__", "__aexit__", "close"]
        .iter()
        .any(|name| engine::class_has(native, &pyo3::types::PyString::intern(py, name)))
}

/// Leaves the object as the end of a `with` block does.
pub(super) fn dispose(native: &Bound<'_, PyAny>) -> PyResult<Value> {
    let py = native.py();
    let nothing = || py.None();
    for name in ["__exit__", "__aexit__"] {
        if engine::class_has(native, &pyo3::types::PyString::intern(py, name)) {
            return Ok(convert::value(&native.call_method1(name, (nothing(), nothing(), nothing()))?));
        }
    }
    if engine::class_has(native, pyo3::intern!(py, "close")) {
        return Ok(convert::value(&native.call_method0(pyo3::intern!(py, "close"))?));
    }
    let class = super::error::class_name(&native.get_type());
    Err(PyTypeError::new_err(format!("'{class}' object has no way to be closed")))
}
