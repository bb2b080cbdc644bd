//! Arithmetic on the numbers that other languages have only handles to.

use std::rc::Rc;

use num_bigint::BigInt;
use steel::SteelVal;

use super::convert::to_lisp;
use super::engine::Engine;
use crate::object::{Number, Operator, Result, Value};

/// Returns whether a value is a number of any kind.
pub(super) fn is_number(value: &SteelVal) -> bool {
    matches!(
        value,
        SteelVal::IntV(_)
            | SteelVal::NumV(_)
            | SteelVal::BigNum(_)
            | SteelVal::Rational(_)
            | SteelVal::BigRational(_)
            | SteelVal::Complex(_)
    )
}

/// Returns the number that a value is, where Python has the like.
pub(super) fn of(value: &SteelVal) -> Option<Number> {
    match value {
        SteelVal::Rational(number) => Some(Number::Rational((*number.numer()).into(), (*number.denom()).into())),
        SteelVal::BigRational(number) => {
            let (above, below) = (number.numer().to_signed_bytes_le(), number.denom().to_signed_bytes_le());
            Some(Number::Rational(BigInt::from_signed_bytes_le(&above), BigInt::from_signed_bytes_le(&below)))
        }
        SteelVal::Complex(number) => Some(Number::Complex(double(&number.re)?, double(&number.im)?)),
        _ => None,
    }
}

/// Returns a part of a complex number as a double, if nothing is lost by that.
#[expect(clippy::cast_precision_loss, reason = "what would lose precision has been left out")]
fn double(part: &SteelVal) -> Option<f64> {
    match part {
        SteelVal::NumV(number) => Some(*number),
        SteelVal::IntV(number) if number.unsigned_abs() <= 1 << 53 => Some(*number as f64),
        _ => None,
    }
}

/// Makes a number of Lisp's own.
pub(super) fn native(engine: &Rc<Engine>, number: Number) -> Result<SteelVal> {
    match number {
        Number::Rational(above, below) => {
            let part = |number| to_lisp(engine, Value::from_bigint(number));
            engine.apply("/", &mut [part(above)?, part(below)?])
        }
        Number::Complex(real, imaginary) => {
            engine.apply("make-rectangular", &mut [SteelVal::NumV(real), SteelVal::NumV(imaginary)])
        }
    }
}

/// Applies an operator to two Lisp values, as Lisp's own procedure does.
pub(super) fn operate(engine: &Rc<Engine>, operator: Operator, left: &SteelVal, right: &SteelVal) -> Result<SteelVal> {
    let name = match operator {
        Operator::Negate => return engine.apply("-", &mut [left.clone()]),
        Operator::Remainder => "modulo",
        Operator::Power => "expt",
        other => other.symbol(),
    };
    engine.apply(name, &mut [left.clone(), right.clone()])
}
