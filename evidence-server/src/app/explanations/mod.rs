//! Explanations of what acts' footage lacks: given by officers of the act, decided on by heads who were no part of it; and
//! what the site looked like at the ends of sessions.
//!
//! What must stay true: who may give, who may decide and what counts is the rule `explanations`; whoever took part in the
//! act by any version of what was said of it decides on nothing; what was said stays.

mod deciding;
mod gaps;
mod giving;
mod site;
mod work;

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Asia::Shanghai;
use evidence_schema::custody::entry::Event;
use evidence_schema::explanation::ExplanationState;
use evidence_schema::ids::{ActId, CaseId, ExplanationId, OfficerId, PersonId};
use evidence_schema::limits::EXPLANATION_CHARS_MAX;
use evidence_schema::people::Role;
use evidence_schema::rules::access::decider::Task;
use evidence_schema::rules::access::{Action, Asker, Reach, Subject};
use evidence_schema::rules::coverage::{Duty, Explained};
use evidence_schema::rules::explanations::{ExplainedAct, Given, explained, states};
use evidence_schema::wire::explanations::{ActExplanations, ExplainedView, ExplanationDecisionView, ExplanationView};

use super::access::deciders::{Deciders, persons};
use super::cases::acts::{ActPeopleAndTimes, bare};
use super::{App, AppError, AppResult};
use crate::store::act::{ActRow, ActVersionRow};
use crate::store::case_file::CaseRow;
use crate::store::explanation::{Decided, ExplanationDecisionRow, ExplanationRow};

/// What was said of an act, oldest first, and what counts of it.
struct ActSaid {
    case: CaseRow,
    act: ActRow,
    now: ActVersionRow,
    facts: ActPeopleAndTimes,
    /// Officers by any version.
    ever: BTreeSet<OfficerId>,
}

/// One explanation, how it stands, and what was decided on it.
pub(in crate::app) type ToldExplanation = (ExplanationRow, ExplanationState, Option<ExplanationDecisionView>);

/// What the rule needs to know of what was said.
fn given(said: &[Decided]) -> Vec<Given> {
    let one = |(row, decision): &Decided| Given {
        id: row.id,
        kind: row.kind,
        sense: row.sense,
        from: row.from_at,
        to: row.to_at,
        supersedes: row.supersedes,
        verdict: decision.as_ref().map(|decision| decision.verdict),
    };
    said.iter().map(one).collect()
}

/// What somebody says in several lines.
pub(in crate::app) fn said_words(field: &str, text: &str) -> AppResult<String> {
    let text = text.trim().replace("\r\n", "\n");
    let is_odd = |c: char| c.is_control() && c != '\n';
    if text.is_empty() || text.chars().count() > EXPLANATION_CHARS_MAX || text.chars().any(is_odd) {
        let message = format!("1 to {EXPLANATION_CHARS_MAX} printable characters.");
        return Err(AppError::invalid(field, message));
    }
    Ok(text)
}

impl App {
    /// An act of this case file that the asker may do this with. Whoever took part in it reaches it as their own.
    async fn act_said(&self, asker: Asker, action: Action, (case_id, act_id): (CaseId, ActId)) -> AppResult<ActSaid> {
        let said = match self.store.case_by_id(case_id).await? {
            Some(case) => self.act_said_of(case, act_id).await?,
            None => None,
        };
        let Some(said) = said else {
            self.permit(asker, action, Subject::Case(Reach::default()))?;
            return Err(AppError::not_found("act"));
        };
        let grounds = self.grounds(asker).await?;
        let mut reach = self.reach_of_case(asker, &grounds, &said.case).await?;
        reach.is_own |= grounds.officer.is_some_and(|officer| said.ever.contains(&officer));
        self.permit_about(asker, action, (Subject::Case(reach), &case_id.to_string()))?;
        Ok(said)
    }

    async fn act_said_of(&self, case: CaseRow, act_id: ActId) -> AppResult<Option<ActSaid>> {
        let Some(act) = self.store.act_by_id(act_id).await?.filter(|act| act.case_id == case.id) else {
            return Ok(None);
        };
        let versions = self.store.act_versions(act_id).await?;
        let mut ever = BTreeSet::new();
        for version in &versions {
            ever.extend(ActPeopleAndTimes::of(version)?.officers);
        }
        let now = versions.into_iter().next_back();
        let now = now.ok_or_else(|| AppError::internal("an act has no version"))?;
        Ok(Some(ActSaid {
            facts: ActPeopleAndTimes::of(&now)?,
            case,
            act,
            now,
            ever,
        }))
    }

