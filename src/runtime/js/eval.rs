//! Text to value: cells, scripts, modules; globals.

mod rewrite;

use super::convert::{to_js, to_value};
use super::engine::{self, Flavour, Local, Realm, Settled, never_settles, run as run_code, run_main, settle};
use super::modules;
use crate::object::{Error, Fault, Lang, Name, Result, Value, release};
use crate::runtime::{Kind, Source};

pub(super) use rewrite::{cell as rewrite_cell, imports};

/// Runs a text in a realm.
pub(super) fn run(realm: &Realm, source: &Source<'_>) -> Result<Value> {
    realm.check_live()?;
    let entered = realm.engine().enter()?;
    let outcome = match source.kind {
        Kind::Cell | Kind::Part => cell(realm, source),
        Kind::Script => script(realm, source).map(|()| Value::Nothing),
    };
    entered.leave();
    realm.engine().sweep();
    release::point();
    outcome
}

/// Runs a line of a REPL.
fn cell(realm: &Realm, source: &Source<'_>) -> Result<Value> {
    let (code, flavour) = match realm.codes().get(realm, source.text, source.name) {
        Some(known) => known,
        None => compile_cell(realm, source)?,
    };
    let value = run_code(&code)?;
    if flavour == Flavour::Script {
        return to_value(&value);
    }
    // What a script that waits returns is wrapped, so that a promise can be its value.
    match settle(value)? {
        Settled::Value(wrapped) => to_value(&wrapped.get(realm.parts()?.keys.value)?),
        Settled::Never => Err(never_settles()),
    }
}

fn compile_cell<'r>(realm: &'r Realm, source: &Source<'_>) -> Result<(Local<'r>, Flavour)> {
    let cell = rewrite::cell(source.text, source.name);
    let code = compile(realm, &cell.text, source.name, cell.flavour)?;
    realm.codes().keep(source.text, source.name, &code, cell.flavour);
    Ok((code, cell.flavour))
}

/// Runs the main program in a file.
fn script(realm: &Realm, source: &Source<'_>) -> Result<()> {
    let flavour = rewrite::flavour_of_script(source.text, source.name);
    let compile = || compile(realm, source.text, source.name, flavour);
    let value = if flavour == Flavour::Module {
        modules::note_imports(realm, source.name, source.text);
        modules::name_main(realm, source.name);
        run_main(realm, source.name, compile)?
    } else {
        run_code(&compile()?)?
    };
    if flavour == Flavour::Script {
        return Ok(());
    }
    match settle(value)? {
        Settled::Value(_) => Ok(()),
        Settled::Never => Err(never_settles()),
    }
}

/// Compiles a text; what it refuses is an error of syntax, with its place.
pub(super) fn compile<'r>(realm: &'r Realm, text: &str, name: &str, flavour: Flavour) -> Result<Local<'r>> {
    engine::compile(realm, text, name, flavour).map_err(|error| match error.fault() {
        Fault::Raised { class, message } if class == "SyntaxError" => {
            let fault = Fault::Syntax { class: class.clone(), message: message.clone() };
            let value = error.value().cloned().unwrap_or_default();
            let syntax = Error::with_value(Lang::Js, fault, value);
            syntax.set_trace(error.trace().clone());
            syntax
        }
        _ => error,
    })
}

/// Reads a global: a property of the global object, or a `let`, `const` or `class` of a script.
pub(super) fn global(realm: &Realm, name: &Name) -> Result<Option<Value>> {
    let globals = realm.globals();
    let key = realm.atom(name);
    if globals.has(key)? {
        return to_value(&globals.get(key)?).map(Some);
    }
    match name.as_str() {
        Some(text) if is_identifier(text) => lexical(realm, text),
        _ => Ok(None),
    }
}

fn lexical(realm: &Realm, name: &str) -> Result<Option<Value>> {
    let probe = format!("typeof {name} === 'undefined' ? undefined : {{ value: {name} }}");
    let found = run_code(&engine::compile(realm, &probe, "polytarget:global", Flavour::Script)?)?;
    if !found.is_object() {
        return Ok(None);
    }
    to_value(&found.get(realm.parts()?.keys.value)?).map(Some)
}

/// Writes a global.
pub(super) fn set_global(realm: &Realm, name: &Name, value: &Value) -> Result<()> {
    realm.globals().set(realm.atom(name), to_js(realm, value)?)
}

/// Lists the names of the global object's properties.
pub(super) fn all_global_names(realm: &Realm) -> Result<Vec<String>> {
    let names = realm.globals().own_names(false)?;
    Ok(names.iter().map(|name| name.to_lossy().into_owned()).collect())
}

/// Tells the program its arguments: `process.argv`, and `scriptArgs` as QuickJS has it.
pub(super) fn set_arguments(realm: &Realm, program: &str, arguments: &[String]) -> Result<()> {
    let all = |first: &[&str]| {
        let texts = first.iter().copied().chain(arguments.iter().map(String::as_str));
        realm.array(texts.map(|text| realm.string(text)).collect::<Vec<_>>())
    };
    let globals = realm.globals();
    globals.set(realm.atom(&Name::new("scriptArgs")), all(&[program]))?;
    let process = globals.get(realm.atom(&Name::new("process")))?;
    process.set(realm.atom(&Name::new("argv")), all(&["polytarget", program]))
}

fn is_identifier(text: &str) -> bool {
    let mut letters = text.chars();
    let starts = letters.next().is_some_and(|first| first.is_alphabetic() || matches!(first, '_' | '$'));
    starts && letters.all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '$'))
}
