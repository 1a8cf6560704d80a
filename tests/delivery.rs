//! Deliveries over a real book and a store in memory: what is sent, what is not, and what is kept of it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, that is how a fault is reported")]

#[path = "support/desk.rs"]
mod desk;

use daybook::book::{Bookkeeper, Carrier, Delivery, Turn, public_range};
use daybook::event_sourcing::{BookKey, Sequence};
use daybook::streaming::{Answer, Destination, IntegrationEvent, Outcome, Problem, State};
use desk::{Desk, Ticking, desk, export, import, read_file, send};
use serde_json::{Value, json};
use std::cell::RefCell;

const ACCOUNT: &str = "0195a100-0000-7000-8000-000000000001";
const OTHER: &str = "0195a200-0000-7000-8000-000000000001";

/// A destination that takes everything but what it is told not to.
#[derive(Default)]
struct Far {
    arrived: RefCell<Vec<Value>>,
    poison: RefCell<Vec<String>>,
    down: RefCell<bool>,
}

impl Carrier for Far {
    async fn carry(&self, _: &Destination, batch: &[&IntegrationEvent]) -> Answer {
        if *self.down.borrow() {
            return Answer::Whole(Outcome::Later(Problem::new("server"), None));
        }
        let take = |event: &&IntegrationEvent| {
            if self.poison.borrow().contains(&event.id) {
                return Outcome::Refused(Problem::new("refused"));
            }
            self.arrived.borrow_mut().push(serde_json::from_str(&event.json).unwrap());
            Outcome::Accepted
        };
        Answer::Each(batch.iter().map(take).collect())
    }
}

