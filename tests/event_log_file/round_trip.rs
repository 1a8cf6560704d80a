//! What goes out comes back in, and goes out again to the byte.

use super::commands::{Book, intents};
use super::desk::{NOON, desk, export, import};
use super::log_file::{chain, events, parse};
use super::{refused, small_book};
use daybook::event_sourcing::{Codec, Sequence, Timestamp};
use daybook::exchange::EventLogWriter;
use daybook::ledger::Event;
use daybook::record::{History, LedgerCodec, export_line};
use proptest::prelude::*;
use serde_json::Value;

#[test]
fn an_exported_book_is_the_same_file_again_after_an_import_elsewhere() {
    let first = export(&small_book(), None);
    for step in [1, 7, 4096, usize::MAX] {
        let elsewhere = desk();
        let imported = import(&elsewhere, first.as_bytes(), step).unwrap();
        assert_eq!((imported.appended, imported.count), (14, 14));
        assert!(first.contains(&imported.fingerprint.to_string()));
        assert_eq!(export(&elsewhere, None), first, "read in steps of {step}");
    }
}

#[test]
fn an_export_as_of_any_moment_is_the_book_as_it_was_then() {
    let desk_here = small_book();
    let whole = parse(&export(&desk_here, None));
    for position in 1..=14 {
        let file = export(&desk_here, Some(position));
        let mut json = parse(&file);
        assert_eq!(json["count"], position);
        assert_eq!(
            json["events"].as_array().unwrap()[..],
            whole["events"].as_array().unwrap()[..json["events"].as_array().unwrap().len()]
        );
        let fingerprint = chain(events(&mut json));
        assert_eq!(json["fingerprint"], fingerprint);
        let elsewhere = desk();
        assert_eq!(import(&elsewhere, file.as_bytes(), 100).unwrap().appended, position);
        assert_eq!(export(&elsewhere, None), file, "as of {position}");
        let at = Sequence::new(position).unwrap();
        let then = desk_here.book().unwrap().ledger_at(at).unwrap();
        assert_eq!(elsewhere.book().unwrap().ledger(), &then);
        // What came later is appended, wherever a commit was cut.
        assert_eq!(import(&elsewhere, whole.to_string().as_bytes(), 100).unwrap().appended, 14 - position);
        assert_eq!(export(&elsewhere, None), export(&desk_here, None), "continued from {position}");
        assert!(pollster::block_on(elsewhere.verify(|_, _| {})).unwrap().ok);
    }
}

#[test]
fn an_export_as_of_the_moment_before_the_first_event_holds_none_and_is_refused_on_import() {
    let file = export(&small_book(), Some(0));
    let json = parse(&file);
    assert_eq!((&json["count"], json["events"].as_array().unwrap().len()), (&0.into(), 0));
    assert_eq!(json["fingerprint"], "0".repeat(64));
    assert!(refused(&desk(), file.as_bytes()).reason.contains("holds no events"));
}

#[test]
fn members_stand_in_the_order_of_the_readme() {
    let file = export(&small_book(), None);
    let head = "{\n  \"format\": \"daybook\", \"version\": 1,\n  \"book\": {\"id\": \"";
    assert!(file.starts_with(head), "{file}");
    assert!(file.contains(
        "\"},\n  \"exported_at\": \"2026-03-31T12:00:00.000Z\", \"count\": 14, \"fingerprint\": \""
    ));
    assert!(
        file.contains("\",\n  \"events\": [\n    {\"sequence\":1,\"id\":\"") && file.ends_with("}\n  ]\n}\n")
    );
    let order = [
        "sequence",
        "id",
        "type",
        "version",
        "recorded_at",
        "commit",
        "command",
        "command_id",
        "caused_by",
        "actor",
        "data",
    ];
    let lines: Vec<_> = file.lines().filter(|line| line.starts_with("    {")).collect();
    assert_eq!(lines.len(), 14);
    for line in lines {
        let event: Value = parse(line.trim_end_matches(','));
        let (envelope, _) = line.split_once(",\"data\":{").unwrap();
        let places = order.iter().filter_map(|name| envelope.find(&format!("\"{name}\":")));
        assert!(places.collect::<Vec<_>>().is_sorted(), "{line}");
        let (known, there) =
            (order.iter().filter(|name| event.get(name).is_some()), event.as_object().unwrap());
        assert_eq!(known.count(), there.len(), "{line}");
        assert!(!line.contains(": ") || line.contains("line\\nbreak"), "{line}");
    }
}

