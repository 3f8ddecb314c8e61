//! The registers of rooms and of electronic monitoring, in real Chromium: a use and its files, a device, the decision on
//! it and the review of its record.

use evidence_schema::monitoring::DecisionKind;
use evidence_schema::people::{Role, Standing};
use evidence_schema::wire::cases::{HeadingDraft, HeadingView};
use tests::world::Tolerated;

use super::chromium::{Browser, NARROW};
use crate::sources::monitors::Highway;
use crate::sources::rooms::{CASE, ROOM, Register};

const PASSWORD: &str = "a long and easy sentence";
const TICK_ALL: &str = ".querySelectorAll('input[type=checkbox]').forEach((box) => box.click())";

async fn enter_a_use(browser: &Browser) {
    browser.open("/rooms").await;
    for (field, text) in [("#use-room", ROOM), ("#use-case", CASE), ("#use-persons", "李某")] {
        browser.fill(field, text).await;
    }
    let times = "document.getElementById('use-in').value = '2026-11-20T09:00'; \
                 document.getElementById('use-out').value = ";
    browser.script(&format!("{times}'2026-11-20T08:00'")).await;
    browser.follow("#use-form button.main").await;
    assert!(!browser.text("#use-form .wrong").await.is_empty());
    browser.script(&format!("{times}'2026-11-20T10:00'")).await;
    browser.follow("#use-form button.main").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn use_of_a_room_is_entered_and_its_files_are_one_click_away() {
    let register = Register::set().await;
    let Some(browser) = Browser::start(register.world.address()).await else {
        return register.world.finish().await;
    };
    register.bring("NVR-3", "09:10", "while they were there").await;
    register.world.await_quiet(&Tolerated::default()).await;
    register.world.add_person("钱程", Standing::User, PASSWORD);
    browser.sign_in("钱程", PASSWORD).await;
    enter_a_use(&browser).await;
    browser.open("/rooms").await;
    browser.follow("#uses td.title a").await;
    let one = browser.path().await;
    assert!(browser.text("#window").await.contains("ch01.mp4"));
    assert!(
        browser.text("#missing").await.contains("08:55"),
        "nobody knows how long the file is"
    );
    browser
        .script("document.querySelector('#window-form input[name=clip]').checked = true")
        .await;
    browser.follow("#window-form button.main").await;
    assert!(
        !browser.has("#window-form button.main").await,
        "nothing is left to link"
    );
    browser
        .script("document.getElementById('out_at').value = '2026-11-20T10:30'")
        .await;
    browser.follow("#correct-form button.main").await;
    assert!(
        !browser.text("#correct-form .wrong").await.is_empty(),
        "a correction says why"
    );
    browser.fill("#reason", "笔录写的是十点半").await;
    browser.follow("#correct-form button.main").await;
    let said = browser.text("main").await;
    assert!(
        said.contains("笔录写的是十点半") && said.contains("10:30"),
        "what was typed stayed: {said}"
    );
    browser.set_width(NARROW).await;
    for path in ["/rooms", one.as_str()] {
        browser.assert_fits(path).await;
    }
    browser.close_after_refusals(2).await;
    register.world.finish().await;
}

async fn enter_a_device(browser: &Browser) {
    browser.open("/monitors").await;
    for (field, text) in [
        ("#unit_number", "11"),
        ("#name", "南门卡口"),
        ("#place", "G25 K12+300 南行"),
    ] {
        browser.fill(field, text).await;
    }
    browser
        .script("document.getElementById('since').value = '2026-01-05'")
        .await;
    browser.follow("#monitor-form button.main").await;
    assert!(browser.text("main").await.contains("南门卡口"));
}

async fn decide_technically(browser: &Browser, device: &str) {
    browser.open(device).await;
    assert!(!browser.has("#decide-legal").await, "a head does not decide legally");
    browser
        .script(&format!("document.getElementById('decide-technical'){TICK_ALL}"))
        .await;
    browser
        .script("document.getElementById('on-technical').value = '2026-02-02'")
        .await;
    browser.follow("#decide-technical button.main").await;
    assert!(browser.text("#decisions .versions").await.contains("郑技"));
}

async fn review(browser: &Browser, clip: &str) {
    browser.open(clip).await;
    browser
        .script(&format!("document.getElementById('review-form'){TICK_ALL}"))
        .await;
    browser.follow("#review-form button.main").await;
    assert!(
        browser.text("#review-form .wrong").await.contains("播放"),
        "nobody affirms what they have not played"
    );
    let play = format!("return fetch('/api/v1{clip}/content').then((answer) => answer.text())");
    assert_eq!(browser.script(&play).await, "a record");
    browser
        .script("document.querySelector('#review-form input[type=checkbox]').click()")
        .await;
    browser.follow("#review-form button.main").await;
    assert!(
        !browser.text("#review-form .wrong").await.is_empty(),
        "what is wrong with it"
    );
    browser.fill("#review-remark", "号牌看不清").await;
    browser.follow("#review-form button.main").await;
    assert!(browser.text("#record .versions").await.contains("号牌看不清"));
    assert!(browser.has("#record .badge-marked").await);
    browser
        .script(&format!("document.getElementById('review-form'){TICK_ALL}"))
        .await;
    browser.follow("#review-form button.main").await;
    assert!(browser.has("#record h2 .badge-verified").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn device_is_decided_on_and_its_record_is_reviewed() {
    let highway = Highway::set().await;
    let Some(browser) = Browser::start(highway.world.address()).await else {
        return highway.world.finish().await;
    };
    highway.world.add_granted("郑技", (Role::Head, Some("1")), PASSWORD);
    browser.sign_in("郑技", PASSWORD).await;
    enter_a_device(&browser).await;
    let device = format!("/monitors/{}", highway.monitor.monitor_id);
    decide_technically(&browser, &device).await;
    highway.decide(&highway.legal, DecisionKind::Legal).await;
    let record = highway.bring("2026-11-10T09:00:00+08:00", "a record").await;
    let case = highway.case_with("浙交执罚〔2026〕53号", record).await;
    let heading = HeadingDraft {
        unit_number: Some("11".to_owned()),
        ..HeadingDraft::default()
    };
    let path = format!("/api/v1/cases/{}/heading", case.case_id);
    let _heading: HeadingView = highway.head.tell(&path, &heading).await;
    let clip = format!("/clips/{record}");
    review(&browser, &clip).await;
    browser.open(&device).await;
    assert!(browser.has("#records .badge-verified").await);
    browser.set_width(NARROW).await;
    for path in ["/monitors", device.as_str(), clip.as_str()] {
        browser.assert_fits(path).await;
    }
    browser.close_after_refusals(2).await;
    highway.world.finish().await;
}
