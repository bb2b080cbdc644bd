//! The functions of an instance, which outlive the texts that defined them.
//!
//! Rhai ties functions to the text that is running. Here every text runs with
//! all functions defined so far in one module, the first of its libraries, where
//! a closure looks for its body. A second module holds the members that scripts
//! mention by name (`o.append(x)`, `o.size`) as native functions on foreign
//! objects: found there, they cost half of what the engine's fallback does.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rhai::{Dynamic, Engine, GlobalRuntimeState, ImmutableString, Module, ScriptFuncDef, Shared};
use rustc_hash::{FxHashMap, FxHashSet};

use super::dispatch;

type SharedModule = Shared<Module>;

/// All functions that an instance knows.
#[derive(Default)]
pub(super) struct Library {
    scripts: RefCell<SharedModule>,
    members: RefCell<SharedModule>,
    known: RefCell<FxHashSet<Member>>,
    sources: RefCell<FxHashMap<Box<str>, Rc<str>>>,
    imports: RefCell<Vec<(ImmutableString, SharedModule)>>,
    template: RefCell<Option<Rc<GlobalRuntimeState>>>,
    version: Cell<u64>,
}

/// A member that a script mentions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Member {
    /// A property, read or written.
    Property(ImmutableString),
    /// A method with this many arguments.
    Method(ImmutableString, usize),
}

impl Library {
    /// Adds the functions of a text. Those of the same name and arity are replaced.
    pub(super) fn add(&self, functions: &Module, source: &Rc<str>) {
        let mut scripts = self.scripts.borrow_mut();
        let is_known = |function: &Shared<ScriptFuncDef>| {
            let known = scripts.get_script_fn(&function.name, function.params.len());
            known.is_some_and(|known| Shared::ptr_eq(known, function))
        };
        if functions.iter_script_fn_info().all(|(.., function)| is_known(function)) {
            return;
        }
        Shared::make_mut(&mut scripts).merge(functions);
        let mut sources = self.sources.borrow_mut();
        for (_, _, name, _, _) in functions.iter_script_fn_info() {
            sources.insert(name.into(), source.clone());
        }
        self.changed();
    }

    /// Adds the closures of a module, so that they can be called where it is not.
    pub(super) fn add_closures(&self, functions: &Module, source: &Rc<str>) {
        let mut closures = Module::new();
        for (.., function) in functions.iter_script_fn_info().filter(|(_, _, name, ..)| is_closure(name)) {
            closures.set_script_fn(function.clone());
        }
        self.add(&closures, source);
    }

    /// Makes native functions of members that were not mentioned before.
    pub(super) fn mention(&self, members: &[Member]) {
        let fresh: Vec<&Member> = members.iter().filter(|member| !self.known.borrow().contains(member)).collect();
        if fresh.is_empty() {
            return;
        }
        let mut module = self.members.borrow_mut();
        for member in fresh {
            dispatch::register_member(Shared::make_mut(&mut module), member);
            self.known.borrow_mut().insert(member.clone());
        }
        self.changed();
    }

    /// Returns whether a method is among the native functions already.
    pub(super) fn has_method(&self, name: &str, arity: usize) -> bool {
        self.known.borrow().contains(&Member::Method(name.into(), arity))
    }

    /// Keeps the modules that a text imported for the texts to come.
    pub(super) fn keep_imports(&self, global: &GlobalRuntimeState) {
        let imports = global.scan_imports_raw().map(|(name, module)| (name.clone(), module.clone()));
        let mut latest: Vec<(ImmutableString, SharedModule)> = Vec::new();
        for (name, module) in imports {
            latest.retain(|(known, _)| *known != name);
            latest.push((name, module));
        }
        let before = self.imports.replace(latest);
        drop(before);
        drop(self.template.take());
    }

    /// Returns a state of the engine in which all functions are known.
    pub(super) fn global(&self, engine: &Engine) -> GlobalRuntimeState {
        let mut global = engine.new_global_runtime_state();
        // The tag leads from the engine to its instance; no state needs a copy of its own.
        global.tag = Dynamic::UNIT;
        global.lib.push(self.scripts.borrow().clone());
        global.lib.push(self.members.borrow().clone());
        for (name, module) in &*self.imports.borrow() {
            global.push_import(name.clone(), module.clone());
        }
        global
    }

    /// Brings the functions of a running state up to date.
    pub(super) fn refresh(&self, global: &mut GlobalRuntimeState) {
        let [scripts, members, ..] = &mut global.lib[..] else { return };
        *scripts = self.scripts.borrow().clone();
        *members = self.members.borrow().clone();
    }

    /// Returns the state in which calls from outside begin.
    pub(super) fn template(&self, engine: &Engine) -> Rc<GlobalRuntimeState> {
        if let Some(template) = &*self.template.borrow() {
            return template.clone();
        }
        let fresh = Rc::new(self.global(engine));
        self.template.replace(Some(fresh.clone()));
        fresh
    }

    /// Returns a number that grows with every change of the functions.
    pub(super) fn version(&self) -> u64 {
        self.version.get()
    }

    /// Returns the definition of a function that takes this many arguments.
    pub(super) fn function(&self, name: &str, arity: usize) -> Option<Shared<ScriptFuncDef>> {
        self.scripts.borrow().get_script_fn(name, arity).cloned()
    }

    /// Returns the name as the library itself keeps it, when there is a function of that name.
    pub(super) fn name(&self, name: &str) -> Option<ImmutableString> {
        let scripts = self.scripts.borrow();
        if !self.sources.borrow().contains_key(name) {
            return None;
        }
        scripts
            .iter_script_fn_info()
            .find(|(_, _, known, ..)| *known == name)
            .map(|(.., function)| function.name.clone())
    }

    /// Lists the names of the functions that have one.
    pub(super) fn names(&self) -> Vec<String> {
        let sources = self.sources.borrow();
        sources.keys().filter(|name| !is_closure(name)).map(ToString::to_string).collect()
    }

    /// Returns the name of the text that defined a function.
    pub(super) fn source_of(&self, function: &str) -> Option<Rc<str>> {
        self.sources.borrow().get(function).cloned()
    }

    /// Forgets all functions.
    pub(super) fn clear(&self) {
        drop(self.scripts.take());
        drop(self.imports.take());
        drop(self.template.take());
        drop(self.sources.take());
    }

    fn changed(&self) {
        self.version.set(self.version.get() + 1);
        drop(self.template.take());
    }
}

/// Returns whether a function is a closure, whose name Rhai makes up.
pub(super) fn is_closure(name: &str) -> bool {
    name.starts_with("anon$")
}
