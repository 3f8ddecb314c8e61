//! Searches: by parts of names and notes, in one order, and in step with whatever changes.

use evidence_schema::ids::ClipId;
use evidence_schema::wire::cases::{CaseDetail, CaseView};
use evidence_schema::wire::clips::ClipPage;
use evidence_schema::wire::ledger::{OfficerView, UnitView};
use reqwest::StatusCode;
use serde_json::json;
use tests::world::problem_of;

use super::scene::{A, Agency, B, LI, SUN, WANG, ZHAO, officer, unit};

async fn found(agency: &Agency, query: &str) -> Vec<ClipId> {
    let page: ClipPage = agency.user.read(&format!("/api/v1/clips?{query}")).await;
    page.clips.into_iter().map(|clip| clip.clip_id).collect()
}

/// Clips of both teams, the one of 李明 first.
async fn filmed(agency: &Agency) -> (ClipId, ClipId) {
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(14))))
        .await;
    agency
        .open(&agency.handover((ZHAO, Some(SUN)), &[B], (8, Some(14))))
        .await;
    let of_li = agency.delivered(&agency.recording(A, agency.at(9, 0))).await;
    let of_zhao = agency.delivered(&agency.recording(B, agency.at(10, 0))).await;
    (of_li, of_zhao)
}

#[tokio::test]
async fn parts_of_names_find_clips_whatever_their_width_case_and_separators() {
    let agency = Agency::set().await;
    let (of_li, of_zhao) = filmed(&agency).await;
    let cases = [
        ("q=李明", vec![of_li]),
        ("q=赵强", vec![of_zhao]),
        ("q=李明 王芳", vec![of_li]),
        ("q=李明 赵强", vec![]),
        ("q=aaa1", vec![of_li]),
        ("q=ＢＢＢ２", vec![of_zhao]),
        ("q=bbb-b2", vec![of_zhao]),
        ("q=200001", vec![of_zhao]),
        ("q=.bin", vec![of_zhao, of_li]),
        ("q=nowhere", vec![]),
        ("q=李明&unit=12", vec![]),
    ];
    for (query, wanted) in cases {
        assert_eq!(found(&agency, query).await, wanted, "{query}");
    }
    for query in ["q=李", "q=b2", "place=A", "q=一一 二二 三三 四四 五五"] {
        let answer = agency.user.get(&format!("/api/v1/clips?{query}")).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(problem_of(answer).await.fields.len(), 1, "{query}");
    }
    let answer = agency.user.get("/api/v1/clips?q=bin&after=r12x").await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    agency.world.finish().await;
}

#[tokio::test]
async fn a_search_is_read_page_by_page_in_one_order_while_clips_arrive() {
    let agency = Agency::set().await;
    let mut all = Vec::new();
    for minute in 0..7 {
        // Two recorders begin in the same second.
        for serial in [A, B] {
            let capture = agency.recording(serial, agency.at(9, minute));
            all.push(agency.dock.deliver(&capture).await.clip_id());
        }
    }
    agency.quiet().await;
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let query = format!("/api/v1/clips?q=bin&limit=3{after}");
        let page: ClipPage = agency.user.read(&query).await;
        seen.extend(page.clips.into_iter().map(|clip| clip.clip_id));
        let Some(next) = page.next else { break };
        after = format!("&after={next}");
        // Newer than every page still to come.
        agency
            .delivered(&agency.recording(A, agency.at(12, i64::try_from(seen.len()).unwrap())))
            .await;
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    all.sort();
    assert_eq!(sorted, all, "each clip once, none that came later");
    assert_eq!(seen.len(), all.len());
    agency.world.finish().await;
}

#[tokio::test]
async fn searches_follow_what_is_said_later() {
    let agency = Agency::set().await;
    let (of_li, of_zhao) = filmed(&agency).await;

    let draft = json!({"number": "浙交执罚〔2026〕12号", "title": "擅自占道施工"});
    let case: CaseView = agency.user.tell("/api/v1/cases", &draft).await;
    let request = json!({"clip_ids": [of_zhao], "reason": "施工现场全程"});
    let links = format!("/api/v1/cases/{}/clips", case.case_id);
    let detail: CaseDetail = agency.user.tell(&links, &request).await;
    agency.world.await_indexed().await;
    assert_eq!(found(&agency, "q=施工现场").await, [of_zhao]);
    assert_eq!(found(&agency, "case=浙交执罚〔2026〕12号").await, [of_zhao]);
    let answer = agency.user.get("/api/v1/clips?case=0").await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let link = format!("/api/v1/cases/{}/links/{}", case.case_id, detail.links[0].link_id);
    let ended = agency
        .user
        .request(reqwest::Method::DELETE, &link)
        .send()
        .await
        .unwrap();
    assert!(ended.status().is_success());
    agency.world.await_indexed().await;
    assert_eq!(found(&agency, "q=施工现场").await, []);
    assert_eq!(found(&agency, "case=浙交执罚〔2026〕12号").await, []);

    // An officer gets another name; a unit moves below another one.
    let _officer: OfficerView = agency
        .administrator
        .tell("/api/v1/officers", &officer(LI, "李大明", "11"))
        .await;
    let _unit: UnitView = agency
        .administrator
        .tell("/api/v1/units", &unit("12", Some("11")))
        .await;
    agency.world.await_indexed().await;
    assert_eq!(found(&agency, "q=大明").await, [of_li]);
    assert_eq!(found(&agency, "q=李明").await, []);
    assert_eq!(found(&agency, "unit=11").await, [of_zhao, of_li]);
    agency.world.finish().await;
}

#[tokio::test]
async fn an_index_that_was_lost_is_made_again_at_the_next_start() {
    let mut agency = Agency::set().await;
    let (of_li, _) = filmed(&agency).await;
    agency.world.stop();
    let app = agency.world.app().await;
    let mut tx = app.store.work().await.unwrap();
    tx.index_seen_put("form", "of another time").await.unwrap();
    let held = app.store.index_of(of_li).await.unwrap().unwrap();
    let other = evidence_schema::search::Found::default();
    let bare = evidence_server::store::index::FindRow {
        found: other,
        ..held.clone()
    };
    tx.index_put(of_li, Some(&held), &bare).await.unwrap();
    tx.commit().await.unwrap();
    drop(app);
    agency.world.restart();
    agency.world.await_indexed().await;
    assert_eq!(found(&agency, "q=李明").await, [of_li]);
    agency.world.finish().await;
}
