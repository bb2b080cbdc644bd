//! Reading, writing, calling and walking through objects of any language.

use std::rc::Rc;

use smallvec::SmallVec;
use steel::SteelVal;

use super::{argument, expected, name};
use crate::object::{self, Args, Error, Fault, Lang, Name, Object, ObjectRef, Operator, Result, Text, Traits, Value};
use crate::runtime::lisp::convert::{string, to_lisp, to_value};
use crate::runtime::lisp::engine::{Engine, procedure};
use crate::runtime::lisp::native_copy::to_native;
use crate::runtime::lisp::{data, eval, module, proxy};
use crate::runtime::peers;

pub(super) fn all() -> Vec<(&'static str, SteelVal)> {
    vec![
        ("get", procedure!(get)),
        ("set", procedure!(set)),
        ("del", procedure!(delete)),
        ("has?", procedure!(has)),
        ("len", procedure!(len)),
        ("keys", procedure!(keys)),
        ("items", procedure!(items)),
        ("each", procedure!(each)),
        ("->list", procedure!(to_list)),
        ("call", procedure!(call)),
        ("%call", procedure!(call_callee)),
        ("invoke", procedure!(invoke)),
        ("new", procedure!(construct)),
        ("op", procedure!(operate)),
        (
            "foreign?",
            procedure!(|_, arguments| Ok(SteelVal::BoolV(
                proxy::foreign(argument(arguments, 0, "foreign?")?).is_some()
            ))),
        ),
        (
            "object?",
            procedure!(|_, arguments| Ok(SteelVal::BoolV(data::is_object(argument(arguments, 0, "object?")?)))),
        ),
        ("%fill-object", procedure!(fill_object)),
        ("type-of", procedure!(type_of)),
        ("to-native", procedure!(|engine, arguments| to_native(engine, argument(arguments, 0, "to-native")?))),
        ("eval-in", procedure!(eval_in)),
        ("import-module", procedure!(import_module)),
        ("%import-name", procedure!(import_name)),
        ("load", procedure!(load)),
        ("%eval-text", procedure!(eval_text)),
        ("command-line", procedure!(command_line)),
        ("%given", procedure!(|engine, _| Ok(engine.session.take_given()))),
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
        Some(object) => {
            read(&object, &key(engine, selector), selector)?.map(|value| to_lisp(engine, value)).transpose()?
        }
    };
    match (found, arguments.get(2)) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => missing(engine, receiver, selector),
    }
}

/// Reads by a key: a symbol is the name of a member; anything else an index or a key.
fn read(object: &ObjectRef, key: &Value, selector: &SteelVal) -> Result<Option<Value>> {
    match (key, selector) {
        (Value::Text(name), SteelVal::SymbolV(_)) => object::read_name(object, object.traits(), &Name::from_text(name)),
        _ => object::read_index(object, object.traits(), key),
    }
}

