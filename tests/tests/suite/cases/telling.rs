//! The case system's side: it is never refused a fact, the same words again change nothing, contradictions are findings.

use evidence_schema::case::{CaseCategory, CaseSource, CaseStage, ObjectKind, TimesSource};
use evidence_schema::wire::acts::{ActCorrection, ActView, ObjectDraft, ObjectView};
use evidence_schema::wire::case_system::{ActTold, CaseTellAnswer, CaseTold, Readiness, SessionTold};
use evidence_schema::wire::cases::{CasePage, HeadingDraft, HeadingView};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tests::world::{Caller, problem_of};

use super::scene::seizure;
use crate::ledger::scene::{Agency, LI, WANG, ZHAO};

pub(super) const NUMBER: &str = "浙交执罚〔2026〕7号";

pub(super) fn told(agency: &Agency) -> CaseTold {
    CaseTold {
        title: "擅自超限运输".to_owned(),
        category: Some(CaseCategory::Penalty),
        unit_number: Some("11".to_owned()),
        lead_number: Some(LI.to_owned()),
        assisting_number: Some(WANG.to_owned()),
        stage: None,
        objects: vec![ObjectDraft {
            kind: ObjectKind::Plate,
            is_party: false,
            name: None,
            number: Some("浙A·12345".to_owned()),
        }],
        acts: vec![ActTold {
            number: "XW-1".to_owned(),
            kind: "查封扣押".to_owned(),
            place: None,
            officer_numbers: Some(vec![LI.to_owned(), WANG.to_owned()]),
            outside: None,
            approval_number: None,
            is_urgent: None,
            sessions: Some(session(agency, (10, 11))),
        }],
        steps: Vec::new(),
    }
}

pub(super) fn session(agency: &Agency, hours: (i64, i64)) -> Vec<SessionTold> {
    vec![SessionTold {
        arrived_at: agency.at(hours.0, 0),
        departed_at: Some(agency.at(hours.1, 0)),
    }]
}

pub(super) fn system(agency: &Agency) -> Caller {
    agency
        .world
        .anonymous()
        .with_bearer(&agency.world.add_case_system("办案系统"))
}

pub(super) async fn tell(system: &Caller, told: &CaseTold) -> CaseTellAnswer {
    tell_as(system, told).await
}

