//! The picture of an act in real Chromium: its bars are where the gap is, and a clip is left out with a reason.

use tests::footage::FlawedSpec;

use super::cases::sign_in;
use super::chromium::{Browser, NARROW};
use crate::coverage::scene::{Seizure, WHOLE};
use crate::ledger::scene::{A, B};

/// Where the gap is drawn, in parts of the picture's width.
const GAP: &str = "const box = (selector) => document.querySelector(selector).getBoundingClientRect(); \
    const all = box('.coverage'), gap = box('.coverage .cov-gap'); \
    return (gap.left - all.left) / all.width > 0.2 && (gap.right - all.left) / all.width < 0.7";

#[tokio::test(flavor = "multi_thread")]
async fn an_acts_page_draws_its_gap_and_takes_a_reason_for_a_clip_that_is_left_out() {
    let seizure = Seizure::set().await;
    let world = &seizure.agency.world;
    let Some(browser) = Browser::start(world.address()).await else {
        return seizure.agency.world.finish().await;
    };
    let covered_lens = FlawedSpec {
        dark: Some((30, 55)),
        ..WHOLE
    };
    seizure.shows(A, -15, &covered_lens).await;
    seizure.filmed(B, 50, &FlawedSpec { pitch: 5, ..WHOLE }).await;
    sign_in(world, &browser).await;
    let (case, act) = (
        format!("/cases/{}", seizure.case),
        format!("/cases/{}/acts/{}", seizure.case, seizure.act),
    );
    browser.open(&case).await;
    assert!(browser.text("#acts .badge").await.contains("有未说明的中断"));
    browser.open(&act).await;
    assert!(browser.text("#coverage .cov-verdict").await.contains("有未说明的中断"));
    assert!(browser.text("#gaps").await.contains("黑屏或者画面静止"));
    for width in [1280, NARROW] {
        browser.set_width(width).await;
        browser.until(GAP).await;
        browser.assert_fits(&act).await;
    }
    browser.set_width(1280).await;
    assert!(browser.text("#act-clips").await.contains("未关联，未说明理由"));
    browser.click("#act-clips details summary").await;
    browser.fill("#act-clips input[name=reason]", "另一现场").await;
    browser.follow("#act-clips form button").await;
    assert!(browser.text(".notice").await.contains("理由已保存"));
    assert!(browser.text("#act-clips").await.contains("另一现场"));
    browser.close().await;
    seizure.agency.world.finish().await;
}
