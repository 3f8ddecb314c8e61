//! CSV files of case files, acts and enforcement objects from the agency's case system: from bytes to what they tell.
//!
//! What must stay true: as for the ledger's files, all or nothing, every error by line and column, nothing guessed (a
//! session past midnight says both of its dates). A fact that can be read is never refused: whether officers are known
//! and times can be is asked later, and what contradicts becomes a finding.

pub(super) mod cells;
mod columns;
mod gather;
mod read;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::columns::Column;
use super::errors::{ImportErrors, Place};
use super::records::Lined;
use crate::case::{CaseCategory, CaseStage};
use crate::clip::text_enum;
use crate::wire::acts::ObjectDraft;
use crate::wire::case_system::ActTold;

text_enum!(
    /// What a file tells of case files.
    CaseImportKind {
        /// Case files: number, title, heading.
        Cases = "cases",
        /// Acts with their sessions, of case files that are here.
        Acts = "acts",
        /// Parties and other enforcement objects, of case files that are here.
        Objects = "objects",
    }
);

/// A case file as one line tells it. What the line leaves empty is not said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseLine {
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub category: Option<CaseCategory>,
    /// Number of the unit that handles it.
    pub unit_number: Option<String>,
    /// Number of the lead officer.
    pub lead_number: Option<String>,
    /// Number of the assisting officer.
    pub assisting_number: Option<String>,
    /// How far it has come.
    pub stage: Option<CaseStage>,
}

/// What one record tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseRecord {
    /// A case file.
    Case(CaseLine),
    /// An act; several lines of one act are its sessions.
    Act {
        /// Number of the case file.
        case_number: String,
        /// The act, sessions in the order of their arrivals.
        act: ActTold,
    },
    /// An enforcement object.
    Object {
        /// Number of the case file.
        case_number: String,
        /// The object.
        object: ObjectDraft,
    },
}

impl CaseRecord {
    /// Number of the case file.
    pub fn case_number(&self) -> &str {
        match self {
            Self::Case(case) => &case.number,
            Self::Act { case_number, .. } | Self::Object { case_number, .. } => case_number,
        }
    }
}

/// A file as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    /// What it tells of.
    pub kind: CaseImportKind,
    /// The columns that it has, in its order.
    columns: Vec<(Column, Place)>,
    /// What it tells, each with its first line.
    pub records: Vec<Lined<CaseRecord>>,
    /// Lines that say what an earlier line said.
    pub repeated: u64,
}

impl CaseFile {
    /// Reads a file of this kind.
    ///
    /// # Errors
    /// Everything that is wrong with the file by itself.
    pub fn read(kind: CaseImportKind, bytes: &[u8]) -> Result<Self, ImportErrors> {
        match kind {
            CaseImportKind::Cases => read::cases(bytes),
            CaseImportKind::Acts => read::acts(bytes),
            CaseImportKind::Objects => read::objects(bytes),
        }
    }

    /// Where a column stands; absent when the file lacks it.
    pub fn place(&self, column: Column) -> Option<Place> {
        let found = self.columns.iter().find(|(c, _)| *c == column);
        found.map(|(_, place)| place.clone())
    }
}
