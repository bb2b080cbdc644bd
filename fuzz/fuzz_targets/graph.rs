//! Objects that hold each other, and the collector, see `tests/all/support/border/graph.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| polytarget_fuzz::graph(bytes));
