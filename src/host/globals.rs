//! The globals of an instance as an object, and those among them that are modules or other live objects.

use std::rc::Rc;

use super::peer::Seen;
use super::refs::{iterator, name_of};
use super::shown;
use crate::object::{Form, Name, Object, ObjectRef, Result, Text, Traits, Value};

/// The globals of an instance, and nothing else.
pub(super) struct Globals(pub(super) Rc<Seen>);

impl Object for Globals {
    fn type_name(&self) -> String {
        format!("{} globals", self.0.target().name)
    }

    fn traits(&self) -> Traits {
        Traits::MAPPING
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        self.0.instance()?.global(name)
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        self.0.instance()?.set_global(name, value)
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(self.0.instance()?.global_names()?.into_iter().map(Text::from).collect())
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        self.get_member(&name_of(self, key)?)
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        self.set_member(&name_of(self, key)?, value)
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        self.has_member(&name_of(self, key)?)
    }

    fn keys(&self) -> Result<Vec<Value>> {
        Ok(self.members()?.into_iter().map(Value::Text).collect())
    }

    fn len(&self) -> Result<usize> {
        Ok(self.0.instance()?.global_names()?.len())
    }
}

/// Which globals are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kin {
    /// Modules.
    Imports,
    /// Whatever is an object, and what evaluations came to: that has the number of its evaluation.
    Objects,
}

impl Kin {
    fn name(self) -> &'static str {
        if self == Self::Imports { "imports" } else { "refs" }
    }
}

/// Some of the globals of an instance, as they are whenever they are looked at.
pub(super) struct Known {
    pub(super) seen: Rc<Seen>,
    pub(super) which: Kin,
}

impl Known {
    fn takes(&self, value: &Value) -> bool {
        let Value::Object(object) = value else { return false };
        let is_module = object.type_name().eq_ignore_ascii_case("module");
        is_module == (self.which == Kin::Imports)
    }

    /// Returns what there is, by name; what an evaluation came to, by number.
    fn entries(&self) -> Result<Vec<(Value, Value)>> {
        let instance = self.seen.instance()?;
        let mut entries = Vec::new();
        for name in instance.global_names()? {
            let value = instance.global(&Name::new(&name))?.unwrap_or_default();
            if self.takes(&value) {
                entries.push((Value::from(name.as_str()), value));
            }
        }
        if self.which == Kin::Objects {
            let results = self.seen.history()?.objects();
            entries.extend(results.into_iter().map(|(number, value)| (number_value(number), value)));
        }
        Ok(entries)
    }
}

fn number_value(number: u64) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

impl Object for Known {
    fn type_name(&self) -> String {
        self.which.name().to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::MAPPING | Traits::ITERABLE
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok(self.seen.instance()?.global(name)?.filter(|value| self.takes(value)))
    }

    fn members(&self) -> Result<Vec<Text>> {
        let names = self
            .entries()?
            .into_iter()
            .filter_map(|(name, _)| if let Value::Text(name) = name { Some(name) } else { None });
        Ok(names.collect())
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        if let (Kin::Objects, Some(number)) = (self.which, key.as_int()) {
            let result = u64::try_from(number).ok().and_then(|number| self.seen.history().ok()?.result(number));
            return Ok(result.filter(|value| self.takes(value)));
        }
        self.get_member(&name_of(self, key)?)
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        Ok(self.get_item(key)?.is_some())
    }

    fn keys(&self) -> Result<Vec<Value>> {
        Ok(self.entries()?.into_iter().map(|(key, _)| key).collect())
    }

    fn len(&self) -> Result<usize> {
        Ok(self.entries()?.len())
    }

    fn iterate(&self) -> Result<ObjectRef> {
        Ok(iterator(self.keys()?))
    }

    fn display(&self, _form: Form) -> Result<Text> {
        // Whoever asks for them is given another object of them.
        let history = self.seen.history()?;
        shown::once(Rc::as_ptr(&history), self.which.name(), || {
            let shown: Vec<String> = self.entries()?.iter().map(|(key, value)| format!("{key}: {value}")).collect();
            Ok(format!("{{{}}}", shown.join(", ")).into())
        })
    }
}
