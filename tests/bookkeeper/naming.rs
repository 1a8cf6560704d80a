//! Moments with names: their fingerprint is the log's own, whoever asks, and a false one is found.

use super::*;
use daybook::event_sourcing::Sequence;
use daybook::storage::Memory;

fn name(position: u64, more: &str) -> String {
    format!(r#"{{"type":"NameMoment","position":{position},"name":"AGM"{more}}}"#)
}

#[test]
fn the_fingerprint_is_looked_up_in_the_log_and_one_that_is_given_must_be_it() {
    let keeper = keeper(Memory::default());
    send(&keeper, &deposit("5")).unwrap();
    let real = keeper.book().unwrap().fingerprint_at(Sequence::new(3).unwrap()).unwrap();
    send(&keeper, &name(3, "")).unwrap();
    let named = keeper.book().unwrap().ledger().named_moments().as_slice().to_vec();
    assert_eq!(named.iter().map(|it| (it.position.get(), it.fingerprint)).collect::<Vec<_>>(), [(3, real)]);
    let given = |print: &str| name(4, &format!(r#","fingerprint":"{print}""#));
    let wrong = send(&keeper, &given(&real.to_string())).unwrap_err();
    assert!(wrong.to_string().contains("another fingerprint"), "{wrong}");
    let right = keeper.book().unwrap().fingerprint_at(Sequence::new(4).unwrap()).unwrap();
    send(&keeper, &given(&right.to_string())).unwrap();
    assert!(pollster::block_on(keeper.verify(|_, _| {})).unwrap().ok);
}

#[test]
fn a_moment_that_there_is_not_gets_no_name_even_with_a_fingerprint() {
    let keeper = keeper(Memory::default());
    let count = keeper.book().unwrap().count();
    for position in [0, count + 1, count + 1000] {
        for more in [String::new(), format!(r#","fingerprint":"{}""#, "ab".repeat(32))] {
            let why = send(&keeper, &name(position, &more)).unwrap_err();
            assert!(why.to_string().contains("no event"), "{why}");
        }
    }
    // Nor does one that the same batch would only make.
    let batch = [deposit("5"), name(count + 1, "")];
    assert!(send_all(&keeper, &batch).is_err());
    assert_eq!(keeper.book().unwrap().count(), count);
}
