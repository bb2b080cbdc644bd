//! Several lines at once, as they are pasted at a prompt: a transcript, or commands with code between them.

use std::ops::ControlFlow;

use super::prompt::Prompted;
use super::{Command, Gatherer, Input, Listener, Reply, Session};
use crate::object::Result;
use crate::runtime::Completeness;

impl<'host> Session<'host> {
    /// Answers what was typed or pasted, all of it: one input, or the inputs of a transcript one after another.
    ///
    /// An error does not end it, as it ends no conversation, unless `hear` says so.
    pub fn submit_all<B>(
        &mut self,
        text: &str,
        mut hear: impl FnMut(Result<Reply>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        if self.pasted(text).is_none() {
            return hear(self.submit(text));
        }
        let mut gatherer = Gatherer::default();
        for line in text.lines() {
            for input in gatherer.push(line, self) {
                hear(self.answer(&input))?;
            }
        }
        match gatherer.finish() {
            Some(input) => hear(self.answer(&input)),
            None => ControlFlow::Continue(()),
        }
    }

    /// Returns a text as lines, if its first one has a prompt, or is a command that others follow.
    pub(super) fn pasted<'a>(&'a self, text: &'a str) -> Option<Pasted<'a, 'host>> {
        let text = text.trim_start_matches(['\r', '\n']);
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let is_prompted = Prompted::read(first).is_some_and(|prompted| self.accepts(prompted.target));
        let is_command = Command::is(first) && !rest.trim().is_empty();
        (is_prompted || is_command).then_some(Pasted { session: self, text })
    }
}

/// Lines that are several inputs, or one with its prompt.
pub(super) struct Pasted<'a, 'host> {
    session: &'a Session<'host>,
    text: &'a str,
}

impl Pasted<'_, '_> {
    /// Returns whether the last input is whole. The targets are those that would be current by then.
    pub(super) fn assess(&self) -> Completeness {
        let mut rehearsal = Rehearsal { session: self.session, target: self.session.target.clone() };
        let mut gatherer = Gatherer::default();
        // Not `lines`: an empty line at the end is what ends a block of Python.
        for line in self.text.split('\n') {
            for input in gatherer.push(line.trim_end_matches('\r'), &rehearsal) {
                rehearsal.follow(&input);
            }
        }
        gatherer.assess(&rehearsal)
    }
}

/// A session in which nothing is run, but the target changes as it would.
struct Rehearsal<'a, 'host> {
    session: &'a Session<'host>,
    target: String,
}

impl Rehearsal<'_, '_> {
    fn follow(&mut self, input: &Input) {
        let named = match Command::parse(&input.text) {
            Some(Ok(Command::Target(name))) => Some(name),
            _ => input.target.clone(),
        };
        if let Some(target) = named.and_then(|name| self.session.host.find_target(&name).ok()) {
            self.target = target;
        }
    }
}

impl Listener for Rehearsal<'_, '_> {
    fn accepts(&self, target: &str) -> bool {
        self.session.accepts(target)
    }

    fn assess(&self, target: Option<&str>, input: &str) -> Completeness {
        self.session.assess_for(target.unwrap_or(&self.target), input)
    }
}
