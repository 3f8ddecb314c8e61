//! Behaviour of claims: they fill what nobody spoke for, and overwrite nothing.

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ClaimedPair, DockingTimes, Merged, known, taken, used};
use crate::digest::Sha256Digest;
use crate::golden::{self, Case};
use crate::ids::{HandoverId, OfficerId, RecorderId, UnitId};
use crate::ledger::HandoverFacts;
use crate::rules::attribution::AttributionPolicy;
use crate::time::Timestamp;

const POLICY: AttributionPolicy = AttributionPolicy::PRESET;

/// Facts as a person writes them down in `fixtures/claims`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    question: String,
    pair: PairGiven,
    docked: Timestamp,
    last_return: Option<Timestamp>,
    docked_next: Option<Timestamp>,
    said: Option<Timestamp>,
    handovers: Vec<HandoverGiven>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PairGiven {
    unit: String,
    lead: String,
    assisting: Option<String>,
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

fn bytes(name: &str) -> [u8; 16] {
    Sha256Digest::of(name.as_bytes()).as_bytes()[..16].try_into().unwrap()
}

fn officer(name: &str) -> OfficerId {
    OfficerId::from_random(bytes(name))
}

impl HandoverGiven {
    fn facts(&self) -> HandoverFacts {
        HandoverFacts {
            id: HandoverId::from_random(bytes(&self.name)),
            unit_id: UnitId::from_random(bytes(&self.unit)),
            lead: officer(&self.lead),
            assisting: self.assisting.as_deref().map(officer),
            recorders: self
                .recorders
                .iter()
                .map(|name| RecorderId::from_random(bytes(name)))
                .collect(),
            from: self.from,
            to: self.to,
        }
    }
}

fn verdict(given: &Given) -> Merged {
    let handovers: Vec<HandoverFacts> = given.handovers.iter().map(HandoverGiven::facts).collect();
    let docking = DockingTimes {
        recorder: RecorderId::from_random(bytes("recorder A")),
        docked_at: given.docked,
        last_return: given.last_return,
        docked_next: given.docked_next,
    };
    let pair = ClaimedPair {
        unit_id: UnitId::from_random(bytes(&given.pair.unit)),
        lead: officer(&given.pair.lead),
        assisting: given.pair.assisting.as_deref().map(officer),
    };
    match given.question.as_str() {
        "used" => used(&docking, &pair, &handovers, &POLICY),
        "taken" => taken(&docking, (&pair, given.said.unwrap()), &handovers, &POLICY),
        other => panic!("{other:?} is no question"),
    }
}

fn told(merged: &Merged, given: &Given) -> Value {
    let name = |id: &HandoverId| {
        let named = given.handovers.iter().find(|handover| handover.facts().id == *id);
        named.unwrap().name.clone()
    };
    match merged {
        Merged::Opens { from, to } => json!({"outcome": "opens", "from": from, "to": to}),
        Merged::Agrees { handover } => json!({"outcome": "agrees", "handover": name(handover)}),
        Merged::Conflicts { handovers } => {
            json!({"outcome": "conflicts", "handovers": handovers.iter().map(name).collect::<Vec<_>>()})
        }
        Merged::NoTime => json!({"outcome": "no_time"}),
    }
}

/// Times as instants: files may write them in any zone.
fn instants(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().map(|(key, field)| (key, instants(field))).collect(),
        Value::String(text) => text
            .parse::<Timestamp>()
            .map_or(Value::String(text), |at| json!(at.as_micros())),
        other => other,
    }
}

#[test]
fn golden_cases_hold() {
    for Case { name, given, expected } in golden::cases::<Given, Value>("fixtures/claims", 20) {
        let verdict = told(&verdict(&given), &given);
        assert_eq!(instants(verdict), instants(expected), "{name}");
    }
}

fn hour(hour: i64) -> Timestamp {
    let start: Timestamp = "2026-11-16T00:00:00Z".parse().unwrap();
    start.plus_ms(hour * 3_600_000).unwrap()
}

prop_compose! {
    fn some_handover()(id in any::<[u8; 16]>(), who in 0_u8..3, from in 0_i64..90, long in proptest::option::of(1_i64..30)) -> HandoverFacts {
        HandoverFacts {
            id: HandoverId::from_random(id),
            unit_id: UnitId::from_random([1; 16]),
            lead: OfficerId::from_random([who; 16]),
            assisting: None,
            recorders: vec![RecorderId::from_random([9; 16])],
            from: hour(from),
            to: long.map(|long| hour(from + long)),
        }
    }
}

proptest! {
    #[test]
    fn claim_never_takes_time_that_was_spoken_for_nor_from_before_the_last_return(
        handovers in proptest::collection::vec(some_handover(), 0..6), docked in 40_i64..90, back in proptest::option::of(0_i64..95),
    ) {
        let docking = DockingTimes {
            recorder: RecorderId::from_random([9; 16]),
            docked_at: hour(docked),
            last_return: back.map(hour),
            docked_next: None,
        };
        let pair = ClaimedPair { unit_id: UnitId::from_random([1; 16]), lead: OfficerId::from_random([2; 16]), assisting: None };
        let merged = used(&docking, &pair, &handovers, &POLICY);
        let turned: Vec<_> = handovers.iter().rev().cloned().collect();
        prop_assert_eq!(&merged, &used(&docking, &pair, &turned, &POLICY));
        if let Merged::Opens { from, to } = merged {
            prop_assert!(to == Some(docking.docked_at) && from < docking.docked_at);
            prop_assert!(docking.docked_at.ms_since(from) <= POLICY.open_ms_max);
            prop_assert!(docking.last_return.is_none_or(|back| back <= from));
            let overlaps = |held: &HandoverFacts| {
                let end = held.to.unwrap_or(held.from);
                held.from < docking.docked_at && end > from
            };
            prop_assert!(!handovers.iter().any(overlaps));
            prop_assert_eq!(known(&docking, &handovers, &POLICY), None);
        }
    }
}
