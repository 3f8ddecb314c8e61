//! tus 1.0.0 as a client speaks it, request by request: for docks of the test world and for tests of the protocol.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use evidence_schema::ids::UploadId;
use evidence_schema::wire::uploads::{META_FILENAME, META_STATEMENT, TUS_VERSION, UPLOADS_PATH, UploadStatus};
use reqwest::{Body, Method, RequestBuilder, Response, StatusCode};

use super::Caller;

pub(super) const OFFSET_BODY: &str = "application/offset+octet-stream";

/// An upload that was begun, or found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// Its id.
    pub id: UploadId,
    /// Bytes that the server holds.
    pub offset_bytes: u64,
}

/// `Upload-Metadata` of some pairs.
pub(super) fn metadata(pairs: &[(&str, &str)]) -> String {
    let encoded: Vec<String> = pairs
        .iter()
        .map(|(key, value)| format!("{key} {}", BASE64_STANDARD.encode(value)))
        .collect();
    encoded.join(",")
}

/// `Upload-Offset` of an answer.
pub(super) fn offset_of(response: &Response) -> u64 {
    let value = response
        .headers()
        .get("upload-offset")
        .and_then(|value| value.to_str().ok());
    value
        .and_then(|text| text.parse().ok())
        .expect("the answer says Upload-Offset")
}

fn id_of(response: &Response) -> UploadId {
    let location = response.headers().get("location").and_then(|value| value.to_str().ok());
    let id = location.and_then(|path| path.strip_prefix(UPLOADS_PATH)?.strip_prefix('/')?.parse().ok());
    id.unwrap_or_else(|| panic!("no upload's path in Location: {location:?}"))
}

impl Caller {
    /// A tus request that names its version.
    pub fn tus(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path).header("Tus-Resumable", TUS_VERSION)
    }

    /// Path of an upload.
    pub fn upload_path(id: UploadId) -> String {
        format!("{UPLOADS_PATH}/{id}")
    }

    /// A POST that begins an upload, to be completed and sent.
    pub fn tus_post(&self, size_bytes: u64, pairs: &[(&str, &str)]) -> RequestBuilder {
        let post = self.tus(Method::POST, UPLOADS_PATH).header("Upload-Length", size_bytes);
        if pairs.is_empty() {
            post
        } else {
            post.header("Upload-Metadata", metadata(pairs))
        }
    }

    /// Begins an upload, which must be accepted.
    pub async fn tus_create(&self, size_bytes: u64, pairs: &[(&str, &str)]) -> Created {
        let response = self.tus_post(size_bytes, pairs).send().await.expect("begin an upload");
        created(response).await
    }

    /// Begins the upload of a file under a name, as foreign clients do.
    pub async fn tus_create_named(&self, size_bytes: u64, name: &str) -> Created {
        self.tus_create(size_bytes, &[(META_FILENAME, name)]).await
    }

    /// Begins the upload that a signed capture statement speaks of.
    pub async fn tus_create_stated(&self, size_bytes: u64, statement: &str) -> Created {
        self.tus_create(size_bytes, &[(META_STATEMENT, statement)]).await
    }

    /// A PATCH, to be completed and sent.
    pub fn tus_patch(&self, id: UploadId, offset_bytes: u64) -> RequestBuilder {
        self.tus(Method::PATCH, &Self::upload_path(id))
            .header("Upload-Offset", offset_bytes)
            .header("Content-Type", OFFSET_BODY)
    }

    /// Sends bytes that must be accepted; gives the new offset.
    pub async fn tus_send(&self, id: UploadId, offset_bytes: u64, body: impl Into<Body>) -> u64 {
        let response = self
            .tus_patch(id, offset_bytes)
            .body(body)
            .send()
            .await
            .expect("send bytes of an upload");
        let status = response.status();
        if status != StatusCode::NO_CONTENT {
            let said = response.text().await.unwrap_or_default();
            panic!("PATCH at {offset_bytes}: {status}: {said}");
        }
        offset_of(&response)
    }

    /// A HEAD.
    pub async fn tus_head(&self, id: UploadId) -> Response {
        self.tus(Method::HEAD, &Self::upload_path(id))
            .send()
            .await
            .expect("ask for an offset")
    }

    /// Where an upload stands, by HEAD.
    pub async fn tus_offset(&self, id: UploadId) -> u64 {
        let response = self.tus_head(id).await;
        assert_eq!(response.status(), StatusCode::OK, "HEAD of {id}");
        offset_of(&response)
    }

    /// Where an upload stands, by the server's own word.
    pub async fn upload_status(&self, id: UploadId) -> UploadStatus {
        self.read(&format!("{}/state", Self::upload_path(id))).await
    }
}

/// What a POST begun, which must have been accepted.
pub(super) async fn created(response: Response) -> Created {
    let status = response.status();
    if status != StatusCode::CREATED {
        let said = response.text().await.unwrap_or_default();
        panic!("no upload was begun: {status}: {said}");
    }
    Created {
        id: id_of(&response),
        offset_bytes: offset_of(&response),
    }
}
