//! `of`: what one entry of the custody log means to another system that follows case files.
//!
//! What must stay true: a notice names ids and nothing else; the same entry always gives the same notices in the same
//! order, so that a notice which is delivered twice has one id.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clip::text_enum;
use crate::custody::detail::{Cell, Columns, Detail, RowImage};
use crate::custody::entry::{Entry, Event};
use crate::ids::CaseId;

#[cfg(test)]
mod tests;

/// Ids that one notice names; of more the receiver asks.
pub const NOTICE_IDS_MAX: usize = 200;

text_enum!(
    /// What another system may be told of a case file.
    NoticeKind {
        /// It was created.
        CaseCreated = "case.created",
        /// Category, unit, officers or stage were stated anew.
        HeadingStated = "case.heading_stated",
        /// An act was entered, corrected, or never took place.
        ActStated = "case.act_stated",
        /// A party or another enforcement object was entered or taken out.
        ObjectStated = "case.object_stated",
        /// Clips were linked.
        ClipLinked = "case.clip_linked",
        /// A link was ended.
        ClipUnlinked = "case.clip_unlinked",
        /// Stage or acts of a linked clip were stated.
        ClipPlaced = "case.clip_placed",
        /// A document was sealed into it, stated anew or withdrawn.
        DocumentStated = "case.document_stated",
        /// It was exported.
        Exported = "case.exported",
        /// What it lacks is not what it lacked when this was told last.
        ReadinessChanged = "case.readiness_changed",
    }
);

/// One thing to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What it is.
    pub kind: NoticeKind,
    /// The case file.
    pub case_id: CaseId,
    /// Acts, objects, clips, links or documents that it is about.
    pub ids: Vec<String>,
}

/// What an entry means; nothing for most of them. [`NoticeKind::ReadinessChanged`] is never among them: whoever sends
/// asks for it where there is any other.
pub fn of(entry: &Entry, detail: &Detail) -> Vec<Notice> {
    let mut found: BTreeMap<(CaseId, NoticeKind), Vec<String>> = BTreeMap::new();
    let subject: Option<CaseId> = entry.subject.parse().ok();
    for image in &detail.images {
        let Some((kind, case_id, id)) = told_by(image, subject) else {
            continue;
        };
        let ids = found.entry((case_id, kind)).or_default();
        if let Some(id) = id.filter(|id| ids.len() < NOTICE_IDS_MAX && !ids.contains(id)) {
            ids.push(id);
        }
    }
    if let (Event::CaseExported, Some(case_id)) = (entry.event, subject) {
        found.entry((case_id, NoticeKind::Exported)).or_default();
    }
    found
        .into_iter()
        .map(|((case_id, kind), ids)| Notice { kind, case_id, ids })
        .collect()
}

fn text<'a>(row: &'a Columns, column: &str) -> Option<&'a str> {
    match row.get(column) {
        Some(Cell::Text(text)) => Some(text),
        _ => None,
    }
}

/// What a row means, of which case file, with the id of the thing.
fn told_by(image: &RowImage, subject: Option<CaseId>) -> Option<(NoticeKind, CaseId, Option<String>)> {
    let row = image.row.as_ref()?;
    let (kind, id) = match image.table.as_str() {
        "case_file" => (NoticeKind::CaseCreated, None),
        "case_heading" => (NoticeKind::HeadingStated, None),
        "act_version" => (NoticeKind::ActStated, text(row, "act_id")),
        "case_object" => (NoticeKind::ObjectStated, Some(image.key.as_str())),
        "case_clip" if matches!(row.get("unlinked_at"), Some(Cell::Null)) => {
            (NoticeKind::ClipLinked, text(row, "clip_id"))
        }
        "case_clip" => (NoticeKind::ClipUnlinked, text(row, "clip_id")),
        "link_placing" => (NoticeKind::ClipPlaced, text(row, "link_id")),
        "document_version" => (NoticeKind::DocumentStated, text(row, "document_id")),
        _ => return None,
    };
    let named = match image.table.as_str() {
        "case_file" => Some(image.key.as_str()),
        _ => text(row, "case_id"),
    };
    let case_id = named.and_then(|id| id.parse().ok()).or(subject)?;
    Some((kind, case_id, id.map(str::to_owned)))
}
