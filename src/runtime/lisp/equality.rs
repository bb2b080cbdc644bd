//! What `equal?` and `eq?` mean.
//!
//! Steel's own take procedures for equal when their code is, which would make
//! one of all foreign ones, and do not know that a record or a box is itself.

use std::cell::RefCell;
use std::rc::Rc;

use steel::SteelVal;

use super::convert::to_value;
use super::engine::Engine;
use super::{callable, proxy, table};
use crate::object::{Lang, ObjectRef, Result};

/// Returns whether two values are the same object, or the same number, character or symbol.
pub(super) fn same(left: &SteelVal, right: &SteelVal) -> bool {
    match (left, right) {
        (SteelVal::CustomStruct(left), SteelVal::CustomStruct(right)) => left.as_ptr() == right.as_ptr(),
        (SteelVal::Closure(left), SteelVal::Closure(right)) => left.as_ptr() == right.as_ptr(),
        (SteelVal::Custom(left), SteelVal::Custom(right)) => left.as_ptr() == right.as_ptr(),
        (SteelVal::BoxedFunction(left), SteelVal::BoxedFunction(right)) => left.as_ptr() == right.as_ptr(),
        (SteelVal::Pair(left), SteelVal::Pair(right)) => left.as_ptr() == right.as_ptr(),
        (SteelVal::HeapAllocated(left), SteelVal::HeapAllocated(right)) => left.as_ptr_usize() == right.as_ptr_usize(),
        (SteelVal::MutableVector(left), SteelVal::MutableVector(right)) => left.as_ptr_usize() == right.as_ptr_usize(),
        (SteelVal::VectorV(_), SteelVal::VectorV(_))
        | (SteelVal::HashMapV(_), SteelVal::HashMapV(_))
        | (SteelVal::HashSetV(_), SteelVal::HashSetV(_)) => left.as_ptr_usize() == right.as_ptr_usize(),
        (SteelVal::StringV(left), SteelVal::StringV(right)) => {
            left.as_ptr() == right.as_ptr() || (left.is_empty() && right.is_empty())
        }
        (SteelVal::ListV(left), SteelVal::ListV(right)) => {
            (left.is_empty() && right.is_empty()) || left.identity_tuple() == right.identity_tuple()
        }
        (SteelVal::NumV(left), SteelVal::NumV(right)) => left.to_bits() == right.to_bits(),
        // Steel would ask the owner of a foreign object.
        (SteelVal::Custom(_) | SteelVal::BoxedIterator(_) | SteelVal::StreamV(_), _) | (_, SteelVal::Custom(_)) => {
            false
        }
        _ => left == right,
    }
}

/// Returns whether two values are equal: containers by what is in them, foreign objects as their owner says.
///
/// Data that contains itself is equal where no difference has been found.
///
/// # Errors
/// What an owner raises when it is asked.
pub(super) fn equal(engine: &Rc<Engine>, left: &SteelVal, right: &SteelVal) -> Result<bool> {
    Comparison { engine, open: Vec::new() }.equal(left, right)
}

thread_local! {
    /// The values about which an owner is being asked, the last one last.
    ///
    /// Not every value of Lisp has an address, so a handle to it may be another one each time that it goes out.
    static ASKED: RefCell<Vec<(SteelVal, (Lang, usize))>> = const { RefCell::new(Vec::new()) };
}

/// Takes the last question back, also when its answer is a panic.
struct Answered;

impl Drop for Answered {
    fn drop(&mut self) {
        // Let go of outside of the borrow.
        let last = ASKED.with_borrow_mut(Vec::pop);
        drop(last);
    }
}

struct Comparison<'a> {
    engine: &'a Rc<Engine>,
    /// The pairs of containers that are being compared.
    open: Vec<(usize, usize)>,
}

