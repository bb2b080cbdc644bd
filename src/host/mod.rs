//! The one object that owns all runtimes.
//!
//! A [`Host`] starts a runtime when it is first used, keeps one main instance
//! of each, and is what stands behind the ports of the layer below: it answers
//! a guest that asks for another language, for the table of shared objects
//! (`refs`), or for what the embedding program registered.
//!
//! | You want to                          | Read                       |
//! |--------------------------------------|----------------------------|
//! | set a host up                        | [`Builder`]                |
//! | know what guests see as `polytarget` | `module.rs`, `peer.rs`     |
//! | know what a target's name means      | `targets.rs`               |
//! | know how further REPLs are started   | `spawn.rs`                 |
//! | know what lives in another's engine  | `guests.rs`                |
//! | use it from other threads            | [`HostThread`]             |
//! | know how an evaluation is stopped    | `interrupt.rs`             |
//! | know how cycles are collected        | `collect.rs`               |
//! | know which handles are alive         | `handles.rs`               |
//! | know what drives a target            | `interface.rs`             |
//! | have main instances of one's own     | [`Apart`]                  |
//! | know what is remembered of it        | `history.rs`, `globals.rs` |
//! | print values within one's own        | `shown.rs`                 |
//!
//! Invariant: no borrow of the host's own state is held while a guest runs.

mod builder;
mod collect;
mod globals;
mod guests;
mod handles;
mod history;
mod interface;
mod interrupt;
mod kept;
mod mains;
mod module;
mod peer;
mod record;
mod refs;
mod runtimes;
mod shown;
mod spawn;
mod targets;
mod thread;

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::{Rc, Weak};

use crate::object::{Error, Fault, Lang, Name, ObjectRef, Result, Value, release};
use crate::runtime::{self, Fact, Instance, Outlet, Peers, Source, limits};

pub use builder::Builder;
pub use collect::Collected;
pub use handles::{Handle, Handles};
pub use interrupt::InterruptWatch;
pub use kept::Kept;
pub use mains::{Apart, Entered};
pub use targets::target_of_extension;
pub use thread::{HostThread, StartError};

use collect::Collector;
use refs::Refs;
use runtimes::Runtimes;
use targets::Target;

/// All languages of a process, behind one door.
///
/// It belongs to the thread that built it. When it is dropped, the runtimes
/// stop in order, and handles that are still held answer
/// [`Fault::Gone`](crate::Fault).
pub struct Host(Rc<Inner>);

struct Inner {
    runtimes: Runtimes,
    refs: ObjectRef,
    module: ObjectRef,
    depth: Cell<usize>,
    /// Where the instances are that evaluate something, the innermost last.
    running: RefCell<Vec<usize>>,
    /// The modules that one language imports from another, the outermost first.
    importing: RefCell<Vec<String>>,
    collector: Collector,
    /// What the Interface that runs innermost was given to evaluate.
    input: RefCell<Option<interface::Input>>,
    /// The target to which a program has turned the prompt.
    turned: RefCell<Option<String>>,
    /// Where guests of this thread printed before this host, to be put back after it.
    outlet_before: Cell<Option<Rc<dyn Outlet>>>,
}

impl Host {
    /// Returns what sets a host up.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Evaluates code in the main instance of a language, which is started when first used.
    ///
    /// # Errors
    /// What the code raises, or why the runtime cannot start.
    pub fn eval(&self, lang: Lang, code: &str) -> Result<Value> {
        self.run(lang, &Source::cell(code))
    }

    /// Runs a named text in the main instance of a language.
    pub fn run(&self, lang: Lang, source: &Source<'_>) -> Result<Value> {
        let instance = self.instance(lang)?;
        self.0.evaluate(&*instance, source)
    }

    /// Runs a named text in any instance of this host.
    pub fn run_in(&self, instance: &dyn Instance, source: &Source<'_>) -> Result<Value> {
        self.0.evaluate(instance, source)
    }

    /// Prints a value as the REPL of a language does. Ctrl-C stops it as it stops an evaluation.
    pub fn render(&self, lang: Lang, value: &Value) -> Result<String> {
        let instance = self.instance(lang)?;
        self.render_in(&*instance, value)
    }

    /// Prints a value as the REPL of an instance does. Ctrl-C stops it as it stops an evaluation.
    pub fn render_in(&self, instance: &dyn Instance, value: &Value) -> Result<String> {
        self.0.attend(|| instance.render(value))
    }

    /// Returns the main instance of a language, started if it never was.
    ///
    /// # Errors
    /// [`Fault::Gone`] when it was stopped and not started again.
    pub fn instance(&self, lang: Lang) -> Result<Rc<dyn Instance>> {
        self.0.runtimes.main(Target::of(lang))
    }

