//! Rust functions that guests can call.

use super::{Args, Form, Object, ObjectRef, Result, Text, Traits, Value};

type Body = dyn Fn(&Args<'_>) -> Result<Value>;

/// A Rust function under a name, callable from every language.
pub struct NativeFunction {
    name: String,
    body: Box<Body>,
}

/// Makes a Rust function into an object that every language can call.
///
/// ```
/// use polytarget::{Args, Value, function};
///
/// let double = function("double", |args: &Args<'_>| {
///     Ok(Value::Int(args.get(0).as_int().unwrap_or(0) * 2))
/// });
/// assert_eq!(double.call(&[Value::Int(21)]).unwrap().as_int(), Some(42));
/// ```
pub fn function(name: &str, body: impl Fn(&Args<'_>) -> Result<Value> + 'static) -> ObjectRef {
    ObjectRef::new(NativeFunction { name: name.to_owned(), body: Box::new(body) })
}

impl Object for NativeFunction {
    fn type_name(&self) -> String {
        "function".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::CALLABLE
    }

    fn call(&self, _this: Option<&Value>, args: &Args<'_>) -> Result<Value> {
        (self.body)(args)
    }

    fn display(&self, _form: Form) -> Result<Text> {
        Ok(format!("<rust function {}>", self.name).into())
    }
}
