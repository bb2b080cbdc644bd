//! Lines at a prompt, see `tests/all/support/border/typed.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| polytarget_fuzz::typed(bytes));