    /// Returns the main instance of what is called so, started if it never was: a language by its name (`py`), or by
    /// that of a program that people start for it elsewhere (`python3`, `node`).
    ///
    /// ```
    /// use polytarget::{Host, Source};
    ///
    /// # fn main() -> polytarget::Result<()> {
    /// let host = Host::builder().build()?;
    /// let js = host.target("node")?;
    /// let value = host.run_in(&*js, &Source::cell("[6, 7].map(x => x * 6)"))?;
    /// assert_eq!(host.render_in(&*js, &value)?, "[ 36, 42 ]");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Fault::NoTarget`] with the names there are, when nothing is called so; why the target cannot start; or
    /// [`Fault::Gone`] when it was stopped and not started again.
    pub fn target(&self, name: &str) -> Result<Rc<dyn Instance>> {
        self.0.target(name)
    }

    /// Returns a target as the kernel's programs drive it, by its Interface; as it is, where there is none, or the
    /// target is the kernel itself. A prompt evaluates so.
    ///
    /// # Errors
    /// As [`Host::target`].
    pub fn driven_target(&self, name: &str) -> Result<Rc<dyn Instance>> {
        match self.0.interface(name) {
            Some(interface) => Ok(Rc::new(interface)),
            None => self.target(name),
        }
    }

    /// Returns the names of the targets that this host has: its own, then those that programs have defined.
    pub fn targets(&self) -> Vec<String> {
        self.0.targets()
    }

    /// Returns the target to which a program has turned the prompt since this was last asked.
    pub fn take_turn(&self) -> Option<String> {
        self.0.turned.take()
    }

    /// Does an evaluation of the kernel's own, and keeps what it came to for those who ask.
    pub fn recorded(&self, evaluate: impl FnOnce() -> Result<Value>) -> Result<Value> {
        self.0.runtimes.history(Target::of(Lang::Lisp)).record(evaluate)
    }

    /// Returns the name of the target that is called so: its own, where `name` is an alias.
    ///
    /// # Errors
    /// [`Fault::NoTarget`] with the names there are, when nothing is called so.
    pub fn find_target(&self, name: &str) -> Result<String> {
        self.0.find_target(name)
    }

    /// Returns the name of a target in prose, e.g. `Python`; empty where there is no such target.
    pub fn target_title(&self, name: &str) -> &'static str {
        self.0.runtimes.find(name).map_or("", Target::title)
    }

    /// Returns the extensions of the files of a target, without their dots.
    pub fn target_extensions(&self, name: &str) -> &'static [&'static str] {
        self.0.runtimes.find(name).map_or(&[], Target::extensions)
    }

    /// Starts a further instance of a target, with globals of its own.
    pub fn start_target(&self, name: &str) -> Result<Rc<dyn Instance>> {
        self.0.runtimes.start(self.0.runtimes.find(name)?)
    }

    /// Starts a further instance of a language, with globals of its own.
    pub fn start(&self, lang: Lang) -> Result<Rc<dyn Instance>> {
        self.0.runtimes.start(Target::of(lang))
    }

    /// Stops the main instance of a language. To evaluate in it is an error until [`Host::restart`].
    pub fn stop(&self, lang: Lang) {
        self.0.runtimes.stop(Target::of(lang));
    }

    /// Replaces the main instance of a target by a new one.
    pub fn restart_target(&self, name: &str) -> Result<()> {
        if let Some(interface) = self.0.interface(name) {
            return interface.restart();
        }
        self.0.runtimes.restart(self.0.runtimes.find(name)?)
    }

    /// Replaces the main instance of a language by a new one.
    pub fn restart(&self, lang: Lang) -> Result<()> {
        self.0.runtimes.restart(Target::of(lang))
    }

    /// Gives all languages a global: every instance, those that run and those to come.
    pub fn register(&self, name: &str, value: impl Into<Value>) -> Result<()> {
        self.0.runtimes.register(Name::new(name), value.into())
    }

    /// Returns the table that all languages share under the name `refs`.
    pub fn refs(&self) -> &ObjectRef {
        &self.0.refs
    }

    /// Returns the languages that this host has.
    pub fn langs(&self) -> Vec<Lang> {
        self.0.runtimes.langs()
    }

    /// Returns what there is to know about a language's engine; starts it if need be.
    pub fn facts(&self, lang: Lang) -> Result<Vec<Fact>> {
        Ok(self.0.runtimes.runtime(lang)?.facts())
    }

    /// Collects objects that only cycles keep alive, also cycles through the heaps of two languages.
    ///
    /// The host does so by itself between evaluations, when the number of live handles has doubled.
    pub fn collect(&self) -> Collected {
        self.0.collector.collect_for(&self.0.runtimes)
    }

    /// Lists the objects that a language other than their own holds. The list keeps none of them alive.
    pub fn handles(&self) -> Handles {
        handles::list(&self.0.runtimes)
    }

    /// Waits for something outside, e.g. for a line that a person types, while Python's threads go on.
    pub fn idle<T>(&self, wait: impl FnOnce() -> T) -> T {
        release::point();
        self.0.runtimes.idle(wait)
    }

    /// Makes Ctrl-C stop what is being evaluated, until the watch is dropped.
    ///
    /// # Errors
    /// When the process cannot have a signal handler.
    pub fn watch_interrupts(&self) -> std::io::Result<InterruptWatch> {
        InterruptWatch::start(&self.0.runtimes)
    }

    /// Returns a handle through which an evaluation is stopped from another thread, as by Ctrl-C.
    pub fn interrupter(&self) -> impl Fn() + Send + use<> {
        interrupt::interrupter(&self.0.runtimes)
    }
}

