//! Properties of a JavaScript object.

use std::mem::MaybeUninit;
use std::slice;

use rquickjs::qjs;

use super::{Atom, Local, Outcome};
use crate::object::{Name, Result, Text};

/// What one property of an object is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PropertyKind {
    Missing,
    ReadOnly,
    Writable,
    Accessor,
}

/// A property as it is stored.
pub(crate) struct Descriptor<'r> {
    pub(crate) kind: PropertyKind,
    pub(crate) value: Local<'r>,
    pub(crate) getter: Local<'r>,
}

impl<'r> Local<'r> {
    /// Reads a property, inherited ones too.
    #[inline]
    pub(crate) fn get(&self, key: Atom) -> Result<Self> {
        self.read(key).check(self.realm())
    }

    /// Reads a property, inherited ones too.
    #[inline]
    pub(crate) fn read(&self, key: Atom) -> Outcome<'r> {
        // SAFETY: the value and the atom are alive. What is returned comes with a count, or is the mark.
        unsafe { Outcome::new(qjs::JS_GetProperty(self.realm().ctx(), self.raw(), key.0)) }
    }

    /// Reads a property for a report: what throws is as good as missing.
    pub(crate) fn peek(&self, key: Atom) -> Option<Self> {
        // SAFETY: the value and the atom are alive; an exception is taken back at once.
        unsafe {
            let raw = qjs::JS_GetProperty(self.realm().ctx(), self.raw(), key.0);
            if qjs::JS_IsException(raw) {
                drop(self.realm().take_exception());
                return None;
            }
            Some(self.realm().adopt(raw))
        }
    }

    /// Reads the item at an index.
    pub(crate) fn get_index(&self, index: i64) -> Result<Self> {
        self.read_index(index).check(self.realm())
    }

    /// Reads the item at an index.
    #[inline]
    pub(crate) fn read_index(&self, index: i64) -> Outcome<'r> {
        // SAFETY: the value is alive. What is returned comes with a count, or is the mark.
        unsafe { Outcome::new(qjs::JS_GetPropertyInt64(self.realm().ctx(), self.raw(), index)) }
    }

    /// Writes a property.
    pub(crate) fn set(&self, key: Atom, value: Local<'_>) -> Result<()> {
        // SAFETY: the value and the atom are alive; the count of `value` is taken over, whatever happens.
        let outcome = unsafe { qjs::JS_SetProperty(self.realm().ctx(), self.raw(), key.0, value.into_raw()) };
        self.check_int(outcome).map(drop)
    }

    /// Writes the item at an index.
    pub(crate) fn set_index(&self, index: i64, value: Local<'_>) -> Result<()> {
        // SAFETY: the value is alive; the count of `value` is taken over, whatever happens.
        let outcome = unsafe { qjs::JS_SetPropertyInt64(self.realm().ctx(), self.raw(), index, value.into_raw()) };
        self.check_int(outcome).map(drop)
    }

    /// Defines a property that listings leave out.
    pub(crate) fn define_hidden(&self, key: Atom, value: Local<'_>) -> Result<()> {
        let flags = (qjs::JS_PROP_WRITABLE | qjs::JS_PROP_CONFIGURABLE).cast_signed();
        let ctx = self.realm().ctx();
        // SAFETY: the value and the atom are alive; the count of `value` is taken over, whatever happens.
        let outcome = unsafe { qjs::JS_DefinePropertyValue(ctx, self.raw(), key.0, value.into_raw(), flags) };
        self.check_int(outcome).map(drop)
    }

    /// Returns whether there is such a property, inherited ones too.
    pub(crate) fn has(&self, key: Atom) -> Result<bool> {
        // SAFETY: the value and the atom are alive.
        self.check_int(unsafe { qjs::JS_HasProperty(self.realm().ctx(), self.raw(), key.0) })
    }

    /// Deletes a property of the object itself.
    pub(crate) fn delete(&self, key: Atom) -> Result<bool> {
        let flags = qjs::JS_PROP_THROW.cast_signed();
        // SAFETY: the value and the atom are alive.
        self.check_int(unsafe { qjs::JS_DeleteProperty(self.realm().ctx(), self.raw(), key.0, flags) })
    }

    /// Returns whether the object itself has such a property, and of which kind.
    pub(crate) fn own(&self, key: Atom) -> Result<PropertyKind> {
        Ok(self.own_descriptor(key)?.map_or(PropertyKind::Missing, |descriptor| descriptor.kind))
    }

    /// Reads a property of the object itself as it is stored.
    pub(crate) fn own_descriptor(&self, key: Atom) -> Result<Option<Descriptor<'r>>> {
        if !self.is_object() {
            return Ok(None);
        }
        let mut found = MaybeUninit::<qjs::JSPropertyDescriptor>::uninit();
        // SAFETY: the object and the atom are alive, and `found` is a valid place to fill.
        let outcome = unsafe { qjs::JS_GetOwnProperty(self.realm().ctx(), found.as_mut_ptr(), self.raw(), key.0) };
        if !self.check_int(outcome)? {
            return Ok(None);
        }
        // SAFETY: it was filled, since there is such a property.
        let found = unsafe { found.assume_init() };
        let flags = found.flags.cast_unsigned();
        let kind = match flags {
            _ if flags & qjs::JS_PROP_TMASK == qjs::JS_PROP_GETSET => PropertyKind::Accessor,
            _ if flags & qjs::JS_PROP_WRITABLE != 0 => PropertyKind::Writable,
            _ => PropertyKind::ReadOnly,
        };
        let realm = self.realm();
        // SAFETY: QuickJS filled these with counts of ours.
        let (value, getter, setter) =
            unsafe { (realm.adopt(found.value), realm.adopt(found.getter), realm.adopt(found.setter)) };
        drop(setter);
        Ok(Some(Descriptor { kind, value, getter }))
    }

    /// Returns the prototype; null or undefined where there is none.
    pub(crate) fn prototype(&self) -> Result<Self> {
        // SAFETY: the value is alive.
        unsafe { self.realm().checked(qjs::JS_GetPrototype(self.realm().ctx(), self.raw())) }
    }

    /// Lists the names of the object's own string properties.
    pub(crate) fn own_names(&self, only_enumerable: bool) -> Result<Vec<Text>> {
        let realm = self.realm();
        self.own_atoms(only_enumerable, |atom| {
            // SAFETY: the atom is alive, and a count of the string is returned.
            unsafe { realm.adopt(qjs::JS_AtomToString(realm.ctx(), atom.0)) }.to_text()
        })
    }

    /// Lists the same, as names that are known from one time to the next.
    pub(crate) fn own_keys(&self, only_enumerable: bool) -> Result<Vec<Name>> {
        let realm = self.realm();
        self.own_atoms(only_enumerable, |atom| realm.engine().names.name(realm, atom))
    }

    /// Passes the keys of the object's own string properties to `take`.
    fn own_atoms<T>(&self, only_enumerable: bool, take: impl Fn(Atom) -> Option<T>) -> Result<Vec<T>> {
        let names = if only_enumerable { qjs::JS_GPN_ENUM_ONLY } else { 0 };
        let flags = (qjs::JS_GPN_STRING_MASK | names).cast_signed();
        let (ctx, mut table, mut count) = (self.realm().ctx(), std::ptr::null_mut(), 0);
        // SAFETY: the value is alive, and both places are valid to fill.
        let outcome = unsafe { qjs::JS_GetOwnPropertyNames(ctx, &raw mut table, &raw mut count, self.raw(), flags) };
        self.check_int(outcome)?;
        // SAFETY: QuickJS filled `count` entries; each atom is alive until the table is freed.
        unsafe {
            let entries = if count == 0 { &[] } else { slice::from_raw_parts(table, count as usize) };
            let taken = entries.iter().filter_map(|entry| take(Atom(entry.atom))).collect();
            qjs::JS_FreePropertyEnum(ctx, table, count);
            Ok(taken)
        }
    }

    /// Returns the property `length` as a number.
    pub(crate) fn length(&self) -> Result<i64> {
        let mut length = 0;
        // SAFETY: the value is alive, and the place is valid to fill.
        let outcome = unsafe { qjs::JS_GetLength(self.realm().ctx(), self.raw(), &raw mut length) };
        self.check_int(outcome)?;
        Ok(length)
    }
}
