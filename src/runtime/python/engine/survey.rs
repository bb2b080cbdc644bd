//! What Python's objects hold, read as its own collector reads it: by `tp_traverse`.
//!
//! A survey begins at the objects that another heap holds and follows them as
//! far as they could be garbage. What certainly lives is not walked (modules,
//! their globals, classes that can be found in them), or each survey would be of the
//! whole interpreter; what it holds has a count that nothing explains.

use std::ffi::{CStr, c_int, c_void};

use pyo3::ffi;
use pyo3::prelude::*;
use rustc_hash::FxHashSet;

use crate::object::Graph;
use crate::runtime::python::{error, foreign_error, proxy};

/// Returns the part of the heap that can be reached from these objects, which are alive.
pub(in crate::runtime::python) fn survey(py: Python<'_>, entries: &[usize], globals: &FxHashSet<usize>) -> Graph {
    let mut graph = Graph::new(entries);
    let certain = Certain::new(py, globals);
    while let Some(address) = graph.next_object() {
        let raw = address as *mut ffi::PyObject;
        // SAFETY: the caller's objects are alive, and what a living object holds is, as long as no code runs.
        let object = unsafe { Borrowed::from_ptr(py, raw) };
        if proxy::survey(&object, &mut graph) {
            continue;
        }
        if !has_referents(raw) {
            continue;
        }
        if certain.holds(raw) {
            graph.root();
            continue;
        }
        traverse(raw, &mut graph);
        foreign_error::survey(&object, &mut graph);
    }
    // SAFETY: as above; all these objects are alive.
    graph.settle(|address| unsafe { ffi::Py_REFCNT(address as *mut ffi::PyObject) }.cast_unsigned());
    graph
}

/// Returns whether the object is of a kind that can hold others, as far as the collector knows.
fn has_referents(object: *mut ffi::PyObject) -> bool {
    // SAFETY: the object is alive, and so is its class.
    unsafe { (*ffi::Py_TYPE(object)).tp_flags & ffi::Py_TPFLAGS_HAVE_GC != 0 }
}

fn traverse(object: *mut ffi::PyObject, graph: &mut Graph) {
    // SAFETY: the object is alive and of a class that the collector tracks, whose `tp_traverse` calls
    // `visit` for each reference that the object owns, and runs no Python code.
    unsafe {
        if ffi::PyObject_IS_GC(object) != 0
            && let Some(traverse) = (*ffi::Py_TYPE(object)).tp_traverse
        {
            traverse(object, visit, std::ptr::from_mut(graph).cast());
        }
    }
}

extern "C" fn visit(object: *mut ffi::PyObject, graph: *mut c_void) -> c_int {
    if has_referents(object) || proxy::is_proxy(object) {
        // SAFETY: the pointer is the one that `traverse` passed; nothing else uses the graph meanwhile.
        unsafe { &mut *graph.cast::<Graph>() }.add_edge(object.addr());
    }
    0
}

/// What certainly lives.
struct Certain<'a> {
    modules: *mut ffi::PyObject,
    known: FxHashSet<usize>,
    /// The globals of instances, which are in no list of modules.
    globals: &'a FxHashSet<usize>,
}

impl<'a> Certain<'a> {
    fn new(_py: Python<'_>, globals: &'a FxHashSet<usize>) -> Self {
        let mut known = FxHashSet::default();
        // SAFETY: the table of modules lives as long as the interpreter; no code runs while it is read.
        let modules = unsafe { ffi::PyImport_GetModuleDict() };
        known.insert(modules.addr());
        let (mut place, mut name, mut module) = (0, std::ptr::null_mut(), std::ptr::null_mut());
        // SAFETY: as above; the places are valid to fill, and what is found is borrowed from the table.
        unsafe {
            while ffi::PyDict_Next(modules, &raw mut place, &raw mut name, &raw mut module) != 0 {
                if ffi::PyModule_Check(module) != 0 {
                    known.insert(module.addr());
                    known.insert(ffi::PyModule_GetDict(module).addr());
                }
            }
        }
        Self { modules, known, globals }
    }

    fn holds(&self, object: *mut ffi::PyObject) -> bool {
        self.known.contains(&object.addr()) || self.globals.contains(&object.addr()) || self.is_certain_class(object)
    }

    /// Returns whether the object is a class that is built in, or that its module has under its name.
    fn is_certain_class(&self, object: *mut ffi::PyObject) -> bool {
        // SAFETY: the object is alive; a class has the layout of one, and a name that ends with NUL. What
        // the look-ups return is borrowed from a living table.
        unsafe {
            if ffi::PyType_Check(object) == 0 {
                return false;
            }
            let class = object.cast::<ffi::PyTypeObject>();
            if (*class).tp_flags & ffi::Py_TPFLAGS_HEAPTYPE == 0 {
                return true;
            }
            let module = find((*class).tp_dict, c"__module__");
            if module.is_null() || ffi::PyUnicode_CheckExact(module) == 0 {
                return false;
            }
            let module = ffi::PyDict_GetItemWithError(self.modules, module);
            if module.is_null() || ffi::PyModule_Check(module) == 0 {
                return false;
            }
            find(ffi::PyModule_GetDict(module), CStr::from_ptr((*class).tp_name)) == object
        }
    }
}

/// Returns what a table has under a name; null when it has nothing.
///
/// # Safety
///
/// `table` must be a dict that is alive, or null.
unsafe fn find(table: *mut ffi::PyObject, name: &CStr) -> *mut ffi::PyObject {
    if table.is_null() {
        return std::ptr::null_mut();
    }
    // SAFETY: the caller vouches for the table; an exception that the look-up met is not kept.
    unsafe { ffi::PyDict_GetItemString(table, name.as_ptr()) }
}

/// Returns the name of the class of an object that a survey has found, and that has not died since.
pub(in crate::runtime::python) fn class_at(py: Python<'_>, address: usize) -> String {
    // SAFETY: the caller's object is alive.
    let object = unsafe { Borrowed::from_ptr(py, address as *mut ffi::PyObject) };
    error::class_name(&object.get_type())
}

/// Returns whether an object has a finalizer that has not run.
pub(in crate::runtime::python) fn awaits_finalizer(_py: Python<'_>, address: usize) -> bool {
    let object = address as *mut ffi::PyObject;
    // SAFETY: the caller's object is alive. Only an object that the collector tracks has the mark.
    unsafe {
        (*ffi::Py_TYPE(object)).tp_finalize.is_some()
            && ffi::PyObject_IS_GC(object) != 0
            && ffi::PyObject_GC_IsFinalized(object) == 0
    }
}

/// Runs the finalizers of these objects, which are alive. Returns how many have run.
pub(in crate::runtime::python) fn finalize(py: Python<'_>, addresses: &[usize]) -> usize {
    let due = addresses.iter().filter(|address| awaits_finalizer(py, **address));
    // SAFETY: the caller's objects are alive; a count of each is taken before the first finalizer runs.
    let due: Vec<Bound<'_, PyAny>> =
        due.map(|address| unsafe { Bound::from_borrowed_ptr(py, *address as *mut ffi::PyObject) }).collect();
    for object in &due {
        // SAFETY: the object is alive by our count. An exception in there is reported by Python.
        unsafe { ffi::PyObject_CallFinalizer(object.as_ptr()) };
    }
    due.len()
}