impl Far {
    fn ids(&self) -> Vec<String> {
        self.arrived.borrow().iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// A book with an account and a few deposits: events 1 to 2 + `deposits`.
fn book(deposits: usize) -> Desk {
    let desk = desk();
    send(&desk, r#"{"type":"OpenBook","name":"Home","base_currency":"EUR"}"#).unwrap();
    send(
        &desk,
        &format!(r#"{{"type":"OpenAccount","account":"{ACCOUNT}","name":"Current","currency":"EUR"}}"#),
    )
    .unwrap();
    (0..deposits).for_each(|_| deposit(&desk));
    desk
}

fn deposit(desk: &Desk) {
    let note = r#""note":"for the boat","counterparty":"Ann""#;
    send(desk, &format!(r#"{{"type":"DepositMoney","account":"{ACCOUNT}","amount":"5",{note}}}"#)).unwrap();
}

fn key(desk: &Desk) -> BookKey {
    desk.book().unwrap().key().clone()
}

fn add(desk: &Desk, more: Value, after: Option<u64>) {
    let mut said = json!({"kind": "kafka-rest-v2", "url": "http://127.0.0.1:1", "topic": "t"});
    said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let to = Destination::read("d1".to_owned(), &said).unwrap();
    pollster::block_on(desk.add_destination(to, after.map(|n| Sequence::new(n).unwrap()))).unwrap();
}

fn delivery(desk: &Desk) -> Delivery {
    let row = pollster::block_on(desk.destinations(&key(desk))).unwrap().remove(0);
    Delivery::new(&desk.book().unwrap(), row)
}

/// Turns until it rests or waits.
fn run(desk: &Desk, delivery: &mut Delivery, far: &Far) -> Turn {
    pollster::block_on(delivery.refresh(desk)).unwrap();
    for _ in 0..10_000 {
        match pollster::block_on(delivery.turn(desk, far)).unwrap() {
            Turn::Again => {}
            turn => return turn,
        }
    }
    panic!("it never rests");
}

fn public_ids(desk: &Desk, from: u64) -> Vec<String> {
    let book = desk.book().unwrap();
    let events = public_range(&book, Sequence::new(from).unwrap(), book.log().head(), false).unwrap();
    events.into_iter().map(|event| event.id).collect()
}

fn kept(desk: &Desk) -> daybook::streaming::Row {
    pollster::block_on(desk.destinations(&key(desk))).unwrap().remove(0)
}

#[test]
fn a_destination_from_the_first_event_gets_all_of_the_history_and_then_what_comes() {
    let (desk, far) = (book(700), Far::default());
    add(&desk, json!({}), Some(0));
    let mut delivery = delivery(&desk);
    assert_eq!(run(&desk, &mut delivery, &far), Turn::Rest);
    deposit(&desk);
    assert_eq!(run(&desk, &mut delivery, &far), Turn::Rest);
    assert_eq!(far.ids(), public_ids(&desk, 1));
    let row = kept(&desk);
    assert_eq!((row.progress.cursor.get(), row.progress.delivered), (703, 702));
}

#[test]
fn a_destination_from_now_gets_nothing_of_the_past() {
    let (desk, far) = (book(5), Far::default());
    add(&desk, json!({}), None);
    let mut delivery = delivery(&desk);
    assert_eq!(run(&desk, &mut delivery, &far), Turn::Rest);
    assert_eq!(far.ids(), Vec::<String>::new());
    deposit(&desk);
    run(&desk, &mut delivery, &far);
    assert_eq!(far.ids(), public_ids(&desk, 8));
}

#[test]
fn personal_text_leaves_only_where_the_destination_may_have_it() {
    for personal in [false, true] {
        let (desk, far) = (book(1), Far::default());
        add(&desk, json!({"personal": personal}), Some(0));
        run(&desk, &mut delivery(&desk), &far);
        let arrived = far.arrived.borrow();
        let data = &arrived.last().unwrap()["data"];
        assert_eq!(data.get("note").is_some(), personal);
        assert_eq!(data.get("counterparty").is_some(), personal);
    }
}

#[test]
fn looking_at_the_past_verifying_and_opening_again_send_nothing() {
    let (desk, far) = (book(3), Far::default());
    add(&desk, json!({}), Some(0));
    let mut first = delivery(&desk);
    run(&desk, &mut first, &far);
    let sent = far.ids().len();
    desk.book().unwrap().ledger_at(Sequence::new(2).unwrap()).unwrap();
    pollster::block_on(desk.verify(|_, _| {})).unwrap();
    let key = key(&desk);
    pollster::block_on(desk.open(&key, |_, _| {})).unwrap();
    run(&desk, &mut first, &far);
    run(&desk, &mut delivery(&desk), &far);
    assert_eq!(far.ids().len(), sent);
}

#[test]
fn after_a_restart_it_goes_on_where_it_was_acknowledged() {
    let (desk, far) = (book(40), Far::default());
    add(&desk, json!({}), Some(0));
    let mut before = delivery(&desk);
    for _ in 0..10 {
        pollster::block_on(before.turn(&desk, &far)).unwrap();
    }
    assert!(far.ids().len() < 41, "it is stopped in the middle");
    run(&desk, &mut delivery(&desk), &far);
    assert_eq!(far.ids(), public_ids(&desk, 1));
}

#[test]
fn what_does_not_arrive_waits_and_is_tried_again() {
    let (desk, far) = (book(1), Far::default());
    add(&desk, json!({}), Some(0));
    far.down.replace(true);
    let mut delivery = delivery(&desk);
    assert!(matches!(run(&desk, &mut delivery, &far), Turn::Wait(_)));
    let problem = kept(&desk).progress.problem;
    assert_eq!(State::of(false, problem.as_ref()), State::Waiting);
    far.down.replace(false);
    delivery.try_now();
    assert_eq!(run(&desk, &mut delivery, &far), Turn::Rest);
    assert_eq!(far.ids(), public_ids(&desk, 1));
    assert_eq!(kept(&desk).progress.problem, None);
}

#[test]
fn a_pause_decided_elsewhere_stops_it_and_resuming_goes_on() {
    let (desk, far) = (book(1), Far::default());
    add(&desk, json!({}), Some(0));
    let mut delivery = delivery(&desk);
    pollster::block_on(desk.pause_destination(&key(&desk), "d1", true)).unwrap();
    run(&desk, &mut delivery, &far);
    assert_eq!(far.ids(), Vec::<String>::new());
    pollster::block_on(desk.pause_destination(&key(&desk), "d1", false)).unwrap();
    run(&desk, &mut delivery, &far);
    assert_eq!(far.ids(), public_ids(&desk, 1));
}

#[test]
fn sending_again_from_an_event_repeats_with_equal_ids_and_counts_once() {
    let (desk, far) = (book(9), Far::default());
    add(&desk, json!({}), Some(0));
    let mut delivery = delivery(&desk);
    run(&desk, &mut delivery, &far);
    pollster::block_on(desk.begin_after(&key(&desk), "d1", Sequence::new(5).unwrap())).unwrap();
    run(&desk, &mut delivery, &far);
    let all = public_ids(&desk, 1);
    assert_eq!(far.ids(), [&all[..], &public_ids(&desk, 6)[..]].concat());
    assert_eq!(kept(&desk).progress.delivered, all.len() as u64);
}

#[test]
fn a_poison_event_is_parked_by_name_the_rest_goes_on_and_the_user_decides() {
    let (desk, far) = (book(4), Far::default());
    add(&desk, json!({}), Some(0));
    let all = public_ids(&desk, 1);
    far.poison.replace(vec![all[1].clone(), all[3].clone()]);
    let mut delivery = delivery(&desk);
    run(&desk, &mut delivery, &far);
    assert_eq!(far.ids(), [&all[0], &all[2], &all[4]].map(Clone::clone));
    let parked = |desk: &Desk| kept(desk).progress.parked.into_iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(parked(&desk), [all[1].clone(), all[3].clone()]);
    assert_eq!(kept(&desk).progress.cursor.get(), 6);
    far.poison.replace(Vec::new());
    pollster::block_on(desk.settle_parked(&key(&desk), "d1", &all[1], true)).unwrap();
    pollster::block_on(desk.settle_parked(&key(&desk), "d1", &all[3], false)).unwrap();
    run(&desk, &mut delivery, &far);
    assert_eq!(far.ids().last(), Some(&all[1]));
    assert_eq!(parked(&desk), Vec::<String>::new());
    assert_eq!(kept(&desk).progress.delivered, 4);
}

#[test]
fn what_a_file_adds_waits_until_the_user_says_that_it_is_news() {
    let (desk, far) = (book(2), Far::default());
    let longer = book(2);
    let shared = export(&desk, None);
    assert_eq!(import(&longer, shared.as_bytes(), 4096).unwrap().appended, 0, "one and the same book");
    (0..3).for_each(|_| deposit(&longer));
    add(&desk, json!({}), Some(0));
    let mut delivery = delivery(&desk);
    run(&desk, &mut delivery, &far);
    let file = read_file(export(&longer, None).as_bytes(), 4096).unwrap();
    let proposal = pollster::block_on(desk.propose(file)).unwrap();
    pollster::block_on(desk.pause_for_import(proposal.grows().unwrap())).unwrap();
    pollster::block_on(desk.apply(proposal)).unwrap();
    run(&desk, &mut delivery, &far);
    assert_eq!(far.ids().len(), 3, "nothing of the file has left");
    assert!(kept(&desk).imported);
    pollster::block_on(desk.pause_destination(&key(&desk), "d1", false)).unwrap();
    run(&desk, &mut delivery, &far);
    assert_eq!(far.ids(), public_ids(&desk, 1));
    assert!(!kept(&desk).imported);
}

#[test]
fn a_history_that_is_not_the_one_delivered_is_noticed_and_nothing_is_sent() {
    let (desk, far) = (book(3), Far::default());
    add(&desk, json!({}), Some(0));
    run(&desk, &mut delivery(&desk), &far);
    let sent = far.ids().len();
    // The browser lost the book's end, and other things were recorded in its place.
    let row = kept(&desk);
    let other: Desk = Bookkeeper::new(desk.store().clone(), Ticking::seeded(7));
    let old = read_file(export(&desk, Some(4)).as_bytes(), 4096).unwrap();
    pollster::block_on(other.remove(&key(&desk))).unwrap();
    let proposal = pollster::block_on(other.propose(old)).unwrap();
    pollster::block_on(other.apply(proposal)).unwrap();
    deposit(&other);
    let mut delivery = Delivery::new(&other.book().unwrap(), row.clone());
    let json = row.json().into_bytes();
    let keep = daybook::event_sourcing::Drawers::revise;
    let drawer = daybook::event_sourcing::Drawer::Cursors;
    pollster::block_on(keep(other.store(), &key(&other), drawer, "d1", &mut |_| Some(json.clone()))).unwrap();
    run(&other, &mut delivery, &far);
    assert_eq!(far.ids().len(), sent);
    let problem = kept(&other).progress.problem.unwrap();
    assert_eq!(problem.code, "other-history");
    pollster::block_on(other.begin_after(&key(&other), "d1", Sequence::new(4).unwrap())).unwrap();
    run(&other, &mut delivery, &far);
    assert_eq!(far.ids().len(), sent + 1, "the user said from where");
}

#[test]
fn a_removed_destination_is_over_and_gets_nothing_more() {
    let (desk, far) = (book(1), Far::default());
    add(&desk, json!({}), Some(0));
    let mut delivery = delivery(&desk);
    pollster::block_on(desk.remove_destination(&key(&desk), "d1")).unwrap();
    assert_eq!(run(&desk, &mut delivery, &far), Turn::Over);
    assert_eq!(far.ids(), Vec::<String>::new());
    assert!(pollster::block_on(desk.destinations(&key(&desk))).unwrap().is_empty());
}

#[test]
fn the_cursor_follows_where_nothing_concerns_the_outside() {
    let (desk, far) = (book(0), Far::default());
    add(&desk, json!({}), Some(0));
    for limit in ["5", "6", "7"] {
        let set = r#"{"type":"SetOverdraftLimit""#;
        send(&desk, &format!(r#"{set},"account":"{ACCOUNT}","overdraft_limit":"{limit}"}}"#)).unwrap();
    }
    run(&desk, &mut delivery(&desk), &far);
    assert_eq!(kept(&desk).progress.cursor.get(), 5);
    assert_eq!(far.ids().len(), 1);
}

#[test]
fn the_last_public_event_is_found_behind_any_number_of_others() {
    let limit = format!(r#"{{"type":"SetOverdraftLimit","account":"{ACCOUNT}","overdraft_limit":"#);
    let desk = desk();
    send(&desk, r#"{"type":"OpenBook","name":"Home","base_currency":"EUR"}"#).unwrap();
    let last = |desk: &Desk| desk.book().unwrap().last_public().map(Sequence::get);
    assert_eq!(last(&desk), None);
    let desk = book(0);
    assert_eq!(last(&desk), Some(2));
    deposit(&desk);
    assert_eq!(last(&desk), Some(3));
    for n in 1..=300 {
        send(&desk, &format!(r#"{limit}"{n}"}}"#)).unwrap();
        assert_eq!(last(&desk), Some(3), "after {n} others");
    }
    deposit(&desk);
    assert_eq!(last(&desk), Some(304));
}

#[test]
fn a_transfer_tells_both_accounts() {
    let (desk, far) = (book(1), Far::default());
    send(
        &desk,
        &format!(r#"{{"type":"OpenAccount","account":"{OTHER}","name":"Savings","currency":"EUR"}}"#),
    )
    .unwrap();
    add(&desk, json!({}), None);
    send(&desk, &format!(r#"{{"type":"TransferMoney","from":"{ACCOUNT}","to":"{OTHER}","amount":"2"}}"#))
        .unwrap();
    run(&desk, &mut delivery(&desk), &far);
    let subjects: Vec<_> = far.arrived.borrow().iter().map(|it| it["subject"].clone()).collect();
    assert_eq!(subjects, [ACCOUNT, OTHER]);
}
