//! What the files say, line by line; the server fills the same structs from its store.
//!
//! What must stay true: a record is named by its number (a roster line by day, beginning and lead officer), never by an id.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use super::columns::Column;
use super::errors::Place;
use crate::ledger::DeviceKind;

/// A file as read: where its columns stand, and its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFile<R> {
    /// The columns that the file has, in its order.
    pub columns: Vec<(Column, Place)>,
    /// The records, by line.
    pub records: Vec<Lined<R>>,
}

impl<R> ImportFile<R> {
    /// Where a column stands; absent when the file lacks it.
    pub fn place(&self, column: Column) -> Option<Place> {
        let found = self.columns.iter().find(|(c, _)| *c == column);
        found.map(|(_, place)| place.clone())
    }
}

/// A record with the line of the file on which it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Lined<R> {
    /// Line, from 1.
    pub line: u64,
    /// What it says.
    pub record: R,
}

/// A unit of the agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitRecord {
    /// Number, unique in the agency.
    pub number: String,
    /// Name.
    pub name: String,
    /// Number of the unit above; absent at the top.
    pub parent_number: Option<String>,
}

/// A law-enforcement certificate (执法证).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Number, unique among officers.
    pub number: String,
    /// First day on which it is valid.
    #[schema(value_type = String)]
    pub from: NaiveDate,
    /// Last day on which it is valid.
    #[schema(value_type = String)]
    pub to: NaiveDate,
}

/// An officer, or an assistant (辅助人员).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficerRecord {
    /// Number, never used again for another person.
    pub number: String,
    /// Name.
    pub name: String,
    /// Certificate; absent for those who have none.
    pub certificate: Option<Certificate>,
    /// Number of the unit where the officer is posted; of one off duty the last.
    pub unit_number: String,
    /// Inspects, punishes, coerces or surveys on site (counts for the equipping standard).
    pub inspects: bool,
    /// An assistant, who never counts as a certified officer.
    pub is_assistant: bool,
    /// First day of the posting; a file may leave it out (then what the ledger has stays, or the server takes the day of
    /// the import for a new posting).
    #[schema(value_type = Option<String>)]
    pub posting_from: Option<NaiveDate>,
}

/// A recorder or a handheld terminal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecorderRecord {
    /// Serial, unique.
    pub serial: String,
    /// What people call it.
    pub title: String,
    /// Kind of device.
    pub kind: DeviceKind,
    /// Number of the unit that owns it.
    pub unit_number: String,
}

/// One line of a roster: who is on duty from when to when, with which recorders. Times are the agency's local ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RosterRecord {
    /// The day on which the duty begins.
    #[schema(value_type = String)]
    pub date: NaiveDate,
    /// Number of the unit.
    pub unit_number: String,
    /// When it begins.
    #[schema(value_type = String)]
    pub from: NaiveTime,
    /// When it ends; not later than `from`: on the next day.
    #[schema(value_type = String)]
    pub to: NaiveTime,
    /// Number of the lead officer.
    pub lead_number: String,
    /// Number of the assisting officer.
    pub assisting_number: Option<String>,
    /// Serials of the recorders, sorted.
    pub serials: Vec<String>,
}

impl RosterRecord {
    /// When the duty begins, local time.
    pub fn start(&self) -> NaiveDateTime {
        self.date.and_time(self.from)
    }

    /// When it ends, local time; always after the start.
    pub fn end(&self) -> NaiveDateTime {
        let next_day = self.date.checked_add_days(Days::new(1)).unwrap_or(self.date);
        let day = if self.to <= self.from { next_day } else { self.date };
        day.and_time(self.to)
    }
}
