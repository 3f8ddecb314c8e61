//! Uploads (tus 1.0.0): metadata keys, state of an upload, receipts.

use serde::{Deserialize, Serialize};

use crate::digest::Sha256Digest;
use crate::evidence::UploadState;
use crate::ids::{ClipId, UploadId};
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
    /// When an unfinished upload is swept.
    pub expires_at: Option<Timestamp>,
    /// Why it was refused.
    pub refusal: Option<Problem>,
}
