//! Behaviour of `of`: the ledger decides, nothing is guessed, hints and uncertainty are told and change nothing.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::{Attribution, AttributionFinding, AttributionPolicy, ClipFacts, ClipTime, Outcome, Unassigned, of};
use crate::digest::Sha256Digest;
use crate::golden::{self, Case};
use crate::ids::{HandoverId, OfficerId, RecorderId, UnitId};
use crate::ledger::HandoverFacts;
use crate::time::Timestamp;

const MINUTE_MS: i64 = 60_000;

/// Facts as a person writes them down in `fixtures/attribution`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    clip: ClipGiven,
    handovers: Vec<HandoverGiven>,
    policy: Option<PolicyGiven>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClipGiven {
    recorder: Option<String>,
    time: Option<TimeGiven>,
    device_names: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TimeGiven {
    start: Timestamp,
    end: Timestamp,
    uncertainty_seconds: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HandoverGiven {
    name: String,
    recorders: Vec<String>,
    unit: String,
    lead: String,
    assisting: Option<String>,
    from: Timestamp,
    to: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyGiven {
    edge_minutes: i64,
    open_hours_max: i64,
}

/// Ids for names, so that a file can say "Li" where the rule wants an officer.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn bytes(name: &str) -> [u8; 16] {
        Sha256Digest::of(name.as_bytes()).as_bytes()[..16].try_into().unwrap()
    }

    fn known<T: ToString>(&mut self, name: &str, make: fn([u8; 16]) -> T) -> T {
        let id = make(Self::bytes(name));
        self.0.insert(id.to_string(), name.to_owned());
        id
    }

    fn handover(&mut self, given: &HandoverGiven) -> HandoverFacts {
        HandoverFacts {
            id: self.known(&given.name, HandoverId::from_random),
            unit_id: self.known(&given.unit, UnitId::from_random),
            lead: self.known(&given.lead, OfficerId::from_random),
            assisting: given
                .assisting
                .as_deref()
                .map(|name| self.known(name, OfficerId::from_random)),
            recorders: given
                .recorders
                .iter()
                .map(|name| self.known(name, RecorderId::from_random))
                .collect(),
            from: given.from,
            to: given.to,
        }
    }

    fn clip(&mut self, given: &ClipGiven) -> ClipFacts {
        let known = |name: &String| self.known(name, OfficerId::from_random);
        let device_officer = given.device_names.as_ref().map(known);
        ClipFacts {
            recorder: given
                .recorder
                .as_deref()
                .map(|name| self.known(name, RecorderId::from_random)),
            placed: given.time.as_ref().map(|time| ClipTime {
                start: time.start,
                end: time.end,
                uncertainty_ms: time.uncertainty_seconds * 1000,
            }),
            device_officer,
        }
    }

    /// The verdict's JSON form, which is what gets stored, with names where the ids were.
    fn told(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.0.get(&text).cloned().unwrap_or(text)),
            Value::Array(items) => items.into_iter().map(|item| self.told(item)).collect(),
            Value::Object(fields) => fields.into_iter().map(|(key, field)| (key, self.told(field))).collect(),
            other => other,
        }
    }
}

#[test]
fn golden_cases_hold() {
    for Case { name, given, expected } in golden::cases::<Given, Value>("fixtures/attribution", 30) {
        let mut names = Names::default();
        let clip = names.clip(&given.clip);
        let handovers: Vec<HandoverFacts> = given.handovers.iter().map(|h| names.handover(h)).collect();
        let policy = given
            .policy
            .map_or(AttributionPolicy::PRESET, |policy| AttributionPolicy {
                edge_ms: policy.edge_minutes * MINUTE_MS,
                open_ms_max: policy.open_hours_max * 60 * MINUTE_MS,
            });
        let verdict = of(&clip, &handovers, &policy);
        let stored = serde_json::to_value(&verdict).unwrap();
        assert_eq!(names.told(stored.clone()), expected, "{name}");
        assert_eq!(
            serde_json::from_value::<Attribution>(stored).unwrap(),
            verdict,
            "{name}"
        );
    }
}

