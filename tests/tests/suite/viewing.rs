//! Viewing: one entry when it begins and one when it ends, however many ranges a player asks for; who was refused stands in
//! the chain of custody.

use evidence_schema::ids::ClipId;
use evidence_schema::people::Role;
use evidence_schema::wire::cases::{CaseDetail, LinkRequest};
use evidence_schema::wire::clips::{ChainLink, CustodyChain};
use reqwest::{Method, StatusCode};
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Caller, Tolerated, World, WorldSpec};

use crate::cases::scene::open_case;
use crate::ledger::scene::{A, Agency, LI, WANG};

const FILM: &[u8] = &[7; 4096];

async fn chain(caller: &Caller, clip: ClipId) -> Vec<ChainLink> {
    let chain: CustodyChain = caller.read(&format!("/api/v1/clips/{clip}/custody")).await;
    chain.links
}

fn of<'a>(chain: &'a [ChainLink], event: &str) -> Vec<&'a ChainLink> {
    chain.iter().filter(|link| link.event == event).collect()
}

async fn delivered(world: &World) -> ClipId {
    let dock = world.dock("gate").await;
    let clip = dock.deliver(&dock.capture("VIDEO/1.MP4", FILM)).await.clip_id();
    world.await_quiet(&Tolerated::default()).await;
    clip
}

async fn range(caller: &Caller, clip: ClipId, range: &str) -> usize {
    let answer = caller
        .request(Method::GET, &format!("/api/v1/clips/{clip}/content"))
        .header("Range", format!("bytes={range}"));
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT);
    answer.bytes().await.unwrap().len()
}

#[tokio::test]
async fn ranges_of_one_player_are_one_viewing_with_the_stretches_that_were_seen() {
    // Long enough between two of the requests below, however busy the machine is.
    let world = World::with(WorldSpec::default().set("viewing_idle_seconds", 10)).await;
    let (clip, user) = (delivered(&world).await, world.user().await);
    for (asked, bytes) in [("0-99", 100), ("100-199", 100), ("4000-", 96), ("50-149", 100)] {
        assert_eq!(range(&user, clip, asked).await, bytes);
    }
    let other = world.user().await;
    assert_eq!(range(&other, clip, "0-0").await, 1);
    let chain = eventually("both viewings ended", PATIENCE, async || {
        let links = chain(&user, clip).await;
        (of(&links, "clip.viewing_ended").len() == 2).then_some(links)
    })
    .await;
    assert_eq!(of(&chain, "clip.viewing_started").len(), 2, "{chain:?}");
    let said: Vec<&str> = of(&chain, "clip.viewing_ended")
        .iter()
        .flat_map(|link| link.said.iter().map(String::as_str))
        .collect();
    assert!(
        said.contains(&"stretches: 0–200, 4000–4096") && said.contains(&"stretches: 0–1"),
        "{said:?}"
    );
    world.finish().await;
}

#[tokio::test]
async fn chain_says_which_case_file_whose_footage_and_which_tag() {
    let agency = Agency::set().await;
    agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(18))))
        .await;
    let clips = [
        agency.delivered(&agency.recording(A, agency.at(10, 0))).await,
        agency.delivered(&agency.recording(A, agency.at(11, 0))).await,
    ];
    let case = open_case(&agency, "罚 5").await;
    let request = LinkRequest {
        clip_ids: clips.to_vec(),
        reason: Some("现场录像".to_owned()),
    };
    let _linked: CaseDetail = agency.user.tell(&format!("/api/v1/cases/{case}/clips"), &request).await;
    let tag = serde_json::json!({"clip_ids": [clips[0]], "word": "seizure", "act": "put"});
    let put = agency.user.post("/api/v1/clips/tags", &tag).await;
    assert!(put.status().is_success(), "{}", put.status());
    let detail: CaseDetail = agency.user.read(&format!("/api/v1/cases/{case}")).await;
    let link = detail.links.iter().find(|link| link.clip.clip_id == clips[0]).unwrap();
    let placing = serde_json::json!({"stage": "investigation", "act_ids": []});
    let path = format!("/api/v1/cases/{case}/links/{}/placing", link.link_id);
    let placed = agency.user.post(&path, &placing).await;
    assert!(placed.status().is_success(), "{}", placed.status());
    let links = chain(&agency.user, clips[0]).await;
    assert_eq!(of(&links, "case.link_placed").len(), 1);
    assert_eq!(of(&chain(&agency.user, clips[1]).await, "case.link_placed").len(), 0);
    let said = |event: &str| of(&links, event).last().unwrap().said.clone();
    assert_eq!(
        said("case.clip_linked"),
        ["case: 罚 5", "reason: 现场录像"],
        "each once"
    );
    assert_eq!(said("clip.attributed"), ["lead: 李明 100001", "assisting: 王芳 100002"]);
    assert_eq!(said("clip.tagged"), ["tag: 查封扣押 (seizure)"]);
    agency.world.finish().await;
}

#[tokio::test]
async fn viewing_that_goes_on_while_the_server_stops_ends_with_it() {
    let mut world = World::with(WorldSpec::default().set("viewing_idle_seconds", 3600)).await;
    let (clip, user) = (delivered(&world).await, world.user().await);
    assert_eq!(range(&user, clip, "0-9").await, 10);
    assert_eq!(of(&chain(&user, clip).await, "clip.viewing_ended").len(), 0);
    world.stop();
    world.restart();
    let user = world.user().await;
    let ended = chain(&user, clip).await;
    assert_eq!(of(&ended, "clip.viewing_ended").len(), 1, "{ended:?}");
    world.finish().await;
}

#[tokio::test]
async fn whoever_was_refused_a_clip_stands_in_its_chain() {
    let mut world = World::start().await;
    let clip = delivered(&world).await;
    let stranger = world.granted_named("高外", Role::Officer, None).await;
    for part in ["", "/content"] {
        let path = format!("/api/v1/clips/{clip}{part}");
        assert_eq!(stranger.get(&path).await.status(), StatusCode::NOT_FOUND);
    }
    // The server writes them once a minute, and when it stops.
    world.stop();
    world.restart();
    let links = chain(&world.user().await, clip).await;
    let refused = of(&links, "access.refused");
    assert!(refused.iter().all(|link| link.name == "高外"), "{refused:?}");
    let counted = |link: &&ChainLink| link.said[0].rsplit_once("SeeClip ×").unwrap().1.parse::<u32>().unwrap();
    assert_eq!(refused.iter().map(counted).sum::<u32>(), 2, "{refused:?}");
    world.finish().await;
}
