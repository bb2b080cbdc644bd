//! When a proxy lets go of its object.
//!
//! A finalizer runs at a time its engine chooses: inside a collector, in the
//! middle of a call, on another thread. Letting go of a foreign object there
//! would run foreign code (a `__del__`) under the feet of that engine. So a
//! finalizer only puts the reference into a queue ([`later`]), and the queue is
//! emptied at the next border ([`point`]), where every engine expects calls.
//! A reference that a border drops itself needs no queue.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, Ordering};

use super::ObjectRef;

thread_local! {
    static QUEUE: RefCell<Vec<ObjectRef>> = const { RefCell::new(Vec::new()) };
    static PENDING: Cell<bool> = const { Cell::new(false) };
    static STRAY_SOURCE: Cell<Option<fn()>> = const { Cell::new(None) };
}

/// Set from any thread when a proxy was dropped away from the host thread.
static STRAYS: AtomicBool = AtomicBool::new(false);

/// Keeps a reference until the next border. To be called by finalizers, on the host thread.
pub fn later(object: ObjectRef) {
    // At thread exit the queue may be gone: then the engines are too, and the count is let go of at once.
    let _gone = QUEUE.try_with(|queue| {
        queue.borrow_mut().push(object);
        PENDING.set(true);
    });
}

/// Keeps a reference until the next border if it is the last one to its object. Others are given back at
/// once, which runs nothing. The finalizer must hold no other count that it gives back itself.
#[inline]
pub fn later_if_last(object: ObjectRef) {
    if object.holders() == 1 {
        later(object);
    }
}

/// Lets go of what finalizers queued. Every border calls this when its message is done.
#[inline]
pub fn point() {
    if PENDING.get() || STRAYS.load(Ordering::Relaxed) {
        drain();
    }
}

/// Says, from any thread, that proxies were dropped away from the host thread.
pub fn flag_strays() {
    STRAYS.store(true, Ordering::Relaxed);
}

/// Registers what fetches proxies that were dropped away from the host thread, and passes them to [`later`].
pub fn set_stray_source(fetch: fn()) {
    STRAY_SOURCE.set(Some(fetch));
}

#[cold]
fn drain() {
    if STRAYS.swap(false, Ordering::Acquire)
        && let Some(fetch) = STRAY_SOURCE.get()
    {
        fetch();
    }
    // A release may run code that queues more, also by a nested border; each batch is taken out first.
    while PENDING.replace(false) {
        let mut batch = QUEUE.take();
        batch.clear();
        // Its room serves again.
        QUEUE.with_borrow_mut(|queue| {
            if queue.capacity() == 0 {
                *queue = batch;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::object::Object;

    /// Queues another object when it is let go, as a `__del__` might.
    struct Chain(Rc<Cell<usize>>, usize);

    impl Object for Chain {
        fn type_name(&self) -> String {
            "chain".to_owned()
        }
    }

    impl Drop for Chain {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
            if self.1 > 0 {
                later(ObjectRef::new(Chain(self.0.clone(), self.1 - 1)));
            }
        }
    }

    #[test]
    fn what_others_hold_is_given_back_at_once() {
        let dropped = Rc::new(Cell::new(0));
        let object = ObjectRef::new(Chain(dropped.clone(), 0));
        later_if_last(object.clone());
        assert_eq!(object.holders(), 1);
        later_if_last(object);
        assert_eq!(dropped.get(), 0);
        point();
        assert_eq!(dropped.get(), 1);
    }

    #[test]
    fn nothing_is_let_go_before_the_next_border() {
        let dropped = Rc::new(Cell::new(0));
        later(ObjectRef::new(Chain(dropped.clone(), 2)));
        assert_eq!(dropped.get(), 0);
        point();
        assert_eq!(dropped.get(), 3);
    }
}
