//! What a head says of a recorder's clock moves the corrected time, stays beside what was said before, and reaches exactly
//! the clips that it is about.

use evidence_schema::clock::{OffsetMethod, OffsetScope};
use evidence_schema::ids::ClipId;
use evidence_schema::wire::clocks::{ClipClock, OffsetDraft};
use evidence_schema::wire::ledger::{AttributionDraft, AttributionView};
use reqwest::StatusCode;

use crate::ledger::scene::{A, Agency, LI, SUN, WANG, ZHAO, refused_fields};

fn draft(scope: OffsetScope, offset_ms: i64) -> OffsetDraft {
    OffsetDraft {
        scope,
        offset_ms,
        uncertainty_ms: 5000,
        reason: "与电信授时比对".to_owned(),
    }
}

fn path(clip: ClipId) -> String {
    format!("/api/v1/clips/{clip}/clock")
}

/// Two recordings of one docking that nobody compared the clock at.
async fn two_unmeasured(agency: &Agency) -> (ClipId, ClipId) {
    let mut first = agency.recording(A, agency.at(13, 58));
    let mut second = agency.recording(A, agency.at(10, 0));
    first.statement.clock_offset = None;
    second.statement.clock_offset = None;
    second.statement.docking_id = first.statement.docking_id;
    (agency.delivered(&first).await, agency.delivered(&second).await)
}

#[tokio::test]
async fn a_word_about_the_docking_moves_all_its_clips_and_whose_they_are() {
    let agency = Agency::set().await;
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(14))))
        .await;
    agency
        .open(&agency.handover((ZHAO, Some(SUN)), &[A], (14, Some(20))))
        .await;
    let (edge, morning) = two_unmeasured(&agency).await;
    assert_eq!(agency.pair_of(edge).await, agency.pair(LI, WANG).await);
    let clock: ClipClock = agency
        .user
        .tell(&path(edge), &draft(OffsetScope::Docking, 180_000))
        .await;
    assert_eq!(clock.counts.unwrap().offset_ms, 180_000);
    assert_eq!(clock.said.len(), 1);
    agency.quiet().await;
    let moved = agency.answers(edge).await.pop().unwrap();
    assert_eq!(moved.recorded_from, Some(agency.at(14, 1)), "three minutes later");
    assert_eq!(agency.pair_of(edge).await, agency.pair(ZHAO, SUN).await);
    let other = agency.answers(morning).await.pop().unwrap();
    assert_eq!(other.recorded_from, Some(agency.at(10, 3)));
    assert_eq!(agency.pair_of(morning).await, agency.pair(LI, WANG).await);
    agency.world.finish().await;
}

#[tokio::test]
async fn a_word_about_one_clip_leaves_the_others_alone_and_a_newer_one_counts() {
    let agency = Agency::set().await;
    let (one, other) = two_unmeasured(&agency).await;
    let _first: ClipClock = agency.user.tell(&path(one), &draft(OffsetScope::Clip, 60_000)).await;
    let now: ClipClock = agency.user.tell(&path(one), &draft(OffsetScope::Clip, -60_000)).await;
    assert_eq!(now.counts.unwrap().offset_ms, -60_000);
    assert_eq!(
        now.said.iter().map(|said| said.offset_ms).collect::<Vec<_>>(),
        [60_000, -60_000],
        "the older word stays"
    );
    agency.quiet().await;
    let moved = agency.answers(one).await.pop().unwrap();
    assert_eq!(moved.recorded_from, Some(agency.at(13, 57)));
    let untouched: ClipClock = agency.user.read(&path(other)).await;
    assert_eq!((untouched.counts, untouched.said), (None, Vec::new()));
    agency.world.finish().await;
}

#[tokio::test]
async fn a_word_against_the_dock_is_a_finding_and_nothing_is_guessed() {
    let agency = Agency::set().await;
    let clip = agency.delivered(&agency.recording(A, agency.at(10, 0))).await;
    let before: ClipClock = agency.user.read(&path(clip)).await;
    assert_eq!(before.said[0].method, OffsetMethod::Dock);
    let said = draft(OffsetScope::Docking, 600_000);
    let clock: ClipClock = agency.user.tell(&path(clip), &said).await;
    let contradiction = clock.contradiction.unwrap();
    assert_eq!((contradiction.lowest_ms, contradiction.highest_ms), (-2000, 605_000));
    let counts = clock.counts.unwrap();
    assert_eq!((counts.offset_ms, counts.uncertainty_ms), (301_500, 303_500));
    // For this clip alone a head may say it: that goes before what was measured at the docking.
    let clock: ClipClock = agency.user.tell(&path(clip), &draft(OffsetScope::Clip, 600_000)).await;
    assert_eq!(clock.contradiction, None);
    agency.quiet().await;
    let moved = agency.answers(clip).await.pop().unwrap();
    assert_eq!(moved.recorded_from, Some(agency.at(10, 10)));
    agency.world.finish().await;
}

#[tokio::test]
async fn what_a_person_decided_stays_theirs_and_its_time_moves() {
    let agency = Agency::set().await;
    let (clip, _) = two_unmeasured(&agency).await;
    let said = AttributionDraft {
        unit_number: None,
        lead_number: Some(ZHAO.to_owned()),
        assisting_number: Some(SUN.to_owned()),
        reason: "现场照片可以辨认".to_owned(),
    };
    let _said: AttributionView = agency
        .user
        .tell(&format!("/api/v1/clips/{clip}/attribution"), &said)
        .await;
    let _clock: ClipClock = agency.user.tell(&path(clip), &draft(OffsetScope::Clip, 60_000)).await;
    agency.quiet().await;
    let now = agency.answers(clip).await.pop().unwrap();
    assert!(now.is_by_person, "{now:?}");
    assert_eq!(now.recorded_from, Some(agency.at(13, 59)));
    assert_eq!(agency.pair_of(clip).await, agency.pair(ZHAO, SUN).await);
    agency.world.finish().await;
}

#[tokio::test]
async fn a_word_needs_a_reason_and_bounds_and_a_docking_to_be_about() {
    let agency = Agency::set().await;
    let clip = agency.delivered(&agency.recording(A, agency.at(10, 0))).await;
    let good = draft(OffsetScope::Clip, 1000);
    let wrong = [
        (
            OffsetDraft {
                reason: " ".to_owned(),
                ..good.clone()
            },
            "reason",
        ),
        (
            OffsetDraft {
                offset_ms: i64::MIN,
                ..good.clone()
            },
            "offset_ms",
        ),
        (
            OffsetDraft {
                offset_ms: 4_000_000_000_000,
                ..good.clone()
            },
            "offset_ms",
        ),
        (
            OffsetDraft {
                uncertainty_ms: -1,
                ..good.clone()
            },
            "uncertainty_ms",
        ),
        (
            OffsetDraft {
                uncertainty_ms: 86_400_001,
                ..good.clone()
            },
            "uncertainty_ms",
        ),
    ];
    for (draft, field) in wrong {
        assert_eq!(refused_fields(&agency.user, &path(clip), &draft).await, [field]);
    }
    let mut by_hand = agency.recording(A, agency.at(11, 0));
    by_hand.statement.docking_id = None;
    let by_hand = agency.delivered(&by_hand).await;
    let about = draft(OffsetScope::Docking, 1000);
    assert_eq!(refused_fields(&agency.user, &path(by_hand), &about).await, ["scope"]);
    let answer = agency.administrator.post(&path(clip), &good).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND, "no footage for administrators");
    agency.world.finish().await;
}
