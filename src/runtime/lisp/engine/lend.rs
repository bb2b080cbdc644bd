//! Nested calls on the context of a running host procedure.
//!
//! Steel gives a built-in procedure its context, whose type has no name outside
//! of Steel, so no method of ours can take it. But a closure written in place
//! can, and one of Steel's own built-ins, `transduce`, called with it as a Rust
//! function, runs a Lisp procedure in a nested loop and returns its value. So a
//! host procedure lends its context as a closure over that built-in, for as
//! long as its body runs; whoever is called back from the body borrows it.

use std::cell::Cell;
use std::ptr::NonNull;
use std::rc::Rc;

use smallvec::SmallVec;
use steel::rvals::Result as SteelResult;
use steel::{RootedSteelVal, SteelErr, SteelVal};

use super::Engine;
use super::store::rooted;
use crate::object::{Lang, Result, release};
use crate::runtime::guard::guarded;
use crate::runtime::lisp::error;

/// What runs `transduce` on the context of a host procedure.
type Call<'a> = dyn FnMut(&[SteelVal]) -> Option<SteelResult<SteelVal>> + 'a;

/// The body of a host procedure.
pub(in crate::runtime::lisp) type Body = fn(&Rc<Engine>, &[SteelVal]) -> Result<SteelVal>;

/// The context that may be used right now, if any.
#[derive(Default)]
pub(super) struct Lending(Cell<Option<NonNull<Call<'static>>>>);

/// What a host procedure answers without running anything, if it can.
pub(in crate::runtime::lisp) type AtHand = fn(&Rc<Engine>, &[SteelVal]) -> Option<SteelVal>;

/// Puts back what was lent before.
struct Restore<'a> {
    lending: &'a Lending,
    before: Option<NonNull<Call<'static>>>,
}

impl Drop for Restore<'_> {
    fn drop(&mut self) {
        self.lending.0.set(self.before);
    }
}

impl Lending {
    /// Lends `call` while `work` runs.
    fn during<T>(&self, call: &mut Call<'_>, work: impl FnOnce() -> T) -> T {
        let call = NonNull::from(call);
        // SAFETY: only the lifetime changes. The pointer is stored in `self.0`
        // alone, and `Restore` takes it out again before this function returns,
        // while the caller's borrow of `call` still lasts.
        let call = unsafe { std::mem::transmute::<NonNull<Call<'_>>, NonNull<Call<'static>>>(call) };
        let _restore = Restore { lending: self, before: self.0.replace(Some(call)) };
        work()
    }

    /// Runs `transduce` on the lent context; `None` when nothing is lent.
    ///
    /// Until it returns, nothing is lent: the context is in use.
    pub(super) fn transduce(&self, arguments: &[SteelVal]) -> Option<SteelResult<SteelVal>> {
        let mut call = self.0.take()?;
        let _restore = Restore { lending: self, before: Some(call) };
        // SAFETY: the pointer was made in `during`, which is still on the stack
        // below us and does not touch the closure before it returns. It was
        // taken out of the cell, so there is no second use of it.
        let outcome = unsafe { call.as_mut()(arguments) };
        Some(outcome.expect("`transduce` over a string returns a value"))
    }

    /// Returns whether a call may be made on a lent context.
    pub(super) fn is_lent(&self) -> bool {
        self.0.get().is_some()
    }
}

/// Runs the body of a host procedure with the procedure's context lent.
pub(in crate::runtime::lisp) fn lend(
    engine: &Rc<Engine>,
    call: &mut Call<'_>,
    arguments: &[SteelVal],
    body: Body,
) -> SteelResult<SteelVal> {
    engine.lent.during(call, || {
        let outcome = guarded(Lang::Lisp, || body(engine, arguments));
        // Still lent: what is let go of here may run foreign code that calls back.
        release::point();
        outcome.map_err(|error| error::raise(engine, error))
    })
}

/// Arguments that `transduce` refuses.
const NO_REDUCER: [SteelVal; 2] = [SteelVal::Void, SteelVal::Void];

/// Gives an error the place of the call of the host procedure that raised it.
///
/// Steel would give it the place after that: an argument of a `let` would be blamed on the body. `transduce` knows
/// the right one, which it tells when it is called with what it cannot take.
#[cold]
pub(in crate::runtime::lisp) fn placed(error: SteelErr, call: &mut Call<'_>) -> SteelErr {
    let refusal = guarded(Lang::Lisp, || Ok(call(&NO_REDUCER).and_then(SteelResult::err)));
    match refusal.ok().flatten().and_then(|refusal| refusal.span()) {
        Some(place) => error.set_span_if_none(place),
        None => error,
    }
}

/// Runs `transduce` for a nested call from a host procedure with these arguments.
///
/// They are rooted meanwhile: Steel has taken them off its stack, so a collection in the nested call would not
/// see them. A procedure that is not called back from pays nothing.
pub(in crate::runtime::lisp) fn nest<T>(arguments: &[SteelVal], run: impl FnOnce() -> T) -> T {
    let _roots: SmallVec<[RootedSteelVal; 4]> = arguments.iter().filter_map(rooted).collect();
    run()
}

/// Makes a host procedure that may call foreign code, from a body of type [`Body`].
///
/// What `at_hand` finds is the answer at once: it only looks things up in Steel's own data, runs nothing and cannot
/// panic, so nothing is lent for it.
macro_rules! procedure {
    ($body:expr) => {
        $crate::runtime::lisp::engine::procedure!($body, at_hand: |_, _| None)
    };
    ($body:expr, at_hand: $at_hand:expr) => {
        steel::SteelVal::BuiltIn(|context, arguments| {
            let engine = $crate::runtime::lisp::engine::Engine::here();
            let at_hand: $crate::runtime::lisp::engine::AtHand = $at_hand;
            if let Some(found) = at_hand(&engine, arguments) {
                return Some(Ok(found));
            }
            let mut call = |nested: &[steel::SteelVal]| match engine.transducer() {
                steel::SteelVal::BuiltIn(transduce) => {
                    $crate::runtime::lisp::engine::nest(arguments, || transduce(context, nested))
                }
                _ => None,
            };
            let outcome = $crate::runtime::lisp::engine::lend(&engine, &mut call, arguments, $body);
            Some(outcome.map_err(|error| $crate::runtime::lisp::engine::placed(error, &mut call)))
        })
    };
}
pub(in crate::runtime::lisp) use procedure;

/// Makes a host procedure that never leaves Steel, from a function over its arguments.
macro_rules! native {
    ($body:expr) => {
        steel::SteelVal::FuncV(|arguments| $crate::runtime::lisp::engine::plain(arguments, $body))
    };
}
pub(in crate::runtime::lisp) use native;

/// Runs the body of a host procedure that calls no foreign code.
pub(in crate::runtime::lisp) fn plain(
    arguments: &[SteelVal],
    body: fn(&Rc<Engine>, &[SteelVal]) -> SteelResult<SteelVal>,
) -> SteelResult<SteelVal> {
    let engine = Engine::here();
    guarded(Lang::Lisp, || Ok(body(&engine, arguments))).unwrap_or_else(|bug| Err(error::raise(&engine, bug)))
}
