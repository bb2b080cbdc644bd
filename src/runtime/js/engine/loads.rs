//! The modules that are being loaded, so that a cycle through other languages is met with care.
//!
//! A module that imports one of another language runs that language's code while it is itself half made. Asked for
//! once more from there, QuickJS would take it for whole: it asserts, or follows pointers that are not there yet.

use std::cell::RefCell;

/// What a module that is asked for is at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It is loaded already, or was never asked for.
    Settled,
    /// Its imports are being looked for.
    Unlinked,
    /// It is linked; its program is on its way.
    Running,
}

/// The loads that are under way, one within the other.
#[derive(Default)]
pub(crate) struct Loads(RefCell<Vec<Load>>);

#[derive(Default)]
struct Load {
    /// The modules that it has come by, and whether each has all its imports.
    modules: Vec<(String, bool)>,
    /// How many of them are looking for imports, one for the other.
    resolving: usize,
}

impl Loads {
    /// Runs the load of a module with all that it imports.
    pub(super) fn during<T>(&self, load: impl FnOnce() -> T) -> T {
        self.0.borrow_mut().push(Load::default());
        let outcome = load();
        self.0.borrow_mut().pop();
        outcome
    }

    /// Runs the compilation of a module, which looks for its imports.
    pub(super) fn compiling<T, E>(&self, name: &str, compile: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        if self.0.borrow().is_empty() {
            return self.during(|| self.compiling(name, compile));
        }
        let place = self.change(|load| {
            load.resolving += 1;
            load.modules.push((name.to_owned(), false));
            load.modules.len() - 1
        });
        let outcome = compile();
        self.change(|load| {
            load.resolving -= 1;
            match &outcome {
                Ok(_) => load.modules[place].1 = true,
                Err(_) => load.modules[place].0.clear(),
            }
        });
        outcome
    }

    fn change<T>(&self, change: impl FnOnce(&mut Load) -> T) -> T {
        change(self.0.borrow_mut().last_mut().expect("a load is under way"))
    }

    /// Returns what a module is at the moment.
    pub(super) fn stage(&self, name: &str) -> Stage {
        for load in &*self.0.borrow() {
            match load.modules.iter().find(|(known, _)| known == name) {
                Some((_, false)) => return Stage::Unlinked,
                Some((_, true)) if load.resolving == 0 => return Stage::Running,
                _ => {}
            }
        }
        Stage::Settled
    }
}
