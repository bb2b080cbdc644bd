//! Setting a host up.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::collect::Collector;
use super::refs::Refs;
use super::runtimes::Runtimes;
use super::{Host, Inner, Port, module};
use crate::object::{Error, Lang, Name, ObjectRef, Result, Value};
use crate::runtime::{self, Outlet, guard, limits};

/// Decides which languages a host has, where they print, and what they are given.
///
/// ```standalone_crate
/// use polytarget::{Args, Host, Lang, Value, function};
///
/// # fn main() -> polytarget::Result<()> {
/// let host = Host::builder()
///     .global("double", function("double", |args: &Args<'_>| {
///         Ok(Value::Int(args.get(0).as_int().unwrap_or(0) * 2))
///     }))
///     .build()?;
/// assert_eq!(host.eval(Lang::Py, "double(21)")?.as_int(), Some(42));
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct Builder {
    langs: Option<Vec<Lang>>,
    outlet: Option<Rc<dyn Outlet>>,
    globals: Vec<(Name, Value)>,
}

thread_local! {
    static HAS_HOST: Cell<bool> = const { Cell::new(false) };
}

/// What a thread has at least, where it cannot be measured, in bytes.
const SMALL_STACK: usize = 1 << 20;

impl Builder {
    /// Allows these languages only. The default is every language that was compiled in.
    #[must_use]
    pub fn langs(mut self, langs: impl IntoIterator<Item = Lang>) -> Self {
        self.langs = Some(langs.into_iter().collect());
        self
    }

    /// Sends what guests print to `outlet` instead of the process's own streams.
    #[must_use]
    pub fn outlet(mut self, outlet: Rc<dyn Outlet>) -> Self {
        self.outlet = Some(outlet);
        self
    }

    /// Gives all languages a global, e.g. a Rust [function](crate::function).
    #[must_use]
    pub fn global(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.globals.push((Name::new(name), value.into()));
        self
    }

    /// Builds the host on this thread, whose stack bounds how deep calls may nest.
    ///
    /// Runtimes start when first used. For a thread with a large stack see [`HostThread`](super::HostThread).
    ///
    /// # Errors
    /// When this thread already has a host.
    pub fn build(self) -> Result<Host> {
        if HAS_HOST.replace(true) {
            return Err(Error::host("HostError", "this thread has a host already; drop it first"));
        }
        guard::install_hook();
        limits::set_stack(stacker::remaining_stack().unwrap_or(SMALL_STACK));
        let outlet_before = self.outlet.map(runtime::set_outlet);
        let refs = ObjectRef::new(Refs::default());
        let runtimes = Runtimes::new(self.langs.as_deref(), self.globals);
        let inner = Rc::new_cyclic(|inner| Inner {
            runtimes,
            module: module::make(inner, refs.clone()),
            refs,
            depth: Cell::new(0),
            running: RefCell::default(),
            importing: RefCell::default(),
            collector: Collector::default(),
            input: RefCell::default(),
            turned: RefCell::default(),
            outlet_before: Cell::new(outlet_before),
        });
        runtime::set_peers(Some(Rc::new(Port(Rc::downgrade(&inner)))));
        Ok(Host(inner))
    }
}

/// Lets this thread have another host.
pub(super) fn leave_thread() {
    HAS_HOST.set(false);
}
