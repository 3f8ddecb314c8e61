//! Behaviour of `course` and `may_take`: the golden cases of `fixtures/case_states`, and what holds for every course.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde::Deserialize;

use super::{CaseState, Course, CourseFlag, Said, Step, StepRefusal, course, may_take};
use crate::golden;
use crate::rules::deadlines::Moment;
use crate::time::Timestamp;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    /// `02 09:00 decided`, in the order in which it was said; `takes back 2`; `with a list` behind a transfer.
    said: Vec<String>,
    /// A step that somebody takes here now.
    take: Option<String>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    state: String,
    #[serde(default)]
    flags: Vec<String>,
    take: Option<String>,
}

fn at(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').unwrap();
    format!("2026-11-{day}T{time}:00+08:00").parse().unwrap()
}

fn said(ordinal: u64, text: &str) -> Said {
    let (time, words) = text.split_at("02 09:00".len());
    let words = words.trim();
    let takes_back = words.strip_prefix("takes back ").map(|number| number.parse().unwrap());
    let word = words.strip_suffix(" with a list").unwrap_or(words);
    Said {
        ordinal,
        step: if takes_back.is_some() {
            Step::TakenBack
        } else {
            word.parse().unwrap()
        },
        at: at(time),
        act: None,
        has_list: word != words,
        takes_back,
    }
}

fn all(texts: &[String]) -> Vec<Said> {
    texts
        .iter()
        .zip(1..)
        .map(|(text, ordinal)| said(ordinal, text))
        .collect()
}

fn answer(step: &str, course: &Course) -> String {
    match may_take(step.parse().unwrap(), course) {
        Ok(()) => "taken".to_owned(),
        Err(refusal) => format!("refused: {}", refusal.as_str()),
    }
}

fn cases() -> Vec<golden::Case<Given, Expected>> {
    golden::cases("fixtures/case_states", 30)
}

#[test]
fn golden_cases_hold() {
    for case in cases() {
        let found = course(&all(&case.given.said));
        let flags = found
            .flags
            .iter()
            .map(|(ordinal, flag)| format!("{ordinal}: {}", flag.as_str()));
        let expected = Expected {
            state: found.state.as_str().to_owned(),
            flags: flags.collect(),
            take: case.given.take.as_deref().map(|step| answer(step, &found)),
        };
        assert_eq!(expected, case.expected, "{}", case.name);
    }
}

#[test]
fn every_state_flag_and_refusal_has_a_golden_case() {
    let cases = cases();
    let seen = |of: fn(&Expected) -> Vec<String>| -> BTreeSet<String> {
        cases.iter().flat_map(|case| of(&case.expected)).collect()
    };
    let states = seen(|one| vec![one.state.clone()]);
    assert!(
        CaseState::ALL.iter().all(|one| states.contains(one.as_str())),
        "{states:?}"
    );
    let flags = seen(|one| {
        let word = |flag: &String| flag.split_once(": ").unwrap().1.to_owned();
        one.flags.iter().map(word).collect()
    });
    assert!(
        CourseFlag::ALL.iter().all(|one| flags.contains(one.as_str())),
        "{flags:?}"
    );
    let refusals = seen(|one| {
        one.take
            .iter()
            .filter_map(|take| take.strip_prefix("refused: "))
            .map(str::to_owned)
            .collect()
    });
    assert!(
        StepRefusal::ALL.iter().all(|one| refusals.contains(one.as_str())),
        "{refusals:?}"
    );
}

#[test]
fn steps_that_bear_on_limits_are_moments_by_the_same_word() {
    let moves_only = [
        "listed_as_major",
        "served",
        "executed",
        "decision_revoked",
        "reopened",
        "correction_noted",
        "review_overruled",
        "taken_back",
    ];
    for step in Step::ALL {
        let is_moment = step.as_str().parse::<Moment>().is_ok();
        assert_eq!(is_moment, !moves_only.contains(&step.as_str()), "{}", step.as_str());
    }
}

#[test]
fn a_correction_note_counts_after_closing_and_until_the_case_file_is_opened_again() {
    let course_of = |texts: &[&str]| {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        course(&all(&texts)).correction
    };
    let closed = ["05 10:00 decided", "06 10:00 closed"];
    assert_eq!(course_of(&closed), None);
    assert_eq!(course_of(&["04 10:00 correction_noted", closed[0], closed[1]]), None);
    let noted = [closed[0], closed[1], "07 10:00 correction_noted"];
    assert_eq!(course_of(&noted), Some(3));
    assert_eq!(course_of(&[noted[0], noted[1], noted[2], "08 10:00 filed"]), Some(3));
    assert_eq!(course_of(&[noted[0], noted[1], noted[2], "08 10:00 reopened"]), None);
    assert_eq!(
        course_of(&[noted[0], noted[1], noted[2], "08 10:00 reopened", "09 10:00 closed"]),
        None
    );
}

#[test]
fn only_sending_and_closing_are_taken_here() {
    let taken: Vec<Step> = Step::ALL.iter().copied().filter(|step| step.is_taken_here()).collect();
    assert_eq!(taken, [Step::SentForReview, Step::Closed]);
}

fn any_said() -> impl Strategy<Value = Vec<Said>> {
    let one = (prop::sample::select(Step::ALL), 0_i64..40, any::<bool>());
    prop::collection::vec(one, 0..12).prop_map(|rows| {
        let said = |((step, hours, has_list), ordinal): ((Step, i64, bool), u64)| Said {
            ordinal,
            step,
            at: at("02 09:00").plus_ms(hours * 3_600_000).unwrap(),
            act: None,
            has_list,
            takes_back: None,
        };
        rows.into_iter().zip(1..).map(said).collect()
    })
}

proptest! {
    #[test]
    fn every_fact_counts_whatever_the_order_in_which_it_was_told(said in any_said()) {
        let found = course(&said);
        prop_assert_eq!(found.counts.len(), said.len());
        let mut reversed = said.clone();
        reversed.reverse();
        prop_assert_eq!(course(&reversed), found);
    }

    #[test]
    fn what_is_taken_back_was_never_there(said in any_said(), place in 0_usize..12) {
        prop_assume!(place < said.len());
        let mut without = said.clone();
        let gone = without.remove(place);
        let mut with = said;
        with.push(Said { ordinal: 99, step: Step::TakenBack, takes_back: Some(gone.ordinal), ..gone });
        prop_assert_eq!(course(&with), course(&without));
    }

    #[test]
    fn what_may_be_closed_is_closed_without_a_flag(said in any_said()) {
        let before = course(&said);
        prop_assume!(may_take(Step::Closed, &before).is_ok());
        let mut closed = said;
        closed.push(Said { ordinal: 99, step: Step::Closed, at: at("20 09:00"), act: None, has_list: false, takes_back: None });
        let after = course(&closed);
        prop_assert_eq!(after.state, CaseState::Closed);
        prop_assert_eq!(after.flags, before.flags);
    }
}
