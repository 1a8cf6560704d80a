//! What happens at the rowing club in one month.

use super::club::{Accounts, Club, Deed, Exchange, decimal, labels_of, moment};
use super::club_texts::{
    AMERICA, BAHRAIN, BAR, CARD, CASH, ENERGY, FEES, HOUSE, JAPAN, MEMBERS, MONTHS, REGATTAS,
};
use crate::event_sourcing::Timestamp;
use crate::ledger::{AccountId, Command, Kind, Labels, Name, Note, Period, ValueDate, WantedLimit};
use chrono::NaiveDate;

/// What the cash box should never hold more than, in cents.
const MOST_CASH: i64 = 85_000;

type Deeds = Vec<(Timestamp, Deed)>;

/// One month being planned.
struct Plan<'a> {
    club: &'a mut Club,
    accounts: Accounts,
    year: i32,
    month: u32,
    /// Days it has.
    days: u32,
    deeds: Deeds,
}

pub(super) fn deeds(club: &mut Club, year: i32, month: u32) -> Deeds {
    let accounts = club.accounts;
    let days = (28..=31).rev().find(|day| NaiveDate::from_ymd_opt(year, month, *day).is_some()).unwrap_or(28);
    let mut plan = Plan { club, accounts, year, month, days, deeds: Vec::new() };
    plan.turning_points();
    plan.fees();
    plan.house();
    plan.bar();
    plan.card();
    plan.season();
    plan.bookkeeping();
    plan.moments();
    plan.deeds
}

