//! The check of a log as it is published below `/log/`: bundles, tiles and a signed head, nothing else at hand.
//!
//! What must stay true: every file that is there is compared, every file that must be there is missed by name, and an
//! altered entry is told from an altered tile by asking which of the two leads to the signed root. Work and memory
//! follow the files that are there, never the size that a stranger's checkpoint claims.

mod settle;

use std::collections::{BTreeMap, BTreeSet};

use self::settle::Settled;
use super::audit::{Audit, Breach, BreachKind, BreachList, Restart};
use super::package::KnownEntries;
use super::tiles::{self, LogPath, TILE_WIDTH, TileId};
use super::tree::{self, TreeHead};
use crate::digest::Sha256Digest;

/// How many files of which kind were compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct PublishedCounts {
    /// Entries read and rebuilt into the tree.
    pub entries: u64,
    /// Entry bundles compared.
    pub bundles: usize,
    /// Tiles compared.
    pub tiles: usize,
}

/// What was found.
#[derive(Debug)]
pub struct PublishedReport {
    /// Everything that does not hold.
    pub breaches: Vec<Breach>,
    /// What a reader should know.
    pub remarks: Vec<String>,
    /// What was compared.
    pub counts: PublishedCounts,
    /// Pauses after which the server said that it was not running.
    pub restarts: Vec<Restart>,
    /// Time of the last entry, in microseconds UTC.
    pub last_at: Option<i64>,
    /// Entries about the subjects that were asked for.
    pub known: KnownEntries,
}

/// A check under way: give it [`PublishedCheck::first_files`], then [`PublishedCheck::other_files`], then end it.
#[derive(Debug)]
pub struct PublishedCheck {
    head: TreeHead,
    watched: BTreeSet<String>,
    /// Width of the bundle to be read, by position; and the same for the tiles of leaves.
    bundles: BTreeMap<u64, u32>,
    leaf_tiles: BTreeMap<u64, u32>,
    others: Vec<String>,
    audit: Audit,
    /// Leaves as the tiles have them, where they differ from the entries.
    other_leaves: BTreeMap<u64, Sha256Digest>,
    leaves: Vec<u8>,
    settled: Option<Settled>,
    breaches: BreachList,
    counts: PublishedCounts,
    /// Entries from the first on without a hole.
    unbroken: u64,
    last_at: Option<i64>,
    known: KnownEntries,
    ahead: usize,
}

impl PublishedCheck {
    /// Begins with the signed head, the paths of all files but the checkpoint, and the subjects to be looked out for.
    pub fn begin(
        head: TreeHead,
        paths: impl IntoIterator<Item = String>,
        watched: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut check = Self {
            head,
            watched: watched.into_iter().collect(),
            bundles: BTreeMap::new(),
            leaf_tiles: BTreeMap::new(),
            others: Vec::new(),
            audit: Audit::of_entries_only([]),
            other_leaves: BTreeMap::new(),
            leaves: Vec::new(),
            settled: None,
            breaches: BreachList::default(),
            counts: PublishedCounts::default(),
            unbroken: 0,
            last_at: None,
            known: KnownEntries::new(),
            ahead: 0,
        };
        paths.into_iter().for_each(|path| check.sort_in(path));
        check.miss_bundles();
        check
    }

    fn sort_in(&mut self, path: String) {
        let Some(parsed) = tiles::parse_path(&path) else {
            self.breach(BreachKind::FileUnknown, &path, "this is no file of a log");
            return;
        };
        match parsed {
            LogPath::Bundle(index, width) if width == self.width_at(index) => {
                self.bundles.insert(index, width);
            }
            LogPath::Tile(TileId { level: 0, index, width }) if width == self.width_at(index) => {
                self.leaf_tiles.insert(index, width);
            }
            _ => self.others.push(path),
        }
    }

    /// Width that a bundle or a tile of leaves has under this head; 0 when it lies beyond.
    fn width_at(&self, index: u64) -> u32 {
        let left = self
            .head
            .size
            .saturating_sub(index.saturating_mul(TILE_WIDTH))
            .min(TILE_WIDTH);
        u32::try_from(left).unwrap_or(0)
    }

