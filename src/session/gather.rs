//! How lines from a pipe become inputs.

use super::Command;
use crate::runtime::Completeness;

/// Gathers lines until the language calls them whole.
///
/// A language whose blocks end at an empty line (Python) gets one where the
/// text has none: before a line that begins at the margin, and could begin an
/// input, when an empty line is all that the block lacks.
#[derive(Debug, Default)]
pub struct Gatherer {
    pending: String,
}

impl Gatherer {
    /// Returns the input that `line` shows to be over, to be run before the line is [pushed](Self::push).
    pub fn ended_by(&mut self, line: &str, assess: impl Fn(&str) -> Completeness) -> Option<String> {
        let begins = !self.pending.is_empty() && line.starts_with(|first: char| !first.is_whitespace());
        if !begins || assess(&format!("{}\n", self.pending)) != Completeness::Complete {
            return None;
        }
        let fresh = Command::is(line)
            || match assess(&format!("{}\n{line}", self.pending)) {
                // Either this line begins a block of its own, or it belongs to the one above, as `else:` does.
                Completeness::Incomplete => assess(line) == Completeness::Incomplete,
                Completeness::Complete | Completeness::Invalid => true,
            };
        fresh.then(|| std::mem::take(&mut self.pending))
    }

    /// Adds a line and returns the input that it makes whole, or shows to be beyond help.
    pub fn push(&mut self, line: &str, assess: impl Fn(&str) -> Completeness) -> Option<String> {
        if self.pending.is_empty() {
            if line.trim().is_empty() {
                return None;
            }
            line.clone_into(&mut self.pending);
        } else {
            self.pending.push('\n');
            self.pending.push_str(line);
        }
        match assess(&self.pending) {
            Completeness::Incomplete => None,
            Completeness::Complete | Completeness::Invalid => Some(std::mem::take(&mut self.pending)),
        }
    }

    /// Returns what is left when there are no more lines.
    pub fn finish(&mut self) -> Option<String> {
        (!self.pending.is_empty()).then(|| std::mem::take(&mut self.pending))
    }
}
