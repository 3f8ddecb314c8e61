//! When a file in a watched folder may be read: pure; looks go in, files that were still long enough come out.
//!
//! What must stay true: a file that changed in size or time between two looks begins to wait anew; a file that went away
//! is forgotten; the age that a file claims shortens nothing, because copying keeps old times.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::scan::ListedFile;

#[derive(Debug, Clone, Copy)]
struct Stillness {
    size_bytes: u64,
    modified_ns: i128,
    since: Instant,
}

/// Files that wait until they were still long enough.
#[derive(Debug)]
pub(crate) struct Settling {
    settle: Duration,
    waiting: HashMap<Vec<u8>, Stillness>,
}

impl Settling {
    /// Nothing was seen yet.
    pub(crate) fn new(settle: Duration) -> Self {
        Self {
            settle,
            waiting: HashMap::new(),
        }
    }

    /// Takes a look; gives the files that were still for the whole time.
    pub(crate) fn look(&mut self, files: Vec<ListedFile>, now: Instant) -> Vec<ListedFile> {
        let mut before = std::mem::take(&mut self.waiting);
        let mut due = Vec::new();
        for file in files {
            let seen = before.remove(file.raw_path());
            let is_still =
                |seen: &Stillness| (seen.size_bytes, seen.modified_ns) == (file.size_bytes, file.modified_ns);
            let since = seen.filter(is_still).map_or(now, |seen| seen.since);
            let stillness = Stillness {
                size_bytes: file.size_bytes,
                modified_ns: file.modified_ns,
                since,
            };
            self.waiting.insert(file.raw_path().to_vec(), stillness);
            if now.duration_since(since) >= self.settle {
                due.push(file);
            }
        }
        due
    }

    /// A file was read: what comes of it later waits anew.
    pub(crate) fn forget(&mut self, raw_path: &[u8]) {
        self.waiting.remove(raw_path);
    }

    /// Files that wait.
    pub(crate) fn count(&self) -> usize {
        self.waiting.len()
    }

    /// When the first of them will have waited long enough.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.waiting.values().map(|seen| seen.since + self.settle).min()
    }
}
