//! The memory of a Python object, lent by the buffer protocol.

use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::slice;

use pyo3::exceptions::PyBufferError;
use pyo3::ffi;
use pyo3::prelude::*;

use super::enter;
use crate::object::buffer::Count;
use crate::object::{Buffer, Error, Fault, Lang, Object, ObjectRef};

/// A buffer that Python has exported to us. It keeps its owner alive, and an owner that could grow from growing.
struct View {
    /// On the heap: exporters may have pointed into it.
    raw: Box<ffi::Py_buffer>,
    _count: Count,
}

impl View {
    fn owner<T>(&self, look: impl FnOnce(&Bound<'_, PyAny>) -> T) -> Option<T> {
        // SAFETY: the exporter is alive, as the buffer holds a count of it until it is released.
        enter(|py| unsafe { Borrowed::from_ptr_or_opt(py, self.raw.obj) }.map(|owner| look(&owner)))
    }
}

impl Object for View {
    fn type_name(&self) -> String {
        let name = self.owner(|owner| owner.get_type().name().map(|name| name.to_string()).ok());
        name.flatten().unwrap_or_else(|| "object".to_owned())
    }

    fn lang(&self) -> Lang {
        Lang::Py
    }

    fn fault(&self, fault: Fault) -> Error {
        Error::new(Lang::Py, fault)
    }
}

impl Drop for View {
    fn drop(&mut self) {
        // SAFETY: `lend` has filled the buffer, and this is its one release.
        enter(|_| unsafe { ffi::PyBuffer_Release(&raw mut *self.raw) });
    }
}

/// Lends the memory of an object that has the buffer protocol: writable, if the object lets it be.
pub(in crate::runtime::python) fn lend(object: &Bound<'_, PyAny>) -> PyResult<Buffer> {
    let mut raw = export(object, ffi::PyBUF_RECORDS).or_else(|refusal| {
        // Who may not be written says so first.
        export(object, ffi::PyBUF_RECORDS_RO).map_err(|_| refusal)
    })?;
    // SAFETY: the exporter promises as many entries as it has dimensions, for as long as it is not released.
    let (shape, strides) = unsafe { (entries(&raw, raw.shape), entries(&raw, raw.strides)) };
    let dimensions: Vec<_> = shape.iter().map(|count| count.cast_unsigned()).zip(strides.iter().copied()).collect();
    let format = if raw.format.is_null() {
        "B".to_owned()
    } else {
        // SAFETY: an exporter's format ends with a NUL and lives until the release.
        unsafe { CStr::from_ptr(raw.format) }.to_string_lossy().into_owned()
    };
    if has_pointers(&format) {
        // To write bytes there would be to make up objects.
        let refusal = format!("memory whose items are references (format `{format}`) cannot be lent");
        // SAFETY: `export` has filled the buffer, which is used no more.
        unsafe { ffi::PyBuffer_Release(&raw mut *raw) };
        return Err(PyBufferError::new_err(refusal));
    }
    let start = NonNull::new(raw.buf.cast::<u8>()).unwrap_or(NonNull::dangling());
    let (length, item_size) = (raw.len.cast_unsigned(), raw.itemsize.cast_unsigned());
    let is_read_only = raw.readonly != 0;
    let lease = ObjectRef::new(View { raw, _count: Count::new() });
    // SAFETY: until it is released, which the lease does, an exporter keeps its memory where it is, readable
    // and, unless it says so, writable, in the layout that it gives.
    let buffer = unsafe { Buffer::new(start, length, lease).with_layout(&format, item_size, dimensions) };
    Ok(if is_read_only { buffer.read_only() } else { buffer })
}

/// Returns whether a format speaks of references, outside of the names of fields, which stand between colons.
fn has_pointers(format: &str) -> bool {
    format.split(':').step_by(2).any(|codes| codes.contains(['O', 'P', '&', 'X']))
}

fn export(object: &Bound<'_, PyAny>, flags: i32) -> PyResult<Box<ffi::Py_buffer>> {
    let mut raw = Box::new(MaybeUninit::<ffi::Py_buffer>::zeroed());
    // SAFETY: the place is valid to fill, and filled when the call succeeds; it stays where it is.
    unsafe {
        if ffi::PyObject_GetBuffer(object.as_ptr(), raw.as_mut_ptr(), flags) < 0 {
            return Err(PyErr::fetch(object.py()));
        }
        Ok(raw.assume_init())
    }
}

/// Returns the entries of a table that has one for each dimension.
///
/// # Safety
///
/// The table must be null or have as many entries as the buffer has dimensions.
unsafe fn entries(raw: &ffi::Py_buffer, table: *const isize) -> &[isize] {
    if table.is_null() {
        return &[];
    }
    // SAFETY: the caller vouches for it.
    unsafe { slice::from_raw_parts(table, usize::try_from(raw.ndim).unwrap_or_default()) }
}