impl Inner {
    fn evaluate(&self, instance: &dyn Instance, source: &Source<'_>) -> Result<Value> {
        self.running.borrow_mut().push(instance.id());
        let outcome = self.attend(|| instance.eval(source));
        self.running.borrow_mut().pop();
        outcome
    }

    /// Refuses to stop an instance from within: the rest of its program would find its globals gone.
    fn check_idle(&self, instance: &dyn Instance) -> Result<()> {
        if !self.running.borrow().contains(&instance.id()) {
            return Ok(());
        }
        let title = instance.lang().title();
        let message = format!("the {title} instance is running; stop it once its evaluation has ended");
        Err(Error::host("RuntimeError", message))
    }

    /// Runs the work of a guest so that it can be stopped from outside.
    fn attend<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let depth = self.depth.get();
        self.depth.set(depth + 1);
        if depth == 0 {
            limits::set_evaluating(true);
        }
        let outcome = work();
        self.depth.set(depth);
        release::point();
        if depth == 0 {
            limits::set_evaluating(false);
            self.settle();
            self.collector.collect_if_due(&self.runtimes);
        }
        outcome
    }

    /// Ends an interrupt, once nothing runs that could still be stopped by it.
    fn settle(&self) {
        if limits::take_request() {
            self.runtimes.settle();
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // Handles first, engines last.
        if let Some(refs) = self.0.refs.downcast::<Refs>() {
            refs.clear();
        }
        release::point();
        self.0.runtimes.shut_down();
        release::point();
        runtime::set_peers(None);
        if let Some(outlet) = self.0.outlet_before.take() {
            drop(runtime::set_outlet(outlet));
        }
        builder::leave_thread();
    }
}

/// The host as guests reach it.
struct Port(Weak<Inner>);

impl Port {
    fn host(&self) -> Result<Rc<Inner>> {
        self.0.upgrade().ok_or_else(|| Error::new(Lang::Rust, Fault::Gone(Lang::Rust)))
    }
}

impl Peers for Port {
    fn eval(&self, target: &str, code: &str) -> Result<Value> {
        let host = self.host()?;
        let instance = host.target(target)?;
        host.evaluate(&*instance, &Source::cell(code))
    }

    fn import(&self, specifier: &str, base: Option<&Path>) -> Result<ObjectRef> {
        let host = self.host()?;
        let Some((target, module)) = specifier.split_once(':') else {
            let reason = "name the language first, as in `py:math`".to_owned();
            return Err(Error::new(Lang::Rust, Fault::NoModule { module: specifier.to_owned(), reason }));
        };
        let target = host.runtimes.find(target).map_err(|error| {
            let fault = Fault::NoModule { module: specifier.to_owned(), reason: error.message() };
            Error::new(Lang::Rust, fault)
        })?;
        let instance = host.runtimes.main(target)?;
        host.importing.borrow_mut().push(specifier.to_owned());
        let outcome = instance.import(module, base);
        host.importing.borrow_mut().pop();
        outcome
    }

    fn importing(&self) -> Vec<String> {
        self.host().map(|host| host.importing.borrow().clone()).unwrap_or_default()
    }

    fn turn_to(&self, target: &str) -> Result<()> {
        let host = self.host()?;
        let target = host.find_target(target)?;
        host.turned.replace(Some(target));
        Ok(())
    }

    fn module(&self) -> ObjectRef {
        self.host().map_or_else(|_| ObjectRef::new(Refs::default()), |host| host.module.clone())
    }
}
