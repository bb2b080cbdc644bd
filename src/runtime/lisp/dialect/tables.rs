//! The tables of macros: what the expander finds in them, and what programs see of them.
//!
//! `js.macros` is an object that is made when somebody first asks for it. From then on what is defined shows in it, and
//! what is put into it is defined.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use steel::SteelVal;

use super::forms::symbol;
use super::spaces::name_of;
use crate::kernel::Symbol;
use crate::object::{Error, Fault, Lang, Result};
use crate::runtime::lisp::engine::{Engine, Held, address, held};
use crate::runtime::lisp::procedures::{expected, is_procedure};
use crate::runtime::lisp::table;

/// The macros that are procedures, by their tables and names.
#[derive(Default)]
pub(super) struct Macros {
    all: RefCell<FxHashMap<(Symbol, Symbol), Held>>,
    /// The objects that show tables.
    shown: RefCell<FxHashMap<Symbol, Held>>,
}

impl Macros {
    pub(super) fn has(&self, owner: Symbol, name: Symbol) -> bool {
        self.all.borrow().contains_key(&(owner, name))
    }

    pub(super) fn get(&self, owner: Symbol, name: Symbol) -> Option<SteelVal> {
        self.all.borrow().get(&(owner, name)).map(|held| held.value().clone())
    }

    pub(super) fn put(&self, owner: Symbol, name: Symbol, procedure: SteelVal) {
        if let Some(object) = self.object(owner) {
            table::put(&object, &symbol(name), procedure.clone());
        }
        let before = self.all.borrow_mut().insert((owner, name), held(procedure));
        drop(before);
    }

    /// Removes a macro; `false` when there was none.
    pub(super) fn remove(&self, owner: Symbol, name: Symbol) -> bool {
        if let Some(object) = self.object(owner) {
            table::remove(&object, &symbol(name));
        }
        let removed = self.all.borrow_mut().remove(&(owner, name));
        removed.is_some()
    }

    /// Returns the names of all macros, each with its table.
    pub(super) fn names(&self) -> Vec<(Symbol, Symbol)> {
        self.all.borrow().keys().copied().collect()
    }

    /// Lets go of everything.
    pub(super) fn clear(&self) {
        drop((self.all.take(), self.shown.take()));
    }

    fn object(&self, owner: Symbol) -> Option<SteelVal> {
        self.shown.borrow().get(&owner).map(|held| held.value().clone())
    }

    /// Returns the table that an object shows.
    fn owner(&self, object: &SteelVal) -> Option<Symbol> {
        let shown = self.shown.borrow();
        if shown.is_empty() {
            return None;
        }
        let at = address(object)?;
        shown.iter().find(|(_, held)| address(held.value()) == Some(at)).map(|(owner, _)| *owner)
    }
}

/// Returns the object that shows a table of macros.
pub(super) fn show(engine: &Rc<Engine>, owner: Symbol) -> Result<SteelVal> {
    let macros = &engine.dialect.macros;
    if let Some(object) = macros.object(owner) {
        return Ok(object);
    }
    let object = engine.make_object()?;
    let mut names = macros.names();
    names.retain(|(table, _)| *table == owner);
    names.sort_unstable_by_key(|(_, name)| name.as_str());
    for (_, name) in names {
        table::put(&object, &symbol(name), macros.get(owner, name).unwrap_or_default());
    }
    let before = macros.shown.borrow_mut().insert(owner, held(object.clone()));
    drop(before);
    Ok(object)
}

/// Defines a macro, where an object shows a table of them; `false` where it is any other.
///
/// # Errors
/// When the value is no procedure, or the name cannot be that of a macro.
pub(in crate::runtime::lisp) fn write(
    engine: &Engine,
    object: &SteelVal,
    key: &SteelVal,
    value: &SteelVal,
) -> Result<bool> {
    let dialect = &engine.dialect;
    let Some(owner) = dialect.macros.owner(object) else { return Ok(false) };
    let name = name_of(key).map_err(|_| expected("a macro", "a name", key))?;
    if !is_procedure(value) {
        return Err(expected("a macro", "a procedure", value));
    }
    if !dialect.kernel.announce_macro(owner, name) {
        let message = format!("`{name}` is a special form and cannot be defined otherwise");
        return Err(Error::new(Lang::Lisp, Fault::Syntax { class: "SyntaxError".to_owned(), message }));
    }
    dialect.macros.put(owner, name, value.clone());
    Ok(true)
}

/// Removes a macro, where an object shows a table of them: whether there was one. `None` where it is any other object.
pub(in crate::runtime::lisp) fn delete(engine: &Engine, object: &SteelVal, key: &SteelVal) -> Option<bool> {
    let dialect = &engine.dialect;
    let owner = dialect.macros.owner(object)?;
    let removed = name_of(key).is_ok_and(|name| dialect.macros.remove(owner, name));
    dialect.kernel.change();
    Some(removed)
}
