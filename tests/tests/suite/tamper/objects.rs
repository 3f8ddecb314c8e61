//! Stored bytes altered or gone. On S3 the engines' own suite does the same through the bucket.

use evidence_schema::custody::audit::BreachKind;
use evidence_server::app::verify::VerifyWish;
use tests::world::{Engine, World, WorldSpec};

use super::Story;

async fn told_with_files() -> (Story, std::path::PathBuf) {
    let story = Story::told_in(World::with(WorldSpec::default().on(Engine::Embedded)).await).await;
    let clip = story
        .app
        .store
        .clip_by_id(story.clip_id)
        .await
        .expect("ask")
        .expect("the clip is there");
    let path = story.world.data().join("objects").join(clip.object_key);
    (story, path)
}

#[tokio::test]
async fn a_flipped_byte_in_an_object_is_named() {
    let (story, path) = told_with_files().await;
    let mut bytes = std::fs::read(&path).expect("read the object");
    bytes[3] ^= 1;
    // The file is read-only; root and the owner can change that, which is the point.
    std::fs::remove_file(&path).expect("remove");
    std::fs::write(&path, bytes).expect("write");
    assert_eq!(story.kinds(false).await, [], "a quick look compares only sizes");
    let breaches = story.breaches(true).await;
    assert_eq!(breaches.len(), 1, "{breaches:?}");
    assert_eq!(breaches[0].kind, BreachKind::ObjectAltered);
    assert!(
        breaches[0].subject.starts_with(&story.clip_id.to_string()),
        "{}",
        breaches[0].subject
    );
    story.abandon();
}

#[tokio::test]
async fn a_missing_object_is_named() {
    let (story, path) = told_with_files().await;
    std::fs::remove_file(&path).expect("remove");
    assert_eq!(story.kinds(false).await, [BreachKind::ObjectMissing]);
    assert_eq!(story.kinds(true).await, [BreachKind::ObjectMissing]);
    story.abandon();
}

#[tokio::test]
async fn an_object_that_no_clip_names_is_listed_and_kept() {
    let (story, path) = told_with_files().await;
    let name = path.file_name().and_then(|n| n.to_str()).expect("a name").to_owned();
    let (digest, _) = name.split_once('.').expect("digest and chance");
    let stray = path.with_file_name(format!("{digest}.{}", "0".repeat(32)));
    std::fs::copy(&path, &stray).expect("copy");
    let report = story.app.verify(VerifyWish::default(), |_| ()).await.expect("verify");
    assert_eq!(report.breaches, []);
    assert_eq!(report.orphans.len(), 1);
    assert!(stray.exists());
    story.abandon();
}
