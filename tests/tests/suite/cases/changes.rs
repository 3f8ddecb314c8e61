//! What somebody must look at because case system or files say something else: once for each change, old and new printed.

use evidence_schema::case::{CaseSource, TimesSource};
use evidence_schema::ids::CaseId;
use evidence_schema::ledger_import::cases::CaseImportKind;
use evidence_schema::wire::acts::{ActCorrection, ActView};
use reqwest::{Method, StatusCode};
use tests::world::Caller;

use super::importing::{ACTS, CASES, import};
use super::scene::seizure;
use super::telling::{codes, session, system, tell, told};
use crate::ledger::scene::Agency;

/// Open findings about a case file with this kind, oldest first.
async fn findings(agency: &Agency, kind: &str, case: CaseId) -> Vec<String> {
    let app = agency.world.app().await;
    let open = app.store.findings_open().await.unwrap();
    let of_case = open
        .into_iter()
        .rev()
        .filter(|row| row.kind == kind && row.subject == case.to_string());
    of_case.map(|row| row.message).collect()
}

async fn acts(user: &Caller, case: CaseId) -> Vec<ActView> {
    user.read(&format!("/api/v1/cases/{case}/acts")).await
}

#[tokio::test]
async fn each_change_of_an_acts_times_is_a_finding_that_prints_old_and_new() {
    let agency = Agency::set().await;
    let (system, mut words) = (system(&agency), told(&agency));
    let case = tell(&system, &words).await.case_id;
    let kind = "case_times_changed";
    assert_eq!(findings(&agency, kind, case).await, [""; 0]);
    words.acts[0].sessions = Some(session(&agency, (10, 12)));
    assert_eq!(codes(&tell(&system, &words).await), ["times_changed"]);
    assert_eq!(
        codes(&tell(&system, &words).await),
        [""; 0],
        "the same again is no change"
    );
    words.acts[0].sessions = Some(session(&agency, (9, 12)));
    tell(&system, &words).await;
    tell(&system, &words).await;
    let found = findings(&agency, kind, case).await;
    assert_eq!(found.len(), 2, "{found:?}");
    for (message, old, new) in [
        (
            &found[0],
            "10:00:00 to 2026-11-10 11:00:00",
            "10:00:00 to 2026-11-10 12:00:00",
        ),
        (
            &found[1],
            "10:00:00 to 2026-11-10 12:00:00",
            "09:00:00 to 2026-11-10 12:00:00",
        ),
    ] {
        let (before, after) = message.split_once("and are").unwrap();
        assert!(before.contains(old) && after.contains(new), "{message}");
    }
    let act = acts(&agency.user, case).await.remove(0);
    let mut draft = seizure((agency.at(9, 30), Some(agency.at(12, 0))));
    draft.kind.clone_from(&act.kind);
    let correction = ActCorrection {
        act: Some(draft),
        reason: "现场笔录".to_owned(),
    };
    let path = format!("/api/v1/cases/{case}/acts/{}", act.act_id);
    let _act: ActView = agency.user.tell(&path, &correction).await;
    let by_person = findings(&agency, kind, case).await;
    assert!(
        by_person.len() == 3 && by_person[2].contains("09:30:00 to"),
        "{by_person:?}"
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn times_from_a_file_say_so_and_keep_the_source_that_they_had() {
    let agency = Agency::set().await;
    import(&agency, CaseImportKind::Cases, CASES).await;
    import(&agency, CaseImportKind::Acts, ACTS).await;
    let (system, mut words) = (system(&agency), told(&agency));
    words.acts.clear();
    let case = tell(&system, &words).await.case_id;
    let before = acts(&agency.user, case).await.remove(0);
    assert_eq!(before.source, CaseSource::Import);
    assert!(
        before
            .sessions
            .iter()
            .all(|session| session.source == TimesSource::Import)
    );
    words.acts = told(&agency).acts;
    let same = |one: &evidence_schema::wire::acts::ActSession| evidence_schema::wire::case_system::SessionTold {
        arrived_at: one.arrived_at,
        departed_at: one.departed_at,
    };
    words.acts[0].sessions = Some(before.sessions.iter().map(same).collect());
    tell(&system, &words).await;
    assert_eq!(
        acts(&agency.user, case).await,
        [before],
        "the same times are no change of their source"
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn every_remark_is_in_a_finding_once_also_of_a_telling_that_writes_nothing_else() {
    let agency = Agency::set().await;
    let (system, mut words) = (system(&agency), told(&agency));
    let case = tell(&system, &words).await.case_id;
    words.objects[0].is_party = true;
    assert_eq!(codes(&tell(&system, &words).await), ["object_differs"]);
    tell(&system, &words).await;
    let found = findings(&agency, "case_object_differs", case).await;
    assert!(
        found.len() == 1 && found[0].contains("told as a party, and is none here"),
        "{found:?}"
    );

    let numbers = |numbers: &[&str]| Some(numbers.iter().map(|number| (*number).to_owned()).collect());
    words.acts[0].officer_numbers = numbers(&["777777", "888888"]);
    tell(&system, &words).await;
    let found = findings(&agency, "case_officer_unknown", case).await;
    assert!(
        found.len() == 1 && found[0].contains("777777") && found[0].contains("888888"),
        "{found:?}"
    );
    words.acts[0].officer_numbers = numbers(&["777777", "999999"]);
    tell(&system, &words).await;
    let found = findings(&agency, "case_officer_unknown", case).await;
    assert!(
        found.len() == 2 && found[1].contains("999999") && !found[1].contains("777777"),
        "{found:?}"
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn what_a_person_settled_is_not_found_again_by_the_same_words() {
    let agency = Agency::set().await;
    let (system, mut words) = (system(&agency), told(&agency));
    words.unit_number = Some("99".to_owned());
    let case = tell(&system, &words).await.case_id;
    let finding = agency.finding("case_unit_unknown", case).await.unwrap();
    let app = agency.world.app().await;
    let before = app.store.entries_of(&case.to_string()).await.unwrap().len();
    let path = format!("/findings/{}/settle", finding.id);
    let token = agency.user.headers()["x-form-token"].to_str().unwrap();
    let request = agency.user.request(Method::POST, &path);
    let request = request.body(format!("form_token={token}&note=registered"));
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    assert_eq!(request.send().await.unwrap().status(), StatusCode::SEE_OTHER);
    assert_eq!(codes(&tell(&system, &words).await), ["unit_unknown"]);
    assert_eq!(findings(&agency, "case_unit_unknown", case).await, [""; 0]);
    assert_eq!(app.store.entries_of(&case.to_string()).await.unwrap().len(), before);
    agency.world.finish().await;
}
