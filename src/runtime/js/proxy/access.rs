//! What a property of a foreign object is.
//!
//! JavaScript has one namespace where others have two or three: an index is an
//! item; a name is an item or a member, as [`read_name`] has it, and then what
//! the prototype offers. A foreign sequence answers the names of
//! `Array.prototype` as an array does, whatever its own methods are called: to
//! JavaScript, `list.sort((a, b) => a - b)` and `list.pop()` mean an array's.

use rquickjs::qjs::JSValue;

use super::super::convert::{to_js, to_value};
use super::super::engine::{Atom, Local, PropertyKind, Realm};
use super::exotic::give_found;
use super::{Foreign, unsupported};
use crate::object::{Error, Fault, Lang, Name, Result, Traits, Value, read_name, write_name};

/// By how many places a write beyond the end lengthens a sequence. An array has holes there; each place of a
/// foreign sequence is an item.
const PADDING: usize = 1 << 22;

/// A property of a foreign object, asked for by its key.
pub(super) struct Access<'a, 'r> {
    realm: &'r Realm,
    foreign: &'a Foreign,
    proxy: &'a Local<'r>,
    key: Atom,
}

impl<'a, 'r> Access<'a, 'r> {
    pub(super) fn new(realm: &'r Realm, foreign: &'a Foreign, proxy: &'a Local<'r>, key: Atom) -> Self {
        Self { realm, foreign, proxy, key }
    }

    fn is(&self, traits: Traits) -> bool {
        self.foreign.traits.intersects(traits)
    }

    #[inline]
    fn name(&self) -> Option<Name> {
        self.realm.engine().names.name(self.realm, self.key)
    }

    /// Reads the property; what is missing is undefined. A count of the value is put in its place.
    #[inline]
    pub(super) fn read(&self, receiver: &Local<'r>, place: &mut JSValue) -> Result<()> {
        if !give_found(self.realm, self.find(), place)? {
            *place = self.read_inherited(receiver)?.into_raw();
        }
        Ok(())
    }

