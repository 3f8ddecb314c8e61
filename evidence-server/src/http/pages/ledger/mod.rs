//! Pages of the ledger: units, officers, handovers. Recorders and whose footage a clip is have pages of their own.

pub mod expected;
pub mod handover;
pub mod handovers;
pub mod officers;
pub mod owner;
pub mod units;
pub mod usage;

use evidence_schema::rules::access::Action;
use serde::Deserialize;

use super::show::day;
use super::views::ledger::Choices;
use super::visit::Visit;
use crate::app::AppResult;
use crate::app::ledger::names::LedgerNames;

/// What on a list is to be changed: its number fills the form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Change {
    /// Number; empty for something new.
    pub change: String,
}

/// Whether the visitor keeps units, officers and devices.
pub fn may_manage(visit: &Visit) -> bool {
    visit.may(Action::ManageLedger)
}

/// Whether the visitor opens and closes handovers.
pub fn may_work(visit: &Visit) -> bool {
    visit.may(Action::OpenHandover)
}

/// Names for what the ledger speaks of, and what fields propose.
pub async fn names_and_choices(visit: &Visit) -> AppResult<(LedgerNames, Choices)> {
    let names = visit.app.ledger_names(visit.asker()).await?;
    let officers = visit.app.officers(visit.asker()).await?;
    let choices = Choices::new(&names, &officers, day(visit.app.now()));
    Ok((names, choices))
}
