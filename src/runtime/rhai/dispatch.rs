//! Methods: what `object.name(…)` does when Rhai has no such function.
//!
//! The object's own method comes first. Where its language has another word for
//! it (`len`, `keys`, `push`, …), Rhai's words are answered by the protocol.

use std::any::TypeId;
use std::rc::Rc;

use rhai::{
    Dynamic, EvalAltResult, EvalContext, FnPtr, ImmutableString, Module, NativeCallContext, Position,
    is_valid_identifier,
};
use smallvec::SmallVec;

use super::callable::{call_with_keywords, values};
use super::convert::{from_value, to_value};
use super::engine::{State, send};
use super::error::Raised;
use super::library::Member;
use super::live::{self, Live};
use super::proxy::{Foreign, function, receiver};
use super::{callable, iterate, native, prelude};
use crate::object::{Args, Form, Name, Result, Traits, Value};

/// What Rhai itself does with every value.
const RESERVED: &[&str] = &["call", "curry", "is_shared", prelude::TYPE_OF];

/// What an array does without changing; a foreign sequence does it as an array of its items.
const READERS: &[&str] = &[
    "all",
    "extract",
    "filter",
    "find",
    "find_map",
    "for_each",
    "index_of",
    "map",
    "order",
    "order_by",
    "order_desc",
    "reduce",
    "reduce_rev",
    "some",
    "split",
    "sum",
    "zip",
];

/// What an array does to the order of its items; on a foreign sequence, the new order is written back.
const ORDERING: &[&str] = &["reverse", "sort", "sort_by", "sort_desc"];

/// Makes the native functions of a member, on all types that may have any member.
pub(super) fn register_member(module: &mut Module, member: &Member) {
    match member {
        Member::Property(property) => register_property(module, property),
        Member::Method(method, _) if RESERVED.contains(&method.as_str()) => {}
        Member::Method(method, arity) => register_method(module, method, *arity),
        Member::Call(name, arity) => register_call(module, name, *arity),
    }
}

/// Makes `name(…)` call what the global of that name holds, unless Rhai or a script has such a function.
fn register_call(module: &mut Module, name: &ImmutableString, arity: usize) {
    let global = name.clone();
    function(module, name, &vec![TypeId::of::<Dynamic>(); arity], move |context, args| {
        let state = State::of(context.engine())?;
        let pointer = prelude::lookup(&state, &global).and_then(|value| value.flatten().try_cast::<FnPtr>());
        let args: SmallVec<[Dynamic; 4]> = args.iter_mut().map(|arg| arg.take()).collect();
        pointer.ok_or_else(|| unknown(&global))?.call_raw(&context, None, args)
    });
}

fn register_property(module: &mut Module, property: &ImmutableString) {
    let (getter, setter) = (format!("get${property}"), format!("set${property}"));
    let any = TypeId::of::<Dynamic>();
    for of in [TypeId::of::<Foreign>(), TypeId::of::<FnPtr>()] {
        let name = prelude::member_name(property);
        function(module, &getter, &[of], move |context, args| {
            if let Some(own) = of_pointer(args[0], &name) {
                return Ok(own);
            }
            let foreign = receiver(args[0])?;
            send(context.engine(), |state| from_value(state, foreign.read(&name)?))
        });
        let name = prelude::member_name(property);
        function(module, &setter, &[of, any], move |context, args| {
            let (foreign, value) = (receiver(args[0])?, args[1].take());
            send(context.engine(), |state| foreign.write(&name, to_value(state, value)?))?;
            Ok(Dynamic::UNIT)
        });
    }
    let name = property.clone();
    function(module, &getter, &[TypeId::of::<Live>()], move |context, args| live::get_property(&context, args, &name));
    let name = property.clone();
    function(module, &setter, &[TypeId::of::<Live>(), any], move |context, args| {
        live::set_property(&context, args, &name)
    });
}

fn register_method(module: &mut Module, method: &ImmutableString, arity: usize) {
    let types = |of| std::iter::once(of).chain(std::iter::repeat_n(TypeId::of::<Dynamic>(), arity)).collect::<Vec<_>>();
    for of in [TypeId::of::<Foreign>(), TypeId::of::<FnPtr>()] {
        let name = prelude::member_name(method);
        function(module, method, &types(of), move |context, args| {
            if let Some(own) = of_pointer(args[0], &name) {
                return Ok(own);
            }
            let (first, rest) = args.split_first_mut().expect("a method has its receiver as an argument");
            let foreign = Foreign::of(first).ok_or_else(|| unknown(context.fn_name()))?;
            send(context.engine(), |state| invoke(state, &foreign, &name, rest))
        });
    }
    let name = method.clone();
    function(module, method, &types(TypeId::of::<Live>()), move |context, args| live::invoke(&context, &name, args));
}

