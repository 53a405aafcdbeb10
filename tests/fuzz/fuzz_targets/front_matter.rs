#![no_main]

#[path = "../targets/front_matter.rs"]
mod target;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| target::run(bytes));
