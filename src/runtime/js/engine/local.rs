//! An owned JavaScript value: its kind, its scalar, its text.

use std::ffi::{c_int, c_void};
use std::mem::ManuallyDrop;

use num_bigint::BigInt;
use rquickjs::qjs;

use super::Realm;
use crate::object::Result;
use crate::runtime::js::error;

/// A value of a realm with a count of its own.
pub(crate) struct Local<'r> {
    raw: qjs::JSValue,
    realm: &'r Realm,
}

impl Drop for Local<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.is_counted() {
            // SAFETY: the count is ours. A realm is borrowed only while its engine is open.
            unsafe { qjs::JS_FreeValue(self.realm.ctx(), self.raw) };
        }
    }
}

impl Clone for Local<'_> {
    #[inline]
    fn clone(&self) -> Self {
        if self.is_counted() {
            // SAFETY: the value is alive, as we hold a count of it.
            unsafe { qjs::JS_DupValue(self.realm.ctx(), self.raw) };
        }
        Self { raw: self.raw, realm: self.realm }
    }
}

impl<'r> Local<'r> {
    /// # Safety
    ///
    /// The value must be of the realm's runtime and come with a count that nobody else gives back.
    #[inline]
    pub(super) unsafe fn from_raw(realm: &'r Realm, raw: qjs::JSValue) -> Self {
        Self { raw, realm }
    }

    pub(crate) fn undefined(realm: &'r Realm) -> Self {
        Self { raw: qjs::JS_UNDEFINED, realm }
    }

    pub(crate) fn null(realm: &'r Realm) -> Self {
        Self { raw: qjs::JS_NULL, realm }
    }

    #[inline]
    pub(crate) fn boolean(realm: &'r Realm, truth: bool) -> Self {
        Self { raw: if truth { qjs::JS_TRUE } else { qjs::JS_FALSE }, realm }
    }

    #[inline]
    pub(crate) fn int(realm: &'r Realm, number: i32) -> Self {
        Self { raw: qjs::JS_MKVAL(qjs::JS_TAG_INT, number), realm }
    }

    #[inline]
    pub(crate) fn float(realm: &'r Realm, number: f64) -> Self {
        Self { raw: qjs::JS_NewFloat64(number), realm }
    }

    /// Returns the value for QuickJS to look at. The count stays here.
    #[inline]
    pub(crate) fn raw(&self) -> qjs::JSValue {
        self.raw
    }

    /// Hands the count over to QuickJS.
    #[inline]
    pub(crate) fn into_raw(self) -> qjs::JSValue {
        ManuallyDrop::new(self).raw
    }

