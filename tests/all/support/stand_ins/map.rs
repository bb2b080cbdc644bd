//! Maps from strings.

use std::cell::RefCell;

use indexmap::IndexMap;
use polytarget::{Lang, Name, Object, ObjectRef, Result, Traits, Value};

/// A map from strings.
pub(crate) struct Map {
    entries: RefCell<IndexMap<String, Value>>,
    /// Whether items and members are two things, as in a `dict`, or one, as in an object of JavaScript.
    items_first: bool,
}

impl Map {
    /// Makes one that has a member besides its items.
    pub(crate) fn dict(entries: impl IntoIterator<Item = (&'static str, Value)>) -> ObjectRef {
        Self::make(entries, true)
    }

    /// Makes one whose items are its members.
    pub(crate) fn record() -> ObjectRef {
        Self::make([], false)
    }

    fn make(entries: impl IntoIterator<Item = (&'static str, Value)>, items_first: bool) -> ObjectRef {
        let entries = entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        ObjectRef::new(Self { entries: RefCell::new(entries), items_first })
    }

    fn entry(&self, key: &str) -> Option<Value> {
        self.entries.borrow().get(key).cloned()
    }

    fn key(name: &Name) -> &str {
        name.as_str().unwrap_or_default()
    }
}

impl Object for Map {
    fn type_name(&self) -> String {
        if self.items_first { "Dict" } else { "Record" }.to_owned()
    }

    fn traits(&self) -> Traits {
        if self.items_first { Traits::MAPPING | Traits::ITEMS_FIRST } else { Traits::MAPPING }
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        if self.items_first {
            return Ok((name.as_str() == Some("color")).then(|| "blue".into()));
        }
        Ok(self.entry(Self::key(name)))
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        if self.items_first {
            return Err(self.refuse("write member"));
        }
        self.set_item(&Self::key(name).into(), value)
    }

    fn delete_member(&self, name: &Name) -> Result<bool> {
        if self.items_first {
            return Err(self.refuse("delete member"));
        }
        self.delete_item(&Self::key(name).into())
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        Ok(self.entry(&key.to_string()))
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        let before = self.entries.borrow_mut().insert(key.to_string(), value);
        drop(before);
        Ok(())
    }

    fn delete_item(&self, key: &Value) -> Result<bool> {
        let before = self.entries.borrow_mut().shift_remove(&key.to_string());
        Ok(before.is_some())
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        Ok(self.entries.borrow().contains_key(&key.to_string()))
    }

    fn keys(&self) -> Result<Vec<Value>> {
        Ok(self.entries.borrow().keys().map(|key| key.as_str().into()).collect())
    }

    fn len(&self) -> Result<usize> {
        Ok(self.entries.borrow().len())
    }

    /// Asks the other, as a map does that does not know what the other is.
    fn equals(&self, other: &Value) -> Result<bool> {
        match other {
            Value::Object(object) if object.lang() == Lang::Rhai => {
                let copy = Self { entries: self.entries.clone(), items_first: self.items_first };
                object.equals(&Value::Object(ObjectRef::new(copy)))
            }
            Value::Object(object) => Ok(object.downcast::<Self>().is_some_and(|other| std::ptr::eq(self, other))),
            _ => Ok(false),
        }
    }
}
