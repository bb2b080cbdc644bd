//! What went wrong, in which language, and on whose way.

use std::cell::{Ref, RefCell};
use std::fmt;
use std::rc::Rc;

use super::{Form, Frame, Lang, ObjectRef, Text, Trace, Value};

/// The result of anything that may run a guest.
pub type Result<T> = std::result::Result<T, Error>;

/// An error of any language, shared: passed through a guest and back, it is the same error.
///
/// An exception that a guest raised is kept as its [`Error::value`], so that it
/// comes home as the very object it was; each border that it passes adds the
/// frames of the language it leaves to the [`Trace`].
#[derive(Clone)]
pub struct Error(Rc<Inner>);

struct Inner {
    lang: Lang,
    fault: Fault,
    value: Option<Value>,
    trace: RefCell<Trace>,
    cause: RefCell<Option<Error>>,
}

/// The kind of an error, with what there is to know about it.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Guest code raised it: an exception, a thrown value, a condition.
    #[error("{class}: {message}")]
    Raised {
        /// The exception's class as its language spells it, e.g. `ValueError`.
        class: String,
        /// Its message; empty where there is none.
        message: String,
    },
    /// The text is not a program of its language.
    #[error("{class}: {message}")]
    Syntax {
        /// What the language calls it, e.g. `SyntaxError`.
        class: String,
        /// What is wrong; the place is the innermost frame of the trace.
        message: String,
    },
    /// The object has no answer to this message, e.g. a call on a list.
    #[error("{object} does not support `{message}`")]
    Unsupported {
        /// The operation, in the words of the protocol.
        message: &'static str,
        /// The object's language and type.
        object: String,
    },
    /// There is no member of that name.
    #[error("{object} has no member `{name}`")]
    NoMember {
        /// The object's language and type.
        object: String,
        /// The name that was asked for.
        name: String,
    },
    /// There is no item at that index or key.
    #[error("{object} has no item {key}")]
    NoItem {
        /// The object's language and type.
        object: String,
        /// The key that was asked for, as its language prints it.
        key: String,
    },
    /// A value of another kind was expected.
    #[error("expected {expected}, got {got}")]
    Type {
        /// What would have done.
        expected: String,
        /// What came.
        got: String,
    },
    /// The value is of the right kind, but the target cannot represent it.
    #[error("{0}")]
    Range(String),
    /// The memory cannot be lent, or not be changed while it is.
    #[error("{0}")]
    Buffer(String),
    /// No module could be found, or loaded, under this name.
    #[error("no module `{module}`: {reason}")]
    NoModule {
        /// What was asked for, e.g. `py:numpy`.
        module: String,
        /// Why it cannot be had, and what to do.
        reason: String,
    },
    /// Nothing can be switched to under this name.
    #[error("no target is called `{name}`; there are {known}{hint}")]
    NoTarget {
        /// What was asked for.
        name: String,
        /// The targets there are.
        known: String,
        /// Which one may have been meant, as the end of the sentence; empty where none is near.
        hint: String,
    },
    /// A file could not be read.
    #[error("cannot read {path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// The instance that owned the object, or was asked to evaluate, has been stopped.
    #[error("the {} instance behind this handle has been stopped", .0.title())]
    Gone(Lang),
    /// The REPL behind a runtime handle was stopped, or stopped itself.
    #[error("{0}: this REPL was stopped")]
    Stopped(
        /// The handle as it shows itself.
        String,
    ),
    /// The runtime could not be started.
    #[error("{} cannot start: {reason}", lang.title())]
    NoRuntime {
        /// The language.
        lang: Lang,
        /// Why, and what to do.
        reason: String,
    },
    /// Calls are nested deeper than the stack allows.
    #[error("maximum call depth exceeded")]
    TooDeep,
    /// The user or a budget asked the evaluation to stop. Guests cannot catch it.
    #[error("interrupted")]
    Interrupted,
    /// A guest asked the process to exit with this status. Other guests cannot catch it.
    #[error("exit with status {0}")]
    Exit(i32),
    /// Something that must not happen, happened: a panic at the border, or an engine's broken promise.
    #[error("a bug in polytarget (please report it): {0}")]
    Bug(String),
}

impl Error {
    /// Makes an error that `lang` met and that no guest raised.
    pub fn new(lang: Lang, fault: Fault) -> Self {
        Self::make(lang, fault, None)
    }

    /// Makes an error from what guest code raised: an exception, or any thrown value.
    pub fn raised(lang: Lang, class: impl Into<String>, message: impl Into<String>, value: Value) -> Self {
        Self::make(lang, Fault::Raised { class: class.into(), message: message.into() }, Some(value))
    }

    /// Makes an error of any kind that a guest knows as `value`, e.g. its own syntax error or exit.
    pub fn with_value(lang: Lang, fault: Fault, value: Value) -> Self {
        Self::make(lang, fault, Some(value))
    }

    /// Makes an error of the embedding program, with a class and a message of its own.
    pub fn host(class: impl Into<String>, message: impl Into<String>) -> Self {
        Self::make(Lang::Rust, Fault::Raised { class: class.into(), message: message.into() }, None)
    }

