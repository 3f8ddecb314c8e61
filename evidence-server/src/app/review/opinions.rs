//! Written opinions (法制审核意见书) on what was sent, and what a head settles where the handlers disagree.
//!
//! What must stay true: an opinion is about the bundle that the reviewer read, once; whoever had a part in the case file
//! writes none; a disagreement is settled by a head who is neither; what was written stays.

use evidence_schema::case::CaseSource;
use evidence_schema::custody::entry::Event;
use evidence_schema::custody::record::RecordKind;
use evidence_schema::ids::{CaseId, DocumentId, OpinionId, SettlingId};
use evidence_schema::rules::access::decider::Decider;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::rules::case_states::Step;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::problem::ProblemCode;
use evidence_schema::wire::review::{
    DisagreementView, OpinionDraft, OpinionView, ReviewOutcome, ReviewView, SettlingDraft,
};

use super::super::asker::person_of;
use super::super::cases::states::{StepMeant, course_of};
use super::super::error::overtaken;
use super::super::explanations::said_words;
use super::super::{App, AppError, AppResult};
use super::Judging;
use crate::store::StoreError;
use crate::store::review::{OpinionRow, SettlingRow, SignedRow};

/// Code of the limit of a review.
const REVIEW: &str = "review";

fn not_the_one(judging: Judging, found: &Decider) -> AppError {
    let message = match judging {
        Judging::Opinion => "Nobody reviews a case file in which they had a part.",
        Judging::Settling => {
            "A disagreement is settled by a head who had no part in the case file and wrote no opinion on it."
        }
    };
    let next = match found {
        Decider::Found { .. } => "Somebody else who holds the role may, here or in the unit above.",
        Decider::Nobody { .. } => "Give the role to somebody who had no part in it, here or in a unit above.",
    };
    AppError::new(ProblemCode::Forbidden, message)
        .kept("The case file as it stands.")
        .next(next)
}

const fn step_of(outcome: ReviewOutcome) -> Step {
    match outcome {
        ReviewOutcome::Passed => Step::ReviewPassed,
        ReviewOutcome::Returned => Step::ReviewReturned,
    }
}

impl App {
    async fn judge(&self, asker: Asker, (id, judging): (CaseId, Judging)) -> AppResult<()> {
        let found = self.deciders().await?.of(&self.judge_of(id, judging).await?);
        match asker {
            Asker::Person(person, _) if found.may(person) => Ok(()),
            _ => Err(not_the_one(judging, &found)),
        }
    }

    async fn may_judge(&self, asker: Asker, (id, judging): (CaseId, Judging)) -> AppResult<bool> {
        let found = self.deciders().await?.of(&self.judge_of(id, judging).await?);
        Ok(matches!(asker, Asker::Person(person, _) if found.may(person)))
    }

    async fn bundles(&self, id: CaseId) -> AppResult<Vec<SignedRow>> {
        let mut rows = self.store.signed_of_case(id).await?;
        rows.retain(|row| row.record == RecordKind::Bundle);
        rows.sort_by_key(|row| row.number);
        Ok(rows)
    }

    /// When the opinion that is wanted now is due, by the agency's limits.
    async fn review_due(&self, id: CaseId) -> AppResult<Option<Timestamp>> {
        let course = course_of(&self.store.steps_of(id).await?);
        let limits = self.deadlines_of_case(id, &course).await?;
        let open = limits
            .into_iter()
            .find(|limit| limit.code == REVIEW && limit.answered_at.is_none());
        Ok(open.map(|limit| limit.ends_at))
    }

    async fn counsel(&self, id: CaseId, document: Option<DocumentId>) -> AppResult<()> {
        let Some(document) = document else { return Ok(()) };
        let standing = self.documents_standing(id).await?;
        if standing.iter().any(|(row, _)| row.id == document) {
            return Ok(());
        }
        let message = "This document does not stand in the case file.";
        Err(AppError::invalid("counsel_document_id", message))
    }

    /// Writes the opinion on the newest bundle.
    ///
    /// # Errors
    /// When the asker had a part in the case file, the bundle is not the newest, or there is an opinion on it.
    pub async fn opinion_give(&self, asker: Asker, id: CaseId, draft: OpinionDraft) -> AppResult<ReviewView> {
        let case = self.case_row(asker, Action::ReviewCase, id).await?;
        let actor = person_of(asker)?;
        let newest = self.bundles(id).await?.pop();
        if newest.as_ref().is_none_or(|row| row.id != draft.record_id) {
            return Err(StoreError::Stale.into());
        }
        self.judge(asker, (id, Judging::Opinion)).await?;
        self.counsel(id, draft.counsel_document_id).await?;
        let row = OpinionRow {
            id: OpinionId::from_random(self.chance()),
            case_id: id,
            record_id: draft.record_id,
            outcome: draft.outcome,
            words: said_words("text", &draft.text)?,
            counsel_document_id: draft.counsel_document_id,
            due_at: self.review_due(id).await?,
            given_at: self.now(),
            given_by: actor.clone(),
        };
        let mut tx = self
            .evidence(Event::CaseOpinionGiven, actor.clone(), id.to_string())
            .await?;
        tx.case_take(&case.number).await?;
        let step = StepMeant::here(step_of(row.outcome), (self.now(), None));
        self.step_write(&mut tx, &case, (step, CaseSource::Page, actor)).await?;
        tx.fact("record", row.record_id.to_string());
        tx.fact("outcome", row.outcome.as_str());
        tx.opinion_add(&row).await.map_err(overtaken)?;
        self.commit(tx).await?;
        self.review(asker, id).await
    }

