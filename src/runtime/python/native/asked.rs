//! What the methods of proxies that are written in Python ask of the objects behind them.

use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyModule, PyString, PyTuple};

use crate::object::{Args, Derivation, Name, ObjectRef, Resume, Step, Value};
use crate::runtime::python::{convert, derived, engine, proxy};

/// Adds the functions to the module.
pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(member, module)?)?;
    module.add_function(wrap_pyfunction!(members, module)?)?;
    module.add_function(wrap_pyfunction!(language, module)?)?;
    module.add_function(wrap_pyfunction!(describe, module)?)?;
    module.add_function(wrap_pyfunction!(delete, module)?)?;
    module.add_function(wrap_pyfunction!(resume, module)?)?;
    module.add_function(wrap_pyfunction!(iterate_async, module)?)?;
    module.add_function(wrap_pyfunction!(settle, module)?)?;
    module.add_function(wrap_pyfunction!(is_disposable, module)?)?;
    module.add_function(wrap_pyfunction!(dispose, module)?)?;
    module.add_function(wrap_pyfunction!(is_instance, module)?)?;
    module.add_function(wrap_pyfunction!(signature, module)?)?;
    module.add_function(wrap_pyfunction!(set_member, module)?)?;
    module.add_function(wrap_pyfunction!(delete_member, module)?)?;
    module.add_function(wrap_pyfunction!(derive, module)?)?;
    module.add_function(wrap_pyfunction!(inherited, module)?)?;
    module.add_function(wrap_pyfunction!(inherited_members, module)?)?;
    module.add_function(wrap_pyfunction!(construct, module)?)?;
    module.add_function(wrap_pyfunction!(stand_for, module)?)?;
    module.add_function(wrap_pyfunction!(doc, module)?)
}

fn foreign(value: &Bound<'_, PyAny>) -> PyResult<ObjectRef> {
    proxy::unwrap(value).ok_or_else(|| PyTypeError::new_err("this needs an object of another language"))
}

/// Reads a member as the owner has it, whatever Python has under that name.
#[pyfunction]
fn member<'py>(value: &Bound<'py, PyAny>, name: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
    let object = foreign(value)?;
    match object.get_member(&engine::foreign_name(name).name)? {
        Some(found) => proxy::member(value.py(), &object, found),
        None => Err(PyAttributeError::new_err(format!("{} has no member `{name}`", object.describe()))),
    }
}

/// Lists the members that the owner lists.
#[pyfunction]
fn members<'py>(value: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyString>>> {
    Ok(foreign(value)?.members()?.iter().map(|name| convert::string(value.py(), name)).collect())
}

#[pyfunction]
fn language(value: &Bound<'_, PyAny>) -> PyResult<&'static str> {
    Ok(foreign(value)?.lang().name())
}

#[pyfunction]
fn describe(value: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(foreign(value)?.describe())
}

/// Deletes an item; a value of a set.
#[pyfunction]
fn delete(value: &Bound<'_, PyAny>, key: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(foreign(value)?.delete_item(&convert::value(key))?)
}

/// Tells a generator how to go on: by `send`, `throw` or `return`.
#[pyfunction]
fn resume<'py>(generator: &Bound<'py, PyAny>, how: &str, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = generator.py();
    let value = convert::value(value);
    let how = match how {
        "send" => Resume::Send(value),
        "throw" => Resume::Throw(value),
        _ => Resume::Return(value),
    };
    match foreign(generator)?.resume(how)? {
        Step::Yield(item) => convert::python(py, item),
        Step::Return(result) => Err(proxy::stop(py, result)?),
    }
}

#[pyfunction]
fn iterate_async<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    convert::python(value.py(), Value::Object(foreign(value)?.iterate_async()?))
}

/// Has one of two functions called when a promise is kept or broken.
#[pyfunction]
fn settle(promise: &Bound<'_, PyAny>, resolve: &Bound<'_, PyAny>, reject: &Bound<'_, PyAny>) -> PyResult<()> {
    Ok(foreign(promise)?.settle(&convert::value(resolve), &convert::value(reject))?)
}

