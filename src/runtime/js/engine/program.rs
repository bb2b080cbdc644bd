//! Compiling, running, loading modules.

use std::cell::RefCell;
use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr::{self, NonNull};

use rquickjs::qjs::{self, JSContext, JSModuleDef, JSValue};
use rustc_hash::FxHashMap;

use super::loads::Stage;
use super::{Local, Realm, Settled, settle};
use crate::object::{Error, Fault, Lang, Result};
use crate::runtime::guard;
use crate::runtime::js::{error, modules};

/// What kind of program a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// A script in the global scope.
    Script,
    /// A script that waits for promises at its top level.
    Waiting,
    /// A module.
    Module,
}

/// Compiles a text. The result can be run again and again in this realm; a module once.
pub(crate) fn compile<'r>(realm: &'r Realm, text: &str, name: &str, flavour: Flavour) -> Result<Local<'r>> {
    let flags = qjs::JS_EVAL_FLAG_COMPILE_ONLY
        | match flavour {
            Flavour::Script => qjs::JS_EVAL_TYPE_GLOBAL,
            Flavour::Waiting => qjs::JS_EVAL_TYPE_GLOBAL | qjs::JS_EVAL_FLAG_ASYNC,
            Flavour::Module => qjs::JS_EVAL_TYPE_MODULE,
        };
    let (text, name) = (with_nul(text), with_nul(name));
    let length = text.as_bytes().len() as qjs::size_t;
    // SAFETY: the context is alive; `length` excludes the NUL that ends the text.
    unsafe { realm.checked(qjs::JS_Eval(realm.ctx(), text.as_ptr(), length, name.as_ptr(), flags.cast_signed())) }
}

/// Runs compiled code in the realm that compiled it.
pub(crate) fn run<'r>(code: &Local<'r>) -> Result<Local<'r>> {
    let realm = code.realm();
    // SAFETY: the context is alive, and takes over the count that is made here.
    unsafe { realm.checked(qjs::JS_EvalFunction(realm.ctx(), code.clone().into_raw())) }
}

/// Compiled cells by their text, as many as are worth keeping.
#[derive(Default)]
pub(crate) struct CodeCache(RefCell<FxHashMap<Box<str>, Cached>>);

struct Cached {
    name: Box<str>,
    code: JSValue,
    flavour: Flavour,
}

impl CodeCache {
    /// How many texts are kept, and up to which size.
    const TEXTS: usize = 256;
    const SIZE: usize = 16 << 10;

    /// Returns the code for a text under a name, if it has been compiled before.
    pub(crate) fn get<'r>(&self, realm: &'r Realm, text: &str, name: &str) -> Option<(Local<'r>, Flavour)> {
        let codes = self.0.borrow();
        let cached = codes.get(text).filter(|cached| &*cached.name == name)?;
        // SAFETY: the cache holds a count of the code.
        let code = unsafe { realm.adopt(qjs::JS_DupValue(realm.ctx(), cached.code)) };
        Some((code, cached.flavour))
    }

    /// Keeps compiled code.
    pub(crate) fn keep(&self, text: &str, name: &str, code: &Local<'_>, flavour: Flavour) {
        if text.len() > Self::SIZE {
            return;
        }
        if self.0.borrow().len() >= Self::TEXTS {
            self.clear(code.realm());
        }
        let cached = Cached { name: name.into(), code: code.clone().into_raw(), flavour };
        let before = self.0.borrow_mut().insert(text.into(), cached);
        // SAFETY: the cache held the count of what was there before.
        drop(before.map(|before| unsafe { code.realm().adopt(before.code) }));
    }

    /// Forgets all.
    pub(super) fn clear(&self, realm: &Realm) {
        for cached in self.0.take().into_values() {
            // SAFETY: the cache held this count.
            drop(unsafe { realm.adopt(cached.code) });
        }
    }
}

