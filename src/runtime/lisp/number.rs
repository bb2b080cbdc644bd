//! Arithmetic on the numbers that other languages have only handles to.

use std::rc::Rc;

use steel::SteelVal;

use super::engine::Engine;
use crate::object::{Operator, Result};

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
