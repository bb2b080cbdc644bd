//! Text for the kernel, see `tests/all/support/border/program.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| polytarget_fuzz::kernel(bytes));
