//! Python, by `CPython` through `pyo3`.
//!
//! | You want to                              | Read                            |
//! |------------------------------------------|---------------------------------|
//! | know how the interpreter starts and ends | `engine.rs`                     |
//! | know what crosses, and as what           | `convert.rs`                    |
//! | know how others use Python's objects     | `object.rs`                     |
//! | know how Python uses theirs              | `proxy.rs`, `foreign_error.rs`  |
//! | follow an exception                      | `error.rs`                      |
//! | know how cycles with others are found    | `heap.rs`, `engine/survey.rs`   |
//! | read what Python programs see            | `bindings/python`, `prelude.rs` |
//!
//! Invariants:
//!
//! - Everything runs on the host thread, which holds the interpreter's lock except while it waits.
//! - A handle knows the life of the instance that handed it out, and answers `Gone` when that has ended.

mod assist;
mod cell;
mod classes;
mod convert;
mod derived;
mod ended;
mod engine;
mod error;
mod eval;
mod foreign_error;
mod heap;
mod lease;
mod life;
mod native;
mod number;
mod object;
mod prelude;
mod proxy;
mod suspended;
mod texts;

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::{Rc, Weak};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyModule};

use self::life::Life;
use crate::object::census::{self, Holding};
use crate::object::{Error, Lang, Name, ObjectRef, Result, Value, release, set_slot_release};
use crate::runtime::{Completeness, Fact, Instance, Runtime, Source, Surveyed, limits};

/// Starts the engine.
pub(crate) fn open() -> Result<Rc<dyn Runtime>> {
    let seat = engine::open()?;
    set_slot_release(Lang::Py, Some(engine::release_name));
    census::set_whereabouts(Lang::Py, Some(heap::whereabouts));
    release::set_stray_source(lease::fetch_strays);
    engine::enter_fully(prelude::welcome)?;
    limits::set_others(Some(|| engine::idle(&mut || {})));
    Ok(Rc::new(Python { seat: Cell::new(Some(seat)), instances: RefCell::default() }))
}

/// The runtime.
struct Python {
    /// Empty after the end.
    seat: Cell<Option<engine::Seat>>,
    /// Those that run, oldest first. The first is what Python calls `__main__`.
    instances: RefCell<Vec<Weak<Repl>>>,
}

impl Runtime for Python {
    fn lang(&self) -> Lang {
        Lang::Py
    }

    fn facts(&self) -> Vec<Fact> {
        engine::enter_fully(facts)
    }

    fn start(&self) -> Result<Rc<dyn Instance>> {
        let repl = Rc::new(engine::enter_fully(Repl::new)?);
        self.instances.borrow_mut().push(Rc::downgrade(&repl));
        engine::enter_fully(|py| {
            ended::sweep(py);
            self.choose_main(py)
        })?;
        Ok(repl)
    }

    fn idle(&self, wait: &mut dyn FnMut()) {
        engine::idle(wait);
    }

    fn waker(&self) -> Option<Box<dyn Fn() + Send>> {
        Some(engine::waker())
    }

    fn settle(&self) {
        engine::enter_fully(engine::settle);
    }

    fn held(&self) -> usize {
        engine::enter(proxy::count)
    }

    fn holdings(&self) -> Vec<Holding> {
        engine::enter_fully(proxy::holdings)
    }

    fn surveyed(&self) -> Option<&dyn Surveyed> {
        Some(self)
    }

    fn finish(&self) {
        engine::enter_fully(|py| {
            if let Err(error) = prelude::call(py, "polytarget.running", "finish", ()) {
                error.write_unraisable(py, None);
            }
        });
    }

    fn shut_down(&self) {
        let Some(seat) = self.seat.take() else { return };
        for repl in self.instances.take().iter().filter_map(Weak::upgrade) {
            repl.stop();
        }
        engine::enter_fully(|py| {
            ended::sweep(py);
            if let Err(error) = prelude::take_leave(py) {
                error.write_unraisable(py, None);
            }
            proxy::revoke_all(py);
        });
        limits::set_others(None);
        eval::forget();
        set_slot_release(Lang::Py, None);
        census::set_whereabouts(Lang::Py, None);
        engine::forget_names();
        release::point();
        drop(seat);
    }
}

impl Python {
    /// Makes the oldest instance that runs Python's `__main__`: where pickles look for classes.
    fn choose_main(&self, py: pyo3::Python<'_>) -> PyResult<()> {
        let mut instances = self.instances.borrow_mut();
        instances.retain(|repl| repl.upgrade().is_some_and(|repl| repl.life.check().is_ok()));
        let main = instances.first().and_then(Weak::upgrade);
        drop(instances);
        match main {
            Some(main) => py.import("sys")?.getattr("modules")?.set_item("__main__", &main.module),
            None => Ok(()),
        }
    }
}

