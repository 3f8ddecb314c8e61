//! The ledger: units, officers, devices, handovers, whose footage a clip is.

use axum::extract::State;
use axum::http::StatusCode;
use evidence_schema::ids::{ClipId, HandoverId, RecorderId};
use evidence_schema::ledger::LedgerSource;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::ledger::{
    AttributionDraft, AttributionView, DeviceDraft, HandoverClosing, HandoverCorrection, HandoverDraft, HandoverPage,
    HandoverView, OfficerDraft, OfficerView, RecorderView, UnitDraft, UnitView,
};
use serde::Deserialize;

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Params, Who};

/// Every unit.
pub async fn units(State(app): State<App>, who: Who) -> AppResult<Answer<Vec<UnitView>>> {
    app.units(who.asker).await.map(Answer)
}

/// Adds a unit, or changes the one with this number.
pub async fn unit_put(State(app): State<App>, who: Who, Body(draft): Body<UnitDraft>) -> AppResult<Answer<UnitView>> {
    let case = app.clone();
    let put = app.run(async move { case.unit_put(who.asker, draft).await });
    put.await.map(Answer)
}

/// Every officer.
pub async fn officers(State(app): State<App>, who: Who) -> AppResult<Answer<Vec<OfficerView>>> {
    app.officers(who.asker).await.map(Answer)
}

/// Adds an officer, or changes the one with this number.
pub async fn officer_put(
    State(app): State<App>,
    who: Who,
    Body(draft): Body<OfficerDraft>,
) -> AppResult<Answer<OfficerView>> {
    let case = app.clone();
    let put = app.run(async move { case.officer_put(who.asker, draft).await });
    put.await.map(Answer)
}

/// Every recorder that somebody registered.
pub async fn recorders(State(app): State<App>, who: Who) -> AppResult<Answer<Vec<RecorderView>>> {
    app.recorder_views(who.asker).await.map(Answer)
}

/// Binds a device to a unit, or says what became of it.
pub async fn device_put(
    State(app): State<App>,
    who: Who,
    Id(id): Id<RecorderId>,
    Body(draft): Body<DeviceDraft>,
) -> AppResult<StatusCode> {
    let case = app.clone();
    app.run(async move { case.device_put(who.asker, id, draft).await })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A stretch of time; absent: the last seven days and the day ahead.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Stretch {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

impl Stretch {
    /// Both ends.
    pub fn ends(&self, now: Timestamp) -> (Timestamp, Timestamp) {
        const DAY_MS: i64 = 24 * 3600 * 1000;
        let preset = |ms| now.plus_ms(ms).unwrap_or(now);
        (
            self.from.unwrap_or_else(|| preset(-7 * DAY_MS)),
            self.to.unwrap_or_else(|| preset(DAY_MS)),
        )
    }
}

/// Handovers that begin in a stretch of time.
pub async fn handovers(
    State(app): State<App>,
    who: Who,
    Params(stretch): Params<Stretch>,
) -> AppResult<Answer<HandoverPage>> {
    app.handovers(who.asker, stretch.ends(app.now())).await.map(Answer)
}

/// Every version of one handover.
pub async fn handover(
    State(app): State<App>,
    who: Who,
    Id(id): Id<HandoverId>,
) -> AppResult<Answer<Vec<HandoverView>>> {
    app.handover(who.asker, id).await.map(Answer)
}

/// Opens a handover.
pub async fn handover_open(
    State(app): State<App>,
    who: Who,
    Body(draft): Body<HandoverDraft>,
) -> AppResult<(StatusCode, Answer<HandoverView>)> {
    let case = app.clone();
    let open = app.run(async move { case.handover_open(who.asker, LedgerSource::Api, draft).await });
    Ok((StatusCode::CREATED, Answer(open.await?)))
}

/// Closes a handover, or splits its pair.
pub async fn handover_close(
    State(app): State<App>,
    who: Who,
    Id(id): Id<HandoverId>,
    Body(closing): Body<HandoverClosing>,
) -> AppResult<Answer<HandoverView>> {
    let case = app.clone();
    let close = app.run(async move { case.handover_close(who.asker, id, closing).await });
    close.await.map(Answer)
}

/// Another version of a handover.
pub async fn handover_correct(
    State(app): State<App>,
    who: Who,
    Id(id): Id<HandoverId>,
    Body(correction): Body<HandoverCorrection>,
) -> AppResult<Answer<HandoverView>> {
    let case = app.clone();
    let correct = app.run(async move { case.handover_correct(who.asker, id, correction).await });
    correct.await.map(Answer)
}

/// Every answer about whose footage a clip is.
pub async fn attributions(
    State(app): State<App>,
    who: Who,
    Id(id): Id<ClipId>,
) -> AppResult<Answer<Vec<AttributionView>>> {
    app.attributions(who.asker, id).await.map(Answer)
}

/// A person says whose footage a clip is.
pub async fn attribution_state(
    State(app): State<App>,
    who: Who,
    Id(id): Id<ClipId>,
    Body(draft): Body<AttributionDraft>,
) -> AppResult<Answer<AttributionView>> {
    let case = app.clone();
    let state = app.run(async move { case.attribution_state(who.asker, id, draft).await });
    state.await.map(Answer)
}
