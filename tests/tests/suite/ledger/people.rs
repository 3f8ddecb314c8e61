//! Units, officers and devices: what can be said, and what cannot be.

use evidence_schema::ledger::DeviceState;
use evidence_schema::wire::ledger::{OfficerView, UnitView};
use reqwest::StatusCode;

use super::scene::{A, Agency, LI, device, officer, refused_fields, unit};

#[tokio::test]
async fn a_unit_never_stands_below_itself() {
    let agency = Agency::set().await;
    let fields = refused_fields(&agency.administrator, "/api/v1/units", &unit("1", Some("12"))).await;
    assert_eq!(fields, ["parent_number"]);
    let fields = refused_fields(&agency.administrator, "/api/v1/units", &unit("13", Some("99"))).await;
    assert_eq!(fields, ["parent_number"]);
    agency.world.finish().await;
}

#[tokio::test]
async fn units_count_officers_and_devices_of_today() {
    let agency = Agency::set().await;
    let id = agency.recorder_id(A).await;
    let path = format!("/api/v1/recorders/{id}/device");
    let answer = agency
        .administrator
        .post(&path, &device("11", DeviceState::InUse, None))
        .await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let gone = officer("100009", "钱进", "11");
    let gone = evidence_schema::wire::ledger::OfficerDraft {
        off_duty_on: Some("2026-01-01".parse().unwrap()),
        ..gone
    };
    let _officer: OfficerView = agency.administrator.tell("/api/v1/officers", &gone).await;
    let units: Vec<UnitView> = agency.user.read("/api/v1/units").await;
    let team = units.iter().find(|unit| unit.number == "11").unwrap();
    assert_eq!((team.officers_inspecting, team.devices_in_use), (2, 1));
    agency.world.finish().await;
}

#[tokio::test]
async fn a_lost_recorder_needs_a_note_and_leaves_the_count() {
    let agency = Agency::set().await;
    let path = format!("/api/v1/recorders/{}/device", agency.recorder_id(A).await);
    let fields = refused_fields(&agency.administrator, &path, &device("11", DeviceState::Lost, None)).await;
    assert_eq!(fields, ["note"]);
    let lost = device("11", DeviceState::Lost, Some("掉进河里，李明报告"));
    assert_eq!(
        agency.administrator.post(&path, &lost).await.status(),
        StatusCode::NO_CONTENT
    );
    let units: Vec<UnitView> = agency.user.read("/api/v1/units").await;
    assert!(units.iter().all(|unit| unit.devices_in_use == 0));
    agency.world.finish().await;
}

#[tokio::test]
async fn an_officer_who_moves_keeps_the_number_and_the_past() {
    let agency = Agency::set().await;
    let mut moved = officer(LI, "李明", "12");
    moved.unit_from = Some("2026-11-01".parse().unwrap());
    let view: OfficerView = agency.administrator.tell("/api/v1/officers", &moved).await;
    let app = agency.world.app().await;
    let postings = app.store.postings_of(view.officer_id).await.unwrap();
    let days: Vec<_> = postings
        .iter()
        .map(|posting| (posting.from_on.to_string(), posting.to_on.map(|day| day.to_string())))
        .collect();
    assert_eq!(
        days,
        [
            ("2020-01-01".to_owned(), Some("2026-10-31".to_owned())),
            ("2026-11-01".to_owned(), None)
        ]
    );
    moved.unit_number = "11".to_owned();
    let fields = refused_fields(&agency.administrator, "/api/v1/officers", &moved).await;
    assert_eq!(fields, ["unit_from"]);
    agency.world.finish().await;
}

#[tokio::test]
async fn one_certificate_belongs_to_one_officer() {
    let agency = Agency::set().await;
    let mut twin = officer("100003", "李明", "11");
    twin.certificate_number = Some(format!("ZJ{LI}"));
    let fields = refused_fields(&agency.administrator, "/api/v1/officers", &twin).await;
    assert_eq!(fields, ["certificate_number"]);
    agency.world.finish().await;
}
