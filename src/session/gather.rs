//! How lines become inputs: those from a pipe, and those of a transcript.

use super::Command;
use super::prompt::{Prompted, continuation};
use crate::runtime::Completeness;

/// An input, with what is known of where it stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// The code, or a command.
    pub text: String,
    /// The target that its prompt named; without a prompt it is for the current one.
    pub target: Option<String>,
    /// Its first line, from 1.
    pub line: usize,
    /// What a transcript says that came of it; `None` where it was not typed at a prompt.
    pub expected: Option<String>,
}

/// Whom a [`Gatherer`] asks about the lines that it is given.
pub trait Listener {
    /// Returns whether a line that looks like the prompt of this target is one, also outside of a transcript.
    fn accepts(&self, target: &str) -> bool;

    /// Returns whether an input is whole, as its target sees it; the current one, when none is named.
    fn assess(&self, target: Option<&str>, input: &str) -> Completeness;
}

/// Gathers lines until the language calls them whole.
///
/// A language whose blocks end at an empty line (Python) gets one where the
/// text has none: before a line that begins at the margin, and could begin an
/// input, when an empty line is all that the block lacks.
///
/// A line with a prompt begins a transcript. There an input goes on with
/// continuation lines, or else while its language calls it unfinished; the lines
/// after it, up to the next prompt, are what it printed.
#[derive(Debug, Default)]
pub struct Gatherer {
    /// The input that lacks something, or whose answer is being read.
    pending: Option<Pending>,
    /// How many lines came.
    lines: usize,
    /// Whether lines that nothing was typed before are what something printed.
    in_transcript: bool,
    /// Where code may stand between the prompts of a transcript: the target that it is for.
    code_for: Option<String>,
}

#[derive(Debug)]
struct Pending {
    input: Input,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Its language decides where it ends.
    Open,
    /// Continuation lines have shown how it goes on.
    Marked,
    /// It is whole, and the lines are its answer.
    Answered,
}

impl Gatherer {
    /// Returns what gathers the lines of a transcript, whose first lines may be of anything.
    pub fn transcript() -> Self {
        Self { in_transcript: true, ..Self::default() }
    }

    /// Says that in a transcript, too, a line that begins with `(` or `;` is code, and for which target.
    #[must_use]
    pub fn with_code_for(self, target: impl Into<String>) -> Self {
        Self { code_for: Some(target.into()), ..self }
    }

    /// Says which line comes next, where it is not the first one.
    #[must_use]
    pub fn from_line(self, line: usize) -> Self {
        Self { lines: line.saturating_sub(1), ..self }
    }

    /// Takes a line, and returns the inputs that it shows to be over or makes whole.
    pub fn push(&mut self, line: &str, listener: &impl Listener) -> Vec<Input> {
        self.lines += 1;
        if self.goes_on(line, listener) {
            return self.whole(listener).into_iter().collect();
        }
        if let Some(prompted) = self.prompted(line, listener) {
            self.in_transcript = true;
            let input = Input { expected: Some(String::new()), ..self.input(prompted.code, Some(prompted.target)) };
            return self.begin(input).into_iter().collect();
        }
        if Command::is(line) && (!self.in_transcript || !line.trim_start().starts_with(':')) {
            self.in_transcript = false;
            let before = self.begin(self.input(line, None));
            return before.into_iter().chain(self.finish()).collect();
        }
        let is_code = !self.in_transcript || (self.code_for.is_some() && line.starts_with(['(', ';']));
        if is_code && !line.trim().is_empty() {
            let target = self.code_for.clone().filter(|_| self.in_transcript);
            let before = self.begin(self.input(line, target.as_deref()));
            return before.into_iter().chain(self.whole(listener)).collect();
        }
        self.answer(line);
        Vec::new()
    }

    /// Returns what is left when there are no more lines.
    pub fn finish(&mut self) -> Option<Input> {
        self.pending.take().map(Pending::into_input)
    }

    /// Returns whether the lines so far are enough.
    pub fn assess(&self, listener: &impl Listener) -> Completeness {
        match &self.pending {
            Some(Pending { input, stage: Stage::Open | Stage::Marked }) => {
                listener.assess(input.target.as_deref(), &input.text)
            }
            _ => Completeness::Complete,
        }
    }

    /// Adds a line to the input that is pending, if it belongs there.
    fn goes_on(&mut self, line: &str, listener: &impl Listener) -> bool {
        let in_transcript = self.in_transcript;
        let begins_another = in_transcript && Prompted::read(line).is_some();
        let Some(Pending { input, stage }) = &mut self.pending else { return false };
        if begins_another || *stage == Stage::Answered {
            return false;
        }
        if let Some(rest) = continuation(line).filter(|_| input.expected.is_some()) {
            *stage = Stage::Marked;
            input.text.push('\n');
            input.text.push_str(rest);
            return true;
        }
        let assess = |text: &str| listener.assess(input.target.as_deref(), text);
        let is_open = *stage == Stage::Open && assess(&input.text) == Completeness::Incomplete;
        if is_open && !ends(&input.text, line, assess) {
            input.text.push('\n');
            input.text.push_str(line);
            return true;
        }
        false
    }

    /// Returns the pending input if it is whole, or beyond help, and no answer of it is expected.
    fn whole(&mut self, listener: &impl Listener) -> Option<Input> {
        let Pending { input, .. } = self.pending.as_ref().filter(|_| !self.in_transcript)?;
        let assessed = listener.assess(input.target.as_deref(), &input.text);
        if assessed == Completeness::Incomplete { None } else { self.finish() }
    }

    /// Reads a prompt: in a transcript any, elsewhere those of targets that there are.
    fn prompted<'a>(&self, line: &'a str, listener: &impl Listener) -> Option<Prompted<'a>> {
        Prompted::read(line).filter(|prompted| self.in_transcript || listener.accepts(prompted.target))
    }

    fn input(&self, text: &str, target: Option<&str>) -> Input {
        Input { text: text.to_owned(), target: target.map(str::to_owned), line: self.lines, expected: None }
    }

    /// Begins an input, and returns the one before it.
    fn begin(&mut self, input: Input) -> Option<Input> {
        self.pending.replace(Pending { input, stage: Stage::Open }).map(Pending::into_input)
    }

    /// Takes a line of what the last input printed.
    fn answer(&mut self, line: &str) {
        let Some(Pending { input, stage }) = &mut self.pending else { return };
        *stage = Stage::Answered;
        if let Some(expected) = &mut input.expected {
            expected.push_str(line);
            expected.push('\n');
        }
    }
}

impl Pending {
    fn into_input(self) -> Input {
        let trimmed = |expected: String| match expected.trim_end() {
            "" => String::new(),
            text => format!("{text}\n"),
        };
        Input { expected: self.input.expected.map(trimmed), ..self.input }
    }
}

/// Returns whether a line shows the input before it to be over, where only an empty line was missing.
fn ends(pending: &str, line: &str, assess: impl Fn(&str) -> Completeness) -> bool {
    let begins = line.starts_with(|first: char| !first.is_whitespace());
    if !begins || assess(&format!("{pending}\n")) != Completeness::Complete {
        return false;
    }
    if Command::is(line) || Prompted::read(line).is_some() {
        return true;
    }
    match assess(&format!("{pending}\n{line}")) {
        // Either this line begins a block of its own, or it belongs to the one above, as `else:` does.
        Completeness::Incomplete => assess(line) == Completeness::Incomplete,
        Completeness::Complete | Completeness::Invalid => true,
    }
}
