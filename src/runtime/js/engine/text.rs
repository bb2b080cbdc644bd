//! Strings in the form in which QuickJS stores them: Latin-1 or UTF-16.
//!
//! Its interface gives out UTF-8 only, or UTF-16 as a copy, and takes Latin-1 not at all. So strings
//! are looked at where they lie. That is no promise of QuickJS: the first realm tries out whether
//! it is true, and where it is not, strings go through the interface.

use std::cell::{Cell, OnceCell, RefCell};
use std::ffi::c_void;
use std::rc::Rc;
use std::slice;

use encoding_rs::mem;
use rquickjs::qjs;

use super::local::size;
use super::{Engine, Local, Realm};
use crate::object::text::{Stored, Units, to_utf16};
use crate::object::{Result, Text};

/// Below this, the interface of QuickJS is as fast as anything.
const SHORT: usize = 64;
/// How many bytes of what new strings are filled with are kept.
const FILLER_KEPT: usize = 4 << 20;

/// What an engine knows of its strings.
#[derive(Default)]
pub(crate) struct Strings {
    /// At how many bytes from a string's address its characters begin, if that could be found out.
    offset: OnceCell<Option<usize>>,
    /// What strings hold when they are made, before their characters are written.
    filler: RefCell<Vec<u8>>,
    /// How many strings others hold.
    lent: Cell<usize>,
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
unsafe fn look<'a>(string: qjs::JSValue, offset: usize) -> Option<Units<'a>> {
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

/// A string of JavaScript that is lent. It never changes, nor does its place.
struct Kept {
    engine: Rc<Engine>,
    string: qjs::JSValue,
    offset: usize,
    is_ascii: bool,
}

impl Stored for Kept {
    fn units(&self) -> Units<'_> {
        // SAFETY: a count of the string is held, and where the engine has ended before that was given back,
        // it was leaked. `to_text` has looked at the string before.
        match unsafe { look(self.string, self.offset) } {
            // SAFETY: ASCII is UTF-8, and the string does not change.
            Some(Units::Latin1(bytes)) if self.is_ascii => Units::Ascii(unsafe { str::from_utf8_unchecked(bytes) }),
            units => units.unwrap_or(Units::Ascii("")),
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let strings = &self.engine.strings;
        strings.lent.set(strings.lent.get() - 1);
        if !self.engine.is_closed() {
            // SAFETY: the engine is open, and this count was taken by `to_text`.
            unsafe { qjs::JS_FreeValueRT(self.engine.rt(), self.string) };
        }
    }
}

impl Local<'_> {
    /// Returns a string, or the digits of a number. `None` for symbols and for what throws.
    pub(crate) fn to_text(&self) -> Option<Text> {
        match self.tag() {
            qjs::JS_TAG_SYMBOL => None,
            qjs::JS_TAG_STRING => self.string_to_text(),
            _ => self.printed()?.string_to_text(),
        }
    }

    /// Makes a string in one piece of a rope, or of another value.
    fn printed(&self) -> Option<Self> {
        let realm = self.realm();
        // SAFETY: the value is alive; a count or the mark of an exception is returned, which is taken back.
        unsafe {
            let raw = qjs::JS_ToString(realm.ctx(), self.raw());
            if qjs::JS_IsException(raw) {
                drop(realm.take_exception());
                return None;
            }
            Some(realm.adopt(raw))
        }
    }

    fn string_to_text(&self) -> Option<Text> {
        let Some(offset) = self.realm().string_offset() else { return self.copy_text() };
        // SAFETY: the value is a string and alive while the units are used.
        let Some(units) = (unsafe { look(self.raw(), offset) }) else { return self.copy_text() };
        let length = match units {
            Units::Latin1(bytes) => bytes.len(),
            Units::Utf16(units) => units.len() * 2,
            _ => 0,
        };
        if length < Text::LONG {
            return Some(match (units.to_utf8(), units) {
                (Some(text), _) => Text::from(&*text),
                (None, Units::Utf16(units)) => Text::from(units),
                (None, _) => return None,
            });
        }
        let engine = Rc::clone(self.realm().engine());
        engine.strings.lent.set(engine.strings.lent.get() + 1);
        let is_ascii = matches!(units, Units::Latin1(bytes) if mem::is_ascii(bytes));
        Some(Text::lent(Kept { engine, string: self.clone().into_raw(), offset, is_ascii }))
    }

    /// Copies a string through the interface of QuickJS.
    fn copy_text(&self) -> Option<Text> {
        let ctx = self.realm().ctx();
        let mut length = 0;
        // SAFETY: the value is a string and alive; the units stay valid until they are freed below.
        unsafe {
            let start = qjs::JS_ToCStringLenUTF16(ctx, &raw mut length, self.raw());
            if start.is_null() {
                drop(self.realm().take_exception());
                return None;
            }
            let units = Units::Utf16(slice::from_raw_parts(start, size(length)));
            let text = units.to_utf8().map(|text| Text::from(&*text));
            let text = text.unwrap_or_else(|| Text::from(slice::from_raw_parts(start, size(length))));
            qjs::JS_FreeCStringUTF16(ctx, start);
            Some(text)
        }
    }
}

impl Realm {
    fn string_offset(&self) -> Option<usize> {
        *self.engine().strings.offset.get_or_init(|| find_offset(self))
    }

