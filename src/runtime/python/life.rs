//! Whether the instance that an object was made in still runs.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::rc::Rc;

use crate::object::{Error, Fault, Lang, Result};

/// The life of one instance, shared by the handles to objects that it handed out.
#[derive(Debug)]
pub(super) struct Life(Cell<bool>);

thread_local! {
    /// Empty until an instance runs something. Never looked into while it is changed.
    static CURRENT: Cell<Option<Rc<Life>>> = const { Cell::new(None) };
    /// The address of the current one, to compare with: most messages find their life there.
    static ADDRESS: Cell<usize> = const { Cell::new(0) };
}

/// Makes another life the current one, as long as it exists. Where nothing ran before, the life stays current.
///
/// Most messages come to the life that is current already; for them, this is found to be empty without a call.
pub(super) struct During(ManuallyDrop<Option<Rc<Life>>>);

impl Life {
    /// Returns a new life.
    pub(super) fn begin() -> Rc<Self> {
        Rc::new(Self(Cell::new(true)))
    }

    /// Returns the life of the instance whose code runs.
    #[inline]
    pub(super) fn current() -> Rc<Self> {
        CURRENT.with(|place| {
            let current = place.take().unwrap_or_else(Self::begin);
            ADDRESS.set(Rc::as_ptr(&current).addr());
            place.set(Some(Rc::clone(&current)));
            current
        })
    }

    /// Makes objects that are handed out from now on belong to this life.
    #[inline]
    pub(super) fn enter(self: &Rc<Self>) -> During {
        let own = Rc::as_ptr(self).addr();
        if ADDRESS.replace(own) == own {
            return During(ManuallyDrop::new(None));
        }
        During(ManuallyDrop::new(CURRENT.replace(Some(Rc::clone(self)))))
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
    #[inline]
    fn drop(&mut self) {
        if let Some(before) = self.0.take() {
            leave(before);
        }
    }
}

/// Makes the life before the current one again.
#[cold]
fn leave(before: Rc<Life>) {
    ADDRESS.set(Rc::as_ptr(&before).addr());
    drop(CURRENT.replace(Some(before)));
}