#[test]
fn ids_in_capitals_are_kept_to_the_byte_everywhere() {
    let file = export(&small_book(), None);
    let mut json = parse(&file);
    for event in events(&mut json) {
        for member in ["id", "command_id"] {
            event[member] = event[member].as_str().unwrap().to_uppercase().into();
        }
        for member in ["account", "entry", "from"] {
            if let Some(id) = event["data"].get_mut(member) {
                *id = id.as_str().unwrap().to_uppercase().into();
            }
        }
    }
    let mut json = super::log_file::fitted(json);
    json["book"]["id"] = events(&mut json)[0]["id"].clone();
    let (one, other) = (desk(), desk());
    import(&one, json.to_string().as_bytes(), 64).unwrap();
    let written = export(&one, None);
    let mut read = parse(&written);
    assert_eq!(events(&mut read), events(&mut json));
    assert_eq!((&read["book"], &read["fingerprint"]), (&json["book"], &json["fingerprint"]));
    import(&other, written.as_bytes(), 64).unwrap();
    assert_eq!(export(&other, None), written);
}

#[test]
fn a_book_of_several_records_goes_out_and_in_as_one_file() {
    let steps = daybook::sample::large(4_000, 9, 5);
    let mut made = daybook::sample::SampleFile::new(steps);
    let mut file = Vec::new();
    while let Some(bytes) = made.next_stretch().unwrap() {
        file.extend(bytes);
    }
    let (one, other) = (desk(), desk());
    let imported = import(&one, &file, 999).unwrap();
    let first = export(&one, None);
    assert_eq!(import(&other, first.as_bytes(), 1 << 16).unwrap().fingerprint, imported.fingerprint);
    assert_eq!(export(&other, None), first);
}

fn file_of(book: &Book) -> (History, String) {
    let mut history = History::default();
    let mut prints = Vec::new();
    for event in &book.events {
        let mut event = event.clone();
        // Here there is a log that knows what was made up where there was none.
        if let Event::MomentNamed(moment) = &mut event.data {
            moment.fingerprint = prints[usize::try_from(moment.position.get() - 1).unwrap()];
        }
        history.push(&LedgerCodec::stored(&event)).unwrap();
        prints.push(history.fingerprint());
    }
    history.flush().unwrap();
    let exported_at = Timestamp::from_millis(NOON).unwrap();
    let about = history.ledger().book().unwrap();
    let mut writer = EventLogWriter::new(about, history.log().head(), history.fingerprint(), exported_at);
    let mut out = Vec::new();
    while let Some(bytes) = writer.next(&history).unwrap() {
        out.extend(bytes);
    }
    (history, String::from_utf8(out).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_book_goes_out_and_in_and_out_to_the_byte(intents in intents(90), step in 1..5000usize) {
        let (_, file) = file_of(&Book::after(&intents));
        let elsewhere = desk();
        import(&elsewhere, file.as_bytes(), step).unwrap();
        prop_assert_eq!(export(&elsewhere, None), file);
    }

    #[test]
    fn canonical_json_and_fingerprint_are_what_others_compute_from_the_file(intents in intents(90)) {
        let book = Book::after(&intents);
        let (history, file) = file_of(&book);
        let mut json = parse(&file);
        let recorded: Vec<_> =
            history.log().events(Sequence::START, Sequence::MAX).collect::<Result<_, _>>().unwrap();
        for (recorded, event) in recorded.iter().zip(events(&mut json)) {
            let (mut own, mut line) = (Vec::new(), Vec::new());
            LedgerCodec::canonical(&LedgerCodec::stored(recorded), &mut own);
            prop_assert_eq!(&own, &serde_json_canonicalizer::to_vec(event).unwrap());
            export_line(&LedgerCodec::stored(recorded), &mut line);
            prop_assert!(file.contains(core::str::from_utf8(&line).unwrap()));
        }
        let fingerprint = chain(events(&mut json));
        prop_assert_eq!(&json["fingerprint"], &fingerprint);
        prop_assert_eq!(history.fingerprint().to_string(), fingerprint);
    }
}
