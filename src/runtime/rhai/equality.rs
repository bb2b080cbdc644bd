//! Whether an array or map of Rhai equals a container of another language.
//!
//! The other owner is asked about its items only. To ask it about the whole
//! would have it ask back.

use crate::object::{Object, Result, Traits, Value};

/// Compares two containers item by item.
pub(super) fn containers(one: &dyn Object, other: &dyn Object) -> Result<bool> {
    let both = one.traits() & other.traits();
    if both.contains(Traits::SEQUENCE) {
        sequences(one, other)
    } else if both.contains(Traits::MAPPING) {
        mappings(one, other)
    } else {
        Ok(false)
    }
}

fn sequences(one: &dyn Object, other: &dyn Object) -> Result<bool> {
    let length = one.len()?;
    if other.len()? != length {
        return Ok(false);
    }
    for index in (0_i64..).take(length) {
        let key = Value::Int(index);
        if !items(one.get_item(&key)?, other.get_item(&key)?)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn mappings(one: &dyn Object, other: &dyn Object) -> Result<bool> {
    let keys = one.keys()?;
    if other.keys()?.len() != keys.len() {
        return Ok(false);
    }
    for key in &keys {
        if !items(one.get_item(key)?, other.get_item(key)?)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn items(one: Option<Value>, other: Option<Value>) -> Result<bool> {
    match (one, other) {
        (Some(Value::Object(one)), Some(other)) => one.equals(&other),
        (Some(one), Some(Value::Object(other))) => other.equals(&one),
        (Some(one), Some(other)) => Ok(scalars(&one, &other)),
        _ => Ok(false),
    }
}

fn scalars(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Nothing | Value::Null, Value::Nothing | Value::Null) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Int(one), Value::Int(other)) => one == other,
        (Value::Big(one), Value::Big(other)) => one == other,
        (Value::Text(one), Value::Text(other)) => one == other,
        (one, other) => matches!((one.as_float(), other.as_float()), (Some(one), Some(other)) if is_equal(one, other)),
    }
}

#[expect(clippy::float_cmp, reason = "two doubles are equal here when the language says so")]
fn is_equal(one: f64, other: f64) -> bool {
    one == other
}
