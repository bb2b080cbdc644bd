//! Memory is shared between languages without a copy, and stays where it is while it is.

mod arrays;

use polytarget::object::buffer::leases;
use polytarget::object::release;
use polytarget::{Host, Lang, ObjectRef, Source, Value};

use crate::support::on_host;

/// Runs code in an instance of its own and returns what it makes.
#[track_caller]
fn make(host: &Host, lang: Lang, code: &str) -> ObjectRef {
    match run(host, lang, code) {
        Ok(Value::Object(object)) => object,
        other => panic!("{lang}: {code}: {other:?}"),
    }
}

fn run(host: &Host, lang: Lang, code: &str) -> Result<Value, String> {
    host.run(lang, &Source::cell(code)).map_err(|error| error.to_string())
}

#[track_caller]
fn call(function: &ObjectRef, args: &[Value]) -> Value {
    function.call(args).unwrap_or_else(|error| panic!("{}", error.report()))
}

fn address(object: &ObjectRef) -> usize {
    object.buffer().unwrap_or_else(|error| panic!("{}", error.report())).start().as_ptr().addr()
}

/// Returns the memory of this process that is in RAM, in bytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

const MEGABYTE: usize = 1 << 20;

#[test]
fn a_hundred_megabytes_of_python_are_the_same_memory_in_javascript() {
    on_host(|host| {
        let owner = make(host, Lang::Py, "bytearray(b'\\1') * (100 << 20)");
        let show = make(host, Lang::Js, "(o) => polytarget.view(o)");
        let before = resident();
        let view = call(&show, &[owner.clone().into()]);
        let view = view.as_object().unwrap().clone();
        assert_eq!(address(&view), address(&owner));
        let total = make(host, Lang::Js, "(v) => { v[0] = 7; return v.length }");
        assert_eq!(format!("{:?}", call(&total, &[view.into()])), "Int(104857600)");
        assert_eq!(format!("{:?}", owner.get_item(&0.into()).unwrap()), "Some(Int(7))");
        assert!(resident() < before + MEGABYTE, "{} bytes more", resident() - before);
    });
}

#[test]
fn a_hundred_megabytes_of_javascript_are_the_same_memory_in_python() {
    on_host(|host| {
        let owner = make(host, Lang::Js, "new Uint8Array(100 << 20).fill(1)");
        let show = make(host, Lang::Py, "memoryview");
        let before = resident();
        let view = call(&show, &[owner.clone().into()]);
        let view = view.as_object().unwrap().clone();
        assert_eq!(address(&view), address(&owner));
        view.set_item(&3.into(), 9.into()).unwrap();
        assert_eq!(format!("{:?}", owner.get_item(&3.into()).unwrap()), "Some(Int(9))");
        assert!(resident() < before + MEGABYTE, "{} bytes more", resident() - before);
    });
}

/// Checks what a function of JavaScript says of memory that Python made.
#[track_caller]
fn check_js(host: &Host, owner: &str, function: &str, expect: &str) {
    let (owner, function) = (make(host, Lang::Py, owner), make(host, Lang::Js, function));
    let said = match function.call(&[owner.into()]) {
        Ok(Value::Text(text)) => text.to_string(),
        Ok(other) => format!("{other:?}"),
        Err(error) => error.to_string(),
    };
    assert_eq!(said, expect, "{function:?}");
}

/// Checks what an expression of Python says of memory that JavaScript made.
#[track_caller]
fn check_py(host: &Host, owner: &str, expression: &str, expect: &str) {
    let owner = make(host, Lang::Js, owner);
    let function = make(host, Lang::Py, &format!("import array; lambda o: {expression}"));
    let said = match function.call(&[owner.into()]) {
        Ok(value) => format!("{value}"),
        Err(error) => error.to_string(),
    };
    assert_eq!(said, expect, "{expression}");
}

