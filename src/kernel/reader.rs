//! Text to forms.
//!
//! | Text                  | What it is                                                                        |
//! |-----------------------|-----------------------------------------------------------------------------------|
//! | `( )` `[ ]` `{ }`     | lists, which keep their brackets                                                  |
//! | `'x` `` `x ``         | `(quote x)`, `(quasiquote x)`                                                     |
//! | `,x` `,@x`            | `(unquote x)`, `(unquote-splicing x)`, in a quasiquotation and right before a form |
//! | `@x` `...@x`          | the same; outside of a quasiquotation, `@` is a letter                            |
//! | any other comma       | white space                                                                       |
//! | `a:` `:`              | the colon is white space                                                          |
//! | `:a` `#:a`            | keywords                                                                          |
//! | `;` `#;` `#\| \|#`    | comments: of a line, of a form, of anything                                       |
//! | `#!` in the beginning | a line for the shell                                                              |
//! | `#( )` `#u8( )` `#\a` | vectors, bytevectors and characters of Scheme                                     |
//! | `#>x` `#->x`          | a procedure of `#0`, `#1`, ...                                                    |
//!
//! Where Sibilant and Scheme collide, Scheme wins: `#( )` is a vector, and a
//! short lambda is `#>( )`. Nothing here recurses, however deep brackets nest.

mod text;
mod word;

use super::error::{Error, ErrorKind, Result};
use super::place::{line_and_column, place};
use super::{Bracket, Form, Kind, Span, Symbol};
pub(super) use word::{Reading, reading};

/// Reads the forms of a text.
///
/// # Errors
/// [`ErrorKind::Incomplete`] when the text ends in the middle of a form, and
/// [`ErrorKind::Unreadable`] when nothing that follows could mend it.
pub fn read(text: &str) -> Result<Vec<Form>> {
    if u32::try_from(text.len()).is_err() {
        return Err(Error::new(ErrorKind::Limit, Span::NONE, "a text of four gigabytes and more cannot be read"));
    }
    Reader { text, at: 0, open: Vec::new(), top: Vec::new(), depth: 0, at_margin: None, long: None }.read()
}

/// Whether a text can be run as it stands, asked at a prompt after each line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// It can.
    Complete,
    /// It ends inside of a list or a string, or after a prefix.
    Incomplete,
    /// It has a bracket that closes nothing or the wrong one, or something that cannot be read.
    Invalid,
}

/// Returns whether a text can be run as it stands.
pub fn completeness(text: &str) -> Completeness {
    match read(text) {
        Ok(_) => Completeness::Complete,
        Err(error) if error.kind() == ErrorKind::Incomplete => Completeness::Incomplete,
        Err(_) => Completeness::Invalid,
    }
}

/// What waits for forms.
struct Open {
    kind: Opening,
    /// Where its bracket or prefix begins.
    start: usize,
    /// How deep in quasiquotations it stands.
    depth: u32,
    items: Vec<Form>,
}

#[derive(Clone, Copy, PartialEq)]
enum Opening {
    List(Bracket),
    Vector,
    Bytes,
    /// A prefix, which waits for one form.
    Prefix(&'static str),
    /// `#;`, which hides the form after it.
    Hidden,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Open>,
    top: Vec<Form>,
    /// How many quasiquotations there are around this place, less the unquotations.
    depth: u32,
    /// The first list that begins a line although another one is open: a bracket may be missing before it.
    at_margin: Option<usize>,
    /// The last string that goes on over the end of a line: its end may be missing.
    long: Option<usize>,
}

impl Reader<'_> {
    fn read(mut self) -> Result<Vec<Form>> {
        if self.text.starts_with("#!") {
            self.skip_line();
        }
        while let Some(byte) = self.skip_blank()? {
            match byte {
                b'(' => self.begin(Opening::List(Bracket::Round), 1),
                b'[' => self.begin(Opening::List(Bracket::Square), 1),
                b'{' => self.begin(Opening::List(Bracket::Curly), 1),
                b')' | b']' | b'}' => self.close(byte)?,
                _ => match self.prefix(byte) {
                    Some((opening, width)) => self.begin(opening, width),
                    None => self.atom(byte)?,
                },
            }
        }
        match self.open.pop() {
            None => Ok(self.top),
            Some(open) => Err(self.unfinished(&open)),
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn span(&self, start: usize) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX - 1);
        Span { start: offset(start), end: offset(self.at) }
    }

