//! Lists that show footage, case files or who was where are entries, however they are asked for.

use evidence_schema::custody::entry::Event;
use reqwest::{Method, StatusCode};

use crate::ledger::scene::{A, Agency};

const CASES: &str = "案号,案件名称\n浙交执罚〔2026〕7号,擅自超限运输\n";

/// Entries of seen lists about this.
async fn seen(agency: &Agency, what: &str) -> Vec<String> {
    let entries = agency.world.app().await.store.entries_of(what).await.unwrap();
    let name = Event::ListSeen.name();
    let of_lists = entries.into_iter().filter(|entry| entry.body.contains(&name));
    of_lists.filter_map(|entry| entry.detail).collect()
}

#[tokio::test]
async fn every_list_of_rooms_missing_footage_and_previews_is_an_entry() {
    let agency = Agency::set().await;
    let recorder = agency.recorder_id(A).await.to_string();
    let expected = [
        ("/rooms".to_owned(), vec!["room", "room_use"]),
        ("/api/v1/rooms".to_owned(), vec!["room"]),
        ("/api/v1/rooms/uses".to_owned(), vec!["room_use"]),
        (format!("/recorders/{recorder}/expected"), vec![recorder.as_str()]),
        (format!("/api/v1/recorders/{recorder}/expected"), vec![&recorder]),
    ];
    for (path, things) in &expected {
        for thing in things {
            let before = seen(&agency, thing).await.len();
            let answer = agency.user.get(path).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            let after = seen(&agency, thing).await;
            assert_eq!(after.len(), before + 1, "{path} about {thing}");
            assert!(after[before].contains("\"count\""), "{path}: {after:?}");
        }
    }
    let asked = agency
        .user
        .request(Method::POST, "/api/v1/cases/import?kind=cases&apply=0")
        .body(CASES);
    assert_eq!(asked.send().await.unwrap().status(), StatusCode::OK);
    let previews = seen(&agency, "case").await;
    assert!(
        previews.len() == 1 && previews[0].contains("\"count\":1"),
        "{previews:?}"
    );
    agency.world.finish().await;
}
