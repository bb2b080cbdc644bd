//! A list.

use std::cell::RefCell;

use polytarget::{Args, Error, Fault, Form, Lang, Name, Object, ObjectRef, Result, Text, Traits, Value};

/// A list as Python or JavaScript has it: it has members too, and one of its methods takes `this`.
pub(crate) struct List {
    items: RefCell<Vec<Value>>,
    first: ObjectRef,
}

impl List {
    pub(crate) fn of(values: impl IntoIterator<Item = impl Into<Value>>) -> ObjectRef {
        Self::make(values.into_iter().map(Into::into).collect())
    }

    fn make(items: Vec<Value>) -> ObjectRef {
        ObjectRef::new(Self { items: RefCell::new(items), first: ObjectRef::new(First) })
    }

    fn place(&self, key: &Value) -> Option<usize> {
        key.as_int().and_then(|index| usize::try_from(index).ok()).filter(|index| *index < self.items.borrow().len())
    }

    fn length(&self) -> Value {
        Value::Int(i64::try_from(self.items.borrow().len()).unwrap())
    }
}

impl Object for List {
    fn type_name(&self) -> String {
        "List".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::SEQUENCE | Traits::ITERABLE
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok(match name.as_str() {
            Some("length") => Some(self.length()),
            Some("first") => Some(Value::Object(self.first.clone())),
            Some("from") => Some(Value::from("a keyword")),
            Some("color") => Some(Value::from("red")),
            _ => None,
        })
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(["length", "first", "from", "color"].map(Text::from).to_vec())
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        Ok(self.place(key).map(|place| self.items.borrow()[place].clone()))
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        match self.place(key) {
            Some(place) => self.items.borrow_mut()[place] = value,
            None if key.as_int() == self.length().as_int() => self.items.borrow_mut().push(value),
            None => return Err(self.fault(Fault::NoItem { object: self.describe(), key: key.to_string() })),
        }
        Ok(())
    }

    fn delete_item(&self, key: &Value) -> Result<bool> {
        let place = self.place(key);
        Ok(place.map(|place| self.items.borrow_mut().remove(place)).is_some())
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        Ok(self.items.borrow().iter().any(|value| value.as_int() == key.as_int()))
    }

    fn len(&self) -> Result<usize> {
        Ok(self.items.borrow().len())
    }

    fn iterate(&self) -> Result<ObjectRef> {
        Ok(ObjectRef::new(Items(RefCell::new(self.items.borrow().clone().into_iter()))))
    }

    fn display(&self, form: Form) -> Result<Text> {
        let items: Vec<String> = self.items.borrow().iter().map(Value::to_string).collect();
        let text = items.join(", ");
        Ok(if form == Form::Literal { format!("[{text}]") } else { text }.into())
    }

    fn truth(&self) -> Result<bool> {
        Ok(!self.items.borrow().is_empty())
    }

    /// Asks the other, as a list does that does not know what the other is.
    fn equals(&self, other: &Value) -> Result<bool> {
        match other {
            Value::Object(object) if object.lang() == Lang::Rhai => {
                object.equals(&Value::Object(Self::make(self.items.borrow().clone())))
            }
            Value::Object(object) => Ok(object.downcast::<Self>().is_some_and(|other| std::ptr::eq(self, other))),
            _ => Ok(false),
        }
    }
}

/// A method of [`List`] that has to be told its receiver.
struct First;

impl Object for First {
    fn type_name(&self) -> String {
        "Function".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::CALLABLE | Traits::TAKES_THIS
    }

    fn call(&self, this: Option<&Value>, _args: &Args<'_>) -> Result<Value> {
        let this = this.and_then(Value::as_object).ok_or_else(|| Error::host("TypeError", "no receiver"))?;
        Ok(this.get_item(&Value::Int(0))?.unwrap_or_default())
    }
}

struct Items(RefCell<std::vec::IntoIter<Value>>);

impl Object for Items {
    fn type_name(&self) -> String {
        "Iterator".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::ITERATOR | Traits::ITERABLE
    }

    fn next(&self) -> Result<Option<Value>> {
        Ok(self.0.borrow_mut().next())
    }
}
