//! What is said of clips, as it travels: tags, importance, the class of footage without a case.

use serde::{Deserialize, Serialize};

use crate::ids::{ClipId, DockingId};
use crate::marks::{DeviceMark, ImportanceVerdict, TagAct};
use crate::time::Timestamp;

/// One tag that can be put on footage with one touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagKind {
    /// Stable word: `seizure`.
    pub word: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Word of the class that it proposes.
    pub class: Option<String>,
    /// Act type that it proposes.
    pub act_type: Option<String>,
    /// Whether footage with it stays on the recorder until a person confirmed it or took it off.
    pub bars_clearing: bool,
}

/// One class of footage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassKind {
    /// Stable word: `routine`.
    pub word: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Footage of it belongs to a case file, so that stating it settles nothing.
    pub needs_case: bool,
}

/// `GET /api/v1/tags`: tags and classes of this agency, in the order of their number keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkCatalogue {
    /// Tags.
    pub tags: Vec<TagKind>,
    /// Classes.
    pub classes: Vec<ClassKind>,
}

/// A tag that stands on a clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingTag {
    /// Its word.
    pub word: String,
    /// Nobody has confirmed it.
    pub is_waiting: bool,
    /// Said at a dock and by no person since.
    pub is_by_dock: bool,
    /// It keeps the recorder's file where it is.
    pub bars_clearing: bool,
}

/// What counts of all that was said of a clip.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClipStanding {
    /// Tags, in the order in which they were put on.
    pub tags: Vec<StandingTag>,
    /// The device's own mark, where it made one.
    pub device_mark: Option<DeviceMark>,
    /// Marked important by a person.
    pub is_marked_by_person: bool,
    /// Word of the class without a case that was stated.
    pub class: Option<String>,
    /// It has a case, a matter or a stated class without a case.
    pub is_settled: bool,
}

/// `POST /api/v1/clips/tags`: puts a tag on clips, confirms it or takes it off; all of them or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagRequest {
    /// 1 to [`crate::limits::LINK_CLIPS_MAX`].
    pub clip_ids: Vec<ClipId>,
    /// Word of the tag.
    pub word: String,
    /// What is done.
    pub act: TagAct,
    /// Why; needed for taking off.
    pub reason: Option<String>,
}

/// `POST /api/v1/clips/importance`: a person's word about the importance of clips; all of them or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportanceRequest {
    /// 1 to [`crate::limits::LINK_CLIPS_MAX`].
    pub clip_ids: Vec<ClipId>,
    /// What is said.
    pub verdict: ImportanceVerdict,
    /// Why; needed for denying the device's mark and for taking a mark back.
    pub reason: Option<String>,
}

/// `POST /api/v1/clips/settlement`: states that clips belong to no case file, or takes it back; all of them or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettlementRequest {
    /// 1 to [`crate::limits::LINK_CLIPS_MAX`].
    pub clip_ids: Vec<ClipId>,
    /// Word of a class that needs no case; absent takes back what was stated.
    pub class: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Answer to each of the three: clips of which something was written; the others were as they should be already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkAnswer {
    /// In the order of their ids.
    pub changed: Vec<ClipId>,
}

/// `GET /api/v1/clips/{id}/marks`: everything that was said of a clip, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkVersions {
    /// The clip.
    pub clip_id: ClipId,
    /// What counts of it.
    pub standing: ClipStanding,
    /// About tags.
    pub tags: Vec<TagVersion>,
    /// About importance.
    pub importance: Vec<ImportanceVersion>,
    /// About the class without a case.
    pub settlement: Vec<SettlementVersion>,
}

/// Who said something, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// When it was said; at a dock by the dock's clock.
    pub at: Timestamp,
    /// Who, as people know them.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
}

/// One version of a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagVersion {
    /// The tag's word.
    pub word: String,
    /// What was done.
    pub act: TagAct,
    /// The docking that it was said for, where a dock said it.
    pub docking_id: Option<DockingId>,
    /// Who, when, why.
    pub said: Said,
}

/// One word about importance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportanceVersion {
    /// What was said.
    pub verdict: ImportanceVerdict,
    /// Who, when, why.
    pub said: Said,
}

/// One word about the class without a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettlementVersion {
    /// The class; absent when it was taken back.
    pub class: Option<String>,
    /// Who, when, why.
    pub said: Said,
}
