//! The words of a search, and which of them a text holds.

use super::amount_word::AmountWord;
use super::currencies::Currencies;
use super::filter::fold;
use crate::ledger::{Ledger, Posting};
use memchr::memchr2_iter;

/// As many words as a mask has bits.
const AT_MOST: usize = 64;
/// How many texts are remembered: the labels of a record or two.
const REMEMBERED: usize = 512;

/// Up to 64 words, all of which have to be found. Events share most of their labels, so what is known of a label is
/// remembered by where it lies.
#[derive(Clone, Debug)]
pub(super) struct Words {
    wanted: Vec<String>,
    /// Those of the words that may be amounts.
    amounts: Vec<Option<AmountWord>>,
    /// Which of the words each account's name holds.
    named: Vec<u64>,
    remembered: Vec<Remembered>,
    folded: String,
}

#[derive(Clone, Copy, Debug, Default)]
struct Remembered {
    address: usize,
    length: usize,
    holds: u64,
}

impl Words {
    /// These words, in as few groups as they fit in.
    pub(super) fn groups(words: &[String], ledger: &Ledger) -> Vec<Self> {
        let group = |words: &[String]| {
            let amounts = words.iter().map(|word| AmountWord::read(word)).collect();
            let (named, remembered, folded) = (Vec::new(), Vec::new(), String::new());
            let mut group = Self { wanted: words.to_vec(), amounts, named, remembered, folded };
            let accounts = ledger.accounts().iter();
            group.named = accounts.map(|account| group.held_by(account.name.as_str())).collect();
            group
        };
        words.chunks(AT_MOST).map(group).collect()
    }

    /// Forgets where texts lay: what lies there may be another one from now on.
    pub(super) fn forget(&mut self) {
        self.remembered.clear();
        self.remembered.resize(REMEMBERED, Remembered::default());
    }

    /// Whether each word is in one of these texts, in the name of an account that this moves, or is what it moves. The
    /// `labels` stay where they are until [`forget`](Self::forget).
    pub(super) fn are_in(
        &mut self,
        currencies: &Currencies,
        labels: [&str; 2],
        texts: &[&str],
        postings: &[Posting],
    ) -> bool {
        let mut found = 0;
        for posting in postings {
            found |= self.named.get(posting.account as usize).copied().unwrap_or(0);
        }
        for label in labels {
            found |= self.held_by_label(label);
        }
        let known = currencies.known();
        let is_amount = |amount: &AmountWord| {
            postings.iter().any(|posting| {
                let currency = currencies.of(posting).and_then(|at| known.get(at));
                currency.is_some_and(|(currency, _)| amount.is(posting.change, currency.digits()))
            })
        };
        // Most of what is looked through lacks the first word already.
        let Self { wanted, amounts, folded, .. } = self;
        let mut missing = wanted.iter().zip(amounts).enumerate().filter(|(word, _)| found >> word & 1 == 0);
        missing.all(|(_, (word, amount))| {
            texts.iter().any(|text| holds(text, word, folded)) || amount.as_ref().is_some_and(is_amount)
        })
    }

    fn held_by_label(&mut self, label: &str) -> u64 {
        if label.is_empty() {
            return 0;
        }
        let (address, length) = (label.as_ptr().addr(), label.len());
        let place = (address ^ address >> 9) % REMEMBERED;
        match self.remembered.get(place) {
            Some(known) if (known.address, known.length) == (address, length) => known.holds,
            _ => {
                let holds = self.held_by(label);
                if let Some(place) = self.remembered.get_mut(place) {
                    *place = Remembered { address, length, holds };
                }
                holds
            }
        }
    }

    /// Which of the words a text holds, in either case.
    fn held_by(&mut self, text: &str) -> u64 {
        let Self { wanted, folded, .. } = self;
        let held =
            wanted.iter().enumerate().map(|(word, wanted)| u64::from(holds(text, wanted, folded)) << word);
        held.fold(0, |all, one| all | one)
    }
}

/// Whether a text holds a word, in either case; `folded` is room to fold it in.
fn holds(text: &str, word: &str, folded: &mut String) -> bool {
    if word.is_ascii() && ascii_holds(text.as_bytes(), word) {
        return true;
    }
    if text.is_ascii() || (word.is_ascii() && becomes_no_ascii(text)) {
        return false;
    }
    folded.clear();
    fold(text, folded);
    folded.contains(word)
}

/// Whether no letter of a text becomes one of ASCII: only the sign of Kelvin and the dotted İ do, which begin with such bytes.
fn becomes_no_ascii(text: &str) -> bool {
    !text.bytes().any(|byte| matches!(byte, 0xc4 | 0xe2))
}

/// Whether a text holds a word of ASCII that is folded already, as it stands but for the case.
fn ascii_holds(text: &[u8], word: &str) -> bool {
    let Some((first, rest)) = word.as_bytes().split_first() else { return true };
    memchr2_iter(*first, first.to_ascii_uppercase(), text).any(|at| {
        let here = text.get(at + 1..=at + rest.len());
        here.is_some_and(|here| here.eq_ignore_ascii_case(rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_holds_a_word_wherever_it_stands_in_either_case() {
        let texts =
            ["", "a", "Rent", "RENT for März", "aab", "ababac", "Straße", "\u{212a}elvin", "İ", "x y"];
        let words = ["a", "rent", "ent", "märz", "aab", "abac", "ß", "k", "i", "b", "t f"].map(str::to_owned);
        let amounts = vec![None; words.len()];
        let (named, remembered, folded) = (Vec::new(), Vec::new(), String::new());
        let mut group = Words { wanted: words.to_vec(), amounts, named, remembered, folded };
        group.forget();
        for text in texts {
            let naive =
                words.iter().enumerate().filter(|(_, word)| text.to_lowercase().contains(word.as_str()));
            let naive = naive.fold(0, |held, (number, _)| held | 1 << number);
            assert_eq!((group.held_by(text), group.held_by_label(text)), (naive, naive), "{text:?}");
            assert_eq!(group.held_by_label(text), naive, "{text:?} once more");
        }
    }
}
