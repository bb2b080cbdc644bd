//! Promises: the jobs that let them go on, and rejections that nobody handled.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::ptr::NonNull;

use rquickjs::qjs::{self, JSContext, JSValue};

use super::{Engine, Local, NO_STACK, Realm, current};
use crate::object::{Error, Fault, Lang, Result};
use crate::runtime::js::error;
use crate::runtime::{Stream, limits, outlet};

/// What became of a promise.
pub(crate) enum Settled<'r> {
    /// The value was no promise, or its promise was kept.
    Value(Local<'r>),
    /// Nothing that is pending can settle it.
    Never,
}

/// Promises that were rejected while nobody listened, each with its reason.
///
/// One that another language holds may still be awaited there: it is reported once it is held no more.
#[derive(Default)]
pub(crate) struct Rejections {
    list: RefCell<Vec<(JSValue, JSValue)>>,
    /// Whether there are any that were not looked at yet.
    fresh: Cell<bool>,
}

/// Has QuickJS report rejections.
pub(super) fn track_rejections(rt: NonNull<qjs::JSRuntime>) {
    // SAFETY: the runtime is fresh and on this thread; the tracker needs no data of its own.
    unsafe { qjs::JS_SetHostPromiseRejectionTracker(rt.as_ptr(), Some(track), std::ptr::null_mut()) };
}

unsafe extern "C" fn track(
    ctx: *mut JSContext,
    promise: JSValue,
    reason: JSValue,
    is_handled: bool,
    _opaque: *mut c_void,
) {
    let Some(engine) = current() else { return };
    // SAFETY: QuickJS passes its context and living values. The list takes counts of its own.
    unsafe {
        if is_handled {
            engine.rejections.forget(&engine, promise);
        } else {
            let both = (qjs::JS_DupValue(ctx, promise), qjs::JS_DupValue(ctx, reason));
            engine.rejections.list.borrow_mut().push(both);
            engine.rejections.fresh.set(true);
        }
    }
}

impl Rejections {
    fn forget(&self, engine: &Engine, promise: JSValue) {
        // SAFETY: both are objects, whose union holds the pointer.
        let same = |other: JSValue| unsafe { qjs::JS_VALUE_GET_PTR(other) == qjs::JS_VALUE_GET_PTR(promise) };
        let mut rejections = self.list.borrow_mut();
        let handled: Vec<_> = rejections.extract_if(.., |(known, _)| same(*known)).collect();
        drop(rejections);
        release(engine, handled);
    }

    /// Forgets all without a word.
    pub(super) fn clear(&self, engine: &Engine) {
        release(engine, self.list.take());
    }

    /// Reports those that nobody can handle any more; all of them at the end.
    pub(super) fn report(&self, engine: &Engine, at_end: bool) {
        self.fresh.set(false);
        let is_held = |promise: JSValue| !at_end && engine.handles.holds(promise);
        let unhandled: Vec<_> = self.list.borrow_mut().extract_if(.., |(promise, _)| !is_held(*promise)).collect();
        for (_, reason) in &unhandled {
            report(engine, *reason);
        }
        release(engine, unhandled);
    }
}

fn release(engine: &Engine, rejections: Vec<(JSValue, JSValue)>) {
    for (promise, reason) in rejections {
        // SAFETY: the list held these counts.
        unsafe {
            qjs::JS_FreeValueRT(engine.rt(), promise);
            qjs::JS_FreeValueRT(engine.rt(), reason);
        }
    }
}

/// Returns whether there are jobs to run or rejections to report.
#[inline]
pub(super) fn are_pending(engine: &Engine) -> bool {
    // SAFETY: the runtime is open.
    !engine.is_closed() && (unsafe { qjs::JS_IsJobPending(engine.rt()) } || engine.rejections.fresh.get())
}