    /// Whether an act must be recorded, by the catalogue of its first day.
    async fn duty_of(&self, now: &ActVersionRow, facts: &ActPeopleAndTimes) -> AppResult<Duty> {
        let first = facts.sessions.iter().map(|session| session.arrived_at).min();
        let day = first.unwrap_or(now.stated_at).to_chrono().with_timezone(&Shanghai);
        let in_force = self.catalogue_on(day.date_naive()).await?;
        Ok(in_force.catalogue.judged(&now.kind).duty)
    }

    async fn explained_act(&self, said: &ActSaid) -> AppResult<ExplainedAct> {
        Ok(ExplainedAct {
            officers: said.facts.officers.iter().copied().collect(),
            sessions: bare(&said.facts.sessions),
            duty: self.duty_of(&said.now, &said.facts).await?,
            is_void: said.now.is_void,
        })
    }

    /// What is explained of an act, and approved.
    ///
    /// # Errors
    /// When there is no such act.
    pub(in crate::app) async fn explained_of_act(&self, id: ActId) -> AppResult<Vec<Explained>> {
        let now = self.store.act_versions(id).await?.pop();
        let now = now.ok_or_else(|| AppError::not_found("act"))?;
        let duty = self.duty_of(&now, &ActPeopleAndTimes::of(&now)?).await?;
        let said = self.store.explanations_of_act(id).await?;
        Ok(explained(&given(&said), duty))
    }

    async fn explained_views(&self, id: ActId) -> AppResult<Vec<ExplainedView>> {
        let view = |one: Explained| ExplainedView {
            sense: one.sense,
            from: one.from,
            to: one.to,
        };
        Ok(self.explained_of_act(id).await?.into_iter().map(view).collect())
    }

    /// Every explanation of an act with how it stands and what was decided on it, as it was given.
    pub(in crate::app) async fn explanations_told(&self, id: ActId) -> AppResult<Vec<ToldExplanation>> {
        let rows = self.store.explanations_of_act(id).await?;
        let states = states(&given(&rows));
        let mut told = Vec::with_capacity(rows.len());
        for ((row, decision), state) in rows.into_iter().zip(states) {
            let decision = match decision {
                Some(decision) => Some(self.explanation_decision_view(decision).await?),
                None => None,
            };
            told.push((row, state, decision));
        }
        Ok(told)
    }

    async fn explanation_decision_view(&self, row: ExplanationDecisionRow) -> AppResult<ExplanationDecisionView> {
        Ok(ExplanationDecisionView {
            verdict: row.verdict,
            remark: row.remark,
            stated_at: row.stated_at,
            stated_by: self.actor_name(&row.stated_by).await?,
        })
    }

    /// The accounts of officers.
    async fn persons_of(&self, officers: &BTreeSet<OfficerId>) -> AppResult<BTreeSet<PersonId>> {
        let mut found = BTreeSet::new();
        for id in officers {
            found.extend(self.store.officer_by_id(*id).await?.and_then(|row| row.person_id));
        }
        Ok(found)
    }

    /// The decision on what this person explained of an act.
    async fn task_of(&self, said: &ActSaid, done_by: BTreeSet<PersonId>) -> AppResult<Task> {
        let heading = self.store.heading_now(said.case.id).await?;
        Ok(Task {
            unit: heading.and_then(|heading| heading.unit_id),
            role: Role::Head,
            done_by,
            part_of: self.persons_of(&said.ever).await?,
        })
    }

    /// Whether the asker may decide on one.
    async fn is_for(
        &self,
        asker: Asker,
        said: &ActSaid,
        (row, deciders): (&ExplanationRow, &Deciders),
    ) -> AppResult<bool> {
        let task = self.task_of(said, persons(std::iter::once(&row.stated_by))).await?;
        Ok(matches!(asker, Asker::Person(id, _) if deciders.of(&task).may(id)))
    }

