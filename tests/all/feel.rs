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
