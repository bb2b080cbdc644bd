//! Items, iteration and what makes a container act native.

use polytarget::Lang::{Js, Lisp, Py, Rhai};

use super::row::{Row, Written, by_owner, cannot, gives};
use super::samples::{EMPTY_LIST, EMPTY_MAP, LIST, LISTS, MAP, NO_SET, SET, TABLE};

pub(super) const ROWS: &[Row] = &[
    gives("read an item", "20", &[LIST], ["return o[1]", "return o[1]", "o[1]", "(get o 1)"]),
    gives(
        "write an item",
        "119",
        &[LIST],
        [
            "o[1] = 99\nreturn o[1] + 20",
            "o[1] = 99; return o[1] + 20",
            "o[1] = 99; o[1] + 20",
            "(set (get o 1) 99) (+ (get o 1) 20)",
        ],
    ),
    gives(
        "append an item",
        "40 4",
        &[LIST],
        [
            "o.append(40)\nreturn f'{o[3]} {len(o)}'",
            "o.push(40); return `${o[3]} ${o.length}`",
            "o.push(40); `${o[3]} ${o.len()}`",
            "(set o 3 40) (string-append (to-string (get o 3)) \" \" (to-string (len o)))",
        ],
    ),
    gives(
        "delete an item",
        "10 30",
        &[LIST],
        [
            "del o[1]\nreturn ' '.join(map(str, o))",
            "o.splice(1, 1); return Array.from(o).join(' ')",
            "o.remove(1); `${o[0]} ${o[1]}`",
            "(del o 1) (string-append (to-string (get o 0)) \" \" (to-string (get o 1)))",
        ],
    ),
    gives("negative index", "30", &[LIST], ["return o[-1]", "return o.at(-1)", "o[-1]", ""])
        .but(&[
cannot(Some(Lisp), None, "Lisp counts from the front only")]),
    gives(
        "slice",
        "20 30",
        &[LIST],
        ["return ' '.join(map(str, o[1:]))", "return o.slice(1).join(' ')", "let s = o.extract(1..3); `${s[0]} ${s[1]}`", ""],
    )
    .but(&[cannot(Some(Lisp), None, "Lisp has no slices")]),
    gives("read by key", "2", &[MAP], ["return o['b']", "return o['b']", "o[\"b\"]", "(get o \"b\")"]),
    gives(
        "write by key",
        "3 3",
        &[MAP],
        [
            "o['c'] = 3\nreturn f\"{o['c']} {len(o)}\"",
            "o['c'] = 3; return `${o['c']} ${Object.keys(o).length}`",
            "o[\"c\"] = 3; `${o[\"c\"]} ${o.len()}`",
            "(set o \"c\" 3) (string-append (to-string (get o \"c\")) \" \" (to-string (len o)))",
        ],
    ),
    gives(
        "delete by key",
        "1 false",
        &[MAP],
        [
            "del o['a']\nreturn f\"{len(o)} {'a' in o}\".lower()",
            "delete o['a']; return `${Object.keys(o).length} ${'a' in o}`",
            "o.remove(\"a\"); `${o.len()} ${\"a\" in o}`",
            "(del o \"a\") (string-append (to-string (len o)) \" \" (if (has? o \"a\") \"true\" \"false\"))",
        ],
    ),
    gives(
        "methods of a map",
        "1 true 2",
        &[TABLE],
        [
            "o.update(c=3)\nreturn f\"{o.get('a')} {'c' in o} {o.pop('b')}\".replace('T', 't')",
            "o.set('c', 3); const b = o.get('b'); o.delete('b'); return `${o.get('a')} ${o.has('c')} ${b}`",
            "o.set(\"c\", 3); let b = o.get(\"b\"); o.remove(\"b\"); `${o.get(\"a\")} ${o.contains(\"c\")} ${b}`",
            "(let ([b (get o \"b\")]) (set o \"c\" 3) (del o \"b\") (string-append (to-string (get o \"a\")) (if (has? o \"c\") \" true \" \" \") (to-string b)))",
        ],
    )
    .but(&[cannot(None, Some(Lisp), "its tables with keys of any kind are immutable")]),
    by_owner(
        "a missing key is as its owner has it",
        ["error", "nothing", "nothing", "error"],
        &[MAP],
        [
            "try:\n    return 'nothing' if o['z'] is None else o['z']\nexcept LookupError:\n    return 'error'",
            "try { return o['z'] === undefined ? 'nothing' : o['z'] } catch { return 'error' }",
            "try { return if o[\"z\"] == () { \"nothing\" } else { o[\"z\"] }; } catch { return \"error\"; }",
            "(with-handler (lambda (e) \"error\") (if (void? (get o \"z\")) \"nothing\" (get o \"z\")))",
        ],
    )
    .but(&[
        cannot(Some(Js), Some(Py), "a missing key is undefined in JavaScript: programs ask that way"),
        cannot(Some(Js), Some(Lisp), "a missing key is undefined in JavaScript: programs ask that way"),
        cannot(Some(Py), Some(Js), "a missing key is a KeyError in Python: programs ask that way"),
        cannot(Some(Py), Some(Rhai), "a missing key is a KeyError in Python: programs ask that way"),
    ]),
    gives("length of a list", "3", &[LIST], ["return len(o)", "return o.length", "o.len()", "(len o)"]),
    gives("length of a map", "2", &[TABLE], ["return len(o)", "return o.size", "o.len()", "(len o)"]),
    gives("length of a set", "2", &[SET], ["return len(o)", "return o.size", "o.len()", "(len o)"]).but(&[NO_SET]),
    gives(
        "empty is false",
        "true",
        &[EMPTY_LIST, EMPTY_MAP, LIST],
        ["return not o and not p and bool(q)", "return !o && !p && !!q", "!o && !p", "(and (not o) (not p) (if q #t #f))"],
    )
    .but(&[
        cannot(Some(Js), None, "every object is true in JavaScript"),
        cannot(Some(Rhai), None, "only booleans have a truth in Rhai"),
        cannot(Some(Lisp), None, "everything but #f is true in Lisp"),
    ]),
    gives(
        "membership in a list",
        "true",
        &[LIST],
        [
            "return 20 in o and 25 not in o",
            "return o.includes(20) && !o.includes(25)",
            "20 in o && !(25 in o)",
            "(and (member 20 (->list o)) (not (member 25 (->list o))))",
        ],
    ),
    gives(
        "membership in a map",
        "true",
        &[MAP],
        [
            "return 'a' in o and 'z' not in o",
            "return 'a' in o && !('z' in o)",
            "\"a\" in o && !(\"z\" in o)",
            "(and (has? o \"a\") (not (has? o \"z\")))",
        ],
    ),
    gives(
        "membership in a set",
        "true",
        &[SET],
        [
            "return 2 in o and 3 not in o",
            "return o.has(2) && !o.has(3)",
            "2 in o && !(3 in o)",
            "(and (has? o 2) (not (has? o 3)))",
        ],
    )
    .but(&[NO_SET]),
    gives("iterate", "60", &[LIST], TOTAL),
    gives("iterate a set", "3", &[SET], TOTAL).but(&[NO_SET]),
    gives(
        "iterate a generator or iterator",
        "6",
        &[[
            "(n for n in (1, 2, 3))",
            "(function* () { yield 1; yield 2; yield 3 })()",
            "live [1, 2, 3]",
            "(list 1 2 3)",
        ]],
        TOTAL,
    ),
    gives(
        "iterate within an iteration",
        "9",
        &[LIST],
        [
            "return sum(1 for a in o for b in o)",
            "let n = 0; for (const a of o) for (const b of o) n++; return n",
            "let n = 0; for a in o { for b in o { n += 1; } } n",
            "(let ([n 0]) (each (lambda (a) (each (lambda (b) (set! n (+ n 1))) o)) o) n)",
        ],
    ),
    gives(
        "unpack",
        "10 20 30",
        &[LIST],
        [
            "a, b, c = o\nreturn f'{a} {b} {c}'",
            "const [a, ...rest] = o; return [a, ...rest].join(' ')",
            "",
            "(apply (lambda (a b c) (string-append (to-string a) \" \" (to-string b) \" \" (to-string c))) (->list o))",
        ],
    )
    .but(&[cannot(Some(Rhai), None, "Rhai has no unpacking")]),
    gives(
        "a native list of it",
        "10 20 30",
        &[LIST],
        [
            "return ' '.join(map(str, list(o) if type(list(o)) is list else 0))",
            "return Array.from(o).map(String).join(' ')",
            "let a = o.to_array(); `${a[0]} ${a[1]} ${a[2]}`",
            "(let ([l (->list o)]) (string-append (to-string (car l)) \" \" (to-string (cadr l)) \" \" (to-string (caddr l))))",
        ],
    ),
    gives(
        "map and filter",
        "40 60",
        &[LIST],
        [
            "return ' '.join(str(n * 2) for n in o if n > 10)",
            "return o.filter((n) => n > 10).map((n) => n * 2).join(' ')",
            "let a = o.filter(|n| n > 10).map(|n| n * 2); `${a[0]} ${a[1]}`",
            "(let ([a (map (lambda (n) (* n 2)) (filter (lambda (n) (> n 10)) o))]) (string-append (to-string (car a)) \" \" (to-string (cadr a))))",
        ],
    ),
    gives(
        "sort and reverse",
        "30 20 10",
        &[LIST],
        [
            "o.sort()\no.reverse()\nreturn ' '.join(map(str, o))",
            "o.sort(); o.reverse(); return Array.from(o).join(' ')",
            "o.sort(); o.reverse(); `${o[0]} ${o[1]} ${o[2]}`",
            "(let ([l (reverse (sort (->list o) <))]) (string-append (to-string (car l)) \" \" (to-string (cadr l)) \" \" (to-string (caddr l))))",
        ],
    ),
    gives(
        "nested containers",
        "10",
        &[LISTS],
        [
            "return o[0][0] + o[0][1] + o[1][0] + o[1][1][0]",
            "return o[0][0] + o[0][1] + o[1][0] + o[1][1][0]",
            "o[0][0] + o[0][1] + o[1][0] + o[1][1][0]",
            "(+ (get (get o 0) 0) (get (get o 0) 1) (get (get o 1) 0) (get (get (get o 1) 1) 0))",
        ],
    ),
    gives(
        "a dict's keys read as members",
        "1",
        &[TABLE],
        ["return o.a", "return o.a", "o.a", "(get o 'a)"],
    )
    .but(&[cannot(None, Some(Js), "a Map has its items behind `get`; its members are others")]),
    gives(
        "a dict's own methods are there too",
        "a,b",
        &[["{'a': 1, 'b': 2}", "new Map([['a', 1], ['b', 2]])", "live #{ a: 1, b: 2 }", "(hash \"a\" 1 \"b\" 2)"]],
        [
            "return ','.join(sorted(o.keys()))",
            "return Array.from(o.keys()).sort().join(',')",
            "let k = o.keys(); k.sort(); `${k[0]},${k[1]}`",
            "(let ([k (sort (map to-string (->list (keys o))) string<?)]) (string-append (car k) \",\" (cadr k)))",
        ],
    ),
    gives(
        "is of the native kind: list",
        "true",
        &[LIST],
        [
            "from collections import abc\nreturn isinstance(o, abc.MutableSequence) and isinstance(o, abc.Iterable)",
            "return Array.isArray(o)",
            "type_of(o) == \"array\"",
            "(list? (->list o))",
        ],
    ),
    gives(
        "is of the native kind: map",
        "true",
        &[MAP],
        [
            "from collections import abc\nreturn isinstance(o, abc.MutableMapping)",
            "return typeof o === 'object' && !Array.isArray(o)",
            "type_of(o) == \"map\"",
            "(list? (keys o))",
        ],
    ),
    gives(
        "JSON writes nothing as null",
        "[null]",
        &[["[None]", "[undefined]", "live [()]", "(list void)"]],
        [
            "import json\nreturn json.dumps(o, default=polytarget.to_native)",
            "return JSON.stringify(o)",
            "",
            "",
        ],
    )
    .but(&[
        cannot(Some(Rhai), None, "Rhai writes JSON of maps only, and only its own"),
        cannot(Some(Lisp), None, "Lisp writes no JSON by itself"),
    ]),
    gives(
        "JSON of a list and a map",
        "[[10,20,30],{\"a\":1,\"b\":2}]",
        &[LIST, MAP],
        [
            "import json\nreturn json.dumps([o, p], default=polytarget.to_native, separators=(',', ':'))",
            "return JSON.stringify([o, p])",
            "",
            "",
        ],
    )
    .but(&[
        cannot(Some(Rhai), None, "Rhai writes JSON of maps only, and only its own"),
        cannot(Some(Lisp), None, "Lisp writes no JSON by itself"),
    ]),
];

const TOTAL: Written = [
    "return sum(n for n in o)",
    "let sum = 0; for (const n of o) sum += n; return sum",
    "let sum = 0; for n in o { sum += n; } sum",
    "(let ([sum 0]) (each (lambda (n) (set! sum (+ sum n))) o) sum)",
];
