//! The interpreter: one QuickJS runtime per host thread, and the only door to it.
//!
//! Everything goes through the raw API. The safe layer of `rquickjs` guards its
//! runtime with a `RefCell`, which a call that comes back in would find taken.
//!
//! | File         | What is in it                                                |
//! |--------------|--------------------------------------------------------------|
//! | `engine.rs`  | the runtime: start, limits, nesting, shut-down               |
//! | `realm.rs`   | one context, and what Rust keeps for it                      |
//! | `parts.rs`   | what the border needs of a realm: prototypes, keys           |
//! | `make.rs`    | making values in a realm                                     |
//! | `local.rs`   | an owned JavaScript value: its kind, its scalar, its text    |
//! | `property.rs`, `call.rs` | what can be done with one                        |
//! | `outcome.rs` | what came of that, before it is looked at                    |
//! | `text.rs`    | strings in the form in which QuickJS stores them             |
//! | `layout.rs`  | how those lie in memory, as far as that was found out        |
//! | `buffer.rs`  | memory that is lent, either way                              |
//! | `names.rs`   | atoms for [`Name`](crate::object::Name)s and back            |
//! | `handles.rs` | the JavaScript objects that others hold                      |
//! | `jobs.rs`    | promises: pending jobs, rejections that nobody handled       |
//! | `program.rs` | compiling, running, loading modules                          |
//! | `loads.rs`   | the modules that are being loaded, and cycles among them     |
//! | `court.rs`   | collecting cycles that go round through another heap         |
//! | `trial.rs`, `rehearsal.rs`, `tombstone.rs` | how that is done               |
//!
//! Invariants:
//!
//! - The runtime is entered on its own thread only, and its stack base is set once.
//! - A [`Realm`] outlives its context: it is dropped when the engine is.
//! - The runtime is freed only when nothing is left in it; otherwise it is leaked,
//!   because QuickJS aborts the process where an object outlives its runtime.

mod buffer;
mod call;
mod court;
mod handles;
mod jobs;
mod layout;
mod loads;
mod local;
mod make;
mod names;
mod outcome;
mod parts;
mod program;
mod property;
mod realm;
mod rehearsal;
mod text;
mod tombstone;
mod trial;

use std::cell::{Cell, OnceCell, RefCell};
use std::ffi::{c_int, c_void};
use std::ptr::NonNull;
use std::rc::Rc;

use rquickjs::qjs;
use rustc_hash::FxHashSet;

use crate::object::{Error, Fault, Lang, Result, set_slot_release};
use crate::runtime::limits;

pub(super) use call::Few;
pub(super) use handles::{Handle, Handles};
pub(super) use jobs::{Settled, settle};
pub(super) use loads::Stage;
pub(super) use local::{Local, as_local};
pub(super) use names::{Atom, OwnedAtom};
pub(super) use outcome::Outcome;
pub(super) use parts::{ERROR_CLASSES, Keys, Parts, Shape};
pub(super) use program::{CodeCache, Flavour, compile, load, module_namespace, never_settles, run, run_main};
pub(super) use property::PropertyKind;
pub(super) use realm::Realm;
pub(super) use trial::{Tell, mark};

use super::proxy::Classes;
use buffer::Leases;
use court::Court;
use jobs::Rejections;
use layout::Strings;
use loads::Loads;
use names::Names;

/// One QuickJS runtime with what belongs to all its contexts.
pub(super) struct Engine {
    rt: NonNull<qjs::JSRuntime>,
    /// The classes of proxies and carriers, registered once per runtime.
    pub(super) classes: Classes,
    pub(super) names: Names,
    pub(super) handles: Handles,
    leases: Leases,
    strings: Strings,
    pub(super) rejections: Rejections,
    pub(super) loads: Loads,
    /// The objects that carry a foreign error.
    pub(super) carriers: RefCell<FxHashSet<*mut c_void>>,
    court: Court,
    realms: RefCell<Vec<Rc<Realm>>>,
    /// Found out or made in the first context, and the same in all.
    carrier_key: OnceCell<Atom>,
    error_class: OnceCell<qjs::JSClassID>,
    /// How many calls from outside are under way.
    depth: Cell<u32>,
    /// How often JavaScript has come to rest, i.e. called out or come to an end.
    rests: Rc<Cell<u64>>,
    /// How much of the thread's stack JavaScript may use, in bytes.
    stack: usize,
    closed: Cell<bool>,
}

