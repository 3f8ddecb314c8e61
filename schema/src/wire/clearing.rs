//! Clearing recorders: what a dock asks before it erases a file, and what it tells afterwards.
//!
//! What must stay true: the server's answer is only policy and facts; the dock alone decides, by
//! [`crate::rules::release::may_erase`], and only with a receipt that it verified itself.

use serde::{Deserialize, Serialize};

use crate::custody::receipt::ReceiptLevel;
use crate::digest::Sha256Digest;
use crate::ids::{CaptureId, ClipId};
use crate::time::Timestamp;

/// `POST /api/v1/docks/clearing`: may these files be erased from their recorders? At most
/// [`crate::limits::CLEARING_ITEMS_MAX`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearingQuestion {
    /// Captures of this dock.
    pub captures: Vec<CaptureId>,
}

/// Answer, in the order of the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearingAnswer {
    /// One for each capture asked about.
    pub items: Vec<ClearingItem>,
}

/// What the server knows of one capture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearingItem {
    /// The capture.
    pub capture_id: CaptureId,
    /// Absent when the server holds no clip of this capture.
    pub facts: Option<ClearingFacts>,
}

/// Policy of the officers' unit, and what people said of the clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, as they travel")]
pub struct ClearingFacts {
    /// The clip.
    pub clip_id: ClipId,
    /// Erasing is switched on for the unit (starts off).
    pub is_enabled: bool,
    /// Level that a receipt must have.
    pub level: ReceiptLevel,
    /// Time since the capture that must have passed, in milliseconds.
    pub rest_ms: i64,
    /// The device's own importance mark, not yet confirmed by a person.
    pub is_marked_important: bool,
    /// A person's importance mark that was not taken back.
    pub is_marked_by_person: bool,
    /// A tag that nobody has confirmed.
    pub is_tagged_unconfirmed: bool,
    /// Whether the ledger says whose footage it is.
    pub is_attributed: bool,
}

/// `POST /api/v1/docks/erasures`: files that the dock erased from recorders, told until it is heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasureReports {
    /// At most [`crate::limits::CLEARING_ITEMS_MAX`]; a repeated one is answered like the first.
    pub erasures: Vec<ErasureReport>,
}

/// One file that is no longer on its recorder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasureReport {
    /// The capture whose file it was.
    pub capture_id: CaptureId,
    /// Digest of the second reading, right before.
    pub reread_sha256: Sha256Digest,
    /// When the second reading ended, dock time.
    pub reread_at: Timestamp,
    /// When the deletion was synced to the device, dock time.
    pub erased_at: Timestamp,
}

/// Answer to [`ErasureReports`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasureAnswer {
    /// Captures whose erasure is an entry of the custody log now, or was before.
    pub recorded: Vec<CaptureId>,
}
