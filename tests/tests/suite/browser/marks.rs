//! Tags and settling in real Chromium: one touch on the page of a clip, many clips by keyboard, everything undone again.

use evidence_schema::people::Standing;
use tests::world::{Tolerated, World};

use super::chromium::{Browser, NARROW};

const PASSWORD: &str = "a long and easy sentence";

/// A key pressed somewhere on the page.
async fn press(browser: &Browser, key: &str) {
    let script = format!(
        "(document.activeElement ?? document.body).dispatchEvent(\
         new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true }}))"
    );
    browser.script(&script).await;
}

/// Chosen clips, by the boxes and by what the page says.
async fn assert_chosen(browser: &Browser, count: usize) {
    let boxes = browser
        .script("return document.querySelectorAll('input[name=clip]:checked').length")
        .await;
    assert_eq!(boxes, count);
    assert_eq!(browser.text("[data-chosen]").await, count.to_string());
}

async fn three_clips(world: &World) {
    let dock = world.dock("一楼采集站").await;
    for number in 1..=3 {
        let path = format!("VIDEO/{number}.bin");
        dock.deliver(&dock.capture(&path, path.as_bytes())).await;
    }
    world.await_quiet(&Tolerated::default()).await;
}

async fn choose_by_keyboard(browser: &Browser) {
    browser.open("/clips?unsettled=true").await;
    browser
        .until("return document.querySelectorAll('input[name=clip]').length === 3")
        .await;
    assert_chosen(browser, 0).await;
    assert_eq!(
        browser
            .script("return document.querySelector('[data-number=\"1\"]').disabled")
            .await,
        true,
        "with nothing chosen nothing can be done"
    );
    press(browser, "j").await;
    press(browser, "j").await;
    press(browser, "x").await;
    assert_chosen(browser, 1).await;
    let place = browser
        .script("return [...document.querySelectorAll('input[name=clip]')].findIndex((box) => box.checked)")
        .await;
    assert_eq!(place, 1, "the second one, by moving twice");
    press(browser, "a").await;
    assert_chosen(browser, 3).await;
    press(browser, "a").await;
    assert_chosen(browser, 0).await;
    press(browser, "a").await;
}

async fn settle_and_undo(browser: &Browser) {
    press(browser, "s").await;
    assert!(browser.has(".marks-bar.is-settling").await);
    browser.script("window.isOld = true").await;
    press(browser, "1").await;
    browser
        .until("return !window.isOld && document.getElementById('marks-done') !== null")
        .await;
    let said = browser.text("#marks-done").await;
    assert!(
        said.contains("日常检查无异常") && said.contains("已处理 3 个"),
        "{said}"
    );
    browser.follow("#marks-done a").await;
    assert!(browser.has(".card.empty").await, "nothing is left to settle");
    browser.open("/clips").await;
    choose_all_and_tag(browser).await;
    browser.follow("#undo-form button").await;
    assert!(browser.text("#marks-done").await.contains("已撤销 3 个"));
}

async fn choose_all_and_tag(browser: &Browser) {
    browser
        .until("return document.querySelectorAll('input[name=clip]').length === 3")
        .await;
    press(browser, "a").await;
    browser.script("window.isOld = true").await;
    press(browser, "4").await;
    browser
        .until("return !window.isOld && document.getElementById('marks-done') !== null")
        .await;
    assert!(browser.text("#marks-done").await.contains("可能投诉"));
}

async fn touch_on_the_page(browser: &Browser) {
    browser.open("/clips").await;
    browser.follow("a.clip").await;
    let clip = browser.path().await;
    browser.follow("#marks [data-number='1']").await;
    assert!(browser.text(".notice").await.contains("已保存"));
    let marks = browser.text("#marks").await;
    assert!(
        marks.contains("查封扣押") && marks.contains("待人工确认") && marks.contains("行政强制"),
        "{marks}"
    );
    browser.follow("#marks button[value='taken_off:seizure']").await;
    assert!(browser.text("#marks .wrong").await.contains("请填写理由"));
    browser.fill("#marks-reason", "标错了").await;
    browser.follow("#marks button[value='taken_off:seizure']").await;
    assert!(!browser.has("#marks .tag-waiting").await);
    browser.click("#marks-history").await;
    assert!(browser.text("#marks .versions").await.contains("标错了"));
    browser.set_width(NARROW).await;
    browser.assert_fits(&clip).await;
    browser.assert_fits("/clips").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clips_are_tagged_and_settled_by_touch_and_by_keyboard_and_undone() {
    let world = World::start().await;
    let Some(browser) = Browser::start(world.address()).await else {
        return world.finish().await;
    };
    world.add_person("赵敏", Standing::User, PASSWORD);
    three_clips(&world).await;
    browser.sign_in("赵敏", PASSWORD).await;
    choose_by_keyboard(&browser).await;
    settle_and_undo(&browser).await;
    touch_on_the_page(&browser).await;
    // A tag taken off without a reason.
    browser.close_after_refusals(1).await;
    world.finish().await;
}
