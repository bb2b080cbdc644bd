//! Exceptions to errors and back. What comes home is the same exception.
//!
//! A Python exception keeps its whole trace itself: frames of other languages
//! are put into its traceback when it comes home, marked with their language,
//! and read again from there when it leaves. A [`ForeignError`] carries the
//! [`Error`] that it stands for, which goes on with the frames of the Python
//! code that it left.

use std::cell::RefCell;

use pyo3::exceptions::{
    PyAttributeError, PyBaseException, PyBufferError, PyIndexError, PyKeyError, PyKeyboardInterrupt, PyLookupError,
    PyModuleNotFoundError, PyOSError, PyRecursionError, PyRuntimeError, PySyntaxError, PySystemError, PySystemExit,
    PyTypeError, PyValueError,
};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTraceback, PyType};

use super::foreign_error::{self, ForeignError};
use super::object::PyObject;
use super::{convert, engine, prelude, texts};
use crate::object::{Error, Fault, Frame, Lang, ObjectRef, SourceLine, Trace, Value};
use crate::runtime::{Stream, limits, outlet, source_line};

/// An exception leaves Python.
impl From<PyErr> for Error {
    #[cold]
    fn from(exception: PyErr) -> Self {
        engine::enter_fully(|py| {
            let exception = exception.into_value(py).into_bound(py);
            match exception.cast::<ForeignError>() {
                Ok(foreign) => foreign_error::leave(foreign),
                Err(_) => go_on(&exception).unwrap_or_else(|| of_exception(&exception)),
            }
        })
    }
}

/// An error with a long trace that came home, and the traceback that it had then.
struct Returned {
    error: Error,
    traceback: usize,
}

thread_local! {
    /// The last one. Runaway recursion across a border passes home at each level; to read the whole
    /// traceback at each would take quadratic time.
    static RETURNED: RefCell<Option<Returned>> = const { RefCell::new(None) };
}

/// From how many frames on an error is worth to be kept in [`RETURNED`].
const LONG: usize = Trace::KEPT * 2;

/// Continues the error that this exception left with before, if it came home last.
fn go_on(exception: &Bound<'_, PyBaseException>) -> Option<Error> {
    let Returned { error, traceback } = RETURNED.take()?;
    let home = error.native(Lang::Py)?.downcast::<PyObject>()?;
    if !home.bind(exception.py()).is(exception) {
        return None;
    }
    error.pass(frames(exception, traceback, true));
    home.passed().set(length(&error.trace()));
    Some(error)
}

/// Lets go of what is only kept to be continued, when an evaluation has ended.
pub(super) fn settle() {
    drop(RETURNED.take());
}

/// An error of any language enters Python.
impl From<Error> for PyErr {
    #[cold]
    fn from(error: Error) -> Self {
        engine::enter_fully(|py| match raise(py, &error) {
            Ok(exception) => Self::from_value(exception.into_any()),
            Err(failure) => failure,
        })
    }
}

fn raise<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyBaseException>> {
    // Other languages can throw what is no exception here, e.g. a list.
    if let Some(home) = error.native(Lang::Py).and_then(|value| value.downcast::<PyObject>())
        && let Ok(exception) = home.bind(py).cast::<PyBaseException>()
    {
        let exception = exception.clone();
        let known = home.passed().replace(length(&error.trace()));
        add_frames(&exception, error, known)?;
        if home.passed().get() > LONG {
            let traceback = traceback(&exception).map_or(0, |traceback| traceback.as_ptr().addr());
            drop(RETURNED.replace(Some(Returned { error: error.clone(), traceback })));
        }
        return Ok(exception);
    }
    if matches!(error.fault(), Fault::Raised { .. } | Fault::Syntax { .. }) {
        return foreign_error::enter(py, error);
    }
    let exception = builtin(error, error.message()).into_value(py).into_bound(py);
    add_frames(&exception, error, 0)?;
    Ok(exception)
}

