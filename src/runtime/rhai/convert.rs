//! Values between Rhai and the others: scalars are copied, the rest becomes a handle.

use std::borrow::Cow;
use std::rc::Rc;

use rhai::{Dynamic, FnPtr, ImmutableString};

use super::big::Big;
use super::callable;
use super::engine::State;
use super::live::Live;
use super::object::RhaiObject;
use super::proxy::Foreign;
use crate::object::text::{Stored, Units};
use crate::object::{Error, Fault, Form, Lang, ObjectRef, Result, Text, Value};

/// Takes a value out of Rhai.
///
/// # Errors
/// When an array or map is locked at this moment, because one of its own methods runs.
pub(super) fn to_value(state: &Rc<State>, value: Dynamic) -> Result<Value> {
    if let Ok(number) = value.as_int() {
        return Ok(Value::Int(number));
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        return Ok(Value::Text(to_text(&text)));
    }
    if let Ok(number) = value.as_float() {
        return Ok(Value::Float(number));
    }
    if let Ok(truth) = value.as_bool() {
        return Ok(Value::Bool(truth));
    }
    if let Ok(character) = value.as_char() {
        return Ok(Value::from(&*character.encode_utf8(&mut [0; 4])));
    }
    object_to_value(state, value)
}

/// A string of Rhai's that is lent.
struct Kept(ImmutableString);

impl Stored for Kept {
    fn units(&self) -> Units<'_> {
        Units::Utf8(&self.0)
    }
}

fn to_text(text: &ImmutableString) -> Text {
    if text.len() < Text::LONG { Text::from(text.as_str()) } else { Text::lent(Kept(text.clone())) }
}

fn object_to_value(state: &Rc<State>, value: Dynamic) -> Result<Value> {
    let Some(kind) = kind(&value) else { return Err(locked()) };
    Ok(match kind {
        Kind::Nothing => Value::Nothing,
        Kind::Container => return RhaiObject::cell(state, value.into_shared()).map(Value::Object),
        Kind::Function => {
            let Some(pointer) = value.flatten().try_cast::<FnPtr>() else { return Err(locked()) };
            match callable::foreign(&pointer) {
                Some(foreign) => Value::Object(foreign.object().clone()),
                None => Value::Object(RhaiObject::function(state, pointer)),
            }
        }
        Kind::Other => return Ok(other_to_value(state, value.flatten())),
    })
}

fn other_to_value(state: &Rc<State>, value: Dynamic) -> Value {
    if let Some(foreign) = value.read_lock::<Foreign>() {
        return Value::Object(foreign.object().clone());
    }
    if let Some(live) = value.read_lock::<Live>() {
        return Value::Object(RhaiObject::of_live(state, &live));
    }
    if let Some(big) = value.read_lock::<Big>() {
        return Value::Big(big.0.clone());
    }
    Value::Object(RhaiObject::plain(state, value))
}

/// Brings a value into Rhai.
///
/// # Errors
/// When it is a text with a lone surrogate, which UTF-8 cannot hold.
pub(super) fn from_value(state: &Rc<State>, value: Value) -> Result<Dynamic> {
    Ok(match value {
        Value::Nothing | Value::Null => Dynamic::UNIT,
        Value::Bool(truth) => truth.into(),
        Value::Int(number) => number.into(),
        Value::Big(number) => Dynamic::from(Big(number)),
        Value::Float(number) => number.into(),
        Value::Text(text) => match text.to_utf8() {
            Some(Cow::Borrowed(text)) => text.into(),
            Some(Cow::Owned(text)) => text.into(),
            None => return Err(lone_surrogate()),
        },
        Value::Object(object) => home(state, &object).unwrap_or_else(|| callable::enter(object)),
    })
}

/// Returns the native value when a handle means one of this very instance.
pub(super) fn home(state: &Rc<State>, object: &ObjectRef) -> Option<Dynamic> {
    object.downcast::<RhaiObject>()?.native(state)
}

/// Returns whether a value that is not a cell is itself a reference.
pub(super) fn is_handle(value: &Dynamic) -> bool {
    value.is_fnptr() || value.is::<Foreign>() || value.is::<Live>()
}

