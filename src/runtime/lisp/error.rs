//! Errors on their way out of Lisp, into it, and through it.
//!
//! Steel's own error has a text and no payload. So what is raised is kept in
//! the engine's [`Flight`] under a number, and Steel's error carries the number
//! in its text, from where it is raised to where it is caught or leaves.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use steel::gc::ShareableMut;
use steel::rerrs::ErrorKind;
use steel::rvals::{Custom, IntoSteelVal, as_underlying_type};
use steel::{SteelErr, SteelVal};

use super::condition::Condition;
use super::convert::{to_lisp, to_value};
use super::engine::{Engine, Held, held};
use super::trace;
use crate::object::{Error, Fault, Frame, Lang, Value};
use crate::runtime::limits;

/// Something that has been raised.
pub(super) struct Raised {
    /// What a handler is given.
    pub(super) value: Held,
    /// The error that it already is, for other languages.
    pub(super) error: Option<Error>,
    /// The frames that it left, when it was caught before, and the entry in which that was.
    pub(super) frames: Option<(u64, Vec<Frame>)>,
}

/// How many errors may be on their way at once. Each is taken out where it is caught, so there are few.
const IN_FLIGHT: usize = 256;

/// What has been raised and not been caught yet.
#[derive(Default)]
pub(super) struct Flight {
    raised: RefCell<VecDeque<(u64, Raised)>>,
    next: Cell<u64>,
}

/// Stands in Steel's error text before and after the number of what was raised.
const MARK: char = '\u{1}';

impl Flight {
    /// Returns Steel's error for something raised.
    pub(super) fn launch(&self, raised: Raised) -> SteelErr {
        let number = self.next.get();
        self.next.set(number + 1);
        let text = format!("{MARK}{number}{MARK}");
        let lost = {
            let mut all = self.raised.borrow_mut();
            all.push_back((number, raised));
            if all.len() > IN_FLIGHT { all.pop_front() } else { None }
        };
        drop(lost);
        SteelErr::new(ErrorKind::Generic, text)
    }

    /// Takes what Steel's error stands for; `None` when Steel raised it by itself.
    fn take(&self, error: &SteelErr) -> Option<Raised> {
        let text = error.to_string();
        let number: u64 = text.split(MARK).nth(1)?.parse().ok()?;
        let mut all = self.raised.borrow_mut();
        let index = all.iter().position(|(known, _)| *known == number)?;
        all.remove(index).map(|(_, raised)| raised)
    }

    /// Lets go of everything.
    pub(super) fn clear(&self) {
        let raised = self.raised.take();
        drop(raised);
    }
}

/// Something that was caught, until it is known who deals with it.
pub(super) struct Caught(RefCell<Option<Raised>>);

impl Custom for Caught {}

/// Raises an error of another language, or brings one of ours home.
pub(super) fn raise(engine: &Rc<Engine>, error: Error) -> SteelErr {
    if error.is_uncatchable() {
        engine.abort(error);
        return SteelErr::new(ErrorKind::Generic, "the evaluation is being stopped".to_owned());
    }
    let value = at_home(engine, &error).unwrap_or_else(|| Condition::foreign(&error).into_value());
    if let Some(condition) = Condition::of(&value) {
        condition.came_home(&error);
    }
    engine.flight.launch(Raised { value: held(value), error: Some(error), frames: None })
}

/// Returns what our own code once raised as this error.
fn at_home(engine: &Rc<Engine>, error: &Error) -> Option<SteelVal> {
    if error.lang() != Lang::Lisp {
        return None;
    }
    match error.value()? {
        Value::Object(object) => super::object::at_home(engine, object),
        scalar => to_lisp(engine, scalar.clone()).ok(),
    }
}

/// Raises a value.
pub(super) fn raise_value(engine: &Engine, value: SteelVal) -> SteelErr {
    let (error, frames) = match Condition::of(&value) {
        Some(condition) => (condition.origin(), condition.frames()),
        None => (None, None),
    };
    engine.flight.launch(Raised { value: held(value), error, frames })
}

/// Raises once more what was caught.
pub(super) fn raise_again(engine: &Engine, caught: &SteelVal) -> SteelErr {
    match with_caught(caught, Option::take).flatten() {
        Some(raised) => engine.flight.launch(raised),
        None => SteelErr::new(ErrorKind::Generic, "nothing was caught".to_owned()),
    }
}

