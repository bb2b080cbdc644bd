//! One collection that takes advice on what leads from here to here by way of another heap.
//!
//! QuickJS collects in three passes over its heap, and asks the `gc_mark` of our
//! classes in each what an object leads to: first it takes off every count that
//! it is told of; then it gives back what is told of objects that turned out to
//! be alive, which makes more objects alive; at last it gives back the rest.
//! What was not made alive is freed. The passes are known by the function
//! through which each is told.
//!
//! An ordinary collection is told nothing, so that everything that another
//! language holds is alive. In a trial, the counts of the values that are released to
//! judgement (see [`Graph`]) are taken off by a *witness* in the first pass; in the other two they are
//! given back by the proxies that lead to them. So such a value lives exactly if an object that
//! lives leads to it.
//!
//! | Sentinel | what it is for                                                                      |
//! |----------|-------------------------------------------------------------------------------------|
//! | guard    | lives always; that each pass asks it lets the second be told from the third         |
//! | witness  | made for one trial, holds itself; tells of the released values; dies last of all, and then sees who died |
//! | tokens   | find the end of the second pass, in a [rehearsal](super::rehearsal)                 |
//!
//! Invariants:
//!
//! - From the survey until the dead are buried, nothing is allocated in QuickJS and no program runs.
//! - In passes two and three together, each released value is told of exactly once.

use std::cell::Cell;
use std::ffi::c_void;

use rquickjs::qjs::{self, JSRuntime, JSValue};

use super::rehearsal::{self, Rehearsal};
use super::{Engine, Realm};
use crate::object::{Graph, Lang};
use crate::runtime::js::object::JsObject;

/// A collection under way.
pub(super) struct Trial {
    lang: Lang,
    pub(super) graph: Graph,
    /// The values that are released to judgement, by the numbers of their exits.
    pub(super) released: Vec<Option<JSValue>>,
    pub(super) has_died: Vec<bool>,
    passes: [usize; 3],
    pub(super) rehearsal: Option<Rehearsal>,
}

thread_local! {
    /// The trial of this thread, as long as QuickJS collects for it.
    static TRIAL: Cell<*mut Trial> = const { Cell::new(std::ptr::null_mut()) };
}

/// How QuickJS is told what an object leads to.
pub(crate) type Tell = qjs::JS_MarkFunc;

/// The passes of a collection.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    TakeOff,
    Revive,
    GiveBack,
}

/// What our sentinels are for.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Duty {
    Guard = 1,
    Witness,
    Starter,
    FirstToken,
    SecondToken,
}

impl Trial {
    pub(super) fn new(engine: &Engine, lang: Lang, graph: Graph) -> Self {
        let mut released = vec![None; graph.exit_count()];
        for (exit, object) in graph.released() {
            released[exit] = object.downcast::<JsObject>().and_then(|object| object.handle_of().collectable(engine));
        }
        let has_died = vec![false; released.len()];
        Self { lang, graph, released, has_died, passes: [0; 3], rehearsal: None }
    }

    /// Returns which pass tells through this function.
    pub(super) fn pass(&mut self, tell: Tell) -> Pass {
        let tell = tell.map_or(0, |tell| tell as usize);
        for (known, pass) in self.passes.iter_mut().zip([Pass::TakeOff, Pass::Revive]) {
            if *known == 0 {
                *known = tell;
            }
            if *known == tell {
                return pass;
            }
        }
        Pass::GiveBack
    }

    /// Returns the function of the first pass, once that is over.
    pub(super) fn take_off(&self) -> Tell {
        // SAFETY: the number was made from a function of this very type.
        unsafe { std::mem::transmute::<usize, Tell>(self.passes[0]) }
    }

    /// Lets QuickJS collect, with this trial for our classes to look at.
    pub(super) fn run(&mut self, engine: &Engine) {
        TRIAL.set(self);
        // SAFETY: the runtime is open, this is its thread, and no collection is under way: our finalizers
        // only queue, and nothing else of ours runs in one.
        unsafe { qjs::JS_RunGC(engine.rt()) };
        TRIAL.set(std::ptr::null_mut());
    }

    /// Tells of every released value.
    ///
    /// # Safety
    ///
    /// To be called by a sentinel's `gc_mark`, with what QuickJS passed to it.
    pub(super) unsafe fn tell_all(&self, rt: *mut JSRuntime, tell: Tell) {
        for value in self.released.iter().flatten() {
            // SAFETY: the handle of each value holds the count of it that is told of.
            unsafe { qjs::JS_MarkValue(rt, *value, tell) };
        }
    }