impl Plan<'_> {
    /// Plans a deed for some hour of a day, for the value date so many days before.
    fn on(&mut self, day: u32, lag: i64, deed: impl FnOnce(ValueDate) -> Deed) {
        let minutes = self.club.numbers.between(8 * 60, 20 * 60);
        self.at(day, minutes, lag, deed);
    }

    fn at(&mut self, day: u32, minutes: i64, lag: i64, deed: impl FnOnce(ValueDate) -> Deed) {
        let day = day.min(self.days);
        let millis = self.club.numbers.between(0, 59_999);
        let at = moment(self.year, self.month, day, minutes)
            .and_then(|at| Timestamp::from_millis(at.millis() + millis));
        let date = NaiveDate::from_ymd_opt(self.year, self.month, day)
            .and_then(|date| date.checked_sub_signed(chrono::TimeDelta::days(lag)))
            .and_then(|date| ValueDate::new(date).ok());
        if let (Some(at), Some(date)) = (at, date) {
            self.deeds.push((at, deed(date)));
        }
    }

    fn some_day(&mut self) -> u32 {
        u32::try_from(self.club.numbers.between(2, i64::from(self.days))).unwrap_or(2)
    }

    /// How many days after it happened something is entered.
    fn lag(&mut self) -> i64 {
        self.club.numbers.pick(&[0, 0, 0, 0, 1, 1, 2, 3, 5])
    }

    fn is(&self, year: i32, month: u32) -> bool {
        (self.year, self.month) == (year, month)
    }

    fn is_after(&self, year: i32, month: u32) -> bool {
        (self.year, self.month) > (year, month)
    }

    fn label(&self, what: &str) -> String {
        format!("{what}, {} {}", MONTHS[self.month as usize - 1], self.year)
    }

    fn out(&mut self, day: u32, account: AccountId, cents: (i64, i64), labels: Labels) {
        let amount = self.club.numbers.between(cents.0, cents.1);
        let lag = self.lag();
        self.on(day, lag, |date| Deed::Out(account, amount, labels, date));
    }

    fn into(&mut self, day: u32, account: AccountId, cents: (i64, i64), labels: Labels) {
        let amount = self.club.numbers.between(cents.0, cents.1);
        let lag = self.lag();
        self.on(day, lag, |date| Deed::In(account, amount, labels, date));
    }

    fn moves(&mut self, day: u32, (from, to): (AccountId, AccountId), amount: i64, note: &'static str) {
        self.on(day, 0, |date| Deed::Move(Exchange { from, to, amount, received: None, note, date }));
    }

    fn exchanges(
        &mut self,
        day: u32,
        (from, to): (AccountId, AccountId),
        (amount, received): (i64, i64),
        note: &'static str,
    ) {
        let received = Some(received);
        self.on(day, 1, |date| Deed::Move(Exchange { from, to, amount, received, note, date }));
    }

    fn other(&mut self, day: u32, minutes: i64, command: Option<Command>) {
        if let Some(command) = command {
            self.at(day, minutes, 0, |_| Deed::Other(command));
        }
    }

    fn opens(&mut self, day: u32, minutes: i64, account: AccountId, wanted: (&str, &str, u8, i64)) {
        let (name, currency, digits, opening) = wanted;
        let kind = if account == self.accounts.card { Kind::Liability } else { Kind::Asset };
        let opening_balance = if opening == 0 { None } else { decimal(opening, digits) };
        let (Ok(name), currency) = (Name::new(name), currency.to_owned()) else { return };
        self.at(day, minutes, 0, |date| {
            let overdraft_limit = None;
            Deed::Other(Command::OpenAccount {
                account,
                name,
                currency,
                kind,
                overdraft_limit,
                opening_balance,
                date,
            })
        });
    }

    /// What happens once: the book's and the accounts' own history.
    fn turning_points(&mut self) {
        let Accounts { current, boats, cash, card, jubilee, dollars, yen, dinars } = self.accounts;
        let name = |text| Name::new(text).ok();
        let note = |text| Note::optional("reason", Some(text)).ok().flatten();
        let year = |year| {
            let day = |month, day| {
                NaiveDate::from_ymd_opt(year, month, day).and_then(|day| ValueDate::new(day).ok())
            };
            Period::new(day(1, 1)?, day(12, 31)?).ok()
        };
        match (self.year, self.month) {
            (2023, 1) => {
                let base_currency = "EUR".to_owned();
                let book = name("Rowing Club").map(|name| Command::OpenBook { name, base_currency });
                self.other(2, 9 * 60, book);
                self.opens(2, 9 * 60 + 4, current, ("Main account", "EUR", 2, 421_350));
                self.opens(2, 9 * 60 + 9, boats, ("Boat fund", "EUR", 2, 640_000));
                self.opens(2, 9 * 60 + 15, cash, ("Cash box", "EUR", 2, 18_240));
                self.opens(2, 9 * 60 + 22, card, ("Credit card", "EUR", 2, -31_985));
            }
            (2023, 2) => {
                self.other(3, 1000, name("Riverside Rowing Club").map(|name| Command::RenameBook { name }));
                self.opens(6, 600, jubilee, ("Jubilee 1923–2023 🎉", "EUR", 2, 0));
                self.moves(7, (current, jubilee), 60_000, "To begin the jubilee with");
                let overdraft_limit = decimal(200_000, 2).map(WantedLimit::UpTo);
                let limit =
                    |overdraft_limit| Command::SetOverdraftLimit { account: current, overdraft_limit };
                self.other(8, 700, overdraft_limit.map(limit));
            }
            (2023, 6) => {
                let renamed = |name| Command::RenameAccount { account: current, name };
                self.other(12, 640, name("Current account").map(renamed));
                self.jubilee_party();
            }
            (2023, 9) => self.opens(4, 610, dollars, ("US travel", "USD", 2, 0)),
            (2024, 2) => {
                self.at(5, 600, 0, |date| Deed::Empty(jubilee, boats, None, date));
                let reason = note("The jubilee year is over");
                self.other(5, 615, Some(Command::CloseAccount { account: jubilee, reason }));
            }
            // The general meeting approves the accounts of the year before.
            (2024, 3) => self.other(16, 1210, year(2023).map(|period| Command::ClosePeriod { period })),
            (2024, 6) => {
                let reason = note("Card lost at the regatta, new one ordered");
                self.other(14, 480, Some(Command::FreezeAccount { account: card, reason }));
                let reason = note("New card arrived");
                self.other(21, 590, Some(Command::UnfreezeAccount { account: card, reason }));
            }
            (2024, 11) => {
                let overdraft_limit = decimal(100_000, 2).map(WantedLimit::UpTo);
                let limit =
                    |overdraft_limit| Command::SetOverdraftLimit { account: current, overdraft_limit };
                self.other(18, 900, overdraft_limit.map(limit));
            }
            (2025, 1) => self.opens(20, 800, yen, ("Japan tour 2025", "JPY", 0, 0)),
            (2025, 3) => {
                let reason = note("Auditors count before the handover");
                self.other(27, 600, Some(Command::FreezeAccount { account: boats, reason }));
                self.other(29, 1150, year(2024).map(|period| Command::ClosePeriod { period }));
                let reason = note("Handed over: Maren → Tomás ✓");
                self.other(31, 1100, Some(Command::UnfreezeAccount { account: boats, reason }));
            }
            (2025, 6) => self.out(
                11,
                boats,
                (1_980_000, 1_980_000),
                labels_of("Boats · New", "Empacher", "Second-hand eight “Riverside”, with oars"),
            ),
            (2025, 12) => {
                self.at(9, 600, 0, |date| Deed::Empty(yen, current, Some(61), date));
                self.at(9, 630, 0, |_| Deed::Other(Command::CloseAccount { account: yen, reason: None }));
            }
            (2026, 1) => self.opens(8, 700, dinars, ("Bahrain camp", "BHD", 3, 0)),
            (2026, 3) => {
                let close = || year(2025).map(|period| Command::ClosePeriod { period });
                self.other(21, 1190, close());
                let reason = note("A bill of December turned up");
                self.other(26, 540, year(2025).map(|period| Command::ReopenPeriod { period, reason }));
                let labels =
                    labels_of("Boats · Repairs", "Hull & Oar Workshop", "New skeg, fitted in December");
                self.at(26, 545, 98, |date| Deed::Out(current, 18_450, labels, date));
                self.other(26, 550, close());
            }
            _ => {}
        }
    }

    fn jubilee_party(&mut self) {
        let jubilee = self.accounts.jubilee;
        for (day, amount, who, what) in [
            (20, 18_500, "Tent hire Zuid", "Marquee, two days"),
            (24, 12_350, "Bakkerij Smit", "Cake with a boat on it 🎂"),
            (26, 9_900, "The Wandering Oars", "Band\n(four hours, with breaks)"),
        ] {
            self.out(day, jubilee, (amount, amount), labels_of("Events · Jubilee", who, what));
        }
        self.into(25, jubilee, (31_240, 31_240), labels_of("Income · Donations", "", "Hat, passed round"));
    }

    fn fees(&mut self) {
        let current = self.accounts.current;
        let note = self.label("Membership fee");
        for (number, (member, cents)) in (0..).zip(MEMBERS) {
            // The club grows: a few members join every year, and now and then one pays late or not at all.
            let joined = number < 34 || self.is_after(2023, number % 12 + 1);
            if joined && self.club.numbers.percent(95) {
                let day = u32::try_from(self.club.numbers.between(1, 12)).unwrap_or(1);
                let day = if self.is(2023, 1) { day + 2 } else { day };
                self.into(day, current, (cents, cents), labels_of(FEES, member, &note));
            }
        }
        if matches!(self.month, 4 | 10) {
            let labels = labels_of("Income · Grants", "City of Riverside", "Youth sport, half-yearly");
            self.into(15, current, (120_000, 120_000), labels);
        }
        if self.club.numbers.percent(40) {
            let day = self.some_day();
            let who =
                self.club.numbers.pick(&["Quayside Fuel", "Bank van Oever", "", "A friend of the club"]);
            let labels = labels_of("Income · Donations", who, "For the new eight 🚣");
            self.into(day, self.accounts.boats, (5_000, 60_000), labels);
        }
    }

    fn house(&mut self) {
        let current = self.accounts.current;
        let rent = self.label("Boathouse");
        let amount = if self.year < 2025 { 62_000 } else { 65_500 };
        self.out(3, current, (amount, amount), labels_of(HOUSE, "Port Authority", &rent));
        let electricity = self.label("Electricity");
        let twice = self.is(2023, 11) || self.is(2024, 8) || self.is(2025, 11) || self.is(2026, 9);
        let cents = if twice { (9_620, 9_620) } else { (6_800, 14_200) };
        self.out(18, current, cents, labels_of(ENERGY, "Stadtwerke", &electricity));
        if twice {
            self.out(19, current, (9_620, 9_620), labels_of(ENERGY, "Stadtwerke", &electricity));
            self.on(20, 0, |_| Deed::Undo(ENERGY, "Electricity, booked twice"));
        }
        self.out(22, current, (2_995, 2_995), labels_of("House · Internet", "Kabel Zuid", ""));
        if self.month % 3 == 1 {
            self.out(
                9,
                current,
                (38_400, 38_400),
                labels_of("Insurance", "Onderlinge Hulp", "Boats, quarterly"),
            );
            self.out(11, current, (7_100, 13_900), labels_of("House · Water", "Waterbedrijf", ""));
        }
        for _ in 0..3 {
            let day = self.some_day();
            let labels = labels_of("Coaching", "I. Sørensen", "Juniors, Tuesdays and Thursdays");
            self.out(day, current, (24_000, 34_000), labels);
        }
        self.moves(25, (current, self.accounts.boats), 50_000, "Set aside for the new eight");
    }

    fn bar(&mut self) {
        let cash = self.accounts.cash;
        let evenings = if (4..=9).contains(&self.month) { 11 } else { 8 };
        for evening in 1..=evenings {
            let day = evening * 30 / evenings;
            let labels = labels_of(BAR, "", if evening % 3 == 0 { "Friday at the bar 🍺" } else { "Bar" });
            self.into(day.max(3), cash, (2_400, 16_800), labels);
        }
        for _ in 0..7 {
            let (category, who, note, from, to) = self.club.numbers.pick(&CASH);
            let day = self.some_day();
            self.out(day, cash, (from, to), labels_of(category, who, note));
        }
        for day in [14, 28] {
            self.on(day, 0, Deed::PayIn);
        }
    }

    fn card(&mut self) {
        for _ in 0..8 {
            let (category, who, note, from, to) = self.club.numbers.pick(&CARD);
            let day = self.some_day();
            self.out(day, self.accounts.card, (from, to), labels_of(category, who, note));
        }
        self.on(26, 0, Deed::PayCard);
    }

    fn season(&mut self) {
        let Accounts { current, dollars, yen, dinars, .. } = self.accounts;
        if (4..=9).contains(&self.month) {
            for _ in 0..3 {
                let (note, who, from, to) = self.club.numbers.pick(&REGATTAS);
                let day = self.some_day();
                self.out(day, current, (from, to), labels_of("Regattas", who, note));
                let half = (i64::midpoint(from, to), to);
                let labels = labels_of("Income · Regattas", "Crew", "Their share");
                self.into(day + 2, current, half, labels);
            }
        }
        if self.year <= 2026 && self.month == 9 {
            let rate = self.club.numbers.between(104, 112);
            self.exchanges(20, (current, dollars), (240_000, 2_400 * rate), "For Boston");
        }
        if self.month == 10 {
            for (at, (note, who, from, to)) in (8..).zip(AMERICA) {
                let day = at + u32::from(at > 10) * 6;
                self.out(day, dollars, (from, to), labels_of("Travel · Boston", who, note));
            }
            let labels = labels_of("Income · Regattas", "Crew", "Boston, their share");
            self.into(25, current, (150_000, 210_000), labels);
        }
        if self.year == 2025 && (2..=5).contains(&self.month) {
            let rate = self.club.numbers.between(157, 164);
            self.exchanges(6, (current, yen), (80_000, 800 * rate), "Japan, an instalment");
            let labels = labels_of("Income · Regattas", "Crew", "Japan, their share");
            self.into(7, current, (50_000, 80_000), labels);
        }
        if self.is(2025, 5) || self.is(2025, 11) {
            for (day, (note, who, from, to)) in (16..).zip(JAPAN) {
                self.out(day, yen, (from, to), labels_of("Travel · Japan", who, note));
            }
        }
        if self.is(2026, 1) {
            let rate = self.club.numbers.between(405, 415);
            self.exchanges(12, (current, dinars), (150_000, 1_500 * rate), "Winter camp");
        }
        if self.is(2026, 2) {
            for (day, (note, who, from, to)) in (9..).zip(BAHRAIN) {
                self.out(day, dinars, (from, to), labels_of("Travel · Bahrain", who, note));
            }
            let labels = labels_of("Income · Regattas", "Crew", "Bahrain, their share");
            self.into(20, current, (90_000, 120_000), labels);
        }
    }

    fn bookkeeping(&mut self) {
        let Accounts { current, cash, card, boats, .. } = self.accounts;
        for category in ["Boats · Repairs", "Office", "Events · Food"] {
            if self.club.numbers.percent(70) {
                let day = self.some_day();
                self.on(day, 0, |_| Deed::Sort(category));
            }
        }
        if self.club.numbers.percent(25) {
            let day = self.some_day();
            let what = self.club.numbers.pick(&[BAR, "Bar · Purchases", "Coaching"]);
            self.on(day, 0, |_| Deed::Undo(what, "Entered twice"));
        }
        if !self.is(2023, 1) {
            for account in [current, cash, card] {
                let day = u32::try_from(self.club.numbers.between(4, 6)).unwrap_or(4);
                // The last day of the month before.
                self.on(day, i64::from(day), |date| Deed::Reconcile(account, date));
            }
        }
        if matches!(self.month, 6 | 12) {
            self.on(28, 0, |date| Deed::Reconcile(boats, date));
        }
    }

    /// Moments people come back to, and the rule they agreed on.
    fn moments(&mut self) {
        let (year, month) = (self.year, self.month);
        if month == 12 {
            self.at_sharp(31, 23 * 60 + 30, Deed::Name(format!("Year's end {year}")));
        }
        if self.is(2026, 3) {
            self.at_sharp(26, 600, Deed::Name("Accounts of 2025 approved".to_owned()));
        }
        if self.is(2024, 1) {
            let note = "The insurance covers no more in the cash box";
            self.at_sharp(8, 1140, Deed::State(self.accounts.cash, MOST_CASH, note));
        }
    }

    /// Plans a deed for a moment sharp, drawing no number: what was planned before stays as it was.
    fn at_sharp(&mut self, day: u32, minutes: i64, deed: Deed) {
        self.deeds.extend(moment(self.year, self.month, day, minutes).map(|at| (at, deed)));
    }
}
