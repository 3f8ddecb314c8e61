//! Clips as the API shows them.

use serde::{Deserialize, Serialize};

use crate::clip::{ClipKind, SourceKind};
use crate::custody::statement::TimeClaim;
use crate::digest::Sha256Digest;
use crate::evidence::ClipState;
use crate::ids::{ClipId, EntryId, RecorderId};
use crate::time::Timestamp;
use crate::wire::marks::ClipStanding;

/// One clip in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClipView {
    /// The clip.
    pub clip_id: ClipId,
    /// Name of the file on the device.
    pub file_name: String,
    /// Kind by name.
    pub kind: ClipKind,
    /// Where it came from.
    pub source: SourceKind,
    /// State of the stored bytes.
    pub state: ClipState,
    /// Digest of the bytes.
    pub sha256: Sha256Digest,
    /// Size in bytes.
    pub size_bytes: u64,
    /// When it was sealed, server time.
    pub sealed_at: Timestamp,
    /// When it was last read back with the same hash.
    pub verified_at: Option<Timestamp>,
    /// Serial that the device claims.
    pub device_serial: Option<String>,
    /// The recorder, where the serial is known.
    pub recorder_id: Option<RecorderId>,
    /// Times that name, file system or device claim.
    pub time_claims: Vec<TimeClaim>,
    /// Real duration found by the worker, in milliseconds.
    pub duration_ms: Option<u64>,
    /// Device's own importance mark.
    pub is_marked_important: bool,
    /// Whether a capture statement stands behind it (false: hash by server only).
    pub has_statement: bool,
    /// What counts of all that was said of it.
    pub standing: ClipStanding,
}

/// A page of clips, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClipPage {
    /// The clips.
    pub clips: Vec<ClipView>,
    /// Give this back as `after` for the next page; absent on the last.
    pub next: Option<String>,
}

/// `GET /api/v1/clips/{id}/custody`: the chain of custody of one clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustodyChain {
    /// The clip.
    pub clip_id: ClipId,
    /// Name of the file on the device.
    pub file_name: String,
    /// Digest of its bytes.
    pub sha256: Sha256Digest,
    /// Number of its bytes.
    pub size_bytes: u64,
    /// The log's public key.
    pub log_vkey: String,
    /// Entries that a signed checkpoint covers now.
    pub signed_entries: u64,
    /// In the order of the log.
    pub links: Vec<ChainLink>,
}

/// One entry of a chain of custody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChainLink {
    /// Its number in the log; absent for the moment until it has one.
    pub number: Option<u64>,
    /// Its id.
    pub entry_id: EntryId,
    /// What happened, as in the entry: `clip.sealed`.
    pub event: String,
    /// When, by the server's clock.
    pub at: Timestamp,
    /// Who, as in the entry.
    pub actor: String,
    /// Who, as people know them.
    pub name: String,
    /// What else the entry says, one fact each.
    pub said: Vec<String>,
}
