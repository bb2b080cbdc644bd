//! A trial in which nobody dies: it only finds out who would.
//!
//! Finalizers of another language (`__del__`) must run while everything that
//! they may use is intact. So in a rehearsal every proxy has a count that is taken off in the first
//! pass as the released values' are, and all of these are given back at the end of the second pass:
//! by then it is known what no living object leads to, and nothing has been
//! freed.
//!
//! That end is found by two tokens. A token that is asked in the second pass and
//! stands at the end of QuickJS's list of what lives knows that the pass is over; else it
//! moves the other one to the end. To move it, its only count is taken off and
//! given back, which puts it last. A token does not move itself: QuickJS is just reading its link.
//!
//! That a token is last is read from its link, the first thing in every object.
//! This is the one thing here that QuickJS does not promise, so it is tried out
//! before it is relied on; where it fails, there are no rehearsals, and a late
//! finalizer meets objects that have been collected.

use rquickjs::qjs::{self, JSRuntime, JSValue};

use super::trial::{Duty, Pass, Tell, Trial, new_sentinel};
use super::{Engine, Realm};
use crate::runtime::js::proxy;

/// What a rehearsal needs besides the trial.
pub(super) struct Rehearsal {
    tokens: Tokens,
    /// The proxies of all realms, each with a count.
    proxies: Vec<JSValue>,
    /// Whether a token stands in the list of what lives.
    is_in_list: [bool; 2],
    /// Which exits have been told of.
    told: Vec<bool>,
    is_over: bool,
    /// What was neither rooted nor reached when the second pass was over.
    unreached: Vec<usize>,
}

/// Two sentinels that find the end of a list, and the third that brings them into it.
#[derive(Clone, Copy)]
pub(super) struct Tokens {
    starter: JSValue,
    both: [JSValue; 2],
    /// The address of the list itself, which the link of its last entry leads to.
    end: usize,
}

impl Tokens {
    /// Makes the tokens; `None` when the list is not what we take it for.
    pub(super) fn new(realm: &Realm) -> Option<Self> {
        let duties = [Duty::Starter, Duty::FirstToken, Duty::SecondToken, Duty::Guard];
        let made: Vec<JSValue> = duties.into_iter().filter_map(|duty| new_sentinel(realm, duty)).collect();
        let found = match *made {
            [starter, first, second, probe] => {
                let end = next(probe);
                let in_order = next(starter) == address(first) && next(first) == address(second);
                let is_list = in_order && next(second) == address(probe);
                free(realm.engine(), &[probe]);
                (is_list && next(second) == end).then_some(Self { starter, both: [first, second], end })
            }
            _ => None,
        };
        if found.is_none() {
            free(realm.engine(), &made[..made.len().min(3)]);
        }
        found
    }

    /// Gives the tokens up.
    pub(super) fn free(&self, engine: &Engine) {
        free(engine, &[self.starter, self.both[0], self.both[1]]);
    }
}

fn free(engine: &Engine, values: &[JSValue]) {
    for value in values {
        // SAFETY: the count is the one that `new_sentinel` returned, and the runtime is open.
        unsafe { qjs::JS_FreeValueRT(engine.rt(), *value) };
    }
}

fn address(object: JSValue) -> usize {
    // SAFETY: sentinels are objects, whose union holds the pointer.
    unsafe { qjs::JS_VALUE_GET_PTR(object) }.addr()
}

/// Reads where the link of an object leads: to the next object in its list, or to the list itself.
fn next(object: JSValue) -> usize {
    // SAFETY: the object is alive and larger than its link, the second word of which this is. Whether it is a link is
    // what `Tokens::new` finds out; as a number, it may be read in any case.
    unsafe { *qjs::JS_VALUE_GET_PTR(object).cast::<usize>().add(1) }
}

impl Rehearsal {
    /// Prepares a rehearsal; `None` when QuickJS does not let its list be read.
    pub(super) fn new(engine: &Engine, realm: &Realm) -> Option<Self> {
        let tokens = engine.court.tokens(realm)?;
        let proxies = proxy::all(engine);
        // SAFETY: every proxy in a realm's table is alive.
        let proxies = proxies.into_iter().map(|(proxy, _)| unsafe { qjs::JS_DupValue(realm.ctx(), proxy) }).collect();
        Some(Self { tokens, proxies, is_in_list: [false; 2], told: Vec::new(), is_over: false, unreached: Vec::new() })
    }

    /// Remembers that an exit has been told of.
    pub(super) fn note(&mut self, exit: usize) {
        if self.told.len() <= exit {
            self.told.resize(exit + 1, false);
        }
        self.told[exit] = true;
    }

    /// Returns whether the end of the second pass was found.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Lets go of the proxies. Returns what would have died.
    pub(super) fn end(self, engine: &Engine) -> Vec<usize> {
        for proxy in self.proxies {
            // SAFETY: `new` took this count.
            unsafe { qjs::JS_FreeValueRT(engine.rt(), proxy) };
        }
        self.unreached
    }
}

/// Answers for a token.
///
/// # Safety
///
/// To be called by the `gc_mark` of a sentinel, with what QuickJS passed to it.
pub(super) unsafe fn mark(trial: &mut Trial, rt: *mut JSRuntime, duty: Duty, pass: Pass, tell: Tell) {
    let take_off = trial.take_off();
    let Some(rehearsal) = &mut trial.rehearsal else { return };
    let tokens = rehearsal.tokens;
    let [first, second] = tokens.both;
    // SAFETY: QuickJS passed the runtime and the function. We hold a count of each token, of each proxy and of
    // each released value: it is taken off once, and given back once before the second pass is over.
    unsafe {
        match (duty, pass) {
            (Duty::Starter, Pass::TakeOff) => {
                for value in [first, second].iter().chain(&rehearsal.proxies) {
                    qjs::JS_MarkValue(rt, *value, tell);
                }
                trial.tell_all(rt, tell);
            }
            (Duty::Starter, Pass::Revive) => {
                rehearsal.is_in_list[0] = true;
                qjs::JS_MarkValue(rt, first, tell);
            }
            (Duty::FirstToken | Duty::SecondToken, Pass::Revive) if !rehearsal.is_over => {
                let (own, other, place) =
                    if duty == Duty::FirstToken { (first, second, 1) } else { (second, first, 0) };
                let is_last = next(own) == tokens.end;
                let was_in_list = std::mem::replace(&mut rehearsal.is_in_list[place], true);
                if !is_last && was_in_list {
                    qjs::JS_MarkValue(rt, other, take_off);
                }
                if !is_last || !was_in_list {
                    qjs::JS_MarkValue(rt, other, tell);
                }
                if is_last {
                    finish(trial, rt, tell);
                }
            }
            _ => {}
        }
    }
}

/// The second pass is over: notes who would die, and makes everything live.
///
/// # Safety
///
/// As for [`mark`].
unsafe fn finish(trial: &mut Trial, rt: *mut JSRuntime, tell: Tell) {
    let Some(rehearsal) = &mut trial.rehearsal else { return };
    rehearsal.is_over = true;
    rehearsal.unreached = trial.graph.unreached();
    trial.graph.reach_all();
    let told = |exit: usize| rehearsal.told.get(exit).copied().unwrap_or(false);
    let untold = trial.released.iter().enumerate().filter(|(exit, _)| !told(*exit)).filter_map(|(_, value)| *value);
    for value in untold.chain(rehearsal.proxies.iter().copied()) {
        // SAFETY: as in `mark`.
        unsafe { qjs::JS_MarkValue(rt, value, tell) };
    }
}
