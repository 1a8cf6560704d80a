//! What reading promises: in order, after a position and up to another, nothing twice, nothing left out.

use super::{Bench, Check, Outcome, append_each, at, book, holds, record, same, same_records, singles};
use crate::event_sourcing::{EventStore, Sequence};
use futures_util::future::join_all;

const MEGABYTE: usize = 1 << 20;

pub(super) fn checks<B: Bench>() -> Vec<Check<B>> {
    vec![
        Check {
            name: "a book nobody wrote is none and reads as nothing",
            run: |bench| Box::pin(unknown(bench)),
        },
        Check {
            name: "reading begins with the first record that begins after the position",
            run: |bench| Box::pin(after(bench)),
        },
        Check {
            name: "reading stretch by stretch gives each record once, however long they are",
            run: |bench| Box::pin(continuing(bench)),
        },
        Check {
            name: "a stretch gives every record that begins in it, and no other",
            run: |bench| Box::pin(stretch(bench)),
        },
        Check {
            name: "stretches read at once give each record once",
            run: |bench| Box::pin(stretches(bench)),
        },
        Check { name: "three hundred records come back in order", run: |bench| Box::pin(many(bench)) },
        Check { name: "a record of a megabyte comes back whole", run: |bench| Box::pin(big(bench)) },
    ]
}

async fn unknown<B: Bench>(bench: &B) -> Outcome {
    let store = bench.fresh().await?;
    append_each(&store, &book("other")?, &singles(2)?).await?;
    let key = book("b")?;
    same("the row of an unknown book", &store.book(&key).await?, &None)?;
    for position in [0, 1, 9] {
        same_records(&store.read(&key, at(position), Sequence::MAX).await?, &[])?;
    }
    same("the snapshots of an unknown book", &store.snapshots(&key).await?, &Vec::new())
}

async fn after<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let records =
        [record(1, 3, b"1 to 3")?, record(4, 1, b"4")?, record(5, 6, b"5 to 10")?, record(11, 1, b"11")?];
    store.append(&key, Sequence::START, &records[..1], b"").await?;
    store.append(&key, at(3), &records[1..], b"").await?;
    let skipped = [(0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (5, 3), (9, 3), (10, 3), (11, 4), (500, 4)];
    for (position, skipped) in skipped {
        let found = store.read(&key, at(position), Sequence::MAX).await?;
        same_records(&found, &records[skipped..])?;
    }
    same_records(&store.read(&key, Sequence::MAX, Sequence::MAX).await?, &[])
}

/// Reads the whole book in stretches of so many events.
async fn read_in_stretches(
    store: &impl EventStore,
    bench_key: &str,
    events: u64,
) -> Result<Vec<Vec<u8>>, super::Broken> {
    let key = book(bench_key)?;
    let head = store.book(&key).await?.map_or(Sequence::START, |row| row.head);
    let (mut position, mut all) = (Sequence::START, Vec::new());
    while position < head {
        let until = position.plus(events);
        all.extend(store.read(&key, position, until).await?);
        position = until;
    }
    Ok(all)
}

async fn continuing<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let mut records = singles(60)?;
    records.push(record(61, 40, &[1; 3000])?);
    records.push(record(101, 1, b"end")?);
    store.append(&key, Sequence::START, &records[..13], b"").await?;
    store.append(&key, at(13), &records[13..], b"").await?;
    for events in [1, 2, 7, 60, 100, 1000] {
        same_records(&read_in_stretches(&store, "b", events).await?, &records)?;
    }
    Ok(())
}

async fn stretch<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    append_each(&store, &book("other")?, &singles(12)?).await?;
    let records =
        [record(1, 3, b"1 to 3")?, record(4, 1, b"4")?, record(5, 6, b"5 to 10")?, record(11, 1, b"11")?];
    store.append(&key, Sequence::START, &records[..1], b"").await?;
    store.append(&key, at(3), &records[1..], b"").await?;
    let firsts = [1, 4, 5, 11];
    for after in 0..13 {
        for until in (after.max(1) - 1..13).chain([500]) {
            let begin = firsts.partition_point(|first| *first <= after);
            let end = firsts.partition_point(|first| *first <= until).max(begin);
            let found = store.read(&key, at(after), at(until)).await?;
            same_records(&found, &records[begin..end])?;
        }
    }
    same_records(&store.read(&key, Sequence::START, Sequence::MAX).await?, &records)?;
    same_records(&store.read(&key, Sequence::MAX, Sequence::MAX).await?, &[])
}

async fn stretches<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let mut records = singles(300)?;
    records.push(record(301, 50, b"301 to 350")?);
    records.push(record(351, 1, b"end")?);
    store.append(&key, Sequence::START, &records, b"").await?;
    let wanted = [(0, 100), (100, 101), (101, 320), (320, 340), (340, 1000)];
    let asked = wanted.map(|(after, until)| store.read(&key, at(after), at(until)));
    let mut found = Vec::new();
    for stretch in join_all(asked).await {
        found.extend(stretch?);
    }
    same_records(&found, &records)
}

async fn many<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let records = singles(300)?;
    append_each(&store, &key, &records).await?;
    holds(&store, &key, &records, b"card").await?;
    same_records(&store.read(&key, at(255), Sequence::MAX).await?, &records[255..])?;
    same_records(&read_in_stretches(&store, "b", 70).await?, &records)
}

async fn big<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let payload: Vec<u8> = (0..=250).cycle().take(MEGABYTE).collect();
    let records = [record(1, 1, b"before")?, record(2, 9000, &payload)?, record(9002, 1, b"after")?];
    append_each(&store, &key, &records).await?;
    holds(&store, &key, &records, b"card").await?;
    same_records(&read_in_stretches(&store, "b", 4000).await?, &records)
}
