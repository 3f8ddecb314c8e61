//! Clearing recorders, the server's side: what a dock is told before, and that each erasing is one entry.

use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{CaptureId, ClipId, DockingId};
use evidence_schema::people::Actor;
use evidence_schema::wire::cases::{CaseDetail, CaseDraft, CaseView, LinkRequest};
use evidence_schema::wire::clearing::{
    ClearingAnswer, ClearingFacts, ClearingQuestion, ErasureAnswer, ErasureReport, ErasureReports,
};
use evidence_schema::wire::clips::{ChainLink, CustodyChain};
use evidence_schema::wire::docks::DockAlarm;
use evidence_schema::wire::ledger::UnitView;
use evidence_server::http::extract::FORM_TOKEN_HEADER;
use evidence_server::store::finding::FindingRow;
use reqwest::Method;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Capture, TestDock};

use super::scene::{A, Agency, LI, WANG, unit};

async fn ask(dock: &TestDock, capture: CaptureId) -> Option<ClearingFacts> {
    let question = ClearingQuestion {
        captures: vec![capture],
    };
    let mut answer: ClearingAnswer = dock.caller.tell("/api/v1/docks/clearing", &question).await;
    answer.items.pop().unwrap().facts
}

fn erasure(agency: &Agency, capture: &Capture) -> ErasureReport {
    ErasureReport {
        capture_id: capture.id(),
        reread_sha256: Sha256Digest::of(&capture.bytes),
        reread_at: agency.at(30, 0),
        erased_at: agency.at(30, 1),
    }
}

