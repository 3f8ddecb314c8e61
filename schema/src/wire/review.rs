//! Review: what stands against a step, what was sent for review, the opinions on it.
//!
//! What must stay true: what a bundle holds is fixed when it is made; a later one stands beside it.

use serde::{Deserialize, Serialize};

use crate::clip::text_enum;
use crate::custody::record::RecordKind;
use crate::digest::Sha256Digest;
use crate::explanation::{ExplanationKind, ExplanationState, SenseMissing};
use crate::ids::{ActId, CaseId, ClipId, DocumentId, ExplanationId, MarkId, OpinionId, RecordId};
use crate::marks::MarkKind;
use crate::rules::review::difference::Differs;
use crate::rules::review::{Answer, Gate, GateVerdict};
use crate::time::Timestamp;
use crate::wire::acts::ActView;
use crate::wire::coverage::CoverageView;
use crate::wire::explanations::ExplanationDecisionView;
use crate::wire::time_marks::ElementMarked;

text_enum!(
    /// What a reviewer comes to.
    ReviewOutcome {
        /// The decision may be made 通过.
        Passed = "passed",
        /// Something is to be done first 退回.
        Returned = "returned",
    }
);

/// `GET /api/v1/cases/{id}/gates/{gate}`: what stands against a step now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GateView {
    /// The case file.
    pub case_id: CaseId,
    /// Which step.
    pub gate: Gate,
    /// What the gate says, with every reason.
    pub verdict: GateVerdict,
    /// What its acts are, by their id.
    pub acts: Vec<GateActView>,
    /// When this was worked out.
    pub asked_at: Timestamp,
}

/// An act at a gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GateActView {
    /// The act.
    pub act_id: ActId,
    /// What was done.
    pub kind: String,
}

/// What a bundle fixes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BundleFacts {
    /// Title of the case file.
    pub title: String,
    /// What the gate said when it was sent.
    pub verdict: GateVerdict,
    /// Every act that stands, as it was said last.
    pub acts: Vec<BundledAct>,
    /// Every document that is not withdrawn.
    pub documents: Vec<BundledDocument>,
}

/// What a coverage sheet fixes: one act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetFacts {
    /// The act, alone.
    pub acts: Vec<BundledAct>,
}

/// One act of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BundledAct {
    /// The act.
    pub act_id: ActId,
    /// What was done.
    pub kind: String,
    /// Everything that was said of it.
    pub act: ActView,
    /// Its officers by number and name.
    pub officers: Vec<String>,
    /// What is recorded of it, with gaps, causes and findings.
    pub coverage: CoverageView,
    /// Its clips with their digests.
    pub clips: Vec<BundledClip>,
    /// What was explained, with who decided.
    pub explanations: Vec<BundledExplanation>,
    /// What its footage must show, and whether it is marked.
    pub elements: Vec<ElementMarked>,
    /// What was marked in its clips.
    pub marks: Vec<BundledMark>,
}

/// One explanation of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BundledExplanation {
    /// The explanation.
    pub explanation_id: ExplanationId,
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
    /// Where it stands.
    pub state: ExplanationState,
    /// When it was given.
    pub stated_at: Timestamp,
    /// By whom.
    pub stated_by: String,
    /// What was decided on it.
    pub decision: Option<ExplanationDecisionView>,
}

/// One mark of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BundledMark {
    /// The mark.
    pub mark_id: MarkId,
    /// The clip.
    pub clip_id: ClipId,
    /// Milliseconds from the beginning of the clip.
    pub at_ms: u64,
    /// What it says.
    pub kind: MarkKind,
    /// In its words.
    pub words: String,
}

/// One clip of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BundledClip {
    /// The clip.
    pub clip_id: ClipId,
    /// Name of its file.
    pub file_name: String,
    /// Digest of its bytes.
    pub sha256: Sha256Digest,
    /// Size in bytes.
    pub size_bytes: u64,
}

