//! Behaviour of the list of footage that is expected of a lost or damaged recorder.

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ActFacts, DockingFacts, ExpectedPolicy, ExpectedStretch, HeldFacts, RecorderFacts, of_device};
use crate::digest::Sha256Digest;
use crate::golden::{self, Case};
use crate::ids::{ActId, HandoverId, OfficerId};
use crate::rules::sessions::Session;
use crate::time::Timestamp;

const POLICY: ExpectedPolicy = ExpectedPolicy::PRESET;

/// Facts as a person writes them down in `fixtures/expected`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    asked: Timestamp,
    lost: Option<Timestamp>,
    dockings: Vec<DockingGiven>,
    handovers: Vec<HandoverGiven>,
    #[serde(default)]
    clips: Vec<(Timestamp, Timestamp)>,
    #[serde(default)]
    acts: Vec<ActGiven>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DockingGiven {
    at: Timestamp,
    /// When the server heard of it; absent: at once.
    heard: Option<Timestamp>,
    read_to_the_end: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HandoverGiven {
    name: String,
    officers: Vec<String>,
    from: Timestamp,
    to: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActGiven {
    name: String,
    officers: Vec<String>,
    sessions: Vec<(Timestamp, Option<Timestamp>)>,
}

fn bytes(name: &str) -> [u8; 16] {
    Sha256Digest::of(name.as_bytes()).as_bytes()[..16].try_into().unwrap()
}

fn officers(names: &[String]) -> Vec<OfficerId> {
    names.iter().map(|name| OfficerId::from_random(bytes(name))).collect()
}

impl Given {
    fn facts(&self) -> RecorderFacts {
        let docking = |given: &DockingGiven| DockingFacts {
            at: given.at,
            heard_at: given.heard.unwrap_or(given.at),
            is_read: given.read_to_the_end,
        };
        let held = |given: &HandoverGiven| HeldFacts {
            id: HandoverId::from_random(bytes(&given.name)),
            officers: officers(&given.officers),
            from: given.from,
            to: given.to,
        };
        let session = |(arrived_at, departed_at): &(Timestamp, Option<Timestamp>)| Session {
            arrived_at: *arrived_at,
            departed_at: *departed_at,
        };
        let act = |given: &ActGiven| ActFacts {
            id: ActId::from_random(bytes(&given.name)),
            officers: officers(&given.officers),
            sessions: given.sessions.iter().map(session).collect(),
        };
        RecorderFacts {
            asked_at: self.asked,
            gone_at: self.lost,
            dockings: self.dockings.iter().map(docking).collect(),
            handovers: self.handovers.iter().map(held).collect(),
            clips: self.clips.clone(),
            acts: self.acts.iter().map(act).collect(),
        }
    }

    fn told(&self, stretch: &ExpectedStretch) -> Value {
        let handover = |given: &&HandoverGiven| HandoverId::from_random(bytes(&given.name)) == stretch.handover_id;
        let act_name = |id: ActId| {
            let act = |given: &&ActGiven| ActId::from_random(bytes(&given.name)) == id;
            self.acts.iter().find(act).unwrap().name.clone()
        };
        let session = |one: &super::ExpectedSession| json!({"act": act_name(one.act_id), "session": one.session, "from": one.from, "to": one.to});
        json!({
            "handover": self.handovers.iter().find(handover).unwrap().name,
            "from": stretch.from,
            "to": stretch.to,
            "reason": stretch.reason,
            "clips": stretch.clips,
            "sessions": stretch.sessions.iter().map(session).collect::<Vec<_>>(),
        })
    }
}

/// Times as instants: files may write them in any zone.
fn instants(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().map(|(key, field)| (key, instants(field))).collect(),
        Value::Array(items) => items.into_iter().map(instants).collect(),
        Value::String(text) => text
            .parse::<Timestamp>()
            .map_or(Value::String(text), |at| json!(at.as_micros())),
        other => other,
    }
}

#[test]
fn golden_cases_hold() {
    for Case { name, given, expected } in golden::cases::<Given, Value>("fixtures/expected", 10) {
        let stretches = of_device(&given.facts(), &POLICY);
        let told: Value = stretches.iter().map(|stretch| given.told(stretch)).collect();
        assert_eq!(instants(told), instants(expected), "{name}");
    }
}

fn hour(hour: i64) -> Timestamp {
    let start: Timestamp = "2026-11-16T00:00:00Z".parse().unwrap();
    start.plus_ms(hour * 3_600_000).unwrap()
}

prop_compose! {
    fn some_handover()(id in any::<[u8; 16]>(), who in 0_u8..3, from in 0_i64..90, long in proptest::option::of(1_i64..30)) -> HeldFacts {
        HeldFacts {
            id: HandoverId::from_random(id),
            officers: vec![OfficerId::from_random([who; 16])],
            from: hour(from),
            to: long.map(|long| hour(from + long)),
        }
    }
}

prop_compose! {
    fn some_recorder()(
        handovers in proptest::collection::vec(some_handover(), 0..6),
        dockings in proptest::collection::vec((0_i64..100, 0_i64..100, any::<bool>()), 0..4),
        acts in proptest::collection::vec((0_u8..3, 0_i64..90, 1_i64..20), 0..4),
    ) -> RecorderFacts {
        let act = |(index, (who, from, long)): (u8, &(u8, i64, i64))| ActFacts {
            id: ActId::from_random([index; 16]),
            officers: vec![OfficerId::from_random([*who; 16])],
            sessions: vec![Session { arrived_at: hour(*from), departed_at: Some(hour(from + long)) }],
        };
        RecorderFacts {
            asked_at: hour(100),
            gone_at: None,
            dockings: dockings.iter().map(|(at, heard, is_read)| DockingFacts { at: hour(*at), heard_at: hour(*heard), is_read: *is_read }).collect(),
            handovers,
            clips: vec![],
            acts: (0_u8..).zip(&acts).map(act).collect(),
        }
    }
}

fn length_ms(stretches: &[ExpectedStretch]) -> i64 {
    stretches.iter().map(|one| one.to.ms_since(one.from)).sum()
}

proptest! {
    #[test]
    fn nothing_before_the_last_docking_that_was_read_is_expected(facts in some_recorder()) {
        let stretches = of_device(&facts, &POLICY);
        let last = facts.dockings.iter().filter(|docking| docking.is_read).map(DockingFacts::docked_at).max();
        for one in &stretches {
            let held = facts.handovers.iter().find(|held| held.id == one.handover_id).unwrap();
            prop_assert!(one.from >= held.from && one.from < one.to && one.to <= facts.asked_at);
            prop_assert!(last.is_none_or(|last| one.from >= last));
            prop_assert!(one.sessions.iter().all(|session| one.from <= session.from && session.to <= one.to));
        }
    }

    #[test]
    fn order_does_not_matter_and_another_docking_never_adds(facts in some_recorder(), at in 0_i64..100) {
        let stretches = of_device(&facts, &POLICY);
        let mut turned = facts.clone();
        turned.handovers.reverse();
        turned.dockings.reverse();
        turned.acts.reverse();
        prop_assert_eq!(&stretches, &of_device(&turned, &POLICY));
        let mut docked = facts;
        docked.dockings.push(DockingFacts { at: hour(at), heard_at: hour(100), is_read: true });
        prop_assert!(length_ms(&of_device(&docked, &POLICY)) <= length_ms(&stretches));
    }
}
