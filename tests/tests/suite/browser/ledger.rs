//! The ledger on the pages, in real Chromium: an administrator fills it, a user opens, closes and corrects a handover.

use evidence_schema::people::Standing;
use tests::world::{Tolerated, World};

use super::chromium::{Browser, NARROW};

const PASSWORD: &str = "a long and easy sentence";

async fn fill_all(browser: &Browser, fields: &[(&str, &str)]) {
    for (selector, text) in fields {
        browser.fill(selector, text).await;
    }
}

async fn add_unit_and_officers(browser: &Browser) {
    browser.open("/units").await;
    assert!(browser.text(".empty").await.contains("还没有单位"));
    fill_all(browser, &[("#number", "330100"), ("#name", "市执法支队")]).await;
    browser.follow("#change button.main").await;
    assert!(browser.text(".notice").await.contains("单位已保存"));
    fill_all(
        browser,
        &[("#number", "330101"), ("#name", "一大队"), ("#parent", "330100")],
    )
    .await;
    browser.follow("#change button.main").await;
    assert!(browser.text("td.depth-1").await.contains("一大队"));

    browser.open("/officers").await;
    for (number, name) in [("110217", "王强"), ("110218", "李明")] {
        fill_all(browser, &[("#number", number), ("#name", name), ("#unit", "330101")]).await;
        browser.follow("#change button.main").await;
        assert!(browser.text("table").await.contains(name));
    }
    assert!(browser.text("table").await.contains("无执法证"));
    browser.open("/officers?change=110218").await;
    assert_eq!(
        browser.script("return document.getElementById('unit').value").await,
        "330101"
    );
}

async fn bind_a_recorder(browser: &Browser) {
    browser.open("/recorders").await;
    browser.follow("td a").await;
    browser.fill("#unit", "330101").await;
    browser.script("document.getElementById('state').value = 'lost'").await;
    browser.follow("#device button.main").await;
    assert!(
        browser.text("#device .wrong").await.contains("发生了什么"),
        "a loss must be explained"
    );
    browser
        .script("document.getElementById('state').value = 'in_use'")
        .await;
    browser.follow("#device button.main").await;
    assert!(browser.text(".notice").await.contains("单位和状态已保存"));
    assert!(browser.text("table").await.contains("一大队"));
    browser.open("/units").await;
    assert!(
        browser
            .text("table")
            .await
            .contains("在用 1 台，按标准应有 1 台（每两人 1.00 台）")
    );
}

/// Gives the path of the handover.
async fn open_a_handover(browser: &Browser) -> String {
    browser.open("/handovers").await;
    assert!(browser.text(".empty").await.contains("这段时间没有您可以查看的登记"));
    fill_all(
        browser,
        &[
            ("#open-lead", "110217"),
            ("#open-assisting", "999999"),
            ("#open-recorder-1", "ZF00417"),
        ],
    )
    .await;
    browser.follow("#open-form button.main").await;
    assert!(
        browser
            .text("#open-form .wrong")
            .await
            .contains("没有这个编号的执法人员")
    );
    browser
        .script("document.getElementById('open-assisting').value = '110218'")
        .await;
    browser.follow("#open-form button.main").await;
    assert!(browser.text(".notice").await.contains("领用归还登记已保存"));
    assert!(browser.text("h1").await.contains("王强"));
    browser.path().await.split('?').next().unwrap().to_owned()
}

/// A dock delivers a recording of this minute; gives the path of its page.
async fn deliver_a_recording(world: &World) -> String {
    let dock = world.dock("一楼采集站").await;
    let now = world.app().await.now();
    let capture = dock.capture("VIDEO/1.bin", b"a recording");
    let capture = capture.from_recorder("ZF00417").filmed_at(now);
    let clip_id = dock.deliver(&capture).await.clip_id();
    world.await_quiet(&Tolerated::default()).await;
    format!("/clips/{clip_id}")
}

