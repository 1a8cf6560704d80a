//! A branch beside the book it leaves: how far their balances are apart at every moment.

use crate::event_sourcing::{Seen, Sequence};
use crate::ledger::{AccountId, Ledger};
use std::collections::HashMap;

/// By how much an account's balance in a branch differs from the real one, moment by moment.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct BalanceDifferences {
    /// Of each account that ever differs: where the log was when that changed, and the difference from then on.
    accounts: HashMap<AccountId, Vec<(Sequence, i128)>>,
}

/// How far the balances of a branch and of its book are apart.
pub fn what_if_balances(seen: Seen<'_, Ledger>) -> BalanceDifferences {
    let mut accounts: HashMap<AccountId, Vec<(Sequence, i128)>> = HashMap::new();
    for (place, account, posting) in seen.differences() {
        accounts.entry(account).or_default().push((place, i128::from(posting.change)));
    }
    for changes in accounts.values_mut() {
        changes.sort_by_key(|(place, _)| *place);
        let mut sum = 0;
        for (_, change) in changes.iter_mut() {
            sum += *change;
            *change = sum;
        }
        // Of several at one moment the last says it all.
        changes.reverse();
        changes.dedup_by_key(|(place, _)| *place);
        changes.reverse();
    }
    BalanceDifferences { accounts }
}

impl BalanceDifferences {
    /// The difference of an account where the log has its first `real` events, in minor units.
    pub fn of(&self, account: AccountId, real: Sequence) -> i128 {
        let Some(changes) = self.accounts.get(&account) else { return 0 };
        let after = changes.partition_point(|(place, _)| *place <= real);
        after.checked_sub(1).and_then(|at| changes.get(at)).map_or(0, |(_, difference)| *difference)
    }

    /// The accounts that ever differ.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> + '_ {
        self.accounts.keys().copied()
    }

    /// The moments at which the difference of one of these accounts changes, in order.
    pub fn moments(&self, accounts: &[AccountId]) -> Vec<Sequence> {
        let own = accounts.iter().filter_map(|account| self.accounts.get(account)).flatten();
        let mut moments: Vec<_> = own.map(|(place, _)| *place).collect();
        moments.sort_unstable();
        moments.dedup();
        moments
    }
}
