//! What a person does on the pages, in real Chromium: sign in, see a clip arrive, play and seek, make a case file, link.

use chrono::NaiveDate;
use evidence_schema::people::Standing;
use tests::footage::{FootageSpec, footage};
use tests::world::World;
use tests::world::wait::{PATIENCE, eventually};

use super::chromium::{Browser, NARROW};

const PASSWORD: &str = "a long and easy sentence";

/// Long enough that its end is not read together with its start.
fn film() -> Vec<u8> {
    let start = NaiveDate::from_ymd_opt(2026, 11, 20)
        .and_then(|day| day.and_hms_opt(9, 30, 0))
        .unwrap();
    let spec = FootageSpec {
        segments: 1,
        seconds_each: 24,
        width: 1280,
        height: 720,
        ..FootageSpec::short("ZF00417", start)
    };
    std::fs::read(&footage(&spec).segments[0].path).unwrap()
}

/// Uploads a file as a foreign client does; gives nothing but the certainty that it arrived.
async fn upload(world: &World, name: &str, bytes: Vec<u8>) {
    let machine = world.machine();
    let created = machine.tus_create_named(bytes.len().try_into().unwrap(), name).await;
    machine.tus_send(created.id, 0, bytes).await;
}

/// How many viewings of a clip began, and how many ended with bytes that were seen, as the custody log has them.
async fn viewings(world: &World, clip_id: &str) -> (usize, usize) {
    let entries = world.app().await.store.entries_of(clip_id).await.unwrap();
    let began = entries
        .iter()
        .filter(|entry| entry.body.contains("clip.viewing_started"));
    let ended = entries.iter().filter(|entry| entry.body.contains("clip.viewing_ended"));
    let details = ended.filter_map(|entry| entry.detail.as_deref());
    let seen = details.filter(|detail| detail.contains("\"stretches\":[["));
    (began.count(), seen.count())
}

/// The clip appears in the open list by itself; gives its id.
async fn see_it_arrive(browser: &Browser, world: &World) -> String {
    assert_eq!(browser.path().await, "/clips");
    assert!(browser.text(".empty").await.contains("没有您可以查看的音像文件"));
    browser
        .until("return !document.querySelector('[data-live-state]').hidden")
        .await;
    browser.script("window.isTheSamePage = true").await;
    upload(world, "ZF00417_110217_20261120093000_0001.MP4", film()).await;
    browser
        .until("return document.querySelectorAll('[data-live-id]').length === 1")
        .await;
    browser
        .until("return document.querySelector('.badge-verified') !== null")
        .await;
    assert_eq!(
        browser.script("return window.isTheSamePage").await,
        true,
        "the page was loaded anew"
    );
    let id = browser
        .script("return document.querySelector('[data-live-id]').dataset.liveId")
        .await;
    id.as_str().unwrap().to_owned()
}

async fn play_and_seek(browser: &Browser, world: &World, clip_id: &str) {
    browser.follow("a.clip").await;
    assert!(browser.text("h1").await.contains("0001.MP4"));
    assert_eq!(
        viewings(world, clip_id).await,
        (0, 0),
        "nothing is read before somebody plays"
    );
    browser
        .script("const m = document.getElementById('media'); m.muted = true; m.play()")
        .await;
    browser
        .until("return document.getElementById('media').currentTime > 0.2")
        .await;
    browser.click("[data-step='10']").await;
    browser
        .until("const m = document.getElementById('media'); return m.currentTime >= 10 && !m.seeking")
        .await;
    browser
        .until("return document.querySelector('[data-position]').textContent.startsWith('0:1')")
        .await;
    // Leaving the page ends the stream, and a while later the viewing.
    browser.open(&format!("/clips/{clip_id}")).await;
    eventually("the viewing ended, with what was seen", PATIENCE, async || {
        let (began, ended) = viewings(world, clip_id).await;
        (began > 0 && began == ended).then_some(())
    })
    .await;
}

