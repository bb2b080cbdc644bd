//! Text that is evaluated, see `tests/all/support/border/cell.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| polytarget_fuzz::cell(bytes));
