//! Members, calls, comparison, printing.

use std::ffi::c_int;
use std::ptr;

use pyo3::basic::CompareOp;
use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use smallvec::SmallVec;

use super::{Held, Raised, cross, equality, given, member};
use crate::object::{self, Args, Fault, Form, Name, Operator, Traits, Value};
use crate::runtime::python::{convert, engine, prelude};

/// `o.name`
pub(super) unsafe extern "C" fn get_attribute(raw: *mut ffi::PyObject, name: *mut ffi::PyObject) -> *mut ffi::PyObject {
    cross(raw, ptr::null_mut(), |py, held| {
        let name = given(py, name);
        let spelt = engine::foreign_name(&*name.cast::<PyString>().map_err(PyErr::from)?);
        if !spelt.is_own && !held.traits.intersects(spelt.claimed) {
            return give_found(py, held.object.get_member(&spelt.name), |found| match found {
                Some(value) => Ok(member(py, &held.object, value)?.into_ptr()),
                None => generic(py, raw, &name, held),
            });
        }
        generic(py, raw, &name, held)
    })
}

/// Gives what a message was answered with to Python, from where it is.
#[inline]
fn give(py: Python<'_>, answer: object::Result<Value>) -> Result<*mut ffi::PyObject, Raised> {
    if let Ok(Value::Int(number)) = &answer {
        let number = *number;
        // There is nothing to drop in it.
        std::mem::forget(answer);
        return integer(py, number);
    }
    Ok(convert::python(py, answer?)?.into_ptr())
}

/// Gives what was found to Python, from where it is; `rest` is given what is no integer that fits.
#[inline]
pub(super) fn give_found(
    py: Python<'_>,
    found: object::Result<Option<Value>>,
    rest: impl FnOnce(Option<Value>) -> Result<*mut ffi::PyObject, Raised>,
) -> Result<*mut ffi::PyObject, Raised> {
    if let Ok(Some(Value::Int(number))) = &found {
        let number = *number;
        // There is nothing to drop in it.
        std::mem::forget(found);
        return integer(py, number);
    }
    rest(found?)
}

#[inline]
fn integer(py: Python<'_>, number: i64) -> Result<*mut ffi::PyObject, Raised> {
    let integer = engine::new_integer(py, number);
    if integer.is_null() { Err(Raised) } else { Ok(integer) }
}

/// Reads what the proxy's own class has: Python's protocols, and the methods of its containers.
fn generic(
    py: Python<'_>,
    raw: *mut ffi::PyObject,
    name: &Bound<'_, PyAny>,
    held: &Held,
) -> Result<*mut ffi::PyObject, Raised> {
    // SAFETY: both are alive while the slot runs.
    let found = unsafe { ffi::PyObject_GenericGetAttr(raw, name.as_ptr()) };
    if found.is_null() {
        let error = PyErr::fetch(py);
        return Err(if error.is_instance_of::<PyAttributeError>(py) {
            if held.traits.intersects(Traits::CALLABLE | Traits::CONSTRUCTIBLE) {
                let found = prelude::call(py, "polytarget.describe", "special", (given(py, raw), name))?;
                if !found.is(py.NotImplemented()) {
                    return Ok(found.into_ptr());
                }
            }
            no_member(held, name).into()
        } else {
            error.into()
        });
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
        let spelt = engine::foreign_name(&*name.cast::<PyString>().map_err(PyErr::from)?);
        if spelt.is_own {
            // SAFETY: all are alive while the slot runs; a null value means to delete, here too.
            let status = unsafe { ffi::PyObject_GenericSetAttr(raw, name.as_ptr(), value) };
            return if status < 0 { Err(PyErr::fetch(py).into()) } else { Ok(0) };
        }
        if value.is_null() {
            return if held.object.delete_member(&spelt.name)? { Ok(0) } else { Err(no_member(held, &name).into()) };
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
        with_arguments(py, args, count, names, |args| {
            if held.traits.contains(Traits::CALLABLE) || !held.traits.contains(Traits::CONSTRUCTIBLE) {
                (*held.object).call(held.this.as_ref(), args)
            } else {
                held.object.construct(args)
            }
        })
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
        with_arguments(py, args, count, names, |args| held.object.construct(args))
    })
}

