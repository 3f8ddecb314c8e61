//! The RFC 6962 tree over entry bytes: appending, roots, proofs, checks. A thin face on a well-kept library.
//!
//! What must stay true: hashes are addressed by *stored index* (the order in which a growing tree completes them), so
//! a table `index → hash` is all that a log needs. The caller brings the hashes; a missing one is named, not guessed.
//! Sizes and numbers beyond [`LOG_ENTRIES_MAX`] are refused before any sum: they may come from a stranger's path.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tlog_tiles::tlog::{self, Hash, HashReader};

use crate::digest::Sha256Digest;
use crate::limits::LOG_ENTRIES_MAX;

/// Size and root of the log at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TreeHead {
    /// Number of entries.
    pub size: u64,
    /// RFC 6962 root over them; for an empty log SHA-256 of nothing.
    pub root: Sha256Digest,
}

/// What can go wrong with trees and proofs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// These stored hashes are needed and were not brought.
    #[error("{} stored hashes are missing, the first is {}", .0.len(), .0.first().copied().unwrap_or(0))]
    Missing(Vec<u64>),
    /// A number outside the tree, or a malformed proof.
    #[error("tree: {0}")]
    Invalid(String),
    /// The proof does not lead to the root.
    #[error("the proof does not lead to the root")]
    ProofFailed,
}

/// Stored hashes by index, as loaded by the caller. A log read from its beginning costs 64 bytes per entry.
#[derive(Debug, Clone, Default)]
pub struct StoredHashes {
    /// Indexes 0, 1, 2 … without a hole.
    dense: Vec<Sha256Digest>,
    /// Everything else.
    sparse: BTreeMap<u64, Sha256Digest>,
}

impl StoredHashes {
    /// Adds hashes; one that is there already is replaced.
    pub fn extend(&mut self, hashes: impl IntoIterator<Item = (u64, Sha256Digest)>) {
        for (index, hash) in hashes {
            let end = self.dense_end();
            if index == end {
                self.push(hash);
            } else if let Some(place) = usize::try_from(index).ok().and_then(|i| self.dense.get_mut(i)) {
                *place = hash;
            } else {
                self.sparse.insert(index, hash);
            }
        }
    }

    /// The hash at a stored index, if it was brought.
    pub fn get(&self, index: u64) -> Option<Sha256Digest> {
        let dense = usize::try_from(index).ok().and_then(|i| self.dense.get(i));
        dense.or_else(|| self.sparse.get(&index)).copied()
    }

    fn dense_end(&self) -> u64 {
        u64::try_from(self.dense.len()).unwrap_or(u64::MAX)
    }

    fn push(&mut self, hash: Sha256Digest) {
        self.dense.push(hash);
        while let Some(next) = self.sparse.remove(&self.dense_end()) {
            self.dense.push(next);
        }
    }
}

struct Reader<'a> {
    hashes: &'a StoredHashes,
    missing: RefCell<BTreeSet<u64>>,
}

impl HashReader for Reader<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog::Error> {
        let mut out = Vec::with_capacity(indexes.len());
        for index in indexes {
            if let Some(hash) = self.hashes.get(*index) {
                out.push(Hash(*hash.as_bytes()));
            } else {
                self.missing.borrow_mut().insert(*index);
                out.push(Hash([0; 32]));
            }
        }
        Ok(out)
    }
}

