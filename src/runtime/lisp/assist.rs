//! Whether input is complete, and what may stand at its end.

use std::rc::Rc;

use steel::parser::parser::ParseError;

use super::engine::Engine;
use super::reader;
use crate::runtime::Completeness;

/// Returns whether the input is a whole program, as Steel's own reader sees it.
pub(super) fn assess(input: &str) -> Completeness {
    match reader::refusal(input) {
        Ok(None) => Completeness::Complete,
        Ok(Some(ParseError::UnexpectedEOF(..))) => Completeness::Incomplete,
        Ok(Some(_)) | Err(_) => Completeness::Invalid,
    }
}

/// The special forms, which are no globals.
const FORMS: &[&str] = &[
    "begin",
    "define",
    "define-record-type",
    "define-syntax",
    "define-values",
    "if",
    "import-from",
    "lambda",
    "let",
    "quasiquote",
    "quote",
    "require",
    "set!",
    "struct",
    "syntax-rules",
];

/// Returns the names that begin with what stands at the end of the input; `others` there are beside those of Scheme.
pub(super) fn complete(engine: &Rc<Engine>, input: &str, others: fn(&Rc<Engine>) -> Vec<String>) -> Vec<String> {
    let start = input.rfind(|c: char| c.is_whitespace() || "()[]{}\"';`,".contains(c)).map_or(0, |at| at + 1);
    let prefix = input.get(start..).unwrap_or_default();
    if prefix.is_empty() {
        return Vec::new();
    }
    let mut names = engine.session.names();
    names.extend(others(engine));
    names.extend(FORMS.iter().map(|name| (*name).to_owned()));
    names.extend(
        engine
            .idle(|steel| {
                let globals = steel.readable_globals(0).into_iter().map(|name| name.resolve().to_owned());
                let macros: Vec<String> =
                    steel.in_scope_macros().keys().map(|name| name.resolve().to_owned()).collect();
                globals.chain(macros).collect::<Vec<_>>()
            })
            .unwrap_or_default(),
    );
    names.retain(|name| name.starts_with(prefix) && (prefix.starts_with(['%', '#']) || !name.starts_with(['%', '#'])));
    names.sort_unstable();
    names.dedup();
    names
}