/// Returns what Rhai's own function pointers say of themselves.
fn of_pointer(value: &Dynamic, name: &Name) -> Option<Dynamic> {
    let pointer = value.read_lock::<FnPtr>()?;
    if callable::foreign(&pointer).is_some() {
        return None;
    }
    match name.as_str()? {
        "name" => Some(pointer.fn_name().into()),
        "is_anonymous" => Some(pointer.is_anonymous().into()),
        "to_string" | "to_debug" => Some(pointer.to_string().into()),
        _ => None,
    }
}

/// Calls a method of a foreign object.
pub(super) fn invoke(state: &Rc<State>, foreign: &Foreign, name: &Name, args: &mut [&mut Dynamic]) -> Result<Dynamic> {
    let word = name.as_str().unwrap_or_default();
    if let Some(answer) = answer(state, foreign, name, word, args)? {
        return Ok(answer);
    }
    let values = values(state, args)?;
    if foreign.traits().contains(Traits::ITEMS_FIRST)
        && let Some(Value::Object(item)) = foreign.object().get_item(&Value::Text(name.text().clone()))?
    {
        return from_value(state, item.call(&values)?);
    }
    from_value(state, foreign.object().invoke(name, &Args::new(&values))?)
}

/// Answers the words that Rhai has for what the protocol does, unless the object has its own.
fn answer(
    state: &Rc<State>,
    foreign: &Foreign,
    name: &Name,
    word: &str,
    args: &mut [&mut Dynamic],
) -> Result<Option<Dynamic>> {
    let (object, traits) = (foreign.object(), foreign.traits());
    let countable = Traits::SEQUENCE | Traits::MAPPING | Traits::SET | Traits::BUFFER;
    match (word, args.len()) {
        ("len", 0) if traits.intersects(countable) => return Ok(Some(length(object.len()?))),
        ("keys", 0) if traits.contains(Traits::MAPPING) => return native::array(state, object.keys()?).map(Some),
        // By place, as `type_of` promises: a list of Python has a `remove` of its own, by value.
        ("remove", 1) if traits.contains(Traits::SEQUENCE) => {
            return remove(state, foreign, args[0].take()).map(Some);
        }
        ("call_kw", 1..) => return from_value(state, call_with_keywords(state, foreign, args)?).map(Some),
        ("len" | "is_empty" | "keys" | "values" | "to_string" | "to_debug" | "to_native" | "to_array", 0)
        | ("contains" | "remove" | "get" | "push", 1)
        | ("set", 2)
        | ("new", _) => {}
        _ if traits.contains(Traits::SEQUENCE) && (READERS.contains(&word) || ORDERING.contains(&word)) => {}
        _ => return Ok(None),
    }
    if object.has_member(name)? {
        return Ok(None);
    }
    let answer = match word {
        "len" => length(object.len()?),
        "is_empty" => (object.len()? == 0).into(),
        "keys" => native::array(state, object.members()?.into_iter().map(Value::Text).collect())?,
        "values" => native::values(state, object)?,
        "to_string" => object.display(Form::Plain)?.to_lossy().into_owned().into(),
        "to_debug" => object.display(Form::Literal)?.to_lossy().into_owned().into(),
        "to_native" => native::copy(state, &Value::Object(object.clone()))?,
        "to_array" => iterate::collect(state, object)?,
        "contains" => foreign.contains(&to_value(state, args[0].take())?)?.into(),
        "remove" => remove(state, foreign, args[0].take())?,
        "get" => {
            let value = object.get_item(&to_value(state, args[0].take())?)?;
            from_value(state, value.unwrap_or_default())?
        }
        "set" => {
            let (key, value) = (to_value(state, args[0].take())?, to_value(state, args[1].take())?);
            object.set_item(&key, value)?;
            Dynamic::UNIT
        }
        "push" => {
            let value = to_value(state, args[0].take())?;
            object.set_item(&Value::Int(i64::try_from(object.len()?).unwrap_or(i64::MAX)), value)?;
            Dynamic::UNIT
        }
        "new" if traits.contains(Traits::CONSTRUCTIBLE) => {
            let values = values(state, args)?;
            from_value(state, object.construct(&Args::new(&values))?)?
        }
        "new" => return Ok(None),
        _ if ORDERING.contains(&word) => order(state, foreign, word, args)?,
        _ => return read_as_array(state, foreign, word, args).map(Some),
    };
    Ok(Some(answer))
}