/// A size of the stack with which nothing can be called. QuickJS subtracts it from an address, and the difference
/// is beyond all others: with a size of 1 a caller further up than the place where the engine began has room.
const NO_STACK: usize = 1 << (usize::BITS - 1);

thread_local! {
    /// The engine of this thread, for callbacks that are given no context.
    static CURRENT: RefCell<Option<Rc<Engine>>> = const { RefCell::new(None) };
    static GENERATIONS: Cell<u32> = const { Cell::new(1) };
}

impl Engine {
    /// Starts the runtime of this thread.
    pub(super) fn start() -> Result<Rc<Self>> {
        // SAFETY: no precondition; null means that there is no memory.
        let rt = NonNull::new(unsafe { qjs::JS_NewRuntime() }).ok_or_else(|| {
            let reason = "there is no memory for it".to_owned();
            Error::new(Lang::Js, Fault::NoRuntime { lang: Lang::Js, reason })
        })?;
        // Half of the stack for runaway recursion within JavaScript: what is touched stays committed.
        let left = limits::stack_left();
        let allowed = left.saturating_sub(limits::stack_size() / 2).max(left / 2);
        // SAFETY: `rt` was just made on this thread. The handlers are `extern "C"` functions of this program
        // and need no data of their own; `set_max_stack_size` takes any size.
        unsafe {
            qjs::JS_UpdateStackTop(rt.as_ptr());
            qjs::JS_SetMaxStackSize(rt.as_ptr(), allowed as qjs::size_t);
            qjs::JS_SetInterruptHandler(rt.as_ptr(), Some(interrupt), std::ptr::null_mut());
        }
        let generation = GENERATIONS.get();
        GENERATIONS.set(generation + 1);
        let engine = Rc::new(Self {
            rt,
            classes: Classes::register(rt),
            names: Names::new(generation),
            handles: Handles::default(),
            leases: Leases::default(),
            strings: Strings::default(),
            rejections: Rejections::default(),
            loads: Loads::default(),
            carriers: RefCell::default(),
            court: Court::new(rt),
            realms: RefCell::default(),
            carrier_key: OnceCell::new(),
            error_class: OnceCell::new(),
            depth: Cell::new(0),
            rests: Rc::default(),
            stack: allowed,
            closed: Cell::new(false),
        });
        jobs::track_rejections(rt);
        program::set_module_loader(rt);
        set_slot_release(Lang::Js, Some(release_slot));
        drop(CURRENT.replace(Some(Rc::clone(&engine))));
        Ok(engine)
    }

    /// Makes a context with globals of its own.
    pub(super) fn new_realm(self: &Rc<Self>) -> Result<Rc<Realm>> {
        let realm = Realm::new(self)?;
        self.realms.borrow_mut().push(Rc::clone(&realm));
        Ok(realm)
    }

    /// Returns the contexts that have not been stopped.
    pub(super) fn live_realms(&self) -> Vec<Rc<Realm>> {
        self.realms.borrow().iter().filter(|realm| !realm.is_stopped()).cloned().collect()
    }

    /// Returns the runtime. It lives as long as [`Engine::is_closed`] is false.
    pub(super) fn rt(&self) -> *mut qjs::JSRuntime {
        self.rt.as_ptr()
    }

    #[inline]
    pub(super) fn is_closed(&self) -> bool {
        self.closed.get()
    }

    /// Returns how many calls from outside are under way, one within the other.
    pub(super) fn depth(&self) -> usize {
        self.depth.get() as usize
    }

    /// Returns whether no call from outside is under way.
    #[inline]
    pub(super) fn is_idle(&self) -> bool {
        self.depth.get() == 0
    }

    /// Returns how often JavaScript has come to rest: where this is the same as before, none has run in between.
    #[inline]
    pub(super) fn rests(&self) -> &Rc<Cell<u64>> {
        &self.rests
    }

    /// Notes that JavaScript has called out or come to an end.
    #[inline]
    fn rest(&self) {
        self.rests.set(self.rests.get() + 1);
    }

