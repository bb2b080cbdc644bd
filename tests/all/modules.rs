//! Modules: every language imports files of every other, once, and anew when that is asked for.

use std::path::{Path, PathBuf};
use std::{env, fs};

use polytarget::{Host, Lang, Source, Value};

use crate::support::on_host;

/// A module in each language: a function and a number, which `SIDE` stands for. It counts how often it was run.
fn module(lang: Lang, side: i64) -> String {
    match lang {
        Lang::Py => {
            format!("import polytarget\npolytarget.refs['runs'] += 1\nside = {side}\ndef area(r): return side * r\n")
        }
        Lang::Js => {
            format!(
                "polytarget.refs.runs += 1; export const side = {side};\nexport function area(r) {{ return side * r }}\n"
            )
        }
        Lang::Rhai => format!("refs.runs += 1;\nexport const side = {side};\nfn area(r) {{ {side} * r }}\n"),
        _ => format!("(set refs 'runs (+ 1 (get refs 'runs)))\n(define side {side})\n(define (area r) (* side r))\n"),
    }
}

/// A program that imports a module beside it twice, and says what it found. Each in the syntax of its language.
fn program(user: Lang, owner: Lang, file: &str) -> String {
    match user {
        Lang::Py => format!(
            "import polytarget as pt\nm = pt.import_('{owner}:./{file}')\nassert pt.import_('{owner}:./{file}') is m\npt.refs['found'] = m.area(m.side)"
        ),
        Lang::Js => format!(
            "import {{ area, side }} from '{owner}:./{file}';\nimport * as all from '{owner}:./{file}';\npolytarget.refs.found = area(all.side) === all.area(side) ? area(side) : 0;"
        ),
        Lang::Rhai => format!(
            "import \"{owner}:./{file}\" as m;\nimport \"{owner}:./{file}\" as n;\nrefs.found = m::area(n::side);"
        ),
        _ => format!(
            "(import-from \"{owner}:./{file}\" [(area as surface) side])\n(import-from \"{owner}:./{file}\" (side))\n(set refs 'found (surface side))"
        ),
    }
}

/// A folder of its own for a test, which is gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = env::temp_dir().join(format!("polytarget-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder.canonicalize().unwrap())
    }

    fn write(&self, file: &str, text: &str) -> PathBuf {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn extension(lang: Lang) -> &'static str {
    ["py", "mjs", "rhai", "scm"][lang.index()]
}

/// Runs a program in a file of its own.
fn run(host: &Host, lang: Lang, path: &Path, text: &str) -> polytarget::Result<Value> {
    fs::write(path, text).unwrap();
    host.run(lang, &Source::script(text, path.to_str().unwrap()))
}

fn shared(host: &Host, name: &str) -> Value {
    host.refs().get(name).unwrap()
}

fn set_shared(host: &Host, name: &str, value: impl Into<Value>) {
    host.refs().set_item(&name.into(), value.into()).unwrap();
}

#[test]
fn each_imports_files_of_each_beside_the_importer_and_once() {
    on_host(|host| {
        let folder = Folder::new("modules");
        for user in Lang::ALL {
            for owner in Lang::ALL {
                let ending = extension(owner);
                let file = format!("for {user}/shapes_{user}_{owner}.{ending}");
                folder.write(&file, &module(owner, 4));
                set_shared(host, "runs", 0);
                let path = folder.path().join(format!("use_{owner}.{}", extension(user)));
                run(host, user, &path, &program(user, owner, &file))
                    .unwrap_or_else(|error| panic!("{user} imports {owner}: {}", error.report()));
                assert_eq!(shared(host, "found").as_int(), Some(16), "{user} imports {owner}");
                assert_eq!(shared(host, "runs").as_int(), Some(1), "{user} imports {owner}: runs");
            }
        }
    });
}

#[test]
fn a_missing_module_is_an_error_that_the_importer_can_catch() {
    let caught = [
        "try:\n    polytarget.import_('WHAT')\nexcept ImportError as e:\n    r = type(e).__name__\nr",
        "await import('WHAT').then(() => 'found', (e) => e instanceof Error ? e.name : 'no error')",
        // Rhai's optimizer drops an import of a literal whose module a block does not use.
        "let what = \"WHAT\"; let r = \"\"; try { import what as m; } catch (e) { r = type_of(e); } r",
        "(with-handler (lambda (e) (error-object-name e)) (import-module \"WHAT\"))",
    ];
    on_host(move |host| {
        for user in Lang::ALL {
            for what in ["py:no_such_module", "py:./none.py", "js:./none.mjs", "rhai:./none.rhai", "lisp:./none.scm"] {
                let found = host.eval(user, &caught[user.index()].replace("WHAT", what));
                let found = found.unwrap_or_else(|error| panic!("{user} {what}: {}", error.report()));
                let class = found.as_str().unwrap_or_default();
                assert!(class.ends_with("ModuleNotFoundError"), "{user} imports {what}: {class}");
            }
        }
    });
}

