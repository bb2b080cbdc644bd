//! Calls of macros, and the limits they have.

use std::rc::Rc;

use super::{Expander, Rules};
use crate::kernel::error::{Error, Result};
use crate::kernel::near::did_you_mean;
use crate::kernel::symbol::Shape;
use crate::kernel::{Form, Names, Symbol, Use};

/// How often a macro may expand to a call of a macro, and so on.
pub(super) const LONGEST_CHAIN: usize = 500;

/// How many macros one form of the top level may call.
const MOST_USES: u32 = 50_000;

/// How much has been expanded.
#[derive(Clone, Copy, Default)]
pub(super) struct Budget {
    uses: u32,
    chain: usize,
}

/// A macro that is called.
pub(super) enum Callee {
    /// A procedure that the world keeps.
    Procedure { name: Symbol, table: Symbol, key: Symbol },
    /// One made by `syntax-rules`.
    Rules { name: Symbol, rules: Rc<Rules> },
}

impl Callee {
    /// Returns the macro as it was called.
    pub(super) fn name(&self) -> Symbol {
        match self {
            Self::Procedure { name, .. } | Self::Rules { name, .. } => name.written(),
        }
    }
}

impl Expander<'_> {
    /// Returns the macro that a name stands for.
    pub(super) fn macro_named(&self, name: Symbol) -> Option<Callee> {
        if let Shape::Qualified(at) = name.entry().shape {
            let (table, key) = divide(name, at);
            if let Some(found) = self.macro_in(table, key, name) {
                return Some(found);
            }
        }
        let (user, namespace) = (self.kernel.user(), self.kernel.namespace());
        let of_target = self.kernel.target().and_then(|target| self.macro_in(target, name, name));
        let of_namespace = || if namespace == user { None } else { self.macro_in(namespace, name, name) };
        of_target.or_else(of_namespace).or_else(|| self.macro_in(user, name, name))
    }

    fn macro_in(&self, table: Symbol, key: Symbol, name: Symbol) -> Option<Callee> {
        if let Some(rules) = self.kernel.rules(table, key) {
            return Some(Callee::Rules { name, rules });
        }
        self.world.has_macro(table, key).then_some(Callee::Procedure { name, table, key })
    }

    /// Expands the call of a macro, once.
    pub(super) fn use_macro(&mut self, callee: &Callee, call: &Form) -> Result<Form> {
        self.macros.uses += 1;
        if self.macros.uses > MOST_USES {
            return Err(self.limit(format!("more than {MOST_USES} macros are called in one form")));
        }
        let span = call.span.or(self.here);
        let arguments = call.as_list().unwrap_or_default().get(1..).unwrap_or_default();
        let expanded = match callee {
            Callee::Procedure { table, key, .. } => {
                self.world.call_macro(*table, *key, arguments).map_err(|error| Error::raised(error, span))
            }
            Callee::Rules { rules, name } => rules.expand(*name, arguments, &|name| self.scope.find(name).is_some()),
        };
        expanded.map_err(|error| error.within(callee.name(), span))
    }

    /// Expands the call of a macro, and writes what comes of it where a value is wanted.
    pub(super) fn expansion(&mut self, callee: &Callee, call: &Form) -> Result<()> {
        let expanded = self.use_macro(callee, call)?;
        let (name, span) = (callee.name(), call.span.or(self.here));
        self.macros.chain += 1;
        self.check_chain(self.macros.chain, name)?;
        let start = self.out.end();
        let outcome = self.form(&expanded).map_err(|error| error.within(name, span));
        self.out.map.made(start, self.out.end(), Use { name, span });
        self.macros.chain -= 1;
        outcome
    }

    /// Refuses a macro that expands to itself again and again.
    pub(super) fn check_chain(&self, chain: usize, name: Symbol) -> Result<()> {
        if chain <= LONGEST_CHAIN {
            return Ok(());
        }
        let message = format!(
            "`{name}` goes on for ever: it was the last of {LONGEST_CHAIN} macros, each in the expansion of the one before"
        );
        Err(self.limit(message))
    }

    /// Does work for a form that macros have made, so that an error names them.
    pub(super) fn within<R>(&mut self, uses: &[Use], work: impl FnOnce(&mut Self) -> Result<R>) -> Result<R> {
        let Some(last) = uses.last() else { return work(self) };
        let before = self.here;
        self.here = last.span.or(before);
        self.macros.chain += uses.len();
        let start = self.out.end();
        let outcome = work(self);
        for used in uses.iter().rev() {
            self.out.map.made(start, self.out.end(), *used);
        }
        self.macros.chain -= uses.len();
        self.here = before;
        outcome.map_err(|error| uses.iter().rev().fold(error, |error, used| error.within(used.name, used.span)))
    }

    /// Expands the macros that a form calls, until it calls none; notes each in `uses`, outermost first.
    pub(super) fn head_expand(&mut self, form: &Form, uses: &mut Vec<Use>) -> Result<Form> {
        let mut form = form.clone();
        loop {
            let super::Head::Macro(callee) = form.head().map_or(super::Head::Variable, |name| self.head(name)) else {
                return Ok(form);
            };
            let here = uses.last().map_or(self.here, |used| used.span);
            let span = form.span.or(here);
            form = self.within(uses, |this| {
                this.check_chain(this.macros.chain + 1, callee.name())?;
                this.use_macro(&callee, &form)
            })?;
            uses.push(Use { name: callee.name(), span });
        }
    }

    /// Makes the error for `ns:name` when there is no such macro.
    pub(super) fn no_macro(&self, table: Symbol, key: Symbol) -> Error {
        let mut known = Vec::new();
        self.world.each_name(Names::Macro(table), &mut |name| known.push(name.to_owned()));
        known.extend(self.kernel.syntax_names(table).into_iter().map(|name| name.to_string()));
        let hint = did_you_mean(key.as_str(), known.iter().map(String::as_str));
        let message = format!("there is no macro `{key}` in {table}.macros");
        Error::new(crate::kernel::ErrorKind::Name, self.here, message).with_hint(hint)
    }
}

/// Returns both sides of `ns:name`.
pub(super) fn divide(name: Symbol, at: u32) -> (Symbol, Symbol) {
    let (space, key) = name.as_str().split_at(at as usize);
    (Symbol::new(space), Symbol::new(&key[1..]))
}
