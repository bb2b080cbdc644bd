//! A foreign callable as a function pointer.
//!
//! Rhai calls nothing but functions and function pointers (`f.call(1)`,
//! `[1, 2].map(f)`), so what can be called is handed over as a pointer to one
//! native function, which finds the object among its curried arguments.

use std::cell::OnceCell;
use std::rc::Rc;

use rhai::{Dynamic, Engine, EvalAltResult, FnPtr, NativeCallContext, Position};
use smallvec::SmallVec;

use super::convert::{self, from_value, to_value};
use super::engine::{State, send};
use super::error::Raised;
use super::proxy::Foreign;
use crate::object::{Args, Name, ObjectRef, Result, Traits, Value};

/// The object behind a function pointer. No script ever sees one.
#[derive(Clone)]
struct Callee(Foreign);

/// The name of every pointer to a foreign callable.
const NAME: &str = "foreign";

thread_local! {
    /// A pointer without an object, of which all others are copies.
    static POINTER: OnceCell<FnPtr> = const { OnceCell::new() };
}

/// Brings a foreign object into Rhai.
pub(super) fn enter(object: ObjectRef) -> Dynamic {
    let foreign = Foreign::new(object);
    // A class that can only be constructed refuses a call in its own words.
    if !foreign.traits().intersects(Traits::CALLABLE | Traits::CONSTRUCTIBLE) {
        return Dynamic::from(foreign);
    }
    let mut pointer = POINTER.with(|pointer| pointer.get_or_init(make).clone());
    pointer.add_curry(Dynamic::from(Callee(foreign)));
    Dynamic::from(pointer)
}

#[expect(deprecated, reason = "Rhai marks what may still change as deprecated; its version is pinned")]
fn make() -> FnPtr {
    FnPtr::from_fn(NAME, call).expect("the name is an identifier")
}

/// Returns the object behind a function pointer, if it is a foreign one.
pub(super) fn foreign(pointer: &FnPtr) -> Option<Foreign> {
    match pointer.curry() {
        [only] if pointer.fn_name() == NAME => only.read_lock::<Callee>().map(|callee| callee.0.clone()),
        _ => None,
    }
}

/// Returns whether two function pointers mean the same function with the same captured variables.
pub(super) fn same(one: &FnPtr, other: &FnPtr) -> bool {
    if let (Some(one), Some(other)) = (foreign(one), foreign(other)) {
        return one.is(&other);
    }
    one.fn_name() == other.fn_name()
        && one.curry().len() == other.curry().len()
        && one.curry().iter().zip(other.curry()).all(|(one, other)| convert::same_place(one, other))
}

/// Registers what pointers to foreign callables have beyond those of Rhai.
pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Callee>("foreign function");
    engine.register_fn("==", |one: FnPtr, other: FnPtr| same(&one, &other));
    engine.register_fn("!=", |one: FnPtr, other: FnPtr| !same(&one, &other));
}

/// Calls the object that is found among the arguments. What stands before it is the receiver.
#[expect(clippy::needless_pass_by_value, reason = "Rhai hands the context over")]
fn call(context: NativeCallContext<'_>, args: &mut [&mut Dynamic]) -> Raised<Dynamic> {
    let place = args.iter().position(|arg| arg.is::<Callee>());
    let callee = place.and_then(|place| Some((place, args[place].read_lock::<Callee>()?.0.clone())));
    let Some((place, foreign)) = callee else {
        return Err(EvalAltResult::ErrorFunctionNotFound(NAME.to_owned(), Position::NONE).into());
    };
    let this = match place {
        1 if foreign.traits().contains(Traits::TAKES_THIS) => Some(args[0].clone()),
        _ => None,
    };
    let args = &mut args[place + 1..];
    send(context.engine(), |state| {
        let this = this.map(|this| to_value(state, this)).transpose()?;
        let args = values(state, args)?;
        from_value(state, (**foreign.object()).call(this.as_ref(), &Args::new(&args))?)
    })
}

/// Arguments on their way out. Most calls have few.
pub(super) type Values = SmallVec<[Value; 4]>;

/// Takes arguments out of Rhai.
pub(super) fn values(state: &Rc<State>, args: &mut [&mut Dynamic]) -> Result<Values> {
    args.iter_mut().map(|arg| to_value(state, arg.take())).collect()
}

/// Calls a foreign object with keywords, which a map holds, before the arguments by place.
pub(super) fn call_with_keywords(state: &Rc<State>, foreign: &Foreign, args: &mut [&mut Dynamic]) -> Result<Value> {
    let named: Vec<(Name, Value)> = match args.first_mut().map(|first| first.take().try_cast::<rhai::Map>()) {
        Some(Some(map)) => {
            map.into_iter().map(|(key, value)| Ok((Name::new(&key), to_value(state, value)?))).collect::<Result<_>>()?
        }
        _ => Vec::new(),
    };
    let positional = values(state, args.get_mut(1..).unwrap_or_default())?;
    (**foreign.object()).call(None, &Args::with_named(&positional, &named))
}
