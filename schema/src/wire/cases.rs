//! Case files as the API shows them.

use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, ClipId, LinkId};
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
    /// The clip.
    pub clip: ClipView,
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
