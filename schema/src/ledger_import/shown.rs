//! A plan as people read it: each new record with its cells, each changed one with what differs, before and after.
//!
//! What must stay true: every field of a record is one cell under the name of its column, so that no change is silent.

use serde::{Deserialize, Serialize};

use super::columns::Column;
use super::plan::Plan;
use super::records::{OfficerRecord, RecorderRecord, RosterRecord, UnitRecord};

/// One record of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ShownLine {
    /// Line of the file.
    pub line: u64,
    /// Whether it is new.
    pub is_new: bool,
    /// What names it: number, serial, or day, beginning and lead officer.
    pub name: String,
    /// A new record's cells, or those of a changed one that differ.
    pub cells: Vec<ShownCell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ShownCell {
    /// Its column.
    pub column: Column,
    /// What the ledger says; absent for a new record.
    pub before: Option<String>,
    /// What it would say; empty where nothing is said.
    pub after: String,
}

/// A record's cells as people read them.
pub(super) trait Told {
    /// What names it.
    fn name(&self) -> String;
    /// Every cell.
    fn cells(&self) -> Vec<(Column, String)>;
}

/// New and changed records by line.
pub(super) fn shown<R: Told>(plan: &Plan<R>) -> Vec<ShownLine> {
    let mut lines: Vec<ShownLine> = plan
        .adds
        .iter()
        .map(|lined| line((lined.line, true), &lined.record, new_cells(&lined.record)))
        .collect();
    let changes = plan.changes.iter();
    lines.extend(changes.map(|change| {
        let cells = changed_cells(&change.before, &change.after);
        line((change.line, false), &change.after, cells)
    }));
    lines.sort_by_key(|shown| shown.line);
    lines
}

fn line<R: Told>((line, is_new): (u64, bool), record: &R, cells: Vec<ShownCell>) -> ShownLine {
    ShownLine {
        line,
        is_new,
        name: record.name(),
        cells,
    }
}

pub(super) fn new_cells<R: Told>(record: &R) -> Vec<ShownCell> {
    let cells = record.cells().into_iter().filter(|(_, text)| !text.is_empty());
    cells
        .map(|(column, after)| ShownCell {
            column,
            before: None,
            after,
        })
        .collect()
}

pub(super) fn changed_cells<R: Told>(before: &R, after: &R) -> Vec<ShownCell> {
    let both = before.cells().into_iter().zip(after.cells());
    let different = both.filter(|((_, before), (_, after))| before != after);
    different
        .map(|((column, before), (_, after))| ShownCell {
            column,
            before: Some(before),
            after,
        })
        .collect()
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn yes_or_no(is_so: bool) -> String {
    if is_so { "yes" } else { "no" }.to_owned()
}

impl Told for UnitRecord {
    fn name(&self) -> String {
        self.number.clone()
    }

    fn cells(&self) -> Vec<(Column, String)> {
        vec![
            (Column::UnitNumber, self.number.clone()),
            (Column::UnitName, self.name.clone()),
            (Column::ParentNumber, text(self.parent_number.as_ref())),
        ]
    }
}

impl Told for OfficerRecord {
    fn name(&self) -> String {
        self.number.clone()
    }

    fn cells(&self) -> Vec<(Column, String)> {
        let certificate = self.certificate.as_ref();
        vec![
            (Column::OfficerNumber, self.number.clone()),
            (Column::OfficerName, self.name.clone()),
            (Column::CertificateNumber, text(certificate.map(|c| &c.number))),
            (Column::CertificateFrom, text(certificate.map(|c| c.from))),
            (Column::CertificateTo, text(certificate.map(|c| c.to))),
            (Column::UnitNumber, self.unit_number.clone()),
            (Column::Inspects, yes_or_no(self.inspects)),
            (Column::Assistant, yes_or_no(self.is_assistant)),
            (Column::PostingFrom, text(self.posting_from)),
        ]
    }
}

impl Told for RecorderRecord {
    fn name(&self) -> String {
        self.serial.clone()
    }

    fn cells(&self) -> Vec<(Column, String)> {
        vec![
            (Column::Serial, self.serial.clone()),
            (Column::Title, self.title.clone()),
            (Column::Kind, self.kind.as_str().to_owned()),
            (Column::UnitNumber, self.unit_number.clone()),
        ]
    }
}

impl Told for RosterRecord {
    fn name(&self) -> String {
        format!("{} {} {}", self.date, self.from.format("%H:%M"), self.lead_number)
    }

    fn cells(&self) -> Vec<(Column, String)> {
        vec![
            (Column::Date, self.date.to_string()),
            (Column::UnitNumber, self.unit_number.clone()),
            (Column::FromTime, self.from.format("%H:%M").to_string()),
            (Column::ToTime, self.to.format("%H:%M").to_string()),
            (Column::LeadNumber, self.lead_number.clone()),
            (Column::AssistingNumber, text(self.assisting_number.as_ref())),
            (Column::Serials, self.serials.join(";")),
        ]
    }
}
