//! A file cut short or with any byte altered is refused, or the very same log where that byte means nothing.

use super::desk::{desk, export, import, read_file, send};
use super::{refused, small_book};

/// A file of three events, so that every byte of it can be tried.
fn tiny_file() -> String {
    let desk = desk();
    send(&desk, r#"{"type":"OpenBook","name":"B","base_currency":"EUR"}"#).unwrap();
    send(
        &desk,
        r#"{"type":"OpenAccount","account":"0195a100-0000-7000-8000-00000000000a","name":"Ä\n","currency":"EUR","opening_balance":"5"}"#,
    )
    .unwrap();
    export(&desk, None)
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let file = export(&small_book(), None);
    let empty = desk();
    // All that may be missing is the last line's end.
    for end in 0..file.len() - 1 {
        let problem = refused(&empty, &file.as_bytes()[..end]);
        assert!(problem.reason.contains("cut short") || problem.reason.contains("empty"), "{end}: {problem}");
    }
    import(&empty, &file.as_bytes()[..file.len() - 1], 99).unwrap();
}

#[test]
fn a_file_with_any_byte_altered_is_refused_or_the_same_log() {
    let file = tiny_file();
    let whole = read_file(file.as_bytes(), 999).unwrap();
    let head = file.find("\"events\"").unwrap();
    let (mut same, mut other) = (0, 0);
    for at in 0..file.len() {
        let masks = (0..8).map(|bit| 1_u8 << bit).chain([
            0xff,
            file.as_bytes()[at] ^ b' ',
            file.as_bytes()[at] ^ b'"',
        ]);
        for mask in masks.filter(|mask| *mask != 0) {
            let mut bad = file.clone().into_bytes();
            bad[at] ^= mask;
            match read_file(&bad, 999) {
                Err(problem) => {
                    assert!(problem.to_string().ends_with('.'));
                    other += 1;
                }
                Ok(read) => {
                    assert_eq!(read.history.fingerprint(), whole.history.fingerprint());
                    assert_eq!(read.history.log().records(), whole.history.log().records());
                    let here = &file[at.saturating_sub(20)..(at + 20).min(file.len())];
                    assert!(
                        at < head || file.as_bytes()[at].is_ascii_whitespace(),
                        "byte {at} means nothing? {here}"
                    );
                    same += 1;
                }
            }
        }
    }
    assert!(same > 50 && other > 8 * same, "{same} {other}");
}

#[test]
fn a_file_with_any_byte_left_out_or_doubled_is_refused_or_the_same_log() {
    let file = tiny_file();
    let whole = read_file(file.as_bytes(), 999).unwrap();
    for at in 0..file.len() {
        let (before, after) = file.as_bytes().split_at(at);
        for bad in [[before, &after[1..]].concat(), [before, &after[..1], after].concat()] {
            if let Ok(read) = read_file(&bad, 999) {
                assert_eq!(read.history.fingerprint(), whole.history.fingerprint());
            }
        }
    }
}