/// Returns Python's own exception for what no guest raised.
fn builtin(error: &Error, message: String) -> PyErr {
    match error.fault() {
        Fault::Unsupported { .. } | Fault::Type { .. } => PyTypeError::new_err(message),
        Fault::NoMember { .. } => PyAttributeError::new_err(message),
        Fault::NoItem { key, .. } if key.parse::<i64>().is_ok() => PyIndexError::new_err(message),
        Fault::NoItem { .. } => PyKeyError::new_err(message),
        Fault::NoTarget { .. } => PyLookupError::new_err(message),
        Fault::Range(_) => PyValueError::new_err(message),
        Fault::Buffer(_) => PyBufferError::new_err(message),
        Fault::NoModule { .. } => PyModuleNotFoundError::new_err(message),
        Fault::File { .. } => PyOSError::new_err(message),
        Fault::TooDeep => PyRecursionError::new_err(message),
        Fault::Interrupted => {
            // Raised here, it must not be raised again by those that poll.
            limits::take_stop();
            PyKeyboardInterrupt::new_err(())
        }
        Fault::Exit(status) => PySystemExit::new_err(*status),
        Fault::Bug(_) => PySystemError::new_err(message),
        _ => PyRuntimeError::new_err(message),
    }
}

/// How far back the exceptions that led to one are followed.
const LINKS: usize = 16;

/// Returns the error that a Python exception is, with its trace as far as it got.
pub(super) fn of_exception(exception: &Bound<'_, PyBaseException>) -> Error {
    of_link(exception, LINKS)
}

fn of_link(exception: &Bound<'_, PyBaseException>, links: usize) -> Error {
    let handle = PyObject::new(exception);
    let mut trace = Trace::default();
    let fault = fault(exception).unwrap_or_else(|_| Fault::Raised {
        class: class_name(&exception.get_type()),
        message: "<its message cannot be had>".to_owned(),
    });
    if matches!(fault, Fault::Syntax { .. }) {
        trace.extend(syntax_place(exception));
    }
    trace.extend(frames(exception, 0, true));
    handle.passed().set(length(&trace));
    let error = Error::with_value(Lang::Py, fault, Value::Object(ObjectRef::new(handle)));
    error.set_trace(trace);
    if !error.is_uncatchable()
        && let Some(cause) = cause(exception, links)
    {
        error.set_cause(cause);
    }
    error
}

/// Returns what led to an exception, as Python's own report shows it: the cause, else the context.
fn cause(exception: &Bound<'_, PyBaseException>, links: usize) -> Option<Error> {
    let py = exception.py();
    let get = |name| linked(exception, name);
    let is_hidden = || {
        let hidden = exception.getattr(intern!(py, "__suppress_context__"));
        hidden.is_ok_and(|hidden| hidden.is_truthy().unwrap_or(true))
    };
    let before =
        get(intern!(py, "__cause__")).or_else(|| if is_hidden() { None } else { get(intern!(py, "__context__")) })?;
    match before.cast::<ForeignError>() {
        _ if links == 0 => None,
        Ok(foreign) => foreign.get().error(),
        Err(_) => Some(of_link(&before, links - 1)),
    }
}

fn linked<'py>(
    exception: &Bound<'py, PyBaseException>,
    link: &Bound<'py, PyString>,
) -> Option<Bound<'py, PyBaseException>> {
    exception.getattr(link).ok()?.cast_into().ok()
}

fn fault(exception: &Bound<'_, PyBaseException>) -> PyResult<Fault> {
    let class = class_name(&exception.get_type());
    Ok(if exception.is_instance_of::<PySyntaxError>() {
        Fault::Syntax { class, message: exception.getattr("msg")?.str()?.to_string() }
    } else if exception.is_instance_of::<PySystemExit>() {
        Fault::Exit(exit_status(&exception.getattr("code")?))
    } else if exception.is_instance_of::<PyKeyboardInterrupt>() {
        Fault::Interrupted
    } else if exception.is_instance_of::<PyRecursionError>() {
        Fault::TooDeep
    } else {
        Fault::Raised { class, message: convert::text(&exception.str()?).to_lossy().into_owned() }
    })
}

/// Returns the status that Python would exit with: anything but nothing or a number is a failure.
fn exit_status(code: &Bound<'_, PyAny>) -> i32 {
    if code.is_none() { 0 } else { code.extract().unwrap_or(1) }
}

