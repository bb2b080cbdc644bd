//! Whole programs: what they return, and how much is done for it.

use polytarget::kernel::{Kernel, LOWERINGS, Symbol, line_and_column, read};

use super::model::Model;

/// Runs each text in a world of its own and compares what its last form returns.
#[track_caller]
fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(&Model::new().eval(text), expected, "{text}");
    }
}

#[test]
fn macros_are_procedures_in_the_environment_of_the_program() {
    check(&[
        ("(macro twice (x) `(+ ,x ,x)) (twice 21)", "42"),
        (
            "(def add (a b) (+ a b)) (macro sum (...xs) (if (null? xs) 0 `(add ,(first xs) (sum ...@(rest xs))))) (sum 1 2 3)",
            "6",
        ),
        ("(var count 0) (macro tick () (set count (+ count 1))) (tick) (tick) count", "2"),
        ("(begin (def h (x) (list '+ x 1)) (macro m (x) (h x)) (m 41))", "42"),
        ("(macro my-or (a b) (let [g (gensym)] `(let [,g ,a] (if ,g ,g ,b)))) (let [g 5] (my-or false g))", "5"),
        ("(macro def-adder (name n) `(def ,name (x) (+ x ,n))) (def-adder add2 2) (add2 40)", "42"),
        (
            "(macro defshort (short long) `(macro ,short (...args) `(,',long ,@args))) (defshort pp list) (pp 1 2)",
            "(1 2)",
        ),
        ("(meta (namespace t) (var cache 5) (def get-it [] cache)) (t.get-it)", "5"),
        ("(namespace t) (def eval (x) (list 'mine x)) (eval 1)", "(mine 1)"),
        ("(namespace t) (def f (n) (if (= n 0) 'done (f (+ n -1)))) (f 3)", "done"),
        ("(define (f x) (g x)) (define (g x) (+ x 1)) (f 1)", "2"),
        ("(let loop ((i 0) (sum 0)) (if (= i 5) sum (loop (+ i 1) (+ sum i))))", "10"),
        ("(if nil 1 2)", "2"),
        ("(if 0 1 2)", "1"),
        ("(if \"\" 1 2)", "1"),
        ("(cond ((first []) 1) ((null? []) 2))", "2"),
        ("(and nil 1)", "false"),
        ("(or nil 1)", "1"),
        ("(not nil)", "true"),
        ("(var i 0) (while (if (= i 3) false true) (set i (+ i 1))) i", "3"),
        ("(\"a\" 1 \"b\")", "\"a1b\""),
        ("(+ \"a\" 1)", "\"a1\""),
        ("(def xs [1 2]) (list 0 ...xs 3)", "(0 1 2 3)"),
        ("`(1 ...@[2 3] @(+ 2 2) . 5)", "! Error: 5 is no list"),
        ("(#>(+ #0 #1) 1 2)", "3"),
        (
            "(define-syntax my-or (syntax-rules () ((_) #f) ((_ e) e) ((_ e r ...) (let ((t e)) (if t t (my-or r ...)))))) (let ((t 5)) (my-or #f t))",
            "5",
        ),
    ]);
}

/// The seed's nine blocks; those with prompts are the session's, which feeds the kernel with the lines behind them.
const SEED: [&str; 7] = [
    r#"(meta
  (namespace js.Interface)
  (var cache (object))
  (def start-repl []
    (set cache.repl (spawn "node" "--interactive")))
  (def eval (code)
    (.send cache.repl code))
  (def stop []
    (.kill cache.repl)))"#,
    r#"(meta
  (namespace py.Interface)
  (var cache (object))
  (def start-repl []
    (set cache.repl (spawn "python3" "-i")))
  (def eval (code)
    (.send cache.repl code))
  (def stop []
    (.kill cache.repl)))"#,
    r#"(var *runtimes* (object))
(macro runtime (name)
  `(get *runtimes* ,name))
(macro start-runtime (lang)
  `(.set *runtimes* ,lang
     ((get (get-global (+ ,lang ".Interface")) "start-repl"))))
(macro eval-in (lang code)
  `(((get (get-global (+ ,lang ".Interface")) "eval")) ,code))"#,
    r#"(start-runtime "py")
(eval-in "py" "print('Hello from Python')")"#,
    r#"(def repls ["js" "py" "hy" "sibilant"])
(each repls (=> (lang) (start-runtime lang)))
(eval-in "js" "console.log('JS')")
(eval-in "py" "print('Python')")"#,
    r#"(macro js:print (x)
  `(eval-in "js" (+ "console.log(" ,x ")")))
