//! tus 1.0.0, the client's side: create, ask for the offset, send a chunk with its sum.
//!
//! What must stay true: a server that does not announce crc32c is refused, because it would ignore the sums; a location
//! is a path of the same server; the offset that counts is the server's.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use evidence_schema::wire::uploads::{META_FILENAME, META_STATEMENT, TUS_VERSION, UPLOADS_PATH};
use reqwest::{Method, RequestBuilder, Response};

use super::server::{CallError, Server, away, checked, header};

const CHECKSUM: &str = "crc32c";

/// What the server announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Announced {
    /// Bytes may come with the creation.
    pub(crate) has_creation_with_upload: bool,
}

/// What an upload is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Creation<'a> {
    pub(crate) size_bytes: u64,
    pub(crate) filename: &'a str,
    pub(crate) statement: &'a str,
}

/// An upload on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Created {
    pub(crate) location: String,
    /// Bytes held, where the answer says so.
    pub(crate) offset: Option<u64>,
}

impl Server {
    /// What the server can do; refuses one that does not check chunk sums.
    pub(crate) async fn announced(&self) -> Result<Announced, CallError> {
        let request = self.request(Method::OPTIONS, UPLOADS_PATH);
        let response = checked(request.send().await.map_err(away)?).await?;
        let lists = |name: &str, word: &str| {
            header(&response, name).is_some_and(|list| list.split(',').any(|item| item.trim() == word))
        };
        if !lists("tus-version", TUS_VERSION) {
            return Err(CallError::Unfit(format!("the server does not speak tus {TUS_VERSION}")));
        }
        if !lists("tus-extension", "checksum") || !lists("tus-checksum-algorithm", CHECKSUM) {
            return Err(CallError::Unfit(
                "the server does not announce crc32c chunk sums, so it would not notice a damaged chunk: \
                 nothing is sent; the footage stays in the spool; have the server checked"
                    .to_owned(),
            ));
        }
        Ok(Announced {
            has_creation_with_upload: lists("tus-extension", "creation-with-upload"),
        })
    }

    /// Creates an upload, or finds the one that was begun; the first bytes may come along.
    pub(crate) async fn create(&self, creation: &Creation<'_>, first: Option<Bytes>) -> Result<Created, CallError> {
        let metadata = format!(
            "{META_FILENAME} {},{META_STATEMENT} {}",
            BASE64_STANDARD.encode(creation.filename),
            BASE64_STANDARD.encode(creation.statement)
        );
        let request = tus(self.request(Method::POST, UPLOADS_PATH))
            .header("Upload-Length", creation.size_bytes)
            .header("Upload-Metadata", metadata);
        let request = match first {
            Some(bytes) => with_chunk(request, bytes),
            None => request.header("Content-Length", 0),
        };
        let response = checked(request.send().await.map_err(away)?).await?;
        let location = header(&response, "location").unwrap_or_default().to_owned();
        if !is_upload(&location) {
            return Err(CallError::Unfit(format!(
                "the server names no upload of its own: {location:?}"
            )));
        }
        Ok(Created {
            offset: offset(&response),
            location,
        })
    }

    /// The server's offset.
    pub(crate) async fn offset(&self, location: &str) -> Result<u64, CallError> {
        let response = tus(self.request(Method::HEAD, location)).send().await.map_err(away)?;
        if !response.status().is_success() {
            return Err(CallError::of_head(response.status().as_u16()));
        }
        offset(&response).ok_or_else(|| CallError::Unfit("the server tells no offset".to_owned()))
    }

    /// Ends an upload that was refused or is not complete.
    pub(crate) async fn end(&self, location: &str) -> Result<(), CallError> {
        let response = tus(self.request(Method::DELETE, location)).send().await.map_err(away)?;
        checked(response).await.map(drop)
    }

    /// Sends a chunk; the answer is the new offset.
    pub(crate) async fn send(&self, location: &str, from: u64, bytes: Bytes) -> Result<u64, CallError> {
        let request = tus(self.request(Method::PATCH, location)).header("Upload-Offset", from);
        let response = checked(with_chunk(request, bytes).send().await.map_err(away)?).await?;
        offset(&response).ok_or_else(|| CallError::Unfit("the server tells no offset".to_owned()))
    }
}

fn tus(request: RequestBuilder) -> RequestBuilder {
    request.header("Tus-Resumable", TUS_VERSION)
}

fn with_chunk(request: RequestBuilder, bytes: Bytes) -> RequestBuilder {
    let sum = crc32c::crc32c(&bytes).to_be_bytes();
    request
        .header("Content-Type", "application/offset+octet-stream")
        .header("Upload-Checksum", format!("{CHECKSUM} {}", BASE64_STANDARD.encode(sum)))
        .body(bytes)
}

fn offset(response: &Response) -> Option<u64> {
    header(response, "upload-offset")?.parse().ok()
}

fn is_upload(location: &str) -> bool {
    let id = location
        .strip_prefix(UPLOADS_PATH)
        .and_then(|rest| rest.strip_prefix('/'));
    id.is_some_and(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)))
}
