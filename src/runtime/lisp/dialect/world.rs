//! What the expander is told of this engine, and what it has it do.

use std::rc::Rc;

use steel::SteelVal;

use super::forms::Made;
use super::run_now;
use crate::kernel::{Code, Form, Names, Symbol, World};
use crate::object::{Result, Value};
use crate::runtime::lisp::condition::Condition;
use crate::runtime::lisp::engine::{Engine, address, held};
use crate::runtime::lisp::{error, table, wording};
use crate::runtime::peers;

/// What the dialect has in the place of a procedure of the engine that would take plain Scheme.
const OURS: [(&str, &str); 3] = [("eval", "%eval-form"), ("eval-string", "%eval-line"), ("load", "%load-file")];

/// An engine as the expander knows it.
pub(super) struct Ground<'a>(pub(super) &'a Rc<Engine>);

/// Returns the object that holds what a namespace owns.
pub(super) fn namespace(engine: &Rc<Engine>, name: Symbol) -> Option<SteelVal> {
    engine.dialect.namespaces.borrow().get(&name).map(|held| held.value().clone())
}

/// Returns the name of the namespace that an object is.
pub(super) fn namespace_of(engine: &Rc<Engine>, object: &SteelVal) -> Option<Symbol> {
    let at = address(object)?;
    let all = engine.dialect.namespaces.borrow();
    all.iter().find(|(_, held)| address(held.value()) == Some(at)).map(|(name, _)| *name)
}

