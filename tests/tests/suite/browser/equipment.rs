//! Recorders on the pages, in real Chromium: how much they are used, what is missing of a lost one, a saved filter.

use evidence_schema::people::Standing;
use tests::world::{Tolerated, World};

use super::chromium::{Browser, NARROW};

const PASSWORD: &str = "a long and easy sentence";

async fn fill_all(browser: &Browser, fields: &[(&str, &str)]) {
    for (selector, text) in fields {
        browser.fill(selector, text).await;
    }
}

/// A team of two with a recorder; they belong to it since some days, as the handover may begin before midnight.
async fn equip(browser: &Browser) {
    browser.open("/units").await;
    fill_all(browser, &[("#number", "330101"), ("#name", "一大队")]).await;
    browser.follow("#change button.main").await;
    browser.open("/officers").await;
    for (number, name) in [("110217", "王强"), ("110218", "李明")] {
        fill_all(browser, &[("#number", number), ("#name", name), ("#unit", "330101")]).await;
        browser
            .script(
                "document.querySelector('[name=is_inspecting]').checked = true; \
                 document.getElementById('unit-from').value = new Date(Date.now() - 3 * 86400e3).toISOString().slice(0, 10)",
            )
            .await;
        browser.follow("#change button.main").await;
    }
    state(browser, "in_use", "").await;
}

async fn state(browser: &Browser, state: &str, note: &str) {
    browser.open("/recorders").await;
    browser.follow("td a[href*='change']").await;
    browser.fill("#note", note).await;
    let choose =
        format!("document.getElementById('unit').value = '330101'; document.getElementById('state').value = '{state}'");
    browser.script(&choose).await;
    browser.follow("#device button.main").await;
    assert!(browser.text(".notice").await.contains("单位和状态已保存"));
}

/// A recording of this minute, as a dock delivers it.
async fn record(world: &World) {
    let dock = world.dock("一楼采集站").await;
    let now = world.app().await.now();
    let capture = dock.capture("VIDEO/1.bin", b"a recording");
    dock.deliver(&capture.from_recorder("ZF00417").filmed_at(now)).await;
    world.await_quiet(&Tolerated::default()).await;
}

async fn look_at_use(browser: &Browser) -> String {
    browser.open("/units").await;
    browser.follow("td a[href$='/use']").await;
    assert!(browser.text("h1").await.contains("一大队"));
    let devices = browser.text("#devices").await;
    assert!(devices.contains("ZF00417") && devices.contains("正常使用"), "{devices}");
    assert!(devices.contains("天中 1 天有录制"), "{devices}");
    let bars = browser
        .script("return document.querySelectorAll('.use-strip .use-day').length")
        .await;
    assert_eq!(bars, 30);
    let filled = browser
        .script("return [...document.querySelectorAll('.use-strip .use-day')].filter((day) => day.getBoundingClientRect().height > 0).length")
        .await;
    assert_eq!(filled, 1, "today's bar is seen");
    let width = browser
        .script("return document.querySelector('.use-bar .use-active').getBoundingClientRect().width > 50")
        .await;
    assert_eq!(width, true, "the bar of the standard is filled");
    browser.path().await
}

async fn lose_it(browser: &Browser) -> String {
    state(browser, "lost", "巡查时丢失，李明报告").await;
    assert!(browser.text("h1").await.contains("应有而未采集"));
    let list = browser.text("#expected").await;
    assert!(list.contains("王强") && list.contains("无人登记归还"), "{list}");
    browser.path().await.split('?').next().unwrap().to_owned()
}

async fn save_a_filter(browser: &Browser) {
    browser.open("/clips?unsettled=true").await;
    browser.fill("#filter-name", "未归类").await;
    browser.follow("#filter-form button").await;
    assert!(browser.text(".notice").await.contains("条件已保存"));
    browser.open("/clips").await;
    browser.follow(".saved li a").await;
    assert_eq!(browser.path().await, "/clips?unsettled=true");
    browser.fill("#filter-name", "未归类").await;
    browser.follow("#filter-form button").await;
    assert!(browser.text("#filter-form .wrong").await.contains("已被使用"));
    browser.follow(".saved li button").await;
    assert!(browser.text(".notice").await.contains("条件已删除"));
    assert!(!browser.has(".saved").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn use_of_recorders_a_lost_one_and_a_saved_filter_are_seen() {
    let world = World::start().await;
    let Some(browser) = Browser::start(world.address()).await else {
        return world.finish().await;
    };
    world.add_person("管理员", Standing::Administrator, PASSWORD);
    world.add_person("赵敏", Standing::User, PASSWORD);
    world.add_recorder("ZF00417");
    browser.sign_in("管理员", PASSWORD).await;
    equip(&browser).await;
    record(&world).await;
    let report = look_at_use(&browser).await;
    browser.follow("#sign-out").await;

    browser.sign_in("赵敏", PASSWORD).await;
    browser.open("/handovers").await;
    fill_all(
        &browser,
        &[
            ("#open-lead", "110217"),
            ("#open-assisting", "110218"),
            ("#open-recorder-1", "ZF00417"),
        ],
    )
    .await;
    browser
        .script(
            "document.getElementById('open-from').value = new Date(Date.now() + 5 * 3600e3).toISOString().slice(0, 16)",
        )
        .await;
    browser.follow("#open-form button.main").await;
    assert!(browser.text(".notice").await.contains("领用归还登记已保存"));
    save_a_filter(&browser).await;
    browser.follow("#sign-out").await;

    browser.sign_in("管理员", PASSWORD).await;
    let missing = lose_it(&browser).await;
    browser.set_width(NARROW).await;
    for path in [report.as_str(), &missing, "/recorders"] {
        browser.assert_fits(path).await;
    }
    // The name of a filter that was taken.
    browser.close_after_refusals(1).await;
    world.finish().await;
}
