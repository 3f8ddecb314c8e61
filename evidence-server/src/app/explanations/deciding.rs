//! Deciding on an explanation: a head who was no part of the act and did not write it; else the unit above.

use evidence_schema::custody::entry::Event;
use evidence_schema::explanation::ExplanationVerdict;
use evidence_schema::ids::{CaseId, ExplanationDecisionId, ExplanationId};
use evidence_schema::rules::access::decider::Decider;
use evidence_schema::rules::access::{Action, Asker, Reach, Subject};
use evidence_schema::rules::explanations::{DecidingRefusal, may_be_decided, states};
use evidence_schema::wire::explanations::{ActExplanations, ExplanationDecisionDraft};
use evidence_schema::wire::problem::ProblemCode;

use super::{ActSaid, given, said_words};
use crate::app::access::deciders::persons;
use crate::app::asker::person_of;
use crate::app::error::overtaken;
use crate::app::ledger::given as typed;
use crate::app::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::explanation::{ExplanationDecisionRow, ExplanationRow};

fn refused(refusals: &[DecidingRefusal], found: &Decider) -> AppError {
    let kept = "The explanation as it was given.";
    match refusals.first() {
        Some(DecidingRefusal::DecidedAlready) => {
            AppError::new(ProblemCode::Conflict, "Somebody decided on this explanation already.")
                .kept("The decision as it was made.")
                .next("Where it was wrong, have a newer explanation given and decide on that one.")
        }
        Some(DecidingRefusal::Superseded) => {
            AppError::new(ProblemCode::Conflict, "A newer explanation took the place of this one.")
                .kept(kept)
                .next("Decide on the newer one.")
        }
        Some(DecidingRefusal::NotTheOne) | None => {
            let next = match found {
                Decider::Found { .. } => "Somebody who is named on the page of the act's explanations may.",
                Decider::Nobody { .. } => "Give the role to somebody who was not part of it, here or in a unit above.",
            };
            let message = "Whoever explains an act or took part in it cannot decide on the explanation.";
            AppError::new(ProblemCode::Forbidden, message).kept(kept).next(next)
        }
        Some(DecidingRefusal::ReasonMissing) => AppError::invalid("remark", "Say why it is refused."),
    }
}

impl App {
    async fn explanation_with_act(
        &self,
        asker: Asker,
        id: ExplanationId,
    ) -> AppResult<(CaseId, ActSaid, ExplanationRow)> {
        let action = Action::DecideExplanation;
        let row = self.store.explanation_by_id(id).await?;
        let act = match &row {
            Some(row) => self.store.act_by_id(row.act_id).await?,
            None => None,
        };
        let (Some(row), Some(act)) = (row, act) else {
            self.permit(asker, action, Subject::Case(Reach::default()))?;
            return Err(AppError::not_found("explanation"));
        };
        let said = self.act_said(asker, action, (act.case_id, act.id)).await?;
        Ok((act.case_id, said, row))
    }

    /// Approves or refuses an explanation.
    ///
    /// # Errors
    /// When the asker is not one who may, somebody decided already, or a refusal does not say why.
    pub async fn explanation_decide(
        &self,
        asker: Asker,
        id: ExplanationId,
        draft: ExplanationDecisionDraft,
    ) -> AppResult<ActExplanations> {
        let (case_id, said, row) = self.explanation_with_act(asker, id).await?;
        let all = self.store.explanations_of_act(row.act_id).await?;
        let place = all.iter().position(|(other, _)| other.id == id);
        let states = states(&given(&all));
        let state = place.and_then(|place| states.get(place).copied());
        let state = state.ok_or(StoreError::Stale)?;
        let task = self.task_of(&said, persons(std::iter::once(&row.stated_by))).await?;
        let found = self.deciders().await?.of(&task);
        let Asker::Person(person, _) = asker else {
            return Err(AppError::refused(ProblemCode::Forbidden));
        };
        let remark = typed(draft.remark.as_deref());
        let refusals = may_be_decided(person, state, &found, (draft.verdict, remark.is_some()));
        if !refusals.is_empty() {
            return Err(refused(&refusals, &found));
        }
        let decision = ExplanationDecisionRow {
            id: ExplanationDecisionId::from_random(self.chance()),
            explanation_id: id,
            verdict: draft.verdict,
            remark: remark.map(|remark| said_words("remark", remark)).transpose()?,
            stated_at: self.now(),
            stated_by: person_of(asker)?,
        };
        self.explanation_decided(case_id, (&row, &decision)).await?;
        self.explanations_of(asker, (case_id, row.act_id)).await
    }

    async fn explanation_decided(
        &self,
        case_id: CaseId,
        (row, decision): (&ExplanationRow, &ExplanationDecisionRow),
    ) -> AppResult<()> {
        let event = match decision.verdict {
            ExplanationVerdict::Approved => Event::CaseExplanationApproved,
            ExplanationVerdict::Refused => Event::CaseExplanationRefused,
        };
        let mut tx = self
            .evidence(event, decision.stated_by.clone(), case_id.to_string())
            .await?;
        tx.fact("act", row.act_id.to_string());
        tx.fact("explanation", row.ordinal);
        if let Some(remark) = &decision.remark {
            tx.fact("reason", remark.as_str());
        }
        tx.explanation_decision_add(decision).await.map_err(overtaken)?;
        self.commit(tx).await
    }
}
