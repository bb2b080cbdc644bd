//! The table of scalars, row by row, and the edges of each.

use polytarget::Lang::{Js, Lisp, Py, Rhai};

use super::row::{Excuse, Row, Scalar, Written, cannot, gives, scalars};

pub(super) const ROWS: &[Row] = &[
    scalars("nothing", NOTHING),
    gives(
        "null",
        "true",
        &[["polytarget.null", "null", "", ""]],
        ["return o is polytarget.null and not o and repr(o) == 'null'", "return o === null", "o == ()", "(void? o)"],
    )
    .but(&[cannot(None, Some(Rhai), "Rhai has one nothing"), cannot(None, Some(Lisp), "Lisp has one nothing")]),
    scalars("boolean", BOOLEANS),
    scalars("small integer", SMALL),
    scalars("integers around 2^53", AROUND_2_53),
    scalars("integers around 2^63", AROUND_2_63),
    scalars("integers beyond 64 bits", BEYOND),
    gives(
        "arithmetic beyond 64 bits",
        "73786976294838206468",
        &[BIG],
        ["return str(o * 4)", "return String(o * 4n)", "(o * 4).to_string()", "(to-string (* o 4))"],
    ),
    scalars("float", FLOATS),
    scalars("NaN, infinities, -0.0", ODD_FLOATS),
    gives(
        "NaN differs from itself",
        "true",
        &[["float('nan')", "NaN", "0.0 / 0.0", "+nan.0"]],
        ["return o != o and not o == o", "return o !== o && !(o == o)", "o != o && !(o == o)", "(not (= o o))"],
    )
    .but(&[cannot(
        Some(Rhai),
        None,
        "the engine's `!=` asks whether two floats are further apart than it tolerates, before it asks for a function of ours",
    )]),
    gives(
        "a whole float is a float",
        "true",
        &[["5.0", "5.0", "5.0", "5.0"]],
        ["return isinstance(o, float)", "return typeof o === 'number'", "type_of(o) == \"f64\"", "(inexact? o)"],
    )
    .but(&[cannot(None, Some(Js), "a number of JavaScript does not say whether it is an integer")]),
    gives(
        "a whole js number is an integer",
        "true",
        &[["5", "5.0", "5", "5"]],
        ["return type(o) is int", "return o === 5", "type_of(o) == \"i64\"", "(exact? o)"],
    ),
    scalars("string", STRINGS),
    scalars("NUL in a string", NUL),
    gives(
        "lone surrogate",
        "true",
        &[SURROGATE],
        ["return ord(o[1]) == 0xd800", "return o.charCodeAt(1) === 0xd800", "o.len() == 2", "(= (string-length o) 2)"],
    )
    .but(NO_SURROGATES),
    gives(
        "character",
        "true",
        &[["'é'", "'é'", "'é'", "#\\é"]],
        ["return o == 'é'", "return o === 'é'", "o.to_string() == \"é\"", "(equal? (to-string o) \"é\")"],
    ),
    gives(
        "symbol prints its name",
        "true",
        &[SYMBOL],
        [
            "return 'color' in str(o)",
            "return String(o).includes('color')",
            "o.to_string().contains(\"color\")",
            "(string-contains? (to-string o) \"color\")",
        ],
    )
    .but(NO_SYMBOLS),
    gives("same symbol, same handle", "true", &[SYMBOL, SYMBOL], SAME).but(NO_SYMBOLS),
    gives(
        "exact rational adds up",
        "true",
        &[["__import__('fractions').Fraction(1, 3)", "", "", "1/3"], ["2", "2", "2", "2"]],
        ["return o + p == o - (-2) and o * 3 == 1", "return o * 3 == 1", "o * 3 == 1", "(= (* o 3) 1)"],
    )
    .but(&[cannot(None, Some(Js), "it has no rationals"), cannot(None, Some(Rhai), "it has no rationals")]),
    gives(
        "complex number adds up",
        "true",
        &[["complex(0, 1)", "", "", "(make-rectangular 0 1)"]],
        ["return o * o == -1", "return o * o == -1", "o * o == -1", "(= (* o o) -1)"],
    )
    .but(&[
        cannot(None, Some(Js), "it has no complex numbers"),
        cannot(None, Some(Rhai), "it has no complex numbers"),
        cannot(Some(Js), None, "JavaScript's operators take numbers, which a complex number is not"),
    ]),
    gives(
        "date comes with its instant",
        "1600000000500",
        &[DATE],
        [
            "return round(polytarget.to_native(o).timestamp() * 1000)",
            "return new Date(o).getTime()",
            "to_native(o).to_string()",
            "(to-string (to-native o))",
        ],
    )
    .but(&[
        cannot(None, Some(Rhai), "its timestamps count from no date"),
        cannot(None, Some(Lisp), "it has no dates"),
        cannot(Some(Rhai), None, "its timestamps count from no date"),
        cannot(Some(Lisp), None, "it has no dates"),
    ]),
    gives(
        "date stays a handle with its methods",
        "true",
        &[DATE],
        [
            "return o.toISOString().startswith('2020-09-13T12:26:40.5')",
            "return o.isoformat().startsWith('2020-09-13T12:26:40.5')",
            "o.to_string().contains(\"2020\")",
            "(string-contains? (to-string o) \"2020\")",
        ],
    )
    .but(&[cannot(None, Some(Rhai), "it has no dates"), cannot(None, Some(Lisp), "it has no dates")]),
];

