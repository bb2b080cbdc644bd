//! An object of another language as scripts see it.
//!
//! A [`Foreign`] is a custom type: its members are properties, its items are
//! indexed, it is iterated by `for`, and any name is a method of it. What can be
//! called is a function pointer instead, see `callable.rs`.
//!
//! All functions on it are registered as taking it by value. Rhai would
//! otherwise take the result of `o.x.f()` for a change of `o.x` and write it back.

use std::any::TypeId;
use std::rc::{Rc, Weak};

use rhai::{
    Dynamic, Engine, EvalAltResult, FuncRegistration, ImmutableString, Module, NativeCallContext, Position, RhaiFunc,
    Shared,
};

use super::convert::{from_value, to_value};
use super::engine::{State, send};
use super::error::{Raised, error_member};
use super::{callable, iterate};
use crate::object::{
    self, Error, Form, Name, ObjectRef, Result, Traits, Value, absent, read_name, release, write_index, write_name,
};

/// A reference to an object of another language.
#[derive(Clone)]
pub(super) struct Foreign(Rc<Inner>);

struct Inner {
    object: ObjectRef,
    traits: Traits,
    /// The error that a script was told about by this object.
    error: Option<Error>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Rhai drops values in the middle of anything; foreign code runs at the next border.
        release::later(self.object.clone());
    }
}

impl Foreign {
    /// Makes a reference.
    pub(super) fn new(object: ObjectRef) -> Self {
        let traits = object.traits();
        Self(Rc::new(Inner { object, traits, error: None }))
    }

    /// Makes the value of an error that a script may catch.
    pub(super) fn of_error(object: ObjectRef, error: Error) -> Self {
        let traits = object.traits();
        Self(Rc::new(Inner { object, traits, error: Some(error) }))
    }

    /// Returns the reference in a value, also when the value is a function pointer to it.
    pub(super) fn of(value: &Dynamic) -> Option<Self> {
        if let Some(foreign) = value.read_lock::<Self>() {
            return Some(foreign.clone());
        }
        callable::foreign(&*value.read_lock()?)
    }

    /// Returns the object.
    pub(super) fn object(&self) -> &ObjectRef {
        &self.0.object
    }

    /// Returns what the object can do.
    pub(super) fn traits(&self) -> Traits {
        self.0.traits
    }

    /// Returns the error that a script was told about by this object.
    pub(super) fn error(&self) -> Option<&Error> {
        self.0.error.as_ref()
    }

    /// Returns whether both mean the same object, and the same error.
    pub(super) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
            || (self.error().is_none() && other.error().is_none() && self.object() == other.object())
    }

    /// Reads a property.
    pub(super) fn read(&self, name: &Name) -> Result<Value> {
        if let Some(value) = read_name(self.object(), self.traits(), name)? {
            return Ok(value);
        }
        let said = self.error().and_then(|error| error_member(error, name.as_str()?));
        said.map_or_else(|| absent(self.object(), name), Ok)
    }

    /// Writes a property.
    pub(super) fn write(&self, name: &Name, value: Value) -> Result<()> {
        write_name(self.object(), self.traits(), name, value)
    }

    /// Reads an item.
    pub(super) fn item(&self, key: Value) -> Result<Value> {
        if let (Value::Text(name), false) = (&key, self.traits().contains(Traits::MAPPING)) {
            return self.read(&Name::from_text(name));
        }
        let key = self.place(key)?;
        if let Some(value) = self.object().get_item(&key)? {
            return Ok(value);
        }
        if self.traits().contains(Traits::LENIENT) { Ok(Value::Nothing) } else { Err(self.no_item(&key)) }
    }

    /// Writes an item.
    fn set_item(&self, key: Value, value: Value) -> Result<()> {
        let key = self.place(key)?;
        if matches!(key, Value::Int(..0)) && self.traits().contains(Traits::SEQUENCE) {
            return Err(self.no_item(&key));
        }
        write_index(self.object(), self.traits(), &key, value)
    }

    /// Returns the index that is meant: in Rhai, a negative one counts from the end.
    fn place(&self, key: Value) -> Result<Value> {
        let Value::Int(index @ ..0) = key else { return Ok(key) };
        if !self.traits().contains(Traits::SEQUENCE) {
            return Ok(key);
        }
        let place = i64::try_from(self.object().len()?).unwrap_or(i64::MAX).saturating_add(index);
        Ok(Value::Int(if place < 0 { index } else { place }))
    }

    fn no_item(&self, key: &Value) -> Error {
        let fault = object::Fault::NoItem { object: self.object().describe(), key: key.to_string() };
        Error::new(self.object().lang(), fault)
    }

    /// Returns what `key in object` says.
    pub(super) fn contains(&self, key: &Value) -> Result<bool> {
        let has_items = Traits::SEQUENCE | Traits::MAPPING | Traits::SET;
        match key {
            _ if self.traits().intersects(has_items) => self.object().has_item(key),
            Value::Text(name) => self.object().has_member(&Name::from_text(name)),
            _ => self.object().has_item(key),
        }
    }
}

