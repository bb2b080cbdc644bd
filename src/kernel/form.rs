//! What a program text is made of.

use std::cmp::Ordering;
use std::mem;
use std::rc::Rc;

use super::Symbol;

/// A form: data that is a program, or a part of one, and where it was written.
#[derive(Clone)]
pub struct Form {
    /// What it is.
    pub kind: Kind,
    /// Where it is in the text; [`Span::NONE`] for what a macro has made.
    pub span: Span,
}

/// What a form is.
///
/// `'x`, `` `x ``, `,x` and `,@x` are lists that begin with `quote`, `quasiquote`, `unquote` and
/// `unquote-splicing`, as in every Lisp. In a list that is no proper one, the symbol `.` stands before the last form.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A name.
    Symbol(Symbol),
    /// `:name`, or Steel's `#:name`, as it is spelled.
    Keyword(Symbol),
    /// The content of a string.
    String(Rc<str>),
    /// A number as it was written: Steel reads it, so that no digit is lost.
    Number(Rc<str>),
    /// A character.
    Char(char),
    /// `true` and `false`, `#t` and `#f`.
    Bool(bool),
    /// `nil` and `null`.
    Nil,
    /// Forms in brackets.
    List(Bracket, Items),
    /// `#( )`, a vector of Scheme.
    Vector(Items),
    /// `#u8( )`, a bytevector.
    Bytes(Items),
    /// A value that no text can spell: the [`World`](super::World) keeps it under this number.
    Kept(u64),
}

/// Which brackets a list was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bracket {
    /// `( )`, and every list that a macro makes.
    Round,
    /// `[ ]`, which a macro sees as `(%vec ...)`.
    Square,
    /// `{ }`, which a macro sees as `(%map ...)`.
    Curly,
}

/// A stretch of bytes of the text that is being read or expanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The place of what was written nowhere.
    pub const NONE: Self = Self { start: u32::MAX, end: u32::MAX };

    /// Returns whether this is a place at all.
    pub fn is_known(self) -> bool {
        self.start != u32::MAX
    }

    /// Returns this place, or `other` where this is none.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self.is_known() { self } else { other }
    }
}

impl Bracket {
    /// Returns the opening and the closing bracket.
    pub fn pair(self) -> (char, char) {
        match self {
            Self::Round => ('(', ')'),
            Self::Square => ('[', ']'),
            Self::Curly => ('{', '}'),
        }
    }

    /// Returns the symbol that stands before the items where a list cannot tell its brackets.
    pub fn tag(self) -> Option<&'static str> {
        match self {
            Self::Round => None,
            Self::Square => Some("%vec"),
            Self::Curly => Some("%map"),
        }
    }
}

impl Form {
    /// Makes a form that was written nowhere.
    pub fn new(kind: Kind) -> Self {
        Self { kind, span: Span::NONE }
    }

    /// Makes a list of what a macro has made: `(%vec a)` is `[a]` again, and `(%map a b)` is `{a b}`.
    pub fn list(mut items: Vec<Self>) -> Self {
        let tag = items.first().and_then(Self::as_symbol).map(Symbol::as_str);
        let bracket = match tag {
            Some("%vec") => Bracket::Square,
            Some("%map") => Bracket::Curly,
            _ => Bracket::Round,
        };
        if bracket != Bracket::Round {
            items.remove(0);
        }
        Self::new(Kind::List(bracket, items.into()))
    }

    /// Makes a symbol.
    pub fn symbol(name: impl Into<Symbol>) -> Self {
        Self::new(Kind::Symbol(name.into()))
    }

    /// Makes a string.
    pub fn string(text: &str) -> Self {
        Self::new(Kind::String(text.into()))
    }

    /// Returns the name when the form is a symbol.
    pub fn as_symbol(&self) -> Option<Symbol> {
        match self.kind {
            Kind::Symbol(symbol) => Some(symbol),
            _ => None,
        }
    }

    /// Returns the forms of a list, whatever its brackets.
    pub fn as_list(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::List(_, items) => Some(items),
            _ => None,
        }
    }

    /// Returns the symbol that a list in round brackets begins with.
    pub fn head(&self) -> Option<Symbol> {
        match &self.kind {
            Kind::List(Bracket::Round, items) => items.first()?.as_symbol(),
            _ => None,
        }
    }

    /// Returns the forms of a list that is no proper one: those before the dot, and the one after it.
    pub fn as_dotted(&self) -> Option<(&[Self], &Self)> {
        let [before @ .., dot, last] = self.as_list()? else { return None };
        (dot.as_symbol()?.as_str() == ".").then_some((before, last))
    }
}

/// The forms in a pair of brackets, shared.
///
/// Lists may be nested as deep as memory allows, so letting go of one must not recurse.
#[derive(Clone, Debug, Default)]
pub struct Items(Rc<Vec<Form>>);

impl Items {
    /// Returns whether these are the very same items, not just equal ones.
    pub fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Takes the forms out if nobody else has them, and leaves none.
    fn dismantle(&mut self) -> Option<Vec<Form>> {
        Rc::get_mut(&mut self.0).map(mem::take)
    }
}

impl From<Vec<Form>> for Items {
    fn from(items: Vec<Form>) -> Self {
        Self(Rc::new(items))
    }
}

impl std::ops::Deref for Items {
    type Target = [Form];

    fn deref(&self) -> &[Form] {
        &self.0
    }
}

impl Kind {
    fn items_mut(&mut self) -> Option<&mut Items> {
        match self {
            Self::List(_, items) | Self::Vector(items) | Self::Bytes(items) => Some(items),
            _ => None,
        }
    }

    pub(super) fn items(&self) -> Option<&Items> {
        match self {
            Self::List(_, items) | Self::Vector(items) | Self::Bytes(items) => Some(items),
            _ => None,
        }
    }
}

impl Drop for Items {
    fn drop(&mut self) {
        if self.0.iter().all(|form| form.kind.items().is_none()) {
            return;
        }
        let Some(mut pending) = self.dismantle() else { return };
        while let Some(mut form) = pending.pop() {
            if let Some(mut inner) = form.kind.items_mut().and_then(Items::dismantle) {
                pending.append(&mut inner);
            }
        }
    }
}

impl PartialOrd for Span {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Span {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.start, self.end).cmp(&(other.start, other.end))
    }
}
