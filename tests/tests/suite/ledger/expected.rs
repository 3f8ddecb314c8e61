//! Lost and damaged recorders: the footage that ledger and acts expect is listed, and what turns up is collected.

use evidence_schema::ledger::DeviceState;
use evidence_schema::people::Role;
use evidence_schema::rules::expected::ExpectedReason;
use evidence_schema::wire::acts::{ActCorrection, ActView};
use evidence_schema::wire::docks::{DockingReport, DockingState};
use evidence_schema::wire::expected::ExpectedFootage;
use reqwest::StatusCode;
use tests::world::Caller;

use super::handovers::docking;
use super::scene::{A, Agency, LI, WANG, ZHAO, device};
use crate::cases::scene::{enter, open_case, seizure};

const CASE: &str = "浙交执罚〔2026〕7号";

/// A docking at this hour that read everything, or broke off.
fn docked(agency: &Agency, hour: i64, is_read: bool) -> DockingReport {
    let report = docking(A, agency.at(hour, 0));
    if is_read {
        return DockingReport {
            state: DockingState::Stored,
            ..report
        };
    }
    DockingReport {
        state: DockingState::Incomplete,
        files_total: 3,
        files_failed: 1,
        ..report
    }
}

async fn path(agency: &Agency) -> String {
    format!("/api/v1/recorders/{}/expected", agency.recorder_id(A).await)
}

async fn expected(agency: &Agency, caller: &Caller) -> ExpectedFootage {
    caller.read(&path(agency).await).await
}

async fn state(agency: &Agency, state: DeviceState) {
    let path = format!("/api/v1/recorders/{}/device", agency.recorder_id(A).await);
    let note = (state != DeviceState::InUse).then_some("李明报告，在现场丢失");
    let stated = agency.administrator.post(&path, &device("11", state, note)).await;
    assert!(stated.status().is_success());
}

/// Read in the morning, taken from 8 to 18, one clip of it came from elsewhere, a seizure in that time, then lost.
async fn lose(agency: &Agency) {
    state(agency, DeviceState::InUse).await;
    agency.dock.report(vec![docked(agency, 7, true)], 0).await;
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(18))))
        .await;
    agency.delivered(&agency.recording(A, agency.at(9, 0))).await;
    let case = open_case(agency, CASE).await;
    let act = seizure((agency.at(10, 0), Some(agency.at(11, 0))));
    enter(agency, case, &act).await;
    state(agency, DeviceState::Lost).await;
}

#[tokio::test]
async fn a_lost_recorder_lists_what_ledger_and_acts_expect_until_it_is_docked() {
    let agency = Agency::set().await;
    lose(&agency).await;
    let list = expected(&agency, &agency.user).await;
    assert_eq!(list.state, Some(DeviceState::Lost));
    assert_eq!(list.last_read_at, Some(agency.at(7, 0)));
    let [stretch] = &list.stretches[..] else {
        panic!("one handover is missing: {list:?}");
    };
    assert_eq!(
        (stretch.from, stretch.to, stretch.reason, stretch.clips),
        (agency.at(8, 0), agency.at(18, 0), ExpectedReason::NotDocked, 1)
    );
    let [act] = &stretch.sessions[..] else {
        panic!("the seizure is missing: {stretch:?}");
    };
    assert_eq!((act.case_number.as_str(), act.kind.as_str()), (CASE, "查封扣押"));
    assert_eq!((act.from, act.to), (agency.at(10, 0), agency.at(11, 0)));

    // It turns up: collected as always, and told of.
    agency.dock.report(vec![docked(&agency, 20, true)], 0).await;
    assert!(expected(&agency, &agency.user).await.stretches.is_empty());
    agency.delivered(&agency.recording(A, agency.at(16, 0))).await;
    let finding = agency.finding("device_turned_up", agency.recorder_id(A).await).await;
    let findings = agency.user.get("/findings").await.text().await.unwrap();
    let page = format!("/recorders/{}/expected", agency.recorder_id(A).await);
    assert!(finding.is_some() && findings.contains(&page), "the finding leads there");
    agency.world.finish().await;
}

#[tokio::test]
async fn a_damaged_recorder_whose_docking_broke_off_stays_on_the_list() {
    let agency = Agency::set().await;
    agency.open(&agency.handover((LI, Some(WANG)), &[A], (8, None))).await;
    agency.dock.report(vec![docked(&agency, 18, false)], 0).await;
    state(&agency, DeviceState::Damaged).await;
    let list = expected(&agency, &agency.user).await;
    let reasons: Vec<_> = list.stretches.iter().map(|one| (one.reason, one.to)).collect();
    assert_eq!(reasons, [(ExpectedReason::ReadInPart, agency.at(18, 0))]);
    assert_eq!(list.last_read_at, None);
    agency.world.finish().await;
}

