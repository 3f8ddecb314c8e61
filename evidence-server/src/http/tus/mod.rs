//! tus 1.0.0: creation, creation-with-upload, checksum, expiration, termination.
//!
//! What must stay true: a refusal does not cut the client off in the middle of its body, so that it can read why.

mod headers;

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use evidence_schema::ids::UploadId;
use evidence_schema::limits::CLIP_BYTES_MAX;
use evidence_schema::wire::problem::ProblemCode;
use evidence_schema::wire::uploads::{TUS_CHECKSUMS, TUS_EXTENSIONS, TUS_VERSION, UPLOADS_PATH};
use futures_util::StreamExt;

use super::extract::{Id, Who};
use super::problem::media_type_unknown;
use crate::app::uploads::{UploadDraft, UploadPlace};
use crate::app::views::Append;
use crate::app::{App, AppError, AppResult};

/// Bytes of a refused body that are read and forgotten.
const DRAINED_BYTES_MAX: u64 = 64 << 20;
const DRAIN_PAUSE: Duration = Duration::from_secs(5);

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

/// `OPTIONS`: what this server speaks.
pub async fn options() -> Response {
    let max = CLIP_BYTES_MAX.to_string();
    let headers = [
        ("tus-resumable", TUS_VERSION),
        ("tus-version", TUS_VERSION),
        ("tus-extension", TUS_EXTENSIONS),
        ("tus-checksum-algorithm", TUS_CHECKSUMS),
        ("tus-max-size", max.as_str()),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

fn place_headers(place: &UploadPlace, is_created: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(RESUMABLE, HeaderValue::from_static(TUS_VERSION));
    headers.insert(OFFSET, HeaderValue::from(place.offset_bytes));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if place.offset_bytes < place.row.size_bytes {
        let expires = place
            .row
            .expires_at
            .to_chrono()
            .format("%a, %d %b %Y %H:%M:%S GMT")
            .to_string();
        if let Ok(value) = HeaderValue::from_str(&expires) {
            headers.insert(EXPIRES, value);
        }
    }
    if is_created && let Ok(value) = HeaderValue::from_str(&format!("{UPLOADS_PATH}/{}", place.row.id)) {
        headers.insert(header::LOCATION, value);
    }
    headers
}

/// Every answer of tus says which version it speaks.
fn speak(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(RESUMABLE, HeaderValue::from_static(TUS_VERSION));
    response
}

/// Reads on for a while, so that the client gets to the answer.
async fn drain(mut body: BodyDataStream) {
    let mut drained = 0_u64;
    while let Ok(Some(Ok(piece))) = tokio::time::timeout(DRAIN_PAUSE, body.next()).await {
        drained += piece.len() as u64;
        if drained > DRAINED_BYTES_MAX {
            return;
        }
    }
}

async fn refuse(error: AppError, body: BodyDataStream) -> Response {
    if error.code != ProblemCode::StorageFull {
        drain(body).await;
    }
    speak(error.into_response())
}

/// `POST`: begins an upload; with a body of `application/offset+octet-stream` also its first bytes.
pub async fn create(State(app): State<App>, who: Who, headers: HeaderMap, body: Body) -> Response {
    let body = body.into_data_stream();
    let created = match headers::creation(&headers) {
        Ok(draft) => create_drafted(&app, &who, draft).await,
        Err(error) => Err(error),
    };
    let place = match created {
        Ok(place) => place,
        Err(error) => return refuse(error, body).await,
    };
    if !headers::has_offset_body(&headers) || place.offset_bytes > 0 || place.row.size_bytes == 0 {
        return (StatusCode::CREATED, place_headers(&place, true)).into_response();
    }
    let id = place.row.id;
    match append((app, who, id), &headers, Some(0), body).await {
        Ok(place) => (StatusCode::CREATED, place_headers(&place, true)).into_response(),
        Err(error) => speak(error.into_response()),
    }
}

async fn create_drafted(app: &App, who: &Who, draft: UploadDraft) -> AppResult<UploadPlace> {
    let (case, asker) = (app.clone(), who.asker);
    app.run(async move { case.upload_create(asker, draft).await }).await
}

async fn append(
    (app, who, id): (App, Who, UploadId),
    headers: &HeaderMap,
    offset: Option<u64>,
    body: BodyDataStream,
) -> AppResult<UploadPlace> {
    let offset = match offset {
        Some(offset) => offset,
        None => headers::offset(headers)?,
    };
    let append = Append {
        offset,
        size_bytes: 0,
        checksum: headers::checksum(headers)?,
    };
    let case = app.clone();
    app.run(async move {
        let mut body = body;
        let result = case.upload_append(who.asker, id, append, &mut body).await;
        if result
            .as_ref()
            .is_err_and(|e| e.code != ProblemCode::StorageFull && e.code != ProblemCode::UploadBusy)
        {
            drain(body).await;
        }
        result
    })
    .await
}

/// Who asks about which upload, with the headers that say how.
pub struct Asked {
    who: Who,
    id: UploadId,
    headers: HeaderMap,
}

impl FromRequestParts<App> for Asked {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let who = Who::from_request_parts(parts, app).await?;
        let Id(id) = Id::from_request_parts(parts, app).await?;
        Ok(Self {
            who,
            id,
            headers: parts.headers.clone(),
        })
    }
}

/// `HEAD`: where the upload stands.
pub async fn head(State(app): State<App>, asked: Asked) -> Response {
    let Asked { who, id, headers } = asked;
    if let Err(error) = headers::version(&headers) {
        return speak(error.into_response());
    }
    let case = app.clone();
    match app.run(async move { case.upload_head(who.asker, id).await }).await {
        Ok(place) => {
            let mut headers = place_headers(&place, false);
            headers.insert(LENGTH, HeaderValue::from(place.row.size_bytes));
            let metadata = HeaderValue::from_str(&place.row.metadata).ok();
            if let Some(value) = metadata.filter(|value| !value.is_empty()) {
                headers.insert(METADATA, value);
            }
            (StatusCode::OK, headers).into_response()
        }
        Err(error) => speak(error.into_response()),
    }
}

/// `PATCH`: the next bytes.
pub async fn patch(State(app): State<App>, asked: Asked, body: Body) -> Response {
    let Asked { who, id, headers } = asked;
    let body = body.into_data_stream();
    if let Err(error) = headers::version(&headers) {
        return refuse(error, body).await;
    }
    if !headers::has_offset_body(&headers) {
        drain(body).await;
        return speak(media_type_unknown(
            "PATCH wants Content-Type: application/offset+octet-stream.",
        ));
    }
    match append((app, who, id), &headers, None, body).await {
        Ok(place) => (StatusCode::NO_CONTENT, place_headers(&place, false)).into_response(),
        Err(error) => speak(error.into_response()),
    }
}

/// `DELETE`: ends an upload that is not complete.
pub async fn terminate(State(app): State<App>, asked: Asked) -> Response {
    let Asked { who, id, headers } = asked;
    if let Err(error) = headers::version(&headers) {
        return speak(error.into_response());
    }
    let case = app.clone();
    match app.run(async move { case.upload_terminate(who.asker, id).await }).await {
        Ok(()) => speak(StatusCode::NO_CONTENT.into_response()),
        Err(error) => speak(error.into_response()),
    }
}

/// `POST` with `X-HTTP-Method-Override`, for clients whose road lets only GET and POST through.
pub async fn overridden(state: State<App>, asked: Asked, body: Body) -> Response {
    match headers::method_override(&asked.headers) {
        Some(Method::PATCH) => patch(state, asked, body).await,
        Some(Method::DELETE) => terminate(state, asked).await,
        Some(Method::HEAD) => head(state, asked).await,
        _ => super::problem::no_method().await.into_response(),
    }
}
