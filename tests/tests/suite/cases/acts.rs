//! Acts: entered with their times, changed only by another version, bad times named by their field.

use evidence_schema::time::Timestamp;
use evidence_schema::wire::acts::{ActCorrection, ActView, Outsider};
use reqwest::StatusCode;

use super::scene::{enter, open_case, seizure, session};
use crate::ledger::scene::{Agency, LI, ZHAO, refused_fields};

#[tokio::test]
async fn an_act_is_corrected_with_a_reason_and_both_versions_stay() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "罚 1").await;
    let mut draft = seizure((agency.at(10, 0), Some(agency.at(11, 0))));
    draft.outside = vec![Outsider {
        unit: "市公安局交警支队".to_owned(),
        name: "陈警官".to_owned(),
        certificate: Some("J-7".to_owned()),
    }];
    let act = enter(&agency, case, &draft).await;
    let path = format!("/api/v1/cases/{case}/acts/{}", act.act_id);
    let mut later = draft.clone();
    later.sessions = vec![session((agency.at(10, 5), Some(agency.at(11, 30))))];
    later.officer_numbers.push(ZHAO.to_owned());
    let correction = |act, reason: &str| ActCorrection {
        act,
        reason: reason.to_owned(),
    };
    let without = correction(Some(later.clone()), " ");
    assert_eq!(refused_fields(&agency.user, &path, &without).await, ["reason"]);
    let with = correction(Some(later), "现场笔录写的是十点零五分");
    let corrected: ActView = agency.user.tell(&path, &with).await;
    assert_eq!((corrected.version, corrected.officer_ids.len()), (2, 3));
    let never: ActView = agency.user.tell(&path, &correction(None, "录错案件")).await;
    assert!(never.is_void);
    let versions: Vec<ActView> = agency.user.read(&path).await;
    let arrivals: Vec<Timestamp> = versions.iter().map(|act| act.sessions[0].arrived_at).collect();
    assert_eq!(arrivals, [agency.at(10, 0), agency.at(10, 5), agency.at(10, 5)]);
    assert_eq!(versions[0].outside[0].name, "陈警官");
    let standing: Vec<ActView> = agency.user.read(&format!("/api/v1/cases/{case}/acts")).await;
    assert_eq!(standing, [never]);
    agency.world.finish().await;
}

#[tokio::test]
async fn a_session_over_midnight_ends_on_the_next_day_only_when_that_is_said() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "罚 1").await;
    let path = format!("/api/v1/cases/{case}/acts");
    let wrong = seizure((agency.at(23, 59), Some(agency.at(0, 20))));
    assert_eq!(
        refused_fields(&agency.user, &path, &wrong).await,
        ["sessions.1.departed_at"]
    );
    let act = enter(&agency, case, &seizure((agency.at(23, 59), Some(agency.at(24, 20))))).await;
    assert_eq!(act.sessions[0].departed_at, Some(agency.at(24, 20)));
    agency.world.finish().await;
}

#[tokio::test]
async fn times_that_cannot_be_are_refused_with_their_field() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "罚 1").await;
    let path = format!("/api/v1/cases/{case}/acts");
    let now = agency.world.app().await.now();
    let hours = |hours: i64| now.plus_ms(hours * 3_600_000).unwrap();
    for (times, field) in [
        ((hours(2), None), "sessions.1.arrived_at"),
        ((hours(-1), Some(hours(2))), "sessions.1.departed_at"),
        ((hours(-40 * 24), Some(hours(-1))), "sessions.1.departed_at"),
        ((agency.at(11, 0), Some(agency.at(10, 0))), "sessions.1.departed_at"),
    ] {
        assert_eq!(refused_fields(&agency.user, &path, &seizure(times)).await, [field]);
    }
    let mut two = seizure((agency.at(8, 0), Some(agency.at(12, 0))));
    two.sessions.push(session((agency.at(11, 0), Some(agency.at(13, 0)))));
    assert_eq!(
        refused_fields(&agency.user, &path, &two).await,
        ["sessions.2.arrived_at"]
    );
    two.sessions.clear();
    assert_eq!(
        refused_fields(&agency.user, &path, &two).await,
        ["sessions.1.arrived_at"]
    );
    let mut twice = seizure((agency.at(8, 0), None));
    twice.officer_numbers = vec![LI.to_owned(), LI.to_owned()];
    assert_eq!(refused_fields(&agency.user, &path, &twice).await, ["officer_numbers"]);
    twice.officer_numbers = vec!["999999".to_owned()];
    assert_eq!(refused_fields(&agency.user, &path, &twice).await, ["officer_numbers"]);
    agency.world.finish().await;
}

#[tokio::test]
async fn an_act_of_another_case_file_is_not_there() {
    let agency = Agency::set().await;
    let (case, other) = (open_case(&agency, "罚 1").await, open_case(&agency, "罚 2").await);
    let act = enter(&agency, case, &seizure((agency.at(10, 0), None))).await;
    let answer = agency
        .user
        .get(&format!("/api/v1/cases/{other}/acts/{}", act.act_id))
        .await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    agency.world.finish().await;
}
