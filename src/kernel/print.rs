//! Forms as text, which reads as the same forms.

use std::fmt::{self, Write};

use super::reader::{Reading, reading};
use super::{Bracket, Form, Kind, Symbol};

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is still to be written, last first: lists may be nested deeper than the stack is.
        let mut pending = vec![Task::Form { form: self, depth: 0, blank: false }];
        while let Some(task) = pending.pop() {
            match task {
                Task::Close(bracket) => f.write_char(bracket)?,
                Task::Form { form, depth, blank } => {
                    if blank {
                        f.write_char(' ')?;
                    }
                    write_form(form, depth, f, &mut pending)?;
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

enum Task<'a> {
    Form {
        form: &'a Form,
        /// How many quasiquotations there are around it, less the unquotations.
        depth: u32,
        blank: bool,
    },
    Close(char),
}

fn write_form<'a>(form: &'a Form, depth: u32, f: &mut fmt::Formatter<'_>, pending: &mut Vec<Task<'a>>) -> fmt::Result {
    let (open, close, items) = match &form.kind {
        Kind::Symbol(symbol) => return write_symbol(*symbol, f),
        Kind::Keyword(name) => return write_keyword(name.as_str(), f),
        Kind::String(text) => return write_quoted(text, '"', f),
        Kind::Number(text) => return f.write_str(text),
        Kind::Char(character) => return write_character(*character, f),
        Kind::Bool(value) => return f.write_str(if *value { "true" } else { "false" }),
        Kind::Nil => return f.write_str("nil"),
        Kind::Kept(number) => return write!(f, "#<kept {number}>"),
        Kind::Vector(items) => ("#(", ')', items),
        Kind::Bytes(items) => ("#u8(", ')', items),
        Kind::List(bracket, items) => {
            if let Some((prefix, inside)) = prefix(form, depth) {
                f.write_str(prefix)?;
                pending.push(Task::Form { form: &items[1], depth: inside, blank: false });
                return Ok(());
            }
            match bracket {
                Bracket::Round => ("(", ')', items),
                Bracket::Square => ("[", ']', items),
                Bracket::Curly => ("{", '}', items),
            }
        }
    };
    f.write_str(open)?;
    pending.push(Task::Close(close));
    let tasks = items.iter().enumerate().map(|(index, form)| Task::Form { form, depth, blank: index > 0 });
    pending.extend(tasks.rev());
    Ok(())
}

/// Returns the prefix that a list is written with, and the depth of the form behind it.
fn prefix(form: &Form, depth: u32) -> Option<(&'static str, u32)> {
    if form.as_list()?.len() != 2 {
        return None;
    }
    match form.head()?.as_str() {
        "quote" => Some(("'", depth)),
        "quasiquote" => Some(("`", depth + 1)),
        "unquote" if depth > 0 => Some((",", depth - 1)),
        "unquote-splicing" if depth > 0 => Some((",@", depth - 1)),
        _ => None,
    }
}

fn write_symbol(symbol: Symbol, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let text = symbol.as_str();
    let reads_as_itself = matches!(reading(text), Reading::Form(Kind::Symbol(read)) if read.as_str() == text);
    // In a quasiquotation these would unquote.
    let unquotes = text.starts_with('@') || text.starts_with("...@");
    if reads_as_itself && !text.is_empty() && !unquotes && !text.contains(needs_bars) && !text.starts_with("#>") {
        f.write_str(text)
    } else {
        write_quoted(text, '|', f)
    }
}

fn write_keyword(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let reads_so = |written: &str| {
        !written.contains(needs_bars)
            && matches!(reading(written), Reading::Form(Kind::Keyword(read)) if read.as_str() == text)
    };
    if reads_so(text) {
        return f.write_str(text);
    }
    // A colon at the end is white space: it takes another one to have one.
    let longer = format!("{text}:");
    if reads_so(&longer) { f.write_str(&longer) } else { write_quoted(text, '|', f) }
}

fn needs_bars(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '"' | ';' | '\'' | '`' | ',' | '|' | '\\') || c.is_whitespace()
}

/// Writes a string or a name, with what must be escaped between `quote`s.
pub(super) fn write_quoted(text: &str, quote: char, out: &mut impl Write) -> fmt::Result {
    out.write_char(quote)?;
    for c in text.chars() {
        match c {
            '\\' => out.write_str("\\\\")?,
            '\0' => out.write_str("\\0")?,
            '\r' => out.write_str("\\r")?,
            '\n' if quote == '|' => out.write_str("\\n")?,
            c if c == quote => write!(out, "\\{c}")?,
            c => out.write_char(c)?,
        }
    }
    out.write_char(quote)
}

/// Writes a character of Scheme.
pub(super) fn write_character(character: char, out: &mut impl Write) -> fmt::Result {
    match character {
        ' ' => out.write_str("#\\space"),
        '\n' => out.write_str("#\\newline"),
        '\t' => out.write_str("#\\tab"),
        c if c.is_control() || c.is_whitespace() => write!(out, "#\\x{:x}", u32::from(c)),
        c => write!(out, "#\\{c}"),
    }
}
