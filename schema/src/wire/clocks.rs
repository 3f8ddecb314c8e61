//! What recorders' clocks are off by, as it travels.

use serde::{Deserialize, Serialize};

use crate::clock::{OffsetMethod, OffsetScope};
use crate::ids::{ClipId, DockingId, HandoverId};
use crate::rules::clocks::{Contradiction, OffsetCounted};
use crate::time::Timestamp;

/// `POST /api/v1/clips/{id}/clock`: a head says what the recorder's clock was off by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OffsetDraft {
    /// For this clip alone, or for all files that were read with it.
    pub scope: OffsetScope,
    /// To be added to the recorder's times, in milliseconds; at most [`crate::limits::OFFSET_MS_MAX`] either way.
    pub offset_ms: i64,
    /// Plus or minus, in milliseconds; at most a day.
    pub uncertainty_ms: i64,
    /// Why, and how it is known.
    pub reason: String,
}

/// `GET /api/v1/clips/{id}/clock`: everything that was said about the clock behind a clip, and what counts of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClipClock {
    /// The clip.
    pub clip_id: ClipId,
    /// The docking at which it was read; absent for what no dock read from a recorder.
    pub docking_id: Option<DockingId>,
    /// What counts; absent while nobody said anything.
    pub counts: Option<OffsetCounted>,
    /// Two that cannot both be true.
    pub contradiction: Option<Contradiction>,
    /// All that was said, oldest first.
    pub said: Vec<OffsetView>,
}

/// One statement about a recorder's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OffsetView {
    /// By which `counts` names it: the statement's id, or the capture whose statement says it.
    pub name: String,
    /// How it became known.
    pub method: OffsetMethod,
    /// About this clip alone.
    pub is_of_clip: bool,
    /// To be added to the recorder's times, in milliseconds.
    pub offset_ms: i64,
    /// Plus or minus, in milliseconds.
    pub uncertainty_ms: i64,
    /// When the clocks were compared; absent for a person's word.
    pub measured_at: Option<Timestamp>,
    /// The clip in which the slate was filmed.
    pub slate_clip_id: Option<ClipId>,
    /// The handover that the slate names.
    pub handover_id: Option<HandoverId>,
    /// Why.
    pub reason: Option<String>,
    /// When it was said.
    pub stated_at: Timestamp,
    /// By whom, as people know them.
    pub stated_by: String,
}
