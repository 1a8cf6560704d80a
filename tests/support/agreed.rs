//! What native and wasm builds must agree on: the figures of the sample book and of every frozen log.
#![allow(dead_code, reason = "every test file uses its own part")]

use daybook::event_sourcing::{Codec, Fingerprint, Sequence, StoredRecord};
use daybook::record::{History, LedgerCodec};

/// The figures of a log, each line a fact: count, fingerprint, a hash over all canonical JSON, totals.
pub(crate) const SAMPLE: &str = "3898 3c6c43da46e02ef53a622458559b5d6982fbd4991085eba17ad8f01f66f22699 \
    c688e2985a72a5c9d3c346f8417b709b74950228a2602ea7f82e638385edeb3c EUR:1806429 USD:172582 JPY:0 BHD:375830";

/// A log as an earlier version left it, in its folder in `tests/fixtures`.
pub(crate) struct Frozen {
    pub(crate) folder: &'static str,
    /// Its records as they lay in the store, each with its length before it: four bytes, little-endian.
    pub(crate) records: &'static [u8],
    /// Its event log file.
    pub(crate) file: &'static [u8],
    /// Its figures.
    pub(crate) figures: &'static str,
}

macro_rules! frozen {
    ($($folder:literal),+ $(,)?) => {
        &[$(Frozen {
            folder: $folder,
            records: include_bytes!(concat!("../fixtures/", $folder, "/log.bin")),
            file: include_bytes!(concat!("../fixtures/", $folder, "/log.daybook.json")),
            figures: include_str!(concat!("../fixtures/", $folder, "/figures.txt")),
        }),+]
    };
}

/// Every frozen log. A folder that is not here fails a test, so that no browser leaves it out.
pub(crate) const FROZEN: &[Frozen] =
    frozen!["format-1", "format-1-reasons", "rules", "closed-periods", "named-moments", "format-2"];

impl Frozen {
    pub(crate) fn stored(&self) -> Vec<StoredRecord> {
        let mut rest = self.records;
        let mut records = Vec::new();
        while let Some((length, after)) = rest.split_first_chunk() {
            let (record, after) = after.split_at(u32::from_le_bytes(*length) as usize);
            records.push(StoredRecord::open(record).unwrap());
            rest = after;
        }
        records
    }

    /// The history in its stored bytes.
    pub(crate) fn history(&self) -> History {
        let mut history = History::default();
        for record in self.stored() {
            history.absorb(record).unwrap();
        }
        history
    }
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
