//! What iteration costs: asking for an iterator, and an integer at a time.

#[path = "support/host.rs"]
mod host;
#[path = "support/kit.rs"]
mod kit;
#[path = "support/pair.rs"]
mod pair;

use divan::Bencher;
use divan::counter::ItemsCount;
use pair::Pair;

fn main() {
    host::main();
}

const ITEMS: u32 = 1000;

/// One pass over a sequence of a thousand integers, in a loop of the reading language.
#[divan::bench(args = Pair::all())]
fn thousand_ints(bench: Bencher<'_, '_>, pair: Pair) {
    let run = pair::crossing(pair, "iterate", "items", 1);
    bench.counter(ItemsCount::new(ITEMS)).bench_local(run);
}
