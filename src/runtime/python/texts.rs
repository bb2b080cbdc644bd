//! The texts that tracebacks may show, by file.
//!
//! A cell without a name of its own gets a number, `<eval 7>`, so that a
//! traceback through several of them shows the right lines of each; to people
//! all of them are `<eval>`.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use indexmap::IndexMap;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use rustc_hash::{FxBuildHasher, FxHashMap};

/// How many texts are kept at most, of those with a name and of those without.
const KEPT: usize = 256;

/// What a cell without a name is called.
pub(super) const UNNAMED: &str = "<eval>";

/// The texts that have no name, up to the one of the number `last`.
struct Numbered {
    texts: VecDeque<Rc<str>>,
    last: u64,
}

thread_local! {
    static NUMBERED: RefCell<Numbered> = const { RefCell::new(Numbered { texts: VecDeque::new(), last: 0 }) };
    static NAMED: RefCell<IndexMap<Box<str>, Rc<str>, FxBuildHasher>> =
        const { RefCell::new(IndexMap::with_hasher(FxBuildHasher)) };
    /// The texts of code that is kept compiled.
    static PINNED: RefCell<FxHashMap<Box<str>, Rc<str>>> =
        const { RefCell::new(FxHashMap::with_hasher(FxBuildHasher)) };
}

/// The table of Python's modules.
static MODULES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();

/// Keeps a text without a name, and returns the file that it is known by from now on.
pub(super) fn number(py: Python<'_>, text: &str) -> PyResult<String> {
    let (number, oldest) = NUMBERED.with_borrow_mut(|numbered| {
        numbered.last += 1;
        numbered.texts.push_back(text.into());
        let oldest = if numbered.texts.len() > KEPT { numbered.texts.pop_front() } else { None };
        (numbered.last, oldest.map(|_| numbered.last - KEPT as u64))
    });
    let file = file_of(number);
    show(py, &file, text, || oldest.map(file_of))?;
    Ok(file)
}

/// Keeps a text under its name.
pub(super) fn name(py: Python<'_>, file: &str, text: &str) -> PyResult<()> {
    let oldest = NAMED.with_borrow_mut(|texts| {
        texts.shift_remove(file);
        texts.insert(file.into(), text.into());
        if texts.len() > KEPT { texts.shift_remove_index(0) } else { None }
    });
    show(py, file, text, || oldest.map(|(file, _)| (*file).into()))
}

/// Keeps a text for as long as code that it was compiled to is kept, however many others come.
pub(super) fn pin(file: &str, text: &str) {
    PINNED.with_borrow_mut(|pinned| pinned.insert(file.into(), text.into()));
}

/// Lets a text go as others do.
pub(super) fn unpin(py: Python<'_>, file: &str) -> PyResult<()> {
    let known = PINNED.with_borrow_mut(|pinned| pinned.remove(file));
    if known.is_some() && text(file).is_none() { hide(py, file) } else { Ok(()) }
}

fn file_of(number: u64) -> String {
    format!("<eval {number}>")
}

/// Makes the lines of a text known to whoever prints a traceback, and those of the oldest unknown.
fn show(py: Python<'_>, file: &str, text: &str, oldest: impl FnOnce() -> Option<String>) -> PyResult<()> {
    let Some(lines) = line_cache(py)? else { return Ok(()) };
    let parts = (text.len(), py.None(), text.split_inclusive('\n').collect::<Vec<_>>(), file);
    lines.set_item(file, parts)?;
    match oldest().filter(|oldest| PINNED.with_borrow(|pinned| !pinned.contains_key(&**oldest))) {
        Some(oldest) => hide(py, &oldest),
        None => Ok(()),
    }
}

/// Makes the lines of a text unknown to whoever prints a traceback.
fn hide(py: Python<'_>, file: &str) -> PyResult<()> {
    let Some(lines) = line_cache(py)? else { return Ok(()) };
    lines.call_method1("pop", (file, py.None())).map(drop)
}

/// Python's own table of lines, once somebody imported it. Until then [`all`] waits to fill it.
fn line_cache(py: Python<'_>) -> PyResult<Option<Bound<'_, PyAny>>> {
    let modules = MODULES.get_or_try_init(py, || -> PyResult<_> {
        let modules = py.import("sys")?.getattr("modules")?;
        Ok(modules.cast_into::<PyDict>()?.unbind())
    })?;
    let module = modules.bind(py).get_item(pyo3::intern!(py, "linecache"))?;
    module.map(|module| module.getattr(pyo3::intern!(py, "cache"))).transpose()
}

/// Returns all texts, by file.
pub(super) fn all() -> Vec<(String, String)> {
    let named = NAMED
        .with_borrow(|texts| texts.iter().map(|(file, text)| (file.to_string(), text.to_string())).collect::<Vec<_>>());
    NUMBERED.with_borrow(|numbered| {
        let texts = (0..=numbered.last).rev().zip(numbered.texts.iter().rev());
        texts.map(|(number, text)| (file_of(number), text.to_string())).chain(named).collect()
    })
}

/// Returns a text by its file.
pub(super) fn text(file: &str) -> Option<Rc<str>> {
    let numbered = number_of(file).and_then(|number| {
        NUMBERED.with_borrow(|numbered| {
            let age = usize::try_from(numbered.last.checked_sub(number)?).ok()?;
            let index = numbered.texts.len().checked_sub(age + 1)?;
            numbered.texts.get(index).cloned()
        })
    });
    let named = || NAMED.with_borrow(|texts| texts.get(file).cloned());
    numbered.or_else(named).or_else(|| PINNED.with_borrow(|texts| texts.get(file).cloned()))
}

fn number_of(file: &str) -> Option<u64> {
    file.strip_prefix("<eval ")?.strip_suffix('>')?.parse().ok()
}

/// Returns the name under which people know a file of Python's.
pub(super) fn shown(file: String) -> String {
    if file.starts_with("<eval ") { UNNAMED.to_owned() } else { file }
}

/// Lets go of all texts, when the host is dropped.
pub(super) fn forget() {
    drop((NAMED.take(), PINNED.take()));
    NUMBERED.with_borrow_mut(|numbered| numbered.texts.clear());
}
