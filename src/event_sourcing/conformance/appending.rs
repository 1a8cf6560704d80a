//! What an append promises: all or nothing, at the end only, and one winner.

use super::{Bench, Broken, Check, Outcome, at, book, holds, misused, record, refused, same};
use crate::event_sourcing::{EventStore, Sequence, StoreError, StoredRecord};
use futures_util::future::join;

pub(super) fn checks<B: Bench>() -> Vec<Check<B>> {
    vec![
        Check {
            name: "what is appended reads back byte for byte and in order",
            run: |bench| Box::pin(reads_back(bench)),
        },
        Check {
            name: "several records of one append are all there",
            run: |bench| Box::pin(several_at_once(bench)),
        },
        Check {
            name: "an append that expects another head is a conflict that names the real one and writes nothing",
            run: |bench| Box::pin(conflict(bench)),
        },
        Check {
            name: "records that do not follow what is expected, or each other, are misuse and write nothing",
            run: |bench| Box::pin(gaps(bench)),
        },
        Check { name: "an append of no records is misuse", run: |bench| Box::pin(no_records(bench)) },
        Check {
            name: "of two racing appends with the same expectation exactly one wins",
            run: |bench| Box::pin(race(bench)),
        },
        Check {
            name: "of two appends racing through different handles exactly one wins",
            run: |bench| Box::pin(race_between_handles(bench)),
        },
        Check {
            name: "head and card move together with the records",
            run: |bench| Box::pin(head_and_card(bench)),
        },
        Check {
            name: "another handle finds everything that was acknowledged",
            run: |bench| Box::pin(another_handle(bench)),
        },
        Check {
            name: "what one handle appends moves the head for the other",
            run: |bench| Box::pin(two_writers(bench)),
        },
    ]
}

async fn reads_back<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let every_byte: Vec<u8> = (0..=255).collect();
    let records = [record(1, 1, b"")?, record(2, 9, &every_byte)?, record(11, 1, b"\0\xff\0")?];
    super::append_each(&store, &key, &records).await?;
    holds(&store, &key, &records, b"card").await
}

async fn several_at_once<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let records =
        [record(1, 2, b"one")?, record(3, 1, b"two")?, record(4, 5, b"three")?, record(9, 1, b"four")?];
    store.append(&key, Sequence::START, &records[..3], b"first").await?;
    holds(&store, &key, &records[..3], b"first").await?;
    store.append(&key, at(8), &records[3..], b"second").await?;
    holds(&store, &key, &records, b"second").await
}

async fn conflict<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let early = store.append(&key, at(4), &[record(5, 1, b"early")?], b"early").await;
    refused(
        "an append to a book that is not there",
        &early,
        &StoreError::Conflict { head: Sequence::START },
    )?;
    holds(&store, &key, &[], b"").await?;

    let kept = [record(1, 1, b"one")?, record(2, 2, b"two")?];
    super::append_each(&store, &key, &kept).await?;
    let real = StoreError::Conflict { head: at(3) };
    let again = store.append(&key, Sequence::START, &[record(1, 1, b"again")?], b"again").await;
    refused("an append from the start", &again, &real)?;
    let batch = [record(2, 1, b"late")?, record(3, 1, b"late")?, record(4, 1, b"late")?];
    refused("an append from behind", &store.append(&key, at(1), &batch, b"late").await, &real)?;
    let ahead = store.append(&key, at(7), &[record(8, 1, b"ahead")?], b"ahead").await;
    refused("an append from ahead", &ahead, &real)?;
    holds(&store, &key, &kept, b"card").await?;

    store.append(&key, at(3), &[record(4, 1, b"three")?], b"on").await?;
    let all = [kept[0].clone(), kept[1].clone(), record(4, 1, b"three")?];
    holds(&store, &key, &all, b"on").await
}

async fn gaps<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let late_start = store.append(&key, Sequence::START, &[record(2, 1, b"x")?], b"x").await;
    misused("a first record that begins at 2", &late_start)?;
    holds(&store, &key, &[], b"").await?;

    let kept = [record(1, 2, b"kept")?];
    super::append_each(&store, &key, &kept).await?;
    for first in [1, 2, 4] {
        let answer = store.append(&key, at(2), &[record(first, 1, b"x")?], b"x").await;
        misused("a record that does not follow the head", &answer)?;
    }
    for third in [3, 4, 6] {
        let batch = [record(3, 1, b"x")?, record(4, 1, b"x")?, record(third, 1, b"x")?];
        misused("a batch with a gap or an overlap", &store.append(&key, at(2), &batch, b"x").await)?;
    }
    holds(&store, &key, &kept, b"card").await
}

