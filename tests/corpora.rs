//! The fuzzers' corpora as ordinary tests: every file in `fuzz/corpus`, and thousands of mutations of each, the same ones
//! every time. `scripts/fuzz` goes on where these end.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

#[path = "support/dice.rs"]
mod dice;
#[path = "support/readers.rs"]
mod readers;

use dice::Dice;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// How many mutations of each corpus are tried.
const MUTATIONS: u64 = 10_000;
/// Bytes and texts that readers are likely to stumble over.
const STONES: &[&[u8]] = &[
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"-",
    b"0",
    b"9",
    b"e9",
    b".",
    b"null",
    b"true",
    b"\xef\xbb\xbf",
    b"\x00",
    b"\xff",
    b"\x80",
    b"\x7f",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\r\n",
    b"#/",
    b"?",
    b"&",
    b"=",
    b"%",
    b"%F",
    b"%00",
    b"at=",
    b"999999999999999999999",
    b"\"data\":",
    b"\"version\":",
    "\u{202e}".as_bytes(),
];

fn corpus(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let listed = fs::read_dir(&folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let mut files: Vec<_> = listed.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

fn place(dice: &Dice, bytes: &[u8]) -> usize {
    usize::try_from(dice.below(bytes.len() as u64 + 1)).unwrap()
}

/// The bytes with a few things done to them.
fn mutated(dice: &Dice, mut bytes: Vec<u8>, other: &[u8]) -> Vec<u8> {
    for _ in 0..=dice.below(3) {
        let at = place(dice, &bytes);
        match dice.below(7) {
            0 | 1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
            2 => bytes.truncate(at),
            3 => {
                let end = (at + place(dice, &[0; 12])).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                bytes.splice(at..at, dice.one_of(STONES).iter().copied());
            }
            5 => {
                let from = place(dice, &bytes);
                let piece = bytes[from..(from + 20).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let from = place(dice, other);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
        }
    }
    bytes
}

/// Where a reader fails, the bytes are kept: they belong into the corpus once it is mended.
fn try_on(name: &str, read: readers::Reader, bytes: &[u8], from: &Path) -> bool {
    catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or_else(|_| {
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("corpora-{name}"));
        fs::write(&kept, bytes).unwrap();
        panic!(
            "the reader `{name}` fails on bytes made from {}: they are in {}",
            from.display(),
            kept.display()
        );
    })
}

/// A corpus of nothing but refusals would test nothing but refusing.
#[test]
fn every_reader_takes_the_good_files_of_its_corpus_and_refuses_the_bad_ones() {
    for (name, read) in readers::READERS {
        let (mut good, mut bad) = (0, 0);
        for (path, bytes) in corpus(name) {
            let taken = try_on(name, *read, &bytes, &path);
            let expected = path.file_name().unwrap().to_str().unwrap().starts_with("good-");
            assert_eq!(taken, expected, "{}", path.display());
            *(if taken { &mut good } else { &mut bad }) += 1;
        }
        assert!(good > 1 && bad > 1, "`{name}` has {good} good files and {bad} bad ones");
    }
}

#[test]
fn every_reader_holds_on_thousands_of_mutations_of_its_corpus() {
    for ((name, read), seed) in readers::READERS.iter().zip(1..) {
        let dice = Dice::new(seed);
        let files = corpus(name);
        for _ in 0..MUTATIONS {
            let one = usize::try_from(dice.below(files.len() as u64)).unwrap();
            let other = usize::try_from(dice.below(files.len() as u64)).unwrap();
            let bytes = mutated(&dice, files[one].1.clone(), &files[other].1);
            try_on(name, *read, &bytes, &files[one].0);
        }
    }
}
