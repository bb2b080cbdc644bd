//! Names in Python's form and back: each is looked up once.
//!
//! A [`Name`] keeps its interned Python string in its slot; the way back is a
//! table by the string's address, for Python code always uses the same one.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::object::{Lang, Name, Traits};
use crate::runtime::python::convert;
use crate::runtime::python::lease::Locked;

/// The table is emptied when it has grown to this many names: they may be no one's any more.
const KEPT: usize = 8192;

/// What Python cannot use as a name, so that a trailing underscore stands for it.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// The names that Python's own containers have, by what an object must be to answer them as Python does.
///
/// `keys` makes `dict(o)` take `o` for a mapping, which a sequence is not.
const CLAIMED: [(Traits, &[&str]); 4] = [
    (
        Traits::SEQUENCE,
        &["append", "clear", "copy", "count", "extend", "index", "insert", "keys", "pop", "remove", "reverse", "sort"],
    ),
    (Traits::TABLE, &["clear", "copy", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values"]),
    (
        Traits::SET,
        &[
            "add",
            "clear",
            "copy",
            "difference",
            "difference_update",
            "discard",
            "intersection",
            "intersection_update",
            "isdisjoint",
            "issubset",
            "issuperset",
            "pop",
            "remove",
            "symmetric_difference",
            "symmetric_difference_update",
            "union",
            "update",
        ],
    ),
    (Traits::GENERATOR, &["close", "send", "throw"]),
];

/// Used on the host thread only, as names are.
static NAMES: Locked<Names> = Locked::new(Names::new());

/// What has been looked up, by the address of the string.
struct Names {
    /// The string is kept with its name, so that its address stays its own.
    known: FxHashMap<usize, (Py<PyString>, Spelt)>,
    /// Those that were used last, each at the one place where its address can be: there is nothing to search.
    recent: [Option<(usize, Spelt)>; RECENT],
}

/// How many names are found without a search; a power of two.
const RECENT: usize = 128;

impl Names {
    const fn new() -> Self {
        Self { known: FxHashMap::with_hasher(FxBuildHasher), recent: [const { None }; RECENT] }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "what is returned would go through memory")]
    fn find(&mut self, address: usize) -> Option<&Spelt> {
        if !matches!(&self.recent[place(address)], Some((known, _)) if *known == address) {
            self.search(address);
        }
        match &self.recent[place(address)] {
            Some((known, spelt)) if *known == address => Some(spelt),
            _ => None,
        }
    }

    /// Puts a name that is known among the recent ones.
    #[cold]
    fn search(&mut self, address: usize) {
        let Some((_, spelt)) = self.known.get(&address) else { return };
        // What is forgotten here is still known, so no name is let go of.
        self.recent[place(address)] = Some((address, spelt.clone()));
    }
}

/// Returns where a string of this address can be among the recent ones.
///
/// Strings are objects of several words: the lowest bits of their addresses are all the same.
#[inline]
fn place(address: usize) -> usize {
    (address >> 5) % RECENT
}

/// A name as Python code spelt it.
#[derive(Clone)]
pub(in crate::runtime::python) struct Spelt {
    /// The member that is meant: `from` where Python has to write `from_`.
    pub(in crate::runtime::python) name: Name,
    /// Whether it is one of Python's own protocols, e.g. `__len__`.
    pub(in crate::runtime::python) is_own: bool,
    /// The kinds of objects of which Python has methods under this name, which come before theirs.
    pub(in crate::runtime::python) claimed: Traits,
}

/// Returns what a string means by which Python reads a foreign member.
#[inline]
pub(in crate::runtime::python) fn foreign(string: &Bound<'_, PyString>) -> Spelt {
    let address = string.as_ptr().addr();
    let known = NAMES.with(string.py(), |names| names.find(address).cloned());
    if let Some(spelt) = known { spelt } else { learn(string) }
}

#[cold]
fn learn(string: &Bound<'_, PyString>) -> Spelt {
    let text = convert::text(string);
    let plain = text.as_utf8().unwrap_or_default();
    let keyword = plain.strip_suffix('_').filter(|word| KEYWORDS.contains(word));
    let spelt = Spelt {
        name: keyword.map_or_else(|| Name::from_text(&text), Name::new),
        is_own: plain.len() > 4 && plain.starts_with("__") && plain.ends_with("__"),
        claimed: CLAIMED.iter().filter(|(_, names)| names.contains(&plain)).map(|(traits, _)| *traits).collect(),
    };
    let forgotten = NAMES.with(string.py(), |names| {
        let full = (names.known.len() >= KEPT).then(|| std::mem::replace(names, Names::new()));
        names.known.insert(string.as_ptr().addr(), (string.clone().unbind(), spelt.clone()));
        full
    });
    // Outside the borrow: to let go of strings and names enters engines.
    drop(forgotten);
    spelt
}

/// Returns how Python spells a foreign member: `from` as `from_`.
pub(in crate::runtime::python) fn spelling(text: &str) -> Option<String> {
    KEYWORDS.contains(&text).then(|| format!("{text}_"))
}

/// Returns a name as an interned string of Python's.
#[inline]
pub(in crate::runtime::python) fn python<'a, 'py>(py: Python<'py>, name: &'a Name) -> Borrowed<'a, 'py, PyString> {
    let known = name.slot(Lang::Py) as *mut ffi::PyObject;
    let string = if known.is_null() { intern(py, name) } else { known };
    // SAFETY: a slot of Python's holds a counted pointer to a string, stored by `intern` and let go
    // of by `release` only when the name itself, borrowed for 'a, is dropped.
    unsafe { Borrowed::from_ptr(py, string).cast_unchecked() }
}

#[cold]
fn intern(py: Python<'_>, name: &Name) -> *mut ffi::PyObject {
    let string = match name.as_str() {
        Some(text) => PyString::intern(py, text),
        None => convert::string(py, name.text()),
    };
    let string = string.into_ptr();
    name.set_slot(Lang::Py, string.addr());
    string
}

/// Takes back what [`python`] stored in a name's slot.
pub(in crate::runtime::python) fn release(form: usize) {
    super::enter(|py| {
        // SAFETY: `intern` stored this counted pointer, and a slot is released once.
        drop(unsafe { Bound::from_owned_ptr(py, form as *mut ffi::PyObject) });
    });
}

/// Lets go of all strings, when the host is dropped.
pub(in crate::runtime::python) fn forget() {
    drop(super::enter(|py| NAMES.with(py, |names| std::mem::replace(names, Names::new()))));
}
