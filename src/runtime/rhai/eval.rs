//! Running a text: compiling it once, and evaluating it statement by statement.
//!
//! A text is kept, and made faster, when it comes for the second time; one that may be run for
//! long within is made faster at once.
//!
//! Between two statements the evaluation publishes what it defined, and takes
//! in what evaluations nested in it have defined.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use indexmap::IndexMap;
use rhai::{Caches, Dynamic, EvalAltResult, EvalContext, Expression, GlobalRuntimeState, ImmutableString, Scope};
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::convert;
use super::engine::State;
use super::error::{Exit, Raised, leave, of_parse};
use super::globals::Seen;
use super::loops;
use super::program::{self, Program};
use crate::object::{Error, Fault, Lang, Name, Result, Value, absent, read_name, release};
use crate::runtime::{Kind, Sights, Source, limits};

/// The compiled texts of an instance.
#[derive(Default)]
pub(super) struct Programs {
    cache: RefCell<IndexMap<Box<str>, Rc<Program>, FxBuildHasher>>,
    assigned: RefCell<FxHashSet<ImmutableString>>,
    captures: Cell<bool>,
    sights: Sights,
}

impl Programs {
    /// How many texts are kept compiled.
    const KEPT: usize = 256;
    /// A longer text than this is not kept, in bytes.
    const LONGEST: usize = 16 << 10;

    /// Returns whether some text assigns to a variable of this name.
    pub(super) fn is_assigned(&self, name: &str) -> bool {
        self.assigned.borrow().contains(name)
    }

    /// Returns whether closures of some text capture variables.
    pub(super) fn has_captures(&self) -> bool {
        self.captures.get()
    }

    /// Forgets all texts.
    pub(super) fn clear(&self) {
        drop(self.cache.take());
    }

    fn compiled(&self, state: &State, source: &Source<'_>) -> Result<Rc<Program>> {
        if let Some(program) = self.cache.borrow().get(source.text) {
            return Ok(program.clone());
        }
        let ast = state.engine.compile(source.text).map_err(|error| of_parse(&error, source.name, source.text))?;
        let again = self.sights.again(source.text);
        let ast = if again || !program::is_straight(&ast) { state.optimize(ast) } else { ast };
        let program = Rc::new(Program::new(loops::fill(state, ast, source.text)));
        self.learn(&program);
        if again {
            self.keep(source.text, &program);
        }
        Ok(program)
    }

    /// Notes what a text does with variables.
    pub(super) fn learn(&self, program: &Program) {
        self.assigned.borrow_mut().extend(program.assigned.iter().cloned());
        self.captures.set(self.captures.get() || program.captures);
    }

    fn keep(&self, text: &str, program: &Rc<Program>) {
        if text.len() > Self::LONGEST {
            return;
        }
        let mut cache = self.cache.borrow_mut();
        if cache.len() >= Self::KEPT {
            // The oldest half goes at once, so that a shift of the table is rare.
            cache.drain(..Self::KEPT / 2);
        }
        cache.insert(text.into(), program.clone());
    }
}

/// Runs a text in an instance.
pub(super) fn eval(state: &Rc<State>, source: &Source<'_>) -> Result<Value> {
    if !state.is_alive() {
        return Err(Error::new(Lang::Rhai, Fault::Gone(Lang::Rhai)));
    }
    limits::check_stack(Lang::Rhai)?;
    let program = state.programs.compiled(state, source)?;
    let outcome = Evaluation::start(state, &program, source.name).run(&program);
    let outcome = outcome.map_err(|raised| leave(state, raised, Exit::Text(source.name)));
    release::point();
    let value = outcome?;
    match source.kind {
        Kind::Script => Ok(Value::Nothing),
        _ if value.is_array() || value.is_map() || value.is_blob() => by_path(state, &program, value),
        Kind::Cell | Kind::Part => convert::to_value(state, value),
    }
}

/// Returns the very array or map that `a.b.c` names, where its value is a copy of it.
fn by_path(state: &Rc<State>, program: &Program, value: Dynamic) -> Result<Value> {
    let path = program.last_path().unwrap_or_default();
    let Some(variable) = path.first().and_then(|name| state.globals.get(name)) else {
        return convert::to_value(state, value);
    };
    let mut found = convert::to_value(state, variable)?;
    for name in &path[1..] {
        let Value::Object(object) = &found else { break };
        let name = Name::new(name);
        found = match read_name(object, object.traits(), &name)? {
            Some(member) => member,
            None => absent(object, &name)?,
        };
    }
    Ok(found)
}

/// One text as it runs.
struct Evaluation<'a> {
    state: &'a Rc<State>,
    scope: Scope<'static>,
    global: GlobalRuntimeState,
    caches: Caches,
    seen: Seen,
    version: u64,
}

impl<'a> Evaluation<'a> {
    fn start(state: &'a Rc<State>, program: &Program, name: &str) -> Self {
        if !program.mentioned.replace(true) {
            state.library.mention(program.members.iter());
        }
        state.library.mention(program.calls.iter().filter(|call| call.is_of(|name| state.globals.is_callable(name))));
        if program.added_at.get() != state.library.version() {
            state.library.add(program.functions(), &name.into());
            program.added_at.set(state.library.version());
        }
        let mut scope = Scope::new();
        let seen = state.globals.fill(&mut scope, program.variables());
        let mut global = state.library.global(&state.engine);
        global.source = Some(program.source(name));
        Self { state, scope, global, caches: Caches::new(), seen, version: state.library.version() }
    }

    fn run(mut self, program: &Program) -> Raised<Dynamic> {
        let imports = self.global.num_imports();
        let mut result = Dynamic::UNIT;
        for (step, copied) in program.steps() {
            self.take_in(program);
            let outcome = self.step(&step).map(|value| if copied { value.flatten() } else { value });
            self.state.globals.publish(&mut self.scope, &self.seen);
            result = match outcome.map_err(|raised| *raised) {
                Ok(value) => value,
                Err(EvalAltResult::Return(value, _)) => {
                    result = value;
                    break;
                }
                Err(raised) => return Err(raised.into()),
            };
        }
        if self.global.num_imports() != imports {
            self.state.library.keep_imports(&self.global);
        }
        Ok(result)
    }

    #[expect(deprecated, reason = "Rhai marks what may still change as deprecated; its version is pinned")]
    fn step(&mut self, step: &Expression<'_>) -> Raised<Dynamic> {
        let (global, caches, scope) = (&mut self.global, &mut self.caches, &mut self.scope);
        let mut context = EvalContext::new(&self.state.engine, global, caches, scope, None);
        context.eval_expression_tree_raw(step, false)
    }

    /// Takes in what nested evaluations have defined.
    fn take_in(&mut self, program: &Program) {
        if self.state.globals.enter(&mut self.scope, &mut self.seen, program.variables()) {
            // The places of variables were counted before there were more of them.
            self.global.always_search_scope = true;
        }
        let version = self.state.library.version();
        if self.version != version {
            self.version = version;
            self.state.library.refresh(&mut self.global);
            self.caches = Caches::new();
        }
    }
}
