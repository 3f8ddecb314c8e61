//! Documents of case files: their bytes, and every version of what was said of them.

use evidence_schema::case::CaseStage;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::document::DocumentKind;
use evidence_schema::evidence::ClipState;
use evidence_schema::ids::{CaseId, DocumentId, DocumentVersionId, UploadId};
use evidence_schema::people::Actor;
use evidence_schema::time::Timestamp;

use super::rows::{EvidenceRow, evidence_row};
use super::statement::select;
use super::value::Column;
use super::{EvidenceTx, Store, StoreError};

const BY_ID: &str = select!(DocumentRow, "WHERE id = $1");
const BY_UPLOAD: &str = select!(DocumentRow, "WHERE upload_id = $1");
const OF_CASE: &str = select!(DocumentRow, "WHERE case_id = $1 ORDER BY sealed_at, id");
const SAME_BYTES: &str = select!(
    DocumentRow,
    "WHERE case_id = $1 AND sha256 = $2 AND size_bytes = $3 ORDER BY sealed_at, id"
);
const VERSIONS: &str = select!(DocumentVersionRow, "WHERE document_id = $1 ORDER BY ordinal");
const OBJECT_KEYS: &str = "SELECT object_key FROM document";

pub(super) const STATEMENTS: &[&str] = &[BY_ID, BY_UPLOAD, OF_CASE, SAME_BYTES, VERSIONS, OBJECT_KEYS];

evidence_row! {
    /// One document.
    DocumentRow in "document"
    key id: DocumentId,
    /// The case file that it was sent to.
    case_id: CaseId,
    /// The upload that it was.
    upload_id: UploadId,
    /// Digest of the bytes.
    sha256: Sha256Digest,
    /// Size in bytes.
    size_bytes: u64,
    /// Key in the vault.
    object_key: String,
    /// Name of the file as it was sent.
    file_name: String,
    /// Kind by its first bytes.
    kind: DocumentKind,
    /// State of the stored bytes.
    state: ClipState,
    /// When it was sealed, server time.
    sealed_at: Timestamp,
    /// Who sent it.
    sealed_by: Actor,
    /// Last read-back with the same hash.
    verified_at: Option<Timestamp>,
}

evidence_row! {
    /// One version of what is said of a document.
    DocumentVersionRow in "document_version"
    key id: DocumentVersionId,
    /// The document.
    document_id: DocumentId,
    /// The case file.
    case_id: CaseId,
    /// 1 for the first; the highest counts.
    ordinal: u64,
    /// Title.
    title: String,
    /// What kind of document it is.
    document_type: Option<String>,
    /// Stage of the case file.
    stage: Option<CaseStage>,
    /// Taken out of the case file.
    is_withdrawn: bool,
    /// Why, in their words.
    reason: Option<String>,
    /// When.
    stated_at: Timestamp,
    /// By whom.
    stated_by: Actor,
}

impl Store {
    /// One document.
    pub async fn document_by_id(&self, id: DocumentId) -> Result<Option<DocumentRow>, StoreError> {
        let row = self.fetch_one(BY_ID, vec![id.to_value()]).await?;
        row.as_ref().map(DocumentRow::read).transpose()
    }

    /// The document that an upload became.
    pub async fn document_of_upload(&self, id: UploadId) -> Result<Option<DocumentRow>, StoreError> {
        let row = self.fetch_one(BY_UPLOAD, vec![id.to_value()]).await?;
        row.as_ref().map(DocumentRow::read).transpose()
    }

    /// Every document of a case file, oldest first.
    pub async fn documents_of_case(&self, id: CaseId) -> Result<Vec<DocumentRow>, StoreError> {
        let rows = self.fetch(OF_CASE, vec![id.to_value()]).await?;
        rows.iter().map(DocumentRow::read).collect()
    }

    /// Documents of a case file with these bytes, oldest first.
    pub async fn documents_with_bytes(
        &self,
        case: CaseId,
        (sha256, size_bytes): (Sha256Digest, u64),
    ) -> Result<Vec<DocumentRow>, StoreError> {
        let args = vec![case.to_value(), sha256.to_value(), size_bytes.to_value()];
        let rows = self.fetch(SAME_BYTES, args).await?;
        rows.iter().map(DocumentRow::read).collect()
    }

    /// Everything that was said of a document, oldest first.
    pub async fn document_versions(&self, id: DocumentId) -> Result<Vec<DocumentVersionRow>, StoreError> {
        let rows = self.fetch(VERSIONS, vec![id.to_value()]).await?;
        rows.iter().map(DocumentVersionRow::read).collect()
    }

    /// Every object key that a document names.
    pub async fn document_object_keys(&self) -> Result<Vec<String>, StoreError> {
        let rows = self.fetch(OBJECT_KEYS, Vec::new()).await?;
        rows.iter().map(|row| String::read(row, "object_key")).collect()
    }
}

impl EvidenceTx {
    /// Writes a new document.
    pub async fn document_seal(&mut self, row: &DocumentRow) -> Result<(), StoreError> {
        self.insert(row).await
    }

    /// Writes the changed state of a document.
    pub async fn document_update(&mut self, row: &DocumentRow) -> Result<(), StoreError> {
        self.update(row).await
    }

    /// Writes what is said of a document.
    pub async fn document_version_add(&mut self, row: &DocumentVersionRow) -> Result<(), StoreError> {
        self.insert(row).await
    }
}
