//! Saved filters: each person's own, bounded, read by what reads the list.

use evidence_schema::limits::SAVED_FILTERS_MAX;
use evidence_schema::people::Role;
use evidence_schema::wire::filters::{FilterDraft, FilterView};
use reqwest::{Method, StatusCode};

use super::scene::{Agency, LI, refused_fields};

fn filter(name: &str, query: &str) -> FilterDraft {
    FilterDraft {
        name: name.to_owned(),
        query: query.to_owned(),
    }
}

#[tokio::test]
async fn a_filter_is_saved_found_and_removed_by_its_owner_alone() {
    let agency = Agency::set().await;
    let draft = filter("李明未归类", &format!("settled=no&tag=&officer={LI}"));
    let saved: FilterView = agency.user.tell("/api/v1/filters", &draft).await;
    assert_eq!(saved.query, format!("settled=no&officer={LI}"), "in one form");
    let listed: Vec<FilterView> = agency.user.read("/api/v1/filters").await;
    assert_eq!(listed, std::slice::from_ref(&saved));
    let page = agency.user.get("/clips").await.text().await.unwrap();
    assert!(
        page.contains("李明未归类") && page.contains(&format!("/clips?settled=no&#38;officer={LI}")),
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
        (filter("other", "from=yesterday"), "from"),
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