    fn miss_bundles(&mut self) {
        let mut expected = 0;
        let found: Vec<u64> = self
            .bundles
            .keys()
            .copied()
            .chain([self.head.size.div_ceil(TILE_WIDTH)])
            .collect();
        for index in found {
            if index > expected {
                let end = index.saturating_mul(TILE_WIDTH).min(self.head.size);
                let message = format!("entries {} to {} are not there", expected * TILE_WIDTH, end - 1);
                self.breach(
                    BreachKind::TileMissing,
                    &tiles::bundle_path(expected, self.width_at(expected)),
                    &message,
                );
            }
            expected = index.saturating_add(1);
        }
    }

    /// The files to be read first, in this order: tiles of leaves and bundles.
    pub fn first_files(&self) -> Vec<String> {
        let mut files = Vec::new();
        for (index, width) in &self.bundles {
            if self.leaf_tiles.contains_key(index) {
                files.push(tiles::tile_path(TileId {
                    level: 0,
                    index: *index,
                    width: *width,
                }));
            }
            files.push(tiles::bundle_path(*index, *width));
        }
        files
    }

    /// The files to be read then. Asking for them settles what the entries are.
    pub fn other_files(&mut self) -> Vec<String> {
        self.settle();
        let read: BTreeSet<&u64> = self.bundles.keys().collect();
        let unread = self.leaf_tiles.iter().filter(|(index, _)| !read.contains(index));
        let unread = unread.map(|(index, width)| {
            tiles::tile_path(TileId {
                level: 0,
                index: *index,
                width: *width,
            })
        });
        unread.chain(self.others.iter().cloned()).collect()
    }

    /// Takes the bytes of a file.
    pub fn file(&mut self, path: &str, bytes: &[u8]) {
        match (tiles::parse_path(path), self.settled.is_some()) {
            (Some(LogPath::Tile(_)), false) => bytes.clone_into(&mut self.leaves),
            (Some(LogPath::Bundle(index, width)), false) => self.bundle(path, index, width, bytes),
            (Some(parsed), true) => self.other(path, parsed, bytes),
            (None, _) => self.breach(BreachKind::FileUnknown, path, "this is no file of a log"),
        }
    }

    fn bundle(&mut self, path: &str, index: u64, width: u32, bytes: &[u8]) {
        let leaves = std::mem::take(&mut self.leaves);
        if self.leaf_tiles.contains_key(&index) {
            self.counts.tiles += 1;
            if u64::try_from(leaves.len()) != Ok(u64::from(width) * 32) {
                let path = tiles::tile_path(TileId { level: 0, index, width });
                self.breach(
                    BreachKind::TreeAltered,
                    &path,
                    "the tile has another length than its path says",
                );
            }
        }
        let entries = tiles::bundle_entries(bytes).unwrap_or_default();
        if u32::try_from(entries.len()) != Ok(width) {
            self.breach(
                BreachKind::EntryAltered,
                path,
                "the bundle does not hold the entries that its path says",
            );
            return;
        }
        self.counts.bundles += 1;
        let mut by_tile = leaves.as_chunks::<32>().0.iter();
        for (number, entry) in (index * TILE_WIDTH..).zip(&entries) {
            let leaf = tree::leaf_hash(entry);
            if let Some(other) = by_tile
                .next()
                .map(|l| Sha256Digest::from_bytes(*l))
                .filter(|other| *other != leaf)
            {
                self.other_leaves.insert(number, other);
            }
            self.entry(number, entry);
        }
    }

    fn entry(&mut self, number: u64, bytes: &[u8]) {
        self.counts.entries += 1;
        if number == self.unbroken {
            self.unbroken += 1;
        }
        let Some(entry) = self.audit.entry(number, bytes, None, None) else {
            return;
        };
        self.last_at = Some(entry.at);
        if self.watched.contains(&entry.subject) {
            self.known
                .entry(entry.subject)
                .or_default()
                .push((number, bytes.to_vec()));
        }
    }