fn missing(engine: &Rc<Engine>, receiver: &SteelVal, selector: &SteelVal) -> Result<SteelVal> {
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

fn set(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (receiver, selector) = (argument(arguments, 0, "set")?, argument(arguments, 1, "set")?);
    let new = argument(arguments, 2, "set")?;
    match (proxy::foreign(receiver), selector) {
        (None, _) => data::set_item(engine, receiver, selector, new.clone())?,
        (Some(object), SteelVal::SymbolV(name)) => {
            object::write_name(&object, object.traits(), &Name::new(name), to_value(engine, new))?;
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

/// Calls `work` with each element of a value of any language.
fn walk(engine: &Rc<Engine>, over: &SteelVal, mut work: impl FnMut(SteelVal) -> Result<()>) -> Result<()> {
    let Some(object) = proxy::foreign(over) else {
        return data::elements(engine, over)?.into_iter().try_for_each(work);
    };
    let steps = object.iterate()?;
    while let Some(value) = steps.next()? {
        work(to_lisp(engine, value)?)?;
    }
    Ok(())
}

fn each(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (first, second) = (argument(arguments, 0, "each")?, argument(arguments, 1, "each")?);
    // The procedure comes first, as in `for-each`; the other order is understood where it is clear.
    let (procedure, over) = match proxy::foreign(second) {
        None if second.is_function() && !first.is_function() => (second, first),
        _ => (first, second),
    };
    walk(engine, over, |element| engine.call(procedure.clone(), [element]).map(drop))?;
    Ok(SteelVal::Void)
}

fn to_list(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let over = argument(arguments, 0, "->list")?;
    let Some(object) = proxy::foreign(over) else {
        return Ok(SteelVal::ListV(data::elements(engine, over)?.into()));
    };
    // Handles, until all are there: what is Lisp's own among them stays rooted while foreign code runs.
    let steps = object.iterate()?;
    let mut values = Vec::new();
    while let Some(value) = steps.next()? {
        values.push(value);
    }
    Ok(SteelVal::ListV(to_lisp_all(engine, values)?.into()))
}

/// Positional and keyword arguments: `#:key value` or `:key value`.
#[derive(Default)]
struct Split {
    positional: SmallVec<[Value; 4]>,
    named: Vec<(Name, Value)>,
}

impl Split {
    fn new<'a>(engine: &Rc<Engine>, arguments: impl IntoIterator<Item = &'a SteelVal>) -> Result<Self> {
        let mut split = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(value) = arguments.next() {
            match keyword(value) {
                Some(name) => {
                    let value = arguments.next().ok_or_else(|| {
                        let got = "the end of the arguments".to_owned();
                        Error::new(
                            Lang::Lisp,
                            Fault::Type { expected: format!("a value after the keyword {name}"), got },
                        )
                    })?;
                    split.named.push((Name::new(name), to_value(engine, value)));
                }
                None => split.positional.push(to_value(engine, value)),
            }
        }
        Ok(split)
    }

    fn args(&self) -> Args<'_> {
        Args::with_named(&self.positional, &self.named)
    }
}

fn keyword(value: &SteelVal) -> Option<&str> {
    let SteelVal::SymbolV(name) = value else { return None };
    name.strip_prefix("#:").or_else(|| name.strip_prefix(':')).filter(|name| !name.is_empty())
}

fn call(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let callee = argument(arguments, 0, "call")?;
    match proxy::foreign(callee) {
        Some(object) => {
            let split = Split::new(engine, &arguments[1..])?;
            to_lisp(engine, Object::call(&*object, None, &split.args())?)
        }
        None => engine.call(callee.clone(), arguments[1..].iter().cloned()),
    }
}

/// What the closure that stands for a foreign callable does: its callee, and the list of arguments.
fn call_callee(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (Some(callee), Some(SteelVal::ListV(list))) = (arguments.first(), arguments.get(1)) else {
        return Err(expected("%call", "a callee and a list", &SteelVal::Void));
    };
    let object = proxy::callee(callee).ok_or_else(|| expected("%call", "a callee", callee))?;
    let split = Split::new(engine, list.iter())?;
    to_lisp(engine, Object::call(&*object, None, &split.args())?)
}

fn invoke(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (receiver, method) = (argument(arguments, 0, "invoke")?, argument(arguments, 1, "invoke")?);
    let method = name(method, "invoke")?;
    match proxy::foreign(receiver) {
        Some(object) => {
            let split = Split::new(engine, &arguments[2..])?;
            to_lisp(engine, object.invoke(&Name::new(method), &split.args())?)
        }
        None => {
            let found = data::member(engine, receiver, method)?;
            let found = found
                .ok_or_else(|| no_item(Lang::Lisp, format!("lisp {}", data::type_name(receiver)), &arguments[1]))?;
            engine.call(found, arguments[2..].iter().cloned())
        }
    }
}

fn construct(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let class = argument(arguments, 0, "new")?;
    match proxy::foreign(class) {
        Some(object) => {
            let split = Split::new(engine, &arguments[1..])?;
            to_lisp(engine, object.construct(&split.args())?)
        }
        None => engine.call(class.clone(), arguments[1..].iter().cloned()),
    }
}

/// `(op "+" a b)`: an operator on values of any language; the left one is asked first.
fn operate(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let symbol = name(argument(arguments, 0, "op")?, "op")?;
    let left = argument(arguments, 1, "op")?;
    let right = arguments.get(2);
    let operator = operator(symbol, right.is_some()).ok_or_else(|| expected("op", "an operator", &arguments[0]))?;
    let right = right.unwrap_or(&SteelVal::Void);
    let value = match (proxy::foreign(left), proxy::foreign(right)) {
        (Some(object), None) => object.operate(operator, &to_value(engine, right), false)?,
        (None, Some(object)) => object.operate(operator, &to_value(engine, left), true)?,
        (Some(object), Some(other)) => match object.operate(operator, &Value::Object(other.clone()), false) {
            Err(error) if matches!(error.fault(), Fault::Unsupported { .. } | Fault::Type { .. }) => {
                other.operate(operator, &Value::Object(object), true)?
            }
            outcome => outcome?,
        },
        (None, None) => return crate::runtime::lisp::number::operate(engine, operator, left, right),
    };
    to_lisp(engine, value)
}

fn operator(symbol: &str, binary: bool) -> Option<Operator> {
    use Operator::{Add, Divide, Greater, GreaterEqual, Less, LessEqual, Multiply, Negate, Power, Remainder, Subtract};
    if symbol == "-" && !binary {
        return Some(Negate);
    }
    let all = [Add, Subtract, Multiply, Divide, Remainder, Power, Less, LessEqual, Greater, GreaterEqual];
    all.into_iter().find(|operator| operator.symbol() == symbol)
}

/// `(%fill-object object (key value ...))`.
fn fill_object(_: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let object = argument(arguments, 0, "object")?;
    let SteelVal::ListV(entries) = argument(arguments, 1, "object")? else { return Ok(object.clone()) };
    let entries: Vec<SteelVal> = entries.iter().cloned().collect();
    for pair in entries.chunks(2) {
        match pair {
            [key, value] => data::put(object, key, value.clone()),
            _ => return Err(expected("object", "a value after each key", &pair[0])),
        }
    }
    Ok(object.clone())
}

fn type_of(_: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let value = argument(arguments, 0, "type-of")?;
    let name = proxy::foreign(value).map_or_else(|| data::type_name(value), |object| object.type_name());
    Ok(SteelVal::StringV(name.into()))
}

fn eval_in(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let target = name(argument(arguments, 0, "eval-in")?, "eval-in")?;
    let code = name(argument(arguments, 1, "eval-in")?, "eval-in")?;
    to_lisp(engine, peers()?.eval(target, code)?)
}

fn import_module(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let specifier = name(argument(arguments, 0, "import-module")?, "import-module")?;
    to_lisp(engine, Value::Object(module::import(engine, specifier)?))
}

fn import_name(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let specifier = name(argument(arguments, 0, "import-from")?, "import-from")?;
    let member = name(argument(arguments, 1, "import-from")?, "import-from")?;
    let namespace = module::import(engine, specifier)?;
    let member = Name::from_text(&Text::from(member));
    let found = object::read_name(&namespace, namespace.traits(), &member)?;
    let found = found.ok_or_else(|| {
        let fault = Fault::NoMember { object: specifier.to_owned(), name: member.to_string() };
        Error::new(namespace.lang(), fault)
    })?;
    to_lisp(engine, found)
}

/// `(load path)`: runs a file, relative to the one that is being run.
fn load(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let path = name(argument(arguments, 0, "load")?, "load")?;
    let path = engine.session.folder().map_or_else(|| path.into(), |folder| folder.join(path));
    eval::load(engine, &path)
}

/// `(eval-string text)`: as a line at the prompt.
fn eval_text(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let SteelVal::StringV(text) = argument(arguments, 0, "eval-string")? else {
        return Err(expected("eval-string", "a string", &arguments[0]));
    };
    eval::run(engine, text, "<eval>")
}

fn command_line(engine: &Rc<Engine>, _: &[SteelVal]) -> Result<SteelVal> {
    let words = engine.session.arguments.borrow().iter().map(|word| SteelVal::StringV(word.into())).collect::<Vec<_>>();
    Ok(SteelVal::ListV(words.into()))
}
