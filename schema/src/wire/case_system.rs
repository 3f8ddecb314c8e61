//! What the agency's case system tells of a case file, and what it is answered.
//!
//! What must stay true: a fact is never refused; what nobody here knows, or what contradicts something said here, is kept
//! and named in the answer.

use serde::{Deserialize, Serialize};

use crate::case::{CaseCategory, CaseStage};
use crate::clip::text_enum;
use crate::ids::CaseId;
use crate::rules::case_states::Step;
use crate::time::Timestamp;
use crate::wire::acts::{ObjectDraft, Outsider};

/// `PUT /api/v1/cases/{number}`: a case file as the case system has it. The same body again changes nothing, and what is
/// absent or null stays as it was told before; an empty text or an empty list empties it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseTold {
    /// Title, 1–200 characters.
    pub title: String,
    /// What it is about.
    pub category: Option<CaseCategory>,
    /// Number of the unit that handles it.
    pub unit_number: Option<String>,
    /// Number of the lead officer.
    pub lead_number: Option<String>,
    /// Number of the assisting officer.
    pub assisting_number: Option<String>,
    /// How far it has come.
    pub stage: Option<CaseStage>,
    /// Parties and other enforcement objects. What is not named stays.
    #[serde(default)]
    pub objects: Vec<ObjectDraft>,
    /// Acts. What is not named stays.
    #[serde(default)]
    pub acts: Vec<ActTold>,
    /// What happened to it: decision, service, execution, closing. What is not named stays; nothing is ever refused.
    #[serde(default)]
    pub steps: Vec<StepTold>,
}

/// One thing that happened to a case file, as the case system has it. The same step at the same time is the same one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepTold {
    /// What.
    pub step: Step,
    /// When it happened.
    pub happened_at: Timestamp,
    /// The number of the act that it happened to, as in `acts`; absent where it is about the whole case file.
    pub act_number: Option<String>,
    /// Number of the document that says so.
    pub document: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// What went along with a transfer.
    #[serde(default)]
    pub went: Vec<String>,
    /// Why.
    pub reason: Option<String>,
}

/// One act as the case system has it. What is absent or null stays as it was told before; an empty text or an empty list
/// empties it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActTold {
    /// What the case system calls it; the same act keeps it.
    pub number: String,
    /// What was done, 1–200 characters.
    pub kind: String,
    /// Where.
    pub place: Option<String>,
    /// Numbers of the officers, of all of them.
    pub officer_numbers: Option<Vec<String>>,
    /// Who else took part, all of them.
    pub outside: Option<Vec<Outsider>>,
    /// Number of the approval.
    pub approval_number: Option<String>,
    /// Done in urgency.
    pub is_urgent: Option<bool>,
    /// From when to when, all sessions.
    pub sessions: Option<Vec<SessionTold>>,
}

/// One session as the case system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionTold {
    /// Arrival.
    pub arrived_at: Timestamp,
    /// Departure. Absent stays as it was told before of a session with this arrival.
    pub departed_at: Option<Timestamp>,
}

/// What the case system is answered; the same for the same body, but that a change of times is told of once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseTellAnswer {
    /// The case file.
    pub case_id: CaseId,
    /// Its number.
    pub number: String,
    /// What somebody should look at; each became a finding when it was told first.
    pub remarks: Vec<Remark>,
}

text_enum!(
    /// What is answered to a telling, and becomes a finding `case_…`.
    TellRemark {
        /// The title here is another one.
        TitleDiffers = "title_differs",
        /// An officer's number that nobody here knows.
        OfficerUnknown = "officer_unknown",
        /// A unit's number that nobody here knows.
        UnitUnknown = "unit_unknown",
        /// A case number that is not written as its unit writes them.
        NumberPattern = "number_pattern",
        /// Two units use the number.
        TwoUnits = "two_units",
        /// People here said something else of the heading.
        HeadingDiffers = "heading_differs",
        /// People here said something else of an act.
        ActDiffers = "act_differs",
        /// An object is told as a party and stands here as none, or the other way, or a person took it out.
        ObjectDiffers = "object_differs",
        /// The times of an act cannot be.
        TimesOdd = "times_odd",
        /// The times of an act are not what was said before; answered once, to the telling that changes them.
        TimesChanged = "times_changed",
        /// Decided, and no review had passed it.
        DecidedUnreviewed = "decided_unreviewed",
        /// Something happened that does not fit with what was said before.
        StepOdd = "step_odd",
    }
);

text_enum!(
    /// What a case file lacks.
    Lack {
        /// The category.
        Category = "category",
        /// The unit.
        Unit = "unit",
        /// The lead officer.
        Lead = "lead",
        /// The assisting officer.
        Assisting = "assisting",
        /// A party.
        Party = "party",
        /// Arrival or departure of an act.
        Departure = "departure",
        /// A second officer of an act.
        Officers = "officers",
        /// A clip that stands for an act.
        Clips = "clips",
        /// An act.
        Act = "act",
        /// A decision on a monitoring device or a review of its record.
        Record = "record",
    }
);

/// Something to look at: a stable code and a sentence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// Stable word.
    pub code: String,
    /// What it means here.
    pub words: String,
}

/// `GET /api/v1/cases/{number}/readiness`: what is missing. Gates before review and closing come later; nothing here
/// stops a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Readiness {
    /// The case file.
    pub case_id: CaseId,
    /// Its number.
    pub number: String,
    /// What is missing, in the order in which it is looked for.
    pub missing: Vec<Remark>,
    /// Whether any of it stops a step: never, until gates are there.
    pub is_gate: bool,
}
