//! Behaviour of receipts: an altered field fails or changes nothing, and a log that does not continue is an alarm.

use serde_json::Value;

use super::story::{FOOTAGE, MINUTE, ORIGIN, Story, clip_id, clip_row, clip_story, detail_of, log_key, public};
use crate::custody::entry::Event;
use crate::custody::memory::MemoryLog;
use crate::custody::note::SigningNoteKey;
use crate::custody::receipt::{Expected, Receipt, ReceiptError, ReceiptLevel, VerifiedReceipt, verify};
use crate::custody::tree::TreeHead;
use crate::digest::Sha256Digest;

fn expected(last_head: Option<TreeHead>) -> Expected {
    Expected {
        sha256: Sha256Digest::of(FOOTAGE),
        size_bytes: FOOTAGE.len() as u64,
        last_head,
    }
}

fn check(receipt: &Receipt, last_head: Option<TreeHead>) -> Result<VerifiedReceipt, ReceiptError> {
    verify(receipt, &public(&log_key()), &expected(last_head))
}

#[test]
fn receipt_proves_the_level_that_its_entry_says() {
    let (story, sealed, verified) = clip_story(5, 7);
    for (entry, level) in [(sealed, ReceiptLevel::Sealed), (verified, ReceiptLevel::Verified)] {
        let proven = check(&story.receipt(entry, level, 0), None).unwrap();
        assert_eq!(proven.level(), level);
        assert_eq!(proven.clip_id(), clip_id());
        assert_eq!(proven.sha256(), Sha256Digest::of(FOOTAGE));
        assert_eq!(proven.head(), story.log.head(15).unwrap());
    }
}

#[test]
fn level_that_a_receipt_claims_is_not_believed() {
    let (story, sealed, _) = clip_story(5, 7);
    let boast = story.receipt(sealed, ReceiptLevel::Replicated, 0);
    assert_eq!(check(&boast, None).unwrap().level(), ReceiptLevel::Sealed);
}

/// Every value that is one step away from this one: a number more, a hex digit or letter changed, an item dropped.
fn altered(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![Value::from("capture-00000000000000000000000000000001")],
        Value::Number(number) => vec![Value::from(number.as_u64().unwrap() + 1), Value::from(0)],
        Value::String(text) => [0, text.len() / 2, text.len() - 1]
            .into_iter()
            .filter(|at| text.is_char_boundary(*at) && text.is_char_boundary(*at + 1))
            .map(|at| {
                let with = if &text[at..=at] == "1" { "2" } else { "1" };
                Value::from(format!("{}{with}{}", &text[..at], &text[at + 1..]))
            })
            .collect(),
        Value::Array(items) => {
            let mut all: Vec<Value> = (0..items.len())
                .map(|drop| {
                    items
                        .iter()
                        .enumerate()
                        .filter(|(i, _)| *i != drop)
                        .map(|(_, v)| v.clone())
                        .collect()
                })
                .collect();
            for (at, item) in items.iter().enumerate() {
                for other in altered(item) {
                    let mut list = items.clone();
                    list[at] = other;
                    all.push(Value::Array(list));
                }
            }
            all
        }
        Value::Bool(_) | Value::Object(_) => unreachable!("a receipt holds no flags and no objects"),
    }
}

#[test]
fn every_field_altered_once_fails_or_gives_the_same_verdict() {
    let (mut story, _, verified) = clip_story(5, 7);
    let last = story.log.head(story.log.size()).unwrap();
    story.heartbeats(6);
    let receipt = story.receipt(verified, ReceiptLevel::Verified, last.size);
    let verdict = check(&receipt, Some(last)).unwrap();
    let Value::Object(fields) = serde_json::to_value(&receipt).unwrap() else {
        panic!("a receipt is an object")
    };
    // Words about itself that the proof does not rest on; every other field must fail.
    let not_relied_on = ["capture_id", "level", "sha256", "size_bytes", "consistency_from"];
    for (name, value) in &fields {
        for other in altered(value) {
            let mut copy = fields.clone();
            copy.insert(name.clone(), other.clone());
            let Ok(forged) = serde_json::from_value::<Receipt>(Value::Object(copy)) else {
                continue;
            };
            match check(&forged, Some(last)) {
                Ok(same) => {
                    assert!(not_relied_on.contains(&name.as_str()), "{name} = {other} was believed");
                    assert_eq!(same, verdict, "{name} = {other}");
                }
                Err(_) => assert!(!not_relied_on.contains(&name.as_str()), "{name} = {other} was refused"),
            }
        }
    }
}

#[test]
fn other_bytes_than_those_read_here_are_refused() {
    let (story, _, verified) = clip_story(1, 1);
    let receipt = story.receipt(verified, ReceiptLevel::Verified, 0);
    let key = public(&log_key());
    let other = Expected {
        sha256: Sha256Digest::of(b"other"),
        ..expected(None)
    };
    assert!(matches!(verify(&receipt, &key, &other), Err(ReceiptError::Mismatch(_))));
    for size_bytes in [0, FOOTAGE.len() as u64 + 1, u64::MAX] {
        let longer = Expected {
            size_bytes,
            ..expected(None)
        };
        assert!(matches!(
            verify(&receipt, &key, &longer),
            Err(ReceiptError::Mismatch(_))
        ));
    }
}

