//! Sending for review: refused with every reason, cured, fixed and signed.

use evidence_schema::custody::note::VerifyingNoteKey;
use evidence_schema::custody::record::{Record, RecordKind, digest};
use evidence_schema::rules::case_states::CaseState;
use evidence_schema::rules::review::{Answer, GateReason, GateRemark};
use evidence_schema::wire::review::{BundleFacts, DifferencesView, ReviewOutcome};

use super::scene::Reviewed;
use crate::coverage::scene::WHOLE;
use crate::ledger::scene::B;

#[tokio::test]
async fn seizure_without_footage_is_not_sent() {
    let reviewed = Reviewed::bare().await;
    let view = reviewed.gate("submit").await;
    assert_eq!(view.verdict.answer, Answer::Refuses);
    let reasons: Vec<GateReason> = view.verdict.reasons.iter().map(|one| one.reason).collect();
    assert_eq!(reasons, [GateReason::NoFootage {}]);
    let problem = reviewed.not_sent().await;
    assert_eq!(problem.fields.len(), 1, "{problem:?}");
    assert_eq!(reviewed.state().await, CaseState::Open);
    reviewed.finish().await;
}

#[tokio::test]
async fn unexplained_gap_and_footage_left_out_are_told_at_once_and_cured() {
    let reviewed = Reviewed::with_gap().await;
    let other = reviewed.scene.seizure.filmed(B, 5, &WHOLE).await;
    let view = reviewed.gate("submit").await;
    let is_left_out = |reason: &GateReason| matches!(reason, GateReason::LeftOut { clip_id } if *clip_id == other);
    let reasons: Vec<GateReason> = view.verdict.reasons.iter().map(|one| one.reason).collect();
    assert!(reasons.iter().any(is_left_out), "{reasons:?}");
    assert!(
        reasons.iter().any(|one| matches!(one, GateReason::GapInPicture { .. })),
        "{reasons:?}"
    );
    assert!(
        reasons.iter().any(|one| matches!(one, GateReason::GapInSound { .. })),
        "{reasons:?}"
    );
    assert!(reviewed.not_sent().await.fields.len() >= 3);
    // Whoever attaches it closes the gap with it.
    reviewed.scene.seizure.attach(&[other]).await;
    let view = reviewed.gate("submit").await;
    assert_eq!(view.verdict.answer, Answer::Passes, "{:?}", view.verdict.reasons);
    reviewed.finish().await;
}

#[tokio::test]
async fn what_was_sent_is_fixed_signed_and_differs_from_what_is_sent_again() {
    let reviewed = Reviewed::with_gap().await;
    reviewed.explained().await;
    let view = reviewed.gate("submit").await;
    assert_eq!(view.verdict.answer, Answer::Passes, "{:?}", view.verdict.reasons);
    let is_told =
        |remark: GateRemark| matches!(remark, GateRemark::Explained { explained_ms } if explained_ms > 15_000);
    assert!(view.verdict.remarks.iter().any(|one| is_told(one.remark)));
    let first = reviewed.sent().await;
    assert_eq!((first.record, first.number), (RecordKind::Bundle, 1));
    assert_eq!(reviewed.state().await, CaseState::SentForReview);

    let note = reviewed
        .user()
        .get(&format!("/api/v1/records/{}/note", first.record_id))
        .await;
    let note = note.text().await.unwrap();
    assert_eq!(digest(&note), first.sha256);
    let app = reviewed.scene.seizure.agency.world.app().await;
    let key = VerifyingNoteKey::from_text(app.log_key.vkey()).unwrap();
    let facts: BundleFacts = serde_json::from_value(Record::open(&note, &key).unwrap().facts).unwrap();
    assert_eq!(
        (
            facts.acts.len(),
            facts.acts[0].clips.len(),
            facts.acts[0].explanations.len()
        ),
        (1, 2, 1)
    );
    assert!(facts.acts[0].coverage.picture.explained_ms > 15_000);

    reviewed.judged(first.record_id, ReviewOutcome::Returned).await;
    let other = reviewed.scene.seizure.shows(B, 5, &WHOLE).await;
    let second = reviewed.sent().await;
    assert_eq!(second.number, 2);
    let differs: DifferencesView = reviewed
        .user()
        .read(&format!("/api/v1/records/{}/differences", second.record_id))
        .await;
    assert_eq!(differs.before, Some(1));
    let names_clip = |path: &[String]| path.iter().any(|name| *name == other.to_string());
    assert!(
        differs
            .differs
            .iter()
            .any(|one| names_clip(&one.path) && one.before.is_none()),
        "{differs:?}"
    );
    reviewed.finish().await;
}

#[tokio::test]
async fn act_that_only_warns_is_sent_with_a_finding() {
    let reviewed = Reviewed::with_gap().await;
    reviewed.explained().await;
    reviewed.act("代履行", (600, Some(660))).await;
    let view = reviewed.gate("submit").await;
    assert_eq!(view.verdict.answer, Answer::Warns, "{:?}", view.verdict.reasons);
    assert_eq!(reviewed.sent().await.answer, Some(Answer::Warns));
    let agency = &reviewed.scene.seizure.agency;
    assert!(
        agency
            .finding("case_gate_warned", reviewed.scene.seizure.case)
            .await
            .is_some()
    );
    reviewed.finish().await;
}
