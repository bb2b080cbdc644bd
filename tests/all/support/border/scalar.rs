//! Random scalars, more often at the edges than anywhere else.

use std::rc::Rc;

use arbitrary::{Arbitrary, Result, Unstructured};
use num_bigint::BigInt;
use polytarget::Value;
use polytarget::object::Text;

/// A scalar that can be sent to the host thread, where a [`Value`] cannot.
#[derive(Clone, Debug)]
pub(crate) enum Scalar {
    Nothing,
    Bool(bool),
    Int(i64),
    /// Beyond 64 bits.
    Big(BigInt),
    Float(f64),
    Text(String),
}

/// Numbers beside which some language changes its representation.
const EDGES: [i64; 9] = [
    0,
    i8::MAX as i64,
    u8::MAX as i64,
    i32::MAX as i64,
    i32::MIN as i64,
    1 << 53,
    -(1 << 53),
    i64::MAX - 8,
    i64::MIN + 8,
];

/// Characters that take different ways through the engines.
const CHARACTERS: [char; 14] =
    ['\0', '\n', '"', '\\', '\'', '$', 'a', '\u{7f}', 'é', 'ÿ', '漢', '\u{feff}', '\u{ffff}', '😀'];

impl Scalar {
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Nothing => Value::Nothing,
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Int(number) => Value::Int(*number),
            Self::Big(number) => Value::Big(Rc::new(number.clone())),
            Self::Float(number) => Value::Float(*number),
            Self::Text(text) => Value::Text(Text::from(text.as_str())),
        }
    }

    /// Returns the scalar as it is compared: NaN is itself.
    pub(crate) fn form(&self) -> String {
        format!("{:?}", self.to_value())
    }
}

impl<'a> Arbitrary<'a> for Scalar {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match bytes.int_in_range(0..=9)? {
            0 => Self::Nothing,
            1 => Self::Bool(bytes.arbitrary()?),
            2 => Self::Int(i64::from(bytes.arbitrary::<i8>()?)),
            3 => Self::Int(bytes.choose(&EDGES)? + bytes.int_in_range(-8..=8)?),
            4 => Self::Int(bytes.arbitrary()?),
            5 => big(bytes)?,
            6 | 7 => Self::Float(fractional(bytes.arbitrary()?)),
            _ => Self::Text(text(bytes)?),
        })
    }
}

fn big(bytes: &mut Unstructured<'_>) -> Result<Scalar> {
    let high = BigInt::from(bytes.arbitrary::<i128>()?);
    let number = high * BigInt::from(1_u64 << 40) + BigInt::from(bytes.arbitrary::<u64>()?);
    Ok(i64::try_from(&number).map_or_else(|_| Scalar::Big(number), Scalar::Int))
}

/// Up to 2^53 a whole float is an integer after JavaScript, whose numbers do not tell. So these get a fraction.
fn fractional(number: f64) -> f64 {
    let is_whole = number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0;
    if is_whole && (number != 0.0 || number.is_sign_positive()) { 0.5 } else { number }
}

/// A short text.
pub(crate) fn text(bytes: &mut Unstructured<'_>) -> Result<String> {
    let length = bytes.int_in_range(0..=12)?;
    (0..length).map(|_| if bytes.arbitrary()? { Ok(*bytes.choose(&CHARACTERS)?) } else { bytes.arbitrary() }).collect()
}
