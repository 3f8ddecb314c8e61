//! Whose footage a clip is: by the ledger, on the corrected time; what is said later stands beside what was said before.

use evidence_schema::rules::attribution::{Outcome, Unassigned};
use evidence_schema::wire::clips::ClipPage;
use evidence_schema::wire::ledger::{AttributionDraft, AttributionView, HandoverCorrection, HandoverView};

use super::scene::{A, Agency, B, LI, SUN, WANG, ZHAO, refused_fields};

#[tokio::test]
async fn footage_belongs_to_both_officers_and_to_their_unit() {
    let agency = Agency::set().await;
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(14))))
        .await;
    agency
        .open(&agency.handover((ZHAO, Some(SUN)), &[A], (14, Some(20))))
        .await;
    let morning = agency.delivered(&agency.recording(A, agency.at(9, 30))).await;
    let evening = agency.delivered(&agency.recording(A, agency.at(15, 0))).await;
    assert_eq!(agency.pair_of(morning).await, agency.pair(LI, WANG).await);
    assert_eq!(agency.pair_of(evening).await, agency.pair(ZHAO, SUN).await);
    let last = agency.answers(evening).await.pop().unwrap();
    assert_eq!(
        last.unit_id,
        Some(agency.unit_id("12").await),
        "the officers' unit, whoever owns the recorder"
    );
    assert_eq!(last.recorded_from, Some(agency.at(15, 0)));
    agency.world.finish().await;
}

#[tokio::test]
async fn a_handover_that_is_entered_later_finds_its_footage() {
    let agency = Agency::set().await;
    let clip = agency.delivered(&agency.recording(A, agency.at(10, 0))).await;
    let first = agency.answers(clip).await.pop().unwrap();
    assert_eq!(first.verdict.outcome, Outcome::Unassigned(Unassigned::NoHandover));
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A, B], (8, Some(18))))
        .await;
    agency.quiet().await;
    assert_eq!(agency.pair_of(clip).await, agency.pair(LI, WANG).await);
    assert_eq!(agency.answers(clip).await.len(), 2, "the first answer stays");
    agency.world.finish().await;
}

#[tokio::test]
async fn a_corrected_handover_is_another_answer_about_its_clips() {
    let agency = Agency::set().await;
    let said = agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(18))))
        .await;
    let clip = agency.delivered(&agency.recording(A, agency.at(10, 0))).await;
    let correction = HandoverCorrection {
        handover: Some(agency.handover((ZHAO, Some(SUN)), &[A], (8, Some(18)))),
        reason: "登记时选错了小组".to_owned(),
    };
    let path = format!("/api/v1/handovers/{}/correction", said.handover_id);
    let _now: HandoverView = agency.user.tell(&path, &correction).await;
    agency.quiet().await;
    let answers = agency.answers(clip).await;
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0].lead_id, Some(agency.officer_id(LI).await));
    assert_eq!(agency.pair_of(clip).await, agency.pair(ZHAO, SUN).await);
    agency.world.finish().await;
}

#[tokio::test]
async fn the_officer_whom_a_device_names_is_a_hint_and_a_finding() {
    let agency = Agency::set().await;
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(18))))
        .await;
    let mut capture = agency.recording(A, agency.at(10, 0));
    capture.statement.device.officer_number = Some(ZHAO.to_owned());
    let clip = agency.delivered(&capture).await;
    assert_eq!(agency.pair_of(clip).await, agency.pair(LI, WANG).await);
    assert!(agency.finding("device_names_another", A).await.is_some());
    agency.world.finish().await;
}

#[tokio::test]
async fn two_pairs_with_one_recorder_are_never_guessed_at() {
    let agency = Agency::set().await;
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(16))))
        .await;
    agency
        .open(&agency.handover((ZHAO, Some(SUN)), &[A], (12, Some(20))))
        .await;
    let clip = agency.delivered(&agency.recording(A, agency.at(13, 0))).await;
    assert_eq!(agency.pair_of(clip).await, None);
    assert!(agency.finding("contested", clip).await.is_some());
    agency.world.finish().await;
}

