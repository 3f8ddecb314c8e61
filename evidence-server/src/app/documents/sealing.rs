//! A staged upload becomes a document: the same hash, the same vault, the same read-back as a clip.
//!
//! What must stay true: the object is put before one commit holds document, first version, their entries and the next
//! job; the same bytes stand in a case file once.

use evidence_schema::custody::entry::Event;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::document::{HEAD_BYTES, kind_of_content};
use evidence_schema::evidence::ClipState;
use evidence_schema::ids::{CaseId, DocumentId, DocumentVersionId};
use evidence_schema::limits::DOCUMENT_BYTES_MAX;
use evidence_schema::rules::access::{Action, Asker};
use evidence_schema::wire::problem::ProblemCode;
use evidence_schema::wire::uploads::{META_CASE, META_PURPOSE, META_TITLE, PURPOSE_DOCUMENT, metadata_value};
use futures_util::StreamExt;

use super::title_of;
use crate::app::docks::checked_title;
use crate::app::sealing::Refusal;
use crate::app::uploads::UploadDraft;
use crate::app::{App, AppError, AppResult};
use crate::store::document::{DocumentRow, DocumentVersionRow};
use crate::store::job::JobKind;
use crate::store::upload::UploadRow;
use crate::vault::ObjectKey;

/// What an upload that shall become a document says of itself.
pub(in crate::app) struct DocumentWish {
    pub(in crate::app) case_id: Option<CaseId>,
    title: Option<String>,
}

/// What the metadata of an upload says of a document; `None` for everything that is none.
pub(in crate::app) fn wish_of(metadata: &str) -> Option<DocumentWish> {
    let purpose = metadata_value(metadata, META_PURPOSE)?;
    (purpose == PURPOSE_DOCUMENT).then(|| DocumentWish {
        case_id: metadata_value(metadata, META_CASE).and_then(|text| text.parse().ok()),
        title: metadata_value(metadata, META_TITLE).filter(|title| !title.trim().is_empty()),
    })
}

impl App {
    /// Whether an upload that shall become a document may begin.
    ///
    /// # Errors
    /// When there is no such case file for this asker, or the file is empty or too large.
    pub(in crate::app) async fn document_check(&self, asker: Asker, draft: &UploadDraft) -> AppResult<()> {
        let Some(wish) = wish_of(&draft.metadata) else {
            return Ok(());
        };
        let case_id = wish.case_id.ok_or_else(|| AppError::not_found("case file"))?;
        self.case_row(asker, Action::AddDocument, case_id).await?;
        if let Some(title) = &wish.title {
            checked_title("title", title)?;
        }
        if draft.size_bytes == 0 {
            return Err(AppError::invalid("size", "An empty file is no document."));
        }
        if draft.size_bytes > DOCUMENT_BYTES_MAX {
            let message = format!("A document has at most {DOCUMENT_BYTES_MAX} bytes (5 GiB).");
            return Err(AppError::new(ProblemCode::TooLarge, message)
                .kept("Nothing of this file.")
                .next("Footage comes in through a dock; send a document in parts."));
        }
        Ok(())
    }

    /// Seals an upload as a document; does nothing when that was done before.
    pub(in crate::app) async fn document_seal(&self, upload: &UploadRow, wish: DocumentWish) -> AppResult<()> {
        let Some((key, sha256)) = self.sealing_key(upload).await? else {
            return Ok(());
        };
        let case_id = wish
            .case_id
            .ok_or_else(|| AppError::internal("an upload names no case file"))?;
        let _alone = self.sealing_now.alone(sha256).await;
        if let Some(refusal) = self.document_held(upload, case_id, sha256).await? {
            return self.upload_refuse(upload, refusal).await;
        }
        self.vault.put(&self.staging.path(upload.id), &key).await?;
        let document = self.document_drafted(upload, case_id, (&key, sha256)).await?;
        self.document_commit(document, wish.title, upload).await?;
        self.jobs_due.notify_waiters();
        Ok(())
    }

    /// The same bytes stand in this case file already.
    async fn document_held(
        &self,
        upload: &UploadRow,
        case_id: CaseId,
        sha256: Sha256Digest,
    ) -> AppResult<Option<Refusal>> {
        let same = self
            .store
            .documents_with_bytes(case_id, (sha256, upload.size_bytes))
            .await?;
        for held in same {
            let now = self.document_now(held.id).await?;
            if now.is_withdrawn {
                continue;
            }
            let message = format!(
                "{}: the same document stands in this case file already, as {:?}.",
                upload.file_name, now.title
            );
            let error = AppError::new(ProblemCode::Conflict, message)
                .kept("The document that is there; nothing was sent twice.")
                .next("Change its title or stage where it stands, if that is what was meant.");
            let facts = vec![("document", held.id.to_string().into())];
            return Ok(Some(Refusal {
                error,
                finding: None,
                facts,
            }));
        }
        Ok(None)
    }

    async fn document_drafted(
        &self,
        upload: &UploadRow,
        case_id: CaseId,
        (key, sha256): (&ObjectKey, Sha256Digest),
    ) -> AppResult<DocumentRow> {
        let to = upload.size_bytes.min(u64::try_from(HEAD_BYTES).unwrap_or(u64::MAX));
        let mut bytes = self.vault.stream(key, 0, to).await?;
        let mut head = Vec::with_capacity(HEAD_BYTES);
        while let Some(piece) = bytes.next().await {
            head.extend_from_slice(&piece?);
        }
        Ok(DocumentRow {
            id: DocumentId::from_random(self.chance()),
            case_id,
            upload_id: upload.id,
            sha256,
            size_bytes: upload.size_bytes,
            object_key: key.to_string(),
            file_name: upload.file_name.clone(),
            kind: kind_of_content(&head),
            state: ClipState::Sealed,
            sealed_at: self.now(),
            sealed_by: upload.owner.clone(),
            verified_at: None,
        })
    }

    /// One commit: the document with its entry, its first version with an entry of the case file.
    async fn document_commit(&self, document: DocumentRow, title: Option<String>, upload: &UploadRow) -> AppResult<()> {
        let subject = document.id.to_string();
        let version = DocumentVersionRow {
            id: DocumentVersionId::from_random(self.chance()),
            document_id: document.id,
            case_id: document.case_id,
            ordinal: 1,
            title: title.unwrap_or_else(|| title_of(&document.file_name)),
            document_type: None,
            stage: None,
            is_withdrawn: false,
            reason: None,
            stated_at: document.sealed_at,
            stated_by: document.sealed_by.clone(),
        };
        let mut tx = self
            .evidence(Event::DocumentSealed, document.sealed_by.clone(), subject.clone())
            .await?;
        tx.document_seal(&document).await?;
        tx.go_on(
            Event::CaseDocumentLinked,
            document.case_id.to_string(),
            &*self.outside.random,
        )
        .await?;
        tx.fact("document", subject.as_str());
        tx.document_version_add(&version).await?;
        tx.upload_seal_as_document(upload.id).await?;
        tx.job_add(&self.job(JobKind::ReadBack, &subject)).await?;
        tx.job_end(JobKind::Seal, &upload.id.to_string()).await?;
        self.commit(tx).await
    }
}
