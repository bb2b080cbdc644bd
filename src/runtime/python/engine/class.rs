//! What a Python object can do, as its class says.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::object::Traits;

/// Reads an attribute; `None` when there is none, without an exception ever being made for that.
#[inline]
pub(in crate::runtime::python) fn attribute<'py>(
    object: &Bound<'py, PyAny>,
    name: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let mut found = std::ptr::null_mut();
    // SAFETY: both are alive for the call, which puts a counted pointer or null into `found`.
    let status = unsafe { look_up(object.as_ptr(), name.as_ptr(), &raw mut found) };
    if status < 0 {
        return Err(PyErr::fetch(object.py()));
    }
    // SAFETY: as above.
    Ok(unsafe { Bound::from_owned_ptr_or_opt(object.py(), found) })
}

/// Writes an attribute, or deletes it, the way every class does that has no say in it.
pub(in crate::runtime::python) fn set_attribute(
    object: &Bound<'_, PyAny>,
    name: &Bound<'_, PyString>,
    value: Option<&Bound<'_, PyAny>>,
) -> PyResult<()> {
    let value = value.map_or(std::ptr::null_mut(), Bound::as_ptr);
    // SAFETY: all are alive for the call; a null value means to delete.
    let status = unsafe { ffi::PyObject_GenericSetAttr(object.as_ptr(), name.as_ptr(), value) };
    if status < 0 { Err(PyErr::fetch(object.py())) } else { Ok(()) }
}

#[cfg(Py_3_13)]
use ffi::PyObject_GetOptionalAttr as look_up;
#[cfg(not(Py_3_13))]
use private::_PyObject_LookupAttr as look_up;

#[cfg(not(Py_3_13))]
mod private {
    use std::ffi::c_int;

    use pyo3::ffi::PyObject;

    unsafe extern "C" {
        /// What became `PyObject_GetOptionalAttr` in Python 3.13.
        pub(super) fn _PyObject_LookupAttr(
            object: *mut PyObject,
            name: *mut PyObject,
            found: *mut *mut PyObject,
        ) -> c_int;
    }
}

/// Returns whether the class hashes by value, as opposed to by identity.
pub(in crate::runtime::python) fn hashes_by_value(object: &Bound<'_, PyAny>) -> bool {
    let by_identity = slots(&object.py().get_type::<PyAny>()).tp_hash;
    let own = slots(&object.get_type()).tp_hash;
    own.map(|hash| hash as usize) != by_identity.map(|hash| hash as usize)
}

/// Returns whether the object is exactly a function or a method, in Python or in C.
#[inline]
fn is_function(object: &Bound<'_, PyAny>) -> bool {
    let class = object.get_type_ptr();
    let known = [&raw mut ffi::PyFunction_Type, &raw mut ffi::PyCFunction_Type, &raw mut PyMethod_Type];
    known.contains(&class)
}

unsafe extern "C" {
    /// The class of a function that is bound to its receiver.
    static mut PyMethod_Type: ffi::PyTypeObject;
}

/// Returns whether the object may be of a class made by the binding, by what every such class is; `None` when
/// it is of one of the interpreter's own.
#[inline]
pub(in crate::runtime::python) fn heritage(object: &Bound<'_, PyAny>) -> Option<Heritage> {
    // SAFETY: the class of a living object is alive.
    let flags = unsafe { (*object.get_type_ptr()).tp_flags };
    let is_error = flags & ffi::Py_TPFLAGS_BASE_EXC_SUBCLASS != 0;
    (flags & ffi::Py_TPFLAGS_HEAPTYPE != 0).then_some(if is_error { Heritage::Error } else { Heritage::Other })
}

/// What a class that a program or the binding has made derives from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::runtime::python) enum Heritage {
    /// An exception.
    Error,
    /// Anything else.
    Other,
}

