//! States of an upload and of a clip, and the steps between them.
//!
//! What must stay true: a step takes the old state by value and can refuse; nothing leaves the road backwards.

use serde::{Deserialize, Serialize};

use crate::clip::UnknownWord;

/// Where an upload stands on its road into the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// Bytes are arriving in staging.
    Receiving,
    /// All bytes are staged and synced; a job seals them.
    Staged,
    /// A clip exists; the staged file is gone.
    Sealed,
    /// Refused for good (hash, size); staging was dropped.
    Refused,
}

impl UploadState {
    /// Text form, as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Staged => "staged",
            Self::Sealed => "sealed",
            Self::Refused => "refused",
        }
    }

    /// All bytes have arrived and are synced.
    ///
    /// # Errors
    /// The state itself, when it was not receiving.
    pub const fn stage(self) -> Result<Self, Self> {
        match self {
            Self::Receiving => Ok(Self::Staged),
            other => Err(other),
        }
    }

    /// The clip, its entry and this state are one commit.
    ///
    /// # Errors
    /// The state itself, when it was not staged.
    pub const fn seal(self) -> Result<Self, Self> {
        match self {
            Self::Staged => Ok(Self::Sealed),
            other => Err(other),
        }
    }

    /// The bytes are not what was declared.
    ///
    /// # Errors
    /// The state itself, when it was already decided.
    pub const fn refuse(self) -> Result<Self, Self> {
        match self {
            Self::Receiving | Self::Staged => Ok(Self::Refused),
            other => Err(other),
        }
    }
}

impl std::str::FromStr for UploadState {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "receiving" => Ok(Self::Receiving),
            "staged" => Ok(Self::Staged),
            "sealed" => Ok(Self::Sealed),
            "refused" => Ok(Self::Refused),
            _ => Err(UnknownWord::new("UploadState", text)),
        }
    }
}

/// What a clip's stored bytes are known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClipState {
    /// Sealed; not yet read back.
    Sealed,
    /// Read back from the device with the same hash.
    Verified,
    /// A read-back found other bytes, or none.
    Damaged,
}

impl ClipState {
    /// Text form, as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Verified => "verified",
            Self::Damaged => "damaged",
        }
    }

    /// A read-back gave the same hash.
    ///
    /// # Errors
    /// The state itself, when the clip was found damaged: only healing leads out of that.
    pub const fn verify(self) -> Result<Self, Self> {
        match self {
            Self::Sealed | Self::Verified => Ok(Self::Verified),
            Self::Damaged => Err(self),
        }
    }

    /// The same bytes came again and stand under a new key; they are read back before they count as verified.
    ///
    /// # Errors
    /// The state itself, when nothing is known to be wrong with the stored bytes.
    pub const fn heal(self) -> Result<Self, Self> {
        match self {
            Self::Damaged => Ok(Self::Sealed),
            Self::Sealed | Self::Verified => Err(self),
        }
    }
}

impl std::str::FromStr for ClipState {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "sealed" => Ok(Self::Sealed),
            "verified" => Ok(Self::Verified),
            "damaged" => Ok(Self::Damaged),
            _ => Err(UnknownWord::new("ClipState", text)),
        }
    }
}
