//! What reaches the ledger late, twice, or from somebody whose recorder it is not.

use evidence_schema::people::Role;
use evidence_schema::wire::ledger::{HandoverClosing, HandoverCorrection, HandoverView, OfficerView};
use evidence_server::http::extract::FORM_TOKEN_HEADER;
use reqwest::{Method, StatusCode};

use super::clearing::settle;
use super::handovers::docking;
use super::scene::{A, Agency, B, LI, SUN, WANG, ZHAO, device, officer, refused_fields};

async fn last(agency: &Agency, handover: &HandoverView) -> HandoverView {
    let path = format!("/api/v1/handovers/{}", handover.handover_id);
    agency.user.read::<Vec<HandoverView>>(&path).await.pop().unwrap()
}

#[tokio::test]
async fn docking_that_is_over_when_the_server_hears_of_it_closes_its_handover() {
    let agency = Agency::set().await;
    let open = agency.open(&agency.handover((LI, Some(WANG)), &[A], (8, None))).await;
    let mut gone = docking(A, agency.at(18, 0));
    gone.is_present = false;
    gone.removed_at = Some(agency.at(18, 20));
    agency.dock.report(vec![gone], 0).await;
    assert_eq!(last(&agency, &open).await.to, Some(agency.at(18, 0)));
    agency.world.finish().await;
}

#[tokio::test]
async fn earlier_docking_that_is_heard_of_later_closes_the_handover_anew() {
    let agency = Agency::set().await;
    let other = agency.world.dock("south gate").await;
    let open = agency.open(&agency.handover((LI, Some(WANG)), &[A], (8, None))).await;
    agency.dock.report(vec![docking(A, agency.at(22, 0))], 0).await;
    assert_eq!(last(&agency, &open).await.to, Some(agency.at(22, 0)));
    other.report(vec![docking(A, agency.at(18, 0))], 0).await;
    let closed = last(&agency, &open).await;
    assert_eq!((closed.version, closed.to), (3, Some(agency.at(18, 0))));
    // What a person said stays.
    let by_hand = agency.open(&agency.handover((ZHAO, Some(SUN)), &[B], (8, None))).await;
    let closing = HandoverClosing {
        to: Some(agency.at(20, 0)),
        split: None,
    };
    let path = format!("/api/v1/handovers/{}/close", by_hand.handover_id);
    let _closed: HandoverView = agency.user.tell(&path, &closing).await;
    other.report(vec![docking(B, agency.at(18, 0))], 0).await;
    assert_eq!(last(&agency, &by_hand).await.to, Some(agency.at(20, 0)));
    agency.world.finish().await;
}

#[tokio::test]
async fn certificate_that_lapses_in_mid_shift_is_a_finding_once_the_shift_is_over() {
    let agency = Agency::set().await;
    let mut lapsing = officer(LI, "李明", "11");
    lapsing.certificate_to = Some("2026-11-10".parse().unwrap());
    let _officer: OfficerView = agency.administrator.tell("/api/v1/officers", &lapsing).await;
    let open = agency.open(&agency.handover((LI, Some(WANG)), &[A], (20, None))).await;
    assert!(agency.finding("certificate_lapsed", open.handover_id).await.is_none());
    agency.dock.report(vec![docking(A, agency.at(26, 0))], 0).await;
    let found = agency.finding("certificate_lapsed", open.handover_id).await.unwrap();
    assert!(found.message.contains("李明"), "{}", found.message);
    agency.world.finish().await;
}

