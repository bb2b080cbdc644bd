//! Calling what belongs to any language, and operators on it.

use std::rc::Rc;

use smallvec::SmallVec;
use steel::SteelVal;

use super::{argument, expected, foreign, name};
use crate::object::{Args, Error, Fault, Lang, Name, Object, ObjectRef, Operator, Result, Traits, Value};
use crate::runtime::lisp::convert::{name_of, to_lisp, to_value};
use crate::runtime::lisp::engine::{Engine, lend, native, nest, procedure};
use crate::runtime::lisp::{callable, data, number, proxy};

pub(super) fn all() -> Vec<(&'static str, SteelVal)> {
    vec![
        ("call", procedure!(call)),
        ("%call", procedure!(call_callee)),
        ("invoke", procedure!(invoke)),
        ("%invoke", procedure!(invoke)),
        ("new", procedure!(construct)),
        ("op", procedure!(operate)),
        ("apply", apply()),
        ("function?", native!(|_, arguments| Ok(SteelVal::BoolV(arguments.first().is_some_and(is_procedure))))),
    ]
}

/// `(apply f a ... list)`. Steel's own knows neither records that are procedures nor foreign sequences.
fn apply() -> SteelVal {
    SteelVal::BuiltIn(|context, arguments| {
        let engine = Engine::here();
        let SteelVal::BuiltIn(stock) = engine.stock_apply() else { return None };
        if let [SteelVal::Closure(_) | SteelVal::FuncV(_), .., SteelVal::ListV(_)] = arguments {
            return stock(context, arguments);
        }
        let is_native = arguments.first().is_some_and(SteelVal::is_function);
        let mut call = |nested: &[SteelVal]| match engine.transducer() {
            SteelVal::BuiltIn(transduce) => nest(arguments, || transduce(context, nested)),
            _ => None,
        };
        match lend(&engine, &mut call, arguments, if is_native { spread } else { apply_foreign }) {
            // A procedure of Lisp's own goes on in the same loop.
            Ok(list) if is_native => stock(context, &[arguments[0].clone(), list]),
            outcome => Some(outcome),
        }
    })
}

/// Returns the arguments of an application as one list.
fn spread(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (Some(last), true) = (arguments.last(), arguments.len() > 1) else {
        return Err(expected("apply", "a procedure and a list", arguments.first().unwrap_or(&SteelVal::Void)));
    };
    let mut all = arguments[1..arguments.len() - 1].to_vec();
    all.extend(foreign::elements(engine, last)?);
    Ok(SteelVal::ListV(all.into()))
}

fn apply_foreign(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let callee = argument(arguments, 0, "apply")?;
    let Some(object) = callable::foreign(callee) else { return Err(expected("apply", "a procedure", callee)) };
    let SteelVal::ListV(list) = spread(engine, arguments)? else { return Ok(SteelVal::Void) };
    callable::call_with(engine, &object, &list)
}

pub(in crate::runtime::lisp) fn is_procedure(value: &SteelVal) -> bool {
    value.is_function() || matches!(value, SteelVal::ContinuationFunction(_)) || callable::foreign(value).is_some()
}

/// Positional and keyword arguments: `#:key value` or `:key value`.
#[derive(Default)]
pub(in crate::runtime::lisp) struct Split {
    positional: SmallVec<[Value; 4]>,
    named: Vec<(Name, Value)>,
}

impl Split {
    /// Takes arguments out of Lisp.
    ///
    /// # Errors
    /// When a keyword is the last of them.
    pub(in crate::runtime::lisp) fn new<'a>(
        engine: &Rc<Engine>,
        arguments: impl IntoIterator<Item = &'a SteelVal>,
    ) -> Result<Self> {
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

    /// Returns the arguments of a message.
    pub(in crate::runtime::lisp) fn args(&self) -> Args<'_> {
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
        Some(object) => callable::call(engine, &object, &arguments[1..]),
        None => engine.call(callee.clone(), arguments[1..].iter().cloned()),
    }
}

/// What the closure that stands for a foreign callable does: its callee, and the list of arguments.
fn call_callee(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (Some(callee), Some(SteelVal::ListV(list))) = (arguments.first(), arguments.get(1)) else {
        return Err(expected("%call", "a callee and a list", &SteelVal::Void));
    };
    let object = callable::callee(callee).ok_or_else(|| expected("%call", "a callee", callee))?;
    callable::call_with(engine, &object, list)
}

fn invoke(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (receiver, method) = (argument(arguments, 0, "invoke")?, argument(arguments, 1, "invoke")?);
    let Some(object) = proxy::foreign(receiver) else {
        let method = name(method, "invoke")?;
        let found = data::member(engine, receiver, method)?.ok_or_else(|| no_method(receiver, method))?;
        return engine.call(found, arguments[2..].iter().cloned());
    };
    let method = match method {
        SteelVal::SymbolV(symbol) => name_of(symbol),
        other => Name::new(name(other, "invoke")?),
    };
    invoke_foreign(engine, &object, &method, &arguments[2..])
}

/// Calls a method of an object of another language.
pub(in crate::runtime::lisp) fn invoke_foreign(
    engine: &Rc<Engine>,
    object: &ObjectRef,
    method: &Name,
    arguments: &[SteelVal],
) -> Result<SteelVal> {
    let split = Split::new(engine, arguments)?;
    // What `o.m` reads is what `(o.m)` calls.
    if object.traits().contains(Traits::ITEMS_FIRST)
        && let Some(Value::Object(item)) = object.get_item(&Value::Text(method.text().clone()))?
    {
        return to_lisp(engine, Object::call(&*item, None, &split.args())?);
    }
    to_lisp(engine, object.invoke(method, &split.args())?)
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
pub(in crate::runtime::lisp) fn operate(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
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
        (None, None) => return number::operate(engine, operator, left, right),
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

fn no_method(receiver: &SteelVal, name: &str) -> Error {
    let object = format!("{} {}", Lang::Lisp, data::type_name(receiver));
    Error::new(Lang::Lisp, Fault::NoMember { object, name: name.to_owned() })
}