impl World for Ground<'_> {
    fn variable(&self, name: Symbol) -> Option<Symbol> {
        let session = &self.0.session;
        if let Some((_, ours)) = OURS.iter().find(|(theirs, _)| *theirs == name.as_str())
            && !session.is_defined(name.as_str())
        {
            return Some(Symbol::new(ours));
        }
        let is_variable = session.is_variable(name.as_str()) && !session.is_awaited(name.as_str());
        is_variable.then(|| Symbol::new(&session.variable(name.as_str())))
    }

    fn is_awaited(&self, name: Symbol) -> bool {
        self.0.session.is_awaited(name.as_str())
    }

    fn forget_macro(&self, table: Symbol, name: Symbol) {
        self.0.dialect.macros.remove(table, name);
    }

    fn announce(&self, name: Symbol) -> Symbol {
        Symbol::new(&self.0.session.begin(name.as_str()))
    }

    fn is_namespace(&self, name: Symbol) -> bool {
        self.0.dialect.namespaces.borrow().contains_key(&name)
    }

    fn open_namespace(&self, name: Symbol) {
        if self.is_namespace(name) {
            return;
        }
        // An engine that is being stopped has no object to make, and runs nothing more.
        if let Ok(object) = self.0.make_object() {
            let before = self.0.dialect.namespaces.borrow_mut().insert(name, held(object));
            drop(before);
            self.0.dialect.kernel.change();
        }
    }

    fn owns(&self, owner: Symbol, name: Symbol) -> bool {
        let key = super::forms::symbol(name);
        namespace(self.0, owner).is_some_and(|object| table::get(&object, &key).is_some())
    }

    fn cell(&self, owner: Symbol, name: Symbol) -> Option<Symbol> {
        let engine = self.0;
        if let Some(known) = engine.dialect.cells.borrow().get(&(owner, name)) {
            return Some(*known);
        }
        let cell = table::cell(&namespace(engine, owner)?, &super::forms::symbol(name))?;
        let variable = Symbol::new(&format!("%cell-{}", engine.dialect.cells.borrow().len()));
        engine.session.give(cell);
        let definition = format!("(define {variable} (%given))");
        // Where nothing can be run, it is asked for by its name.
        engine.call(engine.evaluate(), [SteelVal::StringV(definition.into())]).ok()?;
        engine.dialect.cells.borrow_mut().insert((owner, name), variable);
        Some(variable)
    }

    fn is_target(&self, name: Symbol) -> bool {
        self.is_namespace(Symbol::new(&format!("{name}.Interface")))
    }

    fn is_runtime(&self, name: Symbol) -> bool {
        self.is_target(name) && matches!(foreign(name.as_str()), Ok(Some(_)))
    }

    fn is_engine_macro(&self, name: Symbol) -> bool {
        self.0.session.is_macro(name.as_str())
    }

    fn has_macro(&self, table: Symbol, name: Symbol) -> bool {
        self.0.dialect.macros.has(table, name)
    }

    fn call_macro(&self, table: Symbol, name: Symbol, arguments: &[Form]) -> Result<Form> {
        let dialect = &self.0.dialect;
        dialect.ran.set(dialect.ran.get() + 1);
        let found = dialect.macros.get(table, name);
        check_count(self.0, name, found.as_ref(), arguments.len())?;
        let mut made = Made::default();
        let arguments: Vec<SteelVal> = arguments.iter().map(|form| made.data(self.0, form)).collect::<Result<_>>()?;
        // Rooted, as what a macro was given may be compared with what it returns.
        let data = self.0.call(found.unwrap_or_default(), arguments)?;
        Ok(made.form(self.0, &data))
    }

    fn define_macro(&self, table: Symbol, name: Symbol, procedure: &Code) -> Result<()> {
        let procedure = run_now(self.0, procedure)?;
        self.0.dialect.macros.put(table, name, procedure);
        Ok(())
    }

    fn run(&self, code: &Code) -> Result<Form> {
        let value = run_now(self.0, code)?;
        Ok(Made::default().form(self.0, &value))
    }

    fn each_name(&self, kind: Names, visit: &mut dyn FnMut(&str)) {
        let dialect = &self.0.dialect;
        match kind {
            Names::Global => {
                for name in self.0.session.all_names() {
                    visit(&name);
                }
            }
            Names::Owned(owner) => {
                let entries = namespace(self.0, owner).map(|object| table::entries(&object)).unwrap_or_default();
                for (key, _) in entries {
                    if let SteelVal::SymbolV(name) = key {
                        visit(&name);
                    }
                }
            }
            Names::Namespace => {
                let names: Vec<Symbol> = dialect.namespaces.borrow().keys().copied().collect();
                visit_all(&names, visit);
            }
            Names::Target => {
                let mut names: Vec<Symbol> = dialect.namespaces.borrow().keys().copied().collect();
                names.sort_unstable_by_key(|name| name.as_str());
                names.iter().filter_map(|name| name.as_str().strip_suffix(".Interface")).for_each(visit);
            }
            Names::Macro(owner) => {
                let names = dialect.macros.names().into_iter().filter(|(table, _)| *table == owner);
                let names: Vec<Symbol> = names.map(|(_, name)| name).collect();
                visit_all(&names, visit);
            }
        }
    }
}

/// Refuses to call a macro with a number of forms that it does not take.
fn check_count(engine: &Rc<Engine>, name: Symbol, procedure: Option<&SteelVal>, given: usize) -> Result<()> {
    let Some(SteelVal::Closure(closure)) = procedure else { return Ok(()) };
    let has_rest = closure.is_multi_arity();
    let takes = closure.arity() - usize::from(has_rest);
    if takes == given || (has_rest && takes < given) {
        return Ok(());
    }
    let message = wording::forms(name.as_str(), takes, has_rest, given);
    Err(error::outgoing(engine, &Condition::new("ArityMismatch", message, &[]).into_value()))
}

/// Returns what the host has under a name in a runtime: `js:Math`.
pub(super) fn foreign(target: &str) -> Result<Option<Value>> {
    peers()?.module().get_member(&crate::object::Name::new(target))
}

fn visit_all(names: &[Symbol], visit: &mut dyn FnMut(&str)) {
    for name in names {
        visit(name.as_str());
    }
}