fn facts(py: pyo3::Python<'_>) -> Vec<Fact> {
    let get = |name| py.import("sys").and_then(|sys| sys.getattr(name)?.extract::<String>()).unwrap_or_default();
    let file = engine::library_file().map_or_else(|| "in this program".to_owned(), |file| file.display().to_string());
    let environment = engine::environment();
    let mut facts = vec![
        Fact::new("version", engine::version()),
        Fact { advice: engine::library_advice(), ..Fact::new("library", file) },
        Fact::new("executable", get("executable")),
        Fact::new("prefix", get("prefix")),
    ];
    if let Some(environment) = environment {
        let advice = environment.advice.clone();
        facts.push(Fact { advice, ..Fact::new("environment", environment.kind) });
    }
    facts
}

/// An instance: a module of its own that believes to be the main program.
struct Repl {
    module: Py<PyModule>,
    life: Rc<Life>,
    /// The names that were there before the user came.
    initial: Vec<String>,
}

impl Repl {
    fn new(py: pyo3::Python<'_>) -> PyResult<Self> {
        let module = PyModule::new(py, "__main__")?;
        module.setattr("__builtins__", py.import("builtins")?)?;
        module.setattr("polytarget", prelude::package(py)?)?;
        let initial = module.dict().keys().extract()?;
        Ok(Self { module: module.unbind(), life: Life::begin(), initial })
    }

    /// Runs `work` with the globals, as this instance.
    fn with<T>(&self, work: impl for<'py> FnOnce(&Bound<'py, PyDict>) -> PyResult<T>) -> Result<T> {
        self.life.check()?;
        limits::check_stack(Lang::Py)?;
        let _during = self.life.enter();
        engine::enter_fully(|py| work(&self.module.bind(py).dict()).map_err(Error::from))
    }
}

impl Instance for Repl {
    fn lang(&self) -> Lang {
        Lang::Py
    }

    fn eval(&self, source: &Source<'_>) -> Result<Value> {
        self.life.check()?;
        limits::check_stack(Lang::Py)?;
        let _during = self.life.enter();
        let outcome =
            engine::enter_often(|py| eval::run(py, &self.module.bind(py).dict(), source).map_err(Error::from));
        error::settle();
        engine::enter(ended::sweep);
        outcome.inspect_err(error::print_last_words)
    }

    fn global(&self, name: &Name) -> Result<Option<Value>> {
        self.with(|globals| {
            let name = engine::python_name(globals.py(), name);
            if let Some(value) = globals.get_item(name)? {
                return Ok(Some(convert::value(&value)));
            }
            let builtins = globals.py().import("builtins")?;
            if name.to_str().is_ok_and(|name| name == "builtins") {
                return Ok(Some(convert::value(&builtins)));
            }
            Ok(engine::attribute(&builtins, &name)?.map(|value| convert::value(&value)))
        })
    }

    fn set_global(&self, name: &Name, value: Value) -> Result<()> {
        self.with(|globals| {
            let py = globals.py();
            globals.set_item(engine::python_name(py, name), convert::python(py, value)?)
        })
    }

    fn global_names(&self) -> Result<Vec<String>> {
        self.with(|globals| {
            let names: Vec<String> = globals.keys().extract()?;
            Ok(names.into_iter().filter(|name| !name.starts_with("__") && !self.initial.contains(name)).collect())
        })
    }

    fn import(&self, module: &str, base: Option<&Path>) -> Result<ObjectRef> {
        let is_path =
            Path::new(module).extension().is_some_and(|extension| extension == "py") || module.starts_with(['.', '/']);
        self.with(|globals| {
            let (function, what) = if is_path {
                let path = base.map_or_else(|| module.into(), |base| base.join(module));
                ("import_path", path.to_string_lossy().into_owned())
            } else {
                ("import_name", module.to_owned())
            };
            let module = prelude::call(globals.py(), "polytarget.running", function, (what,))?;
            Ok(proxy::unwrap(&module).unwrap_or_else(|| object::handle(&module)))
        })
    }

    fn set_arguments(&self, program: &str, arguments: &[String]) -> Result<()> {
        self.with(|globals| {
            let py = globals.py();
            let argv = PyList::new(py, std::iter::once(program).chain(arguments.iter().map(String::as_str)))?;
            py.import("sys")?.setattr("argv", argv)
        })
    }

    fn assess(&self, input: &str) -> Completeness {
        engine::enter_fully(|py| assist::assess(py, input)).unwrap_or(Completeness::Complete)
    }

    fn complete(&self, input: &str) -> Vec<String> {
        self.with(|globals| assist::complete(globals.py(), input, globals)).unwrap_or_default()
    }

    fn render(&self, value: &Value) -> Result<String> {
        self.with(|globals| Ok(convert::python(globals.py(), value.clone())?.repr()?.to_string_lossy().into_owned()))
    }

    fn stop(&self) {
        self.life.end();
        // After the end of the engine nothing is left to forget, and nobody to ask.
        if engine::epoch() != 0 {
            engine::enter_fully(|py| ended::forget(&self.module.bind(py).dict()));
        }
    }
}