/// The names under which Rhai looks for indexers.
const GET_INDEX: &str = "index$get$";
const SET_INDEX: &str = "index$set$";

/// Registers what scripts can do with a foreign object.
pub(super) fn register(engine: &mut Engine, state: &Weak<State>) {
    let mut module = Module::new();
    module.set_custom_type::<Foreign>("object");
    register_in::<Foreign>(&mut module);
    register_in::<rhai::FnPtr>(&mut module);
    for type_id in [TypeId::of::<Foreign>(), TypeId::of::<rhai::FnPtr>()] {
        let state = state.clone();
        module.set_iter_result(type_id, move |value| iterate::over(&state, &value));
    }
    engine.register_global_module(module.into());
}

/// Registers indexers and printing for a type that may hold a foreign object.
fn register_in<T: 'static>(module: &mut Module) {
    let of = TypeId::of::<T>();
    let any = TypeId::of::<Dynamic>();
    let text = TypeId::of::<ImmutableString>();
    // For a string by itself: Rhai would take an indexer for any key to be one for other keys only.
    function(module, GET_INDEX, &[of, text], |context, args| {
        let (foreign, key) = (receiver(args[0])?, args[1].take());
        send(context.engine(), |state| from_value(state, foreign.item(to_value(state, key)?)?))
    });
    function(module, GET_INDEX, &[of, any], |context, args| {
        let (foreign, key) = (receiver(args[0])?, args[1].take());
        send(context.engine(), |state| from_value(state, foreign.item(to_value(state, key)?)?))
    });
    function(module, SET_INDEX, &[of, any, any], |context, args| {
        let (foreign, key, value) = (receiver(args[0])?, args[1].take(), args[2].take());
        send(context.engine(), |state| foreign.set_item(to_value(state, key)?, to_value(state, value)?))?;
        Ok(Dynamic::UNIT)
    });
    function(module, "contains", &[of, any], |context, args| {
        let (foreign, key) = (receiver(args[0])?, args[1].take());
        send(context.engine(), |state| Ok(foreign.contains(&to_value(state, key)?)?.into()))
    });
    for (name, form) in
        [("to_string", Form::Plain), ("print", Form::Plain), ("to_debug", Form::Literal), ("debug", Form::Literal)]
    {
        function(module, name, &[of], move |context, args| print(context.engine(), args[0], form));
    }
}

fn print(engine: &Engine, value: &Dynamic, form: Form) -> Raised<Dynamic> {
    let Some(foreign) = Foreign::of(value) else { return Ok(value.to_string().into()) };
    send(engine, |_| Ok(foreign.object().display(form)?.to_lossy().into_owned().into()))
}

/// Returns the foreign object that a function was called on.
pub(super) fn receiver(value: &Dynamic) -> Raised<Foreign> {
    Foreign::of(value).ok_or_else(|| {
        let (expected, got) = ("a foreign object".to_owned(), value.type_name().to_owned());
        EvalAltResult::ErrorMismatchDataType(expected, got, Position::NONE).into()
    })
}

/// Registers a native function that takes all its arguments by value.
pub(super) fn function(
    module: &mut Module,
    name: &str,
    types: &[TypeId],
    body: impl Fn(NativeCallContext<'_>, &mut [&mut Dynamic]) -> Raised<Dynamic> + 'static,
) {
    let func = move |context: Option<NativeCallContext<'_>>, args: &mut [&mut Dynamic]| {
        body(context.expect("it is registered as wanting its context"), args)
    };
    let func = RhaiFunc::Pure { func: Shared::new(func), has_context: true, is_pure: true, is_volatile: true };
    FuncRegistration::new(name).in_global_namespace().set_into_module_raw(module, types, func);
}
