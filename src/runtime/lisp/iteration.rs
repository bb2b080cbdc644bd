//! Walks through the elements of a Lisp value, for other languages.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use steel::SteelVal;

use super::convert::to_value;
use super::data;
use super::engine::{Engine, Held, held};
use crate::object::{Lang, Object, ObjectRef, Result, Traits, Value};

/// Returns an object that goes through the elements of a value.
pub(super) fn iterate(engine: &Rc<Engine>, value: &SteelVal, traits: Traits) -> Result<ObjectRef> {
    if !traits.contains(Traits::ITERABLE) {
        return Err(data::unsupported("iterate", value));
    }
    let items = match value {
        SteelVal::MutableVector(_) => Items::Live(Cell::new(0)),
        other => Items::Fixed(RefCell::new(data::elements(engine, other)?.into_iter())),
    };
    Ok(ObjectRef::new(Iteration { engine: engine.clone(), over: held(value.clone()), items }))
}

/// A walk through the elements of a value, which keeps the value alive.
struct Iteration {
    engine: Rc<Engine>,
    over: Held,
    items: Items,
}

enum Items {
    /// The elements of something that does not change; the value that is held keeps them alive.
    Fixed(RefCell<std::vec::IntoIter<SteelVal>>),
    /// The next index of a vector, which may grow meanwhile.
    Live(Cell<usize>),
}

impl Object for Iteration {
    fn type_name(&self) -> String {
        "iteration".to_owned()
    }

    fn lang(&self) -> Lang {
        Lang::Lisp
    }

    fn traits(&self) -> Traits {
        Traits::ITERATOR | Traits::ITERABLE
    }

    fn next(&self) -> Result<Option<Value>> {
        self.engine.check_alive()?;
        let next = match &self.items {
            Items::Fixed(items) => items.borrow_mut().next(),
            Items::Live(index) => {
                let at = index.replace(index.get() + 1);
                data::item(&self.engine, self.over.value(), &SteelVal::IntV(at.cast_signed()))?
            }
        };
        Ok(next.map(|value| to_value(&self.engine, &value)))
    }
}
