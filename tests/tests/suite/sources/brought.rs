//! Footage that a person brings in: it says so for ever, and whoever brought it sees it.

use evidence_schema::clip::SourceKind;
use evidence_schema::evidence::UploadState;
use evidence_schema::ids::{CaseId, ClipId};
use evidence_schema::people::Role;
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CaseView};
use evidence_schema::wire::clips::{ClipPage, ClipView};
use evidence_schema::wire::problem::ProblemCode;
use evidence_schema::wire::uploads::UploadStatus;
use reqwest::StatusCode;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Caller, Tolerated, World, problem_of};

const FILM: &[u8] = b"not really a film";

async fn ended(caller: &Caller, pairs: &[(&str, &str)], bytes: &'static [u8]) -> UploadStatus {
    let size = u64::try_from(bytes.len()).unwrap();
    let created = caller.tus_create(size, pairs).await;
    caller.tus_send(created.id, 0, bytes).await;
    eventually("the upload is decided", PATIENCE, async || {
        let status = caller.upload_status(created.id).await;
        matches!(status.state, UploadState::Sealed | UploadState::Refused).then_some(status)
    })
    .await
}

async fn brought(caller: &Caller, pairs: &[(&str, &str)]) -> ClipId {
    ended(caller, pairs, FILM).await.clip_id.expect("it became a clip")
}

const CCTV: [(&str, &str); 5] = [
    ("filename", "路口监控.mp4"),
    ("purpose", "clip"),
    ("source", "cctv"),
    ("recorded_from", "2026-11-20T08:00:00+08:00"),
    ("said_by", "物业保安 王强"),
];

#[tokio::test]
async fn whoever_brings_footage_in_sees_it_and_what_was_said_of_it() {
    let world = World::start().await;
    let bringer = world.granted(Role::Officer, None).await;
    let other = world.granted(Role::Officer, None).await;
    let clip = brought(&bringer, &CCTV).await;
    world.await_quiet(&Tolerated::default()).await;
    let view: ClipView = bringer.read(&format!("/api/v1/clips/{clip}")).await;
    assert_eq!((view.source, view.has_statement), (SourceKind::Cctv, false));
    assert_eq!(view.time_claims[0].origin, "person");
    let page: ClipPage = bringer
        .read("/api/v1/clips?recorded_from=2026-11-19T00:00:00Z&recorded_to=2026-11-21T00:00:00Z")
        .await;
    assert_eq!(page.clips.len(), 1, "found by the time that was said");
    let html = bringer.get(&format!("/clips/{clip}")).await.text().await.unwrap();
    assert!(html.contains("物业保安 王强") && html.contains("监控视频"), "{html}");
    let lately = bringer.get("/clips/upload").await.text().await.unwrap();
    assert!(lately.contains(&clip.to_string()));
    let hidden = other.get(&format!("/api/v1/clips/{clip}")).await;
    assert_eq!(hidden.status(), StatusCode::NOT_FOUND);
    assert_eq!(other.read::<ClipPage>("/api/v1/clips").await.clips, []);
    assert!(
        !other
            .get("/clips/upload")
            .await
            .text()
            .await
            .unwrap()
            .contains(&clip.to_string())
    );
    world.finish().await;
}

#[tokio::test]
async fn plain_upload_of_a_person_is_seen_by_them_too() {
    let world = World::start().await;
    let bringer = world.granted(Role::CaseHandler, None).await;
    let clip = brought(&bringer, &[("filename", "a.mp4")]).await;
    let view: ClipView = bringer.read(&format!("/api/v1/clips/{clip}")).await;
    assert_eq!(view.source, SourceKind::Unknown);
    world.finish().await;
}

#[tokio::test]
async fn what_cannot_be_is_told_before_the_first_byte() {
    let world = World::start().await;
    let user = world.user().await;
    let clip = |more: &[(&'static str, &'static str)]| {
        let mut pairs = vec![("filename", "a.mp4"), ("purpose", "clip")];
        pairs.extend_from_slice(more);
        pairs
    };
    for (pairs, field) in [
        (clip(&[]), "source"),
        (clip(&[("source", "recorder")]), "source"),
        (clip(&[("source", "camera_of_mine")]), "source"),
        (
            clip(&[("source", "cctv"), ("recorded_from", "2026-11-20T08:00:00Z")]),
            "said_by",
        ),
        (
            clip(&[("source", "cctv"), ("recorded_from", "yesterday"), ("said_by", "王强")]),
            "recorded_from",
        ),
        (
            clip(&[
                ("source", "cctv"),
                ("recorded_from", "2999-01-01T08:00:00Z"),
                ("said_by", "王强"),
            ]),
            "recorded_from",
        ),
        (
            clip(&[
                ("source", "cctv"),
                ("recorded_from", "1970-01-01T00:00:00Z"),
                ("said_by", "王强"),
            ]),
            "recorded_from",
        ),
        (clip(&[("source", "cctv"), ("case", "no such number")]), "case"),
        (clip(&[("source", "cctv"), ("room", "a\nb")]), "room"),
    ] {
        let answer = user.tus_post(5, &pairs).send().await.unwrap();
        let problem = problem_of(answer).await;
        let fields: Vec<&str> = problem.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, [field], "{pairs:?}: {problem:?}");
    }
    let empty = user.tus_post(0, &clip(&[("source", "cctv")])).send().await.unwrap();
    assert_eq!(problem_of(empty).await.code, ProblemCode::FieldsInvalid);
    world.finish().await;
}

