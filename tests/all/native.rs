//! `to_native` in every language: deep copies of foreign data into what the language itself has.

use polytarget::Lang;

use crate::support::said::check;

const COPY: &str = "import polytarget as pt; lambda o: pt.to_native(o)";

#[test]
fn python_copies_into_its_own() {
    let date = "datetime.datetime(1970, 1, 1, 0, 0, 1, tzinfo=datetime.timezone.utc)";
    let cases = [
        ("[1, [2, { a: 3 }]]", "[1, [2, {'a': 3}]]"),
        ("new Map([[1, 'x'], ['k', null]])", "{1: 'x', 'k': None}"),
        ("new Set([1, 2])", "{1, 2}"),
        ("new Date(1000)", date),
        ("new Uint8Array([1, 2])", "b'\\x01\\x02'"),
        ("new Float64Array([0.5])", "array('d', [0.5])"),
        ("new Uint16Array([1, 2]).buffer", "b'\\x01\\x00\\x02\\x00'"),
        ("[new Int32Array([1]), new ArrayBuffer(1)]", "[array('i', [1]), b'\\x00']"),
    ];
    for (value, expect) in cases {
        check(Lang::Js, value, Lang::Py, COPY, expect);
    }
    check(Lang::Rhai, "#{a: [1, blob(2, 7)]}", Lang::Py, COPY, "{'a': [1, b'\\x07\\x07']}");
    check(Lang::Lisp, "(list 1 (bytevector 7) (/ 1 2))", Lang::Py, COPY, "[1, b'\\x07', Fraction(1, 2)]");
    let shared = "(() => { const a = [1]; const b = [a, a]; b.push(b); return b })()";
    check(
        Lang::Js,
        shared,
        Lang::Py,
        "lambda o: [c[0] is c[1], c[2] is c] if (c := pt.to_native(o)) else 0",
        "[True, True]",
    );
    let convert = "lambda o: pt.to_native(o, converter=lambda v: v.x if hasattr(v, 'x') else NotImplemented)";
    check(Lang::Js, "[{ x: 5 }, [{ x: 6 }]]", Lang::Py, convert, "[5, [6]]");
    check(Lang::Js, "[[1]]", Lang::Py, "lambda o: type(pt.to_native(o, 1)[0]).__name__", "Proxy");
}

#[test]
fn javascript_copies_into_its_own() {
    let copy = "(o) => polytarget.inspect(polytarget.toNative(o))";
    let cases = [
        ("[1, {'a': (2, None)}]", "[ 1, { a: [ 2, undefined ] } ]"),
        ("{1: 'x'}", "Map(1) { 1 => 'x' }"),
        ("{7}", "Set(1) { 7 }"),
        ("b'ab'", "Uint8Array(2) [ 97, 98 ]"),
        ("import array; array.array('d', [0.5])", "Float64Array(1) [ 0.5 ]"),
        ("memoryview(bytearray(b'abcd'))[::2]", "Uint8Array(2) [ 97, 99 ]"),
        ("memoryview(bytearray(b'abcd')).cast('B', [2, 2]).tolist()", "[ [ 97, 98 ], [ 99, 100 ] ]"),
    ];
    for (value, expect) in cases {
        check(Lang::Py, value, Lang::Js, copy, expect);
    }
    check(Lang::Rhai, "blob(2, 7)", Lang::Js, copy, "Uint8Array(2) [ 7, 7 ]");
    check(
        Lang::Py,
        "x = [1]; x.append(x); x",
        Lang::Js,
        "(o) => { const c = polytarget.toNative(o); return c[1] === c }",
        "true",
    );
    let convert =
        "(o) => polytarget.toNative(o, { converter: (v) => v.real === undefined ? undefined : 'number' }).join()";
    check(Lang::Py, "import decimal; [decimal.Decimal(1), [2]]", Lang::Js, convert, "number,2");
}

#[test]
fn rhai_and_lisp_copy_into_their_own() {
    check(Lang::Py, "[1, {'a': (2, None)}]", Lang::Rhai, "|o| to_native(o).to_string()", "[1, #{\"a\": [2, ()]}]");
    check(Lang::Py, "b'ab'", Lang::Rhai, "|o| type_of(to_native(o))", "blob");
    check(Lang::Js, "new Float64Array([0.5, 1])", Lang::Rhai, "|o| to_native(o).to_string()", "[0.5, 1]");
    check(Lang::Py, "[1, {2: 3}]", Lang::Lisp, "(lambda (o) (to-string (to-native o)))", "(1 #<hash (2 . 3)>)");
    check(Lang::Py, "b'ab'", Lang::Lisp, "(lambda (o) (bytes-length (to-native o)))", "2");
    check(Lang::Js, "new Float64Array([0.5])", Lang::Lisp, "(lambda (o) (car (to-native o)))", "0.5");
    check(
        Lang::Py,
        "x = [1]; x.append(x); x",
        Lang::Lisp,
        "(lambda (o) (to-native o))",
        "ValueError: cannot copy py list: it contains itself",
    );
    check(
        Lang::Py,
        "x = [1]; x.append(x); x",
        Lang::Rhai,
        "|o| to_native(o)",
        "RangeError: py list contains itself, which a Rhai value cannot",
    );
}

