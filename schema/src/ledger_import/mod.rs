//! CSV files of units, officers, recorders and rosters (值班表): from bytes to a plan that a person can look at first.
//!
//! What must stay true: all or nothing, so a plan with errors adds and changes nothing; a file that was imported changes
//! nothing when it is imported again; every error names its line, column and value; nothing is guessed, so a cell that can
//! be read in two ways is refused.
//!
//! Two steps. `read_units`, `read_officers`, `read_recorders` and `read_roster` look at the file alone; `plan_units` and so
//! on hold it against what the ledger has.

pub mod cases;
pub mod catalogue;
mod cells;
mod columns;
mod errors;
mod kinds;
mod plan;
mod read;
mod records;
mod sheet;
mod shown;
mod text;

#[cfg(test)]
mod broken;
#[cfg(test)]
mod tests;

pub use columns::Column;
pub use errors::{ImportError, ImportErrors, ImportProblem, Place};
pub use kinds::{ImportKind, KindFile, KindPlan};
pub use plan::{Change, Existing, Plan, plan_officers, plan_recorders, plan_roster, plan_units};
pub use read::{read_officers, read_recorders, read_roster, read_units};
pub use records::{Certificate, ImportFile, Lined, OfficerRecord, RecorderRecord, RosterRecord, UnitRecord};
pub use shown::{ShownCell, ShownLine};
