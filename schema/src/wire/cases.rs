//! Case files as the API shows them.

use serde::{Deserialize, Serialize};

use crate::case::{CaseCategory, CaseSource, CaseStage};
use crate::ids::{ActId, CaseId, ClipId, LinkId, OfficerId, UnitId};
use crate::time::Timestamp;
use crate::wire::clips::ClipView;

/// `POST /api/v1/cases`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseDraft {
    /// Case number, unique.
    pub number: String,
    /// Title, 1–200 characters.
    pub title: String,
    /// What else is known of it now.
    pub heading: Option<HeadingDraft>,
}

/// What is said of a case file beyond its number and title. Each statement is whole: what it leaves out is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HeadingDraft {
    /// What it is about.
    pub category: Option<CaseCategory>,
    /// Number of the unit that handles it; absent: the lead officer's unit of today.
    pub unit_number: Option<String>,
    /// Number of the lead officer.
    pub lead_number: Option<String>,
    /// Number of the assisting officer.
    pub assisting_number: Option<String>,
    /// How far it has come.
    pub stage: Option<CaseStage>,
    /// Why it is changed; needed for every statement but the first.
    pub reason: Option<String>,
}

/// One statement of a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadingView {
    /// 1 for the first; the highest counts.
    pub version: u64,
    /// What it is about.
    pub category: Option<CaseCategory>,
    /// The unit that handles it.
    pub unit_id: Option<UnitId>,
    /// Lead officer.
    pub lead_id: Option<OfficerId>,
    /// Assisting officer.
    pub assisting_id: Option<OfficerId>,
    /// How far it has come.
    pub stage: Option<CaseStage>,
    /// Where this was said.
    pub source: CaseSource,
    /// Why it was changed.
    pub reason: Option<String>,
    /// When this was said.
    pub stated_at: Timestamp,
    /// By whom.
    pub stated_by: String,
}

/// `POST /api/v1/case-numbers`: how a unit writes its case numbers from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberPatternDraft {
    /// Number of the unit.
    pub unit_number: String,
    /// Only for case files of this category; absent: for every category that has no pattern of its own.
    pub category: Option<CaseCategory>,
    /// For example `浙交执罚〔{year}〕{n}号`; absent: any number is taken from now on.
    pub pattern: Option<String>,
}

/// How a unit writes its case numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberPatternView {
    /// The unit.
    pub unit_id: UnitId,
    /// For case files of this category; absent: of every category that has none of its own.
    pub category: Option<CaseCategory>,
    /// The pattern.
    pub pattern: String,
    /// When this was said.
    pub stated_at: Timestamp,
    /// By whom.
    pub stated_by: String,
}

/// One case file in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseView {
    /// The case file.
    pub case_id: CaseId,
    /// Case number.
    pub number: String,
    /// Title.
    pub title: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// Clips linked now.
    pub clips: u64,
    /// What is known of it beyond number and title.
    pub heading: Option<HeadingView>,
}

/// A page of case files, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CasePage {
    /// The case files.
    pub cases: Vec<CaseView>,
    /// Give this back as `after` for the next page; absent on the last.
    pub next: Option<String>,
}

/// One case file with its clips.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseDetail {
    /// The case file.
    pub case: CaseView,
    /// Its links, oldest first.
    pub links: Vec<LinkView>,
}

/// One link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkView {
    /// The link.
    pub link_id: LinkId,
    /// When it was made.
    pub linked_at: Timestamp,
    /// Name of the person who made it.
    pub linked_by: String,
    /// Why, in the person's words.
    pub reason: Option<String>,
    /// The stage for which it stands.
    pub stage: Option<CaseStage>,
    /// The acts for which it stands.
    pub act_ids: Vec<ActId>,
    /// Who said for what it stands, when and why; absent where nobody did.
    pub placing: Option<PlacingView>,
    /// The clip.
    pub clip: ClipView,
}

/// What was said last of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlacingView {
    /// 1 for the first; the highest counts.
    pub version: u64,
    /// When it was said.
    pub stated_at: Timestamp,
    /// By whom.
    pub stated_by: String,
    /// Why, in their words.
    pub reason: Option<String>,
}

/// `POST /api/v1/cases/{id}/clips`: at most [`crate::limits::LINK_CLIPS_MAX`] at once, all or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkRequest {
    /// The clips.
    pub clip_ids: Vec<ClipId>,
    /// Why.
    pub reason: Option<String>,
}
