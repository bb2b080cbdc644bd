//! Where compiled code came from.
//!
//! What Steel compiles is rarely the user's text as it stands: it may be one
//! form of it, with a definition made live. Steel's spans count in what it was
//! given; each compiled piece remembers how to find the user's place from there.

use std::cell::{OnceCell, RefCell};
use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use steel::parser::parser::SourceId;

use super::reader::{self, Node};
use crate::kernel::{Map, Use};
use crate::object::{Frame, Lang, SourceLine};

/// A text that the user wrote.
pub(super) struct Text {
    /// The file, or the name of the input.
    name: RefCell<Rc<str>>,
    /// All of it.
    pub(super) content: Rc<str>,
    forms: OnceCell<Vec<Node>>,
}

impl Text {
    pub(super) fn new(name: &str, text: &str) -> Rc<Self> {
        Rc::new(Self { name: RefCell::new(name.into()), content: text.into(), forms: OnceCell::new() })
    }

    /// Gives the text the name under which it is run this time.
    pub(super) fn rename(&self, name: &str) {
        if **self.name.borrow() != *name {
            self.name.replace(name.into());
        }
    }

    /// Returns the last form.
    pub(super) fn last_form(&self) -> Option<&Node> {
        self.forms().last()
    }

    fn forms(&self) -> &[Node] {
        self.forms.get_or_init(|| reader::read(&self.content).unwrap_or_default())
    }

    /// Returns the frame of code at `offset`; `exact` when that is the very place and not just somewhere in a function.
    pub(super) fn frame(&self, offset: usize, exact: bool) -> Frame {
        let offset = offset.min(self.content.len());
        let path = reader::around(self.forms(), offset);
        let definition = path.iter().rev().find_map(|node| Some((*node, defined_name(node, &self.content)?)));
        let around = definition.as_ref().map(|(node, _)| *node).or(path.first().copied());
        let shown = if exact { offset } else { around.map_or(offset, |node| node.start) };
        let (line, column) = self.line_and_column(shown);
        Frame {
            lang: Lang::Lisp,
            function: definition.map_or_else(String::new, |(_, name)| name.to_owned()),
            file: self.name.borrow().to_string(),
            line,
            column: exact.then_some(column),
            source: SourceLine::In(self.content.clone()),
        }
    }

    /// Returns the frames of code at `offset` that macros have made, innermost first: one for each place where one was used.
    pub(super) fn frames(&self, offset: usize, uses: &[Use]) -> Vec<Frame> {
        let mut places: Vec<(usize, Vec<&str>)> = vec![(offset, Vec::new())];
        for Use { name, span } in uses {
            let last = places.last().map_or(offset, |(at, _)| *at);
            let at = if span.is_known() { span.start as usize } else { last };
            if at != last {
                places.push((at, Vec::new()));
            }
            // A macro that goes on for ever is there again and again.
            if let Some((_, names)) = places.last_mut().filter(|(_, names)| !names.contains(&name.as_str())) {
                names.push(name.as_str());
            }
        }
        let frame = |(index, (at, names)): (usize, &(usize, Vec<&str>))| {
            let mut frame = self.frame(*at, true);
            let function = if index == 0 { frame.function } else { String::new() };
            frame.function = in_expansion(function, names);
            frame
        };
        places.iter().enumerate().map(frame).collect()
    }

    /// Returns the line and the column of a place, both from 1.
    pub(super) fn line_and_column(&self, offset: usize) -> (u32, u32) {
        let before = self.content.get(..offset).unwrap_or(&self.content);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
    }
}

/// How the function of a frame begins, when macros have made its code at the top level.
const EXPANSION: &str = "expansion of ";

/// Returns what a frame says of a function in which code was made by macros, of which the innermost comes first.
fn in_expansion(function: String, macros: &[&str]) -> String {
    if macros.is_empty() {
        return function;
    }
    let names: Vec<&str> = macros.iter().rev().copied().collect();
    let between = if function.is_empty() { "" } else { ", " };
    format!("{function}{between}{EXPANSION}{}", names.join(", "))
}

/// Returns whether a frame is of code that is in no function.
pub(super) fn is_at_top(frame: &Frame) -> bool {
    frame.function.is_empty() || frame.function.starts_with(EXPANSION)
}

