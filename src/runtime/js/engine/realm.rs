//! One context, and what Rust keeps for it.

use std::cell::{Cell, OnceCell, RefCell};
use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::rc::{Rc, Weak};

use rquickjs::qjs;
use rustc_hash::FxHashMap;

use super::{CodeCache, Engine, Keys, Local, Parts};
use crate::object::census::{self, Birth};
use crate::object::{Error, Fault, Lang, Result};
use crate::runtime::js::error;
use crate::runtime::js::prelude::Part;

/// A context with what Rust knows about it. Callbacks find it behind the context's opaque pointer.
pub(crate) struct Realm {
    ctx: NonNull<qjs::JSContext>,
    engine: Rc<Engine>,
    this: Weak<Self>,
    parts: OnceCell<Parts>,
    /// The proxies that live, by what they stand for: borrowed, and removed by their finalizer.
    proxies: RefCell<FxHashMap<(Lang, usize), Known>>,
    codes: CodeCache,
    /// The files of the prelude that have been read.
    prelude: RefCell<FxHashMap<Part, qjs::JSValue>>,
    /// The modules that were loaded, by their full names. One that failed may be gone again.
    modules: RefCell<FxHashMap<String, *mut qjs::JSModuleDef>>,
    /// The modules that go by another name than that of their file: the main program, and what was loaded anew.
    renamed: RefCell<FxHashMap<String, String>>,
    /// Which names a module imports from one of another language, by both modules' names.
    wanted: RefCell<FxHashMap<String, Vec<String>>>,
    stopped: Cell<bool>,
    disposed: Cell<bool>,
}

/// What stands for a foreign object.
#[derive(Clone, Copy)]
struct Known {
    pointer: *mut c_void,
    birth: Birth,
}

impl Realm {
    pub(super) fn new(engine: &Rc<Engine>) -> Result<Rc<Self>> {
        // SAFETY: the runtime is open, and this is its thread.
        let ctx = NonNull::new(unsafe { qjs::JS_NewContext(engine.rt()) }).ok_or_else(|| {
            let reason = "there is no memory for another instance".to_owned();
            Error::new(Lang::Js, Fault::NoRuntime { lang: Lang::Js, reason })
        })?;
        let realm = Rc::new_cyclic(|this| Self {
            ctx,
            engine: Rc::clone(engine),
            this: this.clone(),
            parts: OnceCell::new(),
            proxies: RefCell::default(),
            codes: CodeCache::default(),
            prelude: RefCell::default(),
            modules: RefCell::default(),
            renamed: RefCell::default(),
            wanted: RefCell::default(),
            stopped: Cell::new(false),
            disposed: Cell::new(false),
        });
        // SAFETY: the context is fresh; the engine keeps the realm for as long as the context can call back.
        unsafe { qjs::JS_SetContextOpaque(ctx.as_ptr(), Rc::as_ptr(&realm).cast_mut().cast()) };
        Ok(realm)
    }

    /// Returns the realm of a context that called back.
    ///
    /// # Safety
    ///
    /// `ctx` must be a context that QuickJS passed to a callback. The result must not outlive the callback.
    #[inline]
    pub(crate) unsafe fn of<'r>(ctx: *mut qjs::JSContext) -> &'r Self {
        // SAFETY: every context is made by `new`, which set the pointer; the engine keeps the realm alive.
        let realm = unsafe { &*qjs::JS_GetContextOpaque(ctx).cast::<Self>() };
        realm.engine.rest();
        realm
    }

    #[inline]
    pub(crate) fn ctx(&self) -> *mut qjs::JSContext {
        self.ctx.as_ptr()
    }

    #[inline]
    pub(crate) fn engine(&self) -> &Rc<Engine> {
        &self.engine
    }

    pub(crate) fn share(&self) -> Rc<Self> {
        self.this.upgrade().expect("a realm that is borrowed is alive")
    }

    /// Refuses where the instance has been stopped.
    #[inline]
    pub(crate) fn check_live(&self) -> Result<()> {
        if self.stopped.get() {
            return Err(Error::new(Lang::Js, Fault::Gone(Lang::Js)));
        }
        Ok(())
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.get()
    }

