//! What belongs to the dynamic extent of code: handlers, winders, the current output.

use std::cell::RefCell;

use steel::SteelVal;

use super::engine::{Held, held};
use crate::runtime::Stream;

/// The dynamic state of an engine: one level for each entry, so that none reaches out of its own.
#[derive(Default)]
pub(super) struct Dynamic {
    levels: RefCell<Vec<Level>>,
    output: RefCell<Option<Held>>,
}

#[derive(Default)]
struct Level {
    /// The number of the entry.
    entry: u64,
    /// The procedures that `raise-continuable` calls, as a list, innermost first.
    handlers: Option<Held>,
    /// What `dynamic-wind` has to leave, as a list, innermost first.
    winders: Option<Held>,
}

impl Dynamic {
    /// Begins an entry: no handler and no winder of those around it is in sight.
    pub(super) fn enter(&self, entry: u64) {
        self.levels.borrow_mut().push(Level { entry, ..Level::default() });
    }

    /// Returns whether an entry has not ended yet.
    pub(super) fn has(&self, entry: u64) -> bool {
        self.levels.borrow().iter().any(|level| level.entry == entry)
    }

    /// Ends an entry.
    pub(super) fn leave(&self) {
        let level = self.levels.borrow_mut().pop();
        drop(level);
    }

    /// Returns the handlers.
    pub(super) fn handlers(&self) -> SteelVal {
        list(self.levels.borrow().last().and_then(|level| level.handlers.as_ref()))
    }

    /// Replaces the handlers and returns those before.
    pub(super) fn swap_handlers(&self, handlers: SteelVal) -> SteelVal {
        let handlers = Some(held(handlers));
        let mut levels = self.levels.borrow_mut();
        let before = levels.last_mut().map(|level| std::mem::replace(&mut level.handlers, handlers));
        drop(levels);
        list(before.flatten().as_ref())
    }

    /// Returns the winders.
    pub(super) fn winders(&self) -> SteelVal {
        list(self.levels.borrow().last().and_then(|level| level.winders.as_ref()))
    }

    /// Replaces the winders.
    pub(super) fn set_winders(&self, winders: SteelVal) {
        let winders = Some(held(winders));
        let mut levels = self.levels.borrow_mut();
        let before = levels.last_mut().map(|level| std::mem::replace(&mut level.winders, winders));
        drop(levels);
        drop(before);
    }

    /// Returns the port that is printed to, unless that is the outlet.
    pub(super) fn output(&self) -> Option<SteelVal> {
        self.output.borrow().as_ref().map(|port| port.value().clone())
    }

    /// Replaces the port that is printed to.
    pub(super) fn set_output(&self, port: Option<SteelVal>) {
        let before = self.output.replace(port.map(held));
        drop(before);
    }

    /// Lets go of everything.
    pub(super) fn clear(&self) {
        self.set_output(None);
        self.levels.borrow_mut().iter_mut().for_each(|level| *level = Level::default());
    }
}

fn list(held: Option<&Held>) -> SteelVal {
    held.map_or_else(|| SteelVal::ListV(Vec::new().into()), |held| held.value().clone())
}

/// One of the two ports that lead to the outlet, as a value.
pub(super) fn console(stream: Stream) -> SteelVal {
    SteelVal::new_dyn_writer_port(Console(stream))
}

struct Console(Stream);

impl std::io::Write for Console {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        crate::runtime::outlet().write(self.0, &String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        crate::runtime::outlet().flush();
        Ok(())
    }
}
