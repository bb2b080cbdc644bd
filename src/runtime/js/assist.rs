//! Whether input is complete; what may stand at its end.

use std::borrow::Cow;

use super::engine::{Flavour, Local, Realm};
use super::eval;
use crate::object::{Fault, Name, Result};
use crate::runtime::Completeness;

/// Returns whether the input is a whole program, as QuickJS itself sees it.
pub(super) fn assess(realm: &Realm, input: &str) -> Completeness {
    let Err(error) = compile(realm, input) else { return Completeness::Complete };
    let Fault::Syntax { message, .. } = error.fault() else { return Completeness::Invalid };
    let place = error.trace().frames().next().map(|frame| (frame.line, frame.column.unwrap_or_default()));
    if is_at_end(input, place) || message.contains(OPEN_COMMENT) || is_open_template(realm, input, message) {
        Completeness::Incomplete
    } else {
        Completeness::Invalid
    }
}

/// What QuickJS says where the input ends in a comment, and where it ends in a string or template.
const OPEN_COMMENT: &str = "end of comment";
const OPEN_STRING: &str = "end of string";

fn compile(realm: &Realm, input: &str) -> Result<()> {
    let cell = eval::rewrite_cell(input, "<prompt>");
    // An import that is cut off could not be rewritten, and only a module may have it.
    let is_import = matches!(cell.text, Cow::Borrowed(_)) && input.trim_start().starts_with("import");
    let flavour = if is_import { Flavour::Module } else { cell.flavour };
    eval::compile(realm, &cell.text, "<prompt>", flavour).map(drop)
}

/// Returns whether another line ends the string that the input leaves open, as it can for a template only.
fn is_open_template(realm: &Realm, input: &str, message: &str) -> bool {
    let is_open = |message: &str| message.contains(OPEN_STRING);
    is_open(message)
        && match compile(realm, &format!("{input}\n`")) {
            Ok(()) => true,
            Err(error) => !is_open(&error.message()),
        }
}

/// Returns whether nothing but white space and comments follows the place of an error.
fn is_at_end(text: &str, place: Option<(u32, u32)>) -> bool {
    let Some((line, column)) = place else { return false };
    let mut rest = text.lines().skip((line as usize).saturating_sub(1));
    let here = rest.next().unwrap_or_default();
    let here: String = here.chars().skip((column as usize).saturating_sub(1)).collect();
    std::iter::once(here.as_str()).chain(rest).all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with("//")
    })
}

/// Returns the names that may stand at the end of the input: members after a dot, else globals.
pub(super) fn complete(realm: &Realm, input: &str) -> Vec<String> {
    let start = input.rfind(|letter: char| !is_of_path(letter)).map_or(0, |place| place + 1);
    let start = input[start..].char_indices().next().map_or(input.len(), |_| start);
    let path = &input[start..];
    let (owner, prefix) = path.rsplit_once('.').map_or((None, path), |(owner, prefix)| (Some(owner), prefix));
    let mut names = match owner {
        Some(owner) => owned(realm, owner).map_or_else(Vec::new, |owner| members(&owner)),
        None => members(&realm.globals()).into_iter().chain(KEYWORDS.map(str::to_owned)).collect(),
    };
    names.retain(|name| name.starts_with(prefix) && name.chars().all(is_of_name));
    names.sort();
    names.dedup();
    names
}

const KEYWORDS: [&str; 24] = [
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "default",
    "delete",
    "export",
    "extends",
    "finally",
    "function",
    "import",
    "instanceof",
    "return",
    "switch",
    "throw",
    "typeof",
    "undefined",
    "while",
    "yield",
    "this",
];

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

fn is_of_path(letter: char) -> bool {
    is_of_name(letter) || letter == '.'
}

/// Walks a path of names, without calling anything but getters.
fn owned<'r>(realm: &'r Realm, path: &str) -> Option<Local<'r>> {
    let mut names = path.split('.');
    let first = eval::global(realm, &Name::new(names.next()?)).ok().flatten()?;
    let first = super::convert::to_js(realm, &first).ok()?;
    names.try_fold(first, |owner, name| owner.peek(realm.atom(&Name::new(name))))
}

/// Lists what a value and its prototypes have.
fn members(value: &Local<'_>) -> Vec<String> {
    let mut names = Vec::new();
    let mut holder = value.is_object().then(|| value.clone()).or_else(|| value.prototype().ok());
    while let Some(object) = holder.filter(Local::is_object) {
        match object.own_names(false) {
            Ok(own) => names.extend(own.iter().map(|name| name.to_lossy().into_owned())),
            Err(_) => break,
        }
        holder = object.prototype().ok();
    }
    names
}
