//! What the terminal asks the host.

use std::sync::mpsc::{self, Sender};

use crate::runtime::Completeness;

/// A question, with the way back for its answer.
pub(super) enum Question {
    /// Is this input whole?
    Assess(String, Reply<Completeness>),
    /// What may stand at the end of this input?
    Complete(String, Reply<Vec<String>>),
    /// What comes of this input?
    Submit(String, Reply<Answer>),
}

/// What comes of an input; what it prints was printed.
pub(super) enum Answer {
    /// The session waits for the next input, at this prompt.
    Next(String),
    /// The session is over.
    Over,
}

/// The way back for an answer.
pub(super) struct Reply<T>(Sender<T>);

impl<T> Reply<T> {
    pub(super) fn give(&self, answer: T) {
        // A terminal that died while it waited wants no answer.
        let _unheard = self.0.send(answer);
    }
}

/// The terminal's end: asks and waits.
#[derive(Clone)]
pub(super) struct Asker(Sender<Question>);

impl Asker {
    pub(super) fn new(questions: Sender<Question>) -> Self {
        Self(questions)
    }

    pub(super) fn assess(&self, input: &str) -> Completeness {
        self.ask(|reply| Question::Assess(input.to_owned(), reply)).unwrap_or(Completeness::Complete)
    }

    pub(super) fn complete(&self, input: &str) -> Vec<String> {
        self.ask(|reply| Question::Complete(input.to_owned(), reply)).unwrap_or_default()
    }

    pub(super) fn submit(&self, input: String) -> Answer {
        self.ask(|reply| Question::Submit(input, reply)).unwrap_or(Answer::Over)
    }

    /// Asks and waits; `None` when the host is gone.
    fn ask<T>(&self, question: impl FnOnce(Reply<T>) -> Question) -> Option<T> {
        let (reply, answer) = mpsc::channel();
        self.0.send(question(Reply(reply))).ok()?;
        answer.recv().ok()
    }
}
