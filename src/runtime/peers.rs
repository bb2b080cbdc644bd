//! How a guest reaches the other languages.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use crate::object::{Error, Fault, Lang, ObjectRef, Result, Value};

/// The port through which a guest asks for what is not its own.
pub trait Peers {
    /// Evaluates code in the main instance of a target, which is started when first used.
    fn eval(&self, target: &str, code: &str) -> Result<Value>;

    /// Loads a module of another language, e.g. `py:numpy` or `js:./lib.mjs`, relative to the folder `base`.
    fn import(&self, specifier: &str, base: Option<&Path>) -> Result<ObjectRef>;

    /// Returns the modules that are being imported in this way, as they were asked for, the outermost first.
    fn importing(&self) -> Vec<String>;

    /// Makes the prompt that of another target, once what is being evaluated has ended.
    fn turn_to(&self, target: &str) -> Result<()>;

    /// Returns the object `polytarget` that every guest sees: `eval`, `refs`, `targets`, `py`, `js`, …
    fn module(&self) -> ObjectRef;
}

thread_local! {
    static PEERS: RefCell<Option<Rc<dyn Peers>>> = const { RefCell::new(None) };
}

/// Returns the port of this thread's host.
pub fn peers() -> Result<Rc<dyn Peers>> {
    let here = PEERS.with_borrow(Clone::clone);
    here.ok_or_else(|| Error::new(Lang::Rust, Fault::Bug("no host on this thread".to_owned())))
}

/// Puts a host behind the port, or none.
pub fn set_peers(peers: Option<Rc<dyn Peers>>) {
    drop(PEERS.replace(peers));
}

/// Says how a module comes to import itself, given the imports of other languages' modules in between.
pub fn cycle(module: &str, between: &[String]) -> String {
    if between.is_empty() {
        return "it imports itself".to_owned();
    }
    let links: Vec<&str> = [module].into_iter().chain(between.iter().map(String::as_str)).collect();
    format!("it imports itself: {}", links.join(" -> "))
}