    /// Tells of the released values that an object of the other heap leads to, except for those told of before.
    ///
    /// # Safety
    ///
    /// As for [`Trial::tell_all`].
    unsafe fn tell_reached(&mut self, rt: *mut JSRuntime, tell: Tell, address: usize) {
        let Self { graph, released, rehearsal, .. } = self;
        graph.reach(address, |exit| {
            if let Some(rehearsal) = rehearsal {
                rehearsal.note(exit);
            }
            if let Some(value) = released[exit] {
                // SAFETY: as in `tell_all`.
                unsafe { qjs::JS_MarkValue(rt, value, tell) };
            }
        });
    }
}

/// Answers for a proxy what it leads to.
///
/// # Safety
///
/// To be called by the `gc_mark` of our classes, with what QuickJS passed to it.
#[inline]
pub(crate) unsafe fn mark(rt: *mut JSRuntime, tell: Tell, identity: (Lang, usize)) {
    let trial = TRIAL.get();
    // SAFETY: set by `run`, which waits for the collection that called us; what is told through does not
    // call back, so that there is no second reference.
    let Some(trial) = (unsafe { trial.as_mut() }) else { return };
    if trial.pass(tell) != Pass::TakeOff && identity.0 == trial.lang {
        // SAFETY: the caller vouches for the arguments.
        unsafe { trial.tell_reached(rt, tell, identity.1) };
    }
}

/// Answers for a sentinel what it leads to.
unsafe extern "C" fn mark_sentinel(rt: *mut JSRuntime, sentinel: JSValue, tell: Tell) {
    let trial = TRIAL.get();
    // SAFETY: as in `mark`.
    let Some(trial) = (unsafe { trial.as_mut() }) else { return };
    let pass = trial.pass(tell);
    // SAFETY: QuickJS passes its runtime and a living sentinel, whose count is ours to tell of.
    unsafe {
        match duty(sentinel) {
            Some(Duty::Witness) => {
                if pass == Pass::TakeOff {
                    trial.tell_all(rt, tell);
                }
                qjs::JS_MarkValue(rt, sentinel, tell);
            }
            Some(duty @ (Duty::Starter | Duty::FirstToken | Duty::SecondToken)) => {
                rehearsal::mark(trial, rt, duty, pass, tell);
            }
            _ => {}
        }
    }
}

/// Runs when a sentinel dies. When it is the witness, everything else that dies has been finalized, and nothing freed.
unsafe extern "C" fn finalize_sentinel(rt: *mut JSRuntime, sentinel: JSValue) {
    let trial = TRIAL.get();
    // SAFETY: as in `mark`.
    let Some(trial) = (unsafe { trial.as_mut() }) else { return };
    // SAFETY: the sentinel is being finalized, and still has its pointer.
    if unsafe { duty(sentinel) } != Some(Duty::Witness) {
        return;
    }
    for (value, has_died) in trial.released.iter().zip(&mut trial.has_died) {
        // SAFETY: an object that died keeps its memory until the collection ends, because our handle has a
        // count of it; one that did not die is alive by that count.
        *has_died = value.is_some_and(|value| unsafe { !qjs::JS_IsLiveObject(rt, value) });
    }
}

/// Returns what a sentinel is for.
///
/// # Safety
///
/// The value must be an object that is alive, or being finalized.
unsafe fn duty(sentinel: JSValue) -> Option<Duty> {
    let mut class = 0;
    // SAFETY: the caller vouches for the object; its pointer is a number of ours.
    let number = unsafe { qjs::JS_GetAnyOpaque(sentinel, &raw mut class) }.addr();
    let all = [Duty::Guard, Duty::Witness, Duty::Starter, Duty::FirstToken, Duty::SecondToken];
    all.into_iter().find(|duty| *duty as usize == number)
}

/// The class of sentinels, to be registered with a fresh runtime.
pub(super) const SENTINEL: qjs::JSClassDef = qjs::JSClassDef {
    class_name: c"Sentinel".as_ptr(),
    finalizer: Some(finalize_sentinel),
    gc_mark: Some(mark_sentinel),
    call: None,
    exotic: std::ptr::null_mut(),
};

/// Makes a sentinel; the count is the caller's. `None` when there is no memory.
pub(super) fn new_sentinel(realm: &Realm, duty: Duty) -> Option<JSValue> {
    let class = realm.engine().court.sentinel_class;
    // SAFETY: the context is alive and the class registered; an object without a prototype is legal. The
    // pointer is a number that nobody follows.
    unsafe {
        let sentinel = qjs::JS_NewObjectProtoClass(realm.ctx(), qjs::JS_NULL, class);
        if qjs::JS_IsException(sentinel) {
            drop(realm.take_exception());
            return None;
        }
        qjs::JS_SetOpaque(sentinel, duty as usize as *mut c_void);
        Some(sentinel)
    }
}
