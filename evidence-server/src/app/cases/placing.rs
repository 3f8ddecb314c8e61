//! The stage and the acts for which a linked clip stands. What was said before stays.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{ActId, CaseId, LinkId, PlacingId};
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::acts::PlacingDraft;
use evidence_schema::wire::cases::PlacingView;

use super::heading::{overtaken, reason_for};
use super::person_of;
use crate::app::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::placing::{PlacingRow, acts_text};

impl App {
    /// What was said last of a link, for people.
    pub(super) async fn placing_view(&self, row: &PlacingRow) -> AppResult<PlacingView> {
        Ok(PlacingView {
            version: row.ordinal,
            stated_at: row.stated_at,
            stated_by: self.actor_name(&row.stated_by).await?,
            reason: row.reason.clone(),
        })
    }

    /// Says for what a linked clip stands.
    ///
    /// # Errors
    /// When the link has ended, or an act is not one of this case file.
    pub async fn link_place(
        &self,
        asker: Asker,
        (case_id, link_id): (CaseId, LinkId),
        draft: PlacingDraft,
    ) -> AppResult<()> {
        self.case_row(asker, Action::LinkClip, case_id).await?;
        let link = self.store.link_by_id(link_id).await?;
        let link = link.filter(|link| link.case_id == case_id);
        let link = link.ok_or_else(|| AppError::not_found("link"))?;
        if link.unlinked_at.is_some() {
            return Err(StoreError::Stale.into());
        }
        self.links_may_change(case_id, false).await?;
        let standing = self.store.acts_of_case(case_id).await?;
        let is_known = |id: &ActId| standing.iter().any(|act| act.act_id == *id && !act.is_void);
        if !draft.act_ids.iter().all(is_known) {
            return Err(AppError::not_found("act"));
        }
        let actor = person_of(asker)?;
        let last = self.store.placings_of_link(link_id).await?.pop();
        let mut acts = last.as_ref().map(PlacingRow::act_ids).transpose()?.unwrap_or_default();
        acts.extend(&draft.act_ids);
        let row = PlacingRow {
            id: PlacingId::from_random(self.chance()),
            link_id,
            ordinal: last.map_or(0, |row| row.ordinal) + 1,
            stage: draft.stage,
            acts: acts_text(&draft.act_ids),
            reason: reason_for(draft.reason.as_deref(), true)?,
            stated_at: self.now(),
            stated_by: actor.clone(),
        };
        let mut tx = self.evidence(Event::CaseLinkPlaced, actor, case_id.to_string()).await?;
        tx.fact("clip", link.clip_id.to_string());
        tx.placing_add(&row).await.map_err(overtaken)?;
        self.acts_owe(&mut tx, &acts).await?;
        self.commit(tx).await
    }
}
