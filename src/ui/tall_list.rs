//! Where the rows of a list lie that is taller than a browser lays out. All of it is laid out up to a limit; beyond that only as
//! much as the limit, and what is on the page is shifted: a scroll goes by the rows as in any list, a leap (the end, a place on
//! the scrollbar) leads to the same share of the list, and in between the shift follows, unseen, where somebody rests.
//! Only `row_window` uses it. All figures are pixels.

/// Taller than this nothing is laid out. Chromium would do twice as much; beyond some nine million Firefox no longer keeps in place
/// what is `sticky`, and stops somewhere on its way to an end.
const TALLEST: f64 = 6_000_000.0;
/// The shift is the same for so much of the list: at each end there is a piece that lies as if all before or after it were there.
const PIECE: f64 = TALLEST / 100.0;

/// A list of some height.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct TallList {
    /// How tall it would be.
    full: f64,
}

impl TallList {
    /// A list that would be so tall.
    pub(super) const fn new(full: f64) -> Self {
        Self { full }
    }

    /// How tall it is laid out.
    pub(super) const fn height(self) -> f64 {
        self.full.min(TALLEST)
    }

    /// Whether rows lie elsewhere than they would.
    pub(super) const fn is_shifted(self) -> bool {
        self.full > TALLEST
    }

    /// How far before its place the piece with this number is laid out.
    pub(super) fn shift(self, piece: u32) -> f64 {
        let last = self.last_piece();
        ((self.full - self.height()) * f64::from(piece).min(last) / last).floor()
    }

    /// The piece that a place in the whole list lies in.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pieces are few")]
    pub(super) fn piece_at(self, place: f64) -> u32 {
        (place / PIECE).clamp(0.0, self.last_piece()) as u32
    }

    /// The piece that a leap leads to which leaves `hidden` of what is laid out above a view that is so `tall`.
    pub(super) fn leapt(self, hidden: f64, tall: f64) -> u32 {
        let share = (hidden / (self.height() - tall).max(1.0)).clamp(0.0, 1.0);
        self.piece_at(share * (self.full - tall))
    }

    fn last_piece(self) -> f64 {
        ((self.full / PIECE).floor() - 1.0).max(1.0)
    }
}