const BIG: Written = ["2**64 + 1", "2n**64n + 1n", "big(4294967296) * 4294967296 + 1", "18446744073709551617"];
const SURROGATE: Written = ["'a\\ud800'", "'a\\ud800'", "", ""];
const SYMBOL: Written = ["", "Symbol.for('color')", "", "'color"];
const DATE: Written = [
    "__import__('datetime').datetime.fromtimestamp(1600000000.5, __import__('datetime').timezone.utc)",
    "new Date(1600000000500)",
    "",
    "",
];
const SAME: Written = ["return o is p", "return o === p", "is_same(o, p)", "(eq? o p)"];

const NO_SYMBOLS: &[Excuse] =
    &[cannot(None, Some(Py), "it has no symbols"), cannot(None, Some(Rhai), "it has no symbols")];

const NO_SURROGATES: &[Excuse] = &[
    cannot(Some(Rhai), None, "its strings are UTF-8, which has no lone surrogates"),
    cannot(Some(Lisp), None, "its strings are UTF-8, which has no lone surrogates"),
    cannot(None, Some(Rhai), "its strings are UTF-8, which has no lone surrogates"),
    cannot(None, Some(Lisp), "its strings are UTF-8, which has no lone surrogates"),
];

const NOTHING: &[Scalar] = &[Scalar {
    value: "Nothing",
    written: ["None", "undefined", "()", "void"],
    kinds: ["NoneType None", "undefined undefined", "() ", "void nil"],
}];

const BOOLEANS: &[Scalar] = &[
    Scalar {
        value: "Bool(true)",
        written: ["True", "true", "true", "#t"],
        kinds: ["bool True", "boolean true", "bool true", "boolean #t"],
    },
    Scalar {
        value: "Bool(false)",
        written: ["False", "false", "false", "#f"],
        kinds: ["bool False", "boolean false", "bool false", "boolean #f"],
    },
];

/// An integer as everyone writes it; `js` is its type there.
macro_rules! integer {
    ($value:literal, js: $js:literal, [$($written:literal),*]) => {
        Scalar {
            value: concat!("Int(", $value, ")"),
            written: [$($written),*],
            kinds: [
                concat!("int ", $value),
                concat!($js, " ", $value),
                concat!("i64 ", $value),
                concat!("exact ", $value),
            ],
        }
    };
}

const SMALL: &[Scalar] = &[
    integer!("7", js: "number", ["7", "7", "7", "7"]),
    integer!("0", js: "number", ["0", "0", "0", "0"]),
    integer!("-1", js: "number", ["-1", "-1", "-1", "-1"]),
];

// Beyond 2^53 - 1 JavaScript must use a BigInt, or the last digit is lost.
const AROUND_2_53: &[Scalar] = &[
    integer!("9007199254740991", js: "number", ["2**53 - 1", "2**53 - 1", "9007199254740991", "9007199254740991"]),
    integer!("-9007199254740991", js: "number", ["1 - 2**53", "1 - 2**53", "-9007199254740991", "-9007199254740991"]),
    integer!("9007199254740993", js: "bigint", ["2**53 + 1", "9007199254740993n", "9007199254740993", "9007199254740993"]),
    integer!("-9007199254740993", js: "bigint", ["-2**53 - 1", "-9007199254740993n", "-9007199254740993", "-9007199254740993"]),
];

