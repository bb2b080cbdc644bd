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
use smallvec::SmallVec;

use super::dispatch;

type SharedModule = Shared<Module>;

/// All functions that an instance knows.
#[derive(Default)]
pub(super) struct Library {
    scripts: RefCell<SharedModule>,
    members: RefCell<SharedModule>,
    known: RefCell<FxHashSet<Member>>,
    origins: RefCell<FxHashMap<Box<str>, Origin>>,
    imports: RefCell<Vec<(ImmutableString, SharedModule)>>,
    template: RefCell<Option<Rc<GlobalRuntimeState>>>,
    version: Cell<u64>,
}

/// What is kept of a function's name: the one spelling of it, the text that defined it, and how
/// many arguments the functions of that name take.
struct Origin {
    name: ImmutableString,
    source: Rc<str>,
    arities: SmallVec<[usize; 2]>,
}

/// Something that a script mentions by name, of what may be foreign.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Member {
    /// A property, read or written.
    Property(ImmutableString),
    /// A method with this many arguments.
    Method(ImmutableString, usize),
    /// A call of a global that holds a function, with this many arguments.
    Call(ImmutableString, usize),
}

impl Member {
    /// Returns whether this is of a name that is chosen.
    pub(super) fn is_of(&self, chosen: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Property(name) | Self::Method(name, _) | Self::Call(name, _) => chosen(name),
        }
    }
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
        let mut origins = self.origins.borrow_mut();
        for (.., function) in functions.iter_script_fn_info() {
            let (name, arity) = (function.name.clone(), function.params.len());
            let origin = origins.entry(name.as_str().into()).or_insert_with(|| {
                let arities = SmallVec::new();
                Origin { name, source: source.clone(), arities }
            });
            origin.source = source.clone();
            if !origin.arities.contains(&arity) {
                origin.arities.push(arity);
            }
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
    pub(super) fn mention<'a>(&self, members: impl Iterator<Item = &'a Member>) {
        let fresh: Vec<&Member> = members.filter(|member| !self.known.borrow().contains(member)).collect();
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

    /// Returns whether a member is among the native functions already.
    pub(super) fn has(&self, member: &Member) -> bool {
        self.known.borrow().contains(member)
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

    fn make(&self, engine: &Engine) -> GlobalRuntimeState {
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

    /// Returns a state of the engine in which all functions are known.
    pub(super) fn global(&self, engine: &Engine) -> GlobalRuntimeState {
        (*self.template(engine)).clone()
    }

    /// Returns the state in which calls from outside begin.
    pub(super) fn template(&self, engine: &Engine) -> Rc<GlobalRuntimeState> {
        if let Some(template) = &*self.template.borrow() {
            return template.clone();
        }
        let fresh = Rc::new(self.make(engine));
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

    /// Returns the parameters of a function, those of the shortest when there are several of its name.
    pub(super) fn parameters(&self, name: &str) -> Option<Vec<String>> {
        let arity = self.origins.borrow().get(name)?.arities.iter().copied().min()?;
        Some(self.function(name, arity)?.params.iter().map(ToString::to_string).collect())
    }

    /// Returns the one spelling of a function's name, whose address is the function's identity.
    pub(super) fn name(&self, name: &str) -> Option<ImmutableString> {
        self.origins.borrow().get(name).map(|origin| origin.name.clone())
    }

    /// Returns how many of `given` arguments a function takes, see [`taken`].
    pub(super) fn taken(&self, name: &str, given: usize) -> usize {
        let origins = self.origins.borrow();
        origins.get(name).map_or(given, |origin| taken(&origin.arities, given))
    }

    /// Lists the names of the functions that have one.
    pub(super) fn names(&self) -> Vec<String> {
        self.origins.borrow().keys().filter(|name| !is_closure(name)).map(ToString::to_string).collect()
    }

    /// Returns the name of the text that defined a function.
    pub(super) fn source_of(&self, function: &str) -> Option<Rc<str>> {
        self.origins.borrow().get(function).map(|origin| origin.source.clone())
    }

    /// Forgets all functions.
    pub(super) fn clear(&self) {
        drop(self.scripts.take());
        drop(self.imports.take());
        drop(self.template.take());
        drop(self.origins.take());
    }

    fn changed(&self) {
        self.version.set(self.version.get() + 1);
        drop(self.template.take());
    }
}

/// Returns how many of `given` arguments functions of these arities take.
///
/// Who calls back from another language may give more than are asked for, as
/// JavaScript's `map` does. Rhai's own `map` gives a function what it takes.
pub(super) fn taken(arities: &[usize], given: usize) -> usize {
    if arities.contains(&given) {
        return given;
    }
    arities.iter().copied().filter(|arity| *arity < given).max().unwrap_or(given)
}

/// Returns whether a function is a closure, whose name Rhai makes up.
pub(super) fn is_closure(name: &str) -> bool {
    name.starts_with("anon$")
}
