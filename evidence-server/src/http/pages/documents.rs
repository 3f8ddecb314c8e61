//! Documents on the page of their case file: what is said of them, taking one out, putting it back.

use axum::response::Response;
use evidence_schema::case::CaseStage;
use evidence_schema::ids::{CaseId, DocumentId};
use evidence_schema::wire::documents::DocumentStatement;

use super::form::Submitted;
use super::views::documents::DocumentsCard;
use super::visit::{Visit, done};
use crate::app::{AppError, AppResult};
use crate::http::api::documents::download_response;
use crate::http::extract::Id;

/// The documents of a case file.
pub(super) async fn card(visit: &Visit, case_id: CaseId) -> AppResult<DocumentsCard> {
    let list = visit.app.documents(visit.asker(), case_id).await?;
    Ok(DocumentsCard::new(visit.t, &list))
}

fn said(form: &Submitted) -> AppResult<DocumentStatement> {
    let stage = form.given("stage").map(str::parse::<CaseStage>).transpose();
    Ok(DocumentStatement {
        title: form.text("title").to_owned(),
        document_type: form.owned("document_type"),
        stage: stage.map_err(|_| AppError::invalid("stage", "Choose one of the list."))?,
        is_withdrawn: form.text("act") == "withdraw",
        reason: form.owned("reason"),
    })
}

/// Gives a document away as a file.
pub async fn download(Id(id): Id<DocumentId>, form: Submitted) -> AppResult<Response> {
    let (case, asker, reason) = (
        form.visit.app.clone(),
        form.visit.asker(),
        form.text("reason").to_owned(),
    );
    let work = async move { case.document_take(asker, id, &reason).await };
    download_response(form.visit.app.run(work).await?)
}

/// Another version of what is said of a document.
pub async fn state(Id(id): Id<DocumentId>, form: Submitted) -> AppResult<Response> {
    let (case, asker, said) = (form.visit.app.clone(), form.visit.asker(), said(&form)?);
    let work = async move { case.document_state(asker, id, said).await };
    let view = form.visit.app.run(work).await?;
    Ok(done(&format!("/cases/{}", view.case_id), "document"))
}