fn length(length: usize) -> Dynamic {
    i64::try_from(length).unwrap_or(i64::MAX).into()
}

/// Removes an item by index or key, or else a member, and returns what it was.
fn remove(state: &Rc<State>, foreign: &Foreign, key: Dynamic) -> Result<Dynamic> {
    let key = to_value(state, key)?;
    let object = foreign.object();
    if foreign.traits().intersects(Traits::SEQUENCE | Traits::MAPPING) {
        let before = object.get_item(&key)?;
        object.delete_item(&key)?;
        return from_value(state, before.unwrap_or_default());
    }
    let Value::Text(name) = &key else { return Err(object.refuse("remove")) };
    let name = Name::from_text(name);
    let before = object.get_member(&name)?;
    object.delete_member(&name)?;
    from_value(state, before.unwrap_or_default())
}

/// Calls a function of Rhai's arrays on the items of a foreign sequence.
fn read_as_array(state: &Rc<State>, foreign: &Foreign, name: &str, args: &mut [&mut Dynamic]) -> Result<Dynamic> {
    let mut items = iterate::collect(state, foreign.object())?;
    apply_to_array(state, &mut items, name, args)
}

fn apply_to_array(state: &Rc<State>, items: &mut Dynamic, name: &str, args: &mut [&mut Dynamic]) -> Result<Dynamic> {
    state.enter(|| {
        let mut all: Vec<&mut Dynamic> = std::iter::once(items).chain(args.iter_mut().map(|arg| &mut **arg)).collect();
        state.call_native(name, &mut all)
    })
}

/// Has a function of Rhai's arrays put the items of a foreign sequence into another order.
fn order(state: &Rc<State>, foreign: &Foreign, name: &str, args: &mut [&mut Dynamic]) -> Result<Dynamic> {
    let mut items = iterate::collect(state, foreign.object())?;
    let _nothing = apply_to_array(state, &mut items, name, args)?;
    for (index, item) in (0..).zip(items.into_array().unwrap_or_default()) {
        foreign.object().set_item(&Value::Int(index), to_value(state, item)?)?;
    }
    Ok(Dynamic::UNIT)
}

/// Answers a call for which Rhai found no function, or whose function failed.
pub(super) fn missing(
    state: &Rc<State>,
    name: &str,
    args: &mut [&mut Dynamic],
    is_method: bool,
    context: &EvalContext<'_, '_, '_, '_, '_, '_>,
) -> Raised<Option<Dynamic>> {
    let has_receiver =
        args.first().is_some_and(|first| first.is_fnptr() || first.is::<Foreign>() || first.is::<Live>());
    // What is known was called and failed; its error stands.
    let is_known = (!is_method && native::TAKES_ANYTHING.contains(&name))
        || (has_receiver && state.library.has(&Member::Method(name.into(), args.len() - 1)))
        || (!is_method && state.library.has(&Member::Call(name.into(), args.len())));
    if is_known || !is_valid_identifier(name) {
        return Ok(None);
    }
    let global = context.global_runtime_state();
    let call = NativeCallContext::new_with_all_fields(&state.engine, name, None, global, Position::NONE);
    if !is_method {
        let variable = context.scope().get(name).cloned().or_else(|| prelude::lookup(state, name));
        let variable = variable.map(Dynamic::flatten);
        if let Some(foreign) = variable.as_ref().filter(|value| !value.is_fnptr()).and_then(Foreign::of) {
            return state.send(|| Err(foreign.object().refuse("call")));
        }
        if let Some(pointer) = variable.and_then(Dynamic::try_cast::<FnPtr>) {
            let args: Vec<Dynamic> = args.iter_mut().map(|arg| arg.take()).collect();
            return pointer.call_raw(&call, None, args).map(Some);
        }
    }
    let Some((first, rest)) = args.split_first_mut() else { return Ok(None) };
    if first.is::<Live>() {
        return live::invoke(&call, name, args).map(Some);
    }
    if let Some(foreign) = Foreign::of(first) {
        return state.send(|| invoke(state, &foreign, &prelude::member_name(name), rest)).map(Some);
    }
    live::retry_with_copies(&call, name, args)
}

/// Returns the error of a function that there is not.
pub(super) fn unknown(name: &str) -> EvalAltResult {
    EvalAltResult::ErrorFunctionNotFound(name.to_owned(), Position::NONE)
}
