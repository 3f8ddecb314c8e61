//! Saved filters: each person's own, bounded, read by what reads the list.

use evidence_schema::limits::SAVED_FILTERS_MAX;
use evidence_schema::people::Role;
use evidence_schema::wire::clips::ClipPage;
use evidence_schema::wire::filters::{FilterDraft, FilterView};
use reqwest::{Method, StatusCode};

use super::scene::{A, Agency, B, LI, refused_fields};

fn filter(name: &str, query: &str) -> FilterDraft {
    FilterDraft {
        name: name.to_owned(),
        query: query.to_owned(),
    }
}

#[tokio::test]
async fn a_filter_is_saved_found_and_removed_by_its_owner_alone() {
    let agency = Agency::set().await;
    let draft = filter("李明未归类", &format!("unsettled=true&tag=&officer={LI}"));
    let saved: FilterView = agency.user.tell("/api/v1/filters", &draft).await;
    assert_eq!(saved.query, format!("unsettled=true&officer={LI}"), "in one form");
    let listed: Vec<FilterView> = agency.user.read("/api/v1/filters").await;
    assert_eq!(listed, std::slice::from_ref(&saved));
    let page = agency.user.get("/clips").await.text().await.unwrap();
    assert!(
        page.contains("李明未归类") && page.contains(&format!("/clips?unsettled=true&#38;officer={LI}")),
        "{page}"
    );

    let other = agency.world.granted(Role::Head, None).await;
    let nothing: Vec<FilterView> = other.read("/api/v1/filters").await;
    assert_eq!(nothing, []);
    let path = format!("/api/v1/filters/{}", saved.filter_id);
    let removed = other.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(removed.status(), StatusCode::NOT_FOUND);
    let removed = agency.user.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(removed.status(), StatusCode::NO_CONTENT);
    let listed: Vec<FilterView> = agency.user.read("/api/v1/filters").await;
    assert_eq!(listed, []);
    agency.world.finish().await;
}

/// What was saved is asked for as it is, on the page and by programs.
#[tokio::test]
async fn a_saved_filter_means_the_same_on_the_page_and_by_the_api() {
    let agency = Agency::set().await;
    let morning = agency.delivered(&agency.recording(A, agency.at(9, 30))).await;
    let afternoon = agency.delivered(&agency.recording(B, agency.at(14, 0))).await;
    for (query, expected) in [
        ("recorded_from=2026-11-10T12:00", [false, true]),
        ("recorded_to=2026-11-10T12:00", [true, false]),
        ("recorded_from=2026-11-10T04:00:00Z", [false, true]),
        ("unassigned=true&unsettled=true", [true, true]),
        ("important=true", [false, false]),
    ] {
        let draft = filter(query, query);
        let saved: FilterView = agency.user.tell("/api/v1/filters", &draft).await;
        let page = agency.user.get(&format!("/clips?{}", saved.query)).await;
        let page = page.text().await.unwrap();
        let listed: ClipPage = agency.user.read(&format!("/api/v1/clips?{}", saved.query)).await;
        for (id, is_expected) in [morning, afternoon].into_iter().zip(expected) {
            assert_eq!(page.contains(&format!("href=\"/clips/{id}\"")), is_expected, "{query}");
            let is_listed = listed.clips.iter().any(|clip| clip.clip_id == id);
            assert_eq!(is_listed, is_expected, "{query}");
        }
    }
    agency.world.finish().await;
}

#[tokio::test]
async fn what_cannot_be_looked_for_is_not_saved() {
    let agency = Agency::set().await;
    let _saved: FilterView = agency.user.tell("/api/v1/filters", &filter("mine", "q=words")).await;
    let long = format!("q={}", "long ".repeat(500));
    for (draft, field) in [
        (filter("", "q=words"), "name"),
        (filter("mine", "q=others"), "name"),
        (filter("other", ""), "query"),
        (filter("other", "after=1.clip-1"), "query"),
        (filter("other", "colour=red"), "query"),
        (filter("other", "q=a&q=b"), "query"),
        (filter("other", &long), "query"),
        (filter("other", "recorded_from=yesterday"), "recorded_from"),
        (filter("other", "unit=999"), "unit"),
        (filter("other", "officer=999"), "officer"),
        (filter("other", "q=%E6%9D%8E"), "q"),
    ] {
        let fields = refused_fields(&agency.user, "/api/v1/filters", &draft).await;
        assert_eq!(fields, [field], "{draft:?}");
    }
    agency.world.finish().await;
}

#[tokio::test]
async fn a_person_saves_so_many_filters_and_no_more() {
    let agency = Agency::set().await;
    for number in 0..SAVED_FILTERS_MAX {
        let draft = filter(&format!("filter {number}"), "q=words");
        let _saved: FilterView = agency.user.tell("/api/v1/filters", &draft).await;
    }
    let more = filter("one more", "q=words");
    assert_eq!(refused_fields(&agency.user, "/api/v1/filters", &more).await, ["name"]);
    let another = agency.world.granted(Role::Head, None).await;
    let _saved: FilterView = another.tell("/api/v1/filters", &more).await;
    agency.world.finish().await;
}
