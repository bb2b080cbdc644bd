//! Members and items of another language, read by hand: stand-ins in raw C interfaces that know one object each, whose
//! one member is an integer, and check nothing. It is the least that such a reading could cost.

use std::cell::Cell;
use std::ffi::{c_int, c_uint, c_ulong};
use std::ptr;
use std::time::Instant;

use polytarget::{Host, Lang, Value};
use pyo3::ffi;
use pyo3::prelude::*;
use rquickjs::qjs::{self, JSAtom, JSContext, JSValue};

use crate::bridge::{CONTEXT, evaluate, python_loop, small};
use crate::{TURNS, per_turn};

/// What is read, by whom, of whom: the loop, what makes the thing that is read.
pub(crate) struct Reading {
    pub(crate) what: &'static str,
    pub(crate) from: Lang,
    pub(crate) to: Lang,
    work: &'static str,
    thing: &'static str,
}

/// The readings that are compared.
pub(crate) const READINGS: [Reading; 3] = [
    Reading {
        what: "member",
        from: Lang::Py,
        to: Lang::Js,
        work: "def run(o, n):\n    for _ in range(n):\n        o.x\nrun",
        thing: "({ x: 1 })",
    },
    Reading {
        what: "member",
        from: Lang::Js,
        to: Lang::Py,
        work: "(o, n) => { for (let i = 0; i < n; i++) o.x; }",
        thing: "type('Thing', (), {})()",
    },
    Reading {
        what: "iterate",
        from: Lang::Py,
        to: Lang::Js,
        work: "def run(items, n):\n    for _ in items:\n        pass\nrun",
        thing: "Array.from({ length: 10000 }, (_, i) => i)",
    },
];

thread_local! {
    /// What is read of JavaScript, and how far.
    static JS_THING: Cell<JSValue> = const { Cell::new(qjs::JS_UNDEFINED) };
    static NEXT: Cell<i64> = const { Cell::new(0) };
    /// What is read of Python.
    static PY_THING: Cell<*mut ffi::PyObject> = const { Cell::new(ptr::null_mut()) };
    /// The name of the member in both languages.
    static ATOM: Cell<JSAtom> = const { Cell::new(0) };
    static NAME: Cell<*mut ffi::PyObject> = const { Cell::new(ptr::null_mut()) };
}

impl Reading {
    /// Makes what is read through the host, and returns how long a turn takes.
    pub(crate) fn through(&self, host: &Host) -> impl Fn() -> f64 {
        let run = host.eval(self.from, self.work).expect("a function");
        let thing = host.eval(self.to, self.thing).expect("an object");
        if self.to == Lang::Py {
            let one = host.eval(Lang::Py, "lambda o: setattr(o, 'x', 1)").expect("a function");
            one.as_object().expect("a function").call(slice(&thing)).expect("it is set");
        }
        move || {
            let start = Instant::now();
            let args = [thing.clone(), i64::from(TURNS).into()];
            run.as_object().expect("a function").call(&args).expect("it runs");
            per_turn(start.elapsed())
        }
    }

    /// Reads by hand. The context of the bridge is alive.
    pub(crate) fn by_hand(&self) -> f64 {
        Python::attach(|py| match self.from {
            Lang::Py => self.in_python(py),
            _ => self.in_js(py),
        })
    }

    fn in_python(&self, py: Python<'_>) -> f64 {
        let name = pyo3::types::PyString::intern(py, "x");
        let run = python_loop(py, self.work);
        let ctx = CONTEXT.get();
        // SAFETY: the context is alive, and the type was made for objects without a part of their own.
        let thing = unsafe {
            JS_THING.set(evaluate(ctx, self.thing));
            ATOM.set(qjs::JS_NewAtomLen(ctx, c"x".as_ptr(), 1));
            Bound::from_owned_ptr(py, ffi::PyType_GenericAlloc(python_type().cast(), 0))
        };
        NAME.set(name.as_ptr());
        let start = Instant::now();
        run.call1((thing, TURNS)).expect("it runs");
        let time = per_turn(start.elapsed());
        // SAFETY: these counts are ours.
        unsafe {
            qjs::JS_FreeAtom(ctx, ATOM.get());
            qjs::JS_FreeValue(ctx, JS_THING.replace(qjs::JS_UNDEFINED));
        }
        time
    }

