//! Tellings of one case file at one time come one after the other: nothing is entered twice, nobody is refused.

use evidence_schema::ledger_import::cases::CaseImportKind;
use evidence_schema::wire::acts::{ActView, ObjectView};
use evidence_schema::wire::case_system::CaseTellAnswer;
use evidence_schema::wire::cases::{CaseDetail, HeadingView, LinkRequest};
use evidence_schema::wire::problem::ProblemCode;
use reqwest::{Method, StatusCode};
use tests::world::problem_of;

use super::importing::send;
use super::scene::{case, open_case, plate, seizure};
use super::telling::{NUMBER, system, tell, told};
use crate::ledger::scene::{A, Agency};

#[tokio::test]
async fn tellings_at_once_write_once_and_are_all_answered_the_same() {
    let agency = Agency::set().await;
    let (system, words) = (system(&agency), told(&agency));
    let one = || tell(&system, &words);
    let (answers, first) = (tokio::join!(one(), one(), one(), one(), one()), one().await);
    let answers = [answers.0, answers.1, answers.2, answers.3, answers.4];
    assert_eq!(answers.each_ref(), [&first; 5]);
    let path = |what| format!("/api/v1/cases/{}/{what}", first.case_id);
    let objects: Vec<ObjectView> = agency.user.read(&path("objects")).await;
    let headings: Vec<HeadingView> = agency.user.read(&path("heading")).await;
    let acts: Vec<ActView> = agency.user.read(&path("acts")).await;
    assert_eq!((objects.len(), headings.len()), (1, 1));
    assert_eq!((acts.len(), acts[0].version), (1, 1));
    agency.world.finish().await;
}

#[tokio::test]
async fn a_file_and_the_case_system_at_once_enter_an_object_once() {
    let agency = Agency::set().await;
    let (system, mut words) = (system(&agency), told(&agency));
    let first = tell(&system, &words).await;
    words.objects.push(plate("浙B-77777"));
    let file = format!("案号,类型,当事人,名称,号码\n{NUMBER},车辆,否,,浙Ｂ７７７７７\n");
    let import = || send(&agency, CaseImportKind::Objects, (1, "", file.as_bytes()));
    let one = || tell(&system, &words);
    let (_, a, _, b, _, c) = tokio::join!(one(), import(), one(), import(), one(), import());
    assert_eq!([a.status(), b.status(), c.status()], [StatusCode::OK; 3]);
    let path = format!("/api/v1/cases/{}/objects", first.case_id);
    let objects: Vec<ObjectView> = agency.user.read(&path).await;
    assert_eq!(objects.len(), 2, "{objects:?}");
    agency.world.finish().await;
}

#[tokio::test]
async fn one_number_in_another_way_of_writing_is_one_number() {
    let agency = Agency::set().await;
    let first = open_case(&agency, "浙交执罚〔2026〕12号").await;
    for number in ["浙交执罚[2026]12号", "浙交执罚〔2026〕１２号", "浙交执罚 2026 12号"] {
        let refused = problem_of(agency.user.post("/api/v1/cases", &case(number)).await).await;
        assert_eq!(refused.code, ProblemCode::CaseNumberTaken, "{number}");
        assert!(refused.detail.contains("浙交执罚〔2026〕12号"), "{}", refused.detail);
        let listed = agency.user.get(&format!("/api/v1/clips?case={number}")).await;
        assert_eq!(listed.status(), StatusCode::OK, "{number} is understood");
    }
    open_case(&agency, "浙交执罚〔2026〕1号").await;
    // Another system is never refused a fact: both stand, and somebody is told.
    let system = system(&agency);
    let put = system.request(Method::PUT, "/api/v1/cases/浙交执罚[2026]12号");
    let answer = put.json(&told(&agency)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let twin: CaseTellAnswer = answer.json().await.unwrap();
    agency.quiet().await;
    assert_ne!(twin.case_id, first);
    let found = agency.finding("case_number_twice", twin.case_id).await.unwrap();
    assert!(
        !found.message.contains('〔'),
        "the other one may be hidden: {}",
        found.message
    );
    agency.world.finish().await;
}

#[tokio::test]
async fn a_link_is_ended_once_by_one_person() {
    let agency = Agency::set().await;
    let clip = agency.delivered(&agency.recording(A, agency.at(10, 0))).await;
    let id = open_case(&agency, "罚 8").await;
    let request = LinkRequest {
        clip_ids: vec![clip],
        reason: None,
    };
    let linked: CaseDetail = agency.user.tell(&format!("/api/v1/cases/{id}/clips"), &request).await;
    let path = format!("/api/v1/cases/{id}/links/{}", linked.links[0].link_id);
    let one = async || {
        agency
            .user
            .request(Method::DELETE, &path)
            .send()
            .await
            .unwrap()
            .status()
    };
    let statuses = tokio::join!(one(), one(), one(), one());
    let statuses = [statuses.0, statuses.1, statuses.2, statuses.3];
    let done = statuses.iter().filter(|status| status.is_success()).count();
    let late = statuses
        .iter()
        .filter(|status| **status == StatusCode::CONFLICT)
        .count();
    assert_eq!((done, late), (1, 3), "{statuses:?}");
    agency.world.finish().await;
}

#[tokio::test]
async fn an_act_that_is_sent_twice_is_one_act() {
    let agency = Agency::set().await;
    let id = open_case(&agency, "罚 7").await;
    let act = seizure((agency.at(10, 0), Some(agency.at(11, 0))));
    let path = format!("/api/v1/cases/{id}/acts");
    let one = || agency.user.post(&path, &act);
    let answers = tokio::join!(one(), one(), one());
    let statuses = [answers.0, answers.1, answers.2].map(|answer| answer.status());
    assert_eq!(
        statuses.iter().filter(|status| status.is_success()).count(),
        1,
        "{statuses:?}"
    );
    agency.world.finish().await;
}
