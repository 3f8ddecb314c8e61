//! Health, metrics, the description of the API.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use evidence_schema::rules::access::Action;

use crate::app::{App, AppResult};
use crate::http::extract::{Answer, Who};
use crate::http::routes;

/// The process is alive.
pub async fn healthz() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The server can do its work: database answers, disk has room, the log is being signed.
pub async fn readyz(State(app): State<App>) -> AppResult<Answer<serde_json::Value>> {
    app.ready().await.map(Answer)
}

/// Prometheus metrics.
pub async fn metrics(State(app): State<App>, who: Who) -> AppResult<Response> {
    app.permit_over(who.asker, Action::SeeMetrics, None).await?;
    let text = app.metrics_text().await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

/// The API in OpenAPI 3.1.
pub async fn openapi() -> Answer<utoipa::openapi::OpenApi> {
    Answer(routes::openapi())
}
