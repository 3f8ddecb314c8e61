//! What is said of files that stay.

use chrono_tz::Tz;
use evidence_schema::rules::release::KeepReason;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docking_notes::{DockingNote, StayGroup, StayReason};

use super::{Shown, Stay, Why, stays_full, summary, whole_summary};
use crate::clock::fake::NOON;

const HOUR_MS: i64 = 3600 * 1000;

fn at(hours: i64) -> Timestamp {
    Timestamp::from_micros(NOON).unwrap().plus_ms(hours * HOUR_MS).unwrap()
}

fn shown() -> Shown {
    Shown {
        zone: Tz::Asia__Shanghai,
        now: at(0),
    }
}

fn stay(reasons: &[KeepReason]) -> Stay {
    Stay::new("VIDEO/a.MP4", reasons.iter().copied().map(Why::Rule).collect())
}

fn resting(hours: i64) -> Stay {
    Stay {
        rests_until: Some(at(hours)),
        ..stay(&[KeepReason::Resting])
    }
}

#[test]
fn every_file_is_counted_once_and_the_largest_group_comes_first() {
    let mut stays = vec![resting(1), resting(2), resting(2)];
    stays.push(stay(&[KeepReason::Resting, KeepReason::MarkedImportant]));
    stays.push(stay(&[KeepReason::Tagged, KeepReason::MarkedImportant]));
    // Noon here is 16:00 in Shanghai.
    let told = summary(&stays, 40, shown()).unwrap();
    assert_eq!(
        told.words,
        "5 of 40 files stay on the recorder: 3 rest until 18:00, 2 are marked important by the device: a person decides"
    );
    let group = |why, files, until| StayGroup { why, files, until };
    let groups = vec![
        group(StayReason::Resting, 3, Some(at(2))),
        group(StayReason::MarkedImportant, 2, None),
    ];
    let note = DockingNote::FilesStay {
        files: 5,
        of: 40,
        groups,
    };
    assert_eq!(told.note, note, "pages say the same by kind");
}

#[test]
fn one_file_is_spoken_of_as_one_and_another_day_with_its_date() {
    assert_eq!(
        summary(&[resting(24)], 1, shown()).unwrap().words,
        "1 of 1 files stays on the recorder: 1 rests until 2096-11-22 16:00"
    );
}

#[test]
fn what_passes_by_itself_or_is_the_preset_is_not_worth_a_message() {
    let off = stay(&[KeepReason::Disabled, KeepReason::MarkedImportant]);
    let waiting = Stay::new("b", vec![Why::NotVerified]);
    assert_eq!(summary(&[], 3, shown()), None);
    assert_eq!(summary(&[off.clone(), waiting.clone()], 3, shown()), None);
    assert!(summary(&[off.clone(), resting(1)], 3, shown()).is_some());
    assert!(whole_summary(&[off], 3, shown()).contains("switched off"));
}

#[test]
fn every_reason_of_a_file_is_told() {
    let mut both = stay(&[KeepReason::Resting, KeepReason::Unassigned]);
    both.rests_until = Some(at(2));
    assert_eq!(
        both.words(shown()),
        "rests until 18:00; belongs to nobody yet: say whose footage it is"
    );
    assert_eq!(both.headline(), Why::Rule(KeepReason::Unassigned));
}

#[test]
fn full_recorder_is_an_alarm_unless_its_files_go_before_the_next_shift() {
    assert!(stays_full(&[], at(0)));
    assert!(!stays_full(
        &[resting(8), Stay::new("b", vec![Why::NotVerified])],
        at(0)
    ));
    assert!(stays_full(&[resting(9)], at(0)));
    assert!(stays_full(&[Stay::new("a", vec![Why::SaidRefused])], at(0)));
    assert!(stays_full(&[resting(1), stay(&[KeepReason::MarkedImportant])], at(0)));
}

#[test]
fn every_reason_has_its_place_and_its_words() {
    let rules = [
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
    let others = [
        Why::LogBroken,
        Why::CardDoubtful,
        Why::Incomplete,
        Why::NotWritable,
        Why::NeedsPerson,
        Why::ClocksApart,
        Why::Vetoed,
        Why::SaidUntold,
        Why::SaidRefused,
        Why::NoProof,
        Why::NoClip,
        Why::Unreadable,
        Why::Changed,
        Why::NotNoted,
        Why::Unanswered,
        Why::NotVerified,
    ];
    let all: Vec<Why> = rules.into_iter().map(Why::Rule).chain(others).collect();
    let ranks: std::collections::BTreeSet<usize> = all.iter().map(|why| why.rank()).collect();
    assert_eq!(ranks.len(), all.len());
    assert_eq!(ranks.last(), Some(&(all.len() - 1)));
    let reasons: std::collections::HashSet<StayReason> = all.iter().map(|why| why.reason()).collect();
    assert_eq!(reasons.len(), all.len(), "each is told as itself");
}
