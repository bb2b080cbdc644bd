//! Iteration both ways: `for x in foreign`, and arrays as others step through them.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::{Rc, Weak};

use rhai::{Array, Dynamic, EvalAltResult, Position};

use super::container;
use super::convert::{from_value, to_value};
use super::engine::State;
use super::error::Raised;
use super::live::Live;
use super::proxy::Foreign;
use crate::object::{Error, Lang, Object, ObjectRef, Result, Traits, Value};

/// What a `for` loop of Rhai steps through.
type Items = Box<dyn Iterator<Item = Raised<Dynamic>>>;

thread_local! {
    /// The error that a loop without a body passed over.
    static UNSEEN: Cell<Option<Box<Error>>> = const { Cell::new(None) };
}

/// Returns the error that a loop passed over, once.
#[inline]
pub(super) fn take_unseen() -> Option<Box<Error>> {
    UNSEEN.take()
}

/// Steps through a foreign object.
pub(super) fn over(state: &Weak<State>, value: &Dynamic) -> Items {
    let (Some(foreign), Some(state)) = (Foreign::of(value), state.upgrade()) else { return nothing_to_iterate() };
    let mut iterator: Option<ObjectRef> = None;
    let mut failure: Option<Error> = None;
    Box::new(std::iter::from_fn(move || {
        // A loop with a body ends with the error. One without asks for more; what it is given then does
        // not matter, but before it asks again, Rhai looks whether the script has to stop.
        if let Some(error) = failure.take() {
            UNSEEN.set(Some(Box::new(error)));
            return Some(Ok(Dynamic::UNIT));
        }
        let step = state.send(|| {
            let step =
                step(&foreign, &mut iterator).and_then(|item| item.map(|item| from_value(&state, item)).transpose());
            step.inspect_err(|error| failure = Some(error.clone()))
        });
        step.transpose()
    }))
}

/// Fetches an item, with an iterator that is made at the first one.
fn step(foreign: &Foreign, iterator: &mut Option<ObjectRef>) -> Result<Option<Value>> {
    match iterator {
        Some(iterator) => iterator.next(),
        None => iterator.insert(foreign.object().iterate()?).next(),
    }
}

/// Steps through the array that a reference refers to, as it is when the loop begins.
pub(super) fn over_copy(state: &Weak<State>, value: &Dynamic) -> Items {
    let cell = value.read_lock::<Live>().map(|live| live.place().clone());
    let (Some(cell), Some(state)) = (cell, state.upgrade()) else { return nothing_to_iterate() };
    let copy = state.send(|| container::look(&cell, Dynamic::clone));
    match copy.map(Dynamic::into_array) {
        Ok(Ok(array)) => Box::new(array.into_iter().map(|item| Ok(item.flatten()))),
        Ok(Err(_)) => nothing_to_iterate(),
        Err(raised) => Box::new(std::iter::once(Err(raised))),
    }
}

fn nothing_to_iterate() -> Items {
    Box::new(std::iter::once(Err(EvalAltResult::ErrorFor(Position::NONE).into())))
}

/// Collects the items of a foreign object in an array.
pub(super) fn collect(state: &Rc<State>, object: &ObjectRef) -> Result<Dynamic> {
    let iterator = object.iterate()?;
    let mut items = Array::new();
    while let Some(item) = iterator.next()? {
        items.push(from_value(state, item)?);
    }
    Ok(Dynamic::from_array(items))
}

/// Returns the integers of a range, if the value is one.
pub(super) fn range(value: &Dynamic) -> Option<Range<i64>> {
    if let Some(range) = value.read_lock::<Range<i64>>() {
        return Some(range.clone());
    }
    let range = value.read_lock::<std::ops::RangeInclusive<i64>>()?;
    Some(*range.start()..range.end().saturating_add(1))
}

/// Makes an iterator of the items of an array, which may change meanwhile.
pub(super) fn items(state: &Rc<State>, cell: &Dynamic) -> ObjectRef {
    ObjectRef::new(CellItems { state: state.clone(), cell: cell.clone(), next: Cell::new(0) })
}

/// Makes an iterator of values.
pub(super) fn values(lang: Lang, values: impl Iterator<Item = Value> + 'static) -> ObjectRef {
    ObjectRef::new(Values { lang, values: RefCell::new(Box::new(values)) })
}

struct CellItems {
    state: Rc<State>,
    cell: Dynamic,
    next: Cell<i64>,
}

impl Object for CellItems {
    fn type_name(&self) -> String {
        "iterator".to_owned()
    }

    fn lang(&self) -> Lang {
        Lang::Rhai
    }

    fn traits(&self) -> Traits {
        Traits::ITERATOR | Traits::ITERABLE
    }

    fn iterate(&self) -> Result<ObjectRef> {
        let rest = Self { state: self.state.clone(), cell: self.cell.clone(), next: self.next.clone() };
        Ok(ObjectRef::new(rest))
    }

    fn next(&self) -> Result<Option<Value>> {
        self.state.receive(|| {
            let item = container::item(&self.cell, &self.next.get().into())?;
            self.next.set(self.next.get() + 1);
            item.map(|item| to_value(&self.state, item)).transpose()
        })
    }
}

struct Values {
    lang: Lang,
    values: RefCell<Box<dyn Iterator<Item = Value>>>,
}

impl Object for Values {
    fn type_name(&self) -> String {
        "iterator".to_owned()
    }

    fn lang(&self) -> Lang {
        self.lang
    }

    fn traits(&self) -> Traits {
        Traits::ITERATOR
    }

    fn next(&self) -> Result<Option<Value>> {
        Ok(self.values.borrow_mut().next())
    }
}
