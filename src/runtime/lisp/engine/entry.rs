//! Ways into the interpreter.

use std::cell::RefCell;
use std::rc::Rc;

use smallvec::SmallVec;
use steel::SteelVal;
use steel::rvals::Result as SteelResult;

use super::{ENTRY, Engine, HERE};
use crate::object::{Error, Fault, Lang, Result};
use crate::runtime::limits;
use crate::runtime::lisp::error;

/// What `bindings/lisp/entry.scm` defines for calls from outside, by number of arguments.
pub(super) struct Entries {
    /// Steel's `transduce`.
    pub(super) transduce: SteelVal,
    /// A string of one character: what `transduce` runs over.
    pub(super) once: SteelVal,
    /// Reducers that call what is in the hand.
    pub(super) reducers: [SteelVal; BY_PLACE + 1],
    /// Thunks that do the same, for a call from the top.
    pub(super) thunks: [SteelVal; BY_PLACE + 1],
}

/// Up to how many arguments are passed without a list.
pub(super) const BY_PLACE: usize = 3;

/// The arguments of a call. Most have few.
pub(in crate::runtime::lisp) type Arguments = SmallVec<[SteelVal; 4]>;

/// How deep entries into one engine may nest. An error lists, at each entry that it leaves, every
/// frame out to the first, so what an error costs grows with the square of this.
const DEEPEST: usize = 4096;

thread_local! {
    /// The procedure to be called and its arguments, on their way into the interpreter.
    ///
    /// It is filled immediately before a call, and emptied by the first instructions of it.
    static HAND: RefCell<SmallVec<[SteelVal; 4]>> = const { RefCell::new(SmallVec::new_const()) };
    /// The error that the nested call in progress ended with.
    static CAUGHT: RefCell<Option<SteelVal>> = const { RefCell::new(None) };
}

/// Takes what is in the hand at `index`.
pub(in crate::runtime::lisp) fn take_from_hand(index: usize) -> SteelVal {
    HAND.with_borrow_mut(|hand| hand.get_mut(index).map(std::mem::take)).unwrap_or_default()
}

/// Takes all arguments from the hand, as a list.
pub(in crate::runtime::lisp) fn take_arguments() -> SteelVal {
    let arguments: Vec<SteelVal> = HAND.with_borrow_mut(|hand| hand.drain(1..).collect());
    SteelVal::ListV(arguments.into())
}

/// Keeps the error that ends a nested call.
pub(in crate::runtime::lisp) fn keep_caught(error: &SteelVal) {
    CAUGHT.set(Some(error.clone()));
}

/// One entry into an engine; dropping it leaves the engine again.
struct Entry<'a> {
    engine: &'a Rc<Engine>,
    here: Option<Rc<Engine>>,
    id: u64,
}

impl<'a> Entry<'a> {
    fn new(engine: &'a Rc<Engine>) -> Self {
        let id = ENTRY.get() + 1;
        ENTRY.set(id);
        engine.depth.set(engine.depth.get() + 1);
        engine.dynamic.enter(id);
        Self { engine, here: HERE.replace(Some(engine.clone())), id: engine.entry.replace(id) }
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        let engine = self.engine;
        engine.entry.set(self.id);
        engine.dynamic.leave();
        HERE.set(self.here.take());
        engine.depth.set(engine.depth.get() - 1);
        if engine.depth.get() == 0 {
            drop(engine.abort.take());
            if engine.stopped.get() {
                engine.retire();
            }
        }
    }
}

impl Engine {
    /// Returns Steel's `transduce`, for host procedures.
    pub(in crate::runtime::lisp) fn transducer(&self) -> &SteelVal {
        &self.entries.transduce
    }

    /// Calls a procedure.
    ///
    /// # Errors
    /// What it raises; that the stack is too deep; that the engine is busy or being left.
    pub(in crate::runtime::lisp) fn call(
        self: &Rc<Self>,
        procedure: SteelVal,
        arguments: impl IntoIterator<Item = SteelVal>,
    ) -> Result<SteelVal> {
        self.call_with(procedure, arguments.into_iter().collect())
    }

