//! Documents beside the footage of a case file, under the same custody: sealed by the same job, verified by reading back,
//! described and withdrawn by versions.
//!
//! What must stay true: a document is no clip: it stands in no list of clips and no media job opens it; nothing of it is
//! shown as a page; taking it out of a case file deletes nothing.

pub mod reading;
mod sealing;

pub use reading::DocumentBytes;
pub(super) use sealing::wish_of;

use evidence_schema::custody::entry::Event;
use evidence_schema::document::contradiction;
use evidence_schema::ids::{CaseId, DocumentId, DocumentVersionId};
use evidence_schema::limits::TITLE_CHARS_MAX;
use evidence_schema::rules::access::{Action, Asker, Reach, Subject};
use evidence_schema::wire::documents::{DocumentList, DocumentStatement, DocumentView};

use super::asker::person_of;
use super::docks::checked_title;
use super::ledger::given;
use super::{App, AppError, AppResult};
use crate::store::StoreError;
use crate::store::document::{DocumentRow, DocumentVersionRow};

/// A free text of one line, where somebody gave one.
fn line(field: &str, text: Option<&str>) -> AppResult<Option<String>> {
    given(text).map(|text| checked_title(field, text)).transpose()
}

impl App {
    /// A document of a case file that the asker may do this to.
    async fn document_row(&self, asker: Asker, action: Action, id: DocumentId) -> AppResult<DocumentRow> {
        let document = self.store.document_by_id(id).await?;
        let Some(document) = document else {
            self.permit(asker, action, Subject::Case(Reach::default()))?;
            return Err(AppError::not_found("document"));
        };
        self.case_row(asker, action, document.case_id).await?;
        Ok(document)
    }

    /// The newest version of what is said of a document.
    async fn document_now(&self, id: DocumentId) -> AppResult<DocumentVersionRow> {
        let last = self.store.document_versions(id).await?.pop();
        last.ok_or_else(|| AppError::internal(format!("{id} has no version")))
    }

    async fn document_view(&self, document: DocumentRow) -> AppResult<DocumentView> {
        let now = self.document_now(document.id).await?;
        Ok(DocumentView {
            document_id: document.id,
            case_id: document.case_id,
            claimed_kind: contradiction(&document.file_name, document.kind),
            file_name: document.file_name,
            kind: document.kind,
            size_bytes: document.size_bytes,
            sha256: document.sha256,
            state: document.state,
            sealed_at: document.sealed_at,
            verified_at: document.verified_at,
            title: now.title,
            document_type: now.document_type,
            stage: now.stage,
            version: now.ordinal,
            is_withdrawn: now.is_withdrawn,
            reason: now.reason,
            stated_at: now.stated_at,
            stated_by: self.actor_name(&now.stated_by).await?,
        })
    }

    /// Every document of a case file, oldest first.
    ///
    /// # Errors
    /// When the asker may not see the case file.
    pub async fn documents(&self, asker: Asker, case_id: CaseId) -> AppResult<DocumentList> {
        self.case_seen(asker, case_id).await?;
        let mut documents = Vec::new();
        for document in self.store.documents_of_case(case_id).await? {
            documents.push(self.document_view(document).await?);
        }
        Ok(DocumentList { documents })
    }

    /// Documents that stand in a case file now, with their titles.
    pub(super) async fn documents_standing(&self, case_id: CaseId) -> AppResult<Vec<(DocumentRow, String)>> {
        let mut standing = Vec::new();
        for document in self.store.documents_of_case(case_id).await? {
            let now = self.document_now(document.id).await?;
            if !now.is_withdrawn {
                standing.push((document, now.title));
            }
        }
        Ok(standing)
    }

    /// Another version of what is said of a document: title, type, stage; taken out of the case file or put back.
    ///
    /// # Errors
    /// When the asker may not, a field is wrong, or a reason is missing.
    pub async fn document_state(
        &self,
        asker: Asker,
        id: DocumentId,
        said: DocumentStatement,
    ) -> AppResult<DocumentView> {
        let document = self.document_row(asker, Action::StateDocument, id).await?;
        let last = self.document_now(id).await?;
        let next = DocumentVersionRow {
            id: DocumentVersionId::from_random(self.chance()),
            ordinal: last.ordinal + 1,
            title: checked_title("title", &said.title)?,
            document_type: line("document_type", said.document_type.as_deref())?,
            stage: said.stage,
            is_withdrawn: said.is_withdrawn,
            reason: line("reason", said.reason.as_deref())?,
            stated_at: self.now(),
            stated_by: person_of(asker)?,
            ..last.clone()
        };
        let is_moved = next.is_withdrawn != last.is_withdrawn;
        if is_moved && next.reason.is_none() {
            return Err(AppError::invalid("reason", "Say why."));
        }
        let is_same =
            (&next.title, &next.document_type, &next.stage) == (&last.title, &last.document_type, &last.stage);
        if is_moved || !is_same {
            self.document_version_write(&next, is_moved).await?;
        }
        self.document_view(document).await
    }

    async fn document_version_write(&self, next: &DocumentVersionRow, is_moved: bool) -> AppResult<()> {
        let event = match (is_moved, next.is_withdrawn) {
            (true, true) => Event::CaseDocumentWithdrawn,
            (true, false) => Event::CaseDocumentLinked,
            (false, _) => Event::CaseDocumentStated,
        };
        let mut tx = self
            .evidence(event, next.stated_by.clone(), next.case_id.to_string())
            .await?;
        tx.fact("document", next.document_id.to_string());
        if let Some(reason) = &next.reason {
            tx.fact("reason", reason.as_str());
        }
        match tx.document_version_add(next).await {
            Ok(()) => self.commit(tx).await,
            Err(StoreError::Exists) => Err(StoreError::Stale.into()),
            Err(e) => Err(e.into()),
        }
    }
}

/// A title for a document that nobody has given one: its name without the extension.
fn title_of(file_name: &str) -> String {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let title: String = stem.chars().filter(|c| !c.is_control()).take(TITLE_CHARS_MAX).collect();
    let title = title.trim();
    if title.is_empty() {
        "document".to_owned()
    } else {
        title.to_owned()
    }
}
