//! Filters that a person saved.

use axum::extract::State;
use axum::http::StatusCode;
use evidence_schema::ids::FilterId;
use evidence_schema::wire::filters::{FilterDraft, FilterView};

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Body, Id, Who};
use crate::http::pages::filters::meant;

/// The asker's own, by name.
pub async fn list(State(app): State<App>, who: Who) -> AppResult<Answer<Vec<FilterView>>> {
    app.filters(who.asker).await.map(Answer)
}

/// Saves one.
pub async fn save(
    State(app): State<App>,
    who: Who,
    Body(draft): Body<FilterDraft>,
) -> AppResult<(StatusCode, Answer<FilterView>)> {
    let (draft, listing) = meant(draft)?;
    let case = app.clone();
    let save = app.run(async move { case.filter_save(who.asker, draft, listing).await });
    Ok((StatusCode::CREATED, Answer(save.await?)))
}

/// Removes one.
pub async fn remove(State(app): State<App>, who: Who, Id(id): Id<FilterId>) -> AppResult<StatusCode> {
    app.filter_remove(who.asker, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
