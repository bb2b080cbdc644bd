//! Scalars both ways, and handles where a value is none.
//!
//! | JavaScript                          | crosses as                                     |
//! |-------------------------------------|------------------------------------------------|
//! | `undefined`, `null`, booleans       | nothing, null, a boolean                       |
//! | a number without a fraction, ±2^53  | an integer; other numbers and `-0` are floats  |
//! | `BigInt`                            | an integer of any size                         |
//! | a string                            | text; a lone surrogate keeps it in UTF-16      |
//! | a symbol, an object                 | a handle; a proxy as what it stands for        |

use num_bigint::BigInt;
use rquickjs::qjs;

use super::engine::{Local, Realm};
use super::object::JsObject;
use super::{prelude, proxy};
use crate::object::{Error, Fault, Lang, Result, Value};

/// Up to here every integer is a double and no two are the same double.
const EXACT: f64 = 9_007_199_254_740_992.0;
const EXACT_INT: u64 = 1 << 53;

/// Returns what a JavaScript value is to the others.
#[inline]
pub(super) fn to_value(local: &Local<'_>) -> Result<Value> {
    if local.tag() == qjs::JS_TAG_INT {
        return Ok(Value::Int(i64::from(local.small_int())));
    }
    rare(local)
}

/// Puts what a JavaScript value is to the others where nothing was.
///
/// A value that is made elsewhere and moved here costs more than the conversion: the processor has to
/// wait for the writing of its parts before it can read the whole.
#[inline]
pub(super) fn put(place: &mut Value, local: &Local<'_>) -> Result<()> {
    if local.tag() == qjs::JS_TAG_INT {
        place.put_int(i64::from(local.small_int()));
    } else {
        *place = rare(local)?;
    }
    Ok(())
}

/// All but small integers.
fn rare(local: &Local<'_>) -> Result<Value> {
    Ok(match local.tag() {
        qjs::JS_TAG_INT => Value::Int(i64::from(local.small_int())),
        qjs::JS_TAG_BOOL => Value::Bool(local.small_int() != 0),
        qjs::JS_TAG_UNDEFINED => Value::Nothing,
        qjs::JS_TAG_NULL => Value::Null,
        qjs::JS_TAG_FLOAT64 => number(local.double()),
        qjs::JS_TAG_STRING | qjs::JS_TAG_STRING_ROPE => Value::Text(local.to_text().unwrap_or_else(|| "".into())),
        qjs::JS_TAG_OBJECT => match proxy::unwrap(local) {
            Some(foreign) => Value::Object(foreign),
            None => Value::Object(JsObject::handle(local.clone())),
        },
        qjs::JS_TAG_SYMBOL => Value::Object(JsObject::handle(local.clone())),
        qjs::JS_TAG_BIG_INT | qjs::JS_TAG_SHORT_BIG_INT => big(local)?,
        _ => return Err(unknown("a JavaScript value of a kind that has no place outside")),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "the comparison finds out whether anything was lost"
)]
fn number(number: f64) -> Value {
    let whole = number as i64;
    let is_whole = whole as f64 == number && number.abs() <= EXACT;
    if is_whole && (whole != 0 || number.is_sign_positive()) { Value::Int(whole) } else { Value::Float(number) }
}

fn big(local: &Local<'_>) -> Result<Value> {
    if let Some(small) = local.to_big_i64() {
        return Ok(Value::Int(small));
    }
    let number = local.to_bigint().ok_or_else(|| unknown("a BigInt that cannot be read"))?;
    Ok(Value::from_bigint(number))
}

#[cold]
fn unknown(what: &str) -> Error {
    Error::new(Lang::Js, Fault::Range(what.to_owned()))
}

/// Makes a JavaScript value: a scalar, the object at home, or a proxy.
#[inline]
pub(super) fn to_js<'r>(realm: &'r Realm, value: &Value) -> Result<Local<'r>> {
    match value {
        Value::Int(number) if let Ok(small) = i32::try_from(*number) => Ok(Local::int(realm, small)),
        value => rare_to_js(realm, value),
    }
}

/// All but small integers.
fn rare_to_js<'r>(realm: &'r Realm, value: &Value) -> Result<Local<'r>> {
    Ok(match value {
        Value::Nothing => Local::undefined(realm),
        Value::Null => Local::null(realm),
        Value::Bool(truth) => Local::boolean(realm, *truth),
        Value::Int(number) => match i32::try_from(*number) {
            Ok(small) => Local::int(realm, small),
            Err(_) => wide(realm, *number),
        },
        Value::Float(number) => Local::float(realm, *number),
        Value::Text(text) => return realm.text(text),
        Value::Object(object) => return proxy::wrap(realm, object),
        Value::Big(number) => return from_bigint(realm, number),
    })
}

#[expect(clippy::cast_precision_loss, reason = "the comparison makes sure that there is none")]
fn wide(realm: &Realm, number: i64) -> Local<'_> {
    if number.unsigned_abs() < EXACT_INT { Local::float(realm, number as f64) } else { realm.bigint(number) }
}

fn from_bigint<'r>(realm: &'r Realm, number: &BigInt) -> Result<Local<'r>> {
    prelude::bigint(realm, &number.to_string())
}
