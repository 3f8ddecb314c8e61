//! What a person should look at in the ledger, and handovers that end because every recorder came back.
//!
//! What must stay true: a docking closes what it ends whenever the server hears of it, also long after the recorder left;
//! whatever is said of a handover is checked, in the commit's own time or by the job that the commit left behind.

use evidence_schema::ids::{HandoverId, RecorderId};
use evidence_schema::ledger::DeviceState;
use evidence_schema::people::Actor;
use evidence_schema::rules::attribution::AttributionPolicy;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docks::DockingReport;

use super::drafts::{BACK_MS_MAX, is_certified};
use super::handovers::LENGTH_MS_MAX;
use super::units::day_of;
use crate::app::{App, AppResult};
use crate::store::handover::VersionRow;
use crate::store::unit::DeviceRow;

/// Handovers of one recorder that a docking may end.
const HANDOVERS_LOOKED_AT: u32 = 50;
const LEDGER: &str = "ledger";

pub(super) fn end_of(version: &VersionRow) -> Timestamp {
    let open_end = version.from_at.plus_ms(AttributionPolicy::PRESET.open_ms_max);
    version.to_at.or(open_end).unwrap_or(version.from_at)
}

impl App {
    /// Raises what a person should look at in a handover as it is said now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(in crate::app) async fn handover_check(&self, id: HandoverId) -> AppResult<()> {
        let last = self.store.versions_of(id).await?.pop();
        let Some(said) = last.filter(|said| !said.is_void) else {
            return Ok(());
        };
        self.certificates_check(&said).await?;
        self.devices_check(&said).await?;
        self.rivals_check(&said).await
    }

    async fn certificates_check(&self, said: &VersionRow) -> AppResult<()> {
        let days = (day_of(said.from_at), day_of(said.to_at.unwrap_or(said.from_at)));
        let mut lapsed = Vec::new();
        for id in [Some(said.lead_id), said.assisting_id].into_iter().flatten() {
            let officer = self.store.officer_by_id(id).await?;
            if let Some(officer) = officer.filter(|officer| !is_certified(officer, days)) {
                lapsed.push(format!("{} {}", officer.number, officer.name));
            }
        }
        if lapsed.is_empty() {
            return Ok(());
        }
        let message = format!(
            "The certificate of {} does not cover this handover. It is kept; check the certificates.",
            lapsed.join(", ")
        );
        let (subject, actor) = (said.handover_id.to_string(), Actor::system(LEDGER));
        self.finding_raise_once(("certificate_lapsed", &subject), &message, actor)
            .await
    }

    async fn devices_check(&self, said: &VersionRow) -> AppResult<()> {
        for recorder in said.recorder_ids()? {
            let device = self.store.device_of(recorder).await?;
            // What became of it after the handover says nothing against it.
            let is_out = |device: &DeviceRow| {
                device.state != DeviceState::InUse && said.to_at.is_none_or(|to| to > device.stated_at)
            };
            if let Some(device) = device.filter(is_out) {
                let message = format!(
                    "A recorder of this handover is {} by the ledger. The handover is kept; say what is true.",
                    device.state.as_str()
                );
                let (subject, actor) = (said.handover_id.to_string(), Actor::system(LEDGER));
                self.finding_raise_once(("device_not_in_use", &subject), &message, actor)
                    .await?;
            }
        }
        Ok(())
    }

    /// Two pairs with one recorder at one time are one finding for each unit that has one of the two handovers.
    async fn rivals_check(&self, said: &VersionRow) -> AppResult<()> {
        const KIND: &str = "handovers_overlap";
        let from = said.from_at.plus_ms(-LENGTH_MS_MAX).unwrap_or(said.from_at);
        let to = said.to_at.unwrap_or(said.from_at).plus_ms(1).unwrap_or(said.from_at);
        let recorders = said.recorder_ids()?;
        for other in self.store.handovers_between(from, to).await? {
            let is_same_pair = (other.lead_id, other.assisting_id) == (said.lead_id, said.assisting_id);
            let is_rival = other.handover_id != said.handover_id && !is_same_pair && end_of(&other) > said.from_at;
            if !is_rival || !other.recorder_ids()?.iter().any(|id| recorders.contains(id)) {
                continue;
            }
            let stands = self.store.finding_open_of(KIND, &other.handover_id.to_string()).await?;
            let is_told = stands.is_some_and(|stands| stands.message.contains(&said.handover_id.to_string()));
            // Each of two units reads of its own handover.
            if is_told && other.unit_id == said.unit_id {
                continue;
            }
            let message = format!(
                "This handover and {} give one recorder to two pairs at one time. Both are kept; correct one.",
                other.handover_id
            );
            let subject = said.handover_id.to_string();
            self.finding_raise_once((KIND, &subject), &message, Actor::system(LEDGER))
                .await?;
        }
        Ok(())
    }

    /// Recorders that were put into a slot, the earliest first: handovers end, and one that was lost is found. A dock that
    /// could not reach the server tells of dockings that are long over.
    pub(in crate::app) async fn recorders_docked(
        &self,
        (dockings, clock_ahead_ms): (&[DockingReport], i64),
    ) -> AppResult<()> {
        let mut dockings: Vec<&DockingReport> = dockings.iter().collect();
        dockings.sort_by_key(|docking| docking.started_at);
        for docking in dockings {
            let Some(serial) = docking.device.known_serial() else {
                continue;
            };
            let Some(recorder) = self.store.recorder_by_serial(serial).await? else {
                continue;
            };
            // By the server's clock: a dock whose own runs ahead or behind closes nothing too late or too early.
            let at = docking.started_at.plus_ms(-clock_ahead_ms);
            let at = at.unwrap_or(docking.started_at).min(self.now());
            self.recorder_returned(recorder.id, at).await?;
            let device = self.store.device_of(recorder.id).await?;
            // What a dock tells late of a docking before the recorder was lost is no news.
            let is_found = |device: &DeviceRow| {
                device.state != DeviceState::InUse && (docking.is_present || at > device.stated_at)
            };
            if let Some(device) = device.filter(is_found) {
                let message = format!(
                    "Recorder {serial} is {} by the ledger, and was docked. Its footage is collected; say what is true.",
                    device.state.as_str()
                );
                let subject = recorder.id.to_string();
                self.finding_raise("device_turned_up", &subject, &message, Actor::system(LEDGER))
                    .await?;
            }
        }
        Ok(())
    }

    /// A recorder was put into a dock: the handover that has it ends once all its recorders came back. One that the
    /// ledger itself closed later, because it had not heard of this docking, is closed anew.
    async fn recorder_returned(&self, recorder: RecorderId, at: Timestamp) -> AppResult<()> {
        let from = at.plus_ms(-BACK_MS_MAX).unwrap_or(at);
        for said in self
            .store
            .handovers_of(recorder, (from, at), HANDOVERS_LOOKED_AT)
            .await?
        {
            let is_by_ledger = said.stated_by == Actor::system(LEDGER);
            let is_closed = said.to_at.is_some_and(|to| !is_by_ledger || to <= at);
            if is_closed {
                continue;
            }
            let mut came_back = Some(at);
            for other in said.recorder_ids()?.into_iter().filter(|other| *other != recorder) {
                let docked = self.store.recorder_docked_after(other, said.from_at).await?;
                let docked = docked.map(|docked| docked.min(self.now()));
                came_back = came_back.zip(docked).map(|(last, docked)| last.max(docked));
            }
            if let Some(to) = came_back.filter(|back| said.to_at.is_none_or(|to| *back < to)) {
                self.handover_returned(said, to).await?;
            }
        }
        Ok(())
    }

    /// Closes a handover whose recorders came back; one that somebody forgot to close ends no later than the rule lets an
    /// open one stand, or when the recorder's next one began.
    async fn handover_returned(&self, open: VersionRow, came_back: Timestamp) -> AppResult<()> {
        let mut to = came_back.min(end_of(&VersionRow {
            to_at: None,
            ..open.clone()
        }));
        for recorder in open.recorder_ids()? {
            let later = (open.from_at, came_back);
            for next in self.store.handovers_of(recorder, later, HANDOVERS_LOOKED_AT).await? {
                if next.handover_id != open.handover_id && next.from_at > open.from_at {
                    to = to.min(next.from_at);
                }
            }
        }
        if open.to_at == Some(to) {
            return Ok(());
        }
        let subject = open.handover_id.to_string();
        self.handover_close_at(Actor::system(LEDGER), open, to).await?;
        if to == came_back {
            return Ok(());
        }
        let message = format!(
            "Nobody closed this handover until its recorders were docked at {came_back}; it was closed at {to}. Enter a \
             correction where it lasted longer."
        );
        self.finding_raise("never_closed", &subject, &message, Actor::system(LEDGER))
            .await
    }
}
