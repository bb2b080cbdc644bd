//! The page `docs/conversions.md` says what becomes of what: it is printed by what really happens.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use polytarget::{Lang, Value};

use crate::support::border::Kits;
use crate::support::on_host;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/conversions.md");

const HEAD: &str = "\
# What crosses as what

Printed by the running program: each value below was made in its language and looked at in the three
others. `cargo xtask bless` prints the page anew.

A scalar is copied, and arrives as what the other language has for it. Everything else is a *handle*: the
object stays where it was made, and acts as what is named. `to_native` copies on demand, with all that is within. [protocol.md](protocol.md)
says what the messages behind it are.
";

/// Values of a language, as it writes them.
const SAMPLES: [(Lang, &[&str]); 4] = [
    (
        Lang::Py,
        &[
            "None",
            "polytarget.null",
            "True",
            "7",
            "2**53 + 1",
            "2**64",
            "1.5",
            "5.0",
            "'text'",
            "b'bytes'",
            "bytearray(b'bytes')",
            "[1, 2]",
            "(1, 2)",
            "{'a': 1}",
            "{1, 2}",
            "range(3)",
            "(n for n in (1, 2))",
            "lambda a: a",
            "Point",
            "Point(1)",
            "ValueError('no')",
            "__import__('datetime').datetime(2020, 9, 13, 12, 26, 40)",
            "__import__('fractions').Fraction(1, 3)",
            "1j",
        ],
    ),
    (
        Lang::Js,
        &[
            "undefined",
            "null",
            "true",
            "7",
            "2n**53n + 1n",
            "2n**64n",
            "1.5",
            "5.0",
            "'text'",
            "Symbol.for('name')",
            "new Uint8Array([1, 2])",
            "new ArrayBuffer(2)",
            "[1, 2]",
            "({ a: 1 })",
            "new Map([['a', 1]])",
            "new Set([1, 2])",
            "[1, 2].values()",
            "(function* () { yield 1 })()",
            "(a) => a",
            "Point",
            "new Point(1)",
            "new RangeError('no')",
            "new Date(1600000000000)",
            "Promise.resolve(1)",
            "/a/",
        ],
    ),
    (
        Lang::Rhai,
        &[
            "()",
            "true",
            "7",
            "9007199254740993",
            "parse_big(\"18446744073709551616\")",
            "1.5",
            "5.0",
            "\"text\"",
            "'c'",
            "live blob(2, 1)",
            "live [1, 2]",
            "live #{ a: 1 }",
            "0..3",
            "|a| a",
            "Fn(\"Point\")",
            "timestamp()",
        ],
    ),
    (
        Lang::Lisp,
        &[
            "void",
            "#t",
            "7",
            "9007199254740993",
            "18446744073709551616",
            "1.5",
            "5.0",
            "1/3",
            "\"text\"",
            "#\\c",
            "'name",
            "(bytevector 1 2)",
            "(list 1 2)",
            "(vector 1 2)",
            "(mutable-vector 1 2)",
            "(cons 1 2)",
            "(hash \"a\" 1)",
            "(hashset 1 2)",
            "(object 'a 1)",
            "(lambda (a) a)",
        ],
    ),
];

#[test]
fn the_page_says_what_happens() {
    let printed = on_host(|host| page(&Kits::of_host(host)));
    if env::var("CONVERSIONS").is_ok_and(|word| word == "overwrite") {
        fs::write(PAGE, &printed).unwrap();
    }
    let committed = fs::read_to_string(Path::new(PAGE)).unwrap_or_default();
    let lines = || committed.lines().zip(printed.lines());
    let place = lines().position(|(old, new)| old != new).map_or(0, |place| place + 1);
    assert!(
        committed == printed,
        "docs/conversions.md differs in line {place}; `CONVERSIONS=overwrite` or `cargo xtask bless` prints it anew"
    );
}

fn page(kits: &Kits<'_>) -> String {
    let mut page = HEAD.to_owned();
    for (owner, samples) in SAMPLES {
        let users: Vec<Lang> = Lang::ALL.into_iter().filter(|user| *user != owner).collect();
        let head: Vec<String> =
            users.iter().flat_map(|user| [user.title().to_owned(), "`to_native`".to_owned()]).collect();
        writeln!(page, "\n## Made in {}\n\n| Value | {} |", owner.title(), head.join(" | ")).unwrap();
        writeln!(page, "|---|{}", "---|".repeat(head.len())).unwrap();
        for sample in samples {
            let value = kits.of(owner).eval(kits.host, sample).unwrap();
            let cells: Vec<String> = users.iter().flat_map(|user| cells(kits, *user, &value)).collect();
            writeln!(page, "| `{}` | {} |", sample.replace('|', "\\|"), cells.join(" | ")).unwrap();
        }
    }
    page
}

/// What the value is for the user, and what a copy of it is; an error is one of the two.
fn cells(kits: &Kits<'_>, user: Lang, value: &Value) -> [String; 2] {
    let seen = |value: &Value| match kits.call(user, "seen_as", &[value]) {
        Ok(text) => text.to_string(),
        Err(_) => "error".to_owned(),
    };
    let Value::Object(_) = value else { return [seen(value), String::new()] };
    let copy = match kits.call(user, "copy", &[value]) {
        Ok(copy) if is_handle(&copy, user) => "the handle".to_owned(),
        Ok(copy) => seen(&copy),
        Err(_) => "error".to_owned(),
    };
    [format!("handle: {}", seen(value)), copy]
}

/// Returns whether a value is still another language's.
fn is_handle(value: &Value, user: Lang) -> bool {
    value.as_object().is_some_and(|object| object.lang() != user)
}
