//! Items: the elements of arrays, the entries of maps and objects.

use super::super::convert::{to_js, to_value};
use super::super::engine::{Local, OwnedAtom, PropertyKind};
use super::super::error;
use super::JsObject;
use super::kind::Kind;
use crate::object::{Error, Fault, Lang, Result, Resume, Step, Text, Value};

/// Reads an item; `None` when there is none.
pub(super) fn get<'r>(kind: Kind, object: &Local<'r>, key: &Value) -> Result<Option<Local<'r>>> {
    match (kind, key) {
        (Kind::Array | Kind::TypedArray, Value::Int(..0)) => Ok(None),
        (Kind::Array | Kind::TypedArray, Value::Int(index)) => element(object, *index, object.get_index(*index)?),
        _ => entry(kind, object, key),
    }
}

/// Returns the element that was found at an index of an array, typed or not; `None` beyond the end.
pub(super) fn element<'r>(array: &Local<'r>, index: i64, found: Local<'r>) -> Result<Option<Local<'r>>> {
    // Most arrays are found full; only what may be a hole or beyond the end is worth a second question.
    if found.is_undefined() && index >= array.length()? { Ok(None) } else { Ok(Some(found)) }
}

fn entry<'r>(kind: Kind, object: &Local<'r>, key: &Value) -> Result<Option<Local<'r>>> {
    let (realm, keys) = (object.realm(), &object.realm().parts()?.keys);
    match (kind, key) {
        (Kind::Map, key) => {
            let key = to_js(realm, key)?;
            let found = object.invoke(keys.get, std::slice::from_ref(&key))?;
            if found.is_undefined() && !truth(&object.invoke(keys.has, &[key])?) {
                return Ok(None);
            }
            Ok(Some(found))
        }
        (_, key) => {
            let key = to_js(realm, key)?;
            property(object, &atom(&key)?)
        }
    }
}

/// Reads a property as an entry: not what every object inherits.
fn property<'r>(object: &Local<'r>, key: &OwnedAtom<'_>) -> Result<Option<Local<'r>>> {
    if object.own(key.atom())? == PropertyKind::Missing {
        let common = object.realm().object();
        if !object.has(key.atom())? || common.has(key.atom())? {
            return Ok(None);
        }
    }
    object.get(key.atom()).map(Some)
}

/// Writes an item.
pub(super) fn set(kind: Kind, object: &Local<'_>, key: &Value, value: &Value) -> Result<()> {
    let (realm, keys) = (object.realm(), &object.realm().parts()?.keys);
    let new = to_js(realm, value)?;
    match (kind, key) {
        (Kind::Array | Kind::TypedArray, Value::Int(index)) => {
            let length = object.length()?;
            let end = if kind == Kind::Array { length } else { length - 1 };
            if *index < 0 || *index > end {
                return Err(no_item(object, key));
            }
            object.set_index(*index, new)
        }
        (Kind::Map, key) => object.invoke(keys.set, &[to_js(realm, key)?, new]).map(drop),
        (_, key) => {
            let key = to_js(realm, key)?;
            object.set(atom(&key)?.atom(), new)
        }
    }
}

/// Deletes an item. In an array those behind it move up, as they do for the others.
pub(super) fn delete(kind: Kind, object: &Local<'_>, key: &Value) -> Result<bool> {
    let (realm, keys) = (object.realm(), &object.realm().parts()?.keys);
    match (kind, key) {
        (Kind::Array, Value::Int(index)) => {
            if *index < 0 || *index >= object.length()? {
                return Ok(false);
            }
            object.invoke(keys.splice, &[to_js(realm, key)?, to_js(realm, &Value::Int(1))?])?;
            Ok(true)
        }
        (Kind::Map | Kind::Set, key) => Ok(truth(&object.invoke(keys.delete, &[to_js(realm, key)?])?)),
        (_, key) => {
            let key = to_js(realm, key)?;
            let key = atom(&key)?;
            if object.own(key.atom())? == PropertyKind::Missing {
                return Ok(false);
            }
            object.delete(key.atom())
        }
    }
}