    /// Reads the property if the foreign object itself has it.
    pub(super) fn read_own(&self) -> Result<Option<Local<'r>>> {
        self.find()?.map(|value| to_js(self.realm, &value)).transpose()
    }

    /// Returns what the foreign object itself has there.
    #[inline]
    fn find(&self) -> Result<Option<Value>> {
        if let Some(index) = self.key.index() {
            return self.read_index(index);
        }
        if self.is(Traits::SEQUENCE) && self.is_length()? {
            return self.length().map(Some);
        }
        match self.own_name()? {
            Some(name) => read_name(&self.foreign.object, self.foreign.traits, &name),
            None => Ok(None),
        }
    }

    /// Returns the name unless the key is a symbol, or one that JavaScript's own answer.
    #[inline]
    fn own_name(&self) -> Result<Option<Name>> {
        let may_be_claimed = self.is(Traits::SEQUENCE | Traits::GENERATOR | Traits::SET);
        Ok(if may_be_claimed && self.is_claimed()? { None } else { self.name() })
    }

    /// Returns whether the key is one that arrays, generators or sets of JavaScript answer.
    fn is_claimed(&self) -> Result<bool> {
        let parts = self.realm.parts()?;
        let keys = &parts.keys;
        Ok((self.is(Traits::SEQUENCE) && parts.array_keys.contains(&self.key))
            || (self.is(Traits::GENERATOR) && [keys.throw, keys.return_].contains(&self.key))
            || (self.is(Traits::SET) && self.key == keys.add))
    }

    pub(super) fn is_length(&self) -> Result<bool> {
        Ok(self.is(Traits::SEQUENCE) && self.key == self.realm.parts()?.keys.length)
    }

    #[expect(clippy::cast_precision_loss, reason = "no sequence is that long")]
    fn length(&self) -> Result<Value> {
        let length = self.foreign.object.len()?;
        Ok(i64::try_from(length).map_or(Value::Float(length as f64), Value::Int))
    }

    #[inline]
    fn read_index(&self, index: u32) -> Result<Option<Value>> {
        if self.is(Traits::SEQUENCE) {
            let mut found = self.foreign.object.get_item(&Value::Int(i64::from(index)));
            if found.as_ref().is_err_and(is_no_key) {
                found = Ok(None);
            }
            return found;
        }
        self.read_numeral(index)
    }

    /// Reads an index of what is no sequence.
    fn read_numeral(&self, index: u32) -> Result<Option<Value>> {
        let object = &self.foreign.object;
        let found = match object.get_item(&Value::Int(i64::from(index))) {
            Err(error) if is_no_key(&error) => None,
            found => found?,
        };
        if found.is_some() {
            return Ok(found);
        }
        // To JavaScript `o[1]` and `o["1"]` are one key; to the owner they may be two.
        let name = Name::new(&index.to_string());
        if self.is(Traits::MAPPING) {
            return object.get_item(&Value::Text(name.text().clone()));
        }
        object.get_member(&name)
    }

    /// Reads what the prototype offers, with `receiver` as `this` of a getter.
    fn read_inherited(&self, receiver: &Local<'r>) -> Result<Local<'r>> {
        if !self.offers()? {
            return Ok(Local::undefined(self.realm));
        }
        let mut holder = self.proxy.prototype()?;
        while holder.is_object() {
            match holder.own_descriptor(self.key)? {
                Some(found) if found.kind == PropertyKind::Accessor => {
                    let getter = found.getter;
                    return if getter.is_function() { getter.call(Some(receiver), &[]) } else { Ok(getter) };
                }
                Some(found) => return Ok(found.value),
                None => holder = holder.prototype()?,
            }
        }
        Ok(Local::undefined(self.realm))
    }

    /// Returns whether the object can do what the prototype's method of that key does.
    fn offers(&self) -> Result<bool> {
        let keys = &self.realm.parts()?.keys;
        Ok(match self.key {
            key if key == keys.iterator => self.is(Traits::ITERABLE | Traits::ITERATOR | Traits::SEQUENCE),
            key if key == keys.next => self.is(Traits::ITERATOR),
            key if key == keys.throw || key == keys.return_ => self.is(Traits::GENERATOR),
            key if [keys.then, keys.catch, keys.finally].contains(&key) => self.is(Traits::AWAITABLE),
            key if key == keys.async_iterator => self.is(Traits::ASYNC_ITERABLE),
            key if key == keys.dispose || key == keys.async_dispose => self.foreign.object.is_disposable()?,
            _ => true,
        })
    }

    /// Writes the property.
    pub(super) fn write(&self, value: &Local<'r>) -> Result<()> {
        if self.key.index().is_none() && self.is_length()? {
            return self.write_length(value);
        }
        let value = to_value(value)?;
        match (self.key.index(), self.name()) {
            (Some(index), _) => self.write_index(index, value),
            (None, Some(name)) if let Some(index) = self.far_index(&name) => self.write_index(index, value),
            (None, Some(name)) => write_name(&self.foreign.object, self.foreign.traits, &name, value),
            (None, None) => Err(unsupported(&self.foreign.object, "write a property whose key is a symbol")),
        }
    }

    /// Returns the index of an array that a name is: QuickJS keeps those beyond 2³¹ as text.
    fn far_index(&self, name: &Name) -> Option<u32> {
        let digits =
            name.as_str().filter(|text| self.is(Traits::SEQUENCE) && text.starts_with(|c: char| c.is_ascii_digit()))?;
        digits.parse().ok()
    }

    fn write_index(&self, index: u32, value: Value) -> Result<()> {
        let object = &self.foreign.object;
        if self.is(Traits::MAPPING) && !self.is(Traits::SEQUENCE) && !self.has_entry(&Value::Int(i64::from(index)))? {
            // As in `read_numeral`: the entry that is there is meant.
            let text = Value::Text(Name::new(&index.to_string()).text().clone());
            if self.has_entry(&text)? {
                return object.set_item(&text, value);
            }
        }
        let outcome = object.set_item(&Value::Int(i64::from(index)), value.clone());
        let Err(error) = outcome else { return Ok(()) };
        if self.is(Traits::SEQUENCE) {
            // Beyond its end an array grows: the methods of arrays count on it.
            let (length, index) = (object.len()?, index as usize);
            if index <= length {
                return Err(error);
            }
            self.pad(length, index)?;
            return object.set_item(&key_of(index), value);
        }
        if !is_no_key(&error) {
            return Err(error);
        }
        let name = Name::new(&index.to_string());
        if self.is(Traits::MAPPING) {
            return object.set_item(&Value::Text(name.text().clone()), value);
        }
        object.set_member(&name, value)
    }

    /// Returns whether a mapping has that key; one that takes no keys of the kind has not.
    fn has_entry(&self, key: &Value) -> Result<bool> {
        match self.foreign.object.has_item(key) {
            Err(error) if is_no_key(&error) => Ok(false),
            found => found,
        }
    }

    /// Makes a sequence longer, with nothing in its new places: other languages have no arrays with holes.
    fn pad(&self, from: usize, to: usize) -> Result<()> {
        if to.saturating_sub(from) > PADDING {
            let object = self.foreign.object.describe();
            let message =
                format!("{object} of length {from} cannot grow to {to}: no more than {PADDING} places at once");
            return Err(Error::new(Lang::Js, Fault::Range(message)));
        }
        (from..to).try_for_each(|index| self.foreign.object.set_item(&key_of(index), Value::Nothing))
    }

    /// Cuts a sequence off, or makes it longer, as `list.length = n` does.
    fn write_length(&self, value: &Local<'r>) -> Result<()> {
        let wanted = to_value(value)?.as_int().and_then(|length| usize::try_from(length).ok());
        let wanted = wanted.ok_or_else(|| Error::host("RangeError", "invalid array length"))?;
        let length = self.foreign.object.len()?;
        (wanted..length).rev().try_for_each(|index| self.foreign.object.delete_item(&key_of(index)).map(drop))?;
        self.pad(length, wanted)
    }

    /// Returns whether there is such a property, inherited ones too.
    pub(super) fn has(&self) -> Result<bool> {
        if self.has_own()? {
            return Ok(true);
        }
        if !self.offers()? {
            return Ok(false);
        }
        self.proxy.prototype()?.has(self.key)
    }

    /// Returns whether the foreign object itself has the property.
    pub(super) fn has_own(&self) -> Result<bool> {
        let object = &self.foreign.object;
        match self.key.index() {
            Some(index) if self.is(Traits::SEQUENCE) => Ok((index as usize) < object.len()?),
            Some(index) => Ok(self.read_index(index)?.is_some()),
            None if self.is_length()? => Ok(true),
            None => match self.own_name()? {
                None => Ok(false),
                Some(name) => {
                    let first = self.is(Traits::ITEMS_FIRST) && object.has_item(&Value::Text(name.text().clone()))?;
                    Ok(first || object.has_member(&name)?)
                }
            },
        }
    }

    /// Deletes the property. One that is not there is deleted already.
    pub(super) fn delete(&self) -> Result<()> {
        let object = &self.foreign.object;
        if let Some(index) = self.key.index() {
            return match object.delete_item(&Value::Int(i64::from(index))) {
                Ok(true) => Ok(()),
                Err(error) if !is_no_key(&error) => Err(error),
                Err(error) if self.is(Traits::SEQUENCE) && is_refusal(&error) => Err(error),
                Ok(false) | Err(_) if self.is(Traits::SEQUENCE) => Ok(()),
                Ok(false) | Err(_) => self.delete_name(&Name::new(&index.to_string())),
            };
        }
        match self.name() {
            Some(name) => self.delete_name(&name),
            None => Ok(()),
        }
    }

    fn delete_name(&self, name: &Name) -> Result<()> {
        let object = &self.foreign.object;
        if self.is(Traits::MAPPING | Traits::ITEMS_FIRST) && object.delete_item(&Value::Text(name.text().clone()))? {
            return Ok(());
        }
        // Where items and members are two things, there may be no deleting a member.
        if self.is(Traits::ITEMS_FIRST) && !object.has_member(name)? {
            return Ok(());
        }
        object.delete_member(name).map(drop)
    }
}

/// Lists the keys that are the foreign object's own: indexes, keys, or members.
pub(super) fn own_keys(foreign: &Foreign) -> Result<Vec<Value>> {
    let object = &foreign.object;
    if foreign.traits.contains(Traits::SEQUENCE) {
        let length = Value::Text("length".into());
        return Ok((0..object.len()?).map(key_of).chain([length]).collect());
    }
    if foreign.traits.contains(Traits::MAPPING) {
        let keys = object.keys()?;
        return Ok(keys.into_iter().filter(|key| matches!(key, Value::Text(_) | Value::Int(0..))).collect());
    }
    Ok(object.members()?.into_iter().map(Value::Text).collect())
}

fn key_of(index: usize) -> Value {
    Value::Int(i64::try_from(index).unwrap_or(i64::MAX))
}

fn is_refusal(error: &Error) -> bool {
    matches!(error.fault(), Fault::Unsupported { .. })
}

/// Returns whether the error says no more than that keys of this kind do not exist there.
fn is_no_key(error: &Error) -> bool {
    matches!(error.fault(), Fault::Unsupported { .. } | Fault::Type { .. } | Fault::NoItem { .. })
}
