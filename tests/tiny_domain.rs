//! The kernel keeps the history of anything: here a chess clock, which has no money, no JSON and no ids of its own.
#![cfg(not(target_arch = "wasm32"))]

use daybook::event_sourcing::{
    Aggregate, Branch, Branching, Codec, CommandId, Course, EventId, Fingerprint, Log, LogError, NoPast,
    Otherwise, Past, Projection, Real, Recorded, SNAPSHOT_SPACING, Seen, Sequence, Snapshot, StoredRecord,
    Timeline, Timestamp, Unreadable, What,
};

/// Two players, each with so much time left; at most one of them is to move.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Clock {
    left: [u32; 2],
    to_move: Option<usize>,
    fallen: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Press {
    Start { seconds: u32 },
    Move { seconds: u32 },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Happened {
    Started { seconds: u32 },
    Moved { seconds: u32 },
    FlagFell,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Refused {
    RunsAlready,
    DoesNotRun,
}

impl Aggregate for Clock {
    type Command = Press;
    type Event = Happened;
    type Refusal = Refused;
    type Past = NoPast<Happened>;
    const FOLD_VERSION: u32 = 1;

    fn decide(&self, _: &Self::Past, command: &Press) -> Result<Vec<Happened>, Refused> {
        match (command, self.to_move) {
            (Press::Start { .. }, Some(_)) => Err(Refused::RunsAlready),
            (Press::Start { seconds }, None) => Ok(vec![Happened::Started { seconds: *seconds }]),
            (Press::Move { .. }, None) => Err(Refused::DoesNotRun),
            (Press::Move { seconds }, Some(player)) if *seconds >= self.left[player] => {
                Ok(vec![Happened::Moved { seconds: self.left[player] }, Happened::FlagFell])
            }
            (Press::Move { seconds }, Some(_)) => Ok(vec![Happened::Moved { seconds: *seconds }]),
        }
    }

    fn evolve(&mut self, _: &Self::Past, event: &Recorded<Happened>) {
        match event.data {
            Happened::Started { seconds } => {
                *self = Self { left: [seconds; 2], to_move: Some(0), fallen: false };
            }
            Happened::Moved { seconds } => {
                if let Some(player) = self.to_move {
                    self.left[player] -= seconds;
                    self.to_move = Some(1 - player);
                }
            }
            Happened::FlagFell => (self.to_move, self.fallen) = (None, true),
        }
    }
}

/// The rules look nothing up: a branch of it needs to know nothing of its own events.
impl Branching for Clock {
    type Overlay = NoPast<Happened>;

    fn overlay(_: &Self::Past, _: Sequence) -> Self::Overlay {
        NoPast::default()
    }

    fn note(_: &mut Self::Overlay, _: &Self::Past, _: &Course, _: &Recorded<Happened>) {}

    fn decide_in(&self, seen: Seen<'_, Self>, command: &Press) -> Result<Vec<Happened>, Refused> {
        self.decide(seen.shared, command)
    }

    fn evolve_in(&mut self, seen: Seen<'_, Self>, event: &Recorded<Happened>) {
        self.evolve(seen.shared, event);
    }

    fn wanted(events: &[Recorded<Happened>]) -> Option<Press> {
        match events.first()?.data {
            Happened::Started { seconds } => Some(Press::Start { seconds }),
            Happened::Moved { seconds } => Some(Press::Move { seconds }),
            Happened::FlagFell => None,
        }
    }

    fn name(_: &Press) -> &'static str {
        "Press"
    }
}

/// Every event takes five bytes: which it is, and the seconds.
struct FiveBytes;

struct Five<'a> {
    sequence: Sequence,
    bytes: &'a [u8],
}

impl Iterator for Five<'_> {
    type Item = Result<(Sequence, [u8; 5]), Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        let (event, rest) = self.bytes.split_first_chunk::<5>()?;
        let sequence = self.sequence;
        (self.sequence, self.bytes) = (sequence.next(), rest);
        Some(Ok((sequence, *event)))
    }
}

