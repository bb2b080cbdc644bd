//! Strings in the form in which QuickJS stores them: Latin-1 or UTF-16. How they lie in memory: see `layout`.

use std::rc::Rc;
use std::slice;

use encoding_rs::mem;
use rquickjs::qjs;

use super::layout::look;
use super::local::size;
use super::{Engine, Local, Realm};
use crate::object::text::pairs::{beyond_first_plane, to_units};
use crate::object::text::{Stored, Units, to_utf16};
use crate::object::{Result, Text};

/// Below this, the interface of QuickJS is as fast as anything.
const SHORT: usize = 64;

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
        let is_ascii = matches!(units, Units::Latin1(bytes) if bytes.is_ascii());
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
            Units::Ascii(text) => self.of_ascii(text),
            Units::Utf8(text) if text.is_ascii() => self.of_ascii(text),
            Units::Utf8(text) if mem::is_str_latin1(text) => self.of_latin1(&mem::encode_latin1_lossy(text)),
            Units::Utf8(text) => {
                let mut units = vec![0; text.len() + 1];
                let length = mem::convert_str_to_utf16(text, &mut units);
                self.of_utf16(&units[..length])
            }
            Units::Latin1(bytes) => self.of_latin1(bytes),
            Units::Utf16(units) => self.of_utf16(units),
            Units::Utf32(points) => self.of_utf32(points),
        }
    }

    pub(super) fn of_utf8(&self, text: &str) -> Result<Local<'_>> {
        // SAFETY: pointer and length describe one slice, of which QuickJS makes a copy.
        unsafe { self.checked(qjs::JS_NewStringLen(self.ctx(), text.as_ptr().cast(), text.len() as qjs::size_t)) }
    }

    pub(super) fn of_utf16(&self, units: &[u16]) -> Result<Local<'_>> {
        // SAFETY: as above.
        unsafe { self.checked(qjs::JS_NewStringUTF16(self.ctx(), units.as_ptr(), units.len() as qjs::size_t)) }
    }

    /// Makes a string of ASCII; of a long one, without looking for other characters as QuickJS does.
    fn of_ascii(&self, text: &str) -> Result<Local<'_>> {
        if text.len() < Text::LONG { self.of_utf8(text) } else { self.of_latin1(text.as_bytes()) }
    }

    pub(super) fn of_latin1(&self, bytes: &[u8]) -> Result<Local<'_>> {
        match self.string_place(bytes.len()) {
            // SAFETY: the place is the one for as many characters.
            Some(place) => unsafe { self.make(place, bytes.len(), |places: &mut [u8]| places.copy_from_slice(bytes)) },
            None => self.of_utf8(&mem::decode_latin1(bytes)),
        }
    }

    fn of_utf32(&self, points: &[u32]) -> Result<Local<'_>> {
        let length = points.len() + beyond_first_plane(points);
        match self.string_place(length) {
            // SAFETY: as above.
            Some(place) => unsafe { self.make(place, length, |places: &mut [u16]| to_units(points, places)) },
            None => self.of_utf16(&to_utf16(points)),
        }
    }
}