#[tokio::test]
async fn everybody_sees_of_the_list_what_they_may_see() {
    let agency = Agency::set().await;
    lose(&agency).await;
    let own = agency.world.granted(Role::CaseHandler, Some("11")).await;
    let list = expected(&agency, &own).await;
    assert_eq!(list.stretches[0].sessions.len(), 1);
    let list = expected(&agency, &agency.administrator).await;
    assert!(
        list.stretches[0].sessions.is_empty(),
        "an administrator sees no case file"
    );
    let officer = agency.world.granted(Role::Officer, Some("11")).await;
    let list = expected(&agency, &officer).await;
    assert!(list.stretches.is_empty(), "of other people's handovers nothing");
    let other = agency.world.granted(Role::Head, Some("12")).await;
    let page = path(&agency).await.replace("/api/v1", "");
    for path in [path(&agency).await, page.clone()] {
        assert_eq!(other.get(&path).await.status(), StatusCode::NOT_FOUND);
    }
    let shown = own.get(&page).await.text().await.unwrap();
    for wanted in [A, CASE, "登记已归还，但未接入采集站", "查封扣押"] {
        assert!(shown.contains(wanted), "{wanted} is missing");
    }
    agency.world.finish().await;
}

/// The dock says 20:00 of a docking that the server hears of at noon.
#[tokio::test]
async fn a_docks_clock_that_is_ahead_hides_no_missing_footage() {
    let agency = Agency::set().await;
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(18))))
        .await;
    let (app, report) = (agency.world.app().await, docked(&agency, 20, true));
    let dock = agency.dock.id;
    for hour in [12, 21] {
        assert!(app.store.docking_put(dock, &report, agency.at(hour, 0)).await.unwrap());
    }
    app.store.docking_serial_put(&report, A).await.unwrap();
    state(&agency, DeviceState::Lost).await;
    let list = expected(&agency, &agency.user).await;
    let found: Vec<_> = list
        .stretches
        .iter()
        .map(|one| (one.from, one.to, one.reason))
        .collect();
    let missing = (agency.at(12, 0), agency.at(18, 0), ExpectedReason::DockedBefore);
    assert_eq!((found, list.last_read_at), (vec![missing], Some(agency.at(12, 0))));
    agency.world.finish().await;
}

/// What the list is made from is found by its officers and recorders as they are said now, the newest first, and bounded.
#[tokio::test]
async fn acts_handovers_and_dockings_are_found_by_what_is_said_now_and_bounded() {
    let agency = Agency::set().await;
    let case = open_case(&agency, CASE).await;
    for hour in [8, 10, 12] {
        let times = (agency.at(hour, 0), Some(agency.at(hour + 1, 0)));
        enter(&agency, case, &seizure(times)).await;
        let held = agency.handover((LI, Some(WANG)), &[A], (hour, Some(hour + 1)));
        agency.open(&held).await;
        agency.dock.report(vec![docked(&agency, hour + 1, true)], 0).await;
    }
    let app = agency.world.app().await;
    let (li, zhao, day) = (
        agency.officer_id(LI).await,
        agency.officer_id(ZHAO).await,
        (agency.at(9, 30), agency.at(20, 0)),
    );
    let arrivals = async |officer, limit| {
        let acts = app.store.acts_naming(officer, day, limit).await.unwrap();
        acts.len()
    };
    assert_eq!(
        (arrivals(li, 9).await, arrivals(li, 1).await, arrivals(zhao, 9).await),
        (2, 1, 0)
    );
    let acts: Vec<ActView> = agency.user.read(&format!("/api/v1/cases/{case}/acts")).await;
    let correct = async |place: usize, act| {
        let path = format!("/api/v1/cases/{case}/acts/{}", acts[place].act_id);
        let reason = "录入有误".to_owned();
        let _act: ActView = agency.user.tell(&path, &ActCorrection { act, reason }).await;
    };
    correct(2, None).await;
    let mut other = seizure((agency.at(10, 0), Some(agency.at(11, 0))));
    other.officer_numbers = vec![ZHAO.to_owned(), WANG.to_owned()];
    correct(1, Some(other)).await;
    assert_eq!((arrivals(li, 9).await, arrivals(zhao, 9).await), (0, 1));

    let recorder = agency.recorder_id(A).await;
    let held = app
        .store
        .handovers_of(recorder, (agency.at(0, 0), agency.at(20, 0)), 2)
        .await
        .unwrap();
    let mut begins: Vec<_> = held.iter().map(|held| held.from_at).collect();
    begins.sort_unstable();
    assert_eq!(begins, [agency.at(10, 0), agency.at(12, 0)]);
    let dockings = app.store.dockings_of(A, agency.at(0, 0), 2).await.unwrap();
    let started: Vec<_> = dockings.iter().map(|(report, _)| report.started_at).collect();
    assert_eq!(started, [agency.at(13, 0), agency.at(11, 0)]);
    agency.world.finish().await;
}
