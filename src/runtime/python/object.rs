//! A Python object as the other languages see it.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use pyo3::basic::CompareOp;
use pyo3::exceptions::{PyBaseException, PyIndexError, PyKeyError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyIterator, PyList, PyModule, PyString, PyTuple};

use super::life::Life;
use super::{classes, convert, engine, error, number, prelude, proxy, suspended};
use crate::object::{
    Args, Buffer, Derivation, Error, Fault, Form, Lang, Name, Number, Object, ObjectRef, Operator, Result, Resume,
    Step, Text, Traits, Value,
};
use crate::runtime::limits;

/// A counted reference to a Python object, and to the life of the instance that handed it out.
pub(super) struct PyObject {
    /// Empty only while it is dropped.
    native: Option<Py<PyAny>>,
    life: Rc<Life>,
    traits: OnceCell<Traits>,
    /// For an exception that left: how many frames its error had then.
    passed: Cell<usize>,
}

/// Returns a handle to an object of Python's own.
pub(super) fn handle(object: &Bound<'_, PyAny>) -> ObjectRef {
    ObjectRef::new(PyObject::new(object))
}

impl PyObject {
    pub(super) fn new(object: &Bound<'_, PyAny>) -> Self {
        Self {
            native: Some(object.clone().unbind()),
            life: Life::current(),
            traits: OnceCell::new(),
            passed: Cell::new(0),
        }
    }

    /// Returns the object itself: the home rule.
    #[inline]
    pub(super) fn bind<'py>(&self, py: Python<'py>) -> &Bound<'py, PyAny> {
        self.native.as_ref().expect("emptied only by drop").bind(py)
    }

    /// Returns how many frames the error of this exception had when it left Python last.
    pub(super) fn passed(&self) -> &Cell<usize> {
        &self.passed
    }

    /// Answers one message.
    #[inline]
    fn answer<T>(&self, work: impl for<'py> FnOnce(&Bound<'py, PyAny>) -> PyResult<T>) -> Result<T> {
        self.life.check()?;
        limits::check_stack(Lang::Py)?;
        let _during = self.life.enter();
        engine::enter(|py| work(self.bind(py)).map_err(Error::from))
    }

    /// Answers a message with an object. Its value is made in place, see [`convert::put`].
    #[inline]
    fn give(&self, work: impl for<'py> FnOnce(&Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>>) -> Result<Value> {
        self.life.check()?;
        limits::check_stack(Lang::Py)?;
        let _during = self.life.enter();
        engine::enter(|py| match work(self.bind(py)) {
            Ok(object) => Ok(convert::value(&object)),
            Err(exception) => Err(exception.into()),
        })
    }

    /// Answers a message with an object, where there is one.
    #[inline]
    fn find(
        &self,
        work: impl for<'py> FnOnce(&Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>>,
    ) -> Result<Option<Value>> {
        self.life.check()?;
        limits::check_stack(Lang::Py)?;
        let _during = self.life.enter();
        engine::enter(|py| match work(self.bind(py)) {
            Ok(Some(object)) => Ok(Some(convert::value(&object))),
            Ok(None) => Ok(None),
            Err(exception) => Err(exception.into()),
        })
    }
}

impl PyObject {
    /// Returns the refusal that an error is, when it was raised because the class lacks a method of its protocol.
    #[cold]
    fn without(&self, error: Error, method: &str, message: &'static str) -> Error {
        if error.class() != "TypeError" || self.traits().contains(Traits::SET) {
            return error;
        }
        let has = self.answer(|native| native.get_type().hasattr(method));
        if has.unwrap_or(true) { error } else { self.refuse(message) }
    }
}

impl PyObject {
    /// Returns whether a sequence has an item of this index, counted from either end.
    #[cold]
    fn reaches(&self, index: i64) -> bool {
        let length = self.answer(|native| native.len()).unwrap_or(0);
        usize::try_from(index.unsigned_abs())
            .is_ok_and(|place| if index < 0 { place <= length } else { place < length })
    }
}