    #[inline]
    pub(crate) fn realm(&self) -> &'r Realm {
        self.realm
    }

    /// Returns the tag, which is the kind of the value.
    #[inline]
    pub(crate) fn tag(&self) -> c_int {
        // SAFETY: reads a field of the value itself.
        unsafe { qjs::JS_VALUE_GET_NORM_TAG(self.raw) }
    }

    /// Returns whether the value lies outside of itself and is counted.
    #[inline]
    pub(crate) fn is_counted(&self) -> bool {
        // SAFETY: reads a field of the value itself.
        unsafe { qjs::JS_VALUE_HAS_REF_COUNT(self.raw) }
    }

    #[inline]
    pub(crate) fn is_object(&self) -> bool {
        self.tag() == qjs::JS_TAG_OBJECT
    }

    #[inline]
    pub(crate) fn is_undefined(&self) -> bool {
        self.tag() == qjs::JS_TAG_UNDEFINED
    }

    pub(crate) fn is_symbol(&self) -> bool {
        self.tag() == qjs::JS_TAG_SYMBOL
    }

    pub(crate) fn is_string(&self) -> bool {
        matches!(self.tag(), qjs::JS_TAG_STRING | qjs::JS_TAG_STRING_ROPE)
    }

    /// Returns whether JavaScript holds the value to be true.
    pub(crate) fn truth(&self) -> bool {
        // SAFETY: the value is alive; nothing that is converted to a boolean runs code.
        unsafe { qjs::JS_ToBool(self.realm.ctx(), self.raw) > 0 }
    }

    /// Returns the integer of a value whose tag is `JS_TAG_INT`, or the truth of a boolean.
    #[inline]
    pub(crate) fn small_int(&self) -> i32 {
        // SAFETY: every bit pattern of the union's first half is an integer.
        unsafe { qjs::JS_VALUE_GET_INT(self.raw) }
    }

    /// Returns the double of a value whose tag is `JS_TAG_FLOAT64`.
    #[inline]
    pub(crate) fn double(&self) -> f64 {
        // SAFETY: every bit pattern of the union is a double.
        unsafe { qjs::JS_VALUE_GET_FLOAT64(self.raw) }
    }

    /// Returns the address of an object, a symbol or a string.
    #[inline]
    pub(crate) fn pointer(&self) -> *mut c_void {
        // SAFETY: a value that is counted holds a pointer; it is only compared.
        unsafe { qjs::JS_VALUE_GET_PTR(self.raw) }
    }

    /// Returns the integer behind a `BigInt`, given as text.
    pub(crate) fn to_bigint(&self) -> Option<BigInt> {
        self.to_text()?.as_utf8()?.parse().ok()
    }

    /// Returns the number when a `BigInt` fits into 64 bits.
    pub(crate) fn to_big_i64(&self) -> Option<i64> {
        let mut number = 0;
        // SAFETY: the value is alive; reading a BigInt does not run code. The second call makes a count,
        // which `adopt` takes; the third compares two living values.
        unsafe {
            if qjs::JS_ToBigInt64(self.realm.ctx(), &raw mut number, self.raw) < 0 {
                return None;
            }
            // The low 64 bits are the number if they make the same BigInt again.
            let again = self.realm.adopt(qjs::JS_NewBigInt64(self.realm.ctx(), number));
            qjs::JS_IsStrictEqual(self.realm.ctx(), self.raw, again.raw).then_some(number)
        }
    }

    /// Copies a string; `None` for what is none.
    pub(crate) fn to_text_if_string(&self) -> Option<crate::object::Text> {
        if self.is_string() { self.to_text() } else { None }
    }

    /// Copies a string for people to read.
    pub(crate) fn to_lossy(&self) -> Option<String> {
        self.to_text().map(|text| text.to_lossy().into_owned())
    }

    /// Takes what a question was answered with: no, yes, or the mark that it threw.
    pub(super) fn check_int(&self, outcome: c_int) -> Result<bool> {
        if outcome < 0 {
            return Err(error::caught(self.realm));
        }
        Ok(outcome != 0)
    }

    pub(crate) fn is_function(&self) -> bool {
        // SAFETY: the value is alive.
        unsafe { qjs::JS_IsFunction(self.realm.ctx(), self.raw) }
    }

    pub(crate) fn is_constructor(&self) -> bool {
        // SAFETY: the value is alive.
        unsafe { qjs::JS_IsConstructor(self.realm.ctx(), self.raw) }
    }

    pub(crate) fn strictly_equals(&self, other: &Local<'_>) -> bool {
        // SAFETY: both values are alive.
        unsafe { qjs::JS_IsStrictEqual(self.realm.ctx(), self.raw, other.raw) }
    }

    /// Returns the number that names the value's class in this runtime; 0 for what is no object.
    #[inline]
    pub(crate) fn class_id(&self) -> u32 {
        // SAFETY: the value is alive.
        unsafe { qjs::JS_GetClassID(self.raw) }
    }
}

macro_rules! predicates {
    ($($name:ident: $function:ident, $doc:literal;)*) => {
        impl Local<'_> {
            $(#[doc = $doc]
            pub(crate) fn $name(&self) -> bool {
                // SAFETY: the value is alive, and only its class is looked at.
                unsafe { qjs::$function(self.raw) }
            })*
        }
    };
}

predicates! {
    is_array: JS_IsArray, "Returns whether the value is an array.";
    is_map: JS_IsMap, "Returns whether the value is a `Map`.";
    is_set: JS_IsSet, "Returns whether the value is a `Set`.";
    is_promise: JS_IsPromise, "Returns whether the value is a promise.";
    is_error: JS_IsError, "Returns whether the value is an error object.";
    is_uncatchable: JS_IsUncatchableError, "Returns whether `catch` must not see the error.";
    is_date: JS_IsDate, "Returns whether the value is a `Date`.";
    is_data_view: JS_IsDataView, "Returns whether the value is a `DataView`.";
    is_array_buffer: JS_IsArrayBuffer, "Returns whether the value is an `ArrayBuffer`.";
}

impl Local<'_> {
    /// Returns whether the value is a typed array.
    pub(crate) fn is_typed_array(&self) -> bool {
        // SAFETY: the value is alive, and only its class is looked at.
        unsafe { qjs::JS_GetTypedArrayType(self.raw) >= 0 }
    }
}

/// Converts a length as C counts it.
#[expect(clippy::cast_possible_truncation, reason = "QuickJS is built for this machine's word")]
pub(super) fn size(length: qjs::size_t) -> usize {
    length as usize
}

/// A value that somebody else keeps alive reads like an owned one.
pub(crate) fn as_local<'a, 'r>(value: &'a ManuallyDrop<Local<'r>>) -> &'a Local<'r> {
    value
}
