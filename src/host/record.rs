//! What the host reports to guests: named values that do not change.

use super::refs::{self, name_of};
use super::shown;
use crate::object::{Form, Name, Object, ObjectRef, Result, Text, Traits, Value};

/// Named values in order; members and items are one thing.
pub(super) struct Record {
    kind: &'static str,
    entries: Vec<(Name, Value)>,
}

impl Record {
    /// Returns an empty record of a kind, e.g. `collected`.
    pub(super) fn new(kind: &'static str) -> Self {
        Self { kind, entries: Vec::new() }
    }

    pub(super) fn push(&mut self, name: &str, value: impl Into<Value>) {
        self.entries.push((Name::new(name), value.into()));
    }

    pub(super) fn into_object(self) -> ObjectRef {
        ObjectRef::new(self)
    }
}

impl Object for Record {
    fn type_name(&self) -> String {
        self.kind.to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::MAPPING | Traits::ITERABLE
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok(self.entries.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(self.entries.iter().map(|(name, _)| name.text().clone()).collect())
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        self.get_member(&name_of(self, key)?)
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        self.has_member(&name_of(self, key)?)
    }

    fn keys(&self) -> Result<Vec<Value>> {
        Ok(self.members()?.into_iter().map(Value::Text).collect())
    }

    fn len(&self) -> Result<usize> {
        Ok(self.entries.len())
    }

    fn iterate(&self) -> Result<ObjectRef> {
        Ok(refs::iterator(self.keys()?))
    }

    fn display(&self, _form: Form) -> Result<Text> {
        shown::once(self, self.kind, || {
            let shown: Vec<String> = self.entries.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            Ok(format!("<{} {}>", self.kind, shown.join(", ")).into())
        })
    }
}
