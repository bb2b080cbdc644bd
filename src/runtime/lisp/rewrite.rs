//! Copying parts of a text into a piece for Steel, with changes, keeping track of places.

use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use super::dotted::{self, Path};
use super::reader::{Kind, Node};
use super::sources::{Piece, Stretch, Text};
use crate::kernel::Map;

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

    /// Ends a piece that is made of code, and returns it with its text; `code` tells from where in `text` the code is.
    pub(super) fn finish_through(self, text: &Rc<Text>, code: Rc<Map>) -> (Rc<Piece>, String) {
        (Rc::new(Piece::new(Rc::clone(text), self.map).of_code(code)), self.piece)
    }

    /// Ends the piece, and returns it with its text.
    pub(super) fn finish(self, text: &Rc<Text>) -> (Rc<Piece>, String) {
        (Rc::new(Piece::new(Rc::clone(text), self.map)), self.piece)
    }
}

/// What a text's names mean.
pub(super) trait Names {
    /// Returns what a symbol becomes, or `None` for itself. `in_macro`: it is in the definition of a macro.
    fn replacement(&self, symbol: &str, in_macro: bool) -> Option<String>;

    /// Returns whether a symbol is a variable.
    fn is_variable(&self, symbol: &str) -> bool;
}

/// Finds what has to be spelled in another way for Steel, outside of quoted data.
///
/// | Written              | Becomes            |
/// |----------------------|--------------------|
/// | `o.x`                | `(%get o 'x)`      |
/// | `(o.m a)`            | `(%invoke o 'm a)` |
/// | `(.m o a)`           | `(%invoke o 'm a)` |
/// | `(set o.x v)`        | `(%set o 'x v)`    |
/// | `(set (get o k) v)`  | `(%set o k v)`     |
/// | `(set x v)`          | `(set! x v)`       |
/// | `(del o.x)`          | `(%del o 'x)`      |
pub(super) fn edits(nodes: &[Node], source: &str, names: &dyn Names) -> Vec<Edit> {
    let mut finder = Finder { source, names, bound: dotted::bound(nodes, source), found: Vec::new() };
    for node in nodes {
        finder.visit(node, Mode { data: false, in_macro: false });
    }
    finder.found
}

struct Finder<'a> {
    source: &'a str,
    names: &'a dyn Names,
    /// The names with dots that the text binds.
    bound: HashSet<&'a str>,
    found: Vec<Edit>,
}

#[derive(Clone, Copy)]
struct Mode {
    /// Inside of a quasiquotation, and not of what it unquotes.
    data: bool,
    /// Inside of the definition of a macro.
    in_macro: bool,
}

impl<'a> Finder<'a> {
    fn visit(&mut self, node: &'a Node, mode: Mode) {
        match &node.kind {
            Kind::Atom if mode.data => {}
            Kind::Atom => {
                let Some(name) = node.symbol(self.source) else { return };
                let by = match self.path(name, mode) {
                    Some(path) => Some(path.reading(&self.base(&path, mode), path.members.len())),
                    None => self.names.replacement(name, mode.in_macro),
                };
                self.found.extend(by.map(|by| Edit { place: node.range(), by }));
            }
            Kind::Prefixed(inner) => match self.source[node.start..].chars().next() {
                Some('`') => self.visit(inner, Mode { data: true, ..mode }),
                Some(',') => self.visit(inner, Mode { data: false, ..mode }),
                // A quotation in a macro may be put anywhere, but what it quotes is data there, too.
                _ if mode.data => self.visit(inner, mode),
                _ => {}
            },
            Kind::List(items) => self.list(node.head(self.source), items, mode),
        }
    }

    fn visit_all(&mut self, nodes: &'a [Node], mode: Mode) {
        for node in nodes {
            self.visit(node, mode);
        }
    }

    fn list(&mut self, head: Option<&'a str>, items: &'a [Node], mode: Mode) {
        let in_macro = mode.in_macro || matches!(head, Some("define-syntax" | "syntax-rules"));
        let mode = Mode { in_macro, ..mode };
        if mode.data || mode.in_macro {
            if mode.data || head != Some("quote") {
                self.visit_all(items, mode);
            }
            return;
        }
        match (head.unwrap_or_default(), items) {
            ("quote", _) | (_, []) => {}
            ("cond", [_, clauses @ ..]) => self.clauses(clauses, mode),
            ("case", [head, key, clauses @ ..]) => {
                self.visit(head, mode);
                self.visit(key, mode);
                // What a clause begins with is data.
                let bodies = clauses.iter().filter_map(|clause| clause.items()?.get(1..));
                bodies.for_each(|body| self.visit_all(body, mode));
            }
            ("guard", [_, clauses, body @ ..]) => {
                self.clauses(clauses.items().unwrap_or_default(), mode);
                self.visit_all(body, mode);
            }
            ("do", [_, bindings, end, body @ ..]) => {
                self.visit(bindings, mode);
                self.clause(end, mode);
                self.visit_all(body, mode);
            }
            ("set" | "set!" | "del", [word, place, rest @ ..]) => self.assignment(word, place, rest, mode),
            (name, [word, rest @ ..]) => self.application(name, word, rest, mode),
        }
    }

