//! How QuickJS lays out strings in memory, where it does so as is expected.
//!
//! Its interface gives out UTF-8 only, or UTF-16 as a copy, and takes Latin-1 not at all. So strings are looked at
//! where they lie, and long ones are written there. That is no promise of QuickJS: the first realm tries out
//! whether it is true, and where it is not, strings go through the interface.

use std::cell::{Cell, OnceCell};
use std::ffi::c_void;
use std::slice;

use encoding_rs::mem;
use rquickjs::qjs;

use super::{Local, Realm};
use crate::object::Result;
use crate::object::text::pairs::to_units;
use crate::object::text::{Units, to_utf16};
use crate::runtime::js::error;

/// A string that QuickJS stores in UTF-16, in memory of its own.
const SHORTEST: [u16; 1] = [0x3bb];
/// How many characters a string of QuickJS may have.
const MOST: usize = (1 << 30) - 1;

/// What an engine knows of its strings.
#[derive(Default)]
pub(crate) struct Strings {
    /// At how many bytes from a string's address its characters begin, if that could be found out.
    offset: OnceCell<Option<usize>>,
    /// That offset, if strings can also be made in place.
    place: OnceCell<Option<usize>>,
    /// How many strings others hold.
    pub(super) lent: Cell<usize>,
}

impl Strings {
    pub(super) fn none_lent(&self) -> bool {
        self.lent.get() == 0
    }
}

/// The first words of a string: 31 bits of length and one that says whether it is wide; then a hash and two bits of kind.
#[derive(Clone, Copy)]
#[repr(C)]
struct Header {
    length: u32,
    kind: u32,
}

/// A string that is part of another: at the place of its characters is this.
#[derive(Clone, Copy)]
#[repr(C)]
struct Part {
    whole: *const c_void,
    /// In bytes.
    start: u32,
}

/// Looks at a string where it lies; `None` where it is not of a kind that is known.
///
/// # Safety
///
/// The value must be a string (no rope) that is alive for as long as the result is used, and `offset` must be
/// what [`find_offset`] returned.
pub(super) unsafe fn look<'a>(string: qjs::JSValue, offset: usize) -> Option<Units<'a>> {
    // SAFETY: a string begins with its header, as `find_offset` has tried out; one that is part of another has
    // the address of that, which it keeps alive, in place of characters.
    unsafe {
        let address = qjs::JS_VALUE_GET_PTR(string).cast_const();
        let header = address.cast::<Header>().read();
        let start = match header.kind >> 28 & 3 {
            0 => address.byte_add(offset),
            1 => {
                let part = address.byte_add(offset).cast::<Part>().read();
                part.whole.byte_add(offset + part.start as usize)
            }
            _ => return None,
        };
        let (length, is_wide) = ((header.length & 0x7fff_ffff) as usize, header.length >> 31 == 1);
        if !is_wide {
            return Some(Units::Latin1(slice::from_raw_parts(start.cast::<u8>(), length)));
        }
        let units = start.cast::<u16>();
        units.is_aligned().then(|| Units::Utf16(slice::from_raw_parts(units, length)))
    }
}

/// Tries out where the characters of a string lie.
fn find_offset(realm: &Realm) -> Option<usize> {
    const NARROW: &str = "polytarget";
    const WIDE: [u16; 5] = [0x3bb, 0x61, 0xd83d, 0xde00, 0x3bb];
    let ctx = realm.ctx();
    // SAFETY: pointers and lengths describe living slices. What the interface gives out of a narrow ASCII
    // string, or of a wide one, is its own storage, which is compared by address and read while the string lives.
    unsafe {
        let narrow = realm.adopt(qjs::JS_NewStringLen(ctx, NARROW.as_ptr().cast(), NARROW.len() as qjs::size_t));
        let wide = realm.adopt(qjs::JS_NewStringUTF16(ctx, WIDE.as_ptr(), WIDE.len() as qjs::size_t));
        let mut length = 0;
        let bytes = qjs::JS_ToCStringLen2(ctx, &raw mut length, narrow.raw(), false);
        let units = qjs::JS_ToCStringLenUTF16(ctx, &raw mut length, wide.raw());
        let (in_narrow, in_wide) =
            (bytes.addr().wrapping_sub(narrow.pointer().addr()), units.addr().wrapping_sub(wide.pointer().addr()));
        qjs::JS_FreeCString(ctx, bytes);
        qjs::JS_FreeCStringUTF16(ctx, units);
        if in_narrow != in_wide || !(size_of::<Header>()..=64).contains(&in_narrow) {
            return None;
        }
        let looks_right = matches!(look(narrow.raw(), in_narrow), Some(Units::Latin1(found)) if found == NARROW.as_bytes())
            && matches!(look(wide.raw(), in_narrow), Some(Units::Utf16(found)) if found == WIDE);
        looks_right.then_some(in_narrow)
    }
}

/// What is before the characters of a string.
#[repr(C)]
struct Front {
    header: Header,
    next: u32,
    weak: *const c_void,
}

/// What follows that where QuickJS keeps a list of all strings, as it does unless it is built without assertions.
#[derive(Clone, Copy)]
#[repr(C)]
struct Links {
    before: *mut Links,
    behind: *mut Links,
}

