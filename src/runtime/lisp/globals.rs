//! Globals read and written from outside, also while Lisp code runs.

use std::rc::Rc;

use steel::SteelVal;

use super::convert::{to_lisp, to_value};
use super::engine::Engine;
use crate::object::{Error, Fault, Lang, Result, Value};
use crate::runtime::Source;

/// Reads a global of the user's or of Lisp's own; `None` when there is none of that name.
pub(super) fn read(engine: &Rc<Engine>, name: &str) -> Result<Option<Value>> {
    engine.check_alive()?;
    if !is_identifier(name) || engine.session.is_awaited(name) {
        return Ok(None);
    }
    let variable = engine.session.variable(name);
    if let Some(value) = engine.idle(|steel| steel.extract_value(&variable).ok()) {
        return Ok(value.map(|value| to_value(engine, &value)));
    }
    match super::eval::eval(engine, &Source::cell(name)) {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.fault(), Fault::Raised { class, .. } if class == "FreeIdentifier") => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes a global: assigns it where that can be done, or else defines it.
pub(super) fn write(engine: &Rc<Engine>, name: &str, value: Value) -> Result<()> {
    engine.check_alive()?;
    if !is_identifier(name) {
        let fault = Fault::Range(format!("`{name}` cannot be the name of a variable in Lisp"));
        return Err(Error::new(Lang::Lisp, fault));
    }
    let value = to_lisp(engine, value)?;
    let variable = engine.session.begin(name);
    let word = if engine.session.is_live(&variable) { "set!" } else { "define" };
    engine.session.give(value);
    engine.call(engine.evaluate(), [SteelVal::StringV(format!("({word} {variable} (%given))").into())])?;
    engine.session.note_live(&variable);
    Ok(())
}

/// Returns whether a name can be written as an identifier.
fn is_identifier(name: &str) -> bool {
    let starts_well = !name.starts_with(|first: char| first.is_ascii_digit() || first == '#');
    starts_well && !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || "()[]{}\";'`,|\\".contains(c))
}
