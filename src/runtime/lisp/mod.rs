//! Lisp: Scheme on the engine Steel, with the names of the host.
//!
//! Each [`Instance`] is an engine of its own. What leaves it is a handle to the
//! value where it is; what comes in is a proxy.
//!
//! | You want to                                 | Read                                        |
//! |---------------------------------------------|---------------------------------------------|
//! | know how Lisp is called, also from inside   | `engine/`                                   |
//! | know what is done to a text before Steel    | `eval.rs`, `definition.rs`, `rewrite.rs`    |
//! | know what names mean, what code is kept    | `session.rs`                                |
//! | know what becomes of `o.x` and `(.m o)`     | `dotted.rs`, `rewrite.rs`                   |
//! | add a procedure                             | `procedures/`, or `bindings/lisp/*.scm`     |
//! | know what an error goes through             | `error.rs`, `condition.rs`, `trace.rs`      |
//! | know how long a dead box holds its content  | `tidy.rs`                                   |
//!
//! Invariants:
//!
//! - A value of one engine never enters another: there it is a proxy.
//! - No Steel error passes through a nested call: it is caught there and carried on by us.

mod assist;
mod callable;
mod condition;
mod control;
mod convert;
mod data;
mod definition;
mod dialect;
mod dotted;
mod engine;
mod equality;
mod error;
mod eval;
mod globals;
mod iteration;
mod module;
mod native_copy;
mod number;
mod object;
mod prelude;
mod print;
mod procedures;
mod proxy;
mod reader;
mod rewrite;
mod session;
mod sources;
mod table;
mod tidy;
mod trace;
mod wording;

use std::cell::RefCell;
use std::path::Path;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use parking_lot::Mutex;
use steel::steel_vm::ThreadStateController;

use self::engine::Engine;
use crate::object::{Form, Lang, Name, ObjectRef, Result, Value, release};
use crate::runtime::guard::guarded;
use crate::runtime::{Completeness, Fact, Instance, Runtime, Source, limits};

/// Starts the runtime. Its engines are started with their instances.
#[expect(clippy::unnecessary_wraps, reason = "every runtime has this signature")]
pub(crate) fn open() -> Result<Rc<dyn Runtime>> {
    Ok(Rc::new(Lisp::default()))
}

/// The Lisp runtime: the engines there are.
#[derive(Default)]
struct Lisp {
    engines: RefCell<Vec<Weak<Engine>>>,
    /// What interrupts them, shared with the threads that do.
    controllers: Arc<Mutex<Vec<ThreadStateController>>>,
}

impl Lisp {
    fn running(&self) -> Vec<Rc<Engine>> {
        self.engines.borrow().iter().filter_map(Weak::upgrade).collect()
    }
}

impl Runtime for Lisp {
    fn lang(&self) -> Lang {
        Lang::Lisp
    }

    fn facts(&self) -> Vec<Fact> {
        vec![Fact::new("version", "Scheme on Steel 0.8.3"), Fact::new("engines", self.running().len().to_string())]
    }

    fn start(&self) -> Result<Rc<dyn Instance>> {
        let engine = Engine::start()?;
        prelude::introduce(&engine)?;
        dialect::begin(&engine)?;
        let mut engines = self.engines.borrow_mut();
        engines.retain(|engine| engine.strong_count() > 0);
        engines.push(Rc::downgrade(&engine));
        *self.controllers.lock() = engines.iter().filter_map(Weak::upgrade).map(|engine| engine.controller()).collect();
        Ok(Rc::new(LispInstance { engine, front: Front::Dialect }))
    }

    fn waker(&self) -> Option<Box<dyn Fn() + Send>> {
        let controllers = Arc::clone(&self.controllers);
        Some(Box::new(move || {
            if limits::stop_requested() {
                controllers.lock().iter().for_each(ThreadStateController::interrupt);
            }
        }))
    }

