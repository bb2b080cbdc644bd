//! The runtimes of a host and the main instance of each.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use parking_lot::Mutex;

use super::history::History;
use super::interface;
use super::mains::{Main, Mains};
use super::spawn::Started;
use super::targets::{Kind, TABLE, Target};
use crate::object::{Error, Fault, Lang, Name, Result, Value};
use crate::runtime::{self, Instance, Runtime, Waker};

/// What wakes the engines that run, shared with the threads that stop evaluations.
pub(super) type Wakers = Arc<Mutex<Vec<Waker>>>;

/// A place for every language, filled when it is first used.
pub(super) struct Runtimes {
    slots: [Slot; Lang::ALL.len()],
    /// The main instances that are meant at the time.
    mains: RefCell<Rc<Mains>>,
    globals: RefCell<Vec<(Name, Value)>>,
    wakers: Wakers,
}

#[derive(Default)]
struct Slot {
    allowed: bool,
    runtime: RefCell<Option<Rc<dyn Runtime>>>,
}

/// Starts the engine of a language.
fn open(lang: Lang) -> Result<Rc<dyn Runtime>> {
    match lang {
        #[cfg(feature = "python")]
        Lang::Py => runtime::python::open(),
        #[cfg(feature = "js")]
        Lang::Js => runtime::js::open(),
        #[cfg(feature = "rhai")]
        Lang::Rhai => runtime::rhai::open(),
        #[cfg(feature = "lisp")]
        Lang::Lisp => runtime::lisp::open(),
        _ => {
            let reason = "it was left out when this program was built".to_owned();
            Err(Error::new(lang, Fault::NoRuntime { lang, reason }))
        }
    }
}

/// The languages that were compiled in.
const COMPILED: [bool; Lang::ALL.len()] =
    [cfg!(feature = "python"), cfg!(feature = "js"), cfg!(feature = "rhai"), cfg!(feature = "lisp")];

impl Runtimes {
    pub(super) fn new(langs: Option<&[Lang]>, globals: Vec<(Name, Value)>) -> Self {
        let allowed = |lang: Lang| COMPILED[lang.index()] && langs.is_none_or(|langs| langs.contains(&lang));
        let slots = Lang::ALL.map(|lang| Slot { allowed: allowed(lang), ..Slot::default() });
        Self { slots, mains: RefCell::default(), globals: RefCell::new(globals), wakers: Arc::default() }
    }

    /// Returns the languages that this host has.
    pub(super) fn langs(&self) -> Vec<Lang> {
        Lang::ALL.into_iter().filter(|lang| self.slots[lang.index()].allowed).collect()
    }

    /// Returns whether this host has a language.
    pub(super) fn has(&self, lang: Lang) -> bool {
        self.slots[lang.index()].allowed
    }

    /// Returns a language's runtime, its engine started.
    pub(super) fn runtime(&self, lang: Lang) -> Result<Rc<dyn Runtime>> {
        let slot = self.slot(lang)?;
        let running = slot.runtime.borrow().clone();
        if let Some(runtime) = running {
            return Ok(runtime);
        }
        let runtime = open(lang)?;
        self.wakers.lock().extend(runtime.waker());
        Ok(slot.runtime.borrow_mut().get_or_insert(runtime).clone())
    }

    /// Returns the main instances, for what may run code: that may exchange them.
    fn mains(&self) -> Rc<Mains> {
        Rc::clone(&self.mains.borrow())
    }

    /// Puts others in the place of the main instances, and returns those before.
    pub(super) fn exchange(&self, mains: Rc<Mains>) -> Rc<Mains> {
        self.mains.replace(mains)
    }

    /// Returns a target's main instance, started if it never was.
    pub(super) fn main(&self, target: &Target) -> Result<Rc<dyn Instance>> {
        if let Some(chosen) = self.chosen(target) {
            return chosen.instance();
        }
        let main = self.mains.borrow().place(target).borrow().clone();
        match main {
            Main::Running(instance) => Ok(target.see(instance)),
            Main::Stopped => Err(Error::new(target.lang, Fault::Gone(target.lang))),
            Main::NeverStarted => {
                let instance = self.start(target.behind())?;
                self.mains().place(target).replace(Main::Running(instance.clone()));
                Ok(target.see(instance))
            }
        }
    }

    /// Returns what the kernel's programs have put in the place of a target's main instance.
    ///
    /// The kernel itself is not to be replaced so: it is what decides.
    fn chosen(&self, target: &Target) -> Option<Rc<Started>> {
        if target.lang == Lang::Lisp {
            return None;
        }
        let kernel = self.running_main(Target::of(Lang::Lisp))?;
        interface::chosen(&*kernel, target)
    }

    /// Returns what the evaluations of a target's main instance came to.
    pub(super) fn history(&self, target: &Target) -> Rc<History> {
        Rc::clone(self.mains.borrow().history(target))
    }

    /// Returns whether a target's main instance runs, or can be started.
    pub(super) fn can_run(&self, target: &Target) -> bool {
        !matches!(&*self.mains.borrow().place(target).borrow(), Main::Stopped)
    }

