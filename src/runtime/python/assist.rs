//! What a prompt asks: is the input whole, and what may follow it?

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::prelude;
use crate::runtime::Completeness;

const MODULE: &str = "polytarget.interact";

/// Returns whether the input is a whole program, by the rules of Python's own prompt.
pub(super) fn assess(py: Python<'_>, input: &str) -> PyResult<Completeness> {
    let word = prelude::call(py, MODULE, "assess", (input,))?;
    Ok(match word.extract::<&str>()? {
        "complete" => Completeness::Complete,
        "incomplete" => Completeness::Incomplete,
        _ => Completeness::Invalid,
    })
}

/// Returns the names that may stand at the end of the input.
pub(super) fn complete(py: Python<'_>, input: &str, globals: &Bound<'_, PyDict>) -> PyResult<Vec<String>> {
    prelude::call(py, MODULE, "complete", (input, globals))?.extract()
}
