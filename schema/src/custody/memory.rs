//! A whole custody log in memory: what tests, frozen vectors and tools build, sign, prove from and publish.
//!
//! What must stay true: it makes exactly what a server makes (entries, details, checkpoints, receipts, published
//! files) and nothing that a server could not make. A server keeps the same facts in its database instead.

use super::checkpoint::{self, CheckpointError};
use super::detail::{Detail, salted_digest};
use super::entry::{ENTRY_VERSION, Entry, EntryError, Event};
use super::note::SigningNoteKey;
use super::package::PackagedEntry;
use super::receipt::{Receipt, ReceiptLevel};
use super::tiles;
use super::tree::{self, StoredHashes, TreeError, TreeHead};
use crate::canonical::CanonicalError;
use crate::digest::Sha256Digest;
use crate::ids::{CaptureId, ClipId, EntryId};
use crate::people::Actor;

/// What can go wrong while a log is made.
#[derive(Debug, thiserror::Error)]
#[expect(
    missing_docs,
    reason = "each one carries the error of the module that it is named after"
)]
pub enum MemoryLogError {
    #[error(transparent)]
    Tree(#[from] TreeError),
    #[error(transparent)]
    Entry(#[from] EntryError),
    #[error(transparent)]
    Detail(#[from] CanonicalError),
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error("the log has no entry {0}")]
    Unknown(u64),
}

/// Something that happened, to be written as an entry.
#[derive(Debug, Clone)]
pub struct Happening {
    /// Random id of the entry.
    pub id: EntryId,
    /// When, in microseconds UTC.
    pub at: i64,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub event: Event,
    /// What it speaks of.
    pub subject: String,
    /// What the entry says beyond that, with the salt of its digest; absent for a heartbeat.
    pub detail: Option<(Detail, [u8; 32])>,
}

/// One entry as it is kept.
#[derive(Debug, Clone)]
pub struct KeptEntry {
    /// Canonical bytes.
    pub bytes: Vec<u8>,
    /// Canonical text of the detail, with its salt.
    pub detail: Option<(String, [u8; 32])>,
}

/// Which receipt is wanted.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptWanted {
    /// The clip.
    pub clip_id: ClipId,
    /// The capture that asks.
    pub capture_id: Option<CaptureId>,
    /// Level that the receipt says.
    pub level: ReceiptLevel,
    /// Digest that the receipt says.
    pub sha256: Sha256Digest,
    /// Size that the receipt says.
    pub size_bytes: u64,
    /// Number of the entry that proves it.
    pub entry_number: u64,
    /// Size of the checkpoint that the asker saw last, 0 for none.
    pub since: u64,
}

/// The log.
#[derive(Debug)]
pub struct MemoryLog {
    key: SigningNoteKey,
    entries: Vec<KeptEntry>,
    hashes: StoredHashes,
}

impl MemoryLog {
    /// An empty log under this key, whose name is the log's origin.
    pub fn new(key: SigningNoteKey) -> Self {
        Self {
            key,
            entries: Vec::new(),
            hashes: StoredHashes::default(),
        }
    }

    /// Writes an entry and answers its number.
    ///
    /// # Errors
    /// When the entry or its detail has no canonical form, or is too long.
    pub fn append(&mut self, what: Happening) -> Result<u64, MemoryLogError> {
        let detail = match what.detail {
            Some((detail, salt)) => Some((detail.to_text()?, salt)),
            None => None,
        };
        let entry = Entry {
            actor: what.actor,
            at: what.at,
            detail: detail.as_ref().map(|(text, salt)| salted_digest(salt, text)),
            event: what.event,
            id: what.id,
            subject: what.subject,
            v: ENTRY_VERSION,
        };
        self.append_kept(KeptEntry {
            bytes: entry.to_bytes()?,
            detail,
        })
    }

    /// Takes entry bytes as they are, sound or not: for tests of what a forger could publish.
    ///
    /// # Errors
    /// When the log is full.
    pub fn append_kept(&mut self, entry: KeptEntry) -> Result<u64, MemoryLogError> {
        let number = self.size();
        let new = tree::append(number, tree::leaf_hash(&entry.bytes), &self.hashes)?;
        self.hashes.extend(new);
        self.entries.push(entry);
        Ok(number)
    }

