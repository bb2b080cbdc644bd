//! The globals of instances that were stopped from within: they are forgotten once no call needs them.

use std::cell::RefCell;

use pyo3::prelude::*;
use pyo3::types::PyDict;

thread_local! {
    static WAITING: RefCell<Vec<Py<PyDict>>> = const { RefCell::new(Vec::new()) };
}

/// Forgets the globals of an instance: now, or if a function of it is running, when that has ended.
pub(super) fn forget(globals: &Bound<'_, PyDict>) {
    WAITING.with_borrow_mut(|waiting| waiting.push(globals.clone().unbind()));
    sweep(globals.py());
}

/// Forgets the globals that waited, except those of functions that are running.
pub(super) fn sweep(py: Python<'_>) {
    if WAITING.with_borrow(Vec::is_empty) {
        return;
    }
    let running = running(py).unwrap_or_default();
    let is_running = |globals: &Py<PyDict>| running.iter().any(|used| used.is(globals));
    let ended: Vec<_> =
        WAITING.with_borrow_mut(|waiting| waiting.extract_if(.., |globals| !is_running(globals)).collect());
    for globals in ended {
        // This may run finalizers, which may stop another instance.
        globals.bind(py).clear();
    }
}

/// Returns the globals of the functions that run on this thread.
fn running(py: Python<'_>) -> PyResult<Vec<Bound<'_, PyAny>>> {
    let mut globals = Vec::new();
    let mut frame = py.import("sys")?.getattr("_current_frames")?.call0()?.get_item(thread(py)?)?;
    while !frame.is_none() {
        globals.push(frame.getattr("f_globals")?);
        frame = frame.getattr("f_back")?;
    }
    Ok(globals)
}

fn thread(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    py.import("_thread")?.getattr("get_ident")?.call0()
}
