//! Whatever bytes there are, the reader `snapshot` holds: see `tests/support/readers.rs`.
#![no_main]

#[path = "../../tests/support/readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    readers::snapshot(bytes);
});
