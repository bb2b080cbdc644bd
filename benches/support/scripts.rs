//! Evaluation and calls through the crates of Rhai and Steel, with no host between.

use std::cell::RefCell;
use std::hint::black_box;
use std::time::Instant;

use rhai::{AST, Scope};
use steel::SteelVal;

use crate::{TURNS, per_turn};

/// An engine of Rhai of its own.
pub(crate) struct Rhai {
    engine: rhai::Engine,
    sum: AST,
    identity: AST,
}

impl Rhai {
    pub(crate) fn new() -> Self {
        let engine = rhai::Engine::new();
        // As it is written: an optimized sum would be a constant.
        let mut plain = rhai::Engine::new();
        plain.set_optimization_level(rhai::OptimizationLevel::None);
        let sum = plain.compile("1 + 2").expect("an expression");
        let identity = engine.compile("fn identity(x) { x }").expect("a function");
        Self { engine, sum, identity }
    }

    /// Evaluates compiled code.
    pub(crate) fn warm(&self) -> f64 {
        let start = Instant::now();
        for _ in 0..TURNS {
            black_box(self.engine.eval_ast_with_scope::<i64>(&mut Scope::new(), &self.sum).expect("a sum"));
        }
        per_turn(start.elapsed())
    }

    /// Evaluates a text.
    pub(crate) fn cold(&self, text: &str) {
        black_box(self.engine.eval::<i64>(text).expect("a sum"));
    }

    /// Calls a function.
    pub(crate) fn call(&self) -> f64 {
        let start = Instant::now();
        for _ in 0..TURNS {
            let same = self.engine.call_fn::<i64>(&mut Scope::new(), &self.identity, "identity", (1_i64,));
            black_box(same.expect("an integer"));
        }
        per_turn(start.elapsed())
    }
}

/// An engine of Steel of its own.
pub(crate) struct Lisp(RefCell<steel::steel_vm::engine::Engine>);

impl Lisp {
    pub(crate) fn new() -> Self {
        Self(RefCell::new(steel::steel_vm::engine::Engine::new()))
    }

    /// Evaluates compiled code.
    pub(crate) fn warm(&self) -> f64 {
        let mut engine = self.0.borrow_mut();
        let program = engine.emit_raw_program_no_path("(+ 1 2)").expect("an expression");
        let sum = engine.raw_program_to_executable(program).expect("an expression");
        let start = Instant::now();
        for _ in 0..TURNS {
            black_box(engine.run_executable(&sum).expect("a sum"));
        }
        per_turn(start.elapsed())
    }

    /// Evaluates a text.
    pub(crate) fn cold(&self, text: String) {
        black_box(self.0.borrow_mut().run(text).expect("a sum"));
    }

    /// Calls a function.
    pub(crate) fn call(&self) -> f64 {
        let mut engine = self.0.borrow_mut();
        let identity = engine.run("(lambda (x) x)").expect("a function").pop().expect("a function");
        let start = Instant::now();
        for _ in 0..TURNS {
            let same = engine.call_function_with_args(identity.clone(), vec![SteelVal::IntV(1)]);
            black_box(same.expect("an integer"));
        }
        per_turn(start.elapsed())
    }
}
