//! Every request gets a number, a line in the access log and a place in the metrics.
//!
//! What must stay true: paths are logged as their patterns and ids; queries, bodies and tokens never are.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{counter, histogram};

use crate::app::App;

tokio::task_local! {
    static REQUEST_ID: String;
}

/// Number of the request that is being answered.
pub(super) fn current_request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

/// Gives the request its number and watches it.
pub(super) async fn watch(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = hex::encode(&app.chance()[..8]);
    let method = request.method().clone();
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)", MatchedPath::as_str)
        .to_owned();
    let started = Instant::now();
    let mut response = REQUEST_ID.scope(id.clone(), next.run(request)).await;
    let status = response.status().as_u16();
    let took = started.elapsed();
    counter!("mingjing_http_requests_total", "method" => method.to_string(), "path" => path.clone(),
        "status" => status.to_string())
    .increment(1);
    histogram!("mingjing_http_seconds", "path" => path.clone()).record(took.as_secs_f64());
    tracing::info!(target: "access", request = %id, %method, %path, status, ms = took.as_millis(), "answered");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response
            .headers_mut()
            .insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}
