//! Reading, writing, calling and walking through objects of any language.

use std::rc::Rc;

use steel::SteelVal;
use steel::gc::Gc;
use steel::rvals::{Custom, IntoSteelVal};

use super::calls::is_procedure;
use super::{argument, expected};
use crate::object::{self, Error, Fault, Lang, Name, ObjectRef, Result, Text, Traits, Value};
use crate::runtime::lisp::convert::{name_of, string, to_lisp, to_value};
use crate::runtime::lisp::engine::{Engine, procedure};
use crate::runtime::lisp::native_copy::{Rules, to_native};
use crate::runtime::lisp::{data, proxy, table};

pub(super) fn all() -> Vec<(&'static str, SteelVal)> {
    vec![
        // Those with `%` are what the reader makes of `o.x` and its kin, whatever the user defines.
        ("get", procedure!(get)),
        ("%get", procedure!(get)),
        ("set", procedure!(set)),
        ("%set", procedure!(set)),
        ("del", procedure!(delete)),
        ("%del", procedure!(delete)),
        ("has?", procedure!(has)),
        ("len", procedure!(len)),
        ("keys", procedure!(keys)),
        ("items", procedure!(items)),
        ("%steps", procedure!(steps)),
        ("%step", procedure!(step)),
        ("%end?", SteelVal::FuncV(|arguments| Ok(SteelVal::BoolV(arguments.first().is_some_and(is_end))))),
        ("->list", procedure!(to_list)),
        (
            "foreign?",
            procedure!(|_, arguments| Ok(SteelVal::BoolV(
                proxy::foreign(argument(arguments, 0, "foreign?")?).is_some()
            ))),
        ),
        (
            "object?",
            procedure!(|_, arguments| Ok(SteelVal::BoolV(table::is_object(argument(arguments, 0, "object?")?)))),
        ),
        ("%fill-object", procedure!(fill_object)),
        ("type-of", procedure!(type_of)),
        ("await", procedure!(await_promise)),
        ("doc", procedure!(doc)),
        ("signature", procedure!(signature)),
        ("to-native", procedure!(copy)),
    ]
}

/// A key as other languages take it: a symbol is a name.
fn key(engine: &Rc<Engine>, value: &SteelVal) -> Value {
    match value {
        SteelVal::SymbolV(name) => Value::from(name.as_str()),
        other => to_value(engine, other),
    }
}

fn get(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (receiver, selector) = (argument(arguments, 0, "get")?, argument(arguments, 1, "get")?);
    let found = match proxy::foreign(receiver) {
        None => data::item(engine, receiver, selector)?,
        Some(object) => read(engine, &object, selector)?.map(|value| to_lisp(engine, value)).transpose()?,
    };
    match (found, arguments.get(2)) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => missing(engine, receiver, selector),
    }
}

/// Reads by a key: a symbol is the name of a member; anything else an index or a key.
pub(in crate::runtime::lisp) fn read(
    engine: &Rc<Engine>,
    object: &ObjectRef,
    selector: &SteelVal,
) -> Result<Option<Value>> {
    match selector {
        SteelVal::SymbolV(symbol) => object::read_name(object, object.traits(), &name_of(symbol)),
        _ => object::read_index(object, object.traits(), &to_value(engine, selector)),
    }
}

pub(in crate::runtime::lisp) fn missing(
    engine: &Rc<Engine>,
    receiver: &SteelVal,
    selector: &SteelVal,
) -> Result<SteelVal> {
    match (proxy::foreign(receiver), selector) {
        (Some(object), SteelVal::SymbolV(name)) => to_lisp(engine, object::absent(&object, &Name::new(name))?),
        (Some(object), _) if object.traits().contains(Traits::LENIENT) => Ok(SteelVal::Void),
        (Some(object), _) => Err(no_item(object.lang(), object.describe(), selector)),
        (None, _) => Err(no_item(Lang::Lisp, format!("lisp {}", data::type_name(receiver)), selector)),
    }
}

