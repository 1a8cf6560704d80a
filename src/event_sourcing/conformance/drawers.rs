//! What a store promises of the small values beside a book.

use super::{Bench, Check, Outcome, append_each, book, holds, misused, same, singles};
use crate::event_sourcing::{Drawer, Drawers, EventStore};

/// Every check of a store's drawers.
pub fn drawer_checks<B: Bench>() -> Vec<Check<B>>
where
    B::Store: Drawers,
{
    vec![
        Check { name: "values come back by name, byte for byte", run: |bench| Box::pin(by_name(bench)) },
        Check {
            name: "a change is made to what is there, whichever handle wrote it",
            run: |bench| Box::pin(revised(bench)),
        },
        Check { name: "a value that is taken out is gone", run: |bench| Box::pin(taken_out(bench)) },
        Check {
            name: "books and drawers do not see each other's values",
            run: |bench| Box::pin(apart(bench)),
        },
        Check { name: "removing a book takes its values along", run: |bench| Box::pin(removed(bench)) },
        Check {
            name: "a value of a book that is not there is misuse",
            run: |bench| Box::pin(of_nothing(bench)),
        },
    ]
}

async fn put<S: Drawers>(
    store: &S,
    key: &str,
    drawer: Drawer,
    name: &str,
    value: &[u8],
) -> Result<(), super::Broken> {
    Ok(store.revise(&book(key)?, drawer, name, &mut |_| Some(value.to_vec())).await?)
}

fn notes(list: &[(&str, &[u8])]) -> Vec<(String, Vec<u8>)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), value.to_vec())).collect()
}

async fn by_name<B: Bench>(bench: &B) -> Outcome
where
    B::Store: Drawers,
{
    let (store, key) = (bench.fresh().await?, book("b")?);
    let records = singles(3)?;
    append_each(&store, &key, &records).await?;
    let every_byte: Vec<u8> = (0..=255).collect();
    for (name, value) in [("b-2", &every_byte[..]), ("a", b""), ("b-10", b"ten")] {
        put(&store, "b", Drawer::Cursors, name, value).await?;
    }
    let wanted = notes(&[("a", b""), ("b-10", b"ten"), ("b-2", &every_byte)]);
    same("the values", &bench.another().await?.notes(&key, Drawer::Cursors).await?, &wanted)?;
    holds(&store, &key, &records, b"card").await
}

async fn revised<B: Bench>(bench: &B) -> Outcome
where
    B::Store: Drawers,
{
    let (store, key) = (bench.fresh().await?, book("b")?);
    append_each(&store, &key, &singles(1)?).await?;
    let other = bench.another().await?;
    for _ in 0..3 {
        for handle in [&store, &other] {
            let mut more = |old: Option<&[u8]>| Some([old.unwrap_or_default(), b"+"].concat());
            handle.revise(&key, Drawer::Cursors, "n", &mut more).await?;
        }
    }
    same("the value", &store.notes(&key, Drawer::Cursors).await?, &notes(&[("n", b"++++++")]))
}

async fn taken_out<B: Bench>(bench: &B) -> Outcome
where
    B::Store: Drawers,
{
    let (store, key) = (bench.fresh().await?, book("b")?);
    append_each(&store, &key, &singles(1)?).await?;
    for name in ["one", "two"] {
        put(&store, "b", Drawer::Secrets, name, b"x").await?;
    }
    store.revise(&key, Drawer::Secrets, "one", &mut |_| None).await?;
    store.revise(&key, Drawer::Secrets, "never", &mut |_| None).await?;
    same("what is left", &store.notes(&key, Drawer::Secrets).await?, &notes(&[("two", b"x")]))
}

async fn apart<B: Bench>(bench: &B) -> Outcome
where
    B::Store: Drawers,
{
    let store = bench.fresh().await?;
    for key in ["b", "b-2"] {
        append_each(&store, &book(key)?, &singles(1)?).await?;
    }
    put(&store, "b", Drawer::Cursors, "n", b"1").await?;
    put(&store, "b", Drawer::Secrets, "n", b"2").await?;
    put(&store, "b-2", Drawer::Cursors, "n", b"3").await?;
    for (key, drawer, value) in
        [("b", Drawer::Cursors, b"1"), ("b", Drawer::Secrets, b"2"), ("b-2", Drawer::Cursors, b"3")]
    {
        same("a drawer", &store.notes(&book(key)?, drawer).await?, &notes(&[("n", value)]))?;
    }
    same("an empty drawer", &store.notes(&book("b-2")?, Drawer::Secrets).await?, &Vec::new())
}

async fn removed<B: Bench>(bench: &B) -> Outcome
where
    B::Store: Drawers,
{
    let store = bench.fresh().await?;
    for key in ["b", "b-2"] {
        append_each(&store, &book(key)?, &singles(1)?).await?;
        put(&store, key, Drawer::Cursors, "n", b"1").await?;
    }
    store.remove(&book("b")?).await?;
    append_each(&store, &book("b")?, &singles(1)?).await?;
    same(
        "the values of the book begun again",
        &store.notes(&book("b")?, Drawer::Cursors).await?,
        &Vec::new(),
    )?;
    same("the other book's", &store.notes(&book("b-2")?, Drawer::Cursors).await?, &notes(&[("n", b"1")]))
}

async fn of_nothing<B: Bench>(bench: &B) -> Outcome
where
    B::Store: Drawers,
{
    let (store, key) = (bench.fresh().await?, book("b")?);
    misused("a value of nothing", &store.revise(&key, Drawer::Cursors, "n", &mut |_| Some(vec![1])).await)?;
    same("the values of nothing", &store.notes(&key, Drawer::Cursors).await?, &Vec::new())?;
    same("the books", &store.books().await?, &Vec::new())
}