/// Returns the name of the function that a form defines.
fn defined_name<'a>(node: &Node, source: &'a str) -> Option<&'a str> {
    let target = node.items()?.get(1)?;
    match node.head(source)? {
        // A value, where nothing but it follows the name.
        "def" | "macro" if target.items().is_none() => {
            node.items()?.get(3)?;
            target.symbol(source)
        }
        "define" | "def" | "macro" if target.items().is_some() => target.head(source),
        "define" => {
            let value = node.items()?.get(2)?.head(source)?;
            matches!(value, "lambda" | "λ" | "case-lambda").then(|| target.symbol(source))?
        }
        "let" => target.symbol(source),
        _ => None,
    }
}

/// One piece of text as Steel was given it.
pub(super) struct Piece {
    text: Rc<Text>,
    /// Where stretches of the piece begin, and where each begins in the user's text, or in the code made of that.
    map: Vec<Stretch>,
    /// Where the parts of that code come from.
    code: Option<Rc<Map>>,
}

/// A stretch of a compiled piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// Where it begins in the piece.
    pub(super) piece: usize,
    /// Where it begins in the user's text.
    pub(super) text: usize,
    /// Whether it is a copy; if not, all of it comes from the one place.
    pub(super) copied: bool,
}

impl Piece {
    pub(super) fn new(text: Rc<Text>, map: Vec<Stretch>) -> Self {
        Self { text, map, code: None }
    }

    /// Says that the piece was made of code, which has a map of its own.
    pub(super) fn of_code(self, code: Rc<Map>) -> Self {
        Self { code: Some(code), ..self }
    }

    /// Returns the place of a place in the piece, in what the piece was made of.
    fn before(&self, offset: usize) -> usize {
        let index = self.map.partition_point(|stretch| stretch.piece <= offset);
        match index.checked_sub(1).and_then(|index| self.map.get(index)) {
            Some(stretch) if stretch.copied => stretch.text + (offset - stretch.piece),
            Some(stretch) => stretch.text,
            None => 0,
        }
    }

    /// Returns the place in the user's text of a place in the piece.
    fn original(&self, offset: usize) -> usize {
        let place = self.before(offset);
        self.code.as_ref().map_or(place, |code| code.original(place))
    }

    /// Returns the name that the user wrote at a place in the piece, if that is all there is.
    ///
    /// Steel has the place of a list begin after its parenthesis, where its own head stands.
    pub(super) fn name_at(&self, place: Range<usize>) -> Option<String> {
        let start = self.original(place.start);
        let rest = self.text.content.get(start..)?;
        let ends = |letter: char| letter.is_whitespace() || "()[]{}\"';`,@".contains(letter);
        let name = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let is_all = self.original(place.end.saturating_sub(1)) < start + name.len();
        let is_alone_in_head = self.text.content[..start].ends_with("((") && rest[name.len()..].starts_with(')');
        (is_all && !is_alone_in_head && !name.is_empty() && !name.starts_with('#')).then(|| name.to_owned())
    }

    /// Returns the frame of a function in which a place in the piece is.
    pub(super) fn frame(&self, offset: usize) -> Frame {
        self.text.frame(self.original(offset), false)
    }

    /// Returns the frames of code at a place in the piece, innermost first.
    pub(super) fn frames(&self, offset: usize) -> Vec<Frame> {
        let uses = self.code.as_ref().map(|code| code.uses(self.before(offset))).unwrap_or_default();
        self.text.frames(self.original(offset), &uses)
    }
}

/// How many pieces are remembered. Code older than that is still run, but its lines are not known any more.
const REMEMBERED: usize = 4096;

/// The pieces that were compiled, by the number that Steel gave to each.
#[derive(Default)]
pub(super) struct Sources(RefCell<Pieces>);

#[derive(Default)]
struct Pieces {
    by_id: FxHashMap<SourceId, Rc<Piece>>,
    order: VecDeque<SourceId>,
}

impl Sources {
    /// Remembers the piece that Steel is going to compile next.
    ///
    /// Steel numbers what it compiles, and tells the number to nobody; but the
    /// counter is one for all, so the number after the one drawn here is it.
    pub(super) fn announce(&self, piece: Rc<Piece>) -> SourceId {
        let SourceId(before) = SourceId::fresh();
        let id = SourceId(before + 1);
        let mut pieces = self.0.borrow_mut();
        pieces.by_id.insert(id, piece);
        pieces.order.push_back(id);
        let oldest = if pieces.order.len() > REMEMBERED { pieces.order.pop_front() } else { None };
        if let Some(oldest) = oldest {
            pieces.by_id.remove(&oldest);
        }
        id
    }

    /// Returns the piece with this number.
    pub(super) fn get(&self, id: SourceId) -> Option<Rc<Piece>> {
        self.0.borrow().by_id.get(&id).cloned()
    }
}
