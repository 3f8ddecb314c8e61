//! What to do next with a manifest: pure; the journal's hints come in, an order of readings goes out.
//!
//! What must stay true: every file of the manifest is read; a hint only moves it to the end and spares the spool.

use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::CaptureId;

use crate::journal::{CaptureRow, CaptureState, HintRow, Known};
use crate::scan::{ListedFile, ManifestFile};

/// One reading to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) file: ManifestFile,
    pub(crate) purpose: Purpose,
    /// Readings of it so far in this docking.
    pub(crate) tries: u32,
    /// Key of the hint that its capture leaves, if its recorder can be told from others.
    pub(crate) hint_key: Option<Vec<u8>>,
}

/// Why a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Into the spool.
    Capture,
    /// It looks like one that was captured before: only hashed, to be compared.
    Compare(Earlier),
}

/// The earlier capture of a file that looks the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Earlier {
    pub(crate) capture_id: CaptureId,
    pub(crate) sha256: Sha256Digest,
}

/// Why a file is to be read.
pub(crate) fn purpose(listed: &ListedFile, known: &Known) -> Purpose {
    match known {
        Some((hint, row)) if looks_same(listed, hint) && is_safe(row) => Purpose::Compare(Earlier {
            capture_id: row.capture_id,
            sha256: row.sha256,
        }),
        _ => Purpose::Capture,
    }
}

/// Whether a file has the size and time of an earlier one.
pub(crate) fn looks_same(listed: &ListedFile, hint: &HintRow) -> bool {
    (hint.size_bytes, hint.modified_ns) == (listed.size_bytes, listed.modified_ns)
}

/// Whether the earlier capture's bytes are somewhere: in the spool on their way, or proven to be on the server.
pub(crate) fn is_safe(row: &CaptureRow) -> bool {
    match row.state {
        CaptureState::Spooled | CaptureState::Uploaded | CaptureState::Refused => row.is_spool_kept,
        CaptureState::Verified => true,
        CaptureState::Partial | CaptureState::SpoolDamaged => false,
    }
}

/// A file of the manifest with what the journal knows of it.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) file: ManifestFile,
    pub(crate) known: Known,
    pub(crate) hint_key: Vec<u8>,
}

/// The order of readings: what may be new first, important files before others, comparisons last.
pub(crate) fn order(files: Vec<Candidate>) -> Vec<Reading> {
    let mut readings: Vec<Reading> = files
        .into_iter()
        .map(|Candidate { file, known, hint_key }| {
            let purpose = purpose(&file.listed, &known);
            Reading {
                purpose,
                file,
                tries: 0,
                hint_key: Some(hint_key),
            }
        })
        .collect();
    readings.sort_by_key(|reading| {
        let is_important = reading.file.facts.as_ref().is_some_and(|facts| facts.is_important);
        (matches!(reading.purpose, Purpose::Compare(_)), !is_important)
    });
    readings
}

#[cfg(test)]
mod tests;
