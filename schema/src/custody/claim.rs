//! Claims: what somebody said at a dock's screen about a docking, signed with the dock's own key.
//!
//! What must stay true: the signed text is the one canonical form, as of a capture statement; a claim is what was said,
//! never yet what is true: the server's rule decides what it may change.

use serde::{Deserialize, Serialize};

use super::note::{SigningNoteKey, VerifyingNoteKey};
use super::statement::StatementError;
use crate::canonical;
use crate::ids::{ClaimId, DockId, DockingId};
use crate::limits::CLAIM_BYTES_MAX;
use crate::time::Timestamp;

/// Version of the claim's form.
pub const CLAIM_VERSION: u32 = 1;

/// Two officers, by number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaidPair {
    /// Lead officer's number.
    pub lead_number: String,
    /// Assisting officer's number; absent for one alone.
    pub assisting_number: Option<String>,
}

/// They were not together all the time: from then on one of them had the recorder alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Parting {
    /// When they parted, dock time.
    pub at: Timestamp,
    /// Number of the officer of the pair who kept the recorder.
    pub kept_by_number: String,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Said {
    /// Who used the recorder before this docking.
    Used {
        /// The pair.
        pair: SaidPair,
        /// Absent when they were together all the time.
        parted: Option<Parting>,
    },
    /// Who takes the recorder out of this docking for a shift.
    Taken {
        /// The pair.
        pair: SaidPair,
    },
    /// One touch: a tag for everything of this docking.
    Tagged {
        /// The tag's code.
        tag: String,
    },
}

impl Said {
    /// The stable word, as in the JSON form.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Used { .. } => "used",
            Self::Taken { .. } => "taken",
            Self::Tagged { .. } => "tagged",
        }
    }
}

/// A claim as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DockClaim {
    /// [`CLAIM_VERSION`].
    pub v: u32,
    /// The claim.
    pub claim_id: ClaimId,
    /// The dock at which it was said, and which signs.
    pub dock_id: DockId,
    /// The docking that it is about.
    pub docking_id: DockingId,
    /// Serial of the recorder in the slot.
    pub serial: String,
    /// When the recorder was plugged in, dock time.
    pub docked_at: Timestamp,
    /// When it was said, dock time.
    pub said_at: Timestamp,
    /// What was said.
    pub said: Said,
}

impl DockClaim {
    /// Signs the claim: a signed note whose text is the canonical JSON.
    ///
    /// # Errors
    /// When the claim has no canonical form or the key cannot sign.
    pub fn sign(&self, key: &SigningNoteKey) -> Result<String, StatementError> {
        let text = canonical::to_text(self).map_err(|e| StatementError::Shape(e.to_string()))?;
        Ok(key.sign(&format!("{text}\n"))?)
    }

    /// Opens a claim with the public key of the dock that sent it.
    ///
    /// # Errors
    /// When signature, form, length or the dock named inside are wrong.
    pub fn open(note: &str, key: &VerifyingNoteKey) -> Result<Self, StatementError> {
        if note.len() > CLAIM_BYTES_MAX {
            return Err(StatementError::TooLong(note.len()));
        }
        let text = key.open(note)?;
        let claim: Self = serde_json::from_str(text.trim_end()).map_err(|e| StatementError::Shape(e.to_string()))?;
        if claim.v != CLAIM_VERSION {
            return Err(StatementError::Shape(format!("version {}", claim.v)));
        }
        let canonical = canonical::to_text(&claim).map_err(|e| StatementError::Shape(e.to_string()))?;
        if text.strip_suffix('\n') != Some(canonical.as_str()) {
            return Err(StatementError::Shape("it is not in canonical form".into()));
        }
        if claim.dock_id.to_string() != key.name() {
            return Err(StatementError::WrongDock(claim.dock_id));
        }
        Ok(claim)
    }
}
