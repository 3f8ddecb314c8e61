//! Whether acts are recorded.

use axum::extract::State;
use evidence_schema::ids::{ActId, CaseId};
use evidence_schema::wire::coverage::{CoverageView, LeftOutDraft};

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Ids, Who};

/// The verdict on an act, with every number and reason.
pub async fn of_act(
    State(app): State<App>,
    who: Who,
    Ids(id, act_id): Ids<CaseId, ActId>,
) -> AppResult<Answer<CoverageView>> {
    app.coverage_of_act(who.asker, (id, act_id)).await.map(Answer)
}

/// Why a clip stands outside of an act.
pub async fn leave_out(
    State(app): State<App>,
    who: Who,
    Ids(id, act_id): Ids<CaseId, ActId>,
    Body(draft): Body<LeftOutDraft>,
) -> AppResult<Answer<CoverageView>> {
    let case = app.clone();
    let leave = app.run(async move { case.clip_leave_out(who.asker, (id, act_id), draft).await });
    leave.await.map(Answer)
}