#[tokio::test]
async fn clearing_starts_off_and_follows_the_officers_unit() {
    let agency = Agency::set().await;
    let capture = agency.recording(A, agency.at(10, 0));
    agency.delivered(&capture).await;
    let facts = ask(&agency.dock, capture.id()).await.unwrap();
    assert!(!facts.is_attributed && !facts.is_enabled, "{facts:?}");
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(18))))
        .await;
    agency.quiet().await;
    let facts = ask(&agency.dock, capture.id()).await.unwrap();
    assert!(facts.is_attributed && !facts.is_enabled, "{facts:?}");
    let mut team = unit("11", Some("1"));
    (team.erasing_is_on, team.erasing_rest_hours) = (Some(true), Some(48));
    let _unit: UnitView = agency.administrator.tell("/api/v1/units", &team).await;
    let facts = ask(&agency.dock, capture.id()).await.unwrap();
    assert!(facts.is_enabled && facts.rest_ms == 48 * 3_600_000, "{facts:?}");
    let other = agency.world.dock("south gate").await;
    assert_eq!(
        ask(&other, capture.id()).await,
        None,
        "a capture of another dock is not known here"
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn an_erasing_is_one_entry_however_often_it_is_told() {
    let agency = Agency::set().await;
    let capture = agency.recording(A, agency.at(10, 0));
    let clip = agency.delivered(&capture).await;
    let reports = ErasureReports {
        erasures: vec![erasure(&agency, &capture)],
    };
    for _ in 0..3 {
        let answer: ErasureAnswer = agency.dock.caller.tell("/api/v1/docks/erasures", &reports).await;
        assert_eq!(answer.recorded, [capture.id()]);
    }
    let app = agency.world.app().await;
    assert_eq!(app.store.erasures_of_clip(clip).await.unwrap().len(), 1);
    let entries = app.store.entries_of(&clip.to_string()).await.unwrap();
    let erased = entries
        .iter()
        .filter(|entry| entry.body.contains("clip.erased_from_recorder"));
    assert_eq!(erased.count(), 1);
    let stranger = agency.world.dock("south gate").await;
    let answer: ErasureAnswer = stranger.caller.tell("/api/v1/docks/erasures", &reports).await;
    assert!(answer.recorded.is_empty(), "another dock erased nothing here");
    agency.world.finish().await;
}

#[tokio::test]
async fn a_dock_that_erased_other_bytes_is_named() {
    let agency = Agency::set().await;
    let capture = agency.recording(A, agency.at(10, 0));
    let clip = agency.delivered(&capture).await;
    let mut report = erasure(&agency, &capture);
    report.reread_sha256 = Sha256Digest::of(b"other bytes");
    let reports = ErasureReports { erasures: vec![report] };
    let _answer: ErasureAnswer = agency.dock.caller.tell("/api/v1/docks/erasures", &reports).await;
    assert!(agency.finding("erased_without_proof", clip).await.is_some());
    agency.world.finish().await;
}

fn full(serial: Option<&str>, docking_id: Option<DockingId>) -> DockAlarm {
    DockAlarm {
        kind: "recorder_full".to_owned(),
        capture_id: None,
        message: format!("recorder {} has 1.00 GiB free", serial.unwrap_or("without a serial")),
        serial: serial.map(str::to_owned),
        docking_id,
    }
}

#[tokio::test]
async fn each_full_recorder_is_a_finding_of_its_own() {
    let agency = Agency::set().await;
    let alarm = async |alarm: &DockAlarm| {
        let answer = agency.dock.caller.post("/api/v1/docks/alarm", alarm).await;
        assert!(answer.status().is_success(), "{answer:?}");
    };
    let app = agency.world.app().await;
    let open = async |about: &str| app.store.finding_open_of("dock_recorder_full", about).await.unwrap();
    let unnamed = DockingId::from_random([7; 16]);
    for _ in 0..2 {
        alarm(&full(Some(A), None)).await;
        alarm(&full(Some("ZF99999"), None)).await;
        alarm(&full(None, Some(unnamed))).await;
    }
    let (first, second) = (open(A).await.unwrap(), open("ZF99999").await.unwrap());
    assert!(first.message.contains(A) && second.message.contains("ZF99999"));
    assert!(open(&unnamed.to_string()).await.is_some());
    let found = app.store.findings_open_after(None).await.unwrap();
    let found = found.iter().filter(|finding| finding.kind == "dock_recorder_full");
    assert_eq!(found.count(), 3, "the same alarm is not raised twice");
    // Settled, it may be raised again; the other one stays what it is.
    settle(&agency, &first).await;
    assert!(open(A).await.is_none());
    alarm(&full(Some(A), None)).await;
    assert_ne!(open(A).await.unwrap().id, first.id);
    assert_eq!(open("ZF99999").await.unwrap().id, second.id);
    agency.world.finish().await;
}

#[tokio::test]
async fn an_older_docks_alarm_is_about_the_dock() {
    let agency = Agency::set().await;
    let body = serde_json::json!({"kind": "recorder_full", "capture_id": null, "message": "it is full"});
    let answer = agency.dock.caller.post("/api/v1/docks/alarm", &body).await;
    assert!(answer.status().is_success(), "{answer:?}");
    assert!(agency.finding("dock_recorder_full", agency.dock.id).await.is_some());
    agency.world.finish().await;
}

pub(crate) async fn settle(agency: &Agency, finding: &FindingRow) {
    let token = agency.user.headers().get(FORM_TOKEN_HEADER).unwrap();
    let form = format!("form_token={}&note=seen", token.to_str().unwrap());
    let path = format!("/findings/{}/settle", finding.id);
    let asked = agency.user.request(Method::POST, &path);
    let asked = asked.header("Content-Type", "application/x-www-form-urlencoded");
    let answer = asked.body(form).send().await.unwrap();
    assert!(
        answer.status().is_redirection() || answer.status().is_success(),
        "{answer:?}"
    );
}

/// Linked, played, erased from its recorder.
async fn story_of(agency: &Agency, capture: &Capture, clip: ClipId) {
    let draft = CaseDraft {
        number: "浙交执罚〔2026〕12号".to_owned(),
        title: "超限运输".to_owned(),
        heading: None,
    };
    let case: CaseView = agency.user.tell("/api/v1/cases", &draft).await;
    let link = LinkRequest {
        clip_ids: vec![clip],
        reason: None,
    };
    let path = format!("/api/v1/cases/{}/clips", case.case_id);
    let _linked: CaseDetail = agency.user.tell(&path, &link).await;
    let played = agency.user.get(&format!("/api/v1/clips/{clip}/content")).await;
    assert_eq!(played.bytes().await.unwrap().as_ref(), capture.bytes);
    let reports = ErasureReports {
        erasures: vec![erasure(agency, capture)],
    };
    let _answer: ErasureAnswer = agency.dock.caller.tell("/api/v1/docks/erasures", &reports).await;
    found_and_settled(agency, clip).await;
}

async fn found_and_settled(agency: &Agency, clip: ClipId) {
    let (app, about) = (agency.world.app().await, clip.to_string());
    let by = Actor::system("test");
    app.finding_raise(FOUND, &about, "Look at this.", by).await.unwrap();
    settle(
        agency,
        &app.store.finding_open_of(FOUND, &about).await.unwrap().unwrap(),
    )
    .await;
}

const FOUND: &str = "erased_without_proof";
const STORY: [&str; 11] = [
    "case.clip_linked",
    "clip.attributed",
    "clip.attributed",
    "clip.erased_from_recorder",
    "clip.probed",
    "clip.sealed",
    "clip.verified",
    "clip.viewing_ended",
    "clip.viewing_started",
    "finding.raised",
    "finding.settled",
];

#[tokio::test]
async fn the_chain_of_custody_names_every_event_of_a_clip() {
    let agency = Agency::set().await;
    let capture = agency.recording(A, agency.at(10, 0));
    let clip = agency.delivered(&capture).await;
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(18))))
        .await;
    agency.quiet().await;
    story_of(&agency, &capture, clip).await;
    let path = format!("/api/v1/clips/{clip}/custody");
    let mut looks = 0;
    let chain = eventually("every event has its number", PATIENCE, async || {
        let mut chain: CustodyChain = agency.user.read(&path).await;
        // Whoever reads the chain stands in it, too.
        looks = chain.links.len();
        chain.links.retain(|link| link.event != "clip.chain_seen");
        looks -= chain.links.len();
        let is_whole = chain.links.len() == STORY.len() && chain.links.iter().all(|link| link.number.is_some());
        is_whole.then_some(chain)
    })
    .await;
    let mut events: Vec<&str> = chain.links.iter().map(|link| link.event.as_str()).collect();
    assert_eq!(
        (events[0], chain.sha256),
        ("clip.sealed", Sha256Digest::of(&capture.bytes))
    );
    events.sort_unstable();
    assert_eq!(events, STORY);
    assert!(looks > 0, "nobody knows who read the chain");
    let of_dock = |link: &&ChainLink| link.event == "clip.erased_from_recorder";
    assert_eq!(chain.links.iter().find(of_dock).unwrap().name, "north gate");
    let page = agency.user.get(&format!("/clips/{clip}/custody")).await;
    let page = page.text().await.unwrap();
    for event in STORY {
        assert!(page.contains(event), "the page does not name {event}");
    }
    let found = chain.links.iter().find(|link| link.event == "finding.raised").unwrap();
    assert_eq!(found.said, [format!("finding: {FOUND}")]);
    assert!(!page.contains(FOUND), "the page says what was found in words");
    agency.world.finish().await;
}
