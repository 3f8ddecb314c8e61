//! What an import would do, held against what the ledger has.
//!
//! What must stay true: checks look at the state that the import would leave, so that a file may exchange two things; a
//! plan with errors adds and changes nothing; a record that repeats what is there is unchanged.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::columns::Column;
use super::errors::{ImportErrors, ImportProblem};
use super::records::{ImportFile, Lined, OfficerRecord, RecorderRecord, RosterRecord, UnitRecord};

mod officers;
mod recorders;
mod roster;
mod units;

pub use officers::plan_officers;
pub use recorders::plan_recorders;
pub use roster::plan_roster;
pub use units::plan_units;

/// What the ledger has; those off duty and out of service included, because numbers are never used again.
#[derive(Debug, Clone, Copy, Default)]
pub struct Existing<'a> {
    /// Units.
    pub units: &'a [UnitRecord],
    /// Officers and assistants.
    pub officers: &'a [OfficerRecord],
    /// Recorders and terminals.
    pub recorders: &'a [RecorderRecord],
    /// Roster lines; those of the days around the file's are enough.
    pub roster: &'a [RosterRecord],
}

/// A record that would become another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Change<R> {
    /// Line of the file.
    pub line: u64,
    /// As the ledger has it.
    pub before: R,
    /// As it would be.
    pub after: R,
}

/// What an import would do. With errors: nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Plan<R> {
    /// New records, by line.
    pub adds: Vec<Lined<R>>,
    /// Records that would change, by line.
    pub changes: Vec<Change<R>>,
    /// Lines that say what the ledger, or an earlier line, has already.
    pub unchanged: u64,
    /// Why nothing would be done.
    pub errors: ImportErrors,
}

impl<R> Plan<R> {
    /// Nothing would be done.
    pub const fn refused(errors: ImportErrors) -> Self {
        Self {
            adds: Vec::new(),
            changes: Vec::new(),
            unchanged: 0,
            errors,
        }
    }

    /// Whether it may be carried out.
    pub const fn is_applicable(&self) -> bool {
        self.errors.is_empty()
    }
}

/// A record that can be told from others of its kind.
trait Entry: Clone + PartialEq {
    /// The column that names it.
    const KEY_COLUMN: Column;

    /// What names it.
    fn key(&self) -> String;

    /// What it becomes where the ledger has it already: what the file leaves out stays.
    fn over(&self, _before: &Self) -> Self {
        self.clone()
    }
}

/// A record as it would stand after the import; with its line if the file has it.
struct After<R> {
    line: Option<u64>,
    record: R,
}

struct Draft<'a, R> {
    file: &'a ImportFile<R>,
    plan: Plan<R>,
}

impl<'a, R: Entry> Draft<'a, R> {
    /// Compares, and answers the state after the import as well: the file's records by line, then the ledger's others.
    fn begin(file: &'a ImportFile<R>, existing: &[R]) -> (Self, Vec<After<R>>) {
        let known: HashMap<String, &R> = existing.iter().map(|record| (record.key(), record)).collect();
        let mut seen: HashMap<String, &Lined<R>> = HashMap::with_capacity(file.records.len());
        let mut after = Vec::with_capacity(file.records.len());
        let mut draft = Self {
            file,
            plan: Plan::refused(ImportErrors::default()),
        };
        for lined in &file.records {
            let key = lined.record.key();
            if let Some(first) = seen.get(&key) {
                draft.repeat(first, lined);
                continue;
            }
            let record = draft.compare(lined, known.get(&key).copied());
            let line = Some(lined.line);
            after.push(After { line, record });
            seen.insert(key, lined);
        }
        let others = existing.iter().filter(|record| !seen.contains_key(&record.key()));
        after.extend(others.map(|record| After {
            line: None,
            record: record.clone(),
        }));
        (draft, after)
    }

    fn repeat(&mut self, first: &Lined<R>, again: &Lined<R>) {
        if first.record == again.record {
            self.plan.unchanged += 1;
            return;
        }
        let first_line = first.line;
        let key = again.record.key();
        self.refuse(
            again.line,
            R::KEY_COLUMN,
            &key,
            ImportProblem::TwiceInFile { first_line },
        );
    }

    fn compare(&mut self, lined: &Lined<R>, before: Option<&R>) -> R {
        let Some(before) = before else {
            self.plan.adds.push(lined.clone());
            return lined.record.clone();
        };
        let after = lined.record.over(before);
        if after == *before {
            self.plan.unchanged += 1;
        } else {
            self.plan.changes.push(Change {
                line: lined.line,
                before: before.clone(),
                after: after.clone(),
            });
        }
        after
    }

    fn refuse(&mut self, line: u64, column: Column, value: &str, problem: ImportProblem) {
        let place = self.file.place(column);
        self.plan.errors.add(line, place, Some(value), problem);
    }

    fn finish(self) -> Plan<R> {
        let mut plan = self.plan;
        if !plan.errors.is_empty() {
            plan.adds.clear();
            plan.changes.clear();
        }
        plan.errors = plan.errors.sorted();
        plan
    }
}
