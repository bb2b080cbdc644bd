//! How deep calls may nest, and when everything has to stop.
//!
//! The guests' native frames lie in one stack, so one measure serves all: how
//! far the stack pointer is from the end. Every crossing asks [`check_stack`];
//! an engine that recurses natively within itself is given [`stack_left`].

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::object::{Error, Fault, Lang, Result};

/// What a crossing leaves free for the engine it enters, in bytes.
const RESERVE: usize = 2 << 20;

thread_local! {
    /// The lowest address that a crossing may be made at; 0 before the host has measured its stack.
    static FLOOR: Cell<usize> = const { Cell::new(0) };
    static SIZE: Cell<usize> = const { Cell::new(0) };
}

/// How long an engine computes before others get a turn.
const TURN: Duration = Duration::from_millis(5);

thread_local! {
    /// What lets the other threads of a guest go on; see [`give_way`].
    static OTHERS: Cell<Option<fn()>> = const { Cell::new(None) };
    static LAST_TURN: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Says how the threads of a guest get a turn while another one computes on this thread.
pub fn set_others(turn: Option<fn()>) {
    OTHERS.set(turn);
}

/// Lets the threads of other guests go on, every few milliseconds. Engines that poll call this as they do.
pub fn give_way() {
    let Some(turn) = OTHERS.get() else { return };
    let now = Instant::now();
    match LAST_TURN.get() {
        Some(last) if now.duration_since(last) < TURN => {}
        _ => {
            turn();
            LAST_TURN.set(Some(Instant::now()));
        }
    }
}

static STOP: AtomicBool = AtomicBool::new(false);
/// Set with `STOP`, and left standing when an engine takes that.
static REQUESTED: AtomicBool = AtomicBool::new(false);
static EVALUATING: AtomicBool = AtomicBool::new(false);

/// Tells how much stack this thread has below the current frame, in bytes.
pub fn set_stack(available: usize) {
    SIZE.set(available);
    FLOOR.set(here().saturating_sub(available.saturating_sub(RESERVE.min(available / 4))));
}

/// Returns how much stack the thread had when the host was built, in bytes.
pub fn stack_size() -> usize {
    SIZE.get()
}

/// Returns how many bytes of the stack may still be used before a crossing is refused.
#[inline]
pub fn stack_left() -> usize {
    here().saturating_sub(FLOOR.get())
}

/// Refuses a crossing that would come too near to the end of the stack.
///
/// # Errors
/// [`Fault::TooDeep`], which each guest raises as its own error for runaway recursion.
#[inline]
pub fn check_stack(lang: Lang) -> Result<()> {
    if stack_left() > 0 {
        return Ok(());
    }
    Err(Error::new(lang, Fault::TooDeep))
}

#[inline]
fn here() -> usize {
    let local = 0u8;
    std::ptr::from_ref(&local).addr()
}

/// Asks whatever runs to stop. May be called from any thread.
pub fn request_stop() {
    REQUESTED.store(true, Ordering::SeqCst);
    STOP.store(true, Ordering::SeqCst);
}

/// Returns whether everything that runs has been asked to stop. Engines poll this.
#[inline]
pub fn stop_requested() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// Takes the request, so that of two engines that poll only one raises it.
pub fn take_stop() -> bool {
    STOP.swap(false, Ordering::SeqCst)
}

/// Returns whether a stop was requested since this was asked last, and takes it if no engine has.
pub fn take_request() -> bool {
    // Looked at first: after every evaluation this is asked, and to take costs more than most evaluations.
    if !REQUESTED.load(Ordering::Relaxed) && !stop_requested() {
        return false;
    }
    let requested = REQUESTED.swap(false, Ordering::SeqCst);
    take_stop() || requested
}

/// Says whether anything is being evaluated, i.e. whether there is anything to stop.
pub fn set_evaluating(evaluating: bool) {
    EVALUATING.store(evaluating, Ordering::Release);
}

/// Returns whether anything is being evaluated.
pub fn is_evaluating() -> bool {
    EVALUATING.load(Ordering::Acquire)
}