    fn clauses(&mut self, clauses: &'a [Node], mode: Mode) {
        for clause in clauses {
            self.clause(clause, mode);
        }
    }

    /// A list that is no call: its first form is evaluated like the rest of them.
    fn clause(&mut self, node: &'a Node, mode: Mode) {
        match node.items() {
            Some(items) => self.visit_all(items, mode),
            None => self.visit(node, mode),
        }
    }

    fn application(&mut self, name: &'a str, head: &'a Node, arguments: &'a [Node], mode: Mode) {
        if let Some(path) = self.path(name, mode) {
            let count = path.members.len() - 1;
            let receiver = path.reading(&self.base(&path, mode), count);
            self.replace(head.range(), format!("%invoke {receiver} '{}", path.members[count]));
        } else if let (Some(method), [receiver, ..]) = (self.method(name), arguments) {
            self.replace(head.range(), "%invoke".to_owned());
            self.visit(receiver, mode);
            self.replace(receiver.end..receiver.end, format!(" '{method}"));
            return self.visit_all(&arguments[1..], mode);
        } else {
            self.visit(head, mode);
        }
        self.visit_all(arguments, mode);
    }

    fn assignment(&mut self, word: &'a Node, place: &'a Node, rest: &'a [Node], mode: Mode) {
        let name = word.text(self.source);
        let procedure = if name == "del" { "%del" } else { "%set" };
        // With a key of its own, `(set o.x k v)`, the place is an object like any other.
        let is_place = rest.len() == usize::from(name != "del") && self.names.replacement(name, false).is_none();
        if let (true, Some(path)) = (is_place, place.symbol(self.source).and_then(|symbol| self.path(symbol, mode))) {
            let count = path.members.len() - 1;
            let object = path.reading(&self.base(&path, mode), count);
            self.replace(word.range(), procedure.to_owned());
            self.replace(place.range(), format!("{object} '{}", path.members[count]));
        } else if let ("set", true, Some([get, _, _])) = (name, is_place, place.items())
            && get.symbol(self.source) == Some("get")
        {
            self.replace(word.range(), procedure.to_owned());
            self.replace(place.start..get.end, String::new());
            self.visit_all(&place.items().unwrap_or_default()[1..], mode);
            self.replace(place.end - 1..place.end, String::new());
        } else {
            if name == "set" && is_place && place.symbol(self.source).is_some() {
                self.replace(word.range(), "set!".to_owned());
            } else {
                self.visit(word, mode);
            }
            self.visit(place, mode);
        }
        self.visit_all(rest, mode);
    }

    fn replace(&mut self, place: Range<usize>, by: String) {
        self.found.push(Edit { place, by });
    }

    /// Returns the members that a symbol names, unless it is a name itself.
    fn path(&self, symbol: &'a str, mode: Mode) -> Option<Path<'a>> {
        if mode.in_macro || self.bound.contains(symbol) || !symbol.contains(['.', ':']) {
            return None;
        }
        Path::parse(symbol).filter(|_| !self.names.is_variable(symbol))
    }

    fn base(&self, path: &Path<'_>, mode: Mode) -> String {
        self.names.replacement(path.base, mode.in_macro).unwrap_or_else(|| path.base.to_owned())
    }

    /// Returns the name of the method in `.name`.
    fn method(&self, symbol: &'a str) -> Option<&'a str> {
        let name = symbol.strip_prefix('.')?;
        let is_name =
            !name.is_empty() && !name.contains('.') && !name.starts_with(|first: char| first.is_ascii_digit());
        (is_name && !self.names.is_variable(symbol)).then_some(name)
    }
}

/// Returns what a keyword such as `:key` becomes: the symbol of that name, which Steel would look up otherwise.
pub(super) fn quote_keyword(name: &str) -> Option<String> {
    (name.len() > 1 && name.starts_with(':')).then(|| format!("'{name}"))
}
