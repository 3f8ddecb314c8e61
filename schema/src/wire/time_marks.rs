//! Marks as they travel: time-coded notes in a clip.

use serde::{Deserialize, Serialize};

use crate::ids::{ClipId, MarkId};
use crate::marks::MarkKind;
use crate::time::Timestamp;

/// `POST /api/v1/clips/{id}/time-marks`: a mark at a place in a clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeMarkDraft {
    /// Milliseconds from the beginning of the clip.
    pub at_ms: u64,
    /// What it says.
    pub kind: MarkKind,
    /// The element or phrase in the words of the act catalogue, or the note; 1–200 characters.
    pub words: String,
}

/// `POST /api/v1/clips/{id}/time-marks/{mark_id}/removal`: the mark stays readable in the chain of custody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TimeMarkRemoval {
    /// Why.
    pub reason: Option<String>,
}

/// One mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeMarkView {
    /// The mark.
    pub mark_id: MarkId,
    /// Milliseconds from the beginning of the clip.
    pub at_ms: u64,
    /// What it says.
    pub kind: MarkKind,
    /// In its words.
    pub words: String,
    /// When it was set.
    pub stated_at: Timestamp,
    /// By whom, as people know them.
    pub stated_by: String,
}

/// Something that one key marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkChoice {
    /// What it is.
    pub kind: MarkKind,
    /// In Chinese: what a mark of it says.
    pub chinese: String,
    /// In English; a phrase is spoken in Chinese.
    pub english: String,
}

/// `GET /api/v1/clips/{id}/time-marks`: marks that nobody took back, by their place; and what the acts of the clip ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeMarkList {
    /// The clip.
    pub clip_id: ClipId,
    /// The marks.
    pub marks: Vec<TimeMarkView>,
    /// Elements, then phrases, of the acts for which the clip stands; the first nine have the number keys.
    pub choices: Vec<MarkChoice>,
    /// The asker may set marks.
    pub may_mark: bool,
}

/// Whether the footage of an act has a mark of one element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ElementMarked {
    /// In Chinese.
    pub chinese: String,
    /// In English.
    pub english: String,
    /// Some clip of the act has it.
    pub is_marked: bool,
}
