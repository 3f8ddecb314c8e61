//! Enforcement objects: one index across case files, found however they were typed.

use evidence_schema::case::ObjectKind;
use evidence_schema::custody::entry::Event;
use evidence_schema::wire::acts::{ObjectDraft, ObjectRemoval, ObjectSearch, ObjectView};
use evidence_schema::wire::cases::{CaseDetail, LinkRequest};
use reqwest::StatusCode;

use super::scene::{concern, enter, open_case, plate, seizure};
use crate::ledger::scene::{A, Agency, refused_fields};

async fn search(agency: &Agency, words: &str) -> ObjectSearch {
    let url = reqwest::Url::parse_with_params("http://x/api/v1/objects", [("q", words)]).unwrap();
    agency
        .user
        .read(&format!("{}?{}", url.path(), url.query().unwrap()))
        .await
}

fn numbers(found: &ObjectSearch) -> Vec<&str> {
    found.found.iter().map(|found| found.case.number.as_str()).collect()
}

#[tokio::test]
async fn a_search_by_plate_finds_both_case_files_with_their_acts_and_clips() {
    let agency = Agency::set().await;
    let (first, second) = (open_case(&agency, "罚 1").await, open_case(&agency, "罚 2").await);
    concern(&agency, first, &plate("浙A·12345")).await;
    concern(&agency, second, &plate("浙ａ　１２３４５")).await;
    let act = enter(&agency, first, &seizure((agency.at(10, 0), Some(agency.at(11, 0))))).await;
    let clip = agency.delivered(&agency.recording(A, agency.at(10, 10))).await;
    let request = LinkRequest {
        clip_ids: vec![clip],
        reason: None,
    };
    let _case: CaseDetail = agency
        .user
        .tell(&format!("/api/v1/cases/{first}/clips"), &request)
        .await;
    for words in [
        "浙A12345",
        "浙A•12345",
        "浙Ａ・１２３４５",
        " 浙a-12345 ",
        "A12345",
        "2345",
    ] {
        let found = search(&agency, words).await;
        assert_eq!(numbers(&found), ["罚 2", "罚 1"], "{words}");
        let of_first = found.found.iter().find(|found| found.case.case_id == first).unwrap();
        assert_eq!(of_first.acts, std::slice::from_ref(&act));
        assert_eq!(of_first.clips[0].clip.clip_id, clip);
        assert_eq!(of_first.objects[0].number.as_deref(), Some("浙A·12345"), "as typed");
    }
    assert_eq!(numbers(&search(&agency, "浙A54321").await), [""; 0]);
    agency.world.finish().await;
}

#[tokio::test]
async fn a_persons_number_is_found_whole_shown_never() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "罚 1").await;
    let person = ObjectDraft {
        kind: ObjectKind::Person,
        is_party: true,
        name: Some("买买提·艾力".to_owned()),
        number: Some("33010619900101123x".to_owned()),
    };
    let view = concern(&agency, case, &person).await;
    assert_eq!(view.number.as_deref(), Some("3301************3x"));
    assert_eq!(numbers(&search(&agency, "33010619900101123X").await), ["罚 1"]);
    assert_eq!(numbers(&search(&agency, "买买提 艾力").await), ["罚 1"]);
    assert_eq!(numbers(&search(&agency, "19900101").await), [""; 0], "no part of it");
    let all: Vec<ObjectView> = agency.user.read(&format!("/api/v1/cases/{case}/objects")).await;
    assert!(!serde_json::to_string(&all).unwrap().contains("19900101"));
    agency.world.finish().await;
}

#[tokio::test]
async fn what_was_taken_out_is_found_no_more_and_stays_in_the_log() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "罚 1").await;
    let object = concern(&agency, case, &plate("浙A12345")).await;
    let path = format!("/api/v1/cases/{case}/objects");
    assert_eq!(
        refused_fields(&agency.user, &path, &plate("浙A·12345")).await,
        ["number"],
        "the same plate twice"
    );
    let removal = |reason: &str| ObjectRemoval {
        reason: reason.to_owned(),
    };
    let removing = format!("{path}/{}/removal", object.object_id);
    assert_eq!(refused_fields(&agency.user, &removing, &removal("")).await, ["reason"]);
    let answer = agency.user.post(&removing, &removal("号牌看错")).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let again = agency.user.post(&removing, &removal("号牌看错")).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    assert_eq!(numbers(&search(&agency, "浙A12345").await), [""; 0]);
    agency.world.finish().await;
}

#[tokio::test]
async fn a_search_is_an_entry_that_does_not_say_the_words() {
    let agency = Agency::set().await;
    let case = open_case(&agency, "罚 1").await;
    concern(&agency, case, &plate("浙A12345")).await;
    search(&agency, "浙A12345").await;
    assert_eq!(refused_fields_of_get(&agency, "/api/v1/objects?q=1").await, ["q"]);
    let app = agency.world.app().await;
    let entries = app.store.entries_of("").await.unwrap();
    let name = Event::ObjectsSearched.name();
    let found: Vec<_> = entries.iter().filter(|entry| entry.body.contains(&name)).collect();
    assert_eq!(found.len(), 1);
    let detail = found[0].detail.as_deref().unwrap();
    assert!(detail.contains("\"count\":1") && !detail.contains("12345"), "{detail}");
    agency.world.finish().await;
}

async fn refused_fields_of_get(agency: &Agency, path: &str) -> Vec<String> {
    let answer = agency.user.get(path).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let problem = tests::world::problem_of(answer).await;
    problem.fields.into_iter().map(|field| field.field).collect()
}