(macro py:print (x)
  `(eval-in "py" (+ "print(" ,x ")")))"#,
    r#"(js:print "'Hello from JS'")
(py:print "'Hello from Python'")"#,
];

/// The first two blocks run while they are expanded.
const SEED_EXPANDED: &str = r#"%nil
%nil
(define *runtimes* (object))
'runtime
'start-runtime
'eval-in
(%send *runtimes* 'set "py" (%call0 (%ref (%namespace 'py.Interface) "start-repl")))
((%call0 (%ref (%namespace 'py.Interface) "eval")) "print('Hello from Python')")
(define repls (%list "js" "py" "hy" "sibilant"))
(%each repls (lambda (lang) (%send *runtimes* 'set lang (%call0 (%ref (get-global (%+ lang ".Interface")) "start-repl")))))
((%call0 (%ref (%namespace 'js.Interface) "eval")) "console.log('JS')")
((%call0 (%ref (%namespace 'py.Interface) "eval")) "print('Python')")
'js:print
'py:print
((%call0 (%ref (%namespace 'js.Interface) "eval")) "console.log('Hello from JS')")
((%call0 (%ref (%namespace 'py.Interface) "eval")) "print('Hello from Python')")
"#;

#[test]
fn the_seed_expands_as_written() {
    let model = Model::new();
    let mut found = String::new();
    for block in SEED {
        for code in model.expand(block, true).unwrap() {
            found.push_str(&code.text);
            found.push('\n');
        }
    }
    assert_eq!(found, SEED_EXPANDED);
}

#[test]
fn an_argument_that_comes_back_unchanged_has_its_place_again() {
    let text = "(macro keep (x) `(list ,x 1))\n(keep (foo\n  bar))";
    let model = Model::new();
    let code = model.expand(text, true).unwrap().pop().unwrap();
    assert_eq!(code.text, "(list (foo bar) 1)");
    let place = |part: &str| line_and_column(text, code.map.original(code.text.find(part).unwrap()));
    assert_eq!(place("(foo"), (2, 7));
    assert_eq!(place("bar"), (3, 3));
    assert_eq!(place(" 1"), (2, 1), "what the macro made lies where the call lies");
}

#[test]
fn places_lead_back_to_the_text() {
    let text = "(def f (a)\n  (if a\n    (.send cache.repl [a \"x\"])))";
    let code = Model::new().expand(text, false).unwrap().pop().unwrap();
    assert_eq!(
        code.text,
        "(define f (lambda (a) (if (%truth a) (%send (%ref (%known cache 'cache) 'repl) 'send (%list a \"x\")) %nil)))"
    );
    let place = |part: &str| line_and_column(text, code.map.original(code.text.find(part).unwrap()));
    assert_eq!(place("f (lambda"), (1, 6));
    assert_eq!(place("(if"), (2, 3));
    assert_eq!(place("(%send"), (3, 5));
    assert_eq!(place("%send"), (3, 6));
    assert_eq!(place("cache"), (3, 12));
    assert_eq!(place("(%list"), (3, 23));
    assert_eq!(place("\"x\""), (3, 26));
}

#[test]
fn the_end_of_the_code_is_not_behind_the_text() {
    let code = Model::new().expand("'#0", false).unwrap().pop().unwrap();
    assert_eq!((&*code.text, code.map.original(code.text.len())), ("'|#0|", 1));
}

#[test]
fn code_tells_which_macros_have_made_it() {
    let text = "(macro inner (x) `(car ,x))\n(macro outer (x) `(list 1 (inner ,x)))\n(def f (v)\n  (list v (outer v)))";
    let code = Model::new().expand(text, true).unwrap().pop().unwrap();
    let uses = |part: &str| {
        let told = code.map.uses(code.text.find(part).unwrap()).into_iter();
        told.map(|used| format!("{} {:?}", used.name, line_and_column(text, used.span.start as usize)))
            .collect::<Vec<_>>()
    };
    assert_eq!(code.text, "(define f (lambda (v) (list v (list 1 (car v)))))");
    assert_eq!(uses("car"), ["inner (4, 11)", "outer (4, 11)"]);
    assert_eq!(uses("1"), ["outer (4, 11)"]);
    assert_eq!(uses("list v"), [""; 0]);
    // At the top level, where macros are expanded before it is known what they make.
    let code = Model::new()
        .expand("(macro inner (x) `(car ,x))\n(macro outer (x) `(inner ,x))\n(outer 1)", true)
        .unwrap()
        .pop()
        .unwrap();
    let told: Vec<&str> = code.map.uses(1).iter().map(|used| used.name.as_str()).collect();
    assert_eq!(told, ["inner", "outer"]);
}

#[test]
fn code_tells_what_it_defines_and_what_it_needs() {
    let model = Model::new();
    let codes = model.expand("(define (f) (later 1)) (soon 2) (var a 1 b 2) (list 1)", false).unwrap();
    let told: Vec<String> = codes
        .iter()
        .map(|code| {
            format!(
                "{:?} {:?}",
                code.defines,
                code.free.iter().map(|free| (free.name, free.deferred)).collect::<Vec<_>>()
            )
        })
        .collect();
    assert_eq!(told, ["[f] [(later, true)]", "[] [(soon, false)]", "[a, b] []", "[] []"]);
}