#[test]
fn every_typed_array_has_its_format_in_python() {
    on_host(|host| {
        let cases = [
            ("new Int8Array([-1, 2])", "b 1 [-1, 2]"),
            ("new Uint8Array([1, 2])", "B 1 [1, 2]"),
            ("new Uint8ClampedArray([1, 300])", "B 1 [1, 255]"),
            ("new Int16Array([-1, 2])", "h 2 [-1, 2]"),
            ("new Uint16Array([1, 2])", "H 2 [1, 2]"),
            ("new Int32Array([-1, 2])", "i 4 [-1, 2]"),
            ("new Uint32Array([1, 2])", "I 4 [1, 2]"),
            ("new BigInt64Array([-1n, 2n])", "q 8 [-1, 2]"),
            ("new BigUint64Array([1n, 2n])", "Q 8 [1, 2]"),
            ("new Float32Array([0.5, 2])", "f 4 [0.5, 2.0]"),
            ("new Float64Array([0.5, 2])", "d 8 [0.5, 2.0]"),
            ("new ArrayBuffer(2)", "B 1 [0, 0]"),
            ("new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)", "B 1 [2, 3]"),
            ("new Uint16Array([1, 2, 3]).subarray(1)", "H 2 [2, 3]"),
            ("new Uint8Array(new SharedArrayBuffer(2))", "B 1 [0, 0]"),
            ("new Float64Array()", "d 8 []"),
            // One that grew with its buffer is as long as it is now.
            (
                "(() => { const b = new ArrayBuffer(1, { maxByteLength: 2 }), v = new Uint8Array(b); b.resize(2); return v })()",
                "B 1 [0, 0]",
            ),
        ];
        for (owner, expect) in cases {
            let of = "f'{v.format} {v.itemsize} {v.tolist()}'";
            check_py(host, owner, &format!("[{of} for v in [memoryview(o)]][0]"), expect);
        }
        check_py(host, "new Float16Array([0.5])", "memoryview(o).format", "e");
        check_py(host, "new Uint8Array([65, 66])", "bytes(o) + bytearray(o)", "b'ABAB'");
        check_py(host, "new Int16Array([1, 2])", "array.array('h', memoryview(o).tobytes()).tolist()", "[1, 2]");
    });
}

#[test]
fn memory_of_python_has_its_typed_array() {
    on_host(|host| {
        let show = "(o) => { const v = polytarget.view(o); return `${v.constructor.name} ${v.length} ${v[0]}` }";
        check_js(host, "bytearray(b'AB')", show, "Uint8Array 2 65");
        check_js(host, "memoryview(b'AB')[1:]", show, "Uint8Array 1 66");
        let codes = [
            ("b", "Int8Array"),
            ("B", "Uint8Array"),
            ("h", "Int16Array"),
            ("H", "Uint16Array"),
            ("i", "Int32Array"),
            ("I", "Uint32Array"),
            ("q", "BigInt64Array"),
            ("Q", "BigUint64Array"),
            ("f", "Float32Array"),
            ("d", "Float64Array"),
        ];
        for (code, class) in codes {
            check_js(host, &format!("import array; array.array('{code}', [7, 8])"), show, &format!("{class} 2 7"));
        }
        let shape = "(o) => { const v = polytarget.view(o); return `${v.length} [${v.shape}]` }";
        check_js(host, "memoryview(bytearray(6)).cast('B', [2, 3])", shape, "6 [2,3]");
        check_js(host, "memoryview(bytearray(8)).cast('d', [])", shape, "1 []");
        check_js(host, "bytearray()", shape, "0 [undefined]");
        check_js(
            host,
            "memoryview(bytearray(9))[1:].cast('d')",
            shape,
            "BufferError: the memory of py memoryview is not aligned; copy it first, e.g. with o.copy()",
        );
        check_js(
            host,
            "memoryview(bytearray(8))[::2]",
            shape,
            "BufferError: the memory of py memoryview does not lie in one piece; copy it first, e.g. with numpy.ascontiguousarray(o) or o.copy()",
        );
        check_js(host, "[1]", shape, "TypeError: py list does not support `lend memory`");
        check_js(host, "bytearray(b'ab')", "(o) => polytarget.toNative(polytarget.buffer(o)).byteLength", "Int(2)");
    });
}

