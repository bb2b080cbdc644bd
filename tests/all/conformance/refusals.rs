//! Bad input: each refusal is the asking language's own error and names operation, language and type.
//!
//! Recursion without end is in `nesting.rs`, and text that is no program in `hostile.rs`.

use polytarget::Host;
use polytarget::Lang::{Js, Lisp, Py, Rhai};

use super::row::{Row, Written, cannot, check, gives, refuses};
use super::samples::{ADD, LIST, POINT, TARGET};
use crate::support::kit::{Check, Provider};

pub(super) const ROWS: &[Row] = &[
    refuses("call what is no function", &["call"], OBJECT_TYPES, &[POINT], ["o()", "o()", "o.call()", "(o)"]).but(&[
        cannot(Some(Js), None, "QuickJS takes what refuses a call by itself for a function, also `typeof`"),
        cannot(
            Some(Rhai),
            None,
            "the engine answers `call` by itself, before any function of ours; a global `o()` is refused",
        ),
    ]),
    refuses(
        "construct what is no class",
        &["construct", "new", "call"],
        LIST_TYPES,
        &[LIST],
        ["o.new()", "new o()", "o.new()", "(new o)"],
    )
    .but(&[cannot(Some(Js), None, "QuickJS takes what refuses `new` by itself for a function, also `typeof`")]),
    refuses(
        "iterate what is no collection",
        &["iter"],
        FUNCTION_TYPES,
        &[ADD],
        ["for x in o: pass", "for (const x of o) ;", "for x in o { }", "(each o (lambda (x) x))"],
    )
    .but(&[cannot(Some(Js), None, "to have a method under `Symbol.iterator` that refuses is to be iterable")]),
    refuses(
        "length of what has none",
        &["len"],
        FUNCTION_TYPES,
        &[ADD],
        ["len(o)", "throw new TypeError(`no length: ${o.length}`)", "o.len()", "(len o)"],
    )
    .but(&[cannot(Some(Js), None, "what has no length reads as undefined in JavaScript")]),
    refuses(
        "call a method that is not there",
        &["nix"],
        OBJECT_TYPES,
        &[POINT],
        ["o.nix()", "o.nix()", "o.nix()", "(invoke o 'nix)"],
    )
    .but(&[cannot(Some(Js), None, "JavaScript itself says `not a function` of undefined")]),
    refuses(
        "write an item where there is no place",
        &["item", "index", "assignment"],
        LIST_TYPES,
        &[LIST],
        ["o[99] = 1", "o[99] = 1", "o[99] = 1;", "(set o 99 1)"],
    )
    .but(&[cannot(Some(Js), None, "an array of JavaScript grows to the place, and a foreign list does as one")]),
    gives(
        "evaluate in no language",
        "true",
        &[TARGET],
        [
            "try:\n    polytarget.eval('cobol', '1')\nexcept Exception as e:\n    return 'cobol' in str(e)",
            "try { polytarget.eval('cobol', '1') } catch (e) { return e instanceof Error && e.message.includes('cobol') }",
            "try { eval_in(\"cobol\", \"1\"); } catch (e) { return text_of(e).contains(\"cobol\"); }",
            "(with-handler (lambda (e) (string-contains? (error-object-message e) \"cobol\")) (eval-in \"cobol\" \"1\"))",
        ],
    ),
    gives(
        "evaluate what is no program",
        "true",
        &[TARGET, BROKEN],
        [
            "try:\n    polytarget.eval(o, p)\nexcept Exception as e:\n    return True",
            "try { polytarget.eval(o, p) } catch (e) { return e instanceof Error }",
            "try { eval_in(o, p); return false; } catch (e) { return true; }",
            "(with-handler (lambda (e) #t) (eval-in o p))",
        ],
    ),
    gives(
        "evaluate what is no text",
        "true",
        &[TARGET],
        [
            "try:\n    polytarget.eval(o, 5)\nexcept TypeError as e:\n    return True",
            "try { polytarget.eval(o, 5) } catch (e) { return e instanceof TypeError }",
            "try { eval_in(o, 5); return false; } catch (e) { return true; }",
            "(with-handler (lambda (e) #t) (eval-in o 5))",
        ],
    ),
    gives(
        "a module that is not there",
        "true",
        &[TARGET],
        [
            "try:\n    polytarget.import_(o + ':./no_such_module')\nexcept ImportError as e:\n    return 'no_such_module' in str(e)",
            "try { polytarget.import(o + ':./no_such_module') } catch (e) { return e instanceof Error && e.message.includes('no_such_module') }",
            "try { polytarget[\"import\"].call(o + \":./no_such_module\"); } catch (e) { return text_of(e).contains(\"no_such_module\"); }",
            "(with-handler (lambda (e) (string-contains? (error-object-message e) \"no_such_module\")) (import-module (string-append o \":./no_such_module\")))",
        ],
    ),
    check("a lone surrogate where strings are UTF-8", surrogate).but(&[
        cannot(Some(Py), None, "its strings have lone surrogates"),
        cannot(Some(Js), None, "its strings have lone surrogates"),
        cannot(None, Some(Rhai), "its strings have no lone surrogates"),
        cannot(None, Some(Lisp), "its strings have no lone surrogates"),
    ]),
];

const OBJECT_TYPES: Written = ["Point", "Point", "map", "object"];
const LIST_TYPES: Written = ["list", "Array", "array", "vector"];
const FUNCTION_TYPES: Written = ["function", "Function", "Fn", "procedure"];
/// Texts that are no programs, as strings of their language.
const BROKEN: Written = ["'1 +'", "'1 +'", "\"1 +\"", "\"(+ 1\""];

fn surrogate(host: &Host, user: &Provider, owner: &Provider) -> Check {
    if matches!(owner.lang(), Rhai | Lisp) {
        return Err("no lone surrogates".into());
    }
    let text = owner.eval(host, "'a\\ud800'")?;
    let outcome = user.function("identity")?.call(&[text]);
    match outcome {
        Err(error) if error.to_string().contains("surrogate") => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}
