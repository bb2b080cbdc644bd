//! Code in the making, with the place of each part.

use crate::kernel::place::{Map, Stretch};
use crate::kernel::print::{write_character, write_quoted};
use crate::kernel::{Kind, Span, Symbol};

/// Code may not grow longer than this: a macro that doubles what it is given is soon at any size.
const LONGEST: usize = 64 << 20;

/// Scheme text that is being written.
#[derive(Default)]
pub(super) struct Output {
    pub(super) text: String,
    pub(super) map: Map,
}

impl Output {
    /// Says where the code that comes next is from.
    pub(super) fn at(&mut self, span: Span) {
        if span.is_known() {
            self.stretch(span.start, false);
        }
    }

    /// Returns where the code that comes next will begin.
    pub(super) fn end(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }

    fn stretch(&mut self, text: u32, copied: bool) {
        let code = self.end();
        self.map.push(Stretch { code, text, copied });
    }

    pub(super) fn is_too_long(&self) -> bool {
        self.text.len() > LONGEST
    }

    pub(super) fn open(&mut self) {
        self.blank();
        self.text.push('(');
    }

    pub(super) fn close(&mut self) {
        self.text.push(')');
    }

    pub(super) fn quote(&mut self) {
        self.blank();
        self.text.push('\'');
    }

    /// Writes a word as it is, apart from the one before.
    pub(super) fn word(&mut self, word: &str) {
        self.blank();
        self.text.push_str(word);
    }

    /// Writes a name that stands at `span` in the text.
    pub(super) fn name(&mut self, name: Symbol, span: Span) {
        self.blank();
        let text = name.as_str();
        let is_plain = name.entry().is_plain;
        if span.is_known() {
            self.stretch(span.start, is_plain && (span.end - span.start) as usize == text.len());
        }
        if is_plain {
            self.text.push_str(text);
        } else {
            self.quoted(text, '|');
        }
    }

    /// Writes what stands for itself; `false` when the form is none such.
    pub(super) fn literal(&mut self, kind: &Kind) -> bool {
        match kind {
            Kind::String(text) => {
                self.blank();
                self.quoted(text, '"');
            }
            Kind::Number(text) => self.word(text),
            Kind::Bool(value) => self.word(if *value { "#t" } else { "#f" }),
            Kind::Char(character) => {
                self.blank();
                write_character(*character, &mut self.text).unwrap_or_default();
            }
            _ => return false,
        }
        true
    }

    fn quoted(&mut self, text: &str, quote: char) {
        // Writing to a string cannot fail.
        write_quoted(text, quote, &mut self.text).unwrap_or_default();
    }

    fn blank(&mut self) {
        let opens = matches!(self.text.as_bytes().last(), None | Some(b'(' | b'\'' | b' '));
        if !opens || self.text.ends_with("#\\(") || self.text.ends_with("#\\'") {
            self.text.push(' ');
        }
    }
}
