//! A sample as an event log file, made a stretch at a time, so that it comes in through the ordinary import.

use super::recorder::Recorder;
use super::step::SampleStep;
use crate::event_sourcing::{Codec, Fingerprint};
use crate::ledger::Refusal;
use crate::record::{LedgerCodec, export_line, timestamp};

/// How many steps a stretch holds.
const STRETCH: usize = 512;

/// The file of a sample's steps: call [`next_stretch`](Self::next_stretch) until it gives `None`.
pub struct SampleFile<I> {
    steps: I,
    recorder: Recorder,
    fingerprint: Fingerprint,
    last: String,
    ended: bool,
}

impl<I: Iterator<Item = SampleStep>> SampleFile<I> {
    /// The file of these steps.
    pub fn new(steps: I) -> Self {
        let (recorder, fingerprint) = (Recorder::default(), Fingerprint::EMPTY);
        Self { steps, recorder, fingerprint, last: String::new(), ended: false }
    }

    /// How many events have been written.
    pub fn written(&self) -> u64 {
        self.recorder.past().count()
    }

    /// The next stretch of the file's bytes. What only the end knows, count and fingerprint, comes there.
    pub fn next_stretch(&mut self) -> Result<Option<Vec<u8>>, Refusal> {
        if self.ended {
            return Ok(None);
        }
        let mut out = Vec::new();
        if self.written() == 0 {
            out.extend_from_slice(b"{\"format\": \"daybook\", \"version\": 1, \"events\": [\n");
        }
        let mut json = Vec::new();
        for _ in 0..STRETCH {
            let Some(step) = self.steps.next() else {
                self.ended = true;
                break;
            };
            for event in self.recorder.record(&step)? {
                let stored = LedgerCodec::stored(&event);
                if event.sequence.get() > 1 {
                    out.extend_from_slice(b",\n");
                }
                export_line(&stored, &mut out);
                json.clear();
                LedgerCodec::canonical(&stored, &mut json);
                self.fingerprint = self.fingerprint.then(&json);
                self.last = timestamp(event.recorded_at);
            }
        }
        if self.ended {
            let book = self.recorder.ledger().book().ok_or(Refusal::NoBook)?;
            let name = serde_json::to_string(book.name.as_str()).unwrap_or_default();
            let (count, print, at) = (self.written(), self.fingerprint, &self.last);
            out.extend_from_slice(
                format!(
                    "\n], \"book\": {{\"id\": \"{}\", \"name\": {name}}}, \"exported_at\": \"{at}\", \
                     \"count\": {count}, \"fingerprint\": \"{print}\"}}\n",
                    book.id
                )
                .as_bytes(),
            );
        }
        Ok(Some(out))
    }
}

#[cfg(test)]
mod tests {
    use super::super::commands;
    use super::*;
    use crate::exchange::EventLogReader;

    #[test]
    fn the_sample_comes_in_through_the_ordinary_reading_with_all_its_checks() {
        let mut file = SampleFile::new(commands());
        let mut reader = EventLogReader::default();
        while let Some(bytes) = file.next_stretch().unwrap() {
            reader.feed(&bytes).unwrap();
        }
        assert_eq!(reader.finish().unwrap().history.count(), file.written());
    }
}
