//! The types of proxies: one for each combination of what objects can do.
//!
//! All share the layout of `Proxy` and most slots. What only some objects can
//! do (be called, iterated over, awaited) has its slot only in their types, so
//! that `callable`, `iter` and their like tell the truth. Ordinary methods of
//! containers (`append`, `items`) come from classes in `bindings/python`.

use std::ffi::{c_int, c_uint, c_ulong, c_void};
use std::mem::offset_of;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyTuple, PyType};
use rustc_hash::FxHashMap;

use super::{Proxy, buffer, deallocate, items, numbers, slots};
use crate::object::Traits;
use crate::runtime::python::lease::Locked;

/// The traits that make a difference to the type.
const DECISIVE: Traits = Traits::CALLABLE
    .union(Traits::CONSTRUCTIBLE)
    .union(Traits::SEQUENCE)
    .union(Traits::MAPPING)
    .union(Traits::ITERABLE)
    .union(Traits::ITERATOR)
    .union(Traits::AWAITABLE)
    .union(Traits::SET)
    .union(Traits::TABLE)
    .union(Traits::GENERATOR)
    .union(Traits::ASYNC_ITERABLE)
    .union(Traits::BUFFER);

/// The types made so far. There are few, and they live as long as the process.
static CLASSES: Locked<Option<FxHashMap<u32, Py<PyType>>>> = Locked::new(None);

/// What gives a new type its ordinary methods; see [`set_methods`].
static METHODS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Says what gives a new type its ordinary methods: a function of the type and the names of its traits.
pub(in crate::runtime::python) fn set_methods(equip: &Bound<'_, PyAny>) {
    METHODS.get_or_init(equip.py(), || equip.clone().unbind());
}

