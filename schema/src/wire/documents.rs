//! Documents of a case file, as they travel.

use serde::{Deserialize, Serialize};

use crate::case::CaseStage;
use crate::custody::package::PackagedEntry;
use crate::custody::receipt::ReceiptLevel;
use crate::digest::Sha256Digest;
use crate::document::DocumentKind;
use crate::evidence::ClipState;
use crate::ids::{CaseId, DocumentId};
use crate::time::Timestamp;

/// One document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentView {
    /// The document.
    pub document_id: DocumentId,
    /// The case file.
    pub case_id: CaseId,
    /// Name of the file as it was sent, without folders and control characters.
    pub file_name: String,
    /// What it is by its first bytes.
    pub kind: DocumentKind,
    /// What its name claims, where that is something else.
    pub claimed_kind: Option<DocumentKind>,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Digest of the bytes.
    pub sha256: Sha256Digest,
    /// State of the stored bytes.
    pub state: ClipState,
    /// When it was sealed, server time.
    pub sealed_at: Timestamp,
    /// When it was last read back with the same hash.
    pub verified_at: Option<Timestamp>,
    /// Title.
    pub title: String,
    /// What kind of document it is in the case file's words.
    pub document_type: Option<String>,
    /// Stage of the case file that it belongs to.
    pub stage: Option<CaseStage>,
    /// Number of the version that counts.
    pub version: u64,
    /// Taken out of the case file; the document stays.
    pub is_withdrawn: bool,
    /// Why the newest version was written.
    pub reason: Option<String>,
    /// When.
    pub stated_at: Timestamp,
    /// By whom, as people know them.
    pub stated_by: String,
}

/// `GET /api/v1/cases/{id}/documents`: every document of a case file, oldest first, those that were withdrawn as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentList {
    /// The documents.
    pub documents: Vec<DocumentView>,
}

/// `POST /api/v1/documents/{id}/statement`: another version of what is said of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentStatement {
    /// Title.
    pub title: String,
    /// What kind of document it is.
    pub document_type: Option<String>,
    /// Stage of the case file.
    pub stage: Option<CaseStage>,
    /// Whether it is taken out of the case file.
    pub is_withdrawn: bool,
    /// Why; needed for withdrawing and for putting back.
    pub reason: Option<String>,
}

/// `GET /api/v1/documents/{id}/receipt`: the entry by which the document was sealed or read back, with its proof.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentReceipt {
    /// The document.
    pub document_id: DocumentId,
    /// Level that the entry proves.
    pub level: ReceiptLevel,
    /// Digest of the bytes.
    pub sha256: Sha256Digest,
    /// Size in bytes.
    pub size_bytes: u64,
    /// The entry with its detail and its proof in the checkpoint.
    pub entry: PackagedEntry,
    /// The signed checkpoint.
    pub checkpoint: String,
}
