//! A reference to an array, map or blob, which Rhai itself does not have.
//!
//! `live x` makes one of a variable, `live [1, 2]` of a fresh array; an array that
//! comes home is one. It acts like what it refers to: a method is looked up by the
//! engine for the value in the cell. A copy of the reference is the same object.

use std::any::TypeId;
use std::rc::Weak;

use rhai::{Dynamic, Engine, EvalAltResult, EvalContext, Expr, Expression, FnPtr, Module, NativeCallContext, Position};

use super::engine::{State, send};
use super::error::Raised;
use super::proxy::function;
use super::{callable, container, convert, iterate};
use crate::object::Form;

/// A reference to what is in a cell.
#[derive(Clone)]
pub(super) struct Live {
    cell: Dynamic,
    address: usize,
}

impl Live {
    /// Makes a reference to what is in a cell, or what becomes the content of one.
    pub(super) fn new(cell: Dynamic) -> Option<Self> {
        let cell = cell.into_shared();
        let address = convert::address(&cell)?;
        Some(Self { cell, address })
    }

    /// Makes a reference to a cell whose address is known.
    pub(super) const fn at(cell: Dynamic, address: usize) -> Self {
        Self { cell, address }
    }

    /// Returns the cell.
    pub(super) const fn place(&self) -> &Dynamic {
        &self.cell
    }

    /// Returns the address of what is in the cell: its identity.
    pub(super) const fn address(&self) -> usize {
        self.address
    }
}

/// Functions that change their receiver and may call a function that they are given.
const CHANGING: &[&str] = &["dedup", "drain", "for_each", "order", "retain", "sort", "sort_by", "sort_desc"];
/// Functions that keep an argument as an item, where a reference stays a reference.
const KEEPING: &[&str] = &["push", "insert", "set", "pad", "contains", "index_of"];
const OPERATORS: &[&str] = &["+", "-", "*", "/", "%", "**", "<", "<=", ">", ">=", "==", "!="];

/// Registers the syntax and what scripts can do with a reference.
pub(super) fn register(engine: &mut Engine, state: &Weak<State>) {
    engine
        .register_custom_syntax(["live", "$expr$"], false, |context, inputs| promote(context, &inputs[0]))
        .expect("the syntax is well formed");
    let mut module = Module::new();
    module.set_custom_type::<Live>("live");
    let (live, any) = (TypeId::of::<Live>(), TypeId::of::<Dynamic>());
    for operator in OPERATORS {
        for types in [[live, live], [live, any], [any, live]] {
            function(&mut module, operator, &types, |context, args| operate(&context, args));
        }
    }
    function(&mut module, "+=", &[live, any], |context, args| {
        let (live, mut more) = (reference(args[0])?, args[1].take());
        flatten(&mut more);
        send(context.engine(), |_| container::extend(&live.cell, more)).map(Dynamic::from)
    });
    function(&mut module, "index$get$", &[live, any], |context, args| {
        let (live, key) = (reference(args[0])?, args[1].take());
        item(&context, &live, &key)
    });
    function(&mut module, "index$set$", &[live, any, any], |context, args| {
        let (live, key, value) = (reference(args[0])?, args[1].take(), args[2].take());
        send(context.engine(), |_| container::set(&live.cell, &key, value)).map(Dynamic::from)
    });
    for (name, form) in
        [("to_string", Form::Plain), ("print", Form::Plain), ("to_debug", Form::Literal), ("debug", Form::Literal)]
    {
        function(&mut module, name, &[live], move |context, args| {
            Ok(convert::display(&State::of(context.engine())?, args[0], form).into())
        });
    }
    let state = state.clone();
    module.set_iter_result(live, move |value| iterate::over_copy(&state, &value));
    engine.register_global_module(module.into());
}

/// Evaluates `live x`.
fn promote(context: &mut EvalContext<'_, '_, '_, '_, '_, '_>, input: &Expression<'_>) -> Raised<Dynamic> {
    let variable = match &**input {
        Expr::Variable(variable, ..) if variable.2.is_empty() => Some(variable.1.clone()),
        _ => None,
    };
    if let Some(slot) = variable.and_then(|name| context.scope_mut().get_mut(&name))
        && !slot.is_shared()
        && is_container(slot)
    {
        *slot = std::mem::take(slot).into_shared();
    }
    let value = context.eval_expression_tree(input)?;
    if value.is::<Live>() {
        return Ok(value);
    }
    if !is_container(&value) {
        let (expected, got) = ("an array, a map or a blob".to_owned(), value.type_name().to_owned());
        return Err(EvalAltResult::ErrorMismatchDataType(expected, got, input.position()).into());
    }
    Ok(Live::new(value).map_or(Dynamic::UNIT, Dynamic::from))
}

fn is_container(value: &Dynamic) -> bool {
    value.is_array() || value.is_map() || value.is_blob()
}

fn reference(value: &Dynamic) -> Raised<Live> {
    value.read_lock::<Live>().map(|live| live.clone()).ok_or_else(|| {
        EvalAltResult::ErrorMismatchDataType("a live value".to_owned(), value.type_name().to_owned(), Position::NONE)
            .into()
    })
}

