//! Giving an explanation: by an officer of the act, of a stretch or of all of it.
//!
//! What must stay true: every reason against it is named at once; what it takes the place of stays readable.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{ActId, CaseId, ExplanationId, OfficerId};
use evidence_schema::limits::EXPLANATIONS_OF_ACT_MAX;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::rules::explanations::{GivingRefusal, Proposed, may_be_given, states};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::explanations::{ActExplanations, ExplanationDraft};
use evidence_schema::wire::problem::ProblemCode;

use super::{ActSaid, given, said_words};
use crate::app::asker::person_of;
use crate::app::error::overtaken;
use crate::app::{App, AppError, AppResult};
use crate::store::explanation::{Decided, ExplanationRow};

/// The field that a refusal is about, and what to say.
const fn words_of(refusal: GivingRefusal) -> (&'static str, &'static str) {
    use GivingRefusal as R;
    match refusal {
        R::ActIsVoid => ("kind", "This act never took place; there is nothing to explain."),
        R::NotAnOfficerOfTheAct => ("kind", "Only an officer of the act explains what is missing."),
        R::DutyIsFull => ("kind", "An act that must be recorded in full cannot be omitted."),
        R::ReasonUnknown => ("reason", "Choose one of the list."),
        R::TextMissing => ("words", "Say what happened."),
        R::EndsBeforeItBegins => ("to", "It must end after it begins."),
        R::InTheFuture => ("to", "This time has not come yet."),
        R::OutsideOfTheSessions => (
            "from",
            "It lies in no session of the act; explain each session by itself.",
        ),
        R::SupersededAlready => (
            "supersedes",
            "A newer explanation took its place already; replace that one.",
        ),
    }
}

fn refused(refusals: &[GivingRefusal]) -> AppError {
    if refusals.contains(&GivingRefusal::NotAnOfficerOfTheAct) {
        let message = "Only an officer of the act explains what is missing.";
        return AppError::new(ProblemCode::Forbidden, message)
            .kept("What was said of the act before.")
            .next("Ask an officer of the act to explain it.");
    }
    let message = "Nothing was changed; please correct the fields named.";
    let error = AppError::new(ProblemCode::FieldsInvalid, message);
    refusals.iter().fold(error, |error, refusal| {
        let (field, words) = words_of(*refusal);
        error.field(field, words)
    })
}

/// From the first arrival to the last departure, or now.
fn whole(said: &ActSaid, now: Timestamp) -> (Timestamp, Timestamp) {
    let sessions = &said.facts.sessions;
    let from = sessions.iter().map(|session| session.arrived_at).min();
    let to = sessions.iter().map(|session| session.departed_at.unwrap_or(now)).max();
    (from.unwrap_or(now), to.unwrap_or(now))
}

impl App {
    /// From when to when a draft is about.
    fn span_of(&self, said: &ActSaid, draft: &ExplanationDraft) -> AppResult<(Timestamp, Timestamp)> {
        if draft.kind.is_whole_act() {
            return Ok(whole(said, self.now()));
        }
        match (draft.from, draft.to) {
            (Some(from), Some(to)) => Ok((from, to)),
            (None, _) => Err(AppError::invalid("from", "Say from when.")),
            (Some(_), None) => Err(AppError::invalid("to", "Say to when.")),
        }
    }

    /// A document must stand in this case file.
    async fn document_meant(&self, said: &ActSaid, draft: &ExplanationDraft) -> AppResult<()> {
        let Some(id) = draft.document_id else { return Ok(()) };
        let standing = self.documents_standing(said.case.id).await?;
        if standing.iter().any(|(document, _)| document.id == id) {
            return Ok(());
        }
        let message = "This document does not stand in the case file.";
        Err(AppError::invalid("document_id", message))
    }

    async fn explanation_checked(
        &self,
        said: &ActSaid,
        (by, draft): (Option<OfficerId>, &ExplanationDraft),
        before: &[Decided],
    ) -> AppResult<(Timestamp, Timestamp)> {
        let (from, to) = self.span_of(said, draft)?;
        let place = |id: ExplanationId| before.iter().position(|(row, _)| row.id == id);
        let replaced = match draft.supersedes {
            Some(id) => {
                let unknown = || AppError::invalid("supersedes", "This act has no such explanation.");
                let place = place(id).ok_or_else(unknown)?;
                states(&given(before)).get(place).copied()
            }
            None => None,
        };
        let proposed = Proposed {
            kind: draft.kind,
            from,
            to,
            is_reason_known: self
                .settings
                .gap_reasons
                .iter()
                .any(|reason| reason.word == draft.reason),
            has_text: !draft.words.trim().is_empty(),
            supersedes: replaced,
        };
        let refusals = may_be_given(by, &self.explained_act(said).await?, &proposed, self.now());
        if !refusals.is_empty() {
            return Err(refused(&refusals));
        }
        Ok((from, to))
    }

    /// Gives an explanation.
    ///
    /// # Errors
    /// When the asker is no officer of the act, or the rule refuses: every reason is named.
    pub async fn explanation_give(
        &self,
        asker: Asker,
        ids: (CaseId, ActId),
        draft: ExplanationDraft,
    ) -> AppResult<ActExplanations> {
        let said = self.act_said(asker, Action::ExplainAct, ids).await?;
        let by = self.grounds(asker).await?.officer;
        let before = self.store.explanations_of_act(said.act.id).await?;
        let (from_at, to_at) = self.explanation_checked(&said, (by, &draft), &before).await?;
        self.document_meant(&said, &draft).await?;
        if before.len() >= EXPLANATIONS_OF_ACT_MAX {
            let message = format!("An act has at most {EXPLANATIONS_OF_ACT_MAX} explanations.");
            return Err(AppError::invalid("words", message));
        }
        let row = ExplanationRow {
            id: ExplanationId::from_random(self.chance()),
            act_id: said.act.id,
            ordinal: before.last().map_or(1, |(row, _)| row.ordinal + 1),
            kind: draft.kind,
            sense: draft.sense,
            from_at,
            to_at,
            words: said_words("words", &draft.words)?,
            reason: draft.reason,
            document_id: draft.document_id,
            supersedes: draft.supersedes,
            officer_id: by.ok_or_else(|| AppError::internal("an explanation without an officer"))?,
            stated_at: self.now(),
            stated_by: person_of(asker)?,
        };
        self.explanation_write(&said, &row).await?;
        self.explanations_of(asker, ids).await
    }

    async fn explanation_write(&self, said: &ActSaid, row: &ExplanationRow) -> AppResult<()> {
        let case = said.case.id.to_string();
        let mut tx = self
            .evidence(Event::CaseActExplained, row.stated_by.clone(), case)
            .await?;
        tx.fact("act", row.act_id.to_string());
        tx.fact("explanation", row.ordinal);
        tx.fact("reason", row.words.as_str());
        tx.explanation_add(row).await.map_err(overtaken)?;
        self.commit(tx).await
    }
}