/// Catches what Steel's error stands for, for a handler.
pub(super) fn catch(engine: &Rc<Engine>, error: &SteelErr) -> SteelVal {
    if is_overflow(error) {
        engine.abort(Error::new(Lang::Lisp, Fault::TooDeep));
    }
    let mut raised = taken(engine, error);
    if raised.frames.as_ref().is_none_or(|(entry, _)| *entry != engine.entry_id()) {
        raised.frames = Some((engine.entry_id(), trace::frames(engine, error)));
    }
    if let (Some(condition), Some(frames)) = (Condition::of(raised.value.value()), &raised.frames) {
        condition.set_frames(frames.clone());
    }
    Caught(RefCell::new(Some(raised))).into_steelval().unwrap_or_default()
}

/// Returns what a handler is given of something caught.
pub(super) fn caught_value(caught: &SteelVal) -> Option<SteelVal> {
    with_caught(caught, |raised| raised.as_ref().map(|raised| raised.value.value().clone()))?
}

fn with_caught<T>(value: &SteelVal, work: impl FnOnce(&mut Option<Raised>) -> T) -> Option<T> {
    let SteelVal::Custom(custom) = value else { return None };
    let custom = custom.read();
    Some(work(&mut as_underlying_type::<Caught>(custom.as_ref())?.0.borrow_mut()))
}

/// Returns what Steel's error stands for; one of its own becomes a condition.
fn taken(engine: &Rc<Engine>, error: &SteelErr) -> Raised {
    engine.flight.take(error).unwrap_or_else(|| Raised {
        value: held(Condition::of_steel(error, trace::callee(engine, error).as_deref()).into_value()),
        error: None,
        frames: None,
    })
}

/// Returns the error with which this engine is left.
pub(super) fn leave(engine: &Rc<Engine>, steel: &SteelErr) -> Error {
    if let Some(error) = engine.aborting() {
        return error;
    }
    if limits::stop_requested() {
        let error = Error::new(Lang::Lisp, Fault::Interrupted);
        engine.abort(error.clone());
        return error;
    }
    let too_deep = is_overflow(steel);
    let raised = taken(engine, steel);
    let frames = match raised.frames {
        Some((entry, frames)) if entry == engine.entry_id() => frames,
        _ => trace::frames(engine, steel),
    };
    let error = match raised.error {
        Some(error) => error,
        None if too_deep => Error::new(Lang::Lisp, Fault::TooDeep),
        None => outgoing(engine, raised.value.value()),
    };
    error.pass(frames);
    error
}

/// Makes the error that a value raised in Lisp is for other languages.
pub(super) fn outgoing(engine: &Rc<Engine>, value: &SteelVal) -> Error {
    let handle = to_value(engine, value);
    match Condition::of(value) {
        Some(condition) => condition.to_error(handle),
        None => Error::raised(Lang::Lisp, "Raised", super::print::plain(value), handle),
    }
}

/// Returns Steel's error as a handler was given it.
pub(super) fn native(caught: &SteelVal) -> SteelErr {
    let text = || SteelErr::new(ErrorKind::Generic, caught.to_string());
    let SteelVal::Custom(custom) = caught else { return text() };
    as_underlying_type::<SteelErr>(custom.read().as_ref()).cloned().unwrap_or_else(text)
}

/// Returns the error of a call that comes while Lisp code runs and nothing is lent.
pub(super) fn busy(engine: &Rc<Engine>) -> SteelErr {
    raise(
        engine,
        Error::raised(Lang::Lisp, "BusyError", "Lisp cannot be called in the middle of this operation", Value::Nothing),
    )
}

/// Returns whether Lisp code has called itself too deeply. Steel has no kind for that, so its text must tell.
pub(super) fn is_overflow(error: &SteelErr) -> bool {
    error.kind() == ErrorKind::Generic && error.to_string().contains("stack overflow")
}

/// Returns whether a value is something caught.
pub(super) fn is_caught(value: &SteelVal) -> bool {
    let SteelVal::Custom(custom) = value else { return false };
    custom.try_read().is_ok_and(|custom| as_underlying_type::<Caught>(custom.as_ref()).is_some())
}
