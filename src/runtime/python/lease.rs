//! What a Python object holds of ours, which must not leave the host thread.
//!
//! Python may drop its objects on any thread, and may keep them longer than the
//! host lives. A [`Lease`] is read by the host thread of its own time only; if
//! it is dropped elsewhere, its content waits for that thread in a list of
//! strays; if it outlives the host, it is [revoked](Lease::revoke).

use std::cell::{Cell, UnsafeCell};

use parking_lot::Mutex;
use pyo3::prelude::*;

use super::engine;
use crate::object::release;

/// Something that can be let go of in the middle of anything, e.g. by a queue.
pub(super) trait LetGo: 'static {
    /// Gives back what is held, running no foreign code.
    fn let_go(self);
}

thread_local! {
    /// How many readers there are at present.
    static READERS: Cell<usize> = const { Cell::new(0) };
}

/// A value of the host thread, owned by a Python object.
pub(super) struct Lease<T: LetGo> {
    /// The host that it belongs to; 0 when there is nothing to hold any more.
    epoch: Cell<u32>,
    value: UnsafeCell<Option<T>>,
}

// SAFETY: every access to `value` is made by the thread for which `engine::epoch` equals the epoch at
// which the value was stored, i.e. by the thread that stored it. Other threads move it unread, when
// they drop it. `epoch` is only touched with the interpreter's lock.
unsafe impl<T: LetGo> Send for Lease<T> {}
// SAFETY: as above.
unsafe impl<T: LetGo> Sync for Lease<T> {}

impl<T: LetGo> Lease<T> {
    /// Returns a lease of nothing.
    pub(super) const fn empty() -> Self {
        Self { epoch: Cell::new(0), value: UnsafeCell::new(None) }
    }

    /// Returns a lease of `value`. To be called on the host thread.
    pub(super) fn new(value: T) -> Self {
        Self { epoch: Cell::new(engine::epoch()), value: UnsafeCell::new(Some(value)) }
    }

    /// Stores a value where there was none.
    pub(super) fn fill(&self, value: T) {
        if self.epoch.get() == 0 {
            // SAFETY: with epoch 0 nobody reads the value, so no reference to it exists.
            unsafe { *self.value.get() = Some(value) };
            self.epoch.set(engine::epoch());
        }
    }

    /// Reads the value; `None` on another thread, or when it was revoked.
    ///
    /// Python keeps the owner alive meanwhile, as it does for every method that runs.
    #[inline]
    pub(super) fn with<R>(&self, read: impl FnOnce(&T) -> R) -> Option<R> {
        self.try_with(read).ok()
    }

    /// As [`Lease::with`]; what would have read is given back where it may not.
    #[inline]
    pub(super) fn try_with<R, F: FnOnce(&T) -> R>(&self, read: F) -> Result<R, F> {
        let epoch = self.epoch.get();
        if epoch == 0 || epoch != engine::epoch() {
            return Err(read);
        }
        let _reader = Reader::new();
        // SAFETY: this is the thread that stored the value. It is replaced by `fill`, which finds an
        // epoch of 0, and taken by `revoke`, which finds a reader; and the owner outlives the reading.
        match unsafe { (*self.value.get()).as_ref() } {
            Some(value) => Ok(read(value)),
            None => Err(read),
        }
    }

    /// Returns whether there is a value, on whichever thread that is.
    pub(super) fn is_filled(&self) -> bool {
        self.epoch.get() != 0
    }

    /// Lets go of the value; readers find nothing from now on.
    ///
    /// If anything is being read at present, the value is let go of with its owner only.
    pub(super) fn revoke(&self) {
        let epoch = self.epoch.replace(0);
        if READERS.get() == 0 {
            self.take(epoch);
        }
    }

    fn take(&self, epoch: u32) {
        // SAFETY: the callers made sure that there is no reader, and the value is moved out before it
        // is looked at.
        if let Some(value) = unsafe { (*self.value.get()).take() } {
            give_back(epoch, value);
        }
    }
}

impl<T: LetGo> Drop for Lease<T> {
    fn drop(&mut self) {
        self.take(self.epoch.get());
    }
}

/// Counts a reader, until it is dropped.
struct Reader;

impl Reader {
    #[inline]
    fn new() -> Self {
        READERS.set(READERS.get() + 1);
        Self
    }
}

impl Drop for Reader {
    #[inline]
    fn drop(&mut self) {
        READERS.set(READERS.get() - 1);
    }
}

struct Stray(u32, Box<dyn FnOnce()>);

// SAFETY: only the thread of the epoch, which is where the closure's content comes from, calls or
// drops it; other strays are forgotten without a look.
unsafe impl Send for Stray {}

static STRAYS: Mutex<Vec<Stray>> = Mutex::new(Vec::new());

fn give_back<T: LetGo>(epoch: u32, value: T) {
    if epoch == engine::epoch() {
        return value.let_go();
    }
    STRAYS.lock().push(Stray(epoch, Box::new(|| value.let_go())));
    release::flag_strays();
}

/// Fetches what was dropped on other threads. What belonged to an earlier host's thread is abandoned.
pub(super) fn fetch_strays() {
    let strays = std::mem::take(&mut *STRAYS.lock());
    for Stray(epoch, let_go) in strays {
        if epoch == engine::epoch() {
            let_go();
        } else {
            std::mem::forget(let_go);
        }
    }
}

/// Data that the interpreter's lock protects.
pub(super) struct Locked<T>(UnsafeCell<T>);

// SAFETY: reached through `with` only, with the interpreter's lock held.
unsafe impl<T> Sync for Locked<T> {}

impl<T> Locked<T> {
    /// Protects `value`.
    pub(super) const fn new(value: T) -> Self {
        Self(UnsafeCell::new(value))
    }

    /// Works on the data. `work` must be short: it must run no Python code, nor come back here.
    #[inline]
    pub(super) fn with<R>(&self, _py: Python<'_>, work: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: `_py` proves that this thread has the interpreter's lock, which nobody else can have
        // at the same time, and `work` keeps it: so there is no second reference.
        work(unsafe { &mut *self.0.get() })
    }
}

#[cfg(Py_GIL_DISABLED)]
compile_error!("polytarget relies on the interpreter's lock; build it for a Python that has one");