/// Returns where the text is no program, as a frame of its own.
fn syntax_place(exception: &Bound<'_, PyBaseException>) -> Option<Frame> {
    let get = |name| exception.getattr(name).ok();
    Some(Frame {
        lang: Lang::Py,
        function: String::new(),
        file: texts::shown(get("filename")?.extract().ok()?),
        line: get("lineno")?.extract().ok()?,
        column: get("offset").and_then(|column| column.extract().ok()).filter(|column| *column > 0),
        source: get("text")
            .and_then(|text| text.extract::<String>().ok())
            .map(|text| text.trim_end().to_owned())
            .into(),
    })
}

/// Returns the frames of an exception's traceback up to the entry at `until`, innermost first.
///
/// `foreign` says whether those that were put in for other languages are wanted.
pub(super) fn frames(exception: &Bound<'_, PyBaseException>, until: usize, foreign: bool) -> Vec<Frame> {
    let Some(traceback) = traceback(exception) else { return Vec::new() };
    let steps = engine::steps(&traceback, until);
    let count = steps.len();
    let kept = |index: usize| index < Trace::KEPT * 2 || index + Trace::KEPT * 2 >= count;
    let frames = steps.iter().enumerate().rev().filter_map(|(index, step)| {
        // Far from both ends only the number counts.
        if kept(index) { frame(step, foreign).ok().flatten() } else { Some(blank()) }
    });
    frames.collect()
}

fn blank() -> Frame {
    Frame {
        lang: Lang::Py,
        function: String::new(),
        file: String::new(),
        line: 0,
        column: None,
        source: SourceLine::Unknown,
    }
}

/// Returns the entry as a frame, unless it is of our own code, or not wanted.
fn frame(step: &engine::Step<'_>, foreign: bool) -> PyResult<Option<Frame>> {
    let lang =
        step.language()?.and_then(|name| [Lang::Rust].into_iter().chain(Lang::ALL).find(|lang| lang.name() == name));
    let (file, mut function) = step.place()?;
    if (lang.is_some() && !foreign) || prelude::is_own(&file) {
        return Ok(None);
    }
    if lang.is_some() && function == "<module>" {
        function.clear();
    }
    let line = step.line()?;
    let source = texts::text(&file).map_or_else(|| source_line(&file), SourceLine::In);
    Ok(Some(Frame { lang: lang.unwrap_or(Lang::Py), function, file: texts::shown(file), line, column: None, source }))
}

/// Puts the frames that the error collected since it had `known` of them into the traceback.
pub(super) fn add_frames(exception: &Bound<'_, PyBaseException>, error: &Error, known: usize) -> PyResult<()> {
    let py = exception.py();
    let trace = error.trace();
    let fresh = length(&trace).saturating_sub(known);
    let mut outermost: Vec<&Frame> = trace.frames().rev().take(fresh).collect();
    outermost.reverse();
    if outermost.is_empty() {
        return Ok(());
    }
    let mut chain = traceback(exception).map(Bound::into_any);
    for frame in outermost {
        chain = Some(engine::insert_frame(py, chain, frame)?);
    }
    exception.setattr(intern!(py, "__traceback__"), chain)
}

/// Returns the exception's traceback.
pub(super) fn traceback<'py>(exception: &Bound<'py, PyBaseException>) -> Option<Bound<'py, PyTraceback>> {
    exception.getattr(intern!(exception.py(), "__traceback__")).ok()?.cast_into::<PyTraceback>().ok()
}

/// Returns how many frames a trace has had.
pub(super) fn length(trace: &Trace) -> usize {
    trace.frames().count() + trace.omitted()
}

/// Returns the name of a class, without its module.
pub(super) fn class_name(class: &Bound<'_, PyType>) -> String {
    class.name().map_or_else(|_| "object".to_owned(), |name| name.to_string())
}

/// Prints what a program gave as the reason for its exit, as Python does: `sys.exit("no such file")`.
pub(super) fn print_last_words(error: &Error) {
    let (Fault::Exit(_), Some(exception)) = (error.fault(), error.native(Lang::Py)) else { return };
    let Ok(Some(Value::Text(words))) = exception.get_member(&"code".into()) else { return };
    outlet().write(Stream::Err, &format!("{}\n", words.to_lossy()));
}
