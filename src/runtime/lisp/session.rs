//! What the names of an instance mean, and the code that is kept for its texts.

use std::cell::{Cell, RefCell};
use std::collections::{HashSet, VecDeque};
use std::path::PathBuf;
use std::rc::Rc;

use rustc_hash::{FxBuildHasher, FxHashMap};
use steel::SteelVal;

use super::engine::{Held, held};
use super::rewrite::{self, Names};
use super::sources::Text;
use crate::object::ObjectRef;

/// The names of an instance, and the code compiled for texts.
pub(super) struct Session {
    /// The names, of variables and macros, that were there from the start.
    given_names: HashSet<String>,
    /// Those of macros among them.
    given_macros: HashSet<String>,
    /// What the user has defined.
    defined: RefCell<NameSet>,
    /// Variables that a definition assigns: they have been defined before.
    live: RefCell<NameSet>,
    /// Those among them that only stand for something yet to come.
    awaited: RefCell<NameSet>,
    macros: RefCell<NameSet>,
    /// Those among the defined names that a user has not defined, but our own code in the dialect.
    hidden: RefCell<NameSet>,
    compiled: RefCell<Compiled>,
    /// The folders of the files that are being run, innermost last.
    folders: RefCell<Vec<PathBuf>>,
    /// What `(%given)` returns next.
    given: RefCell<Option<Held>>,
    /// What `(command-line)` returns.
    pub(super) arguments: RefCell<Vec<String>>,
    /// The modules that were imported, by file.
    pub(super) modules: RefCell<FxHashMap<PathBuf, ObjectRef>>,
    /// How many modules were begun.
    begun: Cell<usize>,
    /// How often a name has got another meaning.
    changes: Cell<u64>,
}

/// Stands before a name that the user defined although it was there from the start.
const OWN: &str = "%my:";

type NameSet = HashSet<String, FxBuildHasher>;

/// How many texts are kept compiled, and how long one may be.
const KEPT: usize = 256;
const LONGEST: usize = 64 << 10;

#[derive(Default)]
struct Compiled {
    by_text: FxHashMap<Rc<str>, (Rc<Text>, Rc<Held>)>,
    order: VecDeque<Rc<str>>,
}

impl Session {
    pub(super) fn new(variables: &HashSet<String>, given_macros: HashSet<String>) -> Self {
        Self {
            given_names: variables.iter().chain(&given_macros).cloned().collect(),
            given_macros,
            defined: RefCell::default(),
            live: RefCell::default(),
            awaited: RefCell::default(),
            macros: RefCell::default(),
            hidden: RefCell::default(),
            compiled: RefCell::default(),
            folders: RefCell::default(),
            given: RefCell::default(),
            arguments: RefCell::default(),
            modules: RefCell::default(),
            begun: Cell::new(0),
            changes: Cell::new(0),
        }
    }

    /// Returns a number that changes whenever a name gets another meaning: its first definition here, or a macro's.
    pub(super) fn version(&self) -> u64 {
        self.changes.get()
    }

    fn change(&self) {
        self.changes.set(self.changes.get() + 1);
    }

    /// Notes that the user has defined a name; `true` when that is new.
    fn add_defined(&self, name: &str) -> bool {
        let is_new = !self.is_defined(name) && self.defined.borrow_mut().insert(name.to_owned());
        if is_new {
            self.change();
        }
        is_new
    }

    /// Returns whether a definition of the name assigns it.
    pub(super) fn is_live(&self, name: &str) -> bool {
        self.live.borrow().contains(name)
    }

    /// Hands a value to code that is evaluated next.
    pub(super) fn give(&self, value: SteelVal) {
        let before = self.given.replace(Some(held(value)));
        drop(before);
    }

    /// Takes the value that was handed over.
    pub(super) fn take_given(&self) -> SteelVal {
        self.given.take().map_or(SteelVal::Void, |given| given.value().clone())
    }

    /// Notes that a variable, of the user's or of a module's, can be assigned from now on.
    pub(super) fn note_live(&self, variable: &str) {
        let is_new = self.live.borrow_mut().insert(variable.to_owned());
        if self.awaited.borrow_mut().remove(variable) || is_new {
            self.change();
        }
    }

    /// Returns the variable that a name means at the top level.
    ///
    /// A name that was there from the start cannot be assigned in Steel, and
    /// code of ours relies on what it means. So when a user defines it, another
    /// variable is meant from then on, wherever the user writes the name.
    pub(super) fn variable(&self, name: &str) -> String {
        if self.given_names.contains(name) && self.is_defined(name) { format!("{OWN}{name}") } else { name.to_owned() }
    }

    /// Returns whether a name is a variable or a macro, of the user's, a module's or from the start.
    pub(super) fn is_variable(&self, name: &str) -> bool {
        self.given_names.contains(name) || self.is_defined(name) || self.is_live(name)
    }

