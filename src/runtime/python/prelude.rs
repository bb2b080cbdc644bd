//! Loads what `bindings/python` has: the package `polytarget`.
//!
//! The sources are part of this program. They are loaded once in a process; at
//! each start of a host, [`welcome`] gives the package what belongs to that
//! host, and [`take_leave`] takes it back at the end.

use std::ffi::CString;

use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::code::PyCodeInput;
use pyo3::types::{PyCode, PyCodeMethods, PyModule};

use super::{convert, engine, foreign_error, native, proxy};
use crate::object::{Name, Object};
use crate::runtime::peers;

/// The modules that every start loads, in an order in which each finds those it needs.
const FIRST: [(&str, &str); 6] = [
    ("polytarget.values", include_str!("../../../bindings/python/values.py")),
    ("polytarget.errors", include_str!("../../../bindings/python/errors.py")),
    ("polytarget.sets", include_str!("../../../bindings/python/sets.py")),
    ("polytarget.containers", include_str!("../../../bindings/python/containers.py")),
    ("polytarget.streams", include_str!("../../../bindings/python/streams.py")),
    ("polytarget.importer", include_str!("../../../bindings/python/importer.py")),
];

/// The modules that are loaded when first used.
const LATER: [(&str, &str); 7] = [
    ("polytarget.derived", include_str!("../../../bindings/python/derived.py")),
    ("polytarget.describe", include_str!("../../../bindings/python/describe.py")),
    ("polytarget.native", include_str!("../../../bindings/python/native.py")),
    ("polytarget.to_js", include_str!("../../../bindings/python/to_js.py")),
    ("polytarget.turns", include_str!("../../../bindings/python/turns.py")),
    ("polytarget.running", include_str!("../../../bindings/python/running.py")),
    ("polytarget.interact", include_str!("../../../bindings/python/interact.py")),
];

const PACKAGE: &str = include_str!("../../../bindings/python/__init__.py");

/// What the names of our own files begin with, in Python's tracebacks.
const OWN: &str = "<polytarget/";

static LOADED: PyOnceLock<Py<PyModule>> = PyOnceLock::new();

/// Returns whether code in this file is part of the bridge, or of what it imports with. Traces leave both out.
pub(super) fn is_own(file: &str) -> bool {
    file.starts_with(OWN) || file.starts_with("<frozen importlib")
}

/// Returns the package, loaded if it never was.
pub(super) fn package(py: Python<'_>) -> PyResult<&Bound<'_, PyModule>> {
    LOADED.get_or_try_init(py, || load(py).map(Bound::unbind)).map(|package| package.bind(py))
}

fn load(py: Python<'_>) -> PyResult<Bound<'_, PyModule>> {
    let package = PyModule::new(py, "polytarget")?;
    package.setattr("__path__", Vec::<String>::new())?;
    package.setattr("__package__", "polytarget")?;
    register(&package, "polytarget")?;
    register(&native::make(py)?, "polytarget._native")?;
    for (name, source) in FIRST {
        load_module(py, name, source)?;
    }
    let of = |module: &str, name: &str| py.import(module)?.getattr(name);
    convert::set_null(&of("polytarget.values", "null")?);
    proxy::set_methods(&of("polytarget.containers", "equip")?);
    let classes = ["ForeignError", "JsError", "RhaiError", "LispError", "RustError"];
    let classes = classes.map(|name| Ok(of("polytarget.errors", name)?.cast_into()?.unbind()));
    foreign_error::set_classes(py, classes.into_iter().collect::<PyResult<_>>()?);
    execute(&package, "polytarget", PACKAGE)?;
    Ok(package)
}

/// Returns one of the modules of our own, loaded when first asked for.
pub(super) fn module<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyModule>> {
    if let Ok(module) = py.import("sys")?.getattr("modules")?.get_item(name) {
        return Ok(module.cast_into()?);
    }
    let (name, source) = LATER.iter().find(|(known, _)| *known == name).expect("asked for by a name of the table");
    load_module(py, name, source)
}

fn load_module<'py>(py: Python<'py>, name: &str, source: &str) -> PyResult<Bound<'py, PyModule>> {
    let module = PyModule::new(py, name)?;
    module.setattr("__package__", "polytarget")?;
    register(&module, name)?;
    execute(&module, name, source)?;
    Ok(module)
}

fn register(module: &Bound<'_, PyModule>, name: &str) -> PyResult<()> {
    module.py().import("sys")?.getattr("modules")?.set_item(name, module)
}

fn execute(module: &Bound<'_, PyModule>, name: &str, source: &str) -> PyResult<()> {
    let file = CString::new(format!("<{}.py>", name.replace('.', "/")))?;
    let file = if name == "polytarget" { c"<polytarget/__init__.py>".to_owned() } else { file };
    let code = PyCode::compile(module.py(), &CString::new(source)?, &file, PyCodeInput::File)?;
    code.run(Some(&module.dict()), None).map(drop)
}

/// Gives the package what belongs to the host of this thread: `eval`, `refs`, the instances, …
pub(super) fn welcome(py: Python<'_>) -> PyResult<()> {
    let package = package(py)?;
    let module = peers()?.module();
    for name in offered(&*module) {
        if let Some(value) = module.get_member(&name)? {
            package.setattr(&*engine::python_name(py, &name), convert::python(py, value)?)?;
        }
    }
    Ok(())
}

/// Takes back what [`welcome`] gave.
pub(super) fn take_leave(py: Python<'_>) -> PyResult<()> {
    let package = package(py)?;
    for name in offered(&*peers()?.module()) {
        match package.delattr(&*engine::python_name(py, &name)) {
            Err(error) if !error.is_instance_of::<PyAttributeError>(py) => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The names of the host's object that the package takes over. `import` is a keyword here, and `reload` of the package's own.
fn offered(module: &dyn Object) -> Vec<Name> {
    let names = module.members().unwrap_or_default();
    names.iter().map(Name::from_text).filter(|name| !matches!(name.as_str(), Some("import" | "reload"))).collect()
}

/// Calls a function of one of our own modules.
pub(super) fn call<'py>(
    py: Python<'py>,
    module: &str,
    function: &str,
    args: impl pyo3::call::PyCallArgs<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    self::module(py, module)?.getattr(function)?.call1(args)
}
