//! Opinions: by nobody who had a part, on what was read, once; disagreement is settled by a head.

use evidence_schema::people::Role;
use evidence_schema::rules::case_states::{CaseState, Step};
use evidence_schema::wire::review::{ReviewOutcome, ReviewView, SettlingDraft};
use reqwest::StatusCode;

use super::scene::Reviewed;

#[tokio::test]
async fn returned_sent_again_passed_and_decided() {
    let reviewed = Reviewed::with_gap().await;
    reviewed.explained().await;
    let first = reviewed.sent().await;
    let view = reviewed.judged(first.record_id, ReviewOutcome::Returned).await;
    assert_eq!(reviewed.state().await, CaseState::Returned);
    assert!(view.opinions[0].due_at.is_some(), "by the agency's limits");
    let second = reviewed.sent().await;
    reviewed.judged(second.record_id, ReviewOutcome::Passed).await;
    assert_eq!(reviewed.state().await, CaseState::Passed);
    reviewed.happened(Step::Decided).await;
    let agency = &reviewed.scene.seizure.agency;
    assert!(
        agency
            .finding("case_decided_unreviewed", reviewed.scene.seizure.case)
            .await
            .is_none()
    );
    reviewed.finish().await;
}

#[tokio::test]
async fn nobody_reviews_a_case_file_in_which_they_had_a_part() {
    let reviewed = Reviewed::with_gap().await;
    reviewed.explained().await;
    let sent = reviewed.sent().await;
    let world = &reviewed.scene.seizure.agency.world;
    // Wang was at the act; Chen approved the explanation. Both get the role as well.
    let app = world.app().await;
    for name in ["wangfang", "chen"] {
        let draft = evidence_schema::wire::access::GrantDraft {
            name: name.to_owned(),
            role: Role::LegalReviewer,
            unit_number: Some("11".to_owned()),
        };
        let actor = evidence_schema::people::Actor::system("test");
        app.role_grant(actor, draft).await.unwrap();
    }
    let path = format!("{}/opinions", reviewed.case());
    let draft = Reviewed::opinion(sent.record_id, ReviewOutcome::Passed);
    for caller in [&reviewed.scene.wang, &reviewed.scene.chen] {
        let view: ReviewView = caller.read(&format!("{}/review", reviewed.case())).await;
        assert!(!view.may_review);
        assert_eq!(caller.post(&path, &draft).await.status(), StatusCode::FORBIDDEN);
    }
    assert_eq!(
        reviewed.user().post(&path, &draft).await.status(),
        StatusCode::FORBIDDEN
    );
    let view: ReviewView = reviewed.lawyer.read(&format!("{}/review", reviewed.case())).await;
    assert!(view.may_review);
    reviewed.judged(sent.record_id, ReviewOutcome::Passed).await;
    reviewed.finish().await;
}

#[tokio::test]
async fn opinion_is_about_the_newest_bundle_and_is_given_once() {
    let reviewed = Reviewed::with_gap().await;
    reviewed.explained().await;
    let first = reviewed.sent().await;
    reviewed.judged(first.record_id, ReviewOutcome::Returned).await;
    let path = format!("{}/opinions", reviewed.case());
    let again = reviewed
        .lawyer
        .post(&path, &Reviewed::opinion(first.record_id, ReviewOutcome::Passed))
        .await;
    assert_eq!(again.status(), StatusCode::CONFLICT, "it was given");
    let second = reviewed.sent().await;
    let old = reviewed
        .lawyer
        .post(&path, &Reviewed::opinion(first.record_id, ReviewOutcome::Passed))
        .await;
    assert_eq!(old.status(), StatusCode::CONFLICT, "another was sent meanwhile");
    reviewed.judged(second.record_id, ReviewOutcome::Passed).await;
    reviewed.finish().await;
}

#[tokio::test]
async fn disagreement_is_settled_by_a_head_who_had_no_part() {
    let reviewed = Reviewed::with_gap().await;
    reviewed.explained().await;
    let sent = reviewed.sent().await;
    let view = reviewed.judged(sent.record_id, ReviewOutcome::Returned).await;
    let draft = SettlingDraft {
        opinion_id: view.opinions[0].opinion_id,
        outcome: ReviewOutcome::Passed,
        text: "承办机构认为清点过程已由另一台记录仪记录，同意。".to_owned(),
    };
    let path = format!("{}/settlings", reviewed.case());
    // Wang is a head of the team, and was at the act.
    assert_eq!(
        reviewed.scene.wang.post(&path, &draft).await.status(),
        StatusCode::FORBIDDEN
    );
    let _settled: ReviewView = reviewed.scene.chen.tell(&path, &draft).await;
    assert_eq!(reviewed.state().await, CaseState::Passed);
    assert_eq!(
        reviewed.scene.chen.post(&path, &draft).await.status(),
        StatusCode::CONFLICT
    );
    reviewed.finish().await;
}
