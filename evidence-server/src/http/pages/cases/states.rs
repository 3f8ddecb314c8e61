//! What happened to a case file, entered on its page; the list of limits.

use axum::response::Response;
use evidence_schema::ids::CaseId;
use evidence_schema::wire::case_states::StepDraft;

use super::super::form::Submitted;
use super::super::views::case::states::{DeadlinesPage, StepForm};
use super::super::views::problem::FormErrors;
use super::super::visit::{Visit, done};
use super::super::words::Key;
use super::page;
use crate::app::{AppError, AppResult};
use crate::http::extract::Id;

/// What was typed, to be shown again.
fn typed(form: &Submitted, errors: FormErrors) -> StepForm {
    let text = |name: &str| form.text(name).to_owned();
    StepForm {
        step: text("step"),
        at: text("happened_at"),
        act: text("act_id"),
        document: text("document"),
        approved_by: text("approved_by"),
        went: text("went"),
        reason: text("reason"),
        errors,
    }
}

fn draft(form: &Submitted) -> AppResult<StepDraft> {
    let choice = |name: &str| AppError::invalid(name, "Choose one of the list.");
    Ok(StepDraft {
        step: form.text("step").parse().map_err(|_| choice("step"))?,
        happened_at: form.moment("happened_at")?,
        act_id: form
            .given("act_id")
            .map(str::parse)
            .transpose()
            .map_err(|_| choice("act_id"))?,
        takes_back: form
            .given("takes_back")
            .map(str::parse)
            .transpose()
            .map_err(|_| choice("takes_back"))?,
        document: form.owned("document"),
        approved_by: form.owned("approved_by"),
        went: form.text("went").lines().map(str::to_owned).collect(),
        reason: form.owned("reason"),
    })
}

async fn stated(id: CaseId, form: &Submitted) -> AppResult<()> {
    let draft = draft(form)?;
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let state = async move { case.step_state(asker, id, draft).await };
    form.visit.app.run(state).await.map(|_| ())
}

/// Enters what happened, or does what is done here.
pub async fn state(Id(id): Id<CaseId>, form: Submitted) -> AppResult<Response> {
    match stated(id, &form).await {
        Ok(()) => Ok(done(&format!("/cases/{id}"), "step")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let page = page(&form.visit, id, |forms| forms.step = typed(&form, errors)).await?;
            form.visit.show_as(status, &page)
        }
    }
}

/// Every open limit of the case files that the visitor may see.
pub async fn deadlines(visit: Visit) -> AppResult<Response> {
    let list = visit.app.deadline_list(visit.asker()).await?;
    visit.show(&DeadlinesPage::new((visit.t, visit.frame(Key("nav-deadlines"))), &list))
}
