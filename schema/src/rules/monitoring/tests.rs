//! Behaviour of `lacks`.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use proptest::prelude::*;
use serde::Deserialize;

use super::{DecisionFacts, RecordFacts, RecordLack, VersionFacts, lacks};
use crate::golden;
use crate::monitoring::{DecisionKind, DevicePoint, RecordPoint};

/// Facts as a person writes them down in `fixtures/monitoring`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    recorded_on: Option<NaiveDate>,
    device: Vec<VersionGiven>,
    #[serde(default)]
    decisions: Vec<DecisionGiven>,
    #[serde(default)]
    reviews: Vec<BTreeSet<RecordPoint>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionGiven {
    since: NaiveDate,
    #[serde(default)]
    out_of_use: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionGiven {
    kind: DecisionKind,
    version: u64,
    on: NaiveDate,
    affirmed: BTreeSet<DevicePoint>,
}

fn facts(given: Given) -> RecordFacts {
    let versions = given.device.iter().zip(1..).map(|(version, ordinal)| VersionFacts {
        ordinal,
        since: version.since,
        is_void: version.out_of_use,
    });
    let decisions = given.decisions.into_iter().map(|decision| DecisionFacts {
        kind: decision.kind,
        version: decision.version,
        decided_on: decision.on,
        affirmed: decision.affirmed,
    });
    RecordFacts {
        recorded_on: given.recorded_on,
        versions: versions.collect(),
        decisions: decisions.collect(),
        reviews: given.reviews,
    }
}

#[test]
fn golden_cases_hold() {
    for golden in golden::cases::<Given, Vec<String>>("fixtures/monitoring", 20) {
        let found: Vec<String> = lacks(&facts(golden.given)).iter().map(ToString::to_string).collect();
        assert_eq!(found, golden.expected, "{}", golden.name);
    }
}

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(n)
}

fn any_decision() -> impl Strategy<Value = DecisionFacts> {
    let points = proptest::sample::subsequence(DevicePoint::ALL.to_vec(), 0..=DevicePoint::ALL.len());
    let kind = proptest::sample::select(DecisionKind::ALL.to_vec());
    (kind, 1..3_u64, 0..30_u64, points).prop_map(|(kind, version, on, affirmed)| DecisionFacts {
        kind,
        version,
        decided_on: day(on),
        affirmed: affirmed.into_iter().collect(),
    })
}

fn any_record() -> impl Strategy<Value = RecordFacts> {
    let versions = (0..30_u64, 0..30_u64).prop_map(|(first, second)| {
        let version = |(ordinal, since)| VersionFacts {
            ordinal,
            since: day(since),
            is_void: false,
        };
        vec![version((1, first)), version((2, first + second))]
    });
    let review = proptest::sample::subsequence(RecordPoint::ALL.to_vec(), 0..=4)
        .prop_map(|points| points.into_iter().collect::<BTreeSet<_>>());
    (
        proptest::option::of(0..60_u64),
        versions,
        proptest::collection::vec(any_decision(), 0..6),
        proptest::collection::vec(review, 0..3),
    )
        .prop_map(|(recorded, versions, decisions, reviews)| RecordFacts {
            recorded_on: recorded.map(day),
            versions,
            decisions,
            reviews,
        })
}

proptest! {
    /// Whatever is decided after the day of the recording, nothing that counted on that day counts less.
    #[test]
    fn later_decisions_spoil_nothing_and_mend_nothing(mut record in any_record(), mut later in any_decision()) {
        record.recorded_on = record.recorded_on.or(Some(day(30)));
        let before = lacks(&record);
        later.decided_on = day(70);
        let mut after = record.clone();
        after.decisions.push(later);
        let is_decided = |lack: &RecordLack| !matches!(lack, RecordLack::NotDecided { .. });
        let mut now = lacks(&after);
        now.retain(is_decided);
        for lack in before.iter().filter(|lack| is_decided(lack)) {
            prop_assert!(now.contains(lack), "{lack:?} went away");
        }
        for lack in &now {
            let is_told = before.contains(lack)
                || matches!(lack, RecordLack::ApprovedLater { .. } | RecordLack::Refused { .. });
            prop_assert!(is_told, "{lack:?} came");
        }
        prop_assert_eq!(before.is_empty(), lacks(&after).is_empty());
    }

    /// Nothing is lacking only where both decisions and all four points are there.
    #[test]
    fn whole_record_has_two_decisions_and_four_points(record in any_record()) {
        if lacks(&record).is_empty() {
            for kind in DecisionKind::ALL {
                prop_assert!(record.decisions.iter().any(|made| made.kind == *kind && made.unmet().is_empty()));
            }
            prop_assert_eq!(record.reviews.last().map(BTreeSet::len), Some(4));
            prop_assert!(record.recorded_on.is_some());
        }
    }
}
