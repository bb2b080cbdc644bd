//! Errors of other languages as Python sees them: exceptions that stand for them.
//!
//! `polytarget.ForeignError` and its subclasses, one per language, are defined
//! here and in `bindings/python/errors.py`. One that stands for an object (a
//! JavaScript `Error`) is that object's proxy: it is found again by identity,
//! reads its members, and goes out as the object.

use std::cell::{Cell, RefCell};

use parking_lot::Mutex;
use pyo3::exceptions::{PyAttributeError, PyBaseException, PyException};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyList, PyString, PyType};

use super::lease::{Lease, LetGo};
use super::{convert, engine, error, proxy};
use crate::object::{Error, Fault, Form, Graph, Lang, Object, ObjectRef, Text, Value, release};

/// The class of each language's errors, by `Lang::index`.
static CLASSES: PyOnceLock<Vec<Py<PyType>>> = PyOnceLock::new();

/// Says which classes stand for the errors of which language, by [`Lang::index`].
pub(super) fn set_classes(py: Python<'_>, classes: Vec<Py<PyType>>) {
    CLASSES.get_or_init(py, || classes);
}

/// An error of another language. Its class says which.
#[pyclass(extends = PyException, subclass, frozen, module = "polytarget")]
pub(super) struct ForeignError {
    carried: Lease<Carried>,
    /// What it is known under in the table of proxies, when it stands for an object.
    key: Mutex<Option<proxy::Key>>,
}

/// What an exception carries of the error that it stands for.
struct Carried {
    /// What was thrown.
    value: Value,
    /// The error with its trace; none when the object came as a value and was never thrown.
    error: RefCell<Option<Error>>,
    /// The entry of the traceback inside of which every frame is in the error's trace already.
    entered: Cell<usize>,
    /// How many frames of the trace are in the traceback.
    passed: Cell<usize>,
}

impl LetGo for Carried {
    fn let_go(self) {
        release::later(ObjectRef::new(Parcel(self)));
    }
}

