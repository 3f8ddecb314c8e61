//! Explanations: those of one act with giving and deciding, the state of its site, and what waits for the visitor.

use axum::response::Response;
use evidence_schema::explanation::ExplanationVerdict;
use evidence_schema::ids::{ActId, CaseId, ExplanationId};
use evidence_schema::wire::explanations::{ActExplanations, ExplanationDecisionDraft, ExplanationDraft, SiteNoteDraft};

use super::form::Submitted;
use super::show;
use super::views::cases::CaseLine;
use super::views::explanations::{ExplanationsPage, WorkPage};
use super::views::problem::FormErrors;
use super::visit::{Visit, done};
use super::words::Key;
use crate::app::{AppError, AppResult};
use crate::http::extract::{Id, Ids};

fn path((case, act): (CaseId, ActId)) -> String {
    format!("/cases/{case}/acts/{act}/explanations")
}

/// The documents and the heading of the case file, for whoever may see it: an officer of the act may see the act alone.
async fn around(visit: &Visit, id: CaseId) -> AppResult<((String, Option<CaseLine>), Vec<(String, String)>)> {
    if !visit.app.is_case_seen(visit.asker(), id).await? {
        return Ok(((id.to_string(), None), Vec::new()));
    }
    let case = visit.app.case_detail(visit.asker(), id).await?.case;
    let list = visit.app.documents(visit.asker(), id).await?;
    let standing = list.documents.into_iter().filter(|document| !document.is_withdrawn);
    let documents = standing
        .map(|document| (document.document_id.to_string(), show::name(&document.title)))
        .collect();
    Ok(((id.to_string(), Some(CaseLine::new(visit.t, &case))), documents))
}

async fn page(visit: &Visit, ids: (CaseId, ActId), errors: FormErrors) -> AppResult<ExplanationsPage> {
    let view = visit.app.explanations_of(visit.asker(), ids).await?;
    let frame = visit.frame(Key("explanations"));
    Ok(ExplanationsPage::new(
        (visit.t, frame),
        &view,
        around(visit, ids.0).await?,
        errors,
    ))
}

/// What was explained of an act.
pub async fn of_act(visit: Visit, Ids(id, act_id): Ids<CaseId, ActId>) -> AppResult<Response> {
    visit.show(&page(&visit, (id, act_id), FormErrors::default()).await?)
}

/// Leads on, or shows the page again with what is wrong.
async fn answered<T>(
    form: &Submitted,
    (ids, word): ((CaseId, ActId), &str),
    result: AppResult<T>,
) -> AppResult<Response> {
    match result {
        Ok(_) => Ok(done(&path(ids), word)),
        Err(error) => {
            let errors = FormErrors::of(form.visit.t, error)?.keeping(form.typed());
            let status = errors.status();
            let page = page(&form.visit, ids, errors).await?;
            form.visit.show_as(status, &page)
        }
    }
}

fn draft(form: &Submitted) -> AppResult<ExplanationDraft> {
    let choice = |field: &str| AppError::invalid(field, "Choose one of the list.");
    let id = |field: &'static str, what: &'static str| (form.given(field), move || AppError::not_found(what));
    let (document, unknown_document) = id("document_id", "document");
    let (supersedes, unknown_explanation) = id("supersedes", "explanation");
    Ok(ExplanationDraft {
        kind: form.text("kind").parse().map_err(|_| choice("kind"))?,
        sense: form.text("sense").parse().map_err(|_| choice("sense"))?,
        from: form.moment("from")?,
        to: form.moment("to")?,
        reason: form.text("reason").to_owned(),
        words: form.text("words").to_owned(),
        document_id: document.map(str::parse).transpose().map_err(|_| unknown_document())?,
        supersedes: supersedes
            .map(str::parse)
            .transpose()
            .map_err(|_| unknown_explanation())?,
    })
}

async fn given(ids: (CaseId, ActId), form: &Submitted) -> AppResult<ActExplanations> {
    let draft = draft(form)?;
    let (app, asker) = (form.visit.app.clone(), form.visit.asker());
    let give = form
        .visit
        .app
        .run(async move { app.explanation_give(asker, ids, draft).await });
    give.await
}

/// Gives an explanation.
pub async fn give(Ids(id, act_id): Ids<CaseId, ActId>, form: Submitted) -> AppResult<Response> {
    let result = given((id, act_id), &form).await;
    answered(&form, ((id, act_id), "explained"), result).await
}

async fn site_said(ids: (CaseId, ActId), form: &Submitted) -> AppResult<ActExplanations> {
    let draft = SiteNoteDraft {
        arrived_at: form
            .text("arrived_at")
            .parse()
            .map_err(|_| AppError::not_found("session"))?,
        is_at_end: form.text("end") == "departure",
        words: form.text("words").to_owned(),
    };
    let (app, asker) = (form.visit.app.clone(), form.visit.asker());
    let state = form
        .visit
        .app
        .run(async move { app.site_state(asker, ids, draft).await });
    state.await
}

/// Says what the site looked like.
pub async fn site(Ids(id, act_id): Ids<CaseId, ActId>, form: Submitted) -> AppResult<Response> {
    let result = site_said((id, act_id), &form).await;
    answered(&form, ((id, act_id), "site"), result).await
}

async fn decided(id: ExplanationId, form: &Submitted) -> AppResult<ActExplanations> {
    let verdict: ExplanationVerdict = form
        .text("verdict")
        .parse()
        .map_err(|_| AppError::not_found("decision"))?;
    let draft = ExplanationDecisionDraft {
        verdict,
        remark: form.owned("remark"),
    };
    let (app, asker) = (form.visit.app.clone(), form.visit.asker());
    let decide = form
        .visit
        .app
        .run(async move { app.explanation_decide(asker, id, draft).await });
    decide.await
}

/// Decides on an explanation.
pub async fn decide(Id(id): Id<ExplanationId>, form: Submitted) -> AppResult<Response> {
    let ids = form.visit.app.act_of(form.visit.asker(), id).await?;
    let result = decided(id, &form).await;
    answered(&form, (ids, "decided"), result).await
}

/// What waits for the visitor.
pub async fn work(visit: Visit) -> AppResult<Response> {
    let work = visit.app.explanation_work(visit.asker()).await?;
    let frame = visit.frame(Key("explanation-work"));
    visit.show(&WorkPage::new((visit.t, frame), &work, &visit.app.settings.gap_reasons))
}
