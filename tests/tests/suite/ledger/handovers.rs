//! Handovers: opened, closed by docking, split, corrected, contradicted.

use evidence_schema::custody::statement::DeviceClaims;
use evidence_schema::ids::DockingId;
use evidence_schema::ledger::DeviceState;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docks::{DockingReport, DockingState};
use evidence_schema::wire::ledger::{HandoverClosing, HandoverCorrection, HandoverPage, HandoverView, PairSplit};
use evidence_server::deps::{Random, SystemRandom};
use reqwest::StatusCode;

use super::scene::{A, Agency, B, LI, SUN, WANG, ZHAO, device, officer, refused_fields};

pub(crate) fn docking(serial: &str, started_at: Timestamp) -> DockingReport {
    DockingReport {
        docking_id: DockingId::from_random(SystemRandom.bytes16()),
        slot: "1".to_owned(),
        profile: None,
        device: DeviceClaims {
            serial: Some(serial.to_owned()),
            ..DeviceClaims::default()
        },
        state: DockingState::Reading,
        is_present: true,
        started_at,
        removed_at: None,
        files_total: 0,
        files_spooled: 0,
        files_stored: 0,
        files_failed: 0,
        bytes_total: 0,
        bytes_spooled: 0,
        bytes_stored: 0,
        message: None,
        notes: Vec::new(),
    }
}

async fn versions(agency: &Agency, handover: &HandoverView) -> Vec<HandoverView> {
    agency
        .user
        .read(&format!("/api/v1/handovers/{}", handover.handover_id))
        .await
}

#[tokio::test]
async fn docking_closes_a_handover_once_every_recorder_came_back() {
    let agency = Agency::set().await;
    let draft = agency.handover((LI, Some(WANG)), &[A, B], (8, None));
    let open = agency.open(&draft).await;
    agency.dock.report(vec![docking(A, agency.at(17, 0))], 0).await;
    assert_eq!(
        versions(&agency, &open).await.len(),
        1,
        "the other recorder is still away"
    );
    agency.dock.report(vec![docking(B, agency.at(17, 40))], 0).await;
    let closed = versions(&agency, &open).await.pop().unwrap();
    assert_eq!((closed.version, closed.to), (2, Some(agency.at(17, 40))));
    assert_eq!(closed.stated_by, "system:ledger");
    agency.world.finish().await;
}

#[tokio::test]
async fn a_correction_stands_beside_what_was_said_before() {
    let agency = Agency::set().await;
    let wrong = agency.handover((LI, Some(WANG)), &[A], (8, Some(18)));
    let said = agency.open(&wrong).await;
    let path = format!("/api/v1/handovers/{}/correction", said.handover_id);
    let mut correction = HandoverCorrection {
        handover: Some(agency.handover((LI, Some(ZHAO)), &[A], (8, Some(18)))),
        reason: " ".to_owned(),
    };
    assert_eq!(refused_fields(&agency.user, &path, &correction).await, ["reason"]);
    correction.reason = "王芳当日病假，赵强代班".to_owned();
    let _now: HandoverView = agency.user.tell(&path, &correction).await;
    let void = HandoverCorrection {
        handover: None,
        reason: "登记错误，当日未领用".to_owned(),
    };
    let _now: HandoverView = agency.user.tell(&path, &void).await;
    let all = versions(&agency, &said).await;
    assert_eq!(all[0].assisting_id, Some(agency.officer_id(WANG).await));
    assert_eq!(all[1].assisting_id, Some(agency.officer_id(ZHAO).await));
    assert_eq!(all[1].reason.as_deref(), Some("王芳当日病假，赵强代班"));
    assert_eq!(
        all.iter().map(|one| one.is_void).collect::<Vec<_>>(),
        [false, false, true]
    );
    let page: HandoverPage = agency.user.read("/api/v1/handovers?from=2026-11-09T00:00:00Z").await;
    assert!(page.handovers.is_empty(), "what never took place is on no list");
    agency.world.finish().await;
}

