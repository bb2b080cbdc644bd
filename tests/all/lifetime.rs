//! Objects live exactly as long as something leads to them, in whichever heaps the way lies.

mod graphs;

use polytarget::{Lang, Source};

use crate::support::on_host;

/// What every case may use. Each defines `r`, a weak reference to the object in question.
const PRELUDE: &str = r"
import gc, weakref, polytarget as pt
js = pt.js.eval
class N: pass
seen = []
class D:
    def __del__(self):
        try: seen.append(self.o.v)
        except Exception as e: seen.append(repr(e))
class E(Exception): pass
def node(**members):
    n = N()
    n.__dict__.update(members)
    return n
";

/// Runs Python code in an instance of its own, and compares what is shown for its last expression.
#[track_caller]
fn check(what: &str, code: &str, expect: &str) {
    let source = format!("{PRELUDE}\n{code}");
    let shown = on_host(move |host| {
        let instance = host.start(Lang::Py).unwrap();
        let outcome = host.run_in(&*instance, &Source::cell(&source));
        let shown = outcome.and_then(|value| instance.render(&value)).unwrap_or_else(|error| error.report());
        instance.stop();
        shown
    });
    assert_eq!(shown, expect, "{what}\n{code}");
}

/// Checks that nothing leads to what `code` made, once the code is over.
#[track_caller]
fn check_collected(what: &str, code: &str) {
    check(what, &format!("{code}\nwas = r() is not None\npt.collect()\n(was, r() is None)"), "(True, True)");
}

#[test]
fn cycles_through_both_heaps_are_collected() {
    for (what, code) in [
        ("an object on each side", "n = node(o=js('({})')); n.o.n = n; r = weakref.ref(n); del n"),
        ("a closure", "n = node(); n.f = js('((x) => () => x)')(n); r = weakref.ref(n); del n"),
        (
            "containers, and a promise that is never settled",
            "n = node(); n.o = js('((x) => { const m = new Map([[1, [x]]]); const p = new Promise(() => {}); \
             p.then(() => x); return { m, p, s: new Set([x]) } })')(n); r = weakref.ref(n); del n",
        ),
        (
            "two objects on each side",
            "x = N(); y = N(); x.o = js('(() => { const o = {}; o.self = o; return o })()'); x.o.y = y; \
             y.o = js('({})'); y.o.x = x; r = weakref.ref(x); del x, y",
        ),
        (
            "a bound method",
            "n = N(); o = js('({ m() { return this } })'); n.m = o.m; o.n = n; r = weakref.ref(n); del n, o",
        ),
        (
            "a bound method of Python",
            "n = node(o=js('({})')); n.o.m = n.__init__; n.o.n = n; r = weakref.ref(n); del n",
        ),
        (
            "a suspended generator",
            "def g(x):\n    yield x\n    yield x\no = js('({})'); i = g(o); next(i); o.i = i; r = weakref.ref(i); del i, o",
        ),
        (
            "a coroutine",
            "class Never:\n    def __await__(self): yield\nasync def c(o):\n    await Never()\n    return o\n\
             o = js('({})'); i = c(o); i.send(None); o.i = i; r = weakref.ref(i); del i, o",
        ),
        (
            "an exception whose traceback has the frame",
            "def f():\n    o = js('({})')\n    try: raise E('x')\n    except E as e:\n        o.e = e\n        \
             return weakref.ref(e)\nr = f()",
        ),
        (
            "a JavaScript error that Python caught",
            "n = N()\ntry: js('throw new Error(\"x\")')\nexcept pt.JsError as e: n.e = e\n\
             js('((e, n) => { e.n = n })')(n.e, n); r = weakref.ref(n); del n",
        ),
        (
            "a Python error that JavaScript caught",
            "n = N()\ndef f():\n    me = n\n    raise ValueError('x')\n\
             js('((f, n) => { try { f() } catch (e) { n.e = e } })')(f, n); r = weakref.ref(n); del n",
        ),
        ("a class", "def f():\n    class T: pass\n    T.o = js('({})'); T.o.t = T\n    return weakref.ref(T)\nr = f()"),
        (
            "a weak map",
            "js('globalThis.weak ??= new WeakMap(); 0'); n = node(o=js('({})')); n.o.n = n; \
             js('((o, n) => { weak.set(n, { o, n }) })')(n.o, n); r = weakref.ref(n); del n",
        ),
        ("a symbol beside it", "n = node(s=js('Symbol()'), o=js('({})')); n.o.n = n; r = weakref.ref(n); del n"),
        (
            "several instances of JavaScript",
            "other = pt.start('js'); n = node(o=other.eval('({})'), p=js('({})')); n.o.n = n; n.p.n = n; n.p.o = n.o\n\
             r = weakref.ref(n); del n; other.stop()",
        ),
        ("a finalizer", "d = D(); d.o = js('({ v: 1 })'); d.o.d = d; r = weakref.ref(d); del d"),
    ] {
        check_collected(what, code);
    }
}

