//! The golden cases of `fixtures/review` and `fixtures/reviewers`, and what must hold for every gate.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde::Deserialize;

use super::reviewers::{Involved, Part, may_review, may_settle};
use super::{Answer, Gate, GateAct, GateVerdict, may_close, may_submit};
use crate::golden;
use crate::ids::{ActId, ClipId, PersonId};
use crate::ledger_import::catalogue::Mode;
use crate::rules::coverage::{Coverage, CoverageFinding, Duty, Measure, Standing};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenAct {
    act: String,
    #[serde(default = "full")]
    duty: Duty,
    #[serde(default = "block")]
    mode: Mode,
    #[serde(default = "yes")]
    over: bool,
    #[serde(default = "recorded")]
    standing: Standing,
    #[serde(default)]
    without_picture_s: i64,
    #[serde(default)]
    without_sound_s: i64,
    #[serde(default)]
    explained_s: i64,
    #[serde(default)]
    doubtful_s: i64,
    #[serde(default)]
    left_out: usize,
    #[serde(default)]
    not_read_back: usize,
    #[serde(default)]
    not_looked_at: usize,
    #[serde(default)]
    without_a_time: usize,
    #[serde(default)]
    explanations_waiting: u64,
    #[serde(default)]
    excused: bool,
    #[serde(default)]
    certified: Option<usize>,
    #[serde(default)]
    times_of_the_footage: bool,
    #[serde(default)]
    times_changed_by: Option<u64>,
    #[serde(default)]
    elements_missing: usize,
}

const fn full() -> Duty {
    Duty::Full
}
const fn block() -> Mode {
    Mode::Block
}
const fn yes() -> bool {
    true
}
const fn recorded() -> Standing {
    Standing::Recorded
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    gate: Gate,
    acts: Vec<GivenAct>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    answer: Answer,
    #[serde(default)]
    reasons: Vec<String>,
    #[serde(default)]
    remarks: Vec<String>,
}

fn act_id(place: usize) -> ActId {
    ActId::from_random([u8::try_from(place).unwrap(); 16])
}

fn clips(first: u8, count: usize) -> Vec<ClipId> {
    let one = |place: usize| ClipId::from_random([first + u8::try_from(place).unwrap(); 16]);
    (0..count).map(one).collect()
}

fn findings(written: &GivenAct) -> BTreeSet<CoverageFinding> {
    let left_out = clips(0, written.left_out)
        .into_iter()
        .map(CoverageFinding::LeftOutSilently);
    let unread = clips(20, written.not_read_back)
        .into_iter()
        .map(CoverageFinding::NotReadBack);
    let unplaced = clips(40, written.without_a_time)
        .into_iter()
        .map(CoverageFinding::Unplaced);
    let elements = (0..written.elements_missing).map(CoverageFinding::ElementMissing);
    let times = written
        .times_of_the_footage
        .then_some(CoverageFinding::TimesOfTheFootage(0));
    let changed = written.times_changed_by.map(CoverageFinding::TimesChanged);
    let certified = written.certified.map(CoverageFinding::TooFewCertified);
    let each = left_out.chain(unread).chain(unplaced).chain(elements);
    each.chain(times).chain(changed).chain(certified).collect()
}

fn gate_act((place, written): (usize, &GivenAct)) -> GateAct {
    let measure = |unexplained_s: i64| Measure {
        unexplained_ms: unexplained_s * 1000,
        explained_ms: written.explained_s * 1000,
        doubtful_ms: written.doubtful_s * 1000,
        ..Measure::default()
    };
    GateAct {
        id: act_id(place),
        duty: written.duty,
        mode: written.mode,
        is_over: written.over,
        coverage: Coverage {
            sessions: Vec::new(),
            between: Vec::new(),
            picture: measure(written.without_picture_s),
            sound: measure(written.without_sound_s),
            findings: findings(written),
            standing: written.standing,
        },
        not_looked_at: clips(60, written.not_looked_at),
        explanations_waiting: written.explanations_waiting,
        is_excused: written.excused,
    }
}