impl Drop for PyObject {
    fn drop(&mut self) {
        let native = self.native.take();
        engine::enter(|py| drop(native.map(|native| native.into_bound(py))));
    }
}

/// Returns the index that a key means in a list of this length, if it is one.
fn index(key: &Value, length: usize) -> Option<usize> {
    let index = key.as_int()?;
    let index = if index < 0 { index + i64::try_from(length).ok()? } else { index };
    usize::try_from(index).ok().filter(|index| *index < length)
}

/// Turns the exception for a missing item into nothing.
fn optional<'py>(outcome: PyResult<Bound<'py, PyAny>>, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
    match outcome {
        Err(error) if error.is_instance_of::<PyKeyError>(py) || error.is_instance_of::<PyIndexError>(py) => Ok(None),
        outcome => outcome.map(Some),
    }
}

/// Fills in the arguments, and returns the names of the last ones.
#[inline]
fn fill<'py>(arguments: &mut engine::Arguments<'py>, args: &Args<'_>) -> PyResult<Option<Bound<'py, PyTuple>>> {
    let py = arguments.py();
    for value in args.positional {
        arguments.push(convert::from(py, value)?);
    }
    if args.named.is_empty() {
        return Ok(None);
    }
    for (_, value) in args.named {
        arguments.push(convert::from(py, value)?);
    }
    PyTuple::new(py, args.named.iter().map(|(name, _)| engine::python_name(py, name))).map(Some)
}

/// Asks the binding for a text about the object.
fn described(native: &Bound<'_, PyAny>, what: &str) -> PyResult<Option<Text>> {
    let text = prelude::call(native.py(), "polytarget.running", what, (native,))?;
    Ok(text.cast::<PyString>().ok().map(convert::text))
}

fn call_many<'py>(callee: &Bound<'py, PyAny>, args: &Args<'_>) -> PyResult<Bound<'py, PyAny>> {
    let mut arguments = engine::Arguments::new(callee.py());
    let names = fill(&mut arguments, args)?;
    arguments.call(callee, names.as_ref())
}

impl Object for PyObject {
    fn type_name(&self) -> String {
        engine::enter(|py| error::class_name(&self.bind(py).get_type()))
    }

    fn lang(&self) -> Lang {
        Lang::Py
    }

    fn address(&self) -> usize {
        self.native.as_ref().map_or(0, |native| native.as_ptr().addr())
    }

    fn traits(&self) -> Traits {
        *self.traits.get_or_init(|| engine::enter(|py| engine::traits(self.bind(py))))
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        self.find(|native| engine::attribute(native, &engine::python_name(native.py(), name)))
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        self.answer(|native| {
            let py = native.py();
            native.setattr(&*engine::python_name(py, name), convert::python(py, value)?)
        })
    }

    fn delete_member(&self, name: &Name) -> Result<bool> {
        self.answer(|native| {
            let name = engine::python_name(native.py(), name);
            if engine::attribute(native, &name)?.is_none() {
                return Ok(false);
            }
            native.delattr(&*name)?;
            Ok(true)
        })
    }

    fn has_member(&self, name: &Name) -> Result<bool> {
        self.answer(|native| Ok(engine::attribute(native, &engine::python_name(native.py(), name))?.is_some()))
    }