#[tokio::test]
async fn a_pair_that_parted_goes_on_as_two() {
    let agency = Agency::set().await;
    let open = agency
        .open(&agency.handover((LI, Some(WANG)), &[A, B], (8, None)))
        .await;
    let path = format!("/api/v1/handovers/{}/close", open.handover_id);
    let closing = |serials: (&[&str], &[&str])| HandoverClosing {
        to: Some(agency.at(18, 0)),
        split: Some(PairSplit {
            at: agency.at(14, 0),
            lead_serials: serials.0.iter().map(|serial| (*serial).to_owned()).collect(),
            assisting_serials: serials.1.iter().map(|serial| (*serial).to_owned()).collect(),
        }),
    };
    assert_eq!(
        refused_fields(&agency.user, &path, &closing((&[A], &[A]))).await,
        ["split"]
    );
    let _closed: HandoverView = agency.user.tell(&path, &closing((&[A], &[B]))).await;
    let page: HandoverPage = agency.user.read("/api/v1/handovers?from=2026-11-09T00:00:00Z").await;
    let (li, wang) = (agency.officer_id(LI).await, agency.officer_id(WANG).await);
    let mut stretches: Vec<_> = page
        .handovers
        .iter()
        .map(|one| (one.from, one.to, one.lead_id, one.assisting_id))
        .collect();
    stretches.sort_by_key(|one| (one.0, one.2 != li));
    assert_eq!(
        stretches,
        [
            (agency.at(8, 0), Some(agency.at(14, 0)), li, Some(wang)),
            (agency.at(14, 0), Some(agency.at(18, 0)), li, None),
            (agency.at(14, 0), Some(agency.at(18, 0)), wang, None),
        ]
    );
    let again = agency.user.post(&path, &closing((&[A], &[B]))).await;
    assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY, "it is closed already");
    agency.world.finish().await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_field_by_field() {
    let agency = Agency::set().await;
    let mut gone = officer("100008", "周平", "11");
    gone.off_duty_on = Some("2026-11-01".parse().unwrap());
    agency.administrator.post("/api/v1/officers", &gone).await;
    let mut assistant = officer("100007", "吴迪", "11");
    assistant.is_assistant = true;
    agency.administrator.post("/api/v1/officers", &assistant).await;
    let cases = [
        (agency.handover((LI, Some(LI)), &[A], (8, None)), "assisting_number"),
        (agency.handover(("999999", None), &[A], (8, None)), "lead_number"),
        (agency.handover(("100008", Some(LI)), &[A], (8, None)), "lead_number"),
        (agency.handover(("100007", Some(LI)), &[A], (8, None)), "lead_number"),
        (agency.handover((LI, Some(WANG)), &[], (8, None)), "recorder_serials"),
        (
            agency.handover((LI, Some(WANG)), &["NOBODY1"], (8, None)),
            "recorder_serials",
        ),
        (agency.handover((LI, Some(WANG)), &[A], (8, Some(8))), "to"),
        (agency.handover((LI, Some(WANG)), &[A], (8, Some(8 + 32 * 24))), "to"),
        (agency.handover((LI, Some(WANG)), &[A], (400 * 24, None)), "from"),
    ];
    for (draft, field) in cases {
        assert_eq!(
            refused_fields(&agency.user, "/api/v1/handovers", &draft).await,
            [field],
            "{draft:?}"
        );
    }
    agency.world.finish().await;
}

#[tokio::test]
async fn facts_that_contradict_each_other_are_kept_and_become_findings() {
    let agency = Agency::set().await;
    let mut lapsing = officer(WANG, "王芳", "11");
    lapsing.certificate_to = Some("2026-11-10".parse().unwrap());
    agency.administrator.post("/api/v1/officers", &lapsing).await;
    let over_midnight = agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (20, Some(26))))
        .await;
    assert!(
        agency
            .finding("certificate_lapsed", over_midnight.handover_id)
            .await
            .is_some()
    );
    let rival = agency
        .open(&agency.handover((ZHAO, Some(SUN)), &[A], (25, Some(28))))
        .await;
    assert!(agency.finding("handovers_overlap", rival.handover_id).await.is_some());
    let path = format!("/api/v1/recorders/{}/device", agency.recorder_id(B).await);
    let lost = device("12", DeviceState::Lost, Some("遗失"));
    agency.administrator.post(&path, &lost).await;
    let before = agency
        .open(&agency.handover((ZHAO, Some(SUN)), &[B], (8, Some(12))))
        .await;
    let found = agency.finding("device_not_in_use", before.handover_id).await;
    assert!(found.is_none(), "it was lost only afterwards: {found:?}");
    let mut from_now = agency.handover((ZHAO, Some(SUN)), &[B], (8, None));
    from_now.from = None;
    let with_lost = agency.open(&from_now).await;
    assert!(
        agency
            .finding("device_not_in_use", with_lost.handover_id)
            .await
            .is_some()
    );
    agency.dock.report(vec![docking(B, agency.at(12, 5))], 0).await;
    assert!(
        agency
            .finding("device_turned_up", agency.recorder_id(B).await)
            .await
            .is_some()
    );
    agency.world.finish().await;
}
