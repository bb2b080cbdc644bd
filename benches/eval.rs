//! What evaluating a small expression costs, from text to value.

#[path = "support/host.rs"]
mod host;

use std::cell::Cell;

use divan::Bencher;
use polytarget::Lang;

fn main() {
    host::main();
}

fn sum(lang: Lang, left: u64) -> String {
    if lang == Lang::Lisp { format!("(+ {left} 1)") } else { format!("{left} + 1") }
}

/// The same text again: the compiled code is known.
#[divan::bench(args = Lang::ALL)]
fn warm(bench: Bencher<'_, '_>, lang: Lang) {
    let (host, text) = (host::host(), sum(lang, 1));
    bench.bench_local(|| host.eval(lang, divan::black_box(&text)));
}

/// Another text each time: parsed and compiled anew.
#[divan::bench(args = Lang::ALL)]
fn cold(bench: Bencher<'_, '_>, lang: Lang) {
    let (host, next) = (host::host(), Cell::new(0));
    let text = || sum(lang, next.replace(next.get() + 1));
    bench.with_inputs(text).bench_local_refs(|text| host.eval(lang, text));
}
