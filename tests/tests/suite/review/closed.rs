//! Closing: every mandatory act is judged; facts are accepted whatever is missing.

use evidence_schema::rules::case_states::{CaseState, Step};
use evidence_schema::rules::review::GateReason;
use evidence_schema::wire::acts::{ActCorrection, ActView};
use reqwest::StatusCode;
use tests::world::problem_of;

use super::scene::Reviewed;

#[tokio::test]
async fn demolition_without_footage_stops_closing_and_no_fact() {
    let reviewed = Reviewed::with_gap().await;
    reviewed.explained().await;
    // The decision and its execution happened: they are entered, whatever the gate says.
    reviewed.happened(Step::Decided).await;
    let demolition = reviewed.act("强制拆除", (600, None)).await;
    reviewed.happened(Step::Executed).await;
    assert!(
        reviewed.gate("submit").await.verdict.reasons.is_empty(),
        "it is not over"
    );
    let path = format!("{}/states", reviewed.case());
    let answer = reviewed.user().post(&path, &reviewed.step(Step::Closed)).await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    let problem = problem_of(answer).await;
    assert!(!problem.fields.is_empty(), "{problem:?}");
    let reasons = reviewed.gate("close").await.verdict.reasons;
    assert!(
        reasons.iter().any(|one| one.reason == GateReason::NotOver {}),
        "{reasons:?}"
    );
    assert_eq!(reviewed.state().await, CaseState::Decided);
    // It never took place: nothing is missing of it.
    let never = ActCorrection {
        act: None,
        reason: "改为自行拆除".to_owned(),
    };
    let void = format!("{}/acts/{}", reviewed.case(), demolition.act_id);
    let _void: ActView = reviewed.user().tell(&void, &never).await;
    reviewed.happened(Step::Closed).await;
    assert_eq!(reviewed.state().await, CaseState::Closed);
    reviewed.finish().await;
}
