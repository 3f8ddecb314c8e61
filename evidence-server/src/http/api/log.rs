//! The published log: checkpoint and tiles for anybody, entry bundles for auditors.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use evidence_schema::custody::tiles::{LogPath, parse_path};
use evidence_schema::rules::access::{Action, Subject};

use crate::app::{App, AppError, AppResult};
use crate::http::extract::{Rest, Who};

/// The newest published checkpoint.
pub async fn checkpoint(State(app): State<App>) -> AppResult<Response> {
    let bytes = app
        .published
        .get("checkpoint")
        .await?
        .ok_or_else(|| AppError::not_found("checkpoint"))?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, bytes).into_response())
}

/// A tile or an entry bundle.
pub async fn tile(State(app): State<App>, who: Who, Rest(rest): Rest) -> AppResult<Response> {
    let path = format!("tile/{rest}");
    match parse_path(&path) {
        Some(LogPath::Tile(_)) => app.permit(who.asker, Action::SeeLogTiles, Subject::Installation)?,
        Some(LogPath::Bundle(..)) => app.permit_over(who.asker, Action::SeeLogEntries, None).await?,
        None => return Err(AppError::not_found("tile")),
    }
    let bytes = app
        .published
        .get(&path)
        .await?
        .ok_or_else(|| AppError::not_found("tile"))?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, "max-age=3600"),
    ];
    Ok((headers, bytes).into_response())
}
