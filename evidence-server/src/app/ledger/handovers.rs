//! The ledger of handovers: opened, closed by docking or by hand, split, corrected. What is said is another version.
//!
//! What must stay true: nothing that was said is overwritten; a fact that contradicts another is taken and becomes a
//! finding; whatever changes has the clips that it touches asked again.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{HandoverId, VersionId};
use evidence_schema::ledger::LedgerSource;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{self, Action, Asker, Grounds, Permit, Reach, Subject};
use evidence_schema::rules::attribution::AttributionPolicy;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::ledger::{HandoverClosing, HandoverCorrection, HandoverDraft, HandoverPage, HandoverView};

use super::drafts::{DAY_MS, Meant, check_times};
use super::lent::check_not_open;
use crate::app::docks::checked_title;
pub(super) use crate::app::error::overtaken;
use crate::app::{App, AppError, AppResult};
use crate::store::EvidenceTx;
use crate::store::handover::{HandoverRow, VersionRow, recorders_text};
use crate::store::job::JobKind;

/// Handovers of so long a time are listed at once.
const LISTED_MS_MAX: i64 = 367 * DAY_MS;
/// A handover lasts at most so long; a longer one is several.
pub(super) const LENGTH_MS_MAX: i64 = 31 * DAY_MS;

impl App {
    /// Handovers that begin in a stretch of time, newest first.
    ///
    /// # Errors
    /// When the asker may not see the ledger.
    pub async fn handovers(&self, asker: Asker, (from, to): (Timestamp, Timestamp)) -> AppResult<HandoverPage> {
        self.permit(asker, Action::SeeLedger, Subject::Installation)?;
        if to.ms_since(from) > LISTED_MS_MAX {
            return Err(AppError::invalid(
                "from",
                "Handovers of at most 366 days are listed at once.",
            ));
        }
        let mut rows = self.store.handovers_between(from, to).await?;
        rows.sort_by_key(|row| std::cmp::Reverse((row.from_at, row.handover_id)));
        let mut handovers = Vec::with_capacity(rows.len());
        let grounds = self.grounds(asker).await?;
        for row in rows {
            if self.is_handover_seen((asker, &grounds), &row).await? {
                handovers.push(self.handover_view(&row).await?);
            }
        }
        Ok(HandoverPage { handovers })
    }

    /// Whether the asker may see a handover: also one of another unit, where the recorder is theirs.
    async fn is_handover_seen(&self, (asker, grounds): (Asker, &Grounds), row: &VersionRow) -> AppResult<bool> {
        let subject = Subject::Handover(self.reach_to_see(grounds, row).await?);
        Ok(access::permit(asker, Action::SeeHandover, subject) == Permit::Allowed)
    }

    async fn reach_to_see(&self, grounds: &Grounds, row: &VersionRow) -> AppResult<Reach> {
        let mut reach = self.reach_of_handover(grounds, row).await?;
        for recorder in row.recorder_ids()? {
            if let Some(device) = self.store.device_of(recorder).await? {
                let of_device = self.reach_of_unit(grounds, Some(device.unit_id)).await?;
                reach.over = reach.over.and(of_device.over);
                reach.is_own |= of_device.is_own;
            }
        }
        Ok(reach)
    }

