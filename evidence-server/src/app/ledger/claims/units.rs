//! The unit that a dock belongs to: it decides which officers the dock may name. Another unit is another row.

use std::collections::BTreeSet;

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{BindingId, DockId, UnitId};
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};

use crate::app::asker::actor_of;
use crate::app::ledger::handovers::overtaken;
use crate::app::{App, AppError, AppResult};
use crate::store::claim::BindingRow;
use crate::store::unit::UnitRow;

/// A dock's unit, and every unit below it.
pub(super) struct DockUnits {
    pub(super) unit: UnitRow,
    pub(super) all: BTreeSet<UnitId>,
}

impl App {
    /// An administrator binds a dock to a unit.
    ///
    /// # Errors
    /// When dock or unit are unknown, or the asker may not.
    pub async fn dock_unit_set(&self, asker: Asker, id: DockId, unit_number: &str) -> AppResult<()> {
        self.permit_over(asker, Action::ManageDocks, None).await?;
        let actor = actor_of(asker).ok_or_else(|| AppError::not_found("person"))?;
        let dock = self.store.dock_by_id(id).await?;
        let dock = dock.ok_or_else(|| AppError::not_found("dock"))?;
        let binding = self.dock_binding_meant(dock.id, unit_number, actor.clone()).await?;
        let mut tx = self.evidence(Event::DockUnitSet, actor, id.to_string()).await?;
        tx.dock_binding_add(&binding).await.map_err(overtaken)?;
        self.commit(tx).await
    }

    /// The next binding of a dock.
    pub(in crate::app) async fn dock_binding_meant(
        &self,
        dock_id: DockId,
        unit_number: &str,
        stated_by: Actor,
    ) -> AppResult<BindingRow> {
        let unit = self.unit_named("unit_number", unit_number).await?;
        let last = self.store.dock_binding(dock_id).await?;
        Ok(BindingRow {
            id: BindingId::from_random(self.chance()),
            dock_id,
            ordinal: last.map_or(1, |last| last.ordinal + 1),
            unit_id: unit.id,
            stated_at: self.now(),
            stated_by,
        })
    }

    /// Number and name of the unit that a dock belongs to.
    pub(in crate::app) async fn dock_unit_named(&self, id: DockId) -> AppResult<Option<(String, String)>> {
        let Some(binding) = self.store.dock_binding(id).await? else {
            return Ok(None);
        };
        let unit = self.store.unit_by_id(binding.unit_id).await?;
        Ok(unit.map(|unit| (unit.number, unit.name)))
    }

    /// The unit of a dock with everything below it; nothing while nobody bound it.
    pub(super) async fn dock_units(&self, id: DockId) -> AppResult<Option<DockUnits>> {
        let Some(binding) = self.store.dock_binding(id).await? else {
            return Ok(None);
        };
        let units = self.store.units().await?;
        let mut all = BTreeSet::from([binding.unit_id]);
        // Each round adds at least one unit, or the tree is done.
        for _ in 0..units.len() {
            let is_below = |unit: &&UnitRow| unit.parent_id.is_some_and(|parent| all.contains(&parent));
            let below: Vec<UnitId> = units.iter().filter(is_below).map(|unit| unit.id).collect();
            let before = all.len();
            all.extend(below);
            if all.len() == before {
                break;
            }
        }
        let unit = units.into_iter().find(|unit| unit.id == binding.unit_id);
        Ok(unit.map(|unit| DockUnits { unit, all }))
    }
}
