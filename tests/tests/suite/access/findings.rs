//! A finding is for those of the unit that it concerns; what belongs to no unit, for the top of the tree, auditors and
//! administrators.

use evidence_schema::custody::entry::Event;
use evidence_schema::ids::{CaptureId, DockId, DockingId, FindingId};
use evidence_schema::people::{Actor, Role};
use evidence_schema::wire::docks::DockAlarm;
use evidence_server::deps::{Random, SystemRandom};
use evidence_server::http::extract::FORM_TOKEN_HEADER;
use evidence_server::store::finding::FindingRow;
use reqwest::{Method, StatusCode};
use tests::world::Caller;

use super::devices::Scene;
use crate::ledger::handovers::docking;

/// Of the dock in unit 11, of the one in unit 12, of the one in none, of the installation.
const ALL: [&str; 8] = [
    "north spool",
    "north file",
    "north docking",
    "south spool",
    "DDDDDD4",
    "south file",
    "new spool",
    "about the log",
];
const NORTH: [usize; 3] = [0, 1, 2];
const SOUTH: [usize; 3] = [3, 4, 5];

impl Scene {
    async fn alarm(&self, dock: usize, kind: &str, capture_id: Option<CaptureId>, message: &str) {
        let alarm = DockAlarm {
            kind: kind.to_owned(),
            capture_id,
            message: message.to_owned(),
            serial: None,
            docking_id: None,
        };
        let answer = self.docks[dock].caller.post("/api/v1/docks/alarm", &alarm).await;
        assert!(answer.status().is_success(), "{answer:?}");
    }

    async fn raise(&self, kind: &str, about: &str, message: &str) {
        let by = Actor::system("test");
        self.app.finding_raise(kind, about, message, by).await.unwrap();
    }

    /// A file that never came to the server, a docking, a serial that nobody registered, an upload that was refused.
    async fn findings_of_docks(&self) {
        let unheard = CaptureId::from_random(SystemRandom.bytes16());
        self.alarm(0, "spool_full", None, ALL[0]).await;
        self.alarm(0, "unreadable", Some(unheard), ALL[1]).await;
        let report = docking("AAAAAA9", self.app.now());
        let id: DockingId = report.docking_id;
        self.docks[0].report(vec![report], 0).await;
        self.raise("claim_conflicts", &id.to_string(), ALL[2]).await;
        self.alarm(1, "spool_full", None, ALL[3]).await;
        let foreign = self.docks[1].capture("VIDEO/1.MP4", b"of a recorder that nobody knows");
        self.docks[1].deliver(&foreign.from_recorder(ALL[4])).await;
        let begun = self.docks[1].capture("VIDEO/2.MP4", b"five!");
        let (caller, statement) = (&self.docks[1].caller, self.docks[1].sign(&begun));
        let _upload = caller.tus_create_stated(5, &statement).await;
        self.raise("hash_mismatch", &begun.id().to_string(), ALL[5]).await;
        self.alarm(2, "spool_full", None, ALL[6]).await;
        self.raise("log_behind", "log", ALL[7]).await;
    }

    async fn assert_finds(&self, who: &str, caller: &Caller, which: &[usize]) {
        let page = caller.get("/findings").await.text().await.unwrap();
        let found: Vec<_> = (0..ALL.len()).filter(|index| page.contains(ALL[*index])).collect();
        assert_eq!(found, which, "{who}");
    }

    async fn settle(&self, caller: &Caller, kind: &str, about: &str) -> StatusCode {
        let finding = self.app.store.finding_open_of(kind, about).await.unwrap().unwrap();
        let token = caller.headers().get(FORM_TOKEN_HEADER).unwrap().to_str().unwrap();
        let path = format!("/findings/{}/settle", finding.id);
        let form = caller.request(Method::POST, &path);
        let form = form.header("Content-Type", "application/x-www-form-urlencoded");
        let sent = form.body(format!("form_token={token}&note=seen")).send().await;
        sent.unwrap().status()
    }
}

#[tokio::test]
async fn findings_are_seen_and_settled_by_those_whom_they_concern() {
    let scene = Scene::set().await;
    let world = &scene.world;
    scene.findings_of_docks().await;
    let everything: Vec<usize> = (0..ALL.len()).collect();
    let nobodys = [6, 7];
    let with_nobodys = |own: [usize; 3]| [&own[..], &nobodys[..]].concat();
    scene
        .assert_finds("administrator", &scene.administrator, &everything)
        .await;
    let head = world.granted(Role::Head, Some("11")).await;
    let below = world.granted(Role::Officer, Some("12")).await;
    for (role, unit, which) in [
        (Role::CaseHandler, "1", everything),
        (Role::Auditor, "11", with_nobodys(NORTH)),
        (Role::Administrator, "12", with_nobodys(SOUTH)),
    ] {
        let caller = world.granted(role, Some(unit)).await;
        let who = format!("{} of {unit}", role.as_str());
        scene.assert_finds(&who, &caller, &which).await;
    }
    scene.assert_finds("head of 11", &head, &NORTH).await;
    scene.assert_finds("officer of 12", &below, &SOUTH).await;
    let [own, other, _] = [0, 1, 2].map(|dock| scene.docks[dock].id.to_string());
    let kind = "dock_spool_full";
    assert_eq!(scene.settle(&head, kind, &other).await, StatusCode::NOT_FOUND);
    assert_eq!(scene.settle(&head, kind, &own).await, StatusCode::SEE_OTHER);
    assert_eq!(scene.settle(&below, kind, &other).await, StatusCode::FORBIDDEN);
    scene.world.finish().await;
}

#[tokio::test]
async fn findings_of_others_do_not_push_ones_own_off_the_page() {
    let scene = Scene::set().await;
    scene.alarm(0, "spool_full", None, ALL[0]).await;
    let by = Actor::system("test");
    let mut tx = scene
        .app
        .evidence(Event::FindingRaised, by, "many".to_owned())
        .await
        .unwrap();
    let other: DockId = scene.docks[1].id;
    for index in 0..450 {
        let row = FindingRow {
            id: FindingId::from_random(scene.app.chance()),
            kind: format!("dock_alarm_{index}"),
            subject: other.to_string(),
            message: "of the other dock".to_owned(),
            raised_at: scene.app.now(),
            settled_at: None,
            settled_by: None,
            note: None,
        };
        tx.finding_add(&row).await.unwrap();
    }
    scene.app.commit_in_parts(tx).await.unwrap();
    let head = scene.world.granted(Role::Head, Some("11")).await;
    scene.assert_finds("head of 11", &head, &[0]).await;
    scene.world.finish().await;
}