/// Gives the path of the case file.
async fn make_a_case_and_link(browser: &Browser, clip_id: &str) -> String {
    browser.open("/cases").await;
    browser.fill("#number", "浙交执罚〔2026〕12号").await;
    browser.fill("#title", "擅自占道施工").await;
    browser.follow("#case-form button").await;
    assert!(browser.text(".notice").await.contains("案件已创建"));
    assert_eq!(browser.text("h1").await, "浙交执罚〔2026〕12号");
    let case = browser.path().await.split('?').next().unwrap().to_owned();
    browser.open(&format!("/clips/{clip_id}")).await;
    browser.fill("#reason", "现场执法全程").await;
    browser.follow("#link-form button").await;
    assert!(browser.text(".notice").await.contains("已关联到案件"));
    assert!(browser.has(&format!(".side a[href='{case}']")).await);
    browser.open(&case).await;
    assert!(browser.text(".link-line").await.contains("现场执法全程"));
    case
}

async fn take_it_out_and_choose_it_again(browser: &Browser, case: &str) {
    browser.follow(".link-line a").await;
    browser.follow("button.grave").await;
    assert!(browser.text(".notice").await.contains("关联已解除"));
    browser.follow("a.button.main").await;
    browser.click("input[name=clip]").await;
    browser.follow(".sticky button").await;
    assert!(browser.path().await.starts_with(case));
    assert!(browser.has("li.linked").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clip_arrives_live_is_played_and_linked_to_a_case_file() {
    let world = World::start().await;
    let Some(browser) = Browser::start(world.address()).await else {
        return world.finish().await;
    };
    world.add_person("李明", Standing::User, PASSWORD);
    browser.sign_in("李明", PASSWORD).await;
    let clip_id = see_it_arrive(&browser, &world).await;
    play_and_seek(&browser, &world, &clip_id).await;
    let case = make_a_case_and_link(&browser, &clip_id).await;
    take_it_out_and_choose_it_again(&browser, &case).await;

    assert_eq!(browser.script("return document.documentElement.lang").await, "zh-CN");
    browser.follow("form[action='/language'] button").await;
    assert_eq!(browser.script("return document.documentElement.lang").await, "en");
    assert!(
        browser.path().await.starts_with(&case),
        "the language was switched elsewhere"
    );

    browser.set_width(NARROW).await;
    let clip = format!("/clips/{clip_id}");
    for path in ["/docks", "/clips", &clip, "/cases", &case, "/findings", "/recorders"] {
        browser.assert_fits(path).await;
        assert_eq!(
            browser.script("return document.documentElement.lang").await,
            "en",
            "{path}"
        );
    }
    browser.follow("#sign-out").await;
    browser.open("/cases").await;
    assert_eq!(browser.path().await, "/sign-in?back=/cases");
    browser.close().await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_administrator_finds_docks_and_accounts_but_no_way_to_footage() {
    let world = World::start().await;
    let Some(browser) = Browser::start(world.address()).await else {
        return world.finish().await;
    };
    world.add_person("管理员", Standing::Administrator, PASSWORD);
    browser.sign_in("管理员", PASSWORD).await;
    assert!(!browser.has("nav a[href='/clips'], nav a[href='/cases']").await);
    browser.fill("#dock-name", "一楼采集站").await;
    browser.follow("button.main").await;
    assert!(
        browser
            .script("return document.getElementById('token').value.length > 100")
            .await
            == true
    );
    browser.open("/recorders").await;
    browser.fill("#serial", "ZF00417").await;
    browser.fill("#title", "一中队 1 号").await;
    browser.follow("button.main").await;
    assert!(browser.text("table").await.contains("ZF00417"));
    browser.open("/people").await;
    browser.fill("#name", "王秀英").await;
    browser.fill("#password", PASSWORD).await;
    browser.follow("button.main").await;
    assert!(browser.text("table").await.contains("王秀英"));
    browser.set_width(NARROW).await;
    for path in ["/docks", "/recorders", "/people", "/findings"] {
        browser.assert_fits(path).await;
    }
    browser.close().await;
    world.finish().await;
}