    pub(super) fn is_disposed(&self) -> bool {
        self.disposed.get()
    }

    pub(crate) fn stop(&self) {
        self.stopped.set(true);
        // What was read ahead of it is not given out any more.
        self.engine.rest();
    }

    /// Gives up the context. It is freed once no function of it is held any more.
    pub(super) fn dispose(&self) {
        if self.disposed.replace(true) {
            return;
        }
        self.codes.clear(self);
        for value in self.prelude.take().into_values() {
            // SAFETY: the table held this count.
            drop(unsafe { self.adopt(value) });
        }
        if let Some(parts) = self.parts.get() {
            for value in parts.prototypes.iter().chain(&parts.error_prototypes).chain([&parts.stack_getter]) {
                // SAFETY: `set_parts` was given these counts, and a disposed realm reads its parts no more.
                unsafe { qjs::JS_FreeValueRT(self.engine.rt(), *value) };
            }
        }
        // SAFETY: this is the count that `JS_NewContext` returned.
        unsafe { qjs::JS_FreeContext(self.ctx()) };
    }

    /// Stores what the prelude has made. To be called once.
    pub(crate) fn set_parts(&self, parts: Parts) {
        let second = self.parts.set(parts).is_err();
        debug_assert!(!second, "a realm's prelude runs once");
    }

    /// Returns what the prelude has made; refuses in a realm that is gone.
    #[inline]
    pub(crate) fn parts(&self) -> Result<&Parts> {
        match self.parts.get() {
            Some(parts) if !self.disposed.get() => Ok(parts),
            _ => Err(Error::new(Lang::Js, Fault::Gone(Lang::Js))),
        }
    }

