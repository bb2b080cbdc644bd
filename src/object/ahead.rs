//! Items that lie ready.

use std::array;
use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use super::Value;

/// A value that holds nothing: nobody notices when it is read early, or never used.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "as in `Value`")]
pub enum Plain {
    Nothing,
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
}

impl From<Plain> for Value {
    fn from(plain: Plain) -> Self {
        match plain {
            Plain::Nothing => Self::Nothing,
            Plain::Null => Self::Null,
            Plain::Bool(truth) => Self::Bool(truth),
            Plain::Int(number) => Self::Int(number),
            Plain::Float(number) => Self::Float(number),
        }
    }
}

impl Plain {
    /// Returns a value as such, when it holds nothing.
    pub fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Nothing => Self::Nothing,
            Value::Null => Self::Null,
            Value::Bool(truth) => Self::Bool(*truth),
            Value::Int(number) => Self::Int(*number),
            Value::Float(number) => Self::Float(*number),
            Value::Big(_) | Value::Text(_) | Value::Object(_) => return None,
        })
    }
}

/// What an iterator has read ahead of who iterates: what lies here may be taken without a message.
///
/// To ask an owner for one item costs more than most items do. The owner counts whenever something has happened that
/// might make them others; what was read before that is not given out any more.
pub struct Ahead {
    items: OnceCell<Box<[Cell<Plain>; Self::MOST]>>,
    /// Which of them is the next.
    next: Cell<usize>,
    /// How many there are.
    end: Cell<usize>,
    /// The owner's count.
    changes: Rc<Cell<u64>>,
    /// What the count was when the items were read.
    read_at: Cell<u64>,
}

impl Ahead {
    /// How many items are read ahead at most.
    pub const MOST: usize = 32;

    /// Makes a place for items of an owner that counts here what may change them.
    pub fn new(changes: Rc<Cell<u64>>) -> Rc<Self> {
        let read_at = Cell::new(changes.get().wrapping_sub(1));
        Rc::new(Self { items: OnceCell::new(), next: Cell::new(0), end: Cell::new(0), changes, read_at })
    }

    /// Puts items here in the place of those before, and returns how many there was room for. They hold while the
    /// owner's count is `read_at`.
    pub fn fill(&self, items: impl Iterator<Item = Plain>, read_at: u64) -> usize {
        let places = self.items.get_or_init(|| Box::new(array::from_fn(|_| Cell::new(Plain::Nothing))));
        let filled = places.iter().zip(items).map(|(place, item)| place.set(item)).count();
        self.wait(read_at);
        self.end.set(filled);
        filled
    }

    /// Notes that nothing lies ready since the owner's count was `now`.
    pub fn wait(&self, now: u64) {
        self.clear();
        self.read_at.set(now);
    }

    /// Returns whether nothing has happened since items were put here.
    #[inline]
    pub fn holds(&self) -> bool {
        self.read_at.get() == self.changes.get()
    }

    /// Takes the next item, if one lies ready.
    #[inline]
    pub fn take(&self) -> Option<Value> {
        self.take_if(|item| Some(item.into()))
    }

    /// Takes the next item, if one lies ready and is an integer.
    #[inline]
    pub fn take_int(&self) -> Option<i64> {
        self.take_if(|item| match item {
            Plain::Int(number) => Some(number),
            _ => None,
        })
    }

    #[inline]
    fn take_if<T>(&self, look: impl FnOnce(Plain) -> Option<T>) -> Option<T> {
        let next = self.next.get();
        if next >= self.end.get() || !self.holds() {
            return None;
        }
        let item = look(self.items.get()?.get(next)?.get())?;
        self.next.set(next + 1);
        Some(item)
    }

    /// Throws away what nobody has taken, and returns how many items that were.
    pub fn clear(&self) -> usize {
        self.end.replace(0) - self.next.replace(0)
    }
}
