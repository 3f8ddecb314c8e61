//! Recorders for every two officers and how much each is used, over real media that a dock delivered.

use evidence_schema::ledger::DeviceState;
use evidence_schema::people::Role;
use evidence_schema::rules::usage::UseLevel;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::usage::{DeviceUseLine, UnitUseReport};
use reqwest::StatusCode;
use tests::footage::{FootageSpec, footage};

use super::handovers::docking;
use super::scene::{A, Agency, B, LI, WANG, device, officer};

async fn bind(agency: &Agency, serial: &str, unit: &str) {
    let path = format!("/api/v1/recorders/{}/device", agency.recorder_id(serial).await);
    let bound = agency
        .administrator
        .post(&path, &device(unit, DeviceState::InUse, None))
        .await;
    assert!(bound.status().is_success());
}

async fn report(agency: &Agency, unit: &str) -> UnitUseReport {
    let path = format!("/api/v1/units/{}/use", agency.unit_id(unit).await);
    agency.user.read(&path).await
}

/// Noon in China, so many days before the last one of the report.
fn noon(report: &UnitUseReport, days_before: i64) -> Timestamp {
    let noon: Timestamp = format!("{}T12:00:00+08:00", report.day).parse().unwrap();
    noon.plus_ms(-days_before * 24 * 3_600_000).unwrap()
}

fn line<'a>(report: &'a UnitUseReport, serial: &str) -> &'a DeviceUseLine {
    report.devices.iter().find(|device| device.serial == serial).unwrap()
}

/// Two seconds of real film of yesterday, and files of the two days before.
async fn film(agency: &Agency, before: &UnitUseReport) {
    let start = noon(before, 1);
    let local = start.plus_ms(8 * 3_600_000).unwrap().to_chrono().naive_utc();
    let film = footage(&FootageSpec::short(A, local)).segments.remove(0);
    let capture = agency
        .dock
        .capture("VIDEO/real.MP4", &std::fs::read(film.path).unwrap())
        .from_recorder(A)
        .filmed_at(start);
    agency.delivered(&capture).await;
    for days in [2, 3] {
        agency.delivered(&agency.recording(A, noon(before, days))).await;
    }
}

#[tokio::test]
async fn report_tells_devices_for_every_two_officers_and_their_use() {
    let agency = Agency::set().await;
    bind(&agency, A, "11").await;
    bind(&agency, B, "12").await;
    let mut clerk = officer("110009", "周平", "11");
    clerk.is_inspecting = false;
    agency.administrator.post("/api/v1/officers", &clerk).await;
    let before = report(&agency, "11").await;
    assert_eq!(line(&before, A).used.week.level, Some(UseLevel::Idle));

    film(&agency, &before).await;
    let mut draft = agency.handover((LI, Some(WANG)), &[A], (8, None));
    draft.from = noon(&before, 1).plus_ms(-3_600_000);
    draft.to = noon(&before, 1).plus_ms(3_600_000);
    agency.open(&draft).await;
    agency.dock.report(vec![docking(A, noon(&before, 1))], 0).await;

    let team = report(&agency, "11").await;
    let equipment = team.equipment;
    assert_eq!((equipment.officers, equipment.devices, equipment.needed), (2, 1, 1));
    assert_eq!(equipment.per_two_hundredths, Some(100), "the clerk needs none");
    let week = line(&team, A).used.week;
    assert_eq!((week.level, week.days_recorded), (Some(UseLevel::Active), 3));
    assert_eq!((week.clips, week.handovers, week.dockings), (3, 1, 1));
    assert!(
        (1500..2500).contains(&week.recorded_ms),
        "the film's own length: {}",
        week.recorded_ms
    );
    let days = &line(&team, A).used.by_day;
    // Midnight may have passed.
    let passed = usize::try_from((team.day - before.day).num_days()).unwrap();
    let last = days.len() - 1 - passed;
    let clips: Vec<u64> = days[last - 3..=last].iter().map(|day| day.clips).collect();
    assert_eq!(clips, [1, 1, 1, 0], "by the day of recording, oldest first");

    let whole = report(&agency, "1").await;
    let numbers: Vec<&str> = whole.units.iter().map(|unit| unit.number.as_str()).collect();
    assert_eq!(numbers, ["1", "11", "12"]);
    assert_eq!((whole.week.active, whole.week.idle), (1, 1));
    assert_eq!((whole.equipment.officers, whole.equipment.devices), (4, 2));
    agency.world.finish().await;
}

#[tokio::test]
async fn a_lost_recorder_has_numbers_but_no_level_and_does_not_count() {
    let agency = Agency::set().await;
    bind(&agency, A, "11").await;
    let before = report(&agency, "11").await;
    agency.delivered(&agency.recording(A, noon(&before, 1))).await;
    let path = format!("/api/v1/recorders/{}/device", agency.recorder_id(A).await);
    let lost = device("11", DeviceState::Lost, Some("遗失"));
    agency.administrator.post(&path, &lost).await;
    let after = report(&agency, "11").await;
    assert_eq!((after.equipment.devices, after.equipment.missing), (0, 1));
    let week = line(&after, A).used.week;
    assert_eq!((week.level, week.days_recorded), (None, 1));
    agency.world.finish().await;
}

#[tokio::test]
async fn report_is_for_those_who_look_after_the_unit() {
    let agency = Agency::set().await;
    let (own, other) = (agency.unit_id("11").await, agency.unit_id("12").await);
    let head = agency.world.granted(Role::Head, Some("11")).await;
    for (unit, expected) in [(own, StatusCode::OK), (other, StatusCode::FORBIDDEN)] {
        for path in [format!("/api/v1/units/{unit}/use"), format!("/units/{unit}/use")] {
            assert_eq!(head.get(&path).await.status(), expected, "{path}");
        }
    }
    let list = head.get("/units").await.text().await.unwrap();
    assert!(list.contains(&format!("/units/{own}/use")) && !list.contains(&format!("/units/{other}/use")));
    let nowhere = format!(
        "/api/v1/units/{}/use",
        evidence_schema::ids::UnitId::from_random([9; 16])
    );
    assert_eq!(agency.user.get(&nowhere).await.status(), StatusCode::NOT_FOUND);
    agency.world.finish().await;
}