/// Copies a text with a NUL behind it. QuickJS takes the length, so that NULs within do no harm.
fn with_nul(text: &str) -> CString {
    CString::new(text).unwrap_or_else(|error| {
        let mut bytes = error.into_vec();
        bytes.push(0);
        // SAFETY: the only use is as a pointer beside an explicit length; the last byte is NUL.
        unsafe { CString::from_vec_with_nul_unchecked(bytes) }
    })
}

/// Loads a module by its specifier, waits for it, and returns its namespace.
pub(crate) fn load<'r>(realm: &'r Realm, base: &str, specifier: &str) -> Result<Local<'r>> {
    let name = modules::resolve(realm, base, specifier);
    let loads = &realm.engine().loads;
    match (loads.stage(realm, &name), realm.module(&name)) {
        (Stage::Unlinked, _) => Err(loads.refuse(realm, &name)),
        // As in a cycle of JavaScript's own, what it has not defined so far cannot be read yet.
        (Stage::Running, Some(module)) => module_namespace(realm, module),
        // One that has failed is loaded again when it is asked for again: it may have been mended.
        _ => load_settled(realm, base, specifier, &name).inspect_err(|_| {
            if realm.module(&name).is_some() {
                modules::retire(realm, &name);
            }
        }),
    }
}

/// Returns the namespace of a module that was loaded and is linked.
pub(crate) fn module_namespace(realm: &Realm, module: *mut JSModuleDef) -> Result<Local<'_>> {
    // SAFETY: callers found the module in the table of the realm, whose modules live as long as it; a count is returned.
    unsafe { realm.checked(qjs::JS_GetModuleNamespace(realm.ctx(), module)) }
}

/// Runs the main program in a file, which is a module that others may import.
pub(crate) fn run_main<'r>(
    realm: &'r Realm,
    name: &str,
    compile: impl FnOnce() -> Result<Local<'r>>,
) -> Result<Local<'r>> {
    let loads = &realm.engine().loads;
    loads.during(|| {
        let code = loads.compiling(realm, name, |lost| modules::retire(realm, lost), compile)?;
        realm.set_module(name, code.pointer().cast());
        run(&code)
    })
}

/// Loads a module that is not being loaded.
fn load_settled<'r>(realm: &'r Realm, base: &str, specifier: &str, name: &str) -> Result<Local<'r>> {
    let was_loaded = realm.module(name).is_some();
    let (base, specifier) = (with_nul(base), with_nul(specifier));
    let promise = realm.engine().loads.during(|| {
        // SAFETY: the context is alive, and both strings end in NUL.
        unsafe { realm.checked(qjs::JS_LoadModule(realm.ctx(), base.as_ptr(), specifier.as_ptr())) }
    })?;
    match (settle(promise)?, realm.module(name)) {
        (Settled::Value(namespace), _) => Ok(namespace),
        // For a module that has waited for others and is done, QuickJS makes a promise that nobody keeps.
        (Settled::Never, Some(module)) if was_loaded => module_namespace(realm, module),
        (Settled::Never, _) => Err(never_settles()),
    }
}

/// Has QuickJS ask us where modules are.
pub(super) fn set_module_loader(rt: NonNull<qjs::JSRuntime>) {
    // SAFETY: the runtime is fresh and on this thread; the functions need no data of their own.
    unsafe {
        qjs::JS_SetModuleLoaderFunc2(rt.as_ptr(), Some(normalize), Some(load_module), None, ptr::null_mut());
    }
}

unsafe extern "C" fn normalize(
    ctx: *mut JSContext,
    base: *const c_char,
    specifier: *const c_char,
    _opaque: *mut c_void,
) -> *mut c_char {
    // SAFETY: QuickJS passes its context and strings that end in NUL. It frees what `js_strndup` makes.
    unsafe {
        let realm = Realm::of(ctx);
        let (base, specifier) = (CStr::from_ptr(base).to_string_lossy(), CStr::from_ptr(specifier).to_string_lossy());
        match guard::guarded(Lang::Js, || admitted(realm, &base, &specifier)) {
            Ok(name) => qjs::js_strndup(ctx, name.as_ptr().cast(), name.len() as qjs::size_t),
            Err(error) => {
                error::throw(realm, &error);
                ptr::null_mut()
            }
        }
    }
}

