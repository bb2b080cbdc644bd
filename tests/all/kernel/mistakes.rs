//! Wrong programs, each with all that a user is told.

use polytarget::kernel::ErrorKind;

use super::model::Model;

/// Runs each text in a world of its own and compares the report.
#[track_caller]
fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        let found = Model::new().eval(text);
        assert_eq!(&found, expected, "{text}");
    }
}

#[test]
fn forms_that_are_not_written_as_they_must_be() {
    check(&[
        ("(if)", "! 1:1: `if` needs a test and a value, and may have more of both, here are 0"),
        ("(f)\n  (if x)", "! Error: free identifier: f"),
        ("\n  (if x)", "! 2:3: `if` needs a test and a value, and may have more of both, here are 1"),
        ("(def)", "! 1:1: `def` needs a name, and what it stands for"),
        ("(def x)", "! 1:1: `def` takes a name and one value, here are 0 forms behind the name"),
        ("(def f x y)", "! 1:8: `def` of a function has parameters in ( ) or [ ] here, not `x`"),
        ("(define x 1 2)", "! 1:1: `define` takes a name and one value, here are 2 forms behind the name"),
        ("(def nil 1)", "! 1:6: a name was expected, not `nil`"),
        ("(define (if x) x)", "! 1:10: `if` is a special form and cannot be defined otherwise"),
        ("(var a 1 b)", "! 1:1: `var` takes names and values in pairs"),
        ("(set x)", "! 1:1: `set` takes places and values in pairs, or an object, keys and values"),
        ("(set (f x) 1)", "! 1:6: only a name, a dotted name or `(get ...)` can be assigned, not `(f x)`"),
        ("{a 1 b}", "! 1:1: `{ }` takes keys and values in pairs; the last key, `b`, has no value"),
        ("(let x)", "! 1:1: `let` needs bindings and a body"),
        ("(let 5 x)", "! 1:6: `let` needs bindings in ( ) or [ ] first, not `5`"),
        ("(let [a] a)", "! 1:7: `let` binds names to values in pairs; `a` has no value"),
        ("(let ((a 1 2)) a)", "! 1:7: a binding of `let` is a name and a value, not `(a 1 2)`"),
        ("(lambda (1) x)", "! 1:10: a parameter is a name, not `1`"),
        ("(list 0 ...[1 2])", "! 1:9: `...` spreads a list among arguments by its name, without a space: `...xs`"),
        ("(fn (...a b) a)", "! 1:6: the rest parameter is the last one"),
        ("(cond x)", "! 1:7: a clause of `cond` is a list: a test, and what is done"),
        ("(cond (else 1) (2 3))", "! 1:16: nothing of `cond` comes after `else`"),
        ("(case 1 (1 2))", "! 1:10: the data of a clause of `case` stand in a list"),
        ("(each xs)", "! 1:1: `each` takes a list and a function, or a name, a list and a body"),
        ("(.send)", "! 1:1: `.send` is a method: it needs the object to call it on"),
        ("(5 6)", "! 1:2: `5` cannot be called"),
        ("(list (def x 1))", "! 1:7: `def` defines, and has no value: it stands at the top level or in a body"),
        ("(list ...x)", "! Error: free identifier: x"),
        (
            "(let ((y ...x)) y)",
            "! 1:10: `...x` spreads a list among arguments or in `[ ]`, and stands for no value itself",
        ),
        (
            "(set o 'a 1 'b)",
            "! 1:11: only a name, a dotted name or `(get ...)` can be assigned, not `1`\n  to set keys of an object, give the object and then keys and values in pairs",
        ),
        ("(def f (a b a) a)", "! 1:13: the parameter `a` is there twice"),
        ("(fn [a ...a] a)", "! 1:8: the parameter `a` is there twice"),
        ("(lambda (a (b 1) . b) a)", "! 1:20: the parameter `b` is there twice"),
        ("(let [a 1 a 2] a)", "! 1:11: `let` binds `a` twice"),
        ("(letrec ((a 1) (a 2)) a)", "! 1:17: `letrec` binds `a` twice"),
        ("(let* ((a 1) (a (+ a 1))) a)", "2"),
        ("((lambda (a b ...c) a) 1)", "! 1:2: the procedure needs 2 arguments, here is 1"),
        ("((fn [a] a))", "! 1:2: the procedure needs 1 argument, here are 0"),
        ("(quote)", "! 1:1: `quote` takes one form, here are 0"),
        ("(unquote x)", "! 1:1: `unquote` outside of a quasiquotation\n  a ` before a form makes it one: `(list ,x)"),
        (
            "`(a ,(b (unquote-splicing c)))",
            "! 1:9: `unquote-splicing` outside of a quasiquotation\n  a ` before a form makes it one: `(list ,x)",
        ),
        ("(f (namespace x))", "! 1:4: `namespace` stands at the top level or in `meta`"),
        (
            "(lambda () (target js))",
            "! 1:12: `target` sets what is active while expanding: it stands at the top level, or has a body",
        ),
        ("#0", "! 1:1: `#0` stands for an argument in `#>( )` only"),
        ("(map if xs)", "! 1:6: `if` is a special form, not a value: it stands first in a list"),
        ("(macro m (x) x) (map m xs)", "! 1:22: `m` is a macro, not a value: it stands first in a list"),
        ("(macro if (x) x)", "! 1:8: `if` is a special form and cannot be defined otherwise"),
        ("(macro m x)", "! 1:10: `macro` has parameters in ( ) or [ ] behind the name"),
        ("(define-syntax m 5 6)", "! 1:1: `define-syntax` takes a name and `(syntax-rules ...)`"),
    ]);
}

