//! Integers beyond 64 bits, which Rhai itself does not have.

use std::cmp::Ordering;
use std::rc::Rc;

use num_bigint::BigInt;
use rhai::{Dynamic, Engine, EvalAltResult, Position};

use super::error::Raised;
use crate::object::Value;

/// An exact integer. What fits into 64 bits becomes Rhai's own integer.
#[derive(Clone)]
pub(super) struct Big(pub(super) Rc<BigInt>);

impl Big {
    fn new(number: i64) -> Self {
        Self(Rc::new(number.into()))
    }

    /// Returns the nearest double; beyond the largest it is infinite.
    fn to_float(&self) -> f64 {
        self.0.to_string().parse().unwrap_or(f64::NAN)
    }
}

/// What a comparison makes of the order of two numbers.
type Holds = fn(Ordering) -> bool;
/// What the operators on bits do with them.
type Bits = fn(&BigInt, &BigInt) -> BigInt;
/// What the operators do with two exact integers.
type Exact = fn(&BigInt, &BigInt) -> Raised<BigInt>;
/// What they do when one of the two is a double.
type Rounded = fn(f64, f64) -> f64;

const OPERATORS: [(&str, Exact, Rounded); 6] = [
    ("+", |one, other| Ok(one + other), |one, other| one + other),
    ("-", |one, other| Ok(one - other), |one, other| one - other),
    ("*", |one, other| Ok(one * other), |one, other| one * other),
    ("/", |one, other| nonzero(other).map(|()| one / other), |one, other| one / other),
    ("%", |one, other| nonzero(other).map(|()| one % other), |one, other| one % other),
    ("**", power, f64::powf),
];

/// What the operators on bits do, on as many bits as there are.
const BITS: [(&str, Bits); 3] =
    [("&", |one, other| one & other), ("|", |one, other| one | other), ("^", |one, other| one ^ other)];

const COMPARISONS: [(&str, Holds); 6] = [
    ("==", Ordering::is_eq),
    ("!=", Ordering::is_ne),
    ("<", Ordering::is_lt),
    ("<=", Ordering::is_le),
    (">", Ordering::is_gt),
    (">=", Ordering::is_ge),
];

/// Registers the type and its arithmetic.
pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Big>("integer");
    for (operator, exact, rounded) in OPERATORS {
        engine.register_fn(operator, move |one: Big, other: Big| exact(&one.0, &other.0).map(finish));
        engine.register_fn(operator, move |one: Big, other: i64| exact(&one.0, &other.into()).map(finish));
        engine.register_fn(operator, move |one: i64, other: Big| exact(&one.into(), &other.0).map(finish));
        engine.register_fn(operator, move |one: Big, other: f64| rounded(one.to_float(), other));
        engine.register_fn(operator, move |one: f64, other: Big| rounded(one, other.to_float()));
    }
    for (operator, holds) in COMPARISONS {
        engine.register_fn(operator, move |one: Big, other: Big| holds(one.0.cmp(&other.0)));
        engine.register_fn(operator, move |one: Big, other: i64| holds(one.0.cmp(&Big::new(other).0)));
        engine.register_fn(operator, move |one: i64, other: Big| holds(Big::new(one).0.cmp(&other.0)));
        engine.register_fn(operator, move |one: Big, other: f64| compare(one.to_float(), other, operator, holds));
        engine.register_fn(operator, move |one: f64, other: Big| compare(one, other.to_float(), operator, holds));
    }
    for (operator, combine) in BITS {
        engine.register_fn(operator, move |one: Big, other: Big| finish(combine(&one.0, &other.0)));
        engine.register_fn(operator, move |one: Big, other: i64| finish(combine(&one.0, &other.into())));
        engine.register_fn(operator, move |one: i64, other: Big| finish(combine(&one.into(), &other.0)));
    }
    engine.register_fn("<<", |number: Big, by: i64| shift(&number.0, by).map(finish));
    engine.register_fn(">>", |number: Big, by: i64| shift(&number.0, by.saturating_neg()).map(finish));
    engine.register_fn("-", |number: Big| finish(-&*number.0));
    engine.register_fn("abs", |number: Big| finish(BigInt::from(number.0.magnitude().clone())));
    engine.register_fn("to_float", |number: Big| number.to_float());
    engine.register_fn("to_string", |number: &mut Big| number.0.to_string());
    engine.register_fn("to_debug", |number: &mut Big| number.0.to_string());
    engine.register_fn("big", |number: i64| Big::new(number));
    engine.register_fn("parse_big", |text: &str| {
        let number = text.trim().parse::<BigInt>();
        number.map(finish).map_err(|error| Box::new(arithmetic(&format!("cannot parse `{text}`: {error}"))))
    });
}

/// Compares with a double, which may be no number: that is unequal to everything, and else nothing.
fn compare(one: f64, other: f64, operator: &str, holds: Holds) -> bool {
    one.partial_cmp(&other).map_or(operator == "!=", holds)
}

/// By how many places a number is shifted at most: it has eight megabytes then.
const FARTHEST: u32 = 1 << 26;

fn shift(number: &BigInt, by: i64) -> Raised<BigInt> {
    let Some(places) = u32::try_from(by.unsigned_abs()).ok().filter(|places| *places <= FARTHEST) else {
        return Err(arithmetic(&format!("cannot shift by {by} places")).into());
    };
    Ok(if by < 0 { number >> places } else { number << places })
}

/// Returns the number as Rhai's own integer where it fits.
fn finish(number: BigInt) -> Dynamic {
    match Value::from_bigint(number) {
        Value::Int(number) => number.into(),
        Value::Big(number) => Dynamic::from(Big(number)),
        _ => Dynamic::UNIT,
    }
}

fn power(base: &BigInt, exponent: &BigInt) -> Raised<BigInt> {
    u32::try_from(exponent)
        .map(|exponent| base.pow(exponent))
        .map_err(|_| arithmetic("the exponent is out of range").into())
}

fn nonzero(divisor: &BigInt) -> Raised<()> {
    if *divisor == BigInt::ZERO { Err(arithmetic("division by zero").into()) } else { Ok(()) }
}

fn arithmetic(message: &str) -> EvalAltResult {
    EvalAltResult::ErrorArithmetic(message.to_owned(), Position::NONE)
}
