//! The guests: one adapter around each interpreter, all with the same rooms.
//!
//! A [`Runtime`] owns an engine; an [`Instance`] is one running REPL of it, with
//! globals of its own. What a guest needs from above comes through two ports
//! that are declared here and implemented by the host: [`Peers`], to reach the
//! other languages, and [`Outlet`], to print.
//!
//! | Room         | What is in it                                                  |
//! |--------------|----------------------------------------------------------------|
//! | `mod.rs`     | the facade: [`Runtime`] and [`Instance`] of this language      |
//! | `engine.rs`  | the interpreter: the only door to it; start and stop order     |
//! | `eval.rs`    | text to [`Value`]; the cache of compiled code; globals         |
//! | `convert.rs` | scalars both ways, nothing else                                |
//! | `object.rs`  | one of ours as others see it (`impl Object`)                   |
//! | `proxy.rs`   | one of theirs as we see it (a guest type over a handle)        |
//! | `error.rs`   | exception to [`Error`](crate::object::Error) and back          |
//! | `assist.rs`  | whether input is complete; completions                         |
//! | `prelude.rs` | loads what `bindings/` has for this language                   |
//!
//! Invariants:
//!
//! - No guest names another guest. A proxy talks to `dyn Object` only.
//! - Every entry from an engine is [guarded](guard): a panic becomes an error.
//! - Every crossing checks the [stack](limits) and ends in [`release::point`](crate::object::release::point).

use std::path::Path;
use std::rc::Rc;

use crate::object::census::Holding;
use crate::object::{Lang, Name, ObjectRef, Result, Value};

pub mod guard;
pub mod heap;
mod home;
pub mod limits;
mod outlet;
mod peers;
pub mod role;
mod sight;
mod source;

#[cfg(feature = "js")]
pub(crate) mod js;
#[cfg(feature = "lisp")]
pub(crate) mod lisp;
#[cfg(feature = "python")]
pub(crate) mod python;
#[cfg(feature = "rhai")]
pub(crate) mod rhai;

pub use heap::{Judge, Surveyed};
pub use home::data_home;
pub use outlet::{Outlet, Stream, outlet, set_outlet};
pub use peers::{Peers, cycle, peers, set_peers};
pub use sight::Sights;
pub use source::{Kind, Source, remember_source, remembered_source, source_line};

/// One interpreter and all that is needed to run it.
pub trait Runtime {
    /// Returns the language that this runtime runs.
    fn lang(&self) -> Lang;

    /// Returns what there is to know about the engine: version, place, environment.
    fn facts(&self) -> Vec<Fact>;

    /// Starts an instance with globals of its own.
    fn start(&self) -> Result<Rc<dyn Instance>>;

    /// Waits for something outside while other threads of the engine may go on.
    fn idle(&self, wait: &mut dyn FnMut()) {
        wait();
    }

    /// Returns what wakes the engine from any thread once [`limits::request_stop`] has been called.
    ///
    /// An engine that polls [`limits::stop_requested`] by itself needs none.
    fn waker(&self) -> Option<Waker> {
        None
    }

    /// Says that an evaluation at the top level has ended, however it did: an interrupt is over.
    fn settle(&self) {}

    /// Returns how many objects of other languages the engine holds.
    fn held(&self) -> usize {
        0
    }

    /// Lets go of objects of other languages that only the engine's own garbage holds, where it would keep them
    /// longer than need be. Returns whether there were any.
    fn tidy(&self) -> bool {
        false
    }

    /// Lists the objects of other languages that the engine holds, as far as it has a table of them.
    fn holdings(&self) -> Vec<Holding> {
        Vec::new()
    }

    /// Returns the runtime as a heap that can be surveyed, where it can.
    fn surveyed(&self) -> Option<&dyn Surveyed> {
        None
    }

    /// Returns the runtime as a heap that judges what others hold of it, where it can.
    fn judge(&self) -> Option<&dyn Judge> {
        None
    }

    /// Lets programs end as they do by themselves: waits for their threads, runs what they registered for the exit.
    fn finish(&self) {}

    /// Lets go of everything and stops the engine. Handles to its objects answer `Gone` from now on.
    fn shut_down(&self);
}

/// What gets an engine's attention, from any thread.
pub type Waker = Box<dyn Fn() + Send>;

/// One running REPL of a language: its globals, its modules, its state.
pub trait Instance {
    /// Returns the language.
    fn lang(&self) -> Lang;

    /// Runs a text and returns its value: the last expression's for a cell, nothing for a script.
    fn eval(&self, source: &Source<'_>) -> Result<Value>;

    /// Reads a global, or what the language offers under that name everywhere (`len`, `Math`).
    fn global(&self, name: &Name) -> Result<Option<Value>>;

    /// Writes a global.
    fn set_global(&self, name: &Name, value: Value) -> Result<()>;

    /// Lists the names of the globals that a user defined.
    fn global_names(&self) -> Result<Vec<String>>;

    /// Loads a module by name or by path, relative to the folder `base`, and returns its namespace.
    fn import(&self, module: &str, base: Option<&Path>) -> Result<ObjectRef>;

    /// Tells the program that it was started as `program` with these arguments, the way its language has them.
    fn set_arguments(&self, program: &str, arguments: &[String]) -> Result<()>;

    /// Returns whether the input is a whole program, as the language itself sees it.
    fn assess(&self, input: &str) -> Completeness;

    /// Returns the names that may stand at the end of `input`.
    fn complete(&self, input: &str) -> Vec<String>;

    /// Prints a value as the language's own REPL does.
    fn render(&self, value: &Value) -> Result<String>;

    /// Returns what two instances have in common only when they have the same globals: a place in memory.
    fn id(&self) -> usize {
        std::ptr::from_ref(self).cast::<()>().addr()
    }

    /// Returns another front of this instance, where it has one of that name: the same globals, read another way.
    fn front(&self, _name: &str) -> Option<Rc<dyn Instance>> {
        None
    }

    /// Returns the namespace that its programs have entered, where they have.
    fn place(&self) -> Option<String> {
        None
    }

    /// Lists the namespaces that its programs have opened, where the language has such.
    fn spaces(&self) -> Vec<String> {
        Vec::new()
    }

    /// Returns what is in a namespace under a path of names, or the namespace under none, without running any code.
    fn owned(&self, _space: &str, _path: &[&str]) -> Option<Value> {
        None
    }

    /// Forgets the globals. The instance, and handles to objects it made, answer `Gone` from now on.
    fn stop(&self);
}

/// Whether some input can be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// It can be run as it is.
    Complete,
    /// More lines must come.
    Incomplete,
    /// No more lines can mend it.
    Invalid,
}

/// One thing to know about an engine, e.g. its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is, e.g. `version`.
    pub name: &'static str,
    /// What it is like here.
    pub value: String,
    /// What is wrong with that and what to do, where something is.
    pub advice: Option<String>,
}

impl Fact {
    /// Returns a fact that needs no advice.
    pub fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into(), advice: None }
    }
}
