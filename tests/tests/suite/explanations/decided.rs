//! Deciding: a head who was no part of the act, else the unit above; what is approved counts for coverage.

use evidence_schema::explanation::{ExplanationKind, ExplanationState, ExplanationVerdict};
use evidence_schema::people::Role;
use evidence_schema::rules::coverage::Standing;
use evidence_schema::wire::access::GrantPage;
use reqwest::StatusCode;
use tests::world::problem_of;

use super::scene::{Explained, decides, newest, team, work};
use crate::ledger::scene::refused_fields;

const APPROVED: (ExplanationVerdict, Option<&str>) = (ExplanationVerdict::Approved, None);

#[tokio::test]
async fn an_approved_explanation_of_the_gap_makes_the_act_explained() {
    let scene = Explained::with_gap().await;
    assert_eq!(scene.seizure.covered().await.standing, Standing::Unexplained);
    let id = newest(&scene.gives(&scene.li, &scene.draft((15, 45))).await);
    assert_eq!(
        scene.seizure.covered().await.standing,
        Standing::Unexplained,
        "it waits"
    );
    assert_eq!(work(&scene.chen).await.to_decide.len(), 1);
    assert_eq!(decides(&scene.chen, id, APPROVED).await.status(), StatusCode::CREATED);
    let covered = scene.seizure.covered().await;
    assert_eq!(covered.standing, Standing::Explained, "{covered:?}");
    assert!(covered.picture.explained_ms > 0 && covered.picture.unexplained_ms == 0);
    assert_eq!(scene.read(&scene.li).await.gaps, []);
    assert_eq!(work(&scene.chen).await.to_decide, []);
    scene.finish().await;
}

#[tokio::test]
async fn a_head_who_was_there_does_not_decide_even_after_the_act_was_said_anew_without_her() {
    let scene = Explained::bare().await;
    let id = newest(&scene.gives(&scene.li, &scene.draft((20, 40))).await);
    let refused = decides(&scene.wang, id, APPROVED).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let correction = serde_json::json!({
        "act": {
            "kind": "查封扣押", "officer_numbers": ["100001"],
            "sessions": [{"arrived_at": scene.seizure.from, "departed_at": scene.second(60), "source": "record"}],
        },
        "reason": "只有一人在场",
    });
    let corrected = scene.seizure.agency.user.post(&scene.seizure.path(), &correction).await;
    assert!(corrected.status().is_success(), "{corrected:?}");
    let refused = decides(&scene.wang, id, APPROVED).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(work(&scene.wang).await.to_decide, []);
    scene.finish().await;
}

#[tokio::test]
async fn where_nobody_else_is_left_the_unit_above_decides() {
    let scene = Explained::bare().await;
    let id = newest(&scene.gives(&scene.li, &scene.draft((20, 40))).await);
    let early = decides(&scene.zhou, id, APPROVED).await;
    assert_eq!(early.status(), StatusCode::FORBIDDEN, "the team has a head of its own");
    let page: GrantPage = scene.seizure.agency.administrator.read("/api/v1/grants").await;
    let unit = team(&scene).await;
    let grants = page
        .grants
        .iter()
        .filter(|grant| grant.unit_id == Some(unit) && grant.role == Role::Head);
    for grant in grants {
        let path = format!("/api/v1/grants/{}", grant.grant_id);
        let request = scene
            .seizure
            .agency
            .administrator
            .request(reqwest::Method::DELETE, &path);
        assert!(request.send().await.unwrap().status().is_success());
    }
    let said = scene.read(&scene.li).await;
    assert_eq!(
        (said.deciders.as_slice(), said.levels_up),
        (["zhou".to_owned()].as_slice(), 1)
    );
    assert_eq!(decides(&scene.zhou, id, APPROVED).await.status(), StatusCode::CREATED);
    scene.finish().await;
}

#[tokio::test]
async fn a_refusal_says_why_and_can_be_answered_by_a_better_explanation() {
    let scene = Explained::bare().await;
    let id = newest(&scene.gives(&scene.li, &scene.draft((20, 40))).await);
    let path = format!("/api/v1/explanations/{id}/decision");
    let silent = serde_json::json!({"verdict": "refused"});
    assert_eq!(refused_fields(&scene.chen, &path, &silent).await, ["remark"]);
    let refused = decides(&scene.chen, id, (ExplanationVerdict::Refused, Some("未说明起止"))).await;
    assert_eq!(refused.status(), StatusCode::CREATED);
    let again = decides(&scene.chen, id, APPROVED).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    let todo = work(&scene.li).await.to_explain;
    assert_eq!(todo.len(), 1);
    assert_eq!(
        todo[0].explanation.decision.as_ref().unwrap().remark.as_deref(),
        Some("未说明起止")
    );
    let mut better = scene.draft((20, 40));
    better.supersedes = Some(id);
    let next = newest(&scene.gives(&scene.li, &better).await);
    assert_eq!(work(&scene.li).await.to_explain, []);
    let replaced = problem_of(decides(&scene.chen, id, APPROVED).await).await;
    assert_eq!(
        replaced.code.as_str(),
        "conflict",
        "the older one is no longer decided on"
    );
    assert_eq!(decides(&scene.chen, next, APPROVED).await.status(), StatusCode::CREATED);
    scene.finish().await;
}

#[tokio::test]
async fn a_whole_act_that_could_not_be_recorded_is_explained_once_a_head_approves() {
    let scene = Explained::bare().await;
    assert_eq!(scene.seizure.covered().await.standing, Standing::NotRecorded);
    let mut draft = scene.draft((0, 1));
    draft.kind = ExplanationKind::CouldNotBeRecorded;
    (draft.from, draft.to) = (None, None);
    let said = scene.gives(&scene.li, &draft).await;
    assert_eq!(
        (said.explanations[0].from, said.explanations[0].to),
        (scene.second(0), scene.second(60))
    );
    let decided = decides(&scene.chen, newest(&said), APPROVED).await;
    assert_eq!(decided.status(), StatusCode::CREATED);
    assert_eq!(scene.seizure.covered().await.standing, Standing::Explained);
    scene.finish().await;
}

#[tokio::test]
async fn two_decisions_at_once_leave_one() {
    let scene = Explained::bare().await;
    let id = newest(&scene.gives(&scene.li, &scene.draft((20, 40))).await);
    let refusal = (ExplanationVerdict::Refused, Some("不属实"));
    let (one, other) = tokio::join!(decides(&scene.chen, id, APPROVED), decides(&scene.chen, id, refusal));
    let statuses = [one.status(), other.status()];
    assert!(
        statuses.contains(&StatusCode::CREATED) && statuses.contains(&StatusCode::CONFLICT),
        "{statuses:?}"
    );
    let said = scene.read(&scene.li).await;
    assert_ne!(said.explanations[0].state, ExplanationState::Waits);
    scene.finish().await;
}
