//! The table that all languages share.

use std::cell::RefCell;

use indexmap::IndexMap;

use super::shown;
use crate::object::{Fault, Form, Name, Object, ObjectRef, Result, Text, Traits, Value};

/// Named objects that every language sees: `refs["df"] = df` here, `refs.df` there.
///
/// Members and items are one thing; the order is that of insertion.
#[derive(Default)]
pub(super) struct Refs(RefCell<IndexMap<Box<str>, Value>>);

impl Refs {
    /// Lets go of everything.
    pub(super) fn clear(&self) {
        let entries = self.0.take();
        drop(entries);
    }

    fn spelling<'a>(&self, name: &'a Name) -> Result<&'a str> {
        name.as_str().ok_or_else(|| {
            self.fault(Fault::Type { expected: "a name that is valid Unicode".to_owned(), got: format!("`{name}`") })
        })
    }
}

/// Returns the name that a key means to an object whose items are named.
pub(super) fn name_of(object: &impl Object, key: &Value) -> Result<Name> {
    match key {
        Value::Text(text) => Ok(Name::from_text(text)),
        other => Err(object.fault(Fault::Type { expected: "a string as the name".to_owned(), got: other.kind() })),
    }
}

impl Object for Refs {
    fn type_name(&self) -> String {
        "refs".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::MAPPING | Traits::ITERABLE
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok(name.as_str().and_then(|name| self.0.borrow().get(name).cloned()))
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        let before = self.0.borrow_mut().insert(self.spelling(name)?.into(), value);
        drop(before);
        Ok(())
    }

    fn delete_member(&self, name: &Name) -> Result<bool> {
        let before = self.0.borrow_mut().shift_remove(self.spelling(name)?);
        Ok(before.is_some())
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(self.0.borrow().keys().map(|name| Text::from(&**name)).collect())
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        self.get_member(&name_of(self, key)?)
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        self.set_member(&name_of(self, key)?, value)
    }

    fn delete_item(&self, key: &Value) -> Result<bool> {
        self.delete_member(&name_of(self, key)?)
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        self.has_member(&name_of(self, key)?)
    }

    fn keys(&self) -> Result<Vec<Value>> {
        Ok(self.members()?.into_iter().map(Value::Text).collect())
    }

    fn len(&self) -> Result<usize> {
        Ok(self.0.borrow().len())
    }

    fn iterate(&self) -> Result<ObjectRef> {
        Ok(iterator(self.keys()?))
    }

    fn display(&self, _form: Form) -> Result<Text> {
        let entries: Vec<(Box<str>, Value)> = self.0.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        shown::once(self, "refs", || {
            let shown: Vec<String> = entries.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            Ok(format!("<refs {{{}}}>", shown.join(", ")).into())
        })
    }

    fn truth(&self) -> Result<bool> {
        Ok(!self.0.borrow().is_empty())
    }
}

/// Makes a list of these values that every language can read and iterate.
pub(super) fn list(values: Vec<Value>) -> ObjectRef {
    ObjectRef::new(List(values))
}

/// A list that does not change.
struct List(Vec<Value>);

impl Object for List {
    fn type_name(&self) -> String {
        "list".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::SEQUENCE | Traits::ITERABLE
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        Ok(key.as_int().and_then(|index| usize::try_from(index).ok()).and_then(|index| self.0.get(index).cloned()))
    }

    fn len(&self) -> Result<usize> {
        Ok(self.0.len())
    }

    fn iterate(&self) -> Result<ObjectRef> {
        Ok(iterator(self.0.clone()))
    }

    fn display(&self, _form: Form) -> Result<Text> {
        shown::once(self, "list", || {
            let shown: Vec<String> = self.0.iter().map(Value::to_string).collect();
            Ok(format!("[{}]", shown.join(", ")).into())
        })
    }
}

/// Makes an iterator over these values, whatever becomes of where they came from.
pub(super) fn iterator(values: Vec<Value>) -> ObjectRef {
    ObjectRef::new(Names(RefCell::new(values.into_iter())))
}

/// The names of a table, or the values of a list, as they were when the iteration began.
struct Names(RefCell<std::vec::IntoIter<Value>>);

impl Object for Names {
    fn type_name(&self) -> String {
        "names".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::ITERATOR
    }

    fn next(&self) -> Result<Option<Value>> {
        Ok(self.0.borrow_mut().next())
    }
}
