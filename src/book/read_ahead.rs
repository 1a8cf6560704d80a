//! Asking a store ahead: while one answer is taken in, the next ones are on their way, so that neither waits for the other.
//! Only the bookkeeper uses it.

use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll};
use futures_util::future::{MaybeDone, maybe_done};
use std::collections::VecDeque;

/// How many questions are under way at once.
const AHEAD: usize = 3;

/// Questions under way, in the order of asking.
pub(super) struct ReadAhead<F: Future> {
    under_way: VecDeque<Pin<Box<MaybeDone<F>>>>,
}

impl<F: Future> ReadAhead<F> {
    /// Nothing asked yet.
    pub(super) const fn new() -> Self {
        Self { under_way: VecDeque::new() }
    }

    /// The next answer, in the order of asking; `None` when `ask` has nothing more and everything asked has been answered. When
    /// it comes, as many questions as may be are under way again.
    pub(super) async fn next(&mut self, mut ask: impl FnMut() -> Option<F>) -> Option<F::Output> {
        poll_fn(|context| {
            self.go_on(&mut ask, context);
            let Some(first) = self.under_way.front_mut() else { return Poll::Ready(None) };
            let Some(answer) = first.as_mut().take_output() else { return Poll::Pending };
            self.under_way.pop_front();
            self.go_on(&mut ask, context);
            Poll::Ready(Some(answer))
        })
        .await
    }

    fn go_on(&mut self, ask: &mut impl FnMut() -> Option<F>, context: &mut Context<'_>) {
        let free = AHEAD.saturating_sub(self.under_way.len());
        self.under_way.extend(core::iter::from_fn(ask).take(free).map(|it| Box::pin(maybe_done(it))));
        for question in &mut self.under_way {
            // Whether it is answered is seen where its turn comes.
            let _ = question.as_mut().poll(context);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::cell::{Cell, RefCell};
    use core::task::Waker;
    use futures_util::FutureExt;

    /// Questions that are answered when the test says so.
    #[derive(Default)]
    struct Desk {
        asked: Cell<usize>,
        answered: RefCell<Vec<usize>>,
    }

    impl Desk {
        fn ask(&self, all: usize) -> Option<impl Future<Output = usize>> {
            let number = self.asked.get();
            (number < all).then(|| {
                self.asked.set(number + 1);
                poll_fn(move |_| {
                    if self.answered.borrow().contains(&number) { Poll::Ready(number) } else { Poll::Pending }
                })
            })
        }
    }

    #[test]
    fn answers_come_in_the_order_of_asking_and_the_next_are_asked_for_before_one_is_given() {
        const ALL: usize = 7;
        let desk = Desk::default();
        let mut ahead = ReadAhead::new();
        let mut context = Context::from_waker(Waker::noop());
        for number in 0..ALL {
            let mut next = core::pin::pin!(ahead.next(|| desk.ask(ALL)));
            // A later answer is of no use while the first is missing.
            desk.answered.borrow_mut().push(number + 1);
            if number == 0 {
                assert_eq!((next.poll_unpin(&mut context), desk.asked.get()), (Poll::Pending, AHEAD));
            }
            desk.answered.borrow_mut().push(number);
            assert_eq!(next.poll_unpin(&mut context), Poll::Ready(Some(number)));
            assert_eq!(desk.asked.get(), (number + 1 + AHEAD).min(ALL));
        }
        assert_eq!(ahead.next(|| desk.ask(ALL)).now_or_never(), Some(None));
    }
}
