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

/// Finds the names to be replaced, outside of quoted data and of macro definitions.
///
/// `replace` returns what a symbol becomes, or `None` for itself.
pub(super) fn edits(nodes: &[Node], source: &str, replace: &impl Fn(&str) -> Option<String>) -> Vec<Edit> {
    let mut found = Vec::new();
    let mut pending: Vec<&Node> = nodes.iter().rev().collect();
    while let Some(node) = pending.pop() {
        if node.is_quoted(source) && !source[node.start..].starts_with('`') {
            continue;
        }
        match &node.kind {
            Kind::List(items) => pending.extend(items.iter().rev()),
            Kind::Prefixed(inner) => pending.push(inner),
            Kind::Atom => {
                if let Some(by) = node.symbol(source).and_then(replace) {
                    found.push(Edit { place: node.range(), by });
                }
            }
        }
    }
    found
}

/// Returns what a keyword such as `:key` becomes: the symbol of that name, which Steel would look up otherwise.
pub(super) fn quote_keyword(name: &str) -> Option<String> {
    (name.len() > 1 && name.starts_with(':')).then(|| format!("'{name}"))
}
