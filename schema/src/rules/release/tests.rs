//! Behaviour of `may_erase`: one reason suffices to keep, all reasons are told, and only everything together erases.

use proptest::prelude::*;
use serde::Deserialize;

use super::{CaptureFacts, EraseFacts, EraseVerdict, KeepReason, Marks, ReleasePolicy, Reread, may_erase};
use crate::custody::detail::Cell;
use crate::custody::entry::Event;
use crate::custody::receipt::{Expected, ReceiptLevel, VerifiedReceipt, verify};
use crate::custody::tests::story::{Story, clip_id, clip_row, detail_of, log_key, public, text};
use crate::digest::Sha256Digest;
use crate::golden::{self, Case};
use crate::time::Timestamp;

/// A receipt for this content, checked the only way there is.
fn receipt(content: &str, level: ReceiptLevel) -> VerifiedReceipt {
    let event = if level == ReceiptLevel::Sealed {
        Event::ClipSealed
    } else {
        Event::ClipVerified
    };
    let sha256 = Sha256Digest::of(content.as_bytes());
    let id = clip_id().to_string();
    let mut row = clip_row("verified");
    row.insert("sha256".to_owned(), text(&sha256.to_string()));
    row.insert("size_bytes".to_owned(), Cell::Int(1));
    let mut story = Story::begin();
    let entry = story.write(event, &id, Some(detail_of("clip", &id, Some(row))));
    let expected = Expected {
        sha256,
        size_bytes: 1,
        last_head: None,
    };
    verify(&story.receipt(entry, level, 0), &public(&log_key()), &expected).unwrap()
}

fn at(hour: i64) -> Timestamp {
    Timestamp::from_micros(hour * 3_600_000_000).unwrap()
}

const HOUR_MS: i64 = 3_600_000;

/// What is wrong, each by itself. `RereadDiffers` needs a second reading, so it cannot stand beside `NotReread`.
const REASONS: [KeepReason; 10] = [
    KeepReason::Disabled,
    KeepReason::LevelTooLow,
    KeepReason::OtherBytes,
    KeepReason::NotReread,
    KeepReason::RereadDiffers,
    KeepReason::Resting,
    KeepReason::MarkedImportant,
    KeepReason::MarkedByPerson,
    KeepReason::Tagged,
    KeepReason::Unassigned,
];

/// The verdict on facts of which exactly these are wrong.
fn verdict_with(wrong: &[KeepReason]) -> EraseVerdict {
    let is = |reason| wrong.contains(&reason);
    let level = if is(KeepReason::LevelTooLow) {
        ReceiptLevel::Sealed
    } else {
        ReceiptLevel::Verified
    };
    let receipt = receipt(if is(KeepReason::OtherBytes) { "other" } else { "same" }, level);
    let reread = if is(KeepReason::RereadDiffers) {
        "failing card"
    } else {
        "same"
    };
    may_erase(&EraseFacts {
        capture: CaptureFacts {
            sha256: Sha256Digest::of(b"same"),
            read_ended: at(0),
        },
        reread: (!is(KeepReason::NotReread)).then(|| Reread {
            sha256: Sha256Digest::of(reread.as_bytes()),
        }),
        receipt: &receipt,
        marks: Marks {
            is_marked_important: is(KeepReason::MarkedImportant),
            is_marked_by_person: is(KeepReason::MarkedByPerson),
            is_tagged_unconfirmed: is(KeepReason::Tagged),
        },
        is_attributed: !is(KeepReason::Unassigned),
        policy: ReleasePolicy {
            is_enabled: !is(KeepReason::Disabled),
            level: ReceiptLevel::Verified,
            rest_ms: 24 * HOUR_MS,
        },
        now: if is(KeepReason::Resting) { at(23) } else { at(24) },
    })
}

#[test]
fn all_in_order_may_be_erased() {
    assert_eq!(verdict_with(&[]), EraseVerdict::MayErase);
}

#[test]
fn each_reason_alone_keeps_the_file() {
    for reason in REASONS {
        assert_eq!(verdict_with(&[reason]), EraseVerdict::Keep(vec![reason]));
    }
}

#[test]
fn every_combination_of_reasons_is_told_whole_and_in_order() {
    let mut combinations = 0;
    for pick in 0_u32..1 << REASONS.len() {
        let wrong: Vec<KeepReason> = REASONS
            .into_iter()
            .enumerate()
            .filter(|(bit, _)| pick >> bit & 1 == 1)
            .map(|(_, reason)| reason)
            .collect();
        if wrong.contains(&KeepReason::NotReread) && wrong.contains(&KeepReason::RereadDiffers) {
            continue;
        }
        combinations += 1;
        let expected = if wrong.is_empty() {
            EraseVerdict::MayErase
        } else {
            EraseVerdict::Keep(wrong.clone())
        };
        assert_eq!(verdict_with(&wrong), expected);
    }
    assert_eq!(combinations, 768);
}

