//! Stopping what Python runs, without taking the process's signal handler.
//!
//! A [waker] sends the host thread a signal of its own, which ends a sleep or a
//! read, and whose handler trips Python's SIGINT: Python only looks up when that
//! happens on its main thread. What Python calls then is [our function](interrupted),
//! which raises `KeyboardInterrupt` only if the request still stands: when
//! JavaScript, in whose loop Python was called, took it first, nobody is
//! interrupted twice. The handler of SIGINT itself stays the process's own.
//!
//! A later host may live on another thread than the one that Python was started
//! on, which Python lets handle no signals. There the exception is sent to the
//! thread itself, once for each request.

use std::ffi::c_int;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ThreadId};

use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::posts;
use crate::runtime::limits;

/// Whether a waker tripped the signal, as opposed to Python's own `interrupt_main`.
static WOKEN: AtomicBool = AtomicBool::new(false);

/// Whether another thread wants something of the host thread.
static KNOCKED: AtomicBool = AtomicBool::new(false);

/// The thread that Python lets handle signals.
static MAIN: OnceLock<ThreadId> = OnceLock::new();

/// What the host thread is sent. Without a handler it does nothing.
const NUDGE: c_int = libc::SIGURG;

/// Makes `KeyboardInterrupt` possible. To be called once, on Python's main thread.
pub(super) fn install(py: Python<'_>) -> PyResult<()> {
    MAIN.get_or_init(|| thread::current().id());
    let handler = wrap_pyfunction!(interrupted, py)?;
    let mut before = action(libc::SIG_DFL);
    // SAFETY: only reads the present handler, into a structure of ours.
    unsafe { libc::sigaction(libc::SIGINT, ptr::null(), &raw mut before) };
    let signal = py.import("_signal")?.getattr("signal")?;
    signal.call1((libc::SIGINT, handler))?;
    signal.call1((NUDGE, wrap_pyfunction!(posts::answer, py)?))?;
    let nudge = action(on_nudge as *const () as libc::sighandler_t);
    // SAFETY: the first puts back what was there; the second installs a function that does what
    // Python's own handlers do. Without `SA_RESTART` the interrupted call returns.
    unsafe {
        libc::sigaction(libc::SIGINT, &raw const before, ptr::null_mut());
        libc::sigaction(NUDGE, &raw const nudge, ptr::null_mut());
    }
    Ok(())
}

/// Returns what wakes this thread's Python from any thread.
pub(in crate::runtime::python) fn waker() -> Box<dyn Fn() + Send> {
    // SAFETY: both always succeed. The thread outlives the waker: the host drops its wakers first.
    let (host, ident) = unsafe { (libc::pthread_self(), ffi::PyThread_get_thread_ident()) };
    let is_main = is_main();
    Box::new(move || {
        if !WOKEN.swap(true, Ordering::SeqCst) && !is_main {
            Python::attach(|py| {
                let exception = py.get_type::<PyKeyboardInterrupt>();
                // SAFETY: the lock is held; the thread's state takes a count of the class.
                unsafe { ffi::PyThreadState_SetAsyncExc(ident.cast_signed(), exception.as_ptr()) };
            });
        }
        // SAFETY: `host` is alive, as said above, and handles this signal with `on_nudge`.
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

/// Returns whether Python lets this thread handle signals.
pub(super) fn is_main() -> bool {
    MAIN.get() == Some(&thread::current().id())
}

/// Has the host thread look whether another thread wants something of it.
pub(super) fn knock(host: libc::pthread_t) {
    KNOCKED.store(true, Ordering::SeqCst);
    // SAFETY: the caller vouches that the thread is alive; it handles this signal with `on_nudge`.
    unsafe { libc::pthread_kill(host, NUDGE) };
}

extern "C" fn on_nudge(_: c_int) {
    if KNOCKED.swap(false, Ordering::SeqCst) {
        // SAFETY: as below.
        unsafe { ffi::PyErr_SetInterruptEx(NUDGE) };
    }
    if WOKEN.load(Ordering::SeqCst) {
        // SAFETY: documented to need neither the lock nor a thread state; it sets two flags.
        unsafe { ffi::PyErr_SetInterruptEx(libc::SIGINT) };
    }
}

fn action(handler: libc::sighandler_t) -> libc::sigaction {
    // SAFETY: all-zero bytes are a valid `sigaction`: an empty mask and no flags.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = handler;
    action
}
