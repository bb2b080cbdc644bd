//! The procedures that this runtime adds to Steel, by what they are about.
//!
//! One that may call foreign code is made with `procedure!` and is given its
//! context to lend; one that never leaves Steel is made with `native!`.

mod calls;
mod control;
pub(super) mod foreign;
mod modules;
mod output;
mod scheme;

use steel::SteelVal;

pub(super) use calls::{Split, invoke_foreign, is_procedure, operate};

use crate::object::{Error, Fault, Lang, Result};

/// Returns every procedure under its name.
pub(super) fn all() -> Vec<(&'static str, SteelVal)> {
    [
        calls::all(),
        control::all(),
        foreign::all(),
        modules::all(),
        output::all(),
        scheme::all(),
        super::tidy::procedures(),
        super::dialect::procedures(),
    ]
    .concat()
}

/// Returns the argument at `index`.
///
/// # Errors
/// When the caller gave fewer.
pub(super) fn argument<'a>(arguments: &'a [SteelVal], index: usize, procedure: &str) -> Result<&'a SteelVal> {
    arguments.get(index).ok_or_else(|| {
        let message = format!("{procedure} takes more than {} arguments", arguments.len());
        Error::raised(Lang::Lisp, "ArityMismatch", message, crate::object::Value::Nothing)
    })
}

/// Returns the name that a string or symbol spells.
pub(super) fn name<'a>(value: &'a SteelVal, procedure: &str) -> Result<&'a str> {
    match value {
        SteelVal::StringV(name) | SteelVal::SymbolV(name) => Ok(name.as_str()),
        other => Err(expected(procedure, "a name", other)),
    }
}

/// Returns the error of an argument of the wrong type.
pub(super) fn expected(procedure: &str, what: &str, got: &SteelVal) -> Error {
    let got = format!("{} {}", super::data::type_name(got), super::print::literal(got));
    Error::new(Lang::Lisp, Fault::Type { expected: format!("{what} for {procedure}"), got })
}
