//! Targets as programs of the kernel drive and define them.

use std::rc::Rc;

use polytarget::session::{KERNEL, Reply, Session};
use polytarget::{Host, Lang, Source, runtime};

use crate::support::{Printed, on_host};

/// Types inputs at the kernel's prompt; returns for each what is printed and shown.
fn type_in(host: &Host, inputs: &[&str]) -> Vec<String> {
    for lang in Lang::ALL {
        host.restart(lang).unwrap_or_else(|error| panic!("{}", error.report()));
    }
    let printed = Rc::new(Printed::default());
    let before = runtime::set_outlet(printed.clone());
    let mut session = Session::new(host, KERNEL);
    let answers = inputs.iter().map(|input| {
        let shown = match session.submit(input) {
            Ok(Reply::Shown(text)) => text,
            Ok(Reply::Silent | Reply::Quit) => String::new(),
            Err(error) => format!("! {error}"),
        };
        format!("{}{shown}", printed.0.take())
    });
    let answers = answers.collect();
    drop(session);
    drop(runtime::set_outlet(before));
    answers
}

/// Takes away the targets that a test has defined: the tests share their host.
fn leave(host: &Host) {
    host.restart(Lang::Lisp).unwrap_or_else(|error| panic!("{}", error.report()));
}

/// Checks what inputs are answered, one after another. Runtimes count on, so `#` stands for a number.
#[track_caller]
fn check(table: &'static [(&'static str, &'static str)]) {
    let inputs: Vec<&'static str> = table.iter().map(|(input, _)| *input).collect();
    let answers = on_host(move |host| {
        let answers = type_in(host, &inputs);
        leave(host);
        answers
    });
    let wrong: Vec<String> = table
        .iter()
        .zip(&answers)
        .filter(|((_, expected), answer)| *expected != without_numbers(answer))
        .map(|((input, expected), answer)| format!("{input}\n  expected {expected:?}\n  got      {answer:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Writes `#<runtime js 12>` as `#<runtime js #>`.
fn without_numbers(text: &str) -> String {
    let mut parts = text.split("#<runtime ");
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inside, after) = part.split_once('>').unwrap_or((part, ""));
        let words: Vec<&str> =
            inside.split(' ').map(|word| if word.parse::<u32>().is_ok() { "#" } else { word }).collect();
        written.extend(["#<runtime ", &words.join(" "), ">", after]);
    }
    written
}

#[test]
fn runtimes_are_started_told_and_stopped() {
    check(&[
        ("(start-runtime \"py\")", "#<runtime py #>"),
        ("(eval-in \"py\" \"print('Hello from Python')\")", "Hello from Python\n"),
        ("(runtime \"py\")", "#<runtime py #>"),
        ("*runtimes*", "{py #<runtime py #>}"),
        ("(eval-in \"py\" \"x = 6\")", ""),
        ("(each [\"js\" \"rhai\"] (=> (lang) (start-runtime lang)))", ""),
        ("(eval-in \"js\" \"polytarget.py.x * 7\")", "42"),
        ("(py:print \"x\")", "6\n"),
        ("(js:print \"'a' + 1\")", "a1\n"),
        ("(rhai:print \"1 + 1\")", "2\n"),
        ("(keys js.macros)", "(print)"),
        ("(start-runtime \"py\")", "#<runtime py #>"),
        ("(eval-in \"py\" \"x\")", "! NameError: name 'x' is not defined"),
        ("(stop-runtime \"py\")", "#t"),
        ("(stop-runtime \"py\")", "#f"),
        ("*runtimes*", "{js #<runtime js #> rhai #<runtime rhai #>}"),
        ("(eval-in \"py\" \"1 + 1\")", "2"),
        ("(eval-in \"rust\" \"1 + 1\")", "2"),
        ("(eval-in \"lisp\" \"(+ 1 1)\")", "2"),
        ("(eval-in \"scheme\" \"(if void 1 2)\")", "1"),
        ("(js.Interface.eval \"6*7\")", "42"),
        ("(get js.Interface \"cache\" \"repl\" \"alive\")", "#t"),
        (
            "(eval-in \"cobol\" \"1\")",
            "! NameError: get-global: nothing is named \"cobol.Interface\" (namespaces: hy.Interface, js.Interface, lisp.Interface, py.Interface, rhai.Interface, rust.Interface, scheme.Interface, sibilant.Interface)",
        ),
    ]);
}

#[test]
fn what_the_seed_defines_is_what_is_used() {
    check(&[
        (
            "(meta (namespace js.Interface) (var cache (object)) (def start-repl [] (set cache.repl (spawn \"node\" \"--interactive\"))) (def eval (code) (.send cache.repl code)) (def stop [] (.kill cache.repl)))",
            "stop",
        ),
        ("(eval-in \"js\" \"1\")", "! AttributeError: nil has no member `send`"),
        ("(start-runtime \"js\")", "#<runtime js #>"),
        ("(eval-in \"js\" \"globalThis.n = 41; n + 1\")", "42"),
        (":target js", ""),
        ("n + 2", "43"),
        ("(repl>)", ""),
        ("((get js.Interface \"stop\"))", "#t"),
        ("(js:print \"1\")", "! StoppedError: #<runtime js # stopped>: this REPL was stopped"),
        (":target js", ""),
        ("n", "! StoppedError: #<runtime js # stopped>: this REPL was stopped"),
        (":reset", ""),
        ("typeof n", "'undefined'"),
    ]);
}

#[test]
fn a_prompt_uses_the_interface_that_there_is() {
    check(&[
        (":target js", ""),
        ("var o = {n: 1}; o", "{ n: 1 }"),
        ("(repl>)", ""),
        // The old instance lives on as long as somebody holds what it made.
        ("(def old (js.Interface.eval \"o\"))", ""),
        ("(start-runtime \"js\")", "#<runtime js #>"),
        ("old.n", "1"),
        (":target js", ""),
        ("typeof o", "'undefined'"),
        ("polytarget.py.eval('polytarget.js.eval(\"typeof o\")')", "'undefined'"),
        ("(repl>)", ""),
        // Another Interface, while the prompt goes on.
        ("(meta (namespace js.Interface) (def eval (code) (str \"js would do \" code)))", "eval"),
        (":target js", ""),
        ("1 + 1", "'js would do 1 + 1'"),
        ("(repl> repl)", ""),
        ("(when true (repl> py))", ""),
        ("1 if True else 2", "1"),
    ]);
}

#[test]
fn caches_show_what_happens_at_the_prompt() {
    check(&[
        ("js.Interface.cache", "{}"),
        (":target py", ""),
        ("import math; xs = [1, 2]; n = 3; print('hi')", "hi\n"),
        ("xs", "[1, 2]"),
        ("1 / 0", "! ZeroDivisionError: division by zero"),
        ("(repl>)", ""),
        ("(keys py.Interface.cache)", "(repl imports refs output results env)"),
        ("py.Interface.cache.repl", "#<runtime py>"),
        ("(->list py.Interface.cache.output)", r#"("hi\n" "" "")"#),
        ("(->list py.Interface.cache.results)", "(nil [1, 2] nil)"),
        ("(keys py.Interface.cache.imports)", r#"("math")"#),
        ("(py.Interface.cache.imports.math.sqrt 16)", "4.0"),
        ("(keys py.Interface.cache.refs)", r#"("xs" 2)"#),
        ("(.append (get py.Interface.cache.refs 2) 3)", ""),
        ("(get py.Interface.cache.refs \"xs\")", "[1, 2, 3]"),
        ("py.Interface.cache.env.n", "3"),
        ("(set py.Interface.cache.env.n 4)", "4"),
        ("(eval-in \"py\" \"n\")", "4"),
        ("(+ 1 2)", "3"),
        ("(eval-in \"lisp\" \"1\")", "1"),
        ("(get lisp.Interface.cache.results -1)", "1"),
        // What is remembered goes with the runtime.
        ("(start-runtime \"py\")", "#<runtime py #>"),
        ("(len py.Interface.cache.results)", "0"),
    ]);
}

#[test]
fn what_holds_itself_is_printed_once() {
    check(&[
        (r#"(eval-in "lisp" "1")"#, "1"),
        (
            "lisp.Interface.cache",
            r#"{repl #<runtime lisp> imports {} refs {3: ...} output ["", "", ""] results [1, 1, ...] env <rust lisp globals>}"#,
        ),
        (r#"(start-runtime "py")"#, "#<runtime py #>"),
        (r#"(start-runtime "js")"#, "#<runtime js #>"),
        (":target py", ""),
        (
            "polytarget.eval('lisp', 'py.Interface.cache')",
            r#"{repl #<runtime py #> imports {} refs {1: ...} output [""] results [...] env <rust py globals>}"#,
        ),
        (
            "polytarget.eval('lisp', 'py.Interface.cache.results')",
            "[{repl #<runtime py #> imports {} refs {1: ..., 2: ...} output [\"\", \"\"] results ... env <rust py globals>}, ...]",
        ),
        ("'...' in str(polytarget.eval('lisp', 'py.Interface.cache.refs'))", "True"),
        ("polytarget.refs['me'] = polytarget.refs", ""),
        // Other tests have put something there, too.
        ("str(polytarget.refs).endswith('me: ...}>')", "True"),
        ("polytarget.refs['me'] = [{'refs': polytarget.refs}]", ""),
        ("str(polytarget.refs).endswith(\"me: [{'refs': ...}]}>\")", "True"),
        ("del polytarget.refs['me']", ""),
        (":target js", ""),
        ("js = polytarget.eval('lisp', 'js.Interface.cache'); 0", "0"),
        ("String(js).includes('...'), String(js.results).length < 1000", "true"),
    ]);
}

#[test]
fn the_end_of_long_output_is_kept() {
    on_host(|host| {
        let inputs = [
            r#"(eval-in "py" "print('x' * 100000, 'end')")"#,
            "(len (get py.Interface.cache.output -1))",
            r#"(.ends-with (get py.Interface.cache.output -1) "x end\n")"#,
        ];
        let answers = type_in(host, &inputs);
        assert_eq!(answers[0].len(), 100_005);
        assert_eq!(answers[1..], ["65536", "#t"]);
    });
}

#[test]
fn a_fresh_runtime_is_there_for_a_while() {
    check(&[
        ("(eval-in \"js\" \"globalThis.n = 1\")", "1"),
        ("(with-runtime \"js\" (eval-in \"js\" \"globalThis.n = 2\") (eval-in \"js\" \"n\"))", "2"),
        ("(eval-in \"js\" \"n\")", "1"),
        (
            "(guard (e [#t (error-object-message e)]) (with-runtime \"js\" (eval-in \"js\" \"throw new Error('x')\")))",
            "\"x\"",
        ),
        ("(eval-in \"js\" \"n\")", "1"),
        (
            "(meta (namespace shy.Interface) (var cache {a: 1}) (def eval (c) c) (def start-repl () (error \"no\")) (def stop () 1))",
            "stop",
        ),
        ("(with-runtime \"shy\" 1)", "! Error: no"),
        ("shy.Interface.cache", "{a 1}"),
        ("(has? *runtimes* \"shy\")", "#f"),
        ("(set *runtimes* \"shy\" 5)", "5"),
        ("(with-runtime \"shy\" 1)", "! Error: no"),
        ("[shy.Interface.cache *runtimes*]", "({a 1} {shy 5})"),
    ]);
}

#[test]
fn what_is_wrong_with_an_interface_is_told_to_programs() {
    check(&[
        (
            "(meta (namespace bent.Interface) (def eval (code) code) (def stop (x) x) (def start-repl (x) x))",
            "start-repl",
        ),
        (r#"(start-runtime "bent")"#, "! InterfaceError: `start-repl` of bent.Interface must take no argument"),
        (r#"(stop-runtime "bent")"#, "! InterfaceError: `stop` of bent.Interface must take no argument"),
        (r#"(with-runtime "bent" 1)"#, "! InterfaceError: `start-repl` of bent.Interface must take no argument"),
        ("*runtimes*", "{}"),
        (r#"(procedure? (set bent.Interface 'start-repl (py.eval "lambda x: x")))"#, "#t"),
        (r#"(start-runtime "bent")"#, "! InterfaceError: `start-repl` of bent.Interface must take no argument"),
        ("(set bent.Interface 'start-repl 5)", "5"),
        (
            r#"(start-runtime "bent")"#,
            "! InterfaceError: `start-repl` of bent.Interface is an integer; it must be a function of no argument",
        ),
        ("(set js.Interface 'eval nil)", ""),
        (
            r#"(eval-in "js" "1")"#,
            "! InterfaceError: js.Interface has no function `eval`; define it in (namespace js.Interface)",
        ),
    ]);
}

#[test]
fn any_function_evaluates() {
    check(&[
        ("(meta (namespace shout.Interface) (def eval (...code) (len code)))", "eval"),
        (r#"(eval-in "shout" "hey")"#, "1"),
        (r#"(meta (namespace shout.Interface) (def eval ((code "d")) code))"#, "eval"),
        (r#"(eval-in "shout" "hey")"#, r#""hey""#),
        ("(set shout.Interface 'eval string-upcase)", "#<procedure>"),
        (r#"(eval-in "shout" "hey")"#, r#""HEY""#),
        (":target js", ""),
        ("polytarget.lisp['shout.Interface'].eval = c => 'js ' + c; 0", "0"),
        ("polytarget.eval('shout', 'hey')", "'js hey'"),
        ("(repl>)", ""),
        (r#"(eval-in "shout" "hey")"#, r#""js hey""#),
        (r#"(procedure? (set shout.Interface 'eval (py.eval "lambda c: 'py ' + c")))"#, "#t"),
        (r#"(eval-in "shout" "hey")"#, r#""py hey""#),
        // The way in which a program may write it itself.
        (r#"(((get shout.Interface "eval")) "hey")"#, r#""py hey""#),
        (r#"(set shout.Interface 'eval (js.eval "c => 'js ' + c"))"#, "[Function (anonymous)]"),
        (r#"(((get shout.Interface "eval")) "hey")"#, r#""js hey""#),
    ]);
}

#[test]
fn programs_define_targets() {
    check(&[
        ("(include \"examples/targets/sql.slb\")", ""),
        (":target sql", ""),
        ("CREATE TABLE penguin (name TEXT, mass REAL);", ""),
        ("INSERT INTO penguin VALUES ('Ada', 3.5), ('Bo', 4.25);", ""),
        ("SELECT * FROM penguin;", "Ada | 3.5\nBo | 4.25"),
        ("SELECT nope;", "! OperationalError: no such column: nope"),
        (":target js", ""),
        (
            "let sum = 0; for (const row of polytarget.eval('sql', 'SELECT * FROM penguin')) sum += row.mass; sum",
            "7.75",
        ),
        ("polytarget.targets().includes('sql')", "true"),
        ("(repl>)", ""),
        ("(get (get (eval-in \"sql\" \"SELECT count(*) AS n FROM penguin\") 0) \"n\")", "2"),
        (
            "(macro sql:count (table) `(get (eval-in \"sql\" (+ \"SELECT count(*) AS n FROM \" ,table)) 0 \"n\"))",
            "sql:count",
        ),
        ("(sql:count \"penguin\")", "2"),
        ("(target sql) (count \"penguin\")", "2"),
        ("(target repl)", "\"repl\""),
        ("(include \"examples/targets/json.slb\")", ""),
        (":target json", ""),
        ("{\"a\": [1, 2]}", "{\n  \"a\": [\n    1,\n    2\n  ]\n}"),
        (
            ":reset",
            "! InterfaceError: json.Interface has no function `start-repl`; define it in (namespace json.Interface)",
        ),
        (
            ":target jsn",
            "! TargetError: no target is called `jsn`; there are py, js, rhai, lisp, scheme, hy, sibilant, json, sql; did you mean `js`?",
        ),
    ]);
}

#[test]
fn a_target_of_the_users_says_whether_input_is_whole() {
    on_host(|host| {
        type_in(host, &["(include \"examples/targets/sql.slb\")", "(include \"examples/targets/json.slb\")"]);
        let table = [
            ("sql", "SELECT 1", "Incomplete"),
            ("sql", "SELECT 1;", "Complete"),
            ("json", "[1,", "Incomplete"),
            ("json", "[1]", "Complete"),
            ("json", "[1 2]", "Invalid"),
        ];
        for (target, input, expected) in table {
            let assessed = host.driven_target(target).unwrap().assess(input);
            assert_eq!(format!("{assessed:?}"), expected, "{target}: {input}");
        }
        leave(host);
    });
}

#[test]
fn a_query_can_be_interrupted() {
    const ENDLESS: &str = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c;";
    on_host(|host| {
        type_in(host, &["(include \"examples/targets/sql.slb\")"]);
        let sql = host.driven_target("sql").unwrap();
        let stop = host.interrupter();
        let watch = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(300));
            stop();
        });
        let error = host.run_in(&*sql, &Source::cell(ENDLESS)).unwrap_err();
        watch.join().unwrap();
        assert_eq!(error.message(), "interrupted", "{error}");
        assert!(host.run_in(&*sql, &Source::cell("SELECT 1;")).is_ok());
        leave(host);
    });
}

#[test]
fn files_are_included_once_and_cycles_are_told() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("included");
    let files = [
        (
            "main.slb",
            "#!/usr/bin/env polytarget\n(include \"lib/counts.slb\" \"lib/counts.slb\")\n(require \"lib/counts.slb\")\n(var n (counted))",
        ),
        ("lib/counts.slb", "(namespace counts)\n(include \"deep.slb\")\n(meta (set deep.count (+ deep.count 1)))"),
        ("lib/deep.slb", "(meta (namespace deep) (var count 0))\n(def counted [] deep.count)"),
        ("a.slb", "(include \"b.slb\")"),
        ("b.slb", "(include \"a.slb\")"),
        ("shapes.slb", "(def area (r) (* 3 r r))\n(macro twice (x) `(* 2 ,x))\n(var side (twice 4))"),
    ];
    std::fs::create_dir_all(folder.join("lib")).unwrap();
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    on_host(move |host| {
        let kernel = host.start(Lang::Lisp).unwrap();
        let path = |name: &str| folder.join(name).canonicalize().unwrap().display().to_string();
        let eval = |code: &str| host.run_in(&*kernel, &Source::cell(code)).map(|value| kernel.render(&value).unwrap());
        let main = std::fs::read_to_string(folder.join("main.slb")).unwrap();
        host.run_in(&*kernel, &Source::script(&main, &path("main.slb")))
            .unwrap_or_else(|error| panic!("{}", error.report()));
        assert_eq!(eval("n").unwrap(), "1");
        // What a file switched to has ended with it.
        assert_eq!(eval("(def here 1) here").unwrap(), "1");
        let cycle = eval(&format!("(include {:?})", path("a.slb"))).unwrap_err();
        let said = format!("it includes itself: {0} -> {1} -> {0}", path("a.slb"), path("b.slb"));
        assert!(cycle.message().contains(&said), "{}", cycle.report());
        let missing = eval("(include \"no/such.slb\")").unwrap_err();
        assert!(missing.to_string().contains("no/such.slb"), "{missing}");
        let module = kernel.import("./shapes", Some(&folder)).unwrap();
        let area = module.get("area").unwrap();
        assert_eq!(area.as_object().unwrap().call(&[2.into()]).unwrap().as_int(), Some(12));
        assert_eq!(module.get("side").unwrap().as_int(), Some(8));
        assert!(eval("side").is_err());
        kernel.stop();
    });
}

#[test]
fn an_interface_can_be_broken_and_mended() {
    check(&[
        ("(eval-in \"js\" \"globalThis.z = 5\")", "5"),
        // What is refused changes nothing.
        ("(start-runtime \"js\")", "#<runtime js #>"),
        ("(eval-in \"js\" \"globalThis.z = 6\")", "6"),
        (
            "(eval-in \"js\" \"try { polytarget.eval('lisp', '(stop-runtime \\\"js\\\")') } catch (e) { e.message }\")",
            "\"the JavaScript instance is running; stop it once its evaluation has ended\"",
        ),
        ("(eval-in \"js\" \"z\")", "6"),
        // Nonsense in the cache goes with a reset.
        ("(set js.Interface.cache.repl 5)", "5"),
        (":target js", ""),
        ("1 + 1", "! AttributeError: lisp number has no member `send`"),
        (":reset", ""),
        ("1 + 1", "2"),
        ("(repl>)", ""),
        ("(set js.Interface.cache 7)", "7"),
        (":target js", ""),
        (":reset", ""),
        ("2 + 1", "3"),
        ("(repl>)", ""),
        // A name of the user's is none of the prelude's.
        ("(def polytarget 5)", ""),
        ("(eval-in \"rhai\" \"1 + 1\")", "2"),
    ]);
}

#[test]
fn a_function_that_goes_on_about_what_is_typed_is_stopped() {
    on_host(|host| {
        let endless = "(meta (namespace endless.Interface) (def eval (c) c) (def complete? (i) (while true 1)) (def complete (i) (while true 1)))";
        type_in(host, &[endless]);
        let target = host.driven_target("endless").unwrap();
        assert_eq!(format!("{:?}", target.assess("abc")), "Complete");
        assert!(target.complete("a").is_empty());
        // Nothing is left of the request to stop.
        assert_eq!(host.eval(Lang::Lisp, "(+ 1 2)").unwrap().as_int(), Some(3));
        leave(host);
    });
}

#[test]
fn names_of_the_dialect_are_completed() {
    on_host(|host| {
        type_in(host, &["(meta (namespace shop.till) (var total 0) (def open [] 1))", "(macro shop:sell (x) x)"]);
        let kernel = host.target(KERNEL).unwrap();
        for (input, expected) in [
            ("(names", vec!["namespace"]),
            ("(list (shop.t", vec!["shop.till", "shop.till.open", "shop.till.total"]),
            ("(shop:", vec!["shop:sell"]),
            ("(with-r", vec!["with-runtime"]),
        ] {
            assert_eq!(kernel.complete(input), expected, "{input}");
        }
        assert!(host.target("scheme").unwrap().complete("(names").is_empty());
        leave(host);
    });
}

#[test]
fn the_prompt_expands_lists_and_shows_where_it_is() {
    check(&[
        (":expand (start-runtime \"py\")", "(.set *runtimes* \"py\" ((interface-function \"py\" \"start-repl\")))"),
        (":expand )", "! SyntaxError: `)` at 1:1 closes nothing"),
        (":expand a) (var boom 1) (list 1", "! SyntaxError: `)` at 1:2 closes nothing"),
        (":expand 1 2", "! SyntaxError: one form to expand; here are 2"),
        (":expand (\"a\\\"b\")", "(\"a\\\"b\")"),
        (":expand", "! CommandError: `:expand` takes a form, as in `:expand (when a b)`"),
        ("(macroexpand-1 '(stop-runtime \"js\"))", "(stop-interface \"js\")"),
        ("(macroexpand '(+ 1 2))", "(+ 1 2)"),
        ("(equal? (gensym) (gensym))", "#f"),
        ("(start-runtime \"js\")", "#<runtime js #>"),
        (":runtimes", "{js #<runtime js #>}"),
        // What is no command is code: a keyword, here.
        (":key", ":key"),
        (":targt js", "! CommandError: no command is called `:targt`; did you mean `:target`?; `:help` lists them"),
        ("(eval '(def twice [x] (* 2 x)))", ""),
        ("(twice 4)", "8"),
        ("(eval-string \"[1, (twice 1)]\")", "(1 2)"),
    ]);
    on_host(|host| {
        let mut session = Session::new(host, KERNEL);
        host.restart(Lang::Lisp).unwrap();
        assert_eq!(session.prompt(), "repl> ");
        session.submit("(namespace geometry.flat)").unwrap();
        assert_eq!(session.prompt(), "repl[geometry.flat]> ");
        session.submit(":target py").unwrap();
        assert_eq!(session.prompt(), "(py)> ");
        session.submit("(repl>)").unwrap();
        session.submit("(namespace user)").unwrap();
        assert_eq!(session.prompt(), "repl> ");
    });
}

#[test]
fn tables_of_macros_are_live() {
    check(&[
        ("(namespace words) (macro shout (x) `(string-upcase ,x)) (namespace user)", "user"),
        ("(var table words.macros)", ""),
        ("(words:shout \"a\")", "\"A\""),
        ("(words:shout \"a\")", "\"A\""),
        // A text that was run before, and may have been kept.
        ("(set table 'shout (fn (x) `(+ ,x \"!\")))", "#<procedure>"),
        ("(words:shout \"a\")", "\"a!\""),
        // What is defined later shows in the object that somebody has.
        ("(macro words:whisper (x) x)", "words:whisper"),
        ("(keys table)", "(shout whisper)"),
        ("(eq? table words.macros)", "#t"),
        ("(let [pop (py.eval \"lambda table: [table.pop('shout'), len(table)][1]\")] (pop table))", "1"),
        ("(words:shout \"a\")", "! NameError: there is no macro `shout` in words.macros"),
        ("(del table 'nothing)", "#f"),
        ("(set table 'if (fn (x) x))", "! SyntaxError: `if` is a special form and cannot be defined otherwise"),
        ("(set table 5 (fn (x) x))", "! TypeError: expected a name for a macro, got number 5"),
        ("(if (set table 'py (py.eval \"lambda form: 5\")) 1)", "1"),
        ("(words:py (a b))", "5"),
    ]);
}

#[test]
fn what_is_wrong_with_an_interface_is_told() {
    check(&[
        ("(meta (namespace short.Interface) (def eval () 5))", "eval"),
        (":target short", ""),
        ("x", "! InterfaceError: `eval` of short.Interface must take one argument, the code to evaluate"),
        ("(repl>)", ""),
        ("(meta (namespace none.Interface) (def eval 5))", "eval"),
        (":target none", ""),
        (
            "x",
            "! InterfaceError: `eval` of none.Interface is an integer; it must be a function of one argument, the code to evaluate",
        ),
        ("(repl>)", ""),
        (
            "(meta (namespace odd.Interface) (def eval (code ...more) code) (def complete? () 1) (def complete 5))",
            "complete",
        ),
        (":target odd", ""),
        ("x", "! InterfaceError: `complete?` of odd.Interface must take one argument, the input that is being typed"),
        ("(repl>)", ""),
        ("(set odd.Interface.complete? nil)", ""),
        (":target odd", ""),
        (
            "x",
            "! InterfaceError: `complete` of odd.Interface is an integer; it must be a function of one argument, the input that is being typed",
        ),
        ("(repl>)", ""),
        ("(set odd.Interface :complete nil :show (fn () 1) :start-repl (fn (x) x) :stop 1)", "1"),
        (":target odd", ""),
        ("x", "! InterfaceError: `show` of odd.Interface must take one argument, the value to show"),
        (":reset", "! InterfaceError: `start-repl` of odd.Interface must take no argument"),
        ("(repl>)", ""),
        // Functions of other languages will do as well.
        (
            "(set odd.Interface :show (py.eval \"lambda value: value * 2\") :eval (js.eval \"code => code + code\"))",
            "[Function (anonymous)]",
        ),
        (":target odd", ""),
        ("x", "xxxx"),
    ]);
}

#[test]
fn the_list_of_runtimes_tells_the_truth() {
    check(&[
        ("(start-runtime \"js\")", "#<runtime js #>"),
        ("(js.Interface.stop)", "#t"),
        (":runtimes", "{}"),
        ("(runtime \"js\")", ""),
        ("(start-runtime \"js\")", "#<runtime js #>"),
        (":target js", ""),
        (":reset", ""),
        ("(repl>)", ""),
        (":runtimes", "{js #<runtime js #>}"),
        ("(eq? (runtime \"js\") js.Interface.cache.repl)", "#t"),
        ("(with-runtime \"js\" (eq? (runtime \"js\") js.Interface.cache.repl))", "#t"),
        ("(eq? (runtime \"js\") js.Interface.cache.repl)", "#t"),
        ("(with-runtime \"py\" (start-runtime \"py\") (len *runtimes*))", "2"),
        // What was used before it was started is what all languages have under the name; nobody has started that.
        ("(with-runtime \"rhai\" (len *runtimes*))", "1"),
        ("(.kill js.Interface.cache.repl)", "#t"),
        (":runtimes", "{js #<runtime js # stopped>}"),
        ("(set *runtimes* 5)", "5"),
        ("(js.Interface.start-repl)", "#<runtime js #>"),
        ("(eval-in \"js\" \"1 + 1\")", "2"),
        ("(var *runtimes* (object))", ""),
        ("(start-runtime \"js\")", "#<runtime js #>"),
        ("(stop-runtime \"js\")", "#t"),
        (":runtimes", "{}"),
    ]);
}