#[test]
fn code_tells_whether_it_is_an_expression() {
    let model = Model::new();
    let is_definition = |text| model.expand(text, false).unwrap().pop().unwrap().is_definition;
    for text in ["(define x 1)", "(var a 1 b 2)", "(define-values (p q) (f))", "(struct s (a))", "(require \"x.scm\")"]
    {
        assert!(is_definition(text), "{text}");
    }
    for text in [
        "(f 1)",
        "(let ((x 1)) (define y 2) y)",
        "(lambda () (define x 1) x)",
        "(macro m () 1)",
        "(namespace n) (def x 1)",
    ] {
        assert!(!is_definition(text), "{text}");
    }
}

/// Each of its segments may be the beginning of a name that was meant.
#[test]
fn a_name_of_very_many_segments_is_refused_at_once() {
    let model = Model::new();
    let name = format!("a{}", ".b".repeat(5_000));
    let began = std::time::Instant::now();
    let (message, hint) = model.kernel.unknown(&model, &name, None);
    assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
    assert_eq!((message, hint), (format!("nothing is called `{name}`"), None));
}

#[test]
fn near_names_are_suggested() {
    let model = Model::new();
    model.eval("(macro unless3 (c) c) (def lenght 5)");
    let suggest = |name| model.kernel.suggest(&model, name).unwrap_or_default();
    assert_eq!(suggest("whne"), "did you mean `when`?");
    assert_eq!(suggest("unles3"), "did you mean `unless` or `unless3`?");
    assert_eq!(suggest("length"), "did you mean `lenght`?");
    assert_eq!(suggest("pritn"), "did you mean `print`?");
    assert_eq!(suggest("something-else"), "");
}

#[test]
fn macroexpand_once_or_to_the_end() {
    let model = Model::new();
    model.eval("(macro one (x) `(two [,x])) (macro two (x) `(list ,x))");
    let form = read("(one {a 1})").unwrap().remove(0);
    let expanded = |once| model.kernel.macroexpand(&model, &form, once).unwrap().to_string();
    assert_eq!(expanded(true), "(two [{a 1}])");
    assert_eq!(expanded(false), "(list [{a 1}])");
    let plain = read("(list 1)").unwrap().remove(0);
    assert_eq!(model.kernel.macroexpand(&model, &plain, true).unwrap().to_string(), "(list 1)");
}

#[test]
fn expansions_hold_until_the_version_changes() {
    let model = Model::new();
    let version = || model.kernel.version();
    let before = version();
    model.eval("(def f (x) x) (f 1) (target js (f 1))");
    assert_eq!(version(), before);
    for text in ["(macro m () 1)", "(target js)", "(namespace n)", "(define-syntax s (syntax-rules () ((_) 1)))"] {
        let before = version();
        model.eval(text);
        assert_ne!(version(), before, "{text}");
    }
    assert_eq!(Kernel::default().namespace(), Symbol::new("user"));
}

#[test]
fn a_macro_is_called_once_where_it_is_used() {
    let model = Model::new();
    model.eval("(macro m (x) `(list ,x)) (m (m 1)) (lambda () (m 1) (m 2)) (m 5)");
    assert_eq!(model.macro_calls(), 5);
}

#[test]
fn whatever_expanded_code_relies_on_is_in_the_table() {
    let names: Vec<&str> = LOWERINGS.iter().map(|lowering| lowering.name).collect();
    let model = Model::new();
    let program = "(f 1 ...xs) [1] {a 1} \"s\" (\"s\" 1) ((f x)) (each a b) o.x (set o.x 1) (.m o) js:x (js:f 1) nil (if a b) (not x) (+ a b) `(a ,@b) `#(,a)
        (repl>) (target) (namespace n.i) (def x 1) x (set x 2) (namespace user) n.i js.macros";
    for code in model.expand(program, true).unwrap() {
        for form in read(&code.text).unwrap() {
            let mut pending = vec![form];
            while let Some(form) = pending.pop() {
                pending.extend(form.as_list().unwrap_or_default().iter().cloned());
                let name = form.as_symbol().map_or("", Symbol::as_str);
                assert!(!name.starts_with('%') || names.contains(&name), "{name}");
            }
        }
    }
}

#[test]
fn the_documented_table_is_this_one() {
    let row = |lowering: &polytarget::kernel::Lowering| {
        let call = match lowering.parameters {
            "" if lowering.contract.starts_with("the value") => lowering.name.to_owned(),
            "" => format!("({})", lowering.name),
            parameters => format!("({} {parameters})", lowering.name),
        };
        format!("| `{call}` | {} |", lowering.contract)
    };
    let expected = LOWERINGS.iter().map(row).collect::<Vec<_>>().join("\n");
    let page = include_str!("../../../docs/kernel.md");
    let documented = page.rsplit("|-----------|--------------|\n").next().unwrap();
    assert_eq!(documented.trim_end(), expected);
}
