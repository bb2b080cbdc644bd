//! Deep copies of foreign data as Lisp's own.

use std::rc::Rc;

use steel::SteelVal;

use super::convert::{to_lisp, to_value};
use super::engine::{Engine, Held, held};
use super::proxy;
use crate::object::{Error, Lang, ObjectRef, Result, Traits, Value};

/// How deep a copy goes.
const DEEPEST: usize = 500;

/// Copies a foreign value: sequences become lists, mappings hashes, sets hashsets; scalars come as they are.
///
/// # Errors
/// When the data contains itself, or is nested too deeply.
pub(super) fn to_native(engine: &Rc<Engine>, value: &SteelVal) -> Result<SteelVal> {
    let mut path = Vec::new();
    copy(engine, to_value(engine, value), &mut path).map(|held| held.value().clone())
}

/// The parts of a copy are held, because foreign code runs until the last is there.
fn copy(engine: &Rc<Engine>, value: Value, path: &mut Vec<ObjectRef>) -> Result<Held> {
    let object = match value {
        Value::Object(object) if proxy::is_foreign(engine, &object) => object,
        other => return Ok(held(to_lisp(engine, other)?)),
    };
    let traits = object.traits();
    if !traits.intersects(Traits::MAPPING | Traits::SEQUENCE | Traits::SET) || traits.contains(Traits::BUFFER) {
        return Ok(held(to_lisp(engine, Value::Object(object))?));
    }
    if path.len() >= DEEPEST || path.contains(&object) {
        let message = if path.contains(&object) { "it contains itself" } else { "it is nested too deeply" };
        return Err(Error::raised(
            Lang::Lisp,
            "ValueError",
            format!("cannot copy {}: {message}", object.describe()),
            Value::Nothing,
        ));
    }
    path.push(object.clone());
    let copied = if traits.contains(Traits::MAPPING) {
        mapping(engine, &object, path)
    } else {
        sequence(engine, &object, traits, path)
    };
    path.pop();
    copied.map(held)
}

fn mapping(engine: &Rc<Engine>, object: &ObjectRef, path: &mut Vec<ObjectRef>) -> Result<SteelVal> {
    let mut entries = Vec::new();
    for key in object.keys()? {
        let value = object.get_item(&key)?.unwrap_or_default();
        entries.push(copy(engine, key, path)?);
        entries.push(copy(engine, value, path)?);
    }
    let mut arguments: Vec<SteelVal> = entries.iter().map(|entry| entry.value().clone()).collect();
    engine.apply("hash", &mut arguments)
}

fn sequence(engine: &Rc<Engine>, object: &ObjectRef, traits: Traits, path: &mut Vec<ObjectRef>) -> Result<SteelVal> {
    let mut items = Vec::new();
    let steps = object.iterate()?;
    while let Some(value) = steps.next()? {
        items.push(copy(engine, value, path)?);
    }
    let mut items: Vec<SteelVal> = items.iter().map(|item| item.value().clone()).collect();
    if traits.contains(Traits::SET) {
        return engine.apply("hashset", &mut items);
    }
    Ok(SteelVal::ListV(items.into()))
}