    /// Calls a procedure with arguments that are in place already.
    ///
    /// # Errors
    /// As [`Engine::call`].
    pub(in crate::runtime::lisp) fn call_with(
        self: &Rc<Self>,
        procedure: SteelVal,
        arguments: Arguments,
    ) -> Result<SteelVal> {
        self.entered(procedure, arguments, |outcome| outcome.map_err(|raised| error::leave(self, &raised)))?
    }

    /// Calls a procedure, and returns what it raises as Steel has it.
    ///
    /// # Errors
    /// That the call was refused, or stopped.
    pub(in crate::runtime::lisp) fn enter(
        self: &Rc<Self>,
        procedure: SteelVal,
        arguments: impl IntoIterator<Item = SteelVal>,
    ) -> Result<SteelResult<SteelVal>> {
        self.entered(procedure, arguments.into_iter().collect(), |outcome| match outcome {
            // Being stopped is over as soon as the entry is left: it must be told before.
            Err(raised) if self.aborting().is_some() || limits::stop_requested() => Err(error::leave(self, &raised)),
            outcome => Ok(outcome),
        })?
    }

    /// Calls a procedure and passes the outcome to `end` before the entry is left.
    fn entered<T>(
        self: &Rc<Self>,
        procedure: SteelVal,
        mut arguments: Arguments,
        end: impl FnOnce(SteelResult<SteelVal>) -> T,
    ) -> Result<T> {
        self.check_entry()?;
        let nested = self.lent.is_lent();
        let _entry = Entry::new(self);
        if !nested && takes(&procedure, arguments.len()) {
            return Ok(end(self.call_from_top(procedure, &mut arguments)));
        }
        let count = arguments.len();
        HAND.with_borrow_mut(|hand| {
            hand.clear();
            hand.push(procedure);
            hand.extend(arguments);
        });
        let form = if count < BY_PLACE { count } else { BY_PLACE };
        Ok(end(if nested {
            self.call_nested(form)
        } else {
            self.call_from_top(self.entries.thunks[form].clone(), &mut Arguments::new())
        }))
    }

    fn check_entry(&self) -> Result<()> {
        self.check_alive()?;
        if let Some(error) = self.aborting() {
            return Err(error);
        }
        if limits::stop_requested() {
            return Err(Error::new(Lang::Lisp, Fault::Interrupted));
        }
        if self.depth.get() >= DEEPEST {
            return Err(Error::new(Lang::Lisp, Fault::TooDeep));
        }
        limits::check_stack(Lang::Lisp)
    }

    fn call_nested(&self, form: usize) -> SteelResult<SteelVal> {
        let arguments = [self.entries.once.clone(), self.entries.reducers[form].clone()];
        let outcome = self.lent.transduce(&arguments).unwrap_or(Ok(SteelVal::Void));
        caught_or(outcome)
    }

    fn call_from_top(self: &Rc<Self>, procedure: SteelVal, arguments: &mut [SteelVal]) -> SteelResult<SteelVal> {
        let Ok(mut steel) = self.steel.try_borrow_mut() else {
            return Err(error::busy(self));
        };
        let Some(steel) = steel.as_mut() else {
            return Err(error::raise(self, Error::new(Lang::Lisp, Fault::Gone(Lang::Lisp))));
        };
        self.controller.resume();
        if self.unhealed.replace(false) {
            super::boot::heal(steel);
        }
        // No handler is needed here: an error empties the stack, and there is nothing else on it.
        steel.call_function_with_args_from_mut_slice(procedure, arguments)
    }
}

/// Returns whether a procedure can be called from the top without a thunk of ours around it.
///
/// Steel does not clean up after a call with a wrong number of arguments, nor does it call built-in procedures.
fn takes(procedure: &SteelVal, count: usize) -> bool {
    match procedure {
        SteelVal::Closure(closure) if closure.is_multi_arity() => count + 1 >= closure.arity(),
        SteelVal::Closure(closure) => count == closure.arity(),
        _ => false,
    }
}

/// Returns the error that the handler of a nested call kept, or what the call returned.
fn caught_or(outcome: SteelResult<SteelVal>) -> SteelResult<SteelVal> {
    match CAUGHT.take() {
        Some(caught) => Err(error::native(&caught)),
        None => outcome,
    }
}
