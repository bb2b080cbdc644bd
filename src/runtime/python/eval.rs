//! Text to value: what is compiled once, and run in an instance's globals.
//!
//! Compiled code is kept by its text, from the second time on that the text comes.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use indexmap::IndexMap;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyCode, PyDict};
use rustc_hash::FxBuildHasher;

use super::cell::{self, Parts, with_nul};
use super::engine::{self, Form};
use super::texts::{self, UNNAMED};
use super::{convert, prelude};
use crate::object::Value;
use crate::runtime::{Kind, Sights, Source, remembered_source};

/// How many compiled texts are kept at most.
const KEPT: usize = 256;

/// How many of the oldest are let go of together: to take one out of an ordered table moves all others.
const BATCH: usize = KEPT / 4;

/// Longer texts are hardly run twice.
const LONG: usize = 16 << 10;

/// A compiled text.
struct Program {
    /// All but the last expression; empty when there is nothing else.
    body: Option<Part>,
    /// The last expression, whose value is that of the cell.
    last: Option<Part>,
}

/// Compiled code.
struct Part {
    code: Py<PyCode>,
    /// Whether it has `await` at its top level, so that to run it makes a coroutine.
    awaits: bool,
}

/// A program that is kept, with what else it was compiled for beside its text.
struct Kept {
    name: Box<str>,
    kind: Kind,
    /// What Python knows the text by.
    file: Box<str>,
    program: Rc<Program>,
}

type Programs = IndexMap<Box<str>, Kept, FxBuildHasher>;

thread_local! {
    static PROGRAMS: RefCell<Programs> = const { RefCell::new(IndexMap::with_hasher(FxBuildHasher)) };
    static SIGHTS: Sights = Sights::default();
}

/// Runs a text in `globals`.
pub(super) fn run(py: Python<'_>, globals: &Bound<'_, PyDict>, source: &Source<'_>) -> PyResult<Value> {
    if source.kind != Kind::Cell {
        become_script(py, globals, source.name)?;
    }
    let program = program(py, source)?;
    if let Some(body) = &program.body {
        drop(body.run(globals)?);
    }
    match &program.last {
        Some(last) => Ok(convert::value(&last.run(globals)?)),
        None => Ok(Value::Nothing),
    }
}

impl Part {
    /// Takes code that a text was compiled to.
    fn new(code: Bound<'_, PyCode>, text: &str) -> PyResult<Self> {
        // To ask the code takes longer than to see that there is nothing to ask: neither `await` nor `async`.
        let may_await = text.as_bytes().contains(&b'w') || text.as_bytes().contains(&b'y');
        let awaits = may_await && is_coroutine(&code)?;
        Ok(Self { awaits, code: code.unbind() })
    }

    fn run<'py>(&self, globals: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
        let outcome = engine::run(self.code.bind(globals.py()), globals)?;
        if self.awaits {
            return prelude::call(globals.py(), "polytarget.running", "wait", (outcome,));
        }
        Ok(outcome)
    }
}

fn is_coroutine(code: &Bound<'_, PyCode>) -> PyResult<bool> {
    let flags: i32 = code.getattr(pyo3::intern!(code.py(), "co_flags"))?.extract()?;
    Ok(flags & ffi::CO_COROUTINE != 0)
}

/// Lets the globals be those of the main program in a file, or of a document.
fn become_script(py: Python<'_>, globals: &Bound<'_, PyDict>, path: &str) -> PyResult<()> {
    globals.set_item("__file__", path)?;
    let folder = Path::new(path).parent().map_or_else(String::new, |folder| folder.to_string_lossy().into_owned());
    let search = py.import("sys")?.getattr("path")?;
    let is_ours = |first: String| first.is_empty() || first == folder;
    if search.len()? > 0 && search.get_item(0)?.extract::<String>().is_ok_and(is_ours) {
        return search.set_item(0, folder);
    }
    search.call_method1("insert", (0, folder)).map(drop)
}

fn program(py: Python<'_>, source: &Source<'_>) -> PyResult<Rc<Program>> {
    let known = PROGRAMS.with_borrow(|programs| {
        let known = programs.get(source.text).filter(|known| &*known.name == source.name && known.kind == source.kind);
        known.map(|known| known.program.clone())
    });
    if let Some(program) = known {
        return Ok(program);
    }
    let file = file(py, source)?;
    let program = Rc::new(compile(py, source, &file)?);
    if source.text.len() <= LONG && SIGHTS.with(|sights| sights.again(source.text)) {
        keep(py, source, &file, program.clone())?;
    }
    Ok(program)
}

/// Returns the name of a text as Python knows it, and makes the text known by it.
fn file(py: Python<'_>, source: &Source<'_>) -> PyResult<String> {
    if (source.name, source.kind) == (UNNAMED, Kind::Cell) {
        return texts::number(py, source.text);
    }
    // A part alone has not the lines of those before it, whose functions may be in the same traceback.
    let whole = if source.kind == Kind::Part { remembered_source(source.name) } else { None };
    texts::name(py, source.name, whole.as_deref().unwrap_or(source.text))?;
    Ok(source.name.into())
}

fn compile(py: Python<'_>, source: &Source<'_>, file: &str) -> PyResult<Program> {
    let file = with_nul(file)?;
    let Parts { body, last } = match source.kind {
        Kind::Script => {
            let code = engine::compile(py, &with_nul(source.text)?, &file, Form::Script)?;
            Parts { body: Some(code), last: None }
        }
        Kind::Cell | Kind::Part => cell::compile(py, source.text, &file)?,
    };
    let part = |code: Option<Bound<'_, PyCode>>| code.map(|code| Part::new(code, source.text)).transpose();
    Ok(Program { body: part(body)?, last: part(last)? })
}

fn keep(py: Python<'_>, source: &Source<'_>, file: &str, program: Rc<Program>) -> PyResult<()> {
    let kept = Kept { name: source.name.into(), kind: source.kind, file: file.into(), program };
    let (before, oldest) = PROGRAMS.with_borrow_mut(|programs| {
        let before = programs.insert(source.text.into(), kept);
        let oldest: Vec<_> = if programs.len() > KEPT { programs.drain(..BATCH).collect() } else { Vec::new() };
        (before, oldest)
    });
    // Outside the borrow: to let go of code may run a finalizer.
    for gone in before.iter().chain(oldest.iter().map(|(_, kept)| kept)) {
        texts::unpin(py, &gone.file)?;
    }
    texts::pin(file, source.text);
    Ok(())
}

/// Lets go of all code, when the host is dropped.
pub(super) fn forget() {
    drop(PROGRAMS.take());
    texts::forget();
}
