//! Behaviour of `of`: officers and time decide, doubt weakens, nothing of another pair is proposed.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::{ActFacts, ClipFacts, Held, SuggestionPolicy, of};
use crate::digest::Sha256Digest;
use crate::golden;
use crate::ids::{ActId, ClipId, OfficerId, RecorderId};
use crate::rules::attribution::ClipTime;
use crate::rules::sessions::Session;
use crate::time::Timestamp;

/// Facts as a person writes them down in `fixtures/suggestion`. Times are of one day in China unless a date is given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    case: String,
    #[expect(dead_code, reason = "for the reader of the file")]
    why: String,
    acts: Vec<ActGiven>,
    clips: Vec<ClipGiven>,
    proposed: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActGiven {
    name: String,
    /// `08:00 - 09:30`; `08:00 -` without departure.
    sessions: Vec<String>,
    officers: Vec<String>,
    #[serde(default)]
    held: Vec<HeldGiven>,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeldGiven {
    recorder: String,
    time: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClipGiven {
    name: String,
    time: Option<String>,
    #[serde(default)]
    doubt_seconds: i64,
    #[serde(default)]
    officers: Vec<String>,
    recorder: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    is_linked: bool,
    #[serde(default)]
    declined_for: Vec<String>,
}

/// Ids for names, so that a file can say "Li" where the rule wants an officer.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn known<T: ToString>(&mut self, name: &str, make: fn([u8; 16]) -> T) -> T {
        let bytes = Sha256Digest::of(name.as_bytes()).as_bytes()[..16].try_into().unwrap();
        let id = make(bytes);
        self.0.insert(id.to_string(), name.to_owned());
        id
    }

    fn act(&mut self, given: &ActGiven) -> ActFacts {
        let held = |names: &mut Self, held: &HeldGiven| {
            let (from, to) = stretch(&held.time);
            Held {
                recorder: names.known(&held.recorder, RecorderId::from_random),
                from,
                to,
            }
        };
        ActFacts {
            id: self.known(&given.name, ActId::from_random),
            sessions: given.sessions.iter().map(|text| session(text)).collect(),
            officers: given
                .officers
                .iter()
                .map(|name| self.known(name, OfficerId::from_random))
                .collect(),
            held: given.held.iter().map(|of| held(self, of)).collect(),
            tags: given.tags.clone(),
        }
    }

    fn clip(&mut self, given: &ClipGiven) -> ClipFacts {
        let time = |text: &String| {
            let (start, end) = stretch(text);
            ClipTime {
                start,
                end: end.unwrap(),
                uncertainty_ms: given.doubt_seconds * 1000,
            }
        };
        ClipFacts {
            id: self.known(&given.name, ClipId::from_random),
            placed: given.time.as_ref().map(time),
            officers: given
                .officers
                .iter()
                .map(|name| self.known(name, OfficerId::from_random))
                .collect(),
            recorder: given
                .recorder
                .as_deref()
                .map(|name| self.known(name, RecorderId::from_random)),
            tags: given.tags.clone(),
            is_linked: given.is_linked,
            declined: given
                .declined_for
                .iter()
                .map(|name| self.known(name, ActId::from_random))
                .collect(),
        }
    }

    /// JSON with names where the ids were.
    fn told(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.0.get(&text).cloned().unwrap_or(text)),
            Value::Array(items) => items.into_iter().map(|item| self.told(item)).collect(),
            Value::Object(fields) => fields.into_iter().map(|(key, field)| (key, self.told(field))).collect(),
            other => other,
        }
    }
}

/// `08:00`, `08:00:30` or `21 08:00`: an hour of November 20 2026 in China, or of another day of that month.
fn moment(text: &str) -> Timestamp {
    let (day, hour) = text.trim().split_once(' ').unwrap_or(("20", text.trim()));
    let seconds = if hour.len() == 5 { ":00" } else { "" };
    format!("2026-11-{day}T{hour}{seconds}+08:00").parse().unwrap()
}

fn stretch(text: &str) -> (Timestamp, Option<Timestamp>) {
    let (from, to) = text.split_once(" -").unwrap();
    (moment(from), Some(to.trim()).filter(|to| !to.is_empty()).map(moment))
}

fn session(text: &str) -> Session {
    let (arrived_at, departed_at) = stretch(text);
    Session {
        arrived_at,
        departed_at,
    }
}

fn proposed(names: &Names, (acts, clips): (&[ActFacts], &[ClipFacts])) -> Value {
    let told = of(acts, clips, &SuggestionPolicy::PRESET).into_iter().map(|one| {
        serde_json::json!({
            "act": one.act_id,
            "clip": one.clip_id,
            "strength": one.strength,
            "reasons": one.reasons,
        })
    });
    names.told(told.collect())
}

#[test]
fn golden_cases_hold() {
    let cases = golden::json_files("fixtures/suggestion");
    assert!(cases.len() >= 24, "only {} golden cases", cases.len());
    for (name, value) in cases {
        let golden: Golden = serde_json::from_value(value).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut names = Names::default();
        let acts: Vec<ActFacts> = golden.acts.iter().map(|act| names.act(act)).collect();
        let clips: Vec<ClipFacts> = golden.clips.iter().map(|clip| names.clip(clip)).collect();
        let now = proposed(&names, (&acts, &clips));
        assert_eq!(
            golden::pretty(&now),
            golden::pretty(&golden.proposed),
            "{name}: {}",
            golden.case
        );
    }
}

fn an_act(from_minute: i64, length_minutes: i64) -> ActFacts {
    let start = moment("08:00").plus_ms(from_minute * 60_000).unwrap();
    ActFacts {
        id: ActId::from_random([1; 16]),
        sessions: vec![Session {
            arrived_at: start,
            departed_at: start.plus_ms(length_minutes * 60_000),
        }],
        officers: vec![OfficerId::from_random([1; 16]), OfficerId::from_random([2; 16])],
        held: Vec::new(),
        tags: Vec::new(),
    }
}

fn a_clip(number: u8, minute: i64, officer: u8) -> ClipFacts {
    let start = moment("00:00").plus_ms(minute * 60_000).unwrap();
    ClipFacts {
        id: ClipId::from_random([number; 16]),
        placed: Some(ClipTime {
            start,
            end: start.plus_ms(600_000).unwrap(),
            uncertainty_ms: 2000,
        }),
        officers: vec![OfficerId::from_random([officer; 16])],
        recorder: None,
        tags: Vec::new(),
        is_linked: false,
        declined: Vec::new(),
    }
}

proptest! {
    #[test]
    fn the_order_of_clips_does_not_matter(minutes in proptest::collection::vec((0_i64..1440, 1_u8..4), 0..12)) {
        let clips: Vec<ClipFacts> = minutes
            .iter()
            .zip(1_u8..)
            .map(|((minute, officer), number)| a_clip(number, *minute, *officer))
            .collect();
        let mut turned = clips.clone();
        turned.reverse();
        let acts = [an_act(0, 120)];
        prop_assert_eq!(
            of(&acts, &clips, &SuggestionPolicy::PRESET),
            of(&acts, &turned, &SuggestionPolicy::PRESET)
        );
    }

    #[test]
    fn footage_of_others_is_never_proposed(minute in 0_i64..1440, from in 0_i64..600, length in 1_i64..600) {
        let clips = [a_clip(1, minute, 9)];
        prop_assert!(of(&[an_act(from, length)], &clips, &SuggestionPolicy::PRESET).is_empty());
    }
}
