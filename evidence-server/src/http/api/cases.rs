//! Case files: list, create, one, link, unlink.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use evidence_schema::ids::CaseId;
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CasePage, CaseView, LinkRequest};

use super::clips::ListQuery;
use crate::app::{App, AppError, AppResult};
use crate::http::extract::{Body, Id, Params, Who};

/// A page of case files, newest first.
pub async fn list(State(app): State<App>, who: Who, Params(query): Params<ListQuery>) -> AppResult<Json<CasePage>> {
    app.cases(who.asker, query.into()).await.map(Json)
}

/// Creates a case file.
pub async fn create(
    State(app): State<App>,
    who: Who,
    Body(draft): Body<CaseDraft>,
) -> AppResult<(StatusCode, Json<CaseView>)> {
    let case = app.clone();
    let view = app.run(async move { case.case_create(who.asker, draft).await }).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// One case file with its clips.
pub async fn one(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Json<CaseDetail>> {
    app.case_detail(who.asker, id).await.map(Json)
}

/// Links clips: all of them or none.
pub async fn link(
    State(app): State<App>,
    who: Who,
    Id(id): Id<CaseId>,
    Body(request): Body<LinkRequest>,
) -> AppResult<Json<CaseDetail>> {
    let case = app.clone();
    app.run(async move { case.clips_link(who.asker, id, request).await }).await.map(Json)
}

/// Ends a link.
pub async fn unlink(
    State(app): State<App>,
    who: Who,
    Path((case_id, link_id)): Path<(String, String)>,
) -> AppResult<StatusCode> {
    let case_id = case_id.parse().map_err(|_| AppError::not_found("case file"))?;
    let link_id = link_id.parse().map_err(|_| AppError::not_found("link"))?;
    let case = app.clone();
    app.run(async move { case.clip_unlink(who.asker, case_id, link_id).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}