    /// Notes that a name is about to be defined, and returns its variable. A module's variable is no name of the user's.
    pub(super) fn begin(&self, name: &str) -> String {
        if !self.is_live(name) || self.is_defined(name) {
            self.expect(&[name.to_owned()]);
            self.hidden.borrow_mut().remove(name);
            self.add_defined(name);
        }
        self.variable(name)
    }

    /// Notes the names that a form is about to define. Code that was compiled for a name from the start is forgotten.
    pub(super) fn expect(&self, names: &[String]) {
        for name in names.iter().filter(|name| self.given_names.contains(*name)) {
            if self.add_defined(name) {
                let compiled = self.compiled.take();
                drop(compiled);
            }
        }
    }

    /// Returns whether a name is a macro of Steel's, or one that the user has made by `define-syntax`, and no variable.
    pub(super) fn is_macro(&self, name: &str) -> bool {
        (self.given_macros.contains(name) && !self.is_defined(name)) || self.has_macro(name)
    }

    /// Lists the names of variables and macros: the user's, and those from the start that are meant to be used.
    pub(super) fn all_names(&self) -> Vec<String> {
        let given = self.given_names.iter().filter(|name| !name.starts_with(['%', '#'])).cloned();
        given.chain(self.names()).collect()
    }

    /// Lists what the user has defined.
    pub(super) fn names(&self) -> Vec<String> {
        let hidden = self.hidden.borrow();
        let mut names: Vec<String> =
            self.defined.borrow().iter().filter(|name| !hidden.contains(*name)).cloned().collect();
        names.sort_unstable();
        names
    }

    /// Says that what has been defined so far is none of the user's.
    pub(super) fn hide_names(&self) {
        self.hidden.replace(self.defined.borrow().clone());
    }

    /// Notes a macro that the user has made by `define-syntax`.
    pub(super) fn note_macro(&self, name: &str) {
        self.macros.borrow_mut().insert(name.to_owned());
        self.change();
    }

    /// Returns whether the user has made a macro of this name by `define-syntax`.
    pub(super) fn has_macro(&self, name: &str) -> bool {
        self.macros.borrow().contains(name)
    }

    /// Notes that a variable stands for something yet to come.
    pub(super) fn await_variable(&self, variable: &str) {
        self.live.borrow_mut().insert(variable.to_owned());
        self.awaited.borrow_mut().insert(variable.to_owned());
    }

    /// Does work for which relative names are relative to a folder.
    pub(super) fn in_folder<T>(&self, folder: PathBuf, work: impl FnOnce() -> T) -> T {
        self.folders.borrow_mut().push(folder);
        let outcome = work();
        self.folders.borrow_mut().pop();
        outcome
    }

    /// Returns whether the user has defined a name.
    pub(super) fn is_defined(&self, name: &str) -> bool {
        self.defined.borrow().contains(name)
    }

    /// Returns whether a variable is only expected to be defined.
    pub(super) fn is_awaited(&self, variable: &str) -> bool {
        self.awaited.borrow().contains(variable)
    }

    /// Notes that the user has defined a name.
    pub(super) fn note(&self, name: &str) {
        self.add_defined(name);
        self.hidden.borrow_mut().remove(name);
        self.note_live(&self.variable(name));
    }

    /// Returns what the variables of a new module begin with.
    pub(super) fn new_prefix(&self) -> String {
        let number = self.begun.replace(self.begun.get() + 1);
        format!("%module-{number}:")
    }

    /// Returns the folder that relative names are relative to.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        self.folders.borrow().last().cloned()
    }

    /// Returns where the file is that a program which is being run names.
    pub(super) fn path(&self, written: &str) -> PathBuf {
        self.folder().map_or_else(|| written.into(), |folder| folder.join(written))
    }

    /// Lets go of everything.
    pub(super) fn clear(&self) {
        drop(self.compiled.take());
        drop(self.modules.take());
        drop(self.given.take());
        self.defined.take();
    }

    pub(super) fn compiled(&self, text: &str) -> Option<(Rc<Text>, Rc<Held>)> {
        self.compiled.borrow().by_text.get(text).cloned()
    }

    pub(super) fn keep(&self, text: &Rc<Text>, thunk: &Rc<Held>) {
        if text.content.len() > LONGEST {
            return;
        }
        let mut compiled = self.compiled.borrow_mut();
        compiled.by_text.insert(text.content.clone(), (text.clone(), thunk.clone()));
        compiled.order.push_back(text.content.clone());
        let oldest = if compiled.order.len() > KEPT { compiled.order.pop_front() } else { None };
        let gone = oldest.and_then(|oldest| compiled.by_text.remove(&oldest));
        drop(compiled);
        drop(gone);
    }
}

impl Names for Session {
    fn replacement(&self, symbol: &str, in_macro: bool) -> Option<String> {
        let variable = self.variable(symbol);
        if variable != symbol {
            return Some(variable);
        }
        if in_macro { None } else { rewrite::quote_keyword(symbol) }
    }

    fn is_variable(&self, symbol: &str) -> bool {
        self.is_variable(symbol)
    }
}
