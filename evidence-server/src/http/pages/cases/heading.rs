//! A case file's heading said anew; how units write their numbers.

use axum::response::Response;
use evidence_schema::case::{CaseCategory, CaseStage};
use evidence_schema::ids::CaseId;
use evidence_schema::rules::access::Action;
use evidence_schema::wire::cases::{HeadingDraft, HeadingView, NumberPatternDraft};

use super::super::form::Submitted;
use super::super::ledger::names_and_choices;
use super::super::views::case::heading::{HeadingForm, NumbersPage, PatternForm, PatternLine};
use super::super::views::problem::FormErrors;
use super::super::visit::{Visit, done};
use super::super::words::Key;
use super::page;
use crate::app::{AppError, AppResult};
use crate::http::extract::Id;

/// What was typed, to be shown again.
pub fn typed(form: &Submitted, errors: FormErrors) -> HeadingForm {
    let text = |name: &str| form.text(name).to_owned();
    HeadingForm {
        category: text("category"),
        unit: text("unit_number"),
        lead: text("lead_number"),
        assisting: text("assisting_number"),
        stage: text("stage"),
        reason: text("reason"),
        errors,
    }
}

fn word<T: std::str::FromStr>(form: &Submitted, name: &str) -> AppResult<Option<T>> {
    let chosen = form.given(name).map(str::parse).transpose();
    chosen.map_err(|_| AppError::invalid(name, "Choose one of the list."))
}

/// What was typed, as a draft.
///
/// # Errors
/// When a choice is none of the list.
pub fn draft(form: &Submitted) -> AppResult<HeadingDraft> {
    Ok(HeadingDraft {
        category: word::<CaseCategory>(form, "category")?,
        unit_number: form.owned("unit_number"),
        lead_number: form.owned("lead_number"),
        assisting_number: form.owned("assisting_number"),
        stage: word::<CaseStage>(form, "stage")?,
        reason: form.owned("reason"),
    })
}

async fn stated(id: CaseId, form: &Submitted) -> AppResult<HeadingView> {
    let draft = draft(form)?;
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let state = form
        .visit
        .app
        .run(async move { case.heading_state(asker, id, draft).await });
    state.await
}

/// States a heading anew; the older statements stay.
pub async fn state(Id(id): Id<CaseId>, form: Submitted) -> AppResult<Response> {
    match stated(id, &form).await {
        Ok(_) => Ok(done(&format!("/cases/{id}"), "heading")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let page = page(&form.visit, id, |forms| forms.heading = typed(&form, errors)).await?;
            form.visit.show_as(status, &page)
        }
    }
}

async fn numbers_page(visit: &Visit, form: PatternForm) -> AppResult<NumbersPage> {
    let patterns = visit.app.number_patterns(visit.asker()).await?;
    let (names, choices) = names_and_choices(visit).await?;
    Ok(NumbersPage {
        t: visit.t,
        frame: visit.frame(Key("nav-case-numbers")),
        patterns: patterns
            .iter()
            .map(|view| PatternLine::new(visit.t, &names, view))
            .collect(),
        form,
        may_state: visit.may(Action::ManageCaseNumbers),
        choices,
    })
}

/// How every unit writes its case numbers.
pub async fn numbers(visit: Visit) -> AppResult<Response> {
    visit.show(&numbers_page(&visit, PatternForm::default()).await?)
}

async fn number_stated(form: &Submitted) -> AppResult<()> {
    let draft = NumberPatternDraft {
        unit_number: form.text("unit_number").to_owned(),
        category: word::<CaseCategory>(form, "category")?,
        pattern: form.owned("pattern"),
    };
    let (case, asker) = (form.visit.app.clone(), form.visit.asker());
    let state = form
        .visit
        .app
        .run(async move { case.number_pattern_state(asker, draft).await });
    state.await
}

/// States how a unit writes its case numbers.
pub async fn number_state(form: Submitted) -> AppResult<Response> {
    match number_stated(&form).await {
        Ok(()) => Ok(done("/case-numbers", "pattern")),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?;
            let status = errors.status();
            let again = PatternForm {
                unit: form.text("unit_number").to_owned(),
                category: form.text("category").to_owned(),
                pattern: form.text("pattern").to_owned(),
                errors,
            };
            let page = numbers_page(&form.visit, again).await?;
            form.visit.show_as(status, &page)
        }
    }
}
