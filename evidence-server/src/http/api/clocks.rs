//! What recorders' clocks are off by.

use axum::extract::State;
use evidence_schema::ids::ClipId;
use evidence_schema::wire::clocks::{ClipClock, OffsetDraft};

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Who};

/// Everything that was said about the clock behind a clip.
pub async fn of_clip(State(app): State<App>, who: Who, Id(id): Id<ClipId>) -> AppResult<Answer<ClipClock>> {
    app.clip_clock(who.asker, id).await.map(Answer)
}

/// A head says what the clock was off by.
pub async fn state(
    State(app): State<App>,
    who: Who,
    Id(id): Id<ClipId>,
    Body(draft): Body<OffsetDraft>,
) -> AppResult<Answer<ClipClock>> {
    let case = app.clone();
    let state = app.run(async move { case.offset_state(who.asker, id, draft).await });
    state.await.map(Answer)
}