#[test]
fn a_converter_makes_what_stands_for_an_object() {
    let points = "class Point:\n    def __init__(self, x): self.x = x\n\n[Point(5), {'a': Point(6)}]";
    let rhai = "|o| to_native(o, |v| if v.describe() == \"py Point\" { v.x }).to_string()";
    let rhai = rhai.replace("v.describe()", "type_of(v)");
    check(Lang::Py, points, Lang::Rhai, &rhai, "[5, #{\"a\": 6}]");
    let lisp = "(lambda (o) (to-string (to-native o (lambda (v) (if (equal? (type-of v) \"Point\") v.x)))))";
    check(Lang::Py, points, Lang::Lisp, lisp, "(5 #<hash (a . 6)>)");
    // What it makes is not copied, and what is deeper than the depth is not asked for.
    check(Lang::Py, "[[[1]]]", Lang::Rhai, "|o| { let n = #{n: 0}; to_native(o, 1, |v| { n.n += 1; }); n.n }", "2");
    check(
        Lang::Py,
        "[[1]]",
        Lang::Lisp,
        "(lambda (o) (type-of (car (to-native o 1 (lambda (v) (when #f 1))))))",
        "list",
    );
    check(
        Lang::Py,
        "[[1]]",
        Lang::Lisp,
        "(lambda (o) (to-native o \"all\"))",
        "TypeError: expected a depth or a converter for to-native, got string \"all\"",
    );
    let fails = ["|o| to_native(o, |v| throw \"no\")", "(lambda (o) (to-native o (lambda (v) (error \"no\"))))"];
    check(Lang::Py, "[1]", Lang::Rhai, fails[0], "RuntimeError: no");
    check(Lang::Py, "[1]", Lang::Lisp, fails[1], "Error: no");
    check(Lang::Py, "[1]", Lang::Rhai, "|o| to_native(o, -1, |v| v)", "ArithmeticError: a depth cannot be negative");
}

#[test]
fn python_copies_into_what_is_javascripts() {
    let shown = "(o) => polytarget.inspect(o)";
    let cases = [
        ("pt.to_js([1, (2, None), {'a': {3}}])", "[ 1, [ 2, undefined ], { a: Set(1) { 3 } } ]"),
        ("pt.to_js({1: 'x', 'k': pt.null})", "Map(2) { 1 => 'x', 'k' => null }"),
        ("pt.to_js([b'ab', bytearray(b'c')])", "[ Uint8Array(2) [ 97, 98 ], Uint8Array(1) [ 99 ] ]"),
        ("pt.to_js(datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc))", "1970-01-01T00:00:00.000Z"),
        ("pt.to_js({'a': 1}, dict_converter=pt.js.Object.entries)", "[ [ '0', [ 'a', 1 ] ] ]"),
        ("pt.to_js({'a': 1}, dict_converter=pt.js.Object.fromEntries)", "{ a: 1 }"),
        ("pt.to_js([1j], default_converter=lambda v, convert, keep: convert([v.real, v.imag]))", "[ [ 0, 1 ] ]"),
        ("pt.to_js(pt.eval('js', '[new Set([1])]'))", "[ Set(1) { 1 } ]"),
        ("pt.to_js([pt.eval('rhai', '#{a: [1]}')])", "[ { a: [ 1 ] } ]"),
    ];
    for (value, expect) in cases {
        check(Lang::Py, &format!("import datetime, polytarget as pt; {value}"), Lang::Js, shown, expect);
    }
    let facts = [
        ("pt.to_js([[1], [2]])", "(o) => o.every((e) => Object.getPrototypeOf(e) === Array.prototype)"),
        ("x = [1]; x.append(x); pt.to_js(x)", "(o) => o[1] === o"),
        ("x = [1]; pt.to_js([x, x])", "(o) => o[0] === o[1]"),
        ("x = {}; x['me'] = x; pt.to_js(x)", "(o) => o.me.me === o"),
        (
            "pt.to_js([[1]], depth=1)",
            "(o) => Object.getPrototypeOf(o) === Array.prototype && Object.getPrototypeOf(o[0]) !== Array.prototype",
        ),
        ("pt.to_js(object())", "(o) => typeof o.__class__ === 'function'"),
        ("pt.to_js({'__proto__': 1})", "(o) => Object.keys(o)[0] === '__proto__'"),
    ];
    for (value, fact) in facts {
        check(Lang::Py, &format!("import polytarget as pt; {value}"), Lang::Js, fact, "true");
    }
}
