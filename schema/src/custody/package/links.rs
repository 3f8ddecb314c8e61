//! The case file as its own entries tell it: number, title, links, export; held against the manifest.

use std::collections::{BTreeMap, BTreeSet};

use super::documents::StandingDocuments;
use super::proof::{ProvenEntry, text_of};
use super::{CASE_TABLE, LINK_TABLE, Manifest};
use crate::custody::audit::{Breach, BreachKind};
use crate::custody::detail::{Cell, Columns};
use crate::custody::entry::Event;

/// What the entries about the case file prove.
#[derive(Debug, Default)]
pub(super) struct CaseStory {
    row: Option<Columns>,
    /// Clip by link, for links that stand now.
    links: BTreeMap<String, String>,
    /// Documents that stand now.
    documents: StandingDocuments,
    /// Number and actor of the last export.
    exported: Option<(u64, String)>,
}

impl CaseStory {
    pub(super) fn of(entries: &[ProvenEntry], case_id: &str) -> Self {
        let mut story = Self::default();
        for entry in entries {
            for image in entry.images(CASE_TABLE).filter(|image| image.key == case_id) {
                story.row.clone_from(&image.row);
            }
            for image in entry.images(LINK_TABLE) {
                match image.row.as_ref().and_then(|row| standing_link(row, case_id)) {
                    Some(clip) => story.links.insert(image.key.clone(), clip.to_owned()),
                    None => story.links.remove(&image.key),
                };
            }
            story.documents.hear(entry, case_id);
            if entry.entry.event == Event::CaseExported {
                story.exported = Some((entry.number, entry.entry.actor.to_string()));
            }
        }
        story
    }

    pub(super) fn link_count(&self) -> usize {
        self.links.len()
    }

    /// Holds the story against the manifest. Answers what stays unproven.
    pub(super) fn compare(&self, manifest: &Manifest, report: &mut impl FnMut(Breach)) -> Vec<String> {
        self.compare_row(manifest, report);
        self.compare_links(manifest, report);
        self.documents.compare(manifest, report);
        match &self.exported {
            None => vec!["who exported this folder, and when, is only the manifest's word".to_owned()],
            Some((_, actor)) if *actor == manifest.exported_by => Vec::new(),
            Some((number, actor)) => {
                let message = format!("entry {number} says that {actor} exported it");
                report(Breach::new(BreachKind::ManifestDiffers, "exported_by", message));
                Vec::new()
            }
        }
    }

    fn compare_row(&self, manifest: &Manifest, report: &mut impl FnMut(Breach)) {
        let Some(row) = &self.row else {
            let message = "no entry in the folder proves the case file's number and title";
            report(Breach::new(
                BreachKind::EntryMissing,
                manifest.case_id.to_string(),
                message,
            ));
            return;
        };
        for (field, said, column) in [
            ("case_number", &manifest.case_number, "number"),
            ("case_title", &manifest.case_title, "title"),
        ] {
            if text_of(row, column) != Some(said) {
                report(Breach::new(
                    BreachKind::ManifestDiffers,
                    field,
                    "it is not what the log says",
                ));
            }
        }
    }

    fn compare_links(&self, manifest: &Manifest, report: &mut impl FnMut(Breach)) {
        let linked: BTreeSet<&str> = self.links.values().map(String::as_str).collect();
        let packed: BTreeSet<String> = manifest.clips.iter().map(|clip| clip.clip_id.to_string()).collect();
        for clip in linked.iter().filter(|clip| !packed.contains(**clip)) {
            let message = "the clip is linked to the case file and left out of the folder";
            report(Breach::new(BreachKind::LinkMissing, *clip, message));
        }
        for clip in packed.iter().filter(|clip| !linked.contains(clip.as_str())) {
            let message = "no entry in the folder links this clip to the case file";
            report(Breach::new(BreachKind::LinkUnknown, clip, message));
        }
    }
}

/// The clip of a link to this case file that was not undone.
fn standing_link<'a>(row: &'a Columns, case_id: &str) -> Option<&'a str> {
    let is_undone = !matches!(row.get("unlinked_at"), None | Some(Cell::Null));
    let is_ours = text_of(row, "case_id") == Some(case_id);
    if is_ours && !is_undone {
        text_of(row, "clip_id")
    } else {
        None
    }
}
