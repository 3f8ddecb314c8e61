//! A case file, and documents on their way to it.

use evidence_schema::evidence::UploadState;
use evidence_schema::ids::{CaseId, DocumentId, UploadId};
use evidence_schema::wire::cases::{CaseDraft, CaseView};
use evidence_schema::wire::documents::{DocumentList, DocumentStatement, DocumentView};
use evidence_schema::wire::uploads::UploadStatus;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Caller, Tolerated, World};

pub(super) const NUMBER: &str = "浙交执罚〔2026〕12号";
pub(super) const PDF: &[u8] = b"%PDF-1.7\nthe record of an inspection";

pub(super) struct Scene {
    pub(super) world: World,
    pub(super) user: Caller,
    pub(super) case_id: CaseId,
}

/// A case file of this person.
pub(super) async fn case_of(user: &Caller, number: &str) -> CaseId {
    let draft = CaseDraft {
        number: number.to_owned(),
        title: "超限运输".to_owned(),
        heading: None,
    };
    let case: CaseView = user.tell("/api/v1/cases", &draft).await;
    case.case_id
}

/// Sends a file whole; gives its upload.
pub(super) async fn sent(user: &Caller, case_id: CaseId, (name, bytes): (&str, &[u8])) -> UploadId {
    let case = case_id.to_string();
    let pairs = [("filename", name), ("purpose", "document"), ("case", case.as_str())];
    let size = u64::try_from(bytes.len()).unwrap();
    let created = user.tus_create(size, &pairs).await;
    user.tus_send(created.id, 0, bytes.to_vec()).await;
    created.id
}

/// Waits until the server has decided about an upload.
pub(super) async fn decided(user: &Caller, id: UploadId) -> UploadStatus {
    eventually("the upload is decided", PATIENCE, async || {
        let status = user.upload_status(id).await;
        matches!(status.state, UploadState::Sealed | UploadState::Refused).then_some(status)
    })
    .await
}

impl Scene {
    pub(super) async fn set() -> Self {
        let world = World::start().await;
        let user = world.user().await;
        let case_id = case_of(&user, NUMBER).await;
        Self { world, user, case_id }
    }

    pub(super) async fn quiet(&self) {
        self.world.await_quiet(&Tolerated::default()).await;
    }

    /// Sends a file that must be taken; gives the document.
    pub(super) async fn add(&self, name: &str, bytes: &[u8]) -> DocumentId {
        let id = sent(&self.user, self.case_id, (name, bytes)).await;
        let status = decided(&self.user, id).await;
        self.quiet().await;
        status.document_id.unwrap_or_else(|| panic!("{status:?}"))
    }

    pub(super) async fn documents(&self) -> Vec<DocumentView> {
        let path = format!("/api/v1/cases/{}/documents", self.case_id);
        let list: DocumentList = self.user.read(&path).await;
        list.documents
    }

    pub(super) async fn state(&self, id: DocumentId, said: &DocumentStatement) -> DocumentView {
        self.user.tell(&format!("/api/v1/documents/{id}/statement"), said).await
    }
}

pub(super) fn statement(title: &str) -> DocumentStatement {
    DocumentStatement {
        title: title.to_owned(),
        document_type: None,
        stage: None,
        is_withdrawn: false,
        reason: None,
    }
}
