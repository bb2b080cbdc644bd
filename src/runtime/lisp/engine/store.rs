//! Values that are held outside of Steel's own stack and globals.
//!
//! A `SteelVal` of a box or a mutable vector is a weak reference into a heap
//! that Steel collects; whatever can lead to one must be rooted while it is held.

use std::cell::RefCell;

use steel::gc::Gc;
use steel::{RootedSteelVal, SteelVal};

use crate::runtime::lisp::{callable, table};

/// A value that stays what it is, however often Steel collects.
pub(in crate::runtime::lisp) struct Held {
    value: SteelVal,
    /// What keeps Steel from collecting it.
    root: Option<RootedSteelVal>,
}

impl Held {
    /// Returns the value.
    pub(in crate::runtime::lisp) fn value(&self) -> &SteelVal {
        &self.value
    }
}

/// Holds a value.
pub(in crate::runtime::lisp) fn held(value: SteelVal) -> Held {
    Held { root: rooted(&value), value }
}

/// Roots a value, unless nothing in it can be collected.
pub(super) fn rooted(value: &SteelVal) -> Option<RootedSteelVal> {
    can_lead_to_a_cell(value).then(|| value.as_rooted())
}

/// Up to this many elements, a list is looked through.
const FEW: usize = 4;

/// Returns whether something in a value can be collected.
fn can_lead_to_a_cell(value: &SteelVal) -> bool {
    match value {
        SteelVal::Closure(closure) => closure.captures().iter().any(can_lead_to_a_cell),
        // To look through a long list costs more than a root.
        SteelVal::ListV(list) => list.len() > FEW || list.iter().any(can_lead_to_a_cell),
        SteelVal::CustomStruct(_) => callable::foreign(value).is_none(),
        SteelVal::VectorV(_)
        | SteelVal::HashMapV(_)
        | SteelVal::HashSetV(_)
        | SteelVal::IterV(_)
        | SteelVal::ReducerV(_)
        | SteelVal::StreamV(_)
        | SteelVal::ContinuationFunction(_)
        | SteelVal::Pair(_)
        | SteelVal::MutableVector(_)
        | SteelVal::BoxedIterator(_)
        | SteelVal::SyntaxObject(_)
        | SteelVal::Boxed(_)
        | SteelVal::HeapAllocated(_) => true,
        // Numbers, text and native functions; and our own custom types, which root what they hold.
        _ => false,
    }
}

/// A place in a [`Store`].
#[derive(Clone, Copy, Debug)]
pub(in crate::runtime::lisp) struct Slot(usize);

/// The values that handles stand for, in one place, so that stopping an instance can let go of all at once.
#[derive(Default)]
pub(in crate::runtime::lisp) struct Store(RefCell<Slots>);

#[derive(Default)]
struct Slots {
    values: Vec<Option<Held>>,
    free: Vec<usize>,
}

impl Store {
    /// Takes a value in.
    pub(in crate::runtime::lisp) fn insert(&self, value: SteelVal) -> Slot {
        let value = Some(held(value));
        let mut slots = self.0.borrow_mut();
        if let Some(index) = slots.free.pop() {
            slots.values[index] = value;
            return Slot(index);
        }
        slots.values.push(value);
        Slot(slots.values.len() - 1)
    }

    /// Returns a value; `None` once everything was let go of.
    pub(in crate::runtime::lisp) fn get(&self, slot: Slot) -> Option<SteelVal> {
        self.0.borrow().values.get(slot.0)?.as_ref().map(|held| held.value.clone())
    }

    /// Lets go of a value.
    pub(in crate::runtime::lisp) fn remove(&self, slot: Slot) {
        let value = {
            let mut slots = self.0.borrow_mut();
            let value = slots.values.get_mut(slot.0).and_then(Option::take);
            if value.is_some() {
                slots.free.push(slot.0);
            }
            value
        };
        // Outside the borrow: dropping a value may drop proxies.
        if let Some(Held { value, root }) = value {
            drop(root);
            table::let_go(&value);
        }
    }

    /// Lets go of all values.
    pub(super) fn clear(&self) {
        let values = self.0.take();
        drop(values);
    }
}

/// Returns the address of the native object behind a value, where it has one that stays the same.
pub(in crate::runtime::lisp) fn address(value: &SteelVal) -> Option<usize> {
    match value {
        // A list may begin in the middle of a chunk that it shares with others. What is made of both
        // is no address of anything: those end far below the highest bit.
        SteelVal::ListV(list) => {
            let (chunk, index) = list.identity_tuple();
            (!list.is_empty()).then_some(!(usize::MAX >> 1) | chunk << 12 | index)
        }
        SteelVal::FuncV(function) => Some(*function as usize),
        SteelVal::MutFunc(function) => Some(*function as usize),
        SteelVal::BuiltIn(function) => Some(*function as usize),
        SteelVal::BoxedFunction(function) => Some(Gc::as_ptr(function).addr()),
        SteelVal::BigRational(number) => Some(Gc::as_ptr(number).addr()),
        SteelVal::Complex(number) => Some(Gc::as_ptr(number).addr()),
        SteelVal::StreamV(stream) => Some(Gc::as_ptr(stream).addr()),
        SteelVal::IntV(_) | SteelVal::StringV(_) => None,
        other => other.as_ptr_usize(),
    }
}