    fn settle(&mut self) {
        if self.settled.is_some() {
            return;
        }
        let settled = Settled::of(&self.audit, &self.head, &self.other_leaves);
        for number in self.other_leaves.keys() {
            let breach = if settled.entries_are_altered() {
                let message = "the entry is not the one that was hashed and signed";
                Breach::new(BreachKind::EntryAltered, number.to_string(), message)
            } else {
                let (index, width) = (number / TILE_WIDTH, self.width_at(number / TILE_WIDTH));
                let message = format!("its hash of entry {number} is not that entry's");
                Breach::new(
                    BreachKind::TreeAltered,
                    tiles::tile_path(TileId { level: 0, index, width }),
                    message,
                )
            };
            self.breaches.push(breach);
        }
        self.settled = Some(settled);
        self.miss_tiles();
    }

    /// Names the tiles that must be there, as far as the entries reach.
    fn miss_tiles(&mut self) {
        let is_whole = self.unbroken == self.head.size;
        let others: BTreeSet<&String> = self.others.iter().collect();
        let is_there = |tile: &TileId| match tile.level {
            0 => self.leaf_tiles.contains_key(&tile.index),
            _ => others.contains(&tiles::tile_path(*tile)),
        };
        let expected = tiles::all_tiles(self.unbroken)
            .into_iter()
            .filter(|tile| is_whole || tile.width == 256);
        let missing: Vec<TileId> = expected.filter(|tile| !is_there(tile)).collect();
        for tile in missing {
            self.breach(
                BreachKind::TileMissing,
                &tiles::tile_path(tile),
                "the tile is not there",
            );
        }
    }

    fn other(&mut self, path: &str, parsed: LogPath, bytes: &[u8]) {
        let (Some(settled), covered) = (&self.settled, self.is_covered(parsed)) else {
            return;
        };
        if !covered {
            self.ahead += 1;
            return;
        }
        let is_same = match parsed {
            LogPath::Tile(tile) => tiles::tile_bytes(tile, settled.hashes(&self.audit)).is_ok_and(|own| own == bytes),
            LogPath::Bundle(index, width) => settled.holds_bundle(&self.audit, (index, width), bytes),
        };
        match parsed {
            LogPath::Tile(_) => self.counts.tiles += 1,
            LogPath::Bundle(..) => self.counts.bundles += 1,
        }
        if !is_same {
            self.breach(BreachKind::TreeAltered, path, "it does not follow from the entries");
        }
    }

    /// Whether everything in a file lies under the head.
    fn is_covered(&self, parsed: LogPath) -> bool {
        let (level, index, width) = match parsed {
            LogPath::Tile(tile) => (tile.level, tile.index, tile.width),
            LogPath::Bundle(index, width) => (0, index, width),
        };
        let end = index.saturating_mul(TILE_WIDTH).saturating_add(u64::from(width));
        end.checked_shl(u32::from(level) * 8)
            .is_some_and(|end| end <= self.head.size)
    }

    /// Compares with an older head that somebody kept: the log must be as long, and begin with the same entries.
    pub fn check_head(&mut self, source: &str, older: &TreeHead) {
        self.settle();
        let size = self.head.size;
        if older.size > size {
            let message = format!(
                "it covers {} entries, the log {size}: entries were taken away",
                older.size
            );
            self.breach(BreachKind::CheckpointBroken, source, &message);
            return;
        }
        let own = self
            .settled
            .as_ref()
            .and_then(|settled| tree::root(older.size, settled.hashes(&self.audit)).ok());
        if own.is_none_or(|own| own.root != older.root) {
            let message = format!("the first {} entries are not those that were signed then", older.size);
            self.breach(BreachKind::CheckpointBroken, source, &message);
        }
    }

    /// Ends the check.
    pub fn end(mut self) -> PublishedReport {
        self.settle();
        let head = self.head;
        self.check_head("checkpoint", &head);
        let mut remarks = Vec::new();
        if self.ahead > 0 {
            remarks.push(format!(
                "{} files run ahead of the checkpoint; if a fresh copy still shows this, the checkpoint was put back",
                self.ahead
            ));
        }
        let restarts = self.audit.restarts().to_vec();
        self.audit
            .into_breaches()
            .into_iter()
            .for_each(|breach| self.breaches.push(breach));
        PublishedReport {
            breaches: self.breaches.into_vec(),
            remarks,
            counts: self.counts,
            restarts,
            last_at: self.last_at,
            known: self.known,
        }
    }

    fn breach(&mut self, kind: BreachKind, subject: &str, message: &str) {
        self.breaches.push(Breach::new(kind, subject, message));
    }
}
