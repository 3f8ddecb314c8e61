//! Electronic monitoring: devices, decisions on them, a clip as a record, its reviews.

use axum::extract::State;
use axum::http::StatusCode;
use evidence_schema::ids::{ClipId, MonitorId};
use evidence_schema::wire::monitors::{
    DecisionDraft, DecisionView, MonitorDetail, MonitorDraft, MonitorList, MonitorView, RecordDraft, RecordView,
    ReviewDraft,
};

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Who};

/// Every device.
pub async fn list(State(app): State<App>, who: Who) -> AppResult<Answer<MonitorList>> {
    app.monitors(who.asker).await.map(Answer)
}

/// Enters a device, or says one anew.
pub async fn state(
    State(app): State<App>,
    who: Who,
    Body(draft): Body<MonitorDraft>,
) -> AppResult<Answer<MonitorView>> {
    let case = app.clone();
    let state = app.run(async move { case.monitor_state(who.asker, draft).await });
    state.await.map(Answer)
}

/// One device with everything that was said and decided.
pub async fn one(State(app): State<App>, who: Who, Id(id): Id<MonitorId>) -> AppResult<Answer<MonitorDetail>> {
    app.monitor_detail(who.asker, id).await.map(Answer)
}

/// Makes a decision.
pub async fn decide(
    State(app): State<App>,
    who: Who,
    Id(id): Id<MonitorId>,
    Body(draft): Body<DecisionDraft>,
) -> AppResult<(StatusCode, Answer<DecisionView>)> {
    let case = app.clone();
    let decide = app.run(async move { case.monitor_decide(who.asker, id, draft).await });
    Ok((StatusCode::CREATED, Answer(decide.await?)))
}

/// A clip as a record of a device.
pub async fn record(State(app): State<App>, who: Who, Id(id): Id<ClipId>) -> AppResult<Answer<RecordView>> {
    app.clip_record(who.asker, id).await.map(Answer)
}

/// Says which device recorded a clip.
pub async fn record_state(
    State(app): State<App>,
    who: Who,
    Id(id): Id<ClipId>,
    Body(draft): Body<RecordDraft>,
) -> AppResult<Answer<RecordView>> {
    let case = app.clone();
    let state = app.run(async move { case.record_state(who.asker, id, draft).await });
    state.await.map(Answer)
}

/// Enters what somebody found when they looked at a record.
pub async fn review(
    State(app): State<App>,
    who: Who,
    Id(id): Id<ClipId>,
    Body(draft): Body<ReviewDraft>,
) -> AppResult<(StatusCode, Answer<RecordView>)> {
    let case = app.clone();
    let review = app.run(async move { case.record_review(who.asker, id, draft).await });
    Ok((StatusCode::CREATED, Answer(review.await?)))
}
