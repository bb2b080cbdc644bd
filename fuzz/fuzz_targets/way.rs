//! Scalars on their way through the languages, see `tests/all/support/border/way.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| polytarget_fuzz::way(bytes));