/// Returns the type that all others derive from.
pub(in crate::runtime::python) fn base(py: Python<'_>) -> PyResult<Bound<'_, PyType>> {
    class_for(py, Traits::empty())
}

/// Returns the type that fits an object with these traits.
#[inline]
pub(super) fn class_for(py: Python<'_>, traits: Traits) -> PyResult<Bound<'_, PyType>> {
    let traits = traits & DECISIVE;
    let known = CLASSES.with(py, |classes| Some(classes.as_ref()?.get(&traits.bits())?.clone_ref(py)));
    match known {
        Some(class) => Ok(class.into_bound(py)),
        None => make(py, traits),
    }
}

#[cold]
fn make(py: Python<'_>, traits: Traits) -> PyResult<Bound<'_, PyType>> {
    let bases = if traits.is_empty() { py.get_type::<PyAny>() } else { base(py)? };
    let bases = PyTuple::new(py, [bases])?;
    let mut flags = ffi::Py_TPFLAGS_DEFAULT | ffi::Py_TPFLAGS_DISALLOW_INSTANTIATION;
    if traits.is_empty() {
        flags |= ffi::Py_TPFLAGS_BASETYPE;
    }
    if is_called(traits) || lets_refuse_calls(py)? {
        flags |= ffi::Py_TPFLAGS_HAVE_VECTORCALL;
    }
    let mut slots = slots_for(traits);
    let mut spec = ffi::PyType_Spec {
        name: c"polytarget.Proxy".as_ptr(),
        basicsize: c_int::try_from(size_of::<Proxy>()).expect("a few words"),
        itemsize: 0,
        flags: c_uint::try_from(flags as c_ulong).expect("type flags have 32 bits"),
        slots: slots.as_mut_ptr(),
    };
    // SAFETY: the specification and its slots are alive for the call, which copies them; the tables
    // of members and methods, which it does not copy, are static. Every slot has the function type
    // that its number asks for, see `slots_for`.
    let class = unsafe {
        let class = ffi::PyType_FromSpecWithBases(&raw mut spec, bases.as_ptr());
        Bound::from_owned_ptr_or_err(py, class)?.cast_into::<PyType>()?
    };
    refuse_iteration(&class);
    if let Some(equip) = METHODS.get(py) {
        let names: Vec<String> = traits.iter_names().map(|(name, _)| name.to_lowercase()).collect();
        equip.bind(py).call1((&class, names))?;
    }
    CLASSES.with(py, |classes| classes.get_or_insert_default().insert(traits.bits(), class.clone().unbind()));
    Ok(class)
}

/// Returns whether a class may have a vectorcall alone, so that the owner refuses a call in words that name it, while
/// `callable` is false, which asks for `tp_call`. Only a Python that was built for debugging asserts that both are there.
fn lets_refuse_calls(py: Python<'_>) -> PyResult<bool> {
    Ok(!py.import("sys")?.hasattr("gettotalrefcount")?)
}

/// Lets `iter(o)` of what cannot be iterated over be refused by its owner, in words that name it.
///
/// The class has no `__iter__` all the same, so that it is no `Iterable`.
fn refuse_iteration(class: &Bound<'_, PyType>) {
    // SAFETY: the class was made a moment ago, and nobody else has it. The slot has the function type of `tp_iter`.
    unsafe {
        let slot = &raw mut (*class.as_type_ptr()).tp_iter;
        if (*slot).is_none() {
            slot.write(Some(items::iterate));
        }
    }
}

fn is_called(traits: Traits) -> bool {
    traits.intersects(Traits::CALLABLE | Traits::CONSTRUCTIBLE)
}

macro_rules! slot {
    ($number:ident, $type:ty, $function:expr) => {{
        let function: $type = $function;
        ffi::PyType_Slot { slot: ffi::$number, pfunc: function as *mut c_void }
    }};
}

fn slots_for(traits: Traits) -> Vec<ffi::PyType_Slot> {
    let mut slots = vec![
        slot!(Py_tp_dealloc, ffi::destructor, deallocate),
        slot!(Py_tp_getattro, ffi::getattrofunc, slots::get_attribute),
        slot!(Py_tp_setattro, ffi::setattrofunc, slots::set_attribute),
        slot!(Py_tp_richcompare, ffi::richcmpfunc, slots::compare),
        slot!(Py_tp_hash, ffi::hashfunc, slots::hash),
        slot!(Py_tp_repr, ffi::reprfunc, slots::repr),
        slot!(Py_tp_str, ffi::reprfunc, slots::str),
        slot!(Py_mp_subscript, ffi::binaryfunc, items::get_item),
        slot!(Py_mp_ass_subscript, ffi::objobjargproc, items::set_item),
        slot!(Py_mp_length, ffi::lenfunc, items::length),
        slot!(Py_sq_contains, ffi::objobjproc, items::contains),
        slot!(Py_nb_bool, ffi::inquiry, items::truth),
        slot!(Py_nb_add, ffi::binaryfunc, numbers::add),
        slot!(Py_nb_subtract, ffi::binaryfunc, numbers::subtract),
        slot!(Py_nb_multiply, ffi::binaryfunc, numbers::multiply),
        slot!(Py_nb_true_divide, ffi::binaryfunc, numbers::divide),
        slot!(Py_nb_remainder, ffi::binaryfunc, numbers::remainder),
        slot!(Py_nb_power, ffi::ternaryfunc, numbers::power),
        slot!(Py_nb_negative, ffi::unaryfunc, numbers::negate),
        slot!(Py_nb_float, ffi::unaryfunc, numbers::float),
    ];
    if is_called(traits) {
        slots.push(slot!(Py_tp_call, ffi::ternaryfunc, ffi::PyVectorcall_Call));
    }
    if traits.contains(Traits::SEQUENCE) {
        slots.push(slot!(Py_sq_item, ffi::ssizeargfunc, items::get_at));
        slots.push(slot!(Py_sq_length, ffi::lenfunc, items::length));
    }
    if traits.intersects(Traits::ITERABLE | Traits::ITERATOR | Traits::MAPPING | Traits::SEQUENCE) {
        slots.push(slot!(Py_tp_iter, ffi::getiterfunc, items::iterate));
    }
    if traits.contains(Traits::BUFFER) {
        slots.push(slot!(Py_bf_getbuffer, ffi::getbufferproc, buffer::get));
        slots.push(slot!(Py_bf_releasebuffer, ffi::releasebufferproc, buffer::release));
    }
    if traits.contains(Traits::ITERATOR) {
        slots.push(slot!(Py_tp_iternext, ffi::iternextfunc, items::next));
    }
    let methods = if is_called(traits) { &CALLED.0[..] } else { &PLAIN.0[..] };
    let members = &MEMBERS.0;
    slots.push(ffi::PyType_Slot { slot: ffi::Py_tp_members, pfunc: members.as_ptr() as *mut c_void });
    slots.push(ffi::PyType_Slot { slot: ffi::Py_tp_methods, pfunc: methods.as_ptr() as *mut c_void });
    slots.push(ffi::PyType_Slot { slot: 0, pfunc: std::ptr::null_mut() });
    slots
}

/// A table that Python reads, ended by an empty entry.
struct Table<T, const N: usize>([T; N]);

// SAFETY: the tables are constants: names and functions that live for ever, never written.
unsafe impl<T, const N: usize> Sync for Table<T, N> {}

const WEAK: ffi::PyMemberDef = offset(c"__weaklistoffset__", offset_of!(Proxy, weak_references));
const VECTORCALL: ffi::PyMemberDef = offset(c"__vectorcalloffset__", offset_of!(Proxy, vectorcall));
const NO_MEMBER: ffi::PyMemberDef =
    ffi::PyMemberDef { name: std::ptr::null(), type_code: 0, offset: 0, flags: 0, doc: std::ptr::null() };

static MEMBERS: Table<ffi::PyMemberDef, 3> = Table([WEAK, VECTORCALL, NO_MEMBER]);

const fn offset(name: &'static std::ffi::CStr, offset: usize) -> ffi::PyMemberDef {
    ffi::PyMemberDef {
        name: name.as_ptr(),
        type_code: ffi::Py_T_PYSSIZET,
        offset: offset.cast_signed(),
        flags: ffi::Py_READONLY,
        doc: std::ptr::null(),
    }
}

static PLAIN: Table<ffi::PyMethodDef, 3> = Table([DIR, BYTES, ffi::PyMethodDef::zeroed()]);
static CALLED: Table<ffi::PyMethodDef, 4> = Table([DIR, BYTES, NEW, ffi::PyMethodDef::zeroed()]);

const DIR: ffi::PyMethodDef = ffi::PyMethodDef {
    ml_name: c"__dir__".as_ptr(),
    ml_meth: ffi::PyMethodDefPointer { PyCFunction: slots::dir },
    ml_flags: ffi::METH_NOARGS,
    ml_doc: std::ptr::null(),
};
const BYTES: ffi::PyMethodDef = ffi::PyMethodDef {
    ml_name: c"__bytes__".as_ptr(),
    ml_meth: ffi::PyMethodDefPointer { PyCFunction: slots::bytes },
    ml_flags: ffi::METH_NOARGS,
    ml_doc: std::ptr::null(),
};
const NEW: ffi::PyMethodDef = ffi::PyMethodDef {
    ml_name: c"new".as_ptr(),
    ml_meth: ffi::PyMethodDefPointer { PyCFunctionFastWithKeywords: slots::construct },
    ml_flags: ffi::METH_FASTCALL | ffi::METH_KEYWORDS,
    ml_doc: std::ptr::null(),
};
