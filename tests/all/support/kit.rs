//! The conformance kit: what every language must be able to do with every other's objects.
//!
//! Each language provides the same set of functions, written in that language
//! (`kit/`): some make objects, some use objects as that language does. A
//! capability takes the functions of a *user* and the objects of an *owner*,
//! so it is written once and holds for every directed pair. Where a language
//! cannot have something, [`EXCEPTIONS`] says why.

use std::error::Error;
use std::rc::Rc;

use polytarget::object::ObjectRef;
use polytarget::{Host, Instance, Lang, Name, Source, Value};

/// What one language provides.
pub(crate) struct Provider {
    lang: Lang,
    instance: Rc<dyn Instance>,
}

/// The outcome of one check: what was not as it should be.
pub(crate) type Check = Result<(), Box<dyn Error>>;

/// A language's scalars: what is written, what crosses, and how each language knows it.
pub(crate) struct Scalar {
    /// The value as it crosses.
    pub(crate) value: &'static str,
    /// How it is written in py, js, rhai and lisp; empty where the language has no such scalar.
    pub(crate) written: [&'static str; 4],
    /// What `kind` says of it in py, js, rhai and lisp.
    pub(crate) kinds: [&'static str; 4],
}

/// Scalars that every language has, and those at the edges.
pub(crate) const SCALARS: &[Scalar] = &[
    Scalar {
        value: "Nothing",
        written: ["None", "undefined", "()", "void"],
        kinds: ["NoneType None", "undefined undefined", "() ", "void #<void>"],
    },
    Scalar {
        value: "Bool(true)",
        written: ["True", "true", "true", "#t"],
        kinds: ["bool True", "boolean true", "bool true", "boolean #t"],
    },
    Scalar { value: "Int(7)", written: ["7", "7", "7", "7"], kinds: ["int 7", "number 7", "i64 7", "exact 7"] },
    // Beyond 2^53 JavaScript must use a BigInt, or the last digit is lost.
    Scalar {
        value: "Int(9007199254740993)",
        written: ["2**53 + 1", "9007199254740993n", "9007199254740993", "9007199254740993"],
        kinds: ["int 9007199254740993", "bigint 9007199254740993", "i64 9007199254740993", "exact 9007199254740993"],
    },
    Scalar {
        value: "Int(-9223372036854775808)",
        written: ["-2**63", "-(2n**63n)", "-9223372036854775807 - 1", "-9223372036854775808"],
        kinds: [
            "int -9223372036854775808",
            "bigint -9223372036854775808",
            "i64 -9223372036854775808",
            "exact -9223372036854775808",
        ],
    },
    // Beyond 64 bits nothing may be lost either.
    Scalar {
        value: "Big(18446744073709551617)",
        written: ["2**64 + 1", "2n**64n + 1n", "", "18446744073709551617"],
        kinds: [
            "int 18446744073709551617",
            "bigint 18446744073709551617",
            "integer 18446744073709551617",
            "exact 18446744073709551617",
        ],
    },
    Scalar {
        value: "Float(1.5)",
        written: ["1.5", "1.5", "1.5", "1.5"],
        kinds: ["float 1.5", "number 1.5", "f64 1.5", "inexact 1.5"],
    },
    // A negative zero is not a zero.
    Scalar {
        value: "Float(-0.0)",
        written: ["-0.0", "-0", "-0.0", "-0.0"],
        // Rhai prints every zero alike; that its sign came back is seen when it returns.
        kinds: ["float -0.0", "number -0", "f64 0.0", "inexact -0.0"],
    },
    Scalar {
        value: "Float(inf)",
        written: ["float('inf')", "Infinity", "1.0 / 0.0", "+inf.0"],
        kinds: ["float inf", "number Infinity", "f64 inf", "inexact +inf.0"],
    },
    Scalar {
        value: "Float(NaN)",
        written: ["float('nan')", "NaN", "0.0 / 0.0", "+nan.0"],
        kinds: ["float nan", "number NaN", "f64 NaN", "inexact +nan.0"],
    },
    // Latin-1, the rest of the plane, and an astral character take three different ways through the engines.
    Scalar {
        value: "Text(\"aé漢😀\")",
        written: ["'aé漢😀'", "'aé漢😀'", "\"aé漢😀\"", "\"aé漢😀\""],
        kinds: ["str 'aé漢😀'", "string aé漢😀", "string aé漢😀", "string aé漢😀"],
    },
    // A NUL ends a string in C, and nowhere else.
    Scalar {
        value: "Text(\"a\\0b\")",
        written: ["'a\\0b'", "'a\\0b'", "\"a\\x00b\"", "\"a\\x00;b\""],
        kinds: ["str 'a\\x00b'", "string a\0b", "string a\0b", "string a\0b"],
    },
];

/// Cells that cannot be had, with the reason.
pub(crate) const EXCEPTIONS: &[(&str, Option<Lang>, Option<Lang>, &str)] =
    &[("hash", Some(Lang::Rhai), None, "Rhai has no table keyed by anything but strings")];

impl Provider {
    /// Starts an instance of the language and defines the kit's functions in it.
    pub(crate) fn start(host: &Host, lang: Lang) -> polytarget::Result<Self> {
        let (name, text) = match lang {
            Lang::Py => ("kit.py", include_str!("kit/python.py")),
            Lang::Js => ("kit.js", include_str!("kit/javascript.js")),
            Lang::Rhai => ("kit.rhai", include_str!("kit/rhai.rhai")),
            _ => ("kit.scm", include_str!("kit/lisp.scm")),
        };
        let instance = host.start(lang)?;
        host.run_in(&*instance, &Source::named(text, name))?;
        Ok(Self { lang, instance })
    }

    /// Returns a function of the kit as this language wrote it.
    pub(crate) fn function(&self, name: &str) -> Result<ObjectRef, Box<dyn Error>> {
        let own = match (self.lang, name) {
            (Lang::Lisp, "call") => "call-it",
            (Lang::Rhai, "call") => "call_it",
            (Lang::Lisp, "length") => "length_of",
            (Lang::Rhai, "catch") => "catch_",
            (_, name) => name,
        };
        match self.instance.global(&Name::new(own))? {
            Some(Value::Object(function)) => Ok(function),
            other => Err(format!("{} has no function `{own}`, but {other:?}", self.lang).into()),
        }
    }

    /// Calls a function of the kit.
    pub(crate) fn call(&self, name: &str, args: &[&Value]) -> Result<Value, Box<dyn Error>> {
        let args: Vec<Value> = args.iter().copied().cloned().collect();
        let outcome = self.function(name)?.call(&args);
        outcome.map_err(|error| format!("{}: {name}: {}", self.lang, error.report()).into())
    }

    /// Makes one of the kit's objects.
    pub(crate) fn make(&self, name: &str) -> Result<Value, Box<dyn Error>> {
        match self.call(name, &[])? {
            object @ Value::Object(_) => Ok(object),
            other => Err(format!("{}: {name} made {other:?}, not an object", self.lang).into()),
        }
    }

    /// Evaluates an expression.
    pub(crate) fn eval(&self, host: &Host, code: &str) -> Result<Value, Box<dyn Error>> {
        let outcome = host.run_in(&*self.instance, &Source::cell(code));
        outcome.map_err(|error| format!("{}: {code}: {}", self.lang, error.report()).into())
    }

    /// Returns the language.
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }
}

/// Compares what came with what was expected, by its debug form.
pub(crate) fn expect(what: &str, got: &Value, wanted: &str) -> Check {
    let got = format!("{got:?}");
    if got == wanted { Ok(()) } else { Err(format!("{what}: {got}, expected {wanted}").into()) }
}
