//! What expanded code asks of namespaces, of tables of macros, and of the globals of other runtimes.

use std::rc::Rc;

use steel::SteelVal;

use super::forms::symbol;
use super::procedures::hint;
use super::tables;
use super::world::{self, namespace};
use crate::kernel::{Names, Symbol, World};
use crate::object::{self, Error, Name, Object, Result, Traits, Value};
use crate::runtime::lisp::condition::Condition;
use crate::runtime::lisp::convert::{to_lisp, to_value};
use crate::runtime::lisp::engine::{Engine, procedure};
use crate::runtime::lisp::procedures::{Split, argument, expected};
use crate::runtime::lisp::{error, globals, table};

pub(super) fn all() -> Vec<(&'static str, SteelVal)> {
    vec![
        (
            "%namespace",
            procedure!(
                |engine, arguments| owner(engine, argument(arguments, 0, "namespace")?),
                at_hand: |engine, arguments| namespace(engine, name_of(arguments.first()?).ok()?)
            ),
        ),
        ("%macros", procedure!(macros)),
        ("%ns-ref", procedure!(read_owned, at_hand: owned_at_hand)),
        ("%ns-keep!", procedure!(define_owned)),
        ("%cell-ref", SteelVal::FuncV(|arguments| Ok(read_cell(arguments)))),
        ("%cell-set!", SteelVal::FuncV(|arguments| Ok(assign_cell(arguments)))),
        ("%ns-set!", procedure!(assign_owned)),
        ("%foreign", procedure!(read_foreign)),
        ("%foreign-call", procedure!(call_foreign)),
        ("get-global", procedure!(get_global)),
    ]
}

/// Returns the name that a value is.
pub(super) fn name_of(value: &SteelVal) -> Result<Symbol> {
    match value {
        SteelVal::SymbolV(name) | SteelVal::StringV(name) => Ok(Symbol::new(name)),
        other => Err(expected("a namespace", "a name", other)),
    }
}

/// Returns the object of a namespace.
fn owner(engine: &Rc<Engine>, name: &SteelVal) -> Result<SteelVal> {
    let name = name_of(name)?;
    namespace(engine, name).ok_or_else(|| unknown(engine, "namespace", name, Names::Namespace))
}

fn unknown(engine: &Rc<Engine>, what: &str, name: Symbol, kind: Names) -> Error {
    let mut names = Vec::new();
    world::Ground(engine).each_name(kind, &mut |name| names.push(name.to_owned()));
    let hint = hint(&symbol(name), &names);
    no_such(engine, format!("no {what} is called `{name}`{hint}"))
}

fn no_such(engine: &Rc<Engine>, message: String) -> Error {
    error::outgoing(engine, &Condition::new("NameError", message, &[]).into_value())
}

/// `(%macros 'name)`: the macros of a namespace or a target, as an object.
fn macros(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let owner = name_of(argument(arguments, 0, "macros")?)?;
    tables::show(engine, owner)
}

/// `(%ns-ref 'namespace 'name)`, of what the namespace does not have.
fn read_owned(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (owner, key) = (name_of(argument(arguments, 0, "namespace")?)?, argument(arguments, 1, "namespace")?);
    let name = name_of(key)?;
    match (globals::read(engine, name.as_str())?, namespace(engine, name)) {
        (Some(value), _) => to_lisp(engine, value),
        (None, Some(space)) => Ok(space),
        (None, None) => Err(unknown(engine, &format!("variable of {owner}"), name, Names::Owned(owner))),
    }
}

