//! What objects of one language feel like in another: tables of rows, written in the language that looks.

use polytarget::{Lang, Source};

use crate::support::on_host;

/// Runs a table, which raises an error that lists the rows that are not true.
#[track_caller]
fn check(lang: Lang, name: &'static str, table: &'static str) {
    let report = on_host(move |host| {
        let instance = host.start(lang).map_err(|error| error.report())?;
        host.run_in(&*instance, &Source::named(table, name)).map(drop).map_err(|error| error.report())
    });
    assert!(report.is_ok(), "{}", report.unwrap_err());
}

#[test]
fn objects_of_javascript_in_python() {
    check(Lang::Py, "in_python.py", include_str!("feel/in_python.py"));
}

#[test]
fn objects_of_python_in_javascript() {
    check(Lang::Js, "in_javascript.mjs", include_str!("feel/in_javascript.mjs"));
}

/// A thread of Python's counts while another engine computes on the host thread.
#[test]
fn threads_of_python_go_on_while_others_compute() {
    const TABLE: &str = "
import threading, time
class Count(threading.Thread):
    number, on = 0, True
    def run(self):
        while self.on:
            self.number += 1
            time.sleep(0.001)
count = Count(daemon=True)
count.start()
busy = {
    'js': 'const end = Date.now() + 200; let i = 0; while (Date.now() < end) i++; i',
    'rhai': 'let begin = timestamp(); let i = 0; while begin.elapsed < 0.2 { i += 1; } i',
}
for lang, code in busy.items():
    before = count.number
    polytarget.eval(lang, code)
    assert count.number - before > 3, (lang, count.number - before)
count.on = False
count.join()
";
    check(Lang::Py, "threads.py", TABLE);
}

/// The items of an array are read some at a time. Nobody can tell.
#[test]
fn an_array_that_changes_is_seen_as_it_is() {
    const TABLE: &str = "
array = polytarget.eval('js', 'globalThis.array = Array.from({ length: 100 }, (_, i) => i)')
seen = []
for item in array:
    seen.append(item)
    if item == 3:
        array[5] = 'five'
    if item == 10 and len(array) == 100:
        array.append('last')
assert seen[4:7] == [4, 'five', 6] and seen[99:] == [99, 'last'], seen

items = iter(array)
assert next(items) == 0
polytarget.eval('js', 'array[1] = -1')
assert next(items) == -1
change = polytarget.eval('js', '(i, to) => { array[i] = to }')
change(2, 'two')
assert next(items) == 'two'
change(3, change)
assert next(items) is change
assert next(items) == 4

both = polytarget.eval('js', '(read, write) => { read(); array[1] = \"while it waits\"; return read() }')
items = iter(array)
assert both(lambda: next(items), None) == 'while it waits'
later = polytarget.eval('js', 'read => { queueMicrotask(() => { array[1] = \"a job\" }); return read() }')
items = iter(array)
later(lambda: next(items))
assert next(items) == 'a job'

items = iter(array)
next(items)
array.js.splice(1)
assert list(items) == []
array.append('too late')
assert list(items) == []

log = polytarget.eval('js', 'globalThis.log = []')
for text in (
    'Object.defineProperty([0, 1, 2, 3], 2, { get() { log.push(\"read\"); return 2 } })',
    'new Proxy([0, 1, 2, 3], { get(o, k) { if (k === \"2\") log.push(\"read\"); return o[k] } })',
):
    log.clear()
    for item in polytarget.eval('js', text):
        log.append(item)
    assert list(log) == [0, 1, 'read', 2, 3], list(log)

failing = polytarget.eval('js', 'Object.defineProperty([0, 1], 1, { get() { throw new Error(\"no\") } })')
items = iter(failing)
assert next(items) == 0
try:
    next(items)
except Exception as error:
    assert 'no' in str(error)
else:
    raise AssertionError('an accessor that throws')

assert list(polytarget.eval('js', '[1, , undefined, null, 2.5, \"s\", true, 10n]')) == [
    1, None, None, polytarget.null, 2.5, 's', True, 10]
";
    check(Lang::Py, "changes.py", TABLE);
}