/// Facts as a person writes them down in `fixtures/release`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a sheet of yes and no, as a person fills it in"
)]
struct Given {
    erasing_is_switched_on: bool,
    policy_wants_level: ReceiptLevel,
    policy_rest_hours: i64,
    first_reading: Reading,
    second_reading: Option<Content>,
    receipt: ReceiptGiven,
    marked_important_on_the_device: bool,
    a_person_confirmed_or_denied_that_mark: bool,
    marked_important_by_a_person: bool,
    tagged_and_not_confirmed: bool,
    ledger_knows_whose_it_is: bool,
    now: Timestamp,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    content: String,
    ended: Timestamp,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    content: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReceiptGiven {
    content: String,
    level: ReceiptLevel,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    may_erase: bool,
    kept_because: Vec<String>,
}

const fn word(reason: KeepReason) -> &'static str {
    match reason {
        KeepReason::Disabled => "erasing is switched off",
        KeepReason::LevelTooLow => "the receipt's level is too low",
        KeepReason::OtherBytes => "the receipt is about other bytes",
        KeepReason::NotReread => "not read a second time",
        KeepReason::RereadDiffers => "the second reading gave other bytes",
        KeepReason::Resting => "the rest time has not passed",
        KeepReason::MarkedImportant => "marked important on the device",
        KeepReason::MarkedByPerson => "marked important by a person",
        KeepReason::Tagged => "tagged and not confirmed",
        KeepReason::Unassigned => "nobody knows whose it is",
    }
}

#[test]
fn golden_cases_hold() {
    for Case { name, given, expected } in golden::cases::<Given, Expectation>("fixtures/release", 20) {
        let receipt = receipt(&given.receipt.content, given.receipt.level);
        let verdict = may_erase(&EraseFacts {
            capture: CaptureFacts {
                sha256: Sha256Digest::of(given.first_reading.content.as_bytes()),
                read_ended: given.first_reading.ended,
            },
            reread: given.second_reading.map(|r| Reread {
                sha256: Sha256Digest::of(r.content.as_bytes()),
            }),
            receipt: &receipt,
            marks: Marks {
                is_marked_important: given.marked_important_on_the_device
                    && !given.a_person_confirmed_or_denied_that_mark,
                is_marked_by_person: given.marked_important_by_a_person,
                is_tagged_unconfirmed: given.tagged_and_not_confirmed,
            },
            is_attributed: given.ledger_knows_whose_it_is,
            policy: ReleasePolicy {
                is_enabled: given.erasing_is_switched_on,
                level: given.policy_wants_level,
                rest_ms: given.policy_rest_hours * HOUR_MS,
            },
            now: given.now,
        });
        let reasons = match verdict {
            EraseVerdict::MayErase => Vec::new(),
            EraseVerdict::Keep(reasons) => reasons.into_iter().map(word).collect(),
        };
        assert_eq!(
            (reasons.is_empty(), reasons),
            (
                expected.may_erase,
                expected.kept_because.iter().map(String::as_str).collect()
            ),
            "{name}"
        );
    }
}

proptest! {
    #[test]
    fn taking_away_any_one_condition_never_erases(pick in prop::sample::select(&REASONS[..]), others in prop::collection::vec(prop::sample::select(&REASONS[..]), 0..10)) {
        let mut wrong = others;
        wrong.push(pick);
        prop_assert_ne!(verdict_with(&wrong), EraseVerdict::MayErase);
    }

    #[test]
    fn rest_time_is_over_at_its_last_millisecond_and_not_before(rest_ms in -3_i64..1_000_000_000, apart_ms in -3_i64..=3) {
        // A negative setting counts as none, so that a clock that ran backwards never erases.
        let wanted_ms = rest_ms.max(0);
        let receipt = receipt("same", ReceiptLevel::Verified);
        let same = Sha256Digest::of(b"same");
        let verdict = may_erase(&EraseFacts {
            capture: CaptureFacts { sha256: same, read_ended: at(0) },
            reread: Some(Reread { sha256: same }),
            receipt: &receipt,
            marks: Marks::default(),
            is_attributed: true,
            policy: ReleasePolicy { is_enabled: true, level: ReceiptLevel::Sealed, rest_ms },
            now: at(0).plus_ms(wanted_ms + apart_ms).unwrap(),
        });
        prop_assert_eq!(verdict == EraseVerdict::MayErase, apart_ms >= 0);
    }
}
