//! Other languages, modules, files and texts.

use std::rc::Rc;

use steel::SteelVal;

use super::{argument, expected, name};
use crate::object::{self, Error, Fault, Name, Result, Text, Value};
use crate::runtime::lisp::convert::{to_lisp, to_value};
use crate::runtime::lisp::engine::{Engine, procedure};
use crate::runtime::lisp::{eval, module};
use crate::runtime::peers;

pub(super) fn all() -> Vec<(&'static str, SteelVal)> {
    vec![
        ("eval-in", procedure!(eval_in)),
        ("spawn", procedure!(spawn)),
        ("import-module", procedure!(import_module)),
        ("%import-name", procedure!(import_name)),
        ("load", procedure!(load)),
        ("%eval-text", procedure!(eval_text)),
        ("command-line", procedure!(|engine, _| Ok(command_line(engine)))),
        ("%given", procedure!(|engine, _| Ok(engine.session.take_given()))),
    ]
}

fn eval_in(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let target = name(argument(arguments, 0, "eval-in")?, "eval-in")?;
    let code = name(argument(arguments, 1, "eval-in")?, "eval-in")?;
    to_lisp(engine, peers()?.eval(target, code)?)
}

/// `(spawn "node" "--interactive")`: a further REPL inside this process.
fn spawn(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let words: Vec<Value> = arguments.iter().map(|word| to_value(engine, word)).collect();
    let made = peers()?.module().invoke(&Name::new("spawn"), &object::Args::new(&words))?;
    to_lisp(engine, made)
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
    eval::load(engine, &engine.session.path(path))
}

/// `(eval-string text)`: as a line at the prompt.
fn eval_text(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let SteelVal::StringV(text) = argument(arguments, 0, "eval-string")? else {
        return Err(expected("eval-string", "a string", &arguments[0]));
    };
    eval::run(engine, text, "<eval>")
}

fn command_line(engine: &Engine) -> SteelVal {
    let words = engine.session.arguments.borrow().iter().map(|word| SteelVal::StringV(word.into())).collect::<Vec<_>>();
    SteelVal::ListV(words.into())
}