/// Returns what the object can do.
pub(in crate::runtime::python) fn traits(object: &Bound<'_, PyAny>) -> Traits {
    if is_function(object) {
        // Their classes cannot be changed, so there is nothing to ask.
        return Traits::CALLABLE;
    }
    let class = object.get_type();
    let class = slots(&class);
    let flags = class.tp_flags;
    let is = |flag| flags & flag != 0;
    let has_items = class.has_subscript && class.has_length;
    let mut traits = Traits::empty();
    let mut set = |condition: bool, trait_: Traits| {
        if condition {
            traits |= trait_;
        }
    };
    set(class.is_callable, Traits::CALLABLE);
    set(is(ffi::Py_TPFLAGS_TYPE_SUBCLASS), Traits::CONSTRUCTIBLE);
    set(class.is_iterable, Traits::ITERABLE);
    // SAFETY: the object is alive; only its type is looked at.
    let is_iterator = unsafe { ffi::PyIter_Check(object.as_ptr()) } != 0;
    set(is_iterator, Traits::ITERATOR | Traits::ITERABLE);
    set(class.is_awaitable, Traits::AWAITABLE);
    set(class.is_numeric, Traits::NUMERIC);
    set(is(ffi::Py_TPFLAGS_BASE_EXC_SUBCLASS), Traits::ERROR);
    set(class.is_buffer, Traits::BUFFER);
    set(is_iterator && has(object, pyo3::intern!(object.py(), "send")), Traits::GENERATOR);
    set(class.is_async_iterable, Traits::ASYNC_ITERABLE);
    set(is(ffi::Py_TPFLAGS_TUPLE_SUBCLASS), Traits::IMMUTABLE);
    // SAFETY: the object is alive; only its type is looked at.
    set(unsafe { ffi::PyAnySet_Check(object.as_ptr()) } != 0, Traits::SET);
    // SAFETY: as above.
    set(unsafe { ffi::PyFrozenSet_Check(object.as_ptr()) } != 0, Traits::IMMUTABLE);
    if is(ffi::Py_TPFLAGS_MAPPING)
        || (has_items && !is(ffi::Py_TPFLAGS_SEQUENCE) && has(object, pyo3::intern!(object.py(), "keys")))
    {
        traits |= Traits::MAPPING | Traits::ITEMS_FIRST;
    } else if is(ffi::Py_TPFLAGS_SEQUENCE) || (has_items && (class.is_buffer || !class.is_iterable)) {
        // Of those that do not say they are sequences: arrays, and classes of the old iteration protocol.
        traits |= Traits::SEQUENCE | Traits::ITERABLE;
    }
    traits
}

/// Returns whether the object's class has such an attribute.
pub(in crate::runtime::python) fn has(object: &Bound<'_, PyAny>, name: &Bound<'_, PyString>) -> bool {
    object.get_type().getattr_opt(name).is_ok_and(|found| found.is_some())
}

/// What a class answers, copied out of its slots.
#[expect(clippy::struct_excessive_bools, reason = "each is one slot of a type object, filled or not")]
struct Slots {
    tp_flags: std::ffi::c_ulong,
    tp_hash: Option<ffi::hashfunc>,
    is_callable: bool,
    is_iterable: bool,
    is_awaitable: bool,
    is_async_iterable: bool,
    is_numeric: bool,
    is_buffer: bool,
    has_length: bool,
    has_subscript: bool,
}

fn slots(class: &Bound<'_, pyo3::types::PyType>) -> Slots {
    // SAFETY: a type object is alive as long as `class`, and its tables of slots, where it has them,
    // as long as the type. They are only read here, with the interpreter's lock held.
    unsafe {
        let class = &*class.as_type_ptr();
        let number = class.tp_as_number.as_ref();
        let sequence = class.tp_as_sequence.as_ref();
        let mapping = class.tp_as_mapping.as_ref();
        Slots {
            tp_flags: class.tp_flags,
            tp_hash: class.tp_hash,
            is_callable: class.tp_call.is_some(),
            is_iterable: class.tp_iter.is_some(),
            is_awaitable: class.tp_as_async.as_ref().is_some_and(|slots| slots.am_await.is_some()),
            is_async_iterable: class.tp_as_async.as_ref().is_some_and(|slots| slots.am_aiter.is_some()),
            is_numeric: number.is_some_and(|slots| slots.nb_add.is_some() || slots.nb_multiply.is_some()),
            is_buffer: class.tp_as_buffer.as_ref().is_some_and(|slots| slots.bf_getbuffer.is_some()),
            has_length: sequence.is_some_and(|slots| slots.sq_length.is_some())
                || mapping.is_some_and(|slots| slots.mp_length.is_some()),
            has_subscript: mapping.is_some_and(|slots| slots.mp_subscript.is_some()),
        }
    }
}
