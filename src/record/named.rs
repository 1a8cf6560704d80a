//! Whether every moment with a name had the fingerprint that its event says. It takes hashing again, so that it is asked by
//! import and verification, and not each time a book is opened.

use super::codec::LedgerCodec;
use crate::event_sourcing::{Log, Sequence, Unreadable};
use crate::ledger::{Entries, Event};

/// The first event that names a moment with a fingerprint which the log does not have there.
pub fn misnamed(log: &Log<LedgerCodec>, past: &Entries) -> Result<Option<Sequence>, Unreadable> {
    let mut named: Vec<_> = past
        .turns(Sequence::START, log.head())
        .iter()
        .filter_map(|turn| match &turn.data {
            Event::MomentNamed(moment) => Some((moment.position, turn.sequence, moment.fingerprint)),
            _ => None,
        })
        .collect();
    named.sort_unstable_by_key(|(position, sequence, _)| (*position, *sequence));
    let positions: Vec<_> = named.iter().map(|(position, _, _)| *position).collect();
    let found = log.fingerprints_at(&positions)?;
    let wrong = named.iter().zip(found).filter(|((_, _, said), found)| said != found);
    Ok(wrong.map(|((_, sequence, _), _)| *sequence).min())
}
