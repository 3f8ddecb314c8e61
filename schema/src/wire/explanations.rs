//! Explanations of what an act's footage lacks, the decisions on them, and the state of sites, as they travel.

use serde::{Deserialize, Serialize};

use crate::explanation::{ExplanationKind, ExplanationState, ExplanationVerdict, GapReason, SenseMissing};
use crate::ids::{ActId, CaseId, DocumentId, ExplanationId, OfficerId};
use crate::rules::coverage::{Duty, Sense};
use crate::time::Timestamp;
use crate::wire::acts::ActSession;
use crate::wire::time_marks::ElementMarked;

/// `POST /api/v1/cases/{id}/acts/{act_id}/explanations`: what an officer of the act says of a stretch, or of all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplanationDraft {
    /// What it is about.
    pub kind: ExplanationKind,
    /// What is missing.
    pub sense: SenseMissing,
    /// From when; needed for a stretch, not looked at otherwise.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// To when; likewise.
    #[serde(default)]
    pub to: Option<Timestamp>,
    /// Word of a reason of the agency's list.
    pub reason: String,
    /// What happened, 1–2000 characters.
    pub words: String,
    /// A document of the case file that shows it.
    #[serde(default)]
    pub document_id: Option<DocumentId>,
    /// The explanation of this act whose place it takes.
    #[serde(default)]
    pub supersedes: Option<ExplanationId>,
}

/// `POST /api/v1/explanations/{id}/decision`: by a head who was no part of the act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplanationDecisionDraft {
    /// What is decided.
    pub verdict: ExplanationVerdict,
    /// Why; needed for a refusal.
    #[serde(default)]
    pub remark: Option<String>,
}

/// What was decided on an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplanationDecisionView {
    /// What.
    pub verdict: ExplanationVerdict,
    /// Why.
    pub remark: Option<String>,
    /// When.
    pub stated_at: Timestamp,
    /// By whom, as people know them.
    pub stated_by: String,
}

/// One explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplanationView {
    /// The explanation.
    pub explanation_id: ExplanationId,
    /// The act.
    pub act_id: ActId,
    /// 1 for the first of the act.
    pub number: u64,
    /// What it is about.
    pub kind: ExplanationKind,
    /// What is missing.
    pub sense: SenseMissing,
    /// From when.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
    /// Word of the reason.
    pub reason: String,
    /// What happened.
    pub words: String,
    /// A document that shows it.
    pub document_id: Option<DocumentId>,
    /// Number of the one whose place it takes.
    pub supersedes: Option<u64>,
    /// The officer who explains.
    pub officer_id: OfficerId,
    /// Where it stands.
    pub state: ExplanationState,
    /// What was decided.
    pub decision: Option<ExplanationDecisionView>,
    /// When it was given.
    pub stated_at: Timestamp,
    /// By whom, as people know them.
    pub stated_by: String,
    /// The asker may decide on it now.
    pub is_for_asker: bool,
}

/// The state of a site at one end of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteNoteView {
    /// The session, by its arrival.
    pub arrived_at: Timestamp,
    /// Of its departure; otherwise of its arrival.
    pub is_at_end: bool,
    /// What it looked like.
    pub words: String,
    /// Something newer was said of the same end.
    pub is_past: bool,
    /// When.
    pub stated_at: Timestamp,
    /// By whom, as people know them.
    pub stated_by: String,
}

/// `POST /api/v1/cases/{id}/acts/{act_id}/site`: what the site looked like where a session began or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteNoteDraft {
    /// The session, by its arrival.
    pub arrived_at: Timestamp,
    /// Of its departure; otherwise of its arrival.
    pub is_at_end: bool,
    /// What it looked like, 1–2000 characters.
    pub words: String,
}

/// A stretch that nothing shows and nobody explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GapView {
    /// What is missing.
    pub sense: SenseMissing,
    /// From when, in whole seconds.
    pub from: Timestamp,
    /// To when, likewise.
    pub to: Timestamp,
    /// Since when this can be known; absent while a session is open.
    pub known_at: Option<Timestamp>,
    /// An explanation of all of it waits for a head.
    pub is_waiting: bool,
}

/// A stretch of one sense that is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainedView {
    /// Of what.
    pub sense: Sense,
    /// From when.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
}

/// `GET /api/v1/cases/{id}/acts/{act_id}/explanations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActExplanations {
    /// The act.
    pub act_id: ActId,
    /// What was done.
    pub kind: String,
    /// Whether it must be recorded.
    pub duty: Duty,
    /// From when to when it took place.
    pub sessions: Vec<ActSession>,
    /// Everything that was said, oldest first.
    pub explanations: Vec<ExplanationView>,
    /// What waits for an explanation; empty where the duty is not full.
    pub gaps: Vec<GapView>,
    /// What of it counts: approved, and not replaced.
    pub explained: Vec<ExplainedView>,
    /// Elements that its footage must show, and whether each is marked; empty where the duty is not full.
    pub elements: Vec<ElementMarked>,
    /// What its site looked like, oldest first.
    pub site: Vec<SiteNoteView>,
    /// Names of those who may decide on what the asker, or an officer of the act, explains; empty: nobody is left, up to the
    /// whole agency.
    pub deciders: Vec<String>,
    /// The decision went up so many levels of units, because nobody else was left below.
    pub levels_up: u32,
    /// The asker is an officer of the act.
    pub may_explain: bool,
    /// Reasons of the agency's list.
    pub reasons: Vec<GapReason>,
}

/// One explanation in a list of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplanationTask {
    /// The case file.
    pub case_id: CaseId,
    /// Its number.
    pub case_number: String,
    /// What was done.
    pub act_kind: String,
    /// The explanation.
    pub explanation: ExplanationView,
}

/// Gaps of one act in a list of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GapTask {
    /// The case file.
    pub case_id: CaseId,
    /// Its number.
    pub case_number: String,
    /// The act.
    pub act_id: ActId,
    /// What was done.
    pub act_kind: String,
    /// What nobody explained.
    pub gaps: Vec<GapView>,
}

/// `GET /api/v1/explanations`: what waits for the asker.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplanationWork {
    /// They wait for the asker's decision, the oldest first.
    pub to_decide: Vec<ExplanationTask>,
    /// They were refused and nobody said it better, of acts in which the asker took part; the newest first.
    pub to_explain: Vec<ExplanationTask>,
    /// Stretches that nothing shows and nobody explained, of the asker's newest sixty acts.
    pub gaps: Vec<GapTask>,
    /// They wait for somebody else, of acts in which the asker took part; the oldest first.
    pub waiting: Vec<ExplanationTask>,
}
