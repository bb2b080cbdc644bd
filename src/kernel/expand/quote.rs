//! Data in programs: quotations, and quasiquotations with what they unquote.
//!
//! In a quotation all brackets are Scheme's: `'[a b]` is the list `(a b)`. In a
//! quasiquotation, where macros make forms, `[a b]` is `(%vec a b)` and `{a b}`
//! is `(%map a b)`, so that the form that is made has its brackets again.

use super::Expander;
use crate::kernel::error::Result;
use crate::kernel::{Bracket, Form, Kind, Symbol};

/// What is to become of data.
#[derive(Clone, Copy, PartialEq)]
struct Level {
    /// How many quasiquotations there are around it, less the unquotations; 0 in a plain quotation.
    quasi: u32,
    /// Whether lists in `[ ]` and `{ }` say so.
    tagged: bool,
}

const PLAIN: Level = Level { quasi: 0, tagged: false };

impl Expander<'_> {
    /// Writes a form as the data that it is.
    pub(super) fn quote(&mut self, form: &Form) -> Result<()> {
        self.data(form, PLAIN)
    }

    /// Writes what makes the data of a quasiquotation.
    pub(super) fn quasiquote(&mut self, form: &Form) -> Result<()> {
        self.data(form, Level { quasi: 1, tagged: true })
    }

    fn data(&mut self, form: &Form, level: Level) -> Result<()> {
        if is_constant(form, level) {
            return self.constant(form, level);
        }
        match &form.kind {
            Kind::Vector(items) => self.nest(form.span, |this| {
                this.open("%list->vector");
                this.items(None, items, level)?;
                this.close();
                Ok(())
            }),
            Kind::List(bracket, items) => self.nest(form.span, |this| {
                let marked = (level.quasi > 0).then(|| form.head()).flatten().map(|name| name.written().as_str());
                match (marked, &**items) {
                    (Some("unquote"), [_, value]) if level.quasi == 1 => this.form(value),
                    // What is unquoted deeper within may be spliced in.
                    (Some("unquote" | "unquote-splicing"), [_, _]) => {
                        this.items(None, items, Level { quasi: level.quasi - 1, ..level })
                    }
                    (Some(mark @ "quasiquote"), [_, inner]) => {
                        this.marked(mark, inner, Level { quasi: level.quasi + 1, ..level })
                    }
                    _ => this.items(bracket.tag().filter(|_| level.tagged), items, level),
                }
            }),
            // Nothing, or what the world keeps.
            _ => self.form(form),
        }
    }

    fn marked(&mut self, mark: &str, inner: &Form, level: Level) -> Result<()> {
        self.open("%list");
        self.quoted(Symbol::new(mark));
        self.data(inner, level)?;
        self.close();
        Ok(())
    }

    /// Writes what makes a list of data.
    fn items(&mut self, tag: Option<&str>, items: &[Form], level: Level) -> Result<()> {
        // `(a . b)`, or `(a . ,b)`, which may also be written `(a unquote b)`.
        let is_computed = level.quasi == 1 && ends_unquoted(items);
        let (items, tail) = match items {
            [items @ .., mark, tail] if is_computed || is_symbol(mark, ".") => (items, Some(tail)),
            _ => (items, None),
        };
        let splices = |item: &Form| level.quasi == 1 && splice(item).is_some();
        let simple = tail.is_none() && !items.iter().any(splices);
        if !simple {
            self.open("%append");
        }
        self.open("%list");
        if let Some(tag) = tag {
            self.quoted(Symbol::new(tag));
        }
        for item in items {
            match splice(item).filter(|_| level.quasi == 1) {
                None => self.data(item, level)?,
                Some(list) => {
                    self.close();
                    self.form(list)?;
                    self.open("%list");
                }
            }
        }
        self.close();
        match tail {
            Some(tail) if is_computed => self.form(tail)?,
            Some(tail) => self.data(tail, level)?,
            None => {}
        }
        if !simple {
            self.close();
        }
        Ok(())
    }

    /// Writes data in which nothing is to be computed.
    fn constant(&mut self, form: &Form, level: Level) -> Result<()> {
        self.out.at(form.span.or(self.here));
        match &form.kind {
            // Steel's `#:key` stands for itself.
            Kind::Keyword(name) if name.as_str().starts_with('#') => self.out.word(name.as_str()),
            Kind::Symbol(_) | Kind::Keyword(_) | Kind::List(..) | Kind::Vector(_) => {
                self.out.quote();
                self.datum(form, level.tagged)?;
            }
            _ => self.datum(form, level.tagged)?,
        }
        Ok(())
    }

    /// Writes data as text.
    pub(super) fn datum(&mut self, form: &Form, tagged: bool) -> Result<()> {
        match &form.kind {
            Kind::Symbol(name) if matches!(name.as_str(), "." | "...") => self.put(name.as_str()),
            Kind::Symbol(name) => self.name(name.written(), form.span),
            Kind::Keyword(name) => self.name(*name, form.span),
            Kind::List(bracket, items) => {
                return self.data_list("(", bracket.tag().filter(|_| tagged), items, form, tagged);
            }
            Kind::Vector(items) => return self.data_list("#(", None, items, form, tagged),
            Kind::Bytes(items) => return self.data_list("#u8(", None, items, form, tagged),
            Kind::Nil => self.put("nil"),
            Kind::Kept(_) => return Err(self.wrong(form, "a value that no text can spell cannot stand in this data")),
            literal => {
                self.out.literal(literal);
            }
        }
        Ok(())
    }

    fn data_list(&mut self, open: &str, tag: Option<&str>, items: &[Form], form: &Form, tagged: bool) -> Result<()> {
        self.nest(form.span, |this| {
            // `(`, as the output must see no blank behind it.
            this.put(open);
            if let Some(tag) = tag {
                this.put(tag);
            }
            items.iter().try_for_each(|item| this.datum(item, tagged))?;
            this.close();
            Ok(())
        })
    }
}