async fn say_whose_it_is_and_give_it_back(browser: &Browser, (clip, handover): (&str, &str)) {
    browser.open(clip).await;
    let answer = browser.text("#owner .owner-line").await;
    assert!(
        answer.contains("王强") && answer.contains("李明") && answer.contains("一大队"),
        "{answer}"
    );
    assert!(browser.has(&format!("#owner a[href='{handover}']")).await);
    assert!(browser.text("#owner .found").await.contains("没有归还时间"));

    browser.click("#owner-form-words").await;
    fill_all(
        browser,
        &[("#owner-lead", "110218"), ("#owner-reason", "当日由李明单独使用")],
    )
    .await;
    browser.follow("#owner-form button").await;
    assert!(browser.text(".notice").await.contains("归属已说明"));
    let answer = browser.text("#owner .owner-line").await;
    assert!(answer.contains("李明") && !answer.contains("王强"), "{answer}");

    browser.click("#return-words").await;
    browser.fill("#return-reason", "登记无误").await;
    browser.follow("#return-form button").await;
    assert!(browser.text(".notice").await.contains("交还台账"));
    assert!(browser.text("#owner .owner-line").await.contains("王强"));
    browser.click("#owner-history").await;
    let before = browser.text("#owner .versions").await;
    assert!(
        before.contains("当日由李明单独使用") && before.contains("由人说明"),
        "{before}"
    );
}

async fn close_it(browser: &Browser) {
    assert!(
        browser
            .script("return document.getElementById('parted').offsetParent === null")
            .await
            == true,
        "only a pair that parted is asked when"
    );
    browser
        .script("const to = document.getElementById('close-to'); to.value = new Date(Date.now() + 9 * 3600e3).toISOString().slice(0, 16)")
        .await;
    browser.follow("#close-form button.main").await;
    assert!(browser.text(".notice").await.contains("归还已登记"));
    assert!(!browser.has("#close-form").await);
}

async fn correct_it_and_see_every_version(browser: &Browser) {
    browser.click("#correct summary").await;
    browser
        .script(
            "document.getElementById('correct-lead').value = '110218'; \
             document.getElementById('correct-assisting').value = '110217'",
        )
        .await;
    browser.fill("#correct-reason", "主办与协办登记反了").await;
    browser.follow("#correct-form button.main").await;
    assert!(browser.text(".notice").await.contains("原登记保留"));
    let versions = browser.text(".versions").await;
    for wanted in [
        "第 3 版 更正",
        "主办与协办登记反了",
        "赵敏",
        "第 2 版 登记归还",
        "第 1 版 登记领用",
    ] {
        assert!(versions.contains(wanted), "{wanted} is missing: {versions}");
    }
    let seen = browser
        .script("return [...document.querySelectorAll('.versions li')].map((li) => li.querySelector('.officer').textContent.trim().slice(0, 2))")
        .await;
    assert_eq!(seen, serde_json::json!(["李明", "王强", "王强"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handover_is_opened_closed_and_corrected_and_every_version_stays() {
    let world = World::start().await;
    let Some(browser) = Browser::start(world.address()).await else {
        return world.finish().await;
    };
    world.add_person("管理员", Standing::Administrator, PASSWORD);
    world.add_person("赵敏", Standing::User, PASSWORD);
    world.add_recorder("ZF00417");
    browser.sign_in("管理员", PASSWORD).await;
    add_unit_and_officers(&browser).await;
    bind_a_recorder(&browser).await;
    browser.set_width(NARROW).await;
    for path in ["/units", "/officers", "/recorders", "/handovers"] {
        browser.assert_fits(path).await;
    }
    browser.set_width(1280).await;
    browser.follow("#sign-out").await;

    browser.sign_in("赵敏", PASSWORD).await;
    let handover = open_a_handover(&browser).await;
    let clip = deliver_a_recording(&world).await;
    say_whose_it_is_and_give_it_back(&browser, (&clip, &handover)).await;
    browser.open(&handover).await;
    close_it(&browser).await;
    correct_it_and_see_every_version(&browser).await;

    browser.follow("form[action='/language'] button").await;
    assert_eq!(browser.script("return document.documentElement.lang").await, "en");
    assert!(browser.text("nav.tabs").await.contains("Handovers"));
    browser.set_width(NARROW).await;
    for path in [
        handover.as_str(),
        &clip,
        "/handovers",
        "/units",
        "/officers",
        "/recorders",
    ] {
        browser.assert_fits(path).await;
    }
    // A loss without a note, and a pair with an officer whom nobody knows.
    browser.close_after_refusals(2).await;
    world.finish().await;
}
