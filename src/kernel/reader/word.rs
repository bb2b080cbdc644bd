//! Words: names, keywords, numbers and constants.

use super::Reader;
use crate::kernel::error::Result;
use crate::kernel::number::is_number;
use crate::kernel::{Kind, Symbol};

/// What a word is.
pub(in crate::kernel) enum Reading {
    /// A form.
    Form(Kind),
    /// White space: a colon on its own.
    Nothing,
    /// It begins with `#` in a way that means nothing.
    Unknown,
}

/// Returns whether a word ends before this character.
pub(super) fn is_delimiter(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '"' | ';' | '\'' | '`' | ',') || c.is_whitespace()
}

impl Reader<'_> {
    /// Reads a word; `None` when it was white space.
    pub(super) fn word(&mut self) -> Result<Option<Kind>> {
        let start = self.at;
        self.at += self.rest().find(is_delimiter).unwrap_or(self.rest().len());
        let word = &self.text[start..self.at];
        if word.is_empty() {
            // A comma that is no white space, before something that it cannot unquote.
            self.at += 1;
            return Ok(None);
        }
        match reading(word) {
            Reading::Form(kind) => Ok(Some(kind)),
            Reading::Nothing => Ok(None),
            Reading::Unknown => Err(self.unreadable(start, format!("`{word}` is nothing that can be read"))),
        }
    }
}

/// Returns what a word is.
pub(in crate::kernel) fn reading(word: &str) -> Reading {
    let colon = word.trim_end_matches(':').is_empty();
    let word = match word.strip_suffix(':') {
        Some("") => return Reading::Nothing,
        Some(name) if !colon => name,
        _ => word,
    };
    let symbol = || Symbol::new(word);
    let kind = match word {
        "true" | "#t" | "#true" => Kind::Bool(true),
        "false" | "#f" | "#false" => Kind::Bool(false),
        "nil" | "null" => Kind::Nil,
        _ if is_number(word) => Kind::Number(word.into()),
        _ if word.starts_with(':') && !colon => Kind::Keyword(symbol()),
        _ if word.starts_with("#:") && word.len() > 2 => Kind::Keyword(symbol()),
        _ if word.starts_with('#') && !is_hash_name(word) => return Reading::Unknown,
        _ => Kind::Symbol(symbol()),
    };
    Reading::Form(kind)
}

/// `#`, a placeholder such as `#0`, or a name of Steel's own such as `#%prim.car`.
fn is_hash_name(word: &str) -> bool {
    let rest = &word[1..];
    rest.is_empty() || rest.starts_with('%') || rest.bytes().all(|byte| byte.is_ascii_digit())
}