    fn in_js(&self, py: Python<'_>) -> f64 {
        let name = pyo3::types::PyString::intern(py, "x");
        let text = std::ffi::CString::new(self.thing).expect("a text without NUL");
        let thing = py.eval(&text, None, None).expect("an object");
        thing.setattr(&name, 1).expect("it is set");
        NAME.set(name.as_ptr());
        PY_THING.set(thing.as_ptr());
        let ctx = CONTEXT.get();
        // SAFETY: the context is alive; each count that is given back is ours.
        unsafe {
            ATOM.set(qjs::JS_NewAtomLen(ctx, c"x".as_ptr(), 1));
            let run = evaluate(ctx, self.work);
            let mut args =
                [qjs::JS_NewObjectClass(ctx, js_class(ctx)), qjs::JS_MKVAL(qjs::JS_TAG_INT, TURNS.cast_signed())];
            let start = Instant::now();
            qjs::JS_Call(ctx, run, qjs::JS_UNDEFINED, 2, args.as_mut_ptr());
            let time = per_turn(start.elapsed());
            qjs::JS_FreeValue(ctx, args[0]);
            qjs::JS_FreeValue(ctx, run);
            qjs::JS_FreeAtom(ctx, ATOM.get());
            time
        }
    }
}

fn slice(value: &Value) -> &[Value] {
    std::slice::from_ref(value)
}

/// Makes the type of the stand-in in Python.
fn python_type() -> *mut ffi::PyObject {
    let slot = |slot: c_int, function: *mut std::ffi::c_void| ffi::PyType_Slot { slot, pfunc: function };
    let mut slots = [
        slot(ffi::Py_tp_getattro, get_attribute as ffi::getattrofunc as *mut _),
        slot(ffi::Py_tp_iter, iterate as ffi::getiterfunc as *mut _),
        slot(ffi::Py_tp_iternext, next as ffi::iternextfunc as *mut _),
        slot(0, ptr::null_mut()),
    ];
    let mut spec = ffi::PyType_Spec {
        name: c"bench.Thing".as_ptr(),
        basicsize: c_int::try_from(size_of::<ffi::PyObject>()).expect("two words"),
        itemsize: 0,
        flags: c_uint::try_from(ffi::Py_TPFLAGS_DEFAULT as c_ulong).expect("type flags have 32 bits"),
        slots: slots.as_mut_ptr(),
    };
    // SAFETY: the specification and its slots are alive for the call, which copies them, and of the right types.
    unsafe { ffi::PyType_FromSpec(&raw mut spec) }
}

unsafe extern "C" fn get_attribute(_: *mut ffi::PyObject, name: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: context and thing are alive while the loop runs.
    unsafe {
        if name != NAME.get() {
            ffi::PyErr_SetObject(ffi::PyExc_AttributeError, name);
            return ptr::null_mut();
        }
        let value = qjs::JS_GetProperty(CONTEXT.get(), JS_THING.get(), ATOM.get());
        ffi::PyLong_FromLong(qjs::JS_VALUE_GET_INT(value).into())
    }
}

unsafe extern "C" fn iterate(own: *mut ffi::PyObject) -> *mut ffi::PyObject {
    NEXT.set(0);
    // SAFETY: Python passes a living object.
    unsafe { ffi::Py_NewRef(own) }
}

unsafe extern "C" fn next(_: *mut ffi::PyObject) -> *mut ffi::PyObject {
    let index = NEXT.replace(NEXT.get() + 1);
    if index >= i64::from(TURNS) {
        return ptr::null_mut();
    }
    // SAFETY: context and thing are alive while the loop runs.
    unsafe {
        let value = qjs::JS_GetPropertyInt64(CONTEXT.get(), JS_THING.get(), index);
        ffi::PyLong_FromLong(qjs::JS_VALUE_GET_INT(value).into())
    }
}

/// Makes the class of the stand-in in JavaScript.
///
/// # Safety
///
/// The context must be alive.
unsafe fn js_class(ctx: *mut JSContext) -> qjs::JSClassID {
    struct Table(qjs::JSClassExoticMethods);
    // SAFETY: the table is made of function pointers that are never changed.
    unsafe impl Sync for Table {}
    static TABLE: Table = Table(qjs::JSClassExoticMethods {
        get_own_property: None,
        get_own_property_names: None,
        delete_property: None,
        define_own_property: None,
        has_property: None,
        get_property: Some(get_property),
        set_property: None,
    });
    let definition = qjs::JSClassDef {
        class_name: c"Thing".as_ptr(),
        finalizer: None,
        gc_mark: None,
        call: None,
        exotic: (&raw const TABLE.0).cast_mut(),
    };
    let mut id = 0;
    // SAFETY: the runtime is alive as its context is, and the definition for the call, which copies it.
    unsafe {
        let rt = qjs::JS_GetRuntime(ctx);
        qjs::JS_NewClassID(rt, &raw mut id);
        qjs::JS_NewClass(rt, id, &raw const definition);
    }
    id
}

unsafe extern "C" fn get_property(_: *mut JSContext, _: JSValue, name: JSAtom, _: JSValue) -> JSValue {
    if name != ATOM.get() {
        return qjs::JS_UNDEFINED;
    }
    // SAFETY: thing and name are alive while the loop runs, and the lock is held.
    unsafe {
        let value = ffi::PyObject_GetAttr(PY_THING.get(), NAME.get());
        let number = small(value);
        ffi::Py_DECREF(value);
        qjs::JS_MKVAL(qjs::JS_TAG_INT, number)
    }
}
