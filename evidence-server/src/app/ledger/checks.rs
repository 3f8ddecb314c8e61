//! What a person should look at in the ledger, and handovers that end because every recorder came back.

use evidence_schema::ids::{HandoverId, RecorderId};
use evidence_schema::ledger::DeviceState;
use evidence_schema::people::Actor;
use evidence_schema::rules::attribution::AttributionPolicy;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docks::DockingReport;

use super::drafts::Meant;
use super::handovers::LENGTH_MS_MAX;
use crate::app::{App, AppResult};
use crate::store::handover::VersionRow;

fn end_of(version: &VersionRow) -> Timestamp {
    let open_end = version.from_at.plus_ms(AttributionPolicy::PRESET.open_ms_max);
    version.to_at.or(open_end).unwrap_or(version.from_at)
}

impl App {
    /// Findings about a handover as it is said now.
    pub(super) async fn handover_findings(&self, id: HandoverId, meant: &Meant) -> AppResult<()> {
        let (subject, actor) = (id.to_string(), || Actor::system("ledger"));
        if !meant.lapsed.is_empty() {
            let message = format!(
                "The certificate of {} does not cover this handover. It is kept; check the certificates.",
                meant.lapsed.join(", ")
            );
            self.finding_raise("certificate_lapsed", &subject, &message, actor())
                .await?;
        }
        for recorder in &meant.recorders {
            let device = self.store.device_of(*recorder).await?;
            if let Some(device) = device.filter(|device| device.state != DeviceState::InUse) {
                let message = format!(
                    "A recorder of this handover is {} by the ledger. The handover is kept; say what is true.",
                    device.state.as_str()
                );
                self.finding_raise("device_not_in_use", &subject, &message, actor())
                    .await?;
            }
        }
        let from = meant.from_at.plus_ms(-LENGTH_MS_MAX).unwrap_or(meant.from_at);
        let to = meant.to_at.unwrap_or(meant.from_at).plus_ms(1).unwrap_or(meant.from_at);
        let others = self.store.handovers_between(from, to).await?;
        let is_rival = |other: &&VersionRow| {
            let is_same_pair = (other.lead_id, other.assisting_id) == (meant.lead_id, meant.assisting_id);
            other.handover_id != id && !is_same_pair && end_of(other) > meant.from_at
        };
        for other in others.iter().filter(is_rival) {
            if other
                .recorder_ids()?
                .iter()
                .any(|recorder| meant.recorders.contains(recorder))
            {
                let message = format!(
                    "This handover and {} give one recorder to two pairs at one time. Both are kept; correct one.",
                    other.handover_id
                );
                self.finding_raise("handovers_overlap", &subject, &message, actor())
                    .await?;
            }
        }
        Ok(())
    }

    /// Recorders that are in a slot now: handovers end, and one that was lost is found.
    pub(in crate::app) async fn recorders_docked(&self, dockings: &[DockingReport]) -> AppResult<()> {
        for docking in dockings.iter().filter(|docking| docking.is_present) {
            let Some(serial) = docking.device.known_serial() else {
                continue;
            };
            let Some(recorder) = self.store.recorder_by_serial(serial).await? else {
                continue;
            };
            // A dock whose clock runs ahead does not close what has not begun.
            let at = docking.started_at.min(self.now());
            self.recorder_returned(recorder.id, at).await?;
            let device = self.store.device_of(recorder.id).await?;
            if let Some(device) = device.filter(|device| device.state != DeviceState::InUse) {
                let message = format!(
                    "Recorder {serial} is {} by the ledger, and was docked. Its footage is collected; say what is true.",
                    device.state.as_str()
                );
                let subject = recorder.id.to_string();
                self.finding_raise("device_turned_up", &subject, &message, Actor::system("ledger"))
                    .await?;
            }
        }
        Ok(())
    }

    /// Closes a handover whose recorders came back; one that somebody forgot to close ends no later than the rule lets an
    /// open one stand, or when the recorder's next one began.
    async fn handover_returned(&self, open: VersionRow, came_back: Timestamp) -> AppResult<()> {
        let recorders = open.recorder_ids()?;
        let mut to = came_back.min(end_of(&open));
        for next in self.store.handovers_between(open.from_at, came_back).await? {
            let is_next = next.handover_id != open.handover_id && next.from_at > open.from_at;
            if is_next && next.recorder_ids()?.iter().any(|recorder| recorders.contains(recorder)) {
                to = to.min(next.from_at);
            }
        }
        let subject = open.handover_id.to_string();
        self.handover_close_at(Actor::system("ledger"), open, to).await?;
        if to == came_back {
            return Ok(());
        }
        let message = format!(
            "Nobody closed this handover until its recorders were docked at {came_back}; it was closed at {to}. Enter a \
             correction where it lasted longer."
        );
        self.finding_raise("never_closed", &subject, &message, Actor::system("ledger"))
            .await
    }

    /// A recorder was put into a dock: the handover that has it ends once all its recorders came back.
    async fn recorder_returned(&self, recorder: RecorderId, at: Timestamp) -> AppResult<()> {
        if !self.store.recorder_docked(recorder, at).await? {
            return Ok(());
        }
        let from = at.plus_ms(-LENGTH_MS_MAX).unwrap_or(at);
        for open in self.store.handovers_between(from, at).await? {
            let recorders = open.recorder_ids()?;
            if open.to_at.is_some() || !recorders.contains(&recorder) {
                continue;
            }
            let mut came_back = Some(at);
            for other in &recorders {
                let docked = self.store.recorder_docked_at(*other).await?;
                let docked = docked.filter(|docked| *docked > open.from_at);
                came_back = came_back.zip(docked).map(|(last, docked)| last.max(docked));
            }
            if let Some(to) = came_back {
                self.handover_returned(open, to).await?;
            }
        }
        Ok(())
    }
}