#[tokio::test]
async fn one_pair_has_one_recorder_once() {
    let agency = Agency::set().await;
    let draft = agency.handover((LI, Some(WANG)), &[A], (8, None));
    let one = || agency.user.post("/api/v1/handovers", &draft);
    let answers = tokio::join!(one(), one(), one());
    let statuses = [answers.0, answers.1, answers.2].map(|answer| answer.status());
    let made = statuses.iter().filter(|status| status.is_success()).count();
    assert_eq!(made, 1, "{statuses:?}");
    assert_eq!(
        refused_fields(&agency.user, "/api/v1/handovers", &draft).await,
        ["recorder_serials"]
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn footage_of_another_units_recorder_is_not_taken_over_afterwards() {
    let agency = Agency::set().await;
    for (serial, unit) in [(A, "11"), (B, "12")] {
        let path = format!("/api/v1/recorders/{}/device", agency.recorder_id(serial).await);
        let draft = device(unit, evidence_schema::ledger::DeviceState::InUse, None);
        let bound = agency.administrator.post(&path, &draft).await;
        assert!(bound.status().is_success(), "{}", bound.status());
    }
    let ours = agency.world.granted(Role::CaseHandler, Some("11")).await;
    let theirs = agency.world.granted(Role::CaseHandler, Some("12")).await;
    let _open: HandoverView = ours
        .tell(
            "/api/v1/handovers",
            &agency.handover((LI, Some(WANG)), &[A], (8, Some(18))),
        )
        .await;
    let clip = agency.delivered(&agency.recording(A, agency.at(10, 0))).await;
    let claimed = agency.handover((ZHAO, Some(SUN)), &[A], (9, Some(11)));
    assert_eq!(
        refused_fields(&theirs, "/api/v1/handovers", &claimed).await,
        ["recorder_serials"]
    );
    let path = format!("/api/v1/clips/{clip}");
    assert_eq!(theirs.get(&path).await.status(), StatusCode::NOT_FOUND);
    // Lent from now on, as long as nobody else has it.
    let mut lent = agency.handover((ZHAO, Some(SUN)), &[A], (9, None));
    lent.from = None;
    let lent: HandoverView = theirs.tell("/api/v1/handovers", &lent).await;
    let seen: Vec<HandoverView> = ours.read(&format!("/api/v1/handovers/{}", lent.handover_id)).await;
    assert_eq!(seen.len(), 1, "whose recorder it is sees who has it");
    // Whoever may speak for both units may contradict: then the owners' page still opens.
    agency
        .open(&agency.handover((ZHAO, Some(SUN)), &[A], (9, Some(11))))
        .await;
    agency.quiet().await;
    assert_eq!(agency.pair_of(clip).await, None);
    let page = ours.get(&format!("/clips/{clip}")).await;
    assert_eq!(page.status(), StatusCode::OK);
    agency.world.finish().await;
}

/// A shift of the pair of unit 12 with a recorder of unit 11 is not made longer afterwards by those of unit 12.
#[tokio::test]
async fn shift_with_another_units_recorder_grows_no_longer() {
    let agency = Agency::set().await;
    let path = format!("/api/v1/recorders/{}/device", agency.recorder_id(A).await);
    let draft = device("11", evidence_schema::ledger::DeviceState::InUse, None);
    let bound = agency.administrator.post(&path, &draft).await;
    assert!(bound.status().is_success(), "{}", bound.status());
    let head = agency.world.granted(Role::Head, Some("12")).await;
    let lent = agency.open(&agency.handover((ZHAO, Some(SUN)), &[A], (8, None))).await;
    let close = format!("/api/v1/handovers/{}/close", lent.handover_id);
    let until = |hour| HandoverClosing {
        to: Some(agency.at(hour, 0)),
        split: None,
    };
    assert_eq!(
        refused_fields(&head, &close, &until(8 + 10 * 24)).await,
        ["recorder_serials"]
    );
    let token = head.headers().get(FORM_TOKEN_HEADER).unwrap().to_str().unwrap();
    let form = format!("form_token={token}&to=2026-11-20T08:00&together=yes");
    let path = format!("/handovers/{}/close", lent.handover_id);
    let sent = head.request(Method::POST, &path).body(form);
    let sent = sent.header("Content-Type", "application/x-www-form-urlencoded");
    let page = sent.send().await.unwrap().text().await.unwrap();
    assert!(page.contains("属于其他单位"), "the page says why: {page}");
    let _closed: HandoverView = head.tell(&close, &until(18)).await;
    let correct = format!("/api/v1/handovers/{}/correction", lent.handover_id);
    let correction = |hours| HandoverCorrection {
        reason: "记错了".to_owned(),
        handover: Some(agency.handover((ZHAO, Some(SUN)), &[A], hours)),
    };
    for longer in [(8, Some(30)), (8, None), (6, Some(18))] {
        let fields = refused_fields(&head, &correct, &correction(longer)).await;
        assert_eq!(fields, ["recorder_serials"], "{longer:?}");
    }
    let shorter: HandoverView = head.tell(&correct, &correction((9, Some(17)))).await;
    assert_eq!(shorter.to, Some(agency.at(17, 0)));
    agency.world.finish().await;
}

/// Six hours ahead or behind: the handover ends when the recorder was docked by the server's clock.
#[tokio::test]
async fn dock_whose_clock_is_apart_closes_by_the_servers_clock() {
    const HOURS: i64 = 3_600_000;
    for ahead in [6, -6] {
        let agency = Agency::set().await;
        let open = agency.open(&agency.handover((LI, Some(WANG)), &[A], (2, None))).await;
        let by_dock = docking(A, agency.at(18 + ahead, 0));
        agency.dock.report(vec![by_dock], ahead * HOURS).await;
        let closed = last(&agency, &open).await.to.unwrap();
        let off_ms = closed.ms_since(agency.at(18, 0)).abs();
        assert!(off_ms < HOURS, "{ahead} h: {off_ms} ms apart");
        agency.world.finish().await;
    }
}

/// A docking from before the loss, told late, is no news; the recorder in a slot is.
#[tokio::test]
async fn recorder_turns_up_only_after_it_was_lost() {
    let agency = Agency::set().await;
    let recorder = agency.recorder_id(A).await;
    let path = format!("/api/v1/recorders/{recorder}/device");
    let lost = device("11", evidence_schema::ledger::DeviceState::Lost, Some("山路上遗失"));
    assert!(agency.administrator.post(&path, &lost).await.status().is_success());
    let mut before = docking(A, agency.at(18, 0));
    before.is_present = false;
    before.removed_at = Some(agency.at(18, 20));
    agency.dock.report(vec![before], 0).await;
    assert!(agency.finding("device_turned_up", recorder).await.is_none());
    agency.dock.report(vec![docking(A, agency.at(20, 0))], 0).await;
    assert!(agency.finding("device_turned_up", recorder).await.is_some());
    agency.world.finish().await;
}

#[tokio::test]
async fn what_a_person_settled_is_not_found_again_when_the_handover_closes() {
    let agency = Agency::set().await;
    let mut lapsed = officer(WANG, "王芳", "11");
    lapsed.certificate_to = Some("2026-11-09".parse().unwrap());
    let _officer: OfficerView = agency.administrator.tell("/api/v1/officers", &lapsed).await;
    let open = agency.open(&agency.handover((LI, Some(WANG)), &[A], (8, None))).await;
    let found = agency.finding("certificate_lapsed", open.handover_id).await.unwrap();
    settle(&agency, &found).await;
    agency.dock.report(vec![docking(A, agency.at(18, 0))], 0).await;
    agency.quiet().await;
    assert_eq!(last(&agency, &open).await.to, Some(agency.at(18, 0)));
    assert!(agency.finding("certificate_lapsed", open.handover_id).await.is_none());
    agency.world.finish().await;
}

#[tokio::test]
async fn recorder_that_is_lost_is_never_ready_for_a_shift() {
    let agency = Agency::set().await;
    let path = format!("/api/v1/recorders/{}/device", agency.recorder_id(A).await);
    let lost = device("11", evidence_schema::ledger::DeviceState::Lost, Some("山路上遗失"));
    assert!(agency.administrator.post(&path, &lost).await.status().is_success());
    let answer = agency.dock.report(vec![docking(A, agency.at(9, 0))], 0).await;
    assert_eq!(answer.set_aside, [A], "the dock asks for a person");
    assert!(answer.known_serials.iter().any(|serial| serial == A), "and collects it");
    agency.world.finish().await;
}

#[tokio::test]
async fn officer_number_that_no_officer_has_is_a_finding() {
    let agency = Agency::set().await;
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(18))))
        .await;
    let mut capture = agency.recording(A, agency.at(10, 0));
    capture.statement.device.officer_number = Some("000000".to_owned());
    agency.delivered(&capture).await;
    assert!(
        agency.finding("device_names_unknown", A).await.is_none(),
        "noughts are nobody"
    );
    let mut capture = agency.recording(A, agency.at(11, 0));
    capture.statement.device.officer_number = Some("999999".to_owned());
    agency.delivered(&capture).await;
    let found = agency.finding("device_names_unknown", A).await.unwrap();
    assert!(!found.message.contains(".bin"), "it names no clip: {}", found.message);
    agency.world.finish().await;
}
