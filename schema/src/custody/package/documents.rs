//! Documents in the folder: exactly those that the case file's entries name, each with the bytes that the log says.

use std::collections::{BTreeMap, BTreeSet};

use super::proof::{ProvenEntry, text_of};
use super::{DOCUMENT_TABLE, DOCUMENT_VERSION_TABLE, Manifest, PackagedDocument};
use crate::custody::audit::{Breach, BreachKind};
use crate::custody::detail::{Cell, Columns};

/// Title by document, for those that stand in the case file.
#[derive(Debug, Default)]
pub(super) struct StandingDocuments(BTreeMap<String, String>);

impl StandingDocuments {
    /// Takes in what one more entry about the case file says.
    pub(super) fn hear(&mut self, entry: &ProvenEntry, case_id: &str) {
        for image in entry.images(DOCUMENT_VERSION_TABLE) {
            let Some(row) = image
                .row
                .as_ref()
                .filter(|row| text_of(row, "case_id") == Some(case_id))
            else {
                continue;
            };
            let Some(document) = text_of(row, "document_id") else {
                continue;
            };
            let is_standing = row.get("is_withdrawn") == Some(&Cell::Int(0));
            match text_of(row, "title").filter(|_| is_standing) {
                Some(title) => self.0.insert(document.to_owned(), title.to_owned()),
                None => self.0.remove(document),
            };
        }
    }

    /// Holds what stands against what the folder holds.
    pub(super) fn compare(&self, manifest: &Manifest, report: &mut impl FnMut(Breach)) {
        let mut packed = BTreeSet::new();
        for document in &manifest.documents {
            let id = document.document_id.to_string();
            match self.0.get(&id) {
                None => {
                    let message = "no entry in the folder puts this document into the case file";
                    report(Breach::new(BreachKind::LinkUnknown, &id, message));
                }
                Some(title) if *title != document.title => {
                    let message = "its title is not what the log says";
                    report(Breach::new(BreachKind::ManifestDiffers, &id, message));
                }
                Some(_) => {}
            }
            if !packed.insert(id.clone()) {
                report(Breach::new(
                    BreachKind::ManifestDiffers,
                    &id,
                    "this document is named twice",
                ));
            }
        }
        for document in self.0.keys().filter(|document| !packed.contains(*document)) {
            let message = "the document stands in the case file and is left out of the folder";
            report(Breach::new(BreachKind::LinkMissing, document, message));
        }
    }
}

/// The document's row after all its entries.
fn row_of<'a>(entries: &'a [ProvenEntry], id: &'a str) -> Option<&'a Columns> {
    let images = entries.iter().flat_map(|entry| entry.images(DOCUMENT_TABLE));
    images.filter(|image| image.key == id).last()?.row.as_ref()
}

/// Why the entries do not prove the document, `None` when they do.
pub(super) fn fault(document: &PackagedDocument, entries: &[ProvenEntry], case_id: &str) -> Option<&'static str> {
    let id = document.document_id.to_string();
    let Some(row) = row_of(entries, &id) else {
        return Some("no entry in the folder proves that this document was sealed");
    };
    let size = i64::try_from(document.size_bytes).ok().map(Cell::Int);
    let is_same =
        text_of(row, "sha256") == Some(&document.sha256.to_string()) && row.get("size_bytes") == size.as_ref();
    if !is_same {
        return Some("the server sealed other bytes than the folder holds");
    }
    if text_of(row, "case_id") != Some(case_id) {
        return Some("it was sealed for another case file");
    }
    (text_of(row, "file_name") != Some(&document.original_name)).then_some("its original name is not what the log says")
}
