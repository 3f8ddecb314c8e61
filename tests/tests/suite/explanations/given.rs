//! Giving: by an officer of the act, every reason against it at once.

use evidence_schema::explanation::{ExplanationKind, ExplanationState, ExplanationVerdict, SenseMissing};
use evidence_schema::wire::explanations::{ActExplanations, SiteNoteDraft};
use reqwest::StatusCode;

use super::scene::{Explained, decides, newest, work};
use crate::ledger::scene::refused_fields;

#[tokio::test]
async fn the_gap_is_offered_as_it_is_to_an_officer_of_the_act() {
    let scene = Explained::with_gap().await;
    let said = scene.read(&scene.li).await;
    assert_eq!(said.gaps.len(), 1, "{said:?}");
    let gap = said.gaps[0];
    assert_eq!((gap.sense, gap.is_waiting), (SenseMissing::Both, false));
    assert!(scene.second(19) <= gap.from && gap.to <= scene.second(41), "{gap:?}");
    assert!(said.may_explain && gap.known_at.is_some());
    let todo = work(&scene.li).await;
    assert_eq!(todo.gaps.len(), 1);
    assert_eq!(todo.gaps[0].act_id, scene.seizure.act);

    let mut draft = scene.draft((0, 1));
    (draft.from, draft.to) = (Some(gap.from), Some(gap.to));
    let given = scene.gives(&scene.li, &draft).await;
    assert!(given.gaps[0].is_waiting);
    assert_eq!(given.explained, [], "nobody approved it");
    assert_eq!(work(&scene.li).await.gaps, [], "it waits for somebody else now");
    assert_eq!(work(&scene.li).await.waiting.len(), 1);
    scene.finish().await;
}

#[tokio::test]
async fn only_an_officer_of_the_act_explains_and_whoever_sees_nothing_finds_nothing() {
    let scene = Explained::bare().await;
    let draft = scene.draft((20, 40));
    let refused = scene.chen.post(&scene.path(), &draft).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert!(!scene.read(&scene.chen).await.may_explain);
    let stranger = scene
        .seizure
        .agency
        .world
        .granted_named("stranger", evidence_schema::people::Role::Officer, None)
        .await;
    assert_eq!(
        stranger.post(&scene.path(), &draft).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(stranger.get(&scene.path()).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(scene.read(&scene.li).await.explanations, []);
    scene.finish().await;
}

#[tokio::test]
async fn each_reason_against_an_explanation_is_refused_by_its_field() {
    let scene = Explained::bare().await;
    let path = scene.path();
    let refused = async |change: &dyn Fn(&mut evidence_schema::wire::explanations::ExplanationDraft)| {
        let mut draft = scene.draft((20, 40));
        change(&mut draft);
        refused_fields(&scene.li, &path, &draft).await
    };
    assert_eq!(refused(&|draft| draft.reason = "tired".to_owned()).await, ["reason"]);
    assert_eq!(refused(&|draft| draft.words = " ".to_owned()).await, ["words"]);
    assert_eq!(refused(&|draft| draft.to = draft.from).await, ["to"]);
    assert_eq!(refused(&|draft| draft.to = Some(scene.second(61))).await, ["from"]);
    assert_eq!(refused(&|draft| draft.from = Some(scene.second(-1))).await, ["from"]);
    assert_eq!(
        refused(&|draft| draft.to = Some("2099-01-01T00:00:00Z".parse().unwrap())).await,
        ["to", "from"]
    );
    assert_eq!(
        refused(&|draft| draft.kind = ExplanationKind::MayBeOmitted).await,
        ["kind"]
    );
    assert_eq!(refused(&|draft| draft.from = None).await, ["from"]);
    let of_nobody = "explanation-00000000000000000000000000000000".parse().unwrap();
    assert_eq!(
        refused(&|draft| draft.supersedes = Some(of_nobody)).await,
        ["supersedes"]
    );
    let nowhere = "document-00000000000000000000000000000000".parse().unwrap();
    assert_eq!(
        refused(&|draft| draft.document_id = Some(nowhere)).await,
        ["document_id"]
    );
    assert_eq!(scene.read(&scene.li).await.explanations, []);
    scene.finish().await;
}

#[tokio::test]
async fn a_newer_explanation_takes_the_place_of_an_older_one_which_stays() {
    let scene = Explained::bare().await;
    let first = newest(&scene.gives(&scene.li, &scene.draft((20, 40))).await);
    let approved = decides(&scene.chen, first, (ExplanationVerdict::Approved, None)).await;
    assert_eq!(approved.status(), StatusCode::CREATED);
    let mut better = scene.draft((15, 40));
    better.supersedes = Some(first);
    let said = scene.gives(&scene.wang, &better).await;
    let states: Vec<ExplanationState> = said.explanations.iter().map(|one| one.state).collect();
    assert_eq!(states, [ExplanationState::Superseded, ExplanationState::Waits]);
    assert_eq!(
        said.explained,
        [],
        "what was taken back explains nothing until the newer one is approved"
    );
    assert_eq!(said.explanations[0].words, "电池耗尽，更换后继续记录");
    assert_eq!(refused_fields(&scene.li, &scene.path(), &better).await, ["supersedes"]);
    scene.finish().await;
}

#[tokio::test]
async fn the_state_of_the_site_is_said_by_officers_of_the_act_and_stays() {
    let scene = Explained::bare().await;
    let path = format!("{}/site", scene.seizure.path());
    let draft = |words: &str| SiteNoteDraft {
        arrived_at: scene.seizure.from,
        is_at_end: true,
        words: words.to_owned(),
    };
    assert_eq!(
        scene.chen.post(&path, &draft("大门已贴封条")).await.status(),
        StatusCode::FORBIDDEN
    );
    let _first: ActExplanations = scene.li.tell(&path, &draft("大门已贴封条")).await;
    let said: ActExplanations = scene.wang.tell(&path, &draft("大门已贴两道封条")).await;
    let shown: Vec<(&str, bool)> = said
        .site
        .iter()
        .map(|note| (note.words.as_str(), note.is_past))
        .collect();
    assert_eq!(shown, [("大门已贴封条", true), ("大门已贴两道封条", false)]);
    let other = SiteNoteDraft {
        arrived_at: scene.second(1),
        ..draft("x")
    };
    assert_eq!(refused_fields(&scene.li, &path, &other).await, ["arrived_at"]);
    scene.finish().await;
}
