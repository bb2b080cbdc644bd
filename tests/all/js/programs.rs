//! Programs of JavaScript: what they print, load, wait for, and how they end.

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use polytarget::runtime::Completeness;
use polytarget::{Fault, Host, Lang, Name, Outlet, Source, Stream, Value};

use crate::support::on_host;

/// Runs work that needs a host of its own, while the shared host waits: a request to stop is for the whole process.
fn alone<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    on_host(|_| thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap())
}

/// Keeps what is printed, with a mark before what goes to the errors.
#[derive(Default)]
struct Printed(RefCell<String>);

impl Outlet for Printed {
    fn write(&self, stream: Stream, text: &str) {
        let mark = if stream == Stream::Err { "!" } else { "" };
        self.0.borrow_mut().extend([mark, text]);
    }
}

/// Runs a cell in a host of its own and compares what it prints.
#[track_caller]
fn check_prints(code: &'static str, expect: &str) {
    let printed = alone(move || {
        let printed = Rc::new(Printed::default());
        let host = Host::builder().outlet(Rc::<Printed>::clone(&printed)).build().unwrap();
        host.eval(Lang::Js, code).unwrap();
        printed.0.take()
    });
    assert_eq!(printed, expect, "\n{code}");
}

#[test]
fn console_prints_on_the_outlet() {
    check_prints("console.log('a', 1, [2], {b: 'c'})", "a 1 [ 2 ] { b: 'c' }\n");
    check_prints("console.error('oh'); print('no')", "!oh\nno\n");
    check_prints("console.log('%s is %d%%', 'x', 5, 'more')", "x is 5% more\n");
    check_prints("console.group('g'); console.log('in'); console.groupEnd(); console.log('out')", "g\n  in\nout\n");
    check_prints("console.assert(1 > 2, 'why')", "!Assertion failed: why\n");
}

#[test]
fn promises_go_on_when_the_cell_is_done() {
    check_prints("Promise.resolve().then(() => print('later')); print('now')", "now\nlater\n");
    check_prints("Promise.reject(new Error('x')).catch(() => print('caught')); 1", "caught\n");
    let report = "!Unhandled promise rejection:\nTrace (most recent call last):\n  js    <eval>:1:20\nError: x\n";
    check_prints("Promise.reject(new Error('x')); 1", report);
}

/// Makes a folder with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("polytarget-js-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for (file, text) in files {
        fs::write(folder.join(file), text).unwrap();
    }
    folder
}

#[test]
fn modules_import_files_and_ours() {
    let folder = folder(
        "modules",
        &[
            ("main.mjs", "import { area } from './lib.mjs';\nimport { refs } from 'polytarget';\nrefs.area = area(2);"),
            ("lib.mjs", "import side from './side';\nexport const area = (x) => x * side;\nexport default 1;"),
            ("side.js", "export default await Promise.resolve(3);"),
            ("bad.mjs", "import { nope } from './lib.mjs';"),
            ("lost.mjs", "import './nowhere.mjs';"),
        ],
    );
    on_host(move |host| {
        let run = |file: &str| {
            let path = folder.join(file);
            let text = fs::read_to_string(&path).unwrap();
            host.run(Lang::Js, &Source::script(&text, path.to_str().unwrap()))
        };
        assert!(run("main.mjs").unwrap().is_nothing());
        assert_eq!(host.refs().get("area").unwrap().as_int(), Some(6));
        let missing = run("bad.mjs").unwrap_err();
        assert!(missing.to_string().starts_with("SyntaxError: Could not find export 'nope'"), "{missing}");
        let lost = run("lost.mjs").unwrap_err();
        assert!(matches!(lost.fault(), Fault::NoModule { .. }), "{lost}");
        let lib = host.instance(Lang::Js).unwrap().import("./lib.mjs", Some(&folder)).unwrap();
        assert_eq!(lib.get("area").unwrap().as_object().unwrap().call(&[5.into()]).unwrap().as_int(), Some(15));
        fs::remove_dir_all(&folder).unwrap();
    });
}

#[test]
fn a_script_knows_its_arguments_and_keeps_its_constants() {
    on_host(|host| {
        let instance = host.start(Lang::Js).unwrap();
        instance.set_arguments("tool.js", &["-v".to_owned()]).unwrap();
        let text = "const kept = process.argv.concat(scriptArgs).join(' ');\nlet error;\ntry { kept = 1 } catch (e) { error = e.name }";
        host.run_in(&*instance, &Source::script(text, "tool.js")).unwrap();
        let read = |name: &str| instance.global(&Name::new(name)).unwrap().unwrap();
        assert_eq!(read("kept").as_str(), Some("polytarget tool.js -v tool.js -v"));
        assert_eq!(read("error").as_str(), Some("TypeError"));
        assert!(instance.global(&Name::new("nobody")).unwrap().is_none());
        assert!(instance.global(&Name::new("Math")).unwrap().is_some());
    });
}

