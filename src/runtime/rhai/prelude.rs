//! The names that every script finds: `polytarget`, `refs`, the languages, and its globals.
//!
//! Rhai's functions see no variables but their own. Here they read the globals
//! too, as constants, so that a function can use what is defined around it.

use std::rc::Rc;

use rhai::{Dynamic, EvalContext, Token};

use super::convert;
use super::engine::State;
use crate::object::{Name, Result, Value};
use crate::runtime::peers;

/// The function that a script means by `type_of`, which knows what an object acts as.
pub(super) const TYPE_OF: &str = "type_of_value";

/// The function that a script means by `await`, which Rhai keeps for a language to come.
pub(super) const AWAIT: &str = "await_value";

/// The names that stand for members of the object `polytarget`.
pub(super) const AMBIENT: [&str; 6] = ["polytarget", "refs", "py", "js", "rhai", "lisp"];

/// Functions of the language itself, which no object can have as a method: it has them with an underscore.
const BUILT_IN: [&str; 6] = ["print", "debug", "eval", "Fn", "is_def_var", "is_def_fn"];

/// Makes any word a member's name behind a dot, and replaces Rhai's own `type_of`, which knows Rust types only.
///
/// `py.eval(code)` becomes `py.eval_(code)`, see [`member_name`].
pub(super) fn map_token(token: Token, behind_dot: bool) -> Token {
    let word = match &token {
        Token::Reserved(word) if word.as_str() == "type_of" => TYPE_OF.into(),
        Token::Reserved(word) if word.as_str() == "await" && !behind_dot => AWAIT.into(),
        Token::Reserved(word) if behind_dot && BUILT_IN.contains(&word.as_str()) => format!("{word}_"),
        Token::Reserved(word) if behind_dot && rhai::is_valid_identifier(word) => word.to_string(),
        token if behind_dot && token.is_standard_keyword() => token.to_string(),
        _ => return token,
    };
    Token::Identifier(Box::new(word.into()))
}

/// Returns the name that a script means by a member: without the underscore of a built-in word.
pub(super) fn member_name(word: &str) -> Name {
    let bare = word.strip_suffix('_').filter(|bare| BUILT_IN.contains(bare));
    Name::new(bare.unwrap_or(word))
}

/// Finds the value of a variable that a text does not define itself.
pub(super) fn resolve(
    state: &Rc<State>,
    name: &str,
    index: usize,
    context: &EvalContext<'_, '_, '_, '_, '_, '_>,
) -> Option<Dynamic> {
    // A variable of the text itself is shared only when a closure captures it.
    if index > 0 && !state.programs.has_captures() {
        return None;
    }
    match context.scope().get(name) {
        Some(value) => unlocked(state, name, value),
        None if index > 0 => None,
        None => lookup(state, name),
    }
}

/// Returns the handle in a cell, so that the cell is not locked while a method of it runs.
///
/// What is read in this way cannot be assigned to, so a variable that some text
/// assigns is left to the engine.
fn unlocked(state: &State, name: &str, value: &Dynamic) -> Option<Dynamic> {
    if !value.is_shared() || state.programs.is_assigned(name) {
        return None;
    }
    let inner = value.read_lock::<Dynamic>()?;
    convert::is_handle(&inner).then(|| inner.clone())
}

/// Returns a global, or one of the names that are always there.
pub(super) fn lookup(state: &Rc<State>, name: &str) -> Option<Dynamic> {
    if let Some(value) = state.globals.get(name) {
        let handle = value.read_lock::<Dynamic>().filter(|inner| convert::is_handle(inner)).map(|inner| inner.clone());
        return Some(handle.unwrap_or(value));
    }
    if !AMBIENT.contains(&name) {
        return None;
    }
    if let Some(known) = state.ambient.borrow().get(name) {
        return Some(known.clone());
    }
    let value = ambient(state, name).ok()?;
    state.ambient.borrow_mut().insert(name.into(), value.clone());
    Some(value)
}

fn ambient(state: &Rc<State>, name: &str) -> Result<Dynamic> {
    let module = peers()?.module();
    let value = match name {
        "polytarget" => Value::Object(module),
        _ => module.get_member(&Name::new(name))?.unwrap_or_default(),
    };
    convert::from_value(state, value)
}
