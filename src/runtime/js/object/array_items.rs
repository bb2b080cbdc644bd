//! The items of an array in turn.

use std::cell::{Cell, RefCell};

use super::super::convert::to_value;
use super::super::engine::{Local, Scalar};
use super::{JsObject, items};
use crate::object::{Lang, Object, ObjectRef, Result, Traits, Value};

/// How many items are read at once.
const AHEAD: i64 = 32;

/// An iterator that sees what is appended or changed meanwhile, as those at home do.
///
/// To enter the engine costs more than to read an item. So it reads scalars ahead, and forgets them when
/// JavaScript has run since, for only then can the array be another. It stops ahead of what would run code
/// when it is read, an accessor or a trap, and of objects, which would be held for longer than they are used.
pub(super) struct ArrayItems {
    array: JsObject,
    /// Where the next item is.
    place: Cell<i64>,
    /// The length of the array when it was asked last; it may have changed.
    end: Cell<i64>,
    /// The items from `place` on, the last one first.
    ahead: RefCell<Vec<Scalar>>,
    /// How often JavaScript had come to rest when they were read.
    rests: Cell<u64>,
}

/// Makes an iterator over an array, which needs no result objects.
pub(super) fn over_array(array: &Local<'_>) -> ObjectRef {
    ObjectRef::new(ArrayItems {
        array: JsObject::new(array.clone()),
        place: Cell::new(0),
        end: Cell::new(0),
        ahead: RefCell::default(),
        rests: Cell::new(0),
    })
}

impl ArrayItems {
    /// Returns the next item if it was read ahead, and is still what was read.
    #[inline]
    fn known(&self) -> Option<Scalar> {
        let realm = self.array.handle.realm();
        if self.rests.get() != realm.engine().rests() || realm.is_stopped() {
            return None;
        }
        let item = self.ahead.borrow_mut().pop();
        if item.is_some() {
            self.place.set(self.place.get() + 1);
        }
        item
    }

    fn read(&self) -> Result<Option<Value>> {
        let message = self.array.enter()?;
        let place = self.place.get();
        if place >= self.end.get() {
            self.end.set(message.object().length()?);
            if place >= self.end.get() {
                self.place.set(i64::MAX);
                return message.find(|_, _| Ok(None));
            }
        }
        self.place.set(place + 1);
        let read = message.object().read_index(place);
        let item = message.found(read, |array, item| {
            let item = items::element(array, place, item)?;
            if item.is_none() {
                self.place.set(i64::MAX);
            }
            Ok(item)
        })?;
        if item.as_ref().is_some_and(|item| item.as_object().is_none()) {
            self.read_ahead();
        }
        Ok(item)
    }

    /// Reads what comes next, as far as that runs no code.
    fn read_ahead(&self) {
        let Ok(message) = self.array.enter() else { return };
        let engine = message.realm.engine();
        // What answers to another language on the way would have run code: then this is not the count any more.
        self.rests.set(engine.rests() + 1);
        let (array, place) = (message.object(), self.place.get());
        let mut ahead = self.ahead.borrow_mut();
        ahead.clear();
        engine.without_calls(|| {
            // What is there now; a hole or `undefined` beyond it would not be.
            let Ok(length) = array.length() else { return };
            for index in place..length.min(place.saturating_add(AHEAD)) {
                let read = array.read_index(index);
                let Some(item) = read.scalar() else {
                    read.forget(message.realm);
                    break;
                };
                ahead.push(item);
            }
        });
        ahead.reverse();
    }
}

impl Object for ArrayItems {
    fn type_name(&self) -> String {
        "Array Iterator".to_owned()
    }

    fn lang(&self) -> Lang {
        Lang::Js
    }

    fn traits(&self) -> Traits {
        Traits::ITERATOR | Traits::ITERABLE
    }

    fn next(&self) -> Result<Option<Value>> {
        let Some(item) = self.known() else { return self.read() };
        match item.small_int() {
            Some(number) => Ok(Some(Value::Int(number.into()))),
            None => to_value(&item.local(self.array.handle.realm())).map(Some),
        }
    }
}
