//! Rhai's errors and ours, both ways.
//!
//! An error that enters is raised with the exception's own handle as its value,
//! which carries the [`Error`] along: whether the script lets it pass, or catches
//! it and throws it again, the very same error leaves. A value that a script
//! threw comes home as that value.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use rhai::{Dynamic, EvalAltResult, ParseError, Position};

use super::convert;
use super::engine::State;
use super::library::is_closure;
use super::proxy::Foreign;
use crate::object::{Error, Fault, Form, Frame, Lang, Name, Object, ObjectRef, Result, Text, Traits, Value, line_of};
use crate::runtime::source_line;

/// The result of anything that Rhai runs.
pub(super) type Raised<T> = std::result::Result<T, Box<EvalAltResult>>;

/// Where an error leaves Rhai.
#[derive(Clone, Copy)]
pub(super) enum Exit<'a> {
    /// At the end of a text of this name.
    Text(&'a str),
    /// At the end of a function that foreign code called.
    Function,
}

/// A token that ends a script without being catchable.
#[derive(Clone)]
pub(super) struct Stop(pub(super) Error);

/// Errors that scripts have been told about by a bare value of their own.
///
/// Such a value is marked by its tag, so that the error is found again when the
/// value is thrown on. A handful is enough: they nest, and the oldest is forgotten.
#[derive(Default)]
pub(super) struct InFlight(RefCell<VecDeque<(i32, Error)>>);

impl InFlight {
    const KEPT: usize = 16;
    /// The first tag, far from what scripts use.
    const FIRST: i32 = 0x5054_0000;

    /// Marks a value as the one that tells of this error.
    fn mark(&self, value: &mut Dynamic, error: &Error) {
        let mut errors = self.0.borrow_mut();
        let tag = errors.back().map_or(Self::FIRST, |(tag, _)| tag + 1);
        value.set_tag(tag);
        errors.push_back((tag, error.clone()));
        if errors.len() > Self::KEPT {
            errors.pop_front();
        }
    }

    /// Finds the error that a value tells of.
    fn find(&self, value: &Dynamic) -> Option<Error> {
        let errors = self.0.borrow();
        errors.iter().find(|(tag, _)| *tag == value.tag()).map(|(_, error)| error.clone())
    }

    /// Forgets all errors.
    pub(super) fn clear(&self) {
        drop(self.0.take());
    }
}

/// Raises an error in a script.
#[cold]
pub(super) fn raise(state: &Rc<State>, error: Error) -> EvalAltResult {
    match error.fault() {
        Fault::TooDeep => EvalAltResult::ErrorStackOverflow(Position::NONE),
        Fault::Interrupted | Fault::Exit(_) => {
            EvalAltResult::ErrorTerminated(Dynamic::from(Stop(error)), Position::NONE)
        }
        _ => EvalAltResult::ErrorRuntime(value_of(state, &error), Position::NONE),
    }
}

/// Returns what a script catches.
fn value_of(state: &Rc<State>, error: &Error) -> Dynamic {
    let at_home = error.lang() == Lang::Rhai;
    match error.value() {
        Some(Value::Object(object)) if convert::home(state, object).is_none() => {
            Dynamic::from(Foreign::of_error(object.clone(), error.clone()))
        }
        Some(value) if at_home || matches!(value, Value::Object(_)) => {
            match convert::from_value(state, value.clone()) {
                Ok(mut native) => {
                    state.in_flight.mark(&mut native, error);
                    native
                }
                Err(error) => Dynamic::from(Foreign::of_error(ErrorObject::wrap(&error), error)),
            }
        }
        _ => Dynamic::from(Foreign::of_error(ErrorObject::wrap(error), error.clone())),
    }
}

/// Takes an error out of Rhai, with the calls that it left.
#[cold]
pub(super) fn leave(state: &Rc<State>, raised: Box<EvalAltResult>, exit: Exit<'_>) -> Error {
    let mut calls = Vec::new();
    let mut inner = raised;
    let (mut cause, place) = loop {
        match *inner {
            EvalAltResult::ErrorInFunctionCall(name, source, cause, at) => {
                calls.push((name, source, at));
                inner = cause;
            }
            EvalAltResult::ErrorInModule(module, cause, at) => {
                calls.push((String::new(), module, at));
                inner = cause;
            }
            cause => {
                let place = cause.position();
                break (cause, place);
            }
        }
    };
    cause.clear_position();
    let error = of_cause(state, cause);
    error.pass(frames(state, &calls, place, exit));
    error
}

/// Makes the frames of the calls, which are listed outermost first, in the order of a trace.
fn frames(state: &State, calls: &[(String, String, Position)], place: Position, exit: Exit<'_>) -> Vec<Frame> {
    let mut frames = Vec::with_capacity(calls.len() + 1);
    let mut at = place;
    for (name, source, called_at) in calls.iter().rev() {
        // Rhai knows the file of a module's function, but not which text defined one of the library.
        let defined_in = if state.modules.has(source) { None } else { state.library.source_of(name) };
        let file = defined_in.unwrap_or_else(|| source.as_str().into());
        let function = if is_closure(name) { "closure" } else { name };
        frames.push(frame(function, &file, at));
        at = *called_at;
    }
    if let Exit::Text(name) = exit {
        frames.push(frame("", name, at));
    }
    frames
}

fn frame(function: &str, file: &str, at: Position) -> Frame {
    let line = at.line().and_then(|line| u32::try_from(line).ok()).unwrap_or(0);
    Frame {
        lang: Lang::Rhai,
        function: function.to_owned(),
        file: file.to_owned(),
        line,
        column: at.position().and_then(|column| u32::try_from(column).ok()),
        source: source_line(file),
    }
}

