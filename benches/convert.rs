//! What a value costs on its way into a language and back: a call of its identity function from Rust.
//! Compare with `int`, which is all call and next to no conversion.

#[path = "support/host.rs"]
mod host;
#[path = "support/kit.rs"]
mod kit;
#[path = "support/pair.rs"]
#[expect(dead_code, reason = "loops over a pair are for other benches")]
mod pair;

use std::slice;

use divan::Bencher;
use pair::Pair;
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

/// What is one mebibyte in the form in which Python or JavaScript store it.
const MEBIBYTE: usize = 1 << 20;

/// A string of a mebibyte of ASCII, between two languages: kept by one, and returned by the other.
#[divan::bench(args = Pair::all())]
fn ascii_of_1m(bench: Bencher<'_, '_>, pair: Pair) {
    between(bench, pair, &"x".repeat(MEBIBYTE));
}

/// As many characters of Latin-1 beyond ASCII.
#[divan::bench(args = Pair::all())]
fn latin1_of_1m(bench: Bencher<'_, '_>, pair: Pair) {
    between(bench, pair, &"é".repeat(MEBIBYTE));
}

/// Half as many characters beyond Latin-1, two bytes each.
#[divan::bench(args = Pair::all())]
fn wide_of_1m(bench: Bencher<'_, '_>, pair: Pair) {
    between(bench, pair, &"漢".repeat(MEBIBYTE / 2));
}

/// A quarter as many characters beyond the first plane, four bytes each.
#[divan::bench(args = Pair::all())]
fn astral_of_1m(bench: Bencher<'_, '_>, pair: Pair) {
    between(bench, pair, &"😀".repeat(MEBIBYTE / 4));
}

/// What a mebibyte costs at least: a copy within memory.
#[divan::bench]
fn copy_of_1m(bench: Bencher<'_, '_>) {
    let bytes = vec![1_u8; MEBIBYTE];
    bench.bench_local(|| divan::black_box(&bytes).clone());
}

/// What a mebibyte of UTF-8 costs at least: to UTF-16, into memory that is there already.
#[divan::bench(args = ["x", "é", "漢", "😀"])]
fn transcoding_of_1m(bench: Bencher<'_, '_>, character: &str) {
    let text = character.repeat(MEBIBYTE / character.len());
    let mut units = vec![0; MEBIBYTE + 1];
    bench.bench_local(|| encoding_rs::mem::convert_str_to_utf16(divan::black_box(&text), &mut units));
}

/// The string belongs to the first language; the second gets it, and gives it back to nobody.
fn between(bench: Bencher<'_, '_>, Pair(from, to): Pair, text: &str) {
    let own = kit::object(from, "callee").call(&[text.into()]).expect("it returns what it is given");
    let target = kit::object(to, "callee");
    bench.bench_local(|| divan::black_box(&target).call(slice::from_ref(divan::black_box(&own))));
}

/// A list of 1,000 integers: a handle goes and comes, whatever is in it.
#[divan::bench(args = Lang::ALL)]
fn list_of_1k_ints(bench: Bencher<'_, '_>, to: Lang) {
    let owner = if to == Lang::Py { Lang::Js } else { Lang::Py };
    there_and_back(bench, to, kit::kit(owner, "items"));
}
