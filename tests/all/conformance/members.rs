//! Members, listing, printing, equality: what every object has.

use polytarget::Lang::{Js, Lisp, Py, Rhai};

use super::row::{Row, by_owner, cannot, check, gives};
use super::samples::{CLASS, LIST, MAP, POINT};

pub(super) const ROWS: &[Row] = &[
    gives("read a member", "3", &[POINT], ["return o.x + o.y", "return o.x + o.y", "o.x + o.y", "(+ o.x (get o 'y))"]),
    gives(
        "write a member",
        "42",
        &[POINT],
        [
            "o.x = 40\nsetattr(o, 'z', 2)\nreturn o.x + o.z",
            "o.x = 40; o.z = 2; return o.x + o.z",
            "o.x = 40; o.z = 2; o.x + o.z",
            "(set o.x 40) (set o 'z 2) (+ o.x (get o 'z))",
        ],
    ),
    gives(
        "delete a member",
        "false",
        &[POINT],
        [
            "del o.x\nreturn hasattr(o, 'x')",
            "delete o.x; return 'x' in o",
            "o.remove(\"x\"); \"x\" in o",
            "(del o 'x) (has? o 'x)",
        ],
    ),
    gives(
        "ask for a member",
        "true",
        &[POINT],
        [
            "return hasattr(o, 'x') and not hasattr(o, 'nix')",
            "return 'x' in o && !('nix' in o)",
            "\"x\" in o && !(\"nix\" in o)",
            "(and (has? o 'x) (not (has? o 'nix)))",
        ],
    ),
    by_owner(
        "a missing member is as its owner has it",
        ["error", "nothing", "nothing", "error"],
        &[POINT],
        [
            "try:\n    return 'nothing' if o.nix is None else o.nix\nexcept AttributeError:\n    return 'error'",
            "try { return o.nix === undefined ? 'nothing' : o.nix } catch { return 'error' }",
            "try { return if o.nix == () { \"nothing\" } else { o.nix }; } catch { return \"error\"; }",
            "(with-handler (lambda (e) \"error\") (if (void? (get o 'nix)) \"nothing\" (get o 'nix)))",
        ],
    )
    .but(&[
        cannot(Some(Js), Some(Py), "a missing property is undefined in JavaScript: programs ask that way"),
        cannot(Some(Js), Some(Lisp), "a missing property is undefined in JavaScript: programs ask that way"),
        cannot(Some(Py), Some(Js), "`hasattr` tells the truth, so a missing attribute is an error in Python"),
        cannot(Some(Py), Some(Rhai), "`hasattr` tells the truth, so a missing attribute is an error in Python"),
    ]),
    gives(
        "a member named by a reserved word",
        "5",
        &[["__import__('types').SimpleNamespace(**{'if': 5})", "({ if: 5 })", "live #{ \"if\": 5 }", "(object 'if 5)"]],
        ["return o.if_", "return o.if", "o.if", "(get o 'if)"],
    ),
    gives("call a method", "3", &[POINT], ["return o.sum()", "return o.sum()", "o.sum()", "(.sum o)"]),
    gives(
        "a method sees its receiver",
        "12",
        &[POINT],
        ["o.x = 10\nreturn o.sum()", "o.x = 10; return o.sum()", "o.x = 10; o.sum()", "(set o 'x 10) (invoke o 'sum)"],
    ),
    gives(
        "construct",
        "5",
        &[CLASS],
        ["assert o.new(5).x == 5\nreturn o(5).x", "return new o(5).x", "o.new(5).x", "(get (new o 5) 'x)"],
    ),
    gives(
        "print",
        "true",
        &[LIST],
        [
            "return all(n in str(o) and n in repr(o) for n in ('10', '20', '30'))",
            "return ['10', '20', '30'].every((n) => String(o).includes(n) && `${o}`.includes(n))",
            "let s = o.to_string(); s.contains(\"10\") && s.contains(\"20\") && s.contains(\"30\")",
            "(and (string-contains? (to-string o) \"10\") (string-contains? (to-string o) \"30\"))",
        ],
    ),
    check("the prompt shows it", |_, user, owner| {
        let shown = user.instance().render(&owner.make("make_list")?)?;
        let found = ["10", "20", "30"].iter().all(|item| shown.contains(item));
        if found { Ok(()) } else { Err(shown.into()) }
    }),
    gives(
        "list members",
        "true",
        &[POINT],
        [
            "return {'x', 'y'} <= set(dir(o))",
            "return ['x', 'y'].every((n) => Reflect.ownKeys(o).includes(n) && Object.keys(o).includes(n))",
            "\"x\" in o.keys() && \"y\" in o.keys()",
            "(let ([names (map to-string (keys o))]) (if (and (member \"x\" names) (member \"y\" names)) #t #f))",
        ],
    ),
    gives(
        "equal to itself, not to another",
        "true",
        &[POINT, MAP],
        [
            "return o == o and o != p",
            "return o === o && o !== p",
            "o == o && o != p",
            "(and (equal? o o) (not (equal? o p)))",
        ],
    ),
    by_owner(
        "the owner says what is equal",
        ["true", "false", "true", "true"],
        &[LIST, LIST],
        ["return o == p", "return o == p", "o == p", "(equal? o p)"],
    )
    .but(&[cannot(Some(Js), None, "`==` and `===` of JavaScript compare identities")]),
    gives(
        "a native table finds it again",
        "found",
        &[["Point(1)", "new Point(1)", "Fn(\"add\")", "(Point 1)"]],
        [
            "return {o: 'found'}[o]",
            "return new Map([[o, 'found']]).get(o)",
            "",
            "(cdr (assoc o (list (cons o \"found\"))))",
        ],
    )
    .but(&[cannot(Some(Rhai), None, "Rhai has no table keyed by anything but strings")]),
];
