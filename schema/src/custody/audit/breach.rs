//! What an audit finds: breaches, each with a stable word, a place and a sentence.
//!
//! What must stay true: a word, once published, keeps its meaning; a flood of breaches is counted to the last one even
//! where it is not listed.

use std::collections::BTreeMap;

use crate::limits::BREACHES_PER_KIND_MAX;

/// One thing that is not as the log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Stable word for the kind of breach, for programs.
    pub kind: BreachKind,
    /// What it concerns: an entry number, `table/key`, an object key, a path.
    pub subject: String,
    /// One sentence for people.
    pub message: String,
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $word:literal),+ $(,)?) => {
        /// Kinds of breaches.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum BreachKind {
            $($(#[doc = $doc])+ $variant),+
        }

        impl BreachKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

kinds! {
    /// An entry's bytes are not what was hashed, or not an entry.
    EntryAltered = "entry-altered",
    /// A number is missing.
    EntryMissing = "entry-missing",
    /// A number or an entry's own id comes twice.
    EntryTwice = "entry-twice",
    /// A detail does not fit its entry's digest, or cannot be read.
    DetailAltered = "detail-altered",
    /// A column of an evidence row differs from the last image.
    ColumnAltered = "column-altered",
    /// A row that the log knows is gone.
    RowMissing = "row-missing",
    /// A row that no entry speaks of.
    RowUnknown = "row-unknown",
    /// The root does not fit a checkpoint, or the log is shorter than one.
    CheckpointBroken = "checkpoint-broken",
    /// A checkpoint signed by another key.
    ForeignKey = "foreign-key",
    /// No entry for longer than heartbeats allow.
    Silence = "silence",
    /// An entry is dated clearly before the one that it follows.
    ClockBackwards = "clock-backwards",
    /// An object's bytes are not the clip's.
    ObjectAltered = "object-altered",
    /// An object is not there.
    ObjectMissing = "object-missing",
    /// Stored hashes or published tiles differ from the entries.
    TreeAltered = "tree-altered",
    /// A published tile or bundle is not there.
    TileMissing = "tile-missing",
    /// A file that nothing vouches for.
    FileUnknown = "file-unknown",
    /// A path that leaves the folder, or something that is no plain file.
    PathRefused = "path-refused",
    /// The manifest says something else than the log.
    ManifestDiffers = "manifest-differs",
    /// A receipt that proves nothing.
    ReceiptBroken = "receipt-broken",
    /// A capture statement that is not signed, or speaks of other bytes.
    StatementBroken = "statement-broken",
    /// A clip is linked to the case file and left out of the folder.
    LinkMissing = "link-missing",
    /// A clip is in the folder and not linked to the case file.
    LinkUnknown = "link-unknown",
}

impl Breach {
    /// A breach of one kind.
    pub fn new(kind: BreachKind, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            kind,
            subject: subject.into(),
            message: message.into(),
        }
    }
}

impl std::fmt::Display for Breach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}: {}", self.kind.as_str(), self.subject, self.message)
    }
}

/// Breaches as they are found: at most [`BREACHES_PER_KIND_MAX`] of a kind are listed, all are counted.
#[derive(Debug, Default)]
pub struct BreachList {
    listed: Vec<Breach>,
    counts: BTreeMap<BreachKind, usize>,
}

impl BreachList {
    /// Adds one.
    pub fn push(&mut self, breach: Breach) {
        let count = self.counts.entry(breach.kind).or_default();
        *count = count.saturating_add(1);
        if *count <= BREACHES_PER_KIND_MAX {
            self.listed.push(breach);
        }
    }

    /// How many were found, listed or not.
    pub fn count(&self) -> usize {
        self.counts.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The listed ones in the order found, then one line for every kind that has more.
    pub fn into_vec(self) -> Vec<Breach> {
        let more = self
            .counts
            .into_iter()
            .filter(|(_, count)| *count > BREACHES_PER_KIND_MAX)
            .map(|(kind, count)| {
                let unlisted = count - BREACHES_PER_KIND_MAX;
                Breach::new(
                    kind,
                    "and more",
                    format!("{unlisted} further breaches of this kind are not listed"),
                )
            });
        self.listed.into_iter().chain(more).collect()
    }
}
