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

use super::face::escaped;
use super::views::ledger::Choices;
use super::visit::Visit;
use crate::app::AppResult;
use crate::app::ledger::names::LedgerNames;

/// Which part of a register is shown, and what on it is to be changed: its number fills the form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Change {
    /// Number; empty for something new.
    pub change: String,
    /// Words that are looked for.
    pub q: String,
    /// The page begins after this number.
    pub after: String,
}

impl Change {
    /// After which number, and what is looked for.
    pub fn wanted(&self) -> (&str, &str) {
        (&self.after, &self.q)
    }

    /// The address of the page that begins after a number.
    pub fn next(&self, path: &str, after: &str) -> String {
        format!("{path}?q={}&after={}", escaped(&self.q), escaped(after))
    }
}

/// Whether the visitor keeps units, officers and devices.
pub fn may_manage(visit: &Visit) -> bool {
    visit.may(Action::ManageLedger)
}

/// Whether the visitor opens and closes handovers.
pub fn may_work(visit: &Visit) -> bool {
    visit.may(Action::OpenHandover)
}

/// What fields propose.
pub async fn choices(visit: &Visit) -> AppResult<Choices> {
    let offered = visit.app.ledger_offered(visit.asker()).await?;
    Ok(Choices::new(&offered))
}

/// Names for what the ledger speaks of, and what fields propose.
pub async fn names_and_choices(visit: &Visit) -> AppResult<(LedgerNames, Choices)> {
    let names = visit.app.ledger_names(visit.asker()).await?;
    Ok((names, choices(visit).await?))
}