/// Lets an error wait in the queue of releases, which takes objects.
struct Parcel(#[expect(dead_code, reason = "it is held only to be dropped")] Carried);

impl Object for Parcel {
    fn type_name(&self) -> String {
        "parcel".to_owned()
    }
}

impl Drop for ForeignError {
    fn drop(&mut self) {
        if let Some(key) = self.key.get_mut().take() {
            engine::enter(|py| proxy::forget(py, key));
        }
    }
}

/// Returns the exception for an error that enters Python.
pub(super) fn enter<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyBaseException>> {
    let value = error.value().cloned().unwrap_or_default();
    let known = value.as_object().and_then(|object| proxy::known(py, proxy::key(object)));
    let exception = match known.and_then(|known| known.cast_into::<ForeignError>().ok()) {
        Some(exception) => exception,
        None => make(py, error.lang(), &shown(error), value)?,
    };
    let exception = exception.into_any().cast_into::<PyBaseException>()?;
    let foreign = exception.cast::<ForeignError>()?.get();
    let carried = |read: &dyn Fn(&Carried) -> usize| foreign.carried.with(read).unwrap_or(0);
    let known = carried(&|carried| {
        let same = carried.error.borrow().as_ref().is_some_and(|before| std::ptr::eq(before.fault(), error.fault()));
        let before = carried.error.replace(Some(error.clone()));
        drop(before);
        carried.passed.set(if same { carried.passed.get() } else { 0 });
        carried.passed.get()
    });
    if known == 0 {
        exception.setattr("__traceback__", py.None())?;
        chain(&exception, error)?;
    }
    error::add_frames(&exception, error, known)?;
    mark(&exception, foreign, error);
    Ok(exception)
}

/// Remembers which frames the error's trace and the exception's traceback have in common: all.
fn mark(exception: &Bound<'_, PyBaseException>, foreign: &ForeignError, error: &Error) {
    let entered = error::traceback(exception).map_or(0, |traceback| traceback.as_ptr().addr());
    let passed = error::length(&error.trace());
    foreign.carried.with(|carried| {
        carried.entered.set(entered);
        carried.passed.set(passed);
    });
}

/// Takes over the cause that the other language knows, as `raise … from` would have set it.
fn chain(exception: &Bound<'_, PyBaseException>, error: &Error) -> PyResult<()> {
    let py = exception.py();
    if let Some(cause) = error.cause() {
        return exception.setattr("__cause__", PyErr::from(cause).into_value(py));
    }
    let Some(object) = error.value().and_then(Value::as_object) else { return Ok(()) };
    let Ok(Some(Value::Object(cause))) = object.get_member(&"cause".into()) else { return Ok(()) };
    let cause = convert::python(py, Value::Object(cause))?;
    if cause.is_instance_of::<PyBaseException>() { exception.setattr("__cause__", cause) } else { Ok(()) }
}

/// Returns the error that leaves Python with this exception.
pub(super) fn leave(exception: &Bound<'_, ForeignError>) -> Error {
    let base = exception.as_any().cast::<PyBaseException>().expect("a foreign error is an exception");
    let foreign = exception.get();
    let known = foreign.carried.with(|carried| {
        let error = carried.error.borrow().clone();
        let value = carried.value.clone();
        (error, value, carried.entered.get())
    });
    let Some((error, value, entered)) = known else {
        // One that Python code made by itself.
        return error::of_exception(base);
    };
    let error = error.unwrap_or_else(|| of_value(&value));
    foreign.carried.with(|carried| carried.error.replace(Some(error.clone())));
    error.pass(error::frames(base, entered, false));
    mark(base, foreign, &error);
    error
}

fn of_value(value: &Value) -> Error {
    let lang = value.as_object().map_or(Lang::Rust, |object| object.lang());
    value.as_object().and_then(|object| object.as_error()).unwrap_or_else(|| {
        let fault = Fault::Raised { class: "Error".to_owned(), message: value.to_string() };
        Error::with_value(lang, fault, value.clone())
    })
}

/// Returns the exception that stands for an error object which came as a value.
pub(super) fn of_object(py: Python<'_>, object: ObjectRef) -> PyResult<Bound<'_, PyAny>> {
    let error = object.as_error();
    let text = match &error {
        Some(error) => shown(error),
        None => object.display(Form::Plain)?,
    };
    Ok(make(py, object.lang(), &text, Value::Object(object))?.into_any())
}

/// Returns what the error prints as: `class: message`, with the message as its language has it.
fn shown(error: &Error) -> Text {
    let exact = error.exact_message();
    if exact.to_utf8().is_some() {
        return error.to_string().into();
    }
    let class: Text = format!("{}: ", error.class()).into();
    class.joined(&exact)
}

fn make<'py>(py: Python<'py>, lang: Lang, text: &Text, value: Value) -> PyResult<Bound<'py, ForeignError>> {
    let class = CLASSES.get(py).and_then(|classes| classes.get(lang.index()));
    let class = class.map_or_else(|| py.get_type::<ForeignError>(), |class| class.bind(py).clone());
    let exception = class.call1((convert::string(py, text),))?.cast_into::<ForeignError>()?;
    let foreign = exception.get();
    if let Some(object) = value.as_object() {
        let key = proxy::key(object);
        foreign.key.lock().replace(key);
        proxy::remember(py, key, exception.as_any());
    }
    foreign.carried.fill(Carried { value, error: RefCell::new(None), entered: Cell::new(0), passed: Cell::new(0) });
    Ok(exception)
}

/// Returns the object that an exception stands for.
pub(super) fn unwrap(object: &Bound<'_, PyAny>) -> Option<ObjectRef> {
    let foreign = object.cast::<ForeignError>().ok()?;
    foreign.get().carried.with(|carried| carried.value.as_object().cloned()).flatten()
}

/// Forgets under which key the exception is known: what it stands for has died.
pub(super) fn lose_key(object: &Bound<'_, PyAny>) {
    if let Ok(foreign) = object.cast::<ForeignError>() {
        foreign.get().key.lock().take();
    }
}

