//! What native and wasm builds must agree on: the figures of the sample book and of the log stored in format 1.

use daybook::event_sourcing::{Codec, Fingerprint, Sequence, StoredRecord};
use daybook::record::{History, LedgerCodec};

/// The figures of a log, each line a fact: count, fingerprint, a hash over all canonical JSON, totals.
pub(crate) const SAMPLE: &str = "3922 211dd1f403d83963d3c7dea4a9c1f97685aa7d3a021dc4cc0e5f3f8c257ede7d \
    4a085ff3a3d46c3b6375b75ea427a49f1551218fbbf8da86871b5b78467195b7 EUR:1822230 USD:118491 JPY:0 BHD:392579";
/// The same of the log stored in format 1.
pub(crate) const FORMAT_1: &str = "21 36e19aa35e6470da2983b834f8472c36e88de0bf035542b10b5b542f3d6cc819 \
    41d893d47743bbe4fbf012db068249e3666288ad581abeb7ded40a41c7c6903f EUR:130430 JPY:16250 BHD:0";

/// The log stored in format 1, read from its bytes.
pub(crate) fn fixture() -> History {
    let mut history = History::default();
    let mut rest = &include_bytes!("../fixtures/format-1/log.bin")[..];
    while let Some((length, after)) = rest.split_first_chunk() {
        let (record, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        history.absorb(StoredRecord::open(record).unwrap()).unwrap();
        rest = after;
    }
    history
}

pub(crate) fn figures(history: &History) -> String {
    let mut all = Vec::new();
    for stored in history.log().stored(Sequence::START, Sequence::MAX) {
        LedgerCodec::canonical(&stored.unwrap(), &mut all);
        all.push(b'\n');
    }
    let totals =
        history.ledger().totals().into_iter().map(|(currency, units)| format!("{}:{units}", currency.code()));
    format!(
        "{} {} {} {}",
        history.count(),
        history.fingerprint(),
        Fingerprint::EMPTY.then(&all),
        totals.collect::<Vec<_>>().join(" ")
    )
}