#[test]
fn names_that_mean_nothing() {
    check(&[
        ("(macro js:print (x) x) (js:print 1) (sql:prnt 2)", "! 1:37: there is no macro `prnt` in sql.macros"),
        (
            "(macro sql:print (x) x)\n(sql:prnt 2)",
            "! 2:1: there is no macro `prnt` in sql.macros\n  did you mean `print`?",
        ),
        ("(jss:print 1)", "! 1:2: `jss:print`: no namespace, target or runtime is called `jss`\n  did you mean `js`?"),
        ("(targe js) (foo:bar 1)", "! Error: free identifier: targe"),
        ("(foo:bar 1)", "! 1:2: `foo:bar`: no namespace, target or runtime is called `foo`"),
        ("(target pyy)", "! 1:9: no target is called `pyy`; there are js, py, rhai, lisp, sql\n  did you mean `py`?"),
        ("(repl> nothing)", "! 1:8: no target is called `nothing`; there are js, py, rhai, lisp, sql"),
    ]);
}

#[test]
fn errors_in_macros_name_the_chain() {
    check(&[
        ("(macro m (x) (fail \"no\"))\n(list (m 1))", "! 2:7: Error: \"no\"\n  in the expansion of `m` at 2:7"),
        (
            "(macro inner (x) `(if ,x))\n(macro outer (x) `(list (inner ,x)))\n(list\n (outer 5))",
            "! 4:2: `if` needs a test and a value, and may have more of both, here are 1\n  in the expansion of `inner` at 4:2\n  in the expansion of `outer` at 4:2",
        ),
        // What comes back unchanged is where it was.
        (
            "(macro same (x) `(list ,x))\n(same\n  (if))",
            "! 3:3: `if` needs a test and a value, and may have more of both, here are 0\n  in the expansion of `same` at 2:1",
        ),
        ("(macro m (x) x)\n (m)", "! 2:2: Error: expected 1 arguments, got 0\n  in the expansion of `m` at 2:2"),
        ("(meta (fail 1))", "! 1:7: Error: 1"),
        ("(macro m (x)\n  (if))", "! 2:3: `if` needs a test and a value, and may have more of both, here are 0"),
        (
            "(macro d (n) `(def ,n))\n(d x)",
            "! 2:1: `def` takes a name and one value, here are 0 forms behind the name\n  in the expansion of `d` at 2:1",
        ),
        (
            "(define-syntax two (syntax-rules () ((_ a b) (list a b))))\n(two 1)",
            "! 2:1: no rule of `two` fits `(two 1)`\n  in the expansion of `two` at 2:1",
        ),
        (
            "(define-syntax s (syntax-rules () ((_ a ...) (list a))))\n(s 1 2)",
            "! 2:1: `a` stands for several forms here and needs `...` behind it\n  in the expansion of `s` at 2:1",
        ),
    ]);
}

