//! What waits for somebody: explanations to decide on, and refused ones of one's own acts.

use evidence_schema::ids::OfficerId;
use evidence_schema::limits::EXPLAIN_ACTS_MAX;
use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::rules::coverage::Duty;
use evidence_schema::rules::sessions::BACK_MS_MAX;
use evidence_schema::wire::explanations::{ExplanationTask, ExplanationView, ExplanationWork, GapTask};

use super::ActSaid;
use crate::app::access::deciders::Deciders;
use crate::app::cases::acts::ActPeopleAndTimes;
use crate::app::{App, AppResult};
use crate::store::explanation::ExplanationRow;

impl App {
    async fn act_of_explanation(&self, row: &ExplanationRow) -> AppResult<Option<ActSaid>> {
        let Some(act) = self.store.act_by_id(row.act_id).await? else {
            return Ok(None);
        };
        let Some(case) = self.store.case_by_id(act.case_id).await? else {
            return Ok(None);
        };
        let said = self.act_said_of(case, act.id).await?;
        Ok(said.filter(|said| !said.now.is_void))
    }

    async fn explanation_task(
        &self,
        asker: Asker,
        (row, said): (&ExplanationRow, &ActSaid),
        deciders: &Deciders,
    ) -> AppResult<Option<ExplanationTask>> {
        let views = self.explanation_views(asker, said, deciders).await?;
        let own = views
            .into_iter()
            .find(|view: &ExplanationView| view.explanation_id == row.id);
        Ok(own.map(|explanation| ExplanationTask {
            case_id: said.case.id,
            case_number: said.case.number.clone(),
            act_kind: said.now.kind.clone(),
            explanation,
        }))
    }

    /// What waits for the asker.
    ///
    /// # Errors
    /// When the asker works with no case files.
    pub async fn explanation_work(&self, asker: Asker) -> AppResult<ExplanationWork> {
        self.permit(asker, Action::ListCases, Subject::Installation)?;
        let deciders = self.deciders().await?;
        let own = self.grounds(asker).await?.officer;
        let mut work = ExplanationWork::default();
        for row in self.store.explanations_waiting().await? {
            let Some(said) = self.act_of_explanation(&row).await? else {
                continue;
            };
            let is_for_asker = self.is_for(asker, &said, (&row, &deciders)).await?;
            let is_own = own.is_some_and(|officer| said.ever.contains(&officer));
            if !is_for_asker && !is_own {
                continue;
            }
            let task = self.explanation_task(asker, (&row, &said), &deciders).await?;
            if is_for_asker {
                work.to_decide.extend(task);
            } else {
                work.waiting.extend(task);
            }
        }
        let refused = match own {
            Some(officer) => self.store.explanations_refused(officer).await?,
            None => Vec::new(),
        };
        for row in refused {
            if let Some(said) = self.act_of_explanation(&row).await? {
                let task = self.explanation_task(asker, (&row, &said), &deciders).await?;
                work.to_explain.extend(task);
            }
        }
        if let Some(officer) = own {
            work.gaps = self.gaps_of_officer(officer).await?;
        }
        Ok(work)
    }

    /// What nobody explained of an officer's newest acts.
    async fn gaps_of_officer(&self, officer: OfficerId) -> AppResult<Vec<GapTask>> {
        let now = self.now();
        let since = now.plus_ms(-BACK_MS_MAX).unwrap_or(now);
        let mut tasks = Vec::new();
        for version in self.store.acts_naming(officer, (since, now), EXPLAIN_ACTS_MAX).await? {
            let facts = ActPeopleAndTimes::of(&version)?;
            if version.is_void || self.duty_of(&version, &facts).await? != Duty::Full {
                continue;
            }
            let mut gaps = self.gaps_to_explain(version.act_id).await?;
            gaps.retain(|gap| !gap.is_waiting);
            let Some(act) = self.store.act_by_id(version.act_id).await? else {
                continue;
            };
            if let Some(case) = self.store.case_by_id(act.case_id).await?.filter(|_| !gaps.is_empty()) {
                tasks.push(GapTask {
                    case_id: case.id,
                    case_number: case.number,
                    act_id: act.id,
                    act_kind: version.kind,
                    gaps,
                });
            }
        }
        tasks.sort_by_key(|task| task.gaps.first().map(|gap| gap.from));
        Ok(tasks)
    }
}
