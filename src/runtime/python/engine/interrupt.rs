//! Stopping what Python runs, without taking the process's signal handler.
//!
//! A [waker] trips Python's SIGINT from another thread, as Ctrl-C would. What
//! Python calls then is [our handler](interrupted), which raises
//! `KeyboardInterrupt` only if the request still stands: when JavaScript, in
//! whose loop Python was called, took it first, nobody is interrupted twice.
//! The handler at the level of C stays the process's own. A sleep or a read is
//! woken by a second signal, that nothing else listens to.

use std::ffi::c_int;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::runtime::limits;

/// Whether a waker tripped the signal, as opposed to Python's own `interrupt_main`.
static WOKEN: AtomicBool = AtomicBool::new(false);

/// What ends a blocking system call of the host thread. Its default is to do nothing.
const NUDGE: c_int = libc::SIGURG;

/// Makes `KeyboardInterrupt` possible. To be called once, on Python's main thread.
pub(super) fn install(py: Python<'_>) -> PyResult<()> {
    let handler = wrap_pyfunction!(interrupted, py)?;
    let mut before = action(libc::SIG_DFL);
    // SAFETY: only reads the present handler, into a structure of ours.
    unsafe { libc::sigaction(libc::SIGINT, ptr::null(), &raw mut before) };
    py.import("_signal")?.getattr("signal")?.call1((libc::SIGINT, handler))?;
    let nudge = action(on_nudge as *const () as libc::sighandler_t);
    // SAFETY: the first puts back what was there; the second installs a function that does nothing,
    // which is safe in a signal handler. Without `SA_RESTART` the interrupted call returns.
    unsafe {
        libc::sigaction(libc::SIGINT, &raw const before, ptr::null_mut());
        libc::sigaction(NUDGE, &raw const nudge, ptr::null_mut());
    }
    Ok(())
}

/// Returns what wakes this thread's Python from any thread.
pub(in crate::runtime::python) fn waker() -> Box<dyn Fn() + Send> {
    // SAFETY: always succeeds. The thread outlives the waker: the host drops its wakers first.
    let host = unsafe { libc::pthread_self() };
    Box::new(move || {
        WOKEN.store(true, Ordering::SeqCst);
        // SAFETY: documented to need neither the lock nor a thread state.
        unsafe { ffi::PyErr_SetInterruptEx(libc::SIGINT) };
        // SAFETY: `host` is alive, as said above, and handles this signal by doing nothing.
        unsafe { libc::pthread_kill(host, NUDGE) };
    })
}

/// Forgets a request that nobody took.
pub(in crate::runtime::python) fn settle(py: Python<'_>) {
    if WOKEN.load(Ordering::SeqCst) {
        limits::take_stop();
        // Runs our handler, which finds nothing to do. Another signal's handler may raise: too late for anybody.
        if let Err(error) = py.check_signals() {
            error.write_unraisable(py, None);
        }
        WOKEN.store(false, Ordering::SeqCst);
    }
}

/// What Python calls for SIGINT.
#[pyfunction]
#[pyo3(signature = (*_signal_and_frame))]
fn interrupted(_signal_and_frame: &Bound<'_, PyTuple>) -> PyResult<()> {
    if WOKEN.swap(false, Ordering::SeqCst) && !limits::take_stop() {
        return Ok(());
    }
    Err(PyKeyboardInterrupt::new_err(()))
}

extern "C" fn on_nudge(_: c_int) {}

fn action(handler: libc::sighandler_t) -> libc::sigaction {
    // SAFETY: all-zero bytes are a valid `sigaction`: an empty mask and no flags.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = handler;
    action
}
