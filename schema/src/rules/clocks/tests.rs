//! Behaviour of `of` and `look`: what counts, that nothing is guessed, and what becomes a finding.

use proptest::prelude::*;
use serde::Deserialize;

use super::docking::{ClockFinding, DockingFacts, FileFacts, Measured, look};
use super::{ClockVerdict, OffsetSaid, of};
use crate::clock::OffsetMethod;
use crate::golden::{self, Case};
use crate::rules::timeline::TimeFinding;
use crate::time::Timestamp;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    said: Vec<OffsetSaid>,
}

#[test]
fn golden_cases_hold() {
    for Case { name, given, expected } in golden::cases::<Said, ClockVerdict>("fixtures/clocks", 17) {
        assert_eq!(of(&given.said), expected, "{name}");
        let reversed: Vec<OffsetSaid> = given.said.into_iter().rev().collect();
        assert_eq!(of(&reversed), expected, "{name}, said in another order");
    }
}

/// What a person writes down of one docking.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    measured: Option<Measured>,
    measured_before: Option<Measured>,
    docked_before: Option<Timestamp>,
    handed_over: Option<Timestamp>,
    files: Vec<File>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    kind: String,
    number: Option<i64>,
    claimed_start: Option<Timestamp>,
    ended_by: Option<Timestamp>,
    is_new: bool,
    odd: Vec<Odd>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Odd {
    reset: Option<String>,
    disagrees: Option<String>,
    apart_ms: Option<i64>,
}

fn odd(odd: Odd) -> TimeFinding {
    match odd.disagrees {
        Some(origin) => TimeFinding::ClaimsDisagree {
            origin,
            apart_ms: odd.apart_ms.unwrap(),
        },
        None => TimeFinding::ClockReset {
            origin: odd.reset.unwrap(),
        },
    }
}

fn facts(given: Given) -> DockingFacts {
    let file = |file: File| FileFacts {
        name: file.name,
        kind: file.kind,
        number: file.number,
        claimed_start: file.claimed_start,
        ended_by: file.ended_by,
        is_new: file.is_new,
        odd: file.odd.into_iter().map(odd).collect(),
    };
    DockingFacts {
        measured: given.measured,
        measured_before: given.measured_before,
        docked_before: given.docked_before,
        handed_over: given.handed_over,
        files: given.files.into_iter().map(file).collect(),
    }
}

#[test]
fn golden_findings_hold() {
    for Case { name, given, expected } in golden::cases::<Given, Vec<ClockFinding>>("fixtures/clock_findings", 23) {
        let mut facts = facts(given);
        assert_eq!(look(&facts), expected, "{name}");
        facts.files.reverse();
        assert_eq!(look(&facts), expected, "{name}, files in another order");
    }
}

fn anything() -> impl Strategy<Value = Vec<OffsetSaid>> {
    let method = prop::sample::select(OffsetMethod::ALL.to_vec());
    let ms = || prop_oneof![-200_000_i64..200_000, any::<i64>()];
    let at = || 0_i64..4_000_000_000_000_000;
    let one = (method, any::<bool>(), ms(), ms(), prop::option::of(at()), at());
    let one = one.prop_map(
        |(method, is_of_clip, offset_ms, uncertainty_ms, measured, stated)| OffsetSaid {
            name: format!("{stated}{offset_ms}"),
            method,
            is_of_clip,
            offset_ms,
            uncertainty_ms,
            measured_at: measured.map(|at| Timestamp::from_micros(at).unwrap()),
            stated_at: Timestamp::from_micros(stated).unwrap(),
        },
    );
    prop::collection::vec(one, 0..6)
}

proptest! {
    #[test]
    fn order_does_not_matter(said in anything(), turn in 0_usize..6) {
        let mut turned = said.clone();
        turned.rotate_left(turn.min(said.len()));
        prop_assert_eq!(of(&turned), of(&said));
    }

    #[test]
    fn whatever_was_measured_of_the_nearest_kind_stays_possible(said in anything()) {
        let has_own = said.iter().any(|one| one.is_of_clip);
        let verdict = of(&said);
        if verdict.contradiction.is_some() {
            let counts = verdict.counts.unwrap();
            for one in said.iter().filter(|one| one.is_of_clip == has_own && one.method.is_measured()) {
                let apart = counts.offset_ms.saturating_sub(one.offset_ms).saturating_abs();
                prop_assert!(apart <= counts.uncertainty_ms.saturating_add(1));
            }
        }
    }

    #[test]
    fn something_counts_where_something_was_said(said in anything()) {
        prop_assert_eq!(of(&said).counts.is_some(), !said.is_empty());
    }
}
