//! Messages to a list or a map, see `tests/all/support/border/talk.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| polytarget_fuzz::talk(bytes));
