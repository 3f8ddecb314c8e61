//! A pair that was not together all the time (全程同行?): from then on each officer carries recorders alone.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{HandoverId, RecorderId, VersionId};
use evidence_schema::ledger::LedgerSource;
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::ledger::{HandoverView, PairSplit};

use super::handovers::overtaken;
use crate::app::{App, AppError, AppResult};
use crate::store::handover::{HandoverRow, VersionRow, recorders_text};
use crate::store::job::JobKind;

impl App {
    /// One commit: the pair's handover ends where they parted, and each goes on alone.
    pub(super) async fn handover_split(
        &self,
        actor: Actor,
        last: VersionRow,
        (split, to): (PairSplit, Timestamp),
    ) -> AppResult<HandoverView> {
        let Some(assisting) = last.assisting_id else {
            return Err(AppError::invalid("split", "This handover names one officer alone."));
        };
        if split.at <= last.from_at || split.at >= to {
            return Err(AppError::invalid(
                "split",
                "They parted between the beginning and the end.",
            ));
        }
        let (lead_has, assisting_has) = self.recorders_shared_out(&last, &split).await?;
        let reason = Some("pair_split".to_owned());
        let closed = VersionRow {
            to_at: Some(split.at),
            ..self.next_version(&last, actor.clone(), reason.clone())
        };
        let whole = self.store.handover_by_id(last.handover_id).await?;
        let source = whole.map_or(LedgerSource::Page, |handover| handover.source);
        let mut tx = self
            .evidence(Event::HandoverClosed, actor.clone(), closed.handover_id.to_string())
            .await?;
        tx.version_add(&closed).await.map_err(overtaken)?;
        for (officer, recorders) in [(last.lead_id, lead_has), (assisting, assisting_has)] {
            if recorders.is_empty() {
                continue;
            }
            let handover = HandoverRow {
                id: HandoverId::from_random(self.chance()),
                source,
                opened_at: self.now(),
                opened_by: actor.clone(),
            };
            let alone = VersionRow {
                id: VersionId::from_random(self.chance()),
                handover_id: handover.id,
                ordinal: 1,
                lead_id: officer,
                assisting_id: None,
                from_at: split.at,
                to_at: Some(to),
                recorders: recorders_text(&recorders),
                ..closed.clone()
            };
            tx.handover_add(&handover).await?;
            tx.version_add(&alone).await?;
            tx.job_add(&self.job(JobKind::Findings, &alone.handover_id.to_string()))
                .await?;
        }
        let whole = VersionRow {
            to_at: Some(to),
            ..last
        };
        self.touch(&mut tx, &[&whole]).await?;
        self.commit(tx).await?;
        self.handover_check(closed.handover_id).await?;
        self.handover_view(&closed).await
    }

    /// Each recorder that goes on was in the handover, and goes on with one of the two.
    async fn recorders_shared_out(
        &self,
        last: &VersionRow,
        split: &PairSplit,
    ) -> AppResult<(Vec<RecorderId>, Vec<RecorderId>)> {
        let held = last.recorder_ids()?;
        let lead_has = self.recorders_named("lead_serials", &split.lead_serials).await?;
        let assisting_has = self
            .recorders_named("assisting_serials", &split.assisting_serials)
            .await?;
        let mut given: Vec<RecorderId> = lead_has.iter().chain(&assisting_has).copied().collect();
        let count = given.len();
        given.sort_unstable();
        given.dedup();
        if given.len() != count || given.iter().any(|id| !held.contains(id)) {
            let message = "Each recorder of this handover goes on with one of the two.";
            return Err(AppError::invalid("split", message));
        }
        Ok((lead_has, assisting_has))
    }
}
