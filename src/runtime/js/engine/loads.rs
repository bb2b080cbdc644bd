//! The modules that are being loaded, so that a cycle through other languages is met with care.
//!
//! A module that imports one of another language runs that language's code while it is itself half made. Asked for
//! once more from there, QuickJS would take it for whole: it asserts, or follows pointers that are not there yet. The
//! same becomes of a whole module that leads to a half made one. So every name that a module asks for is looked at here
//! before QuickJS finds the module behind it.

use std::cell::{Cell, RefCell};

use super::Realm;
use crate::object::{Error, Fault, Lang, Result};
use crate::runtime::{cycle, peers};

/// What a module that is asked for is at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It is loaded already, or was never asked for, or has all that it needs.
    Settled,
    /// It, or what it leads to, has not all its imports.
    Unlinked,
    /// It is linked; the program that it is part of is on its way.
    Running,
}

/// The loads that are under way, one within the other, in all realms of an engine.
#[derive(Default)]
pub(crate) struct Loads {
    list: RefCell<Vec<Load>>,
    /// How many modules were given a name besides that of their file.
    named: Cell<usize>,
}

#[derive(Default)]
struct Load {
    modules: Vec<Module>,
    /// How many of them are looking for imports, one for the other.
    resolving: usize,
    /// How many imports of the host were under way when the first module was asked for.
    depth: usize,
}

/// A module that a load has come by.
struct Module {
    realm: usize,
    name: String,
    /// Whether it has all its imports.
    is_whole: bool,
    /// The names of the modules that it imports.
    imports: Vec<String>,
}

impl Loads {
    /// Runs what loads modules: its end is when none of them runs any more, but for those that wait for a promise.
    pub(super) fn during<T>(&self, load: impl FnOnce() -> T) -> T {
        self.list.borrow_mut().push(Load::default());
        let outcome = load();
        let ended = self.list.borrow_mut().pop();
        drop(ended);
        outcome
    }

    /// Runs the compilation of a module, which looks for its imports.
    ///
    /// Where it fails, QuickJS forgets the module but not who imports it; those are told to `retire`.
    pub(super) fn compiling<T>(
        &self,
        realm: &Realm,
        name: &str,
        retire: impl Fn(&str),
        compile: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        if self.list.borrow().is_empty() {
            return self.during(|| self.compiling(realm, name, retire, compile));
        }
        let depth = importing().len();
        let place = self.change(|load| {
            if load.modules.is_empty() {
                load.depth = depth;
            }
            load.resolving += 1;
            let name = name.to_owned();
            load.modules.push(Module { realm: address(realm), name, is_whole: false, imports: Vec::new() });
            load.modules.len() - 1
        });
        let outcome = compile();
        let lost = self.change(|load| {
            load.resolving -= 1;
            match &outcome {
                Ok(_) => load.modules[place].is_whole = true,
                Err(_) => return load.lose(place),
            }
            Vec::new()
        });
        for name in &lost {
            retire(name);
        }
        outcome
    }

    fn change<T>(&self, change: impl FnOnce(&mut Load) -> T) -> T {
        change(self.list.borrow_mut().last_mut().expect("a load is under way"))
    }

    /// Returns what a module is at the moment.
    pub(crate) fn stage(&self, realm: &Realm, name: &str) -> Stage {
        stage(&self.list.borrow(), realm, name)
    }

    /// Notes that `base` imports `name`, and returns what that is, seen from other languages' modules in between.
    ///
    /// # Errors
    /// When QuickJS would link what cannot be linked yet.
    pub(super) fn admit(&self, realm: &Realm, base: &str, name: &str) -> Result<Stage> {
        let mut list = self.list.borrow_mut();
        let Some((innermost, outer)) = list.split_last_mut() else { return Ok(Stage::Settled) };
        let stage = stage(outer, realm, name);
        if stage == Stage::Settled {
            let base = innermost.modules.iter_mut().rfind(|module| module.is(realm, base));
            if let Some(base) = base {
                base.imports.push(name.to_owned());
            }
        }
        drop(list);
        if stage == Stage::Unlinked { Err(self.refuse(realm, name)) } else { Ok(stage) }
    }

    /// Refuses a module that imports itself through other languages.
    pub(super) fn refuse(&self, realm: &Realm, name: &str) -> Error {
        let holds = |load: &&Load| load.modules.iter().any(|module| module.is(realm, name));
        let depth = self.list.borrow().iter().find(holds).map_or(0, |load| load.depth);
        let reason = cycle(name, importing().get(depth..).unwrap_or_default());
        Error::new(Lang::Js, Fault::NoModule { module: name.to_owned(), reason })
    }

    /// Returns a number for the name of a module that no other has had.
    pub(crate) fn number(&self) -> usize {
        self.named.set(self.named.get() + 1);
        self.named.get()
    }
}

impl Module {
    fn is(&self, realm: &Realm, name: &str) -> bool {
        self.realm == address(realm) && self.name == name
    }
}

impl Load {
    /// Forgets a module, and returns the names of those that lead to it and are whole.
    fn lose(&mut self, place: usize) -> Vec<String> {
        let gone = self.modules.remove(place);
        let mut lost = vec![gone.name];
        let mut found = 0;
        while let Some(name) = lost.get(found).cloned() {
            found += 1;
            let leads =
                |module: &Module| module.realm == gone.realm && module.is_whole && module.imports.contains(&name);
            let leading: Vec<String> = self.modules.extract_if(.., |module| leads(module)).map(|m| m.name).collect();
            lost.extend(leading);
        }
        lost.split_off(1)
    }

    /// Returns whether a module, or one that it leads to, has not all its imports.
    fn is_half_made(&self, realm: &Realm, name: &str) -> bool {
        let mut seen = vec![name];
        let mut looked = 0;
        while let Some(name) = seen.get(looked).copied() {
            looked += 1;
            let Some(module) = self.modules.iter().find(|module| module.is(realm, name)) else { continue };
            if !module.is_whole {
                return true;
            }
            for import in &module.imports {
                if !seen.contains(&&**import) {
                    seen.push(import);
                }
            }
        }
        false
    }
}

fn stage(loads: &[Load], realm: &Realm, name: &str) -> Stage {
    for load in loads.iter().filter(|load| load.modules.iter().any(|module| module.is(realm, name))) {
        if load.resolving == 0 {
            return Stage::Running;
        }
        if load.is_half_made(realm, name) {
            return Stage::Unlinked;
        }
    }
    Stage::Settled
}

fn address(realm: &Realm) -> usize {
    std::ptr::from_ref(realm).addr()
}

/// Returns what the host is importing for one language from another, outermost first.
fn importing() -> Vec<String> {
    peers().map(|peers| peers.importing()).unwrap_or_default()
}