const AROUND_2_63: &[Scalar] = &[
    integer!("9223372036854775807", js: "bigint", ["2**63 - 1", "2n**63n - 1n", "9223372036854775807", "9223372036854775807"]),
    integer!("-9223372036854775808", js: "bigint", ["-2**63", "-(2n**63n)", "-9223372036854775807 - 1", "-9223372036854775808"]),
];

/// An integer that has no place in 64 bits.
macro_rules! big {
    ($value:literal, [$($written:literal),*]) => {
        Scalar {
            value: concat!("Big(", $value, ")"),
            written: [$($written),*],
            kinds: [
                concat!("int ", $value),
                concat!("bigint ", $value),
                concat!("integer ", $value),
                concat!("exact ", $value),
            ],
        }
    };
}

const BEYOND: &[Scalar] = &[
    big!("9223372036854775808", ["2**63", "2n**63n", "parse_big(\"9223372036854775808\")", "9223372036854775808"]),
    big!(
        "-9223372036854775809",
        ["-2**63 - 1", "-(2n**63n) - 1n", "parse_big(\"-9223372036854775809\")", "-9223372036854775809"]
    ),
    big!(
        "18446744073709551617",
        ["2**64 + 1", "2n**64n + 1n", "big(4294967296) * 4294967296 + 1", "18446744073709551617"]
    ),
    big!(
        "100000000000000000000000000000000000000000",
        ["10**41", "10n**41n", "parse_big(\"100000000000000000000000000000000000000000\")", "(expt 10 41)"]
    ),
];

const FLOATS: &[Scalar] = &[
    Scalar {
        value: "Float(1.5)",
        written: ["1.5", "1.5", "1.5", "1.5"],
        kinds: ["float 1.5", "number 1.5", "f64 1.5", "inexact 1.5"],
    },
    Scalar {
        value: "Float(0.1)",
        written: ["0.1", "0.1", "0.1", "0.1"],
        kinds: ["float 0.1", "number 0.1", "f64 0.1", "inexact 0.1"],
    },
];

const ODD_FLOATS: &[Scalar] = &[
    // Rhai prints every zero alike; that its sign came back is seen when it returns.
    Scalar {
        value: "Float(-0.0)",
        written: ["-0.0", "-0", "-0.0", "-0.0"],
        kinds: ["float -0.0", "number -0", "f64 0.0", "inexact -0.0"],
    },
    Scalar {
        value: "Float(inf)",
        written: ["float('inf')", "Infinity", "1.0 / 0.0", "+inf.0"],
        kinds: ["float inf", "number Infinity", "f64 inf", "inexact +inf.0"],
    },
    Scalar {
        value: "Float(-inf)",
        written: ["-float('inf')", "-Infinity", "-1.0 / 0.0", "-inf.0"],
        kinds: ["float -inf", "number -Infinity", "f64 -inf", "inexact -inf.0"],
    },
    Scalar {
        value: "Float(NaN)",
        written: ["float('nan')", "NaN", "0.0 / 0.0", "+nan.0"],
        kinds: ["float nan", "number NaN", "f64 NaN", "inexact +nan.0"],
    },
];

const STRINGS: &[Scalar] = &[
    Scalar {
        value: "Text(\"\")",
        written: ["''", "''", "\"\"", "\"\""],
        kinds: ["str ''", "string ", "string ", "string "],
    },
    // Latin-1, the rest of the plane, and an astral character take three different ways through the engines.
    Scalar {
        value: "Text(\"aé漢😀\")",
        written: ["'aé漢😀'", "'aé漢😀'", "\"aé漢😀\"", "\"aé漢😀\""],
        kinds: ["str 'aé漢😀'", "string aé漢😀", "string aé漢😀", "string aé漢😀"],
    },
];

// A NUL ends a string in C, and nowhere else.
const NUL: &[Scalar] = &[Scalar {
    value: "Text(\"a\\0b\")",
    written: ["'a\\0b'", "'a\\0b'", "\"a\\x00b\"", "\"a\\x00;b\""],
    kinds: ["str 'a\\x00b'", "string a\0b", "string a\0b", "string a\0b"],
}];
