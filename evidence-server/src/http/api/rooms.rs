//! The room register: rooms, their uses, the files of a use.

use axum::extract::State;
use axum::http::StatusCode;
use evidence_schema::ids::RoomUseId;
use evidence_schema::wire::rooms::{
    RoomDraft, RoomList, RoomUseCorrection, RoomUseDetail, RoomUseDraft, RoomUseList, RoomUseView, RoomView,
    RoomWindows,
};
use serde::Deserialize;

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Params, Who};

/// Every room.
pub async fn list(State(app): State<App>, who: Who) -> AppResult<Answer<RoomList>> {
    app.rooms(who.asker).await.map(Answer)
}

/// Enters a room, or says one anew.
pub async fn state(State(app): State<App>, who: Who, Body(draft): Body<RoomDraft>) -> AppResult<Answer<RoomView>> {
    let case = app.clone();
    let state = app.run(async move { case.room_state(who.asker, draft).await });
    state.await.map(Answer)
}

/// Uses that were entered lately.
pub async fn uses(State(app): State<App>, who: Who) -> AppResult<Answer<RoomUseList>> {
    app.room_uses(who.asker).await.map(Answer)
}

/// Enters a use.
pub async fn enter(
    State(app): State<App>,
    who: Who,
    Body(draft): Body<RoomUseDraft>,
) -> AppResult<(StatusCode, Answer<RoomUseView>)> {
    let case = app.clone();
    let enter = app.run(async move { case.room_use_enter(who.asker, draft).await });
    Ok((StatusCode::CREATED, Answer(enter.await?)))
}

/// One use with the files of its window.
pub async fn one(State(app): State<App>, who: Who, Id(id): Id<RoomUseId>) -> AppResult<Answer<RoomUseDetail>> {
    app.room_use_detail(who.asker, id).await.map(Answer)
}

/// Says a use anew.
pub async fn correct(
    State(app): State<App>,
    who: Who,
    Id(id): Id<RoomUseId>,
    Body(said): Body<RoomUseCorrection>,
) -> AppResult<Answer<RoomUseView>> {
    let case = app.clone();
    let correct = app.run(async move { case.room_use_correct(who.asker, id, said).await });
    correct.await.map(Answer)
}

/// Which room a dock asks about.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    room: String,
}

/// The windows of a room's uses.
pub async fn windows(State(app): State<App>, who: Who, Params(asked): Params<Asked>) -> AppResult<Answer<RoomWindows>> {
    app.room_windows(who.asker, &asked.room).await.map(Answer)
}
