//! Members, calls, comparison, printing.

use std::ffi::c_int;
use std::ptr;

use pyo3::basic::CompareOp;
use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use smallvec::SmallVec;

use super::{Held, as_proxy, cross, given, member};
use crate::object::{Args, Fault, Form, Name, Operator, Traits, Value};
use crate::runtime::python::{convert, engine};

/// `o.name`
pub(super) unsafe extern "C" fn get_attribute(raw: *mut ffi::PyObject, name: *mut ffi::PyObject) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| {
        let name = given(py, name);
        let spelt = engine::foreign_name(&*name.cast::<PyString>()?);
        if !spelt.is_own {
            if let Some(value) = held.object.get_member(&spelt.name)? {
                return Ok(member(py, &held.object, value)?.into_ptr());
            }
        }
        generic(py, raw, &name, &held)
    })
}

/// Reads what the proxy's own class has: Python's protocols, and the methods of its containers.
fn generic(
    py: Python<'_>,
    raw: *mut ffi::PyObject,
    name: &Bound<'_, PyAny>,
    held: &Held,
) -> PyResult<*mut ffi::PyObject> {
    // SAFETY: both are alive while the slot runs.
    let found = unsafe { ffi::PyObject_GenericGetAttr(raw, name.as_ptr()) };
    if found.is_null() {
        let error = PyErr::fetch(py);
        return Err(if error.is_instance_of::<PyAttributeError>(py) { no_member(held, name) } else { error });
    }
    Ok(found)
}

#[cold]
fn no_member(held: &Held, name: &Bound<'_, PyAny>) -> PyErr {
    held.object.fault(Fault::NoMember { object: held.object.describe(), name: name.to_string() }).into()
}

/// `o.name = value` and `del o.name`
pub(super) unsafe extern "C" fn set_attribute(
    raw: *mut ffi::PyObject,
    name: *mut ffi::PyObject,
    value: *mut ffi::PyObject,
) -> c_int {
    cross(raw, -1, |py, held| {
        let name = given(py, name);
        let spelt = engine::foreign_name(&*name.cast::<PyString>()?);
        if spelt.is_own {
            // SAFETY: all are alive while the slot runs; a null value means to delete, here too.
            let status = unsafe { ffi::PyObject_GenericSetAttr(raw, name.as_ptr(), value) };
            return if status < 0 { Err(PyErr::fetch(py)) } else { Ok(0) };
        }
        if value.is_null() {
            return if held.object.delete_member(&spelt.name)? { Ok(0) } else { Err(no_member(&held, &name)) };
        }
        held.object.set_member(&spelt.name, convert::value(&given(py, value)))?;
        Ok(0)
    })
}

/// `o(…)`; what can only be constructed is.
pub(super) unsafe extern "C" fn vectorcall(
    raw: *mut ffi::PyObject,
    args: *const *mut ffi::PyObject,
    flags: usize,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| {
        let count = flags & !ffi::PY_VECTORCALL_ARGUMENTS_OFFSET;
        let value = with_arguments(py, args, count, names, |args| {
            if held.traits.contains(Traits::CALLABLE) || !held.traits.contains(Traits::CONSTRUCTIBLE) {
                (*held.object).call(held.this.as_ref(), args)
            } else {
                held.object.construct(args)
            }
        })?;
        Ok(convert::python(py, value)?.into_ptr())
    })
}

/// `C.new(…)`
pub(super) unsafe extern "C" fn construct(
    raw: *mut ffi::PyObject,
    args: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| {
        let count = count.cast_unsigned();
        let value = with_arguments(py, args, count, names, |args| held.object.construct(args))?;
        Ok(convert::python(py, value)?.into_ptr())
    })
}

/// Sends a message with the arguments of a vectorcall: `count` by place, then one for each of `names`.
#[inline]
fn with_arguments(
    py: Python<'_>,
    args: *const *mut ffi::PyObject,
    count: usize,
    names: *mut ffi::PyObject,
    send: impl FnOnce(&Args<'_>) -> crate::object::Result<Value>,
) -> PyResult<Value> {
    // SAFETY: the convention of vectorcalls: `args` holds so many pointers, alive until the slot
    // returns. It may be null when there are none.
    let argument = |index| convert::value(&given(py, unsafe { *args.add(index) }));
    let positional: SmallVec<[Value; 4]> = (0..count).map(argument).collect();
    if names.is_null() {
        return Ok(send(&Args::new(&positional))?);
    }
    let names = given(py, names);
    let names = names.cast::<PyTuple>()?;
    let mut named: SmallVec<[(Name, Value); 4]> = SmallVec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        named.push((engine::foreign_name(name.cast::<PyString>()?).name, argument(count + index)));
    }
    Ok(send(&Args::with_named(&positional, &named))?)
}