#[test]
fn what_something_leads_to_is_kept() {
    for (what, code) in [
        (
            "a global of JavaScript",
            "js('globalThis.kept = {}; 0'); n.o = js('kept'); n.o.n = n; r = weakref.ref(n); del n",
        ),
        ("an object that Python holds", "o = js('({})'); n.o = o; o.n = n; r = weakref.ref(n); del n"),
        (
            "another object with the same one inside",
            "a, o = js('(() => { const s = {}; return [{ s }, { s }] })()'); a.s.n = n; n.a = a\n\
             r = weakref.ref(n); del n, a",
        ),
        ("the shared table", "pt.refs.kept = n; n.o = js('({})'); n.o.n = n; r = weakref.ref(n); del n"),
        (
            "a list of Rhai",
            "o = pt.rhai.eval('[()]'); o[0] = n; n.o = js('({})'); n.o.n = n; r = weakref.ref(n); del n",
        ),
        (
            "a local variable of a frame",
            "def f(n):\n    n.o = js('({})'); n.o.n = n\n    yield\no = f(n); next(o); r = weakref.ref(n); del n",
        ),
        (
            "a job that is pending",
            "js('((n) => { kept = Promise.resolve().then(() => n) })')(n); n.o = js('kept')\nr = weakref.ref(n); del n",
        ),
    ] {
        let code = format!(
            "n = N(); n.v = 7\n{code}\npt.collect()\nalive = r() is not None and r().v == 7 and r().__dict__.keys()\n\
             alive = bool(alive)\no = None; js('globalThis.kept = null')\n\
             if 'kept' in pt.refs: del pt.refs['kept']\npt.collect()\n(alive, r() is None)"
        );
        check(what, &code, "(True, True)");
    }
}

#[test]
fn a_collection_in_the_middle_of_calls_takes_nothing_that_they_use() {
    check(
        "Python called by JavaScript called by Python",
        "n = node(v=7, o=js('({})')); n.o.n = n\n\
         def middle():\n    gc.collect(); pt.collect(); js('Array.from({ length: 1000 }, () => ({}))'); pt.collect()\n\
         f = js('((f, n) => { const o = { n }; const c = () => o; f(); return o.n.v + c().n.v })')\n\
         f(middle, n)",
        "14",
    );
}

#[test]
fn finalizers_run_before_anything_is_freed() {
    for (what, code, expect) in [
        ("__del__", "d = D(); d.o = js('({ v: 42 })'); d.o.d = d; del d; pt.collect(); seen", "[42]"),
        (
            "finally",
            "def g(o):\n    try: yield\n    finally: seen.append(o.v)\n\
             o = js('({ v: 5 })'); i = g(o); next(i); o.i = i; del i, o; pt.collect(); seen",
            "[5]",
        ),
        (
            "a weak reference's callback",
            "n = node(o=js('({})')); n.o.n = n; o = js('({ v: 9 })'); r = weakref.ref(n, lambda _: seen.append(o.v))\n\
             del n; pt.collect(); seen",
            "[9]",
        ),
        (
            "one that brings its object back",
            "class R:\n    def __del__(self): js('((x) => { globalThis.back = x })')(self)\n\
             d = R(); d.o = js('({ v: 3 })'); d.o.d = d; del d; pt.collect(); v = js('back').o.v\n\
             r = weakref.ref(js('back')); js('globalThis.back = null'); pt.collect(); (v, r() is None)",
            "(3, True)",
        ),
        (
            "one that collects",
            "class R:\n    def __del__(self): seen.append((self.o.v, pt.collect().rounds, self.o.v))\n\
             d = R(); d.o = js('({ v: 3 })'); d.o.d = d; del d; pt.collect(); seen",
            "[(3, 0, 3)]",
        ),
        (
            "one of JavaScript",
            "js('globalThis.gone = []; globalThis.registry = new FinalizationRegistry((x) => gone.push(x)); 0')\n\
             n = node(o=js('({})')); n.o.n = n; pt.js.registry.register(n.o, 'o'); del n; pt.collect(); list(js('gone'))",
            "['o']",
        ),
    ] {
        check(what, code, expect);
    }
}

#[test]
fn ten_thousand_cycles_are_found_from_wherever_one_asks() {
    let make = "def make():\n    for i in range(10_000):\n        n = node(i=i, f=js('((x) => () => x)')); n.g = n.f(n)\nmake()\n";
    for (from, ask) in [
        ("py", "pt.collect()"),
        ("js", "js('polytarget.collect()')"),
        ("rhai", "pt.rhai.eval('polytarget.collect()')"),
        ("lisp", "pt.lisp.eval(\"(invoke polytarget 'collect)\")"),
    ] {
        let code = format!(
            "pt.collect()\n{make}found = {ask}\nagain = {ask}\n(found['py'] >= 10_000, found.js >= 10_000, again.py, again.js)"
        );
        check(from, &code, "(True, True, 0, 0)");
    }
}

