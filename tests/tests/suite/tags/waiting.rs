//! Importance: the device's mark waits for a person, a person's mark stands until it is taken back.

use evidence_schema::marks::DeviceMark;
use evidence_schema::marks::ImportanceVerdict::{Confirmed, Marked, NotImportant, TakenBack};
use evidence_schema::wire::marks::ImportanceRequest;

use super::scene::{Scene, importance};

#[tokio::test]
async fn a_device_mark_bars_clearing_until_a_person_confirmed_or_denied_it() {
    let scene = Scene::set().await;
    for verdict in [Confirmed, NotImportant] {
        let mut capture = scene.dock.capture("VIDEO/imp.bin", verdict.as_str().as_bytes());
        capture.statement.is_marked_important = true;
        let clip = scene.dock.deliver(&capture).await.clip_id();
        scene.quiet().await;
        assert!(scene.clearing(&capture).await.is_marked_important);
        assert_eq!(scene.marks(clip).await.standing.device_mark, Some(DeviceMark::Waits));
        scene.say(&importance(clip, verdict)).await;
        assert!(!scene.clearing(&capture).await.is_marked_important);
        assert_eq!(scene.say(&importance(clip, verdict)).await, [], "it is so already");
        assert_eq!(scene.events(clip).await, ["clip.importance_stated"]);
    }
    scene.world.finish().await;
}

#[tokio::test]
async fn a_persons_mark_bars_clearing_until_it_is_taken_back_and_decides_nothing_about_the_device() {
    let scene = Scene::set().await;
    let mut capture = scene.dock.capture("VIDEO/imp.bin", b"important");
    capture.statement.is_marked_important = true;
    let clip = scene.dock.deliver(&capture).await.clip_id();
    scene.quiet().await;
    scene.say(&importance(clip, Marked)).await;
    let facts = scene.clearing(&capture).await;
    assert!(facts.is_marked_by_person && facts.is_marked_important);
    scene.say(&importance(clip, Confirmed)).await;
    let facts = scene.clearing(&capture).await;
    assert!(facts.is_marked_by_person && !facts.is_marked_important);
    scene.say(&importance(clip, TakenBack)).await;
    let facts = scene.clearing(&capture).await;
    assert!(!facts.is_marked_by_person && !facts.is_marked_important);
    assert_eq!(scene.marks(clip).await.importance.len(), 3);
    scene.world.finish().await;
}

#[tokio::test]
async fn where_the_device_marked_nothing_there_is_nothing_to_decide() {
    let scene = Scene::set().await;
    let (clip, _) = scene.clip().await;
    assert_eq!(scene.refused(&importance(clip, Confirmed)).await, "verdict");
    assert_eq!(scene.refused(&importance(clip, NotImportant)).await, "verdict");
    scene.say(&importance(clip, Marked)).await;
    let without_reason = ImportanceRequest {
        reason: Some("  ".to_owned()),
        ..importance(clip, TakenBack)
    };
    assert_eq!(scene.refused(&without_reason).await, "reason");
    assert!(scene.marks(clip).await.standing.is_marked_by_person);
    scene.world.finish().await;
}
