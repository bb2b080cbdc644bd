//! Items that lie ready.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::Value;

/// What an iterator has read ahead of who iterates: what lies here may be taken without a message.
///
/// To ask an owner for one item costs more than most items do. The owner counts whenever something has happened that
/// might make them others; what was read before that is not given out any more.
///
/// Only scalars lie here, of which nobody notices that they were read early.
pub struct Ahead {
    items: RefCell<Vec<Value>>,
    /// How many of them have been taken.
    taken: Cell<usize>,
    /// The owner's count.
    changes: Rc<Cell<u64>>,
    /// What the count was when the items were read.
    read_at: Cell<u64>,
}

impl Ahead {
    /// Makes a place for items of an owner that counts here what may change them.
    pub fn new(changes: Rc<Cell<u64>>) -> Rc<Self> {
        let never = changes.get().wrapping_sub(1);
        Rc::new(Self { items: RefCell::default(), taken: Cell::new(0), changes, read_at: Cell::new(never) })
    }

    /// Has items put here, which hold while the owner's count is `read_at`.
    pub fn fill(&self, read_at: u64, read: impl FnOnce(&mut Vec<Value>)) {
        self.clear();
        read(&mut self.items.borrow_mut());
        self.read_at.set(read_at);
    }

    /// Returns whether nothing has happened since items were put here.
    #[inline]
    pub fn holds(&self) -> bool {
        self.read_at.get() == self.changes.get()
    }

    /// Takes the next item, if one lies ready.
    #[inline]
    pub fn take(&self) -> Option<Value> {
        self.take_if(|item| Some(item.clone()))
    }

    /// Takes the next item, if one lies ready and is an integer.
    #[inline]
    pub fn take_int(&self) -> Option<i64> {
        self.take_if(Value::as_int)
    }

    #[inline]
    fn take_if<T>(&self, look: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        if !self.holds() {
            return None;
        }
        let taken = self.taken.get();
        let item = look(self.items.try_borrow().ok()?.get(taken)?)?;
        self.taken.set(taken + 1);
        Some(item)
    }

    /// Throws away what nobody has taken, and returns how many items that were.
    pub fn clear(&self) -> usize {
        let mut items = self.items.borrow_mut();
        let left = items.len() - self.taken.replace(0);
        items.clear();
        left
    }
}
