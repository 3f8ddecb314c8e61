//! What a claim means: its signature, its docking, its officers.

use evidence_schema::custody::claim::{DockClaim, SaidPair};
use evidence_schema::custody::note::VerifyingNoteKey;
use evidence_schema::ids::{DockId, RecorderId};
use evidence_schema::ledger::HandoverFacts;
use evidence_schema::rules::claims::{ClaimedPair, DockingTimes};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docks::DockingReport;

use crate::app::ledger::handovers::LENGTH_MS_MAX;
use crate::app::ledger::units::{day_of, unit_on};
use crate::app::{App, AppError, AppResult};
use crate::store::officer::OfficerRow;

/// The officers of a claim, if the dock may name them.
pub(super) struct Named {
    pub(super) pair: ClaimedPair,
    pub(super) lead: OfficerRow,
    pub(super) assisting: Option<OfficerRow>,
}

impl App {
    /// Opens a claim with the key of the dock that sent it; else why it is refused.
    pub(super) async fn claim_open(&self, dock_id: DockId, note: &str) -> AppResult<Result<DockClaim, String>> {
        let dock = self.store.dock_by_id(dock_id).await?;
        let dock = dock.ok_or_else(|| AppError::not_found("dock"))?;
        let Some(vkey) = dock.vkey else {
            return Ok(Err("This dock has no key.".to_owned()));
        };
        let key = VerifyingNoteKey::from_text(&vkey).map_err(AppError::internal)?;
        Ok(DockClaim::open(note, &key).map_err(|error| error.to_string()))
    }

    /// The two officers as they are on that day, if both are of the dock's units; else why not.
    pub(super) async fn claim_named(
        &self,
        dock_id: DockId,
        said: &SaidPair,
        at: Timestamp,
    ) -> AppResult<Result<Named, String>> {
        let Some(units) = self.dock_units(dock_id).await? else {
            return Ok(Err("the dock belongs to no unit".to_owned()));
        };
        let day = day_of(at);
        let mut found = Vec::new();
        for number in [Some(&said.lead_number), said.assisting_number.as_ref()]
            .into_iter()
            .flatten()
        {
            let Some(officer) = self.store.officer_by_number(number).await? else {
                return Ok(Err(format!("nobody has the number {number:?}")));
            };
            let unit = unit_on(&self.store.postings_of(officer.id).await?, day);
            let Some(unit) = unit.filter(|unit| units.all.contains(unit)) else {
                return Ok(Err(format!(
                    "{} {} is not of the dock's units",
                    officer.number, officer.name
                )));
            };
            if officer.off_duty_on.is_some_and(|since| since <= day) {
                return Ok(Err(format!("{} {} is off duty", officer.number, officer.name)));
            }
            found.push((officer, unit));
        }
        let mut found = found.into_iter();
        let Some((lead, unit_id)) = found.next() else {
            return Ok(Err("nobody is named".to_owned()));
        };
        let assisting = found.next().map(|(officer, _)| officer);
        if lead.is_assistant || assisting.as_ref().is_some_and(|officer| officer.id == lead.id) {
            return Ok(Err("an assistant never leads, and a pair is two officers".to_owned()));
        }
        let pair = ClaimedPair {
            unit_id,
            lead: lead.id,
            assisting: assisting.as_ref().map(|officer| officer.id),
        };
        Ok(Ok(Named { pair, lead, assisting }))
    }

    /// A docking's times, and the handovers of its recorder that may touch them.
    pub(super) async fn docking_ledger(
        &self,
        recorder: RecorderId,
        serial: &str,
        report: &DockingReport,
    ) -> AppResult<(DockingTimes, Vec<HandoverFacts>)> {
        let (last_return, docked_next) = self.store.dockings_around(serial, report).await?;
        // A dock whose clock runs ahead speaks for nothing that has not been yet.
        let docked_at = report.started_at.min(self.now());
        let times = DockingTimes {
            recorder,
            docked_at,
            last_return,
            docked_next,
        };
        let from = docked_at.plus_ms(-2 * LENGTH_MS_MAX).unwrap_or(docked_at);
        let to = self.now().plus_ms(LENGTH_MS_MAX).unwrap_or(docked_at);
        let mut handovers = Vec::new();
        for version in self.store.handovers_between(from, to).await? {
            let facts = version.facts()?;
            if facts.recorders.contains(&recorder) {
                handovers.push(facts);
            }
        }
        Ok((times, handovers))
    }
}
