//! An exact number of another language's own.

use polytarget::{Form, Object, Operator, Result, Text, Traits, Value};

/// A fraction, with arithmetic.
pub(crate) struct Ratio(pub(crate) i32, pub(crate) i32);

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

    fn display(&self, _form: Form) -> Result<Text> {
        Ok(format!("{}/{}", self.0, self.1).into())
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
