//! A string in the encoding in which its owner stores it.

pub(crate) mod pairs;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;

use encoding_rs::mem;
use lean_string::LeanString;

/// Text on its way from one language to another.
///
/// Rhai and Lisp store UTF-8; Python one, two or four bytes for each character;
/// JavaScript Latin-1 or UTF-16. Python and JavaScript may have lone surrogates,
/// which UTF-8 cannot. A short text is copied, mostly as UTF-8. A long one is
/// lent: its owner keeps it, and the receiver converts it once, straight into
/// its own form. Equality is by code point, whatever the encoding.
#[derive(Clone)]
pub enum Text {
    /// Valid UTF-8. Up to 16 bytes are held inline, without an allocation.
    Utf8(LeanString),
    /// A string that is kept as it is, in its own encoding, e.g. by its owner.
    Lent(Rc<Lent>),
}

/// What a string is made of, in the encoding of its owner.
#[derive(Clone, Copy, Debug)]
pub enum Units<'a> {
    /// UTF-8 that is known to be ASCII.
    Ascii(&'a str),
    /// UTF-8.
    Utf8(&'a str),
    /// Characters up to U+00FF, each in a byte.
    Latin1(&'a [u8]),
    /// UTF-16, possibly with lone surrogates.
    Utf16(&'a [u16]),
    /// Code points, possibly surrogates.
    Utf32(&'a [u32]),
}

/// An immutable string of some engine, which stays as it is for as long as this is held.
pub trait Stored: 'static {
    /// Returns the string as it is stored.
    fn units(&self) -> Units<'_>;
}

/// UTF-16 of nobody's, possibly with lone surrogates.
impl Stored for Vec<u16> {
    fn units(&self) -> Units<'_> {
        Units::Utf16(self)
    }
}

/// A string that is lent, and its UTF-8 once somebody has asked for a reference to that.
pub struct Lent {
    stored: Box<dyn Stored>,
    utf8: OnceCell<Option<String>>,
}

impl Text {
    /// From how many bytes on a string is better lent than copied.
    pub const LONG: usize = 512;

    /// Makes a text of a string that its owner keeps.
    pub fn lent(stored: impl Stored) -> Self {
        Self::Lent(Rc::new(Lent { stored: Box::new(stored), utf8: OnceCell::new() }))
    }

    /// Returns the text as it is stored.
    pub fn units(&self) -> Units<'_> {
        match self {
            Self::Utf8(text) => Units::Utf8(text),
            Self::Lent(lent) => lent.stored.units(),
        }
    }

    /// Returns the text as UTF-8, or `None` when a lone surrogate forbids it.
    pub fn to_utf8(&self) -> Option<Cow<'_, str>> {
        self.units().to_utf8()
    }

    /// Returns the text as UTF-8 with each lone surrogate replaced by U+FFFD, for people to read.
    pub fn to_lossy(&self) -> Cow<'_, str> {
        self.to_utf8()
            .unwrap_or_else(|| char::decode_utf16(self.utf16()).map(|unit| unit.unwrap_or('\u{fffd}')).collect())
    }

    /// Returns the text as UTF-8 without a copy of one's own; `None` when a lone surrogate forbids it.
    pub fn as_utf8(&self) -> Option<&str> {
        match self {
            Self::Utf8(text) => Some(text),
            Self::Lent(lent) => match lent.stored.units() {
                Units::Ascii(text) | Units::Utf8(text) => Some(text),
                units => lent.utf8.get_or_init(|| units.to_utf8().map(Cow::into_owned)).as_deref(),
            },
        }
    }

    /// Returns this text with another one behind it.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Self {
        match (self.as_utf8(), other.as_utf8()) {
            (Some(first), Some(second)) => format!("{first}{second}").into(),
            _ => Self::lent(self.utf16().chain(other.utf16()).collect::<Vec<u16>>()),
        }
    }

    /// Returns the text in UTF-16, unit by unit.
    fn utf16(&self) -> Box<dyn Iterator<Item = u16> + '_> {
        match self.units() {
            Units::Ascii(text) | Units::Utf8(text) => Box::new(text.encode_utf16()),
            Units::Latin1(bytes) => Box::new(bytes.iter().copied().map(u16::from)),
            Units::Utf16(units) => Box::new(units.iter().copied()),
            Units::Utf32(points) => Box::new(to_utf16(points).into_iter()),
        }
    }
}

