//! An owned JavaScript value, and what can be done with it.

use std::ffi::{c_int, c_void};
use std::mem::{ManuallyDrop, MaybeUninit};
use std::ops::Deref;
use std::slice;

use num_bigint::BigInt;
use rquickjs::qjs;

use super::{Atom, Realm};
use crate::object::{Result, Text};
use crate::runtime::js::error;

/// A value of a realm with a count of its own.
pub(in crate::runtime::js) struct Local<'r> {
    raw: qjs::JSValue,
    realm: &'r Realm,
}

/// What one property of an object is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::runtime::js) enum PropertyKind {
    Missing,
    ReadOnly,
    Writable,
    Accessor,
}

impl Drop for Local<'_> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the count is ours. A realm is borrowed only while its engine is open.
        unsafe { qjs::JS_FreeValue(self.realm.ctx(), self.raw) };
    }
}

impl Clone for Local<'_> {
    #[inline]
    fn clone(&self) -> Self {
        // SAFETY: the value is alive, as we hold a count of it.
        Self { raw: unsafe { qjs::JS_DupValue(self.realm.ctx(), self.raw) }, realm: self.realm }
    }
}

impl<'r> Local<'r> {
    #[inline]
    pub(super) fn from_raw(realm: &'r Realm, raw: qjs::JSValue) -> Self {
        Self { raw, realm }
    }

    pub(in crate::runtime::js) fn undefined(realm: &'r Realm) -> Self {
        Self { raw: qjs::JS_UNDEFINED, realm }
    }

    /// Returns the value for QuickJS to look at. The count stays here.
    #[inline]
    pub(in crate::runtime::js) fn raw(&self) -> qjs::JSValue {
        self.raw
    }

    /// Hands the count over to QuickJS.
    #[inline]
    pub(in crate::runtime::js) fn into_raw(self) -> qjs::JSValue {
        ManuallyDrop::new(self).raw
    }

