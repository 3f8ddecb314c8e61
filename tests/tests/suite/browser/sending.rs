//! Forms in real Chromium: one that was sent is not sent twice, one that is answered with a file may be sent again.

use serde_json::json;

use super::cases::{open_a_case, sign_in};
use super::chromium::Browser;
use crate::ledger::scene::Agency;

/// Counts what reaches the browser's own sending, then clicks twice as fast as nobody can.
const TWICE: &str = "window.sent = 0; \
     document.addEventListener('submit', (event) => { if (!event.defaultPrevented) window.sent += 1; }); \
     const button = document.querySelector('#act-form button.main'); button.click(); button.click(); \
     setTimeout(() => button.click(), 5); return window.sent";

#[tokio::test(flavor = "multi_thread")]
async fn two_clicks_make_one_act() {
    let agency = Agency::set().await;
    let Some(browser) = Browser::start(agency.world.address()).await else {
        return agency.world.finish().await;
    };
    sign_in(&agency.world, &browser).await;
    open_a_case(&browser).await;
    browser.click("#act-open").await;
    browser.fill("#act-kind", "查封扣押").await;
    browser
        .script(
            "document.getElementById('act-day-1').value = '2026-11-10'; \
             document.getElementById('act-from-1').value = '10:00'",
        )
        .await;
    browser.set_out().await;
    assert_eq!(browser.script(TWICE).await, json!(1), "the second click sends nothing");
    browser.arrive("the first click").await;
    assert!(browser.text(".notice").await.contains("执法行为已登记"));
    let acts = browser
        .script("return document.querySelectorAll('#acts .act').length")
        .await;
    assert_eq!(acts, json!(1));
    browser.close().await;
    agency.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_answered_with_a_file_may_be_sent_again() {
    let agency = Agency::set().await;
    let Some(browser) = Browser::start(agency.world.address()).await else {
        return agency.world.finish().await;
    };
    sign_in(&agency.world, &browser).await;
    let case = open_a_case(&browser).await;
    browser.open(&case).await;
    // As if it had been sent: nothing leaves the page.
    browser
        .script(
            "const form = document.querySelector('#act-form'); form.dataset.answer = 'file'; \
             const button = form.querySelector('button.main'); window.rested = false; \
             new MutationObserver(() => { window.rested ||= button.disabled; }) \
                 .observe(button, { attributes: true }); \
             form.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true }))",
        )
        .await;
    browser
        .until("return window.rested && !document.querySelector('#act-form button.main').disabled")
        .await;
    browser.close().await;
    agency.world.finish().await;
}
