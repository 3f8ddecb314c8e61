//! What `status` shows of watched folders: one note per folder, replaced with every look.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::limits::WATCH_PROBLEMS_SHOWN_MAX;
use crate::show::{sanitised, shortened};

/// How one watched folder stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WatchShown {
    /// The folder.
    pub(crate) path: String,
    /// What its files are.
    pub(crate) source: String,
    /// What hinders it; absent while it is looked at.
    pub(crate) trouble: Option<String>,
    /// Files in it that are in the spool or on the server.
    pub(crate) taken: u64,
    /// Those of them whose verified receipt was checked.
    pub(crate) verified: u64,
    /// Files that were not still long enough yet.
    pub(crate) settling: u64,
    /// Files that were moved into the folder of finished ones, since the agent started.
    pub(crate) moved: u64,
    /// Files that no window of the room register touches: they stay where they are.
    #[serde(default)]
    pub(crate) outside: u64,
    /// What was not taken, and why.
    pub(crate) problems: Vec<String>,
}

/// The notes of all watched folders.
#[derive(Debug, Default)]
pub(crate) struct Board(Mutex<BTreeMap<String, WatchShown>>);

impl Board {
    /// Puts a note in the place of the last one.
    pub(super) fn note(&self, mut shown: WatchShown) {
        let more = shown.problems.len().saturating_sub(WATCH_PROBLEMS_SHOWN_MAX);
        shown.problems.truncate(WATCH_PROBLEMS_SHOWN_MAX);
        if more > 0 {
            shown.problems.push(format!("and {more} more"));
        }
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes.insert(shown.path.clone(), shown);
    }

    /// Every note, by folder.
    pub(crate) fn notes(&self) -> Vec<WatchShown> {
        let notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes.values().cloned().collect()
    }
}

/// The notes in words.
pub(crate) fn text(out: &mut String, notes: &[WatchShown]) {
    for note in notes {
        let _ = writeln!(
            out,
            "watch     {} ({}): {} taken, {} of them verified, {} settling, {} moved away, {} not taken{}{}",
            sanitised(&note.path),
            note.source,
            note.taken,
            note.verified,
            note.settling,
            note.moved,
            note.problems.len(),
            if note.outside > 0 {
                format!(", {} outside every window of the room register", note.outside)
            } else {
                String::new()
            },
            note.trouble
                .as_deref()
                .map(|trouble| format!(": {}", sanitised(trouble)))
                .unwrap_or_default()
        );
        for problem in &note.problems {
            let _ = writeln!(out, "          {}", shortened(&sanitised(problem), 300));
        }
    }
}
