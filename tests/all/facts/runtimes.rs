//! What lives beside the kernel: instances, the prompt, and guests.

use super::Section;

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "Instances: `spawn`",
        needs_guests: false,
        uses_all: false,
        rows: &[
            (
                "a program that lives in the process is a new instance",
                &[r#"(def r (spawn "node" "--interactive"))"#, r#"(.send r "6 * 7")"#],
                "42",
            ),
            (
                "what it is told stays there",
                &[r#"(def r (spawn "python3" "-i"))"#, r#"(.send r "x = 40")"#, r#"(.send r "x + 2")"#],
                "42",
            ),
            ("what it prints is printed here", &[r#"(def r (spawn "py"))"#, r#"(.send r "print(6 * 7)")"#], "42"),
            (
                "it has the name of its target, whatever it was asked for by",
                &[r#"(map (fn (p) (get (spawn p) "name")) ["node" "bun" "python" "py" "rhai" "repl" "steel"])"#],
                r#"("js" "js" "py" "py" "rhai" "lisp" "scheme")"#,
            ),
            ("it is shown with its number", &[r#"(spawn "js")"#], "#<runtime js ..."),
            (
                "there may be many of a kind",
                &[
                    r#"(def rs (map (fn (p) (spawn p "-i")) ["js" "js"]))"#,
                    r#"(.send (first rs) "var x = 1")"#,
                    r#"(.send (second rs) "typeof x")"#,
                ],
                r#""undefined""#,
            ),
            (
                "an instance of the kernel itself",
                &[r#"(def r (spawn "repl"))"#, r#"(.send r "(def add (a b) (+ a b)) (add 40 2)")"#],
                "42",
            ),
            (
                "it judges what is typed",
                &[r#"(def r (spawn "py"))"#, r#"(map (fn (code) (.complete? r code)) ["1" "def f():" ")"])"#],
                r#"("complete" "incomplete" "invalid")"#,
            ),
            ("`kill` ends it", &[r#"(def r (spawn "js"))"#, "[r.alive (.kill r) r.alive]"], "(#t #t #f)"),
            (
                "what was stopped says so",
                &[r#"(def r (spawn "js"))"#, "(.kill r)", r#"(.send r "1")"#],
                "! StoppedError: #<runtime js ...",
            ),
            (
                "what cannot live here",
                &[r#"(spawn "bash")"#],
                "! SpawnError: no REPL named 'bash' lives in this process (have: ...",
            ),
            (
                "a flag that it does not know",
                &[r#"(spawn "js" "--eval")"#],
                "! SpawnError: `spawn` does not know the flag --eval; after the program it takes -i, --interactive, --repl, -q",
            ),
            (
                "errors come as they are",
                &[r#"(def r (spawn "py"))"#, r#"(.send r "1 / 0")"#],
                "! ZeroDivisionError: division by zero",
            ),
            (
                "objects that it has are live here",
                &[
                    r#"(def r (spawn "js"))"#,
                    r#"(def xs (.send r "var xs = [1, 2]; xs"))"#,
                    "(.push xs 3)",
                    r#"(.send r "xs.length")"#,
                ],
                "3",
            ),
        ],
    },
    Section {
        title: "The prompt",
        needs_guests: false,
        uses_all: false,
        rows: &[
            ("a line with a colon switches", &[":target py", "6 * 7"], "42"),
            ("so does this, at every prompt", &["(repl> py)", "6 * 7"], "42"),
            ("and this goes back", &["(repl> py)", "(repl> js)", "(repl> repl)", "(+ 1 2)"], "3"),
            ("as does this", &["(repl> py)", "(repl>)", "(+ 1 2)"], "3"),
            ("a definition in one line is whole", &[":target py", "def foo(x): return x + 1", "foo(3)"], "4"),
            (
                "names may be declared again",
                &[":target js", "const foo = x => x + 1", "const foo = x => x + 2", "foo(3)"],
                "5",
            ),
            ("a target that there is not", &[":target pyy"], "! TargetError: no target is called `pyy`; there are..."),
            (
                "a command that there is not",
                &[":targte py"],
                "! CommandError: no command is called `:targte`; did you mean `:target`?; `:help` lists them",
            ),
            ("nothing is not shown", &["nil"], ""),
        ],
    },
    Section {
        title: "Transcripts",
        needs_guests: false,
        uses_all: false,
        rows: &[
            ("a line with a prompt is for the target that it names", &["repl> (+ 1 2)\n(py)> 6 * 7"], "3\n42"),
            ("which is current from then on", &["(py)> 6 * 7", "1 if True else 2"], "1"),
            ("what was printed then is not run", &["(py)> def foo(x): return x + 1\n(py)> foo(3)\n3\nand more"], "4"),
            ("an input goes on behind dots", &["(py)> def foo(x):\n...       return x + 1\n(py)> foo(3)"], "4"),
            (
                "a conversation that switches by commands",
                &[
                    "repl> :target py\n(py)> def foo(x): return x + 1\n(py)> foo(3)\n3\nrepl> :target js\n(js)> const foo = x => x + 1\n(js)> foo(3)\n3",
                ],
                "4\n4",
            ),
            (
                "or by forms",
                &["(repl> py)\n(py)> print(\"hello\")\n\n(repl> js)\n(js)> console.log(\"hi\")"],
                "hello\nhi",
            ),
        ],
    },
    Section {
        title: "Hy",
        needs_guests: true,
        uses_all: false,
        rows: &[
            (
                "Hy is Lisp in Python; its macros stay",
                &[
                    r#"(def r (spawn "hy" "-i"))"#,
                    r#"(.send r "(defmacro twice [x] `(+ ~x ~x)) (twice 21)")"#,
                    r#"(.send r "(twice 4)")"#,
                ],
                "8",
            ),
            (
                "its names",
                &[r#"(def r (spawn "hy"))"#, r#"(.send r "(setv my-value 5)")"#, r#"(.send r "(* my-value 2)")"#],
                "10",
            ),
            (
                "an input may want more",
                &[r#"(def r (spawn "hy"))"#, r#"(map (fn (code) (.complete? r code)) ["(f)" "(f" "(f [1 2)"])"#],
                r#"("complete" "incomplete" "invalid")"#,
            ),
            (
                "a reader macro is known to later inputs",
                &[
                    r#"(def r (spawn "hy"))"#,
                    r#"(.send r "(defreader up (.upper (.parse-one-form &reader)))")"#,
                    r##"(.send r "#up \"abc\"")"##,
                ],
                r#""ABC""#,
            ),
            (
                "two of them have nothing in common",
                &[r#"(.send (spawn "hy") "(setv only-here 1)")"#, r#"(.send (spawn "hy") "only-here")"#],
                "! NameError: name 'only_here' is not defined",
            ),
            (
                "a REPL in a REPL in a REPL",
                &[r#"(def r (spawn "hy"))"#, r#"(.send r "(import hy) (hy.eval (hy.read \"(+ 40 2)\"))")"#],
                "42",
            ),
            ("it is a target as well", &[":target hy", "(+ 40 2)"], "42"),
        ],
    },
    Section {
        title: "Sibilant",
        needs_guests: true,
        uses_all: false,
        rows: &[
            (
                "Sibilant is Lisp in JavaScript; its macros stay",
                &[
                    r#"(def r (spawn "sibilant"))"#,
                    r#"(.send r "(macro twice (x) `(+ @x @x))")"#,
                    r#"(.send r "(twice 21)")"#,
                ],
                "42",
            ),
            (
                "its variables",
                &[r#"(def r (spawn "sibilant"))"#, r#"(.send r "(var my-value 5)")"#, r#"(.send r "(* my-value 2)")"#],
                "10",
            ),
            (
                "a string without an end wants more",
                &[
                    r#"(def r (spawn "sibilant"))"#,
                    r#"(map (fn (code) (.complete? r code)) ["(f)" "(f \"abc" "(f [1 2)"])"#,
                ],
                r#"("complete" "incomplete" "invalid")"#,
            ),
            ("its own `meta`", &[r#"(.send (spawn "sibilant") "(meta (+ 1 2))")"#], "3"),
            (
                "two of them have nothing in common",
                &[r#"(.send (spawn "sibilant") "(var only-here 1)")"#, r#"(.send (spawn "sibilant") "only-here")"#],
                "! ReferenceError: onlyHere is not defined",
            ),
            ("it is a target as well", &[":target sibilant", "(+ 40 2)"], "42"),
        ],
    },
];
