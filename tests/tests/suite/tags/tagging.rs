//! Tags: by a person, by a dock for a docking, of several clips at once.

use evidence_schema::ids::{ClipId, DockingId};
use evidence_schema::limits::LINK_CLIPS_MAX;
use evidence_schema::marks::TagAct::{self, Confirmed, Put, TakenOff};
use evidence_schema::rules::access::Asker;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::marks::{MarkCatalogue, TagRequest};
use evidence_server::app::marks::DockTag;
use reqwest::StatusCode;
use tests::world::{Capture, TestDock};

use super::scene::{Scene, tag};

#[tokio::test]
async fn a_tag_bars_clearing_until_a_person_confirms_it_or_takes_it_off() {
    let scene = Scene::set().await;
    let (clip, capture) = scene.clip().await;
    assert!(!scene.clearing(&capture).await.is_tagged_unconfirmed);
    assert_eq!(scene.say(&tag(&[clip], "seizure", Put)).await, [clip]);
    assert!(scene.clearing(&capture).await.is_tagged_unconfirmed);
    scene.say(&tag(&[clip], "seizure", Confirmed)).await;
    assert!(!scene.clearing(&capture).await.is_tagged_unconfirmed);
    scene.say(&tag(&[clip], "complaint", Put)).await;
    assert!(
        scene.clearing(&capture).await.is_tagged_unconfirmed,
        "the other tag waits"
    );
    scene.say(&tag(&[clip], "complaint", TakenOff)).await;
    assert!(!scene.clearing(&capture).await.is_tagged_unconfirmed);
    scene.say(&tag(&[clip], "routine", Put)).await;
    assert!(
        !scene.clearing(&capture).await.is_tagged_unconfirmed,
        "by the list, a routine inspection bars nothing"
    );
    let versions = scene.marks(clip).await;
    assert_eq!(versions.tags.len(), 5, "every version stays");
    assert_eq!(versions.standing.tags.len(), 2);
    assert_eq!(
        scene.events(clip).await,
        [
            "clip.tag_confirmed",
            "clip.tag_taken_off",
            "clip.tagged",
            "clip.tagged",
            "clip.tagged"
        ]
    );
    scene.world.finish().await;
}

#[tokio::test]
async fn saying_it_again_writes_nothing() {
    let scene = Scene::set().await;
    let (clip, _) = scene.clip().await;
    scene.say(&tag(&[clip], "seizure", Put)).await;
    assert_eq!(scene.say(&tag(&[clip], "seizure", Put)).await, []);
    scene.say(&tag(&[clip], "seizure", Confirmed)).await;
    assert_eq!(scene.say(&tag(&[clip], "seizure", Confirmed)).await, []);
    assert_eq!(scene.say(&tag(&[clip], "seizure", Put)).await, []);
    assert_eq!(scene.marks(clip).await.tags.len(), 2);
    scene.world.finish().await;
}

#[tokio::test]
async fn what_is_not_there_is_not_confirmed_and_what_is_not_on_the_list_is_not_put() {
    let scene = Scene::set().await;
    let (clip, _) = scene.clip().await;
    assert_eq!(scene.refused(&tag(&[clip], "seizure", Confirmed)).await, "word");
    assert_eq!(scene.refused(&tag(&[clip], "seizure", TakenOff)).await, "word");
    assert_eq!(scene.refused(&tag(&[clip], "unheard_of", Put)).await, "word");
    scene.say(&tag(&[clip], "seizure", Put)).await;
    let without_reason = TagRequest {
        reason: None,
        ..tag(&[clip], "seizure", TakenOff)
    };
    assert_eq!(scene.refused(&without_reason).await, "reason");
    assert_eq!(scene.refused(&tag(&[], "seizure", Put)).await, "clip_ids");
    let many = vec![clip; LINK_CLIPS_MAX + 1];
    assert_eq!(scene.refused(&tag(&many, "seizure", Put)).await, "clip_ids");
    assert_eq!(scene.marks(clip).await.tags.len(), 1, "nothing of it was written");
    scene.world.finish().await;
}

#[tokio::test]
async fn several_clips_are_one_commit_and_one_entry_each() {
    let scene = Scene::set().await;
    let clips: Vec<ClipId> = scene.clips(3).await.into_iter().map(|(id, _)| id).collect();
    let stranger = ClipId::from_random([9; 16]);
    let with_a_stranger = [clips.as_slice(), &[stranger]].concat();
    let answer = scene
        .user
        .post("/api/v1/clips/tags", &tag(&with_a_stranger, "seizure", Put))
        .await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(scene.listed("tag=seizure").await, [], "all of them or none");
    scene.say(&tag(&clips[..1], "seizure", Put)).await;
    let mut changed = scene.say(&tag(&clips, "seizure", Put)).await;
    changed.sort_unstable();
    let mut others = clips[1..].to_vec();
    others.sort_unstable();
    assert_eq!(changed, others, "the first had it already");
    let mut all = clips.clone();
    all.sort_unstable();
    assert_eq!(scene.listed("tag=seizure").await, all);
    for clip in clips {
        assert_eq!(scene.events(clip).await, ["clip.tagged"]);
    }
    scene.world.finish().await;
}