#[test]
fn what_is_kept_on_purpose_is_told_with_its_way() {
    for (what, code, expect) in [
        (
            "a cycle through Rhai",
            "n = N(); n.l = pt.rhai.eval('[(), 1]'); n.l[0] = n; r = weakref.ref(n); del n\n\
             kept = [k for k in pt.collect().kept if k.what == 'rhai array']\n\
             told = [list(k.path)[:2] for k in kept]; r().l.clear(); (told, r() is None)",
            "([['rhai array[0]', 'py N']], True)",
        ),
        (
            "what something else leads to is not told",
            "n = N(); n.l = pt.rhai.eval('[(), 1]'); n.l[0] = n\n\
             told = [k for k in pt.collect().kept if k.what == 'rhai array']; n.l.clear(); told",
            "[]",
        ),
        (
            "lent memory, which is freed when the view is released",
            "n = N(); n.a = js('new Uint8Array([1, 2, 3]).buffer'); n.v = memoryview(n.a); n.a.n = n; r = weakref.ref(n); del n\n\
             kept = [k for k in pt.collect().kept if 'memory' in k.why]\n\
             told = (len(kept), bytes(r().v)); r().v.release(); pt.collect(); (told, r() is None)",
            "((1, b'\\x01\\x02\\x03'), True)",
        ),
    ] {
        check(what, code, expect);
    }
}

#[test]
fn handles_are_listed_and_not_kept() {
    for (what, code, expect) in [
        (
            "what is told of one",
            "o = js('[1]'); found = [h for h in pt.handles() if h.object is o]\n\
             [(h.owner, h.type, h.holder, h.crossed >= 1, h.age < 60) for h in found]",
            "[('js', 'Array', 'py', True, True)]",
        ),
        (
            "an object of Python that JavaScript holds",
            "class Held: pass\nn = Held(); js('((x) => { globalThis.held = x })')(n)\n\
             found = [(h.owner, h.holder, h.object is n) for h in pt.handles() if h.type == 'Held']\n\
             js('globalThis.held = null'); found",
            "[('py', 'js', True)]",
        ),
        (
            "a crossing is counted",
            "o = js('globalThis.often = {}; often'); js('often'); js('often')\n\
             count = [h for h in pt.handles() if h.object is o][0].crossed; js('globalThis.often = null'); count >= 3",
            "True",
        ),
        (
            "an entry outlives its object, and says so",
            "o = js('({ v: 1 })'); h = [h for h in pt.handles() if h.object is o][0]; del o; pt.targets(); (h.object, h.type)",
            "(None, 'Object')",
        ),
        (
            "the place is recorded when that is asked for",
            "pt.trace_handles(True)\nexec(compile('o = js(\"[]\")\\np = js(\"[]\")', 'there.py', 'exec'))\n\
             places = [[h for h in pt.handles() if h.object is x][0].place for x in (o, p)]\n\
             pt.trace_handles(False); q = js('[]'); (places, [h for h in pt.handles() if h.object is q][0].place)",
            "(['there.py:1', 'there.py:2'], None)",
        ),
        (
            "it is a place in JavaScript where only that runs",
            "class Held: pass\nn = Held()\ndef give(): return n\npt.refs.give = give; pt.trace_handles(True)\n\
             js('\\n\\nglobalThis.held = polytarget.refs.give()')\n\
             place = [h for h in pt.handles() if h.type == 'Held'][0].place\n\
             pt.trace_handles(False); js('globalThis.held = null'); del pt.refs.give; place.rsplit(':', 1)[1]",
            "'3'",
        ),
        (
            "what it takes is checked",
            "message = ''\ntry: pt.trace_handles(1)\nexcept TypeError as e: message = str(e)\nmessage",
            "'expected `trace_handles` to be given true or false, got an integer'",
        ),
    ] {
        check(what, code, expect);
    }
}

#[test]
fn the_host_collects_by_itself_when_handles_have_doubled() {
    // The end of the evaluation is where nothing runs: there the host looks at the number of handles.
    let code = format!(
        "{PRELUDE}\nfor i in range(30_000):\n    n = node(o=js('({{}})')); n.o.n = n\nr = weakref.ref(n); del n; r"
    );
    let left = on_host(move |host| {
        let instance = host.start(Lang::Py).unwrap();
        let reference = host.run_in(&*instance, &Source::cell(&code)).unwrap();
        let target = reference.as_object().unwrap().call(&[]).unwrap();
        instance.stop();
        target.is_nothing()
    });
    assert!(left);
}
