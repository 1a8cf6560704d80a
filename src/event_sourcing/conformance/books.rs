//! What a store promises of its books: they are apart from each other, listed, and removed as a whole.

use super::{Bench, Check, Outcome, append_each, at, book, holds, record, same, singles};
use crate::event_sourcing::{BookRow, EventStore, Sequence};

pub(super) fn checks<B: Bench>() -> Vec<Check<B>> {
    vec![
        Check { name: "books do not see each other's records", run: |bench| Box::pin(apart(bench)) },
        Check { name: "books whose keys begin alike do not mix", run: |bench| Box::pin(prefixes(bench)) },
        Check {
            name: "every book is listed by key with its head and card",
            run: |bench| Box::pin(listed(bench)),
        },
        Check {
            name: "removing a book takes it and its snapshots and nothing else",
            run: |bench| Box::pin(removed(bench)),
        },
        Check { name: "a key that was removed can begin again", run: |bench| Box::pin(begins_again(bench)) },
    ]
}

async fn apart<B: Bench>(bench: &B) -> Outcome {
    let (store, left, right) = (bench.fresh().await?, book("left")?, book("right")?);
    let ours = singles(3)?;
    let theirs = [record(1, 2, b"theirs")?, record(3, 9, b"theirs")?];
    append_each(&store, &left, &ours[..2]).await?;
    append_each(&store, &right, &theirs).await?;
    append_each(&store, &left, &ours[2..]).await?;
    holds(&store, &left, &ours, b"card").await?;
    holds(&store, &right, &theirs, b"card").await
}

async fn prefixes<B: Bench>(bench: &B) -> Outcome {
    let store = bench.fresh().await?;
    let keys = ["a", "a-", "a0", "a1", "a-1", "aa", "b", "1", "10", "-"];
    let longest = "a".repeat(64);
    let keys = || keys.into_iter().chain([longest.as_str()]);
    for name in keys() {
        let key = book(name)?;
        store.append(&key, Sequence::START, &[record(1, 1, name.as_bytes())?], name.as_bytes()).await?;
        store.put_snapshot(&key, at(1), name.as_bytes()).await?;
    }
    store.remove(&book("a")?).await?;
    for name in keys().filter(|name| *name != "a") {
        let key = book(name)?;
        holds(&store, &key, &[record(1, 1, name.as_bytes())?], name.as_bytes()).await?;
        same("the snapshots", &store.snapshots(&key).await?, &vec![(at(1), name.as_bytes().to_vec())])?;
    }
    holds(&store, &book("a")?, &[], b"").await
}

async fn listed<B: Bench>(bench: &B) -> Outcome {
    let store = bench.fresh().await?;
    same("the list of no books", &store.books().await?, &Vec::new())?;
    let mut wanted = Vec::new();
    for (name, count) in [("m", 4), ("z", 1), ("a", 30), ("b-2", 2), ("b", 11)] {
        let key = book(name)?;
        store.append(&key, Sequence::START, &[record(1, count, b"x")?], name.as_bytes()).await?;
        wanted.push(BookRow { key, head: at(count.into()), card: name.as_bytes().to_vec() });
    }
    wanted.sort_by(|one, other| one.key.cmp(&other.key));
    same("the list of books", &store.books().await?, &wanted)
}

async fn removed<B: Bench>(bench: &B) -> Outcome {
    let (store, gone, kept) = (bench.fresh().await?, book("gone")?, book("kept")?);
    for key in [&gone, &kept] {
        append_each(&store, key, &singles(5)?).await?;
        store.put_snapshot(key, at(2), b"two").await?;
        store.put_snapshot(key, at(5), b"five").await?;
    }
    store.remove(&gone).await?;
    store.remove(&book("never")?).await?;
    holds(&store, &gone, &[], b"").await?;
    same("the snapshots of a removed book", &store.snapshots(&gone).await?, &Vec::new())?;
    holds(&store, &kept, &singles(5)?, b"card").await?;
    let snapshots = vec![(at(2), b"two".to_vec()), (at(5), b"five".to_vec())];
    same("the snapshots of the other book", &store.snapshots(&kept).await?, &snapshots)?;
    let names: Vec<_> = store.books().await?.into_iter().map(|row| row.key).collect();
    same("the books left", &names, &vec![kept])
}

async fn begins_again<B: Bench>(bench: &B) -> Outcome {
    let (store, key) = (bench.fresh().await?, book("b")?);
    append_each(&store, &key, &singles(5)?).await?;
    store.put_snapshot(&key, at(5), b"old").await?;
    store.remove(&key).await?;
    let new = [record(1, 2, b"new")?, record(3, 1, b"new")?];
    append_each(&store, &key, &new).await?;
    holds(&store, &key, &new, b"card").await?;
    same("the snapshots of the new book", &store.snapshots(&key).await?, &Vec::new())
}
