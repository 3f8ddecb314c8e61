//! The detail of an entry: canonical after-images of every evidence row that its transaction changed.
//!
//! What must stay true: an entry holds only `SHA-256(domain ‖ salt ‖ detail)`. Destroying salt and detail later
//! (disposal) leaves an entry that still verifies and says nothing about the content.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::canonical::{self, CanonicalError};
use crate::digest::Sha256Digest;

const DOMAIN: &[u8] = b"mingjing.detail.v1\n";

/// One column's value. Evidence tables hold only integers and texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// A whole number: a size, a flag, microseconds.
    Int(i64),
    /// A text: an id, a digest in hex, a name.
    Text(String),
    /// Absent.
    Null,
}

/// The columns of one row, by name.
pub type Columns = BTreeMap<String, Cell>;

/// One evidence row after the change; `row` is absent when the row was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowImage {
    /// Value of the table's primary key.
    pub key: String,
    /// All columns after the change, `None` = removed.
    pub row: Option<Columns>,
    /// Name of the table.
    pub table: String,
}

/// Everything that one entry says beyond its own fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    /// After-images, in the order of the changes.
    #[serde(default)]
    pub images: Vec<RowImage>,
    /// Facts that are not rows: a filter's digest and count, stretches that were served, a refusal's reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, serde_json::Value>,
}

impl Detail {
    /// True when there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.images.is_empty() && self.facts.is_empty()
    }

    /// Reads a detail's text; anything that would be written differently is refused, so it can be read in one way only.
    ///
    /// # Errors
    /// When the text is not exactly one canonical detail.
    pub fn from_text(text: &str) -> Result<Self, DetailError> {
        let detail: Self = serde_json::from_str(text)?;
        if detail.to_text()? != text {
            return Err(DetailError::NotCanonical);
        }
        Ok(detail)
    }

    /// The canonical text, which is stored beside the entry.
    ///
    /// # Errors
    /// When a fact has no canonical form.
    pub fn to_text(&self) -> Result<String, CanonicalError> {
        canonical::to_text(self)
    }
}

/// Why a text is not a detail.
#[derive(Debug, thiserror::Error)]
pub enum DetailError {
    /// Not JSON of the detail's shape.
    #[error("the detail cannot be read: {0}")]
    Shape(#[from] serde_json::Error),
    /// The right shape, but not the one canonical form.
    #[error("the detail is not in canonical form")]
    NotCanonical,
    /// The value has no canonical form.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

/// The salted digest that the entry carries.
pub fn salted_digest(salt: &[u8; 32], detail_text: &str) -> Sha256Digest {
    let mut hasher = Sha256::new();
    hasher.update(DOMAIN);
    hasher.update(salt);
    hasher.update(detail_text.as_bytes());
    Sha256Digest::from_bytes(hasher.finalize().into())
}
