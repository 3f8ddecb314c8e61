//! The audit of a whole log: entries in order, details, rows and checkpoints held against each other.
//!
//! What must stay true: it only reads facts that the caller brings and names every breach; it never stops at the first.

use std::collections::{BTreeMap, BTreeSet};

use super::detail::{Columns, Detail, salted_digest};
use super::entry::{Entry, Event};
use super::tree::{self, StoredHashes, TreeError, TreeHead};
use crate::digest::Sha256Digest;
use crate::time::Timestamp;

/// Longest silence that is not a finding, in milliseconds: heartbeats come every 60 s, two may be late.
pub const SILENCE_MS_MAX: i64 = 180_000;

/// One thing that is not as the log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Stable word for the kind of breach, for programs.
    pub kind: BreachKind,
    /// What it concerns: an entry number, `table/key`, an object key.
    pub subject: String,
    /// One sentence for people.
    pub message: String,
}

/// Kinds of breaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BreachKind {
    /// An entry's bytes are not what was hashed, or not an entry.
    EntryAltered,
    /// A number is missing or comes twice.
    EntryMissing,
    /// A detail does not fit its entry's digest.
    DetailAltered,
    /// A column of an evidence row differs from the last image.
    ColumnAltered,
    /// A row that the log knows is gone.
    RowMissing,
    /// A row that no entry speaks of.
    RowUnknown,
    /// The root does not fit a checkpoint, or the log is shorter than one.
    CheckpointBroken,
    /// A checkpoint signed by another key.
    ForeignKey,
    /// No entry for longer than heartbeats allow.
    Silence,
    /// An object's bytes are not the clip's.
    ObjectAltered,
    /// An object is not there.
    ObjectMissing,
    /// Stored hashes or published tiles differ from the entries.
    TreeAltered,
}

impl BreachKind {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EntryAltered => "entry-altered",
            Self::EntryMissing => "entry-missing",
            Self::DetailAltered => "detail-altered",
            Self::ColumnAltered => "column-altered",
            Self::RowMissing => "row-missing",
            Self::RowUnknown => "row-unknown",
            Self::CheckpointBroken => "checkpoint-broken",
            Self::ForeignKey => "foreign-key",
            Self::Silence => "silence",
            Self::ObjectAltered => "object-altered",
            Self::ObjectMissing => "object-missing",
            Self::TreeAltered => "tree-altered",
        }
    }
}

impl Breach {
    /// A breach of one kind.
    pub fn new(kind: BreachKind, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind, subject: subject.into(), message: message.into() }
    }
}

impl std::fmt::Display for Breach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}: {}", self.kind.as_str(), self.subject, self.message)
    }
}

/// What is stored beside an entry.
#[derive(Debug, Clone)]
pub struct StoredDetail {
    /// The salt, 32 bytes.
    pub salt: [u8; 32],
    /// The detail's canonical text.
    pub text: String,
}

/// Reads a log from its first entry to its last.
#[derive(Debug)]
pub struct Audit {
    next_number: u64,
    hashes: StoredHashes,
    rows: BTreeMap<(String, String), Columns>,
    wanted_heads: BTreeSet<u64>,
    heads: BTreeMap<u64, TreeHead>,
    last_at: Option<i64>,
    breaches: Vec<Breach>,
}

impl Audit {
    /// An audit that remembers the head at each of these sizes (older checkpoints and receipts).
    pub fn new(wanted_heads: impl IntoIterator<Item = u64>) -> Self {
        Self {
            next_number: 0,
            hashes: StoredHashes::default(),
            rows: BTreeMap::new(),
            wanted_heads: wanted_heads.into_iter().collect(),
            heads: BTreeMap::new(),
            last_at: None,
            breaches: Vec::new(),
        }
    }

    /// Takes the next entry. `stored_leaf` is the hash that the database or the tiles hold for it.
    pub fn entry(&mut self, number: u64, bytes: &[u8], stored_leaf: Option<Sha256Digest>, detail: Option<&StoredDetail>) {
        if number != self.next_number {
            let message = format!("expected entry {}, found {number}", self.next_number);
            self.breach(BreachKind::EntryMissing, self.next_number.to_string(), &message);
            self.next_number = number;
        }
        let leaf = tree::leaf_hash(bytes);
        if stored_leaf.is_some_and(|stored| stored != leaf) {
            self.breach(BreachKind::EntryAltered, number.to_string(), "the entry is not the one that was hashed");
        }
        self.grow(number, stored_leaf.unwrap_or(leaf));
        match Entry::from_bytes(bytes) {
            Ok(entry) => {
                self.check_silence(number, &entry);
                self.fold(number, &entry, detail);
            }
            Err(e) => self.breach(BreachKind::EntryAltered, number.to_string(), &e.to_string()),
        }
        self.next_number = number.saturating_add(1);
    }

