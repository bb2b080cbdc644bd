//! Foreign callables as procedures.
//!
//! A procedure that may call foreign code must be a built-in one, for only that is given a context
//! to [lend](super::engine); and a built-in procedure is a bare function pointer, which cannot know
//! what it stands for. A closure over one can, but before a closure of any number of arguments runs,
//! Steel makes a list of them, which costs more than all the rest of a call.
//!
//! So there are [`PLACES`] built-in procedures which differ in a number only: the place of their
//! callable in a table. A callable takes a free place while its proxy lives; if there is none left,
//! a closure does the same more slowly. Either is a field of a record, whose type tells Steel to
//! apply that field; the other field is the [`Callee`], by which the record is recognised.

use std::cell::RefCell;
use std::rc::Rc;

use steel::SteelVal;
use steel::gc::ShareableMut;
use steel::rvals::{Custom, CustomType, IntoSteelVal, as_underlying_type};

use super::convert::{to_lisp, to_value};
use super::engine::{Engine, procedure};
use super::procedures::Split;
use super::proxy::Foreign;
use crate::object::{Args, Object, ObjectRef, Result, Value};

/// How many callables may have a procedure of their own at a time.
const PLACES: usize = ROW * ROW;
const ROW: usize = 16;

/// The foreign object behind a procedure. No program ever gets to see one.
pub(super) struct Callee {
    foreign: Foreign,
    place: Option<usize>,
}

impl Custom for Callee {
    fn equality_hint(&self, other: &dyn CustomType) -> bool {
        as_underlying_type::<Self>(other).is_some_and(|other| self.foreign.object().is(other.foreign.object()))
    }
}

impl Drop for Callee {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            // At thread exit the table may be gone. The object lives on: `foreign` has a count of its own.
            let _gone = TABLE.try_with(|table| table.borrow_mut().leave(place));
        }
    }
}

/// Which callable has which place.
#[derive(Default)]
struct Table {
    objects: Vec<Option<ObjectRef>>,
    free: Vec<usize>,
}

thread_local! {
    static TABLE: RefCell<Table> = RefCell::default();
}

impl Table {
    fn take(&mut self, object: &ObjectRef) -> Option<usize> {
        if let Some(place) = self.free.pop() {
            self.objects[place] = Some(object.clone());
            return Some(place);
        }
        (self.objects.len() < PLACES).then(|| {
            self.objects.push(Some(object.clone()));
            self.objects.len() - 1
        })
    }

    fn leave(&mut self, place: usize) {
        self.objects[place] = None;
        self.free.push(place);
    }
}

/// Makes the procedure that stands for a foreign callable.
pub(super) fn make(engine: &Rc<Engine>, foreign: Foreign) -> Result<SteelVal> {
    let place = TABLE.with_borrow_mut(|table| table.take(foreign.object()));
    let callee = Callee { foreign, place }.into_steelval().unwrap_or_default();
    let procedure = match place {
        Some(place) => PROCEDURES[place / ROW][place % ROW](),
        None => engine.make_closure(callee.clone())?,
    };
    engine.make_callable(procedure, callee)
}

/// Returns the foreign object behind a record that is a procedure.
pub(super) fn foreign(value: &SteelVal) -> Option<ObjectRef> {
    let SteelVal::CustomStruct(record) = value else { return None };
    callee(record.get_index(1)?)
}

/// Returns the foreign object of the value that stands for it inside a procedure.
pub(super) fn callee(value: &SteelVal) -> Option<ObjectRef> {
    let SteelVal::Custom(custom) = value else { return None };
    let custom = custom.try_read().ok()?;
    Some(as_underlying_type::<Callee>(custom.as_ref())?.foreign.object().clone())
}

/// Calls a foreign object with arguments of Lisp.
///
/// Most calls have few arguments and no keywords: those take no more than a place on the stack.
#[inline]
pub(super) fn call(engine: &Rc<Engine>, object: &ObjectRef, arguments: &[SteelVal]) -> Result<SteelVal> {
    let send = |args: &[Value]| Object::call(&**object, None, &Args::new(args));
    let value = match arguments {
        [] => send(&[])?,
        [one] if !is_symbol(one) => send(&[to_value(engine, one)])?,
        [one, two] if !is_symbol(one) && !is_symbol(two) => send(&[to_value(engine, one), to_value(engine, two)])?,
        more => return call_with(engine, object, more),
    };
    to_lisp(engine, value)
}

fn is_symbol(value: &SteelVal) -> bool {
    matches!(value, SteelVal::SymbolV(_))
}

/// Calls a foreign object with any number of arguments, and with keywords among them.
pub(super) fn call_with<'a>(
    engine: &Rc<Engine>,
    object: &ObjectRef,
    arguments: impl IntoIterator<Item = &'a SteelVal>,
) -> Result<SteelVal> {
    let split = Split::new(engine, arguments)?;
    to_lisp(engine, Object::call(&**object, None, &split.args())?)
}

fn at_place<const HIGH: usize, const LOW: usize>(engine: &Rc<Engine>, arguments: &[SteelVal]) -> Result<SteelVal> {
    let object = TABLE.with_borrow(|table| table.objects[HIGH * ROW + LOW].clone());
    // Steel holds the record while it applies it, and the record its place.
    let object = object.expect("a procedure that is called has its place");
    call(engine, &object, arguments)
}

fn built_in<const HIGH: usize, const LOW: usize>() -> SteelVal {
    procedure!(at_place::<HIGH, LOW>)
}

macro_rules! row {
    ($high:literal: $($low:literal)*) => { [$(built_in::<$high, $low>),*] };
}

macro_rules! table {
    ($($high:literal)*) => { [$(row!($high: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)),*] };
}

/// What makes the procedure of each place.
static PROCEDURES: [[fn() -> SteelVal; ROW]; ROW] = table!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
