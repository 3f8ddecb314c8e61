//! Behaviour of `check` (what can be a session and what cannot) and of `is_changed`, the golden cases of `fixtures/sessions`.

use serde::Deserialize;

use super::{Session, SessionProblem, check, is_changed};
use crate::golden;
use crate::time::Timestamp;

/// Sessions as a person writes them down in `fixtures/sessions`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    case: String,
    #[expect(dead_code, reason = "for the reader of the file")]
    why: String,
    before: Vec<String>,
    after: Vec<String>,
    is_changed: bool,
}

fn at(text: &str) -> Timestamp {
    format!("2026-11-{text}:00+08:00").parse().unwrap()
}

fn session(from: &str, to: Option<&str>) -> Session {
    Session {
        arrived_at: at(from),
        departed_at: to.map(at),
    }
}

fn problems(sessions: &[Session]) -> Vec<(usize, SessionProblem)> {
    check(sessions, at("22T12:00"))
}

#[test]
fn two_days_of_one_demolition_are_two_sessions() {
    let days = [
        session("20T08:30", Some("20T17:40")),
        session("21T08:30", Some("21T16:00")),
    ];
    assert_eq!(problems(&days), []);
}

#[test]
fn a_session_over_midnight_is_one_when_its_end_says_the_next_day() {
    assert_eq!(problems(&[session("20T23:59", Some("21T00:20"))]), []);
    let wrong = [session("20T23:59", Some("20T00:20"))];
    assert_eq!(problems(&wrong), [(0, SessionProblem::EndsBeforeItBegins)]);
}

#[test]
fn a_session_without_departure_is_the_last_one() {
    assert_eq!(problems(&[session("20T08:00", None)]), []);
    let followed = [session("20T08:00", None), session("21T08:00", Some("21T09:00"))];
    assert_eq!(problems(&followed), [(1, SessionProblem::Overlaps)]);
}

#[test]
fn forty_days_are_not_one_session() {
    let long = Session {
        arrived_at: "2026-10-01T08:00:00+08:00".parse().unwrap(),
        departed_at: Some("2026-11-10T08:00:00+08:00".parse().unwrap()),
    };
    assert_eq!(problems(&[long]), [(0, SessionProblem::TooLong)]);
}

#[test]
fn the_future_and_the_last_century_are_no_times_of_an_act() {
    assert_eq!(
        problems(&[session("23T08:00", Some("23T09:00"))]),
        [(0, SessionProblem::BeginsInFuture)]
    );
    assert_eq!(
        problems(&[session("22T11:00", Some("22T13:00"))]),
        [(0, SessionProblem::EndsInFuture)]
    );
    let old = Session {
        arrived_at: "1998-05-01T08:00:00+08:00".parse().unwrap(),
        departed_at: None,
    };
    assert_eq!(problems(&[old]), [(0, SessionProblem::TooOld)]);
}

#[test]
fn sessions_that_overlap_or_stand_in_the_wrong_order_are_named() {
    let crossed = [
        session("20T10:00", Some("20T12:00")),
        session("20T11:00", Some("20T13:00")),
        session("20T08:00", Some("20T09:00")),
    ];
    assert_eq!(
        problems(&crossed),
        [(1, SessionProblem::Overlaps), (2, SessionProblem::Overlaps)]
    );
}

/// `20 09:00 - 20 10:00`; nothing behind the dash where nobody wrote it down.
fn written(text: &str) -> Session {
    let (from, to) = text.split_once(" -").unwrap();
    let at = |text: &str| at(&text.trim().replace(' ', "T"));
    Session {
        arrived_at: at(from),
        departed_at: Some(to).filter(|to| !to.is_empty()).map(at),
    }
}

#[test]
fn golden_cases_of_changes_hold() {
    let cases = golden::json_files("fixtures/sessions");
    assert!(cases.len() >= 9, "only {} golden cases", cases.len());
    for (file, value) in cases {
        let golden: Golden = serde_json::from_value(value).unwrap_or_else(|error| panic!("{file}: {error}"));
        let said = |all: &[String]| all.iter().map(|text| written(text)).collect::<Vec<_>>();
        let found = is_changed(&said(&golden.before), &said(&golden.after));
        assert_eq!(found, golden.is_changed, "{file}: {}", golden.case);
    }
}