/// Returns an item; an array or map in it is a reference too.
fn item(context: &NativeCallContext<'_>, live: &Live, key: &Dynamic) -> Raised<Dynamic> {
    match send(context.engine(), |_| container::item(&live.cell, key))? {
        Some(item) if item.is_shared() => Ok(Live::new(item).map_or(Dynamic::UNIT, Dynamic::from)),
        Some(item) => Ok(item),
        None => match key.as_int() {
            Ok(index) => {
                let length = send(context.engine(), |_| container::len(&live.cell))?;
                Err(EvalAltResult::ErrorArrayBounds(length, index, Position::NONE).into())
            }
            Err(_) => Ok(Dynamic::UNIT),
        },
    }
}

/// Reads a property: a map's own, or what Rhai has for every array.
pub(super) fn get_property(context: &NativeCallContext<'_>, args: &mut [&mut Dynamic], name: &str) -> Raised<Dynamic> {
    let mut live = reference(args[0])?;
    if live.cell.is_map() {
        return item(context, &live, &name.into());
    }
    context.call_native_fn_raw(context.fn_name(), true, &mut [&mut live.cell])
}

/// Writes a property of a map.
pub(super) fn set_property(context: &NativeCallContext<'_>, args: &mut [&mut Dynamic], name: &str) -> Raised<Dynamic> {
    let (live, value) = (reference(args[0])?, args[1].take());
    send(context.engine(), |_| container::set(&live.cell, &name.into(), value)).map(Dynamic::from)
}

/// Calls a method: a function in a map, or one of Rhai's own on what is in the cell.
pub(super) fn invoke(context: &NativeCallContext<'_>, name: &str, args: &mut [&mut Dynamic]) -> Raised<Dynamic> {
    let Some((first, rest)) = args.split_first_mut() else { return Ok(Dynamic::UNIT) };
    let mut live = reference(first)?;
    if let Some(pointer) = member_function(&live.cell, name) {
        let args: Vec<Dynamic> = rest.iter_mut().map(|arg| arg.take()).collect();
        let this = callable::foreign(&pointer).is_none().then_some(&mut live.cell);
        return pointer.call_raw(context, this, args);
    }
    if !KEEPING.contains(&name) {
        flatten_all(rest);
    }
    if KEEPING.contains(&name) || !rest.iter().any(|arg| arg.is_fnptr()) {
        return call(context, name, &mut live.cell, rest);
    }
    // The function may use the very cell, which a method holds locked while it runs: it works on a copy.
    let mut copy = live.cell.flatten_clone();
    let result = call(context, name, &mut copy, rest)?;
    if CHANGING.contains(&name) {
        send(context.engine(), |_| container::change(&live.cell, |inner| *inner = copy))?;
    }
    Ok(result)
}

fn call(
    context: &NativeCallContext<'_>,
    name: &str,
    value: &mut Dynamic,
    rest: &mut [&mut Dynamic],
) -> Raised<Dynamic> {
    let mut args: Vec<&mut Dynamic> = Vec::with_capacity(rest.len() + 1);
    args.push(value);
    args.extend(rest.iter_mut().map(|arg| &mut **arg));
    context.call_native_fn_raw(name, true, &mut args)
}

/// Returns the function that a map has under a name.
pub(super) fn member_function(cell: &Dynamic, name: &str) -> Option<FnPtr> {
    cell.as_map_ref().ok()?.get(name)?.read_lock::<FnPtr>().map(|pointer| pointer.clone())
}

/// Applies an operator to what references refer to.
fn operate(context: &NativeCallContext<'_>, args: &mut [&mut Dynamic]) -> Raised<Dynamic> {
    let same = match (args[0].read_lock::<Live>(), args[1].read_lock::<Live>()) {
        (Some(one), Some(other)) => one.address == other.address,
        _ => false,
    };
    match context.fn_name() {
        "==" if same => Ok(true.into()),
        "!=" if same => Ok(false.into()),
        name => {
            flatten_all(args);
            context.call_native_fn_raw(name, false, args)
        }
    }
}

fn flatten_all(values: &mut [&mut Dynamic]) {
    for value in values {
        flatten(value);
    }
}

/// Replaces a reference by a copy of what it refers to.
fn flatten(value: &mut Dynamic) {
    let copy = value.read_lock::<Live>().map(|live| live.cell.flatten_clone());
    if let Some(copy) = copy {
        *value = copy;
    }
}

/// Calls a function of Rhai's own that was given references, which it does not know, with copies.
pub(super) fn retry_with_copies(
    context: &NativeCallContext<'_>,
    name: &str,
    args: &mut [&mut Dynamic],
) -> Raised<Option<Dynamic>> {
    if !args.iter().any(|arg| arg.is::<Live>()) {
        return Ok(None);
    }
    flatten_all(args);
    context.call_native_fn_raw(name, true, args).map(Some)
}

/// Calls a method for a caller outside of Rhai.
pub(super) fn invoke_outside(state: &State, name: &str, args: &mut [&mut Dynamic]) -> Raised<Dynamic> {
    let global = state.library.template(&state.engine);
    let context = NativeCallContext::new_with_all_fields(&state.engine, name, None, &global, Position::NONE);
    invoke(&context, name, args)
}