async fn no_records<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    misused("an empty append to a new book", &store.append(&key, Sequence::START, &[], b"x").await)?;
    holds(&store, &key, &[], b"").await?;
    let kept = [record(1, 1, b"kept")?];
    super::append_each(&store, &key, &kept).await?;
    misused("an empty append", &store.append(&key, at(1), &[], b"x").await)?;
    holds(&store, &key, &kept, b"card").await
}

/// Lets two writers run at once from `expected`, and returns the winner's records.
async fn let_race<S: EventStore>(
    left: &S,
    right: &S,
    expected: Sequence,
    kept: &[StoredRecord],
) -> Result<Vec<StoredRecord>, Broken> {
    let key = book("b")?;
    let next = expected.next().get();
    let ours = vec![record(next, 1, b"left")?];
    let theirs = vec![record(next, 1, b"right")?, record(next + 1, 1, b"right")?];
    let answers =
        join(left.append(&key, expected, &ours, b"left"), right.append(&key, expected, &theirs, b"right"))
            .await;
    let (won, card, lost) = match answers {
        (Ok(()), Err(lost)) => (ours, b"left".as_slice(), lost),
        (Err(lost), Ok(())) => (theirs, b"right".as_slice(), lost),
        other => return Err(Broken(format!("two racing appends were answered with {other:?}"))),
    };
    let all = [kept, &won].concat();
    let head = all.last().map_or(expected, StoredRecord::last);
    same("the loser's answer", &lost, &StoreError::Conflict { head })?;
    holds(left, &key, &all, card).await?;
    holds(right, &key, &all, card).await?;
    Ok(all)
}

async fn race<B: Bench>(bench: &B) -> Outcome {
    let store = bench.fresh().await?;
    let first = let_race(&store, &store, Sequence::START, &[]).await?;
    let head = first.last().map_or(Sequence::START, StoredRecord::last);
    let_race(&store, &store, head, &first).await.map(|_| ())
}

async fn race_between_handles<B: Bench>(bench: &B) -> Outcome {
    let (left, right) = (bench.fresh().await?, bench.another().await?);
    let first = let_race(&left, &right, Sequence::START, &[]).await?;
    let head = first.last().map_or(Sequence::START, StoredRecord::last);
    let_race(&right, &left, head, &first).await.map(|_| ())
}

async fn head_and_card<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let records = [record(1, 3, b"a")?, record(4, 1, b"b")?, record(5, 2, b"c")?];
    store.append(&key, Sequence::START, &records[..1], b"\0card\xff").await?;
    holds(&store, &key, &records[..1], b"\0card\xff").await?;
    store.append(&key, at(3), &records[1..], b"").await?;
    holds(&store, &key, &records, b"").await
}

async fn another_handle<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    let records = super::singles(20)?;
    store.append(&key, Sequence::START, &records[..7], b"seven").await?;
    store.append(&key, at(7), &records[7..], b"all").await?;
    store.put_snapshot(&key, at(10), b"ten").await?;
    drop(store);
    let again = bench.another().await?;
    holds(&again, &key, &records, b"all").await?;
    same("the books listed", &again.books().await?.len(), &1)?;
    same("the snapshots", &again.snapshots(&key).await?, &vec![(at(10), b"ten".to_vec())])
}

async fn two_writers<B: Bench>(bench: &B) -> Outcome {
    let (ours, theirs, key) = (bench.fresh().await?, bench.another().await?, book("b")?);
    let records = super::singles(3)?;
    ours.append(&key, Sequence::START, &records[..1], b"one").await?;
    let stale = theirs.append(&key, Sequence::START, &records[..1], b"stale").await;
    refused("an append through a stale handle", &stale, &StoreError::Conflict { head: at(1) })?;
    theirs.append(&key, at(1), &records[1..2], b"two").await?;
    let stale = ours.append(&key, at(1), &records[1..2], b"stale").await;
    refused("an append through a stale handle", &stale, &StoreError::Conflict { head: at(2) })?;
    ours.append(&key, at(2), &records[2..], b"three").await?;
    holds(&theirs, &key, &records, b"three").await
}
