//! Why a clip stands outside of an act in whose time it may lie.
//!
//! What must stay true: a reason is always given, and stays; what is placed at the act does not stand outside of it.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{ActId, CaseId, LeftOutId};
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::coverage::{CoverageView, LeftOutDraft};
use evidence_schema::wire::problem::ProblemCode;

use crate::app::asker::person_of;
use crate::app::docks::checked_title;
use crate::app::error::overtaken;
use crate::app::{App, AppError, AppResult};
use crate::store::coverage::LeftOutRow;

impl App {
    /// Says why a clip stands outside of an act. What was said before stays.
    ///
    /// # Errors
    /// When no reason is given, or the clip is placed at the act or has nothing to do with it.
    pub async fn clip_leave_out(
        &self,
        asker: Asker,
        (case_id, act_id): (CaseId, ActId),
        draft: LeftOutDraft,
    ) -> AppResult<CoverageView> {
        self.case_row(asker, Action::LinkClip, case_id).await?;
        self.clip_row(asker, Action::SeeClip, draft.clip_id).await?;
        let actor = person_of(asker)?;
        let reason = checked_title("reason", &draft.reason)?;
        let act = self.act_now(act_id).await?;
        if act.case_id != case_id {
            return Err(AppError::not_found("act"));
        }
        let (clips, _) = self.act_clips(&act).await?;
        let known = clips.iter().find(|clip| clip.row.id == draft.clip_id);
        if known.is_none_or(|clip| clip.is_at_act) {
            let message = "This clip is placed at the act, or has nothing to do with it; nothing was changed.";
            return Err(AppError::new(ProblemCode::Conflict, message).next("Load the act again and look."));
        }
        let said = self.store.left_out_of_act(act_id).await?;
        let row = LeftOutRow {
            id: LeftOutId::from_random(self.chance()),
            act_id,
            clip_id: draft.clip_id,
            ordinal: said.get(&draft.clip_id).map_or(0, |row| row.ordinal) + 1,
            reason,
            stated_at: self.now(),
            stated_by: actor.clone(),
        };
        let mut tx = self
            .evidence(Event::CaseClipLeftOut, actor, case_id.to_string())
            .await?;
        tx.fact("clip", row.clip_id.to_string());
        tx.left_out_add(&row).await.map_err(overtaken)?;
        self.acts_owe(&mut tx, &[act_id]).await?;
        self.commit(tx).await?;
        self.coverage_of_act(asker, (case_id, act_id)).await
    }
}