/// Returns what a form in a quasiquotation splices in.
fn splice(form: &Form) -> Option<&Form> {
    match form.as_list()? {
        [mark, list] if is_symbol(mark, "unquote-splicing") => Some(list),
        _ => None,
    }
}

/// Returns whether items end in `unquote b`, which is what `. ,b` reads as elsewhere.
fn ends_unquoted(items: &[Form]) -> bool {
    matches!(items, [_, .., mark, _] if is_symbol(mark, "unquote"))
}

fn is_symbol(form: &Form, name: &str) -> bool {
    form.as_symbol().is_some_and(|symbol| symbol.as_str() == name)
}

/// Returns whether nothing in data has to be computed.
fn is_constant(form: &Form, level: Level) -> bool {
    let mut pending: Vec<(&Form, u32)> = Vec::new();
    let mut next = Some((form, level.quasi));
    while let Some((form, quasi)) = next {
        match &form.kind {
            Kind::Nil | Kind::Kept(_) => return false,
            Kind::List(bracket, items) => {
                let mark = form.head().filter(|_| quasi > 0 && *bracket == Bracket::Round && items.len() == 2);
                let inside = match mark.map(Symbol::as_str) {
                    Some("unquote" | "unquote-splicing") if quasi == 1 => return false,
                    _ if quasi == 1 && ends_unquoted(items) => return false,
                    Some("unquote" | "unquote-splicing") => quasi - 1,
                    Some("quasiquote") => quasi + 1,
                    _ => quasi,
                };
                pending.extend(items.iter().map(|item| (item, inside)));
            }
            Kind::Vector(items) | Kind::Bytes(items) => pending.extend(items.iter().map(|item| (item, quasi))),
            _ => {}
        }
        next = pending.pop();
    }
    true
}
