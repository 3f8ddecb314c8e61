//! What was said at the dock about the docking that a clip came with: tags, each an entry about the docking.
//!
//! What must stay true: an entry counts for a clip only when one of the clip's own captures names that docking and the
//! dock which speaks; with the whole log at hand none can be left out.

use std::collections::BTreeSet;

use super::check::KnownEntries;
use super::proof::{ProvenEntry, prove, text_of};
use super::{CAPTURE_TABLE, PackagedClip};
use crate::custody::audit::{Breach, BreachKind};
use crate::custody::entry::{Entry, Event};
use crate::custody::statement::CaptureStatement;
use crate::custody::tree::TreeHead;
use crate::people::Actor;

/// Docking and dock.
type Came = BTreeSet<(String, String)>;

/// How the clip came, by its own entries.
fn came(clip: &PackagedClip, entries: &[ProvenEntry]) -> Came {
    let id = clip.clip_id.to_string();
    let images = entries.iter().flat_map(|entry| entry.images(CAPTURE_TABLE));
    let rows = images.filter_map(|image| image.row.as_ref());
    rows.filter(|row| text_of(row, "clip_id") == Some(&id))
        .filter_map(|row| {
            Some((
                text_of(row, "docking_id")?.to_owned(),
                text_of(row, "dock_id")?.to_owned(),
            ))
        })
        .collect()
}

/// Dockings that the clip's capture statements name, for whoever looks into the whole log.
pub(super) fn named(clip: &PackagedClip) -> Vec<String> {
    let statements = clip.capture_statements.iter();
    let read = statements.filter_map(|capture| CaptureStatement::open_unverified(&capture.statement).ok());
    read.filter_map(|statement| statement.docking_id)
        .map(|id| id.to_string())
        .collect()
}

fn speaks_of(entry: &Entry, came: &Came) -> bool {
    let Actor::Dock(dock) = &entry.actor else { return false };
    entry.event == Event::DockingTagged && came.contains(&(entry.subject.clone(), dock.to_string()))
}

/// Checks them all; answers how many are proven.
pub(super) fn check(
    clip: &PackagedClip,
    entries: &[ProvenEntry],
    (head, log): (&TreeHead, Option<&KnownEntries>),
    report: &mut impl FnMut(Breach),
) -> usize {
    let came = came(clip, entries);
    let mut proven: BTreeSet<u64> = BTreeSet::new();
    for packaged in &clip.dockings {
        let place = format!("entry {}", packaged.number);
        match prove(packaged, head) {
            Err(breach) => report(breach),
            Ok(entry) if !speaks_of(&entry.entry, &came) => {
                let message = format!(
                    "it is no word of a dock about a docking with which {} came",
                    clip.clip_id
                );
                report(Breach::new(BreachKind::ManifestDiffers, place, message));
            }
            Ok(entry) if proven.last().is_some_and(|last| *last >= entry.number) => {
                let message = "the entries do not stand in the order of their numbers";
                report(Breach::new(BreachKind::EntryTwice, place, message));
            }
            Ok(entry) => {
                proven.insert(entry.number);
            }
        }
    }
    let Some(log) = log else { return proven.len() };
    let dockings: BTreeSet<&String> = came.iter().map(|(docking, _)| docking).collect();
    for (number, bytes) in dockings.into_iter().filter_map(|docking| log.get(docking)).flatten() {
        let is_meant = *number < head.size && Entry::from_bytes(bytes).is_ok_and(|entry| speaks_of(&entry, &came));
        if is_meant && !proven.contains(number) {
            let message = format!(
                "the log holds this word of a dock about how {} came, the folder does not",
                clip.clip_id
            );
            report(Breach::new(
                BreachKind::EntryMissing,
                format!("entry {number}"),
                message,
            ));
        }
    }
    proven.len()
}