    #[inline]
    pub(in crate::runtime::js) fn realm(&self) -> &'r Realm {
        self.realm
    }

    /// Returns the tag, which is the kind of the value.
    #[inline]
    pub(in crate::runtime::js) fn tag(&self) -> c_int {
        // SAFETY: reads a field of the value itself.
        unsafe { qjs::JS_VALUE_GET_NORM_TAG(self.raw) }
    }

    #[inline]
    pub(in crate::runtime::js) fn is_object(&self) -> bool {
        self.tag() == qjs::JS_TAG_OBJECT
    }

    pub(in crate::runtime::js) fn is_undefined(&self) -> bool {
        self.tag() == qjs::JS_TAG_UNDEFINED
    }

    pub(in crate::runtime::js) fn is_symbol(&self) -> bool {
        self.tag() == qjs::JS_TAG_SYMBOL
    }

    pub(in crate::runtime::js) fn is_string(&self) -> bool {
        matches!(self.tag(), qjs::JS_TAG_STRING | qjs::JS_TAG_STRING_ROPE)
    }

    /// Returns whether JavaScript holds the value to be true.
    pub(in crate::runtime::js) fn truth(&self) -> bool {
        // SAFETY: the value is alive; nothing that is converted to a boolean runs code.
        unsafe { qjs::JS_ToBool(self.realm.ctx(), self.raw) > 0 }
    }

    /// Returns the integer of a value whose tag is `JS_TAG_INT`, or the truth of a boolean.
    #[inline]
    pub(in crate::runtime::js) fn small_int(&self) -> i32 {
        // SAFETY: every bit pattern of the union's first half is an integer.
        unsafe { qjs::JS_VALUE_GET_INT(self.raw) }
    }

    /// Returns the double of a value whose tag is `JS_TAG_FLOAT64`.
    #[inline]
    pub(in crate::runtime::js) fn double(&self) -> f64 {
        // SAFETY: every bit pattern of the union is a double.
        unsafe { qjs::JS_VALUE_GET_FLOAT64(self.raw) }
    }

    /// Returns the address of an object, a symbol or a string.
    #[inline]
    pub(in crate::runtime::js) fn pointer(&self) -> *mut c_void {
        // SAFETY: a value that is counted holds a pointer; it is only compared.
        unsafe { qjs::JS_VALUE_GET_PTR(self.raw) }
    }

    /// Returns the integer behind a `BigInt`, given as text.
    pub(in crate::runtime::js) fn to_bigint(&self) -> Option<BigInt> {
        self.to_text()?.as_utf8()?.parse().ok()
    }

    /// Returns the number when a `BigInt` fits into 64 bits.
    pub(in crate::runtime::js) fn to_big_i64(&self) -> Option<i64> {
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

    /// Copies a string, or the digits of a number. `None` for symbols and for what throws.
    pub(in crate::runtime::js) fn to_text(&self) -> Option<Text> {
        if self.is_symbol() {
            return None;
        }
        let ctx = self.realm.ctx();
        let mut length = 0;
        // SAFETY: the value is alive; the bytes stay valid until they are freed below.
        unsafe {
            let start = qjs::JS_ToCStringLen2(ctx, &raw mut length, self.raw, false);
            if start.is_null() {
                drop(self.realm.adopt(qjs::JS_GetException(ctx)));
                return None;
            }
            let bytes = slice::from_raw_parts(start.cast::<u8>(), length as usize);
            let text = std::str::from_utf8(bytes).ok().map(Text::from);
            qjs::JS_FreeCString(ctx, start);
            // Only a lone surrogate makes QuickJS write what is no UTF-8.
            text.or_else(|| self.to_utf16())
        }
    }

    fn to_utf16(&self) -> Option<Text> {
        let ctx = self.realm.ctx();
        let mut length = 0;
        // SAFETY: the value is a string and alive; the units stay valid until they are freed below.
        unsafe {
            let start = qjs::JS_ToCStringLenUTF16(ctx, &raw mut length, self.raw);
            if start.is_null() {
                return None;
            }
            let text = Text::from(slice::from_raw_parts(start, length as usize));
            qjs::JS_FreeCStringUTF16(ctx, start);
            Some(text)
        }
    }

    /// Copies a string for people to read.
    pub(in crate::runtime::js) fn to_lossy(&self) -> Option<String> {
        self.to_text().map(|text| text.to_lossy().into_owned())
    }

    /// Takes what an operation returned: a value, or the mark that it threw.
    #[inline]
    pub(in crate::runtime::js) fn checked(realm: &'r Realm, raw: qjs::JSValue) -> Result<Self> {
        // SAFETY: reads the tag of the value itself.
        if unsafe { qjs::JS_IsException(raw) } {
            return Err(error::caught(realm));
        }
        Ok(Self { raw, realm })
    }

    fn check_int(&self, outcome: c_int) -> Result<bool> {
        if outcome < 0 {
            return Err(error::caught(self.realm));
        }
        Ok(outcome != 0)
    }

    /// Reads a property, inherited ones too.
    #[inline]
    pub(in crate::runtime::js) fn get(&self, key: Atom) -> Result<Self> {
        // SAFETY: the value and the atom are alive.
        Self::checked(self.realm, unsafe { qjs::JS_GetProperty(self.realm.ctx(), self.raw, key.0) })
    }

    /// Reads a property for a report: what throws is as good as missing.
    pub(in crate::runtime::js) fn peek(&self, key: Atom) -> Option<Self> {
        // SAFETY: the value and the atom are alive; an exception is taken back at once.
        unsafe {
            let raw = qjs::JS_GetProperty(self.realm.ctx(), self.raw, key.0);
            if qjs::JS_IsException(raw) {
                drop(self.realm.take_exception());
                return None;
            }
            Some(self.realm.adopt(raw))
        }
    }

    /// Reads the item at an index.
    #[inline]
    pub(in crate::runtime::js) fn get_index(&self, index: i64) -> Result<Self> {
        // SAFETY: the value is alive.
        Self::checked(self.realm, unsafe { qjs::JS_GetPropertyInt64(self.realm.ctx(), self.raw, index) })
    }

    /// Writes a property.
    pub(in crate::runtime::js) fn set(&self, key: Atom, value: Local<'_>) -> Result<()> {
        // SAFETY: the value and the atom are alive; the count of `value` is taken over, whatever happens.
        let outcome = unsafe { qjs::JS_SetProperty(self.realm.ctx(), self.raw, key.0, value.into_raw()) };
        self.check_int(outcome).map(drop)
    }

    /// Writes the item at an index.
    pub(in crate::runtime::js) fn set_index(&self, index: i64, value: Local<'_>) -> Result<()> {
        // SAFETY: the value is alive; the count of `value` is taken over, whatever happens.
        let outcome = unsafe { qjs::JS_SetPropertyInt64(self.realm.ctx(), self.raw, index, value.into_raw()) };
        self.check_int(outcome).map(drop)
    }

    /// Defines a property that listings leave out.
    pub(in crate::runtime::js) fn define_hidden(&self, key: Atom, value: Local<'_>) -> Result<()> {
        let flags = (qjs::JS_PROP_WRITABLE | qjs::JS_PROP_CONFIGURABLE).cast_signed();
        let ctx = self.realm.ctx();
        // SAFETY: the value and the atom are alive; the count of `value` is taken over, whatever happens.
        let outcome = unsafe { qjs::JS_DefinePropertyValue(ctx, self.raw, key.0, value.into_raw(), flags) };
        self.check_int(outcome).map(drop)
    }

    /// Returns whether there is such a property, inherited ones too.
    pub(in crate::runtime::js) fn has(&self, key: Atom) -> Result<bool> {
        // SAFETY: the value and the atom are alive.
        self.check_int(unsafe { qjs::JS_HasProperty(self.realm.ctx(), self.raw, key.0) })
    }

    /// Deletes a property of the object itself.
    pub(in crate::runtime::js) fn delete(&self, key: Atom) -> Result<bool> {
        let flags = qjs::JS_PROP_THROW.cast_signed();
        // SAFETY: the value and the atom are alive.
        self.check_int(unsafe { qjs::JS_DeleteProperty(self.realm.ctx(), self.raw, key.0, flags) })
    }

    /// Returns whether the object itself has such a property, and of which kind.
    pub(in crate::runtime::js) fn own(&self, key: Atom) -> Result<PropertyKind> {
        Ok(self.own_descriptor(key)?.map_or(PropertyKind::Missing, |descriptor| descriptor.kind))
    }

    /// Reads a property of the object itself as it is stored.
    pub(in crate::runtime::js) fn own_descriptor(&self, key: Atom) -> Result<Option<Descriptor<'r>>> {
        if !self.is_object() {
            return Ok(None);
        }
        let mut found = MaybeUninit::<qjs::JSPropertyDescriptor>::uninit();
        // SAFETY: the object and the atom are alive, and `found` is a valid place to fill.
        let outcome = unsafe { qjs::JS_GetOwnProperty(self.realm.ctx(), found.as_mut_ptr(), self.raw, key.0) };
        if !self.check_int(outcome)? {
            return Ok(None);
        }
        // SAFETY: it was filled, since there is such a property. Its counts are ours now.
        let found = unsafe { found.assume_init() };
        let flags = found.flags.cast_unsigned();
        let kind = match flags {
            _ if flags & qjs::JS_PROP_TMASK == qjs::JS_PROP_GETSET => PropertyKind::Accessor,
            _ if flags & qjs::JS_PROP_WRITABLE != 0 => PropertyKind::Writable,
            _ => PropertyKind::ReadOnly,
        };
        drop(self.realm.adopt(found.setter));
        Ok(Some(Descriptor { kind, value: self.realm.adopt(found.value), getter: self.realm.adopt(found.getter) }))
    }

    /// Returns the prototype; null or undefined where there is none.
    pub(in crate::runtime::js) fn prototype(&self) -> Result<Self> {
        // SAFETY: the value is alive.
        Self::checked(self.realm, unsafe { qjs::JS_GetPrototype(self.realm.ctx(), self.raw) })
    }

    /// Lists the names of the object's own string properties.
    pub(in crate::runtime::js) fn own_names(&self, only_enumerable: bool) -> Result<Vec<Text>> {
        let names = if only_enumerable { qjs::JS_GPN_ENUM_ONLY } else { 0 };
        let flags = (qjs::JS_GPN_STRING_MASK | names).cast_signed();
        let (ctx, mut table, mut count) = (self.realm.ctx(), std::ptr::null_mut(), 0);
        // SAFETY: the value is alive, and both places are valid to fill.
        let outcome = unsafe { qjs::JS_GetOwnPropertyNames(ctx, &raw mut table, &raw mut count, self.raw, flags) };
        self.check_int(outcome)?;
        // SAFETY: QuickJS filled `count` entries; each atom is alive until the table is freed.
        let texts = unsafe {
            let entries = if count == 0 { &[] } else { slice::from_raw_parts(table, count as usize) };
            let texts =
                entries.iter().filter_map(|entry| self.realm.adopt(qjs::JS_AtomToString(ctx, entry.atom)).to_text());
            let texts: Vec<Text> = texts.collect();
            qjs::JS_FreePropertyEnum(ctx, table, count);
            texts
        };
        Ok(texts)
    }

    /// Returns the property `length` as a number.
    pub(in crate::runtime::js) fn length(&self) -> Result<i64> {
        let mut length = 0;
        // SAFETY: the value is alive, and the place is valid to fill.
        let outcome = unsafe { qjs::JS_GetLength(self.realm.ctx(), self.raw, &raw mut length) };
        self.check_int(outcome)?;
        Ok(length)
    }

    /// Calls a function.
    pub(in crate::runtime::js) fn call(&self, this: Option<&Local<'_>>, args: &[Local<'_>]) -> Result<Self> {
        let (mut raw, ctx) = (raw_args(args), self.realm.ctx());
        let this = this.map_or(qjs::JS_UNDEFINED, |this| this.raw);
        // SAFETY: function, receiver and arguments are alive, and the pointer covers as many as are counted.
        let outcome = unsafe { qjs::JS_Call(ctx, self.raw, this, count(&raw), raw.as_mut_ptr()) };
        Self::checked(self.realm, outcome)
    }

    /// Calls a class with `new`.
    pub(in crate::runtime::js) fn construct(&self, args: &[Local<'_>]) -> Result<Self> {
        let (mut raw, ctx) = (raw_args(args), self.realm.ctx());
        // SAFETY: class and arguments are alive, and the pointer covers as many as are counted.
        let outcome = unsafe { qjs::JS_CallConstructor(ctx, self.raw, count(&raw), raw.as_mut_ptr()) };
        Self::checked(self.realm, outcome)
    }

    /// Calls a method with the object as its receiver.
    pub(in crate::runtime::js) fn invoke(&self, method: Atom, args: &[Local<'_>]) -> Result<Self> {
        let (mut raw, ctx) = (raw_args(args), self.realm.ctx());
        // SAFETY: receiver, atom and arguments are alive, and the pointer covers as many as are counted.
        let outcome = unsafe { qjs::JS_Invoke(ctx, self.raw, method.0, count(&raw), raw.as_mut_ptr()) };
        Self::checked(self.realm, outcome)
    }

    pub(in crate::runtime::js) fn is_function(&self) -> bool {
        // SAFETY: the value is alive.
        unsafe { qjs::JS_IsFunction(self.realm.ctx(), self.raw) }
    }

    pub(in crate::runtime::js) fn is_constructor(&self) -> bool {
        // SAFETY: the value is alive.
        unsafe { qjs::JS_IsConstructor(self.realm.ctx(), self.raw) }
    }

    pub(in crate::runtime::js) fn strictly_equals(&self, other: &Local<'_>) -> bool {
        // SAFETY: both values are alive.
        unsafe { qjs::JS_IsStrictEqual(self.realm.ctx(), self.raw, other.raw) }
    }

    /// Returns the number that names the value's class in this runtime; 0 for what is no object.
    #[inline]
    pub(in crate::runtime::js) fn class_id(&self) -> u32 {
        // SAFETY: the value is alive.
        unsafe { qjs::JS_GetClassID(self.raw) }
    }

    /// Copies the bytes of an `ArrayBuffer` or of the part of one that a view shows.
    pub(in crate::runtime::js) fn to_bytes(&self) -> Result<Option<Vec<u8>>> {
        let ctx = self.realm.ctx();
        // SAFETY: the value is alive. The pointer is valid for `size` bytes until the next call into QuickJS,
        // and they are copied before.
        unsafe {
            if qjs::JS_IsArrayBuffer(self.raw) {
                let mut size = 0;
                let start = qjs::JS_GetArrayBuffer(ctx, &raw mut size, self.raw);
                return Ok(Some(copy(start, 0, size as usize)));
            }
            if qjs::JS_GetTypedArrayType(self.raw) < 0 {
                return Ok(None);
            }
            let (mut offset, mut length, mut width) = (0, 0, 0);
            let raw = qjs::JS_GetTypedArrayBuffer(ctx, self.raw, &raw mut offset, &raw mut length, &raw mut width);
            let buffer = Self::checked(self.realm, raw)?;
            let mut size = 0;
            let start = qjs::JS_GetArrayBuffer(ctx, &raw mut size, buffer.raw);
            Ok(Some(copy(start, offset as usize, length as usize)))
        }
    }
}

/// A property as it is stored.
pub(in crate::runtime::js) struct Descriptor<'r> {
    pub(in crate::runtime::js) kind: PropertyKind,
    pub(in crate::runtime::js) value: Local<'r>,
    pub(in crate::runtime::js) getter: Local<'r>,
}

