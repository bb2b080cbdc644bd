//! Rhai: the adapter around one engine for each instance.
//!
//! Rhai has values where the others have objects: an array or a map is copied
//! when it is assigned or passed. What leaves Rhai is therefore first moved into
//! a *cell*, a place that is shared between the script and the handle; the
//! variable that held it goes on to use that very cell. What comes home is a
//! [`Live`](live::Live) reference to the cell, which acts like the array or map in it.
//!
//! | You want to                                  | Read                         |
//! |----------------------------------------------|------------------------------|
//! | know what an instance is made of             | `engine.rs`                  |
//! | know how a text is run, and runs in between  | `eval.rs`, `globals.rs`      |
//! | know how functions outlive their text        | `library.rs`                 |
//! | see a foreign object as scripts do           | `proxy.rs`, `callable.rs`    |
//! | see an array as the other languages do       | `object.rs`, `container.rs`  |
//! | know what `live x` means                     | `live.rs`                    |
//! | know what `import "py:math" as math` does    | `modules.rs`                 |
//!
//! Invariants:
//!
//! - No lock of a cell is held while a message is sent to a foreign object.
//! - An evaluation has a scope of its own; what it defines is published after each
//!   statement, so that evaluations nested in it see one set of globals.

mod arithmetic;
mod assist;
mod big;
mod callable;
mod container;
mod convert;
mod dispatch;
mod engine;
mod equality;
mod error;
mod eval;
mod function;
mod globals;
mod instance;
mod iterate;
mod library;
mod live;
mod loops;
mod modules;
mod namespace;
mod native;
mod object;
mod prelude;
mod program;
mod proxy;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use crate::object::{Lang, Result};
use crate::runtime::{Fact, Instance, Runtime};

use engine::State;
use instance::RhaiInstance;

/// Starts the runtime. An engine is made for each instance.
///
/// # Errors
/// None today; the other runtimes have some.
#[expect(clippy::unnecessary_wraps, reason = "every runtime opens in the same way")]
pub(crate) fn open() -> Result<Rc<dyn Runtime>> {
    Ok(Rc::new(Rhai::default()))
}

/// The runtime: the instances that it started.
#[derive(Default)]
struct Rhai {
    instances: RefCell<Vec<Weak<State>>>,
}

/// The version that `Cargo.toml` pins.
const VERSION: &str = "1.27.0";

impl Runtime for Rhai {
    fn lang(&self) -> Lang {
        Lang::Rhai
    }

    fn facts(&self) -> Vec<Fact> {
        vec![Fact::new("version", VERSION), Fact::new("engine", "the rhai crate, compiled in")]
    }

    fn start(&self) -> Result<Rc<dyn Instance>> {
        let state = State::start();
        let mut instances = self.instances.borrow_mut();
        instances.retain(|instance| instance.strong_count() > 0);
        instances.push(Rc::downgrade(&state));
        Ok(Rc::new(RhaiInstance::new(state)))
    }

    fn shut_down(&self) {
        for state in self.instances.take().iter().filter_map(Weak::upgrade) {
            state.stop();
        }
    }
}
