//! The way an error took, across languages.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

use super::Lang;

/// One call on the way of an error.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language of the code.
    pub lang: Lang,
    /// The function; empty at the top level of a program.
    pub function: String,
    /// The file, or the name of the input as in `<py 3>`.
    pub file: String,
    /// The line, from 1; 0 where the engine does not know.
    pub line: u32,
    /// The column, from 1, where the engine knows it.
    pub column: Option<u32>,
    /// The text of that line, where it can be had; see [`Frame::source`].
    pub source: SourceLine,
}

/// The text of a frame's line, or how it is had when somebody wants to see it.
///
/// Most errors are caught and never shown, so before that no text is searched and no file is read.
#[derive(Clone, Debug, Default)]
pub enum SourceLine {
    /// Nobody knows it.
    #[default]
    Unknown,
    /// It is this.
    Known(String),
    /// It is the frame's line of this text.
    In(Rc<str>),
    /// This returns it, given the frame's file and line.
    Sought(fn(file: &str, line: u32) -> Option<String>),
}

impl From<Option<String>> for SourceLine {
    fn from(line: Option<String>) -> Self {
        line.map_or(Self::Unknown, Self::Known)
    }
}

/// Returns a line of a text, counted from 1.
pub(crate) fn line_of(text: &str, line: u32) -> Option<&str> {
    text.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?)
}

impl Frame {
    /// Returns whether another frame is of the same place, as far as both know theirs.
    fn is_from(&self, other: &Self) -> bool {
        let place = |frame: &Self| (frame.lang, frame.line, frame.column);
        place(self) == place(other) && self.function == other.function && self.file == other.file
    }

    /// Returns the text of the line, where it can be had now.
    pub fn source(&self) -> Option<Cow<'_, str>> {
        match &self.source {
            SourceLine::Unknown => None,
            SourceLine::Known(line) => Some(Cow::Borrowed(line)),
            SourceLine::In(text) => line_of(text, self.line).map(Cow::Borrowed),
            SourceLine::Sought(seek) => seek(&self.file, self.line).map(Cow::Owned),
        }
    }
}

/// The calls between where an error was raised and where it was caught.
///
/// Runaway recursion makes traces of any length, so only the innermost and the
/// outermost [`Trace::KEPT`] frames are kept, with the count of the others.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    inner: Vec<Frame>,
    outer: VecDeque<Frame>,
    omitted: usize,
}

impl Trace {
    /// How many frames are kept at each end.
    pub const KEPT: usize = 40;

    /// Returns the kept frames, innermost first.
    pub fn frames(&self) -> impl DoubleEndedIterator<Item = &Frame> {
        self.inner.iter().chain(&self.outer)
    }

    /// Returns the frame of the call that all others were made in.
    pub fn outermost_mut(&mut self) -> Option<&mut Frame> {
        self.outer.back_mut().or_else(|| self.inner.last_mut())
    }

    /// Returns how many frames were left out between the innermost and the outermost.
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// Keeps the frames that `keep` says, and returns whether it left any out.
    pub fn retain(&mut self, keep: impl Fn(&Frame) -> bool) -> bool {
        let before = self.inner.len() + self.outer.len();
        self.inner.retain(&keep);
        self.outer.retain(&keep);
        self.inner.len() + self.outer.len() < before
    }

    /// Returns whether no frame is known.
    pub fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }

    /// Adds a frame outside those there are.
    pub fn push(&mut self, frame: Frame) {
        if self.inner.len() < Self::KEPT {
            self.inner.push(frame);
            return;
        }
        self.outer.push_back(frame);
        if self.outer.len() > Self::KEPT {
            self.outer.pop_front();
            self.omitted += 1;
        }
    }
}

impl Extend<Frame> for Trace {
    fn extend<I: IntoIterator<Item = Frame>>(&mut self, frames: I) {
        frames.into_iter().for_each(|frame| self.push(frame));
    }
}

impl FromIterator<Frame> for Trace {
    fn from_iter<I: IntoIterator<Item = Frame>>(frames: I) -> Self {
        let mut trace = Self::default();
        trace.extend(frames);
        trace
    }
}