    /// Begins a call from outside; it ends when the guard is dropped.
    #[inline]
    pub(super) fn enter(&self) -> Result<Entered<'_>> {
        limits::check_stack(Lang::Js)?;
        self.depth.set(self.depth.get() + 1);
        Ok(Entered(self))
    }

    /// Returns the key under which error objects carry what they stand for.
    fn carrier_key(&self, realm: &Realm) -> Atom {
        *self.carrier_key.get_or_init(|| realm.new_symbol())
    }

    /// Returns the class of error objects, which has no public name.
    fn error_class(&self, realm: &Realm) -> qjs::JSClassID {
        *self.error_class.get_or_init(|| realm.new_stack().class_id())
    }

    /// Returns the version of QuickJS.
    pub(super) fn version() -> String {
        // SAFETY: returns a pointer to a string constant.
        let version = unsafe { std::ffi::CStr::from_ptr(qjs::JS_GetVersion()) };
        version.to_string_lossy().into_owned()
    }

    /// Says how much of the thread's stack JavaScript may use, in bytes.
    fn set_stack(&self, size: usize) {
        // SAFETY: the runtime is open, and any size is allowed.
        unsafe { qjs::JS_SetMaxStackSize(self.rt(), size as qjs::size_t) };
    }

    /// Does `work` in which nothing can be called: what would call code of a program throws.
    pub(super) fn without_calls(&self, work: impl FnOnce()) {
        self.set_stack(NO_STACK);
        work();
        self.set_stack(self.stack);
    }

    /// Collects cycles of JavaScript objects.
    pub(super) fn collect(&self) {
        if !self.is_closed() {
            // SAFETY: the runtime is open, and this is its thread. Finalizers of ours only queue.
            unsafe { qjs::JS_RunGC(self.rt()) };
        }
    }

    /// Lets go of everything. The engine is not used any more, whoever still holds handles.
    pub(super) fn shut_down(&self) {
        if self.is_closed() || !self.is_idle() {
            return;
        }
        self.rejections.report(self, true);
        set_slot_release(Lang::Js, None);
        let realms = self.realms.take();
        for realm in &realms {
            realm.stop();
        }
        self.rejections.clear(self);
        self.court.close(self);
        self.handles.release_all(self);
        self.names.clear(self);
        for realm in &realms {
            realm.dispose();
        }
        self.collect();
        self.closed.set(true);
        drop(CURRENT.take());
        if self.is_empty() && self.strings.none_lent() {
            // SAFETY: contexts, handles, atoms, strings and jobs are gone, and no object is left: `is_empty` has counted.
            unsafe { qjs::JS_FreeRuntime(self.rt()) };
        } else {
            // Finalizers of what is leaked may still find their realm.
            std::mem::forget(realms);
        }
    }

    /// Disposes of contexts that were stopped while they ran, and of those that nobody outside can reach any more.
    pub(super) fn sweep(&self) {
        if !self.is_idle() {
            return;
        }
        // An instance, and every handle to an object that it made, has a count of its context; one is the list's own.
        let is_over = |realm: &&Rc<Realm>| realm.is_stopped() || Rc::strong_count(realm) == 1;
        let over: Vec<Rc<Realm>> = self.realms.borrow().iter().filter(is_over).cloned().collect();
        for realm in &over {
            realm.stop();
            realm.dispose();
        }
    }

    fn is_empty(&self) -> bool {
        let mut usage = std::mem::MaybeUninit::<qjs::JSMemoryUsage>::zeroed();
        // SAFETY: the runtime is still allocated, and `usage` is a valid place of plain integers to fill.
        let usage = unsafe {
            qjs::JS_ComputeMemoryUsage(self.rt(), usage.as_mut_ptr());
            usage.assume_init()
        };
        usage.obj_count == 0 && usage.js_func_count == 0 && usage.shape_count == 0
    }
}

/// A call from outside that is under way.
pub(super) struct Entered<'e>(&'e Engine);

impl Entered<'_> {
    /// Ends the call; the outermost one lets promises go on.
    #[inline]
    pub(super) fn leave(self) {
        let engine = self.0;
        drop(self);
        if engine.is_idle() && jobs::are_pending(engine) {
            jobs::drain(engine);
        }
    }
}

impl Drop for Entered<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.depth.set(self.0.depth.get() - 1);
        self.0.rest();
    }
}

/// Asked by QuickJS every ten thousand operations or so.
unsafe extern "C" fn interrupt(_rt: *mut qjs::JSRuntime, _opaque: *mut c_void) -> c_int {
    limits::give_way();
    c_int::from(limits::stop_requested())
}

/// Takes an atom back that a forgotten name held.
fn release_slot(form: usize) {
    if let Some(engine) = current() {
        engine.names.release_slot(&engine, form);
    }
}

/// Returns the engine of this thread, if it runs.
pub(super) fn current() -> Option<Rc<Engine>> {
    // At thread exit the place may be gone already.
    CURRENT.try_with(|engine| engine.borrow().clone()).ok().flatten()
}
