//! Arithmetic, which the object's owner does.

use std::ptr;

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;

use super::{as_proxy, cross, given};
use crate::object::{Operator, Traits, Value};
use crate::runtime::python::convert;

/// Python calls the slot of either operand with both in their order.
fn operate(left: *mut ffi::PyObject, right: *mut ffi::PyObject, operator: Operator) -> *mut ffi::PyObject {
    // SAFETY: Python calls slots with the lock held.
    let py = unsafe { Python::assume_attached() };
    let reflected = as_proxy(&given(py, left)).is_none();
    let (own, other) = if reflected { (right, left) } else { (left, right) };
    cross(own, ptr::null_mut(), |py, held| {
        if !held.traits.contains(Traits::NUMERIC) {
            return Ok(py.NotImplemented().into_ptr());
        }
        let outcome = held.object.operate(operator, &convert::value(&given(py, other)), reflected)?;
        Ok(convert::python(py, outcome)?.into_ptr())
    })
}

macro_rules! binary {
    ($($name:ident => $operator:ident),* $(,)?) => {
        $(pub(super) unsafe extern "C" fn $name(
            left: *mut ffi::PyObject,
            right: *mut ffi::PyObject,
        ) -> *mut ffi::PyObject {
            operate(left, right, Operator::$operator)
        })*
    };
}

binary! {
    add => Add,
    subtract => Subtract,
    multiply => Multiply,
    divide => Divide,
    remainder => Remainder,
}

/// `a ** b`; there is no third operand across languages.
pub(super) unsafe extern "C" fn power(
    left: *mut ffi::PyObject,
    right: *mut ffi::PyObject,
    _modulus: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    operate(left, right, Operator::Power)
}

/// `-a`
pub(super) unsafe extern "C" fn negate(raw: *mut ffi::PyObject) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| {
        if !held.traits.contains(Traits::NUMERIC) {
            let message = format!("bad operand type for unary -: {}", held.object.describe());
            return Err(PyTypeError::new_err(message));
        }
        let outcome = held.object.operate(Operator::Negate, &Value::Nothing, false)?;
        Ok(convert::python(py, outcome)?.into_ptr())
    })
}

/// `float(a)`: what the owner gets when it multiplies by 1.0.
pub(super) unsafe extern "C" fn float(raw: *mut ffi::PyObject) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| {
        let product = held.object.operate(Operator::Multiply, &Value::Float(1.0), false)?;
        match product.as_float() {
            Some(number) => Ok(number.into_pyobject(py)?.into_any().into_ptr()),
            None => Err(PyTypeError::new_err(format!("{} has no value as a float", held.object.describe()))),
        }
    })
}
