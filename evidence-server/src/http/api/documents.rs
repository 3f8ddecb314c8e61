//! Documents of a case file: list, bytes, proof, what is said of them.

use axum::body::Body as Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use evidence_schema::ids::{CaseId, DocumentId};
use evidence_schema::wire::access::DownloadRequest;
use evidence_schema::wire::documents::{DocumentList, DocumentReceipt, DocumentStatement, DocumentView};

use crate::app::documents::reading::DocumentBytes;
use crate::app::{App, AppError, AppResult};
use crate::http::extract::{Answer, Body, Id, Who};

/// Every document of a case file.
pub async fn list(State(app): State<App>, who: Who, Id(id): Id<CaseId>) -> AppResult<Answer<DocumentList>> {
    app.documents(who.asker, id).await.map(Answer)
}

/// Another version of what is said of a document.
pub async fn state(
    State(app): State<App>,
    who: Who,
    Id(id): Id<DocumentId>,
    Body(said): Body<DocumentStatement>,
) -> AppResult<Answer<DocumentView>> {
    let case = app.clone();
    let done = app.run(async move { case.document_state(who.asker, id, said).await });
    done.await.map(Answer)
}

/// The proof that a document was sealed.
pub async fn receipt(State(app): State<App>, who: Who, Id(id): Id<DocumentId>) -> AppResult<Answer<DocumentReceipt>> {
    app.document_receipt(who.asker, id).await.map(Answer)
}

/// The bytes, to be saved; the reason stands in the custody log before the first byte leaves.
pub async fn download(
    State(app): State<App>,
    who: Who,
    Id(id): Id<DocumentId>,
    Body(request): Body<DownloadRequest>,
) -> AppResult<Response> {
    let case = app.clone();
    let take = app.run(async move { case.document_take(who.asker, id, &request.reason).await });
    download_response(take.await?)
}

/// A file to keep: whatever it is, no browser shows or runs it here.
pub fn download_response(taken: DocumentBytes) -> AppResult<Response> {
    let headers = headers(&taken.document.file_name, taken.document.size_bytes)?;
    Ok((headers, Bytes::from_stream(taken.bytes)).into_response())
}

fn headers(file_name: &str, size_bytes: u64) -> AppResult<HeaderMap> {
    let mut headers = HeaderMap::new();
    let fixed: [(HeaderName, &'static str); 4] = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size_bytes));
    let disposition = HeaderValue::from_str(&disposition(file_name)).map_err(AppError::internal)?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(headers)
}

/// A name for the saved file, in the form that takes any characters (RFC 5987).
fn disposition(file_name: &str) -> String {
    let mut escaped = String::with_capacity(file_name.len());
    for byte in file_name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push('%');
            escaped.push_str(&hex::encode_upper([byte]));
        }
    }
    format!("attachment; filename*=UTF-8''{escaped}")
}
