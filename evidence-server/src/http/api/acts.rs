//! Acts of a case file, clips proposed for them, and for what a linked clip stands.

use axum::extract::State;
use axum::http::StatusCode;
use evidence_schema::ids::{ActId, CaseId, LinkId};
use evidence_schema::wire::acts::{ActCorrection, ActDraft, ActView, PlacingDraft, SuggestionDecision, SuggestionList};

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Ids, Who};

/// The acts of a case file as they stand.
pub async fn list(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Answer<Vec<ActView>>> {
    app.acts(who.asker, id).await.map(Answer)
}

/// Enters an act.
pub async fn enter(
    State(app): State<App>,
    who: Who,
    Id(id): Id<CaseId>,
    Body(draft): Body<ActDraft>,
) -> AppResult<(StatusCode, Answer<ActView>)> {
    let case = app.clone();
    let enter = app.run(async move { case.act_enter(who.asker, id, draft).await });
    Ok((StatusCode::CREATED, Answer(enter.await?)))
}

/// Every version of an act.
pub async fn one(
    State(app): State<App>,
    who: Who,
    Ids(id, act_id): Ids<CaseId, ActId>,
) -> AppResult<Answer<Vec<ActView>>> {
    app.act(who.asker, (id, act_id)).await.map(Answer)
}

/// Another version of an act.
pub async fn correct(
    State(app): State<App>,
    who: Who,
    Ids(id, act_id): Ids<CaseId, ActId>,
    Body(correction): Body<ActCorrection>,
) -> AppResult<Answer<ActView>> {
    let case = app.clone();
    let correct = app.run(async move { case.act_correct(who.asker, (id, act_id), correction).await });
    correct.await.map(Answer)
}

/// Clips proposed for the acts of a case file.
pub async fn suggestions(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Answer<SuggestionList>> {
    app.suggestions(who.asker, id).await.map(Answer)
}

/// Accepts some and declines others: all of it or none.
pub async fn decide(
    State(app): State<App>,
    who: Who,
    Id(id): Id<CaseId>,
    Body(decision): Body<SuggestionDecision>,
) -> AppResult<Answer<SuggestionList>> {
    let case = app.clone();
    let decide = app.run(async move { case.suggestions_decide(who.asker, id, decision).await });
    decide.await.map(Answer)
}

/// Says for what a linked clip stands.
pub async fn place(
    State(app): State<App>,
    who: Who,
    Ids(id, link_id): Ids<CaseId, LinkId>,
    Body(draft): Body<PlacingDraft>,
) -> AppResult<StatusCode> {
    let case = app.clone();
    app.run(async move { case.link_place(who.asker, (id, link_id), draft).await })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