    /// Every explanation of an act as shown.
    async fn explanation_views(
        &self,
        asker: Asker,
        said: &ActSaid,
        deciders: &Deciders,
    ) -> AppResult<Vec<ExplanationView>> {
        let rows = self.store.explanations_of_act(said.act.id).await?;
        let numbers: BTreeMap<_, _> = rows.iter().map(|(row, _)| (row.id, row.ordinal)).collect();
        let mut views = Vec::with_capacity(rows.len());
        for ((row, decision), state) in rows.iter().zip(states(&given(&rows))) {
            let is_open = state == ExplanationState::Waits;
            let decision = match decision {
                Some(decision) => Some(self.explanation_decision_view(decision.clone()).await?),
                None => None,
            };
            views.push(ExplanationView {
                explanation_id: row.id,
                act_id: row.act_id,
                number: row.ordinal,
                kind: row.kind,
                sense: row.sense,
                from: row.from_at,
                to: row.to_at,
                reason: row.reason.clone(),
                words: row.words.clone(),
                document_id: row.document_id,
                supersedes: row.supersedes.and_then(|id| numbers.get(&id).copied()),
                officer_id: row.officer_id,
                state,
                decision,
                stated_at: row.stated_at,
                stated_by: self.actor_name(&row.stated_by).await?,
                is_for_asker: is_open && self.is_for(asker, said, (row, deciders)).await?,
            });
        }
        Ok(views)
    }

    /// Whether the asker may see the case file beyond the acts in which they took part; no refusal is counted.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn is_case_seen(&self, asker: Asker, id: CaseId) -> AppResult<bool> {
        match self.store.case_by_id(id).await? {
            Some(case) => self.may_with_case(asker, Action::SeeCase, &case).await,
            None => Ok(false),
        }
    }

    /// The act that an explanation is about.
    ///
    /// # Errors
    /// When there is none, or the asker may not see it.
    pub async fn act_of(&self, asker: Asker, id: ExplanationId) -> AppResult<(CaseId, ActId)> {
        let row = self.store.explanation_by_id(id).await?;
        let act = match row {
            Some(row) => self.store.act_by_id(row.act_id).await?,
            None => None,
        };
        let Some(act) = act else {
            self.permit(asker, Action::SeeCase, Subject::Case(Reach::default()))?;
            return Err(AppError::not_found("explanation"));
        };
        self.act_said(asker, Action::SeeCase, (act.case_id, act.id)).await?;
        Ok((act.case_id, act.id))
    }

    /// Everything that was explained of an act, and who may do what next.
    ///
    /// # Errors
    /// When there is no such act, or the asker may not see it.
    pub async fn explanations_of(&self, asker: Asker, ids: (CaseId, ActId)) -> AppResult<ActExplanations> {
        let said = self.act_said(asker, Action::SeeCase, ids).await?;
        self.looked(asker, Event::CaseSeen, ids.0.to_string()).await?;
        let deciders = self.deciders().await?;
        let asked_by = match asker {
            Asker::Person(id, _) => BTreeSet::from([id]),
            Asker::Anonymous | Asker::Dock(_) | Asker::Machine(_) | Asker::CaseSystem(_) => BTreeSet::new(),
        };
        let own = self.grounds(asker).await?.officer;
        let is_own = own.is_some_and(|officer| said.facts.officers.contains(&officer));
        let task = self
            .task_of(&said, if is_own { asked_by } else { BTreeSet::new() })
            .await?;
        let (names, levels_up) = self.decider_names(&deciders.of(&task)).await?;
        Ok(ActExplanations {
            act_id: said.act.id,
            kind: said.now.kind.clone(),
            duty: self.duty_of(&said.now, &said.facts).await?,
            sessions: said.facts.sessions.clone(),
            explanations: self.explanation_views(asker, &said, &deciders).await?,
            gaps: self.gaps_to_explain(said.act.id).await?,
            explained: self.explained_views(said.act.id).await?,
            elements: self.elements_marked(said.act.id).await?,
            site: self.site_views(said.act.id).await?,
            deciders: names,
            levels_up,
            may_explain: is_own && !said.now.is_void,
            reasons: self.settings.gap_reasons.clone(),
        })
    }
}
