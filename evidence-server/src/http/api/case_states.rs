//! How case files stand, what happened to them, and the limits that run for them.

use axum::extract::State;
use axum::http::StatusCode;
use evidence_schema::ids::CaseId;
use evidence_schema::wire::case_states::{CaseStateView, DeadlineList, StepDraft};

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Who};

/// How a case file stands, with everything that was said of it and its limits.
pub async fn of_case(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Answer<CaseStateView>> {
    app.case_states(who.asker, id).await.map(Answer)
}

/// Enters what happened, or does what is done here.
pub async fn state(
    State(app): State<App>,
    who: Who,
    Id(id): Id<CaseId>,
    Body(draft): Body<StepDraft>,
) -> AppResult<(StatusCode, Answer<CaseStateView>)> {
    let case = app.clone();
    let state = app.run(async move { case.step_state(who.asker, id, draft).await });
    Ok((StatusCode::CREATED, Answer(state.await?)))
}

/// Open limits, nearest first.
pub async fn deadlines(State(app): State<App>, who: Who) -> AppResult<Answer<DeadlineList>> {
    app.deadline_list(who.asker).await.map(Answer)
}
