//! A text to run, and where error reports find its lines again.

use std::cell::RefCell;
use std::fs;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::object::{SourceLine, line_of};

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
    /// As a part of a document: like a cell, but relative to the folder that the document is in.
    Part,
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

    /// Returns a part of the document in a file, with an empty line for each one before it.
    pub const fn part(text: &'a str, path: &'a str) -> Self {
        Self { text, name: path, kind: Kind::Part }
    }
}

/// How many texts are remembered for error reports.
const REMEMBERED: usize = 256;

type Texts = IndexMap<Box<str>, Rc<str>, FxBuildHasher>;

thread_local! {
    static TEXTS: RefCell<Texts> = const { RefCell::new(IndexMap::with_hasher(FxBuildHasher)) };
}

/// Keeps the text of an input that is in no file, so that a trace can show its lines.
pub fn remember_source(name: &str, text: &str) {
    TEXTS.with_borrow_mut(|texts| {
        texts.shift_remove(name);
        texts.insert(name.into(), text.into());
        if texts.len() > REMEMBERED {
            texts.shift_remove_index(0);
        }
    });
}

/// Returns a text that was remembered.
pub fn remembered_source(name: &str) -> Option<Rc<str>> {
    TEXTS.with_borrow(|texts| texts.get(name).cloned())
}

/// Returns where a trace finds the lines of a remembered text, or of a file.
pub fn source_line(name: &str) -> SourceLine {
    remembered_source(name).map_or(SourceLine::Sought(line_in_file), SourceLine::In)
}

fn line_in_file(path: &str, line: u32) -> Option<String> {
    line_of(&fs::read_to_string(path).ok()?, line).map(str::to_owned)
}