    /// Skips what is between forms and returns the byte that comes then.
    fn skip_blank(&mut self) -> Result<Option<u8>> {
        loop {
            let Some(byte) = self.byte(0) else { return Ok(None) };
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                b';' => self.skip_line(),
                b',' if self.depth == 0 || self.is_blank_or_closing(1) => self.at += 1,
                b':' if self.is_blank_or_closing(1) || self.text[..self.at].ends_with('"') => self.at += 1,
                b'#' if self.byte(1) == Some(b'|') => self.skip_comment()?,
                0x80.. | 0x0b | 0x0c => match self.rest().chars().next() {
                    Some(blank) if blank.is_whitespace() => self.at += blank.len_utf8(),
                    _ => return Ok(Some(byte)),
                },
                _ => return Ok(Some(byte)),
            }
        }
    }

    fn skip_line(&mut self) {
        self.at = self.rest().find('\n').map_or(self.text.len(), |line| self.at + line + 1);
    }

    fn skip_comment(&mut self) -> Result<()> {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            match (self.byte(0), self.byte(1)) {
                (Some(b'#'), Some(b'|')) => {
                    depth += 1;
                    self.at += 2;
                }
                (Some(b'|'), Some(b'#')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return Ok(());
                    }
                }
                (Some(_), _) => self.at += 1,
                (None, _) => {
                    let at = place(self.text, self.span(start));
                    return Err(self.incomplete(start, format!("the comment that begins at {at} has no end")));
                }
            }
        }
    }

    fn is_blank_or_closing(&self, ahead: usize) -> bool {
        match self.text[self.at + ahead..].chars().next() {
            None | Some(')' | ']' | '}') => true,
            Some(next) => next.is_whitespace(),
        }
    }

    /// Returns the prefix that stands here, and how long it is.
    fn prefix(&self, byte: u8) -> Option<(Opening, usize)> {
        let quoted = |ahead: usize| self.depth > 0 && !self.is_blank_or_closing(ahead);
        let found = match byte {
            b'\'' => (Opening::Prefix("quote"), 1),
            b'`' => (Opening::Prefix("quasiquote"), 1),
            b',' if self.byte(1) == Some(b'@') && quoted(2) => (Opening::Prefix("unquote-splicing"), 2),
            b',' | b'@' if quoted(1) => (Opening::Prefix("unquote"), 1),
            b'.' if self.rest().starts_with("...@") && quoted(4) => (Opening::Prefix("unquote-splicing"), 4),
            b'#' => match self.rest().as_bytes() {
                [_, b'(', ..] => (Opening::Vector, 2),
                [_, b'u', b'8', b'(', ..] => (Opening::Bytes, 4),
                [_, b';', ..] => (Opening::Hidden, 2),
                [_, b'>', ..] => (Opening::Prefix("%placeholders"), 2),
                [_, b'-', b'>', ..] => (Opening::Prefix("%placeholders"), 3),
                _ => return None,
            },
            _ => return None,
        };
        Some(found)
    }

    fn begin(&mut self, kind: Opening, width: usize) {
        let begins_line = self.text[..self.at].ends_with('\n') && matches!(kind, Opening::List(_));
        if begins_line && !self.open.is_empty() {
            self.at_margin.get_or_insert(self.at);
        }
        self.open.push(Open { kind, start: self.at, depth: self.depth, items: Vec::new() });
        self.at += width;
        match kind {
            Opening::Prefix("quasiquote") => self.depth += 1,
            Opening::Prefix("unquote" | "unquote-splicing") => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    fn close(&mut self, byte: u8) -> Result<()> {
        let start = self.at;
        self.at += 1;
        let Some(open) = self.open.pop() else {
            let at = place(self.text, self.span(start));
            return Err(self.unreadable(start, format!("`{}` at {at} closes nothing", char::from(byte))));
        };
        let (bracket, make): (_, fn(Bracket, Vec<Form>) -> Kind) = match open.kind {
            Opening::List(bracket) => (bracket, |bracket, items| Kind::List(bracket, items.into())),
            Opening::Vector => (Bracket::Round, |_, items| Kind::Vector(items.into())),
            Opening::Bytes => (Bracket::Round, |_, items| Kind::Bytes(items.into())),
            Opening::Prefix(_) | Opening::Hidden => return Err(self.dangling(&open, ErrorKind::Unreadable)),
        };
        if u32::from(byte) != u32::from(bracket.pair().1) {
            return Err(self.mismatched(byte, start, &open));
        }
        let span = self.span(open.start);
        self.place(Form { kind: make(bracket, open.items), span });
        Ok(())
    }

    /// Puts a form where it belongs: behind its prefixes, into the innermost list.
    fn place(&mut self, mut form: Form) {
        loop {
            match self.open.last_mut() {
                None => return self.top.push(form),
                Some(open) if !matches!(open.kind, Opening::Prefix(_) | Opening::Hidden) => {
                    return open.items.push(form);
                }
                Some(_) => {}
            }
            let Some(open) = self.open.pop() else { return };
            self.depth = open.depth;
            let Opening::Prefix(name) = open.kind else { return };
            let span = self.span(open.start);
            let head = Form { kind: Kind::Symbol(Symbol::new(name)), span: Span { end: form.span.start, ..span } };
            form = Form { kind: Kind::List(Bracket::Round, vec![head, form].into()), span };
        }
    }

    fn atom(&mut self, byte: u8) -> Result<()> {
        let start = self.at;
        let kind = match byte {
            b'"' => {
                let content = self.delimited('"')?;
                if self.text[start..self.at].contains('\n') {
                    self.long = Some(start);
                }
                Kind::String(content.as_ref().into())
            }
            b'|' => Kind::Symbol(Symbol::new(&self.delimited('|')?)),
            b'#' if self.byte(1) == Some(b'\\') => Kind::Char(self.character()?),
            _ => match self.word()? {
                Some(kind) => kind,
                None => return Ok(()),
            },
        };
        let span = self.span(start);
        self.place(Form { kind, span });
        Ok(())
    }

    fn incomplete(&self, start: usize, message: String) -> Error {
        Error::new(ErrorKind::Incomplete, self.span(start), message)
    }

    fn unreadable(&self, start: usize, message: String) -> Error {
        Error::new(ErrorKind::Unreadable, self.span(start), message)
    }

    fn mismatched(&self, byte: u8, start: usize, open: &Open) -> Error {
        let (at, opened) = (place(self.text, self.span(start)), place(self.text, self.span(open.start)));
        let (byte, opening) = (char::from(byte), self.opening(open));
        let expected = match open.kind {
            Opening::List(bracket) => bracket.pair().1,
            _ => ')',
        };
        let message = format!("`{byte}` at {at} closes `{opening}` opened at {opened}");
        self.unreadable(start, message).with_hint(Some(format!("`{expected}` would close it")))
    }

    fn unfinished(&self, open: &Open) -> Error {
        if matches!(open.kind, Opening::Prefix(_) | Opening::Hidden) {
            return self.dangling(open, ErrorKind::Incomplete);
        }
        let at = place(self.text, self.span(open.start));
        let error = self.incomplete(open.start, format!("`{}` opened at {at} is never closed", self.opening(open)));
        error.with_hint(self.at_margin.filter(|margin| *margin > open.start).map(|margin| {
            let (line, _) = line_and_column(self.text, margin);
            format!("line {line} begins as if nothing were open: is a bracket missing before it?")
        }))
    }

    fn dangling(&self, open: &Open, kind: ErrorKind) -> Error {
        let at = place(self.text, self.span(open.start));
        Error::new(kind, self.span(open.start), format!("nothing follows `{}` at {at}", self.opening(open)))
    }

    /// Returns the bracket or prefix as it was written.
    fn opening(&self, open: &Open) -> &str {
        let rest = &self.text[open.start..];
        let known = ["#u8(", "...@", "#->", "#(", "#;", "#>", ",@"];
        known.into_iter().find(|opening| rest.starts_with(opening)).unwrap_or(&rest[..1])
    }
}
