//! Receipts: the server's provable statement that it durably holds exact bytes, and the check that makes it believed.
//!
//! What must stay true: a [`VerifiedReceipt`] exists only if a checkpoint signed by the log's key covers an entry whose
//! detail says that a clip with this digest and size reached this level, and the log only grew since the last
//! checkpoint that the checker saw. The receipt's own words (`level`, `sha256`) are never taken on trust.

use serde::{Deserialize, Serialize};

use super::checkpoint::{self, CheckpointError};
use super::detail::{Cell, Columns, Detail, salted_digest};
use super::entry::{Entry, EntryError, Event};
use super::note::VerifyingNoteKey;
use super::package::CLIP_TABLE;
use super::tree::{self, TreeError, TreeHead};
use crate::digest::Sha256Digest;
use crate::ids::{CaptureId, ClipId};
use crate::limits::PROOF_HASHES_MAX;

/// How much the server has proven to itself about the stored bytes; later levels include earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptLevel {
    /// Synced in the vault, row and entry committed, checkpoint signed.
    Sealed,
    /// Read back from the device and hashed again.
    Verified,
    /// A second vault holds them too.
    Replicated,
}

/// The receipt as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The clip.
    pub clip_id: ClipId,
    /// The capture that asked, absent for a clip that came from a foreign client.
    pub capture_id: Option<CaptureId>,
    /// Level reached.
    pub level: ReceiptLevel,
    /// Digest of the clip's bytes.
    pub sha256: Sha256Digest,
    /// Size of the clip in bytes.
    pub size_bytes: u64,
    /// Number of the entry in the log, counted from 0.
    pub entry_number: u64,
    /// The entry's canonical bytes, as text.
    pub entry: String,
    /// Salt of the detail's digest, 64 hex digits.
    pub salt: Sha256Digest,
    /// The entry's detail, canonical text.
    pub detail: String,
    /// Inclusion proof of the entry in the checkpoint's tree.
    pub inclusion: Vec<Sha256Digest>,
    /// A signed checkpoint that covers the entry.
    pub checkpoint: String,
    /// Size of the checkpoint that the asker saw last, 0 for none.
    pub consistency_from: u64,
    /// Consistency proof from there to this checkpoint.
    pub consistency: Vec<Sha256Digest>,
}

/// What the checker knows by itself and compares with.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// The clip's digest, computed by the checker from the bytes it read.
    pub sha256: Sha256Digest,
    /// The clip's size in bytes.
    pub size_bytes: u64,
    /// The last head that the checker saw and kept.
    pub last_head: Option<TreeHead>,
}

/// A receipt that was checked. There is no other way to make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedReceipt {
    clip_id: ClipId,
    level: ReceiptLevel,
    sha256: Sha256Digest,
    head: TreeHead,
}

impl VerifiedReceipt {
    /// The clip.
    pub const fn clip_id(&self) -> ClipId {
        self.clip_id
    }

    /// The level that the log proves.
    pub const fn level(&self) -> ReceiptLevel {
        self.level
    }

    /// Digest of the bytes.
    pub const fn sha256(&self) -> Sha256Digest {
        self.sha256
    }

    /// The head of the checkpoint, to be kept for ever and compared with next time.
    pub const fn head(&self) -> TreeHead {
        self.head
    }
}

/// Why a receipt is not believed.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// The checkpoint is not signed by the log's key.
    #[error("receipt: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The entry's bytes are not an entry.
    #[error("receipt: {0}")]
    Entry(#[from] EntryError),
    /// The entry is not in the checkpoint's tree.
    #[error("receipt: the checkpoint does not cover the entry: {0}")]
    NotIncluded(TreeError),
    /// The log was rolled back or forked: this is an alarm, not a retry.
    #[error(
        "the custody log does not continue the log that was seen before (seen: {seen} entries, offered: {offered}); \
         the log was rolled back or replaced: stop, erase nothing, call the administrator"
    )]
    LogBroken {
        /// Entries in the last checkpoint seen.
        seen: u64,
        /// Entries in the one offered.
        offered: u64,
    },
    /// The entry speaks of something else.
    #[error("receipt: {0}")]
    Mismatch(String),
}

