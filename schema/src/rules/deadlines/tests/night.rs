//! The guard of night and holidays: the golden cases of `fixtures/deadlines/night`.

use serde::Deserialize;

use super::super::night::{NightPolicy, NotThen, Urgency, execution_guard};
use super::{at, calendar, said};
use crate::golden;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    session: String,
    urgency: Option<Said>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    reason: Option<String>,
    approving_head: Option<String>,
    approved_at: Option<String>,
    document: Option<String>,
}

fn found(given: Given) -> Vec<String> {
    let (from, to) = given.session.split_once(" - ").unwrap();
    let urgency = given.urgency.map(|said| Urgency {
        reason: said.reason,
        approving_head: said.approving_head,
        approved_at: said.approved_at.as_deref().map(at),
        document: said.document,
    });
    let report = execution_guard((at(from), at(to)), urgency.as_ref(), &calendar(), NightPolicy::PRESET);
    let mut words: Vec<String> = report
        .not_then
        .iter()
        .map(|why| why.as_str().replace('_', " "))
        .collect();
    words.extend(report.is_to_confirm.then(|| "to confirm".to_owned()));
    if let Some(urgency) = &report.urgency {
        words.extend(urgency.reason.as_ref().map(|reason| format!("reason: {reason}")));
        if let (Some(head), Some(when)) = (&urgency.approving_head, urgency.approved_at) {
            words.push(format!("approved by {head} at {}", said(when)));
        }
        words.extend(urgency.document.as_ref().map(|document| format!("document {document}")));
    }
    words.extend(report.missing.iter().map(|part| format!("missing: {}", part.as_str())));
    words.extend(report.is_finding().then(|| "finding".to_owned()));
    words
}

#[test]
fn golden_cases_of_night_and_holidays_hold() {
    for case in golden::cases::<Given, Vec<String>>("fixtures/deadlines/night", 14) {
        assert_eq!(found(case.given), case.expected, "{}", case.name);
    }
}

#[test]
fn the_agency_says_what_night_is() {
    let session = (at("2026-11-17 20:30"), at("2026-11-17 21:30"));
    let policy = NightPolicy {
        from_hour: 21,
        to_hour: 5,
    };
    let report = execution_guard(session, None, &calendar(), policy);
    assert_eq!(report.not_then, [NotThen::Night]);
    assert!(
        execution_guard(session, None, &calendar(), NightPolicy::PRESET)
            .not_then
            .is_empty()
    );
}
