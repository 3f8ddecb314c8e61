//! Makes the signed capture statement of one reading.
//!
//! What must stay true: a capture by hand names the person and carries no docking, no profile and no device.

use evidence_schema::clip::SourceKind;
use evidence_schema::custody::note::SigningNoteKey;
use evidence_schema::custody::statement::{
    CaptureStatement, ClockOffset, DeviceClaims, ReadFrom, STATEMENT_VERSION, StatementError,
};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{CaptureId, DockId, DockingId};
use evidence_schema::time::Timestamp;

use crate::profile::Times;
use crate::scan::ManifestFile;
use crate::times::{self, FileTimes};

/// What is the same for every file of one docking or one import.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) dock_id: DockId,
    pub(crate) docking_id: Option<DockingId>,
    pub(crate) read_from: ReadFrom,
    pub(crate) source: SourceKind,
    pub(crate) profile: Option<String>,
    pub(crate) times: Option<Times>,
    pub(crate) file_times: FileTimes,
    pub(crate) device: DeviceClaims,
    pub(crate) clock_offset: Option<ClockOffset>,
    /// The room whose fixed camera it is, or the electronic monitoring device.
    pub(crate) room: Option<String>,
}

/// What one reading gave.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Read {
    pub(crate) capture_id: CaptureId,
    pub(crate) sha256: Sha256Digest,
    pub(crate) size_bytes: u64,
    pub(crate) started: Timestamp,
    pub(crate) ended: Timestamp,
}

/// The statement of one reading, not yet signed.
pub(crate) fn statement(origin: &Origin, file: &ManifestFile, read: &Read) -> CaptureStatement {
    let facts = file.facts.as_ref();
    CaptureStatement {
        v: STATEMENT_VERSION,
        capture_id: read.capture_id,
        dock_id: origin.dock_id,
        docking_id: origin.docking_id,
        read_from: origin.read_from.clone(),
        source: origin.source,
        profile: origin.profile.clone(),
        device: origin.device.clone(),
        path: file.listed.path.clone(),
        path_bytes_hex: file.listed.raw.as_ref().map(hex::encode),
        is_name_parsed: facts.is_some(),
        sequence_number: facts.and_then(|facts| facts.number),
        is_marked_important: facts.is_some_and(|facts| facts.is_important),
        sha256: read.sha256,
        size_bytes: read.size_bytes,
        time_claims: times::claims(file, origin.times.as_ref(), origin.file_times),
        clock_offset: origin.clock_offset.clone(),
        read_started: read.started,
        read_ended: read.ended,
        room: origin.room.clone(),
    }
}

/// The statement, signed with the dock's key.
pub(crate) fn signed(
    origin: &Origin,
    file: &ManifestFile,
    read: &Read,
    key: &SigningNoteKey,
) -> Result<String, StatementError> {
    statement(origin, file, read).sign(key)
}