/// Prints the frames, most recent call last, under a heading; nothing when there are none.
impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return Ok(());
        }
        writeln!(f, "Trace (most recent call last):")?;
        let outer = self.outer.iter().rev().map(Part::Shown);
        let between = (self.omitted > 0).then_some(Part::Omitted(self.omitted));
        write_parts(f, outer.chain(between).chain(self.inner.iter().rev().map(Part::Shown)))
    }
}

/// How many calls in a row from one place are shown.
const SHOWN: usize = 3;

/// A part of a trace that is printed.
enum Part<'t> {
    Shown(&'t Frame),
    /// So many frames that were not kept.
    Omitted(usize),
}

/// Writes frames, of many from the same place only the first.
fn write_parts<'t>(f: &mut fmt::Formatter<'_>, parts: impl Iterator<Item = Part<'t>>) -> fmt::Result {
    let (mut last, mut same, mut omitted): (Option<&Frame>, usize, usize) = (None, 0, 0);
    for part in parts {
        let frame = match part {
            Part::Shown(frame) => frame,
            Part::Omitted(count) => {
                omitted = count;
                continue;
            }
        };
        if last.is_some_and(|last| last.is_from(frame)) {
            // What was not kept of a recursion was of this place, too.
            same += 1 + std::mem::take(&mut omitted);
        } else {
            write_hidden(f, same, std::mem::take(&mut omitted))?;
            same = 1;
        }
        if same <= SHOWN {
            write!(f, "{frame}")?;
        }
        last = Some(frame);
    }
    write_hidden(f, same, omitted)
}

/// Says how many frames are not shown after some: those from the same place, and then others.
fn write_hidden(f: &mut fmt::Formatter<'_>, same: usize, omitted: usize) -> fmt::Result {
    match same.saturating_sub(SHOWN) {
        0 => {}
        1 => writeln!(f, "  … and once more …")?,
        hidden => writeln!(f, "  … and {hidden} times more …")?,
    }
    if omitted == 0 { Ok(()) } else { writeln!(f, "  … {omitted} more calls …") }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  {:<4}  {}", self.lang, self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        if !self.function.is_empty() {
            write!(f, " in {}", self.function)?;
        }
        writeln!(f)?;
        match self.source() {
            Some(source) if !source.trim().is_empty() => writeln!(f, "          {}", source.trim()),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(line: u32) -> Frame {
        let (function, file) = ("f".to_owned(), "a.py".to_owned());
        Frame { lang: Lang::Py, function, file, line, column: None, source: SourceLine::Unknown }
    }

    #[test]
    fn runaway_recursion_keeps_both_ends() {
        let trace: Trace = (0..10_000).map(frame).collect();
        let lines: Vec<u32> = trace.frames().map(|frame| frame.line).collect();
        assert_eq!(lines.len() + trace.omitted(), 10_000);
        assert_eq!((lines[0], lines[lines.len() - 1]), (0, 9_999));
    }

    #[test]
    fn many_calls_from_one_place_are_counted() {
        let trace: Trace = [frame(1), frame(2), frame(2), frame(2), frame(2), frame(2)].into_iter().collect();
        let (one, two) = ("  py    a.py:1 in f\n", "  py    a.py:2 in f\n");
        let lines = format!("Trace (most recent call last):\n{}  … and 2 times more …\n{one}", two.repeat(3));
        assert_eq!(trace.to_string(), lines);
    }

    #[test]
    fn runaway_recursion_is_short() {
        let trace: Trace = std::iter::once(frame(9)).chain((0..10_000).map(|_| frame(1))).collect();
        let (one, nine) = ("  py    a.py:1 in f\n", "  py    a.py:9 in f\n");
        let lines = format!("Trace (most recent call last):\n{}  … and 9997 times more …\n{nine}", one.repeat(3));
        assert_eq!(trace.to_string(), lines);
    }

    #[test]
    fn the_innermost_call_is_printed_last() {
        let trace: Trace = [frame(1), frame(2)].into_iter().collect();
        assert_eq!(trace.to_string(), "Trace (most recent call last):\n  py    a.py:2 in f\n  py    a.py:1 in f\n");
    }
}
