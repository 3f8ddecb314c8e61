//! Entries or tiles: where the two disagree, those are right that lead to the signed root.

use std::collections::BTreeMap;

use crate::custody::audit::Audit;
use crate::custody::tiles::{TILE_WIDTH, bundle_entries};
use crate::custody::tree::{self, StoredHashes, TreeHead};
use crate::digest::Sha256Digest;

/// The hashes that everything else is compared with.
#[derive(Debug)]
pub(super) struct Settled {
    /// The tree as the tiles' leaves have it; only when those, and not the entries, lead to the signed root.
    by_tiles: Option<StoredHashes>,
}

impl Settled {
    pub(super) fn of(audit: &Audit, head: &TreeHead, other_leaves: &BTreeMap<u64, Sha256Digest>) -> Self {
        let is_signed = |hashes: &StoredHashes| tree::root(head.size, hashes).as_ref() == Ok(head);
        if other_leaves.is_empty() || is_signed(audit.hashes()) {
            return Self { by_tiles: None };
        }
        let by_tiles = grown(audit, other_leaves).filter(is_signed);
        Self { by_tiles }
    }

    pub(super) const fn entries_are_altered(&self) -> bool {
        self.by_tiles.is_some()
    }

    pub(super) fn hashes<'a>(&'a self, audit: &'a Audit) -> &'a StoredHashes {
        self.by_tiles.as_ref().unwrap_or_else(|| audit.hashes())
    }

    /// Whether an older, shorter bundle holds the entries of the tree.
    pub(super) fn holds_bundle(&self, audit: &Audit, (index, width): (u64, u32), bytes: &[u8]) -> bool {
        let entries = bundle_entries(bytes).unwrap_or_default();
        let hashes = self.hashes(audit);
        u32::try_from(entries.len()) == Ok(width)
            && (index * TILE_WIDTH..)
                .zip(&entries)
                .all(|(number, entry)| hashes.get(tree::stored_index(0, number)) == Some(tree::leaf_hash(entry)))
    }
}

fn grown(audit: &Audit, other_leaves: &BTreeMap<u64, Sha256Digest>) -> Option<StoredHashes> {
    let mut hashes = StoredHashes::default();
    for number in 0..audit.size() {
        let own = || audit.hashes().get(tree::stored_index(0, number));
        let leaf = other_leaves.get(&number).copied().or_else(own)?;
        let new = tree::append(number, leaf, &hashes).ok()?;
        hashes.extend(new);
    }
    Some(hashes)
}
