//! One context: its globals, and the parts of it that the border needs.

use std::cell::{Cell, OnceCell, RefCell};
use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::rc::{Rc, Weak};

use rquickjs::qjs;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Atom, CodeCache, Engine, Local};
use crate::object::{Error, Fault, Lang, Name, Result, Text};

/// A context with what Rust knows about it. Callbacks find it behind the context's opaque pointer.
pub(in crate::runtime::js) struct Realm {
    ctx: NonNull<qjs::JSContext>,
    engine: Rc<Engine>,
    this: Weak<Self>,
    parts: OnceCell<Parts>,
    /// The proxies that live, by what they stand for: borrowed, and removed by their finalizer.
    proxies: RefCell<FxHashMap<(Lang, usize), *mut c_void>>,
    codes: CodeCache,
    /// Which names a module imports from one of another language, by both modules' names.
    wanted: RefCell<FxHashMap<String, Vec<String>>>,
    stopped: Cell<bool>,
    disposed: Cell<bool>,
}

/// What the guest-side prelude hands over, and well-known keys.
pub(in crate::runtime::js) struct Parts {
    /// The prototypes of proxies, by [`Shape`].
    pub(in crate::runtime::js) prototypes: [qjs::JSValue; Shape::COUNT],
    /// The prototypes of `Error`, `TypeError`, `RangeError` and `SyntaxError`.
    pub(in crate::runtime::js) error_prototypes: [qjs::JSValue; 4],
    /// Functions of the prelude that Rust calls, by [`Helper`](crate::runtime::js::prelude::Helper).
    pub(in crate::runtime::js) helpers: Vec<qjs::JSValue>,
    /// The keys of `Array.prototype`, which a foreign sequence answers as an array does.
    pub(in crate::runtime::js) array_keys: FxHashSet<Atom>,
    /// The class of functions that are written in JavaScript.
    pub(in crate::runtime::js) function_class: qjs::JSClassID,
    pub(in crate::runtime::js) keys: Keys,
}

/// The native classes of errors, in the order of [`Parts::error_prototypes`].
pub(in crate::runtime::js) const ERROR_CLASSES: [&str; 4] = ["Error", "TypeError", "RangeError", "SyntaxError"];

/// Which methods a proxy has of its own in JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::runtime::js) enum Shape {
    Object,
    Sequence,
    Mapping,
    Callable,
    Error,
}

impl Shape {
    pub(in crate::runtime::js) const COUNT: usize = 5;
}

macro_rules! keys {
    ($($field:ident = $text:literal),* $(,)?) => {
        /// Keys that are looked up at the border, interned once.
        pub(in crate::runtime::js) struct Keys {
            /// `Symbol.iterator`.
            pub(in crate::runtime::js) iterator: Atom,
            $(pub(in crate::runtime::js) $field: Atom,)*
        }

        impl Keys {
            fn new(realm: &Realm) -> Result<Self> {
                Ok(Self {
                    iterator: realm.well_known_symbol("iterator")?,
                    $($field: realm.new_atom($text),)*
                })
            }
        }
    };
}