    /// Python's own protocols (`__len__` and its like) are left out: other languages have theirs.
    fn members(&self) -> Result<Vec<Text>> {
        self.answer(|native| {
            let names = native.dir()?;
            let names = names.iter().filter_map(|name| Some(convert::text(name.cast::<PyString>().ok()?)));
            Ok(names.filter(|name| !name.as_utf8().is_some_and(|name| name.starts_with("__"))).collect())
        })
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        let found = self.find(|native| {
            let py = native.py();
            if let Ok(list) = native.cast_exact::<PyList>() {
                index(key, list.len()).map(|index| list.get_item(index)).transpose()
            } else if let Ok(tuple) = native.cast_exact::<PyTuple>() {
                index(key, tuple.len()).map(|index| tuple.get_item(index)).transpose()
            } else if let Ok(dict) = native.cast_exact::<PyDict>() {
                dict.get_item(convert::from(py, key)?)
            } else {
                optional(native.get_item(convert::from(py, key)?), py)
            }
        });
        found.map_err(|error| self.without(error, "__getitem__", "read item"))
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        let is_sequence = self.traits().contains(Traits::SEQUENCE);
        let outcome = self.answer(|native| {
            let py = native.py();
            let value = convert::python(py, value)?;
            if let (true, Some(index)) = (is_sequence, key.as_int())
                && usize::try_from(index) == Ok(native.len()?)
            {
                return native.call_method1(pyo3::intern!(py, "append"), (value,)).map(drop);
            }
            native.set_item(convert::from(py, key)?, value)
        });
        outcome.map_err(|error| match key.as_int() {
            // Python's own words do not say of what.
            Some(index) if is_sequence && error.class() == "IndexError" && !self.reaches(index) => {
                self.fault(Fault::NoItem { object: self.describe(), key: index.to_string() })
            }
            _ => self.without(error, "__setitem__", "write item"),
        })
    }

    fn delete_item(&self, key: &Value) -> Result<bool> {
        let is_set = self.traits().contains(Traits::SET);
        let outcome = self.answer(|native| {
            let py = native.py();
            if is_set {
                let outcome = native.call_method1(pyo3::intern!(py, "remove"), (convert::from(py, key)?,));
                return Ok(optional(outcome, py)?.is_some());
            }
            let outcome = native.del_item(convert::from(py, key)?);
            Ok(optional(outcome.map(|()| py.None().into_bound(py)), py)?.is_some())
        });
        outcome.map_err(|error| self.without(error, "__delitem__", "delete item"))
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        self.answer(|native| native.contains(convert::from(native.py(), key)?))
    }

    fn keys(&self) -> Result<Vec<Value>> {
        self.answer(|native| {
            let keys = native.call_method0(pyo3::intern!(native.py(), "keys"))?;
            keys.try_iter()?.map(|key| Ok(convert::value(&key?))).collect()
        })
    }

    fn len(&self) -> Result<usize> {
        self.answer(|native| native.len())
    }

    fn iterate(&self) -> Result<ObjectRef> {
        self.answer(|native| Ok(handle(native.try_iter()?.as_any())))
    }

    fn next(&self) -> Result<Option<Value>> {
        self.find(|native| native.cast::<PyIterator>()?.clone().next().transpose())
    }

    fn resume(&self, how: Resume) -> Result<Step> {
        self.answer(|native| suspended::resume(native, how))
    }

    fn iterate_async(&self) -> Result<ObjectRef> {
        self.answer(|native| suspended::iterate_async(native).map(|items| handle(&items)))
    }

    fn settle(&self, resolve: &Value, reject: &Value) -> Result<()> {
        self.answer(|native| suspended::settle(native, resolve, reject))
    }

    fn is_disposable(&self) -> Result<bool> {
        self.answer(|native| Ok(suspended::is_disposable(native)))
    }

    fn dispose(&self) -> Result<Value> {
        self.answer(suspended::dispose)
    }

    fn call(&self, _this: Option<&Value>, args: &Args<'_>) -> Result<Value> {
        self.give(|native| {
            let python = |value| convert::from(native.py(), value);
            match (args.positional, args.named) {
                ([], []) => engine::call_few(native, &[]),
                ([one], []) => engine::call_few(native, &[python(one)?]),
                ([one, two], []) => engine::call_few(native, &[python(one)?, python(two)?]),
                ([one, two, three], []) => engine::call_few(native, &[python(one)?, python(two)?, python(three)?]),
                _ => call_many(native, args),
            }
        })
    }

    fn invoke(&self, name: &Name, args: &Args<'_>) -> Result<Value> {
        self.give(|native| {
            let mut arguments = engine::Arguments::new(native.py());
            let names = fill(&mut arguments, args)?;
            arguments.call_method(native, &engine::python_name(native.py(), name), names.as_ref())
        })
    }

