//! One thing that people are told of a docking: by kind, for pages in any language, and in English words, for logs, `status`
//! and servers that do not know the kind.

use evidence_schema::wire::docking_notes::{DockingNote, Tongue};

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) note: DockingNote,
    pub(crate) words: String,
}

impl Told {
    /// With words that know more than the kind does.
    pub(crate) fn new(note: DockingNote, words: impl Into<String>) -> Self {
        Self {
            note,
            words: words.into(),
        }
    }
}

impl From<DockingNote> for Told {
    fn from(note: DockingNote) -> Self {
        let words = note.say(Tongue::English).unwrap_or_default();
        Self { note, words }
    }
}