/// How each language loads the module `m` of its own variable anew.
const RELOAD: [&str; 4] = [
    "m = polytarget.reload(m)",
    "m = polytarget.reload(m); 0",
    "m = polytarget.reload(m);",
    "(set! m (polytarget.reload m))",
];

#[test]
fn a_module_is_loaded_anew_and_what_was_taken_from_it_stays() {
    on_host(|host| {
        let folder = Folder::new("reload");
        set_shared(host, "runs", 0);
        let declare = ["m = None", "var m", "let m = ();", "(define m 0)"];
        for user in Lang::ALL {
            host.eval(user, declare[user.index()]).unwrap();
            for owner in Lang::ALL {
                let pair = format!("{user} reloads {owner}");
                let file = format!("anew_{user}_{owner}.{}", extension(owner));
                let path = folder.write(&file, &module(owner, 4));
                let specifier = format!("{owner}:{}", path.display());
                let module_of = |side: i64| fs::write(&path, module(owner, side)).unwrap();
                let first = host.eval(Lang::Py, &format!("polytarget.import_('{specifier}')")).unwrap();
                let first = first.as_object().unwrap().clone();
                let taken = first.get("area").unwrap();
                let instance = host.instance(user).unwrap();
                instance.set_global(&"m".into(), Value::Object(first.clone())).unwrap();
                // Of the same length, and of the same second: Python would take its cache for it.
                module_of(5);
                host.eval(user, RELOAD[user.index()]).unwrap_or_else(|error| panic!("{pair}: {}", error.report()));
                let fresh = instance.global(&"m".into()).unwrap().unwrap();
                let fresh = fresh.as_object().unwrap();
                let area = |of: &Value| of.as_object().unwrap().call(&[2.into()]).unwrap().as_int();
                assert_eq!(area(&fresh.get("area").unwrap()), Some(10), "{pair}");
                // What a function of Python's finds in its module is new with that.
                let kept = if owner == Lang::Py { 10 } else { 8 };
                assert_eq!(area(&taken), Some(kept), "{pair}: what was taken before");
                let again = host.eval(Lang::Py, &format!("polytarget.import_('{specifier}')")).unwrap();
                assert_eq!(again.as_object().unwrap().identity(), fresh.identity(), "{pair}: the next import");
                assert_eq!(owner == Lang::Py, first.identity() == fresh.identity(), "{pair}: which object");
                // One that fails leaves what was there.
                fs::write(&path, "(]").unwrap();
                host.eval(user, RELOAD[user.index()]).unwrap_err();
                assert_eq!(area(&fresh.get("area").unwrap()), Some(10), "{pair}: after a failure");
                let again = host.eval(Lang::Py, &format!("polytarget.import_('{specifier}')")).unwrap();
                assert_eq!(again.as_object().unwrap().identity(), fresh.identity(), "{pair}: import after a failure");
            }
        }
    });
}

#[test]
fn only_modules_can_be_loaded_anew() {
    on_host(|host| {
        for (lang, code) in [
            (Lang::Py, "polytarget.reload([])"),
            (Lang::Py, "import importlib\nimportlib.reload(polytarget.eval('js', '({})'))"),
            (Lang::Js, "polytarget.reload({})"),
            (Lang::Rhai, "polytarget.reload([])"),
            (Lang::Lisp, "(polytarget.reload (vector))"),
        ] {
            let error = host.eval(lang, code).unwrap_err().to_string();
            assert!(error.contains("does not support `reload`"), "{lang}: {error}");
        }
    });
}

#[test]
fn the_import_statement_of_python_finds_what_was_loaded_anew() {
    on_host(|host| {
        let folder = Folder::new("importlib");
        let path = folder.write("fresh_shapes.mjs", "export const side = 1;");
        let code = format!(
            "import sys, importlib\nsys.path.insert(0, {:?})\nimport polytarget.js.fresh_shapes\nfrom polytarget.js import fresh_shapes as before\nbefore.side",
            folder.path()
        );
        assert_eq!(host.eval(Lang::Py, &code).unwrap().as_int(), Some(1));
        fs::write(&path, "export const side = 2;").unwrap();
        let code = "after = importlib.reload(before)\nfrom polytarget.js.fresh_shapes import side\nsys.path.pop(0)\nbefore.side, after.side, side, polytarget.js.fresh_shapes.side, polytarget.js.fresh_shapes is after";
        assert_eq!(host.eval(Lang::Py, code).unwrap().to_string(), "(1, 2, 2, 2, True)");
    });
}