impl Comparison<'_> {
    fn equal(&mut self, left: &SteelVal, right: &SteelVal) -> Result<bool> {
        match (left, right) {
            (SteelVal::ListV(left), SteelVal::ListV(right)) => {
                Ok(left.len() == right.len() && self.all(left.iter().zip(right.iter()))?)
            }
            (SteelVal::Pair(left), SteelVal::Pair(right)) => {
                Ok(self.equal(left.car_ref(), right.car_ref())? && self.equal(left.cdr_ref(), right.cdr_ref())?)
            }
            (SteelVal::VectorV(left), SteelVal::VectorV(right)) => {
                Ok(left.len() == right.len() && self.all(left.iter().zip(right.iter()))?)
            }
            (SteelVal::MutableVector(first), SteelVal::MutableVector(second)) => self.within(left, right, |this| {
                let (first, second) = (first.get(), second.get());
                Ok(first.len() == second.len() && this.all(first.iter().zip(&second))?)
            }),
            (SteelVal::HashMapV(left), SteelVal::HashMapV(right)) => {
                let values = left.iter().map(|(key, value)| Some((value, right.get(key)?)));
                match values.collect::<Option<Vec<_>>>() {
                    Some(pairs) if left.len() == right.len() => self.all(pairs.into_iter()),
                    _ => Ok(false),
                }
            }
            (SteelVal::HeapAllocated(first), SteelVal::HeapAllocated(second)) => {
                self.within(left, right, |this| this.equal(&first.get(), &second.get()))
            }
            // An object with members is itself, as it is in other languages; a record is what is in it.
            (SteelVal::CustomStruct(_), SteelVal::CustomStruct(_)) if table::is_object(left) => Ok(same(left, right)),
            (SteelVal::CustomStruct(first), SteelVal::CustomStruct(second))
                if callable::foreign(left).is_none() && callable::foreign(right).is_none() =>
            {
                self.within(left, right, |this| {
                    let fields = |index| (first.get_index(index), second.get_index(index));
                    let pairs = (0..).map(fields).take_while(|(left, right)| left.is_some() || right.is_some());
                    let pairs: Option<Vec<_>> = pairs.map(|(left, right)| left.zip(right)).collect();
                    match pairs {
                        Some(pairs) if first.name() == second.name() => this.all(pairs.into_iter()),
                        _ => Ok(false),
                    }
                })
            }
            _ => Ok(same(left, right) || self.foreign(left, right)?),
        }
    }

    fn all<'v>(&mut self, pairs: impl Iterator<Item = (&'v SteelVal, &'v SteelVal)>) -> Result<bool> {
        for (left, right) in pairs {
            if !self.equal(left, right)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn foreign(&self, left: &SteelVal, right: &SteelVal) -> Result<bool> {
        match (proxy::foreign(left), proxy::foreign(right)) {
            (None, None) => Ok(match (left, right) {
                (SteelVal::Closure(_) | SteelVal::CustomStruct(_), _) => false,
                _ => left == right,
            }),
            (Some(one), Some(other)) => one.equals_either(&other),
            (Some(object), None) => self.ask(&object, right),
            (None, Some(object)) => self.ask(&object, left),
        }
    }

    /// Asks the owner of an object, unless it asks that very question to answer it.
    fn ask(&self, object: &ObjectRef, value: &SteelVal) -> Result<bool> {
        let identity = object.identity();
        let is_open = |(asked, about): &(SteelVal, _)| *about == identity && same(asked, value);
        if ASKED.with_borrow(|asked| asked.iter().any(is_open)) {
            return Ok(false);
        }
        ASKED.with_borrow_mut(|asked| asked.push((value.clone(), identity)));
        let _answered = Answered;
        proxy::equal(object, &to_value(self.engine, value))
    }

    /// Compares what is in two containers, unless that is being done already.
    fn within(
        &mut self,
        left: &SteelVal,
        right: &SteelVal,
        compare: impl FnOnce(&mut Self) -> Result<bool>,
    ) -> Result<bool> {
        let pair = (left.as_ptr_usize().unwrap_or_default(), right.as_ptr_usize().unwrap_or_default());
        if pair.0 == pair.1 || self.open.contains(&pair) {
            return Ok(true);
        }
        self.open.push(pair);
        let equal = compare(self);
        self.open.pop();
        equal
    }
}
