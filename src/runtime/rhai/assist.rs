//! What a prompt asks for: whether the input is a whole program, and what may stand next.

use std::rc::Rc;

use rhai::{LexError, ParseError, ParseErrorType, Position};

use super::engine::State;
use super::{convert, prelude};
use crate::object::{Name, Value, read_name};
use crate::runtime::Completeness;

/// The words of the language.
const KEYWORDS: &[&str] = &[
    "as",
    "break",
    "catch",
    "const",
    "continue",
    "do",
    "else",
    "eval",
    "eval_in",
    "export",
    "false",
    "fn",
    "for",
    "if",
    "import",
    "in",
    "let",
    "live",
    "loop",
    "print",
    "private",
    "return",
    "switch",
    "this",
    "throw",
    "to_native",
    "true",
    "try",
    "type_of",
    "until",
    "while",
];

/// Returns whether the input can be run, or needs more lines.
pub(super) fn assess(state: &State, input: &str) -> Completeness {
    if in_block_comment(input) {
        return Completeness::Incomplete;
    }
    match state.engine.compile(input) {
        Ok(_) => Completeness::Complete,
        Err(error) if needs_more(&error, input) => Completeness::Incomplete,
        Err(_) => Completeness::Invalid,
    }
}

fn needs_more(error: &ParseError, input: &str) -> bool {
    match error.err_type() {
        ParseErrorType::UnexpectedEOF => true,
        // A string in quotes ends with its line, unless the line goes on by a backslash.
        ParseErrorType::BadInput(LexError::UnterminatedString) => {
            input.contains('`') || input.trim_end_matches(['\r', '\n']).ends_with('\\')
        }
        ParseErrorType::BadInput(_) => false,
        _ => is_at_end(error.position(), input),
    }
}

/// Returns whether a place is behind everything that the input has.
fn is_at_end(place: Position, input: &str) -> bool {
    let Some(line) = place.line() else { return true };
    let text = input.trim_end();
    let lines = text.lines().count();
    let last = text.lines().last().map_or(0, |line| line.chars().count());
    line > lines || (line == lines && place.position().is_none_or(|column| column > last))
}

/// Returns whether the input ends within a comment, which Rhai takes for a whole program.
fn in_block_comment(input: &str) -> bool {
    let mut rest = input;
    while let Some(at) = rest.find(['"', '`', '\'', '/']) {
        let (opening, after) = rest[at..].split_at(1);
        rest = match opening {
            "/" if after.starts_with('/') => after.split_once('\n').map_or("", |(_, next)| next),
            "/" if after.starts_with('*') => match after[1..].split_once("*/") {
                Some((_, next)) => next,
                None => return true,
            },
            "/" => after,
            quote => after_string(after, quote),
        };
    }
    false
}

/// Returns what follows a string whose opening quote has been read.
fn after_string<'a>(text: &'a str, quote: &str) -> &'a str {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if quote.starts_with(character) => return &text[at + character.len_utf8()..],
            _ => {}
        }
    }
    ""
}

/// Returns the names that may stand at the end of the input.
pub(super) fn complete(state: &Rc<State>, input: &str) -> Vec<String> {
    let start = input
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
        .map_or(0, |at| at + input[at..].chars().next().map_or(1, char::len_utf8));
    let path = &input[start..];
    let mut names = match path.rsplit_once('.') {
        Some((owner, _)) => members(state, owner),
        None => globals(state),
    };
    let prefix = path.rsplit('.').next().unwrap_or_default();
    names.retain(|name| name.starts_with(prefix));
    names.sort_unstable();
    names.dedup();
    names
}

fn globals(state: &State) -> Vec<String> {
    let always = KEYWORDS.iter().chain(&prelude::AMBIENT).map(|name| (*name).to_owned());
    state.globals.names().into_iter().chain(state.library.names()).chain(always).collect()
}

/// Returns the members of what a path of names means.
fn members(state: &Rc<State>, path: &str) -> Vec<String> {
    let mut names = path.split('.');
    let first = names.next().and_then(|name| prelude::lookup(state, name));
    let mut value = first.and_then(|value| convert::to_value(state, value).ok());
    for name in names {
        let Some(Value::Object(object)) = value else { return Vec::new() };
        value = read_name(&object, object.traits(), &Name::new(name)).ok().flatten();
    }
    match value {
        Some(Value::Object(object)) => {
            let members = object.members().unwrap_or_default();
            members.iter().map(|name| name.to_lossy().into_owned()).collect()
        }
        _ => Vec::new(),
    }
}
