//! What the expander needs from below: the port, the state that is the dialect's own, and the code it hands over.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::expand::{Rules, Steps};
use super::near::{called_elsewhere, did_you_mean};
use super::words::WORDS;
use super::{Form, Map, Result, Span, Symbol};
use crate::object;

/// The environment in which programs, macros and `meta` run: one for all three.
///
/// An implementation keeps no borrow while it runs code: a macro may read,
/// expand and run other code, and so come back here.
///
/// Macros are ordinary procedures from data to data. The world turns the forms
/// that a macro is given into data, a list in `[ ]` with `%vec` as its first
/// item and one in `{ }` with `%map`, and it turns what comes back into forms,
/// with [`Form::list`] for lists. Data has no place for spans. So the world
/// remembers, until the macro has returned, which form it made each list from:
/// a list that comes back unchanged, which an immutable list shows by being the
/// same one, becomes that very [`Form`] again, with the place of everything in
/// it. Whatever else comes back has [`Span::NONE`], and lies where the call lies. Data may share its parts, and so be
/// endless as a form: a world refuses what has more parts than memory has room for.
///
/// What has an answer here need not be answered: a world without namespaces, say, has nothing to tell of them.
pub trait World {
    /// Returns the variable that a global name means: the name itself, or what it is called for the engine.
    /// `None` when nothing is called so.
    fn variable(&self, name: Symbol) -> Option<Symbol>;

    /// Returns whether code mentions a global name that nothing is called yet, so that the engine has a variable of it.
    fn is_awaited(&self, _name: Symbol) -> bool {
        false
    }

    /// Notes that code is about to define a global name, and returns its variable.
    fn announce(&self, name: Symbol) -> Symbol;

    /// Returns whether there is a namespace of this name.
    fn is_namespace(&self, _name: Symbol) -> bool {
        false
    }

    /// Makes a namespace, if there is none of this name yet.
    fn open_namespace(&self, _name: Symbol) {}

    /// Returns whether a namespace has a variable of this name.
    fn owns(&self, _namespace: Symbol, _name: Symbol) -> bool {
        false
    }

    /// Returns the variable of the engine that holds the cell in which a namespace keeps a variable, if code can have
    /// that at hand; if not, it asks by the names.
    fn cell(&self, _namespace: Symbol, _name: Symbol) -> Option<Symbol> {
        None
    }

    /// Returns whether a name can be switched to: a language, or what users define.
    fn is_target(&self, _name: Symbol) -> bool {
        false
    }

    /// Returns whether a name is a target whose functions and variables can be had by name, as `js:parseInt`.
    fn is_runtime(&self, _name: Symbol) -> bool {
        false
    }

    /// Returns whether a name is a macro of the engine's own, of which the dialect knows nothing.
    fn is_engine_macro(&self, _name: Symbol) -> bool {
        false
    }

    /// Returns whether there is a macro of this name in a table: `user`, a namespace, or a target.
    fn has_macro(&self, table: Symbol, name: Symbol) -> bool;

    /// Forgets a macro, because a variable of its name is about to be defined.
    fn forget_macro(&self, table: Symbol, name: Symbol);

    /// Calls a macro with the forms behind its name, and returns what it makes of them.
    ///
    /// # Errors
    /// What the macro raises.
    fn call_macro(&self, table: Symbol, name: Symbol, arguments: &[Form]) -> object::Result<Form>;

    /// Evaluates `procedure` and keeps its value as a macro, in place of an older one of this name.
    ///
    /// # Errors
    /// What evaluating raises.
    fn define_macro(&self, table: Symbol, name: Symbol, procedure: &Code) -> object::Result<()>;

    /// Runs code now, and returns its value as a form: [`Kind::Kept`](super::Kind::Kept) for what no text can spell.
    ///
    /// # Errors
    /// What the code raises.
    fn run(&self, code: &Code) -> object::Result<Form>;

    /// Shows the names of some kind, for an error to suggest the nearest.
    fn each_name(&self, _kind: Names, _visit: &mut dyn FnMut(&str)) {}
}

/// A kind of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Variables of the top level.
    Global,
    /// Variables of a namespace.
    Owned(Symbol),
    /// Namespaces.
    Namespace,
    /// Targets.
    Target,
    /// Macros of a table.
    Macro(Symbol),
}

/// Scheme for the engine, made of one form.
#[derive(Clone, Debug)]
pub struct Code {
    /// The text.
    pub text: String,
    /// Where each part of it comes from.
    pub map: Map,
    /// The form it was made of.
    pub span: Span,
    /// Whether it is to be evaluated at the top level, each time anew; if not, it is an expression.
    pub is_definition: bool,
    /// The global names it is known to define, by the names of their variables.
    pub defines: Vec<Symbol>,
    /// The global names it mentions that nothing has defined yet.
    pub free: Vec<Free>,
}

/// A name that nothing had defined when it was mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Free {
    /// The name.
    pub name: Symbol,
    /// All of what it begins, as it is written: `a.b` where nothing is called `a`.
    pub written: Symbol,
    /// The variable in scope that is spelled most like it.
    pub near: Option<Symbol>,
    /// Where it stands.
    pub span: Span,
    /// Whether it is needed only when a procedure is called, i.e. may be defined until then.
    pub deferred: bool,
}

/// The state of the dialect that is not the engine's: what is current, and the macros made by `syntax-rules`.
pub struct Kernel {
    user: Symbol,
    namespace: Cell<Symbol>,
    target: Cell<Option<Symbol>>,
    rules: RefCell<FxHashMap<(Symbol, Symbol), Rc<Rules>>>,
    /// Special forms of the dialect that a program has defined otherwise, by namespace.
    redefined: RefCell<FxHashSet<(Symbol, Symbol)>>,
    version: Cell<u64>,
}

