//! How the host's own objects print the values in them, which may lead back to them.

use std::cell::RefCell;

use crate::object::{Result, Text};

thread_local! {
    /// What is being printed, outermost first.
    static OPEN: RefCell<Vec<Key>> = const { RefCell::new(Vec::new()) };
}

/// What is not printed within itself: an address, and what is shown of the thing that is there.
type Key = (usize, &'static str);

/// Prints something of a thing, unless that is being printed already: then it is `...`.
///
/// The way back may lead through any language, so that none of them can see that it is one.
pub(super) fn once<T>(thing: *const T, what: &'static str, print: impl FnOnce() -> Result<Text>) -> Result<Text> {
    let key: Key = (thing.addr(), what);
    if OPEN.with_borrow(|open| open.contains(&key)) {
        return Ok("...".into());
    }
    OPEN.with_borrow_mut(|open| open.push(key));
    let _closed = Close;
    print()
}

/// Takes off what was printed last, also when a panic passes.
struct Close;

impl Drop for Close {
    fn drop(&mut self) {
        OPEN.with_borrow_mut(Vec::pop);
    }
}
