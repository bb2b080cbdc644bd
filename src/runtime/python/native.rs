//! What the Python half of the binding asks of the Rust half: the module `polytarget._native`.

mod asked;

use std::path::Path;
use std::time::Duration;

use pyo3::exceptions::{PyKeyboardInterrupt, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyModule, PyString, PyTuple};

use super::derived::Derived;
use super::foreign_error::ForeignError;
use super::{convert, engine, prelude, proxy, texts};
use crate::object::Value;
use crate::runtime::{Stream, outlet, peers};

/// Makes the module.
pub(super) fn make(py: Python<'_>) -> PyResult<Bound<'_, PyModule>> {
    let module = PyModule::new(py, "polytarget._native")?;
    module.add_class::<ForeignError>()?;
    module.add_class::<Derived>()?;
    module.add("Proxy", proxy::base(py)?)?;
    module.add_function(wrap_pyfunction!(write, &module)?)?;
    module.add_function(wrap_pyfunction!(flush, &module)?)?;
    module.add_function(wrap_pyfunction!(is_terminal, &module)?)?;
    module.add_function(wrap_pyfunction!(host_module, &module)?)?;
    module.add_function(wrap_pyfunction!(import_module, &module)?)?;
    module.add_function(wrap_pyfunction!(on_host, &module)?)?;
    module.add_function(wrap_pyfunction!(set_patience, &module)?)?;
    module.add_function(wrap_pyfunction!(folder, &module)?)?;
    module.add_function(wrap_pyfunction!(append, &module)?)?;
    module.add_function(wrap_pyfunction!(sources, &module)?)?;
    module.add_function(wrap_pyfunction!(load, &module)?)?;
    asked::add(&module)?;
    Ok(module)
}

fn stream(number: u8) -> Stream {
    if number == 0 { Stream::Out } else { Stream::Err }
}

/// Writes text to the host's outlet. Python's other threads have the process's own streams.
#[pyfunction]
fn write(number: u8, text: &Bound<'_, PyAny>) -> PyResult<usize> {
    let Ok(text) = text.cast::<PyString>() else {
        let class = super::error::class_name(&text.get_type());
        return Err(PyTypeError::new_err(format!("write() argument must be str, not {class}")));
    };
    outlet().write(stream(number), &convert::text(text).to_lossy());
    text.len()
}

#[pyfunction]
fn flush() {
    outlet().flush();
}

#[pyfunction]
fn is_terminal(number: u8) -> bool {
    outlet().is_terminal(stream(number))
}

/// Returns what every language sees as `polytarget`.
#[pyfunction]
#[pyo3(name = "module")]
fn host_module(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    there(py, || convert::python(py, Value::Object(peers()?.module())))
}

/// Calls a function on the host thread.
#[pyfunction]
#[pyo3(signature = (function, *args, **named))]
fn on_host<'py>(
    function: &Bound<'py, PyAny>,
    args: &Bound<'py, PyTuple>,
    named: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    there(function.py(), || function.call(args, named))
}

/// Says how long, in seconds, other threads wait until the host thread answers.
#[pyfunction]
fn set_patience(seconds: f64) -> PyResult<()> {
    let patience = Duration::try_from_secs_f64(seconds);
    engine::set_patience(patience.map_err(|error| PyValueError::new_err(error.to_string()))?);
    Ok(())
}

/// Runs `work` on the host thread, which may be this one.
fn there<T>(py: Python<'_>, work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    if engine::epoch() != 0 {
        return work();
    }
    engine::on_host(py, || {
        let outcome = work();
        keep_interrupt(py, &outcome);
        outcome
    })?
}

/// Sets an interrupt that was raised for another thread on the host thread too: it is for what runs there.
pub(super) fn keep_interrupt<T>(py: Python<'_>, outcome: &PyResult<T>) {
    if let Err(error) = outcome
        && error.is_instance_of::<PyKeyboardInterrupt>(py)
    {
        error.clone_ref(py).restore(py);
    }
}

#[pyfunction]
fn import_module<'py>(py: Python<'py>, specifier: &str, base: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
    there(py, || convert::python(py, Value::Object(peers()?.import(specifier, base.map(Path::new))?)))
}

/// Returns the folder of a file, or nothing for code that is in none.
#[pyfunction]
fn folder(file: Option<&str>) -> Option<String> {
    let folder = Path::new(file?).parent()?.to_str()?.to_owned();
    Some(if folder.is_empty() { ".".to_owned() } else { folder })
}

/// Adds an item at the end of a foreign sequence.
#[pyfunction]
fn append(sequence: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
    let Some(object) = proxy::unwrap(sequence) else {
        return Err(PyTypeError::new_err("append() needs an object of another language"));
    };
    let end = i64::try_from(object.len()?)?;
    Ok(object.set_item(&Value::Int(end), convert::value(value))?)
}

/// Returns the texts that were evaluated, by the names under which tracebacks know them.
#[pyfunction]
fn sources() -> Vec<(String, String)> {
    texts::all()
}

/// Loads a module of the package that a start leaves out.
#[pyfunction]
fn load<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyModule>> {
    prelude::module(py, name)
}
