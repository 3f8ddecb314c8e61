//! Capture statements in the folder: signed by the dock, about these bytes, by a dock that the log knows, and exactly
//! those that the log says the server took in.

use std::collections::{BTreeMap, BTreeSet};

use super::proof::{ProvenEntry, prove, text_of};
use super::{CAPTURE_TABLE, DOCK_TABLE, Manifest, PackagedClip, SignedCapture};
use crate::custody::audit::{Breach, BreachKind};
use crate::custody::entry::Event;
use crate::custody::note::VerifyingNoteKey;
use crate::custody::statement::{CaptureStatement, ReadFrom};
use crate::custody::tree::TreeHead;

/// Public keys of docks that the log proves, by dock.
#[derive(Debug, Default)]
pub(super) struct KnownDocks(BTreeMap<String, String>);

impl KnownDocks {
    pub(super) fn of(manifest: &Manifest, head: &TreeHead, report: &mut impl FnMut(Breach)) -> Self {
        let mut known = BTreeMap::new();
        for packaged in &manifest.docks {
            let entry = match prove(packaged, head) {
                Ok(entry) => entry,
                Err(breach) => {
                    report(breach);
                    continue;
                }
            };
            match enrolled_key(&entry) {
                Some(vkey) => {
                    known.insert(entry.entry.subject.clone(), vkey.to_owned());
                }
                None => report(Breach::new(
                    BreachKind::ManifestDiffers,
                    format!("entry {}", entry.number),
                    "it stands among the docks and enrols none",
                )),
            }
        }
        Self(known)
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }
}

fn enrolled_key(entry: &ProvenEntry) -> Option<&str> {
    if entry.entry.event != Event::DockEnrolled {
        return None;
    }
    let image = entry
        .images(DOCK_TABLE)
        .filter(|image| image.key == entry.entry.subject)
        .last()?;
    text_of(image.row.as_ref()?, "vkey")
}

/// Checks one statement of one clip. Answers what stays unproven and what a reader should know.
pub(super) fn check_statement(
    clip: &PackagedClip,
    capture: &SignedCapture,
    docks: &KnownDocks,
) -> Result<Vec<String>, Breach> {
    let broken = |message: String| Breach::new(BreachKind::StatementBroken, clip.clip_id.to_string(), message);
    let key = VerifyingNoteKey::from_text(&capture.dock_vkey).map_err(|e| broken(e.to_string()))?;
    let statement = CaptureStatement::open(&capture.statement, &key).map_err(|e| broken(e.to_string()))?;
    let capture_id = statement.capture_id;
    if statement.sha256 != clip.sha256 || statement.size_bytes != clip.size_bytes {
        return Err(broken(format!("{capture_id} speaks of other bytes")));
    }
    let mut remarks = Vec::new();
    let dock = key.name();
    match docks.0.get(dock) {
        Some(vkey) if vkey == key.as_str() => {}
        Some(_) => {
            return Err(broken(format!(
                "{capture_id} is not signed by the key with which {dock} enrolled"
            )));
        }
        None => remarks.push(format!(
            "that the key of {dock} is this dock's is only the folder's word"
        )),
    }
    if let ReadFrom::Hand { person } = &statement.read_from {
        remarks.push(format!(
            "{capture_id} was read by hand, by {person:?}, not from a recorder in a slot"
        ));
    }
    Ok(remarks)
}

/// Holds the clip's statements against those in its entries. Answers what stays unproven.
pub(super) fn compare_with_entries(
    clip: &PackagedClip,
    entries: &[ProvenEntry],
    report: &mut impl FnMut(Breach),
) -> Option<String> {
    let clip_id = clip.clip_id.to_string();
    if clip.entries.is_empty() {
        let text = format!("whether other capture statements for {clip_id} exist: its entries are not in the folder");
        return Some(text);
    }
    let images = entries
        .iter()
        .flat_map(|entry| entry.images(CAPTURE_TABLE))
        .filter_map(|image| image.row.as_ref());
    let taken_in: BTreeSet<&str> = images
        .filter(|row| text_of(row, "clip_id") == Some(&clip_id))
        .filter_map(|row| text_of(row, "statement"))
        .collect();
    let packed: BTreeSet<&str> = clip
        .capture_statements
        .iter()
        .map(|capture| capture.statement.as_str())
        .collect();
    for _ in taken_in.difference(&packed) {
        let message = "a capture statement that the log knows was left out";
        report(Breach::new(BreachKind::StatementBroken, &clip_id, message));
    }
    for _ in packed.difference(&taken_in) {
        let message = "a capture statement stands here that the log does not know";
        report(Breach::new(BreachKind::StatementBroken, &clip_id, message));
    }
    None
}
