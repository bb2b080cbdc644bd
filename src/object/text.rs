//! A string in the encoding in which its owner stores it.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

use compact_str::CompactString;

/// Text on its way from one language to another.
///
/// Python, Rhai and Lisp can give and take UTF-8; JavaScript's strings outside
/// Latin-1 are UTF-16, and may hold lone surrogates, which UTF-8 cannot. Each
/// arrives as it is stored, so that no pair pays for a detour. Equality is by
/// code point, whatever the encoding.
#[derive(Clone)]
pub enum Text {
    /// Valid UTF-8. Up to 24 bytes are held inline, without an allocation.
    Utf8(CompactString),
    /// UTF-16 code units, possibly with lone surrogates.
    Utf16(Rc<[u16]>),
}

impl Text {
    /// Returns the text as UTF-8, or `None` when a lone surrogate forbids it.
    pub fn to_utf8(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Utf8(text) => Some(Cow::Borrowed(text)),
            Self::Utf16(units) => String::from_utf16(units).ok().map(Cow::Owned),
        }
    }

    /// Returns the text as UTF-8 with each lone surrogate replaced by U+FFFD, for people to read.
    pub fn to_lossy(&self) -> Cow<'_, str> {
        match self {
            Self::Utf8(text) => Cow::Borrowed(text),
            Self::Utf16(units) => Cow::Owned(String::from_utf16_lossy(units)),
        }
    }

    /// Returns the text when it is already UTF-8.
    pub fn as_utf8(&self) -> Option<&str> {
        match self {
            Self::Utf8(text) => Some(text),
            Self::Utf16(_) => None,
        }
    }

    /// Returns the same text in UTF-8 where that can be had: one spelling for each text.
    #[must_use]
    pub fn into_canonical(self) -> Self {
        match &self {
            Self::Utf16(units) => match String::from_utf16(units) {
                Ok(text) => Self::Utf8(text.into()),
                Err(_) => self,
            },
            Self::Utf8(_) => self,
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Utf8(CompactString::new(text))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Utf8(text.into())
    }
}

impl From<&[u16]> for Text {
    fn from(units: &[u16]) -> Self {
        Self::Utf16(units.into())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Utf8(a), Self::Utf8(b)) => a == b,
            (Self::Utf16(a), Self::Utf16(b)) => a == b,
            (Self::Utf8(a), Self::Utf16(b)) | (Self::Utf16(b), Self::Utf8(a)) => a.encode_utf16().eq(b.iter().copied()),
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

    #[test]
    fn a_lone_surrogate_has_no_utf8() {
        let lone = Text::from([0x61, 0xd800].as_slice());
        assert_eq!(lone.to_utf8(), None);
        assert_eq!(lone.to_lossy(), "a\u{fffd}");
        assert_eq!(lone, lone.clone().into_canonical());
    }
}
