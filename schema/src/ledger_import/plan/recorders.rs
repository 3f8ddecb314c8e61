//! Recorders and terminals: the unit that owns them is there.
//!
//! What must stay true: a serial names one device, whatever its title.

use std::collections::HashSet;

use super::super::columns::Column;
use super::super::errors::ImportProblem;
use super::super::records::{ImportFile, RecorderRecord};
use super::{Draft, Entry, Existing, Plan};

impl Entry for RecorderRecord {
    const KEY_COLUMN: Column = Column::Serial;

    fn key(&self) -> String {
        self.serial.clone()
    }
}

/// What an import of recorders would do.
pub fn plan_recorders(file: &ImportFile<RecorderRecord>, existing: &Existing<'_>) -> Plan<RecorderRecord> {
    let (mut draft, _) = Draft::begin(file, existing.recorders);
    let units: HashSet<&str> = existing.units.iter().map(|unit| unit.number.as_str()).collect();
    for lined in &file.records {
        let unit = lined.record.unit_number.as_str();
        if !units.contains(unit) {
            draft.refuse(lined.line, Column::UnitNumber, unit, ImportProblem::UnknownUnit);
        }
    }
    draft.finish()
}
