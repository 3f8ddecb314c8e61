//! One packaged entry against the folder's checkpoint: included, canonical, and its detail the one that it names.

use super::PackagedEntry;
use crate::custody::audit::{Breach, BreachKind};
use crate::custody::detail::{Cell, Columns, Detail, RowImage, salted_digest};
use crate::custody::entry::Entry;
use crate::custody::tree::{self, TreeHead};
use crate::limits::PROOF_HASHES_MAX;

/// An entry that the checkpoint covers, with its detail.
#[derive(Debug)]
pub(super) struct ProvenEntry {
    pub(super) number: u64,
    pub(super) entry: Entry,
    pub(super) detail: Detail,
}

impl ProvenEntry {
    /// Images of one table, in the order of the changes.
    pub(super) fn images<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a RowImage> {
        self.detail.images.iter().filter(move |image| image.table == table)
    }
}

/// A column's text; `None` for a number, for nothing, and where there is no such column.
pub(super) fn text_of<'a>(row: &'a Columns, column: &str) -> Option<&'a str> {
    match row.get(column) {
        Some(Cell::Text(text)) => Some(text),
        Some(Cell::Int(_) | Cell::Null) | None => None,
    }
}

pub(super) fn prove(packaged: &PackagedEntry, head: &TreeHead) -> Result<ProvenEntry, Breach> {
    let breach = |kind, message: &str| Breach::new(kind, format!("entry {}", packaged.number), message);
    let leaf = tree::leaf_hash(packaged.entry.as_bytes());
    let is_included = packaged.inclusion.len() <= PROOF_HASHES_MAX
        && tree::check_inclusion(head, packaged.number, leaf, &packaged.inclusion).is_ok();
    if !is_included {
        return Err(breach(
            BreachKind::EntryAltered,
            "the checkpoint does not cover this entry at this number",
        ));
    }
    let entry =
        Entry::from_bytes(packaged.entry.as_bytes()).map_err(|e| breach(BreachKind::EntryAltered, &e.to_string()))?;
    let detail = match (entry.detail, &packaged.salt, &packaged.detail) {
        (None, None, None) => Detail::default(),
        (Some(digest), Some(salt), Some(text)) if salted_digest(salt.as_bytes(), text) == digest => {
            Detail::from_text(text).map_err(|e| breach(BreachKind::DetailAltered, &e.to_string()))?
        }
        _ => {
            return Err(breach(
                BreachKind::DetailAltered,
                "the detail is not the one that the entry names",
            ));
        }
    };
    Ok(ProvenEntry {
        number: packaged.number,
        entry,
        detail,
    })
}

/// Proves a list of entries about one subject; they must stand in the order of their numbers.
pub(super) fn prove_all(
    packaged: &[PackagedEntry],
    subject: &str,
    head: &TreeHead,
    mut report: impl FnMut(Breach),
) -> Vec<ProvenEntry> {
    let mut proven: Vec<ProvenEntry> = Vec::new();
    for one in packaged {
        match prove(one, head) {
            Err(breach) => report(breach),
            Ok(entry) if entry.entry.subject != subject => {
                let message = format!("it speaks of {:?}, not of {subject}", entry.entry.subject);
                report(Breach::new(
                    BreachKind::ManifestDiffers,
                    format!("entry {}", entry.number),
                    message,
                ));
            }
            Ok(entry) if proven.last().is_some_and(|last| last.number >= entry.number) => {
                let message = "the entries do not stand in the order of their numbers";
                report(Breach::new(
                    BreachKind::EntryTwice,
                    format!("entry {}", entry.number),
                    message,
                ));
            }
            Ok(entry) => proven.push(entry),
        }
    }
    proven
}
