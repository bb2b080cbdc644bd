//! Objects made in Rust that stand in for those of other languages.

use std::cell::RefCell;

use indexmap::IndexMap;
use polytarget::{
    Error, Fault, Form, Instance, Lang, Name, Object, ObjectRef, Operator, Result, Text, Traits, Value, function,
};

/// Gives an instance one object of every kind.
pub(super) fn give(instance: &dyn Instance) {
    let objects: [(&str, Value); 8] = [
        ("list", Value::Object(ObjectRef::new(List::of([3, 1, 2])))),
        ("dict", Value::Object(ObjectRef::new(Dict::default()))),
        ("half", Value::Object(ObjectRef::new(Half(3)))),
        (
            "add",
            Value::Object(function("add", |args| {
                let sum = args.positional.iter().filter_map(Value::as_int).sum::<i64>();
                let named = args.named.iter().filter_map(|(_, value)| value.as_int()).sum::<i64>();
                Ok(Value::Int(sum + named))
            })),
        ),
        (
            "fail",
            Value::Object(function("fail", |_| {
                Err(Error::raised(Lang::Py, "ValueError", "no good", Value::Object(ObjectRef::new(List::of([7])))))
            })),
        ),
        ("same", Value::Object(function("same", |args| Ok(args.get(0))))),
        ("crash", Value::Object(function("crash", |_| panic!("by design")))),
        ("exit", Value::Object(function("exit", |_| Err(Error::new(Lang::Py, Fault::Exit(3)))))),
    ];
    for (name, value) in objects {
        instance.set_global(&Name::new(name), value).unwrap();
    }
}

/// A number of halves, with arithmetic of its own.
struct Half(i64);

impl Object for Half {
    fn type_name(&self) -> String {
        "Half".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::NUMERIC
    }

    fn display(&self, _form: Form) -> Result<Text> {
        Ok(format!("{}/2", self.0).into())
    }

    fn operate(&self, operator: Operator, other: &Value, _reflected: bool) -> Result<Value> {
        match (operator, other.as_float()) {
            (Operator::Multiply, Some(other)) => {
                Ok(Value::Float(other * f64::from(i32::try_from(self.0).unwrap()) / 2.0))
            }
            _ => Err(self.refuse(operator.symbol())),
        }
    }
}

/// A list that behaves as Python's does.
struct List(RefCell<Vec<Value>>);

impl List {
    fn of<const N: usize>(items: [i64; N]) -> Self {
        Self(RefCell::new(items.map(Value::Int).to_vec()))
    }

    fn place(&self, key: &Value) -> Option<usize> {
        key.as_int().and_then(|index| usize::try_from(index).ok()).filter(|index| *index < self.0.borrow().len())
    }
}

impl Object for List {
    fn type_name(&self) -> String {
        "list".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::SEQUENCE | Traits::ITERABLE
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok((name.as_str() == Some("color")).then(|| "red".into()))
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        Ok(self.place(key).map(|place| self.0.borrow()[place].clone()))
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        let length = self.0.borrow().len();
        match self.place(key) {
            Some(place) => self.0.borrow_mut()[place] = value,
            None if key.as_int() == i64::try_from(length).ok() => self.0.borrow_mut().push(value),
            None => return Err(self.fault(Fault::NoItem { object: self.describe(), key: key.to_string() })),
        }
        Ok(())
    }

    fn delete_item(&self, key: &Value) -> Result<bool> {
        let place = self.place(key);
        Ok(place.map(|place| self.0.borrow_mut().remove(place)).is_some())
    }

    fn len(&self) -> Result<usize> {
        Ok(self.0.borrow().len())
    }

    fn iterate(&self) -> Result<ObjectRef> {
        Ok(ObjectRef::new(Items(RefCell::new(self.0.borrow().clone().into_iter()))))
    }

    fn display(&self, _form: Form) -> Result<Text> {
        let shown: Vec<String> = self.0.borrow().iter().map(Value::to_string).collect();
        Ok(format!("[{}]", shown.join(", ")).into())
    }
}

struct Items(RefCell<std::vec::IntoIter<Value>>);

impl Object for Items {
    fn type_name(&self) -> String {
        "iterator".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::ITERATOR | Traits::ITERABLE
    }

    fn next(&self) -> Result<Option<Value>> {
        Ok(self.0.borrow_mut().next())
    }
}

/// A dict whose items are one thing and whose members another.
#[derive(Default)]
struct Dict(RefCell<IndexMap<String, Value>>);

impl Object for Dict {
    fn type_name(&self) -> String {
        "dict".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::MAPPING | Traits::ITEMS_FIRST
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok((name.as_str() == Some("color")).then(|| "blue".into()))
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        Ok(self.0.borrow().get(&key.to_string()).cloned())
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        self.0.borrow_mut().insert(key.to_string(), value);
        Ok(())
    }

    fn delete_item(&self, key: &Value) -> Result<bool> {
        Ok(self.0.borrow_mut().shift_remove(&key.to_string()).is_some())
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        Ok(self.0.borrow().contains_key(&key.to_string()))
    }

    fn keys(&self) -> Result<Vec<Value>> {
        Ok(self.0.borrow().keys().map(|key| key.as_str().into()).collect())
    }

    fn len(&self) -> Result<usize> {
        Ok(self.0.borrow().len())
    }
}
