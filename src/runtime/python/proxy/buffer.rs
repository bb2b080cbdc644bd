//! `memoryview(o)`, `numpy.asarray(o)`: the memory that a foreign object lends, without a copy.

use std::ffi::{CString, c_int};
use std::ptr;

use pyo3::exceptions::PyBufferError;
use pyo3::ffi;
use pyo3::prelude::*;

use super::{cross, given};
use crate::object::{Buffer, ObjectRef, release};
use crate::runtime::python::lease::{Lease, LetGo};

/// What an exported buffer needs until Python releases it.
struct Export {
    format: CString,
    shape: Vec<ffi::Py_ssize_t>,
    strides: Vec<ffi::Py_ssize_t>,
    /// Python may release the buffer on any thread, and long after the host.
    lease: Lease<Held>,
}

/// The lease of the memory.
struct Held(ObjectRef);

impl LetGo for Held {
    fn let_go(self) {
        release::later(self.0);
    }
}

/// Lends the memory to Python, in the form that `flags` ask for.
pub(super) unsafe extern "C" fn get(raw: *mut ffi::PyObject, view: *mut ffi::Py_buffer, flags: c_int) -> c_int {
    let status = cross(raw, -1, |py, held| {
        let buffer = held.object.buffer().map_err(PyErr::from)?;
        check(&buffer, flags)?;
        let owner = given(py, raw).to_owned();
        // SAFETY: Python gives a place to fill.
        unsafe { fill(&mut *view, owner, buffer, flags)? };
        Ok(0)
    });
    if status < 0 {
        // SAFETY: as above; an empty owner says that there is nothing to release.
        unsafe { (*view).obj = ptr::null_mut() };
    }
    status
}

/// Refuses a request that the memory, as it lies, does not fulfil.
fn check(buffer: &Buffer, flags: c_int) -> PyResult<()> {
    let asks = |flag: c_int| flags & flag == flag;
    if asks(ffi::PyBUF_WRITABLE) && buffer.is_read_only() {
        return Err(PyBufferError::new_err("the memory is read-only"));
    }
    let is_fortran = || buffer.shape().len() <= 1;
    let wants_row = !asks(ffi::PyBUF_STRIDES) || asks(ffi::PyBUF_C_CONTIGUOUS) || asks(ffi::PyBUF_ANY_CONTIGUOUS);
    if wants_row && !buffer.is_contiguous() || (asks(ffi::PyBUF_F_CONTIGUOUS) && !is_fortran()) {
        return Err(PyBufferError::new_err("the memory does not lie in the order that was asked for"));
    }
    Ok(())
}

fn fill(view: &mut ffi::Py_buffer, owner: Bound<'_, PyAny>, buffer: Buffer, flags: c_int) -> PyResult<()> {
    let asks = |flag: c_int| flags & flag == flag;
    let mut export = Box::new(Export {
        format: CString::new(buffer.format())?,
        shape: buffer.shape().iter().map(|count| count.cast_signed()).collect(),
        strides: buffer.strides().to_vec(),
        lease: Lease::empty(),
    });
    view.buf = buffer.start().as_ptr().cast();
    view.len = buffer.byte_length().cast_signed();
    view.itemsize = buffer.item_size().cast_signed();
    view.readonly = c_int::from(buffer.is_read_only());
    view.ndim = c_int::try_from(buffer.shape().len())?;
    let wanted = |asked: bool, pointer| if asked { pointer } else { ptr::null_mut() };
    view.format = if asks(ffi::PyBUF_FORMAT) { export.format.as_ptr().cast_mut() } else { ptr::null_mut() };
    view.shape = wanted(asks(ffi::PyBUF_ND), export.shape.as_mut_ptr());
    view.strides = wanted(asks(ffi::PyBUF_STRIDES), export.strides.as_mut_ptr());
    view.suboffsets = ptr::null_mut();
    export.lease = Lease::new(Held(buffer.into_lease()));
    view.internal = Box::into_raw(export).cast();
    view.obj = owner.into_ptr();
    Ok(())
}

/// Takes back what [`get`] lent. Python gives back the count of the owner.
pub(super) unsafe extern "C" fn release(_raw: *mut ffi::PyObject, view: *mut ffi::Py_buffer) {
    // SAFETY: Python releases each buffer once, as `get` has filled it: the box is its own.
    drop(unsafe { Box::from_raw((*view).internal.cast::<Export>()) });
}
