//! Evaluation through the engines' crates, with no host between.

use std::ffi::CString;
use std::hint::black_box;
use std::time::Instant;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::types::code::{PyCode, PyCodeInput, PyCodeMethods};
use rquickjs::qjs;

use crate::{TURNS, per_turn};

/// A function that calls another so many times with an integer.
pub(crate) const PY_LOOP: &str = "\
def run(f, n):
    for _ in range(n):
        f(1)
run";

/// The same in JavaScript.
pub(crate) const JS_LOOP: &str = "(f, n) => { for (let i = 0; i < n; i++) f(1); }";

/// Evaluates compiled code of Python.
pub(crate) fn warm_py() -> f64 {
    Python::attach(|py| {
        let code = PyCode::compile(py, c"1 + 2", c"sum", PyCodeInput::Eval).expect("an expression");
        let globals = PyDict::new(py);
        let start = Instant::now();
        for _ in 0..TURNS {
            let sum = code.run(Some(&globals), None).and_then(|sum| sum.extract::<i64>());
            black_box(sum.expect("a sum"));
        }
        per_turn(start.elapsed())
    })
}

/// Evaluates a text of Python.
pub(crate) fn cold_py(text: &str) {
    let text = CString::new(text).expect("a text without NUL");
    Python::attach(|py| {
        let sum = py.eval(&text, None, None).and_then(|sum| sum.extract::<i64>());
        black_box(sum.expect("a sum"));
    });
}

/// An engine of JavaScript of its own.
pub(crate) struct Js<'js>(rquickjs::Ctx<'js>);

/// Runs `work` with an engine of JavaScript.
pub(crate) fn with_js(work: impl FnOnce(&Js<'_>)) {
    let runtime = rquickjs::Runtime::new().expect("there is memory");
    rquickjs::Context::full(&runtime).expect("there is memory").with(|ctx| work(&Js(ctx)));
}

impl Js<'_> {
    /// Evaluates compiled code of JavaScript.
    pub(crate) fn warm(&self) -> f64 {
        let ctx = self.0.as_raw().as_ptr();
        let text = c"1 + 2";
        let flags = (qjs::JS_EVAL_TYPE_GLOBAL | qjs::JS_EVAL_FLAG_COMPILE_ONLY).cast_signed();
        // SAFETY: the context is alive, and the length excludes the NUL. Each evaluation takes over the count that
        // is made for it and returns an integer, which has none; the last count is given back at the end.
        unsafe {
            let code = qjs::JS_Eval(ctx, text.as_ptr(), text.count_bytes() as qjs::size_t, c"sum".as_ptr(), flags);
            let start = Instant::now();
            for _ in 0..TURNS {
                let sum = qjs::JS_EvalFunction(ctx, qjs::JS_DupValue(ctx, code));
                black_box(qjs::JS_VALUE_GET_INT(sum));
            }
            let time = per_turn(start.elapsed());
            qjs::JS_FreeValue(ctx, code);
            time
        }
    }

    /// Evaluates a text of JavaScript.
    pub(crate) fn cold(&self, text: &str) {
        black_box(self.0.eval::<i64, _>(text).expect("a sum"));
    }
}
