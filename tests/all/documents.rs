//! Facts about documents: which blocks are run, how, in what order, and where their errors are.

use std::rc::Rc;

use polytarget::document::Document;
use polytarget::session::{Outcome, Reading, Session};
use polytarget::{Host, Lang, runtime};

use crate::support::{Printed, on_host};

/// Runs a document called `doc.md`; returns what it prints, and then the report of its error.
fn read(host: &Host, text: &str) -> String {
    let printed = Rc::new(Printed::default());
    let before = runtime::set_outlet(printed.clone());
    let show = |text: &str| printed.0.borrow_mut().extend([text, "\n"]);
    let document = Document::parse(text);
    let mut reading = Reading::new(host, "doc.md", text, &show);
    let outcome = reading.check(&document).and_then(|_| {
        document.blocks.iter().try_for_each(|block| match reading.run(block)? {
            Outcome::Failed(error) => {
                show(&format!("(failed: {error})"));
                Ok(())
            }
            _ => Ok(()),
        })
    });
    drop(reading);
    drop(runtime::set_outlet(before));
    let mut told = printed.0.take();
    if let Err(error) = outcome {
        told.push_str(&error.report());
        told.push('\n');
    }
    told
}

/// Checks what becomes of documents, one after another in the same instances, each with what it prints. In them `'''` is a fence.
#[track_caller]
fn check(documents: &'static [(&'static str, &'static str)]) {
    let wrong = on_host(move |host| {
        for lang in Lang::ALL {
            host.restart(lang).unwrap_or_else(|error| panic!("{}", error.report()));
        }
        let told = documents.iter().map(|(text, expected)| (*text, *expected, read(host, &with_fences(text))));
        told.filter(|(_, expected, told)| told != expected).collect::<Vec<_>>()
    });
    let wrong: Vec<String> = wrong
        .iter()
        .map(|(text, expected, told)| format!("--- document\n{text}\n--- expected\n{expected}\n--- got\n{told}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {} documents\n{}", wrong.len(), documents.len(), wrong.join("\n"));
}

fn with_fences(text: &str) -> String {
    text.replace("''''", "````").replace("'''", "```")
}

#[test]
fn blocks_of_all_languages_are_run_in_order_over_shared_values() {
    check(&[
        (
            "'''py\nxs = [3, 1]\nprint('py', xs)\n'''\ntext\n'''js\npolytarget.py.xs.push(2)\nconsole.log(\"js\", \
             polytarget.py.xs.length)\n'''\n~~~rhai\nprint(py.xs.len());\n~~~\n'''lisp\n(displayln (len (get py \"xs\")))\n'''\n",
            "py [3, 1]\njs 3\n3\n3\n",
        ),
        // The same under the other names that languages have, in letters of any size.
        (
            "'''Python\nprint(1)\n'''\n'''javascript\nconsole.log(2)\n'''\n'''mjs\nconsole.log(3)\n'''\n'''kernel\n\
             (displayln 4)\n'''\n'''sibilant\n(displayln 5)\n'''\n'''scheme\n(displayln 6)\n'''\n",
            "1\n2\n3\n4\n5\n6\n",
        ),
        // Only what is printed is shown of a block, not its value; and definitions stay.
        ("'''py\nx = 1\nx\n'''\n\n'''py\nprint(x + 1)\n'''\n", "2\n"),
        ("'''js\nconst a = 1\n'''\n'''js\nconst a = 2; class B {}\nconsole.log(a, typeof B)\n'''\n", "2 function\n"),
    ]);
}

#[test]
fn what_is_no_code_of_a_target_is_text() {
    check(&[
        ("", ""),
        ("no block at all", ""),
        ("'''\nprint(1)\n'''\n", ""),
        ("'''rust\nfn main() { loop {} }\n'''\n", ""),
        ("'''text\n(py)> 1\n'''\n", ""),
        ("'''toml title=x\na = 1\n'''\n", ""),
        ("'''\n(venv)> pip install nothing\n'''\n", ""),
        ("    print(1)\n", ""),
        ("`py print(1)`\n", ""),
        ("'''py run=no\nprint(1)\n'''\n", ""),
        ("'''py meta\nprint(1)\n'''\n", ""),
        ("'''py run=yes file=a.py name=a show=both\nprint(1)\n'''\n", "1\n"),
        ("<!--\n'''py\nprint(1)\n'''\n-->\n", ""),
    ]);
}

#[test]
fn blocks_stand_anywhere_and_end_in_any_way() {
    check(&[
        ("- item\n\n  '''py\n  if True:\n      print('list')\n  '''\n", "list\n"),
        ("> '''py\n> if True:\n>     print('quote')\n>\n> print('on')\n> '''\n", "quote\non\n"),
        ("   '''py\n   if True:\n       print('indented')\n   '''\n", "indented\n"),
        ("''''md\n'''py\nprint('inner')\n'''\n''''\n", ""),
        ("''''py\ns = \"\"\"\n'''\n\"\"\"\nprint(len(s))\n''''\n", "5\n"),
        ("'''py\r\nif True:\r\n    print('crlf')\r\n'''\r\n", "crlf\n"),
        ("\u{feff}'''py\nprint('bom')\n'''", "bom\n"),
        ("'''py\n'''\n'''js\n\n'''\n'''lisp\n'''\n'''rhai\n'''\n", ""),
        (
            "'''py\n# a comment\n'''\n'''js\n// a comment\n'''\n'''lisp\n; a comment\n'''\n'''rhai\n// a comment\n'''\n",
            "",
        ),
    ]);
}

#[test]
fn transcripts_are_run_again() {
    check(&[
        (
            "'''\nrepl> :target py\n(py)> def foo(x): return x + 1\n(py)> foo(3)\n3\nrepl> :target js\n\
             (js)> const foo = x => x + 1\n(js)> foo(30)\n3\n'''\n",
            "4\n31\n",
        ),
        (
            "'''\n$ polytarget\n(py)> for i in range(2):\n...      print(i)\n...\n0\n1\n(rhai)> let x = 6;\n(rhai)> x * 7\n\
             (js)> [1,\n...   2]\nrepl> (define (f x)\n        (* 2 x))\nrepl> (f 21)\n(py)> None\nNone\n(py)> i\n'''\n",
            "0\n1\n42\n[ 1, 2 ]\n42\n1\n",
        ),
        // In a language's own block, when the first line has a prompt.
        ("'''py\n\n(py)> 1 + 1\n2\n(js)> `${2}`\n'''\n", "2\n'2'\n"),
        ("'''py\ns = \"\"\"\n(py)> 2\n\"\"\"\nprint(len(s))\n'''\n", "9\n"),
        // Where the session is switched by a line of its own, code follows for the new target.
        ("'''py\n(repl> js)\nconsole.log([1].length)\n(repl>)\n(displayln \"lisp\")\n'''\n", "1\nlisp\n"),
        ("'''\n(py)> 1\n1\n(py)> :quit\n(py)> 2\n'''\n\n", "1\n"),
        // Keys are no language.
        ("'''session=a\n(py)> x = 1\n(py)> x\n'''\n\n'''\n(py)> 'x' in globals()\n'''\n", "1\nFalse\n"),
        ("'''run=no\n(py)> 1\n'''\n\n'''run=yes show=both\n(py)> 2\n'''\n\n'''file=a.txt\nno prompt\n'''\n", "2\n"),
        ("'''\n(py)> x = 1\n(py)> :reset\n(py)> 'x' in globals()\n'''\n", "False\n"),
    ]);
}

#[test]
fn in_lisp_prompts_stand_among_forms() {
    check(&[
        (
            "'''sibilant\n(define x 1)\n(repl> py)\n(py)> print(\"hello\")\n\n(repl> js)\n(js)> console.log(\"hi\")\nhi\n\
             (displayln\n  (+ x 1))\n; done\n'''\n",
            "hello\nhi\n2\n",
        ),
        // A prompt in a text is text.
        ("'''lisp\n(define s \"\n(py)> 1\n\")\n(displayln (string-length s))\n'''\n", "9\n"),
        ("'''lisp\n(js)> 6 * 7\n(repl>)\n(displayln 1)\n'''\n", "42\n1\n"),
    ]);
}

#[test]
fn errors_are_at_their_lines_of_the_document() {
    check(&[
        (
            "# One\n\n'''py\ndef f(x):\n    return 1 / x\n'''\n\nText\n\n'''js\nconst f = x => polytarget.py.f(x)\n'''\n\n\
             - '''py\n  # the third block\n  print('before')\n\n  polytarget.js.f(0)\n  print('never')\n  '''\n",
            "before\nTrace (most recent call last):\n  py    doc.md:18\n          polytarget.js.f(0)\n  js    doc.md:11 in \
             f\n          const f = x => polytarget.py.f(x)\n  py    doc.md:5 in f\n          return 1 / x\n\
             ZeroDivisionError: division by zero\n",
        ),
        (
            "\n'''js\n\nnull.x\n'''\n",
            "Trace (most recent call last):\n  js    doc.md:4:1\n          null.x\nTypeError: cannot read property 'x' of \
             null\n",
        ),
        (
            "\n'''rhai\n\nthrow 7;\n'''\n",
            "Trace (most recent call last):\n  rhai  doc.md:4:1\n          throw 7;\nRuntimeError: 7\n",
        ),
        (
            "\n'''lisp\n\n(car 1)\n'''\n",
            "Trace (most recent call last):\n  lisp  doc.md:4:2\n          (car 1)\nTypeError: car expected a list or pair, \
             found: 1\n",
        ),
        (
            "\n'''py\n\nx = (\n'''\n",
            "Trace (most recent call last):\n  py    doc.md:4:5\n          x = (\nSyntaxError: '(' was never closed\n",
        ),
        (
            "'''\n(py)> 1\n1\n(py)> def f():\n...      nothing\n(py)> f()\n'''\n",
            "1\nTrace (most recent call last):\n  py    doc.md:6\n          (py)> f()\n  py    doc.md:5 in f\n          ...      \
             nothing\nNameError: name 'nothing' is not defined\n",
        ),
        // The engine has no line for this, and names the first one there is; that is of another block.
        (
            "'''js\n1\n'''\n'''js\n\nfor (const x of 3) {}\n'''\n",
            "Trace (most recent call last):\n  js    doc.md:5\nTypeError: value is not iterable\n",
        ),
    ]);
}

#[test]
fn a_block_that_says_so_must_fail() {
    check(&[
        (
            "'''py expect=error\nprint(1)\n1 / 0\nprint(2)\n'''\n'''py\nprint(3)\n'''\n",
            "1\n(failed: ZeroDivisionError: division by zero)\n3\n",
        ),
        ("'''js expect=error\n}\n'''\n", "(failed: SyntaxError: unexpected token in expression: '}')\n"),
        (
            "\n'''py expect=error\nprint(1)\n'''\n'''py\nprint(2)\n'''\n",
            "1\nDocumentError: doc.md:2: the block says that it fails, and did not\n",
        ),
        // To exit is not to fail.
        (
            "'''py expect=error\nraise SystemExit(3)\n'''\n'''py\nprint(2)\n'''\n",
            "Trace (most recent call last):\n  py    doc.md:2\n          raise SystemExit(3)\nSystemExit: exit with status 3\n",
        ),
    ]);
}

#[test]
fn sessions_have_their_own_globals_and_share_objects() {
    check(&[(
        "'''py\nx = [1]\npolytarget.refs['x'] = x\n'''\n'''py session=a\nprint('x' in globals())\nx = polytarget.refs['x']\n'''\n\
         '''py session=b\nprint('x' in globals())\n'''\n'''py session=a\nx.append(2)\n'''\n'''py\nprint(x)\n'''\n\
         '''js session=a\nvar y = 1\n'''\n'''js\nconsole.log(typeof y)\n'''\n",
        "False\nFalse\n[1, 2]\nundefined\n",
    )]);
}

#[test]
fn wrong_documents_are_refused_before_anything_is_run() {
    check(&[
        (
            "'''py\nprint(1)\n'''\n\n'''py rn=no\nprint(2)\n'''\n",
            "DocumentError: doc.md:5: a block has no `rn`; after its language stand run, expect, session, show, file, name, \
             meta; did you mean `run`?\n",
        ),
        ("'''py run=never\n'''\n", "DocumentError: doc.md:1: `run` is one of yes, no, not `never`\n"),
        ("'''py session=\n'''\n", "DocumentError: doc.md:1: `session=` lacks its value\n"),
        (
            "'''py\nprint(1)\n'''\n\n'''py\nprint(2)\n\nMore text.\n",
            "DocumentError: doc.md:5: the fence is never closed\n",
        ),
        // What is not run may be as it likes.
        ("'''text\nnever closed\n", ""),
    ]);
}

#[test]
fn a_transcript_names_targets_that_there_are() {
    check(&[
        (
            "'''\n(py)> 1\n(pyy)> 2\n'''\n",
            "1\nTrace (most recent call last):\n  rust  doc.md:3\n          (pyy)> 2\nTargetError: no target is called `pyy`; there are py, js, rhai, lisp, scheme, hy, sibilant; did you mean `py`?\n",
        ),
        (
            "'''\n(py)> :target cobol\n'''\n",
            "Trace (most recent call last):\n  rust  doc.md:2\n          (py)> :target cobol\nTargetError: no target is called `cobol`; there are py, js, rhai, lisp, scheme, hy, sibilant\n",
        ),
    ]);
}

#[test]
fn names_are_completed_for_the_target_of_a_prompt() {
    #[track_caller]
    fn check(host: &Host, input: &str, name: &str) {
        let names = Session::new(host, "rhai").complete(input);
        assert!(names.iter().any(|known| known == name), "{input:?} may end in {names:?}");
    }
    on_host(|host| {
        check(host, "(py)> isinst", "isinstance");
        check(host, "(js)> encodeURI", "encodeURIComponent");
        check(host, "(py)> :tar", ":targets");
        check(host, ":target r", "rhai");
        check(host, "(repl> r", "rhai");
    });
}

/// The page about documents is one.
#[test]
fn the_page_about_documents_runs() {
    let page = include_str!("../../docs/documents.md");
    let printed = "4 temperatures\n22.125\n1.5\n(failed: NameError: name 'temps' is not defined)\n";
    assert_eq!(on_host(move |host| read(host, page)), printed);
}

#[test]
fn a_session_of_its_own_has_all_languages_of_its_own() {
    check(&[(
        "'''py\nwhere = 'shared'\n'''\n'''py session=a\nwhere = 'a'\n'''\n\
         '''lisp session=a\n(print (eval-in \"py\" \"where\") py.where)\n(eval-in \"js\" \"globalThis.n = 1\")\n\
         (meta (namespace shout.Interface) (def eval (code) (string-upcase code)))\n'''\n\
         '''js session=a\nconsole.log(polytarget.py.where, n, polytarget.eval('shout', 'hey'))\n'''\n\
         '''lisp session=a\n(start-runtime \"py\")\n'''\n'''py session=a expect=error\nwhere\n'''\n\
         '''py session=b\nimport polytarget as pt\nprint(pt.js.eval('typeof n'), 'shout' in pt.targets())\n'''\n\
         '''lisp\n(print (eval-in \"py\" \"where\") (eval-in \"js\" \"typeof n\"))\n'''\n",
        "a a\na 1 HEY\n(failed: NameError: name 'where' is not defined)\nundefined False\nshared undefined\n",
    )]);
}