#[test]
fn what_is_read_only_stays_so() {
    on_host(|host| {
        let ways = [
            "v[0] = 1",
            "v.fill(1)",
            "v.set([1])",
            "v.sort()",
            "v.reverse()",
            "v.copyWithin(0, 1)",
            "new DataView(v.buffer).setUint8(0, 1)",
            "new Uint8Array(v.buffer)[0] = 1",
            "Object.assign(v, [1])",
            "Reflect.set(v, 0, 1)",
            "v.subarray(0)[0] = 1",
            "v.buffer.resize(1)",
            "new Uint8Array(v.buffer.transfer())[0] = 1",
            "Atomics.store(v, 0, 1)",
            "Atomics.add(v, 0, 1)",
            "Atomics.exchange(v, 0, 1)",
            "Atomics.compareExchange(v, 0, 98, 1)",
            "Atomics.xor(v, 0, 1)",
        ];
        for way in ways {
            let function =
                format!("(o) => {{ const v = polytarget.view(o); try {{ {way} }} catch {{}} return v.join() }}");
            check_js(host, "b'ba'", &function, "98,97");
        }
        check_py(host, "new Uint8Array(new ArrayBuffer(2).transferToImmutable())", "memoryview(o).readonly", "true");
    });
}

#[test]
fn memory_stays_where_it_is_while_it_is_seen() {
    on_host(|host| {
        let python = [
            ("o.append(1)", "BufferError: Existing exports of data: object cannot be re-sized"),
            ("o.clear()", "BufferError: Existing exports of data: object cannot be re-sized"),
        ];
        for (change, refusal) in python {
            let hold = "(o) => { globalThis.held = polytarget.view(o) }";
            let owner = make(host, Lang::Py, "bytearray(4)");
            call(&make(host, Lang::Js, hold), &[owner.clone().into()]);
            let change = make(host, Lang::Py, &format!("lambda o: {change}"));
            assert_eq!(change.call(&[owner.clone().into()]).unwrap_err().to_string(), refusal);
            run(host, Lang::Js, "globalThis.held = undefined").unwrap();
            call(&change, &[owner.into()]);
        }
        for change in ["transfer()", "transfer(1)", "transferToFixedLength()", "transferToImmutable()", "resize(2)"] {
            let owner = make(host, Lang::Js, "new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 }))");
            let view = call(&make(host, Lang::Py, "memoryview"), &[owner.clone().into()]);
            let change = make(host, Lang::Js, &format!("(o) => void o.buffer.{change}"));
            let refusal = change.call(&[owner.clone().into()]).unwrap_err().to_string();
            assert!(refusal.contains("one view"), "{refusal}");
            drop(view);
            call(&change, &[owner.into()]);
        }
        // The length is asked for before the guard looks, or it could lend the memory meanwhile.
        let trick = "(lend) => { const b = new ArrayBuffer(4, { maxByteLength: 8 });
            b.resize({ valueOf() { lend(b); return 8 } }) }";
        let lend = make(host, Lang::Py, "def lend(b):\n    global kept\n    kept = memoryview(b)\nlend");
        let refusal = make(host, Lang::Js, trick).call(&[lend.into()]).unwrap_err().to_string();
        assert!(refusal.contains("one view"), "{refusal}");
        run(host, Lang::Py, "del kept").unwrap();
        let moved =
            "(o) => { const b = polytarget.buffer(o), c = b.transfer(); new Uint8Array(c)[0] = 5; return b.detached }";
        check_js(host, "bytearray(2)", moved, "Bool(true)");
        let longer = "(o) => polytarget.buffer(o).transfer(1)";
        check_js(
            host,
            "bytearray(2)",
            longer,
            "BufferError: cannot transfer an ArrayBuffer over memory of another language to another length; slice() copies it",
        );
        check_py(
            host,
            "(() => { const b = new ArrayBuffer(4); b.transfer(); return b })()",
            "memoryview(o)",
            "TypeError: ArrayBuffer is detached",
        );
    });
}

