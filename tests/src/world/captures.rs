//! Captures of a test dock: bytes with the statement that a dock would make about them.

use evidence_schema::clip::{ClaimMeaning, SourceKind};
use evidence_schema::custody::statement::{
    CaptureStatement, ClockOffset, DeviceClaims, ReadFrom, STATEMENT_VERSION, TimeClaim,
};
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{CaptureId, DockId, DockingId};
use evidence_schema::time::Timestamp;
use evidence_server::deps::{Random, SystemRandom};

/// Bytes and what a dock says about them. The statement's fields may be changed before it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// The bytes that are sent.
    pub bytes: Vec<u8>,
    /// What is signed.
    pub statement: CaptureStatement,
}

impl Capture {
    /// A file of an unknown recorder in slot 1, read now.
    pub fn new(dock_id: DockId, path: &str, bytes: &[u8]) -> Self {
        let now: Timestamp = chrono::Utc::now().into();
        let statement = CaptureStatement {
            v: STATEMENT_VERSION,
            capture_id: CaptureId::from_random(SystemRandom.bytes16()),
            dock_id,
            docking_id: Some(DockingId::from_random(SystemRandom.bytes16())),
            read_from: ReadFrom::Folder { slot: "1".to_owned() },
            source: SourceKind::Recorder,
            profile: None,
            device: DeviceClaims::default(),
            path: path.to_owned(),
            path_bytes_hex: None,
            is_name_parsed: false,
            sequence_number: None,
            is_marked_important: false,
            sha256: Sha256Digest::of(bytes),
            size_bytes: bytes.len() as u64,
            time_claims: Vec::new(),
            clock_offset: None,
            read_started: now,
            read_ended: now,
            room: None,
        };
        Self {
            bytes: bytes.to_vec(),
            statement,
        }
    }

    /// The same from the recorder with this serial.
    #[must_use]
    pub fn from_recorder(mut self, serial: &str) -> Self {
        self.statement.device.serial = Some(serial.to_owned());
        self
    }

    /// The same, filmed from `start` on by a clock that the dock compared to two seconds.
    #[must_use]
    pub fn filmed_at(mut self, start: Timestamp) -> Self {
        self.statement.time_claims = vec![TimeClaim {
            origin: "file_name".to_owned(),
            text: start.to_string(),
            means: ClaimMeaning::Start,
            at: Some(start),
        }];
        self.statement.clock_offset = Some(ClockOffset {
            offset_ms: 0,
            uncertainty_ms: 2000,
            method: "dock".to_owned(),
            by: None,
        });
        self
    }

    /// The same bytes read a second time: another capture of the same file.
    #[must_use]
    pub fn again(&self) -> Self {
        let mut again = self.clone();
        again.statement.capture_id = CaptureId::from_random(SystemRandom.bytes16());
        again
    }

    /// The capture's id.
    pub const fn id(&self) -> CaptureId {
        self.statement.capture_id
    }

    /// Number of bytes.
    pub const fn size_bytes(&self) -> u64 {
        self.bytes.len() as u64
    }
}
