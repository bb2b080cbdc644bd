//! The shape of a program text: where its forms begin and end.
//!
//! Steel reads the text itself. This reader looks at it first, because three
//! things need to be known that Steel does not tell: which names a text
//! defines, which code an error lies in, and where a name must be replaced.

use std::ops::Range;

use steel::parser::parser::{ParseError, Parser, SourceId};

use crate::object::{self, Lang};
use crate::runtime::guard::guarded;

/// Returns what Steel's own reader has against a text.
///
/// # Errors
/// Where it gives up: its debug build asserts what malformed texts break.
pub(super) fn refusal(text: &str) -> object::Result<Option<ParseError>> {
    guarded(Lang::Lisp, || Ok(Parser::new(text, SourceId::none()).find_map(Result::err)))
}

/// A form and where it is.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Where its first byte is.
    pub(super) start: usize,
    /// Where the byte after its last is.
    pub(super) end: usize,
    /// What it is made of.
    pub(super) kind: Kind,
}

/// What a form is made of.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A symbol, a number, a string, a character.
    Atom,
    /// Forms in brackets.
    List(Vec<Node>),
    /// A form behind `'`, `` ` ``, `,`, `,@` or `#`.
    Prefixed(Box<Node>),
}

/// The text ends in the middle of a form, or a bracket closes what was never opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unbalanced;

impl Node {
    /// Returns the text of the form.
    pub(super) fn text<'a>(&self, source: &'a str) -> &'a str {
        source.get(self.start..self.end).unwrap_or_default()
    }

    /// Returns the forms of a list.
    pub(super) fn items(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the name that a list begins with.
    pub(super) fn head<'a>(&self, source: &'a str) -> Option<&'a str> {
        self.items()?.first()?.symbol(source)
    }

    /// Returns the name when the form is a symbol.
    pub(super) fn symbol<'a>(&self, source: &'a str) -> Option<&'a str> {
        let text = self.text(source);
        let first = text.chars().next()?;
        let is_name = matches!(self.kind, Kind::Atom) && !first.is_ascii_digit() && first != '"' && first != '#';
        is_name.then_some(text)
    }

    /// Returns the content of a string without escapes.
    pub(super) fn string<'a>(&self, source: &'a str) -> Option<&'a str> {
        let inner = self.text(source).strip_prefix('"')?.strip_suffix('"')?;
        (!inner.contains('\\')).then_some(inner)
    }

    /// Returns the place of the form.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Reads the forms of a text.
pub(super) fn read(source: &str) -> Result<Vec<Node>, Unbalanced> {
    Reader { source, at: 0 }.read()
}

/// A list that is still open, or a prefix whose form has not come yet.
enum Open {
    List {
        start: usize,
        close: u8,
        items: Vec<Node>,
    },
    Prefix {
        start: usize,
    },
    /// `#;`, which hides the form after it.
    Hidden,
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn read(mut self) -> Result<Vec<Node>, Unbalanced> {
        let mut top = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        while let Some(byte) = self.skip_blank()? {
            let start = self.at;
            match byte {
                b'(' | b'[' | b'{' => {
                    self.at += 1;
                    open.push(Open::List { start, close: closing(byte), items: Vec::new() });
                }
                b')' | b']' | b'}' => {
                    self.at += 1;
                    let Some(Open::List { start, close, items }) = open.pop() else { return Err(Unbalanced) };
                    if close != byte {
                        return Err(Unbalanced);
                    }
                    place(Node { start, end: self.at, kind: Kind::List(items) }, &mut open, &mut top);
                }
                _ => match self.prefix() {
                    Some(length) if self.source[start..].starts_with("#;") => {
                        self.at += length;
                        open.push(Open::Hidden);
                    }
                    Some(length) => {
                        self.at += length;
                        open.push(Open::Prefix { start });
                    }
                    None => {
                        self.atom()?;
                        place(Node { start, end: self.at, kind: Kind::Atom }, &mut open, &mut top);
                    }
                },
            }
        }
        if open.is_empty() { Ok(top) } else { Err(Unbalanced) }
    }

