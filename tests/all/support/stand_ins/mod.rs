//! Objects made in Rust that stand in for those of other languages, where a test wants one guest only.

mod list;
mod map;
mod point;
mod ratio;

use polytarget::{Args, Error, Object, Result, Traits, Value};

pub(crate) use list::List;
pub(crate) use map::Map;
pub(crate) use point::Point;
pub(crate) use ratio::Ratio;

/// Calls its first argument with the others, as a function of another language would.
pub(crate) fn call(args: &Args<'_>) -> Result<Value> {
    let callee = args.get(0);
    let error = Error::host("TypeError", "call needs something to call");
    callee.as_object().ok_or(error)?.call(&args.positional[1..])
}

/// Adds up its integers, those given by name too.
pub(crate) fn add(args: &Args<'_>) -> Value {
    let sum: i64 = args.positional.iter().filter_map(Value::as_int).sum();
    let named: i64 = args.named.iter().filter_map(|(_, value)| value.as_int()).sum();
    Value::Int(sum + named)
}

/// A class that can be constructed, but not called. An instance is the number of arguments.
pub(crate) struct Maker;

impl Object for Maker {
    fn type_name(&self) -> String {
        "Maker".to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::CONSTRUCTIBLE
    }

    fn construct(&self, args: &Args<'_>) -> Result<Value> {
        Ok(Value::Int(i64::try_from(args.positional.len()).unwrap()))
    }
}
