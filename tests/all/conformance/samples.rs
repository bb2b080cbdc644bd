//! What the owners of the table make: the same thing in py, js, rhai and lisp.

use super::row::{Excuse, Written, cannot};
use polytarget::Lang::Rhai;

pub(super) const POINT: Written = ["Point(1)", "new Point(1)", "Point(1)", "(Point 1)"];
pub(super) const CLASS: Written = ["Point", "Point", "Fn(\"Point\")", "Point"];
pub(super) const LIST: Written = ["[10, 20, 30]", "[10, 20, 30]", "live [10, 20, 30]", "(mutable-vector 10 20 30)"];
pub(super) const EMPTY_LIST: Written = ["[]", "[]", "live []", "(mutable-vector)"];
pub(super) const LISTS: Written =
    ["[[1, 2], [3, [4]]]", "[[1, 2], [3, [4]]]", "live [[1, 2], [3, [4]]]", "(list (list 1 2) (list 3 (list 4)))"];
pub(super) const MAP: Written = ["{'a': 1, 'b': 2}", "({ a: 1, b: 2 })", "live #{ a: 1, b: 2 }", "(object 'a 1 'b 2)"];
pub(super) const EMPTY_MAP: Written = ["{}", "({})", "live #{}", "(object)"];
/// A map whose items and members are two things.
pub(super) const TABLE: Written =
    ["{'a': 1, 'b': 2}", "new Map([['a', 1], ['b', 2]])", "live #{ a: 1, b: 2 }", "(hash \"a\" 1 \"b\" 2)"];
pub(super) const SET: Written = ["{1, 2}", "new Set([1, 2])", "", "(hashset 1 2)"];
pub(super) const ADD: Written = ["add", "add", "Fn(\"add\")", "add"];
pub(super) const BYTES: Written = [
    "bytearray(b'ABC')",
    "new Uint8Array([65, 66, 67])",
    "let b = blob(3, 65); b[1] = 66; b[2] = 67; live b",
    "(bytevector 65 66 67)",
];
/// A function that calls its argument's method `fail` with what makes it raise.
pub(super) const FAIL: Written = ["fail", "fail", "Fn(\"fail\")", "fail"];

pub(super) const NO_SET: Excuse = cannot(None, Some(Rhai), "it has no sets");

/// The word by which each language is asked for.
pub(super) const TARGET: Written = ["'py'", "'js'", "\"rhai\"", "\"lisp\""];
