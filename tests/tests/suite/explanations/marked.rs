//! Marks: in the words of the catalogue, inside the clip, taken back by another row; elements of the act by marks.

use evidence_schema::marks::MarkKind;
use evidence_schema::wire::clips::CustodyChain;
use evidence_schema::wire::time_marks::{TimeMarkDraft, TimeMarkList, TimeMarkRemoval};
use reqwest::StatusCode;

use super::scene::Explained;
use crate::coverage::scene::WHOLE;
use crate::ledger::scene::{A, refused_fields};

fn mark(at_ms: u64, kind: MarkKind, words: &str) -> TimeMarkDraft {
    TimeMarkDraft {
        at_ms,
        kind,
        words: words.to_owned(),
    }
}

#[tokio::test]
async fn elements_of_the_act_are_marked_in_its_clip_and_shown_at_the_act() {
    let scene = Explained::bare().await;
    let clip = scene.seizure.shows(A, -15, &WHOLE).await;
    let path = format!("/api/v1/clips/{clip}/time-marks");
    let list: TimeMarkList = scene.li.read(&path).await;
    assert!(list.may_mark && list.choices[0].chinese == "到达现场", "{list:?}");
    assert!(list.choices.iter().any(|choice| choice.kind == MarkKind::Phrase));
    let _later: TimeMarkList = scene.li.tell(&path, &mark(30_000, MarkKind::Note, "当事人到场")).await;
    let set: TimeMarkList = scene.li.tell(&path, &mark(15_500, MarkKind::Element, "到达现场")).await;
    let places: Vec<u64> = set.marks.iter().map(|mark| mark.at_ms).collect();
    assert_eq!(places, [15_500, 30_000], "by their place");
    let elements = scene.read(&scene.li).await.elements;
    assert!(elements[0].is_marked && elements.iter().filter(|one| one.is_marked).count() == 1);
    let track = scene
        .li
        .get(&format!("/clips/{clip}/marks.vtt"))
        .await
        .text()
        .await
        .unwrap();
    assert!(
        track.starts_with("WEBVTT") && track.contains("00:00:15.500 --> 00:00:30.000\n到达现场"),
        "{track}"
    );
    scene.finish().await;
}

#[tokio::test]
async fn a_mark_outside_of_the_clip_or_of_no_element_is_refused() {
    let scene = Explained::bare().await;
    let clip = scene.seizure.shows(A, -15, &WHOLE).await;
    let path = format!("/api/v1/clips/{clip}/time-marks");
    let late = mark(120_000, MarkKind::Note, "x");
    assert_eq!(refused_fields(&scene.li, &path, &late).await, ["at_ms"]);
    let unknown = mark(1, MarkKind::Element, "清点家具");
    assert_eq!(refused_fields(&scene.li, &path, &unknown).await, ["words"]);
    let empty = mark(1, MarkKind::Note, "  ");
    assert_eq!(refused_fields(&scene.li, &path, &empty).await, ["words"]);
    let list: TimeMarkList = scene.li.read(&path).await;
    assert_eq!(list.marks, []);
    scene.finish().await;
}

#[tokio::test]
async fn a_mark_that_was_taken_back_stays_in_the_chain_of_custody() {
    let scene = Explained::bare().await;
    let clip = scene.seizure.shows(A, -15, &WHOLE).await;
    let path = format!("/api/v1/clips/{clip}/time-marks");
    let set: TimeMarkList = scene.li.tell(&path, &mark(1000, MarkKind::Note, "当事人到场")).await;
    let removal = TimeMarkRemoval {
        reason: Some("位置有误".to_owned()),
    };
    let one = format!("{path}/{}/removal", set.marks[0].mark_id);
    let left: TimeMarkList = scene.li.tell(&one, &removal).await;
    assert_eq!(left.marks, []);
    assert_eq!(scene.li.post(&one, &removal).await.status(), StatusCode::NOT_FOUND);
    let chain: CustodyChain = scene
        .seizure
        .agency
        .user
        .read(&format!("/api/v1/clips/{clip}/custody"))
        .await;
    let of = |event: &str| {
        chain
            .links
            .iter()
            .find(|link| link.event == event)
            .map(|link| link.said.clone())
    };
    assert_eq!(of("clip.time_marked").unwrap(), ["at_ms: 1000", "mark: 当事人到场"]);
    assert!(
        of("clip.time_mark_taken_back")
            .unwrap()
            .contains(&"reason: 位置有误".to_owned())
    );
    scene.finish().await;
}