/// Returns the full name of a module that another one imports.
///
/// One whose program is on its way cannot be linked to, so what it has so far stands for it.
fn admitted(realm: &Realm, base: &str, specifier: &str) -> Result<String> {
    let name = modules::resolve(realm, base, specifier);
    let loads = &realm.engine().loads;
    match loads.admit(realm, base, &name)? {
        Stage::Running => Ok(modules::as_it_stands(&name, loads.number())),
        Stage::Settled | Stage::Unlinked => Ok(name),
    }
}

unsafe extern "C" fn load_module(
    ctx: *mut JSContext,
    name: *const c_char,
    _opaque: *mut c_void,
    _attributes: JSValue,
) -> *mut JSModuleDef {
    // SAFETY: QuickJS passes its context and a string that ends in NUL.
    let (realm, name) = unsafe { (Realm::of(ctx), CStr::from_ptr(name).to_string_lossy()) };
    let loaded = guard::guarded(Lang::Js, || {
        let find = || match modules::find(realm, &name)? {
            modules::Found::Text(text) => compile_module(realm, &text, &name),
            modules::Found::Exports(exports) => synthetic_module(realm, &name, &exports),
        };
        realm.engine().loads.compiling(realm, &name, |lost| modules::retire(realm, lost), find)
    });
    match loaded {
        Ok(module) => {
            realm.set_module(&name, module);
            module
        }
        Err(error) => {
            error::throw(realm, &error);
            ptr::null_mut()
        }
    }
}

fn compile_module(realm: &Realm, text: &str, name: &str) -> Result<*mut JSModuleDef> {
    modules::note_imports(realm, name, text);
    // What a module compiles to is a pointer to its definition, which the context owns as well.
    compile(realm, text, name, Flavour::Module).map(|module| module.pointer().cast())
}

/// Makes a module whose exports are given as the properties of an object.
fn synthetic_module(realm: &Realm, name: &str, exports: &Local<'_>) -> Result<*mut JSModuleDef> {
    let name = with_nul(name);
    // SAFETY: the context is alive; QuickJS copies the names. The module takes over a count of the exports.
    unsafe {
        let module = qjs::JS_NewCModule(realm.ctx(), name.as_ptr(), Some(fill_module));
        if module.is_null() {
            return Err(error::caught(realm));
        }
        for export in exports.own_names(false)? {
            let export = with_nul(&export.to_lossy());
            qjs::JS_AddModuleExport(realm.ctx(), module, export.as_ptr());
        }
        qjs::JS_SetModulePrivateValue(realm.ctx(), module, exports.clone().into_raw());
        Ok(module)
    }
}

/// Gives a synthetic module's exports their values, when the module is evaluated.
unsafe extern "C" fn fill_module(ctx: *mut JSContext, module: *mut JSModuleDef) -> i32 {
    // SAFETY: QuickJS passes its context and a module that `synthetic_module` made.
    let realm = unsafe { Realm::of(ctx) };
    let filled = guard::guarded(Lang::Js, || {
        // SAFETY: as above; a count of the exports is returned.
        let exports = unsafe { realm.adopt(qjs::JS_GetModulePrivateValue(ctx, module)) };
        for export in exports.own_names(false)? {
            let name = crate::object::Name::from_text(&export);
            let value = exports.get(realm.atom(&name))?;
            let export = with_nul(&export.to_lossy());
            // SAFETY: the export was declared by `synthetic_module`; the count of the value is taken over.
            unsafe { qjs::JS_SetModuleExport(ctx, module, export.as_ptr(), value.into_raw()) };
        }
        Ok(0)
    });
    filled.unwrap_or_else(|error| {
        error::throw(realm, &error);
        -1
    })
}

/// Refuses a program that waits for what nothing will bring about.
pub(crate) fn never_settles() -> Error {
    let message = "the program awaits a promise that nothing can settle";
    Error::new(Lang::Js, Fault::Raised { class: "Error".to_owned(), message: message.to_owned() })
}
