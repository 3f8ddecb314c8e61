//! Behaviour of explanations: the golden cases, and what holds for all of them.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde::Deserialize;

use super::{
    DecidingRefusal, ExplainedAct, Given, GivingRefusal, Proposed, explained, may_be_decided, may_be_given, states,
};
use crate::explanation::{ExplanationKind, ExplanationState, ExplanationVerdict, SenseMissing};
use crate::golden;
use crate::ids::{ExplanationId, OfficerId, PersonId, UnitId};
use crate::people::Role;
use crate::rules::access::decider::{Holder, Task, decider};
use crate::rules::coverage::{Duty, Sense};
use crate::rules::sessions::Session;
use crate::time::Timestamp;

/// Sixteen bytes that only this name has.
fn bytes(name: &str) -> [u8; 16] {
    let digest = crate::digest::Sha256Digest::of(name.as_bytes()).to_string();
    let mut bytes = [0; 16];
    hex::decode_to_slice(&digest[..32], &mut bytes).unwrap();
    bytes
}

fn officer(name: &str) -> OfficerId {
    OfficerId::from_random(bytes(name))
}

fn person(name: &str) -> PersonId {
    PersonId::from_random(bytes(name))
}

fn explanation(name: &str) -> ExplanationId {
    ExplanationId::from_random(bytes(name))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionGiven {
    from: Timestamp,
    to: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActGiven {
    officers: Vec<String>,
    sessions: Vec<SessionGiven>,
    duty: Duty,
    #[serde(default)]
    never_took_place: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GivingGiven {
    now: Timestamp,
    act: ActGiven,
    by: Option<String>,
    kind: ExplanationKind,
    from: Timestamp,
    to: Timestamp,
    reason_known: bool,
    text: String,
    #[serde(default)]
    supersedes: Option<ExplanationState>,
}

#[test]
fn golden_cases_of_giving_hold() {
    for golden in golden::cases::<GivingGiven, Vec<GivingRefusal>>("fixtures/explanations/giving", 14) {
        let given = golden.given;
        let sessions = given.act.sessions.iter().map(|session| Session {
            arrived_at: session.from,
            departed_at: session.to,
        });
        let act = ExplainedAct {
            officers: given.act.officers.iter().map(|name| officer(name)).collect(),
            sessions: sessions.collect(),
            duty: given.act.duty,
            is_void: given.act.never_took_place,
        };
        let proposed = Proposed {
            kind: given.kind,
            from: given.from,
            to: given.to,
            is_reason_known: given.reason_known,
            has_text: !given.text.trim().is_empty(),
            supersedes: given.supersedes,
        };
        let by = given.by.as_deref().map(officer);
        let found = may_be_given(by, &act, &proposed, given.now);
        assert_eq!(found, golden.expected, "{}", golden.name);
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecidingGiven {
    /// Heads of the unit.
    heads: Vec<String>,
    /// Heads of the unit above.
    heads_above: Vec<String>,
    officers_of_the_act: Vec<String>,
    author: String,
    by: String,
    state: ExplanationState,
    verdict: ExplanationVerdict,
    #[serde(default)]
    reason: String,
}

#[test]
fn golden_cases_of_deciding_hold() {
    let (unit, above) = (UnitId::from_random([1; 16]), UnitId::from_random([2; 16]));
    for golden in golden::cases::<DecidingGiven, Vec<DecidingRefusal>>("fixtures/explanations/deciding", 9) {
        let given = golden.given;
        let head = |name: &String, unit: UnitId| Holder {
            person: person(name),
            role: Role::Head,
            unit: Some(unit),
            is_active: true,
        };
        let mut holders: Vec<Holder> = given.heads.iter().map(|name| head(name, unit)).collect();
        holders.extend(given.heads_above.iter().map(|name| head(name, above)));
        let task = Task {
            unit: Some(unit),
            role: Role::Head,
            done_by: BTreeSet::from([person(&given.author)]),
            part_of: given.officers_of_the_act.iter().map(|name| person(name)).collect(),
        };
        let found = decider(&task, &holders, &[(unit, above)].into());
        let said = (given.verdict, !given.reason.trim().is_empty());
        let refusals = may_be_decided(person(&given.by), given.state, &found, said);
        assert_eq!(refusals, golden.expected, "{}", golden.name);
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatementGiven {
    name: String,
    kind: ExplanationKind,
    sense: SenseMissing,
    from: Timestamp,
    to: Timestamp,
    supersedes: Option<String>,
    verdict: Option<ExplanationVerdict>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SaidGiven {
    duty: Duty,
    said: Vec<StatementGiven>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct SpanExpected {
    sense: Sense,
    from: Timestamp,
    to: Timestamp,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountingExpected {
    states: Vec<ExplanationState>,
    explained: Vec<SpanExpected>,
}

#[test]
fn golden_cases_of_counting_hold() {
    for golden in golden::cases::<SaidGiven, CountingExpected>("fixtures/explanations/counting", 7) {
        let one = |said: &StatementGiven| Given {
            id: explanation(&said.name),
            kind: said.kind,
            sense: said.sense,
            from: said.from,
            to: said.to,
            supersedes: said.supersedes.as_deref().map(explanation),
            verdict: said.verdict,
        };
        let given: Vec<Given> = golden.given.said.iter().map(one).collect();
        assert_eq!(states(&given), golden.expected.states, "{}", golden.name);
        let spans = explained(&given, golden.given.duty)
            .into_iter()
            .map(|span| SpanExpected {
                sense: span.sense,
                from: span.from,
                to: span.to,
            });
        let found: Vec<SpanExpected> = spans.collect();
        assert_eq!(found, golden.expected.explained, "{}", golden.name);
    }
}

fn any_given() -> impl Strategy<Value = Vec<Given>> {
    let verdict = prop_oneof![
        Just(None),
        Just(Some(ExplanationVerdict::Approved)),
        Just(Some(ExplanationVerdict::Refused)),
    ];
    let one = (verdict, proptest::option::of(0_u8..8), 0_i64..50, 1_i64..50);
    proptest::collection::vec(one, 0..8).prop_map(|all| {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000).unwrap();
        let numbered = all.into_iter().zip(0_u8..);
        let made = numbered.map(|((verdict, supersedes, from, long), number)| Given {
            id: ExplanationId::from_random([number; 16]),
            kind: ExplanationKind::Stretch,
            sense: SenseMissing::Both,
            from: at(from),
            to: at(from + long),
            supersedes: supersedes
                .filter(|older| *older < number)
                .map(|older| ExplanationId::from_random([older; 16])),
            verdict,
        });
        made.collect()
    })
}

proptest! {
    #[test]
    fn only_what_was_approved_counts_and_each_counts_once(given in any_given()) {
        let approved = states(&given).into_iter().filter(|state| *state == ExplanationState::Approved).count();
        prop_assert_eq!(explained(&given, Duty::Full).len(), approved * 2);
    }

    #[test]
    fn another_that_waits_never_explains_more(given in any_given()) {
        let mut more = given.clone();
        more.push(Given { id: ExplanationId::from_random([99; 16]), kind: ExplanationKind::Stretch,
            sense: SenseMissing::Both, from: Timestamp::from_micros(0).unwrap(), to: Timestamp::from_micros(9).unwrap(),
            supersedes: given.first().map(|one| one.id), verdict: None });
        let before = explained(&given, Duty::Full);
        prop_assert!(explained(&more, Duty::Full).iter().all(|span| before.contains(span)));
    }
}