#[pyfunction]
fn is_disposable(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(foreign(value)?.is_disposable()?)
}

#[pyfunction]
fn dispose<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    convert::python(value.py(), foreign(value)?.dispose()?)
}

#[pyfunction]
fn is_instance(class: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(foreign(class)?.is_instance(&convert::value(value))?)
}

#[pyfunction]
fn set_member(value: &Bound<'_, PyAny>, name: &Bound<'_, PyString>, new: &Bound<'_, PyAny>) -> PyResult<()> {
    Ok(foreign(value)?.set_member(&engine::foreign_name(name).name, convert::value(new))?)
}

#[pyfunction]
fn delete_member(value: &Bound<'_, PyAny>, name: &Bound<'_, PyString>) -> PyResult<bool> {
    Ok(foreign(value)?.delete_member(&engine::foreign_name(name).name)?)
}

/// Makes a class in the other language that derives from one of its own.
#[pyfunction]
fn derive<'py>(
    class: &Bound<'py, PyAny>,
    name: &Bound<'py, PyString>,
    methods: &Bound<'py, PyDict>,
    getters: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    let table = |entries: &Bound<'py, PyDict>| -> PyResult<Vec<(Name, Value)>> {
        let entry = |(name, function): (Bound<'py, PyAny>, Bound<'py, PyAny>)| {
            Ok((engine::foreign_name(name.cast::<PyString>()?).name, convert::value(&function)))
        };
        entries.iter().map(entry).collect()
    };
    let derivation = Derivation { name: convert::text(name), methods: table(methods)?, getters: table(getters)? };
    convert::python(class.py(), foreign(class)?.derive(&derivation)?)
}

/// Reads a member of an instance as this class has it.
#[pyfunction]
fn inherited<'py>(
    class: &Bound<'py, PyAny>,
    receiver: &Bound<'py, PyAny>,
    name: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyAny>> {
    let object = foreign(receiver)?;
    match foreign(class)?.inherited(&Value::Object(object.clone()), &engine::foreign_name(name).name)? {
        Some(found) => proxy::member(class.py(), &object, found),
        None => Err(PyAttributeError::new_err(format!("{} has no member `{name}`", object.describe()))),
    }
}

#[pyfunction]
fn inherited_members<'py>(class: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyString>>> {
    Ok(foreign(class)?.inherited_members()?.iter().map(|name| convert::string(class.py(), name)).collect())
}

/// Makes a new object of a foreign class, which `instance` stands for from now on.
#[pyfunction]
fn construct(
    instance: &Bound<'_, PyAny>,
    class: &Bound<'_, PyAny>,
    args: &Bound<'_, PyTuple>,
    named: &Bound<'_, PyDict>,
) -> PyResult<()> {
    let args: Vec<Value> = args.iter().map(|arg| convert::value(&arg)).collect();
    let mut keywords = Vec::new();
    for (name, value) in named {
        keywords.push((engine::foreign_name(name.cast::<PyString>()?).name, convert::value(&value)));
    }
    match foreign(class)?.construct(&Args::with_named(&args, &keywords))? {
        Value::Object(object) => derived::stand_for(instance, object),
        other => Err(PyTypeError::new_err(format!("the class made no object but {}", other.kind()))),
    }
}

/// Makes an instance stand for an object that is there already.
#[pyfunction]
fn stand_for(instance: &Bound<'_, PyAny>, object: &Bound<'_, PyAny>) -> PyResult<()> {
    derived::stand_for(instance, foreign(object)?)
}

#[pyfunction]
fn signature<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyString>>> {
    Ok(foreign(value)?.signature()?.map(|text| convert::string(value.py(), &text)))
}

#[pyfunction]
fn doc<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyString>>> {
    Ok(foreign(value)?.doc()?.map(|text| convert::string(value.py(), &text)))
}