#[test]
fn entry_about_something_else_proves_nothing() {
    let mut story = Story::begin();
    let id = clip_id().to_string();
    let row = || Some(detail_of("clip", &id, Some(clip_row("verified"))));
    let probed = story.write(Event::ClipProbed, &id, row());
    let other_subject = story.write(Event::ClipVerified, "clip-00000000000000000000000000000001", row());
    let other_table = story.write(
        Event::ClipVerified,
        &id,
        Some(detail_of("clap", &id, Some(clip_row("verified")))),
    );
    let removed = story.write(Event::ClipVerified, &id, Some(detail_of("clip", &id, None)));
    for entry in [probed, other_subject, other_table, removed] {
        let receipt = story.receipt(entry, ReceiptLevel::Verified, 0);
        assert!(
            matches!(check(&receipt, None), Err(ReceiptError::Mismatch(_))),
            "entry {entry}"
        );
    }
}

#[test]
fn last_image_of_the_clip_counts_when_one_entry_changes_it_twice() {
    let mut story = Story::begin();
    let id = clip_id().to_string();
    let mut detail = detail_of("clip", &id, Some(clip_row("verified")));
    detail.images.extend(detail_of("clip", &id, None).images);
    let entry = story.write(Event::ClipVerified, &id, Some(detail));
    assert!(matches!(
        check(&story.receipt(entry, ReceiptLevel::Verified, 0), None),
        Err(ReceiptError::Mismatch(_))
    ));
}

#[test]
fn log_that_grew_since_the_last_checkpoint_is_accepted() {
    let (mut story, _, verified) = clip_story(5, 7);
    let last = story.log.head(story.log.size()).unwrap();
    story.heartbeats(40);
    let proven = check(&story.receipt(verified, ReceiptLevel::Verified, last.size), Some(last)).unwrap();
    assert_eq!(proven.head().size, last.size + 40);
    let same = check(&story.receipt(verified, ReceiptLevel::Verified, 0), Some(proven.head())).unwrap();
    assert_eq!(same.head(), proven.head());
}

#[test]
fn shorter_log_is_an_alarm() {
    let (story, _, verified) = clip_story(5, 7);
    let longer = clip_story(5, 8).0;
    let last = longer.log.head(longer.log.size()).unwrap();
    let broken = check(&story.receipt(verified, ReceiptLevel::Verified, 0), Some(last));
    assert!(matches!(broken, Err(ReceiptError::LogBroken { seen: 16, offered: 15 })));
}

#[test]
fn head_of_the_same_size_with_another_root_is_an_alarm() {
    let (story, _, verified) = clip_story(5, 7);
    let last = TreeHead {
        size: story.log.size(),
        root: Sha256Digest::of(b"another history"),
    };
    let broken = check(&story.receipt(verified, ReceiptLevel::Verified, 0), Some(last));
    assert!(matches!(broken, Err(ReceiptError::LogBroken { seen: 15, offered: 15 })));
}

#[test]
fn forked_log_is_an_alarm_however_it_proves_itself() {
    let (mut ours, _, _) = clip_story(5, 3);
    let last = ours.log.head(ours.log.size()).unwrap();
    ours.heartbeats(9);
    // The fork is dated a minute later: other entries from the first one on, all signed by the same key.
    let mut fork = Story {
        log: MemoryLog::new(log_key()),
        at: super::story::START + MINUTE,
    };
    fork.write(Event::LogOpened, "", None);
    fork.heartbeats(5);
    fork.clip(Event::ClipSealed, "sealed");
    let verified = fork.clip(Event::ClipVerified, "verified");
    fork.heartbeats(30);
    let mut receipt = fork.receipt(verified, ReceiptLevel::Verified, last.size);
    assert!(matches!(
        check(&receipt, Some(last)),
        Err(ReceiptError::LogBroken { .. })
    ));
    receipt.consistency = ours.receipt(verified, ReceiptLevel::Verified, last.size).consistency;
    assert!(matches!(
        check(&receipt, Some(last)),
        Err(ReceiptError::LogBroken { .. })
    ));
    receipt.consistency = vec![last.root; 65];
    assert!(matches!(
        check(&receipt, Some(last)),
        Err(ReceiptError::LogBroken { .. })
    ));
}

#[test]
fn checkpoint_by_another_key_is_refused_but_is_no_alarm() {
    let mut story = Story {
        log: MemoryLog::new(SigningNoteKey::from_seed(ORIGIN, &[8; 32]).unwrap()),
        at: 0,
    };
    let verified = story.clip(Event::ClipVerified, "verified");
    let receipt = story.receipt(verified, ReceiptLevel::Verified, 0);
    assert!(matches!(check(&receipt, None), Err(ReceiptError::Checkpoint(_))));
}

#[test]
fn proof_longer_than_any_tree_is_refused() {
    let (story, _, verified) = clip_story(1, 1);
    let mut receipt = story.receipt(verified, ReceiptLevel::Verified, 0);
    receipt.inclusion = vec![Sha256Digest::of(b""); 65];
    assert!(matches!(check(&receipt, None), Err(ReceiptError::Mismatch(_))));
}
