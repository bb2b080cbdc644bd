//! Conditions: what Lisp code catches when something went wrong.

use std::cell::RefCell;

use steel::gc::ShareableMut;
use steel::rerrs::ErrorKind;
use steel::rvals::{Custom, IntoSteelVal, as_underlying_type};
use steel::{SteelErr, SteelVal};

use super::engine::{Held, held};
use super::{print, proxy, wording};
use crate::object::{Error, Fault, Frame, Lang, Trace, Value};

/// An error object, in the sense of R7RS.
pub(super) struct Condition {
    /// The name of its class, e.g. `Error`, or that of a foreign exception.
    pub(super) class: String,
    /// The message without irritants.
    pub(super) message: String,
    irritants: Vec<Held>,
    /// The foreign error that this is, if it is one.
    origin: Option<Error>,
    /// The frames it left before it was caught in an entry.
    frames: RefCell<Option<(u64, Vec<Frame>)>>,
    /// The whole way of one of ours that went through other languages and came home.
    trace: RefCell<Trace>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Raised,
    Syntax,
}

impl Custom for Condition {
    fn fmt(&self) -> Option<Result<String, std::fmt::Error>> {
        Some(Ok(self.written()))
    }

    fn equality_hint(&self, other: &dyn steel::rvals::CustomType) -> bool {
        as_underlying_type::<Self>(other).is_some_and(|other| std::ptr::eq(self, other))
    }
}

/// A look at the condition inside a value.
pub(super) struct View(SteelVal);

impl Condition {
    /// Makes the condition of `(error message irritant ...)`.
    pub(super) fn new(class: &str, message: String, irritants: &[SteelVal]) -> Self {
        Self {
            class: class.to_owned(),
            message,
            irritants: irritants.iter().cloned().map(held).collect(),
            origin: None,
            frames: RefCell::default(),
            trace: RefCell::default(),
            kind: Kind::Raised,
        }
    }

    /// Makes the condition of an error from elsewhere.
    pub(super) fn foreign(error: &Error) -> Self {
        Self { origin: Some(error.clone()), ..Self::new(error.class(), error.message(), &[]) }
    }

    /// Makes the condition of an error that Steel raised by itself. `callee` is the name at the place of the error.
    pub(super) fn of_steel(error: &SteelErr, callee: Option<&str>) -> Self {
        let kind = error.kind();
        let text = error.to_string();
        let message = text.strip_prefix(&format!("Error: {kind}: ")).unwrap_or(&text);
        // Calling what is no procedure is malformed code to Steel, also when it finds out by running it.
        let is_call = message.contains("not a procedure") || message.contains(wording::CALLED_STRUCT);
        if let Some(object) = proxy::shown_last(message.trim()).filter(|_| is_call) {
            return Self::foreign(&object.refuse("call"));
        }
        // Steel breaks this one over two lines where the call is the last thing that a procedure does.
        let words = message.trim_start_matches("TailCall - ").split_whitespace().collect::<Vec<_>>().join(" ");
        let told = if is_call {
            wording::not_callable(&words, callee)
        } else if kind == ErrorKind::ArityMismatch {
            wording::arity(message.trim(), callee)
        } else {
            None
        };
        let message = told.as_deref().unwrap_or(message).replace("#<void>", &print::plain(&SteelVal::Void));
        let class = match kind {
            _ if is_call && matches!(kind, ErrorKind::BadSyntax | ErrorKind::Generic) => "TypeError".to_owned(),
            ErrorKind::Generic => "Error".to_owned(),
            ErrorKind::Parse | ErrorKind::BadSyntax => "SyntaxError".to_owned(),
            ErrorKind::TypeMismatch | ErrorKind::ConversionError => "TypeError".to_owned(),
            kind => kind.to_string(),
        };
        let kind = if class == "SyntaxError" { Kind::Syntax } else { Kind::Raised };
        Self { kind, ..Self::new(&class, message.trim().to_owned(), &[]) }
    }

    /// Returns the condition as a Lisp value.
    pub(super) fn into_value(self) -> SteelVal {
        self.into_steelval().unwrap_or_default()
    }

    /// Looks at a value that may be a condition.
    pub(super) fn of(value: &SteelVal) -> Option<View> {
        let SteelVal::Custom(custom) = value else { return None };
        let is_one = as_underlying_type::<Self>(custom.read().as_ref()).is_some();
        is_one.then(|| View(value.clone()))
    }

    fn text(&self) -> String {
        let mut text = self.message.clone();
        for irritant in &self.irritants {
            text.push(' ');
            text.push_str(&print::literal(irritant.value()));
        }
        text
    }

    fn written(&self) -> String {
        match self.text() {
            text if text.is_empty() => format!("#<{}>", self.class),
            text => format!("#<{}: {text}>", self.class),
        }
    }
}

impl View {
    fn with<T>(&self, work: impl FnOnce(&Condition) -> T) -> T {
        let SteelVal::Custom(custom) = &self.0 else { unreachable!("a view is made of a custom value") };
        let custom = custom.read();
        work(as_underlying_type(custom.as_ref()).expect("a view is made of a condition"))
    }

    /// Returns the name of the class.
    pub(super) fn class(&self) -> String {
        self.with(|condition| condition.class.clone())
    }

    /// Returns the message without irritants.
    pub(super) fn message(&self) -> String {
        self.with(|condition| condition.message.clone())
    }

    /// Returns the condition as Lisp prints it.
    pub(super) fn written(&self) -> String {
        self.with(Condition::written)
    }

    /// Returns the irritants.
    pub(super) fn irritants(&self) -> Vec<SteelVal> {
        self.with(|condition| condition.irritants.iter().map(|held| held.value().clone()).collect())
    }

    /// Returns the error of another language that this is.
    pub(super) fn origin(&self) -> Option<Error> {
        self.with(|condition| condition.origin.clone())
    }

    /// Returns the frames it left before it was last caught.
    pub(super) fn frames(&self) -> Option<(u64, Vec<Frame>)> {
        self.with(|condition| condition.frames.borrow().clone())
    }

    /// Keeps the frames it left before it was caught.
    pub(super) fn set_frames(&self, frames: (u64, Vec<Frame>)) {
        self.with(|condition| drop(condition.frames.replace(Some(frames))));
    }

    /// Keeps the way that an error of ours took through other languages.
    pub(super) fn came_home(&self, error: &Error) {
        self.with(|condition| {
            if condition.origin.is_none() {
                drop(condition.trace.replace(error.trace().clone()));
            }
        });
    }

    /// Makes the error that this is for other languages, where `handle` stands for the condition.
    pub(super) fn to_error(&self, handle: Value) -> Error {
        self.with(|condition| {
            if let Some(origin) = &condition.origin {
                return origin.clone();
            }
            let (class, message) = (condition.class.clone(), condition.text());
            let error = match condition.kind {
                Kind::Syntax => Error::with_value(Lang::Lisp, Fault::Syntax { class, message }, handle),
                Kind::Raised => Error::raised(Lang::Lisp, class, message, handle),
            };
            error.set_trace(condition.trace.borrow().clone());
            error
        })
    }
}