    /// The newest version of those of these handovers that the asker may see; no refusal is counted.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn handovers_named(&self, asker: Asker, ids: &[HandoverId]) -> AppResult<Vec<HandoverView>> {
        let grounds = self.grounds(asker).await?;
        let mut seen = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(last) = self.store.versions_of(*id).await?.pop()
                && self.is_handover_seen((asker, &grounds), &last).await?
            {
                seen.push(self.handover_view(&last).await?);
            }
        }
        Ok(seen)
    }

    /// Every version of one handover, oldest first.
    ///
    /// # Errors
    /// When there is no such handover, or the asker may not see the ledger.
    pub async fn handover(&self, asker: Asker, id: HandoverId) -> AppResult<Vec<HandoverView>> {
        self.handover_row(asker, Action::SeeHandover, id).await?;
        let mut views = Vec::new();
        for version in self.store.versions_of(id).await? {
            views.push(self.handover_view(&version).await?);
        }
        Ok(views)
    }

    /// How far somebody reaches a handover: by its unit, or as one of its officers.
    pub(in crate::app) async fn reach_of_handover(&self, grounds: &Grounds, row: &VersionRow) -> AppResult<Reach> {
        let reach = self.reach_of_unit(grounds, Some(row.unit_id)).await?;
        let officers = [Some(row.lead_id), row.assisting_id];
        let is_of_pair = grounds.officer.is_some() && officers.contains(&grounds.officer);
        Ok(Reach {
            is_own: reach.is_own || is_of_pair,
            ..reach
        })
    }

    /// The newest version of the handover that an asker may do this with.
    pub(in crate::app) async fn handover_row(
        &self,
        asker: Asker,
        action: Action,
        id: HandoverId,
    ) -> AppResult<VersionRow> {
        let Some(last) = self.store.versions_of(id).await?.pop() else {
            self.permit(asker, action, Subject::Handover(Reach::default()))?;
            return Err(AppError::not_found("handover"));
        };
        let grounds = self.grounds(asker).await?;
        let reach = match action {
            Action::SeeHandover => self.reach_to_see(&grounds, &last).await?,
            _ => self.reach_of_handover(&grounds, &last).await?,
        };
        self.permit(asker, action, Subject::Handover(reach))?;
        Ok(last)
    }

    pub(super) async fn handover_view(&self, row: &VersionRow) -> AppResult<HandoverView> {
        let handover = self.store.handover_by_id(row.handover_id).await?;
        Ok(HandoverView {
            handover_id: row.handover_id,
            version: row.ordinal,
            source: handover.map_or(LedgerSource::Page, |handover| handover.source),
            unit_id: row.unit_id,
            lead_id: row.lead_id,
            assisting_id: row.assisting_id,
            recorder_ids: row.recorder_ids()?,
            from: row.from_at,
            to: row.to_at,
            is_void: row.is_void,
            reason: row.reason.clone(),
            stated_at: row.stated_at,
            stated_by: row.stated_by.to_string(),
        })
    }

    /// Opens a handover, or enters one that is over.
    ///
    /// # Errors
    /// When officers, unit, recorders or times cannot be.
    pub async fn handover_open(
        &self,
        asker: Asker,
        source: LedgerSource,
        draft: HandoverDraft,
    ) -> AppResult<HandoverView> {
        let actor = self.ledger_actor(asker, Action::OpenHandover)?;
        let meant = self.handover_meant(&draft).await?;
        self.permit_over(asker, Action::OpenHandover, Some(meant.unit_id))
            .await?;
        self.recorders_permit(asker, Action::OpenHandover, (&meant, None))
            .await?;
        let id = HandoverId::from_random(self.chance());
        let handover = HandoverRow {
            id,
            source,
            opened_at: self.now(),
            opened_by: actor.clone(),
        };
        let version = self.version(id, 1, &meant, (actor.clone(), None));
        let mut tx = self.evidence(Event::HandoverOpened, actor, id.to_string()).await?;
        tx.recorders_take(&meant.recorders).await?;
        check_not_open(&mut tx, &meant).await?;
        tx.handover_add(&handover).await?;
        tx.version_add(&version).await?;
        self.touch(&mut tx, &[&version]).await?;
        self.commit(tx).await?;
        self.handover_check(id).await?;
        self.handover_view(&version).await
    }

    /// Closes a handover; a pair that was not together all the time is split from then on.
    ///
    /// # Errors
    /// When it is closed already, or the times cannot be.
    pub async fn handover_close(
        &self,
        asker: Asker,
        id: HandoverId,
        closing: HandoverClosing,
    ) -> AppResult<HandoverView> {
        let actor = self.ledger_actor(asker, Action::OpenHandover)?;
        let last = self.handover_row(asker, Action::OpenHandover, id).await?;
        if last.to_at.is_some() {
            return Err(AppError::invalid("to", "This handover is closed; enter a correction."));
        }
        let to = closing.to.unwrap_or_else(|| self.now());
        check_times(last.from_at, Some(to), self.now())?;
        self.recorders_permit(asker, Action::OpenHandover, (&Meant::closed(&last, to)?, Some(&last)))
            .await?;
        match closing.split {
            Some(split) => self.handover_split(actor, last, (split, to)).await,
            None => self.handover_close_at(actor, last, to).await,
        }
    }

    pub(super) async fn handover_close_at(
        &self,
        actor: Actor,
        last: VersionRow,
        to: Timestamp,
    ) -> AppResult<HandoverView> {
        let closed = VersionRow {
            to_at: Some(to),
            ..self.next_version(&last, actor.clone(), None)
        };
        let mut tx = self
            .evidence(Event::HandoverClosed, actor, closed.handover_id.to_string())
            .await?;
        tx.version_add(&closed).await.map_err(overtaken)?;
        self.touch(&mut tx, &[&last, &closed]).await?;
        self.commit(tx).await?;
        self.handover_check(closed.handover_id).await?;
        self.handover_view(&closed).await
    }

    /// Another version of a handover, or that it never took place. The older ones stay.
    ///
    /// # Errors
    /// When no reason is given, or the correction cannot be.
    pub async fn handover_correct(
        &self,
        asker: Asker,
        id: HandoverId,
        correction: HandoverCorrection,
    ) -> AppResult<HandoverView> {
        let actor = self.ledger_actor(asker, Action::CorrectHandover)?;
        let reason = Some(checked_title("reason", &correction.reason)?);
        let last = self.handover_row(asker, Action::CorrectHandover, id).await?;
        let corrected = if let Some(draft) = &correction.handover {
            let meant = self.handover_meant(draft).await?;
            self.permit_over(asker, Action::CorrectHandover, Some(meant.unit_id))
                .await?;
            self.recorders_permit(asker, Action::CorrectHandover, (&meant, Some(&last)))
                .await?;
            self.version(id, last.ordinal + 1, &meant, (actor.clone(), reason))
        } else {
            let void = self.next_version(&last, actor.clone(), reason);
            VersionRow { is_void: true, ..void }
        };
        let mut tx = self.evidence(Event::HandoverCorrected, actor, id.to_string()).await?;
        tx.version_add(&corrected).await.map_err(overtaken)?;
        self.touch(&mut tx, &[&last, &corrected]).await?;
        self.commit(tx).await?;
        self.handover_check(id).await?;
        self.handover_view(&corrected).await
    }

    pub(super) fn next_version(&self, last: &VersionRow, actor: Actor, reason: Option<String>) -> VersionRow {
        VersionRow {
            id: VersionId::from_random(self.chance()),
            ordinal: last.ordinal + 1,
            reason,
            stated_at: self.now(),
            stated_by: actor,
            ..last.clone()
        }
    }

    pub(super) fn version(
        &self,
        handover_id: HandoverId,
        ordinal: u64,
        meant: &Meant,
        (stated_by, reason): (Actor, Option<String>),
    ) -> VersionRow {
        VersionRow {
            id: VersionId::from_random(self.chance()),
            handover_id,
            ordinal,
            unit_id: meant.unit_id,
            lead_id: meant.lead_id,
            assisting_id: meant.assisting_id,
            from_at: meant.from_at,
            to_at: meant.to_at,
            recorders: recorders_text(&meant.recorders),
            is_void: false,
            reason,
            stated_at: self.now(),
            stated_by,
        }
    }

    /// Clips that these versions may be about are asked about again, in the same commit.
    pub(super) async fn touch(&self, tx: &mut EvidenceTx, versions: &[&VersionRow]) -> AppResult<()> {
        let policy = AttributionPolicy::PRESET;
        for version in versions {
            let look = self.job(JobKind::Findings, &version.handover_id.to_string());
            tx.job_add(&look).await?;
            let shift = |at: Timestamp, ms| at.plus_ms(ms).unwrap_or(at);
            // Also what an open one before it covered until this was said.
            let open_end = shift(version.from_at, policy.open_ms_max);
            let end = version.to_at.map_or(open_end, |to| to.max(open_end));
            let (from, to) = (shift(version.from_at, -DAY_MS), shift(end, DAY_MS));
            for recorder in version.recorder_ids()? {
                for clip in self.store.clips_touched(recorder, from, to).await? {
                    tx.job_add(&self.job(JobKind::Attribute, &clip.to_string())).await?;
                }
            }
        }
        self.jobs_due.notify_waiters();
        Ok(())
    }
}
