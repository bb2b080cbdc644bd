//! What a value costs on its way into a language and back: a call of its identity function from Rust.
//! Compare with `int`, which is all call and next to no conversion.

#[path = "support/host.rs"]
mod host;
#[path = "support/kit.rs"]
mod kit;

use divan::Bencher;
use polytarget::{Lang, Value};

fn main() {
    host::main();
}

fn there_and_back(bench: Bencher<'_, '_>, to: Lang, value: impl Into<Value>) {
    let target = kit::object(to, "callee");
    let args = [value.into()];
    bench.bench_local(|| divan::black_box(&target).call(divan::black_box(&args)));
}

/// An integer of 64 bits.
#[divan::bench(args = Lang::ALL)]
fn int(bench: Bencher<'_, '_>, to: Lang) {
    there_and_back(bench, to, 1_i64);
}

/// A float with a fraction.
#[divan::bench(args = Lang::ALL)]
fn float(bench: Bencher<'_, '_>, to: Lang) {
    there_and_back(bench, to, 0.5);
}

/// A string of 5 ASCII characters.
#[divan::bench(args = Lang::ALL)]
fn short_text(bench: Bencher<'_, '_>, to: Lang) {
    there_and_back(bench, to, "hello");
}

/// A string of 1,000 ASCII characters.
#[divan::bench(args = Lang::ALL)]
fn text_of_1k(bench: Bencher<'_, '_>, to: Lang) {
    there_and_back(bench, to, "x".repeat(1000));
}

/// A string of 1,000 characters beyond Latin-1.
#[divan::bench(args = Lang::ALL)]
fn wide_text_of_1k(bench: Bencher<'_, '_>, to: Lang) {
    there_and_back(bench, to, "λ".repeat(1000));
}

/// A list of 1,000 integers: a handle goes and comes, whatever is in it.
#[divan::bench(args = Lang::ALL)]
fn list_of_1k_ints(bench: Bencher<'_, '_>, to: Lang) {
    let owner = if to == Lang::Py { Lang::Js } else { Lang::Py };
    there_and_back(bench, to, kit::kit(owner, "items"));
}