    /// Says that the log ended; `now` is compared with the last entry when given.
    pub fn ended(&mut self, now: Option<Timestamp>) {
        if let (Some(now), Some(last)) = (now, self.last_at) {
            self.check_pause(last, now.as_micros(), "the end of the log");
        }
    }

    /// Compares with a head that was signed: the log must be as long, and its root at that size the same.
    pub fn check_head(&mut self, source: &str, head: &TreeHead) {
        if head.size > self.next_number {
            let message =
                format!("it covers {} entries, the log holds {}: entries were taken away", head.size, self.next_number);
            self.breach(BreachKind::CheckpointBroken, source.to_owned(), &message);
            return;
        }
        let ours = self.heads.get(&head.size).copied().or_else(|| tree::root(head.size, &self.hashes).ok());
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
        let mut left: BTreeMap<String, Columns> = BTreeMap::new();
        for ((name, key), columns) in &self.rows {
            if name == table {
                left.insert(key.clone(), columns.clone());
            }
        }
        for (key, found) in rows {
            match left.remove(&key) {
                None => self.breach(BreachKind::RowUnknown, format!("{table}/{key}"), "no entry speaks of this row"),
                Some(wanted) => self.compare(table, &key, &wanted, &found),
            }
        }
        for key in left.into_keys() {
            self.breach(BreachKind::RowMissing, format!("{table}/{key}"), "the log knows this row, it is gone");
        }
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

    /// The stored hashes as computed from the entries.
    pub const fn hashes(&self) -> &StoredHashes {
        &self.hashes
    }

    /// The last image of each row of a table.
    pub fn rows_of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = (&'a str, &'a Columns)> {
        self.rows.iter().filter(move |((name, _), _)| name == table).map(|((_, key), row)| (key.as_str(), row))
    }

    /// Every breach found.
    pub fn into_breaches(self) -> Vec<Breach> {
        self.breaches
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

    fn check_silence(&mut self, number: u64, entry: &Entry) {
        // A server that was switched off says so: its first entry after a start is a log.opened.
        if let Some(last) = self.last_at
            && entry.event != Event::LogOpened
        {
            self.check_pause(last, entry.at, &format!("entry {number}"));
        }
        self.last_at = Some(entry.at);
    }

    fn check_pause(&mut self, last: i64, now: i64, place: &str) {
        let pause_ms = now.saturating_sub(last) / 1000;
        if pause_ms > SILENCE_MS_MAX {
            let message = format!("nothing was logged for {} s; heartbeats come every 60 s", pause_ms / 1000);
            self.breach(BreachKind::Silence, place.to_owned(), &message);
        }
    }

    fn fold(&mut self, number: u64, entry: &Entry, detail: Option<&StoredDetail>) {
        let wrong = match (entry.detail, detail) {
            (None, None) => return,
            (Some(digest), Some(stored)) if salted_digest(&stored.salt, &stored.text) == digest => None,
            (Some(_), Some(_)) => Some("the detail is not the one that the entry names"),
            (Some(_), None) => Some("the detail is gone"),
            (None, Some(_)) => Some("a detail stands beside an entry that has none"),
        };
        if let Some(message) = wrong {
            self.breach(BreachKind::DetailAltered, number.to_string(), message);
        }
        let Some(parsed) = detail.and_then(|d| serde_json::from_str::<Detail>(&d.text).ok()) else { return };
        for image in parsed.images {
            let place = (image.table, image.key);
            match image.row {
                Some(columns) => self.rows.insert(place, columns),
                None => self.rows.remove(&place),
            };
        }
    }

    fn compare(&mut self, table: &str, key: &str, wanted: &Columns, found: &Columns) {
        let names: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
        for name in names {
            if wanted.get(name) != found.get(name) {
                let message = format!("column {name} is not what the log says");
                self.breach(BreachKind::ColumnAltered, format!("{table}/{key}"), &message);
            }
        }
    }
}
