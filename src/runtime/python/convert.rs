//! Scalars, both ways. What is no scalar stays where it is and crosses as a handle.

use num_bigint::BigInt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{IntoPyDict, PyBool, PyBytes, PyDict, PyFloat, PyInt, PyString};

use super::{engine, object, proxy};
use crate::object::{Text, Value};

/// The object that stands for JavaScript's `null`; made by the binding, alive for ever.
static NULL: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Says which object stands for `null`.
pub(super) fn set_null(null: &Bound<'_, PyAny>) {
    NULL.get_or_init(null.py(), || null.clone().unbind());
}

/// Returns what an object is to other languages. Subclasses of scalars are objects: they have more to say.
#[inline]
pub(super) fn value(object: &Bound<'_, PyAny>) -> Value {
    match engine::integer(object) {
        Some(number) => Value::Int(number),
        None => rare(object),
    }
}

/// Puts what an object is to other languages where nothing was.
///
/// A value that is made elsewhere and moved here costs more than the conversion: the processor has to
/// wait for the writing of its parts before it can read the whole.
#[inline]
pub(super) fn put(place: &mut Value, object: &Bound<'_, PyAny>) {
    match engine::integer(object) {
        Some(number) => place.put_int(number),
        None => *place = rare(object),
    }
}

/// All but integers that fit.
fn rare(object: &Bound<'_, PyAny>) -> Value {
    if object.is_exact_instance_of::<PyString>() {
        object.cast::<PyString>().map_or_else(|_| Value::Nothing, |string| Value::Text(text(string)))
    } else if object.is_none() {
        Value::Nothing
    } else if object.is_exact_instance_of::<PyFloat>() {
        object.extract().map_or(Value::Nothing, Value::Float)
    } else if let Ok(truth) = object.cast_exact::<PyBool>() {
        Value::Bool(truth.is_true())
    } else if object.is_exact_instance_of::<PyInt>() {
        big(object)
    } else {
        handle(object)
    }
}

fn handle(object: &Bound<'_, PyAny>) -> Value {
    if NULL.get(object.py()).is_some_and(|null| object.is(null)) {
        return Value::Null;
    }
    Value::Object(proxy::unwrap(object).unwrap_or_else(|| object::handle(object)))
}

/// Returns what a value is to Python.
#[inline]
pub(super) fn python(py: Python<'_>, value: Value) -> PyResult<Bound<'_, PyAny>> {
    let made = from(py, &value);
    drop(value);
    made
}

/// Returns what a value that stays where it is is to Python.
#[inline]
pub(super) fn from<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    match value {
        Value::Int(number) => engine::python_integer(py, *number),
        Value::Object(object) => match object.downcast::<object::PyObject>() {
            Some(home) => Ok(home.bind(py).clone()),
            None => proxy::wrap(py, object),
        },
        scalar => other(py, scalar),
    }
}

fn other<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => NULL.get(py).map_or_else(|| py.None(), |null| null.clone_ref(py)).into_bound(py),
        Value::Bool(truth) => PyBool::new(py, *truth).to_owned().into_any(),
        Value::Big(number) => exact(py, number)?,
        Value::Float(number) => PyFloat::new(py, *number).into_any(),
        Value::Text(text) => string(py, text).into_any(),
        Value::Nothing | Value::Int(_) | Value::Object(_) => py.None().into_bound(py),
    })
}

/// Returns a string's text.
#[inline]
pub(super) fn text(string: &Bound<'_, PyString>) -> Text {
    if string.len().is_ok_and(|length| length >= Text::LONG) {
        return engine::text(string);
    }
    // Only a lone surrogate has no UTF-8.
    string.to_str().map_or_else(|_| engine::text(string), Text::from)
}

/// Returns a text as a string of Python's.
#[inline]
pub(super) fn string<'py>(py: Python<'py>, text: &Text) -> Bound<'py, PyString> {
    match text {
        Text::Utf8(text) if text.len() < Text::LONG => PyString::new(py, text),
        text => engine::string(py, text),
    }
}

/// Returns an integer beyond 64 bits, by its bytes: text would take quadratic time.
#[cold]
fn big(object: &Bound<'_, PyAny>) -> Value {
    let bytes = object.call_method0("bit_length").and_then(|bits| {
        // One bit more than the magnitude has, for the sign.
        let length = bits.extract::<usize>()? / 8 + 1;
        let bytes = object.call_method("to_bytes", (length, "little"), Some(&signed(object.py())?))?;
        Ok(bytes.cast_into::<PyBytes>()?)
    });
    Value::from_bigint(BigInt::from_signed_bytes_le(bytes.expect("every int has its bytes").as_bytes()))
}

#[cold]
fn exact<'py>(py: Python<'py>, number: &BigInt) -> PyResult<Bound<'py, PyAny>> {
    let bytes = PyBytes::new(py, &number.to_signed_bytes_le());
    py.get_type::<PyInt>().call_method("from_bytes", (bytes, "little"), Some(&signed(py)?))
}

/// Both methods take the sign by name only.
fn signed(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    [("signed", true)].into_py_dict(py)
}
