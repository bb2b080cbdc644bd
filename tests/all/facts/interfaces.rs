//! The Interfaces of targets, and what a program makes of them.

use super::Section;

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "Interfaces",
        needs_guests: false,
        uses_all: true,
        rows: &[
            (
                "a runtime is started behind its Interface",
                &[r#"(start-runtime "py")"#, r#"[(get (runtime "py") "name") py.Interface.cache.repl.alive]"#],
                r#"("py" #t)"#,
            ),
            ("code is evaluated there", &[r#"(eval-in "py" "print('Hello from Python')")"#], "Hello from Python"),
            ("what it comes to is a value here", &[r#"(+ 1 (eval-in "js" "6 * 7"))"#], "43"),
            ("what it was told stays", &[r#"(eval-in "py" "x = 6")"#, r#"(eval-in "py" "x * 7")"#], "42"),
            ("one is started when it is first needed", &[r#"(eval-in "rhai" "40 + 2")"#], "42"),
            (
                "those that were started are noted",
                &[r#"(start-runtime "js")"#, r#"(start-runtime "py")"#, "(keys *runtimes*)"],
                "(js py)",
            ),
            (
                "starting anew forgets what was there",
                &[r#"(eval-in "js" "var x = 1")"#, r#"(start-runtime "js")"#, r#"(eval-in "js" "typeof x")"#],
                r#""undefined""#,
            ),
            (
                "stopping ends it, and takes it off the list",
                &[r#"(start-runtime "js")"#, r#"[(stop-runtime "js") (keys *runtimes*)]"#],
                "(#t ())",
            ),
            (
                "evaluating after that starts another one",
                &[r#"(start-runtime "js")"#, r#"(stop-runtime "js")"#, r#"(eval-in "js" "1 + 1")"#],
                "2",
            ),
            (
                "a list of languages is started by `each`",
                &[
                    r#"(def repls ["js" "py" "rhai"])"#,
                    "(each repls (=> (lang) (start-runtime lang)))",
                    "(keys *runtimes*)",
                ],
                "(js py rhai)",
            ),
            (
                "a fresh one while a body runs",
                &[
                    r#"(eval-in "js" "var x = 1")"#,
                    r#"[(with-runtime "js" (eval-in "js" "typeof x")) (eval-in "js" "x")]"#,
                ],
                r#"("undefined" 1)"#,
            ),
            ("the kernel has an Interface of itself", &[r#"(eval-in "lisp" "(def y 5) (+ y 1)")"#], "6"),
            ("and plain Scheme one", &[r#"(eval-in "scheme" "(if void 1 2)")"#], "1"),
            ("`rust` is Rhai", &[r#"(eval-in "rust" "1 + 1")"#], "2"),
            (
                "what has no Interface",
                &[r#"(eval-in "cobol" "1")"#],
                r#"! NameError: get-global: nothing is named "cobol.Interface" (namespaces: ..."#,
            ),
            (
                "errors come as they are",
                &[r#"(eval-in "js" "null.x")"#],
                "! TypeError: cannot read property 'x' of null",
            ),
        ],
    },
    Section {
        title: "An Interface is a namespace",
        needs_guests: false,
        uses_all: true,
        rows: &[
            ("its functions can be called by name", &[r#"(js.Interface.eval "6 * 7")"#], "42"),
            (
                "or got, which runs them, if they need nothing",
                &[r#"(start-runtime "js")"#, r#"((get js.Interface "stop"))"#],
                "#t",
            ),
            (
                "its members",
                &[r#"(map (fn (name) (has? js.Interface name)) ["cache" "start-repl" "eval" "stop"])"#],
                "(#t #t #t #t)",
            ),
            ("the cache has the live runtime", &[r#"(js.Interface.eval "1")"#, "js.Interface.cache.repl.alive"], "#t"),
            (
                "and what else is known of it",
                &[
                    r#"(js.Interface.eval "1")"#,
                    r#"(map (fn (key) (has? js.Interface.cache key)) ["repl" "imports" "refs" "output" "results" "env"])"#,
                ],
                "(#t #t #t #t #t #t)",
            ),
            (
                "what evaluations came to, the newest last",
                &[r#"(eval-in "py" "40 + 1")"#, r#"(eval-in "py" "40 + 2")"#, "(get py.Interface.cache.results -1)"],
                "42",
            ),
            (
                "its globals, which can be set",
                &[r#"(eval-in "py" "x = 1")"#, "(set py.Interface.cache.env.x 41)", r#"(eval-in "py" "x + 1")"#],
                "42",
            ),
            (
                "what they printed",
                &[r#"(eval-in "py" "print(5)")"#, "(get py.Interface.cache.output -1)"],
                "5\n\"5\\n\"",
            ),
            (
                "modules that it has imported",
                &[r#"(eval-in "py" "import math")"#, "(keys py.Interface.cache.imports)"],
                r#"("math")"#,
            ),
            (
                "each language has a cache of its own",
                &[
                    r#"(js.Interface.eval "1")"#,
                    r#"(py.Interface.eval "1")"#,
                    "(eq? js.Interface.cache py.Interface.cache)",
                ],
                "#f",
            ),
            (
                "it can be replaced",
                &[r#"(meta (namespace js.Interface) (def eval (code) (+ "js: " code)))"#, r#"(eval-in "js" "1 + 1")"#],
                r#""js: 1 + 1""#,
            ),
            (
                "the prompt uses what there is",
                &[r#"(meta (namespace js.Interface) (def eval (code) (+ "js: " code)))"#, ":target js", "1 + 1"],
                "'js: 1 + 1'",
            ),
        ],
    },
    Section {
        title: "Macros of targets",
        needs_guests: false,
        uses_all: true,
        rows: &[
            ("they take code, not a value", &[r#"(js:print "'Hello from JS'")"#], "Hello from JS"),
            (
                "of every language",
                &[r#"(js:print "1 + 1")"#, r#"(py:print "1 + 1")"#, r#"(rhai:print "1 + 1")"#],
                "2\n2\n2",
            ),
            ("for a value there is the function", &["(let [x 5] (js:console.log x))"], "5"),
            ("without a prefix while the target is active", &["(target js)", r#"(print "'via js'")"#], "via js"),
            ("and the kernel's own otherwise", &["(target js)", "(target repl)", r#"(print "kernel")"#], "kernel"),
            ("the table of them", &["[(keys js.macros) (keys py.macros)]"], "((print) (print))"),
            (
                "what is put into it is a macro from then on",
                &["(set js.macros 'twice (fn (x) `(* 2 ,x)))", "(js:twice 21)"],
                "42",
            ),
            (
                "what is taken out is none any more: what is left is the function",
                &["(del py.macros :print)", r#"(py:print "1 + 1")"#],
                "1 + 1",
            ),
            (
                "only procedures are macros",
                &["(set js.macros.print 5)"],
                "! TypeError: expected a procedure for a macro, got number 5",
            ),
            (
                "one of one's own",
                &[r#"(macro js:twice (code) `(* 2 (eval-in "js" ,code)))"#, r#"(js:twice "21")"#],
                "42",
            ),
            (
                "a runtime that was stopped by hand",
                &[r#"(start-runtime "js")"#, "(.kill js.Interface.cache.repl)", r#"(js:print "1")"#],
                "! StoppedError: #<runtime js ...",
            ),
        ],
    },
    Section {
        title: "Targets of one's own",
        needs_guests: false,
        uses_all: true,
        rows: &[
            (
                "an Interface makes a target",
                &[
                    "(meta (namespace shout.Interface) (def eval (code) (string-upcase code)))",
                    r#"(eval-in "shout" "hey")"#,
                ],
                r#""HEY""#,
            ),
            (
                "one can switch to it",
                &["(meta (namespace shout.Interface) (def eval (code) (string-upcase code)))", ":target shout", "hey"],
                r#""HEY""#,
            ),
            (
                "macros can be made for it",
                &[
                    "(meta (namespace shout.Interface) (def eval (code) (string-upcase code)))",
                    r#"(macro shout:twice (code) `(+ (eval-in "shout" ,code) (eval-in "shout" ,code)))"#,
                    r#"(shout:twice "a")"#,
                ],
                r#""AA""#,
            ),
            (
                "it is active as others are",
                &["(meta (namespace shout.Interface) (def eval (code) code))", "[(target shout (target)) (target)]"],
                r#"("shout" "repl")"#,
            ),
            (
                "a language for tables, in Python's",
                &[
                    r#"(meta (namespace sql.Interface) (def eval (code) (let [db (py:__import__ "sqlite3")] (.fetchall (.execute (.connect db ":memory:") code)))))"#,
                    ":target sql",
                    "select 6 * 7",
                ],
                "[(42,)]",
            ),
            ("programs can move the prompt", &["(when true (repl> py))", "1 if True else 2"], "1"),
            (
                "what macros make of a form is shown",
                &[r#":expand (js:print "1")"#],
                r#"((or (get (get-global (+ "js" ".Interface")) "eval") (interface-function "js" "eval")) (+ "console.log(" "1" ")"))"#,
            ),
        ],
    },
    Section {
        title: "Guests behind Interfaces",
        needs_guests: true,
        uses_all: true,
        rows: &[
            (
                "Hy",
                &[r#"(eval-in "hy" "(defmacro twice [x] `(+ ~x ~x)) (twice 21)")"#, r#"(eval-in "hy" "(twice 4)")"#],
                "8",
            ),
            (
                "Sibilant",
                &[r#"(eval-in "sibilant" "(macro twice (x) `(+ @x @x))")"#, r#"(eval-in "sibilant" "(twice 21)")"#],
                "42",
            ),
            (
                "all of them",
                &[
                    r#"(def repls ["js" "py" "hy" "sibilant"])"#,
                    "(each repls (=> (lang) (start-runtime lang)))",
                    "(keys *runtimes*)",
                ],
                "(js py hy sibilant)",
            ),
            ("their macros", &[r#"(hy:print "(+ 1 1)")"#, r#"(sibilant:print "(+ 1 1)")"#], "2\n2"),
        ],
    },
];
