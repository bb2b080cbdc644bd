//! Compiling texts, and running what they compile to.

use std::ffi::{CStr, c_int};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyCode, PyDict};

/// Flags that CPython has in its headers as macros.
const SOURCE_IS_UTF8: c_int = 0x0100;
const IGNORE_COOKIE: c_int = 0x0800;
const ALLOW_TOP_LEVEL_AWAIT: c_int = 0x2000;

/// What a text is compiled as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::runtime::python) enum Form {
    /// One expression of a cell, whose code returns its value.
    Expression,
    /// Statements of a cell.
    Statements,
    /// A program in a file, in which `await` has no place at the top level.
    Script,
}

/// Compiles a text.
pub(in crate::runtime::python) fn compile<'py>(
    py: Python<'py>,
    text: &CStr,
    file: &CStr,
    form: Form,
) -> PyResult<Bound<'py, PyCode>> {
    let start = if form == Form::Expression { ffi::Py_eval_input } else { ffi::Py_file_input };
    let waits = if form == Form::Script { 0 } else { ALLOW_TOP_LEVEL_AWAIT };
    let mut flags = ffi::PyCompilerFlags { cf_flags: SOURCE_IS_UTF8 | IGNORE_COOKIE | waits, cf_feature_version: 0 };
    // SAFETY: the lock is held, both texts end in NUL, and the flags outlive the call. The result is a
    // new code object, as no flag asks for a tree, or null with an error set.
    unsafe {
        let code = ffi::Py_CompileStringExFlags(text.as_ptr(), file.as_ptr(), start, &raw mut flags, -1);
        Ok(Bound::from_owned_ptr_or_err(py, code)?.cast_into_unchecked())
    }
}

/// Runs compiled code with these globals.
#[inline]
pub(in crate::runtime::python) fn run<'py>(
    code: &Bound<'py, PyCode>,
    globals: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: the lock is held, and all three are alive and of the right types. The result is a new
    // reference or null with an error set.
    unsafe {
        let value = ffi::PyEval_EvalCode(code.as_ptr(), globals.as_ptr(), globals.as_ptr());
        Bound::from_owned_ptr_or_err(code.py(), value)
    }
}
