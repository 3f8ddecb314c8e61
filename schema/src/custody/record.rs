//! Signed records: what was fixed at one moment for somebody outside — a bundle sent for review, a coverage sheet.
//!
//! What must stay true: the signed text is the one canonical form; a record names the checkpoint that was the newest when
//! it was made, so whoever holds the log knows what had been logged by then; a printed page carries the record itself and
//! its digest, and nothing else on the page proves anything.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::checkpoint::{self, CheckpointError};
use super::note::{NoteError, SigningNoteKey, VerifyingNoteKey, unverified_text};
use super::tree::TreeHead;
use crate::canonical;
use crate::clip::text_enum;
use crate::digest::Sha256Digest;
use crate::ids::{CaseId, RecordId};
use crate::limits::RECORD_BYTES_MAX;
use crate::time::Timestamp;

/// Version of the record's form.
pub const RECORD_VERSION: u32 = 1;
/// What stands before a record in a page.
const IN_PAGE: &str = "data-signed-record=\"";

text_enum!(
    /// What a record fixes.
    RecordKind {
        /// What was sent for review 送审固定版本.
        Bundle = "bundle",
        /// The verdict on one act 全程音像记录核查表.
        CoverageSheet = "coverage_sheet",
    }
);

/// A record as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// [`RECORD_VERSION`].
    pub v: u32,
    /// What it fixes.
    pub record: RecordKind,
    /// The record.
    pub record_id: RecordId,
    /// The case file.
    pub case_id: CaseId,
    /// Its number when the record was made.
    pub case_number: String,
    /// Which one of its kind, from 1: of the case file for bundles, of the act for sheets.
    pub number: u64,
    /// Server time.
    pub made_at: Timestamp,
    /// Who made it, as the log names them.
    pub made_by: String,
    /// The newest signed checkpoint when it was made; absent before the first.
    pub checkpoint: Option<String>,
    /// What is fixed; its form follows from the kind.
    #[schema(value_type = Object)]
    pub facts: Value,
}

/// Why a record is not believed.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The signature.
    #[error("record: {0}")]
    Note(#[from] NoteError),
    /// The checkpoint in it.
    #[error("record: its checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The text.
    #[error("record: {0}")]
    Shape(String),
    /// Longer than a record may be.
    #[error("record: {0} bytes are more than a record may have")]
    TooLong(usize),
}

impl Record {
    /// Signs the record: a signed note whose text is the canonical JSON.
    ///
    /// # Errors
    /// When it has no canonical form, is too long, or the key cannot sign.
    pub fn sign(&self, key: &SigningNoteKey) -> Result<String, RecordError> {
        let text = canonical::to_text(self).map_err(|e| RecordError::Shape(e.to_string()))?;
        let note = key.sign(&format!("{text}\n"))?;
        if note.len() > RECORD_BYTES_MAX {
            return Err(RecordError::TooLong(note.len()));
        }
        Ok(note)
    }

    /// Opens a record with the public key of the log that signed it.
    ///
    /// # Errors
    /// When signature, form or length are wrong.
    pub fn open(note: &str, key: &VerifyingNoteKey) -> Result<Self, RecordError> {
        bounded(note)?;
        Self::read(&key.open(note)?)
    }

    /// What a record says whose signature nobody checked: for showing, never for trusting.
    ///
    /// # Errors
    /// When it is no record.
    pub fn open_unverified(note: &str) -> Result<Self, RecordError> {
        bounded(note)?;
        Self::read(&unverified_text(note)?)
    }

    fn read(text: &str) -> Result<Self, RecordError> {
        let record: Self = serde_json::from_str(text.trim_end()).map_err(|e| RecordError::Shape(e.to_string()))?;
        if record.v != RECORD_VERSION {
            return Err(RecordError::Shape(format!("version {}", record.v)));
        }
        let canonical = canonical::to_text(&record).map_err(|e| RecordError::Shape(e.to_string()))?;
        if text.strip_suffix('\n') != Some(canonical.as_str()) {
            return Err(RecordError::Shape("it is not in canonical form".into()));
        }
        Ok(record)
    }

    /// The head of the log that it names.
    ///
    /// # Errors
    /// When its checkpoint is not signed by this key.
    pub fn head(&self, key: &VerifyingNoteKey) -> Result<Option<TreeHead>, RecordError> {
        let opened = self.checkpoint.as_deref().map(|text| checkpoint::open(text, key));
        Ok(opened.transpose()?)
    }
}

fn bounded(note: &str) -> Result<(), RecordError> {
    if note.len() > RECORD_BYTES_MAX {
        return Err(RecordError::TooLong(note.len()));
    }
    Ok(())
}

/// Digest of a signed record, as it is printed beside it.
pub fn digest(note: &str) -> Sha256Digest {
    Sha256Digest::from_bytes(Sha256::digest(note.as_bytes()).into())
}

/// What a page's attribute `data-signed-record` holds.
pub fn to_page(note: &str) -> String {
    BASE64_STANDARD.encode(note)
}

/// The record that a page carries; absent where it carries none.
pub fn from_page(page: &str) -> Option<String> {
    let (_, behind) = page.split_once(IN_PAGE)?;
    let (encoded, _) = behind.split_once('"')?;
    String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()
}