/// Writes the files, and runs the first of them as a main program.
#[track_caller]
fn check_cycle(name: &'static str, files: &'static [(&'static str, &'static str)], expect: &'static str) {
    on_host(move |host| {
        let folder = Folder::new(name);
        for (file, text) in files {
            folder.write(file, &text.replace("DIR", &format!("{:?}", folder.path())));
        }
        set_shared(host, "seen", "nothing");
        let main = folder.path().join(files[0].0);
        let lang = if files[0].0.ends_with("py") { Lang::Py } else { Lang::Js };
        let text = fs::read_to_string(&main).unwrap();
        let outcome = run(host, lang, &main, &text).map(|_| shared(host, "seen").to_string());
        let outcome = outcome.unwrap_or_else(|error| error.to_string()).replace(&*folder.path().to_string_lossy(), "");
        // A number tells one stand-in from another.
        let outcome = match outcome.rsplit_once(" as it stands ") {
            Some((start, _)) => format!("{start} as it stands N'"),
            None => outcome,
        };
        assert_eq!(outcome, expect, "{name}");
    });
}

#[test]
fn cycles_through_other_languages_work_or_are_named() {
    // A module that looks for its imports still cannot be imported.
    check_cycle(
        "cycle-static",
        &[("main.mjs", "import 'py:./p.py';"), ("p.py", "import polytarget\npolytarget.import_('js:./main.mjs')")],
        "ModuleNotFoundError: no module `/main.mjs`: it imports itself: /main.mjs -> py:/p.py -> js:./main.mjs",
    );
    // Nor can a whole one that leads to it.
    check_cycle(
        "cycle-whole",
        &[
            ("main.mjs", "import './b.mjs'; import 'py:./q.py'; export const a = 1;"),
            ("b.mjs", "import { a } from './main.mjs'; export const b = 2;"),
            ("q.py", "import polytarget\npolytarget.import_('js:./b.mjs')"),
        ],
        "ModuleNotFoundError: no module `/b.mjs`: it imports itself: /b.mjs -> py:/q.py -> js:./b.mjs",
    );
    // A program that runs has what it has defined so far: its functions, and what stands above.
    check_cycle(
        "cycle-running",
        &[
            (
                "main.mjs",
                "export function f() { return early + 1 }\nexport const early = 1;\npolytarget.py.import('./r.py', DIR);\nexport const late = 1;",
            ),
            (
                "r.py",
                "import polytarget\nm = polytarget.import_('js:./main.mjs')\no = polytarget.import_('js:./other.mjs')\npolytarget.refs['seen'] = f'{m.f()} {o.o}'",
            ),
            ("other.mjs", "import { f, early } from './main.mjs'; export const o = f() + early;"),
        ],
        "2 3",
    );
    check_cycle(
        "cycle-too-early",
        &[
            ("main.mjs", "polytarget.py.import('./s.py', DIR);\nexport const late = 1;"),
            ("s.py", "import polytarget\npolytarget.import_('js:./other.mjs')"),
            ("other.mjs", "import { late } from './main.mjs';"),
        ],
        "SyntaxError: Could not find export 'late' in module '/main.mjs as it stands N'",
    );
    // The same when it begins with `import()`.
    check_cycle(
        "cycle-dynamic",
        &[
            ("main.mjs", "const lib = await import('./lib.mjs'); polytarget.refs.seen = lib.late;"),
            (
                "lib.mjs",
                "export function f() { return 2 }\npolytarget.py.import('./t.py', DIR);\nexport const late = 1;",
            ),
            ("t.py", "import polytarget\npolytarget.import_('js:./other.mjs')"),
            ("other.mjs", "import { f } from './lib.mjs'; if (f() !== 2) throw 1;"),
        ],
        "1",
    );
    check_cycle(
        "cycle-dynamic-static",
        &[
            ("main.mjs", "try { await import('./lib.mjs') } catch (e) { polytarget.refs.seen = e.name }"),
            ("lib.mjs", "import 'py:./u.py';"),
            ("u.py", "import polytarget\npolytarget.import_('js:./lib.mjs')"),
        ],
        "ModuleNotFoundError",
    );
    // Python has what it has so far.
    check_cycle(
        "cycle-python",
        &[
            ("main.py", "import polytarget\npolytarget.import_('py:./v.py')"),
            ("v.py", "import polytarget\nearly = 1\npolytarget.import_('js:./w.mjs')"),
            ("w.mjs", "import v from 'py:./v.py'; polytarget.refs.seen = v.early;"),
        ],
        "1",
    );
    check_cycle(
        "cycle-rhai",
        &[
            ("main.py", "import polytarget\npolytarget.import_('rhai:./x.rhai')"),
            ("x.rhai", "import \"js:./x.mjs\" as j;"),
            ("x.mjs", "import x from 'rhai:./x.rhai';"),
        ],
        "ModuleNotFoundError: no module `/x.rhai`: it imports itself: /x.rhai -> js:./x.mjs -> rhai:/x.rhai",
    );
    check_cycle(
        "cycle-lisp",
        &[
            ("main.py", "import polytarget\npolytarget.import_('lisp:./y.scm')"),
            ("y.scm", "(define early 1)\n(import-from \"py:./y.py\" [seen])\n(set refs 'seen seen)"),
            ("y.py", "import polytarget\nseen = polytarget.import_('lisp:./y.scm').early"),
        ],
        "1",
    );
    // A module that has failed is not what another one still leads to.
    check_cycle(
        "cycle-failed",
        &[
            (
                "main.mjs",
                "try { await import('./l.mjs') } catch {}\ntry { await import('./b.mjs') } catch (e) { polytarget.refs.seen = e.message }",
            ),
            ("l.mjs", "import './b.mjs'; import './none.mjs';"),
            ("b.mjs", "import './l.mjs';"),
        ],
        "no module `/./none.mjs`: No such file or directory (os error 2)",
    );
}

