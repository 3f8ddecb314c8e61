//! A head says what a recorder's clock was off by: for one clip, or for all files of its docking.
//!
//! What must stay true: an older word stays beside the newer one; whoever speaks for a whole docking may speak for every
//! clip of it.

use std::collections::BTreeSet;

use evidence_schema::clock::{OffsetMethod, OffsetScope};
use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{ClipId, DockingId, OffsetId};
use evidence_schema::limits::{DOCKING_CAPTURES_MAX, OFFSET_MS_MAX, OFFSET_UNCERTAINTY_MS_MAX};
use evidence_schema::rules::access::{self, Action, Asker, Permit, Subject};
use evidence_schema::wire::clocks::{ClipClock, OffsetDraft};

use crate::app::asker::person_of;
use crate::app::docks::checked_title;
use crate::app::{App, AppError, AppResult, Change};
use crate::store::clock::OffsetRow;
use crate::store::job::JobKind;

impl App {
    /// A head states an offset.
    ///
    /// # Errors
    /// When it is out of bounds or has no reason, or the asker may not speak for all that it is about.
    pub async fn offset_state(&self, asker: Asker, id: ClipId, draft: OffsetDraft) -> AppResult<ClipClock> {
        self.clip_row(asker, Action::StateClock, id).await?;
        let by = person_of(asker)?;
        let reason = checked_title("reason", &draft.reason)?;
        check_bounds(&draft)?;
        let docking_id = match draft.scope {
            OffsetScope::Clip => None,
            OffsetScope::Docking => Some(self.docking_of(id).await?),
        };
        let clips = self.clips_spoken_for(asker, id, docking_id).await?;
        let row = OffsetRow {
            id: OffsetId::from_random(self.chance()),
            docking_id,
            clip_id: docking_id.is_none().then_some(id),
            method: OffsetMethod::Manual,
            offset_ms: draft.offset_ms,
            uncertainty_ms: draft.uncertainty_ms,
            measured_at: None,
            handover_id: None,
            slate: None,
            reason: Some(reason),
            stated_at: self.now(),
            stated_by: by,
        };
        self.offset_write(&row, (id, &clips)).await?;
        self.clip_clock(asker, id).await
    }

    /// Writes a statement, with an entry for every clip whose time it moves, and has their corrected times asked anew.
    pub(in crate::app) async fn offset_write(
        &self,
        row: &OffsetRow,
        (first, clips): (ClipId, &BTreeSet<ClipId>),
    ) -> AppResult<()> {
        let event = if row.slate.is_some() {
            Event::ClipSlateRead
        } else {
            Event::ClipClockStated
        };
        let mut tx = self.evidence(event, row.stated_by.clone(), first.to_string()).await?;
        tx.offset_add(row).await?;
        let told = format!("{} ms ± {} ms", row.offset_ms, row.uncertainty_ms);
        tx.fact("offset", told.as_str());
        for clip in clips.iter().filter(|clip| **clip != first) {
            tx.go_on(event, clip.to_string(), &*self.outside.random).await?;
            tx.fact("offset", told.as_str());
            if let Some(reason) = &row.reason {
                tx.fact("reason", reason.as_str());
            }
        }
        for clip in clips.iter().chain([&first]) {
            tx.job_add(&self.job(JobKind::Attribute, &clip.to_string())).await?;
        }
        if let Some(docking) = row.docking_id {
            tx.job_add(&self.job(JobKind::Findings, &docking.to_string())).await?;
        }
        self.commit(tx).await?;
        self.jobs_due.notify_waiters();
        self.tell(Change::Clips);
        Ok(())
    }

    async fn docking_of(&self, id: ClipId) -> AppResult<DockingId> {
        let mut captures = Vec::new();
        for row in self.store.captures_of_clip(id).await? {
            captures.push(self.capture_story(row).await?);
        }
        let docking = self.clock_known(id, &captures).await?.docking_id;
        docking.ok_or_else(|| {
            let message = "This clip was read at no docking; say it for this clip alone.";
            AppError::invalid("scope", message)
        })
    }

    /// Every clip that a statement is about.
    async fn clips_spoken_for(
        &self,
        asker: Asker,
        id: ClipId,
        docking: Option<DockingId>,
    ) -> AppResult<BTreeSet<ClipId>> {
        let Some(docking) = docking else {
            return Ok([id].into());
        };
        let grounds = self.grounds(asker).await?;
        let clips = self.clips_of_docking(docking).await?;
        for clip in &clips {
            let Some(row) = self.store.clip_by_id(*clip).await? else {
                continue;
            };
            let reach = self.reach_of_clip(asker, &grounds, &row).await?;
            if access::permit(asker, Action::StateClock, Subject::Clip(reach)) != Permit::Allowed {
                let message = "Other units' footage was read at this docking; say it for this clip alone.";
                return Err(AppError::invalid("scope", message));
            }
        }
        Ok(clips)
    }

    pub(in crate::app) async fn clips_of_docking(&self, docking: DockingId) -> AppResult<BTreeSet<ClipId>> {
        let captures = self.store.captures_of_docking(docking, DOCKING_CAPTURES_MAX).await?;
        Ok(captures.into_iter().map(|capture| capture.clip_id).collect())
    }
}

fn check_bounds(draft: &OffsetDraft) -> AppResult<()> {
    if draft.offset_ms.unsigned_abs() > OFFSET_MS_MAX.unsigned_abs() {
        return Err(AppError::invalid("offset_ms", "At most a hundred years either way."));
    }
    if !(0..=OFFSET_UNCERTAINTY_MS_MAX).contains(&draft.uncertainty_ms) {
        return Err(AppError::invalid("uncertainty_ms", "From nothing to a day."));
    }
    Ok(())
}
