//! Reading and writing by name, the one way that all languages share.
//!
//! A language whose members and items are one thing (`o.x` is `o["x"]`) meets
//! objects of languages where they are two. There, what the user stored comes
//! first: the item of a dict, then the attribute.

use super::{Error, Fault, Name, ObjectRef, Result, Traits, Value};

/// Reads a name: the item where [items come first](Traits::ITEMS_FIRST), then the member.
#[inline]
pub fn read_name(object: &ObjectRef, traits: Traits, name: &Name) -> Result<Option<Value>> {
    if traits.contains(Traits::ITEMS_FIRST)
        && let Some(value) = object.get_item(&Value::Text(name.text().clone()))?
    {
        return Ok(Some(value));
    }
    object.get_member(name)
}

/// Writes a name: the item where [items come first](Traits::ITEMS_FIRST), else the member.
pub fn write_name(object: &ObjectRef, traits: Traits, name: &Name, value: Value) -> Result<()> {
    if traits.contains(Traits::ITEMS_FIRST) {
        object.set_item(&Value::Text(name.text().clone()), value)
    } else {
        object.set_member(name, value)
    }
}

/// Returns what a missing member reads as: nothing or an error, as its owner has it.
pub fn absent(object: &ObjectRef, name: &Name) -> Result<Value> {
    if object.traits().contains(Traits::LENIENT) {
        return Ok(Value::Nothing);
    }
    Err(Error::new(object.lang(), Fault::NoMember { object: object.describe(), name: name.to_string() }))
}

/// Reads an item by index or key as `o[k]` does: a string also finds a member, as in JavaScript.
#[inline]
pub fn read_index(object: &ObjectRef, traits: Traits, key: &Value) -> Result<Option<Value>> {
    match key {
        Value::Text(text) if !traits.contains(Traits::MAPPING) => object.get_member(&Name::from_text(text)),
        _ => object.get_item(key),
    }
}

/// Writes an item by index or key as `o[k] = v` does.
pub fn write_index(object: &ObjectRef, traits: Traits, key: &Value, value: Value) -> Result<()> {
    match key {
        Value::Text(text) if !traits.contains(Traits::MAPPING) => object.set_member(&Name::from_text(text), value),
        _ => object.set_item(key, value),
    }
}
