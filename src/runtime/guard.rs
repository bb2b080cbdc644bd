//! A panic at the border becomes an error.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::object::{Error, Fault, Lang, Result};

thread_local! {
    static GUARDED: Cell<usize> = const { Cell::new(0) };
    static MESSAGE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs the work of a border crossing; a panic in it becomes a [`Fault::Bug`].
///
/// Unwinding through an engine's C frames would be undefined, so every function
/// that an engine calls goes through here.
///
/// # Errors
/// What `work` returns, or the bug.
#[inline]
pub fn guarded<T>(lang: Lang, work: impl FnOnce() -> Result<T>) -> Result<T> {
    GUARDED.set(GUARDED.get() + 1);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(GUARDED.get() - 1);
    outcome.unwrap_or_else(|payload| Err(bug(lang, &*payload)))
}

/// Keeps panics that [`guarded`] catches from being printed; others are printed as before.
pub fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if GUARDED.get() == 0 {
                return before(info);
            }
            let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
            MESSAGE.replace(Some(format!("{}{place}", text(info.payload()))));
        }));
    });
}

#[cold]
fn bug(lang: Lang, payload: &(dyn Any + Send)) -> Error {
    let message = MESSAGE.take().unwrap_or_else(|| text(payload));
    Error::new(lang, Fault::Bug(message))
}

fn text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".to_owned())
}
