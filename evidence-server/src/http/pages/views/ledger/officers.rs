//! Officers, with a mark where a certificate lapses soon or has lapsed.

use std::collections::BTreeMap;

use askama::Template;
use chrono::{Days, NaiveDate};
use evidence_schema::ids::UnitId;
use evidence_schema::wire::ledger::{OfficerDraft, OfficerView};

use super::super::super::show::name;
use super::super::super::words::{Key, Words};
use super::super::frame::Frame;
use super::super::problem::FormErrors;
use super::{Choices, NamedWords};
use crate::app::ledger::names::Named;

/// A certificate that lapses within so many days is marked.
const LAPSING_DAYS: Days = Days::new(30);

/// The page of officers.
#[derive(Template)]
#[template(path = "officers.html")]
pub struct OfficersPage {
    /// Words.
    pub t: Words,
    /// Around it.
    pub frame: Frame,
    /// Officers of this page, by number.
    pub officers: Vec<OfficerLine>,
    /// The next page.
    pub next: Option<String>,
    /// What was looked for.
    pub words: String,
    /// Whether this is not the first page.
    pub is_further: bool,
    /// Whether the visitor may change them.
    pub may_manage: bool,
    /// What was typed before, or is on file.
    pub draft: OfficerText,
    /// What is wrong with it.
    pub errors: FormErrors,
    /// What fields propose.
    pub choices: Choices,
}

/// What was typed before, or is on file.
#[derive(Debug, Clone, Default)]
pub struct OfficerText {
    /// Number.
    pub number: String,
    /// Name.
    pub name: String,
    /// Number of the unit.
    pub unit_number: String,
    /// First day there.
    pub unit_from: String,
    /// Certificate.
    pub certificate_number: String,
    /// First day on which it is valid.
    pub certificate_from: String,
    /// Last day on which it is valid.
    pub certificate_to: String,
    /// Inspects on site.
    pub is_inspecting: bool,
    /// Assistant.
    pub is_assistant: bool,
    /// Account.
    pub account: String,
    /// Off duty from this day.
    pub off_duty_on: String,
    /// Whether an officer on file is being changed.
    pub is_change: bool,
}

impl OfficerText {
    /// What is on file.
    pub fn on_file(draft: OfficerDraft) -> Self {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            number: draft.number,
            name: draft.name,
            unit_number: draft.unit_number,
            unit_from: day(draft.unit_from),
            certificate_number: draft.certificate_number.unwrap_or_default(),
            certificate_from: day(draft.certificate_from),
            certificate_to: day(draft.certificate_to),
            is_inspecting: draft.is_inspecting,
            is_assistant: draft.is_assistant,
            account: draft.account.unwrap_or_default(),
            off_duty_on: day(draft.off_duty_on),
            is_change: true,
        }
    }
}

/// One officer.
pub struct OfficerLine {
    /// Number.
    pub number: String,
    /// Name.
    pub name: String,
    /// Unit of today.
    pub unit: Option<NamedWords>,
    /// Last day of the certificate.
    pub valid_to: Option<String>,
    /// What to mind about it: word of the style, words.
    pub mark: Option<(&'static str, String)>,
    /// What the officer does, in words.
    pub duties: Vec<String>,
    /// Off duty since, or from, this day.
    pub off_duty: Option<String>,
}

/// What to mind about a certificate on this day: style and words.
fn mark_of(officer: &OfficerView, today: NaiveDate) -> Option<(&'static str, Key)> {
    if officer.off_duty_on.is_some_and(|since| since <= today) {
        return None;
    }
    let soon = today.checked_add_days(LAPSING_DAYS).unwrap_or(today);
    match officer.certificate_to {
        Some(to) if to < today => Some(("lapsed", Key("certificate-lapsed"))),
        Some(to) if to <= soon => Some(("lapsing", Key("certificate-lapsing"))),
        None if officer.certificate_number.is_none() && !officer.is_assistant => {
            Some(("lapsed", Key("certificate-none")))
        }
        _ => None,
    }
}

impl OfficerLine {
    /// One officer as shown on this day.
    pub fn new(t: Words, units: &BTreeMap<UnitId, Named>, (officer, today): (&OfficerView, NaiveDate)) -> Self {
        let duties = [
            (officer.is_inspecting, Key("officer-inspecting")),
            (officer.is_assistant, Key("officer-assistant")),
        ];
        Self {
            number: name(&officer.number),
            name: name(&officer.name),
            unit: officer.unit_id.map(|id| NamedWords::of(units, &id)),
            valid_to: officer.certificate_to.map(|day| day.to_string()),
            mark: mark_of(officer, today).map(|(style, key)| (style, t.key(key))),
            duties: duties
                .iter()
                .filter(|(is, _)| *is)
                .map(|(_, key)| t.key(*key))
                .collect(),
            off_duty: officer.off_duty_on.map(|day| t.with("officer-off-duty-since", day)),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use evidence_schema::ids::OfficerId;
    use evidence_schema::wire::ledger::OfficerView;

    use super::mark_of;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn officer(certificate_to: Option<&str>) -> OfficerView {
        OfficerView {
            officer_id: OfficerId::from_random([1; 16]),
            number: "110217".to_owned(),
            name: "王强".to_owned(),
            unit_id: None,
            certificate_number: certificate_to.map(|_| "Z1".to_owned()),
            certificate_from: None,
            certificate_to: certificate_to.map(day),
            is_inspecting: true,
            is_assistant: false,
            off_duty_on: None,
        }
    }

    fn style(officer: &OfficerView) -> Option<&'static str> {
        mark_of(officer, day("2026-11-21")).map(|(style, _)| style)
    }

    #[test]
    fn a_certificate_is_marked_thirty_days_before_its_last_day() {
        assert_eq!(style(&officer(Some("2026-12-22"))), None);
        assert_eq!(style(&officer(Some("2026-12-21"))), Some("lapsing"));
        assert_eq!(style(&officer(Some("2026-11-21"))), Some("lapsing"));
        assert_eq!(style(&officer(Some("2026-11-20"))), Some("lapsed"));
        assert_eq!(style(&officer(None)), Some("lapsed"));
    }

    #[test]
    fn assistants_without_one_and_officers_off_duty_are_not_marked() {
        let assistant = OfficerView {
            is_assistant: true,
            ..officer(None)
        };
        assert_eq!(style(&assistant), None);
        let gone = OfficerView {
            off_duty_on: Some(day("2026-11-01")),
            ..officer(Some("2026-10-01"))
        };
        assert_eq!(style(&gone), None);
    }
}