/// Shows a survey what an exception carries, when it is one of ours.
pub(super) fn survey(object: &Bound<'_, PyAny>, graph: &mut Graph) {
    if !object.is_instance_of::<PyBaseException>() {
        return;
    }
    let Ok(foreign) = object.cast::<ForeignError>() else { return };
    foreign.get().carried.with(|carried| {
        if let Some(object) = carried.value.as_object() {
            graph.add_exit(object);
        }
        if let Some(error) = &*carried.error.borrow() {
            error.each_object(&mut |object| graph.add_exit(object));
        }
    });
}

/// Makes the exception let go of what it carries, when the host is dropped.
pub(super) fn revoke(object: &Bound<'_, PyAny>) {
    if let Ok(foreign) = object.cast::<ForeignError>() {
        foreign.get().carried.revoke();
    }
}

#[pymethods]
impl ForeignError {
    #[new]
    #[pyo3(signature = (*_args, **_named))]
    fn new(_args: &Bound<'_, PyAny>, _named: Option<&Bound<'_, PyAny>>) -> Self {
        Self { carried: Lease::empty(), key: Mutex::new(None) }
    }

    /// The class of the error in its own language.
    #[getter]
    fn name(&self) -> Option<String> {
        self.error().map(|error| error.class().to_owned())
    }

    /// The message without the class.
    #[getter]
    fn message<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyString>> {
        self.error().map(|error| convert::string(py, &error.exact_message()))
    }

    /// What was thrown: the exception itself when it stands for an error object.
    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let value = self.carried.with(|carried| carried.value.clone());
        convert::python(py, value.unwrap_or_default())
    }

    /// The calls between the place of the error and here, in all languages.
    #[getter]
    fn stack(&self) -> Option<String> {
        self.error().map(|error| error.trace().to_string())
    }

    fn __getattr__<'py>(slf: &Bound<'py, Self>, name: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
        let spelt = engine::foreign_name(name);
        if let (false, Some(object)) = (spelt.is_own, unwrap(slf.as_any()))
            && let Some(value) = object.get_member(&spelt.name)?
        {
            return proxy::member(slf.py(), &object, value);
        }
        let class = error::class_name(&slf.get_type());
        Err(PyAttributeError::new_err(format!("'{class}' object has no attribute '{name}'")))
    }

    /// What Python keeps with every exception stays with this one; other members are the error's own.
    fn __setattr__(slf: &Bound<'_, Self>, name: &Bound<'_, PyString>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let spelt = engine::foreign_name(name);
        if let (false, Some(object)) = (spelt.is_own || name.to_str()? == "args", unwrap(slf.as_any())) {
            return Ok(object.set_member(&spelt.name, convert::value(value))?);
        }
        engine::set_attribute(slf.as_any(), name, Some(value))
    }

    fn __delattr__(slf: &Bound<'_, Self>, name: &Bound<'_, PyString>) -> PyResult<()> {
        let spelt = engine::foreign_name(name);
        if let (false, Some(object)) = (spelt.is_own, unwrap(slf.as_any()))
            && object.delete_member(&spelt.name)?
        {
            return Ok(());
        }
        engine::set_attribute(slf.as_any(), name, None)
    }

    fn __dir__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let names = py.get_type::<PyException>().call_method1("__dir__", (slf,))?;
        let members = unwrap(slf.as_any()).map_or_else(|| Ok(Vec::new()), |object| object.members())?;
        let members = PyList::new(py, members.iter().map(|name| convert::string(py, name)))?;
        names.call_method1("extend", (members,))?;
        Ok(names)
    }
}

impl ForeignError {
    /// Returns the error that the exception stands for; `None` when Python code made it by itself.
    pub(super) fn error(&self) -> Option<Error> {
        let (error, value) = self.carried.with(|carried| (carried.error.borrow().clone(), carried.value.clone()))?;
        error.or_else(|| Some(of_value(&value)))
    }
}
