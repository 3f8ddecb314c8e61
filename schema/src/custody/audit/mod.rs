//! The audit of a whole log: entries in order, details, rows and checkpoints held against each other.
//!
//! What must stay true: it only reads facts that the caller brings and names every breach; it never stops at the first.
//!
//! What silence means. A running server writes a heartbeat every 60 s. A longer pause is a breach, because an entry
//! that was committed and never numbered can be deleted without a trace, and the heartbeats of that time with it. A
//! server that was switched off says so: its first entry afterwards is a `log.opened`, and the pause before it is no
//! breach but a [`Restart`]. Whoever holds the server can write a `log.opened` too, so restarts are **listed** for a
//! person to compare with what is known about the machine; the log cannot tell a power cut from a cover-up.
//! An entry dated clearly before its predecessor is a breach of its own: setting the clock back would shorten a pause.
//!
//! Memory: 64 bytes per entry for hashes, about 40 for ids, and the images of the rows that are there now. Measured:
//! 112 MB for 1,000,000 entries without rows; 148 MB for 100,000 rows of 1.4 KB.

mod breach;
mod rows;

use std::collections::{BTreeMap, BTreeSet, HashSet};

pub use breach::{Breach, BreachKind, BreachList};

use self::rows::FoldedRows;
use super::detail::{Columns, Detail, salted_digest};
use super::entry::{Entry, Event};
use super::tree::{self, StoredHashes, TreeError, TreeHead};
use crate::digest::Sha256Digest;
use crate::ids::EntryId;
use crate::time::Timestamp;

/// Longest silence that is not a finding, in milliseconds: heartbeats come every 60 s, two may be late.
pub const SILENCE_MS_MAX: i64 = 180_000;

/// What is stored beside an entry.
#[derive(Debug, Clone)]
pub struct StoredDetail {
    /// The salt, 32 bytes.
    pub salt: [u8; 32],
    /// The detail's canonical text.
    pub text: String,
}

/// A pause that ended with a `log.opened`: the server says that it was not running. Not a breach, but to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restart {
    /// Number of the `log.opened`.
    pub number: u64,
    /// Time of the last entry before it, in microseconds UTC.
    pub from: i64,
    /// Time of the `log.opened`, in microseconds UTC.
    pub until: i64,
}

/// Reads a log from its first entry to its last.
#[derive(Debug)]
pub struct Audit {
    next_number: u64,
    has_details: bool,
    hashes: StoredHashes,
    ids: HashSet<EntryId>,
    rows: FoldedRows,
    wanted_heads: BTreeSet<u64>,
    heads: BTreeMap<u64, TreeHead>,
    last_at: Option<i64>,
    restarts: Vec<Restart>,
    breaches: BreachList,
}

impl Audit {
    /// An audit that remembers the head at each of these sizes (older checkpoints and receipts).
    pub fn new(wanted_heads: impl IntoIterator<Item = u64>) -> Self {
        Self {
            next_number: 0,
            has_details: true,
            hashes: StoredHashes::default(),
            ids: HashSet::new(),
            rows: FoldedRows::default(),
            wanted_heads: wanted_heads.into_iter().collect(),
            heads: BTreeMap::new(),
            last_at: None,
            restarts: Vec::new(),
            breaches: BreachList::default(),
        }
    }

    /// An audit of entries alone, as they are published: details stay with the server and are not missed.
    pub fn of_entries_only(wanted_heads: impl IntoIterator<Item = u64>) -> Self {
        Self {
            has_details: false,
            ..Self::new(wanted_heads)
        }
    }

    /// Takes the next entry. `stored_leaf` is the hash that the database or the tiles hold for it.
    ///
    /// The tree grows from `stored_leaf` where there is one: an altered entry is then named by its number, and the
    /// roots still tell whether the hashes themselves are those that were signed. Answers the entry if it can be read.
    pub fn entry(
        &mut self,
        number: u64,
        bytes: &[u8],
        stored_leaf: Option<Sha256Digest>,
        detail: Option<&StoredDetail>,
    ) -> Option<Entry> {
        if number < self.next_number {
            self.breach(BreachKind::EntryTwice, number.to_string(), "this number came before");
            return None;
        }
        if number > self.next_number {
            let missing = format!("{}-{}", self.next_number, number - 1);
            self.breach(
                BreachKind::EntryMissing,
                missing,
                "no entries with these numbers: they were taken away",
            );
        }
        self.next_number = number.saturating_add(1);
        let leaf = tree::leaf_hash(bytes);
        if stored_leaf.is_some_and(|stored| stored != leaf) {
            self.breach(
                BreachKind::EntryAltered,
                number.to_string(),
                "the entry is not the one that was hashed",
            );
        }
        self.grow(number, stored_leaf.unwrap_or(leaf));
        match Entry::from_bytes(bytes) {
            Ok(entry) => {
                self.check_id(number, &entry);
                self.check_time(number, &entry);
                if self.has_details {
                    self.fold(number, &entry, detail);
                }
                Some(entry)
            }
            Err(e) => {
                self.breach(BreachKind::EntryAltered, number.to_string(), &e.to_string());
                None
            }
        }
    }

    /// Says that the log ended; `now` is compared with the last entry when given.
    pub fn ended(&mut self, now: Option<Timestamp>) {
        if let (Some(now), Some(last)) = (now, self.last_at) {
            self.check_times(last, now.as_micros(), "the end of the log");
        }
    }

