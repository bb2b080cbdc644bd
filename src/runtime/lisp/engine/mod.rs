//! One Steel engine: the only door to it.
//!
//! Steel's own entries are not re-entrant, and a host whose objects call each
//! other needs nothing more than re-entry. So every call goes one of two ways:
//!
//! - From the **top**, when no Lisp code of this engine is on the stack, through
//!   Steel's own entry.
//! - **Nested**, when a host procedure is running and foreign code calls back:
//!   on the very context that Steel gave to that procedure (see [`lend`]).
//!
//! Invariants:
//!
//! - While Lisp code runs, nothing is lent: a call that comes in then, e.g. from
//!   a foreign object that Steel itself prints, is refused, never aliased.
//! - What is held outside of Steel's stack is [rooted](store), for its collector
//!   sees only what it owns.
//! - An [abort](Engine::abort) cannot be caught: the flag that Steel polls stays
//!   up until the outermost entry is left, and the next entry heals the stack.

mod boot;
mod compile;
mod entry;
mod lend;
mod store;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use steel::steel_vm::ThreadStateController;
use steel::steel_vm::engine::Engine as Steel;

use super::control::Dynamic;
use super::dialect::Dialect;
use super::error::Flight;
use super::proxy::Proxies;
use super::session::Session;
use super::sources::Sources;
use crate::object::{Error, Fault, Lang, Result};

pub(super) use entry::{Arguments, keep_caught, take_arguments, take_from_hand};
pub(super) use lend::{AtHand, lend, native, nest, placed, plain, procedure};
pub(super) use store::{Held, Slot, Store, address, held};

/// A Steel engine with what this runtime keeps beside it.
pub(super) struct Engine {
    steel: RefCell<Option<Steel>>,
    controller: ThreadStateController,
    entries: entry::Entries,
    parts: boot::Parts,
    lent: lend::Lending,
    /// How many entries are on the stack, and which is the innermost.
    depth: Cell<usize>,
    entry: Cell<u64>,
    abort: RefCell<Option<Error>>,
    unhealed: Cell<bool>,
    /// How many entries into engines there had been when this one was last tidied.
    tidied_at: Cell<u64>,
    stopped: Cell<bool>,
    /// The values that handles stand for.
    pub(super) store: Store,
    /// The proxies that are alive.
    pub(super) proxies: Proxies,
    /// What has been raised and not been caught yet.
    pub(super) flight: Flight,
    /// Handlers, winders and the current output: what `dynamic-wind` and its kin keep.
    pub(super) dynamic: Dynamic,
    /// Where compiled code came from.
    pub(super) sources: Sources,
    /// What the dialect keeps.
    pub(super) dialect: Dialect,
    /// The user's names, and the code compiled for texts.
    pub(super) session: Session,
}

thread_local! {
    /// The engine whose code runs innermost on this thread.
    static HERE: RefCell<Option<Rc<Engine>>> = const { RefCell::new(None) };
    static ENTRY: Cell<u64> = const { Cell::new(0) };
}

impl Engine {
    /// Returns the engine whose code is running.
    ///
    /// # Panics
    /// When none is, which only a host procedure called from outside of Lisp could bring about.
    pub(super) fn here() -> Rc<Self> {
        HERE.with_borrow(Clone::clone).expect("a host procedure is called by an engine")
    }

    /// Returns a number that no other entry into any engine of this thread has.
    pub(super) fn entry_id(&self) -> u64 {
        self.entry.get()
    }

    /// Returns whether no engine has been entered since this one was tidied.
    pub(super) fn is_tidy(&self) -> bool {
        self.tidied_at.get() == ENTRY.get()
    }

    /// Says that this engine has been tidied.
    pub(super) fn note_tidy(&self) {
        self.tidied_at.set(ENTRY.get());
    }

    /// Returns what interrupts this engine from any thread.
    pub(super) fn controller(&self) -> ThreadStateController {
        self.controller.clone()
    }

    /// Stops everything that runs in this engine, up to the outermost entry; nothing can catch it.
    pub(super) fn abort(&self, error: Error) {
        self.abort.borrow_mut().get_or_insert(error);
        self.unhealed.set(true);
        self.controller.interrupt();
    }

    /// Returns why this engine is being left, when it is.
    pub(super) fn aborting(&self) -> Option<Error> {
        self.abort.borrow().clone()
    }

    /// Lets go of a request to stop that has been dealt with.
    pub(super) fn resume(&self) {
        if self.abort.borrow().is_none() {
            self.controller.resume();
        }
    }

    /// Refuses when the instance has been stopped.
    pub(super) fn check_alive(&self) -> Result<()> {
        if self.stopped.get() { Err(Error::new(Lang::Lisp, Fault::Gone(Lang::Lisp))) } else { Ok(()) }
    }

    /// Lets go of everything. What runs right now goes on to its end.
    pub(super) fn stop(&self) {
        self.stopped.set(true);
        self.store.clear();
        self.dialect.clear();
        self.session.clear();
        self.dynamic.clear();
        self.flight.clear();
        self.retire();
    }

    /// Drops the interpreter of a stopped engine once nothing runs in it.
    fn retire(&self) {
        let steel = self.steel.try_borrow_mut().ok().and_then(|mut steel| steel.take());
        drop(steel);
    }

    /// Works with Steel's own interface, if nothing runs in it.
    pub(super) fn idle<T>(&self, work: impl FnOnce(&mut Steel) -> T) -> Option<T> {
        self.steel.try_borrow_mut().ok()?.as_mut().map(work)
    }
}
