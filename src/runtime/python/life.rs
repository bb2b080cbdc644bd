//! Whether the instance that an object was made in still runs.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::object::{Error, Fault, Lang, Result};

/// The life of one instance, shared by the handles to objects that it handed out.
#[derive(Debug)]
pub(super) struct Life(Cell<bool>);

thread_local! {
    static CURRENT: RefCell<Rc<Life>> = RefCell::new(Life::begin());
}

/// Makes another life the current one, as long as it exists.
pub(super) struct During(Option<Rc<Life>>);

impl Life {
    /// Returns a new life.
    pub(super) fn begin() -> Rc<Self> {
        Rc::new(Self(Cell::new(true)))
    }

    /// Returns the life of the instance whose code runs.
    #[inline]
    pub(super) fn current() -> Rc<Self> {
        CURRENT.with_borrow(Rc::clone)
    }

    /// Makes objects that are handed out from now on belong to this life.
    #[inline]
    pub(super) fn enter(self: &Rc<Self>) -> During {
        let same = CURRENT.with_borrow(|current| Rc::ptr_eq(current, self));
        During((!same).then(|| CURRENT.replace(Rc::clone(self))))
    }

    /// Ends it: handles answer with an error from now on.
    pub(super) fn end(&self) {
        self.0.set(false);
    }

    /// Refuses when the life has ended.
    #[inline]
    pub(super) fn check(&self) -> Result<()> {
        if self.0.get() { Ok(()) } else { Err(Error::new(Lang::Py, Fault::Gone(Lang::Py))) }
    }
}

impl Drop for During {
    fn drop(&mut self) {
        if let Some(before) = self.0.take() {
            drop(CURRENT.replace(before));
        }
    }
}
