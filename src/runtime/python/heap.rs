//! Python's heap as the host surveys it, and where Python's programs are.

use pyo3::prelude::*;

use super::{Python, engine, prelude, proxy, texts};
use crate::object::census::Place;
use crate::object::{Graph, Lang};
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

    fn describe(&self, object: usize) -> String {
        engine::enter(|py| format!("{} {}", Lang::Py, engine::class_at(py, object)))
    }

    fn forget(&self, dead: &Graph) {
        engine::enter(|py| dead.buried().for_each(|object| proxy::forget_dead(py, proxy::key(object))));
    }
}

/// Returns where the program is that runs, leaving out our own code.
pub(super) fn whereabouts() -> Option<Place> {
    engine::enter_fully(|py| {
        // Without a program there is no frame, which is an error.
        let mut frame = py.import("sys").and_then(|sys| sys.call_method0("_getframe")).ok()?;
        loop {
            let file: String = frame.getattr("f_code").and_then(|code| code.getattr("co_filename")?.extract()).ok()?;
            if !prelude::is_own(&file) {
                let line = frame.getattr("f_lineno").and_then(|line| line.extract()).ok()?;
                return Some(Place { file: texts::shown(file), line });
            }
            frame = frame.getattr("f_back").ok().filter(|back| !back.is_none())?;
        }
    })
}