fn owned_at_hand(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Option<SteelVal> {
    let [SteelVal::SymbolV(owner), key] = arguments else { return None };
    let all = engine.dialect.namespaces.borrow();
    table::get(all.get(&Symbol::new(owner))?.value(), key)
}

fn define_owned(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (object, key) = (owner(engine, argument(arguments, 0, "namespace")?)?, argument(arguments, 1, "namespace")?);
    if table::put_cell(&object, key, argument(arguments, 2, "namespace")?) {
        engine.dialect.kernel.change();
    }
    Ok(key.clone())
}

/// `(%cell-ref cell)`
fn read_cell(arguments: &[SteelVal]) -> SteelVal {
    if let [SteelVal::HeapAllocated(cell)] = arguments { cell.get() } else { SteelVal::Void }
}

/// `(%cell-set! cell value)`
fn assign_cell(arguments: &[SteelVal]) -> SteelVal {
    let [SteelVal::HeapAllocated(cell), value] = arguments else { return SteelVal::Void };
    cell.set_and_return(value.clone());
    value.clone()
}

fn assign_owned(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let (object, key) = (owner(engine, argument(arguments, 0, "namespace")?)?, argument(arguments, 1, "namespace")?);
    let value = argument(arguments, 2, "namespace")?;
    if table::get(&object, key).is_some() {
        table::put(&object, key, value.clone());
        return Ok(value.clone());
    }
    let name = name_of(key)?;
    if !engine.session.is_live(&engine.session.variable(name.as_str())) {
        let owner = name_of(&arguments[0])?;
        return Err(unknown(engine, &format!("variable of {owner}"), name, Names::Owned(owner)));
    }
    globals::write(engine, name.as_str(), to_value(engine, value))?;
    Ok(value.clone())
}

/// `(get-global name)`: a namespace, or else a variable of the user's.
fn get_global(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let name = name_of(argument(arguments, 0, "get-global")?)?;
    if let Some(object) = namespace(engine, name) {
        return Ok(object);
    }
    if let Some(value) = globals::read(engine, name.as_str())? {
        return to_lisp(engine, value);
    }
    let names = super::spaces(engine);
    let hint = hint(&symbol(name), &names);
    let message = format!("get-global: nothing is named \"{name}\" (namespaces: {}){hint}", names.join(", "));
    Err(no_such(engine, message))
}

fn read_foreign(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    to_lisp(engine, foreign_global(engine, arguments)?)
}

fn call_foreign(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let function = foreign_global(engine, arguments)?;
    let Some(function) = function.as_object() else {
        return Err(expected("a call", "a function", &to_lisp(engine, function)?));
    };
    let split = Split::new(engine, &arguments[2..])?;
    to_lisp(engine, Object::call(&**function, None, &split.args())?)
}

/// Returns the global of a runtime: of the name as it is written, or else as that language spells it.
fn foreign_global(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<Value> {
    let (target, name) =
        (name_of(argument(arguments, 0, "a runtime")?)?, name_of(argument(arguments, 1, "a runtime")?)?);
    let runtime = world::foreign(target.as_str())?.unwrap_or_default();
    let Some(runtime) = runtime.as_object() else {
        return Err(no_such(engine, format!("no runtime is called `{target}`")));
    };
    let globals = runtime.get_member(&Name::new("globals"))?.unwrap_or_default();
    let Some(globals) = globals.as_object() else { return Ok(Value::Nothing) };
    for spelling in [name.as_str().to_owned(), spelt(target.as_str(), name.as_str())] {
        if let Some(value) = object::read_name(globals, Traits::empty(), &Name::new(&spelling))? {
            return Ok(value);
        }
    }
    let mut known: Vec<String> = globals.members()?.iter().map(ToString::to_string).collect();
    world::Ground(engine).each_name(Names::Macro(target), &mut |name| known.push(name.to_owned()));
    for name in &mut known {
        *name = format!("{target}:{name}");
    }
    let written = symbol(Symbol::new(&format!("{target}:{name}")));
    let message = format!("{target} has no global `{name}`, and {target}.macros no macro{}", hint(&written, &known));
    Err(no_such(engine, message))
}

/// Returns a name in kebab case as a language spells it.
fn spelt(target: &str, name: &str) -> String {
    if target != "js" {
        return name.replace('-', "_");
    }
    let mut words = name.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |spelt, word| {
        let mut letters = word.chars();
        let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        format!("{spelt}{capital}{}", letters.as_str())
    })
}