    /// Settles a disagreement about the opinion that returned the newest bundle.
    ///
    /// # Errors
    /// When the asker had a part in the case file, or there is nothing to settle.
    pub async fn opinion_settle(&self, asker: Asker, id: CaseId, draft: SettlingDraft) -> AppResult<ReviewView> {
        let case = self.case_row(asker, Action::SettleReview, id).await?;
        let actor = person_of(asker)?;
        let last = self.store.opinions_of_case(id).await?.pop();
        let newest = self.bundles(id).await?.pop();
        let is_meant = |row: &OpinionRow| {
            row.id == draft.opinion_id && newest.as_ref().is_some_and(|bundle| bundle.id == row.record_id)
        };
        if !last
            .as_ref()
            .is_some_and(|row| is_meant(row) && row.outcome == ReviewOutcome::Returned)
        {
            let message =
                "There is no disagreement to settle: only the opinion that returned the newest bundle can be.";
            return Err(AppError::new(ProblemCode::Conflict, message).next("Load the case file again and look."));
        }
        self.judge(asker, (id, Judging::Settling)).await?;
        let row = SettlingRow {
            id: SettlingId::from_random(self.chance()),
            case_id: id,
            opinion_id: draft.opinion_id,
            outcome: draft.outcome,
            words: said_words("text", &draft.text)?,
            settled_at: self.now(),
            settled_by: actor.clone(),
        };
        let mut tx = self
            .evidence(Event::CaseOpinionSettled, actor.clone(), id.to_string())
            .await?;
        tx.case_take(&case.number).await?;
        if row.outcome == ReviewOutcome::Passed {
            let step = StepMeant::here(Step::ReviewOverruled, (self.now(), None));
            self.step_write(&mut tx, &case, (step, CaseSource::Page, actor)).await?;
        }
        tx.fact("opinion", row.opinion_id.to_string());
        tx.fact("outcome", row.outcome.as_str());
        tx.settling_add(&row).await.map_err(overtaken)?;
        self.commit(tx).await?;
        self.review(asker, id).await
    }

    /// Bundles and opinions of a case file, and what comes next.
    ///
    /// # Errors
    /// When there is no such case file, or none that the asker may know of.
    pub async fn review(&self, asker: Asker, id: CaseId) -> AppResult<ReviewView> {
        self.case_seen(asker, id).await?;
        let bundles = self.bundles(id).await?;
        let opinions = self.opinion_views(id, &bundles).await?;
        let newest = bundles.last().map(|row| row.id);
        let last = opinions.last().filter(|opinion| Some(opinion.record_id) == newest);
        let is_wanted = newest.is_some() && last.is_none();
        let is_open = last.is_some_and(|one| one.outcome == ReviewOutcome::Returned && one.disagreement.is_none());
        let opinion_due = match bundles.last() {
            Some(_) if is_wanted => self.review_due(id).await?,
            _ => None,
        };
        let mut views = Vec::with_capacity(bundles.len());
        for row in bundles {
            views.push(self.record_view(row).await?);
        }
        Ok(ReviewView {
            case_id: id,
            bundles: views,
            opinions,
            opinion_due,
            may_review: is_wanted && self.may_judge(asker, (id, Judging::Opinion)).await?,
            may_settle: is_open && self.may_judge(asker, (id, Judging::Settling)).await?,
        })
    }

    async fn opinion_views(&self, id: CaseId, bundles: &[SignedRow]) -> AppResult<Vec<OpinionView>> {
        let settlings = self.store.settlings_of_case(id).await?;
        let mut views = Vec::new();
        for row in self.store.opinions_of_case(id).await? {
            let settled = settlings.iter().find(|settling| settling.opinion_id == row.id);
            let disagreement = match settled {
                Some(settled) => Some(DisagreementView {
                    outcome: settled.outcome,
                    text: settled.words.clone(),
                    settled_at: settled.settled_at,
                    settled_by: self.actor_name(&settled.settled_by).await?,
                }),
                None => None,
            };
            let bundle = bundles.iter().find(|bundle| bundle.id == row.record_id);
            views.push(OpinionView {
                opinion_id: row.id,
                record_id: row.record_id,
                bundle_number: bundle.map_or(0, |bundle| bundle.number),
                outcome: row.outcome,
                text: row.words,
                counsel_document_id: row.counsel_document_id,
                due_at: row.due_at,
                given_at: row.given_at,
                given_by: self.actor_name(&row.given_by).await?,
                disagreement,
            });
        }
        Ok(views)
    }
}
