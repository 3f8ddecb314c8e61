//! The headers of tus, read strictly: what is malformed is refused, never guessed.

use axum::http::{HeaderMap, Method, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use evidence_schema::wire::problem::ProblemCode;
use evidence_schema::wire::uploads::{META_FILENAME, META_SHA256, META_STATEMENT, TUS_CHECKSUMS, TUS_VERSION};

use crate::app::uploads::UploadDraft;
use crate::app::views::{Checksum, ChecksumKind};
use crate::app::{AppError, AppResult};

fn malformed(detail: impl Into<String>) -> AppError {
    AppError::new(ProblemCode::Malformed, detail)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn number(headers: &HeaderMap, name: &str) -> AppResult<u64> {
    let value = text(headers, name).ok_or_else(|| malformed(format!("{name} is missing.")))?;
    // `parse` alone would take a plus sign.
    let is_digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    let parsed = is_digits.then(|| value.parse().ok()).flatten();
    parsed.ok_or_else(|| malformed(format!("{name} is not a number of bytes.")))
}

/// The request must speak the version that this server speaks.
pub(super) fn version(headers: &HeaderMap) -> AppResult<()> {
    match text(headers, "tus-resumable") {
        Some(TUS_VERSION) => Ok(()),
        _ => Err(AppError::new(
            ProblemCode::TusVersionUnknown,
            format!("Tus-Resumable: {TUS_VERSION} is expected."),
        )),
    }
}

/// Offset from which the client goes on.
pub(super) fn offset(headers: &HeaderMap) -> AppResult<u64> {
    number(headers, "upload-offset")
}

/// Whether the body holds bytes of the upload.
pub(super) fn has_offset_body(headers: &HeaderMap) -> bool {
    text(headers, header::CONTENT_TYPE.as_str()).is_some_and(|t| t.trim() == "application/offset+octet-stream")
}

/// The method that a client could not send.
pub(super) fn method_override(headers: &HeaderMap) -> Option<Method> {
    text(headers, "x-http-method-override")?.parse().ok()
}

/// The announced checksum of the body, if there is one.
pub(super) fn checksum(headers: &HeaderMap) -> AppResult<Option<Checksum>> {
    if headers.get("upload-checksum").is_none() {
        return Ok(None);
    }
    let value = text(headers, "upload-checksum").ok_or_else(|| malformed("Upload-Checksum cannot be read."))?;
    let (name, encoded) = value
        .split_once(' ')
        .ok_or_else(|| malformed("Upload-Checksum is `<name> <base64>`."))?;
    let (kind, length) = match name {
        "sha1" => (ChecksumKind::Sha1, 20),
        "sha256" => (ChecksumKind::Sha256, 32),
        "crc32c" => (ChecksumKind::Crc32c, 4),
        _ => {
            let message = format!("Checksums offered: {TUS_CHECKSUMS}.");
            return Err(AppError::new(ProblemCode::ChecksumUnknown, message));
        }
    };
    let value = BASE64_STANDARD
        .decode(encoded.trim())
        .map_err(|_| malformed("Upload-Checksum is not base64."))?;
    if value.len() != length {
        return Err(malformed(format!("A {name} checksum has {length} bytes.")));
    }
    Ok(Some(Checksum { kind, value }))
}

/// What a client says when it begins an upload.
pub(super) fn creation(headers: &HeaderMap) -> AppResult<UploadDraft> {
    version(headers)?;
    let mut draft = UploadDraft {
        size_bytes: number(headers, "upload-length")?,
        file_name: None,
        statement: None,
        sha256: None,
        metadata: text(headers, "upload-metadata").unwrap_or_default().to_owned(),
    };
    // An empty Upload-Metadata is legal.
    let metadata = text(headers, "upload-metadata").unwrap_or_default();
    for pair in metadata.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, encoded) = pair.split_once(' ').unwrap_or((pair, ""));
        let bytes = BASE64_STANDARD
            .decode(encoded.trim())
            .map_err(|_| malformed(format!("Upload-Metadata: {key} is not base64.")))?;
        let value = String::from_utf8_lossy(&bytes).into_owned();
        match key {
            META_FILENAME => draft.file_name = Some(value),
            META_STATEMENT => draft.statement = Some(value),
            META_SHA256 => {
                let parsed = value
                    .parse()
                    .map_err(|_| malformed("Upload-Metadata: sha256 is not 64 hex digits."))?;
                draft.sha256 = Some(parsed);
            }
            // Foreign clients send keys of their own.
            _ => {}
        }
    }
    Ok(draft)
}
