//! Enforcement objects: of one case file, and everything about one of them.

use axum::extract::State;
use axum::http::StatusCode;
use evidence_schema::ids::{CaseId, ObjectId};
use evidence_schema::wire::acts::{ObjectDraft, ObjectRemoval, ObjectSearch, ObjectView};
use serde::Deserialize;

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Ids, Params, Who};

/// The words of a search.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Words {
    q: String,
}

/// The objects of a case file.
pub async fn list(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Answer<Vec<ObjectView>>> {
    app.objects(who.asker, id).await.map(Answer)
}

/// Enters an object.
pub async fn enter(
    State(app): State<App>,
    who: Who,
    Id(id): Id<CaseId>,
    Body(draft): Body<ObjectDraft>,
) -> AppResult<(StatusCode, Answer<ObjectView>)> {
    let case = app.clone();
    let enter = app.run(async move { case.object_enter(who.asker, id, draft).await });
    Ok((StatusCode::CREATED, Answer(enter.await?)))
}

/// Takes an object out.
pub async fn remove(
    State(app): State<App>,
    who: Who,
    Ids(id, object_id): Ids<CaseId, ObjectId>,
    Body(removal): Body<ObjectRemoval>,
) -> AppResult<StatusCode> {
    let case = app.clone();
    app.run(async move { case.object_remove(who.asker, (id, object_id), removal).await })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Everything about one object.
pub async fn search(State(app): State<App>, who: Who, Params(words): Params<Words>) -> AppResult<Answer<ObjectSearch>> {
    app.objects_search(who.asker, &words.q).await.map(Answer)
}
