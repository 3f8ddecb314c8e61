//! Capture statements: what a dock says about one reading of one file, signed with the dock's own key.
//!
//! What must stay true: the signed text is the one canonical form, so it can be read in one way only; claims of the
//! device stay claims, word for word; the three times (device, dock, server) stand side by side; a capture by hand
//! names the person and never looks like a recorder's.

use serde::{Deserialize, Serialize};

use super::note::{NoteError, SigningNoteKey, VerifyingNoteKey, unverified_text};
use crate::canonical;
use crate::clip::{ClaimMeaning, SourceKind};
use crate::digest::Sha256Digest;
use crate::ids::{CaptureId, DockId, DockingId};
use crate::limits::{PATH_BYTES_MAX, STATEMENT_BYTES_MAX};
use crate::time::Timestamp;

/// Version of the statement's form.
pub const STATEMENT_VERSION: u32 = 1;

/// How the file was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ReadFrom {
    /// A mounted volume in a slot.
    Volume {
        /// Name of the slot.
        slot: String,
        /// Volume label or UUID, as far as the system shows one.
        volume: Option<String>,
        /// File system type.
        file_system: Option<String>,
    },
    /// A watched folder that stands for a slot.
    Folder {
        /// Name of the slot.
        slot: String,
    },
    /// By hand, by whom.
    Hand {
        /// The name that the person gave.
        person: String,
    },
}

/// What the device says about itself. A hint for people, never attribution.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceClaims {
    /// Serial from the device block or the file names.
    pub serial: Option<String>,
    /// USB serial, from the bus.
    pub usb_serial: Option<String>,
    /// Officer number in the device block.
    pub officer_number: Option<String>,
    /// Officer name in the device block.
    pub officer_name: Option<String>,
    /// Unit number in the device block.
    pub unit_number: Option<String>,
    /// Unit name in the device block.
    pub unit_name: Option<String>,
}

impl DeviceClaims {
    /// The serial by which a recorder is known: the device block's, else the bus's.
    pub fn known_serial(&self) -> Option<&str> {
        self.serial.as_deref().or(self.usb_serial.as_deref())
    }
}

/// A time that something claims, word for word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeClaim {
    /// Who claims it: `file_name`, `file_modified`, `creation_time`, `timecode`, `person` (whoever brought it in).
    pub origin: String,
    /// The claim as found, for example `20260417192757`.
    pub text: String,
    /// What it is said to mean.
    pub means: ClaimMeaning,
    /// The instant, if the claim can be read with the profile's time zone.
    pub at: Option<Timestamp>,
}

/// Dock clock minus recorder clock, measured before any clock was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockOffset {
    /// To be added to the device's times, in milliseconds.
    pub offset_ms: i64,
    /// Plus or minus, in milliseconds.
    pub uncertainty_ms: i64,
    /// `dock` (compared by the dock) or `hand` (typed by a person).
    pub method: String,
    /// Who, where a person did it.
    pub by: Option<String>,
}

/// What a dock says about one reading of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureStatement {
    /// [`STATEMENT_VERSION`].
    pub v: u32,
    /// The capture.
    pub capture_id: CaptureId,
    /// The dock that read and signs.
    pub dock_id: DockId,
    /// The docking it belongs to; absent by hand.
    pub docking_id: Option<DockingId>,
    /// How the file was reached.
    pub read_from: ReadFrom,
    /// What kind of source it is.
    pub source: SourceKind,
    /// Name of the recorder profile that recognised the volume.
    pub profile: Option<String>,
    /// What the device says about itself.
    pub device: DeviceClaims,
    /// Path below the volume's root, readable text (`/` between parts; undecodable bytes as U+FFFD).
    pub path: String,
    /// The path's bytes in hex where they are not plain UTF-8.
    pub path_bytes_hex: Option<String>,
    /// Whether a pattern of the profile read the file's name.
    pub is_name_parsed: bool,
    /// Number in the file sequence, from the name.
    pub sequence_number: Option<i64>,
    /// The device's own importance mark.
    pub is_marked_important: bool,
    /// Digest of the bytes read.
    pub sha256: Sha256Digest,
    /// Number of bytes read.
    pub size_bytes: u64,
    /// Times that name, file system or device claim.
    pub time_claims: Vec<TimeClaim>,
    /// Offset of the recorder's clock, if measured.
    pub clock_offset: Option<ClockOffset>,
    /// Dock time when reading began.
    pub read_started: Timestamp,
    /// Dock time when the last byte was read.
    pub read_ended: Timestamp,
    /// Name of the room whose fixed camera it is, or of the electronic monitoring device, where whoever brought it in
    /// said so; a recorder's file has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
}

/// Why a statement is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// The note around it.
    #[error("capture statement: {0}")]
    Note(#[from] NoteError),
    /// The JSON inside it.
    #[error("capture statement cannot be read: {0}")]
    Shape(String),
    /// Longer than allowed.
    #[error("capture statement has {0} bytes, at most {STATEMENT_BYTES_MAX} are read")]
    TooLong(usize),
    /// Signed by one dock, speaking for another.
    #[error("capture statement speaks for {0} but is signed by another dock")]
    WrongDock(DockId),
}

impl CaptureStatement {
    /// Signs the statement: a signed note whose text is the canonical JSON.
    ///
    /// # Errors
    /// When the statement has no canonical form or the key cannot sign.
    pub fn sign(&self, key: &SigningNoteKey) -> Result<String, StatementError> {
        let text = canonical::to_text(self).map_err(|e| StatementError::Shape(e.to_string()))?;
        Ok(key.sign(&format!("{text}\n"))?)
    }

    /// Opens a statement with the public key of the dock that sent it.
    ///
    /// # Errors
    /// When signature, form, length or the dock named inside are wrong.
    pub fn open(note: &str, key: &VerifyingNoteKey) -> Result<Self, StatementError> {
        if note.len() > STATEMENT_BYTES_MAX {
            return Err(StatementError::TooLong(note.len()));
        }
        let statement = Self::parse(&key.open(note)?)?;
        if statement.dock_id.to_string() != key.name() {
            return Err(StatementError::WrongDock(statement.dock_id));
        }
        Ok(statement)
    }

    /// Reads a statement without checking who signed it: for showing only.
    ///
    /// # Errors
    /// When the form is wrong.
    pub fn open_unverified(note: &str) -> Result<Self, StatementError> {
        Self::parse(&unverified_text(note)?)
    }

    fn parse(text: &str) -> Result<Self, StatementError> {
        let statement: Self =
            serde_json::from_str(text.trim_end()).map_err(|e| StatementError::Shape(e.to_string()))?;
        if statement.v != STATEMENT_VERSION {
            return Err(StatementError::Shape(format!("version {}", statement.v)));
        }
        let canonical = canonical::to_text(&statement).map_err(|e| StatementError::Shape(e.to_string()))?;
        if text.strip_suffix('\n') != Some(canonical.as_str()) {
            return Err(StatementError::Shape("it is not in canonical form".into()));
        }
        if statement.path.len() > PATH_BYTES_MAX {
            return Err(StatementError::Shape("the path is too long".into()));
        }
        Ok(statement)
    }
}