#[test]
fn the_last_view_releases_at_once_and_any_view_keeps_its_owner() {
    on_host(|host| {
        // What earlier tests have left behind goes first: the tests share their host.
        host.collect();
        let start = leases();
        let owner = make(
            host,
            Lang::Py,
            "class Owned(bytearray): pass\nimport weakref\no = Owned(b'abc')\nw = weakref.ref(o)\no",
        );
        let view = call(&make(host, Lang::Js, "(o) => polytarget.view(o).subarray(1)"), &[owner.clone().into()]);
        assert_eq!(leases(), start + 1);
        drop(owner);
        run(host, Lang::Py, "del o").unwrap();
        assert_eq!(run(host, Lang::Py, "str(w())").unwrap().to_string(), "Owned(b'abc')");
        assert_eq!(format!("{:?}", view.as_object().unwrap().get_item(&0.into()).unwrap()), "Some(Int(98))");
        drop(view);
        release::point();
        assert_eq!(leases(), start);
        assert_eq!(format!("{:?}", run(host, Lang::Py, "w()").unwrap()), "Nothing");

        let owner = make(host, Lang::Js, "new Uint8Array([1, 2, 3])");
        let view = call(&make(host, Lang::Py, "lambda o: memoryview(o)[1:]"), &[owner.clone().into()]);
        assert_eq!(leases(), start + 1);
        drop(owner);
        assert_eq!(format!("{:?}", view.as_object().unwrap().get_item(&0.into()).unwrap()), "Some(Int(2))");
        drop(view);
        release::point();
        assert_eq!(leases(), start);
    });
}

#[test]
fn a_view_outlives_the_instance_that_its_memory_came_from() {
    on_host(|host| {
        let js = host.start(Lang::Js).unwrap();
        let owner = host.run_in(&*js, &Source::cell("new Uint8Array([5, 6])")).unwrap();
        let view = call(&make(host, Lang::Py, "memoryview"), std::slice::from_ref(&owner));
        js.stop();
        let view = view.as_object().unwrap();
        assert_eq!(format!("{:?}", view.get_item(&1.into()).unwrap()), "Some(Int(6))");
        view.set_item(&1.into(), 7.into()).unwrap();
        let again = make(host, Lang::Py, "memoryview").call(&[owner]).unwrap_err();
        assert_eq!(again.to_string(), "RuntimeError: the JavaScript instance behind this handle has been stopped");
    });
}

#[test]
fn what_cannot_be_shared_says_why_and_is_copied_on_demand() {
    on_host(|host| {
        let cases = [
            (
                Lang::Rhai,
                "blob(2, 7)",
                "BufferError: a blob of Rhai moves when it grows, so its memory cannot be shared; copy its bytes",
            ),
            (
                Lang::Lisp,
                "(bytevector 7 7)",
                "BufferError: Steel does not share the memory of a bytevector; copy its bytes",
            ),
        ];
        for (lang, code, refusal) in cases {
            let owner = make(host, lang, code);
            let view = make(host, Lang::Py, "memoryview").call(&[owner.clone().into()]).unwrap_err();
            assert_eq!(view.to_string(), refusal);
            let view = make(host, Lang::Js, "(o) => polytarget.view(o)").call(&[owner.clone().into()]).unwrap_err();
            assert_eq!(view.to_string(), refusal);
            assert_eq!(format!("{}", call(&make(host, Lang::Py, "bytes"), &[owner.clone().into()])), "b'\\x07\\x07'");
            let copy = make(host, Lang::Js, "(o) => polytarget.toNative(o).join()");
            assert_eq!(format!("{}", call(&copy, &[owner.into()])), "7,7");
        }
        let pointers = "import ctypes; (ctypes.py_object * 1)()";
        check_js(
            host,
            pointers,
            "(o) => polytarget.buffer(o)",
            "BufferError: memory whose items are references (format `<O`) cannot be lent",
        );
    });
}
