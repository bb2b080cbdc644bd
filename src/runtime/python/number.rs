//! Fractions and complex numbers, which Lisp has as well.

use num_bigint::BigInt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyComplex, PyComplexMethods, PyType};

use super::convert;
use crate::object::{Number, Value};

/// `fractions.Fraction`, once one has come along.
static FRACTION: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// Returns the number that an object is, if it is exactly of one of the two classes.
pub(super) fn of(object: &Bound<'_, PyAny>) -> PyResult<Option<Number>> {
    if let Ok(complex) = object.cast_exact::<PyComplex>() {
        return Ok(Some(Number::Complex(complex.real(), complex.imag())));
    }
    let class = object.get_type();
    // To import the module for a question would cost a program that has no fractions its time.
    if class.name()? != "Fraction" || !class.is(fraction(object.py())?) {
        return Ok(None);
    }
    let part = |name| Ok::<_, PyErr>(integer(&convert::value(&object.getattr(name)?)));
    Ok(part("numerator")?.zip(part("denominator")?).map(|(above, below)| Number::Rational(above, below)))
}

fn integer(value: &Value) -> Option<BigInt> {
    match value {
        Value::Int(number) => Some((*number).into()),
        Value::Big(number) => Some((**number).clone()),
        _ => None,
    }
}

fn fraction(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    FRACTION.import(py, "fractions", "Fraction")
}

/// Returns the number as Python has it.
pub(super) fn python(py: Python<'_>, number: Number) -> PyResult<Bound<'_, PyAny>> {
    match number {
        Number::Complex(real, imaginary) => Ok(PyComplex::from_doubles(py, real, imaginary).into_any()),
        Number::Rational(above, below) => {
            let part = |number| convert::python(py, Value::from_bigint(number));
            fraction(py)?.call1((part(above)?, part(below)?))
        }
    }
}
