//! Books to try Daybook with: years of a rowing club's life, and books of any size. Made by a generator of our own
//! from a seed, so that each time the very same log comes out, to the byte.

mod club;
mod club_month;
mod club_texts;
mod file;
mod large;
mod numbers;
mod recorder;
mod step;

pub use club::commands;
pub use file::SampleFile;
pub use large::{LARGE_SEED, large};
pub use recorder::Recorder;
pub use step::SampleStep;