#[tokio::test]
async fn same_file_of_the_same_person_is_one_clip() {
    let world = World::start().await;
    let (one, other) = (world.user().await, world.user().await);
    brought(&one, &CCTV).await;
    let again = ended(&one, &CCTV, FILM).await;
    assert_eq!(again.state, UploadState::Refused);
    assert_eq!(again.refusal.unwrap().code, ProblemCode::Conflict);
    assert_eq!(ended(&other, &CCTV, FILM).await.state, UploadState::Sealed);
    world.finish().await;
}

async fn open(user: &Caller, number: &str) -> CaseId {
    let draft = CaseDraft {
        number: number.to_owned(),
        title: "擅自超限运输".to_owned(),
        heading: None,
    };
    user.tell::<CaseView>("/api/v1/cases", &draft).await.case_id
}

async fn linked(user: &Caller, case: CaseId) -> Vec<ClipId> {
    let detail: CaseDetail = user.read(&format!("/api/v1/cases/{case}")).await;
    detail.links.iter().map(|link| link.clip.clip_id).collect()
}

fn of_case(number: &'static str) -> Vec<(&'static str, &'static str)> {
    [&CCTV[..], &[("case", number)]].concat()
}

#[tokio::test]
async fn same_file_for_another_case_file_is_linked_to_that_one_too() {
    let world = World::start().await;
    let user = world.user().await;
    let (one, other) = (open(&user, "CASE-1").await, open(&user, "CASE-2").await);
    let clip = brought(&user, &of_case("CASE-1")).await;
    let again = ended(&user, &of_case("CASE-2"), FILM).await;
    assert_eq!(
        (again.state, again.clip_id, again.is_held),
        (UploadState::Sealed, Some(clip), true)
    );
    assert_eq!(
        (linked(&user, one).await, linked(&user, other).await),
        (vec![clip], vec![clip])
    );
    let entries = world.app().await.store.entries_of(&other.to_string()).await.unwrap();
    let links = entries.iter().filter(|entry| entry.body.contains("case.clip_linked"));
    assert_eq!(links.count(), 1, "the second link has its entry");
    // Once more for the same case file: nothing is new, and that is said.
    let third = ended(&user, &of_case("CASE-2"), FILM).await;
    assert_eq!(third.state, UploadState::Refused);
    assert!(third.refusal.unwrap().detail.contains("linked to this case file"));
    assert_eq!(linked(&user, other).await, [clip]);
    world.finish().await;
}

#[tokio::test]
async fn same_file_sent_twice_at_once_is_one_clip_with_both_links() {
    let world = World::start().await;
    let user = world.user().await;
    let (one, other) = (open(&user, "CASE-1").await, open(&user, "CASE-2").await);
    let (for_one, for_other) = (of_case("CASE-1"), of_case("CASE-2"));
    let (first, second) = tokio::join!(ended(&user, &for_one, FILM), ended(&user, &for_other, FILM));
    assert_eq!(first.clip_id, second.clip_id);
    assert!(
        first.clip_id.is_some() && first.is_held != second.is_held,
        "{first:?} {second:?}"
    );
    let clip = first.clip_id.unwrap();
    assert_eq!(
        (linked(&user, one).await, linked(&user, other).await),
        (vec![clip], vec![clip])
    );
    let held: ClipPage = user.read("/api/v1/clips").await;
    assert_eq!(held.clips.len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn footage_can_be_brought_into_a_case_file_by_its_number() {
    let world = World::start().await;
    let (user, stranger) = (world.user().await, world.granted(Role::Officer, None).await);
    let case = open(&user, "浙交执罚〔2026〕31号").await;
    let pairs = of_case("浙交执罚〔2026〕31号");
    let refused = stranger.tus_post(5, &pairs).send().await.unwrap();
    assert_eq!(problem_of(refused).await.code, ProblemCode::FieldsInvalid);
    let clip = brought(&user, &pairs).await;
    assert_eq!(linked(&user, case).await, [clip]);
    world.finish().await;
}
