//! What every event carries besides what happened: its place, its ids, its cause and its time.

use core::fmt;
use std::rc::Rc;
use uuid::Uuid;

/// A position in a book's log: events are 1, 2, 3 … without gaps; 0 is the moment before the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Sequence(u64);

impl Sequence {
    /// The moment before the first event.
    pub const START: Self = Self(0);
    /// The largest sequence a log may reach: integers stay exact in every reader of the file format.
    pub const MAX: Self = Self((1 << 53) - 1);

    /// The position `n`, where it is within what a log may reach.
    pub const fn new(n: u64) -> Option<Self> {
        if n <= Self::MAX.0 { Some(Self(n)) } else { None }
    }

    /// The position as a number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The position of the event after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        self.plus(1)
    }

    /// The position `n` events later, held at [`Sequence::MAX`].
    #[must_use]
    pub const fn plus(self, n: u64) -> Self {
        let sum = self.0.saturating_add(n);
        if sum > Self::MAX.0 { Self::MAX } else { Self(sum) }
    }

    /// The position one event earlier; the start stays the start.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0000-01-01T00:00:00.000Z, the earliest moment the file format can write.
    pub const MIN: Self = Self(-62_167_219_200_000);
    /// 9999-12-31T23:59:59.999Z, the latest moment the file format can write.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// The moment `millis` after the epoch, where the file format can write it.
    pub const fn from_millis(millis: i64) -> Option<Self> {
        if millis >= Self::MIN.0 && millis <= Self::MAX.0 { Some(Self(millis)) } else { None }
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(Uuid);

        impl $name {
            /// The id with these sixteen bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// The sixteen bytes of the id.
            pub const fn bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    };
}

id! {
    /// The identity of one recorded event, unique in its book.
    EventId
}
id! {
    /// The identity of one command: sent twice, it is recorded once.
    CommandId
}

impl CommandId {
    /// The identity of one of several commands that are thought of as one, the first with `number` 0: that has the one there is.
    #[must_use]
    pub fn part(self, number: u16) -> Self {
        let id = u128::from_be_bytes(*self.bytes());
        Self::from_bytes((id ^ (u128::from(number) << 40)).to_be_bytes())
    }
}

impl EventId {
    /// The identity of a command's event, the first with `number` 0: the command's own but for the last four bytes. So ids come
    /// in with the command, and next to it take no room.
    pub fn of_command(command: CommandId, number: u32) -> Self {
        Self::from_bytes(Self::number_of_command(command, number).to_be_bytes())
    }

    /// Whether it is the one that comes with this command, which is asked of every event: compared as one number.
    #[inline]
    pub fn is_of_command(&self, command: CommandId, number: u32) -> bool {
        u128::from_be_bytes(*self.bytes()) == Self::number_of_command(command, number)
    }

    #[inline]
    fn number_of_command(command: CommandId, number: u32) -> u128 {
        u128::from_be_bytes(*command.bytes()) ^ (u128::from(number) + 1)
    }

    /// Whether it is a UUID of version 7, as every id is that is made here.
    pub fn is_version_7(&self) -> bool {
        self.0.get_version_num() == 7
    }
}

/// An event as the book recorded it: what happened, and everything that is known about the recording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recorded<E> {
    /// Its position in the log.
    pub sequence: Sequence,
    /// Its own identity.
    pub id: EventId,
    /// When the book learned of it; never earlier than the event before it.
    pub recorded_at: Timestamp,
    /// The sequence of the first event recorded together with this one.
    pub commit: Sequence,
    /// The name of the command that caused it.
    pub command: Rc<str>,
    /// The identity of that command.
    pub command_id: CommandId,
    /// The command that this event's command undoes, redoes or corrects.
    pub caused_by: Option<CommandId>,
    /// Who did it, where that is known.
    pub actor: Option<Rc<str>>,
    /// What happened, in today's shape.
    pub data: E,
}