#[test]
fn globals_are_listed_without_those_that_come_with_the_language() {
    on_host(|host| {
        let instance = host.start(Lang::Js).unwrap();
        instance.set_global(&Name::new("given"), 1.into()).unwrap();
        host.run_in(&*instance, &Source::cell("const mine = console; let [a] = [1]")).unwrap();
        assert_eq!(instance.global_names().unwrap(), ["given", "mine", "a"]);
    });
}

#[test]
fn syntax_errors_have_a_place() {
    on_host(|host| {
        let error = host.run(Lang::Js, &Source::named("1 +\n2 2", "<js 5>")).unwrap_err();
        assert!(matches!(error.fault(), Fault::Syntax { class, .. } if class == "SyntaxError"));
        let frame = error.trace().frames().next().unwrap().clone();
        assert_eq!((frame.file.as_str(), frame.line, frame.column), ("<js 5>", 2, Some(3)));
    });
}

#[test]
fn input_is_complete_or_not() {
    use Completeness::{Complete, Incomplete, Invalid};
    let cases = [
        ("1 + 1", Complete),
        ("const f = () => {\n}", Complete),
        ("{a: 1}", Complete),
        ("await f()", Complete),
        ("1 +", Incomplete),
        ("function f() {", Incomplete),
        ("foo(1,", Incomplete),
        ("[1,\n2", Incomplete),
        ("`abc", Incomplete),
        ("/* abc", Incomplete),
        ("import x from", Incomplete),
        ("x = {a: 1, // so", Incomplete),
        ("'abc", Invalid),
        ("a b", Invalid),
        ("}", Invalid),
        ("let x = ;", Invalid),
    ];
    on_host(move |host| {
        let instance = host.instance(Lang::Js).unwrap();
        for (input, expect) in cases {
            assert_eq!(instance.assess(input), expect, "{input}");
        }
    });
}

#[test]
fn names_are_completed() {
    on_host(|host| {
        let instance = host.start(Lang::Js).unwrap();
        host.run_in(&*instance, &Source::cell("const tree = {leaf: {green: 1}, get trap() { throw 1 }}")).unwrap();
        assert_eq!(instance.complete("x = tre"), ["tree"]);
        assert_eq!(instance.complete("tree.l"), ["leaf"]);
        assert_eq!(instance.complete("f(tree.leaf.g"), ["green"]);
        assert_eq!(instance.complete("Math.ma"), ["max"]);
        assert_eq!(instance.complete("tree.trap.x"), [""; 0]);
        assert_eq!(instance.complete("nobody.x"), [""; 0]);
    });
}

#[test]
fn an_interrupt_ends_any_loop() {
    let endless = [
        "for (;;) { try { for (;;); } catch {} }",
        "/(a+)+$/.test('a'.repeat(40) + 'b')",
        "(function f() { Promise.resolve().then(f) })(); await new Promise(() => {})",
    ];
    on_host(move |host| {
        for code in endless {
            let interrupt = host.interrupter();
            let watch = thread::spawn(move || {
                thread::sleep(Duration::from_millis(100));
                interrupt();
            });
            let error = host.eval(Lang::Js, code).unwrap_err();
            watch.join().unwrap();
            assert!(matches!(error.fault(), Fault::Interrupted), "{code}: {error}");
            assert_eq!(host.eval(Lang::Js, "1").unwrap().as_int(), Some(1));
        }
        // The jobs of the last one go on for ever.
        host.restart(Lang::Js).unwrap();
    });
}

#[test]
fn handles_outlive_their_instance_and_their_host() {
    alone(|| {
        // Twice: what the first engine left in names must not confuse the second.
        for _ in 0..2 {
            let host = Host::builder().langs([Lang::Js]).build().unwrap();
            let object =
                host.eval(Lang::Js, "globalThis.o = {leaf: 1, f: () => o, p: new Promise(() => {})}; o").unwrap();
            let object = object.as_object().unwrap().clone();
            assert_eq!(object.get("leaf").unwrap().as_int(), Some(1));
            host.refs().set("o", Value::Object(object.clone())).unwrap();
            host.restart(Lang::Js).unwrap();
            assert!(matches!(object.get("leaf").unwrap_err().fault(), Fault::Gone(Lang::Js)));
            let fresh = host.eval(Lang::Js, "polytarget.refs.o").unwrap_err();
            assert!(matches!(fresh.fault(), Fault::Gone(Lang::Js)), "{fresh}");
            let instance = host.instance(Lang::Js).unwrap();
            let later = host.eval(Lang::Js, "({leaf: 2})").unwrap();
            drop(host);
            assert!(matches!(later.as_object().unwrap().get("leaf").unwrap_err().fault(), Fault::Gone(_)));
            assert!(matches!(instance.eval(&Source::cell("1")).unwrap_err().fault(), Fault::Gone(_)));
            assert!(!format!("{later:?} {later}").is_empty());
        }
    });
}
