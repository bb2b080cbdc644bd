//! What we hold ourselves to against the engines' own crates: evaluation through the host beside the
//! crate's own, and a call from one language to another beside a bridge between two engines that is
//! written by hand, in raw C interfaces and without a protocol. A string of a mebibyte is compared with
//! the one copy that there has to be.
//!
//! Whole loops are compared, the loop included on both sides. `polytarget bench` has the bars that need no crate.

#![expect(clippy::print_stdout, reason = "the table is for the person who runs the bench")]

#[path = "support/bridge.rs"]
mod bridge;
#[path = "support/own.rs"]
mod own;
#[path = "support/reader.rs"]
mod reader;
#[path = "support/scripts.rs"]
mod scripts;
#[path = "support/strings.rs"]
mod strings;

use std::cell::Cell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use polytarget::{Host, Lang, Value};

/// As much stack as the program has, in bytes.
const STACK: usize = 512 << 20;

/// How many turns a loop of a guest does.
const TURNS: u32 = 10_000;

/// How many texts that nobody has evaluated before are evaluated at a time.
const TEXTS: u32 = 500;

/// How often a cost is measured; the least counts, for other work on the machine only adds.
const ROUNDS: usize = 25;

fn main() {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(table).expect("there is memory for a stack");
    thread.join().expect("no bench panics");
}

fn table() {
    let host = Host::builder().build().expect("this thread has no other host");
    println!("{:<28} {:>10} {:>10} {:>6} {:>5}", "what", "ns", "beside it", "ratio", "bar");
    own::with_js(|js| {
        row("eval warm py", 1.5, || warm(&host, Lang::Py), own::warm_py);
        row("eval warm js", 1.5, || warm(&host, Lang::Js), || js.warm());
        row("eval cold py", 1.1, || cold(&host, Lang::Py), || cold_own(Lang::Py, own::cold_py));
        row("eval cold js", 1.1, || cold(&host, Lang::Js), || cold_own(Lang::Js, |text| js.cold(text)));
    });
    let (rhai, lisp) = (scripts::Rhai::new(), scripts::Lisp::new());
    row("eval warm rhai", 1.5, || warm(&host, Lang::Rhai), || rhai.warm());
    row("eval warm lisp", 1.2, || warm(&host, Lang::Lisp), || lisp.warm());
    row("eval cold rhai", 1.1, || cold(&host, Lang::Rhai), || cold_own(Lang::Rhai, |text| rhai.cold(text)));
    row("eval cold lisp", 1.5, || cold(&host, Lang::Lisp), || cold_own(Lang::Lisp, |text| lisp.cold(text.to_owned())));
    for from in [Lang::Py, Lang::Js] {
        let calls = loop_of(&host, from);
        row(&format!("call {from} -> rhai"), 2.0, || timed(&calls, &host, Lang::Rhai), || rhai.call());
        row(&format!("call {from} -> lisp"), 2.0, || timed(&calls, &host, Lang::Lisp), || lisp.call());
    }
    bridge::with(|bridge| {
        let (py, js) = (loop_of(&host, Lang::Py), loop_of(&host, Lang::Js));
        row("call py -> js, by hand", 1.4, || timed(&py, &host, Lang::Js), || bridge.py_to_js(TURNS));
        row("call js -> py, by hand", 1.4, || timed(&js, &host, Lang::Py), || bridge.js_to_py(TURNS));
        // There is no bar for these: they show how much of what a member or an item costs is the engines' own.
        for reading in &reader::READINGS {
            let ours = reading.through(&host);
            let what = format!("{} {} -> {}, by hand", reading.what, reading.from, reading.to);
            row(&what, f64::INFINITY, ours, || reading.by_hand());
        }
    });
    strings::with(|copies| {
        for (kind, character, times) in strings::KINDS {
            let text = character.repeat(times);
            for (from, to) in [(Lang::Py, Lang::Js), (Lang::Js, Lang::Py)] {
                let own = own_string(&host, from, &text);
                let what = format!("1 MiB {kind} {from} -> {to}");
                row(&what, 2.0, || passed(&host, from, to, &own), || copies.time(from, &text));
            }
        }
    });
}

