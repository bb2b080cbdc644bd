//! Python's heap as the host surveys it.

use pyo3::prelude::*;

use super::{Python, engine, proxy};
use crate::object::Graph;
use crate::runtime::Surveyed;

impl Surveyed for Python {
    fn sweep(&self) -> usize {
        engine::enter_fully(|py| {
            // Through the module: the function of the C interface does nothing where collection is disabled.
            let found = py.import("gc").and_then(|gc| gc.call_method0("collect")?.extract());
            found.unwrap_or_else(|error| {
                error.write_unraisable(py, None);
                0
            })
        })
    }

    fn survey(&self, entries: &[usize]) -> Graph {
        let instances = self.instances.borrow().iter().filter_map(std::rc::Weak::upgrade).collect::<Vec<_>>();
        engine::enter(|py| {
            let globals = instances.iter().map(|repl| repl.module.bind(py).dict().as_ptr().addr()).collect();
            engine::survey(py, entries, &globals)
        })
    }

    fn has_finalizers(&self, graph: &Graph) -> bool {
        engine::enter(|py| graph.unrooted().any(|object| engine::awaits_finalizer(py, object)))
    }

    fn finalize(&self, objects: &[usize]) -> usize {
        engine::enter_fully(|py| engine::finalize(py, objects))
    }

    fn forget(&self, dead: &Graph) {
        engine::enter(|py| dead.buried().for_each(|object| proxy::forget_dead(py, proxy::key(object))));
    }
}
