//! What reading a member costs: the name, the look-up, conversion of an integer.

#[path = "support/host.rs"]
mod host;
#[path = "support/kit.rs"]
mod kit;
#[path = "support/pair.rs"]
mod pair;

use divan::Bencher;
use divan::counter::ItemsCount;
use pair::Pair;
use polytarget::{Lang, Name};

fn main() {
    host::main();
}

const READS: u32 = 1000;

/// One read from Rust, by a name that is interned already.
#[divan::bench(args = Lang::ALL)]
fn one_read_from_rust(bench: Bencher<'_, '_>, of: Lang) {
    let thing = kit::object(of, "thing");
    let name = Name::new("x");
    bench.bench_local(|| divan::black_box(&thing).get_member(divan::black_box(&name)));
}

/// A thousand reads in a loop of the reading language; the loop itself is included.
#[divan::bench(args = Pair::all())]
fn thousand_reads_in_a_loop(bench: Bencher<'_, '_>, pair: Pair) {
    let run = pair::crossing(pair, "member", "thing", READS.into());
    bench.counter(ItemsCount::new(READS)).bench_local(run);
}
