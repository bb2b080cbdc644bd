//! A text to run, and where error reports find its lines again.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fs;

/// A program text with what its language needs to know to run it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The text.
    pub text: &'a str,
    /// The file, or a name such as `<py 3>`, for error reports.
    pub name: &'a str,
    /// How it is run.
    pub kind: Kind,
}

/// How a text is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As a line of a REPL: definitions stay, the last expression is the value.
    Cell,
    /// As the main program in a file.
    Script,
}

impl<'a> Source<'a> {
    /// Returns a REPL line without a name of its own.
    pub const fn cell(text: &'a str) -> Self {
        Self { text, name: "<eval>", kind: Kind::Cell }
    }

    /// Returns a REPL line under a name.
    pub const fn named(text: &'a str, name: &'a str) -> Self {
        Self { text, name, kind: Kind::Cell }
    }

    /// Returns the main program in a file.
    pub const fn script(text: &'a str, path: &'a str) -> Self {
        Self { text, name: path, kind: Kind::Script }
    }
}

/// How many texts are remembered for error reports.
const REMEMBERED: usize = 256;

thread_local! {
    static TEXTS: RefCell<VecDeque<(String, String)>> = const { RefCell::new(VecDeque::new()) };
}

/// Keeps the text of an input that is in no file, so that a trace can show its lines.
pub fn remember_source(name: &str, text: &str) {
    TEXTS.with_borrow_mut(|texts| {
        texts.retain(|(known, _)| known != name);
        texts.push_back((name.to_owned(), text.to_owned()));
        if texts.len() > REMEMBERED {
            texts.pop_front();
        }
    });
}

/// Returns a line, counted from 1, of a remembered text or of a file.
pub fn source_line(name: &str, line: u32) -> Option<String> {
    let index = usize::try_from(line).ok()?.checked_sub(1)?;
    let remembered = TEXTS.with_borrow(|texts| {
        let (_, text) = texts.iter().find(|(known, _)| known == name)?;
        Some(text.lines().nth(index).map(str::to_owned))
    });
    remembered.unwrap_or_else(|| fs::read_to_string(name).ok()?.lines().nth(index).map(str::to_owned))
}