/// Does work on a stack as large as a host's thread has; a test's own is small.
fn on_a_large_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 << 20).spawn(work).unwrap().join().unwrap();
}

#[test]
fn what_goes_on_for_ever_is_stopped() {
    on_a_large_stack(go_on_for_ever);
}

fn go_on_for_ever() {
    let report = Model::new().eval("(macro loop (x) `(loop @x))\n(loop 1)");
    let first =
        "! 2:1: `loop` goes on for ever: it was the last of 500 macros, each in the expansion of the one before";
    assert_eq!(report.lines().next(), Some(first));
    assert_eq!(report.lines().count(), 10, "{report}");
    assert_eq!(report.lines().last(), Some("  and of 492 more"));
    for (text, expected) in [
        ("(macro grow (x) `(list (grow [,x])))\n(grow 1)", "goes on for ever"),
        ("(macro wide (x) `(list (wide 1) (wide 2)))\n(list (wide 1))", "goes on for ever"),
        ("(macro deep () `(meta (deep)))\n(deep)", "goes on for ever"),
        ("(macro deep () `(let ((x (macro deep2 () (deep)))) x))\n(deep)", "goes on for ever"),
        ("(define-syntax loop (syntax-rules () ((_ a) (loop (a)))))\n(loop 1)", "goes on for ever"),
        ("(macro half (n) (if (= n 0) 0 `(+ (half ,(+ n -1)) (half ,(+ n -1)))))\n(half 30)", "more than 50000 macros"),
    ] {
        let report = Model::new().eval(text);
        assert!(report.contains(expected), "{text}: {report}");
    }
}

#[test]
fn nesting_has_a_limit_but_no_stack_overflows() {
    on_a_large_stack(nest);
    // On a small stack the limit is another one.
    let text = format!("{}1{}", "(list ".repeat(5000), ")".repeat(5000));
    assert_eq!(Model::new().expand(&text, false).unwrap_err().kind(), ErrorKind::Limit);
}

fn nest() {
    let nested = |open: &str, depth: usize, close: &str| format!("{}1{}", open.repeat(depth), close.repeat(depth));
    for (open, close) in [
        ("(list ", ")"),
        ("[", "]"),
        ("{a ", "}"),
        ("'", ""),
        ("(lambda () ", ")"),
        ("(if x ", ")"),
        ("`(a ,", ")"),
        ("(let ((a ", ")) a)"),
        ("(begin ", ")"),
        ("(begin (define x 1) ", ")"),
        ("(cond (else ", "))"),
        ("#(", ")"),
        ("(meta ", ")"),
        ("(when x (var a 1) ", ")"),
        ("(.m ", ")"),
        ("(quote ", ")"),
        ("((lambda () ", "))"),
        ("(set x ", ")"),
        ("(define (f) ", ")"),
        ("(lambda ((a ", ")) a)"),
        ("(target js ", ")"),
    ] {
        let model = Model::new();
        assert!(model.expand(&nested(open, 300, close), false).is_ok(), "{open}");
        let kind = model.expand(&nested(open, 5_000, close), false).err().map(|error| error.kind());
        assert!(matches!(kind, None | Some(ErrorKind::Limit | ErrorKind::Form)), "{open}: {kind:?}");
    }
    let code = Model::new().expand(&nested("(list ", 5_000, ")"), false);
    assert!(code.unwrap_err().message().contains("nested more than 2000 deep"));
}
