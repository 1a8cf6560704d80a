//! What reading promises: in order, after a position, in pieces of bearable size, nothing twice, nothing left out.

use super::{Bench, Check, Outcome, append_each, at, book, holds, record, same, same_records, singles};
use crate::event_sourcing::{EventStore, Sequence, StoredRecord};
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
        Check { name: "a read gives one record, then as many as fit", run: |bench| Box::pin(limit(bench)) },
        Check {
            name: "reading on from the last record gives each record once, whatever the limit",
            run: |bench| Box::pin(continuing(bench)),
        },
        Check {
            name: "a stretch gives every record that begins in it, and no other",
            run: |bench| Box::pin(stretch(bench)),
        },
        Check {
            name: "stretches asked for at once give each record once",
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
        same_records(&store.read(&key, at(position), usize::MAX).await?, &[])?;
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
        let found = store.read(&key, at(position), usize::MAX).await?;
        same_records(&found, &records[skipped..])?;
    }
    same_records(&store.read(&key, Sequence::MAX, usize::MAX).await?, &[])
}

async fn limit<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let records = singles(30)?;
    store.append(&key, Sequence::START, &records, b"").await?;
    let size: Vec<usize> = records.iter().map(|record| record.bytes().len()).collect();
    let three = size[0] + size[1] + size[2];
    let all = size.iter().sum();
    for (max, count) in
        [(0, 1), (1, 1), (size[0], 1), (three - 1, 2), (three, 3), (all - 1, 29), (all, 30), (usize::MAX, 30)]
    {
        let found = store.read(&key, Sequence::START, max).await?;
        same_records(&found, &records[..count])?;
    }
    // A large record after small ones waits for the next read, and is then given although it does not fit.
    let large = record(31, 1, &[7; 5000])?;
    store.append(&key, at(30), core::slice::from_ref(&large), b"").await?;
    same_records(&store.read(&key, at(29), 1000).await?, &records[29..])?;
    same_records(&store.read(&key, at(30), 1000).await?, &[large])
}

/// Reads the whole book in pieces of `max` bytes, going on after the last record of each.
async fn read_in_pieces(
    store: &impl EventStore,
    bench_key: &str,
    max: usize,
) -> Result<Vec<Vec<u8>>, super::Broken> {
    let key = book(bench_key)?;
    let (mut position, mut all) = (Sequence::START, Vec::new());
    loop {
        let piece = store.read(&key, position, max).await?;
        let Some(last) = piece.last() else { return Ok(all) };
        let last = StoredRecord::open(last.clone())
            .map_err(|error| super::Broken(format!("after event {position}: {error}")))?
            .last();
        if last <= position {
            return Err(super::Broken(format!("a read after event {position} gave records before it")));
        }
        position = last;
        all.extend(piece);
    }
}

async fn continuing<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let mut records = singles(60)?;
    records.push(record(61, 40, &[1; 3000])?);
    records.push(record(101, 1, b"end")?);
    store.append(&key, Sequence::START, &records[..13], b"").await?;
    store.append(&key, at(13), &records[13..], b"").await?;
    for max in [0, 150, 1000, 4000, usize::MAX] {
        same_records(&read_in_pieces(&store, "b", max).await?, &records)?;
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
            let found = store.stretch(&key, at(after), at(until)).await?;
            same_records(&found, &records[begin..end])?;
        }
    }
    same_records(&store.stretch(&key, Sequence::START, Sequence::MAX).await?, &records)?;
    same_records(&store.stretch(&key, Sequence::MAX, Sequence::MAX).await?, &[])
}

async fn stretches<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let mut records = singles(300)?;
    records.push(record(301, 50, b"301 to 350")?);
    records.push(record(351, 1, b"end")?);
    store.append(&key, Sequence::START, &records, b"").await?;
    let wanted = [(0, 100), (100, 101), (101, 320), (320, 340), (340, 1000)];
    let asked = wanted.map(|(after, until)| store.stretch(&key, at(after), at(until)));
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
    same_records(&store.read(&key, at(255), usize::MAX).await?, &records[255..])?;
    same_records(&read_in_pieces(&store, "b", 7000).await?, &records)
}

async fn big<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let payload: Vec<u8> = (0..=250).cycle().take(MEGABYTE).collect();
    let records = [record(1, 1, b"before")?, record(2, 9000, &payload)?, record(9002, 1, b"after")?];
    append_each(&store, &key, &records).await?;
    holds(&store, &key, &records, b"card").await?;
    same_records(&read_in_pieces(&store, "b", MEGABYTE / 2).await?, &records)
}