fn with_reader<T>(
    hashes: &StoredHashes,
    work: impl FnOnce(&Reader<'_>) -> Result<T, tlog::Error>,
) -> Result<T, TreeError> {
    let reader = Reader {
        hashes,
        missing: RefCell::default(),
    };
    let result = work(&reader);
    let missing = reader.missing.into_inner();
    if !missing.is_empty() {
        return Err(TreeError::Missing(missing.into_iter().collect()));
    }
    result.map_err(|e| TreeError::Invalid(e.to_string()))
}

fn digests(hashes: Vec<Hash>) -> Vec<Sha256Digest> {
    hashes.into_iter().map(|h| Sha256Digest::from_bytes(h.0)).collect()
}

fn hashes_of(digests: &[Sha256Digest]) -> Vec<Hash> {
    digests.iter().map(|d| Hash(*d.as_bytes())).collect()
}

/// RFC 6962 leaf hash of an entry's bytes.
pub fn leaf_hash(entry_bytes: &[u8]) -> Sha256Digest {
    Sha256Digest::from_bytes(tlog::record_hash(entry_bytes).0)
}

/// How many stored hashes a tree of `size` entries has; the next append starts at this index.
pub fn stored_count(size: u64) -> u64 {
    tlog::stored_hash_count(size.min(LOG_ENTRIES_MAX))
}

/// The stored index of the hash at `level` (0 = leaves) and position `n` on that level; `u64::MAX`, where no hash is
/// ever stored, when no log can have it.
pub fn stored_index(level: u8, n: u64) -> u64 {
    let is_possible = n
        .checked_shl(u32::from(level))
        .is_some_and(|first| first >> level == n && first < LOG_ENTRIES_MAX);
    if is_possible {
        tlog::stored_hash_index(level, n)
    } else {
        u64::MAX
    }
}

fn check_size(size: u64) -> Result<(), TreeError> {
    if size > LOG_ENTRIES_MAX {
        return Err(TreeError::Invalid(format!(
            "{size} entries are more than a log may hold"
        )));
    }
    Ok(())
}

/// The hashes that appending entry number `number` (counted from 0) completes, with their stored indexes.
///
/// # Errors
/// [`TreeError::Missing`] names hashes of the left edge that the caller must bring.
pub fn append(number: u64, leaf: Sha256Digest, hashes: &StoredHashes) -> Result<Vec<(u64, Sha256Digest)>, TreeError> {
    check_size(number.saturating_add(1))?;
    let new = with_reader(hashes, |r| {
        tlog::stored_hashes_for_record_hash(number, Hash(*leaf.as_bytes()), r)
    })?;
    Ok((stored_count(number)..).zip(digests(new)).collect())
}

/// Stored indexes of the hashes that make the root of a tree of `size` entries; also all that appending to it needs.
pub fn frontier(size: u64) -> Vec<u64> {
    if size == 0 || size > LOG_ENTRIES_MAX {
        Vec::new()
    } else {
        tlog::sub_tree_index(0, size, Vec::new())
    }
}

/// The root of a tree of `size` entries.
///
/// # Errors
/// [`TreeError::Missing`] names the hashes that the caller must bring.
pub fn root(size: u64, hashes: &StoredHashes) -> Result<TreeHead, TreeError> {
    if size == 0 {
        return Ok(TreeHead {
            size,
            root: Sha256Digest::of(b""),
        });
    }
    check_size(size)?;
    let root = with_reader(hashes, |r| tlog::tree_hash(size, r))?;
    Ok(TreeHead {
        size,
        root: Sha256Digest::from_bytes(root.0),
    })
}

/// Proof that entry `number` is in the tree of `size` entries.
///
/// # Errors
/// [`TreeError::Missing`] names the hashes that the caller must bring.
pub fn prove_inclusion(size: u64, number: u64, hashes: &StoredHashes) -> Result<Vec<Sha256Digest>, TreeError> {
    check_size(size)?;
    if number >= size {
        return Err(TreeError::Invalid(format!("entry {number} is not in a tree of {size}")));
    }
    with_reader(hashes, |r| tlog::prove_record(size, number, r)).map(digests)
}

/// Proof that the tree of `older` entries is the beginning of the tree of `size` entries.
///
/// # Errors
/// [`TreeError::Missing`] names the hashes that the caller must bring.
pub fn prove_consistency(size: u64, older: u64, hashes: &StoredHashes) -> Result<Vec<Sha256Digest>, TreeError> {
    check_size(size)?;
    if older == 0 || older == size {
        return Ok(Vec::new());
    }
    if older > size {
        return Err(TreeError::Invalid(format!(
            "{older} entries cannot begin a tree of {size}"
        )));
    }
    with_reader(hashes, |r| tlog::prove_tree(size, older, r)).map(digests)
}

/// Checks that a leaf is entry `number` of the tree with this head.
///
/// # Errors
/// [`TreeError::ProofFailed`] when it is not.
pub fn check_inclusion(
    head: &TreeHead,
    number: u64,
    leaf: Sha256Digest,
    proof: &[Sha256Digest],
) -> Result<(), TreeError> {
    if number >= head.size || head.size > LOG_ENTRIES_MAX {
        return Err(TreeError::ProofFailed);
    }
    tlog::check_record(
        &hashes_of(proof),
        head.size,
        Hash(*head.root.as_bytes()),
        number,
        Hash(*leaf.as_bytes()),
    )
    .map_err(|_| TreeError::ProofFailed)
}

/// Checks that the tree of `older` is the beginning of the tree of `newer`.
///
/// # Errors
/// [`TreeError::ProofFailed`] when it is not, also when `older` is the larger one.
pub fn check_consistency(newer: &TreeHead, older: &TreeHead, proof: &[Sha256Digest]) -> Result<(), TreeError> {
    if older.size == 0 {
        return if older.root == Sha256Digest::of(b"") {
            Ok(())
        } else {
            Err(TreeError::ProofFailed)
        };
    }
    if older.size == newer.size {
        return if older.root == newer.root {
            Ok(())
        } else {
            Err(TreeError::ProofFailed)
        };
    }
    if older.size > newer.size || newer.size > LOG_ENTRIES_MAX {
        return Err(TreeError::ProofFailed);
    }
    tlog::check_tree(
        &hashes_of(proof),
        newer.size,
        Hash(*newer.root.as_bytes()),
        older.size,
        Hash(*older.root.as_bytes()),
    )
    .map_err(|_| TreeError::ProofFailed)
}