/// Runs jobs until there are none, then reports what nobody handled. An interrupt drops them.
#[cold]
pub(super) fn drain(engine: &Engine) {
    loop {
        match step(engine) {
            None => break,
            Some(Err(error)) if error.is_uncatchable() => return drop_all(engine),
            Some(_) => {}
        }
    }
    engine.rejections.report(engine, false);
}

/// How many jobs are dropped at most: some kinds make another one while they are.
const DROPPED: usize = 100_000;

/// Drops what is pending. QuickJS cannot forget a job, but one that finds no stack to call anything is soon over.
fn drop_all(engine: &Engine) {
    engine.set_stack(NO_STACK);
    let mut ctx = std::ptr::null_mut();
    for _ in 0..DROPPED {
        // SAFETY: the runtime is open, and the place is valid to fill.
        match unsafe { qjs::JS_ExecutePendingJob(engine.rt(), &raw mut ctx) } {
            0 => break,
            1.. => {}
            // SAFETY: QuickJS names the context in which the job failed; a count of the exception is returned.
            _ => unsafe { qjs::JS_FreeValueRT(engine.rt(), qjs::JS_GetException(ctx)) },
        }
    }
    engine.set_stack(engine.stack);
    engine.rejections.clear(engine);
}

/// Runs one job; `None` when there is none.
fn step(engine: &Engine) -> Option<Result<()>> {
    if limits::stop_requested() {
        return Some(Err(Error::new(Lang::Js, Fault::Interrupted)));
    }
    let entered = match engine.enter() {
        Ok(entered) => entered,
        Err(error) => return Some(Err(error)),
    };
    let mut ctx = std::ptr::null_mut();
    // It may be an `import()`.
    let outcome = engine.loads.during(|| {
        // SAFETY: the runtime is open, and the place is valid to fill.
        unsafe { qjs::JS_ExecutePendingJob(engine.rt(), &raw mut ctx) }
    });
    drop(entered);
    match outcome {
        0 => None,
        1.. => Some(Ok(())),
        // SAFETY: QuickJS names the context in which the job failed.
        _ => Some(Err(error::caught(unsafe { Realm::of(ctx) }))),
    }
}

fn report(engine: &Engine, reason: JSValue) {
    let Some(realm) = engine.realms.borrow().iter().find(|realm| !realm.is_stopped()).cloned() else { return };
    // SAFETY: the list holds a count of the reason until it has been reported.
    let error = error::of(&realm, &*unsafe { realm.borrow(reason) });
    if !error.is_uncatchable() {
        outlet().write(Stream::Err, &format!("Unhandled promise rejection:\n{}\n", error.report()));
    }
}

/// Waits for a promise by running what is pending. A rejection is its error.
pub(crate) fn settle(value: Local<'_>) -> Result<Settled<'_>> {
    let realm = value.realm();
    if !value.is_promise() {
        return Ok(Settled::Value(value));
    }
    // SAFETY: the promise is alive. Somebody listens now.
    unsafe { qjs::JS_PromiseMarkAsHandled(realm.ctx(), value.raw()) };
    realm.engine().rejections.forget(realm.engine(), value.raw());
    loop {
        // SAFETY: the promise is alive.
        let (state, ctx) = (unsafe { qjs::JS_PromiseState(realm.ctx(), value.raw()) }, realm.ctx());
        match state {
            qjs::JSPromiseStateEnum_JS_PROMISE_PENDING => match step(realm.engine()) {
                Some(outcome) => outcome?,
                None => return Ok(Settled::Never),
            },
            qjs::JSPromiseStateEnum_JS_PROMISE_FULFILLED => {
                // SAFETY: the promise is alive; a count is returned.
                let kept = unsafe { realm.adopt(qjs::JS_PromiseResult(ctx, value.raw())) };
                return Ok(Settled::Value(kept));
            }
            _ => {
                // SAFETY: as above.
                let reason = unsafe { realm.adopt(qjs::JS_PromiseResult(ctx, value.raw())) };
                return Err(error::of(realm, &reason));
            }
        }
    }
}
