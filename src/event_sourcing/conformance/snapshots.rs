//! What a store promises of snapshots: they lie beside a book, can be thrown away, and never touch its records.

use super::{Bench, Check, Outcome, append_each, at, book, holds, misused, same, singles};
use crate::event_sourcing::EventStore;

pub(super) fn checks<B: Bench>() -> Vec<Check<B>> {
    vec![
        Check {
            name: "snapshots come back by position, byte for byte",
            run: |bench| Box::pin(by_position(bench)),
        },
        Check { name: "a snapshot replaces the one at its position", run: |bench| Box::pin(replaced(bench)) },
        Check {
            name: "dropping snapshots leaves the records and other books' snapshots",
            run: |bench| Box::pin(dropped(bench)),
        },
        Check {
            name: "a snapshot of a book that is not there is misuse",
            run: |bench| Box::pin(of_nothing(bench)),
        },
    ]
}

async fn by_position<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let records = singles(200)?;
    store.append(&key, at(0), &records, b"card").await?;
    let every_byte: Vec<u8> = (0..=255).collect();
    for (position, length) in [(100, 256), (9, 3), (200, 0), (10, 1), (1, 90)] {
        store.put_snapshot(&key, at(position), &every_byte[..length]).await?;
    }
    let wanted = [(1, 90), (9, 3), (10, 1), (100, 256), (200, 0)];
    let wanted = wanted.map(|(n, length)| (at(n), every_byte[..length].to_vec())).to_vec();
    same("the snapshots", &store.snapshots(&key).await?, &wanted)?;
    holds(&store, &key, &records, b"card").await
}

async fn replaced<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    append_each(&store, &key, &singles(4)?).await?;
    for (position, bytes) in [(2, &b"old"[..]), (4, b"four"), (2, b"new and longer"), (4, b"")] {
        store.put_snapshot(&key, at(position), bytes).await?;
    }
    let wanted = vec![(at(2), b"new and longer".to_vec()), (at(4), Vec::new())];
    same("the snapshots", &store.snapshots(&key).await?, &wanted)
}

async fn dropped<B: Bench>(bench: &B) -> Outcome {
    let (store, key, other) = (bench.fresh().await?, book("b")?, book("b-other")?);
    for key in [&key, &other] {
        append_each(&store, key, &singles(4)?).await?;
        store.put_snapshot(key, at(1), b"one").await?;
        store.put_snapshot(key, at(4), b"four").await?;
    }
    store.drop_snapshots(&key).await?;
    same("the snapshots after dropping", &store.snapshots(&key).await?, &Vec::new())?;
    holds(&store, &key, &singles(4)?, b"card").await?;
    let kept = vec![(at(1), b"one".to_vec()), (at(4), b"four".to_vec())];
    same("the other book's snapshots", &store.snapshots(&other).await?, &kept)?;
    store.put_snapshot(&key, at(3), b"three").await?;
    same("the snapshots made again", &store.snapshots(&key).await?, &vec![(at(3), b"three".to_vec())])
}

async fn of_nothing<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    misused("a snapshot of nothing", &store.put_snapshot(&key, at(1), b"x").await)?;
    holds(&store, &key, &[], b"").await?;
    same("the snapshots of nothing", &store.snapshots(&key).await?, &Vec::new())?;
    same("the books", &store.books().await?, &Vec::new())
}
