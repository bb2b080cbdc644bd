//! Where JavaScript judges what other languages hold of it: trials and rehearsals.

use std::cell::Cell;
use std::ptr::NonNull;
use std::rc::Rc;

use rquickjs::qjs::{self, JSValue};

use super::rehearsal::{Rehearsal, Tokens};
use super::trial::{Duty, SENTINEL, Trial, new_sentinel};
use super::{Engine, Realm, tombstone};
use crate::object::{Graph, Lang};
use crate::runtime::js::object::JsObject;
use crate::runtime::js::proxy;

/// What trials need, made when the first is held.
pub(super) struct Court {
    pub(super) sentinel_class: qjs::JSClassID,
    tombstone_class: qjs::JSClassID,
    guard: Cell<Option<JSValue>>,
    tombstone: Cell<Option<JSValue>>,
    tokens: Cell<Option<Tokens>>,
}

impl Court {
    /// Registers the classes with a fresh runtime.
    pub(super) fn new(rt: NonNull<qjs::JSRuntime>) -> Self {
        Self {
            sentinel_class: proxy::new_class(rt, &SENTINEL),
            tombstone_class: tombstone::register(rt),
            guard: Cell::default(),
            tombstone: Cell::default(),
            tokens: Cell::default(),
        }
    }

    /// Makes what every trial needs; `None` when there is no memory.
    fn open(&self, realm: &Realm) -> Option<()> {
        if self.guard.get().is_none() {
            self.guard.set(Some(new_sentinel(realm, Duty::Guard)?));
        }
        if self.tombstone.get().is_none() {
            self.tombstone.set(Some(tombstone::new(realm, self.tombstone_class)?));
        }
        Some(())
    }

    /// Returns what stands for an object that has died, with a count.
    pub(super) fn tombstone(&self) -> JSValue {
        let Some(tombstone) = self.tombstone.get() else { return qjs::JS_UNDEFINED };
        // SAFETY: it is alive by our count. No context is needed to take another one.
        unsafe { qjs::JS_DupValueRT(std::ptr::null_mut(), tombstone) }
    }

    /// Returns the tokens of rehearsals; `None` when they would not work.
    pub(super) fn tokens(&self, realm: &Realm) -> Option<Tokens> {
        if self.tokens.get().is_none() {
            self.tokens.set(Tokens::new(realm));
        }
        self.tokens.get()
    }

    /// Gives everything back. There is no trial after this.
    pub(super) fn close(&self, engine: &Engine) {
        for value in self.guard.take().into_iter().chain(self.tombstone.take()) {
            // SAFETY: the count is ours, and the runtime is open.
            unsafe { qjs::JS_FreeValueRT(engine.rt(), value) };
        }
        if let Some(tokens) = self.tokens.take() {
            tokens.free(engine);
        }
    }
}

impl Engine {
    /// Collects with the help of a survey of another heap; what dies is buried.
    pub(crate) fn judge(&self, lang: Lang, survey: &mut dyn FnMut(&[usize]) -> Graph) -> Graph {
        let Some(realm) = self.any_realm().filter(|realm| self.court.open(realm).is_some()) else {
            return survey(&[]);
        };
        // The witness has the only count of itself. Made last, it is the last in every list, and so the last to die.
        let Some(_) = new_sentinel(&realm, Duty::Witness) else { return survey(&[]) };
        let mut trial = Trial::new(self, lang, survey(&proxy::entries(self, lang)));
        trial.run(self);
        let Trial { mut graph, has_died, .. } = trial;
        for (exit, _) in has_died.into_iter().enumerate().filter(|(_, has_died)| *has_died) {
            graph.bury(exit);
        }
        for object in graph.buried().filter_map(|object| object.downcast::<JsObject>()) {
            object.handle_of().bury();
        }
        graph
    }

    /// Finds out what would die, and lets none of it die. The survey may tell that there is no need.
    pub(crate) fn rehearse(&self, lang: Lang, survey: &mut dyn FnMut(&[usize]) -> Option<Graph>) -> Option<Vec<usize>> {
        let realm = self.any_realm().filter(|realm| self.court.open(realm).is_some())?;
        let rehearsal = Rehearsal::new(self, &realm)?;
        let Some(graph) = survey(&proxy::entries(self, lang)) else {
            rehearsal.end(self);
            return None;
        };
        let mut trial = Trial::new(self, lang, graph);
        trial.rehearsal = Some(rehearsal);
        trial.run(self);
        let rehearsal = trial.rehearsal.take()?;
        debug_assert!(rehearsal.is_over(), "a token stands last when the second pass ends");
        Some(rehearsal.end(self))
    }

    /// Returns a context that can make objects.
    pub(crate) fn any_realm(&self) -> Option<Rc<Realm>> {
        if self.is_closed() {
            return None;
        }
        self.realms.borrow().iter().find(|realm| !realm.is_disposed()).cloned()
    }

    /// Returns how many proxies live, in all contexts.
    pub(crate) fn proxy_count(&self) -> usize {
        self.realms.borrow().iter().map(|realm| realm.proxy_count()).sum()
    }

    /// Shows every context, those that were stopped too.
    pub(crate) fn each_realm(&self, mut show: impl FnMut(&Realm)) {
        let realms = self.realms.borrow().clone();
        for realm in &realms {
            show(realm);
        }
    }
}