/// Returns whether two variables hold one cell, or the same handle.
pub(super) fn same_place(one: &Dynamic, other: &Dynamic) -> bool {
    match (one.is_shared(), other.is_shared()) {
        (true, true) => match (address(one), address(other)) {
            (Some(one), Some(other)) => one == other,
            // A cell that is locked is in use by its variable.
            _ => true,
        },
        (false, false) => same_handle(one, other),
        _ => false,
    }
}

fn same_handle(one: &Dynamic, other: &Dynamic) -> bool {
    if let (Some(one), Some(other)) = (one.read_lock::<Foreign>(), other.read_lock::<Foreign>()) {
        return one.is(&other);
    }
    if let (Some(one), Some(other)) = (one.read_lock::<Live>(), other.read_lock::<Live>()) {
        return one.address() == other.address();
    }
    match (one.read_lock::<FnPtr>(), other.read_lock::<FnPtr>()) {
        (Some(one), Some(other)) => callable::same(&one, &other),
        _ => false,
    }
}

/// Returns whether a constant still has the value that the table of globals knows.
pub(super) fn same_constant(known: &Dynamic, value: &Dynamic) -> bool {
    let Some(inner) = known.read_lock::<Dynamic>() else { return true };
    inner.type_id() == value.type_id() && (same_handle(&inner, value) || inner.to_string() == value.to_string())
}

/// Returns the address of what is in a cell, or `None` while it is locked.
pub(super) fn address(cell: &Dynamic) -> Option<usize> {
    Some(std::ptr::from_ref(&*cell.read_lock::<Dynamic>()?).addr())
}

/// Prints a value as Rhai does.
pub(super) fn display(state: &Rc<State>, value: &Dynamic, form: Form) -> String {
    let mut copy = plain_copy(value, &mut Vec::new());
    let name = match form {
        Form::Plain => "to_string",
        Form::Literal => "to_debug",
    };
    let text = state.call_native(name, &mut [&mut copy]).ok().and_then(|text| text.into_string().ok());
    text.unwrap_or_else(|| value.to_string())
}

/// Copies arrays and maps without the cells in them, which Rhai would mark as shared.
///
/// `open` has the addresses of the cells that this value is in: one that is in itself is not entered again.
fn plain_copy(value: &Dynamic, open: &mut Vec<usize>) -> Dynamic {
    let cell = value.read_lock::<Live>().map_or_else(|| value.clone(), |live| live.place().clone());
    let address = if cell.is_shared() { address(&cell) } else { None };
    if address.is_some_and(|address| open.contains(&address)) {
        return "…".into();
    }
    open.extend(address);
    let copy = if let Ok(array) = cell.as_array_ref() {
        Dynamic::from_array(array.iter().map(|item| plain_copy(item, open)).collect())
    } else if let Ok(map) = cell.as_map_ref() {
        Dynamic::from_map(map.iter().map(|(key, item)| (key.clone(), plain_copy(item, open))).collect())
    } else {
        cell.flatten_clone()
    };
    if address.is_some() {
        open.pop();
    }
    copy
}

enum Kind {
    Nothing,
    Container,
    Function,
    Other,
}

/// Returns what kind of object a value is, or `None` while it is locked.
fn kind(value: &Dynamic) -> Option<Kind> {
    let inner = value.read_lock::<Dynamic>()?;
    Some(match &*inner {
        inner if inner.is_unit() => Kind::Nothing,
        inner if inner.is_array() || inner.is_map() || inner.is_blob() => Kind::Container,
        inner if inner.is_fnptr() => Kind::Function,
        _ => Kind::Other,
    })
}

/// Returns the error of a cell that is locked.
pub(super) fn locked() -> Error {
    let message = "the value is in use: one of its own methods runs at this moment".to_owned();
    Error::new(Lang::Rhai, Fault::Raised { class: "DataRace".to_owned(), message })
}

fn lone_surrogate() -> Error {
    let message = "a string with a lone surrogate cannot enter Rhai, whose strings are UTF-8".to_owned();
    Error::new(Lang::Rhai, Fault::Range(message))
}
