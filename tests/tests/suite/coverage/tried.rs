//! Ways round: the act shrunk to its footage, only the good clips attached, officers who do not count.

use evidence_schema::rules::coverage::Standing;
use evidence_schema::wire::coverage::{CoverageView, LeftOutDraft};
use evidence_schema::wire::ledger::OfficerView;
use reqwest::StatusCode;
use tests::footage::FlawedSpec;
use tests::world::problem_of;

use super::scene::{Seizure, WHOLE, codes};
use crate::ledger::scene::{A, B, WANG, officer};

#[tokio::test]
async fn an_act_shrunk_to_its_footage_is_found() {
    let seizure = Seizure::between(0, 90).await;
    seizure.shows(A, 0, &WHOLE).await;
    let covered = seizure.covered().await;
    assert_eq!(codes(&covered), ["times_of_the_footage"]);
    assert_eq!(covered.findings[0].session, Some(1));
    let finding = seizure.agency.finding("act_times_of_footage", seizure.act).await;
    assert!(finding.unwrap().message.contains("查封扣押"));
}

#[tokio::test]
async fn attaching_only_the_good_clips_is_found_until_somebody_says_why() {
    let seizure = Seizure::set().await;
    seizure.shows(A, -15, &WHOLE).await;
    let dark = FlawedSpec {
        dark: Some((0, 90)),
        pitch: 4,
        ..WHOLE
    };
    let bad = seizure.filmed(B, -15, &dark).await;
    let covered = seizure.covered().await;
    assert_eq!(covered.standing, Standing::Recorded, "the other one shows all of it");
    assert_eq!(codes(&covered), ["left_out_silently"]);
    assert_eq!(covered.findings[0].clip_id, Some(bad));
    assert!(seizure.agency.finding("act_clip_left_out", seizure.act).await.is_some());

    let draft = LeftOutDraft {
        clip_id: bad,
        reason: "镜头被雨衣遮住，另一台完整记录".to_owned(),
    };
    let path = format!("{}/left-out", seizure.path());
    let said: CoverageView = seizure.agency.user.tell(&path, &draft).await;
    assert_eq!(codes(&said), Vec::<&str>::new());
    let clip = said.clips.iter().find(|clip| clip.clip_id == Some(bad)).unwrap();
    assert_eq!(clip.left_out_reason.as_deref(), Some(draft.reason.as_str()));

    seizure.attach(&[bad]).await;
    let refused = seizure.agency.user.post(&path, &draft).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert!(problem_of(refused).await.detail.contains("placed at the act"));
}

#[tokio::test]
async fn clips_that_are_left_out_leave_a_gap_that_says_so() {
    let seizure = Seizure::set().await;
    let clip = seizure.filmed(A, -15, &WHOLE).await;
    let covered = seizure.covered().await;
    assert_eq!(covered.standing, Standing::NotRecorded);
    assert_eq!(codes(&covered), ["left_out_silently"]);
    assert_eq!(covered.clips[0].clip_id, Some(clip));
    assert!(covered.clips[0].touches && !covered.clips[0].is_at_act);
    // Nothing was attached yet: that is for the morning after, not a finding.
    assert!(seizure.agency.finding("act_clip_left_out", seizure.act).await.is_none());
}

#[tokio::test]
async fn an_assistant_is_none_of_the_two_officers() {
    let seizure = Seizure::set().await;
    let assistant = evidence_schema::wire::ledger::OfficerDraft {
        is_assistant: true,
        ..officer(WANG, "王芳", "11")
    };
    let _officer: OfficerView = seizure.agency.administrator.tell("/api/v1/officers", &assistant).await;
    seizure.shows(A, -15, &WHOLE).await;
    let covered = seizure.covered().await;
    assert_eq!((covered.certified_officers, covered.officers_needed), (1, 2));
    assert_eq!(codes(&covered), ["too_few_certified"]);
    let finding = seizure.agency.finding("act_too_few_certified", seizure.act).await;
    assert!(finding.is_some());
}
