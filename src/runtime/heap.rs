//! How the host looks for garbage that goes round through two heaps.
//!
//! One heap is surveyed and the other one judges; what passes between them is a
//! [`Graph`]. A runtime offers what its engine can do: `CPython` tells the count and
//! the referents of every object, so Python can be surveyed; QuickJS asks our
//! classes for their edges in the middle of its own collection, so JavaScript
//! can judge. Rhai and Steel can do neither: what they hold is alive.

use crate::object::{Graph, Lang};

/// A heap that shows what its objects hold.
pub trait Surveyed {
    /// Collects what the engine finds by itself. Returns how many objects that were.
    fn sweep(&self) -> usize;

    /// Returns the part of the heap that can be reached from these objects, an address for each count.
    ///
    /// It runs no code of programs, so that the graph is true until the engine runs again.
    fn survey(&self, entries: &[usize]) -> Graph;

    /// Returns whether any object that may die has a finalizer which has not run. The graph must still be true.
    fn has_finalizers(&self, graph: &Graph) -> bool;

    /// Runs the finalizers of objects that are about to die. Returns how many have run.
    ///
    /// The objects must be alive still.
    fn finalize(&self, objects: &[usize]) -> usize;

    /// Returns what an object of a graph that is still true is called, e.g. `py dict`.
    fn describe(&self, object: usize) -> String;

    /// Forgets what stood for objects that have died: their addresses will be used again.
    fn forget(&self, dead: &Graph);
}

/// A heap whose collector takes advice on what its objects lead to in another one.
pub trait Judge {
    /// Collects with the help of a survey of the heap of `lang`, which is asked for at the right moment.
    ///
    /// Objects that die are buried in the graph that is returned, and every handle to them answers with an error.
    fn judge(&self, lang: Lang, survey: &mut dyn FnMut(&[usize]) -> Graph) -> Graph;

    /// Finds out which of the surveyed objects would die, and lets nothing die that they may use.
    ///
    /// `None` when the survey is none, because there is no need to know, or when the engine cannot tell.
    fn rehearse(&self, lang: Lang, survey: &mut dyn FnMut(&[usize]) -> Option<Graph>) -> Option<Vec<usize>>;
}
