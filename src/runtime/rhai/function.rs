//! Calling a function of Rhai from outside.

use std::rc::Rc;

use rhai::{Dynamic, FnPtr, NativeCallContext, Position};
use smallvec::SmallVec;

use super::convert::{from_value, to_value};
use super::engine::State;
use super::error::{Exit, leave};
use crate::object::{Args, Error, Fault, Lang, Result, Value, release};

/// Calls a function with arguments of any language.
pub(super) fn call(state: &Rc<State>, pointer: &FnPtr, this: Option<&Value>, args: &Args<'_>) -> Result<Value> {
    // Rhai's own functions would take the receiver for their first argument.
    let this = match this {
        Some(this) if is_scripted(state, pointer, args) => Some(from_value(state, this.clone())?),
        _ => None,
    };
    call_on(state, pointer, this, args)
}

/// Calls a function as a method of a native receiver.
pub(super) fn call_on(state: &Rc<State>, pointer: &FnPtr, mut this: Option<Dynamic>, args: &Args<'_>) -> Result<Value> {
    state.receive(|| {
        let args = natives(state, pointer, args)?;
        let global = state.library.template(&state.engine);
        let name = pointer.fn_name();
        let context = NativeCallContext::new_with_all_fields(&state.engine, name, None, &global, Position::NONE);
        let outcome = pointer.call_raw(&context, this.as_mut(), args);
        let outcome = outcome.map_err(|raised| leave(state, raised, Exit::Function));
        release::point();
        to_value(state, outcome?)
    })
}

fn is_scripted(state: &State, pointer: &FnPtr, args: &Args<'_>) -> bool {
    state
        .library
        .function(pointer.fn_name(), pointer.curry().len() + args.positional.len() + args.named.len())
        .is_some()
}

/// Brings arguments into Rhai. Those by name go to the parameters of that name.
fn natives(state: &Rc<State>, pointer: &FnPtr, args: &Args<'_>) -> Result<SmallVec<[Dynamic; 4]>> {
    let mut natives =
        args.positional.iter().map(|arg| from_value(state, arg.clone())).collect::<Result<SmallVec<[Dynamic; 4]>>>()?;
    if args.named.is_empty() {
        return Ok(natives);
    }
    let count = pointer.curry().len() + args.positional.len() + args.named.len();
    let function = state.library.function(pointer.fn_name(), count).ok_or_else(|| no_keywords(pointer))?;
    for parameter in &function.params[count - args.named.len()..] {
        let named = args.named.iter().find(|(name, _)| name.as_str() == Some(parameter.as_str()));
        let (_, value) = named.ok_or_else(|| no_keywords(pointer))?;
        natives.push(from_value(state, value.clone())?);
    }
    Ok(natives)
}

fn no_keywords(pointer: &FnPtr) -> Error {
    let object = format!("rhai function `{}`", pointer.fn_name());
    Error::new(Lang::Rhai, Fault::Unsupported { message: "call with these keyword arguments", object })
}