/// Every outcome and every finding stands in some golden case.
#[test]
fn golden_cases_show_every_word() {
    let texts: String = golden::json_files("fixtures/attribution")
        .into_iter()
        .map(|(_, v)| v["expected"].to_string())
        .collect();
    let (handover, handovers) = (handover_id(0), Vec::new());
    let reasons = [
        Unassigned::NoRecorder,
        Unassigned::NoTime,
        Unassigned::NoHandover,
        Unassigned::Contested {
            handovers: handovers.clone(),
        },
        Unassigned::Straddles {
            handovers: handovers.clone(),
        },
        Unassigned::RunsOut { handover },
    ];
    let findings = [
        AttributionFinding::NeverClosed { handover },
        AttributionFinding::OverlappingHandovers {
            handovers: handovers.clone(),
        },
        AttributionFinding::OnlyUncertaintyDecides { handovers },
        AttributionFinding::DeviceNamesAnother {
            device_officer: OfficerId::from_random([0; 16]),
        },
    ];
    let words = reasons
        .iter()
        .map(Unassigned::as_str)
        .chain(findings.iter().map(AttributionFinding::as_str));
    for word in words.chain(["assigned", "unassigned"]) {
        assert!(texts.contains(&format!("\"{word}\"")), "no golden case has {word}");
    }
    assert_eq!(
        serde_json::to_value(&reasons[5]).unwrap()["reason"],
        reasons[5].as_str()
    );
    assert_eq!(
        serde_json::to_value(&findings[2]).unwrap()["finding"],
        findings[2].as_str()
    );
}

fn handover_id(number: u8) -> HandoverId {
    HandoverId::from_random([number; 16])
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_micros((1_795_248_000_000 + minute * MINUTE_MS) * 1000).unwrap()
}

const RECORDER: RecorderId = RecorderId::from_random([1; 16]);

/// One of three pairs, on this recorder or another, for up to ten hours or open.
fn handover() -> impl Strategy<Value = HandoverFacts> {
    let ends = prop::option::of(0_i64..600);
    (0_u8..3, 1_u8..3, 0_i64..1440, ends).prop_map(|(pair, recorder, from, length)| HandoverFacts {
        id: handover_id(0),
        unit_id: UnitId::from_random([pair; 16]),
        lead: OfficerId::from_random([pair * 2; 16]),
        assisting: (pair != 2).then(|| OfficerId::from_random([pair * 2 + 1; 16])),
        recorders: vec![RecorderId::from_random([recorder; 16])],
        from: at(from),
        to: length.map(|length| at(from + length)),
    })
}

fn ledger() -> impl Strategy<Value = Vec<HandoverFacts>> {
    prop::collection::vec(handover(), 0..7).prop_map(|mut handovers| {
        for (number, handover) in (1..).zip(&mut handovers) {
            handover.id = handover_id(number);
        }
        handovers
    })
}

fn clip() -> impl Strategy<Value = ClipFacts> {
    (-60_i64..1500, 0_i64..200, 0_i64..100, prop::option::of(0_u8..7)).prop_map(|(start, length, doubt, officer)| {
        ClipFacts {
            recorder: Some(RECORDER),
            placed: Some(ClipTime {
                start: at(start),
                end: at(start + length),
                uncertainty_ms: doubt * MINUTE_MS,
            }),
            device_officer: officer.map(|number| OfficerId::from_random([number; 16])),
        }
    })
}

const POLICY: AttributionPolicy = AttributionPolicy::PRESET;

