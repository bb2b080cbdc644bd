//! Raising, catching, winding, and the calls that come from outside.

use std::rc::Rc;

use steel::rerrs::ErrorKind;
use steel::rvals::Result as SteelResult;
use steel::{SteelErr, SteelVal};

use crate::object::{Error, Fault, Lang, Result};
use crate::runtime::lisp::condition::Condition;
use crate::runtime::lisp::convert::to_lisp;
use crate::runtime::lisp::engine::{Engine, keep_caught, native, procedure, take_arguments, take_from_hand};
use crate::runtime::lisp::{dialect, error, print};

pub(super) fn all() -> Vec<(&'static str, SteelVal)> {
    vec![
        // What `entry.scm` calls in the first instructions of a call from outside.
        ("%procedure", SteelVal::FuncV(|_| Ok(take_from_hand(0)))),
        ("%first", SteelVal::FuncV(|_| Ok(take_from_hand(1)))),
        ("%second", SteelVal::FuncV(|_| Ok(take_from_hand(2)))),
        ("%arguments", SteelVal::FuncV(|_| Ok(take_arguments()))),
        ("%keep-error", native!(|engine, arguments| Ok(keep_error(engine, first(arguments))))),
        ("%entry", native!(|engine, _| Ok(SteelVal::IntV(isize::try_from(engine.entry_id()).unwrap_or(isize::MAX))))),
        ("%entry-lasts?", native!(|engine, arguments| Ok(SteelVal::BoolV(entry_lasts(engine, first(arguments)))))),
        ("%catch", native!(|engine, arguments| Ok(error::catch(engine, &error::native(first(arguments)))))),
        ("%caught?", SteelVal::FuncV(|arguments| Ok(SteelVal::BoolV(error::is_caught(first(arguments)))))),
        ("%caught-value", native!(|_, arguments| Ok(error::caught_value(first(arguments)).unwrap_or_default()))),
        ("%raise-again", native!(|engine, arguments| Err(error::raise_again(engine, first(arguments))))),
        ("%handlers", native!(|engine, _| Ok(engine.dynamic.handlers()))),
        ("%swap-handlers!", native!(|engine, arguments| Ok(engine.dynamic.swap_handlers(first(arguments).clone())))),
        ("%winders", native!(|engine, _| Ok(engine.dynamic.winders()))),
        ("%set-winders!", native!(|engine, arguments| Ok(set_winders(engine, first(arguments))))),
        ("%free-identifier", native!(free_identifier)),
        ("raise", native!(|engine, arguments| Err(error::raise_value(engine, first(arguments).clone())))),
        ("error", native!(raise_error)),
        ("error-object?", native!(|_, arguments| Ok(SteelVal::BoolV(Condition::of(first(arguments)).is_some())))),
        ("error-object-message", native!(|_, arguments| Ok(message(first(arguments))))),
        ("error-object-name", native!(|_, arguments| Ok(class(first(arguments))))),
        ("error-object-irritants", native!(|_, arguments| Ok(irritants(first(arguments))))),
        ("error-object", procedure!(original)),
        ("exit", procedure!(exit)),
    ]
}

fn first(arguments: &[SteelVal]) -> &SteelVal {
    arguments.first().unwrap_or(&SteelVal::Void)
}

/// Returns whether an entry into Lisp is still on the stack.
fn entry_lasts(engine: &Rc<Engine>, entry: &SteelVal) -> bool {
    matches!(entry, SteelVal::IntV(id) if u64::try_from(*id).is_ok_and(|id| engine.dynamic.has(id)))
}

/// Keeps the error of a nested call for the caller. Running out of stack cannot be caught safely, so it aborts.
fn keep_error(engine: &Engine, raised: &SteelVal) -> SteelVal {
    if error::is_overflow(&error::native(raised)) {
        engine.abort(Error::new(Lang::Lisp, Fault::TooDeep));
    }
    keep_caught(raised);
    SteelVal::Void
}

fn set_winders(engine: &Engine, winders: &SteelVal) -> SteelVal {
    engine.dynamic.set_winders(winders.clone());
    SteelVal::Void
}

fn free_identifier(engine: &Rc<Engine>, arguments: &[SteelVal]) -> SteelResult<SteelVal> {
    Err(dialect::called_unknown(engine, &print::plain(first(arguments))))
}

/// `(error message irritant ...)`, and `(error 'who message irritant ...)` as older code has it.
fn raise_error(engine: &Rc<Engine>, arguments: &[SteelVal]) -> SteelResult<SteelVal> {
    let Some((message, irritants)) = arguments.split_first() else {
        return Err(SteelErr::new(ErrorKind::ArityMismatch, "error expects a message".to_owned()));
    };
    Err(error::raise_value(engine, Condition::new("Error", print::plain(message), irritants).into_value()))
}

fn message(value: &SteelVal) -> SteelVal {
    let message = Condition::of(value).map_or_else(|| print::plain(value), |condition| condition.message());
    SteelVal::StringV(message.into())
}

fn class(value: &SteelVal) -> SteelVal {
    let class = Condition::of(value).map_or_else(|| "Raised".to_owned(), |condition| condition.class());
    SteelVal::StringV(class.into())
}

fn irritants(value: &SteelVal) -> SteelVal {
    let irritants = Condition::of(value).map(|condition| condition.irritants());
    SteelVal::ListV(irritants.unwrap_or_default().into())
}

/// `(error-object condition)`: what was raised in the other language.
fn original(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let value = first(arguments);
    let origin = Condition::of(value).and_then(|condition| condition.origin());
    match origin.as_ref().and_then(Error::value) {
        Some(original) => to_lisp(engine, original.clone()),
        None => Ok(value.clone()),
    }
}

fn exit(_: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let status = match arguments.first() {
        None | Some(SteelVal::BoolV(true)) => 0,
        Some(SteelVal::IntV(status)) => i32::try_from(*status).unwrap_or(1),
        Some(_) => 1,
    };
    Err(Error::new(Lang::Lisp, Fault::Exit(status)))
}
