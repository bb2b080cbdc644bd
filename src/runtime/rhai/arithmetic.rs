//! Operators on foreign objects: their owner applies them.

use std::any::TypeId;

use rhai::{Dynamic, Engine, Module};

use super::convert::{from_value, to_value};
use super::engine::send;
use super::error::Raised;
use super::proxy::{Foreign, function, receiver};
use crate::object::{Operator, Value};

/// Registers the operators for every pair in which one side is foreign.
pub(super) fn register(engine: &mut Engine) {
    let mut module = Module::new();
    let (foreign, any) = (TypeId::of::<Foreign>(), TypeId::of::<Dynamic>());
    for types in [[foreign, foreign], [foreign, any], [any, foreign]] {
        for operator in Operator::BINARY {
            function(&mut module, operator.symbol(), &types, move |context, args| {
                apply(context.engine(), operator, args)
            });
        }
        function(&mut module, "==", &types, |context, args| equals(context.engine(), args).map(Dynamic::from));
        function(&mut module, "!=", &types, |context, args| Ok((!equals(context.engine(), args)?).into()));
    }
    function(&mut module, "-", &[foreign], |context, args| {
        let operand = receiver(args[0])?;
        send(context.engine(), |state| {
            from_value(state, operand.object().operate(Operator::Negate, &Value::Nothing, false)?)
        })
    });
    engine.register_global_module(module.into());
}

/// Splits operands into the foreign one, the other, and whether the foreign one stands on the right.
fn operands(args: &mut [&mut Dynamic]) -> Raised<(Foreign, Dynamic, bool)> {
    match Foreign::of(args[0]) {
        Some(left) => Ok((left, args[1].take(), false)),
        None => Ok((receiver(args[1])?, args[0].take(), true)),
    }
}

fn apply(engine: &Engine, operator: Operator, args: &mut [&mut Dynamic]) -> Raised<Dynamic> {
    let (foreign, other, reflected) = operands(args)?;
    send(engine, |state| from_value(state, foreign.object().operate(operator, &to_value(state, other)?, reflected)?))
}

fn equals(engine: &Engine, args: &mut [&mut Dynamic]) -> Raised<bool> {
    let (foreign, other, _) = operands(args)?;
    send(engine, |state| match Foreign::of(&other) {
        Some(other) => foreign.object().equals_either(other.object()),
        None => foreign.object().equals(&to_value(state, other)?),
    })
}