fn no_item(lang: Lang, object: String, selector: &SteelVal) -> Error {
    let key = crate::runtime::lisp::print::literal(selector);
    Error::new(lang, Fault::NoItem { object, key })
}

pub(in crate::runtime::lisp) fn set(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (receiver, selector) = (argument(arguments, 0, "set")?, argument(arguments, 1, "set")?);
    let new = argument(arguments, 2, "set")?;
    match (proxy::foreign(receiver), selector) {
        (None, _) => data::set_item(engine, receiver, selector, new.clone())?,
        (Some(object), SteelVal::SymbolV(name)) => {
            object::write_name(&object, object.traits(), &name_of(name), to_value(engine, new))?;
        }
        (Some(object), _) => {
            object::write_index(&object, object.traits(), &key(engine, selector), to_value(engine, new))?;
        }
    }
    Ok(SteelVal::Void)
}

fn delete(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (receiver, selector) = (argument(arguments, 0, "del")?, argument(arguments, 1, "del")?);
    let deleted = match (proxy::foreign(receiver), selector) {
        (None, _) => data::delete(engine, receiver, selector)?,
        (Some(object), SteelVal::SymbolV(name)) if !object.traits().contains(Traits::ITEMS_FIRST) => {
            object.delete_member(&Name::new(name))?
        }
        (Some(object), _) => object.delete_item(&key(engine, selector))?,
    };
    Ok(SteelVal::BoolV(deleted))
}

fn has(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (receiver, selector) = (argument(arguments, 0, "has?")?, argument(arguments, 1, "has?")?);
    let has = match (proxy::foreign(receiver), selector) {
        (None, _) => data::has(engine, receiver, selector)?,
        (Some(object), SteelVal::SymbolV(name)) => {
            object::read_name(&object, object.traits(), &Name::new(name))?.is_some()
        }
        (Some(object), _) => object.has_item(&key(engine, selector))?,
    };
    Ok(SteelVal::BoolV(has))
}

fn len(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let receiver = argument(arguments, 0, "len")?;
    let len = match proxy::foreign(receiver) {
        None => data::len(engine, receiver)?,
        Some(object) => object.len()?,
    };
    Ok(SteelVal::IntV(len.cast_signed()))
}

fn keys(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let receiver = argument(arguments, 0, "keys")?;
    let keys: Vec<SteelVal> = match proxy::foreign(receiver) {
        None => data::keys(engine, receiver)?,
        Some(object) if object.traits().contains(Traits::MAPPING) => to_lisp_all(engine, object.keys()?)?,
        Some(object) => object.members()?.iter().map(string).collect::<Result<_>>()?,
    };
    Ok(SteelVal::ListV(keys.into()))
}

/// `(items o)`: a list of lists of key and value.
fn items(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let receiver = argument(arguments, 0, "items")?;
    let mut items = Vec::new();
    match proxy::foreign(receiver) {
        None => {
            for key in data::keys(engine, receiver)? {
                let value = data::item(engine, receiver, &key)?.unwrap_or_default();
                items.push(SteelVal::ListV(vec![key, value].into()));
            }
        }
        Some(object) => {
            let mapping = object.traits().contains(Traits::MAPPING);
            let keys = if mapping { object.keys()? } else { object.members()?.into_iter().map(Value::Text).collect() };
            for key in keys {
                let value = match &key {
                    Value::Text(name) if !mapping => object.get_member(&Name::from_text(name))?,
                    key => object.get_item(key)?,
                };
                let pair = [to_lisp(engine, key)?, to_lisp(engine, value.unwrap_or_default())?];
                items.push(SteelVal::ListV(pair.to_vec().into()));
            }
        }
    }
    Ok(SteelVal::ListV(items.into()))
}

fn to_lisp_all(engine: &Rc<Engine>, values: Vec<Value>) -> Result<Vec<SteelVal>> {
    values.into_iter().map(|value| to_lisp(engine, value)).collect()
}