macro_rules! predicates {
    ($($name:ident: $function:ident, $doc:literal;)*) => {
        impl Local<'_> {
            $(#[doc = $doc]
            pub(in crate::runtime::js) fn $name(&self) -> bool {
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
    pub(in crate::runtime::js) fn is_typed_array(&self) -> bool {
        // SAFETY: the value is alive, and only its class is looked at.
        unsafe { qjs::JS_GetTypedArrayType(self.raw) >= 0 }
    }
}

type RawArgs = smallvec::SmallVec<[qjs::JSValue; 8]>;

fn raw_args(args: &[Local<'_>]) -> RawArgs {
    args.iter().map(Local::raw).collect()
}

fn count(args: &[qjs::JSValue]) -> c_int {
    c_int::try_from(args.len()).expect("no call has two billion arguments")
}

/// Copies part of a buffer; a null pointer is an empty one.
///
/// # Safety
///
/// `start` must be null or readable for `offset + length` bytes.
unsafe fn copy(start: *const u8, offset: usize, length: usize) -> Vec<u8> {
    if start.is_null() {
        return Vec::new();
    }
    // SAFETY: the caller vouches for it.
    unsafe { slice::from_raw_parts(start.add(offset), length) }.to_vec()
}

/// A value that somebody else keeps alive reads like an owned one.
pub(in crate::runtime::js) fn as_local<'a, 'r>(value: &'a ManuallyDrop<Local<'r>>) -> &'a Local<'r> {
    value.deref()
}
