//! Import by hand: the same spool, journal and uploads, but the statement names a person and never a recorder.
//!
//! What must stay true: every file named is in the summary, with what happened to it; nothing is skipped silently.

pub(crate) mod command;
mod job;
mod screen;
pub(crate) mod selection;
#[cfg(test)]
mod tests;
mod waiting;

use std::path::PathBuf;

use evidence_schema::clip::SourceKind;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::time::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use job::{hint_key, run, take};

/// What is to be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ImportRequest {
    /// Absolute paths of files and folders.
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) source: SourceKind,
    /// Who imports.
    pub(crate) by: String,
    pub(crate) wait: WaitFor,
    /// The room whose fixed camera it is, or the electronic monitoring device.
    #[serde(default)]
    pub(crate) label: Option<String>,
    /// Only files that this time touches; everything when absent.
    #[serde(default)]
    pub(crate) window: Option<(Timestamp, Timestamp)>,
}

/// How far the command waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WaitFor {
    /// In the dock's spool, synced.
    Spooled,
    /// Sealed on the server, receipt checked.
    Sealed,
    /// Read back by the server, receipt checked.
    Verified,
}

/// What happens during an import, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum ImportEvent {
    /// What was found.
    Listed {
        files: Vec<ListedEvent>,
        problems: Vec<String>,
        /// Files that the window does not touch.
        #[serde(default)]
        outside: Vec<String>,
    },
    /// Bytes of a file read so far.
    Reading { index: usize, bytes: u64 },
    /// A file is in the spool.
    Spooled {
        index: usize,
        sha256: Sha256Digest,
        size_bytes: u64,
    },
    /// Bytes of a file that the server has.
    Sending { index: usize, bytes: u64 },
    /// A file came as far as was waited for.
    Reached { index: usize, what: String },
    /// A file did not, and will not by itself.
    Failed { index: usize, message: String },
    /// What holds everything up right now; absent when nothing does.
    Trouble { message: Option<String> },
    /// The last event.
    Over,
}

/// One file found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ListedEvent {
    pub(crate) path: String,
    pub(crate) size_bytes: u64,
}
