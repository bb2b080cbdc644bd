//! Scalars, both ways. What is no scalar stays where it is and crosses as a handle.

use num_bigint::BigInt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{IntoPyDict, PyBool, PyBytes, PyDict, PyFloat, PyInt, PyString};

use super::{object, proxy};
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
    if object.is_exact_instance_of::<PyInt>() {
        object.extract().map_or_else(|_| big(object), Value::Int)
    } else if object.is_exact_instance_of::<PyString>() {
        object.cast::<PyString>().map_or_else(|_| Value::Nothing, |string| Value::Text(text(string)))
    } else if object.is_none() {
        Value::Nothing
    } else if object.is_exact_instance_of::<PyFloat>() {
        object.extract().map_or(Value::Nothing, Value::Float)
    } else if let Ok(truth) = object.cast_exact::<PyBool>() {
        Value::Bool(truth.is_true())
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
pub(super) fn python<'py>(py: Python<'py>, value: Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Nothing => py.None().into_bound(py),
        Value::Null => NULL.get(py).map_or_else(|| py.None(), |null| null.clone_ref(py)).into_bound(py),
        Value::Bool(truth) => PyBool::new(py, truth).to_owned().into_any(),
        Value::Int(number) => number.into_pyobject(py)?.into_any(),
        Value::Big(number) => exact(py, &number)?,
        Value::Float(number) => PyFloat::new(py, number).into_any(),
        Value::Text(text) => string(py, &text).into_any(),
        Value::Object(object) => match object.downcast::<object::PyObject>() {
            Some(home) => home.bind(py).clone(),
            None => proxy::wrap(py, object)?,
        },
    })
}

/// Returns a string's text; a lone surrogate makes it UTF-16.
#[inline]
pub(super) fn text(string: &Bound<'_, PyString>) -> Text {
    string.to_str().map_or_else(|_| surrogates(string), Text::from)
}

#[cold]
fn surrogates(string: &Bound<'_, PyString>) -> Text {
    let encoded = string.call_method1("encode", ("utf-16-le", "surrogatepass"));
    let bytes = encoded.and_then(|bytes| Ok(bytes.cast_into::<PyBytes>()?));
    let bytes = bytes.expect("every string can be encoded when surrogates may pass");
    let units = bytes.as_bytes().chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    Text::Utf16(units.collect())
}

/// Returns a text as a string of Python's.
#[inline]
pub(super) fn string<'py>(py: Python<'py>, text: &Text) -> Bound<'py, PyString> {
    match text {
        Text::Utf8(text) => PyString::new(py, text),
        Text::Utf16(units) => match String::from_utf16(units) {
            Ok(text) => PyString::new(py, &text),
            Err(_) => with_surrogates(py, units),
        },
    }
}

#[cold]
fn with_surrogates<'py>(py: Python<'py>, units: &[u16]) -> Bound<'py, PyString> {
    let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let decoded = PyString::from_encoded_object(&PyBytes::new(py, &bytes), Some(c"utf-16-le"), Some(c"surrogatepass"));
    decoded.expect("every UTF-16 text can be decoded when surrogates may pass")
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
