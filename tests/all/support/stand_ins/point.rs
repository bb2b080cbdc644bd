//! An object with members, methods and operators, and its class.

use std::cell::Cell;

use polytarget::{
    Args, Error, Fault, Form, Lang, Name, Object, ObjectRef, Operator, Result, Text, Traits, Value, function,
};

/// An object with members, methods and operators.
pub(crate) struct Point {
    x: Cell<i64>,
    y: Cell<i64>,
}

impl Point {
    pub(crate) fn make(x: i64, y: i64) -> ObjectRef {
        ObjectRef::new(Self { x: Cell::new(x), y: Cell::new(y) })
    }

    pub(crate) fn class() -> ObjectRef {
        ObjectRef::new(Class)
    }
}

impl Object for Point {
    fn type_name(&self) -> String {
        "Point".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::NUMERIC
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        let (x, y) = (self.x.get(), self.y.get());
        Ok(match name.as_str() {
            Some("x") => Some(Value::Int(x)),
            Some("y") => Some(Value::Int(y)),
            Some("sum") => Some(Value::Object(function("sum", move |_| Ok(Value::Int(x + y))))),
            Some("scale") => Some(Value::Object(function("scale", move |args| {
                let factor = args.get(0).as_int().unwrap_or(1);
                Ok(Value::Object(Self::make(x * factor, y * factor)))
            }))),
            _ => None,
        })
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        let value = value.as_int().ok_or_else(|| self.refuse("write member"))?;
        match name.as_str() {
            Some("x") => self.x.set(value),
            Some("y") => self.y.set(value),
            _ => return Err(self.refuse("write member")),
        }
        Ok(())
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(["x", "y", "sum", "scale"].map(Text::from).to_vec())
    }

    fn display(&self, _form: Form) -> Result<Text> {
        Ok(format!("({}, {})", self.x.get(), self.y.get()).into())
    }

    fn equals(&self, other: &Value) -> Result<bool> {
        let other = other.as_object().and_then(ObjectRef::downcast::<Self>);
        Ok(other.is_some_and(|other| self.x == other.x && self.y == other.y))
    }

    fn operate(&self, operator: Operator, other: &Value, _reflected: bool) -> Result<Value> {
        let (x, y) = (self.x.get(), self.y.get());
        let point = other.as_object().and_then(ObjectRef::downcast::<Self>);
        match (operator, point, other) {
            (Operator::Add, Some(point), _) => Ok(Value::Object(Self::make(x + point.x.get(), y + point.y.get()))),
            (Operator::Less, Some(point), _) => Ok((x + y < point.x.get() + point.y.get()).into()),
            (Operator::Multiply, _, Value::Int(factor)) => Ok(Value::Object(Self::make(x * factor, y * factor))),
            (Operator::Negate, ..) => Ok(Value::Object(Self::make(-x, -y))),
            _ => Err(self.refuse(operator.symbol())),
        }
    }
}

struct Class;

impl Object for Class {
    fn type_name(&self) -> String {
        "class".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::CALLABLE | Traits::CONSTRUCTIBLE
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok((name.as_str() == Some("origin")).then(|| Value::Object(Point::make(0, 0))))
    }

    fn call(&self, _this: Option<&Value>, args: &Args<'_>) -> Result<Value> {
        self.construct(args)
    }

    fn construct(&self, args: &Args<'_>) -> Result<Value> {
        let named =
            |name: &str| args.named.iter().find(|(known, _)| known.as_str() == Some(name)).map(|(_, v)| v.clone());
        let x = args.positional.first().cloned().or_else(|| named("x"));
        let y = args.positional.get(1).cloned().or_else(|| named("y"));
        match (x.and_then(|x| x.as_int()), y.and_then(|y| y.as_int())) {
            (Some(x), Some(y)) => Ok(Value::Object(Point::make(x, y))),
            _ => Err(Error::new(Lang::Rust, Fault::Range("a point has two integers".to_owned()))),
        }
    }
}
