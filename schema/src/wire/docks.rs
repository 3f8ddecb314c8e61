//! Docks: enrolment, offers of captures, reports of dockings.

use serde::{Deserialize, Serialize};

use crate::clip::UnknownWord;
use crate::custody::statement::DeviceClaims;
use crate::digest::Sha256Digest;
use crate::ids::{CaptureId, ClipId, DockId, DockingId};
use crate::time::Timestamp;
use crate::wire::docking_notes::DockingNote;

/// `POST /api/v1/docks/enroll` (no bearer token: the one-time token is in the body).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrollRequest {
    /// The one-time token that an administrator made.
    pub token: String,
    /// Public key (vkey form without a fixed name is impossible: the raw Ed25519 key, 32 bytes, base64).
    pub public_key: String,
    /// Name of the dock for people.
    pub name: String,
}

/// Answer to an enrolment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrollAnswer {
    /// The dock's id, which is also the name of its signing key.
    pub dock_id: DockId,
    /// Bearer token of the dock; it is shown once and stored by the server only as a hash.
    pub bearer: String,
    /// Public key of the custody log.
    pub log_vkey: String,
    /// The server's clock.
    pub server_time: Timestamp,
}

/// What an administrator hands to a dock: one line of text, base64url of this JSON.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrollToken {
    /// The secret.
    pub secret: String,
    /// Public key of the custody log: it comes by this way, not over the network.
    pub log_vkey: String,
    /// SHA-256 of the server's TLS certificate, when it has one of its own.
    pub tls_sha256: Option<Sha256Digest>,
}

/// `POST /api/v1/docks/offer`: captures that a dock holds in its spool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// At most [`crate::limits::OFFER_ITEMS_MAX`].
    pub items: Vec<OfferItem>,
}

/// One capture offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferItem {
    /// The signed capture statement.
    pub statement: String,
}

/// Answer to an offer, in the order of the items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferAnswer {
    /// One per item.
    pub items: Vec<OfferedCapture>,
    /// The server's clock, for the dock's own clock check.
    pub server_time: Timestamp,
}

/// What the server makes of one offered capture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferedCapture {
    /// The capture.
    pub capture_id: CaptureId,
    /// What to do.
    pub answer: OfferedAnswer,
}

/// What to do with an offered capture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum OfferedAnswer {
    /// Upload the bytes (`POST /api/v1/uploads`, which goes on with an upload that was begun).
    Upload,
    /// These bytes of this recorder are held already; the statement was added to the clip.
    Held {
        /// The clip.
        clip_id: ClipId,
    },
    /// Refused for good; the file stays in the spool for a person.
    Refused {
        /// Why, and what to do.
        reason: String,
    },
}

/// What may be done with a recorder in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DockingState {
    /// Being looked at, read or cleared: do not remove 勿拔.
    Reading,
    /// Everything is in the dock's spool: may be taken 可取走.
    Spooled,
    /// Everything is verified on the server 已入库.
    Stored,
    /// Stored, cleared of what may be erased, with room and a believable clock: ready for a shift 可领用.
    Ready,
    /// Something could not be read: see the message; the recorder should be docked again.
    Incomplete,
    /// Collected but waiting for a person (unknown recorder, refused).
    NeedsPerson,
    /// Not collected, by policy.
    Refused,
}

impl DockingState {
    /// Text form, as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Spooled => "spooled",
            Self::Stored => "stored",
            Self::Ready => "ready",
            Self::Incomplete => "incomplete",
            Self::NeedsPerson => "needs_person",
            Self::Refused => "refused",
        }
    }
}

impl std::str::FromStr for DockingState {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "reading" => Ok(Self::Reading),
            "spooled" => Ok(Self::Spooled),
            "stored" => Ok(Self::Stored),
            "ready" => Ok(Self::Ready),
            "incomplete" => Ok(Self::Incomplete),
            "needs_person" => Ok(Self::NeedsPerson),
            "refused" => Ok(Self::Refused),
            _ => Err(UnknownWord::new("DockingState", text)),
        }
    }
}

/// One docking as a dock sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DockingReport {
    /// The docking.
    pub docking_id: DockingId,
    /// Name of the slot.
    pub slot: String,
    /// Profile that recognised the volume.
    pub profile: Option<String>,
    /// What the device says about itself.
    pub device: DeviceClaims,
    /// State.
    pub state: DockingState,
    /// Whether the recorder is still in the slot.
    pub is_present: bool,
    /// When it was plugged in, dock time.
    pub started_at: Timestamp,
    /// When it was taken out, dock time.
    pub removed_at: Option<Timestamp>,
    /// Files listed on the volume that are to be collected.
    pub files_total: u64,
    /// Files in the spool.
    pub files_spooled: u64,
    /// Files with a verified receipt.
    pub files_stored: u64,
    /// Files that could not be read this time.
    pub files_failed: u64,
    /// Bytes listed.
    pub bytes_total: u64,
    /// Bytes in the spool.
    pub bytes_spooled: u64,
    /// Bytes with a verified receipt.
    pub bytes_stored: u64,
    /// What happened, what was kept, what to do, in English; absent when all is well.
    pub message: Option<String>,
    /// The same by kind, so that pages say it in their reader's language; a dock of an older version tells none. At most
    /// [`crate::limits::DOCKING_NOTES_MAX`].
    #[serde(default)]
    pub notes: Vec<DockingNote>,
}

/// `POST /api/v1/docks/dockings`: dockings that changed; at most [`crate::limits::DOCKINGS_REPORTED_MAX`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DockingReports {
    /// The dockings.
    pub dockings: Vec<DockingReport>,
    /// The dock's clock when it sent this.
    pub dock_time: Timestamp,
    /// Free bytes on the spool's disk.
    pub spool_free_bytes: u64,
}

/// Answer to a report: what the dock must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DockingAnswer {
    /// The server's clock.
    pub server_time: Timestamp,
    /// Serials of the recorders that are known; an unknown one is collected and flagged, or refused, by `unknown`.
    pub known_serials: Vec<String>,
    /// Policy for a recognised profile with an unknown serial.
    pub unknown: UnknownRecorderPolicy,
    /// Serials of known recorders that are not in use: lost, damaged, scrapped. They are collected, and are never ready.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<String>,
}

/// What a dock does with a recorder that nobody registered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnknownRecorderPolicy {
    /// Collect it, unassigned, with a finding: nobody is sent home with the evidence.
    #[default]
    CollectUnassigned,
    /// Do not read it; show why.
    Refuse,
}

/// `POST /api/v1/docks/alarm`: something that a person must look at now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DockAlarm {
    /// Stable word: `log_broken`, `flipped_bit`, `spool_full`, `unreadable`, `recorder_full`, `recorder_not_writable`,
    /// `recorder_left_writable`.
    pub kind: String,
    /// The capture concerned.
    pub capture_id: Option<CaptureId>,
    /// What happened, what was kept, what to do.
    pub message: String,
    /// Serial of the recorder concerned, where no capture is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// Its docking, where the recorder names no serial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docking_id: Option<DockingId>,
}