/// `seizure: gap_in_picture 200 s`; what only warns says so.
fn words(acts: &[GivenAct], verdict: &GateVerdict) -> Expected {
    let name = |id: ActId| {
        let place = (0..acts.len()).find(|place| act_id(*place) == id).unwrap();
        acts[place].act.clone()
    };
    let shown = |value: serde_json::Value, tag: &str| {
        let object = value.as_object().unwrap();
        let mut words = object[tag].as_str().unwrap().to_owned();
        for (key, value) in object.iter().filter(|(key, _)| *key != tag && *key != "clip_id") {
            let number = value.as_i64().unwrap();
            let text = if key.ends_with("_ms") {
                format!("{} s", number / 1000)
            } else {
                number.to_string()
            };
            words = format!("{words} {text}");
        }
        words
    };
    let reason = |one: &super::ActReason| {
        let warns = if one.stops { "" } else { " (warns)" };
        let said = shown(serde_json::to_value(one.reason).unwrap(), "reason");
        format!("{}: {said}{warns}", name(one.act_id))
    };
    let remark = |one: &super::ActRemark| {
        let said = shown(serde_json::to_value(one.remark).unwrap(), "remark");
        format!("{}: {said}", name(one.act_id))
    };
    Expected {
        answer: verdict.answer,
        reasons: verdict.reasons.iter().map(reason).collect(),
        remarks: verdict.remarks.iter().map(remark).collect(),
    }
}

#[test]
fn golden_cases_are_judged_as_they_say() {
    for case in golden::cases::<Given, Expected>("fixtures/review", 20) {
        let acts: Vec<GateAct> = case.given.acts.iter().enumerate().map(gate_act).collect();
        let verdict = match case.given.gate {
            Gate::Submit => may_submit(&acts),
            Gate::Close => may_close(&acts),
        };
        assert_eq!(words(&case.given.acts, &verdict), case.expected, "{}", case.name);
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    person: String,
    had_part: Vec<(String, Part)>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Barred {
    from_reviewing: BTreeSet<Part>,
    from_settling: BTreeSet<Part>,
}

#[test]
fn nobody_judges_what_they_had_a_part_in() {
    for case in golden::cases::<Parts, Barred>("fixtures/reviewers", 6) {
        let mut names: Vec<&str> = vec![&case.given.person];
        names.extend(case.given.had_part.iter().map(|(name, _)| name.as_str()));
        let id = |name: &str| {
            let place = names.iter().position(|known| *known == name).unwrap();
            PersonId::from_random([u8::try_from(place).unwrap(); 16])
        };
        let involved = case.given.had_part.iter().map(|(name, part)| Involved {
            person: id(name),
            part: *part,
        });
        let involved: Vec<Involved> = involved.collect();
        let person = id(&case.given.person);
        let barred = Barred {
            from_reviewing: may_review(person, &involved),
            from_settling: may_settle(person, &involved),
        };
        assert_eq!(barred, case.expected, "{}", case.name);
    }
}

prop_compose! {
    fn any_act()(
        place in 0..50_usize,
        duty in prop::sample::select(Duty::ALL),
        mode in prop::sample::select(Mode::ALL),
        over in any::<bool>(),
        missing in 0..3_i64,
        (left_out, not_read_back, not_looked_at) in (0..2_usize, 0..2_usize, 0..2_usize),
        excused in any::<bool>(),
    ) -> GateAct {
        let written = serde_json::json!({
            "act": "any", "duty": duty, "mode": mode, "over": over,
            "without_picture_s": missing, "left_out": left_out, "not_read_back": not_read_back,
            "not_looked_at": not_looked_at, "excused": excused,
        });
        gate_act((place, &serde_json::from_value(written).unwrap()))
    }
}

proptest! {
    #[test]
    fn closing_asks_no_less_than_submitting(acts in prop::collection::vec(any_act(), 0..6)) {
        let (submit, close) = (may_submit(&acts), may_close(&acts));
        prop_assert!(submit.reasons.iter().all(|reason| close.reasons.contains(reason)));
    }

    #[test]
    fn another_act_takes_no_reason_away(acts in prop::collection::vec(any_act(), 1..6)) {
        let (fewer, all) = (may_close(&acts[1..]), may_close(&acts));
        prop_assert!(fewer.reasons.iter().all(|reason| all.reasons.contains(reason)));
    }

    #[test]
    fn only_what_must_be_recorded_and_blocks_stops(acts in prop::collection::vec(any_act(), 0..6)) {
        let verdict = may_close(&acts);
        let may_stop = |id: ActId| acts.iter().any(|act| act.id == id && act.duty == Duty::Full && act.mode == Mode::Block);
        prop_assert!(verdict.reasons.iter().filter(|reason| reason.stops).all(|reason| may_stop(reason.act_id)));
        prop_assert_eq!(verdict.answer == Answer::Refuses, verdict.reasons.iter().any(|reason| reason.stops));
    }
}