/// Returns a string that a language has made its own.
fn own_string(host: &Host, lang: Lang, text: &str) -> Value {
    let identity = if lang == Lang::Py { "lambda s: s" } else { "s => s" };
    let identity = host.eval(lang, identity).expect("a function");
    identity.as_object().expect("a function").call(&[text.into()]).expect("a string")
}

/// Measures how long a string takes from a loop of one language to a function of the other.
fn passed(host: &Host, from: Lang, to: Lang, own: &Value) -> f64 {
    let target = host.eval(to, if to == Lang::Py { "lambda s: None" } else { "s => undefined" }).expect("a function");
    let work = host.eval(from, strings::loop_of(from)).expect("a function");
    // The loop gets a string of its own language back, for which it is converted once; that is not measured.
    let work = work.as_object().expect("a function").call(&[target, own.clone()]).expect("a loop");
    let start = Instant::now();
    work.as_object().expect("a loop").call(&[i64::from(strings::STRINGS).into()]).expect("it runs");
    strings::per_string(start)
}

/// Measures both in turn, so that what else the machine does falls on both, and prints the least of each.
///
/// Only rows that have all words of the command line in their name are measured.
fn row(what: &str, bar: f64, ours: impl Fn() -> f64, base: impl Fn() -> f64) {
    if !std::env::args().skip(1).filter(|word| !word.starts_with('-')).all(|word| what.contains(&word)) {
        return;
    }
    let (mut least, mut least_base) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        (least, least_base) = (least.min(through_host(&ours)), least_base.min(beside_it(&base)));
    }
    println!("{what:<28} {least:>10.1} {least_base:>10.1} {:>6.2} {bar:>5.1}", least / least_base);
}

/// Runs a measurement under a name that a profiler knows, as `callgrind --toggle-collect=bars::through_host`.
#[inline(never)]
fn through_host(measure: &dyn Fn() -> f64) -> f64 {
    measure()
}

/// Runs a measurement of what is compared with.
#[inline(never)]
fn beside_it(measure: &dyn Fn() -> f64) -> f64 {
    black_box(measure())
}

/// Returns the nanoseconds of one of `TURNS`.
pub(crate) fn per_turn(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9 / f64::from(TURNS)
}

fn warm(host: &Host, lang: Lang) -> f64 {
    let text = if lang == Lang::Lisp { "(+ 1 2)" } else { "1 + 2" };
    let start = Instant::now();
    for _ in 0..TURNS {
        black_box(host.eval(lang, black_box(text)).expect("a sum"));
    }
    per_turn(start.elapsed())
}

thread_local! {
    static SEED: Cell<u32> = const { Cell::new(0) };
}

/// Returns sums that nobody has evaluated before.
fn sums(lang: Lang) -> Vec<String> {
    let seed = SEED.replace(SEED.get() + TEXTS);
    let sum = |number| if lang == Lang::Lisp { format!("(+ {number} 2)") } else { format!("{number} + 2") };
    (0..TEXTS).map(|number| sum(seed + number)).collect()
}

fn cold(host: &Host, lang: Lang) -> f64 {
    cold_own(lang, |text| drop(host.eval(lang, text).expect("a sum")))
}

fn cold_own(lang: Lang, eval: impl Fn(&str)) -> f64 {
    let texts = sums(lang);
    let start = Instant::now();
    for text in &texts {
        eval(text);
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(TEXTS)
}

fn loop_of(host: &Host, lang: Lang) -> Value {
    let text = if lang == Lang::Py { own::PY_LOOP } else { own::JS_LOOP };
    host.eval(lang, text).expect("a function")
}

fn timed(work: &Value, host: &Host, callee: Lang) -> f64 {
    let text = match callee {
        Lang::Py => "lambda x: x",
        Lang::Js => "x => x",
        Lang::Rhai => "|x| x",
        _ => "(lambda (x) x)",
    };
    let identity = host.eval(callee, text).expect("a function");
    let start = Instant::now();
    work.as_object().expect("a function").call(&[identity, i64::from(TURNS).into()]).expect("it runs");
    per_turn(start.elapsed())
}
