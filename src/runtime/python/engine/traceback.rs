//! Python's tracebacks: to read them, and to add frames of other languages.

use std::ffi::{CString, c_int};
use std::ptr::NonNull;

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTraceback};

use crate::object::Frame;

/// The global that names the language of a frame that is not Python's own.
const LANGUAGE: &str = "__polytarget__";

/// One entry of a traceback.
pub(in crate::runtime::python) struct Step<'py> {
    entry: Bound<'py, PyTraceback>,
}

/// Returns the entries of a traceback, outermost first, up to the one at the address `until`.
pub(in crate::runtime::python) fn steps<'py>(from: &Bound<'py, PyTraceback>, until: usize) -> Vec<Step<'py>> {
    let mut entries = Vec::new();
    let mut next = NonNull::new(from.as_ptr().cast::<ffi::PyTracebackObject>());
    while let Some(entry) = next.filter(|entry| entry.addr().get() != until) {
        // SAFETY: `from` keeps the whole chain alive, and it holds traceback objects only.
        let bound = unsafe { Bound::from_borrowed_ptr(from.py(), entry.as_ptr().cast()).cast_into_unchecked() };
        entries.push(Step { entry: bound });
        // SAFETY: `entry` is alive, as above, and of this layout in every version that we build for.
        next = NonNull::new(unsafe { entry.as_ref() }.tb_next);
    }
    entries
}

impl<'py> Step<'py> {
    /// Returns the line.
    pub(in crate::runtime::python) fn line(&self) -> PyResult<u32> {
        let line = self.entry.getattr(intern!(self.entry.py(), "tb_lineno"))?;
        Ok(line.extract::<Option<u32>>()?.unwrap_or(0))
    }

    /// Returns the file and the function; the latter is empty at the top level of a module.
    pub(in crate::runtime::python) fn place(&self) -> PyResult<(String, String)> {
        let py = self.entry.py();
        let code = self.frame()?.getattr(intern!(py, "f_code"))?;
        let file = code.getattr(intern!(py, "co_filename"))?.extract()?;
        let function: String = match code.getattr_opt(intern!(py, "co_qualname"))? {
            Some(name) => name.extract()?,
            None => code.getattr(intern!(py, "co_name"))?.extract()?,
        };
        Ok((file, if function == "<module>" { String::new() } else { function }))
    }

    /// Returns the name of the language when the frame was put in for another one.
    pub(in crate::runtime::python) fn language(&self) -> PyResult<Option<String>> {
        let py = self.entry.py();
        let globals = self.frame()?.getattr(intern!(py, "f_globals"))?.cast_into::<PyDict>()?;
        globals.get_item(intern!(py, LANGUAGE))?.map(|name| name.extract()).transpose()
    }

    fn frame(&self) -> PyResult<Bound<'py, PyAny>> {
        self.entry.getattr(intern!(self.entry.py(), "tb_frame"))
    }
}

/// Puts a frame of another language outside those of a traceback and returns the longer one.
pub(in crate::runtime::python) fn insert_frame<'py>(
    py: Python<'py>,
    inside: Option<Bound<'py, PyAny>>,
    frame: &Frame,
) -> PyResult<Bound<'py, PyAny>> {
    let function = if frame.function.is_empty() { "<module>" } else { &frame.function };
    let line = c_int::try_from(frame.line).unwrap_or(c_int::MAX);
    let globals = PyDict::new(py);
    globals.set_item(intern!(py, LANGUAGE), frame.lang.name())?;
    globals.set_item(intern!(py, "__name__"), PyString::new(py, frame.lang.title()))?;
    let (file, function) = (CString::new(&*frame.file)?, CString::new(function)?);
    // SAFETY: the texts are NUL-terminated; the result is a new code object or null with an error set.
    let code = unsafe {
        let code = ffi::PyCode_NewEmpty(file.as_ptr(), function.as_ptr(), line);
        Bound::from_owned_ptr_or_err(py, code.cast())?
    };
    // SAFETY: this thread has the interpreter, so it has a thread state; `code` is a code object that
    // needs no locals, and `globals` a dict. The result is a new frame or null with an error set.
    let frame = unsafe {
        let frame =
            ffi::PyFrame_New(ffi::PyThreadState_Get(), code.as_ptr().cast(), globals.as_ptr(), std::ptr::null_mut());
        Bound::from_owned_ptr_or_err(py, frame.cast())?
    };
    py.get_type::<PyTraceback>().call1((inside, frame, -1, line))
}