    /// Number of entries.
    pub fn size(&self) -> u64 {
        u64::try_from(self.entries.len()).unwrap_or(u64::MAX)
    }

    /// The entries in order.
    pub fn entries(&self) -> &[KeptEntry] {
        &self.entries
    }

    /// The stored hashes.
    pub const fn hashes(&self) -> &StoredHashes {
        &self.hashes
    }

    /// The key that signs.
    pub const fn key(&self) -> &SigningNoteKey {
        &self.key
    }

    /// The head when the log had `size` entries.
    ///
    /// # Errors
    /// When it never had so many.
    pub fn head(&self, size: u64) -> Result<TreeHead, MemoryLogError> {
        Ok(tree::root(size, &self.hashes)?)
    }

    /// The signed checkpoint of that head.
    ///
    /// # Errors
    /// When the log never had so many entries.
    pub fn checkpoint(&self, size: u64) -> Result<String, MemoryLogError> {
        Ok(checkpoint::sign(&self.head(size)?, &self.key)?)
    }

    /// A receipt under the checkpoint of `size` entries.
    ///
    /// # Errors
    /// When the entry is not there, has no detail, or is not covered.
    pub fn receipt(&self, size: u64, wanted: &ReceiptWanted) -> Result<Receipt, MemoryLogError> {
        let entry = self.packaged(size, wanted.entry_number)?;
        let unknown = || MemoryLogError::Unknown(wanted.entry_number);
        Ok(Receipt {
            clip_id: wanted.clip_id,
            capture_id: wanted.capture_id,
            level: wanted.level,
            sha256: wanted.sha256,
            size_bytes: wanted.size_bytes,
            entry_number: wanted.entry_number,
            entry: entry.entry,
            salt: entry.salt.ok_or_else(unknown)?,
            detail: entry.detail.ok_or_else(unknown)?,
            inclusion: entry.inclusion,
            checkpoint: self.checkpoint(size)?,
            consistency_from: wanted.since,
            consistency: tree::prove_consistency(size, wanted.since, &self.hashes)?,
        })
    }

    /// An entry with its proof under the checkpoint of `size` entries.
    ///
    /// # Errors
    /// When the entry is not there or not covered.
    pub fn packaged(&self, size: u64, number: u64) -> Result<PackagedEntry, MemoryLogError> {
        let unknown = || MemoryLogError::Unknown(number);
        let kept = usize::try_from(number)
            .ok()
            .and_then(|n| self.entries.get(n))
            .ok_or_else(unknown)?;
        Ok(PackagedEntry {
            number,
            entry: String::from_utf8(kept.bytes.clone()).map_err(|_| unknown())?,
            salt: kept.detail.as_ref().map(|(_, salt)| Sha256Digest::from_bytes(*salt)),
            detail: kept.detail.as_ref().map(|(text, _)| text.clone()),
            inclusion: tree::prove_inclusion(size, number, &self.hashes)?,
        })
    }

    /// Every file below `/log/` when the log has `size` entries: bundles, tiles, checkpoint.
    ///
    /// # Errors
    /// When it never had so many entries.
    pub fn published(&self, size: u64) -> Result<Vec<(String, Vec<u8>)>, MemoryLogError> {
        let mut files = vec![("checkpoint".to_owned(), self.checkpoint(size)?.into_bytes())];
        for (index, width) in tiles::new_bundles(0, size) {
            let first = usize::try_from(index * tiles::TILE_WIDTH).unwrap_or(usize::MAX);
            let count = usize::try_from(width).unwrap_or(0);
            let entries = self.entries.iter().skip(first).take(count).map(|e| e.bytes.as_slice());
            files.push((tiles::bundle_path(index, width), tiles::bundle_bytes(entries)?));
        }
        for tile in tiles::all_tiles(size) {
            files.push((tiles::tile_path(tile), tiles::tile_bytes(tile, &self.hashes)?));
        }
        Ok(files)
    }
}
