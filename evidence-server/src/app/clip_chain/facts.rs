//! What an entry says beyond its event, for people: from its facts and from the rows that it wrote.
//!
//! What must stay true: nothing is said here that the entry does not hold, but for names of ids that it holds.

use evidence_schema::custody::detail::{Cell, Columns, Detail};
use evidence_schema::ids::ClipId;
use serde_json::Value;

use crate::app::{App, AppResult};

/// Facts that say more than their row, in the order in which they are shown.
const FACTS_SHOWN: [&str; 15] = [
    "read_back",
    "found",
    "damaged_object",
    "from_byte",
    "to_byte",
    "stretches",
    "state",
    "program",
    "clips",
    "tag",
    "verdict",
    "class",
    "refused",
    "offset",
    "reason",
];

fn shown(name: &str, value: &Value) -> String {
    match value {
        Value::String(text) => format!("{name}: {text}"),
        Value::Array(parts) if name == "stretches" => format!("{name}: {}", stretches(parts)),
        Value::Array(parts) => format!("{name}: {}", parts.len()),
        Value::Object(counts) => {
            let counts = counts.iter().map(|(what, count)| format!("{what} ×{count}"));
            format!("{name}: {}", counts.collect::<Vec<_>>().join(", "))
        }
        other => format!("{name}: {other}"),
    }
}

/// `0–1024, 4096–8192`.
fn stretches(parts: &[Value]) -> String {
    let shown = parts.iter().map(|part| match (part.get(0), part.get(1)) {
        (Some(from), Some(to)) => format!("{from}–{to}"),
        _ => part.to_string(),
    });
    shown.collect::<Vec<_>>().join(", ")
}

fn text<'a>(row: &'a Columns, column: &str) -> Option<&'a str> {
    match row.get(column) {
        Some(Cell::Text(text)) if !text.is_empty() => Some(text),
        _ => None,
    }
}

impl App {
    /// What an entry says of a clip, each as `name: value`.
    pub(super) async fn said_of(&self, detail: &Detail, id: ClipId) -> AppResult<Vec<String>> {
        let (mut said, id) = (Vec::new(), id.to_string());
        for image in &detail.images {
            let Some(row) = &image.row else { continue };
            // An entry may be about many clips at once.
            if text(row, "clip_id").is_some_and(|other| other != id) {
                continue;
            }
            match image.table.as_str() {
                "case_clip" => said.extend(self.case_said(row).await?),
                "attribution" => said.extend(self.owner_said(row).await?),
                // What was found; its sentence and what was done may speak of more than this clip.
                "finding" => said.extend(text(row, "kind").map(|kind| format!("finding: {kind}"))),
                "sensitivity" => said.push(format!("flags: {}", text(row, "flags").unwrap_or("—"))),
                _ => {}
            }
            let has_reason = detail.facts.contains_key("reason");
            if let Some(reason) = text(row, "reason").filter(|_| !has_reason) {
                said.push(format!("reason: {reason}"));
            }
        }
        let facts = FACTS_SHOWN
            .iter()
            .filter_map(|name| Some((*name, detail.facts.get(*name)?)));
        said.extend(facts.map(|(name, value)| match (name, value) {
            ("tag" | "class", Value::String(word)) => format!("{name}: {}", self.mark_titled(word)),
            _ => shown(name, value),
        }));
        Ok(said)
    }

    /// A tag or class as the agency's list calls it now, and as the entry has it.
    fn mark_titled(&self, word: &str) -> String {
        let marks = &self.settings.marks;
        let tags = marks.tags.iter().map(|tag| (&tag.word, &tag.zh));
        let mut known = tags.chain(marks.classes.iter().map(|class| (&class.word, &class.zh)));
        let title = known.find(|(known, _)| known.as_str() == word);
        title.map_or_else(|| word.to_owned(), |(_, zh)| format!("{zh} ({word})"))
    }

    /// The chain holds entries of those case files only that its reader may see.
    async fn case_said(&self, row: &Columns) -> AppResult<Option<String>> {
        let Some(id) = text(row, "case_id").and_then(|id| id.parse().ok()) else {
            return Ok(None);
        };
        let case = self.store.case_by_id(id).await?;
        Ok(case.map(|case| format!("case: {}", case.number)))
    }

    async fn owner_said(&self, row: &Columns) -> AppResult<Vec<String>> {
        let mut said = Vec::new();
        for (column, name) in [("lead_id", "lead"), ("assisting_id", "assisting")] {
            let Some(id) = text(row, column).and_then(|id| id.parse().ok()) else {
                continue;
            };
            if let Some(officer) = self.store.officer_by_id(id).await? {
                said.push(format!("{name}: {} {}", officer.name, officer.number));
            }
        }
        if said.is_empty() {
            said.push("lead: —".to_owned());
        }
        Ok(said)
    }
}
