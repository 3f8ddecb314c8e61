//! Files that should not be, and people who should not ask.

use evidence_schema::document::DocumentKind;
use evidence_schema::evidence::UploadState;
use evidence_schema::limits::DOCUMENT_BYTES_MAX;
use evidence_schema::wire::problem::ProblemCode;
use reqwest::StatusCode;
use tests::world::{Caller, problem_of};

use super::scene::{PDF, Scene, case_of, decided, sent};

async fn refused(user: &Caller, size: u64, pairs: &[(&str, &str)]) -> (StatusCode, ProblemCode) {
    let answer = user.tus_post(size, pairs).send().await.unwrap();
    let status = answer.status();
    (status, problem_of(answer).await.code)
}

#[tokio::test]
async fn empty_and_oversized_files_are_refused_before_a_byte_is_sent() {
    let scene = Scene::set().await;
    let case = scene.case_id.to_string();
    let pairs = [("filename", "a.pdf"), ("purpose", "document"), ("case", case.as_str())];
    let (status, code) = refused(&scene.user, 0, &pairs).await;
    assert_eq!(
        (status, code),
        (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::FieldsInvalid)
    );
    let (status, code) = refused(&scene.user, DOCUMENT_BYTES_MAX + 1, &pairs).await;
    assert_eq!((status, code), (StatusCode::PAYLOAD_TOO_LARGE, ProblemCode::TooLarge));
    assert!(scene.documents().await.is_empty());
    scene.world.finish().await;
}

#[tokio::test]
async fn a_case_file_that_is_not_there_takes_no_document_from_anybody() {
    let scene = Scene::set().await;
    let case = scene.case_id.to_string();
    for case in ["", "case-00000000000000000000000000000000", "../../etc"] {
        let pairs = [("purpose", "document"), ("case", case)];
        assert_eq!(
            refused(&scene.user, 5, &pairs).await.0,
            StatusCode::NOT_FOUND,
            "{case:?}"
        );
    }
    let pairs = [("purpose", "document"), ("case", case.as_str())];
    let administrator = scene.world.administrator().await;
    assert!(refused(&administrator, 5, &pairs).await.0.is_client_error());
    let machine = scene.world.machine();
    assert_eq!(refused(&machine, 5, &pairs).await.0, StatusCode::NOT_FOUND);
    scene.world.finish().await;
}

#[tokio::test]
async fn names_lose_their_folders_and_control_characters() {
    let scene = Scene::set().await;
    scene.add("../../etc/\u{7}pass\u{202e}wd\n.pdf", PDF).await;
    let document = scene.documents().await.remove(0);
    assert!(
        !document.file_name.contains(['/', '\\', '\u{7}', '\n']) && !document.title.contains('\n'),
        "{document:?}"
    );
    let page = scene
        .user
        .get(&format!("/cases/{}", scene.case_id))
        .await
        .text()
        .await
        .unwrap();
    assert!(!page.contains('\u{202e}'), "what turns text around is not shown");
    scene.world.finish().await;
}

#[tokio::test]
async fn a_web_page_under_the_name_of_a_pdf_is_told() {
    let scene = Scene::set().await;
    scene
        .add("判决书.pdf", b"<!doctype html><script>alert(1)</script>")
        .await;
    let document = scene.documents().await.remove(0);
    assert_eq!(
        (document.kind, document.claimed_kind),
        (DocumentKind::Web, Some(DocumentKind::Pdf))
    );
    scene.world.finish().await;
}

#[tokio::test]
async fn the_same_document_stands_in_a_case_file_once_and_may_stand_in_two() {
    let scene = Scene::set().await;
    scene.add("a.pdf", PDF).await;
    let again = sent(&scene.user, scene.case_id, ("b.pdf", PDF)).await;
    let status = decided(&scene.user, again).await;
    assert_eq!(status.state, UploadState::Refused);
    let refusal = status.refusal.unwrap();
    assert!(refusal.detail.contains("already"), "{refusal:?}");
    assert_eq!(scene.documents().await.len(), 1);
    let other = case_of(&scene.user, "浙交执罚〔2026〕13号").await;
    let upload = sent(&scene.user, other, ("a.pdf", PDF)).await;
    assert_eq!(decided(&scene.user, upload).await.state, UploadState::Sealed);
    scene.quiet().await;
    scene.world.finish().await;
}

#[tokio::test]
async fn an_upload_goes_on_where_the_connection_broke() {
    let scene = Scene::set().await;
    let case = scene.case_id.to_string();
    let pairs = [("filename", "a.pdf"), ("purpose", "document"), ("case", case.as_str())];
    let size = u64::try_from(PDF.len()).unwrap();
    let created = scene.user.tus_create(size, &pairs).await;
    scene.user.tus_send(created.id, 0, PDF[..10].to_vec()).await;
    assert_eq!(scene.user.tus_offset(created.id).await, 10);
    scene.user.tus_send(created.id, 10, PDF[10..].to_vec()).await;
    assert_eq!(decided(&scene.user, created.id).await.state, UploadState::Sealed);
    scene.quiet().await;
    scene.world.finish().await;
}
