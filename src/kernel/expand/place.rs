//! Assignment: of variables, of members, of items.

use super::names::{Place, shorten};
use super::{Expander, Head};
use crate::kernel::error::Result;
use crate::kernel::words::Word;
use crate::kernel::{Form, Kind, Span, Symbol};

/// What may help where something else than a place stands among several.
const KEYS_AND_VALUES: &str = "to set keys of an object, give the object and then keys and values in pairs";

impl Expander<'_> {
    /// `(set place value ...)`, or `(set object key value ...)` with an odd number of forms.
    pub(super) fn set(&mut self, arguments: &[Form]) -> Result<()> {
        match arguments {
            [] | [_] => Err(self.wrong_here("`set` takes places and values in pairs, or an object, keys and values")),
            [object, pairs @ ..] if !arguments.len().is_multiple_of(2) => {
                self.open("%put!");
                self.form(object)?;
                for pair in pairs.chunks_exact(2) {
                    self.key(&pair[0])?;
                    self.form(&pair[1])?;
                }
                self.close();
                Ok(())
            }
            [place, value] => self.assign(place, value, true),
            pairs => {
                self.open("begin");
                for pair in pairs.chunks_exact(2) {
                    let outcome = self.assign(&pair[0], &pair[1], true);
                    outcome.map_err(|error| {
                        let is_place = matches!(pair[0].kind, Kind::Symbol(_));
                        error.with_hint((!is_place).then(|| KEYS_AND_VALUES.to_owned()))
                    })?;
                }
                self.close();
                Ok(())
            }
        }
    }

    /// `(set! place value)`
    pub(super) fn set_bang(&mut self, arguments: &[Form]) -> Result<()> {
        match arguments {
            [place, value] => self.assign(place, value, false),
            _ => Err(self.wrong_here("`set!` takes a place and a value")),
        }
    }

    /// `(del place)`, or `(del object key)`
    pub(super) fn delete(&mut self, arguments: &[Form]) -> Result<()> {
        let (object, path, key) = match arguments {
            [place] => match (place.as_symbol(), place.as_list()) {
                (Some(name), _) => match self.resolve(name, place.span)? {
                    Place::Member(base, keys) => {
                        self.open("del");
                        self.read_owner(&base, &keys, place.span);
                        if let Some(key) = keys.last() {
                            self.quoted(*key);
                        }
                        self.close();
                        return Ok(());
                    }
                    _ => return Err(self.wrong(place, "only a member can be deleted, as in `(del o.name)`")),
                },
                (None, Some([get, object, path @ .., key])) if self.is_mark(get, "get") => (object, path, key),
                _ => return Err(self.wrong(place, "only a member or `(get ...)` can be deleted")),
            },
            [object, key] => (object, [].as_slice(), key),
            _ => return Err(self.wrong_here("`del` takes a place, or an object and a key")),
        };
        self.open("del");
        self.under(object, path)?;
        self.key(key)?;
        self.close();
        Ok(())
    }

    /// Writes what an object has under a path of keys; the object itself under none.
    fn under(&mut self, object: &Form, path: &[Form]) -> Result<()> {
        if path.is_empty() {
            return self.form(object);
        }
        self.open("%ref");
        self.form(object)?;
        path.iter().try_for_each(|key| self.key(key))?;
        self.close();
        Ok(())
    }

    /// Writes an assignment; `answers` when it has the new value as its own.
    fn assign(&mut self, place: &Form, value: &Form, answers: bool) -> Result<()> {
        if let Some(name) = place.as_symbol() {
            let place_of = self.resolve(name, place.span)?;
            return self.assign_name(place, &place_of, value, answers);
        }
        match place.as_list() {
            Some([get, object, keys @ .., last]) if self.is_mark(get, "get") => {
                self.open("%put!");
                self.under(object, keys)?;
                self.key(last)?;
                self.form(value)?;
                self.close();
                Ok(())
            }
            _ => {
                let shown = shorten(&place.to_string());
                Err(self
                    .wrong(place, format!("only a name, a dotted name or `(get ...)` can be assigned, not `{shown}`")))
            }
        }
    }

    fn assign_name(&mut self, written: &Form, place: &Place, value: &Form, answers: bool) -> Result<()> {
        match place {
            Place::Local(variable) | Place::Variable(variable) | Place::Awaited(variable) => {
                let is_awaited = matches!(place, Place::Awaited(_));
                if answers || is_awaited {
                    self.open("begin");
                }
                if is_awaited {
                    self.read(place, written.span);
                }
                // In Steel, a procedure that is made in the value of `set!` does not see the variable of a body as it is.
                let apart = matches!(place, Place::Local(_)) && self.may_make_procedures(value);
                if apart {
                    self.open("let ((%new");
                    self.form(value)?;
                    self.close();
                    self.close();
                }
                self.open("set!");
                self.name(*variable, written.span);
                if apart {
                    self.put("%new");
                    self.close();
                } else {
                    self.form(value)?;
                }
                self.close();
                if answers {
                    self.name(*variable, written.span);
                }
                if answers || is_awaited {
                    self.close();
                }
            }
            Place::Owned(namespace, name) => self.assign_owned(*namespace, *name, value)?,
            Place::Member(base, keys) => {
                self.open("%put!");
                self.read_owner(base, keys, written.span);
                if let Some(key) = keys.last() {
                    self.quoted(*key);
                }
                self.form(value)?;
                self.close();
            }
            Place::Namespace(_) | Place::Macros(_) | Place::Foreign(..) => {
                return Err(self.wrong(written, format!("`{written}` cannot be assigned")));
            }
        }
        Ok(())
    }

    /// Returns whether a procedure may be made where a form is evaluated, and not only in what it calls.
    fn may_make_procedures(&self, form: &Form) -> bool {
        let mut pending = vec![form];
        while let Some(form) = pending.pop() {
            let Some(items) = form.as_list() else { continue };
            match form.head().map(|name| (name, self.head(name))) {
                Some((_, Head::Special(Word::Quote))) => continue,
                Some((_, Head::Special(Word::And | Word::Begin | Word::If | Word::Or))) | None => {}
                Some((name, Head::Variable)) if !self.world.is_engine_macro(name.written()) => {}
                Some(_) => return true,
            }
            pending.extend(items);
        }
        false
    }

    fn assign_owned(&mut self, namespace: Symbol, name: Symbol, value: &Form) -> Result<()> {
        if let Some(cell) = self.world.cell(namespace, name) {
            self.open("%cell-set!");
            self.name(cell, Span::NONE);
        } else {
            self.open("%ns-set!");
            self.quoted(namespace);
            self.quoted(name);
        }
        self.form(value)?;
        self.close();
        Ok(())
    }
}
