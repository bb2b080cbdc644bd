//! Copying parts of a text into a piece for Steel, with changes, keeping track of places.

use std::ops::Range;
use std::rc::Rc;

use super::reader::{Kind, Node};
use super::sources::{Piece, Stretch, Text};

/// A change in a text: what stands at `place` becomes `by`.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    pub(super) place: Range<usize>,
    pub(super) by: String,
}

/// A piece in the making.
pub(super) struct Rewriter<'a> {
    source: &'a str,
    edits: &'a [Edit],
    piece: String,
    map: Vec<Stretch>,
}

impl<'a> Rewriter<'a> {
    /// Begins a piece from parts of `source`; the edits are in the order of their places.
    pub(super) fn new(source: &'a str, edits: &'a [Edit]) -> Self {
        Self { source, edits, piece: String::new(), map: Vec::new() }
    }

    /// Copies a part of the text, with the edits that fall into it.
    pub(super) fn copy(&mut self, range: Range<usize>) -> &mut Self {
        let mut at = range.start;
        let first = self.edits.partition_point(|edit| edit.place.start < range.start);
        for edit in self.edits[first..].iter().take_while(|edit| edit.place.end <= range.end) {
            let source = self.source;
            self.stretch(at, true).piece.push_str(&source[at..edit.place.start]);
            self.stretch(edit.place.start, false).piece.push_str(&edit.by);
            at = edit.place.end;
        }
        let source = self.source;
        self.stretch(at, true).piece.push_str(&source[at..range.end]);
        self
    }

    /// Adds text of ours, which stands for the place `at`.
    pub(super) fn insert(&mut self, text: &str, at: usize) -> &mut Self {
        self.stretch(at, false).piece.push_str(text);
        self
    }

    fn stretch(&mut self, text: usize, copied: bool) -> &mut Self {
        self.map.push(Stretch { piece: self.piece.len(), text, copied });
        self
    }

    /// Ends the piece, and returns it with its text.
    pub(super) fn finish(self, text: &Rc<Text>) -> (Rc<Piece>, String) {
        (Rc::new(Piece::new(Rc::clone(text), self.map)), self.piece)
    }
}

/// Finds the names to be replaced, outside of quoted data.
///
/// `replace` is given a symbol, and whether it is in the definition of a macro.
/// It returns what the symbol becomes, or `None` for itself.
pub(super) fn edits(nodes: &[Node], source: &str, replace: &dyn Fn(&str, bool) -> Option<String>) -> Vec<Edit> {
    let mut finder = Finder { source, replace, found: Vec::new() };
    for node in nodes {
        finder.visit(node, Mode { data: false, in_macro: false });
    }
    finder.found
}

struct Finder<'a> {
    source: &'a str,
    replace: &'a dyn Fn(&str, bool) -> Option<String>,
    found: Vec<Edit>,
}

#[derive(Clone, Copy)]
struct Mode {
    /// Inside of a quasiquotation, and not of what it unquotes.
    data: bool,
    /// Inside of the definition of a macro.
    in_macro: bool,
}

impl Finder<'_> {
    fn visit(&mut self, node: &Node, mode: Mode) {
        match &node.kind {
            Kind::Atom if mode.data => {}
            Kind::Atom => {
                if let Some(by) = node.symbol(self.source).and_then(|name| (self.replace)(name, mode.in_macro)) {
                    self.found.push(Edit { place: node.range(), by });
                }
            }
            Kind::Prefixed(inner) => match self.source[node.start..].chars().next() {
                Some('`') => self.visit(inner, Mode { data: true, ..mode }),
                Some(',') => self.visit(inner, Mode { data: false, ..mode }),
                // A quotation in a macro may be put anywhere, but what it quotes is data there, too.
                _ if mode.data => self.visit(inner, mode),
                _ => {}
            },
            Kind::List(items) => match node.head(self.source) {
                Some("quote") if !mode.data => {}
                head => {
                    let in_macro = mode.in_macro || matches!(head, Some("define-syntax" | "syntax-rules"));
                    for item in items {
                        self.visit(item, Mode { in_macro, ..mode });
                    }
                }
            },
        }
    }
}

/// Returns what a keyword such as `:key` becomes: the symbol of that name, which Steel would look up otherwise.
pub(super) fn quote_keyword(name: &str) -> Option<String> {
    (name.len() > 1 && name.starts_with(':')).then(|| format!("'{name}"))
}
