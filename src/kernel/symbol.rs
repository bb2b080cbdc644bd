//! Interned names, each with what the expander must know of it.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ptr;

use rustc_hash::FxHashMap;

use super::lowering::{is_plain, is_reserved};
use super::words::Word;

/// A name, interned: equal names are one address, so that comparing two costs one instruction.
///
/// What the expander asks of every symbol it meets, such as whether it is the
/// name of a special form, is found out once, when the name is first seen.
/// Symbols are never forgotten, as in every Lisp; they belong to their thread.
#[derive(Clone, Copy)]
pub struct Symbol {
    entry: &'static Entry,
    /// Another thread has other entries, and would not find this one equal to its own.
    _not_send: PhantomData<*const ()>,
}

pub(super) struct Entry {
    text: Box<str>,
    pub(super) word: Option<Word>,
    pub(super) shape: Shape,
    /// Whether the engine reads it as it is.
    pub(super) is_plain: bool,
    /// Whether a local variable has to be called otherwise, lest it captures what the expander puts in.
    pub(super) is_reserved: bool,
    /// What this is another name of, when a template of `syntax-rules` has put it in.
    pub(super) alias: Option<Alias>,
}

/// Which of the ways there are to spell a name this one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Plain,
    /// `a.b`: members, when no variable is called so.
    Dotted,
    /// `ns:name` or `ns/name`, with the place of the separator.
    Qualified(u32),
    /// `.m`
    Method,
    /// `...x`
    Rest,
    /// `%x`, which is ours.
    Inner,
}

/// What a symbol put in by a template stands for.
#[derive(Clone, Copy)]
pub(super) struct Alias {
    pub(super) original: Symbol,
    /// How many variables were in scope where the template was written.
    pub(super) depth: usize,
}

thread_local! {
    static SYMBOLS: RefCell<FxHashMap<&'static str, Symbol>> = RefCell::default();
    static FRESH: Cell<u64> = const { Cell::new(0) };
}

impl Symbol {
    /// Returns the symbol that is spelled `text`.
    pub fn new(text: &str) -> Self {
        SYMBOLS.with_borrow_mut(|symbols| {
            if let Some(known) = symbols.get(text) {
                return *known;
            }
            let symbol = Self::make(text, None);
            symbols.insert(&symbol.entry.text, symbol);
            symbol
        })
    }

    /// Returns a symbol that nothing else is called, for `(gensym)`.
    pub fn fresh(stem: &str) -> Self {
        let number = FRESH.replace(FRESH.get() + 1);
        Self::new(&format!("%{stem}~{number}"))
    }

    /// Returns another symbol of the same spelling, which stands for this one until it is bound.
    pub(super) fn alias(self, depth: usize) -> Self {
        Self::make(self.as_str(), Some(Alias { original: self, depth }))
    }

    /// Returns the symbol that was written, where a template has put in another for it.
    pub(super) fn written(self) -> Self {
        let mut symbol = self;
        while let Some(alias) = symbol.entry.alias {
            symbol = alias.original;
        }
        symbol
    }

    fn make(text: &str, alias: Option<Alias>) -> Self {
        let (word, shape) = (Word::of(text), Shape::of(text));
        let (is_plain, is_reserved) = (is_plain(text), word.is_some() || is_reserved(text));
        let entry = Entry { text: text.into(), word, shape, is_plain, is_reserved, alias };
        Self { entry: Box::leak(Box::new(entry)), _not_send: PhantomData }
    }

    /// Returns how the symbol is spelled.
    pub fn as_str(self) -> &'static str {
        &self.entry.text
    }

    pub(super) fn entry(self) -> &'static Entry {
        self.entry
    }

    pub(super) fn word(self) -> Option<Word> {
        self.entry.word
    }
}

impl Shape {
    fn of(text: &str) -> Self {
        if text.starts_with('%') && text.len() > 1 {
            return Self::Inner;
        }
        if let Some(name) = text.strip_prefix("...") {
            return if name.is_empty() || name.starts_with('.') { Self::Plain } else { Self::Rest };
        }
        if let Some(name) = text.strip_prefix('.') {
            return if is_member(name) { Self::Method } else { Self::Plain };
        }
        if let Some(at) = separator(text) {
            return Self::Qualified(at);
        }
        if text.contains('.') && text.split('.').all(is_member) { Self::Dotted } else { Self::Plain }
    }
}

/// Returns whether this may stand between two dots.
fn is_member(name: &str) -> bool {
    !name.is_empty() && !name.starts_with(|first: char| first.is_ascii_digit() || first == '#')
}

/// Returns the place of the `:` or `/` that divides `ns:name`.
fn separator(text: &str) -> Option<u32> {
    let at = text.find([':', '/'])?;
    let is_name = |part: &str| part.starts_with(|first: char| first.is_alphabetic() || first == '_' || first == '*');
    let (space, name) = (&text[..at], &text[at + 1..]);
    let divides = is_name(space) && !name.is_empty() && !name.starts_with([':', '/']);
    divides.then(|| u32::try_from(at).ok())?
}

impl PartialEq for Symbol {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.entry, other.entry)
    }
}

impl Eq for Symbol {}

impl Hash for Symbol {
    fn hash<H: Hasher>(&self, state: &mut H) {
        ptr::from_ref(self.entry).hash(state);
    }
}

impl From<&str> for Symbol {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
