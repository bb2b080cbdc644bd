//! The global variables of an instance, and how an evaluation shares them.
//!
//! Rhai's scopes cannot be used by two evaluations at once, so each has its own,
//! and the variables in it are cells that all of them share. A variable that
//! holds a handle is not made a cell: a cell is locked while a method of what is
//! in it runs, and what runs then may need the variable too.

use std::cell::{Cell, RefCell};

use indexmap::IndexMap;
use rhai::{Dynamic, ImmutableString, Scope};
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::convert;

/// A table of variables in the order of their definition.
#[derive(Default)]
pub(super) struct Globals {
    table: RefCell<IndexMap<Box<str>, Variable, FxBuildHasher>>,
    version: Cell<u64>,
}

/// A global variable.
#[derive(Clone)]
pub(super) struct Variable {
    /// A cell, or a handle.
    pub(super) value: Dynamic,
    /// Whether it was defined by `const`.
    pub(super) constant: bool,
    version: u64,
}

impl Globals {
    /// Returns a variable's cell or handle.
    pub(super) fn get(&self, name: &str) -> Option<Dynamic> {
        self.table.borrow().get(name).map(|variable| variable.value.clone())
    }

    /// Returns whether a variable holds a function.
    pub(super) fn is_callable(&self, name: &str) -> bool {
        let table = self.table.borrow();
        let value = table.get(name).and_then(|variable| variable.value.read_lock::<Dynamic>());
        value.is_some_and(|value| value.is_fnptr())
    }

    /// Defines a variable. A cell goes on to be used by all who have it.
    pub(super) fn set(&self, name: &str, value: Dynamic, constant: bool) {
        let value = if value.is_shared() || convert::is_handle(&value) { value } else { value.into_shared() };
        let version = self.version.get() + 1;
        self.version.set(version);
        let before = self.table.borrow_mut().insert(name.into(), Variable { value, constant, version });
        // Outside the borrow: letting go of a value may run foreign code.
        drop(before);
    }

    /// Lists the names of the variables.
    pub(super) fn names(&self) -> Vec<String> {
        self.table.borrow().keys().map(ToString::to_string).collect()
    }

    /// Forgets all variables.
    pub(super) fn clear(&self) {
        drop(self.table.take());
    }

    /// Fills a scope with the variables that are wanted, and returns what tells later what is new.
    pub(super) fn fill(&self, scope: &mut Scope<'_>, wanted: Wanted<'_>) -> Seen {
        let table = self.table.borrow();
        match wanted {
            Some(names) => {
                let known = names.iter().filter_map(|name| Some((name, table.get(name.as_str())?)));
                known.for_each(|(name, variable)| push(scope, name, variable));
            }
            None => table.iter().for_each(|(name, variable)| push(scope, name, variable)),
        }
        Seen(self.version.get())
    }

    /// Brings what nested evaluations defined into a scope. Returns whether the scope has grown.
    pub(super) fn enter(&self, scope: &mut Scope<'_>, seen: &mut Seen, wanted: Wanted<'_>) -> bool {
        if seen.0 == self.version.get() {
            return false;
        }
        let before = scope.len();
        let fresh: Vec<(Box<str>, Variable)> = {
            let table = self.table.borrow();
            let fresh = table.iter().filter(|(name, variable)| {
                variable.version > seen.0 && wanted.is_none_or(|wanted| wanted.contains(&***name))
            });
            fresh.map(|(name, variable)| (name.clone(), variable.clone())).collect()
        };
        for (name, variable) in &fresh {
            let is_same = scope.get(name).is_some_and(|value| convert::same_constant(&variable.value, value));
            match scope.get_mut(name) {
                Some(slot) if !variable.constant => *slot = variable.value.clone(),
                None if variable.constant && is_same => {}
                _ => push(scope, name, variable),
            }
        }
        seen.0 = self.version.get();
        scope.len() != before
    }

    /// Publishes what a statement defined or changed in a scope.
    pub(super) fn publish(&self, scope: &mut Scope<'_>, seen: &Seen) {
        let fresh: Vec<(String, bool)> = scope
            .iter_raw()
            .filter(|(name, constant, value)| self.is_news(name, *constant, value))
            .map(|(name, constant, _)| (name.to_owned(), constant))
            .collect();
        for (name, constant) in fresh {
            let Some(value) = cell_of(scope, &name, constant) else { continue };
            // What another evaluation has defined meanwhile is newer than what this scope has.
            if self.table.borrow().get(&*name).is_none_or(|variable| variable.version <= seen.0) {
                self.set(&name, value, constant);
            }
        }
    }

    /// Returns whether the table does not know this value under this name.
    fn is_news(&self, name: &str, constant: bool, value: &Dynamic) -> bool {
        let table = self.table.borrow();
        let Some(known) = table.get(name) else { return true };
        if constant || known.constant {
            return constant != known.constant || !convert::same_constant(&known.value, value);
        }
        !convert::same_place(&known.value, value)
    }
}

/// The names of the variables that a text uses; `None` when it may use any.
pub(super) type Wanted<'a> = Option<&'a FxHashSet<ImmutableString>>;

/// The state of the table that a scope has been brought to.
pub(super) struct Seen(u64);

fn push(scope: &mut Scope<'_>, name: &str, variable: &Variable) {
    if variable.constant {
        scope.push_constant_dynamic(name, variable.value.flatten_clone());
    } else {
        scope.push_dynamic(name, variable.value.clone());
    }
}

/// Returns what is published of a variable: the cell that it becomes, unless it holds a handle.
fn cell_of(scope: &mut Scope<'_>, name: &str, constant: bool) -> Option<Dynamic> {
    if constant {
        return scope.get(name).cloned();
    }
    let slot = scope.get_mut(name)?;
    if !slot.is_shared() && !convert::is_handle(slot) {
        *slot = std::mem::take(slot).into_shared();
    }
    Some(slot.clone())
}
