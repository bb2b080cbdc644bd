//! Why a text cannot be read or expanded, and where.

use std::fmt;

use super::place::place;
use super::{Span, Symbol};
use crate::object;

/// The result of reading or expanding.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a text cannot be read or expanded.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    span: Span,
    hint: Option<String>,
    uses: Vec<Use>,
    cause: Option<object::Error>,
}

/// What kind of mistake it is. Match on this, never on the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text ends too early: at a prompt, more lines may complete it.
    Incomplete,
    /// The text cannot be read, whatever follows.
    Unreadable,
    /// A special form that is not written as it must be.
    Form,
    /// A name that means nothing here.
    Name,
    /// Forms are nested too deep, or a macro goes on for ever.
    Limit,
    /// Code that ran while expanding has raised an error, which is the cause.
    Raised,
}

/// A macro in whose expansion an error lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The macro, as it was called.
    pub name: Symbol,
    /// The call.
    pub span: Span,
}

impl Error {
    pub(super) fn new(kind: ErrorKind, span: Span, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), span, hint: None, uses: Vec::new(), cause: None }))
    }

    /// Makes the error of expanding code that raised `cause` while it ran.
    pub(super) fn raised(cause: object::Error, span: Span) -> Self {
        let mut error = Self::new(ErrorKind::Raised, span, cause.fault().to_string());
        error.0.cause = Some(cause);
        error
    }

    pub(super) fn with_hint(mut self, hint: Option<String>) -> Self {
        self.0.hint = self.0.hint.or(hint);
        self
    }

    /// Says that the error lies in the expansion of a macro.
    pub(super) fn within(mut self, name: Symbol, span: Span) -> Self {
        self.0.span = self.0.span.or(span);
        self.0.uses.push(Use { name, span });
        self
    }

    /// Returns what kind of mistake it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns what is wrong, in one sentence.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns where.
    pub fn span(&self) -> Span {
        self.0.span
    }

    /// Returns what may help.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Returns the macros in whose expansions the error lies, innermost first.
    pub fn uses(&self) -> &[Use] {
        &self.0.uses
    }

    /// Returns the error that code raised while expanding.
    pub fn cause(&self) -> Option<&object::Error> {
        self.0.cause.as_ref()
    }

    /// Returns all of it as lines, with places in `text`, the text that was read.
    pub fn report(&self, text: &str) -> String {
        let mut lines = format!("{}: {}", place(text, self.0.span), self.0.message);
        if let Some(hint) = &self.0.hint {
            lines.push_str("\n  ");
            lines.push_str(hint);
        }
        let (shown, more) = self.0.uses.split_at(self.0.uses.len().min(LONGEST_CHAIN));
        for Use { name, span } in shown {
            lines.extend(["\n  in the expansion of `", name.as_str(), "` at ", &place(text, *span)]);
        }
        if !more.is_empty() {
            lines.extend(["\n  and of ", &more.len().to_string(), " more"]);
        }
        lines
    }
}

/// How many macros a report names.
const LONGEST_CHAIN: usize = 8;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {:?}: {}", self.0.kind, self.0.span, self.0.message)
    }
}

impl std::error::Error for Error {}
