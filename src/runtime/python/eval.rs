//! Text to value: what is compiled once, and run in an instance's globals.
//!
//! Compiled code is kept by its text. A cell without a name of its own gets a
//! number, `<eval 7>`, so that a traceback through several of them shows the
//! right lines of each; to people all of them are `<eval>`.

use std::cell::{Cell, RefCell};
use std::ffi::{CString, c_int};
use std::path::Path;
use std::rc::Rc;

use indexmap::IndexMap;
use pyo3::exceptions::{PySyntaxError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::code::PyCodeInput;
use pyo3::types::{PyCode, PyCodeMethods, PyDict, PyTuple};
use rustc_hash::FxBuildHasher;

use super::{convert, prelude};
use crate::object::Value;
use crate::runtime::{Kind, Source};

/// How many compiled texts are kept at most.
const KEPT: usize = 256;

/// How many of the oldest are let go of together: to take one out of an ordered table moves all others.
const BATCH: usize = KEPT / 4;

/// Longer texts are hardly run twice.
const LONG: usize = 16 << 10;

/// What a cell without a name is called.
const UNNAMED: &str = "<eval>";

/// A compiled text.
struct Program {
    name: Box<str>,
    kind: Kind,
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

/// The table of Python's modules.
static MODULES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();

type Programs = IndexMap<Box<str>, Rc<Program>, FxBuildHasher>;

thread_local! {
    static PROGRAMS: RefCell<Programs> = const { RefCell::new(IndexMap::with_hasher(FxBuildHasher)) };
    static COUNT: Cell<u64> = const { Cell::new(0) };
    /// The texts that tracebacks may show, by file.
    static TEXTS: RefCell<IndexMap<Box<str>, Rc<str>, FxBuildHasher>> = RefCell::default();
}

/// Runs a text in `globals`.
pub(super) fn run(py: Python<'_>, globals: &Bound<'_, PyDict>, source: &Source<'_>) -> PyResult<Value> {
    if source.kind == Kind::Script {
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
    fn new(code: Bound<'_, PyCode>) -> PyResult<Self> {
        let flags: c_int = code.getattr(pyo3::intern!(code.py(), "co_flags"))?.extract()?;
        Ok(Self { awaits: flags & ffi::CO_COROUTINE != 0, code: code.unbind() })
    }

    fn run<'py>(&self, globals: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
        let outcome = self.code.bind(globals.py()).run(Some(globals), None)?;
        if self.awaits {
            return prelude::call(globals.py(), "polytarget.running", "wait", (outcome,));
        }
        Ok(outcome)
    }
}

/// Lets the globals be those of the main program in a file.
fn become_script(py: Python<'_>, globals: &Bound<'_, PyDict>, path: &str) -> PyResult<()> {
    globals.set_item("__file__", path)?;
    let folder = Path::new(path).parent().map_or_else(String::new, |folder| folder.to_string_lossy().into_owned());
    let search = py.import("sys")?.getattr("path")?;
    if search.len()? > 0 && search.get_item(0)?.extract::<String>().is_ok_and(|first| first.is_empty()) {
        return search.set_item(0, folder);
    }
    search.call_method1("insert", (0, folder)).map(drop)
}

fn program(py: Python<'_>, source: &Source<'_>) -> PyResult<Rc<Program>> {
    let known = PROGRAMS.with_borrow(|programs| programs.get(source.text).cloned());
    if let Some(program) = known.filter(|known| &*known.name == source.name && known.kind == source.kind) {
        return Ok(program);
    }
    let file = match (source.name, source.kind) {
        (UNNAMED, Kind::Cell) => {
            COUNT.set(COUNT.get() + 1);
            format!("<eval {}>", COUNT.get()).into_boxed_str()
        }
        (name, _) => name.into(),
    };
    remember_text(py, &file, source.text)?;
    let (body, last) = compile(py, source, &file)?;
    let program = Rc::new(Program { name: source.name.into(), kind: source.kind, body, last });
    if source.text.len() <= LONG {
        keep(source.text, program.clone());
    }
    Ok(program)
}

fn compile(py: Python<'_>, source: &Source<'_>, file: &str) -> PyResult<(Option<Part>, Option<Part>)> {
    let nul = |_| PyValueError::new_err("source code string cannot contain null bytes");
    let (text, path) = (CString::new(source.text).map_err(nul)?, CString::new(file).map_err(nul)?);
    if source.kind == Kind::Script {
        return Ok((Some(Part::new(PyCode::compile(py, &text, &path, PyCodeInput::File)?)?), None));
    }
    // Most cells are one expression; only for others the tree is taken apart.
    match PyCode::compile(py, &text, &path, PyCodeInput::Eval) {
        Ok(code) => return Ok((None, Some(Part::new(code)?))),
        Err(error) if !error.is_instance_of::<PySyntaxError>(py) => return Err(error),
        Err(_) => {}
    }
    let parts = prelude::call(py, "polytarget.running", "compile_cell", (source.text, file))?;
    let parts = parts.cast_into::<PyTuple>()?;
    let part = |index| -> PyResult<Option<Part>> {
        let code = parts.get_item(index)?;
        if code.is_none() { Ok(None) } else { Part::new(code.cast_into()?).map(Some) }
    };
    Ok((part(0)?, part(1)?))
}

fn keep(text: &str, program: Rc<Program>) {
    let (before, oldest) = PROGRAMS.with_borrow_mut(|programs| {
        let before = programs.insert(text.into(), program);
        (before, oldest(programs))
    });
    // Outside the borrow: to let go of code may run a finalizer.
    drop((before, oldest));
}

/// Takes out the oldest entries when there are too many.
fn oldest<T>(table: &mut IndexMap<Box<str>, T, FxBuildHasher>) -> Vec<(Box<str>, T)> {
    if table.len() > KEPT { table.drain(..BATCH).collect() } else { Vec::new() }
}

/// Makes the lines of a text known to whoever prints a traceback.
fn remember_text(py: Python<'_>, file: &str, text: &str) -> PyResult<()> {
    let oldest = TEXTS.with_borrow_mut(|texts| {
        texts.insert(file.into(), text.into());
        oldest(texts)
    });
    if let Some(lines) = line_cache(py)? {
        let parts = (text.len(), py.None(), text.split_inclusive('\n').collect::<Vec<_>>(), file);
        lines.set_item(file, parts)?;
    }
    oldest.iter().try_for_each(|(file, _)| forget_lines(py, file))
}

fn forget_lines(py: Python<'_>, file: &str) -> PyResult<()> {
    match line_cache(py)? {
        Some(lines) => lines.call_method1("pop", (file, py.None())).map(drop),
        None => Ok(()),
    }
}

/// Python's own table of lines, once somebody imported it. Until then [`sources`] waits to fill it.
fn line_cache(py: Python<'_>) -> PyResult<Option<Bound<'_, PyAny>>> {
    let modules = MODULES.get_or_try_init(py, || -> PyResult<_> {
        let modules = py.import("sys")?.getattr("modules")?;
        Ok(modules.cast_into::<PyDict>()?.unbind())
    })?;
    let module = modules.bind(py).get_item(pyo3::intern!(py, "linecache"))?;
    module.map(|module| module.getattr(pyo3::intern!(py, "cache"))).transpose()
}

/// Returns the texts that tracebacks may show, by file.
pub(super) fn sources() -> Vec<(String, String)> {
    TEXTS.with_borrow(|texts| texts.iter().map(|(file, text)| (file.to_string(), text.to_string())).collect())
}

/// Returns a text that was evaluated, by its file.
pub(super) fn text(file: &str) -> Option<Rc<str>> {
    TEXTS.with_borrow(|texts| texts.get(file).cloned())
}

/// Returns the name under which people know a file of Python's.
pub(super) fn shown(file: String) -> String {
    if file.starts_with("<eval ") { UNNAMED.to_owned() } else { file }
}

/// Lets go of all code, when the host is dropped.
pub(super) fn forget() {
    drop(PROGRAMS.take());
    drop(TEXTS.take());
}