    /// Compares with a head that was signed: the log must be as long, and its root at that size the same.
    pub fn check_head(&mut self, source: &str, head: &TreeHead) {
        if head.size > self.next_number {
            let message = format!(
                "it covers {} entries, the log holds {}: entries were taken away",
                head.size, self.next_number
            );
            self.breach(BreachKind::CheckpointBroken, source.to_owned(), &message);
            return;
        }
        let ours = self
            .heads
            .get(&head.size)
            .copied()
            .or_else(|| tree::root(head.size, &self.hashes).ok());
        match ours {
            Some(ours) if ours.root == head.root => {}
            _ => {
                let message = format!("the first {} entries are not those that were signed", head.size);
                self.breach(BreachKind::CheckpointBroken, source.to_owned(), &message);
            }
        }
    }

    /// Compares the rows that are there now, table by table, with what the entries say.
    pub fn check_table(&mut self, table: &str, rows: impl IntoIterator<Item = (String, Columns)>) {
        let Self {
            rows: folded, breaches, ..
        } = self;
        folded.compare(table, rows, |breach| breaches.push(breach));
    }

    /// Tables that the entries speak of: each wants a [`Audit::check_table`].
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.rows.tables()
    }

    /// Adds a breach that the caller found (objects, tiles, keys).
    pub fn breach(&mut self, kind: BreachKind, subject: String, message: &str) {
        self.breaches.push(Breach::new(kind, subject, message));
    }

    /// Number of entries read.
    pub const fn size(&self) -> u64 {
        self.next_number
    }

    /// The head of what was read.
    ///
    /// # Errors
    /// When entries were missing, so that no root can be computed.
    pub fn head(&self) -> Result<TreeHead, TreeError> {
        tree::root(self.next_number, &self.hashes)
    }

    /// Pauses after which the server said that it was not running.
    pub fn restarts(&self) -> &[Restart] {
        &self.restarts
    }

    /// The stored hashes as they follow from the leaves that were taken in.
    pub const fn hashes(&self) -> &StoredHashes {
        &self.hashes
    }

    /// The last image of each row of a table.
    pub fn rows_of(&self, table: &str) -> impl Iterator<Item = (&str, Columns)> {
        self.rows.rows_of(table)
    }

    /// How many breaches were found, listed or only counted.
    pub fn breach_count(&self) -> usize {
        self.breaches.count()
    }

    /// Every breach found; of a flood of one kind the first thousand and their number.
    pub fn into_breaches(self) -> Vec<Breach> {
        self.breaches.into_vec()
    }

    fn grow(&mut self, number: u64, leaf: Sha256Digest) {
        if let Ok(new) = tree::append(number, leaf, &self.hashes) {
            self.hashes.extend(new);
        }
        let size = number.saturating_add(1);
        if self.wanted_heads.contains(&size)
            && let Ok(head) = tree::root(size, &self.hashes)
        {
            self.heads.insert(size, head);
        }
    }

    fn check_id(&mut self, number: u64, entry: &Entry) {
        if !self.ids.insert(entry.id) {
            let message = format!("{} stands at an earlier number too", entry.id);
            self.breach(BreachKind::EntryTwice, number.to_string(), &message);
        }
    }

    fn check_time(&mut self, number: u64, entry: &Entry) {
        let last = self.last_at.replace(entry.at);
        let Some(last) = last else { return };
        if entry.event == Event::LogOpened && pause_ms(last, entry.at) > SILENCE_MS_MAX {
            self.restarts.push(Restart {
                number,
                from: last,
                until: entry.at,
            });
        } else {
            self.check_times(last, entry.at, &format!("entry {number}"));
        }
    }

    fn check_times(&mut self, last: i64, now: i64, place: &str) {
        let pause_ms = pause_ms(last, now);
        if pause_ms > SILENCE_MS_MAX {
            let message = format!(
                "nothing was logged for {} s; heartbeats come every 60 s",
                pause_ms / 1000
            );
            self.breach(BreachKind::Silence, place.to_owned(), &message);
        } else if pause_ms < -SILENCE_MS_MAX {
            let message = format!(
                "it is dated {} s before the entry that it follows",
                pause_ms.unsigned_abs() / 1000
            );
            self.breach(BreachKind::ClockBackwards, place.to_owned(), &message);
        }
    }

    fn fold(&mut self, number: u64, entry: &Entry, detail: Option<&StoredDetail>) {
        let mut altered = |message: &str| self.breach(BreachKind::DetailAltered, number.to_string(), message);
        match (entry.detail, detail) {
            (None, None) => {}
            (Some(digest), Some(stored)) if salted_digest(&stored.salt, &stored.text) == digest => {}
            (Some(_), Some(_)) => altered("the detail is not the one that the entry names"),
            (Some(_), None) => altered("the detail is gone"),
            (None, Some(_)) => altered("a detail stands beside an entry that has none"),
        }
        let Some(stored) = detail else { return };
        // An altered detail is folded all the same: a row altered to match it is then one breach, not two.
        match Detail::from_text(&stored.text) {
            Ok(parsed) => parsed.images.into_iter().for_each(|image| self.rows.apply(image)),
            Err(e) => altered(&e.to_string()),
        }
    }
}

fn pause_ms(last: i64, now: i64) -> i64 {
    now.saturating_sub(last) / 1000
}