#[test]
fn a_module_that_failed_can_be_mended() {
    on_host(|host| {
        let folder = Folder::new("mended");
        let table = [
            (Lang::Py, "1 / 0", "fine = 1"),
            (Lang::Js, "throw 1", "export const fine = 1"),
            (Lang::Rhai, "throw 1;", "export const fine = 1;"),
            (Lang::Lisp, "(error \"no\")", "(define fine 1)"),
        ];
        for (lang, bad, good) in table {
            let path = folder.write(&format!("mended.{}", extension(lang)), bad);
            let import = format!("polytarget.import_('{lang}:{}').fine", path.display());
            host.eval(Lang::Py, &import).unwrap_err();
            fs::write(&path, good).unwrap();
            assert_eq!(host.eval(Lang::Py, &import).unwrap().as_int(), Some(1), "{lang}");
        }
    });
}

#[test]
fn a_module_may_be_called_anything_and_be_a_folder() {
    on_host(|host| {
        let folder = Folder::new("names");
        let files = [
            ("js:./a b?2.mjs", "a b?2.mjs", "export const x = 1"),
            ("js:./\u{fc}n\u{ef}#1.mjs", "\u{fc}n\u{ef}#1.mjs", "export const x = 1"),
            ("js:./z imported by y.mjs", "z imported by y.mjs", "export const x = 1"),
            ("js:./z as it stands 3.mjs", "z as it stands 3.mjs", "export const x = 1"),
            ("js:./folder", "folder/index.mjs", "export const x = 1"),
            ("py:./with space.py", "with space.py", "x = 1"),
            ("py:./dotted.name.py", "dotted.name.py", "x = 1"),
            ("py:./named_package", "named_package/__init__.py", "from .inner import x"),
            ("rhai:./a b", "a b.rhai", "export const x = 1;"),
            ("lisp:./a b", "a b.scm", "(define x 1)"),
        ];
        folder.write("named_package/inner.py", "x = 1");
        for (specifier, file, text) in files {
            folder.write(file, text);
            let code = format!("polytarget.import_({specifier:?}, {:?})", folder.path());
            for code in [format!("{code}.x"), format!("polytarget.reload({code}).x")] {
                let found =
                    host.eval(Lang::Py, &code).unwrap_or_else(|error| panic!("{specifier}: {}", error.report()));
                assert_eq!(found.as_int(), Some(1), "{code}");
            }
        }
        folder.write("empty/none.txt", "");
        for lang in Lang::ALL {
            let code = format!("polytarget.import_('{lang}:./empty', {:?})", folder.path());
            let class = host.eval(Lang::Py, &code).unwrap_err().class().to_owned();
            assert_eq!(class, "ModuleNotFoundError", "{code}");
        }
    });
}