/// Converts code points to UTF-16; a surrogate stays one.
pub(crate) fn to_utf16(points: &[u32]) -> Vec<u16> {
    let mut units = vec![0; points.len() + pairs::beyond_first_plane(points)];
    pairs::to_units(points, &mut units);
    units
}

impl<'a> Units<'a> {
    /// Returns the text as UTF-8, or `None` when a lone surrogate forbids it.
    pub fn to_utf8(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Ascii(text) | Self::Utf8(text) => Some(Cow::Borrowed(text)),
            Self::Latin1(bytes) => Some(mem::decode_latin1(bytes)),
            Self::Utf16(units) => {
                if mem::utf16_valid_up_to(units) < units.len() {
                    return None;
                }
                let mut text = "\0".repeat(units.len() * 3);
                let length = mem::convert_utf16_to_str(units, &mut text);
                text.truncate(length);
                text.shrink_to_fit();
                Some(Cow::Owned(text))
            }
            Self::Utf32(points) => {
                let mut text = String::with_capacity(points.len() * 4);
                for &point in points {
                    text.push(char::from_u32(point)?);
                }
                text.shrink_to_fit();
                Some(Cow::Owned(text))
            }
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Utf8(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Utf8(text.into())
    }
}

impl From<&[u16]> for Text {
    fn from(units: &[u16]) -> Self {
        Self::lent(units.to_vec())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        match (self.units(), other.units()) {
            (Units::Ascii(a) | Units::Utf8(a), Units::Ascii(b) | Units::Utf8(b)) => a == b,
            (Units::Latin1(a), Units::Latin1(b)) => a == b,
            (Units::Utf16(a), Units::Utf16(b)) => a == b,
            _ => self.utf16().eq(other.utf16()),
        }
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_utf8() {
            Some(text) => write!(f, "{text:?}"),
            None => write!(f, "{:?} (lone surrogate)", self.to_lossy()),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_lossy())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_is_by_code_point_whatever_the_encoding() {
        let wide: Vec<u16> = "aé漢😀".encode_utf16().collect();
        assert_eq!(Text::from(wide.as_slice()), Text::from("aé漢😀"));
        assert_ne!(Text::from(wide.as_slice()), Text::from("aé漢"));
    }

    struct Points(Vec<u32>);

    impl Stored for Points {
        fn units(&self) -> Units<'_> {
            Units::Utf32(&self.0)
        }
    }

    struct Bytes(Vec<u8>);

    impl Stored for Bytes {
        fn units(&self) -> Units<'_> {
            Units::Latin1(&self.0)
        }
    }

    #[test]
    fn what_is_lent_is_converted_on_demand() {
        let points = Text::lent(Points("aé漢😀".chars().map(u32::from).collect()));
        assert_eq!(points, Text::from("aé漢😀"));
        assert_eq!(points.as_utf8(), Some("aé漢😀"));
        assert_eq!(Text::lent(Points(vec![0x61, 0xd800])), Text::from([0x61, 0xd800].as_slice()));
        assert_eq!(Text::lent(Points(vec![0xd800])).as_utf8(), None);
        let bytes = Text::lent(Bytes(vec![0x61, 0xe9]));
        assert_eq!(bytes.to_utf8().unwrap(), "aé");
        // These two bytes would be one character in UTF-8.
        assert_eq!(Text::lent(Bytes(vec![0xc3, 0xa9])).to_utf8().unwrap(), "Ã©");
    }

    #[test]
    fn a_lone_surrogate_has_no_utf8() {
        let lone = Text::from([0x61, 0xd800].as_slice());
        assert_eq!(lone.to_utf8(), None);
        assert_eq!(lone.to_lossy(), "a\u{fffd}");
    }
}