    /// Makes a string. One that is too long for QuickJS is an error.
    #[inline]
    pub(crate) fn text(&self, text: &Text) -> Result<Local<'_>> {
        match text {
            Text::Utf8(text) if text.len() < SHORT => self.of_utf8(text),
            text => self.long_text(text.units()),
        }
    }

    fn long_text(&self, units: Units<'_>) -> Result<Local<'_>> {
        match units {
            Units::Ascii(text) => self.of_utf8(text),
            Units::Utf8(text) if mem::is_ascii(text.as_bytes()) => self.of_utf8(text),
            Units::Utf8(text) if mem::is_str_latin1(text) => self.of_latin1(&mem::encode_latin1_lossy(text)),
            Units::Utf8(text) => {
                let mut units = vec![0; text.len() + 1];
                let length = mem::convert_str_to_utf16(text, &mut units);
                self.of_utf16(&units[..length])
            }
            Units::Latin1(bytes) => self.of_latin1(bytes),
            Units::Utf16(units) => self.of_utf16(units),
            Units::Utf32(points) => self.of_utf16(&to_utf16(points)),
        }
    }

    fn of_utf8(&self, text: &str) -> Result<Local<'_>> {
        // SAFETY: pointer and length describe one slice, of which QuickJS makes a copy.
        unsafe { self.checked(qjs::JS_NewStringLen(self.ctx(), text.as_ptr().cast(), text.len() as qjs::size_t)) }
    }

    fn of_utf16(&self, units: &[u16]) -> Result<Local<'_>> {
        // SAFETY: as above.
        unsafe { self.checked(qjs::JS_NewStringUTF16(self.ctx(), units.as_ptr(), units.len() as qjs::size_t)) }
    }

    /// Makes a string with a byte for each character: one of ASCII, whose characters are then replaced.
    fn of_latin1(&self, bytes: &[u8]) -> Result<Local<'_>> {
        let Some(offset) = self.string_offset().filter(|_| !bytes.is_empty()) else {
            return self.of_utf8(&mem::decode_latin1(bytes));
        };
        let mut filler = self.engine().strings.filler.borrow_mut();
        if filler.len() < bytes.len() {
            filler.resize(bytes.len(), b'.');
        }
        // SAFETY: the filler has as many bytes and more, of which QuickJS makes a copy. The string was just made,
        // so nobody else has seen it, and its characters lie at the offset, one byte each, as it is ASCII.
        let string = unsafe {
            let raw = qjs::JS_NewStringLen(self.ctx(), filler.as_ptr().cast(), bytes.len() as qjs::size_t);
            let string = self.checked(raw)?;
            string.pointer().cast::<u8>().add(offset).copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            string
        };
        if filler.len() > FILLER_KEPT {
            *filler = Vec::new();
        }
        Ok(string)
    }
}
