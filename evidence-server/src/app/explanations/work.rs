//! What waits for somebody: explanations to decide on, and refused ones of one's own acts.

use evidence_schema::rules::access::{Action, Asker, Subject};
use evidence_schema::wire::explanations::{ExplanationTask, ExplanationView, ExplanationWork};

use super::ActSaid;
use crate::app::access::deciders::Deciders;
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
        Ok(work)
    }
}
