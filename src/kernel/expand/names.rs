//! What names mean.
//!
//! A plain name is a variable in scope, one of the current namespace, or a
//! global. In `a.b.c`, the first segment is a variable in scope, or else the
//! longest prefix that names a namespace or a variable is taken; the rest are
//! members. `js:foo` is a macro, or else a global of that runtime.

use smallvec::SmallVec;

use super::macros::divide;
use super::{Expander, Meaning};
use crate::kernel::error::{Error, ErrorKind, Result};
use crate::kernel::lowering::stand_in;
use crate::kernel::near::{did_you_mean, near};
use crate::kernel::symbol::Shape;
use crate::kernel::{Form, Free, Names, Span, Symbol};

/// What a name means where it is no macro.
pub(super) enum Place {
    /// A variable in scope, as it is called in the code.
    Local(Symbol),
    /// A global, as it is called in the code.
    Variable(Symbol),
    /// A global that nothing has defined yet.
    Awaited(Symbol),
    /// A variable of a namespace.
    Owned(Symbol, Symbol),
    Namespace(Symbol),
    /// The macros of a namespace or target.
    Macros(Symbol),
    /// A global of another runtime.
    Foreign(Symbol, Symbol),
    /// What is found under keys.
    Member(Box<Place>, Keys),
}

type Keys = SmallVec<[Symbol; 2]>;

impl Place {
    fn under(self, keys: Keys) -> Self {
        if keys.is_empty() { self } else { Self::Member(Box::new(self), keys) }
    }
}

