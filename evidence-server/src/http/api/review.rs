//! The two gates, what is sent for review, opinions, coverage sheets.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use evidence_schema::ids::{ActId, CaseId, RecordId};
use evidence_schema::rules::review::Gate;
use evidence_schema::wire::review::{
    BundleDraft, DifferencesView, GateView, OpinionDraft, RecordView, ReviewView, SettlingDraft,
};

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Ids, Who};

/// What stands against sending a case file for review.
pub async fn submit_gate(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Answer<GateView>> {
    app.gate_seen(who.asker, (id, Gate::Submit)).await.map(Answer)
}

/// What stands against closing a case file.
pub async fn close_gate(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Answer<GateView>> {
    app.gate_seen(who.asker, (id, Gate::Close)).await.map(Answer)
}

/// Bundles, opinions and what comes next.
pub async fn of_case(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Answer<ReviewView>> {
    app.review(who.asker, id).await.map(Answer)
}

/// Sends a case file for review.
pub async fn send(
    State(app): State<App>,
    who: Who,
    Id(id): Id<CaseId>,
    Body(draft): Body<BundleDraft>,
) -> AppResult<Answer<RecordView>> {
    let case = app.clone();
    let send = app.run(async move { case.bundle_send(who.asker, id, draft).await });
    send.await.map(Answer)
}

/// Writes the opinion on the newest bundle.
pub async fn give(
    State(app): State<App>,
    who: Who,
    Id(id): Id<CaseId>,
    Body(draft): Body<OpinionDraft>,
) -> AppResult<Answer<ReviewView>> {
    let case = app.clone();
    let give = app.run(async move { case.opinion_give(who.asker, id, draft).await });
    give.await.map(Answer)
}

/// Settles a disagreement about an opinion.
pub async fn settle(
    State(app): State<App>,
    who: Who,
    Id(id): Id<CaseId>,
    Body(draft): Body<SettlingDraft>,
) -> AppResult<Answer<ReviewView>> {
    let case = app.clone();
    let settle = app.run(async move { case.opinion_settle(who.asker, id, draft).await });
    settle.await.map(Answer)
}

/// Makes a coverage sheet of an act.
pub async fn make_sheet(
    State(app): State<App>,
    who: Who,
    Ids(id, act): Ids<CaseId, ActId>,
) -> AppResult<Answer<RecordView>> {
    let case = app.clone();
    let make = app.run(async move { case.sheet_make(who.asker, (id, act)).await });
    make.await.map(Answer)
}

/// Every bundle and coverage sheet of a case file.
pub async fn records(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Answer<Vec<RecordView>>> {
    app.records(who.asker, id).await.map(Answer)
}

/// The signed text of a record.
pub async fn note(State(app): State<App>, who: Who, Id(id): Id<RecordId>) -> AppResult<Response> {
    let page = app.record_seen(who.asker, id).await?;
    let name = format!("attachment; filename=\"{id}.note\"");
    let kind = "text/plain; charset=utf-8".to_owned();
    Ok((
        [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)],
        page.note,
    )
        .into_response())
}

/// What differs from the record of its kind before it.
pub async fn differs(State(app): State<App>, who: Who, Id(id): Id<RecordId>) -> AppResult<Answer<DifferencesView>> {
    app.record_differences(who.asker, id).await.map(Answer)
}
