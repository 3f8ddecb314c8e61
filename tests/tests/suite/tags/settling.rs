//! Settled: a case file, or a stated class without one; what is not settled stands on a list of its own.

use evidence_schema::ids::ClipId;
use evidence_schema::marks::TagAct;
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CaseView, LinkRequest};
use reqwest::StatusCode;

use super::scene::{Scene, settled, tag};

async fn three(scene: &Scene) -> Vec<ClipId> {
    let mut ids: Vec<ClipId> = scene.clips(3).await.into_iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn a_case_or_a_stated_class_settles_and_the_list_shows_what_is_left() {
    let scene = Scene::set().await;
    let clips = three(&scene).await;
    assert_eq!(scene.listed("unsettled=true").await, clips);
    scene.say(&settled(&clips[..1], Some("training"))).await;
    assert_eq!(scene.listed("unsettled=true").await, clips[1..]);
    let draft = CaseDraft {
        number: "浙交执罚〔2026〕12号".to_owned(),
        title: "超限运输".to_owned(),
        heading: None,
    };
    let case: CaseView = scene.user.tell("/api/v1/cases", &draft).await;
    let link = LinkRequest {
        clip_ids: vec![clips[1]],
        reason: None,
    };
    let path = format!("/api/v1/cases/{}", case.case_id);
    let detail: CaseDetail = scene.user.tell(&format!("{path}/clips"), &link).await;
    assert_eq!(scene.listed("unsettled=true").await, clips[2..]);
    let ended = scene
        .user
        .request(
            reqwest::Method::DELETE,
            &format!("{path}/links/{}", detail.links[0].link_id),
        )
        .send()
        .await
        .unwrap();
    assert!(ended.status().is_success());
    scene.say(&settled(&clips[..1], None)).await;
    assert_eq!(scene.listed("unsettled=true").await, clips, "both were taken back");
    assert_eq!(scene.marks(clips[0]).await.settlement.len(), 2);
    assert_eq!(scene.events(clips[0]).await, ["clip.settled", "clip.unsettled"]);
    scene.world.finish().await;
}

#[tokio::test]
async fn only_a_class_that_needs_no_case_settles() {
    let scene = Scene::set().await;
    let (clip, _) = scene.clip().await;
    assert_eq!(scene.refused(&settled(&[clip], Some("coercion"))).await, "class");
    assert_eq!(scene.refused(&settled(&[clip], Some("unheard_of"))).await, "class");
    assert_eq!(
        scene.say(&settled(&[clip], None)).await,
        [],
        "there was nothing to take back"
    );
    assert!(!scene.marks(clip).await.standing.is_settled);
    scene.world.finish().await;
}

/// A form as a browser sends it.
async fn sent(scene: &Scene, path: &str, fields: &str) -> (StatusCode, String) {
    let token = scene.user.headers()["x-form-token"].to_str().unwrap();
    let request = scene.user.request(reqwest::Method::POST, path);
    let answer = request
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "text/html")
        .body(format!("form_token={token}&{fields}"))
        .send()
        .await
        .unwrap();
    (answer.status(), answer.text().await.unwrap())
}

fn chosen(clips: &[ClipId]) -> String {
    clips
        .iter()
        .map(|id| format!("clip={id}&"))
        .collect::<Vec<_>>()
        .concat()
}

#[tokio::test]
async fn without_script_the_number_is_asked_before_anything_is_changed() {
    let scene = Scene::set().await;
    let clips = three(&scene).await;
    let fields = format!("{}deed=settle:routine&back=/clips&count=", chosen(&clips));
    let (status, page) = sent(&scene, "/clips/marks", &fields).await;
    assert!(status.is_success() && page.contains("共 3 个"), "{page}");
    assert_eq!(scene.listed("unsettled=true").await, clips, "nothing was changed");
    let (_, page) = sent(&scene, "/clips/marks", &format!("{fields}2")).await;
    assert!(page.contains("请确认"), "another number than was chosen is asked about");
    let (status, page) = sent(&scene, "/clips/marks", &format!("{fields}3")).await;
    assert!(status.is_success() && page.contains("已处理 3 个"), "{page}");
    assert_eq!(scene.listed("unsettled=true").await, []);
    scene.world.finish().await;
}

#[tokio::test]
async fn undoing_brings_back_what_each_clip_was_before() {
    let scene = Scene::set().await;
    let clips = three(&scene).await;
    scene.say(&settled(&clips[..1], Some("training"))).await;
    let fields = format!("{}deed=settle:test&back=/clips&count=3", chosen(&clips));
    sent(&scene, "/clips/marks", &fields).await;
    assert_eq!(scene.marks(clips[0]).await.standing.class.as_deref(), Some("test"));
    let undo = format!(
        "clip={}&undo=settle:training&clip={}&undo=settle:&clip={}&undo=settle:&back=/clips",
        clips[0], clips[1], clips[2]
    );
    let (status, page) = sent(&scene, "/clips/marks/undo", &undo).await;
    assert!(status.is_success() && page.contains("已撤销 3 个"), "{page}");
    assert_eq!(scene.marks(clips[0]).await.standing.class.as_deref(), Some("training"));
    assert_eq!(scene.marks(clips[1]).await.standing.class, None);
    assert_eq!(scene.marks(clips[0]).await.settlement.len(), 3, "nothing was deleted");
    scene.world.finish().await;
}

#[tokio::test]
async fn clips_are_linked_to_a_case_number_in_bulk_and_a_number_nobody_knows_is_named() {
    let scene = Scene::set().await;
    let clips = three(&scene).await;
    let draft = CaseDraft {
        number: "CASE-12".to_owned(),
        title: "超限运输".to_owned(),
        heading: None,
    };
    let case: CaseView = scene.user.tell("/api/v1/cases", &draft).await;
    let fields = format!("{}deed=link&number=CASE-13&back=/clips&count=3", chosen(&clips));
    let (status, _) = sent(&scene, "/clips/marks", &fields).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = fields.replace("CASE-13", "CASE-12");
    let (status, page) = sent(&scene, "/clips/marks", &fields).await;
    assert!(status.is_success() && page.contains("unlink:CASE-12"), "{page}");
    let detail: CaseDetail = scene.user.read(&format!("/api/v1/cases/{}", case.case_id)).await;
    assert_eq!(detail.links.len(), 3);
    scene.world.finish().await;
}

#[tokio::test]
async fn a_tag_proposes_the_class_and_one_touch_takes_it() {
    let scene = Scene::set().await;
    let (clip, _) = scene.clip().await;
    scene.say(&tag(&[clip], "routine", TagAct::Put)).await;
    let page = scene.user.get(&format!("/clips/{clip}")).await.text().await.unwrap();
    assert!(page.contains("按标记建议"), "{page}");
    let (status, _) = sent(&scene, &format!("/clips/{clip}/marks"), "deed=settle:routine").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(scene.marks(clip).await.standing.is_settled);
    let (status, page) = sent(&scene, &format!("/clips/{clip}/marks"), "deed=taken_off:routine").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("请填写理由"), "{page}");
    scene.world.finish().await;
}