/// One document of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BundledDocument {
    /// The document.
    pub document_id: DocumentId,
    /// Its title, as it was said last.
    pub title: String,
    /// Digest of its bytes.
    pub sha256: Sha256Digest,
    /// Size in bytes.
    pub size_bytes: u64,
}

/// `POST /api/v1/cases/{id}/bundles`: sends a case file for review.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BundleDraft {
    /// What the reviewer should know, in the sender's words.
    pub remark: Option<String>,
}

/// A signed record: a bundle or a coverage sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordView {
    /// The record.
    pub record_id: RecordId,
    /// What it fixes.
    pub record: RecordKind,
    /// The case file.
    pub case_id: CaseId,
    /// The act, for a coverage sheet.
    pub act_id: Option<ActId>,
    /// Which one of its kind, from 1.
    pub number: u64,
    /// Digest of the signed text.
    pub sha256: Sha256Digest,
    /// What the gate said, for a bundle.
    pub answer: Option<Answer>,
    /// The sender's words.
    pub remark: Option<String>,
    /// Server time.
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: String,
}

/// `GET /api/v1/cases/{id}/review`: bundles, opinions and what comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewView {
    /// The case file.
    pub case_id: CaseId,
    /// Every bundle, oldest first.
    pub bundles: Vec<RecordView>,
    /// Every opinion, oldest first.
    pub opinions: Vec<OpinionView>,
    /// When the opinion on the newest bundle is due; absent where there is one, or no bundle.
    pub opinion_due: Option<Timestamp>,
    /// Whether the asker may write the opinion that is wanted.
    pub may_review: bool,
    /// Whether the asker may settle a disagreement about the last opinion.
    pub may_settle: bool,
}

/// `POST /api/v1/cases/{id}/opinions`: the written opinion (法制审核意见书) on the newest bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpinionDraft {
    /// The bundle that was read; another may have been sent meanwhile.
    pub record_id: RecordId,
    /// What the reviewer comes to.
    pub outcome: ReviewOutcome,
    /// The opinion.
    pub text: String,
    /// A document of the case file with counsel's opinion.
    pub counsel_document_id: Option<DocumentId>,
}

/// A written opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpinionView {
    /// The opinion.
    pub opinion_id: OpinionId,
    /// The bundle that it is about.
    pub record_id: RecordId,
    /// Which bundle of the case file, from 1.
    pub bundle_number: u64,
    /// What the reviewer came to.
    pub outcome: ReviewOutcome,
    /// The opinion.
    pub text: String,
    /// A document with counsel's opinion.
    pub counsel_document_id: Option<DocumentId>,
    /// When it was due.
    pub due_at: Option<Timestamp>,
    /// Server time.
    pub given_at: Timestamp,
    /// By whom.
    pub given_by: String,
    /// What the handlers said against it, and what a head decided.
    pub disagreement: Option<DisagreementView>,
}

/// A disagreement about an opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisagreementView {
    /// What a head decided: the case file passes, or stays returned.
    pub outcome: ReviewOutcome,
    /// What the handlers say against the opinion, and why the head decided so.
    pub text: String,
    /// Server time.
    pub settled_at: Timestamp,
    /// By whom.
    pub settled_by: String,
}

/// `POST /api/v1/cases/{id}/settlings`: a head decides where the handlers disagree with an opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettlingDraft {
    /// The opinion.
    pub opinion_id: OpinionId,
    /// What holds.
    pub outcome: ReviewOutcome,
    /// What the handlers say against it, and why it is decided so.
    pub text: String,
}

/// `GET /api/v1/records/{id}/differences`: what differs from the record of its kind before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DifferencesView {
    /// The record.
    pub record_id: RecordId,
    /// Which one it is compared with; absent for the first.
    pub before: Option<u64>,
    /// Everything that differs, up to a bound.
    pub differs: Vec<Differs>,
    /// How many differ.
    pub count: u64,
}