/// Tests membership: a value of an array or set, a key of a map or object.
pub(super) fn has(kind: Kind, object: &Local<'_>, key: &Value) -> Result<bool> {
    let (realm, keys) = (object.realm(), &object.realm().parts()?.keys);
    let key = to_js(realm, key)?;
    match kind {
        Kind::Array | Kind::TypedArray => Ok(truth(&object.invoke(keys.includes, &[key])?)),
        Kind::Map | Kind::Set => Ok(truth(&object.invoke(keys.has, &[key])?)),
        _ => Ok(object.own(atom(&key)?.atom())? != PropertyKind::Missing),
    }
}

/// Lists the keys of a map, or the names of an object's own properties.
pub(super) fn keys(kind: Kind, object: &Local<'_>) -> Result<Vec<Value>> {
    if kind != Kind::Map {
        return Ok(object.own_names(true)?.into_iter().map(Value::Text).collect());
    }
    let keys = &object.realm().parts()?.keys;
    let iterator = object.invoke(keys.keys, &[])?;
    let mut found = Vec::new();
    while let Some(key) = next(&iterator)? {
        found.push(key);
    }
    Ok(found)
}

/// Counts the items.
pub(super) fn len(kind: Kind, object: &Local<'_>) -> Result<Option<usize>> {
    let keys = &object.realm().parts()?.keys;
    let length = match kind {
        Kind::Array | Kind::TypedArray => object.length()?,
        Kind::Map | Kind::Set => match to_value(&object.get(keys.size)?)? {
            Value::Int(size) => size,
            _ => 0,
        },
        Kind::Plain => return Ok(Some(object.own_names(true)?.len())),
        Kind::Buffer => return Ok(object.lend()?.map(|buffer| buffer.byte_length())),
        _ => return Ok(None),
    };
    Ok(usize::try_from(length).ok())
}

/// Asks an iterator of JavaScript for its next item.
pub(super) fn next(iterator: &Local<'_>) -> Result<Option<Value>> {
    let result = iterator.invoke(iterator.realm().parts()?.keys.next, &[])?;
    Ok(match step(&result)? {
        Step::Yield(item) => Some(item),
        Step::Return(_) => None,
    })
}

/// Tells a generator of JavaScript how to go on.
pub(super) fn resume(generator: &Local<'_>, how: Resume) -> Result<Step> {
    let (realm, keys) = (generator.realm(), &generator.realm().parts()?.keys);
    let (method, given) = match how {
        Resume::Send(value) => (keys.next, value),
        Resume::Throw(value) => (keys.throw, value),
        Resume::Return(value) => (keys.return_, value),
    };
    step(&generator.invoke(method, &[to_js(realm, &given)?])?)
}

/// Reads what an iterator returned.
fn step(result: &Local<'_>) -> Result<Step> {
    let keys = &result.realm().parts()?.keys;
    if !result.is_object() {
        let expected = "an iterator whose `next` returns an object".to_owned();
        let got = to_value(result)?.kind();
        return Err(Error::new(Lang::Js, Fault::Type { expected, got }));
    }
    let value = to_value(&result.get(keys.value)?)?;
    Ok(if truth(&result.get(keys.done)?) { Step::Return(value) } else { Step::Yield(value) })
}

fn truth(value: &Local<'_>) -> bool {
    value.truth()
}

fn atom<'r>(key: &Local<'r>) -> Result<OwnedAtom<'r>> {
    OwnedAtom::of(key).ok_or_else(|| error::caught(key.realm()))
}

fn no_item(object: &Local<'_>, key: &Value) -> Error {
    let object = JsObject::handle(object.clone()).describe();
    Error::new(Lang::Js, Fault::NoItem { object, key: key.to_string() })
}

/// Lists the members as a person wants them completed: own properties, then what the class offers.
pub(super) fn members(object: &Local<'_>) -> Result<Vec<Text>> {
    let mut names = if object.is_symbol() { Vec::new() } else { object.own_names(true)? };
    let realm = object.realm();
    let common = [realm.object(), realm.array([])];
    let mut class = object.prototype()?;
    while class.is_object() {
        let prototype = class;
        class = prototype.prototype()?;
        // Neither what every object has, nor what every function has.
        if !class.is_object()
            || common.iter().any(|one| one.prototype().is_ok_and(|one| one.strictly_equals(&prototype)))
        {
            break;
        }
        let more = prototype.own_names(false)?.into_iter();
        names.extend(more.filter(|name| name.as_utf8() != Some("constructor")));
    }
    let mut seen = rustc_hash::FxHashSet::default();
    names.retain(|name| seen.insert(name.to_lossy().into_owned()));
    Ok(names)
}