    fn bytes(&self) -> &[u8] {
        self.source.as_bytes()
    }

    /// Skips what is between forms and returns the byte that comes then.
    fn skip_blank(&mut self) -> Result<Option<u8>, Unbalanced> {
        loop {
            let Some(&byte) = self.bytes().get(self.at) else { return Ok(None) };
            if byte == b';' {
                self.at = self.source[self.at..].find('\n').map_or(self.source.len(), |line| self.at + line + 1);
            } else if self.source[self.at..].starts_with("#|") {
                self.block_comment()?;
            } else if self.source[self.at..].starts_with(char::is_whitespace) {
                self.at += self.source[self.at..].chars().next().map_or(1, char::len_utf8);
            } else {
                return Ok(Some(byte));
            }
        }
    }

    fn block_comment(&mut self) -> Result<(), Unbalanced> {
        let mut depth = 0_usize;
        loop {
            let rest = &self.bytes()[self.at..];
            if rest.starts_with(b"#|") {
                depth += 1;
                self.at += 2;
            } else if rest.starts_with(b"|#") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return Ok(());
                }
            } else if rest.is_empty() {
                return Err(Unbalanced);
            } else {
                self.at += 1;
            }
        }
    }

    /// Returns how long the prefix is that stands here.
    fn prefix(&self) -> Option<usize> {
        let rest = &self.source[self.at..];
        let prefix = ["#,@", "#'", "#`", "#,", "#;", ",@", "'", "`", ","].into_iter().find(|p| rest.starts_with(*p));
        let vector = || ["#(", "#u8("].into_iter().find(|opening| rest.starts_with(opening));
        prefix.map(str::len).or_else(|| vector().map(|opening| opening.len() - 1))
    }

    fn atom(&mut self) -> Result<(), Unbalanced> {
        match self.bytes()[self.at] {
            b'"' => self.delimited(b'"'),
            b'|' => self.delimited(b'|'),
            _ => {
                if self.source[self.at..].starts_with("#\\") {
                    // The character itself may be a bracket or a blank.
                    let length = self.source[self.at + 2..].chars().next().map_or(0, char::len_utf8);
                    self.at += 2 + length;
                }
                let end = self.source[self.at..].find(|c: char| c.is_whitespace() || "()[]{}\";'`,".contains(c));
                self.at = end.map_or(self.source.len(), |end| self.at + end);
                Ok(())
            }
        }
    }

    fn delimited(&mut self, end: u8) -> Result<(), Unbalanced> {
        self.at += 1;
        while let Some(&byte) = self.bytes().get(self.at) {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == end {
                return Ok(());
            }
        }
        self.at = self.source.len();
        Err(Unbalanced)
    }
}

fn closing(opening: u8) -> u8 {
    match opening {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

/// Puts a form where it belongs: behind its prefixes, into the innermost open list.
fn place(mut node: Node, open: &mut Vec<Open>, top: &mut Vec<Node>) {
    loop {
        match open.last_mut() {
            None => return top.push(node),
            Some(Open::List { items, .. }) => return items.push(node),
            Some(Open::Hidden) => {
                open.pop();
                return;
            }
            Some(Open::Prefix { start }) => {
                node = Node { start: *start, end: node.end, kind: Kind::Prefixed(Box::new(node)) };
                open.pop();
            }
        }
    }
}

/// Returns the lists that lie around a place, outermost first.
pub(super) fn around(nodes: &[Node], offset: usize) -> Vec<&Node> {
    let mut path = Vec::new();
    let mut level = nodes;
    while let Some(node) = level.iter().find(|node| node.range().contains(&offset)) {
        match &node.kind {
            Kind::List(items) => {
                path.push(node);
                level = items;
            }
            Kind::Prefixed(inner) => level = std::slice::from_ref(inner),
            Kind::Atom => break,
        }
    }
    path
}