#[tokio::test]
async fn a_recorder_that_is_registered_later_has_its_footage_asked_about_again() {
    let agency = Agency::set().await;
    let clip = agency.delivered(&agency.recording("CCCCCC3", agency.at(10, 0))).await;
    let first = agency.answers(clip).await.pop().unwrap();
    assert_eq!(first.verdict.outcome, Outcome::Unassigned(Unassigned::NoRecorder));
    agency.world.add_recorder("CCCCCC3");
    agency
        .open(&agency.handover((LI, Some(WANG)), &["CCCCCC3"], (8, Some(18))))
        .await;
    agency.quiet().await;
    assert_eq!(agency.pair_of(clip).await, agency.pair(LI, WANG).await);
    agency.world.finish().await;
}

#[tokio::test]
async fn what_a_person_decides_stays_until_a_person_gives_it_back() {
    let agency = Agency::set().await;
    let clip = agency.delivered(&agency.recording(A, agency.at(10, 0))).await;
    let path = format!("/api/v1/clips/{clip}/attribution");
    let mut said = AttributionDraft {
        unit_number: None,
        lead_number: Some(ZHAO.to_owned()),
        assisting_number: Some(SUN.to_owned()),
        reason: String::new(),
    };
    assert_eq!(refused_fields(&agency.user, &path, &said).await, ["reason"]);
    said.reason = "现场照片可以辨认".to_owned();
    let _now: AttributionView = agency.user.tell(&path, &said).await;
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(18))))
        .await;
    agency.quiet().await;
    assert_eq!(
        agency.pair_of(clip).await,
        agency.pair(ZHAO, SUN).await,
        "the ledger does not overrule a person"
    );
    said.lead_number = None;
    assert_eq!(refused_fields(&agency.user, &path, &said).await, ["lead_number"]);
    said.assisting_number = None;
    said.reason = "领用登记已补".to_owned();
    let _now: AttributionView = agency.user.tell(&path, &said).await;
    assert_eq!(agency.pair_of(clip).await, agency.pair(LI, WANG).await);
    let reasons: Vec<_> = agency
        .answers(clip)
        .await
        .into_iter()
        .map(|answer| answer.reason)
        .collect();
    assert_eq!(reasons.len(), 3);
    assert_eq!(reasons[1].as_deref(), Some("现场照片可以辨认"));
    agency.world.finish().await;
}

#[tokio::test]
async fn lists_are_narrowed_to_officers_units_recorders_and_times() {
    let agency = Agency::set().await;
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(14))))
        .await;
    agency
        .open(&agency.handover((ZHAO, Some(SUN)), &[B], (8, Some(14))))
        .await;
    let of_li = agency.delivered(&agency.recording(A, agency.at(9, 0))).await;
    let of_zhao = agency.delivered(&agency.recording(B, agency.at(10, 0))).await;
    let nobodys = agency.delivered(&agency.recording(B, agency.at(23, 0))).await;
    let cases = [
        ("officer=100002", vec![of_li]),
        ("unit=12", vec![of_zhao]),
        ("unit=1", vec![of_zhao, of_li]),
        ("unassigned=true", vec![nobodys]),
        ("serial=BBBBBB2", vec![nobodys, of_zhao]),
        (
            "recorded_from=2026-11-10T01:30:00Z&recorded_to=2026-11-10T03:00:00Z",
            vec![of_zhao],
        ),
        ("unit=1&serial=AAAAAA1&officer=100001", vec![of_li]),
        ("officer=100001&with=100002", vec![of_li]),
        ("officer=100001&with=200001", vec![]),
        ("source=recorder&state=verified", vec![nobodys, of_zhao, of_li]),
        ("unit=1&unassigned=true", vec![]),
    ];
    for (query, wanted) in cases {
        let page: ClipPage = agency.user.read(&format!("/api/v1/clips?{query}")).await;
        let found: Vec<_> = page.clips.into_iter().map(|clip| clip.clip_id).collect();
        assert_eq!(found, wanted, "{query}");
    }
    let answer = agency.user.get("/api/v1/clips?unit=nowhere").await;
    assert_eq!(answer.status(), reqwest::StatusCode::UNPROCESSABLE_ENTITY);
    agency.world.finish().await;
}
