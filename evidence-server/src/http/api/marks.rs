//! What is said of clips: tags, importance, the class without a case.

use axum::extract::State;
use evidence_schema::ids::ClipId;
use evidence_schema::wire::marks::{
    ImportanceRequest, MarkAnswer, MarkCatalogue, MarkVersions, SettlementRequest, TagRequest,
};

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Who};

/// Tags and classes of this agency.
pub async fn catalogue(State(app): State<App>, who: Who) -> AppResult<Answer<MarkCatalogue>> {
    app.mark_catalogue(who.asker).map(Answer)
}

/// Everything that was said of a clip.
pub async fn of_clip(State(app): State<App>, who: Who, Id(id): Id<ClipId>) -> AppResult<Answer<MarkVersions>> {
    app.clip_marks(who.asker, id).await.map(Answer)
}

/// Puts a tag on clips, confirms it or takes it off.
pub async fn tag(State(app): State<App>, who: Who, Body(request): Body<TagRequest>) -> AppResult<Answer<MarkAnswer>> {
    let case = app.clone();
    let done = app.run(async move { case.clips_tag(who.asker, request).await });
    done.await.map(Answer)
}

/// A person's word about importance.
pub async fn importance(
    State(app): State<App>,
    who: Who,
    Body(request): Body<ImportanceRequest>,
) -> AppResult<Answer<MarkAnswer>> {
    let case = app.clone();
    let done = app.run(async move { case.importance_state(who.asker, request).await });
    done.await.map(Answer)
}

/// States a class without a case, or takes it back.
pub async fn settlement(
    State(app): State<App>,
    who: Who,
    Body(request): Body<SettlementRequest>,
) -> AppResult<Answer<MarkAnswer>> {
    let case = app.clone();
    let done = app.run(async move { case.clips_settle(who.asker, request).await });
    done.await.map(Answer)
}
