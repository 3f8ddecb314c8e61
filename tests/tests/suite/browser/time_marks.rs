//! Marks in a clip in real Chromium: one key each once it was played, a note without leaving the page, taken back again.

use super::chromium::{Browser, NARROW};
use crate::coverage::scene::WHOLE;
use crate::explanations::scene::{Explained, PASSWORD};
use crate::ledger::scene::A;

async fn press(browser: &Browser, key: &str) {
    let script = format!(
        "(document.activeElement ?? document.body).dispatchEvent(\
         new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true }}))"
    );
    browser.script(&script).await;
}

async fn play_a_little(browser: &Browser) {
    browser
        .script("const media = document.getElementById('media'); media.muted = true; media.play()")
        .await;
    browser
        .until(
            "const media = document.getElementById('media'); return media.played.length > 0 && media.currentTime > 0.2",
        )
        .await;
    browser.script("document.getElementById('media').pause()").await;
}

async fn mark_by_keys(browser: &Browser) {
    browser.script("window.isTheSamePage = true").await;
    press(browser, "1").await;
    browser
        .until("return document.querySelectorAll('#time-mark-list li').length === 1")
        .await;
    assert!(browser.text("#time-mark-list").await.contains("到达现场"));
    press(browser, "n").await;
    browser.fill("#mark-words", "当事人到场").await;
    browser.click("#time-mark-form button.main").await;
    browser
        .until("return document.querySelectorAll('#time-mark-list li').length === 2")
        .await;
    assert!(browser.text("#time-mark-list").await.contains("当事人到场"));
    assert_eq!(
        browser.script("return window.isTheSamePage === true").await,
        true,
        "the clip goes on while marks are set"
    );
    assert!(
        !browser.has("#marks .tag-waiting").await,
        "no tag was put by the same key"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn elements_and_notes_are_marked_by_key_while_playing_and_taken_back() {
    let scene = Explained::bare().await;
    let clip = scene.seizure.shows(A, -15, &WHOLE).await;
    let Some(browser) = Browser::start(scene.seizure.agency.world.address()).await else {
        return scene.seizure.agency.world.finish().await;
    };
    browser.sign_in("liming", PASSWORD).await;
    let page = format!("/clips/{clip}");
    browser.open(&page).await;
    play_a_little(&browser).await;
    mark_by_keys(&browser).await;
    browser.follow("#time-mark-list li:first-child form button").await;
    assert!(browser.text(".notice").await.contains("已撤回"));
    browser
        .until("return document.querySelectorAll('#time-mark-list li').length === 1")
        .await;
    browser.set_width(NARROW).await;
    browser.assert_fits(&page).await;
    browser.close().await;
    scene.seizure.agency.world.finish().await;
}
