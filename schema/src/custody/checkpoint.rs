//! Checkpoints (C2SP tlog-checkpoint): origin, size and root of the log, signed.
//!
//! What must stay true: a checkpoint is opened only with a key; the origin in it must be the key's name.

use tlog_tiles::Checkpoint;
use tlog_tiles::tlog::Hash;

use super::note::{NoteError, SigningNoteKey, VerifyingNoteKey, unverified_text};
use super::tree::TreeHead;
use crate::digest::Sha256Digest;
use crate::limits::LOG_ENTRIES_MAX;

/// Why a checkpoint is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note around it.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text inside it.
    #[error("the note holds no checkpoint")]
    Malformed,
    /// A checkpoint of another log.
    #[error("this checkpoint is of the log {found:?}, not of {wanted:?}")]
    Origin {
        /// Origin in the checkpoint.
        found: String,
        /// Name of the key.
        wanted: String,
    },
}

/// Signs a committed head. The key's name is the log's origin.
///
/// # Errors
/// When the key's name cannot be an origin.
pub fn sign(head: &TreeHead, key: &SigningNoteKey) -> Result<String, CheckpointError> {
    let origin = key.vkey().split('+').next().unwrap_or_default();
    let checkpoint =
        Checkpoint::new(origin, head.size, Hash(*head.root.as_bytes()), "").map_err(|_| CheckpointError::Malformed)?;
    let text = String::from_utf8(checkpoint.to_bytes()).map_err(|_| CheckpointError::Malformed)?;
    Ok(key.sign(&text)?)
}

/// Opens a checkpoint with the log's public key.
///
/// # Errors
/// When the signature, the form or the origin is wrong.
pub fn open(checkpoint: &str, key: &VerifyingNoteKey) -> Result<TreeHead, CheckpointError> {
    let (origin, head) = parse(&key.open(checkpoint)?)?;
    if origin != key.name() {
        return Err(CheckpointError::Origin {
            found: origin,
            wanted: key.name().to_owned(),
        });
    }
    Ok(head)
}

/// Origin and head of a checkpoint whose signature nobody checked.
///
/// # Errors
/// When it is no checkpoint at all.
pub fn open_unverified(checkpoint: &str) -> Result<(String, TreeHead), CheckpointError> {
    parse(&unverified_text(checkpoint)?)
}

fn parse(text: &str) -> Result<(String, TreeHead), CheckpointError> {
    let checkpoint = Checkpoint::from_bytes(text.as_bytes()).map_err(|_| CheckpointError::Malformed)?;
    if checkpoint.size() > LOG_ENTRIES_MAX {
        return Err(CheckpointError::Malformed);
    }
    let root = Sha256Digest::from_bytes(checkpoint.hash().0);
    Ok((
        checkpoint.origin().to_owned(),
        TreeHead {
            size: checkpoint.size(),
            root,
        },
    ))
}