proptest! {
    #[test]
    fn order_of_the_handovers_does_not_matter((handovers, mixed) in ledger().prop_flat_map(|l| (Just(l.clone()), Just(l).prop_shuffle())), clip in clip()) {
        prop_assert_eq!(of(&clip, &mixed, &POLICY), of(&clip, &handovers, &POLICY));
    }

    #[test]
    fn handovers_of_other_recorders_do_not_matter(handovers in ledger(), clip in clip()) {
        let own: Vec<HandoverFacts> = handovers.iter().filter(|h| h.recorders.contains(&RECORDER)).cloned().collect();
        prop_assert_eq!(of(&clip, &own, &POLICY), of(&clip, &handovers, &POLICY));
    }

    #[test]
    fn what_the_device_claims_changes_no_outcome(handovers in ledger(), clip in clip()) {
        let silent = ClipFacts { device_officer: None, ..clip };
        prop_assert_eq!(of(&silent, &handovers, &POLICY).outcome, of(&clip, &handovers, &POLICY).outcome);
    }

    #[test]
    fn uncertainty_changes_no_outcome(handovers in ledger(), clip in clip()) {
        let mut sure = clip;
        sure.placed.as_mut().unwrap().uncertainty_ms = 0;
        prop_assert_eq!(of(&sure, &handovers, &POLICY).outcome, of(&clip, &handovers, &POLICY).outcome);
    }

    #[test]
    fn nobody_is_assigned_while_another_pair_held_the_recorder(handovers in ledger(), clip in clip()) {
        let (time, all) = (clip.placed.unwrap(), &handovers);
        if let Outcome::Assigned { handover_id, lead, assisting, unit_id } = of(&clip, all, &POLICY).outcome {
            let chosen = all.iter().find(|h| h.id == handover_id).unwrap();
            prop_assert_eq!((chosen.lead, chosen.assisting, chosen.unit_id), (lead, assisting, unit_id));
            prop_assert!(chosen.recorders.contains(&RECORDER));
            let edge_ms = POLICY.edge_ms;
            prop_assert!(time.end.ms_since(chosen.from) >= -edge_ms);
            let closed_others = all.iter().filter(|h| h.lead != lead && h.recorders.contains(&RECORDER) && h.to.is_some());
            for other in closed_others {
                let overlap_ms = time.end.min(other.to.unwrap()).ms_since(time.start.max(other.from));
                prop_assert!(overlap_ms <= 0, "{other:?}");
            }
        }
    }

    #[test]
    fn one_closed_handover_covers_to_the_last_millisecond_of_its_edge(before_ms in -3_i64..=3, after_ms in -3_i64..=3) {
        let facts = HandoverFacts {
            id: handover_id(1), unit_id: UnitId::from_random([0; 16]), lead: OfficerId::from_random([0; 16]), assisting: None,
            recorders: vec![RECORDER], from: at(0), to: Some(at(60)),
        };
        let start = at(0).plus_ms(-POLICY.edge_ms - before_ms).unwrap();
        let end = at(60).plus_ms(POLICY.edge_ms + after_ms).unwrap();
        let clip = ClipFacts { recorder: Some(RECORDER), placed: Some(ClipTime { start, end, uncertainty_ms: 0 }), device_officer: None };
        let is_assigned = matches!(of(&clip, &[facts], &POLICY).outcome, Outcome::Assigned { .. });
        prop_assert_eq!(is_assigned, before_ms <= 0 && after_ms <= 0);
    }

    #[test]
    fn no_input_at_all_makes_the_rule_stumble(handovers in ledger(), [start, doubt, edge_ms, open_ms_max] in any::<[i64; 4]>()) {
        let start = Timestamp::from_micros(start).unwrap_or(at(0));
        let clip = ClipFacts { recorder: Some(RECORDER), placed: Some(ClipTime { start, end: at(0), uncertainty_ms: doubt }), device_officer: None };
        let verdict = of(&clip, &handovers, &AttributionPolicy { edge_ms, open_ms_max });
        prop_assert!(handovers.iter().any(|h| h.recorders.contains(&RECORDER)) || verdict.outcome == Outcome::Unassigned(Unassigned::NoHandover));
    }
}
