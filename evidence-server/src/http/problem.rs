//! The only place with error statuses: one table from code to status, two faces (JSON here, a page in `pages`).
//!
//! What must stay true: inner causes never leave; every code has a status; 503 and 507 say when to come back.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use evidence_schema::wire::problem::{Problem, ProblemCode};
use evidence_schema::wire::uploads::TUS_VERSION;

use super::extract::Answer;
use crate::app::AppError;

/// Status of an answer with this code.
pub fn status_of(code: ProblemCode) -> StatusCode {
    use ProblemCode as P;
    match code {
        P::SignInNeeded => StatusCode::UNAUTHORIZED,
        P::Forbidden | P::FormStale => StatusCode::FORBIDDEN,
        P::NotFound => StatusCode::NOT_FOUND,
        P::MethodUnknown => StatusCode::METHOD_NOT_ALLOWED,
        P::Malformed | P::ChecksumUnknown => StatusCode::BAD_REQUEST,
        P::FieldsInvalid | P::StatementInvalid | P::HashMismatch | P::EnrollTokenInvalid => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        P::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        P::Conflict | P::CaseNumberTaken | P::OffsetWrong | P::UploadBusy | P::ReceiptPending => StatusCode::CONFLICT,
        // tus: 460 Checksum Mismatch, a number of its own.
        P::ChecksumMismatch => StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST),
        P::TusVersionUnknown => StatusCode::PRECONDITION_FAILED,
        P::UploadGone => StatusCode::GONE,
        P::Throttled => StatusCode::TOO_MANY_REQUESTS,
        P::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        P::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        P::OutcomeUnknown | P::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Seconds after which to come back, where that helps.
const fn retry_after(code: ProblemCode) -> Option<u32> {
    match code {
        ProblemCode::Unavailable => Some(5),
        ProblemCode::StorageFull => Some(60),
        ProblemCode::Throttled => Some(900),
        ProblemCode::ReceiptPending => Some(1),
        _ => None,
    }
}

impl AppError {
    /// The body for programs.
    pub fn problem(&self, request_id: Option<String>) -> Problem {
        Problem {
            code: self.code,
            kind: format!("urn:mingjing:problem:{}", self.code.as_str()),
            title: self.code.title().to_owned(),
            status: status_of(self.code).as_u16(),
            detail: self.detail.clone(),
            kept: self.kept.clone(),
            next: self.next.clone(),
            fields: self.fields.clone(),
            request_id,
        }
    }
}

/// Logged once, at the edge.
pub(super) fn log(error: &AppError, request_id: &str) {
    let status = status_of(error.code);
    if status.is_server_error() {
        tracing::error!(request = request_id, "{error}");
    } else {
        tracing::debug!(request = request_id, "{error}");
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let request_id = super::observe::current_request_id();
        log(&self, &request_id);
        let status = status_of(self.code);
        let mut headers = HeaderMap::new();
        if let Some(seconds) = retry_after(self.code) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(offset) = self.offset_bytes {
            headers.insert(HeaderName::from_static("upload-offset"), HeaderValue::from(offset));
        }
        if self.code == ProblemCode::TusVersionUnknown {
            headers.insert(
                HeaderName::from_static("tus-version"),
                HeaderValue::from_static(TUS_VERSION),
            );
        }
        if self.code == ProblemCode::SignInNeeded {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        let mut response = (status, headers, Answer(self.problem(Some(request_id)))).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        // For the face that people see.
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Nothing under this path.
pub(super) async fn no_route() -> AppError {
    AppError::refused(ProblemCode::NotFound)
}

/// A path that exists, with another method.
pub(super) async fn no_method() -> AppError {
    AppError::new(ProblemCode::MethodUnknown, "This address does not offer that method.")
}

/// A media type that cannot be read here: a request that cannot be read, with the status of its own that tus wants.
pub(super) fn media_type_unknown(detail: &str) -> Response {
    let mut response = AppError::new(ProblemCode::Malformed, detail).into_response();
    *response.status_mut() = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    response
}

/// A range that lies outside of the clip.
pub(super) fn range_not_there(size_bytes: u64) -> Response {
    let detail = format!("The clip has {size_bytes} bytes; this range is outside of it.");
    let mut response = AppError::new(ProblemCode::Malformed, detail).into_response();
    *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
    if let Ok(value) = HeaderValue::from_str(&format!("bytes */{size_bytes}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    response
}
