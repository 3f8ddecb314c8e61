//! What the site of an act looked like where a session began or ended: what lies between two sessions is shown with it.
//!
//! What must stay true: of what was said about one end of a session the newest counts, and the older stays.

use std::collections::BTreeMap;

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{ActId, CaseId, SiteNoteId};
use evidence_schema::limits::EXPLANATIONS_OF_ACT_MAX;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::explanations::{ActExplanations, SiteNoteDraft, SiteNoteView};
use evidence_schema::wire::problem::ProblemCode;

use super::said_words;
use crate::app::asker::person_of;
use crate::app::error::overtaken;
use crate::app::{App, AppError, AppResult};
use crate::store::explanation::SiteNoteRow;

impl App {
    pub(super) async fn site_views(&self, id: ActId) -> AppResult<Vec<SiteNoteView>> {
        let rows = self.store.site_notes(id).await?;
        let newest: BTreeMap<_, _> = rows
            .iter()
            .map(|row| ((row.arrived_at, row.is_at_end), row.ordinal))
            .collect();
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            views.push(SiteNoteView {
                arrived_at: row.arrived_at,
                is_at_end: row.is_at_end,
                is_past: newest.get(&(row.arrived_at, row.is_at_end)) != Some(&row.ordinal),
                stated_at: row.stated_at,
                stated_by: self.actor_name(&row.stated_by).await?,
                words: row.words,
            });
        }
        Ok(views)
    }

    /// Says what the site looked like where a session of an act began or ended.
    ///
    /// # Errors
    /// When the asker is no officer of the act, or it has no such session, or that end is not over.
    pub async fn site_state(
        &self,
        asker: Asker,
        ids: (CaseId, ActId),
        draft: SiteNoteDraft,
    ) -> AppResult<ActExplanations> {
        let said = self.act_said(asker, Action::ExplainAct, ids).await?;
        let own = self.grounds(asker).await?.officer;
        if said.now.is_void || own.is_none_or(|officer| !said.facts.officers.contains(&officer)) {
            let message = "Only an officer of the act says what its site looked like.";
            return Err(AppError::new(ProblemCode::Forbidden, message)
                .kept("What was said of the act before.")
                .next("Ask an officer of the act to say it."));
        }
        let mut sessions = said.facts.sessions.iter();
        let session = sessions.find(|session| session.arrived_at == draft.arrived_at);
        let session = session.ok_or_else(|| AppError::invalid("arrived_at", "The act has no such session."))?;
        if draft.is_at_end && session.departed_at.is_none() {
            let message = "Nobody wrote the departure of this session down; correct the act first.";
            return Err(AppError::invalid("is_at_end", message));
        }
        let before = self.store.site_notes(said.act.id).await?;
        if before.len() >= EXPLANATIONS_OF_ACT_MAX {
            let message = format!("An act has at most {EXPLANATIONS_OF_ACT_MAX} notes of its site.");
            return Err(AppError::invalid("words", message));
        }
        let row = SiteNoteRow {
            id: SiteNoteId::from_random(self.chance()),
            act_id: said.act.id,
            ordinal: before.last().map_or(1, |row| row.ordinal + 1),
            arrived_at: draft.arrived_at,
            is_at_end: draft.is_at_end,
            words: said_words("words", &draft.words)?,
            stated_at: self.now(),
            stated_by: person_of(asker)?,
        };
        let case = said.case.id.to_string();
        let mut tx = self
            .evidence(Event::CaseSiteStated, row.stated_by.clone(), case)
            .await?;
        tx.fact("act", row.act_id.to_string());
        tx.fact("reason", row.words.as_str());
        tx.site_note_add(&row).await.map_err(overtaken)?;
        self.commit(tx).await?;
        self.explanations_of(asker, ids).await
    }
}