keys! {
    length = "length", next = "next", then = "then", done = "done", value = "value", size = "size",
    get = "get", set = "set", has = "has", delete = "delete", keys = "keys", includes = "includes",
    splice = "splice", name = "name", message = "message", stack = "stack", cause = "cause",
    prototype = "prototype", constructor = "constructor", default = "default",
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
    pub(in crate::runtime::js) unsafe fn of<'r>(ctx: *mut qjs::JSContext) -> &'r Self {
        // SAFETY: every context is made by `new`, which set the pointer; the engine keeps the realm alive.
        unsafe { &*qjs::JS_GetContextOpaque(ctx).cast::<Self>() }
    }

    #[inline]
    pub(in crate::runtime::js) fn ctx(&self) -> *mut qjs::JSContext {
        self.ctx.as_ptr()
    }

    #[inline]
    pub(in crate::runtime::js) fn engine(&self) -> &Rc<Engine> {
        &self.engine
    }

    pub(in crate::runtime::js) fn share(&self) -> Rc<Self> {
        self.this.upgrade().expect("a realm that is borrowed is alive")
    }

    /// Refuses where the instance has been stopped.
    #[inline]
    pub(in crate::runtime::js) fn check_live(&self) -> Result<()> {
        if self.stopped.get() {
            return Err(Error::new(Lang::Js, Fault::Gone(Lang::Js)));
        }
        Ok(())
    }

    pub(in crate::runtime::js) fn is_stopped(&self) -> bool {
        self.stopped.get()
    }

    pub(in crate::runtime::js) fn stop(&self) {
        self.stopped.set(true);
    }

    /// Gives up the context. It is freed once no function of it is held any more.
    pub(super) fn dispose(&self) {
        if self.disposed.replace(true) {
            return;
        }
        self.codes.clear(self);
        if let Some(parts) = self.parts.get() {
            for value in parts.prototypes.iter().chain(&parts.helpers).chain(&parts.error_prototypes) {
                // SAFETY: `set_parts` was given these counts, and a disposed realm reads its parts no more.
                unsafe { qjs::JS_FreeValueRT(self.engine.rt(), *value) };
            }
        }
        // SAFETY: this is the count that `JS_NewContext` returned.
        unsafe { qjs::JS_FreeContext(self.ctx()) };
    }

    /// Stores what the prelude has made. To be called once.
    pub(in crate::runtime::js) fn set_parts(&self, parts: Parts) {
        let second = self.parts.set(parts).is_err();
        debug_assert!(!second, "a realm's prelude runs once");
    }

    /// Returns what the prelude has made; refuses in a realm that is gone.
    #[inline]
    pub(in crate::runtime::js) fn parts(&self) -> Result<&Parts> {
        match self.parts.get() {
            Some(parts) if !self.disposed.get() => Ok(parts),
            _ => Err(Error::new(Lang::Js, Fault::Gone(Lang::Js))),
        }
    }

    /// Returns the cells that were compiled here.
    pub(in crate::runtime::js) fn codes(&self) -> &CodeCache {
        &self.codes
    }

    /// Remembers what a module imports from a module of another language, until that is loaded.
    pub(in crate::runtime::js) fn want(&self, module: String, name: String) {
        self.wanted.borrow_mut().entry(module).or_default().push(name);
    }

    /// Takes what was remembered for a module.
    pub(in crate::runtime::js) fn take_wanted(&self, module: &str) -> Option<Vec<String>> {
        self.wanted.borrow_mut().remove(module)
    }

    /// Interns the keys that the border looks up.
    pub(in crate::runtime::js) fn new_keys(&self) -> Result<Keys> {
        Keys::new(self)
    }

    /// Takes a count of a value that was returned by QuickJS. It must not be the mark of an exception.
    #[inline]
    pub(in crate::runtime::js) fn adopt(&self, value: qjs::JSValue) -> Local<'_> {
        Local::from_raw(self, value)
    }

    /// Takes a value that somebody else keeps alive for the time of its use.
    ///
    /// # Safety
    ///
    /// The value must stay alive for as long as the result is used.
    #[inline]
    pub(in crate::runtime::js) unsafe fn borrow(&self, value: qjs::JSValue) -> ManuallyDrop<Local<'_>> {
        ManuallyDrop::new(Local::from_raw(self, value))
    }

    /// Returns the global object.
    pub(in crate::runtime::js) fn globals(&self) -> Local<'_> {
        // SAFETY: the context is alive; a count is returned.
        self.adopt(unsafe { qjs::JS_GetGlobalObject(self.ctx()) })
    }

    /// Makes a string. A text that is too long for QuickJS becomes empty.
    pub(in crate::runtime::js) fn text(&self, text: &Text) -> Local<'_> {
        // SAFETY: pointer and length describe one slice, of which QuickJS makes a copy.
        let value = unsafe {
            match text {
                Text::Utf8(text) => qjs::JS_NewStringLen(self.ctx(), text.as_ptr().cast(), text.len() as qjs::size_t),
                Text::Utf16(units) => qjs::JS_NewStringUTF16(self.ctx(), units.as_ptr(), units.len() as qjs::size_t),
            }
        };
        self.adopt(value)
    }

    /// Makes a string.
    pub(in crate::runtime::js) fn string(&self, text: &str) -> Local<'_> {
        // SAFETY: pointer and length describe one slice, of which QuickJS makes a copy.
        let value = unsafe { qjs::JS_NewStringLen(self.ctx(), text.as_ptr().cast(), text.len() as qjs::size_t) };
        self.adopt(value)
    }

    /// Makes an empty plain object.
    pub(in crate::runtime::js) fn object(&self) -> Local<'_> {
        // SAFETY: the context is alive; a count is returned.
        self.adopt(unsafe { qjs::JS_NewObject(self.ctx()) })
    }

    /// Makes an array of these values.
    pub(in crate::runtime::js) fn array<'r>(&'r self, items: impl IntoIterator<Item = Local<'r>>) -> Local<'r> {
        // SAFETY: the context is alive; a count is returned.
        let array = self.adopt(unsafe { qjs::JS_NewArray(self.ctx()) });
        for (index, item) in items.into_iter().enumerate() {
            // SAFETY: the array is alive, and takes over the count of the item.
            unsafe { qjs::JS_SetPropertyInt64(self.ctx(), array.raw(), index as i64, item.into_raw()) };
        }
        array
    }

    /// Interns a key; its count is never given back, so this is for keys that are kept.
    pub(in crate::runtime::js) fn new_atom(&self, text: &str) -> Atom {
        // SAFETY: pointer and length describe one slice, which is copied or found.
        Atom(unsafe { qjs::JS_NewAtomLen(self.ctx(), text.as_ptr().cast(), text.len() as qjs::size_t) })
    }

    /// Returns the atom of a name, with a count that is never given back.
    pub(in crate::runtime::js) fn atom_for_good(&self, name: &Name) -> Atom {
        let atom = self.atom(name);
        // SAFETY: the atom is alive, as the name's slot holds it.
        Atom(unsafe { qjs::JS_DupAtom(self.ctx(), atom.0) })
    }

    /// Returns the atom of a name.
    #[inline]
    pub(in crate::runtime::js) fn atom(&self, name: &Name) -> Atom {
        self.engine.names.atom(self, name)
    }

    /// Makes a `BigInt`.
    pub(in crate::runtime::js) fn bigint(&self, number: i64) -> Local<'_> {
        // SAFETY: the context is alive; a count is returned.
        self.adopt(unsafe { qjs::JS_NewBigInt64(self.ctx(), number) })
    }

    /// Makes an error object of a native class that has no stack yet.
    ///
    /// QuickJS adds the stack when the error passes the calling function, and only then knows its line.
    pub(in crate::runtime::js) fn new_error(&self, class: &str) -> Local<'_> {
        let place = ERROR_CLASSES.iter().position(|known| *known == class).unwrap_or_default();
        // SAFETY: the context is alive, and the prototype too, as the realm holds a count of it.
        let made = unsafe {
            match self.parts() {
                Ok(parts) => {
                    let class = self.engine.error_class(self);
                    qjs::JS_NewObjectProtoClass(self.ctx(), parts.error_prototypes[place], class)
                }
                Err(_) => qjs::JS_NewError(self.ctx()),
            }
        };
        self.adopt(made)
    }

    /// Makes an error object whose stack is the calls that are under way.
    pub(in crate::runtime::js) fn new_stack(&self) -> Local<'_> {
        // SAFETY: the context is alive; a count is returned.
        self.adopt(unsafe { qjs::JS_NewError(self.ctx()) })
    }

    /// Marks an error object so that `catch` does not see it.
    pub(in crate::runtime::js) fn set_uncatchable(&self, error: &Local<'_>) {
        // SAFETY: the context and the value are alive; what is no error object is left as it is.
        unsafe { qjs::JS_SetUncatchableError(self.ctx(), error.raw()) };
    }

    /// Makes a value the exception of the context.
    pub(in crate::runtime::js) fn raise(&self, thrown: Local<'_>) {
        // SAFETY: the context is alive, and takes over the count.
        unsafe { qjs::JS_Throw(self.ctx(), thrown.into_raw()) };
    }

    /// Takes the exception of the context.
    pub(in crate::runtime::js) fn take_exception(&self) -> Local<'_> {
        // SAFETY: the context is alive; a count is returned.
        self.adopt(unsafe { qjs::JS_GetException(self.ctx()) })
    }

    /// Makes a symbol that no program knows.
    pub(super) fn new_symbol(&self) -> Atom {
        // SAFETY: the context is alive; the count of the atom is kept for good.
        unsafe {
            let symbol = self.adopt(qjs::JS_NewSymbol(self.ctx(), c"polytarget".as_ptr(), false));
            Atom(qjs::JS_ValueToAtom(self.ctx(), symbol.raw()))
        }
    }

    /// Returns the key under which error objects carry what they stand for.
    pub(in crate::runtime::js) fn carrier_key(&self) -> Atom {
        self.engine.carrier_key(self)
    }

    fn well_known_symbol(&self, name: &str) -> Result<Atom> {
        let symbols = self.globals().get(self.new_atom("Symbol"))?;
        let symbol = symbols.get(self.new_atom(name))?;
        // SAFETY: the value is alive; the count that is returned is kept for good.
        Ok(Atom(unsafe { qjs::JS_ValueToAtom(self.ctx(), symbol.raw()) }))
    }

    /// Returns the living proxy of what is identified, with a count of its own.
    #[inline]
    pub(in crate::runtime::js) fn find_proxy(&self, identity: (Lang, usize)) -> Option<Local<'_>> {
        let pointer = *self.proxies.borrow().get(&identity)?;
        let value = qjs::JS_MKPTR(qjs::JS_TAG_OBJECT, pointer);
        // SAFETY: a proxy's finalizer removes it from the table, so the object is alive.
        Some(self.adopt(unsafe { qjs::JS_DupValue(self.ctx(), value) }))
    }

    /// Remembers a proxy for as long as it lives.
    pub(in crate::runtime::js) fn add_proxy(&self, identity: (Lang, usize), proxy: &Local<'_>) {
        self.proxies.borrow_mut().insert(identity, proxy.pointer());
    }

    /// Forgets a proxy that is being finalized.
    pub(in crate::runtime::js) fn remove_proxy(&self, identity: (Lang, usize), pointer: *mut c_void) {
        let mut proxies = self.proxies.borrow_mut();
        if proxies.get(&identity) == Some(&pointer) {
            proxies.remove(&identity);
        }
    }
}
