//! `to_native`, which copies on demand, and buffers, which are shared.

use polytarget::Lang::{Js, Lisp, Rhai};

use super::row::{Row, by_owner, cannot, gives};
use super::samples::{ADD, BYTES, LIST, LISTS, MAP, NO_SET, SET};

pub(super) const ROWS: &[Row] = &[
    gives(
        "to_native of a list",
        "true",
        &[LIST],
        [
            "n = polytarget.to_native(o)\nreturn type(n) is list and n == [10, 20, 30]",
            "const n = polytarget.toNative(o); return n !== o && n.constructor === Array && n.join() === '10,20,30'",
            "let n = to_native(o); n == [10, 20, 30]",
            "(let ([n (to-native o)]) (and (not (foreign? n)) (equal? (->list n) (list 10 20 30))))",
        ],
    ),
    gives(
        "to_native of a map",
        "true",
        &[MAP],
        [
            "n = polytarget.to_native(o)\nreturn type(n) is dict and n == {'a': 1, 'b': 2}",
            "const n = polytarget.toNative(o); return JSON.stringify(n) === '{\"a\":1,\"b\":2}'",
            "let n = to_native(o); n == #{ a: 1, b: 2 }",
            "(let ([n (to-native o)]) (and (not (foreign? n)) (= (get n \"a\") 1) (= (get n \"b\") 2)))",
        ],
    ),
    gives(
        "to_native of a set",
        "true",
        &[SET],
        [
            "return polytarget.to_native(o) == {1, 2}",
            "const n = polytarget.toNative(o); return n instanceof Set && n.size === 2 && n.has(2)",
            "to_native(o).len() == 2",
            "(= (len (to-native o)) 2)",
        ],
    )
    .but(&[NO_SET]),
    gives(
        "to_native of nothing and null",
        "true",
        &[["[None, polytarget.null]", "[undefined, null]", "live [(), ()]", "(list void void)"]],
        [
            "return polytarget.to_native(o) == [None, None]",
            "const n = polytarget.toNative(o); return n.length === 2 && n.every((x) => x == null)",
            "to_native(o) == [(), ()]",
            "(equal? (->list (to-native o)) (list void void))",
        ],
    ),
    gives(
        "to_native goes all the way down",
        "true",
        &[LISTS],
        [
            "return polytarget.to_native(o) == [[1, 2], [3, [4]]]",
            "return JSON.stringify(polytarget.toNative(o)) === '[[1,2],[3,[4]]]'",
            "to_native(o) == [[1, 2], [3, [4]]]",
            "(equal? (get (get (get (to-native o) 1) 1) 0) 4)",
        ],
    ),
    gives(
        "to_native ends at the depth it is told",
        "true",
        &[LISTS],
        [
            "n = polytarget.to_native(o, 1)\nreturn type(n) is list and isinstance(n[0], polytarget.Proxy)",
            "try { polytarget.toNative(o, { depth: 1 }) } catch (e) { return e instanceof RangeError }",
            "let n = to_native(o, 1); type_of(n) == \"array\" && is_same(n[0], o[0])",
            "(let ([n (to-native o 1)]) (foreign? (get n 0)))",
        ],
    ),
    gives(
        "to_native of a cycle ends",
        "true",
        &[[
            "(lambda l: (l.append(l), l)[1])([1])",
            "(() => { const l = [1]; l.push(l); return l })()",
            "let l = live [1]; l.push(l); l",
            "(let ([l (mutable-vector 1 2)]) (set l 1 l) l)",
        ]],
        [
            "n = polytarget.to_native(o)\nreturn n[1] is n",
            "const n = polytarget.toNative(o); return n[1] === n",
            "try { to_native(o); return true; } catch (e) { return text_of(e).contains(\"cycle\") || text_of(e).contains(\"itself\"); }",
            "(with-handler (lambda (e) #t) (to-native o) #t)",
        ],
    ),
    gives(
        "what has no like stays a handle",
        "true",
        &[ADD],
        [
            "return polytarget.to_native(o) is o",
            "return polytarget.toNative(o) === o",
            "is_same(to_native(o), o)",
            "(eq? (to-native o) o)",
        ],
    ),
    gives(
        "read bytes",
        "65 66 67",
        &[BYTES],
        [
            "return ' '.join(map(str, bytes(o)))",
            "return Array.from(o).join(' ')",
            "`${o[0]} ${o[1]} ${o[2]}`",
            "(string-append (to-string (get o 0)) \" \" (to-string (get o 1)) \" \" (to-string (get o 2)))",
        ],
    ),
    gives(
        "write bytes, which the owner sees",
        "90",
        &[BYTES],
        ["o[1] = 90\nreturn o[1]", "o[1] = 90; return o[1]", "o[1] = 90; o[1]", "(set o 1 90) (get o 1)"],
    ),
    gives(
        "a view shares the memory",
        "90",
        &[BYTES],
        [
            "view = memoryview(o)\nview[1] = 90\nreturn o[1]",
            "const view = new Uint8Array(polytarget.buffer?.(o) ?? o.buffer); view[1] = 90; return o[1]",
            "",
            "",
        ],
    )
    .but(&[
        cannot(Some(Rhai), None, "it has no views"),
        cannot(Some(Lisp), None, "it has no views"),
        cannot(None, Some(Rhai), "a blob moves when it grows, and no script can be kept from that"),
        cannot(None, Some(Lisp), "Steel has the memory of a bytevector to itself"),
    ]),
    by_owner(
        "bytes that cannot be written say so",
        ["error", "", "", ""],
        &[["b'ABC'", "", "", ""]],
        [
            "try:\n    o[1] = 90\nexcept TypeError:\n    return 'error'",
            "try { o[1] = 90; return 'written' } catch { return 'error' }",
            "try { o[1] = 90; return \"written\"; } catch { return \"error\"; }",
            "(with-handler (lambda (e) \"error\") (set o 1 90) \"written\")",
        ],
    )
    .but(&[
        cannot(None, Some(Js), "its buffers are all mutable"),
        cannot(None, Some(Rhai), "its blobs are all mutable"),
        cannot(None, Some(Lisp), "its bytevectors are all mutable"),
    ]),
    gives(
        "to_native of bytes",
        "true",
        &[BYTES],
        [
            "return polytarget.to_native(o) == b'ABC'",
            "const n = polytarget.toNative(o); return n instanceof Uint8Array && n[2] === 67",
            "type_of(to_native(o)) == \"blob\"",
            "(bytes? (to-native o))",
        ],
    ),
];
