//! Uploads (tus 1.0.0): metadata keys, state of an upload, receipts.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use crate::digest::Sha256Digest;
use crate::evidence::UploadState;
use crate::ids::{ClipId, DocumentId, UploadId};
use crate::time::Timestamp;
use crate::wire::problem::Problem;

/// Path below which tus lives.
pub const UPLOADS_PATH: &str = "/api/v1/uploads";
/// Metadata key: name of the file, UTF-8. Foreign clients send it too.
pub const META_FILENAME: &str = "filename";
/// Metadata key: signed capture statement (a C2SP note). Only docks send it.
pub const META_STATEMENT: &str = "capture_statement";
/// Metadata key: SHA-256 in hex that a foreign client declares; optional.
pub const META_SHA256: &str = "sha256";
/// Metadata key: what the upload shall become; absent for footage.
pub const META_PURPOSE: &str = "purpose";
/// Value of [`META_PURPOSE`]: a document of a case file.
pub const PURPOSE_DOCUMENT: &str = "document";
/// Value of [`META_PURPOSE`]: footage that a person brings in, with what they say of it.
pub const PURPOSE_CLIP: &str = "clip";
/// Metadata key: where footage comes from, a word of `SourceKind`; needed for [`PURPOSE_CLIP`].
pub const META_SOURCE: &str = "source";
/// Metadata key: when the recording began, RFC 3339, where somebody knows.
pub const META_RECORDED_FROM: &str = "recorded_from";
/// Metadata key: who says when the recording began.
pub const META_SAID_BY: &str = "said_by";
/// Metadata key: when the file was last written by its own account, RFC 3339; optional.
pub const META_MODIFIED: &str = "modified";
/// Metadata key: name of the room whose fixed camera it is; optional.
pub const META_ROOM: &str = "room";
/// Metadata key: id of the case file that a document belongs to; of footage: id or number of one that it is linked to.
pub const META_CASE: &str = "case";
/// Metadata key: title of a document; optional.
pub const META_TITLE: &str = "title";
/// Version that every tus request names.
pub const TUS_VERSION: &str = "1.0.0";
/// Extensions that the server offers.
pub const TUS_EXTENSIONS: &str = "creation,creation-with-upload,checksum,expiration,termination";
/// Checksum algorithms that the server accepts; the agent uses crc32c.
pub const TUS_CHECKSUMS: &str = "sha1,sha256,crc32c";

/// Where an upload stands: `GET /api/v1/uploads/{id}/state`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UploadStatus {
    /// The upload.
    pub upload_id: UploadId,
    /// Where it stands.
    pub state: UploadState,
    /// Bytes staged.
    pub offset_bytes: u64,
    /// Bytes announced.
    pub size_bytes: u64,
    /// Digest declared before or with the upload.
    pub sha256: Option<Sha256Digest>,
    /// The clip, once sealed.
    pub clip_id: Option<ClipId>,
    /// These bytes were here before: the clip is the one that they became then, with what was said of it then.
    #[serde(default)]
    pub is_held: bool,
    /// The document, once sealed as one.
    pub document_id: Option<DocumentId>,
    /// When an unfinished upload is swept.
    pub expires_at: Option<Timestamp>,
    /// Why it was refused.
    pub refusal: Option<Problem>,
}

/// The value of a key in `Upload-Metadata`: pairs of key and base64, with commas between; `None` when it is not there or
/// is not text.
pub fn metadata_value(metadata: &str, key: &str) -> Option<String> {
    let mut pairs = metadata.split(',').map(str::trim);
    let encoded = pairs.find_map(|pair| pair.strip_prefix(key)?.strip_prefix(' '))?;
    let bytes = BASE64_STANDARD.decode(encoded.trim()).ok()?;
    String::from_utf8(bytes).ok()
}
