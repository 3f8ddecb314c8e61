//! A case file on the pages, in real Chromium: an act entered in one short form, a proposed clip accepted, a plate found.

use evidence_schema::people::Standing;
use evidence_schema::wire::ledger::HandoverView;
use tests::world::World;

use super::chromium::{Browser, NARROW};
use crate::ledger::scene::{A, Agency, LI, WANG};

const PASSWORD: &str = "a long and easy sentence";

pub(super) async fn open_a_case(browser: &Browser) -> String {
    browser.open("/cases").await;
    for (field, text) in [
        ("#number", "浙交执罚〔2026〕12号"),
        ("#title", "擅自超限运输"),
        ("#lead", LI),
        ("#assisting", WANG),
    ] {
        browser.fill(field, text).await;
    }
    browser.follow("#case-form button.main").await;
    assert!(browser.text("#heading").await.contains("李明"));
    browser.path().await.split('?').next().unwrap().to_owned()
}

/// Times over midnight are refused until somebody says that it was the next day.
async fn enter_an_act(browser: &Browser) {
    browser.click("#act-open").await;
    browser.fill("#act-kind", "查封扣押").await;
    let officers = browser
        .script("return document.getElementById('act-officers').value")
        .await;
    assert_eq!(
        officers,
        format!("{LI} {WANG}"),
        "the case file's officers stand there already"
    );
    let times = "document.getElementById('act-day-1').value = '2026-11-10'; \
                 document.getElementById('act-from-1').value = '10:00'; \
                 document.getElementById('act-to-1').value = ";
    browser.script(&format!("{times}'00:20'")).await;
    browser.follow("#act-form button.main").await;
    assert!(browser.text("#act-form .wrong").await.contains("次日"));
    browser.assert_at_wrong_field("#act-form .session-fields").await;
    browser.script(&format!("{times}'11:00'")).await;
    browser.follow("#act-form button.main").await;
    assert!(browser.text(".notice").await.contains("执法行为已登记"));
    assert!(browser.text("#acts .act-when").await.contains("2026-11-10 10:00:00"));
}

async fn accept_the_proposal(browser: &Browser) {
    let why = browser.text("#suggestions .why").await;
    assert!(
        why.contains("很可能") && why.contains("李明、王芳 的音像") && why.contains("时段 1"),
        "{why}"
    );
    browser.follow("#suggestion-form button.main").await;
    assert!(browser.text(".notice").await.contains("已关联"));
    assert!(!browser.has("#suggestions").await);
    assert!(browser.text(".link-line").await.contains("查封扣押"));
    for width in [1280, NARROW] {
        browser.set_width(width).await;
        let inside = "const part = (selector) => document.querySelector(selector).getBoundingClientRect(); \
             const words = part('.placing summary').left; return words >= part('.linked').left + 14";
        browser.until(inside).await;
    }
    browser.set_width(1280).await;
}

async fn enter_and_find_a_plate(browser: &Browser) {
    browser.click("#objects > details > summary").await;
    browser.fill("#object-number", "浙Ａ·１２３４５").await;
    browser.follow("#object-form button.main").await;
    assert!(browser.text("#objects .objects").await.contains("浙Ａ·１２３４５"));
    browser.open("/objects?q=浙a12345").await;
    let found = browser.text(".found-case").await;
    assert!(
        found.contains("浙交执罚〔2026〕12号") && found.contains("查封扣押"),
        "{found}"
    );
}

async fn correct_the_act(browser: &Browser, case: &str) {
    browser.open(case).await;
    browser.follow("#acts .act a").await;
    browser.click("summary h2").await;
    browser
        .script("document.getElementById('act-to-1').value = '11:30'")
        .await;
    browser.fill("#act-reason", "现场笔录写的是十一点半").await;
    browser.follow("#act-form button.main").await;
    let versions = browser
        .script("return document.querySelectorAll('.versions li').length")
        .await;
    assert_eq!(versions, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_entered_and_its_footage_is_one_click_away() {
    let agency = Agency::set().await;
    let Some(browser) = Browser::start(agency.world.address()).await else {
        return agency.world.finish().await;
    };
    let _handover: HandoverView = agency
        .open(&agency.handover((LI, Some(WANG)), &[A], (8, Some(18))))
        .await;
    agency.delivered(&agency.recording(A, agency.at(10, 10))).await;
    sign_in(&agency.world, &browser).await;
    let case = open_a_case(&browser).await;
    enter_an_act(&browser).await;
    accept_the_proposal(&browser).await;
    enter_and_find_a_plate(&browser).await;
    correct_the_act(&browser, &case).await;
    let act = browser.path().await;
    browser.set_width(NARROW).await;
    for path in [
        case.as_str(),
        act.as_str(),
        "/cases",
        "/objects?q=12345",
        "/case-numbers",
    ] {
        browser.assert_fits(path).await;
    }
    // The session that ended before it began.
    browser.close_after_refusals(1).await;
    agency.world.finish().await;
}

pub(super) async fn sign_in(world: &World, browser: &Browser) {
    world.add_person("赵敏", Standing::User, PASSWORD);
    browser.sign_in("赵敏", PASSWORD).await;
}