impl Default for Kernel {
    fn default() -> Self {
        let user = Symbol::new("user");
        Self {
            user,
            namespace: Cell::new(user),
            target: Cell::default(),
            rules: RefCell::default(),
            redefined: RefCell::default(),
            version: Cell::default(),
        }
    }
}

impl Kernel {
    /// Expands a form of the top level into the code to run for it, one piece after the other.
    pub fn expand<'a>(&'a self, world: &'a dyn World, form: &Form) -> Steps<'a> {
        Steps::new(self, world, form.clone())
    }

    /// Expands the macro that a form calls: once, or until the form calls none.
    ///
    /// # Errors
    /// Whatever is wrong with a call of a macro, and what macros raise.
    pub fn macroexpand(&self, world: &dyn World, form: &Form, once: bool) -> Result<Form> {
        Steps::new(self, world, form.clone()).macroexpand(form, once)
    }

    /// Returns the namespace whose names come first, and in which definitions are made.
    pub fn namespace(&self) -> Symbol {
        self.namespace.get()
    }

    /// Makes a namespace the current one. It must be open.
    pub fn set_namespace(&self, namespace: Symbol) {
        self.namespace.set(namespace);
        self.change();
    }

    /// Returns the target whose macros come first.
    pub fn target(&self) -> Option<Symbol> {
        self.target.get()
    }

    /// Makes a target, or none, the one whose macros come first.
    pub fn set_target(&self, target: Option<Symbol>) {
        self.target.set(target);
        self.change();
    }

    /// Exchanges the active target for the time of one form.
    pub(super) fn swap_target(&self, target: Option<Symbol>) -> Option<Symbol> {
        self.target.replace(target)
    }

    /// Returns a number that changes whenever a text may expand to something else than before.
    pub fn version(&self) -> u64 {
        self.version.get()
    }

    /// Says that a text may expand to something else than before, because a macro was defined or a name first used.
    pub fn change(&self) {
        self.version.set(self.version.get() + 1);
    }

    /// Returns the macros of a table that were made by `syntax-rules`.
    pub fn syntax_names(&self, table: Symbol) -> Vec<Symbol> {
        self.rules.borrow().keys().filter(|(owner, _)| *owner == table).map(|(_, name)| *name).collect()
    }

    /// Returns the question whether a near name was meant, for a name that means nothing.
    pub fn suggest(&self, world: &dyn World, name: &str) -> Option<String> {
        let mut known: Vec<String> = WORDS.iter().map(|(word, _)| (*word).to_owned()).collect();
        let (user, namespace) = (self.user, self.namespace());
        let tables = [Some(user), Some(namespace), self.target()];
        for table in tables.into_iter().flatten() {
            known.extend(self.syntax_names(table).iter().map(ToString::to_string));
            world.each_name(Names::Macro(table), &mut |name| known.push(name.to_owned()));
        }
        for kind in [Names::Global, Names::Owned(namespace)] {
            world.each_name(kind, &mut |name| known.push(name.to_owned()));
        }
        world.each_name(Names::Namespace, &mut |name| known.push(name.to_owned()));
        let shown = || known.iter().map(String::as_str).filter(|name| !name.starts_with('%'));
        let beginnings = name.match_indices('.').map(|(end, _)| &name[..end]).filter(|part| !part.is_empty());
        let mut parts: Vec<&str> = beginnings.chain([name]).collect();
        parts.reverse();
        parts.into_iter().find_map(|part| did_you_mean(part, shown()))
    }

    /// Returns why a name means nothing, and what may help: `near` is a variable in scope that may be meant.
    pub fn unknown(&self, world: &dyn World, written: &str, near: Option<Symbol>) -> (String, Option<String>) {
        let message = format!("nothing is called `{written}`");
        if written.starts_with('@') {
            return (message, Some(format!("`{written}` takes a value in a quasiquotation only")));
        }
        let near = near.map(Symbol::as_str).or_else(|| called_elsewhere(written));
        let hint = near.map(|near| format!("did you mean `{near}`?")).or_else(|| self.suggest(world, written));
        (message, hint)
    }

    /// Notes that a procedure is put into a table of macros under a name; `false` where that is no name for a macro.
    pub fn announce_macro(&self, table: Symbol, name: Symbol) -> bool {
        match name.word() {
            Some(word) if !word.is_soft() => return false,
            Some(_) => self.redefine(table, name),
            None => {}
        }
        self.set_rules(table, name, None);
        true
    }

    pub(super) fn user(&self) -> Symbol {
        self.user
    }

    pub(super) fn rules(&self, table: Symbol, name: Symbol) -> Option<Rc<Rules>> {
        let rules = self.rules.borrow();
        if rules.is_empty() { None } else { rules.get(&(table, name)).cloned() }
    }

    pub(super) fn has_rules(&self) -> bool {
        !self.rules.borrow().is_empty()
    }

    pub(super) fn set_rules(&self, table: Symbol, name: Symbol, rules: Option<Rc<Rules>>) {
        let before = match rules {
            Some(rules) => self.rules.borrow_mut().insert((table, name), rules),
            None => self.rules.borrow_mut().remove(&(table, name)),
        };
        drop(before);
        self.change();
    }

    pub(super) fn redefine(&self, namespace: Symbol, name: Symbol) {
        if self.redefined.borrow_mut().insert((namespace, name)) {
            self.change();
        }
    }

    pub(super) fn is_redefined(&self, name: Symbol) -> bool {
        let redefined = self.redefined.borrow();
        !redefined.is_empty()
            && (redefined.contains(&(self.namespace(), name)) || redefined.contains(&(self.user, name)))
    }
}
