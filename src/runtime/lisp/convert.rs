//! Scalars both ways; everything else becomes a handle or a proxy.

use std::cell::RefCell;
use std::rc::Rc;

use num_bigint::BigInt;
use steel::SteelVal;
use steel::rvals::SteelString;

use super::engine::Engine;
use super::{object, proxy};
use crate::object::text::{Stored, Units};
use crate::object::{Error, Fault, Lang, Name, Result, Text, Value};

/// Converts a value on its way out of Lisp.
pub(super) fn to_value(engine: &Rc<Engine>, value: &SteelVal) -> Value {
    match value {
        SteelVal::Void => Value::Nothing,
        SteelVal::BoolV(truth) => Value::Bool(*truth),
        SteelVal::IntV(number) => Value::Int(*number as i64),
        SteelVal::NumV(number) => Value::Float(*number),
        SteelVal::StringV(text) if text.len() < Text::LONG => Value::from(text.as_str()),
        SteelVal::StringV(text) => Value::Text(Text::lent(Kept(text.clone()))),
        SteelVal::CharV(character) => Value::from(character.encode_utf8(&mut [0; 4]) as &str),
        SteelVal::BigNum(number) => Value::from_bigint(BigInt::from_signed_bytes_le(&number.to_signed_bytes_le())),
        other => match proxy::foreign(other) {
            Some(object) => Value::Object(object),
            None => Value::Object(object::handle(engine, other)),
        },
    }
}

/// A string of Lisp's that is lent.
struct Kept(SteelString);

impl Stored for Kept {
    fn units(&self) -> Units<'_> {
        Units::Utf8(&self.0)
    }
}

/// Converts a value on its way into Lisp.
///
/// # Errors
/// When the text has a lone surrogate, which strings in Lisp cannot have.
pub(super) fn to_lisp(engine: &Rc<Engine>, value: Value) -> Result<SteelVal> {
    Ok(match value {
        Value::Nothing | Value::Null => SteelVal::Void,
        Value::Bool(truth) => SteelVal::BoolV(truth),
        Value::Int(number) => isize::try_from(number)
            .map_or_else(|_| big(engine, &number.to_string()), |number| Ok(SteelVal::IntV(number)))?,
        Value::Big(number) => big(engine, &number.to_string())?,
        Value::Float(number) => SteelVal::NumV(number),
        Value::Text(text) => string(&text)?,
        Value::Object(object) => match object::at_home(engine, &object) {
            Some(native) => native,
            None => proxy::proxy(engine, object)?,
        },
    })
}

/// Makes a string.
pub(super) fn string(text: &Text) -> Result<SteelVal> {
    let utf8 = text.to_utf8().ok_or_else(|| {
        let got = "a string with a lone surrogate".to_owned();
        Error::new(Lang::Lisp, Fault::Type { expected: "text that is valid Unicode".to_owned(), got })
    })?;
    Ok(SteelVal::StringV(utf8.into_owned().into()))
}

/// Makes a symbol.
pub(super) fn symbol(name: &str) -> SteelVal {
    SteelVal::SymbolV(name.into())
}

/// Returns the name that a symbol spells.
///
/// A program has its symbols as constants, so that the same place in it comes with the same pointer.
pub(super) fn name_of(symbol: &SteelString) -> Name {
    thread_local! {
        static KNOWN: RefCell<[Option<(SteelString, Name)>; PLACES]> = const { RefCell::new([const { None }; PLACES]) };
    }
    let address = symbol.as_ptr().addr();
    let place = (address >> 4) % PLACES;
    let known = KNOWN.with_borrow(|known| match &known[place] {
        Some((known, name)) if known.as_ptr().addr() == address => Some(name.clone()),
        _ => None,
    });
    known.unwrap_or_else(|| {
        let name = Name::new(symbol);
        // Let go of outside of the borrow: a name gives back what engines made of it.
        let before = KNOWN.with_borrow_mut(|known| known[place].replace((symbol.clone(), name.clone())));
        drop(before);
        name
    })
}

/// How many names are remembered by the pointers of symbols.
const PLACES: usize = 256;

/// Makes an exact integer of any size. Steel's own type for them is of another version of the crate than ours.
fn big(engine: &Rc<Engine>, digits: &str) -> Result<SteelVal> {
    engine.apply("string->number", &mut [SteelVal::StringV(digits.into())])
}
