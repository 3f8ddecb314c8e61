//! Reading documents: back from the device, to whoever may take them, and the proof of their sealing.

use evidence_schema::custody::entry::Event;
use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::evidence::ClipState;
use evidence_schema::ids::DocumentId;
use evidence_schema::people::Actor;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::documents::DocumentReceipt;

use super::person_of;
use crate::app::docks::checked_title;
use crate::app::receipts::pending;
use crate::app::{App, AppError, AppResult};
use crate::store::document::DocumentRow;
use crate::store::job::JobKind;
use crate::vault::{ObjectKey, ObjectStream, ReadBack, VaultError};

/// The bytes of a document on their way to somebody who may take them.
pub struct DocumentBytes {
    /// The document.
    pub document: DocumentRow,
    /// The bytes.
    pub bytes: ObjectStream,
}

impl App {
    /// Opens the bytes of a document; the entry that says so, and why, stands before the first byte.
    ///
    /// # Errors
    /// [`evidence_schema::wire::problem::ProblemCode::NotFound`], a wrong field when no reason is given, or the log cannot be
    /// written.
    pub async fn document_take(&self, asker: Asker, id: DocumentId, reason: &str) -> AppResult<DocumentBytes> {
        let document = self.document_row(asker, Action::SeeDocument, id).await?;
        let reason = checked_title("reason", reason)?;
        let mut tx = self
            .evidence(Event::DocumentTaken, person_of(asker)?, id.to_string())
            .await?;
        tx.fact("reason", reason);
        self.commit(tx).await?;
        let key = ObjectKey::parse(&document.object_key)?;
        let bytes = self.vault.stream(&key, 0, document.size_bytes).await?;
        Ok(DocumentBytes { document, bytes })
    }

    /// The proof that a document was sealed, or read back.
    ///
    /// # Errors
    /// [`evidence_schema::wire::problem::ProblemCode::ReceiptPending`] until the log is signed over it.
    pub async fn document_receipt(&self, asker: Asker, id: DocumentId) -> AppResult<DocumentReceipt> {
        let document = self.document_row(asker, Action::SeeDocument, id).await?;
        let (event, level) = match document.state {
            ClipState::Verified => (Event::DocumentVerified, ReceiptLevel::Verified),
            ClipState::Sealed => (Event::DocumentSealed, ReceiptLevel::Sealed),
            ClipState::Damaged => return Err(AppError::not_found("receipt")),
        };
        let entry = self.store.entry_newest_of(&id.to_string(), &event.name()).await?;
        let entry = entry.ok_or_else(|| AppError::internal(format!("{id} has no entry of its sealing")))?;
        let (_, checkpoint) = self.covered(&entry).await?.ok_or_else(pending)?;
        Ok(DocumentReceipt {
            document_id: id,
            level,
            sha256: document.sha256,
            size_bytes: document.size_bytes,
            entry: self.entry_packaged(&entry, &checkpoint).await?,
            checkpoint: checkpoint.note,
        })
    }

    /// Reads a document's object back; the outcome is an entry of its own.
    ///
    /// # Errors
    /// When the vault does not answer; a damaged or missing object is an outcome, not an error.
    pub async fn document_read_back(&self, id: DocumentId) -> AppResult<()> {
        let Some(document) = self.store.document_by_id(id).await? else {
            return Ok(self.store.job_end(JobKind::ReadBack, &id.to_string()).await?);
        };
        let key = ObjectKey::parse(&document.object_key)?;
        match self.vault.read_back(&key).await {
            Ok(found) if found.sha256 == document.sha256 && found.size_bytes == document.size_bytes => {
                self.document_verified(document, &found).await
            }
            Ok(found) => {
                let what = format!(
                    "its stored bytes changed: {} bytes with SHA-256 {} were read back",
                    found.size_bytes, found.sha256
                );
                self.document_damaged(document, &what).await
            }
            Err(VaultError::Missing(_)) => self.document_damaged(document, "its stored bytes are not there").await,
            Err(e) => Err(e.into()),
        }
    }

    async fn document_verified(&self, document: DocumentRow, found: &ReadBack) -> AppResult<()> {
        let subject = document.id.to_string();
        let Ok(state) = document.state.verify() else {
            return Ok(self.store.job_end(JobKind::ReadBack, &subject).await?);
        };
        let verified = DocumentRow {
            state,
            verified_at: Some(self.now()),
            ..document
        };
        let actor = Actor::system("fixity");
        let mut tx = self.evidence(Event::DocumentVerified, actor, subject.clone()).await?;
        tx.fact("read_back", found.method.as_str());
        tx.document_update(&verified).await?;
        tx.job_end(JobKind::ReadBack, &subject).await?;
        self.commit(tx).await
    }

    async fn document_damaged(&self, document: DocumentRow, what: &str) -> AppResult<()> {
        let subject = document.id.to_string();
        let message = format!(
            "Document {subject} ({}): {what}. Keep the original, send it again, check the disk.",
            document.file_name
        );
        let damaged = DocumentRow {
            state: ClipState::Damaged,
            ..document
        };
        let actor = Actor::system("fixity");
        let mut tx = self
            .evidence(Event::DocumentDamaged, actor.clone(), subject.clone())
            .await?;
        tx.fact("found", what);
        tx.document_update(&damaged).await?;
        tx.job_end(JobKind::ReadBack, &subject).await?;
        self.commit(tx).await?;
        tracing::error!(document = %subject, "read-back failed: {what}");
        self.finding_raise("damaged", &subject, &message, actor).await
    }
}