/// One touch at the screen of a dock.
async fn touched(scene: &Scene, dock: &TestDock, (docking_id, word, act): (DockingId, &str, TagAct), at: &str) -> bool {
    let said_at: Timestamp = at.parse().unwrap();
    let said = DockTag {
        docking_id,
        word: word.to_owned(),
        act,
        said_at,
    };
    let app = scene.world.app().await;
    app.docking_tag(Asker::Dock(dock.id), said).await.is_ok()
}

/// Another file of the same docking.
fn beside(scene: &Scene, capture: &Capture, path: &str) -> Capture {
    let mut other = scene.dock.capture(path, path.as_bytes());
    other.statement.docking_id = capture.statement.docking_id;
    other
}

const MORNING: &str = "2026-11-20T08:00:00+08:00";
const NOON: &str = "2026-11-20T12:00:00+08:00";

#[tokio::test]
async fn a_tag_said_at_the_dock_counts_for_every_clip_of_the_docking() {
    let scene = Scene::set().await;
    let (clip, capture) = scene.clip().await;
    let docking = capture.statement.docking_id.unwrap();
    assert!(touched(&scene, &scene.dock, (docking, "complaint", Put), MORNING).await);
    let first = scene.tag(clip, "complaint").await.unwrap();
    assert!(first.is_waiting && first.is_by_dock && first.bars_clearing);
    let late = beside(&scene, &capture, "VIDEO/late.bin");
    let late_clip = scene.dock.deliver(&late).await.clip_id();
    scene.quiet().await;
    assert!(
        scene.clearing(&late).await.is_tagged_unconfirmed,
        "also for one that arrives later"
    );
    let mut both = [clip, late_clip];
    both.sort_unstable();
    assert_eq!(scene.listed("tag=complaint").await, both);
    scene.say(&tag(&[clip], "complaint", Confirmed)).await;
    assert!(!scene.clearing(&capture).await.is_tagged_unconfirmed);
    assert!(
        scene.clearing(&late).await.is_tagged_unconfirmed,
        "a person spoke of the other clip alone"
    );
    scene.say(&tag(&[late_clip], "complaint", TakenOff)).await;
    assert_eq!(scene.listed("tag=complaint").await, [clip]);
    let said = scene.marks(clip).await.tags;
    assert_eq!((said[0].said.by.as_str(), said[0].act), ("north gate", Put));
    assert_eq!(said[0].docking_id, Some(docking));
    assert_eq!(scene.events(clip).await, ["clip.tag_confirmed", "docking.tagged"]);
    scene.world.finish().await;
}

#[tokio::test]
async fn a_dock_speaks_of_its_own_dockings_only_and_nothing_is_said_twice() {
    let scene = Scene::set().await;
    let (clip, capture) = scene.clip().await;
    let docking = capture.statement.docking_id.unwrap();
    let thief = scene.world.dock("south gate").await;
    touched(&scene, &thief, (docking, "seizure", Put), MORNING).await;
    assert_eq!(
        scene.tag(clip, "seizure").await,
        None,
        "another dock's word is about nothing here"
    );
    for _ in 0..3 {
        assert!(touched(&scene, &scene.dock, (docking, "complaint", Put), NOON).await);
    }
    assert_eq!(scene.events(clip).await, ["docking.tagged"]);
    assert!(touched(&scene, &scene.dock, (docking, "complaint", TakenOff), MORNING).await);
    assert!(
        scene.tag(clip, "complaint").await.is_some(),
        "what is older than what was heard changes nothing"
    );
    assert!(
        touched(
            &scene,
            &scene.dock,
            (docking, "complaint", TakenOff),
            "2026-11-20T12:01:00+08:00"
        )
        .await
    );
    assert_eq!(scene.tag(clip, "complaint").await, None);
    for wrong in ["", "Not a word!", &"x".repeat(33)] {
        assert!(
            !touched(&scene, &scene.dock, (docking, wrong, Put), NOON).await,
            "{wrong:?}"
        );
    }
    assert!(!touched(&scene, &scene.dock, (docking, "complaint", Confirmed), NOON).await);
    scene.world.finish().await;
}

#[tokio::test]
async fn a_word_of_an_older_list_is_kept_and_bars_clearing() {
    let scene = Scene::set().await;
    let (clip, capture) = scene.clip().await;
    let docking = capture.statement.docking_id.unwrap();
    assert!(touched(&scene, &scene.dock, (docking, "blockade", Put), MORNING).await);
    assert!(scene.tag(clip, "blockade").await.unwrap().bars_clearing);
    assert!(scene.clearing(&capture).await.is_tagged_unconfirmed);
    let page = scene.user.get(&format!("/clips/{clip}")).await.text().await.unwrap();
    assert!(page.contains("blockade"), "the page shows it by its word");
    scene.say(&tag(&[clip], "blockade", TakenOff)).await;
    assert!(!scene.clearing(&capture).await.is_tagged_unconfirmed);
    scene.world.finish().await;
}

#[tokio::test]
async fn everybody_signed_in_reads_the_list_of_tags() {
    let scene = Scene::set().await;
    let list: MarkCatalogue = scene.user.read("/api/v1/tags").await;
    let words: Vec<&str> = list.tags.iter().map(|tag| tag.word.as_str()).collect();
    assert_eq!(words, ["seizure", "demolition", "obstruction", "complaint", "routine"]);
    scene.world.finish().await;
}