impl Codec for FiveBytes {
    type Event = Happened;
    type Stored<'a> = (Sequence, [u8; 5]);
    type Reader<'a> = Five<'a>;

    fn reader(first: Sequence, _: u32, payload: &[u8]) -> Five<'_> {
        Five { sequence: first, bytes: payload }
    }

    fn write(events: &[(Sequence, [u8; 5])]) -> Vec<u8> {
        events.iter().flat_map(|(_, bytes)| *bytes).collect()
    }

    fn stored(event: &Recorded<Happened>) -> (Sequence, [u8; 5]) {
        let (code, seconds) = match event.data {
            Happened::Started { seconds } => (0, seconds),
            Happened::Moved { seconds } => (1, seconds),
            Happened::FlagFell => (2, 0),
        };
        let [a, b, c, d] = seconds.to_le_bytes();
        (event.sequence, [code, a, b, c, d])
    }

    fn upcast((sequence, bytes): &(Sequence, [u8; 5])) -> Result<Recorded<Happened>, Unreadable> {
        let [code, a, b, c, d] = *bytes;
        let seconds = u32::from_le_bytes([a, b, c, d]);
        let data = match code {
            0 => Happened::Started { seconds },
            1 => Happened::Moved { seconds },
            2 => Happened::FlagFell,
            _ => {
                let reason = format!("a chess clock knows no event {code}");
                return Err(Unreadable { sequence: *sequence, reason, newer: true });
            }
        };
        Ok(recorded(*sequence, data))
    }

    fn canonical((sequence, [code, seconds @ ..]): &(Sequence, [u8; 5]), out: &mut Vec<u8>) {
        let seconds = u32::from_le_bytes(*seconds);
        out.extend_from_slice(format!(r#"{{"code":{code},"n":{sequence},"seconds":{seconds}}}"#).as_bytes());
    }
}

fn recorded(sequence: Sequence, data: Happened) -> Recorded<Happened> {
    Recorded {
        sequence,
        id: EventId::from_bytes([1; 16]),
        recorded_at: Timestamp::default(),
        commit: sequence,
        command: "Press".into(),
        command_id: CommandId::from_bytes([2; 16]),
        caused_by: None,
        actor: None,
        data,
    }
}

/// A read model nobody thought of at first: how many moves there were, and the longest.
#[derive(PartialEq, Eq, Debug, Default)]
struct Thinking {
    moves: u32,
    longest: u32,
}

impl Projection for Thinking {
    type Event = Happened;
    type Past = NoPast<Happened>;
    const VERSION: u32 = 1;

    fn apply(&mut self, _: &Self::Past, event: &Recorded<Happened>) {
        if let Happened::Moved { seconds } = event.data {
            self.moves += 1;
            self.longest = self.longest.max(seconds);
        }
    }
}

/// A clock with its log and its snapshots.
#[derive(Default)]
struct Game {
    clock: Clock,
    log: Log<FiveBytes>,
    timeline: Timeline<Clock>,
    past: NoPast<Happened>,
}

impl Game {
    fn press(&mut self, command: &Press) -> Result<(), Refused> {
        let events = self.clock.decide(&self.past, command)?;
        let first = self.log.head().next();
        let record = sealed(first, self.log.fingerprint(), &events);
        for (offset, data) in events.into_iter().enumerate() {
            let event = recorded(first.plus(offset as u64), data);
            self.past.add(&event);
            self.clock.evolve(&self.past, &event);
        }
        assert_eq!(self.log.push(record), Ok(()));
        self.timeline.offer(&self.log, &self.clock);
        Ok(())
    }

    fn played(moves: u32) -> Self {
        let mut game = Self::default();
        assert_eq!(game.press(&Press::Start { seconds: 100_000 }), Ok(()));
        for number in 0..moves {
            assert_eq!(game.press(&Press::Move { seconds: number % 60 + 1 }), Ok(()));
        }
        game
    }

    fn at(&self, position: u64) -> Clock {
        self.timeline.state_at(&self.log, &self.past, sequence(position)).unwrap_or_default()
    }

    /// By nothing but folding from the start.
    fn folded(&self, position: u64) -> Clock {
        let mut clock = Clock::default();
        for event in self.log.events(sequence(1), sequence(position)).flatten() {
            clock.evolve(&self.past, &event);
        }
        clock
    }
}

#[expect(clippy::expect_used, reason = "in a test, that is how a fault is reported")]
fn sealed(first: Sequence, before: Fingerprint, events: &[Happened]) -> StoredRecord {
    let (mut after, mut json, mut stored) = (before, Vec::new(), Vec::new());
    for (offset, data) in events.iter().enumerate() {
        let event = FiveBytes::stored(&recorded(first.plus(offset as u64), *data));
        json.clear();
        FiveBytes::canonical(&event, &mut json);
        after = after.then(&json);
        stored.push(event);
    }
    let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
    StoredRecord::seal(first, count, &before, &FiveBytes::write(&stored), &after).expect("there are events")
}

fn sequence(n: u64) -> Sequence {
    Sequence::new(n).unwrap_or(Sequence::MAX)
}

#[test]
fn a_flag_falls_when_the_time_is_used_up_and_both_events_are_one_record() {
    let mut game = Game::default();
    assert_eq!(game.press(&Press::Move { seconds: 1 }), Err(Refused::DoesNotRun));
    assert_eq!(game.press(&Press::Start { seconds: 60 }), Ok(()));
    assert_eq!(game.press(&Press::Start { seconds: 60 }), Err(Refused::RunsAlready));
    assert_eq!(game.press(&Press::Move { seconds: 20 }), Ok(()));
    assert_eq!(game.press(&Press::Move { seconds: 61 }), Ok(()));
    assert_eq!(game.clock, Clock { left: [40, 0], to_move: None, fallen: true });
    assert_eq!((game.log.count(), game.log.records().len()), (4, 3));
    // Between the two events of one record there is a moment too.
    assert_eq!(game.at(3), Clock { left: [40, 0], to_move: Some(0), fallen: false });
}

#[test]
fn a_look_at_any_moment_is_the_fold_of_the_events_up_to_it() {
    let game = Game::played(1000);
    assert_eq!(game.timeline.snapshots().len() as u64, 1001 / SNAPSHOT_SPACING);
    for position in (0..=1001).step_by(37).chain((0..=1001).rev().step_by(41)) {
        assert_eq!(game.at(position), game.folded(position), "at {position}");
    }
    assert_eq!(game.at(5000), game.clock, "beyond the end it is now");
}

#[test]
fn snapshots_are_thrown_away_without_loss() {
    let mut game = Game::played(600);
    let before: Vec<_> = (0..=601).map(|position| game.at(position)).collect();
    game.timeline.clear();
    assert!(game.timeline.snapshots().is_empty());
    let after: Vec<_> = (0..=601).map(|position| game.at(position)).collect();
    assert_eq!(before, after);
}

#[test]
fn a_false_snapshot_is_found_by_replay_and_thrown_away() {
    let mut game = Game::played(600);
    let position = sequence(100);
    let fingerprint = game.log.fingerprint_at(position).unwrap_or_default();
    let state = Clock { left: [1, 1], ..game.folded(100) };
    let lie = Snapshot { position, fingerprint, fold_version: Clock::FOLD_VERSION, state };
    assert!(game.timeline.adopt(&game.log, lie));
    assert_eq!(game.timeline.check(&game.log, &game.past), Ok(vec![position]));
    assert_eq!(game.at(100), game.folded(100));
}

#[test]
fn the_fingerprint_of_every_moment_is_the_chain_over_its_events() {
    let mut game = Game::played(30);
    assert_eq!(game.press(&Press::Move { seconds: 1_000_000 }), Ok(()));
    let mut chain = Fingerprint::EMPTY;
    for position in 1..=game.log.count() {
        for event in game.log.stored(sequence(position), sequence(position)).flatten() {
            let mut json = Vec::new();
            FiveBytes::canonical(&event, &mut json);
            chain = chain.then(&json);
        }
        assert_eq!(game.log.fingerprint_at(sequence(position)), Ok(chain), "at {position}");
    }
    assert_eq!(chain, game.log.fingerprint());
    assert_ne!(chain, Game::played(31).log.fingerprint());
}

#[test]
fn a_read_model_answers_for_any_moment() {
    let game = Game::played(100);
    let at = |position| Thinking::of(&game.log, &game.past, sequence(position));
    assert_eq!(at(0), Ok(Thinking::default()));
    assert_eq!(at(11), Ok(Thinking { moves: 10, longest: 10 }));
    assert_eq!(at(101), Ok(Thinking { moves: 100, longest: 60 }));
}

#[test]
fn a_record_out_of_place_or_of_another_history_does_not_continue_the_log() {
    let mut game = Game::played(3);
    let moved = [Happened::Moved { seconds: 1 }];
    let late = sealed(sequence(6), game.log.fingerprint(), &moved);
    let gap = LogError::Gap { expected: sequence(5), found: sequence(6) };
    assert_eq!(game.log.push(late), Err(gap));
    let stranger = sealed(sequence(5), Fingerprint::EMPTY, &moved);
    assert_eq!(game.log.push(stranger), Err(LogError::Chain { at: sequence(5) }));
    assert_eq!(game.log.count(), 4);
}

#[test]
fn an_event_of_a_later_version_is_named_and_what_comes_before_it_is_readable() {
    let mut log = Log::<FiveBytes>::default();
    let payload = FiveBytes::write(&[(sequence(1), [0, 60, 0, 0, 0]), (sequence(2), [9, 0, 0, 0, 0])]);
    let record =
        StoredRecord::seal(sequence(1), 2, &Fingerprint::EMPTY, &payload, &Fingerprint::EMPTY.then(b"?"));
    assert_eq!(log.push(record.expect("there are events")), Ok(()));
    let (timeline, past) = (Timeline::<Clock>::default(), NoPast::default());
    assert!(timeline.state_at(&log, &past, sequence(1)).is_ok_and(|clock| clock.left == [60, 60]));
    let unreadable = timeline.state_at(&log, &past, sequence(2)).expect_err("it knows no event 9");
    assert_eq!((unreadable.sequence, unreadable.newer), (sequence(2), true));
}

#[test]
fn a_branch_of_a_game_is_the_game_had_a_move_been_otherwise() {
    let mut game = Game::default();
    assert_eq!(game.press(&Press::Start { seconds: 60 }), Ok(()));
    for seconds in [20, 10, 30, 5] {
        assert_eq!(game.press(&Press::Move { seconds }), Ok(()));
    }
    let real = Real { log: &game.log, past: &game.past, timeline: &game.timeline, now: &game.clock };
    let what_if = |what| {
        let at = Timestamp::default();
        let changes = vec![Otherwise { id: CommandId::from_bytes([9; 16]), at, what }];
        let mut branch = Branch::begin(real, changes).expect("a game can be read");
        while branch.advance(real, 2) == Ok(true) {}
        branch
    };
    let slower = what_if(What::Instead(sequence(2), Press::Move { seconds: 40 }));
    assert_eq!(slower.fork(), sequence(1));
    // The third move took 30 seconds, of which 20 were left: the same command comes to something else, and ends the game.
    assert_eq!(slower.state(), &Clock { left: [0, 50], to_move: None, fallen: true });
    let refused = |branch: &Branch<Clock>| -> Vec<_> {
        branch.refused().iter().map(|it| (it.at.get(), it.why.clone())).collect()
    };
    assert_eq!(refused(&slower), [(5, Refused::DoesNotRun)]);
    let lost = what_if(What::Instead(sequence(2), Press::Move { seconds: 99 }));
    assert_eq!(lost.state(), &Clock { left: [0, 60], to_move: None, fallen: true });
    assert_eq!(refused(&lost), [3, 4, 5].map(|at| (at, Refused::DoesNotRun)));
    assert_eq!(game.clock.left, [10, 45], "the game is as it was");
}
