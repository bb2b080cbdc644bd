//! Where something is in a text: as bytes while all goes well, as line and column once somebody must read it.

use super::{Span, Use};

/// Returns the line and the column of a byte, both from 1.
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// Returns where a stretch begins, as `4:3`.
pub(super) fn place(text: &str, span: Span) -> String {
    let (line, column) = line_and_column(text, if span.is_known() { span.start as usize } else { 0 });
    format!("{line}:{column}")
}

/// Which part of the code comes from where in the text, and through which macros.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map {
    stretches: Vec<Stretch>,
    /// What macros have made, each after those that stand within it.
    expansions: Vec<Expansion>,
}

/// A part of the code that a macro has made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Expansion {
    start: u32,
    end: u32,
    used: Use,
}

/// A stretch of code that comes from one place, up to where the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins in the code.
    pub code: u32,
    /// Where it begins in the text.
    pub text: u32,
    /// Whether it is a copy, byte for byte; if not, all of it comes from the one place.
    pub copied: bool,
}

impl Map {
    /// Returns the stretches, in the order of the code.
    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// Returns the place in the text of a place in the code.
    pub fn original(&self, offset: usize) -> usize {
        let index = self.stretches.partition_point(|stretch| stretch.code as usize <= offset);
        match index.checked_sub(1).and_then(|index| self.stretches.get(index)) {
            Some(stretch) if stretch.copied => stretch.text as usize + (offset - stretch.code as usize),
            Some(stretch) => stretch.text as usize,
            None => 0,
        }
    }

    /// Returns the macros that have made the code at a place, innermost first.
    pub fn uses(&self, offset: usize) -> Vec<Use> {
        let holds = |made: &&Expansion| (made.start as usize..made.end as usize).contains(&offset);
        self.expansions.iter().filter(holds).map(|made| made.used).collect()
    }

    /// Says that a macro has made a part of the code. Those within it were said before.
    pub(super) fn made(&mut self, start: u32, end: u32, used: Use) {
        if start < end {
            self.expansions.push(Expansion { start, end, used });
        }
    }

    /// Says where the code that comes next is from.
    pub(super) fn push(&mut self, stretch: Stretch) {
        match self.stretches.last_mut() {
            Some(last) if last.code == stretch.code => *last = stretch,
            Some(last) if !last.copied && !stretch.copied && last.text == stretch.text => {}
            _ => self.stretches.push(stretch),
        }
    }
}