    /// Returns what reads the stack that QuickJS has of an error object.
    pub(crate) fn stack_getter(&self) -> Result<Local<'_>> {
        let getter = self.parts()?.stack_getter;
        // SAFETY: the realm holds a count until it is disposed of; then there are no parts any more.
        Ok(unsafe { self.adopt(qjs::JS_DupValue(self.ctx(), getter)) })
    }

    /// Returns a file of the prelude if it has been read.
    pub(crate) fn part(&self, part: Part) -> Option<Local<'_>> {
        let value = *self.prelude.borrow().get(&part)?;
        // SAFETY: the realm holds a count until it is disposed of, which empties the table.
        Some(unsafe { self.adopt(qjs::JS_DupValue(self.ctx(), value)) })
    }

    /// Keeps what a file of the prelude has made.
    pub(crate) fn keep_part(&self, part: Part, made: Local<'_>) {
        let before = self.prelude.borrow_mut().insert(part, made.into_raw());
        // SAFETY: the table held the count of what was there before.
        drop(before.map(|before| unsafe { self.adopt(before) }));
    }

    /// Returns the cells that were compiled here.
    pub(crate) fn codes(&self) -> &CodeCache {
        &self.codes
    }

    /// Returns the module that was last loaded under a name.
    pub(crate) fn module(&self, name: &str) -> Option<*mut qjs::JSModuleDef> {
        self.modules.borrow().get(name).copied()
    }

    /// Remembers a module that was loaded.
    pub(super) fn set_module(&self, name: &str, module: *mut qjs::JSModuleDef) {
        self.modules.borrow_mut().insert(name.to_owned(), module);
    }

    /// Forgets a module. Whoever has it keeps it: QuickJS does, until the realm is gone.
    pub(crate) fn forget_module(&self, name: &str) {
        self.modules.borrow_mut().remove(name);
    }

    /// Returns the modules that were loaded, by their full names.
    pub(crate) fn modules(&self) -> Vec<(String, *mut qjs::JSModuleDef)> {
        self.modules.borrow().iter().map(|(name, module)| (name.clone(), *module)).collect()
    }

    /// Returns the name that a module goes by.
    pub(crate) fn current_name(&self, name: String) -> String {
        self.renamed.borrow().get(&name).cloned().unwrap_or(name)
    }

    /// Gives a module another name, or with `None` its own again. Returns what it was called before, if not that.
    pub(crate) fn rename_module(&self, name: &str, to: Option<String>) -> Option<String> {
        let mut renamed = self.renamed.borrow_mut();
        match to {
            Some(to) => renamed.insert(name.to_owned(), to),
            None => renamed.remove(name),
        }
    }

    /// Remembers what a module imports from a module of another language, until that is loaded.
    pub(crate) fn want(&self, module: String, name: String) {
        self.wanted.borrow_mut().entry(module).or_default().push(name);
    }

    /// Takes what was remembered for a module.
    pub(crate) fn take_wanted(&self, module: &str) -> Option<Vec<String>> {
        self.wanted.borrow_mut().remove(module)
    }

    /// Interns the keys that the border looks up.
    pub(crate) fn new_keys(&self) -> Result<Keys> {
        Keys::new(self)
    }

    /// Takes a value with a count that is ours.
    ///
    /// # Safety
    ///
    /// The value must be of this runtime and come with a count that nobody else gives back.
    #[inline]
    pub(crate) unsafe fn adopt(&self, value: qjs::JSValue) -> Local<'_> {
        // SAFETY: the caller vouches for it.
        unsafe { Local::from_raw(self, value) }
    }

    /// Takes what an operation of QuickJS returned: a value with a count, or the mark that it threw.
    ///
    /// # Safety
    ///
    /// As for [`Realm::adopt`].
    #[inline]
    pub(crate) unsafe fn checked(&self, value: qjs::JSValue) -> Result<Local<'_>> {
        // SAFETY: the tag is read of the value itself; the caller vouches for the rest.
        unsafe {
            if qjs::JS_IsException(value) {
                return Err(error::caught(self));
            }
            Ok(Local::from_raw(self, value))
        }
    }

    /// Takes a value from another realm of the same runtime.
    pub(crate) fn bring(&self, value: Local<'_>) -> Local<'_> {
        debug_assert!(Rc::ptr_eq(&self.engine, value.realm().engine()), "values stay in their runtime");
        // SAFETY: counts belong to the runtime and not to a realm; this one is handed over.
        unsafe { self.adopt(value.into_raw()) }
    }

    /// Takes a value that somebody else keeps alive for the time of its use.
    ///
    /// # Safety
    ///
    /// The value must stay alive for as long as the result is used.
    #[inline]
    pub(crate) unsafe fn borrow(&self, value: qjs::JSValue) -> ManuallyDrop<Local<'_>> {
        // SAFETY: nothing is given back, as the result is never dropped.
        ManuallyDrop::new(unsafe { Local::from_raw(self, value) })
    }

    /// Returns the living proxy of what is identified, with a count of its own.
    #[inline]
    pub(crate) fn find_proxy(&self, identity: (Lang, usize)) -> Option<Local<'_>> {
        let mut proxies = self.proxies.borrow_mut();
        let known = proxies.get_mut(&identity)?;
        known.birth.cross();
        let value = qjs::JS_MKPTR(qjs::JS_TAG_OBJECT, known.pointer);
        // SAFETY: a proxy's finalizer removes it from the table, so the object is alive.
        Some(unsafe { self.adopt(qjs::JS_DupValue(self.ctx(), value)) })
    }

    /// Remembers a proxy for as long as it lives.
    pub(crate) fn add_proxy(&self, identity: (Lang, usize), proxy: &Local<'_>) {
        let known = Known { pointer: proxy.pointer(), birth: Birth::now() };
        self.proxies.borrow_mut().insert(identity, known);
        census::made(Lang::Js, identity);
    }

    /// Forgets a proxy that is being finalized.
    pub(crate) fn remove_proxy(&self, identity: (Lang, usize), pointer: *mut c_void) {
        let mut proxies = self.proxies.borrow_mut();
        if proxies.get(&identity).is_some_and(|known| known.pointer == pointer) {
            proxies.remove(&identity);
        }
    }

    /// Returns how many proxies live.
    pub(crate) fn proxy_count(&self) -> usize {
        self.proxies.borrow().len()
    }

    /// Returns the proxies that live, without a count of them, and since when they do.
    pub(crate) fn proxies(&self) -> Vec<(qjs::JSValue, Birth)> {
        let proxies = self.proxies.borrow();
        proxies.values().map(|known| (qjs::JS_MKPTR(qjs::JS_TAG_OBJECT, known.pointer), known.birth)).collect()
    }
}
