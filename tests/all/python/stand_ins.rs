//! Objects made in Rust that behave like those of the other languages.

use std::cell::RefCell;

use polytarget::object::Frame;
use polytarget::{Args, Error, Form, Lang, Name, Object, ObjectRef, Operator, Result, Text, Traits, Value, function};

/// Returns the objects by the names under which tests find them.
pub(super) fn stand_ins() -> Vec<(&'static str, Value)> {
    let array = ObjectRef::new(Array(RefCell::new([1, 2, 3].map(Value::from).to_vec()), ObjectRef::new(First)));
    let describe = function("describe", |args| {
        let named: Vec<String> = args.named.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Ok(Value::from(format!("{} {}", args.positional.len(), named.join(","))))
    });
    vec![
        ("array", Value::Object(array)),
        ("record", Value::Object(ObjectRef::new(Record::default()))),
        ("describe", Value::Object(describe)),
        ("same", Value::Object(function("same", |args| Ok(args.get(0))))),
        ("call", Value::Object(function("call", call))),
        ("fail", Value::Object(function("fail", fail))),
        ("half", Value::Object(ObjectRef::new(Ratio(1, 2)))),
        ("Maker", Value::Object(ObjectRef::new(Maker))),
    ]
}

/// Calls its first argument with the others, as a function of another language would.
fn call(args: &Args<'_>) -> Result<Value> {
    let callee = args.get(0);
    let error = Error::host("TypeError", "call needs something to call");
    let outcome = callee.as_object().ok_or(error)?.call(&args.positional[1..]);
    outcome.inspect_err(|error| error.pass([frame("call", 7)]))
}

/// Raises an error of JavaScript's, thrown with the value that it is given.
fn fail(args: &Args<'_>) -> Result<Value> {
    let error = Error::raised(Lang::Js, "TypeError", "no such thing", args.get(0));
    error.pass([frame("fail", 3)]);
    Err(error)
}

fn frame(function: &str, line: u32) -> Frame {
    Frame {
        lang: Lang::Js,
        function: function.to_owned(),
        file: "lib.js".to_owned(),
        line,
        column: None,
        source: Some(format!("{function}()")),
    }
}

/// A list like JavaScript's: a method takes `this`.
struct Array(RefCell<Vec<Value>>, ObjectRef);

impl Array {
    fn index(&self, key: &Value) -> Option<usize> {
        key.as_int().and_then(|index| usize::try_from(index).ok()).filter(|index| *index < self.0.borrow().len())
    }
}

impl Object for Array {
    fn type_name(&self) -> String {
        "Array".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::SEQUENCE | Traits::ITERABLE
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok(match name.as_str() {
            Some("length") => Some(Value::Int(i64::try_from(self.0.borrow().len()).unwrap())),
            Some("first") => Some(Value::Object(self.1.clone())),
            Some("from") => Some(Value::from("a keyword")),
            _ => None,
        })
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(["length", "first", "from"].map(Text::from).to_vec())
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        Ok(self.index(key).map(|index| self.0.borrow()[index].clone()))
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        match self.index(key) {
            Some(index) => self.0.borrow_mut()[index] = value,
            None => self.0.borrow_mut().push(value),
        }
        Ok(())
    }

    fn delete_item(&self, key: &Value) -> Result<bool> {
        Ok(self.index(key).map(|index| self.0.borrow_mut().remove(index)).is_some())
    }

    fn len(&self) -> Result<usize> {
        Ok(self.0.borrow().len())
    }

    fn iterate(&self) -> Result<ObjectRef> {
        Ok(ObjectRef::new(Items(RefCell::new(self.0.borrow().clone().into_iter()))))
    }

    fn display(&self, form: Form) -> Result<Text> {
        let shown: Vec<String> = self.0.borrow().iter().map(Value::to_string).collect();
        let quote = if form == Form::Literal { "'" } else { "" };
        Ok(format!("{quote}[{}]{quote}", shown.join(",")).into())
    }

    fn truth(&self) -> Result<bool> {
        Ok(!self.0.borrow().is_empty())
    }
}

/// A method of [`Array`] that has to be told its receiver.
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
        Traits::ITERATOR
    }

    fn next(&self) -> Result<Option<Value>> {
        Ok(self.0.borrow_mut().next())
    }
}

/// A map from strings like a JavaScript object: items and members are one thing.
#[derive(Default)]
struct Record(RefCell<Vec<(Text, Value)>>);

impl Object for Record {
    fn type_name(&self) -> String {
        "Object".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::MAPPING
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok(self.0.borrow().iter().find(|(key, _)| key == name.text()).map(|(_, value)| value.clone()))
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        self.delete_member(name)?;
        self.0.borrow_mut().push((name.text().clone(), value));
        Ok(())
    }

    fn delete_member(&self, name: &Name) -> Result<bool> {
        let before = self.0.borrow().len();
        self.0.borrow_mut().retain(|(key, _)| key != name.text());
        Ok(self.0.borrow().len() < before)
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        match key {
            Value::Text(text) => self.get_member(&Name::from_text(text)),
            _ => Ok(None),
        }
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        self.set_member(&Name::new(key.as_str().unwrap()), value)
    }

    fn delete_item(&self, key: &Value) -> Result<bool> {
        self.delete_member(&Name::new(key.as_str().unwrap()))
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        Ok(self.get_item(key)?.is_some())
    }

    fn keys(&self) -> Result<Vec<Value>> {
        Ok(self.0.borrow().iter().map(|(key, _)| Value::Text(key.clone())).collect())
    }

    fn len(&self) -> Result<usize> {
        Ok(self.0.borrow().len())
    }
}

/// An exact number of another language's own.
struct Ratio(i32, i32);

impl Ratio {
    fn value(&self) -> f64 {
        f64::from(self.0) / f64::from(self.1)
    }
}

impl Object for Ratio {
    fn type_name(&self) -> String {
        "Ratio".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::NUMERIC
    }

    fn operate(&self, operator: Operator, other: &Value, reflected: bool) -> Result<Value> {
        let value = self.value();
        let other = other.as_float().unwrap_or(f64::NAN);
        let (left, right) = if reflected { (other, value) } else { (value, other) };
        Ok(match operator {
            Operator::Add => Value::Float(left + right),
            Operator::Subtract => Value::Float(left - right),
            Operator::Multiply => Value::Float(left * right),
            Operator::Negate => Value::Float(-value),
            Operator::Less => Value::Bool(left < right),
            Operator::Greater => Value::Bool(left > right),
            _ => return Err(self.refuse(operator.symbol())),
        })
    }

    fn equals(&self, other: &Value) -> Result<bool> {
        Ok(other.as_float() == Some(self.value()))
    }

    fn hash(&self) -> Result<Option<i64>> {
        Ok(Some(i64::from(self.0 * 31 + self.1)))
    }
}

/// A class of another language: it can be constructed, but not called.
struct Maker;

impl Object for Maker {
    fn type_name(&self) -> String {
        "Class".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::CONSTRUCTIBLE
    }

    fn construct(&self, args: &Args<'_>) -> Result<Value> {
        Ok(Value::Int(i64::try_from(args.positional.len()).unwrap()))
    }
}
