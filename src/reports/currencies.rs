//! Which currencies a book holds, and which of them each account is in.

use crate::event_sourcing::Sequence;
use crate::ledger::{Currency, Posting};

/// The currencies in order of their first account. Both ever only grow, so what they say holds at any position.
#[derive(Clone, Debug, Default)]
pub struct Currencies {
    known: Vec<(Currency, Sequence)>,
    of_accounts: Vec<usize>,
}

impl Currencies {
    /// Takes in the next account, opened by the event at `sequence`.
    pub fn add(&mut self, currency: Currency, sequence: Sequence) {
        let number = self.number(currency).unwrap_or_else(|| {
            self.known.push((currency, sequence));
            self.known.len() - 1
        });
        self.of_accounts.push(number);
    }

    /// The currencies with an account by `position`.
    pub fn until(&self, position: Sequence) -> impl Iterator<Item = Currency> + '_ {
        self.known.iter().take_while(move |(_, since)| *since <= position).map(|(currency, _)| *currency)
    }

    /// Every currency there is, with the event that opened its first account.
    pub(super) fn known(&self) -> &[(Currency, Sequence)] {
        &self.known
    }

    pub(super) fn number(&self, currency: Currency) -> Option<usize> {
        self.known.iter().position(|(known, _)| *known == currency)
    }

    /// The number of the currency that a posting's account is in.
    pub(super) fn of(&self, posting: &Posting) -> Option<usize> {
        self.of_accounts.get(posting.account as usize).copied()
    }
}