/// Checks a receipt against what the checker knows.
///
/// `expected.last_head` must be the head whose size was sent as `since` with the question: an answer that was overtaken
/// by a later one is to be asked for again, not to be checked against the later head, or it looks like a rollback.
///
/// # Errors
/// [`ReceiptError::LogBroken`] is an alarm; every other error means that this receipt proves nothing.
pub fn verify(receipt: &Receipt, key: &VerifyingNoteKey, expected: &Expected) -> Result<VerifiedReceipt, ReceiptError> {
    let head = checkpoint::open(&receipt.checkpoint, key)?;
    check_growth(receipt, &head, expected.last_head)?;
    let level = check_content(receipt, &head, expected)?;
    Ok(VerifiedReceipt {
        clip_id: receipt.clip_id,
        level,
        sha256: expected.sha256,
        head,
    })
}

/// Everything but signature and growth: that the tree of `head` holds an entry by which a clip with the expected bytes
/// reached a level. Answers the level that the entry proves, whatever the receipt says about itself.
///
/// # Errors
/// As [`verify`].
pub(crate) fn check_content(
    receipt: &Receipt,
    head: &TreeHead,
    expected: &Expected,
) -> Result<ReceiptLevel, ReceiptError> {
    let mismatch = |what: &str| ReceiptError::Mismatch(what.to_owned());
    if receipt.inclusion.len() > PROOF_HASHES_MAX {
        return Err(mismatch("the proof is longer than any tree is high"));
    }
    let leaf = tree::leaf_hash(receipt.entry.as_bytes());
    tree::check_inclusion(head, receipt.entry_number, leaf, &receipt.inclusion).map_err(ReceiptError::NotIncluded)?;
    let entry = Entry::from_bytes(receipt.entry.as_bytes())?;
    let level = level_of(entry.event).ok_or_else(|| mismatch("the entry is not about a sealed clip"))?;
    if entry.subject != receipt.clip_id.to_string() {
        return Err(mismatch("the entry is about another clip"));
    }
    if entry.detail != Some(salted_digest(receipt.salt.as_bytes(), &receipt.detail)) {
        return Err(mismatch("the detail is not the one that the entry names"));
    }
    let row = clip_row(&receipt.detail, &entry.subject)?;
    let is_same = row.get("sha256") == Some(&Cell::Text(expected.sha256.to_string()))
        && row.get("size_bytes") == i64::try_from(expected.size_bytes).ok().map(Cell::Int).as_ref();
    if !is_same {
        return Err(mismatch("the server holds other bytes than those that were read here"));
    }
    Ok(level)
}

fn check_growth(receipt: &Receipt, head: &TreeHead, last: Option<TreeHead>) -> Result<(), ReceiptError> {
    let Some(last) = last else { return Ok(()) };
    let broken = || ReceiptError::LogBroken {
        seen: last.size,
        offered: head.size,
    };
    if receipt.consistency.len() > PROOF_HASHES_MAX {
        return Err(broken());
    }
    tree::check_consistency(head, &last, &receipt.consistency).map_err(|_| broken())
}

const fn level_of(event: Event) -> Option<ReceiptLevel> {
    match event {
        Event::ClipSealed => Some(ReceiptLevel::Sealed),
        Event::ClipVerified => Some(ReceiptLevel::Verified),
        _ => None,
    }
}

/// The clip's row after the entry: the last image of it, if one transaction changed it more than once.
fn clip_row(detail: &str, clip_id: &str) -> Result<Columns, ReceiptError> {
    let detail = Detail::from_text(detail).map_err(|e| ReceiptError::Mismatch(e.to_string()))?;
    detail
        .images
        .into_iter()
        .rfind(|image| image.table == CLIP_TABLE && image.key == clip_id)
        .and_then(|image| image.row)
        .ok_or_else(|| ReceiptError::Mismatch("the detail holds no row of this clip".into()))
}