/// Sends a message with the arguments of a vectorcall: `count` by place, then one for each of `keywords`.
#[inline]
fn with_arguments(
    py: Python<'_>,
    args: *const *mut ffi::PyObject,
    count: usize,
    keywords: *mut ffi::PyObject,
    send: impl Fn(&Args<'_>) -> object::Result<Value>,
) -> Result<*mut ffi::PyObject, Raised> {
    // SAFETY: the convention of vectorcalls: `args` holds so many pointers, alive until the slot
    // returns. It may be null when there are none.
    let argument = |index| given(py, unsafe { *args.add(index) });
    if !keywords.is_null() {
        return with_keywords(py, count, &*given(py, keywords).cast::<PyTuple>().map_err(PyErr::from)?, argument, send);
    }
    match count {
        0 => give(py, send(&Args::NONE)),
        1 => few::<1>(py, argument, send),
        2 => few::<2>(py, argument, send),
        3 => few::<3>(py, argument, send),
        _ => {
            let values: SmallVec<[Value; 6]> = (0..count).map(|index| convert::value(&argument(index))).collect();
            give(py, send(&Args::new(&values)))
        }
    }
}

/// Sends a message with arguments that are converted where they are sent from.
#[inline]
fn few<'a, 'py, const COUNT: usize>(
    py: Python<'py>,
    argument: impl Fn(usize) -> Borrowed<'a, 'py, PyAny>,
    send: impl Fn(&Args<'_>) -> object::Result<Value>,
) -> Result<*mut ffi::PyObject, Raised> {
    let mut values = [const { Value::Nothing }; COUNT];
    for (index, value) in values.iter_mut().enumerate() {
        convert::put(value, &argument(index));
    }
    let outcome = give(py, send(&Args::new(&values)));
    Value::discard(values);
    outcome
}

#[cold]
fn with_keywords<'a, 'py>(
    py: Python<'py>,
    count: usize,
    keywords: &Bound<'py, PyTuple>,
    argument: impl Fn(usize) -> Borrowed<'a, 'py, PyAny>,
    send: impl Fn(&Args<'_>) -> object::Result<Value>,
) -> Result<*mut ffi::PyObject, Raised> {
    let positional: SmallVec<[Value; 4]> = (0..count).map(|index| convert::value(&argument(index))).collect();
    let mut named: SmallVec<[(Name, Value); 4]> = SmallVec::with_capacity(keywords.len());
    for (index, keyword) in keywords.iter().enumerate() {
        let keyword = engine::foreign_name(keyword.cast::<PyString>().map_err(PyErr::from)?);
        named.push((keyword.name, convert::value(&argument(count + index))));
    }
    give(py, send(&Args::with_named(&positional, &named)))
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
            Some(operation @ (CompareOp::Eq | CompareOp::Ne)) => {
                return Ok(equality::compare(py, &given(py, raw), held, &other, operation)?.into_ptr());
            }
            Some(CompareOp::Lt) => Operator::Less,
            Some(CompareOp::Le) => Operator::LessEqual,
            Some(CompareOp::Gt) => Operator::Greater,
            _ => Operator::GreaterEqual,
        };
        if held.traits.intersects(CONTAINERS) {
            let order = given(py, raw).call_method1(pyo3::intern!(py, "_order"), (operator.symbol(), other))?;
            return Ok(order.into_ptr());
        }
        if !held.traits.contains(Traits::NUMERIC) {
            return Ok(py.NotImplemented().into_ptr());
        }
        let outcome = held.object.operate(operator, &convert::value(&other), false)?;
        Ok(convert::python(py, outcome)?.into_ptr())
    })
}

/// What Python has containers of its own for, which are equal when their contents are.
pub(super) const CONTAINERS: Traits = Traits::SEQUENCE.union(Traits::MAPPING).union(Traits::SET);

/// `hash(o)`: by identity, unless the owner hashes by value.
pub(super) unsafe extern "C" fn hash(raw: *mut ffi::PyObject) -> ffi::Py_hash_t {
    cross(raw, -1, |_, held| {
        let hash = match held.object.hash() {
            Ok(Some(hash)) => ffi::Py_hash_t::try_from(hash).map_err(PyErr::from)?,
            Ok(None) => held.object.address().rotate_right(4).cast_signed(),
            Err(error) => return Err(PyTypeError::new_err(format!("unhashable: {}", error.message())).into()),
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
