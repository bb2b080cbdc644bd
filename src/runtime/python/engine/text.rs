//! Strings in the form in which Python stores them: one, two or four bytes for each character.

use std::slice;

use encoding_rs::mem;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;
use pyo3::types::string::PyStringData;

use super::enter;
use crate::object::Text;
use crate::object::text::pairs::{Survey, survey, to_points};
use crate::object::text::{Stored, Units, to_utf16};

/// A string of Python's that is lent. It never changes, nor does its place.
struct Kept {
    /// Empty only while it is dropped.
    string: Option<Py<PyString>>,
}

impl Kept {
    fn string(&self) -> &Py<PyString> {
        self.string.as_ref().expect("emptied only by drop")
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let string = self.string.take();
        enter(|py| drop(string.map(|string| string.into_bound(py))));
    }
}

impl Stored for Kept {
    fn units(&self) -> Units<'_> {
        // SAFETY: the string lives as long as `self`, to which the result is bound, and strings do not change.
        enter(|py| unsafe { units(self.string().bind(py)) })
    }
}

/// Looks at the characters of a string.
///
/// # Safety
///
/// The string must be alive for as long as the result is used.
unsafe fn units<'a>(string: &Bound<'_, PyString>) -> Units<'a> {
    // SAFETY: the string is ready, as all are that a program can see; `data` gives its own storage, which
    // the caller keeps alive.
    let data = unsafe { string.data() }.unwrap_or(PyStringData::Ucs1(&[]));
    // SAFETY: as above; only the lifetime is made the caller's.
    unsafe {
        match data {
            // SAFETY: ASCII is UTF-8.
            PyStringData::Ucs1(bytes) if ffi::PyUnicode_IS_ASCII(string.as_ptr()) != 0 => {
                Units::Ascii(std::str::from_utf8_unchecked(longer(bytes)))
            }
            PyStringData::Ucs1(bytes) => Units::Latin1(longer(bytes)),
            PyStringData::Ucs2(units) => Units::Utf16(longer(units)),
            PyStringData::Ucs4(points) => Units::Utf32(longer(points)),
        }
    }
}

/// # Safety
///
/// The slice must be alive for as long as the result is used.
unsafe fn longer<'a, T>(part: &[T]) -> &'a [T] {
    // SAFETY: the caller vouches for it.
    unsafe { slice::from_raw_parts(part.as_ptr(), part.len()) }
}

/// Returns a string's text: lent when it is long, else UTF-16, for one that has no UTF-8.
pub(in crate::runtime::python) fn text(string: &Bound<'_, PyString>) -> Text {
    let kept = Kept { string: Some(string.clone().unbind()) };
    if string.len().is_ok_and(|length| length >= Text::LONG) {
        return Text::lent(kept);
    }
    match kept.units() {
        Units::Utf16(units) => Text::from(units),
        Units::Utf32(points) => Text::from(to_utf16(points).as_slice()),
        units => units.to_utf8().map_or_else(|| "".into(), |text| Text::from(&*text)),
    }
}

/// Makes a string of a text in any encoding, with one pass over it after one that looks how wide it is.
pub(in crate::runtime::python) fn string<'py>(py: Python<'py>, text: &Text) -> Bound<'py, PyString> {
    match text.units() {
        Units::Ascii(text) => of_ascii(py, text.as_bytes()),
        Units::Utf8(text) if text.is_ascii() => of_ascii(py, text.as_bytes()),
        Units::Utf8(text) => of_utf8(py, text),
        Units::Latin1(bytes) if bytes.is_ascii() => of_ascii(py, bytes),
        Units::Latin1(bytes) => of_latin1(py, bytes),
        Units::Utf16(units) => of_utf16(py, units),
        Units::Utf32(points) if points.iter().any(|point| *point > 0xffff) => {
            make(py, points.len(), 0x10_ffff, |places: &mut [u32]| places.copy_from_slice(points))
        }
        Units::Utf32(points) => of_utf16(py, &to_utf16(points)),
    }
}

fn of_ascii<'py>(py: Python<'py>, bytes: &[u8]) -> Bound<'py, PyString> {
    make(py, bytes.len(), 0x7f, |places: &mut [u8]| places.copy_from_slice(bytes))
}

fn of_latin1<'py>(py: Python<'py>, bytes: &[u8]) -> Bound<'py, PyString> {
    make(py, bytes.len(), 0xff, |places: &mut [u8]| places.copy_from_slice(bytes))
}

fn of_utf8<'py>(py: Python<'py>, text: &str) -> Bound<'py, PyString> {
    if mem::is_str_latin1(text) {
        let mut bytes = vec![0; text.len()];
        let length = mem::convert_utf8_to_latin1_lossy(text.as_bytes(), &mut bytes);
        return of_latin1(py, &bytes[..length]);
    }
    let mut units = vec![0; text.len() + 1];
    let length = mem::convert_str_to_utf16(text, &mut units);
    of_utf16(py, &units[..length])
}

fn of_utf16<'py>(py: Python<'py>, units: &[u16]) -> Bound<'py, PyString> {
    match survey(units) {
        Survey { bits: bits @ 0..=0xff, .. } => {
            let widest = if bits > 0x7f { 0xff } else { 0x7f };
            make(py, units.len(), widest, |places: &mut [u8]| mem::convert_utf16_to_latin1_lossy(units, places))
        }
        Survey { pairs: 0, .. } => make(py, units.len(), 0xffff, |places: &mut [u16]| places.copy_from_slice(units)),
        Survey { pairs, .. } => make(py, units.len() - pairs, 0x10_ffff, |places: &mut [u32]| to_points(units, places)),
    }
}

/// A character's place in a string: of one, two or four bytes.
trait Place: Copy {}
impl Place for u8 {}
impl Place for u16 {}
impl Place for u32 {}

/// Makes a string of so many characters, none of which is beyond `widest`, and one of which needs that many bytes.
fn make<T: Place>(py: Python<'_>, length: usize, widest: u32, fill: impl FnOnce(&mut [T])) -> Bound<'_, PyString> {
    // SAFETY: a string that was just made has places of the size that `widest` asks for, which is that of
    // `T` at every call above; nobody has seen it, so it may be written. The empty one is not written.
    unsafe {
        let raw = ffi::PyUnicode_New(length.cast_signed(), widest);
        let string = Bound::from_owned_ptr_or_opt(py, raw).expect("there is memory for a string");
        if length > 0 {
            debug_assert_eq!(
                ffi::PyUnicode_KIND(raw) as usize,
                size_of::<T>(),
                "places are as wide as they are filled"
            );
            fill(slice::from_raw_parts_mut(ffi::PyUnicode_DATA(raw).cast::<T>(), length));
        }
        string.cast_into_unchecked()
    }
}
