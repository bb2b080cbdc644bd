//! Classes of other languages that derive from one of Python's.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use super::{convert, engine, prelude};
use crate::object::{Derivation, Name, Value};

const DERIVED: &str = "polytarget.derived";

/// Makes a class whose methods are functions of another language.
pub(super) fn derive(base: &Bound<'_, PyAny>, class: &Derivation) -> PyResult<Value> {
    let py = base.py();
    let table = |entries: &[(Name, Value)]| -> PyResult<Bound<'_, PyDict>> {
        let table = PyDict::new(py);
        for (name, function) in entries {
            table.set_item(engine::python_name(py, name), convert::python(py, function.clone())?)?;
        }
        Ok(table)
    };
    let parts = (base, convert::string(py, &class.name), table(&class.methods)?, table(&class.getters)?);
    Ok(convert::value(&prelude::call(py, DERIVED, "derive", parts)?))
}

/// Reads what the class has, bound to `receiver`.
pub(super) fn inherited(base: &Bound<'_, PyAny>, receiver: &Value, name: &Name) -> PyResult<Option<Value>> {
    let py = base.py();
    let receiver = convert::python(py, receiver.clone())?;
    let found = prelude::call(py, DERIVED, "inherited", (base, receiver, engine::python_name(py, name)))?;
    // A tuple of one, or of none where there is nothing.
    Ok(found.cast::<PyTuple>()?.iter().next().map(|found| convert::value(&found)))
}
