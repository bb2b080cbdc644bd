//! A bridge between Python and JavaScript that is written by hand: a function of each in the other, for one
//! integer, in raw C interfaces. It checks nothing and keeps no identity: it is the least that a call could cost.

use std::cell::Cell;
use std::ffi::c_int;
use std::time::Instant;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rquickjs::qjs::{self, JSContext, JSValue};

use crate::own::{JS_LOOP, PY_LOOP};
use crate::per_turn;

thread_local! {
    pub(crate) static CONTEXT: Cell<*mut JSContext> = const { Cell::new(std::ptr::null_mut()) };
    static JS_IDENTITY: Cell<JSValue> = const { Cell::new(qjs::JS_UNDEFINED) };
    static PY_IDENTITY: Cell<*mut ffi::PyObject> = const { Cell::new(std::ptr::null_mut()) };
}

/// Loops of both languages and what they call.
pub(crate) struct Bridge<'py> {
    py_loop: Bound<'py, PyAny>,
    js_in_py: Bound<'py, PyAny>,
    ctx: *mut JSContext,
    js_loop: JSValue,
    py_in_js: JSValue,
}

/// Runs `work` with a bridge.
pub(crate) fn with(work: impl FnOnce(&Bridge<'_>)) {
    let runtime = rquickjs::Runtime::new().expect("there is memory");
    let context = rquickjs::Context::full(&runtime).expect("there is memory");
    context.with(|ctx| {
        Python::attach(|py| {
            let raw = ctx.as_raw().as_ptr();
            let identity = py.eval(c"lambda x: x", None, None).expect("a function");
            // SAFETY: the context is alive, and the function has the signature that its protocol asks for.
            let (js_identity, js_loop, py_in_js) = unsafe {
                let protocol = qjs::JSCFunctionEnum_JS_CFUNC_generic;
                let py_in_js = qjs::JS_NewCFunction2(raw, Some(call_py), c"f".as_ptr(), 1, protocol, 0);
                (evaluate(raw, "x => x"), evaluate(raw, JS_LOOP), py_in_js)
            };
            CONTEXT.set(raw);
            JS_IDENTITY.set(js_identity);
            PY_IDENTITY.set(identity.as_ptr());
            let (py_loop, js_in_py) = (python_loop(py, PY_LOOP), function(py));
            work(&Bridge { py_loop, js_in_py, ctx: raw, js_loop, py_in_js });
            for value in [js_identity, js_loop, py_in_js] {
                // SAFETY: each count is ours, and nothing is called any more.
                unsafe { qjs::JS_FreeValue(raw, value) };
            }
        });
    });
}

/// Evaluates a text whose last line is the name of a function, `run`.
pub(crate) fn python_loop<'py>(py: Python<'py>, text: &str) -> Bound<'py, PyAny> {
    let scope = PyDict::new(py);
    let (definition, _) = text.rsplit_once('\n').expect("its last line is its value");
    let definition = std::ffi::CString::new(format!("{definition}\n")).expect("a text without NUL");
    py.run(&definition, Some(&scope), None).expect("a definition");
    scope.get_item("run").ok().flatten().expect("it was defined")
}

/// Returns the function of Python that calls JavaScript.
fn function(py: Python<'_>) -> Bound<'_, PyAny> {
    let definition = Box::leak(Box::new(ffi::PyMethodDef {
        ml_name: c"f".as_ptr(),
        ml_meth: ffi::PyMethodDefPointer { PyCFunction: call_js },
        ml_flags: ffi::METH_O,
        ml_doc: std::ptr::null(),
    }));
    // SAFETY: the definition lives for ever, and its function has the signature that its flag asks for.
    unsafe { Bound::from_owned_ptr(py, ffi::PyCFunction_NewEx(definition, std::ptr::null_mut(), std::ptr::null_mut())) }
}

/// Evaluates a text.
///
/// # Safety
///
/// The context must be alive.
pub(crate) unsafe fn evaluate(ctx: *mut JSContext, text: &str) -> JSValue {
    let text = std::ffi::CString::new(text).expect("a text without NUL");
    let flags = qjs::JS_EVAL_TYPE_GLOBAL.cast_signed();
    // SAFETY: the caller vouches for the context, and the length excludes the NUL.
    unsafe { qjs::JS_Eval(ctx, text.as_ptr(), text.count_bytes() as qjs::size_t, c"bridge".as_ptr(), flags) }
}

/// Returns the value of a small integer.
///
/// # Safety
///
/// The object must be a living `int`.
pub(crate) unsafe fn small(number: *mut ffi::PyObject) -> i32 {
    // SAFETY: the caller vouches for the object.
    i32::try_from(unsafe { ffi::PyLong_AsLong(number) }).unwrap_or_default()
}

unsafe extern "C" fn call_js(_: *mut ffi::PyObject, arg: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: Python passes an `int`; context and function are alive as long as the bridge.
    unsafe {
        let mut number = qjs::JS_MKVAL(qjs::JS_TAG_INT, small(arg));
        let same = qjs::JS_Call(CONTEXT.get(), JS_IDENTITY.get(), qjs::JS_UNDEFINED, 1, &raw mut number);
        ffi::PyLong_FromLong(qjs::JS_VALUE_GET_INT(same).into())
    }
}

unsafe extern "C" fn call_py(_: *mut JSContext, _: JSValue, _: c_int, args: *mut JSValue) -> JSValue {
    // SAFETY: JavaScript passes one integer, and the function is alive as long as the bridge. The lock is held.
    unsafe {
        let arg = ffi::PyLong_FromLong(qjs::JS_VALUE_GET_INT(*args).into());
        let same = ffi::PyObject_CallOneArg(PY_IDENTITY.get(), arg);
        let number = small(same);
        ffi::Py_DECREF(same);
        ffi::Py_DECREF(arg);
        qjs::JS_MKVAL(qjs::JS_TAG_INT, number)
    }
}

impl Bridge<'_> {
    /// Runs the loop of Python over the function of JavaScript.
    pub(crate) fn py_to_js(&self, turns: u32) -> f64 {
        let start = Instant::now();
        self.py_loop.call1((&self.js_in_py, turns)).expect("it runs");
        per_turn(start.elapsed())
    }

    /// Runs the loop of JavaScript over the function of Python.
    pub(crate) fn js_to_py(&self, turns: u32) -> f64 {
        let turns = qjs::JS_MKVAL(qjs::JS_TAG_INT, turns.cast_signed());
        let mut args = [self.py_in_js, turns];
        let start = Instant::now();
        // SAFETY: all are alive; what is returned is undefined, which has no count.
        unsafe {
            qjs::JS_Call(self.ctx, self.js_loop, qjs::JS_UNDEFINED, 2, args.as_mut_ptr());
        }
        per_turn(start.elapsed())
    }
}