/// A body as it is written, with what it leaves out.
async fn tell_as(system: &Caller, told: &impl serde::Serialize) -> CaseTellAnswer {
    let path = format!("/api/v1/cases/{NUMBER}");
    let answer = system.request(Method::PUT, &path).json(told).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

async fn told_entries(agency: &Agency, answer: &CaseTellAnswer) -> usize {
    let app = agency.world.app().await;
    app.store.entries_of(&answer.case_id.to_string()).await.unwrap().len()
}

pub(super) fn codes(answer: &CaseTellAnswer) -> Vec<&str> {
    answer.remarks.iter().map(|remark| remark.code.as_str()).collect()
}

#[tokio::test]
async fn the_same_words_again_change_nothing_and_are_answered_the_same() {
    let agency = Agency::set().await;
    let (system, words) = (system(&agency), told(&agency));
    let first = tell(&system, &words).await;
    assert_eq!(codes(&first), [""; 0]);
    let entries = told_entries(&agency, &first).await;
    assert_eq!(tell(&system, &words).await, first);
    assert_eq!(
        told_entries(&agency, &first).await,
        entries,
        "no entry for words that were known"
    );
    let acts: Vec<ActView> = agency.user.read(&format!("/api/v1/cases/{}/acts", first.case_id)).await;
    assert_eq!(
        (acts.len(), acts[0].version, acts[0].source),
        (1, 1, CaseSource::CaseSystem)
    );
    let objects: Vec<ObjectView> = agency
        .user
        .read(&format!("/api/v1/cases/{}/objects", first.case_id))
        .await;
    assert_eq!(objects.len(), 1);
    agency.world.finish().await;
}

#[tokio::test]
async fn an_act_told_otherwise_is_another_version() {
    let agency = Agency::set().await;
    let (system, mut words) = (system(&agency), told(&agency));
    let first = tell(&system, &words).await;
    words.acts[0].sessions = Some(session(&agency, (10, 12)));
    tell(&system, &words).await;
    let acts: Vec<ActView> = agency.user.read(&format!("/api/v1/cases/{}/acts", first.case_id)).await;
    assert_eq!(acts[0].version, 2);
    assert_eq!(acts[0].sessions[0].departed_at, Some(agency.at(12, 0)));
    assert_eq!(acts[0].sessions[0].source, TimesSource::CaseSystem);
    agency.world.finish().await;
}

#[tokio::test]
async fn what_a_telling_leaves_out_stays_and_only_what_is_empty_on_purpose_goes() {
    let agency = Agency::set().await;
    let (system, mut words) = (system(&agency), told(&agency));
    words.stage = Some(CaseStage::Investigation);
    words.acts[0].place = Some("绕城高速收费站".to_owned());
    words.acts[0].approval_number = Some("浙交审〔2026〕3号".to_owned());
    words.acts[0].is_urgent = Some(true);
    let first = tell(&system, &words).await;
    let path = format!("/api/v1/cases/{}/acts", first.case_id);
    let acts = || agency.user.read::<Vec<ActView>>(&path);
    let before = acts().await.remove(0);

    let silent = json!({"title": words.title, "acts": [{"number": "XW-1", "kind": "查封扣押"}]});
    tell_as(&system, &silent).await;
    let sessions = [json!({"arrived_at": agency.at(10, 0)})];
    let no_departure =
        json!({"title": words.title, "acts": [{"number": "XW-1", "kind": "查封扣押", "sessions": sessions}]});
    tell_as(&system, &no_departure).await;
    assert_eq!(
        acts().await,
        std::slice::from_ref(&before),
        "what was left out is not said"
    );

    let emptied = json!({"title": words.title, "assisting_number": "",
        "acts": [{"number": "XW-1", "kind": "查封扣押", "place": "", "officer_numbers": [], "is_urgent": false}]});
    tell_as(&system, &emptied).await;
    let after = acts().await.remove(0);
    assert_eq!((after.version, after.place, after.is_urgent), (2, None, false));
    assert_eq!((after.officer_ids, after.sessions), (Vec::new(), before.sessions));
    assert_eq!(after.approval_number, before.approval_number);
    let headings: Vec<HeadingView> = agency
        .user
        .read(&format!("/api/v1/cases/{}/heading", first.case_id))
        .await;
    let lead = Some(agency.officer_id(LI).await);
    assert_eq!(
        (headings.len(), headings[1].lead_id, headings[1].assisting_id),
        (2, lead, None)
    );
    assert_eq!(headings[1].stage, Some(CaseStage::Investigation));
    agency.world.finish().await;
}

#[tokio::test]
async fn what_nobody_knows_and_what_cannot_be_is_kept_and_becomes_a_finding() {
    let agency = Agency::set().await;
    let (system, mut words) = (system(&agency), told(&agency));
    words.unit_number = Some("99".to_owned());
    words.acts[0].officer_numbers = Some(vec![LI.to_owned(), "777777".to_owned()]);
    words.acts[0].sessions = Some(session(&agency, (10, 9)));
    let answer = tell(&system, &words).await;
    assert_eq!(codes(&answer), ["officer_unknown", "times_odd", "unit_unknown"]);
    let acts: Vec<ActView> = agency
        .user
        .read(&format!("/api/v1/cases/{}/acts", answer.case_id))
        .await;
    assert_eq!(acts[0].officers_unknown, ["777777"]);
    assert_eq!(acts[0].sessions[0].departed_at, Some(agency.at(9, 0)));
    for code in codes(&answer) {
        let finding = agency.finding(&format!("case_{code}"), answer.case_id).await;
        assert!(finding.is_some(), "{code}");
    }
    agency.world.finish().await;
}

#[tokio::test]
async fn what_people_said_otherwise_stays_beside_it() {
    let agency = Agency::set().await;
    let (system, words) = (system(&agency), told(&agency));
    let first = tell(&system, &words).await;
    let path = format!("/api/v1/cases/{}/heading", first.case_id);
    let moved = HeadingDraft {
        lead_number: Some(ZHAO.to_owned()),
        reason: Some("移交二大队".to_owned()),
        ..HeadingDraft::default()
    };
    let _heading: HeadingView = agency.user.tell(&path, &moved).await;
    let acts: Vec<ActView> = agency.user.read(&format!("/api/v1/cases/{}/acts", first.case_id)).await;
    let correction = ActCorrection {
        act: Some(seizure((agency.at(10, 30), Some(agency.at(11, 0))))),
        reason: "现场笔录".to_owned(),
    };
    let act_path = format!("/api/v1/cases/{}/acts/{}", first.case_id, acts[0].act_id);
    let _act: ActView = agency.user.tell(&act_path, &correction).await;
    let again = tell(&system, &words).await;
    assert_eq!(codes(&again), ["act_differs", "heading_differs", "two_units"]);
    let headings: Vec<HeadingView> = agency.user.read(&path).await;
    assert_eq!(headings.last().unwrap().lead_id, Some(agency.officer_id(ZHAO).await));
    agency.world.finish().await;
}

#[tokio::test]
async fn the_case_system_looks_up_and_hears_what_is_missing_and_sees_no_footage() {
    let agency = Agency::set().await;
    let (system, words) = (system(&agency), told(&agency));
    let answer = tell(&system, &words).await;
    let page: CasePage = system.read(&format!("/api/v1/cases?number={NUMBER}")).await;
    assert_eq!(page.cases[0].case_id, answer.case_id);
    let readiness: Readiness = system.read(&format!("/api/v1/cases/{NUMBER}/readiness")).await;
    let missing: Vec<&str> = readiness.missing.iter().map(|lack| lack.code.as_str()).collect();
    assert_eq!((missing, readiness.is_gate), (vec!["party", "clips"], false));
    for path in ["/api/v1/clips", "/api/v1/cases", "/api/v1/objects?q=12345"] {
        assert_eq!(system.get(path).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
    let one = system.get(&format!("/api/v1/cases/{}", answer.case_id)).await;
    assert_eq!(one.status(), StatusCode::NOT_FOUND);
    let machine = agency.world.machine();
    let refused = machine
        .request(Method::PUT, &format!("/api/v1/cases/{NUMBER}"))
        .json(&words);
    let problem = problem_of(refused.send().await.unwrap()).await;
    assert_eq!(problem.status, 403);
    agency.world.finish().await;
}
