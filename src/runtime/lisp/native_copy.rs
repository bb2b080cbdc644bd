//! Deep copies of foreign data as Lisp's own.

use std::rc::Rc;

use steel::SteelVal;
use steel::rvals::SteelByteVector;

use super::convert::{to_lisp, to_value};
use super::engine::{Engine, Held, held};
use super::proxy;
use crate::object::{Error, Item, Lang, ObjectRef, Result, Traits, Value};

/// How deep a copy goes.
const DEEPEST: usize = 500;

/// Copies a foreign value: sequences become lists, mappings hashes, sets hashsets, buffers bytevectors; scalars
/// come as they are. What is deeper than `depth` levels stays foreign.
///
/// # Errors
/// When the data contains itself, or is nested too deeply.
pub(super) fn to_native(engine: &Rc<Engine>, value: &SteelVal, depth: Option<usize>) -> Result<SteelVal> {
    let mut path = Vec::new();
    let depth = depth.unwrap_or(usize::MAX);
    copy(engine, to_value(engine, value), depth, &mut path).map(|held| held.value().clone())
}

/// The parts of a copy are held, because foreign code runs until the last is there.
fn copy(engine: &Rc<Engine>, value: Value, depth: usize, path: &mut Vec<ObjectRef>) -> Result<Held> {
    let object = match value {
        Value::Object(object) if proxy::is_foreign(engine, &object) => object,
        other => return Ok(held(to_lisp(engine, other)?)),
    };
    let traits = object.traits();
    if traits.contains(Traits::BUFFER) && holds_bytes(&object) {
        return Ok(held(SteelVal::ByteVector(SteelByteVector::new(object.bytes()?))));
    }
    if path.len() >= depth || !traits.intersects(Traits::MAPPING | Traits::SEQUENCE | Traits::SET) {
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
        mapping(engine, &object, depth, path)
    } else {
        sequence(engine, &object, traits, depth, path)
    };
    path.pop();
    copied.map(held)
}

/// Returns whether a buffer is a row of bytes, as opposed to other numbers.
fn holds_bytes(object: &ObjectRef) -> bool {
    object.buffer().map_or(true, |buffer| buffer.item() == Some(Item::U8) && buffer.shape().len() == 1)
}

fn mapping(engine: &Rc<Engine>, object: &ObjectRef, depth: usize, path: &mut Vec<ObjectRef>) -> Result<SteelVal> {
    let mut entries = Vec::new();
    for key in object.keys()? {
        let value = object.get_item(&key)?.unwrap_or_default();
        entries.push(copy(engine, key, depth, path)?);
        entries.push(copy(engine, value, depth, path)?);
    }
    let mut arguments: Vec<SteelVal> = entries.iter().map(|entry| entry.value().clone()).collect();
    engine.apply("hash", &mut arguments)
}

fn sequence(
    engine: &Rc<Engine>,
    object: &ObjectRef,
    traits: Traits,
    depth: usize,
    path: &mut Vec<ObjectRef>,
) -> Result<SteelVal> {
    let mut items = Vec::new();
    let steps = object.iterate()?;
    while let Some(value) = steps.next()? {
        items.push(copy(engine, value, depth, path)?);
    }
    let mut items: Vec<SteelVal> = items.iter().map(|item| item.value().clone()).collect();
    if traits.contains(Traits::SET) {
        return engine.apply("hashset", &mut items);
    }
    Ok(SteelVal::ListV(items.into()))
}
