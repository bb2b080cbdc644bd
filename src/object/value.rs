//! What crosses a language border.

use std::fmt;
use std::rc::Rc;

use num_bigint::BigInt;

use super::{Form, ObjectRef, Text};

/// A scalar, copied as it crosses, or a handle to an object that stays where it is.
#[derive(Clone, Default)]
pub enum Value {
    /// The absence of a value: `None`, `undefined`, `()`, void.
    #[default]
    Nothing,
    /// JavaScript's `null`, which is not its `undefined` (PEP 818 keeps them apart too).
    Null,
    /// A truth value, never a number.
    Bool(bool),
    /// An exact integer of up to 64 bits.
    Int(i64),
    /// An exact integer beyond 64 bits.
    Big(Rc<BigInt>),
    /// A double; NaN, the infinities and -0.0 keep their bits.
    Float(f64),
    /// Text, in the encoding of its owner.
    Text(Text),
    /// Everything else.
    Object(ObjectRef),
}

/// A number that some languages have as a scalar of their own, and the others as a handle.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// An exact fraction: numerator and denominator.
    Rational(BigInt, BigInt),
    /// A complex number: its real and its imaginary part.
    Complex(f64, f64),
}

impl Value {
    /// Returns the integer with the smallest representation that holds it.
    pub fn from_bigint(number: BigInt) -> Self {
        i64::try_from(&number).map_or_else(|_| Self::Big(Rc::new(number)), Self::Int)
    }

    /// Puts an integer where nothing was. To assign would let go of what was there, by a function call.
    #[inline]
    pub(crate) fn put_int(&mut self, number: i64) {
        debug_assert!(self.is_nothing(), "what was there is forgotten");
        std::mem::forget(std::mem::replace(self, Self::Int(number)));
    }

    /// Lets go of values. Nothing is done for integers, which is what crosses most, and that is found out here
    /// and not in a function for each.
    #[inline]
    pub(crate) fn discard<const COUNT: usize>(values: [Self; COUNT]) {
        if values.iter().all(|value| matches!(value, Self::Int(_))) {
            std::mem::forget(values);
        }
    }

    /// Returns the handle when this is an object.
    pub fn as_object(&self) -> Option<&ObjectRef> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Returns the integer when it is one of up to 64 bits.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns the number as a double when it is an integer or a float.
    #[expect(clippy::cast_precision_loss, reason = "the caller asks for a double")]
    pub fn as_float(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns the truth value when this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// Returns the text when this is UTF-8 text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => text.as_utf8(),
            _ => None,
        }
    }

    /// Returns whether this is nothing, as `None` and `undefined` are.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// Returns what kind of value this is, for messages to people.
    pub fn kind(&self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::Null => "null".to_owned(),
            Self::Bool(_) => "a boolean".to_owned(),
            Self::Int(_) | Self::Big(_) => "an integer".to_owned(),
            Self::Float(_) => "a float".to_owned(),
            Self::Text(_) => "a string".to_owned(),
            Self::Object(object) => object.describe(),
        }
    }
}

macro_rules! from {
    ($($source:ty => $make:expr),* $(,)?) => {
        $(impl From<$source> for Value {
            fn from(value: $source) -> Self {
                $make(value)
            }
        })*
    };
}

from! {
    bool => Self::Bool,
    i64 => Self::Int,
    i32 => |value| Self::Int(i64::from(value)),
    f64 => Self::Float,
    &str => |value: &str| Self::Text(value.into()),
    String => |value: String| Self::Text(value.into()),
    Text => Self::Text,
    ObjectRef => Self::Object,
    BigInt => Self::from_bigint,
    () => |()| Self::Nothing,
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("Nothing"),
            Self::Null => f.write_str("Null"),
            Self::Bool(truth) => write!(f, "Bool({truth})"),
            Self::Int(number) => write!(f, "Int({number})"),
            Self::Big(number) => write!(f, "Big({number})"),
            Self::Float(number) => write!(f, "Float({number:?})"),
            Self::Text(text) => write!(f, "Text({text:?})"),
            Self::Object(object) => write!(f, "{object:?}"),
        }
    }
}

/// Prints the value for a person; an object is asked for its own form.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Null => f.write_str("null"),
            Self::Bool(truth) => truth.fmt(f),
            Self::Int(number) => number.fmt(f),
            Self::Big(number) => number.fmt(f),
            Self::Float(number) => write!(f, "{number:?}"),
            Self::Text(text) => text.fmt(f),
            Self::Object(object) => match object.display(Form::Plain) {
                Ok(text) => text.fmt(f),
                Err(_) => f.write_str(&object.describe()),
            },
        }
    }
}