/// What `%step` returns at the end. No program ever gets to see it.
struct End;

impl Custom for End {}

thread_local! {
    static END: SteelVal = End.into_steelval().unwrap_or_default();
}

fn is_end(value: &SteelVal) -> bool {
    END.with(|end| matches!((value, end), (SteelVal::Custom(value), SteelVal::Custom(end)) if Gc::ptr_eq(value, end)))
}

/// `(%steps foreign)`: its iterator.
fn steps(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let over = argument(arguments, 0, "each")?;
    let object = proxy::foreign(over).ok_or_else(|| expected("each", "a foreign object", over))?;
    to_lisp(engine, Value::Object(object.iterate()?))
}

/// `(%step iterator)`: its next item, or the end.
fn step(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let steps = argument(arguments, 0, "each")?;
    let next = proxy::foreign(steps).map(|steps| steps.next()).transpose()?;
    next.flatten().map_or_else(|| Ok(END.with(Clone::clone)), |value| to_lisp(engine, value))
}

fn to_list(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    Ok(SteelVal::ListV(elements(engine, argument(arguments, 0, "->list")?)?.into()))
}

/// Returns the elements of a value of any language.
pub(in crate::runtime::lisp) fn elements(engine: &Rc<Engine>, over: &SteelVal) -> Result<Vec<SteelVal>> {
    let Some(object) = proxy::foreign(over) else { return data::elements(engine, over) };
    // Handles, until all are there: what is Lisp's own among them stays rooted while foreign code runs.
    let steps = object.iterate()?;
    let mut values = Vec::new();
    while let Some(value) = steps.next()? {
        values.push(value);
    }
    to_lisp_all(engine, values)
}

/// `(%fill-object object (key value ...))`.
fn fill_object(_: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let object = argument(arguments, 0, "object")?;
    let SteelVal::ListV(entries) = argument(arguments, 1, "object")? else { return Ok(object.clone()) };
    let entries: Vec<SteelVal> = entries.iter().cloned().collect();
    for pair in entries.chunks(2) {
        let [key, value] = pair else { return Err(expected("object", "a value after each key", &pair[0])) };
        table::put(object, key, value.clone());
    }
    Ok(object.clone())
}

/// `(to-native object depth converter)`: without a depth, all of it; either may be left out.
fn copy(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let mut rules = Rules { depth: usize::MAX, converter: None };
    for argument in arguments.get(1..).unwrap_or_default() {
        match argument {
            SteelVal::IntV(depth @ 0..) => rules.depth = depth.unsigned_abs(),
            procedure if is_procedure(procedure) => rules.converter = Some(to_value(engine, procedure)),
            other => return Err(expected("to-native", "a depth or a converter", other)),
        }
    }
    to_native(engine, argument(arguments, 0, "to-native")?, &rules)
}

/// `(await promise)`: what it promises; anything else is what it is.
fn await_promise(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let value = argument(arguments, 0, "await")?;
    match proxy::foreign(value) {
        Some(object) => to_lisp(engine, object::wait(Value::Object(object))?),
        None => Ok(value.clone()),
    }
}

/// `(doc object)`: what its owner has written about it, or `#f`.
fn doc(_: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    answer(proxy::foreign(argument(arguments, 0, "doc")?).map(|object| object.doc()))
}

/// `(signature callable)`: its parameters as its owner writes them, or `#f`.
fn signature(_: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    answer(proxy::foreign(argument(arguments, 0, "signature")?).map(|object| object.signature()))
}

fn answer(text: Option<Result<Option<Text>>>) -> Result<SteelVal> {
    match text.transpose()?.flatten() {
        Some(text) => string(&text),
        None => Ok(SteelVal::BoolV(false)),
    }
}

fn type_of(_: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let value = argument(arguments, 0, "type-of")?;
    let name = proxy::foreign(value).map_or_else(|| data::type_name(value), |object| object.type_name());
    Ok(SteelVal::StringV(name.into()))
}
