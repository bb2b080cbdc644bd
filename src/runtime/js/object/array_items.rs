//! The items of an array in turn.

use std::cell::Cell;
use std::rc::Rc;

use super::super::convert::to_value;
use super::super::engine::{Local, Outcome, Realm};
use super::{JsObject, items};
use crate::object::{Ahead, Lang, Object, ObjectRef, Plain, Result, Traits, Value};

/// How many items are read ahead at first, and at most.
const FEWEST: i64 = 4;
const MOST: i64 = Ahead::MOST.cast_signed() as i64;

/// An iterator that sees what is appended or changed meanwhile, as those at home do.
///
/// To enter the engine costs more than to read an item. So it reads scalars ahead, and forgets them when
/// JavaScript has run since, for only then can the array be another. It stops ahead of what would run code
/// when it is read, an accessor or a trap, and of objects, which would be held for longer than they are used.
/// Where JavaScript runs between any two items, in a loop that calls back, it reads nothing ahead.
pub(super) struct ArrayItems {
    array: JsObject,
    /// The place after the last item that was read.
    place: Cell<i64>,
    /// The length of the array when it was asked last; it may have changed.
    end: Cell<i64>,
    ahead: Rc<Ahead>,
    /// How many items are read ahead.
    eager: Cell<i64>,
}

/// Makes an iterator over an array, which needs no result objects.
pub(super) fn over_array(array: &Local<'_>) -> ObjectRef {
    ObjectRef::new(ArrayItems {
        array: JsObject::new(array.clone()),
        place: Cell::new(0),
        end: Cell::new(0),
        ahead: Ahead::new(Rc::clone(array.realm().engine().rests())),
        eager: Cell::new(0),
    })
}

impl ArrayItems {
    /// Reads the next item, which does not lie ready.
    fn read(&self) -> Result<Option<Value>> {
        self.eager.set(if self.ahead.holds() { (self.eager.get() * 2).clamp(FEWEST, MOST) } else { 0 });
        let place = self.place.get() - self.ahead.clear().cast_signed() as i64;
        self.place.set(place);
        let message = self.array.enter()?;
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
        if self.eager.get() == 0 {
            self.ahead.wait(self.array.handle.realm().engine().rests().get());
        } else if item.as_ref().is_some_and(|item| item.as_object().is_none()) {
            self.read_ahead();
        }
        Ok(item)
    }

    /// Reads what comes next, as far as that runs no code.
    fn read_ahead(&self) {
        let Ok(message) = self.array.enter() else { return };
        let engine = message.realm.engine();
        let (array, place) = (message.object(), self.place.get());
        engine.without_calls(|| {
            // What is there now; a hole or `undefined` beyond it would not be.
            let Ok(length) = array.length() else { return };
            let end = length.min(place.saturating_add(self.eager.get()));
            let items = (place..end).map_while(|index| plain(array.read_index(index), message.realm));
            // The message ends after this. What answers to another language on the way would have run code: then this
            // is not the count any more.
            let count = self.ahead.fill(items, engine.rests().get() + 1);
            self.place.set(place + count.cast_signed() as i64);
        });
    }
}

/// Returns what was read when it may lie ready.
#[inline]
fn plain<'r>(read: Outcome<'r>, realm: &'r Realm) -> Option<Plain> {
    if let Some(number) = read.small_int() {
        return Some(Plain::Int(number.into()));
    }
    if let Some(scalar) = read.scalar(realm) {
        return Plain::of(&to_value(&scalar).ok()?);
    }
    read.forget(realm);
    None
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
        match self.ahead.take() {
            Some(item) => Ok(Some(item)),
            None => self.read(),
        }
    }

    fn ahead(&self) -> Option<Rc<Ahead>> {
        Some(Rc::clone(&self.ahead))
    }
}