    fn make(lang: Lang, fault: Fault, value: Option<Value>) -> Self {
        Self(Rc::new(Inner { lang, fault, value, trace: RefCell::default(), cause: RefCell::default() }))
    }

    /// Returns the language whose code failed, not the one that was told about it.
    pub fn lang(&self) -> Lang {
        self.0.lang
    }

    /// Returns the kind of the error. Match on this, never on the text.
    pub fn fault(&self) -> &Fault {
        &self.0.fault
    }

    /// Returns what the guest raised: its own exception object or thrown value.
    pub fn value(&self) -> Option<&Value> {
        self.0.value.as_ref()
    }

    /// Returns what was raised when it is an object that `lang` owns: there the error is at home.
    pub fn native(&self, lang: Lang) -> Option<&ObjectRef> {
        self.0.value.as_ref()?.as_object().filter(|object| object.lang() == lang)
    }

    /// Returns the frames collected so far.
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.0.trace.borrow()
    }

    /// Adds the frames of the code that the error just left, innermost first.
    pub fn pass(&self, frames: impl IntoIterator<Item = Frame>) {
        let frames: Vec<Frame> = frames.into_iter().collect();
        self.0.trace.borrow_mut().extend(frames);
    }

    /// Replaces the frames, for a runtime whose own exception keeps the whole trace.
    pub fn set_trace(&self, trace: Trace) {
        self.0.trace.replace(trace);
    }

    /// Returns the error that led to this one, where the guest keeps it (`raise … from`).
    pub fn cause(&self) -> Option<Error> {
        self.0.cause.borrow().clone()
    }

    /// Says which error led to this one. It must not be led to by this one.
    pub fn set_cause(&self, cause: Error) {
        drop(self.0.cause.replace(Some(cause)));
    }

    /// Shows the objects that this error alone keeps: what was raised, and what its causes were.
    ///
    /// An error that somebody else has too shows nothing, as it is not known who that is.
    pub(crate) fn each_object(&self, show: &mut dyn FnMut(&ObjectRef)) {
        if Rc::strong_count(&self.0) > 1 {
            return;
        }
        if let Some(object) = self.0.value.as_ref().and_then(Value::as_object) {
            show(object);
        }
        if let Some(cause) = &*self.0.cause.borrow() {
            cause.each_object(show);
        }
    }

    /// Returns the name of the error's class, e.g. `ValueError`, as other languages show it.
    pub fn class(&self) -> &str {
        match &self.0.fault {
            Fault::Raised { class, .. } | Fault::Syntax { class, .. } => class,
            Fault::Unsupported { .. } | Fault::Type { .. } => "TypeError",
            Fault::NoMember { .. } => "AttributeError",
            Fault::NoItem { .. } => "LookupError",
            Fault::Range(_) => "RangeError",
            Fault::Buffer(_) => "BufferError",
            Fault::NoModule { .. } => "ModuleNotFoundError",
            Fault::NoTarget { .. } => "TargetError",
            Fault::File { .. } => "FileError",
            Fault::Gone(_) | Fault::Stopped(_) => "StoppedError",
            Fault::NoRuntime { .. } => "StartError",
            Fault::TooDeep if self.0.lang == Lang::Js => "RangeError",
            Fault::TooDeep => "RecursionError",
            Fault::Interrupted => "KeyboardInterrupt",
            Fault::Exit(_) => "SystemExit",
            Fault::Bug(_) => "InternalError",
        }
    }

    /// Returns the message without the class.
    pub fn message(&self) -> String {
        match &self.0.fault {
            Fault::Raised { message, .. } | Fault::Syntax { message, .. } => message.clone(),
            fault => fault.to_string(),
        }
    }

    /// Returns the message as its language has it, lone surrogates too, which [`Error::message`] replaces.
    pub fn exact_message(&self) -> Text {
        let message = self.message();
        let exact = match self.value() {
            Some(Value::Object(object)) if message.contains('\u{fffd}') => exact_message(object, &message),
            _ => None,
        };
        exact.unwrap_or_else(|| message.into())
    }

    /// Returns whether guests must not catch it on its way: an interrupt or an exit.
    pub fn is_uncatchable(&self) -> bool {
        matches!(self.0.fault, Fault::Interrupted | Fault::Exit(_))
    }

    /// Returns the trace, most recent call last, and the error below it, for a person to read.
    ///
    /// What led to the error comes first.
    pub fn report(&self) -> String {
        let own = format!("{}{self}", self.trace());
        match self.cause() {
            Some(cause) => format!("{}\n\nwhich led to\n\n{own}", cause.report()),
            None => own,
        }
    }
}

/// Asks the object that was raised for the text that `message` was made of.
fn exact_message(object: &ObjectRef, message: &str) -> Option<Text> {
    let is_it = |text: &Text| text.to_lossy() == message;
    if let Ok(Some(Value::Text(text))) = object.get_member(&"message".into())
        && is_it(&text)
    {
        return Some(text);
    }
    object.display(Form::Plain).ok().filter(is_it)
}

/// Prints `class: message`.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.class(), self.message()) {
            (class, message) if message.is_empty() => f.write_str(class),
            (class, message) => write!(f, "{class}: {message}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({}: {self})", self.0.lang)
    }
}

impl std::error::Error for Error {}
