//! Python's other threads use objects of other languages: the host thread answers them where it waits.

use polytarget::Lang;

use crate::support::on_host;

const START: &str = "
import asyncio, queue, threading, time
from concurrent.futures import ThreadPoolExecutor
import polytarget as pt
double = pt.eval('js', '(x) => x * 2')
array = pt.eval('js', '[1, 2, 3]')
back = pt.eval('js', '(g) => g()')
fail = pt.eval('js', \"(x) => { throw new RangeError('no ' + x) }\")
lists = pt.eval('lisp', '(lambda (o) (len o))')
host = threading.get_ident()
def elsewhere(work):
    out = []
    def run():
        try: out.append(work())
        except BaseException as error: out.append(f'{type(error).__name__}: {error}'.partition(';')[0])
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return out[0]
";

/// Each is run by an instance of Python of its own.
#[track_caller]
fn check(code: &'static str, expect: &'static str) {
    let found = on_host(move |host| {
        let instance = host.start(Lang::Py).unwrap();
        let text = format!("{START}{code}");
        let value = host.run_in(&*instance, &polytarget::Source::cell(&text));
        let shown = value.map_or_else(|error| error.report(), |value| value.to_string());
        host.run_in(&*instance, &polytarget::Source::cell("pt.set_patience(10)")).unwrap();
        instance.stop();
        shown
    });
    assert_eq!(found, expect, "{code}");
}

#[test]
fn a_thread_that_is_joined_is_answered() {
    check("elsewhere(lambda: double(21))", "42");
    check(
        "elsewhere(lambda: (list(array), array[-1], len(array), 2 in array, array == array, str(array)))",
        "([1, 2, 3], 3, 3, True, True, '[ 1, 2, 3 ]')",
    );
    check("elsewhere(lambda: lists([1, 2]))", "2");
    check("elsewhere(lambda: pt.eval('rhai', '1 + 2') + pt.js.Math.max(1, 2))", "5");
    check("elsewhere(lambda: pt.on_host(pt.to_native, array))", "[1, 2, 3]");
    check("elsewhere(lambda: __import__('polytarget.js.Math', fromlist=['max']).max(1, 5))", "5");
    check("elsewhere(lambda: pt.import_('py:math').sqrt(4))", "2.0");
}

#[test]
fn errors_and_calls_back_find_their_way() {
    check("elsewhere(lambda: fail(1))", "JsError: RangeError: no 1");
    check("elsewhere(lambda: array.nope)", "AttributeError: js Array has no member `nope`");
    // What is called back runs on the host thread, where all languages are.
    check("elsewhere(lambda: back(lambda: threading.get_ident() == host))", "true");
    check("elsewhere(lambda: back(lambda: elsewhere(lambda: double(5))))", "10");
    check(
        "raised = ValueError('mine')\ndef g(): raise raised\ndef h():\n    try: back(g)\n    except ValueError as e: return e is raised\nelsewhere(h)",
        "true",
    );
}

#[test]
fn whatever_waits_for_other_threads_lets_them_be_answered() {
    check("with ThreadPoolExecutor(4) as pool: total = sum(pool.map(double, range(100)))\ntotal", "9900");
    check("with ThreadPoolExecutor(1) as pool: found = pool.submit(double, 4).result()\nfound", "8");
    check(
        "q = queue.Queue()\nthreading.Thread(target=lambda: [q.put(double(i)) for i in range(20)]).start()\nsum(q.get() for _ in range(20))",
        "380",
    );
    check("e = threading.Event()\nthreading.Thread(target=lambda: (double(1), e.set())).start()\ne.wait(5)", "true");
    check(
        "c = threading.Condition(threading.Lock())\nout = []\ndef run():\n    with c: out.append(double(3)); c.notify()\nwith c:\n    threading.Thread(target=run).start()\n    c.wait(5)\nout",
        "[6]",
    );
    // A thread that has posted while JavaScript computes is answered later.
    check(
        "out = []\nthread = threading.Thread(target=lambda: out.append(double(1)))\nthread.start()\npt.eval('js', 'const end = Date.now() + 100; while (Date.now() < end); 0')\nthread.join()\nout",
        "[2]",
    );
}

#[test]
fn an_event_loop_gives_other_threads_a_turn() {
    check("sum(await asyncio.gather(*(asyncio.to_thread(double, i) for i in range(100))))", "9900");
    check("asyncio.new_event_loop().run_until_complete(asyncio.to_thread(double, 2))", "4");
    // Also where a callback blocks the loop.
    check(
        "async def blocks():\n    future = asyncio.get_running_loop().run_in_executor(None, double, 4)\n    found = elsewhere(lambda: double(1))\n    return [found, await future]\nawait blocks()",
        "[2, 8]",
    );
}

#[test]
fn who_cannot_be_answered_is_told_so() {
    let refused = "RuntimeError: objects of other languages answer on the host thread only, and it has not waited for anything in 200ms";
    check(
        "pt.set_patience(0.2)\nq = queue.SimpleQueue()\ndef run():\n    time.sleep(0.1)\n    try: q.put(double(1))\n    except RuntimeError as e: q.put(f'RuntimeError: {e}'.partition(';')[0])\nthreading.Thread(target=run).start()\nq.get()",
        refused,
    );
    // To start a thread is to wait for it, so it sleeps first. The next two wait for each other.
    check(
        "pt.set_patience(0.2)\nlock = threading.Lock()\nout = []\ndef run():\n    with lock:\n        time.sleep(0.1)\n        try: double(1)\n        except RuntimeError as e: out.append(f'RuntimeError: {e}'.partition(';')[0])\nthread = threading.Thread(target=run)\nthread.start()\ntime.sleep(0.05)\nwith lock: pass\nthread.join()\nout[0]",
        refused,
    );
    check("try: pt.set_patience(-1)\nexcept ValueError: found = 'refused'\nfound", "refused");
}
