//! One engine with all that an instance owns, and the doors into and out of it.
//!
//! Functions that scripts call find their instance through the engine itself
//! ([`State::of`]), so that they are plain functions and capture nothing.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use rhai::{
    AST, Dynamic, Engine, EvalAltResult, ImmutableString, NativeCallContext, OptimizationLevel, Position, Scope, Token,
};
use rustc_hash::FxHashMap;

use super::error::{Exit, InFlight, Raised, Stop, leave, raise};
use super::eval::Programs;
use super::globals::Globals;
use super::library::Library;
use super::modules::{Modules, Resolver};
use super::{arithmetic, big, callable, dispatch, iterate, live, loops, native, prelude, proxy};
use crate::object::{Error, Fault, Lang, Result, release};
use crate::runtime::{Stream, guard, limits, outlet};

/// How deep an expression may nest, on the large stack of a host thread and on any other.
const DEPTHS: [usize; 2] = [512, 96];
/// A stack of this size or more is a large one, in bytes.
const LARGE_STACK: usize = 64 << 20;

/// An instance: its engine, its globals and functions, and what it has loaded.
pub(super) struct State {
    pub(super) engine: Engine,
    pub(super) globals: Globals,
    pub(super) library: Library,
    pub(super) programs: Programs,
    pub(super) modules: Modules,
    pub(super) in_flight: InFlight,
    pub(super) ambient: RefCell<FxHashMap<ImmutableString, Dynamic>>,
    alive: Cell<bool>,
}

/// The way from an engine back to its instance.
#[derive(Clone)]
struct Home(Weak<State>);

impl State {
    /// Makes an instance that has run nothing yet.
    pub(super) fn start() -> Rc<Self> {
        Rc::new_cyclic(|state| Self {
            engine: build(state),
            globals: Globals::default(),
            library: Library::default(),
            programs: Programs::default(),
            modules: Modules::default(),
            in_flight: InFlight::default(),
            ambient: RefCell::default(),
            alive: Cell::new(true),
        })
    }

    /// Returns the instance of an engine.
    pub(super) fn of(engine: &Engine) -> Raised<Rc<Self>> {
        let home = engine.default_tag().read_lock::<Home>().and_then(|home| home.0.upgrade());
        home.ok_or_else(|| EvalAltResult::ErrorRuntime("this instance has been stopped".into(), Position::NONE).into())
    }

    /// Returns whether the instance has not been stopped.
    pub(super) fn is_alive(&self) -> bool {
        self.alive.get()
    }

    /// Runs a message of another language to this instance.
    pub(super) fn receive<T>(self: &Rc<Self>, message: impl FnOnce() -> Result<T>) -> Result<T> {
        if !self.alive.get() {
            return Err(Error::new(Lang::Rhai, Fault::Gone(Lang::Rhai)));
        }
        limits::check_stack(Lang::Rhai)?;
        message()
    }

    /// Runs something in the engine for a message of another language.
    pub(super) fn enter<T>(self: &Rc<Self>, work: impl FnOnce() -> Raised<T>) -> Result<T> {
        self.receive(|| {
            let outcome = work().map_err(|raised| leave(self, raised, Exit::Function));
            release::point();
            outcome
        })
    }

    /// Sends a message for a script, which is told of a failure by an error of its own.
    pub(super) fn send<T>(self: &Rc<Self>, message: impl FnOnce() -> Result<T>) -> Raised<T> {
        let outcome = guard::guarded(Lang::Rhai, || {
            limits::check_stack(Lang::Rhai)?;
            message()
        });
        release::point();
        outcome.map_err(|error| raise(self, error).into())
    }

    /// Makes a text that was compiled faster to run, which takes nearly as long as to compile it.
    pub(super) fn optimize(&self, ast: AST) -> AST {
        self.engine.optimize_ast(&Scope::new(), ast, OptimizationLevel::Simple)
    }

    /// Calls a function of Rhai's own by name, with the first argument as its receiver.
    pub(super) fn call_native(&self, name: &str, args: &mut [&mut Dynamic]) -> Raised<Dynamic> {
        let global = self.library.template(&self.engine);
        let context = NativeCallContext::new_with_all_fields(&self.engine, name, None, &global, Position::NONE);
        context.call_native_fn_raw(name, true, args)
    }

    /// Forgets everything. Handles that were given out answer that the instance is gone.
    pub(super) fn stop(&self) {
        self.alive.set(false);
        self.globals.clear();
        self.library.clear();
        self.programs.clear();
        self.modules.clear();
        self.in_flight.clear();
        drop(self.ambient.take());
    }
}

/// Sends a message for a script that is known by its engine.
pub(super) fn send<T>(engine: &Engine, message: impl FnOnce(&Rc<State>) -> Result<T>) -> Raised<T> {
    let state = State::of(engine)?;
    state.send(|| message(&state))
}

fn build(state: &Weak<State>) -> Engine {
    let mut engine = Engine::new();
    // See `State::optimize`.
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_default_tag(Dynamic::from(Home(state.clone())));
    engine.set_module_resolver(Resolver);
    set_limits(&mut engine);
    set_callbacks(&mut engine, state);
    proxy::register(&mut engine, state);
    callable::register(&mut engine);
    arithmetic::register(&mut engine);
    big::register(&mut engine);
    live::register(&mut engine, state);
    native::register(&mut engine);
    engine
}

/// Lets the stack decide how deep calls may nest, and nothing else limit a script.
fn set_limits(engine: &mut Engine) {
    let depth = DEPTHS[usize::from(limits::stack_size() < LARGE_STACK)];
    engine.set_max_call_levels(usize::MAX);
    engine.set_max_expr_depths(depth, depth);
    engine.set_max_modules(usize::MAX);
    engine.on_progress(|operations| {
        if operations % POLLED == 0 {
            limits::give_way();
        }
        progress()
    });
}

/// After how many operations the threads of other guests may want a turn.
const POLLED: u64 = 4096;

/// Returns what ends a script that has to stop.
fn progress() -> Option<Dynamic> {
    if let Some(error) = iterate::take_unseen() {
        return Some(Dynamic::from(Stop(*error)));
    }
    let fault = if limits::stop_requested() {
        Fault::Interrupted
    } else if limits::stack_left() == 0 {
        Fault::TooDeep
    } else {
        return None;
    };
    Some(Dynamic::from(Stop(Error::new(Lang::Rhai, fault))))
}

#[expect(deprecated, reason = "Rhai marks what may still change as deprecated; its version is pinned")]
fn set_callbacks(engine: &mut Engine, state: &Weak<State>) {
    engine.on_print(|text| outlet().write(Stream::Out, &format!("{text}\n")));
    engine.on_debug(|text, source, at| {
        let place = source.map_or_else(|| at.to_string(), |source| format!("{source} @ {at}"));
        outlet().write(Stream::Out, &format!("{place} | {text}\n"));
    });
    let behind_dot = Cell::new(false);
    engine.on_parse_token(move |token, _, _| {
        let is_dot = matches!(token, Token::Period | Token::Elvis);
        prelude::map_token(loops::map_token(token), behind_dot.replace(is_dot))
    });
    let home = state.clone();
    engine.on_var(move |name, index, context| match home.upgrade() {
        Some(state) => Ok(prelude::resolve(&state, name, index, &context)),
        None => Ok(None),
    });
    let home = state.clone();
    engine.on_missing_function(move |name, args, is_method, context| match home.upgrade() {
        Some(state) => dispatch::missing(&state, name, args, is_method, &context),
        None => Ok(None),
    });
}