impl Expander<'_> {
    /// Writes the value of a name.
    pub(super) fn reference(&mut self, name: Symbol, span: Span) -> Result<()> {
        let place = self.resolve(name, span)?;
        self.read(&place, span);
        Ok(())
    }

    /// Writes the value of what a name means.
    pub(super) fn read(&mut self, place: &Place, span: Span) {
        let before = self.here;
        self.here = span.or(before);
        self.read_here(place, span);
        self.here = before;
    }

    fn read_here(&mut self, place: &Place, span: Span) {
        match place {
            Place::Local(variable) => self.name(*variable, span),
            Place::Variable(variable) => match stand_in(variable.as_str()) {
                Some(by) => self.name(Symbol::new(by), span),
                None => self.name(*variable, span),
            },
            Place::Awaited(name) => {
                self.open("%known");
                self.name(*name, span);
                self.quoted(*name);
                self.close();
            }
            Place::Owned(namespace, name) => match self.world.cell(*namespace, *name) {
                Some(cell) => {
                    self.open("%cell-ref");
                    self.name(cell, Span::NONE);
                    self.close();
                }
                None => self.reading("%ns-ref", &[*namespace, *name]),
            },
            Place::Namespace(name) => self.reading("%namespace", &[*name]),
            Place::Macros(name) => self.reading("%macros", &[*name]),
            Place::Foreign(target, name) => self.reading("%foreign", &[*target, *name]),
            Place::Member(base, keys) => {
                self.open("%ref");
                self.read(base, Span::NONE);
                for key in keys {
                    self.quoted(*key);
                }
                self.close();
            }
        }
    }

    /// Writes the object that has the last key of a member.
    pub(super) fn read_owner(&mut self, base: &Place, keys: &[Symbol], span: Span) {
        match keys {
            [] | [_] => self.read(base, span),
            [path @ .., _] => {
                self.out.at(span);
                self.out.open();
                self.out.word("%ref");
                self.read(base, Span::NONE);
                for key in path {
                    self.quoted(*key);
                }
                self.close();
            }
        }
    }

    fn reading(&mut self, procedure: &str, names: &[Symbol]) {
        self.open(procedure);
        for name in names {
            self.quoted(*name);
        }
        self.close();
    }

    /// Returns what a name means.
    pub(super) fn resolve(&mut self, symbol: Symbol, span: Span) -> Result<Place> {
        match self.scope.find(symbol) {
            Some(Meaning::Variable(variable)) => return Ok(Place::Local(*variable)),
            Some(Meaning::Syntax(_)) => return Err(self.not_a_value(symbol, span, "a macro")),
            None => {}
        }
        let name = symbol.written();
        if let Some(known) = self.known(name) {
            return Ok(known);
        }
        match name.entry().shape {
            Shape::Inner => return Ok(Place::Variable(name)),
            Shape::Dotted => return Ok(self.path(name, span)),
            Shape::Qualified(at) => return self.qualified(name, at, span),
            Shape::Rest => {
                let message =
                    format!("`{name}` spreads a list among arguments or in `[ ]`, and stands for no value itself");
                return Err(Error::new(ErrorKind::Form, span.or(self.here), message));
            }
            Shape::Plain | Shape::Method => {}
        }
        if name.as_str() == "..." {
            let message = "`...` spreads a list among arguments by its name, without a space: `...xs`";
            return Err(Error::new(ErrorKind::Form, span.or(self.here), message));
        }
        if self.special_word(name).is_some() {
            return Err(self.not_a_value(name, span, "a special form"));
        }
        if self.macro_named(name).is_some() {
            return Err(self.not_a_value(name, span, "a macro"));
        }
        if self.world.is_namespace(name) {
            return Ok(Place::Namespace(name));
        }
        if name.as_str().starts_with('#') && !name.as_str().starts_with("#%") {
            let message = format!("`{name}` stands for an argument in `#>( )` only");
            return Err(Error::new(ErrorKind::Form, span.or(self.here), message));
        }
        Ok(self.unknown(name, name, span))
    }

    /// Returns the variable of a name that something has defined.
    fn known(&self, name: Symbol) -> Option<Place> {
        let (user, namespace) = (self.kernel.user(), self.kernel.namespace());
        let declared = |owner: Symbol| self.declared.iter().find(|(ns, known, _)| *ns == owner && *known == name);
        if namespace != user && (declared(namespace).is_some() || self.world.owns(namespace, name)) {
            return Some(Place::Owned(namespace, name));
        }
        let variable = self.world.variable(name).or_else(|| Some(declared(user)?.2));
        variable.map(Place::Variable)
    }

    /// A name that nothing has defined yet: in a namespace, it may become one of its variables.
    fn unknown(&mut self, name: Symbol, written: Symbol, span: Span) -> Place {
        let deferred = self.deferred > 0;
        let variables = self.scope.variables();
        let near =
            near(name.as_str(), variables.iter().map(|name| name.as_str())).first().map(|near| Symbol::new(near));
        self.free.push(Free { name, written, near, span: span.or(self.here), deferred });
        let namespace = self.kernel.namespace();
        if namespace != self.kernel.user() {
            return Place::Owned(namespace, name);
        }
        if deferred || self.world.is_awaited(name) { Place::Awaited(name) } else { Place::Variable(name) }
    }

    fn not_a_value(&self, name: Symbol, span: Span, what: &str) -> Error {
        let message = format!("`{name}` is {what}, not a value: it stands first in a list");
        Error::new(ErrorKind::Name, span.or(self.here), message)
    }

    /// `a.b.c`
    fn path(&mut self, name: Symbol, span: Span) -> Place {
        let text = name.as_str();
        let segments: SmallVec<[&str; 4]> = text.split('.').collect();
        let keys = |from: usize| segments[from..].iter().map(|key| Symbol::new(key)).collect::<Keys>();
        if let Some(Meaning::Variable(variable)) = self.scope.find(Symbol::new(segments[0])) {
            return Place::Local(*variable).under(keys(1));
        }
        let mut end = text.len();
        for count in (1..=segments.len()).rev() {
            let prefix = Symbol::new(&text[..end]);
            if let Some(found) = self.prefix(prefix, &keys(count)) {
                return found;
            }
            end = end.saturating_sub(segments[count - 1].len() + 1);
        }
        self.unknown(Symbol::new(segments[0]), name, span).under(keys(1))
    }

    fn prefix(&self, prefix: Symbol, keys: &[Symbol]) -> Option<Place> {
        let rest = |from: usize| keys[from..].iter().copied().collect::<Keys>();
        let is_namespace = self.world.is_namespace(prefix);
        if keys.first().is_some_and(|key| key.as_str() == "macros") && (is_namespace || self.world.is_target(prefix)) {
            return Some(Place::Macros(prefix).under(rest(1)));
        }
        match keys.first() {
            Some(key) if is_namespace && self.world.owns(prefix, *key) => {
                Some(Place::Owned(prefix, *key).under(rest(1)))
            }
            _ if is_namespace => Some(Place::Namespace(prefix).under(rest(0))),
            _ => self.known(prefix).map(|base| base.under(rest(0))),
        }
    }

    /// `ns:name`, where that is no macro that is called.
    fn qualified(&mut self, name: Symbol, at: u32, span: Span) -> Result<Place> {
        let (space, key) = divide(name, at);
        if self.macro_named(name).is_some() {
            return Err(self.not_a_value(name, span, "a macro"));
        }
        if self.world.is_runtime(space) {
            let mut segments = key.as_str().split('.').map(Symbol::new);
            let first = segments.next().unwrap_or(key);
            return Ok(Place::Foreign(space, first).under(segments.collect()));
        }
        if self.world.is_namespace(space) && self.world.owns(space, key) {
            return Ok(Place::Owned(space, key));
        }
        let is_space = self.world.is_namespace(space) || self.world.is_target(space);
        if is_space {
            return Err(self.no_macro(space, key));
        }
        if self.deferred > 0 {
            return Ok(self.unknown(name, name, span));
        }
        let message = format!("`{name}`: no namespace, target or runtime is called `{space}`");
        let hint = self.suggest(space, &[Names::Namespace, Names::Target]);
        Err(Error::new(ErrorKind::Name, span.or(self.here), message).with_hint(hint))
    }

    /// Returns the question whether a near name of some kinds was meant.
    pub(super) fn suggest(&self, name: Symbol, kinds: &[Names]) -> Option<String> {
        let mut known = Vec::new();
        for kind in kinds {
            self.world.each_name(*kind, &mut |name| known.push(name.to_owned()));
        }
        did_you_mean(name.as_str(), known.iter().map(String::as_str))
    }

    /// Returns the name that a form must be, where something is to be bound or defined.
    pub(super) fn name_of(&self, form: &Form) -> Result<Symbol> {
        form.as_symbol().filter(|name| name.as_str() != ".").ok_or_else(|| {
            let shown = shorten(&form.to_string());
            self.wrong(form, format!("a name was expected, not `{shown}`"))
        })
    }
}

/// Returns the beginning of what is too long for a message.
pub(super) fn shorten(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
