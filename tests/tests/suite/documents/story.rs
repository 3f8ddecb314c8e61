//! A document's life: sent, sealed, read back, described, taken out, put back, downloaded.

use evidence_schema::case::CaseStage;
use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::document::DocumentKind;
use evidence_schema::evidence::ClipState;
use evidence_schema::wire::access::DownloadRequest;
use evidence_schema::wire::clips::ClipPage;
use evidence_schema::wire::documents::{DocumentReceipt, DocumentStatement};
use reqwest::StatusCode;
use tests::world::problem_of;
use tests::world::wait::{PATIENCE, eventually};

use super::scene::{PDF, Scene, statement};

#[tokio::test]
async fn a_document_is_sealed_read_back_and_never_a_clip() {
    let scene = Scene::set().await;
    let id = scene.add("现场笔录.pdf", PDF).await;
    let document = scene.documents().await.remove(0);
    assert_eq!((document.document_id, document.version), (id, 1));
    assert_eq!(document.title, "现场笔录");
    assert_eq!((document.kind, document.claimed_kind), (DocumentKind::Pdf, None));
    assert_eq!(
        (document.state, document.sha256),
        (ClipState::Verified, Sha256Digest::of(PDF))
    );
    let clips: ClipPage = scene.user.read("/api/v1/clips").await;
    assert!(clips.clips.is_empty());
    let receipt: DocumentReceipt = eventually("the log is signed over it", PATIENCE, async || {
        let answer = scene.user.get(&format!("/api/v1/documents/{id}/receipt")).await;
        match answer.status() {
            StatusCode::OK => Some(answer.json().await.unwrap()),
            _ => None,
        }
    })
    .await;
    assert_eq!(
        (receipt.level, receipt.sha256),
        (ReceiptLevel::Verified, Sha256Digest::of(PDF))
    );
    assert!(receipt.entry.detail.unwrap().contains(&receipt.sha256.to_string()));
    scene.world.finish().await;
}

fn reason(reason: &str) -> DownloadRequest {
    DownloadRequest {
        reason: reason.to_owned(),
    }
}

#[tokio::test]
async fn a_document_is_saved_and_never_shown_and_taking_it_is_an_entry() {
    let scene = Scene::set().await;
    let id = scene.add("报告 一.html", b"<script>alert(1)</script>").await;
    let path = format!("/api/v1/documents/{id}/download");
    let problem = problem_of(scene.user.post(&path, &reason(" ")).await).await;
    assert_eq!(problem.fields[0].field, "reason");
    let answer = scene.user.post(&path, &reason("法院调取")).await;
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/octet-stream");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").contains("sandbox"));
    assert_eq!(
        header("content-disposition"),
        "attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A%20%E4%B8%80.html"
    );
    assert_eq!(answer.bytes().await.unwrap().as_ref(), b"<script>alert(1)</script>");
    let entries = scene.world.app().await.store.entries_of(&id.to_string()).await.unwrap();
    let events = ["document.sealed", "document.verified", "document.taken"];
    for event in events {
        assert!(entries.iter().any(|entry| entry.body.contains(event)), "{event}");
    }
    let taken: Vec<_> = entries
        .iter()
        .filter(|entry| entry.body.contains("document.taken"))
        .collect();
    assert_eq!(taken.len(), 1, "what was refused is no taking");
    let said = taken[0].detail.as_deref().unwrap_or_default();
    assert!(said.contains("法院调取"), "the entry says why: {said}");
    scene.world.finish().await;
}

#[tokio::test]
async fn what_is_said_of_it_is_another_version_and_taking_out_deletes_nothing() {
    let scene = Scene::set().await;
    let id = scene.add("a.pdf", PDF).await;
    let described = DocumentStatement {
        document_type: Some("现场笔录".to_owned()),
        stage: Some(CaseStage::Investigation),
        ..statement("笔录（一）")
    };
    assert_eq!(scene.state(id, &described).await.version, 2);
    assert_eq!(scene.state(id, &described).await.version, 2, "it is so already");
    let out = DocumentStatement {
        is_withdrawn: true,
        ..described.clone()
    };
    let path = format!("/api/v1/documents/{id}/statement");
    let problem = problem_of(scene.user.post(&path, &out).await).await;
    assert_eq!(problem.fields[0].field, "reason");
    let with_reason = DocumentStatement {
        reason: Some("传错案件".to_owned()),
        ..out
    };
    let gone = scene.state(id, &with_reason).await;
    assert!(gone.is_withdrawn && gone.version == 3);
    let path = format!("/api/v1/documents/{id}/download");
    let saved = scene.user.post(&path, &reason("核对")).await;
    assert_eq!(saved.bytes().await.unwrap().as_ref(), PDF, "the bytes stay");
    let back = DocumentStatement {
        is_withdrawn: false,
        ..with_reason
    };
    assert_eq!(scene.state(id, &back).await.version, 4);
    let page = scene
        .user
        .get(&format!("/cases/{}", scene.case_id))
        .await
        .text()
        .await
        .unwrap();
    assert!(page.contains("笔录（一）") && page.contains("调查取证"), "{page}");
    scene.world.finish().await;
}
