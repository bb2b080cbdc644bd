//! What a call costs: conversion of the argument, the call, conversion of the result.
//! Starting a runtime is not included.

#[path = "support/host.rs"]
mod host;
#[path = "support/kit.rs"]
mod kit;
#[path = "support/pair.rs"]
mod pair;

use divan::Bencher;
use divan::counter::ItemsCount;
use pair::Pair;
use polytarget::{Lang, Value};

fn main() {
    host::main();
}

const CALLS: u32 = 1000;

/// One call from Rust, with an integer that comes back.
#[divan::bench(args = Lang::ALL)]
fn one_int_from_rust(bench: Bencher<'_, '_>, to: Lang) {
    let target = kit::object(to, "callee");
    let args = [Value::Int(1)];
    bench.bench_local(|| divan::black_box(&target).call(divan::black_box(&args)));
}

/// A thousand calls in a loop of the calling language; the loop itself is included.
#[divan::bench(args = Pair::all())]
fn thousand_from_a_loop(bench: Bencher<'_, '_>, pair: Pair) {
    let run = pair::crossing(pair, "call", "callee", CALLS.into());
    bench.counter(ItemsCount::new(CALLS)).bench_local(run);
}
