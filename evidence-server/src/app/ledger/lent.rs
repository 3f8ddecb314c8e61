//! Recorders of another unit: they are lent, so anybody's handover may name one, but only from now on and only while
//! nobody else has it.
//!
//! What must stay true: nobody takes another unit's footage over by saying afterwards that its recorder was theirs.

use evidence_schema::ids::RecorderId;
use evidence_schema::rules::access::{self, Action, Asker, Permit, Subject};

use super::checks::end_of;
use super::drafts::Meant;
use super::handovers::LENGTH_MS_MAX;
use crate::app::{App, AppError, AppResult};
use crate::store::EvidenceTx;
use crate::store::handover::VersionRow;

/// A handover is often entered a little after it began.
const BACK_MS: i64 = 3_600_000;
const HANDOVERS_LOOKED_AT: u32 = 50;

impl App {
    /// Whether the asker may say this of recorders that are another unit's.
    ///
    /// # Errors
    /// When it is about time that is over, or in which another pair has the recorder.
    pub(super) async fn recorders_permit(
        &self,
        asker: Asker,
        action: Action,
        (meant, last): (&Meant, Option<&VersionRow>),
    ) -> AppResult<()> {
        let grounds = self.grounds(asker).await?;
        let held = last.map(VersionRow::recorder_ids).transpose()?.unwrap_or_default();
        for recorder in &meant.recorders {
            let Some(device) = self.store.device_of(*recorder).await? else {
                continue;
            };
            let reach = self.reach_of_unit(&grounds, Some(device.unit_id)).await?;
            if access::permit(asker, action, Subject::Unit(reach)) == Permit::Allowed {
                continue;
            }
            // What stood may be said shorter, never longer.
            let is_within = |last: &VersionRow| {
                let is_no_longer = meant.to_at.map_or(last.to_at.is_none(), |to| to <= end_of(last));
                meant.from_at >= last.from_at && is_no_longer
            };
            let is_held = held.contains(recorder) && last.is_some_and(is_within);
            let is_over = !is_held && self.now().ms_since(meant.from_at) > BACK_MS;
            if is_over || self.is_with_another(*recorder, (meant, last)).await? {
                let message = "This recorder belongs to another unit. What is over, and what goes against another pair's \
                               handover, is entered there.";
                return Err(AppError::invalid("recorder_serials", message));
            }
        }
        Ok(())
    }

    async fn is_with_another(
        &self,
        recorder: RecorderId,
        (meant, last): (&Meant, Option<&VersionRow>),
    ) -> AppResult<bool> {
        let from = meant.from_at.plus_ms(-LENGTH_MS_MAX).unwrap_or(meant.from_at);
        let to = meant.to_at.or(meant.from_at.plus_ms(LENGTH_MS_MAX));
        let to = to.unwrap_or(meant.from_at);
        let others = self
            .store
            .handovers_of(recorder, (from, to), HANDOVERS_LOOKED_AT)
            .await?;
        Ok(others.iter().any(|other| {
            let is_same_pair = (other.lead_id, other.assisting_id) == (meant.lead_id, meant.assisting_id);
            let is_itself = last.is_some_and(|last| last.handover_id == other.handover_id);
            !is_itself && !is_same_pair && end_of(other) > meant.from_at
        }))
    }
}

/// One pair has one recorder once: a form that was sent twice opens one handover.
///
/// # Errors
/// When the pair has one of the recorders, and nobody said until when.
pub(super) async fn check_not_open(tx: &mut EvidenceTx, meant: &Meant) -> AppResult<()> {
    if meant.to_at.is_some() {
        return Ok(());
    }
    let from = meant.from_at.plus_ms(-LENGTH_MS_MAX).unwrap_or(meant.from_at);
    let to = meant.from_at.plus_ms(BACK_MS).unwrap_or(meant.from_at);
    for recorder in &meant.recorders {
        for other in tx.handovers_of(*recorder, (from, to), HANDOVERS_LOOKED_AT).await? {
            let is_same_pair = (other.lead_id, other.assisting_id) == (meant.lead_id, meant.assisting_id);
            if is_same_pair && other.to_at.is_none() && end_of(&other) > meant.from_at {
                let message = "This pair has the recorder already, by a handover that is open.";
                return Err(AppError::invalid("recorder_serials", message));
            }
        }
    }
    Ok(())
}
