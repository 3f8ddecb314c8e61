//! What the journal remembers: rows of captures, dockings, alarms, hints.
//!
//! What must stay true: an older agent's rows stay readable: new fields get a preset, no field changes its meaning.

use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::custody::statement::DeviceClaims;
use evidence_schema::custody::tree::TreeHead;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{CaptureId, ClipId, DockingId};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docking_notes::DockingNote;
use evidence_schema::wire::docks::UnknownRecorderPolicy;
use serde::{Deserialize, Serialize};

/// How far a capture has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CaptureState {
    /// In the spool, synced; the server may not know of it.
    Spooled,
    /// All bytes are on the server, or it held them already; the receipt is awaited.
    Uploaded,
    /// The receipt says *verified*, and the agent checked it.
    Verified,
    /// The server refuses it for good; the spool file waits for a person.
    Refused,
    /// A reading that broke off: the bytes so far are in the spool as what they are, and are not uploaded.
    Partial,
    /// The spool file no longer has the bytes that were read: the file must be read again.
    SpoolDamaged,
}

impl CaptureState {
    /// Whether the agent still has to do something by itself.
    pub(crate) const fn is_pending(self) -> bool {
        matches!(self, Self::Spooled | Self::Uploaded)
    }
}

/// One capture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CaptureRow {
    pub(crate) capture_id: CaptureId,
    /// Absent by hand.
    pub(crate) docking_id: Option<DockingId>,
    /// The signed statement; absent for a partial reading.
    pub(crate) statement: Option<String>,
    /// Readable path.
    pub(crate) path: String,
    pub(crate) sha256: Sha256Digest,
    pub(crate) size_bytes: u64,
    pub(crate) is_marked_important: bool,
    /// Dock time of the last byte.
    pub(crate) captured_at: Timestamp,
    pub(crate) state: CaptureState,
    /// Where the upload goes on.
    pub(crate) location: Option<String>,
    pub(crate) clip_id: Option<ClipId>,
    pub(crate) level: Option<ReceiptLevel>,
    /// Dock time of the verified receipt.
    pub(crate) receipted_at: Option<Timestamp>,
    pub(crate) is_spool_kept: bool,
    /// The last second reading of the recorder's file.
    pub(crate) reread: Option<RereadRow>,
    /// What a person should know about it.
    pub(crate) message: Option<String>,
}

/// A second reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RereadRow {
    pub(crate) sha256: Sha256Digest,
    pub(crate) at: Timestamp,
}

/// What is known of a file that was captured before. A hint lets reading wait; it never skips it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HintRow {
    pub(crate) capture_id: CaptureId,
    pub(crate) size_bytes: u64,
    pub(crate) modified_ns: i128,
}

/// What the journal knows of a file, if anything.
pub(crate) type Known = Option<(HintRow, CaptureRow)>;

/// One docking.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, kept as they were noted"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DockingRow {
    pub(crate) docking_id: DockingId,
    pub(crate) slot: String,
    /// What stays the same while the volume stays in: device and file numbers of its root.
    pub(crate) presence: String,
    pub(crate) profile: Option<String>,
    pub(crate) device: DeviceClaims,
    pub(crate) started_at: Timestamp,
    pub(crate) removed_at: Option<Timestamp>,
    pub(crate) files_total: u64,
    pub(crate) bytes_total: u64,
    pub(crate) files_failed: u64,
    /// Every file was read to its end, or given up visibly.
    pub(crate) is_read: bool,
    pub(crate) is_refused: bool,
    /// A person must look at it, whatever the serial.
    pub(crate) is_flagged: bool,
    pub(crate) messages: Vec<String>,
    /// The same by kind.
    #[serde(default)]
    pub(crate) notes: Vec<DockingNote>,
    /// The server has heard that it is over and everything is stored.
    pub(crate) is_closed: bool,
    /// Cleared, with room and a believable clock.
    #[serde(default)]
    pub(crate) is_ready: bool,
}

/// Something that a person must look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AlarmRow {
    /// Stable word.
    pub(crate) kind: String,
    pub(crate) capture_id: Option<CaptureId>,
    /// The recorder concerned, if one is; rows of an older agent name none.
    #[serde(default)]
    pub(crate) recorder: Option<AlarmRecorder>,
    /// What happened, what was kept, what to do.
    pub(crate) message: String,
    pub(crate) at: Timestamp,
    pub(crate) is_reported: bool,
}

/// The recorder that an alarm is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AlarmRecorder {
    pub(crate) docking_id: DockingId,
    pub(crate) serial: Option<String>,
    /// Room on it, where that is the point.
    pub(crate) free_bytes: Option<u64>,
}

impl AlarmRecorder {
    /// The same device, whichever docking it is seen in.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (&self.serial, &other.serial) {
            (Some(one), Some(two)) => one.eq_ignore_ascii_case(two),
            (None, None) => self.docking_id == other.docking_id,
            _ => false,
        }
    }
}

impl AlarmRow {
    /// Whether both speak of the same recorder, or of none.
    pub(crate) fn is_of_the_same_recorder(&self, other: &Self) -> bool {
        match (&self.recorder, &other.recorder) {
            (Some(one), Some(two)) => one.is_same(two),
            (None, None) => true,
            _ => false,
        }
    }
}

/// The last head that this dock saw of one log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HeadRow {
    pub(crate) head: TreeHead,
    /// The signed checkpoint, as proof.
    pub(crate) checkpoint: String,
    pub(crate) at: Timestamp,
}

/// What the server said last about recorders.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownRow {
    pub(crate) serials: Vec<String>,
    pub(crate) unknown: UnknownRecorderPolicy,
    /// Not in use by the ledger.
    #[serde(default)]
    pub(crate) set_aside: Vec<String>,
}