/// `==` asks the owner; `<` and its like are operators of the object.
pub(super) unsafe extern "C" fn compare(
    raw: *mut ffi::PyObject,
    other: *mut ffi::PyObject,
    operation: c_int,
) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| {
        let other = given(py, other);
        let operator = match CompareOp::from_raw(operation) {
            Some(CompareOp::Eq) => return Ok(equal(py, &held, &other)?.into_ptr()),
            Some(CompareOp::Ne) => {
                let equal = equal(py, &held, &other)?;
                return Ok(match equal.extract::<bool>() {
                    Ok(equal) => (!equal).into_pyobject(py)?.to_owned().into_any().into_ptr(),
                    Err(_) => equal.into_ptr(),
                });
            }
            Some(CompareOp::Lt) => Operator::Less,
            Some(CompareOp::Le) => Operator::LessEqual,
            Some(CompareOp::Gt) => Operator::Greater,
            _ => Operator::GreaterEqual,
        };
        if !held.traits.contains(Traits::NUMERIC) {
            return Ok(py.NotImplemented().into_ptr());
        }
        let outcome = held.object.operate(operator, &convert::value(&other), false)?;
        Ok(convert::python(py, outcome)?.into_ptr())
    })
}

fn equal<'py>(py: Python<'py>, held: &Held, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if let Some(other) = as_proxy(other).and_then(|proxy| proxy.held.with(Held::clone)) {
        // Two methods are the same when function and receiver are.
        let receiver = |held: &Held| held.this.as_ref().and_then(Value::as_object).map(|this| this.identity());
        let equal = receiver(held) == receiver(&other)
            && (held.object.is(&other.object) || held.object.equals(&Value::Object(other.object))?);
        return Ok(equal.into_pyobject(py)?.to_owned().into_any());
    }
    if held.object.equals(&convert::value(other))? {
        return Ok(true.into_pyobject(py)?.to_owned().into_any());
    }
    // The other side may know better, e.g. a stand-in that equals everything.
    Ok(py.NotImplemented().into_bound(py))
}

/// `hash(o)`: by identity, unless the owner hashes by value.
pub(super) unsafe extern "C" fn hash(raw: *mut ffi::PyObject) -> ffi::Py_hash_t {
    cross(raw, -1, |_, held| {
        let hash = match held.object.hash() {
            Ok(Some(hash)) => hash as ffi::Py_hash_t,
            Ok(None) => held.object.address().rotate_right(4).cast_signed(),
            Err(error) => return Err(PyTypeError::new_err(format!("unhashable: {}", error.message()))),
        };
        // -1 is how a slot says that it failed.
        Ok(if hash == -1 { -2 } else { hash })
    })
}

/// `repr(o)`
pub(super) unsafe extern "C" fn repr(raw: *mut ffi::PyObject) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| Ok(convert::string(py, &held.object.display(Form::Literal)?).into_ptr()))
}

/// `str(o)`
pub(super) unsafe extern "C" fn str(raw: *mut ffi::PyObject) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| Ok(convert::string(py, &held.object.display(Form::Plain)?).into_ptr()))
}

/// `dir(o)`: the members, spelt as Python has to spell them, and what the class adds.
pub(super) unsafe extern "C" fn dir(raw: *mut ffi::PyObject, _: *mut ffi::PyObject) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| {
        let names = given(py, raw).get_type().dir()?;
        for name in held.object.members()? {
            let spelling = name.as_utf8().and_then(engine::spelling);
            let name = spelling.map_or_else(|| convert::string(py, &name), |name| PyString::new(py, &name));
            names.append(name)?;
        }
        Ok(names.into_ptr())
    })
}

/// `bytes(o)`
pub(super) unsafe extern "C" fn bytes(raw: *mut ffi::PyObject, _: *mut ffi::PyObject) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| Ok(pyo3::types::PyBytes::new(py, &held.object.bytes()?).into_ptr()))
}