    fn construct(&self, args: &Args<'_>) -> Result<Value> {
        if !self.traits().contains(Traits::CONSTRUCTIBLE) {
            return Err(self.refuse("construct"));
        }
        self.call(None, args)
    }

    fn is_instance(&self, value: &Value) -> Result<bool> {
        self.answer(|native| convert::python(native.py(), value.clone())?.is_instance(native))
    }

    fn derive(&self, class: &Derivation) -> Result<Value> {
        self.answer(|native| classes::derive(native, class))
    }

    fn inherited(&self, receiver: &Value, name: &Name) -> Result<Option<Value>> {
        self.answer(|native| classes::inherited(native, receiver, name))
    }

    fn inherited_members(&self) -> Result<Vec<Text>> {
        self.members()
    }

    fn signature(&self) -> Result<Option<Text>> {
        self.answer(|native| described(native, "signature"))
    }

    fn takes(&self, count: usize) -> Option<bool> {
        let told = |native: &Bound<'_, PyAny>| {
            prelude::call(native.py(), "polytarget.running", "takes", (native, count))?.extract::<Option<bool>>()
        };
        self.answer(told).ok().flatten()
    }

    fn doc(&self) -> Result<Option<Text>> {
        self.answer(|native| described(native, "doc"))
    }

    fn display(&self, form: Form) -> Result<Text> {
        self.answer(|native| {
            let text = match form {
                Form::Plain => native.str()?,
                Form::Literal => native.repr()?,
            };
            Ok(convert::text(&text))
        })
    }

    fn truth(&self) -> Result<bool> {
        self.answer(|native| native.is_truthy())
    }

    fn reload(&self) -> Result<ObjectRef> {
        if !engine::enter(|py| self.bind(py).is_instance_of::<PyModule>()) {
            return Err(self.refuse("reload"));
        }
        self.answer(|native| {
            let fresh = prelude::call(native.py(), "polytarget.running", "reload", (native,))?;
            Ok(proxy::unwrap(&fresh).unwrap_or_else(|| handle(&fresh)))
        })
    }

    fn equals(&self, other: &Value) -> Result<bool> {
        self.answer(|native| native.eq(convert::from(native.py(), other)?))
    }

    fn hash(&self) -> Result<Option<i64>> {
        self.answer(|native| {
            let by_value = engine::hashes_by_value(native);
            by_value.then(|| native.hash().map(|hash| hash as i64)).transpose()
        })
    }

    fn operate(&self, operator: Operator, other: &Value, reflected: bool) -> Result<Value> {
        self.answer(|native| {
            let other = convert::from(native.py(), other)?;
            let (left, right) = if reflected { (&other, native) } else { (native, &other) };
            let outcome = match operator {
                Operator::Add => left.add(right),
                Operator::Subtract => left.sub(right),
                Operator::Multiply => left.mul(right),
                Operator::Divide => left.div(right),
                Operator::Remainder => left.rem(right),
                Operator::Power => left.pow(right, native.py().None()),
                Operator::Negate => native.neg(),
                Operator::Less => left.rich_compare(right, CompareOp::Lt),
                Operator::LessEqual => left.rich_compare(right, CompareOp::Le),
                Operator::Greater => left.rich_compare(right, CompareOp::Gt),
                Operator::GreaterEqual => left.rich_compare(right, CompareOp::Ge),
            };
            Ok(convert::value(&outcome?))
        })
    }

    fn number(&self) -> Option<Number> {
        engine::enter(|py| number::of(self.bind(py)).ok().flatten())
    }

    fn buffer(&self) -> Result<Buffer> {
        if !self.traits().contains(Traits::BUFFER) {
            return Err(self.refuse("lend memory"));
        }
        self.answer(engine::lend)
    }

    fn as_error(&self) -> Option<Error> {
        // The error has a handle of its own, which belongs to the instance that handed this one out.
        let _during = self.life.enter();
        engine::enter(|py| self.bind(py).cast::<PyBaseException>().ok().map(error::of_exception))
    }

    fn fault(&self, fault: Fault) -> Error {
        Error::new(Lang::Py, fault)
    }
}