    /// Returns a target's main instance if it runs.
    pub(super) fn running_main(&self, target: &Target) -> Option<Rc<dyn Instance>> {
        if let Some(chosen) = self.chosen(target) {
            return chosen.instance().ok();
        }
        match &*self.mains.borrow().place(target).borrow() {
            Main::Running(instance) => Some(instance.clone()),
            Main::NeverStarted | Main::Stopped => None,
        }
    }

    /// Starts a further instance and gives it what the program registered.
    pub(super) fn start(&self, target: &Target) -> Result<Rc<dyn Instance>> {
        let start = || self.runtime(target.lang)?.start();
        let instance = match target.kind {
            Kind::Guest(guest) => guest.start(start)?,
            Kind::Language | Kind::Front { .. } => target.see(start()?),
        };
        let globals = self.globals.borrow().clone();
        for (name, value) in globals {
            instance.set_global(&name, value)?;
        }
        Ok(instance)
    }

    /// Stops a target's main instance.
    pub(super) fn stop(&self, target: &Target) {
        if let Some(chosen) = self.chosen(target) {
            chosen.stop();
            return;
        }
        self.end(target, Main::Stopped);
    }

    /// Stops a target's own main instance; who asks for it next has a new one.
    pub(super) fn forget(&self, target: &Target) {
        self.end(target, Main::NeverStarted);
    }

    /// Lets go of a target's own main instance, which ends with the last of what it made.
    pub(super) fn release(&self, target: &Target) {
        self.history(target).clear();
        let before = self.mains().place(target).replace(Main::NeverStarted);
        drop(before);
    }

    fn end(&self, target: &Target, after: Main) {
        self.history(target).clear();
        if let Main::Running(instance) = self.mains().place(target).replace(after) {
            instance.stop();
        }
    }

    /// Replaces a target's main instance by a new one.
    pub(super) fn restart(&self, target: &Target) -> Result<()> {
        let fresh = self.start(target.behind())?;
        if let Some(chosen) = self.chosen(target) {
            chosen.renew(fresh);
            return Ok(());
        }
        self.history(target).clear();
        if let Main::Running(before) = self.mains().place(target).replace(Main::Running(fresh)) {
            before.stop();
        }
        Ok(())
    }

    /// Gives every main instance a global, and keeps it for those to come.
    pub(super) fn register(&self, name: Name, value: Value) -> Result<()> {
        for target in &TABLE {
            if let Some(instance) = self.running_main(target).filter(|_| target.behind() == target) {
                instance.set_global(&name, value.clone())?;
            }
        }
        self.globals.borrow_mut().push((name, value));
        Ok(())
    }

    /// Returns what wakes the engines that run, now and later.
    pub(super) fn shared_wakers(&self) -> Wakers {
        Arc::clone(&self.wakers)
    }

    /// Ends an interrupt in every engine. The request must have been taken before.
    pub(super) fn settle(&self) {
        // Who is waking the engines at this moment holds the lock, and none begins without a request.
        drop(self.wakers.lock());
        self.running().iter().for_each(|runtime| runtime.settle());
    }

    /// Waits while the engines' own threads go on.
    pub(super) fn idle<T>(&self, wait: impl FnOnce() -> T) -> T {
        let mut wait = Some(wait);
        let mut outcome = None;
        nest(&self.running(), &mut || {
            if let Some(wait) = wait.take() {
                outcome = Some(wait());
            }
        });
        outcome.expect("every runtime's `idle` calls what it is given")
    }

    /// Stops everything: instances first, engines last.
    pub(super) fn shut_down(&self) {
        // While the programs still have their globals.
        self.running().iter().for_each(|runtime| runtime.finish());
        self.mains().stop();
        drop(self.globals.take());
        self.wakers.lock().clear();
        for runtime in self.slots.iter().rev().filter_map(|slot| slot.runtime.take()) {
            runtime.shut_down();
        }
    }

    /// Returns the runtimes that have started.
    pub(super) fn running(&self) -> Vec<Rc<dyn Runtime>> {
        self.slots.iter().filter_map(|slot| slot.runtime.borrow().clone()).collect()
    }

    /// Returns how many objects of other languages all engines hold.
    pub(super) fn held(&self) -> usize {
        self.slots.iter().map(|slot| slot.runtime.borrow().as_ref().map_or(0, |runtime| runtime.held())).sum()
    }

    fn slot(&self, lang: Lang) -> Result<&Slot> {
        let slot = self.slots.get(lang.index()).filter(|slot| slot.allowed);
        slot.ok_or_else(|| {
            let reason = "this host was built without it".to_owned();
            Error::new(lang, Fault::NoRuntime { lang, reason })
        })
    }
}

/// Puts the wait into the first runtime's `idle`, that into the second's, and so on.
fn nest(runtimes: &[Rc<dyn Runtime>], wait: &mut dyn FnMut()) {
    match runtimes.split_first() {
        Some((first, rest)) => first.idle(&mut || nest(rest, wait)),
        None => wait(),
    }
}
