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

/// What a copy goes by.
pub(super) struct Rules {
    /// How many levels are copied; what is deeper stays foreign.
    pub(super) depth: usize,
    /// What makes of a foreign object what is to stand for it; where it makes nothing, the object is copied.
    pub(super) converter: Option<Value>,
}

/// Copies a foreign value: sequences become lists, mappings hashes, sets hashsets, buffers bytevectors; scalars
/// come as they are.
///
/// # Errors
/// When the data contains itself, or is nested too deeply, or when the converter raises one.
pub(super) fn to_native(engine: &Rc<Engine>, value: &SteelVal, rules: &Rules) -> Result<SteelVal> {
    let mut copy = Copy { engine, rules, path: Vec::new() };
    copy.of(to_value(engine, value)).map(|held| held.value().clone())
}

/// A copy in the making.
struct Copy<'a> {
    engine: &'a Rc<Engine>,
    rules: &'a Rules,
    /// The objects that are being copied, from the outermost to this one.
    path: Vec<ObjectRef>,
}

impl Copy<'_> {
    /// The parts of a copy are held, because foreign code runs until the last is there.
    fn of(&mut self, value: Value) -> Result<Held> {
        let object = match value {
            Value::Object(object) if proxy::is_foreign(self.engine, &object) => object,
            other => return Ok(held(to_lisp(self.engine, other)?)),
        };
        if let Some(Value::Object(converter)) = &self.rules.converter {
            let made = converter.call(&[Value::Object(object.clone())])?;
            if !made.is_nothing() {
                return Ok(held(to_lisp(self.engine, made)?));
            }
        }
        let traits = object.traits();
        if traits.contains(Traits::BUFFER) && holds_bytes(&object) {
            return Ok(held(SteelVal::ByteVector(SteelByteVector::new(object.bytes()?))));
        }
        let is_container = traits.intersects(Traits::MAPPING | Traits::SEQUENCE | Traits::SET);
        if self.path.len() >= self.rules.depth || !is_container {
            return Ok(held(to_lisp(self.engine, Value::Object(object))?));
        }
        self.check(&object)?;
        self.path.push(object.clone());
        let copied =
            if traits.contains(Traits::MAPPING) { self.mapping(&object) } else { self.sequence(&object, traits) };
        self.path.pop();
        copied.map(held)
    }

    fn check(&self, object: &ObjectRef) -> Result<()> {
        let message = if self.path.contains(object) {
            "it contains itself"
        } else if self.path.len() >= DEEPEST {
            "it is nested too deeply"
        } else {
            return Ok(());
        };
        let message = format!("cannot copy {}: {message}", object.describe());
        Err(Error::raised(Lang::Lisp, "ValueError", message, Value::Nothing))
    }

    fn mapping(&mut self, object: &ObjectRef) -> Result<SteelVal> {
        let mut entries = Vec::new();
        for key in object.keys()? {
            let value = object.get_item(&key)?.unwrap_or_default();
            entries.push(self.of(key)?);
            entries.push(self.of(value)?);
        }
        let mut arguments: Vec<SteelVal> = entries.iter().map(|entry| entry.value().clone()).collect();
        self.engine.apply("hash", &mut arguments)
    }

    fn sequence(&mut self, object: &ObjectRef, traits: Traits) -> Result<SteelVal> {
        let mut items = Vec::new();
        let steps = object.iterate()?;
        while let Some(value) = steps.next()? {
            items.push(self.of(value)?);
        }
        let mut items: Vec<SteelVal> = items.iter().map(|item| item.value().clone()).collect();
        if traits.contains(Traits::SET) {
            return self.engine.apply("hashset", &mut items);
        }
        Ok(SteelVal::ListV(items.into()))
    }
}

/// Returns whether a buffer is a row of bytes, as opposed to other numbers.
fn holds_bytes(object: &ObjectRef) -> bool {
    object.buffer().map_or(true, |buffer| buffer.item() == Some(Item::U8) && buffer.shape().len() == 1)
}