    fn settle(&self) {
        self.running().iter().for_each(|engine| engine.resume());
    }

    fn tidy(&self) -> bool {
        self.running().iter().filter(|engine| tidy::tidy(engine)).count() > 0
    }

    fn shut_down(&self) {
        self.controllers.lock().clear();
        self.running().iter().for_each(|engine| engine.stop());
        release::point();
    }
}

/// One instance: an engine with its globals, and how texts for it are read.
struct LispInstance {
    engine: Rc<Engine>,
    front: Front,
}

/// How a text is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Front {
    /// By the kernel, which makes Scheme of it.
    Dialect,
    /// By Steel, as it is.
    Scheme,
}

/// What plain Scheme is called as a front.
const SCHEME: &str = "scheme";

impl LispInstance {
    fn enter<T>(&self, work: impl FnOnce(&Rc<Engine>) -> Result<T>) -> Result<T> {
        let outcome = guarded(Lang::Lisp, || {
            self.engine.check_alive()?;
            work(&self.engine)
        });
        release::point();
        outcome
    }
}

impl Instance for LispInstance {
    fn lang(&self) -> Lang {
        Lang::Lisp
    }

    fn eval(&self, source: &Source<'_>) -> Result<Value> {
        self.enter(|engine| match self.front {
            Front::Dialect => dialect::eval(engine, source),
            Front::Scheme => eval::eval(engine, source),
        })
    }

    fn global(&self, name: &Name) -> Result<Option<Value>> {
        self.enter(|engine| {
            let name = name.text().to_lossy();
            match globals::read(engine, &name)? {
                None => Ok(dialect::owned(engine, &name, &[])),
                found => Ok(found),
            }
        })
    }

    fn set_global(&self, name: &Name, value: Value) -> Result<()> {
        self.enter(|engine| globals::write(engine, &name.text().to_lossy(), value))
    }

    fn global_names(&self) -> Result<Vec<String>> {
        self.enter(|engine| Ok(engine.session.names()))
    }

    fn import(&self, module: &str, base: Option<&Path>) -> Result<ObjectRef> {
        self.enter(|engine| module::import_file(engine, module, base))
    }

    fn set_arguments(&self, program: &str, arguments: &[String]) -> Result<()> {
        self.enter(|engine| {
            let words = std::iter::once(program.to_owned()).chain(arguments.iter().cloned()).collect();
            engine.session.arguments.replace(words);
            Ok(())
        })
    }

    fn assess(&self, input: &str) -> Completeness {
        match self.front {
            Front::Dialect => dialect::assess(input),
            Front::Scheme => assist::assess(input),
        }
    }

    fn complete(&self, input: &str) -> Vec<String> {
        assist::complete(
            &self.engine,
            input,
            match self.front {
                Front::Dialect => dialect::names,
                Front::Scheme => |_| Vec::new(),
            },
        )
    }

    fn render(&self, value: &Value) -> Result<String> {
        if value.is_nothing() {
            return Ok(String::new());
        }
        self.enter(|engine| Ok(print::print(&convert::to_lisp(engine, value.clone())?, Form::Literal)))
    }

    fn id(&self) -> usize {
        Rc::as_ptr(&self.engine).addr()
    }

    fn front(&self, name: &str) -> Option<Rc<dyn Instance>> {
        (name == SCHEME)
            .then(|| Rc::new(Self { engine: Rc::clone(&self.engine), front: Front::Scheme }) as Rc<dyn Instance>)
    }

    fn place(&self) -> Option<String> {
        dialect::place(&self.engine).filter(|_| self.front == Front::Dialect)
    }

    fn spaces(&self) -> Vec<String> {
        dialect::spaces(&self.engine)
    }

    fn owned(&self, space: &str, path: &[&str]) -> Option<Value> {
        dialect::owned(&self.engine, space, path)
    }

    fn stop(&self) {
        self.engine.stop();
        release::point();
    }
}
