//! The dock's own screen in real Chromium: what may be taken, whose it was, with the server there and away.

use evidence_schema::ledger::LedgerSource;
use evidence_schema::wire::claims::DockUnitDraft;
use evidence_schema::wire::ledger::{HandoverPage, OfficerDraft, OfficerView, UnitDraft, UnitView};
use reqwest::StatusCode;
use tests::world::process::free_port;
use tests::world::wait::{PATIENCE, eventually};
use tests::world::{Address, AgentSpec, Caller, Tolerated, World};
use toml::Table;

use super::chromium::Browser;

/// A dock's touch panel.
const PANEL: u32 = 800;

async fn people(world: &World, administrator: &Caller) {
    let unit = UnitDraft {
        number: "11".to_owned(),
        name: "一大队".to_owned(),
        parent_number: None,
        erasing_is_on: None,
        erasing_rest_hours: None,
    };
    let _unit: UnitView = administrator.tell("/api/v1/units", &unit).await;
    for (number, name) in [("110217", "李明"), ("110218", "王芳")] {
        let officer = OfficerDraft {
            number: number.to_owned(),
            name: name.to_owned(),
            unit_number: "11".to_owned(),
            unit_from: Some("2020-01-01".parse().unwrap()),
            certificate_number: Some(format!("ZJ{number}")),
            certificate_from: Some("2020-01-01".parse().unwrap()),
            certificate_to: Some("2099-12-31".parse().unwrap()),
            is_inspecting: true,
            is_assistant: false,
            account: None,
            off_duty_on: None,
        };
        let _officer: OfficerView = administrator.tell("/api/v1/officers", &officer).await;
    }
    let docks = world.app().await.store.docks().await.unwrap();
    let draft = DockUnitDraft {
        unit_number: "11".to_owned(),
    };
    let path = format!("/api/v1/docks/{}/unit", docks[0].id);
    assert_eq!(administrator.post(&path, &draft).await.status(), StatusCode::NO_CONTENT);
}

/// A recorder that a pair brings back.
fn volume(place: &std::path::Path) {
    std::fs::create_dir_all(place.join("VIDEO")).unwrap();
    let mut block = vec![b' '; 89];
    block[..7].copy_from_slice(b"ZF00417");
    block[7..13].copy_from_slice(b"110217");
    std::fs::write(place.join("DEVICE.DAT"), block).unwrap();
    let name = "ZF00417_110217_20261120093000_0001.MP4";
    std::fs::write(place.join("VIDEO").join(name), b"not really a film").unwrap();
}

#[tokio::test]
async fn screen_says_what_may_be_taken_and_asks_whose_it_was_with_the_server_away() {
    let mut world = World::start().await;
    world.add_recorder("ZF00417");
    let port = free_port();
    let settings: Table = format!("[screen]\nlisten = \"127.0.0.1:{port}\"\n").parse().unwrap();
    let slots = vec!["一号位".to_owned(), "二号位".to_owned()];
    let mut agent = world.agent(
        "north gate",
        AgentSpec {
            slots,
            settings,
            ..AgentSpec::default()
        },
    );
    let (administrator, user) = (world.administrator().await, world.user().await);
    people(&world, &administrator).await;
    let Some(browser) = Browser::start(&Address::at(port)).await else {
        agent.stop();
        return world.finish().await;
    };
    browser.open("/").await;
    assert_eq!(
        browser
            .script("return document.querySelectorAll('.tile.empty').length")
            .await,
        2
    );
    let place = agent.folder().join("recorder");
    volume(&place);
    agent.slots[0].dock(&place);
    browser
        .until("return document.querySelector('.state-stored, .state-ready') !== null")
        .await;
    browser.until("return document.querySelector('.ask a') !== null").await;
    for width in [1280, PANEL] {
        browser.set_width(width).await;
        browser.assert_fits("/").await;
    }
    world.kill();
    browser.follow(".ask a").await;
    browser.fill("input[name=lead]", "110217").await;
    browser.fill("input[name=assisting]", "999999").await;
    browser.follow(".others button").await;
    assert!(browser.text(".alarm").await.contains("没有登记"));
    browser.fill("input[name=lead]", "110217").await;
    browser.fill("input[name=assisting]", "110218").await;
    browser.follow(".others button").await;
    assert!(browser.text(".whose").await.contains("李明、王芳"));
    world.restart();
    let made = eventually("the claim is merged", PATIENCE, async || {
        let page: HandoverPage = user.read("/api/v1/handovers").await;
        page.handovers.into_iter().next()
    })
    .await;
    assert_eq!(made.source, LedgerSource::Dock);
    browser.follow("header button[name=language]").await;
    assert!(browser.text(".whose").await.contains("in"));
    browser.close_after_refusals(1).await;
    agent.stop();
    world.await_quiet(&Tolerated::default()).await;
    world.finish().await;
}
