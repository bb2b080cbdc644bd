//! A value of any language as JSON.

use serde_json::{Map, Value as Json};

use crate::object::{Error, ObjectRef, Result, Traits, Value};

/// How deep objects may nest.
const DEPTH: usize = 128;

/// Prints a value as JSON on one line.
///
/// Sequences and sets become arrays, mappings objects, all the way down. What
/// JSON has no word for becomes the string it prints as.
///
/// # Errors
/// When an object contains itself, or objects nest too deep.
pub(super) fn print(value: &Value) -> Result<String> {
    Ok(convert(value, &mut Vec::new())?.to_string())
}

/// Converts a value that is contained in `above`.
fn convert(value: &Value, above: &mut Vec<ObjectRef>) -> Result<Json> {
    Ok(match value {
        Value::Nothing | Value::Null => Json::Null,
        Value::Bool(truth) => Json::from(*truth),
        Value::Int(number) => Json::from(*number),
        Value::Float(number) if number.is_finite() => Json::from(*number),
        Value::Object(object) => {
            check(object, above)?;
            above.push(object.clone());
            let converted = contents(object, above)?;
            above.pop();
            converted
        }
        other => Json::from(other.to_string()),
    })
}

fn check(object: &ObjectRef, above: &[ObjectRef]) -> Result<()> {
    let reason = if above.contains(object) {
        "contains itself"
    } else if above.len() == DEPTH {
        "is nested too deep"
    } else {
        return Ok(());
    };
    Err(Error::host("JsonError", format!("{} {reason}, which JSON cannot say", object.describe())))
}

fn contents(object: &ObjectRef, above: &mut Vec<ObjectRef>) -> Result<Json> {
    let traits = object.traits();
    if traits.contains(Traits::SEQUENCE) {
        let items = (0..object.len()?).map(|index| item(object, &Value::from(index_value(index)), above));
        items.collect::<Result<Vec<_>>>().map(Json::from)
    } else if traits.contains(Traits::MAPPING) {
        let entries = object.keys()?.into_iter().map(|key| Ok((key.to_string(), item(object, &key, above)?)));
        entries.collect::<Result<Map<_, _>>>().map(Json::from)
    } else if traits.contains(Traits::SET) {
        members(object, above).map(Json::from)
    } else {
        Ok(Json::from(Value::Object(object.clone()).to_string()))
    }
}

fn item(object: &ObjectRef, key: &Value, above: &mut Vec<ObjectRef>) -> Result<Json> {
    convert(&object.get_item(key)?.unwrap_or_default(), above)
}

fn members(set: &ObjectRef, above: &mut Vec<ObjectRef>) -> Result<Vec<Json>> {
    let members = set.iterate()?;
    let next = || members.next().transpose();
    std::iter::from_fn(next).map(|member| convert(&member?, above)).collect()
}

fn index_value(index: usize) -> i64 {
    i64::try_from(index).expect("no sequence is longer than memory")
}