/// Tries out whether a string that is made in place is a string like all others. Returns the offset of its characters.
fn find_place(realm: &Realm) -> Option<usize> {
    let offset = realm.string_offset()?;
    let is_known = match offset.checked_sub(size_of::<Front>())? {
        0 => true,
        rest => rest == size_of::<Links>() && are_linked(realm).unwrap_or(false),
    };
    // Longer than what QuickJS packs together, and not.
    let works = is_known && [1, 1000].into_iter().all(|times| makes_strings(realm, offset, times).unwrap_or(false));
    works.then_some(offset)
}

/// Returns whether a new string is linked behind the one that was made before it.
fn are_linked(realm: &Realm) -> Result<bool> {
    let links = |string: &Local<'_>| string.pointer().cast::<Front>().wrapping_add(1).cast::<Links>();
    let (one, other) = (realm.of_utf16(&SHORTEST)?, realm.of_utf16(&SHORTEST)?);
    // SAFETY: both are alive, and as large as is read: that their characters lie behind it was found out.
    let (of_one, of_other) = unsafe { (links(&one).read(), links(&other).read()) };
    Ok(of_one.behind == links(&other) && of_other.before == links(&one))
}

fn makes_strings(realm: &Realm, offset: usize, times: usize) -> Result<bool> {
    let narrow = "polytärget".repeat(times);
    let bytes = mem::encode_latin1_lossy(&narrow);
    let points = [0x3bb, 0x61, 0x1_f600, 0xd800].repeat(times);
    let units = to_utf16(&points);
    // SAFETY: what a string has before its characters was found out, and that its neighbours are where they should be.
    let narrow_one = unsafe { realm.make(offset, bytes.len(), |places: &mut [u8]| places.copy_from_slice(&bytes))? };
    // SAFETY: as above.
    let wide_one = unsafe { realm.make(offset, units.len(), |places: &mut [u16]| to_units(&points, places))? };
    let in_place = [narrow_one, wide_one];
    let by_interface = [realm.of_utf8(&narrow)?, realm.of_utf16(&units)?];
    // SAFETY: all are alive, and stay so.
    let is_same =
        |(one, other): (&Local<'_>, &Local<'_>)| unsafe { qjs::JS_IsStrictEqual(realm.ctx(), one.raw(), other.raw()) };
    Ok(in_place.iter().zip(&by_interface).all(is_same))
}

/// A character's place in a string: of one byte or two.
pub(super) trait Place: Copy {}
impl Place for u8 {}
impl Place for u16 {}

impl Realm {
    /// Returns at how many bytes from a string's address its characters begin.
    pub(super) fn string_offset(&self) -> Option<usize> {
        *self.engine().strings.offset.get_or_init(|| find_offset(self))
    }

    /// Returns the offset of the characters in a string of so many, if one can be made in place.
    pub(super) fn string_place(&self, length: usize) -> Option<usize> {
        let place = *self.engine().strings.place.get_or_init(|| find_place(self));
        place.filter(|_| (1..=MOST).contains(&length))
    }

    /// Makes a string and has its characters written where they lie. A short one of QuickJS's own
    /// becomes a long one: QuickJS gives it more memory, and its new length and width are written into it.
    ///
    /// # Safety
    ///
    /// The offset must be what `string_place` has returned for this length, or all that `find_place` looks
    /// at beforehand must hold.
    pub(super) unsafe fn make<T: Place>(
        &self,
        offset: usize,
        length: usize,
        fill: impl FnOnce(&mut [T]),
    ) -> Result<Local<'_>> {
        let count = u32::try_from(length).expect("`string_place` has refused more");
        let wide = u32::from(size_of::<T>() > 1);
        // One of a byte each ends with NUL.
        let end = offset + length * size_of::<T>();
        let short = self.of_utf16(&SHORTEST)?;
        // SAFETY: the string was just made and is nobody else's, and memory of QuickJS's may move by its own
        // function. Where there is no memory, the string stays as it was.
        let memory = unsafe { qjs::js_realloc(self.ctx(), short.pointer(), (end + 1) as qjs::size_t) };
        if memory.is_null() {
            return Err(error::caught(self));
        }
        std::mem::forget(short);
        // SAFETY: there is `end + 1` bytes of memory, which begin with what was before the characters and are nobody
        // else's. Only the neighbours in the list of strings, if there is one, have the old address; they are alive.
        unsafe {
            if offset > size_of::<Front>() {
                let links = memory.cast::<Front>().add(1).cast::<Links>();
                (*(*links).before).behind = links;
                (*(*links).behind).before = links;
            }
            memory.cast::<u32>().write(count | wide << 31);
            memory.byte_add(end).cast::<u8>().write(0);
            fill(slice::from_raw_parts_mut(memory.byte_add(offset).cast::<T>(), length));
            Ok(self.adopt(qjs::JS_MKPTR(qjs::JS_TAG_STRING, memory)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Engine;
    use super::*;

    /// Should this fail, a new QuickJS stores strings in another way, and all of them take the long way through its interface.
    #[test]
    fn strings_lie_as_they_are_looked_at_and_made() {
        let engine = Engine::start().unwrap();
        let realm = engine.new_realm().unwrap();
        let place = realm.string_place(1000);
        assert!(place.is_some() && place == realm.string_offset(), "{place:?}");
        drop(realm);
        engine.shut_down();
    }

    #[test]
    fn what_is_too_long_is_refused() {
        let engine = Engine::start().unwrap();
        let realm = engine.new_realm().unwrap();
        assert_eq!((realm.string_place(MOST + 1), realm.string_place(0)), (None, None));
        // Pages that nobody has written take no memory.
        assert!(realm.of_latin1(&vec![0; MOST + 1]).is_err());
        drop(realm);
        engine.shut_down();
    }
}
