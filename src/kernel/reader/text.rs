//! Strings, names in bars, and characters.

use std::borrow::Cow;

use super::Reader;
use super::word::is_delimiter;
use crate::kernel::error::Result;
use crate::kernel::place::{line_and_column, place};

/// The names of characters, as Steel knows them.
const NAMED: [(&str, char); 12] = [
    ("alarm", '\x07'),
    ("backspace", '\x08'),
    ("delete", '\x7f'),
    ("escape", '\x1b'),
    ("linefeed", '\n'),
    ("newline", '\n'),
    ("nul", '\0'),
    ("null", '\0'),
    ("return", '\r'),
    ("rubout", '\x7f'),
    ("space", ' '),
    ("tab", '\t'),
];

impl<'a> Reader<'a> {
    /// Reads a string or a name in bars, and returns what is in it.
    pub(super) fn delimited(&mut self, end: char) -> Result<Cow<'a, str>> {
        let start = self.at;
        self.at += 1;
        let text = self.text;
        let mut content = Cow::Borrowed("");
        loop {
            let Some(length) = text[self.at..].find([end, '\\']) else {
                self.at = text.len();
                let at = place(text, self.span(start));
                let what = if end == '"' { "string" } else { "name" };
                let error = self.incomplete(start, format!("the {what} that begins at {at} has no end"));
                return Err(error.with_hint(self.long_before(start)));
            };
            let plain = &text[self.at..self.at + length];
            if content.is_empty() {
                content = Cow::Borrowed(plain);
            } else {
                content.to_mut().push_str(plain);
            }
            self.at += length;
            if self.byte(0) == Some(b'\\') {
                // From here on the text differs from what it means.
                let escaped = self.escape(start)?;
                content.to_mut().extend(escaped);
            } else {
                self.at += 1;
                return Ok(content);
            }
        }
    }

    /// Returns what may help where a string has no end: the string before it may lack the same.
    fn long_before(&self, start: usize) -> Option<String> {
        let before = self.long?;
        let (at, (line, _)) = (place(self.text, self.span(before)), line_and_column(self.text, start));
        let ends = self.text[..start].rfind('"').map_or(line, |end| line_and_column(self.text, end).0);
        Some(format!("the string before it goes on from {at} to line {ends}: is a `\"` missing there?"))
    }

    /// Reads what stands for one character, or for none where a line goes on in the next.
    fn escape(&mut self, start: usize) -> Result<Option<char>> {
        let at = self.at;
        self.at += 1;
        let Some(letter) = self.rest().chars().next() else {
            self.at = self.text.len();
            let place = place(self.text, self.span(start));
            return Err(self.incomplete(start, format!("the string that begins at {place} has no end")));
        };
        self.at += letter.len_utf8();
        let character = match letter {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => '\0',
            'a' => '\x07',
            'b' => '\x08',
            '"' | '\\' | '|' | '\'' => letter,
            'x' | 'u' => return self.hexadecimal(at).map(Some),
            ' ' | '\t' | '\n' | '\r' => return self.next_line(at),
            _ => {
                let message = format!("`\\{letter}` means nothing in a string; a backslash itself is `\\\\`");
                return Err(self.unreadable(at, message));
            }
        };
        Ok(Some(character))
    }

    /// `\x41;`, `\u{41}`
    fn hexadecimal(&mut self, at: usize) -> Result<char> {
        let braced = self.byte(0) == Some(b'{');
        self.at += usize::from(braced);
        let digits = self.rest().bytes().take_while(u8::is_ascii_hexdigit).count();
        let code = u32::from_str_radix(&self.rest()[..digits], 16).ok();
        self.at += digits;
        let closed = self.byte(0) == Some(if braced { b'}' } else { b';' });
        self.at += usize::from(closed);
        code.filter(|_| closed).and_then(char::from_u32).ok_or_else(|| {
            self.unreadable(at, "a character is written by its number as `\\x3bb;` or `\\u{3bb}`".to_owned())
        })
    }

    /// A backslash at the end of a line: the blanks around the break do not count.
    fn next_line(&mut self, at: usize) -> Result<Option<char>> {
        self.at = at + 1;
        let blank = |text: &str| text.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
        self.at += blank(self.rest());
        if self.byte(0) != Some(b'\n') && self.at < self.text.len() {
            let message = "a backslash before a blank must be the last thing in its line".to_owned();
            return Err(self.unreadable(at, message));
        }
        self.at = (self.at + 1).min(self.text.len());
        self.at += blank(self.rest());
        Ok(None)
    }

    /// `#\a`, `#\space`, `#\x41`
    pub(super) fn character(&mut self) -> Result<char> {
        let start = self.at;
        self.at += 2;
        let Some(first) = self.rest().chars().next() else {
            return Err(self.incomplete(start, "nothing follows `#\\`".to_owned()));
        };
        self.at += first.len_utf8();
        self.at += self.rest().find(is_delimiter).unwrap_or(self.rest().len());
        let name = &self.text[start + 2..self.at];
        if name.len() == first.len_utf8() {
            return Ok(first);
        }
        let code = name.strip_prefix(['x', 'u', 'U']).map(|code| code.trim_start_matches('{').trim_end_matches('}'));
        let numbered = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        let named =
            || NAMED.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, character)| *character);
        numbered.or_else(named).ok_or_else(|| self.unreadable(start, format!("no character is called `#\\{name}`")))
    }
}