fn of_cause(state: &Rc<State>, cause: EvalAltResult) -> Error {
    match cause {
        EvalAltResult::ErrorRuntime(value, _) => of_thrown(state, value),
        EvalAltResult::ErrorTerminated(token, _) => {
            let stop = token.try_cast::<Stop>().map(|stop| stop.0);
            stop.unwrap_or_else(|| Error::new(Lang::Rhai, Fault::Interrupted))
        }
        EvalAltResult::ErrorStackOverflow(_) => Error::new(Lang::Rhai, Fault::TooDeep),
        EvalAltResult::ErrorParsing(kind, _) => syntax(&kind.to_string()),
        EvalAltResult::Exit(value, _) => {
            let status = value.as_int().ok().and_then(|status| i32::try_from(status).ok()).unwrap_or(0);
            Error::new(Lang::Rhai, Fault::Exit(status))
        }
        cause => {
            let (class, message) = (class_of(&cause), cause.to_string());
            Error::new(Lang::Rhai, Fault::Raised { class: class.to_owned(), message })
        }
    }
}

/// Makes or finds the error of a thrown value.
fn of_thrown(state: &Rc<State>, value: Dynamic) -> Error {
    if let Some(foreign) = Foreign::of(&value)
        && let Some(error) = foreign.error().cloned().or_else(|| foreign.object().as_error())
    {
        return error;
    }
    if let Some(error) = state.in_flight.find(&value) {
        return error;
    }
    let (class, message) = described(state, &value);
    match convert::to_value(state, value) {
        Ok(value) => Error::raised(Lang::Rhai, class, message, value),
        Err(error) => error,
    }
}

/// Returns the class and the message of a thrown value: a map may say them itself.
fn described(state: &Rc<State>, value: &Dynamic) -> (String, String) {
    let class = "RuntimeError".to_owned();
    let said = |key: &str| value.as_map_ref().ok().and_then(|map| map.get(key)?.clone().into_string().ok());
    match said("message") {
        Some(message) => (said("name").unwrap_or(class), message),
        None => (class, convert::display(state, value, Form::Plain)),
    }
}

/// Returns the error of a text that is no program.
pub(super) fn of_parse(error: &ParseError, name: &str, text: &str) -> Error {
    let failure = syntax(&error.err_type().to_string());
    let mut place = frame("", name, error.position());
    place.source = line_of(text, place.line).map(str::to_owned).into();
    failure.pass([place]);
    failure
}

fn syntax(message: &str) -> Error {
    Error::new(Lang::Rhai, Fault::Syntax { class: "SyntaxError".to_owned(), message: message.to_owned() })
}

/// Returns the class of an error that Rhai itself raised.
fn class_of(cause: &EvalAltResult) -> &'static str {
    match cause {
        EvalAltResult::ErrorVariableNotFound(..) => "VariableNotFound",
        EvalAltResult::ErrorFunctionNotFound(..) => "FunctionNotFound",
        EvalAltResult::ErrorPropertyNotFound(..) | EvalAltResult::ErrorDotExpr(..) => "PropertyNotFound",
        EvalAltResult::ErrorIndexNotFound(..) => "IndexNotFound",
        EvalAltResult::ErrorModuleNotFound(..) => "ModuleNotFound",
        EvalAltResult::ErrorArithmetic(..) => "ArithmeticError",
        EvalAltResult::ErrorArrayBounds(..)
        | EvalAltResult::ErrorStringBounds(..)
        | EvalAltResult::ErrorBitFieldBounds(..) => "IndexError",
        EvalAltResult::ErrorMismatchDataType(..)
        | EvalAltResult::ErrorMismatchOutputType(..)
        | EvalAltResult::ErrorIndexingType(..)
        | EvalAltResult::ErrorFor(..) => "TypeError",
        EvalAltResult::ErrorAssignmentToConstant(..) | EvalAltResult::ErrorNonPureMethodCallOnConstant(..) => {
            "ConstantError"
        }
        EvalAltResult::ErrorDataRace(..) => "DataRace",
        EvalAltResult::ErrorUnboundThis(..) => "UnboundThis",
        _ => "RuntimeError",
    }
}

/// An error that no object stands for, as a script sees it when it catches it.
struct ErrorObject(Error);

impl ErrorObject {
    fn wrap(error: &Error) -> ObjectRef {
        ObjectRef::new(Self(error.clone()))
    }
}

/// Returns what every caught error has to say, whatever its own object has.
pub(super) fn error_member(error: &Error, name: &str) -> Option<Value> {
    Some(match name {
        "name" => error.class().into(),
        "message" => error.message().into(),
        "lang" => error.lang().name().into(),
        "value" => error.value().cloned().unwrap_or_default(),
        "trace" => error.trace().to_string().into(),
        _ => return None,
    })
}

impl Object for ErrorObject {
    fn type_name(&self) -> String {
        self.0.class().to_owned()
    }

    fn traits(&self) -> Traits {
        Traits::ERROR
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok(name.as_str().and_then(|name| error_member(&self.0, name)))
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(["name", "message", "lang", "value", "trace"].map(Text::from).to_vec())
    }

    fn display(&self, _form: Form) -> Result<Text> {
        Ok(self.0.to_string().into())
    }

    fn as_error(&self) -> Option<Error> {
        Some(self.0.clone())
    }
}
