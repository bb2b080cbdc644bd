//! Nested containers, read and copied, see `tests/all/support/border/tree.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| polytarget_fuzz::tree(bytes));
