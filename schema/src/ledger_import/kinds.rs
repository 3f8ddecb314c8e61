//! The four kinds of file as one: read by kind, planned by kind.
//!
//! What must stay true: the words of [`ImportKind`] are stable; a plan carries the word of its kind.

use serde::{Deserialize, Serialize};

use super::errors::ImportErrors;
use super::plan::{Existing, Plan, plan_officers, plan_recorders, plan_roster, plan_units};
use super::read::{read_officers, read_recorders, read_roster, read_units};
use super::records::{ImportFile, OfficerRecord, RecorderRecord, RosterRecord, UnitRecord};
use super::shown::{ShownLine, shown};
use crate::clip::text_enum;

text_enum!(
    /// What a file is about.
    ImportKind {
        /// Units.
        Units = "units",
        /// Officers and assistants.
        Officers = "officers",
        /// Recorders and terminals.
        Recorders = "recorders",
        /// A roster.
        Roster = "roster",
    }
);

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KindFile {
    /// Units.
    Units(ImportFile<UnitRecord>),
    /// Officers and assistants.
    Officers(ImportFile<OfficerRecord>),
    /// Recorders and terminals.
    Recorders(ImportFile<RecorderRecord>),
    /// A roster.
    Roster(ImportFile<RosterRecord>),
}

/// What an import would do, whatever its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum KindPlan {
    /// Units.
    Units(Plan<UnitRecord>),
    /// Officers and assistants.
    Officers(Plan<OfficerRecord>),
    /// Recorders and terminals.
    Recorders(Plan<RecorderRecord>),
    /// A roster.
    Roster(Plan<RosterRecord>),
}

/// The same on whatever plan it is.
macro_rules! on_plan {
    ($of:expr, $plan:ident => $what:expr) => {
        match $of {
            KindPlan::Units($plan) => $what,
            KindPlan::Officers($plan) => $what,
            KindPlan::Recorders($plan) => $what,
            KindPlan::Roster($plan) => $what,
        }
    };
}

impl KindFile {
    /// Reads a file of this kind.
    ///
    /// # Errors
    /// Everything that is wrong with the file by itself.
    pub fn read(kind: ImportKind, bytes: &[u8]) -> Result<Self, ImportErrors> {
        match kind {
            ImportKind::Units => read_units(bytes).map(Self::Units),
            ImportKind::Officers => read_officers(bytes).map(Self::Officers),
            ImportKind::Recorders => read_recorders(bytes).map(Self::Recorders),
            ImportKind::Roster => read_roster(bytes).map(Self::Roster),
        }
    }

    /// What its import would do.
    pub fn plan(&self, existing: &Existing<'_>) -> KindPlan {
        match self {
            Self::Units(file) => KindPlan::Units(plan_units(file, existing)),
            Self::Officers(file) => KindPlan::Officers(plan_officers(file, existing)),
            Self::Recorders(file) => KindPlan::Recorders(plan_recorders(file, existing)),
            Self::Roster(file) => KindPlan::Roster(plan_roster(file, existing)),
        }
    }
}

impl KindPlan {
    /// The plan of a file that cannot be read.
    pub fn refused(kind: ImportKind, errors: ImportErrors) -> Self {
        match kind {
            ImportKind::Units => Self::Units(Plan::refused(errors)),
            ImportKind::Officers => Self::Officers(Plan::refused(errors)),
            ImportKind::Recorders => Self::Recorders(Plan::refused(errors)),
            ImportKind::Roster => Self::Roster(Plan::refused(errors)),
        }
    }

    /// What the file is about.
    pub const fn kind(&self) -> ImportKind {
        match self {
            Self::Units(_) => ImportKind::Units,
            Self::Officers(_) => ImportKind::Officers,
            Self::Recorders(_) => ImportKind::Recorders,
            Self::Roster(_) => ImportKind::Roster,
        }
    }

    /// Why nothing would be done; empty when it may be carried out.
    pub const fn errors(&self) -> &ImportErrors {
        on_plan!(self, plan => &plan.errors)
    }

    /// How many records are new, would change, are there already.
    pub fn counts(&self) -> (usize, usize, u64) {
        on_plan!(self, plan => (plan.adds.len(), plan.changes.len(), plan.unchanged))
    }

    /// New and changed records as people read them, by line.
    pub fn shown(&self) -> Vec<ShownLine> {
        on_plan!(self, plan => shown(plan))
    }
}
