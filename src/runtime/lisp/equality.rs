//! What `equal?` and `eq?` mean.
//!
//! Steel's own take procedures for equal when their code is, which would make
//! one of all foreign ones, and do not know that a record or a box is itself.

use std::rc::Rc;

use steel::SteelVal;

use super::convert::to_value;
use super::engine::Engine;
use super::{callable, proxy, table};

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
        (SteelVal::BoxedIterator(_) | SteelVal::StreamV(_), _) => false,
        _ => left == right,
    }
}

/// Returns whether two values are equal: containers by what is in them, foreign objects as their owner says.
///
/// Data that contains itself is equal where no difference has been found.
pub(super) fn equal(engine: &Rc<Engine>, left: &SteelVal, right: &SteelVal) -> bool {
    Comparison { engine, open: Vec::new() }.equal(left, right)
}

struct Comparison<'a> {
    engine: &'a Rc<Engine>,
    /// The pairs of containers that are being compared.
    open: Vec<(usize, usize)>,
}

impl Comparison<'_> {
    fn equal(&mut self, left: &SteelVal, right: &SteelVal) -> bool {
        match (left, right) {
            (SteelVal::ListV(left), SteelVal::ListV(right)) => {
                left.len() == right.len() && left.iter().zip(right.iter()).all(|(left, right)| self.equal(left, right))
            }
            (SteelVal::Pair(left), SteelVal::Pair(right)) => {
                self.equal(left.car_ref(), right.car_ref()) && self.equal(left.cdr_ref(), right.cdr_ref())
            }
            (SteelVal::VectorV(left), SteelVal::VectorV(right)) => {
                left.len() == right.len() && left.iter().zip(right.iter()).all(|(left, right)| self.equal(left, right))
            }
            (SteelVal::MutableVector(first), SteelVal::MutableVector(second)) => self.within(left, right, |this| {
                let (first, second) = (first.get(), second.get());
                first.len() == second.len() && first.iter().zip(&second).all(|(left, right)| this.equal(left, right))
            }),
            (SteelVal::HeapAllocated(first), SteelVal::HeapAllocated(second)) => {
                self.within(left, right, |this| this.equal(&first.get(), &second.get()))
            }
            // An object with members is itself, as it is in other languages; a record is what is in it.
            (SteelVal::CustomStruct(_), SteelVal::CustomStruct(_)) if table::is_object(left) => same(left, right),
            (SteelVal::CustomStruct(first), SteelVal::CustomStruct(second))
                if callable::foreign(left).is_none() && callable::foreign(right).is_none() =>
            {
                self.within(left, right, |this| {
                    let fields = |index| (first.get_index(index), second.get_index(index));
                    let mut pairs = (0..).map(fields).take_while(|(left, right)| left.is_some() || right.is_some());
                    first.name() == second.name()
                        && pairs.all(|pair| matches!(pair, (Some(left), Some(right)) if this.equal(left, right)))
                })
            }
            _ => same(left, right) || self.foreign(left, right),
        }
    }

    fn foreign(&self, left: &SteelVal, right: &SteelVal) -> bool {
        match (proxy::foreign(left), proxy::foreign(right)) {
            (None, None) => match (left, right) {
                (SteelVal::Closure(_) | SteelVal::CustomStruct(_), _) => false,
                _ => left == right,
            },
            (Some(object), _) => proxy::equal(&object, &to_value(self.engine, right)),
            (None, Some(object)) => proxy::equal(&object, &to_value(self.engine, left)),
        }
    }

    /// Compares what is in two containers, unless that is being done already.
    fn within(&mut self, left: &SteelVal, right: &SteelVal, compare: impl FnOnce(&mut Self) -> bool) -> bool {
        let pair = (left.as_ptr_usize().unwrap_or_default(), right.as_ptr_usize().unwrap_or_default());
        if pair.0 == pair.1 || self.open.contains(&pair) {
            return true;
        }
        self.open.push(pair);
        let equal = compare(self);
        self.open.pop();
        equal
    }
}
