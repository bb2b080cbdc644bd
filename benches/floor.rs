//! The floor under the other numbers: each engine through its crate, with no host between,
//! and one bridge between two engines written by hand, without a protocol.

use std::cell::RefCell;
use std::thread;

use divan::Bencher;
use divan::counter::ItemsCount;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// As much stack as the other benches have, in bytes.
const STACK: usize = 512 << 20;

/// How often a loop calls.
const CALLS: u32 = 1000;

fn main() {
    Python::initialize();
    let thread = thread::Builder::new().stack_size(STACK).spawn(divan::main).expect("there is memory for a stack");
    thread.join().expect("no bench panics");
}

/// A sum from text to value, compiled each time.
mod eval {
    use divan::Bencher;
    use pyo3::prelude::*;

    use super::with_js;

    #[divan::bench]
    fn py(bench: Bencher<'_, '_>) {
        Python::attach(|py| {
            bench.bench_local(|| py.eval(c"1 + 1", None, None).and_then(|sum| sum.extract::<i64>()).expect("a sum"));
        });
    }

    #[divan::bench]
    fn js(bench: Bencher<'_, '_>) {
        with_js(|ctx| bench.bench_local(|| ctx.eval::<i64, _>("1 + 1").expect("a sum")));
    }

    #[divan::bench]
    fn rhai(bench: Bencher<'_, '_>) {
        let engine = rhai::Engine::new();
        bench.bench_local(|| engine.eval_expression::<i64>("1 + 1").expect("a sum"));
    }

    #[divan::bench]
    fn lisp(bench: Bencher<'_, '_>) {
        let mut engine = steel::steel_vm::engine::Engine::new();
        bench.bench_local(|| engine.run("(+ 1 1)").expect("a sum"));
    }
}

/// A call of the identity function from Rust.
mod call {
    use divan::Bencher;
    use pyo3::prelude::*;

    use super::with_js;

    #[divan::bench]
    fn py(bench: Bencher<'_, '_>) {
        Python::attach(|py| {
            let identity = py.eval(c"lambda x: x", None, None).expect("a function");
            bench.bench_local(|| identity.call1((1_i64,)).and_then(|same| same.extract::<i64>()).expect("the integer"));
        });
    }

    #[divan::bench]
    fn js(bench: Bencher<'_, '_>) {
        with_js(|ctx| {
            let identity: rquickjs::Function<'_> = ctx.eval("x => x").expect("a function");
            bench.bench_local(|| identity.call::<_, i64>((1_i64,)).expect("the integer"));
        });
    }

    #[divan::bench]
    fn rhai(bench: Bencher<'_, '_>) {
        let engine = rhai::Engine::new();
        let program = engine.compile("fn identity(x) { x }").expect("a program");
        let call = || engine.call_fn::<i64>(&mut rhai::Scope::new(), &program, "identity", (1_i64,));
        bench.bench_local(|| call().expect("the integer"));
    }

    #[divan::bench]
    fn lisp(bench: Bencher<'_, '_>) {
        let mut engine = steel::steel_vm::engine::Engine::new();
        engine.run("(define (identity x) x)").expect("a definition");
        let identity = engine.extract_value("identity").expect("it was defined");
        let args = || vec![steel::SteelVal::IntV(1)];
        bench.bench_local(|| engine.call_function_with_args(identity.clone(), args()).expect("the integer"));
    }
}

/// A thousand calls in a loop of Python, of a function that calls one in JavaScript: the least that
/// `call::thousand_from_a_loop[py -> js]` could cost.
#[divan::bench]
fn hand_written_py_to_js(bench: Bencher<'_, '_>) {
    let runtime = rquickjs::Runtime::new().expect("there is memory");
    let context = rquickjs::Context::full(&runtime).expect("there is memory");
    let identity = context.with(|ctx| {
        let identity: rquickjs::Function<'_> = ctx.eval("x => x").expect("a function");
        rquickjs::Persistent::save(&ctx, identity)
    });
    BRIDGE.set(Some((context, identity)));
    Python::attach(|py| {
        let call = wrap_pyfunction!(call_js, py).expect("a function");
        let scope = PyDict::new(py);
        let text = c"def run(f, n):\n    for _ in range(n):\n        f(1)";
        py.run(text, Some(&scope), None).expect("a definition");
        let run = scope.get_item("run").ok().flatten().expect("it was defined");
        bench.counter(ItemsCount::new(CALLS)).bench_local(|| run.call1((&call, CALLS)).expect("it runs"));
    });
    drop(BRIDGE.take());
}

type Bridge = (rquickjs::Context, rquickjs::Persistent<rquickjs::Function<'static>>);

thread_local! {
    static BRIDGE: RefCell<Option<Bridge>> = const { RefCell::new(None) };
}

/// Calls the JavaScript function of the bridge.
#[pyfunction]
fn call_js(number: i64) -> i64 {
    BRIDGE.with_borrow(|bridge| {
        let (context, identity) = bridge.as_ref().expect("the bench has set it");
        context.with(|ctx| identity.clone().restore(&ctx).and_then(|js| js.call((number,))).expect("the integer"))
    })
}

fn with_js(work: impl FnOnce(&rquickjs::Ctx<'_>)) {
    let runtime = rquickjs::Runtime::new().expect("there is memory");
    rquickjs::Context::full(&runtime).expect("there is memory").with(|ctx| work(&ctx));
}
