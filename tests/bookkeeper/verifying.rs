//! Verification among other tabs: what they record meanwhile is no damage.

use super::desk::send;
use super::*;
use daybook::storage::Memory;

#[test]
fn a_tab_that_lags_behind_others_verifies_without_a_false_alarm() {
    let first = keeper(Memory::default());
    let second = tab(&first, 2);
    send(&first, &deposit("5")).unwrap();
    let report = pollster::block_on(second.verify(|_, _| {})).unwrap();
    assert_eq!((report.ok, report.problems), (true, vec![]));
    assert_eq!((report.count, report.fingerprint.to_string()), (5, fingerprint(&first)));
}
