//! What happened to a case file, how it stands, and the limits that run for it, as the API shows them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::case::CaseSource;
use crate::ids::{ActId, CaseId};
use crate::ledger_import::catalogue::Named;
use crate::rules::case_states::{CaseState, CourseFlag, Step, StepRefusal};
use crate::rules::deadlines::{LimitStanding, LimitUnit};
use crate::time::Timestamp;

/// `POST /api/v1/cases/{id}/states`: something happened to a case file, or is done here (sending for review, closing).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepDraft {
    /// What.
    pub step: Step,
    /// When it happened. Of what is done here the server's time counts, and nothing else may be said.
    pub happened_at: Option<Timestamp>,
    /// To which act; absent where it is about the whole case file.
    pub act_id: Option<ActId>,
    /// The number of what this takes back.
    pub takes_back: Option<u64>,
    /// Number of the document that says so.
    pub document: Option<String>,
    /// Who approved it: the head of an extension, an urgent act, a transfer, a correction note.
    pub approved_by: Option<String>,
    /// What went along: documents, property, notices; of a transfer to the police.
    #[serde(default)]
    pub went: Vec<String>,
    /// Why.
    pub reason: Option<String>,
}

/// One thing that was said to have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepView {
    /// 1 for what was said first.
    pub number: u64,
    /// What.
    pub step: Step,
    /// When it happened.
    pub happened_at: Timestamp,
    /// To which act.
    pub act_id: Option<ActId>,
    /// The number of what this takes back.
    pub takes_back: Option<u64>,
    /// It was taken back.
    pub is_taken_back: bool,
    /// Number of the document.
    pub document: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// What went along.
    pub went: Vec<String>,
    /// Why.
    pub reason: Option<String>,
    /// What does not fit with the rest.
    pub flags: Vec<CourseFlag>,
    /// Where this was said.
    pub source: CaseSource,
    /// When it was said.
    pub stated_at: Timestamp,
    /// By whom.
    pub stated_by: String,
}

/// One limit of a case file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineView {
    /// The limit's stable word.
    pub code: String,
    /// What it is called.
    #[schema(value_type = Object)]
    pub name: Named,
    /// Of which act; absent where it is about the whole case file.
    pub act_id: Option<ActId>,
    /// So many of the unit.
    pub length: u32,
    /// The unit.
    pub unit: LimitUnit,
    /// From when it runs.
    pub started_at: Timestamp,
    /// When it is over: of days and months the end of the last one.
    pub ends_at: Timestamp,
    /// The last day.
    pub last_day: NaiveDate,
    /// Days from today to the last one: 0 is today, negative is over.
    pub days_left: i64,
    /// How it stands.
    pub standing: LimitStanding,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Days that did not count because they were left out.
    pub days_left_out: u32,
    /// Days are being left out now, so its end moves on.
    pub is_paused: bool,
    /// By which text.
    pub article: String,
    /// Somebody of the agency's legal unit has yet to confirm it.
    pub is_to_confirm: bool,
    /// The agency's calendar ends before it does: weekends only were known.
    pub is_beyond_calendar: bool,
}

/// `GET /api/v1/cases/{id}/states`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseStateView {
    /// The case file.
    pub case_id: CaseId,
    /// How it stands.
    pub state: CaseState,
    /// Since when; absent where nothing was said.
    pub since: Option<Timestamp>,
    /// Whether a review must pass its decision.
    pub is_major: bool,
    /// Why it cannot be sent for review here; absent where nothing in its state stands against it.
    pub not_sent_because: Option<StepRefusal>,
    /// Why it cannot be closed here; absent where nothing in its state stands against it.
    pub not_closed_because: Option<StepRefusal>,
    /// Everything that was said, by the time at which it happened.
    pub steps: Vec<StepView>,
    /// Its limits: open ones first, nearest first.
    pub deadlines: Vec<DeadlineView>,
}

/// One line of the list of limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineLine {
    /// The case file.
    pub case_id: CaseId,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The limit.
    pub deadline: DeadlineView,
}

/// `GET /api/v1/deadlines`: open limits of the case files that the asker may see, nearest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineList {
    /// The limits.
    pub deadlines: Vec<DeadlineLine>,
    /// How many of them are over.
    pub over: u64,
    /// How many are due soon.
    pub soon: u64,
    /// There are more case files than were looked through, or more limits than are listed.
    pub is_cut: bool,
}
