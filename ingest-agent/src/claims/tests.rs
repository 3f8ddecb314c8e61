//! What is said at the screen: on the disk before it is thanked for, told until the server heard, whatever happens between.

use std::sync::atomic::Ordering;

use evidence_schema::custody::claim::{Said, SaidPair};
use evidence_schema::wire::claims::{DockRoster, LastPair, OfficerShown, RosterLineShown, TagShown};
use evidence_schema::wire::docks::DockingState;
use reqwest::{Method, StatusCode};

use crate::clock::fake::NOON;
use crate::kiosk::tests::{Shown, served, shown};
use crate::limits::RESEATED_MS_MAX;
use crate::tests::{TestDocking, patrol_volume, wait_until};

const FILE: &str = "ZF00417_110217_20261120093000_0001.MP4";

fn pair(lead: &str, assisting: &str) -> SaidPair {
    SaidPair {
        lead_number: lead.to_owned(),
        assisting_number: Some(assisting.to_owned()),
    }
}

fn roster() -> DockRoster {
    let officer = |(number, name): (&str, &str)| OfficerShown {
        number: number.to_owned(),
        name: name.to_owned(),
        is_assistant: number == "900",
    };
    let at = |hours: i64| evidence_schema::time::Timestamp::from_micros(NOON + hours * 3_600_000_000).unwrap();
    DockRoster {
        unit_name: Some("一大队".to_owned()),
        lines: vec![RosterLineShown {
            pair: pair("300", "400"),
            from: at(-4),
            to: at(4),
            serials: vec!["ZF00417".to_owned()],
        }],
        last_pairs: vec![LastPair {
            serial: "ZF00417".to_owned(),
            pair: pair("100", "200"),
            is_open: false,
        }],
        officers: [
            ("100", "李明"),
            ("200", "王芳"),
            ("300", "赵强"),
            ("400", "孙丽"),
            ("900", "小辅"),
        ]
        .map(officer)
        .into(),
        dockings: Vec::new(),
        tags: vec![TagShown {
            code: "seizure".to_owned(),
            zh: "查封扣押".to_owned(),
            en: "Seizure".to_owned(),
        }],
    }
}

/// A dock that knows its officers, with a recorder in it.
fn asking() -> (Shown, TestDocking) {
    let shown = shown();
    shown.dock.server.state().roster = roster();
    wait_until("the roster", || {
        let known = shown.dock.agent().counter.roster();
        shown.dock.agent().counter.heard.notify_one();
        known.is_some_and(|row| !row.roster.officers.is_empty())
    });
    let root = shown.dock.volume_folder("patrol");
    patrol_volume(&root, &[(FILE, b"footage")]);
    let docking = shown.dock.dock(&root);
    docking.wait_for(DockingState::Stored);
    (shown, docking)
}

fn say(shown: &Shown, docking: &TestDocking, words: &str) -> (StatusCode, String) {
    let form = format!("form_token={}&docking={}&{words}", shown.token(), docking.docking_id);
    let (answer, text) = shown.ask(Method::POST, "/say", &[], &form);
    (answer.status(), text)
}

#[test]
fn answer_is_kept_while_the_server_is_away_and_survives_a_kill() {
    let (shown, docking) = asking();
    assert!(shown.page("/tiles").contains("谁用的？"));
    shown.dock.server.faults.is_away.store(true, Ordering::SeqCst);
    let question = shown.page(&format!("/ask?kind=used&docking={}", docking.docking_id));
    let places = ["赵强、孙丽", "李明、王芳"].map(|names| question.find(names).unwrap());
    assert!(places[0] < places[1], "today's roster comes first: {question}");
    let (status, text) = say(&shown, &docking, "kind=used&lead=300&assisting=400");
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    let page = shown.page("/tiles");
    assert!(page.contains("赵强、孙丽") && !page.contains("谁用的"), "{page}");
    docking.stop();
    assert!(shown.dock.server.state().claims.is_empty());
    let Shown { mut dock, tasks, .. } = shown;
    drop(tasks);
    dock.kill();
    dock.server.faults.is_away.store(false, Ordering::SeqCst);
    dock.start();
    wait_until("the claim is heard", || !dock.server.state().claims.is_empty());
    wait_until("it is settled", || {
        dock.agent().journal.open_claims().unwrap().is_empty()
    });
    let heard = dock.server.state().claims.clone();
    assert_eq!(heard.len(), 1);
    let expected = Said::Used {
        pair: pair("300", "400"),
        parted: None,
    };
    assert_eq!((&heard[0].said, heard[0].serial.as_str()), (&expected, "ZF00417"));
    drop(served(dock));
}

#[test]
fn nobody_outside_the_roster_can_be_named_and_nothing_is_kept() {
    let (shown, docking) = asking();
    let refused = [
        "kind=used&lead=555&assisting=400",
        "kind=used&lead=300&assisting=300",
        "kind=used&lead=900&assisting=300",
        "kind=used&lead=&assisting=300",
        "kind=stolen&lead=300",
        "kind=tagged&tag=unheard",
        "kind=used&lead=300&assisting=400&kept_by=100&at=08:00",
        "kind=used&lead=300&assisting=400&kept_by=400&at=late",
        "kind=used&lead=300&assisting=400&kept_by=400&at=08:00&day=2096-11-22",
        "kind=used&lead=300&assisting=400&kept_by=400&at=08:00&day=2096-09-30",
        "kind=used&lead=300&assisting=400&kept_by=400&at=08:00&day=the+day+before",
    ];
    for words in refused {
        let (status, text) = say(&shown, &docking, words);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{words}: {text}");
        assert!(text.contains("没有登记"), "{words}: {text}");
    }
    let rows = shown.dock.agent().journal.claims_of(docking.docking_id).unwrap();
    assert_eq!(rows, []);
    docking.remove();
}

#[test]
fn pair_that_parted_says_when_and_who_kept_it() {
    let (shown, docking) = asking();
    let path = format!(
        "/ask?parted=1&kind=used&docking={}&lead=300&assisting=400",
        docking.docking_id
    );
    let question = shown.page(&path);
    assert!(question.contains("谁留着") && question.contains("孙丽"), "{question}");
    let (status, text) = say(
        &shown,
        &docking,
        "kind=used&lead=300&assisting=400&kept_by=400&at=13%3A30",
    );
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    wait_until("the claim is heard", || !shown.dock.server.state().claims.is_empty());
    let Said::Used { parted, .. } = shown.dock.server.state().claims[0].said.clone() else {
        panic!("another claim");
    };
    let parted = parted.unwrap();
    // 13:30 in China, before the dock's 16:00.
    assert_eq!(parted.at.to_string(), "2096-11-21T05:30:00.000000Z");
    assert_eq!(parted.kept_by_number, "400");
    docking.remove();
}

#[test]
fn pair_that_parted_days_ago_says_on_which_day() {
    let (shown, docking) = asking();
    let path = format!(
        "/ask?parted=1&kind=used&docking={}&lead=300&assisting=400",
        docking.docking_id
    );
    let question = shown.page(&path);
    assert!(question.contains("name=\"day\" max=\"2096-11-21\""), "{question}");
    let words = "kind=used&lead=300&assisting=400&kept_by=400&at=13%3A30&day=";
    for day in ["2096-11-18", ""] {
        let (status, text) = say(&shown, &docking, &format!("{words}{day}"));
        assert_eq!(status, StatusCode::SEE_OTHER, "{day}: {text}");
    }
    wait_until("both claims are heard", || shown.dock.server.state().claims.len() == 2);
    let parted = |claim: &evidence_schema::custody::claim::DockClaim| match &claim.said {
        Said::Used { parted, .. } => parted.as_ref().unwrap().at.to_string(),
        other => panic!("{other:?}"),
    };
    let mut parted: Vec<String> = shown.dock.server.state().claims.iter().map(parted).collect();
    parted.sort();
    assert_eq!(parted, ["2096-11-18T05:30:00.000000Z", "2096-11-21T05:30:00.000000Z"]);
    docking.remove();
}

#[test]
fn one_touch_tags_everything_of_the_docking() {
    let (shown, docking) = asking();
    assert!(shown.page("/tiles").contains("查封扣押"));
    let (status, _) = say(&shown, &docking, "kind=tagged&tag=seizure");
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(shown.page("/tiles").contains("✓ 查封扣押"));
    wait_until("the tag is heard", || !shown.dock.server.state().claims.is_empty());
    docking.remove();
}

#[test]
fn tag_after_the_recorder_was_put_back_names_every_docking_that_this_one_goes_on() {
    let (shown, long_before) = asking();
    let root = shown.dock.volume_folder("patrol");
    let put_back_after = |ms: i64| {
        shown.dock.pass(ms);
        let docking = shown.dock.dock(&root);
        docking.wait_for(DockingState::Stored);
        docking
    };
    let removed = |docking: TestDocking| {
        let id = docking.docking_id;
        shown.dock.pass(1000);
        docking.remove();
        id
    };
    let long_before = removed(long_before);
    let first = removed(put_back_after(60 * 60 * 1000));
    let second = removed(put_back_after(RESEATED_MS_MAX));
    let docking = put_back_after(60 * 1000);
    let (status, _) = say(&shown, &docking, "kind=used&lead=300&assisting=400");
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, _) = say(&shown, &docking, "kind=tagged&tag=seizure");
    assert_eq!(status, StatusCode::SEE_OTHER);
    wait_until("all is heard", || shown.dock.server.state().claims.len() >= 4);
    let heard = shown.dock.server.state().claims.clone();
    let is_tag = |said: &Said| matches!(said, Said::Tagged { tag } if tag == "seizure");
    let mut of: Vec<_> = heard.iter().filter(|claim| is_tag(&claim.said)).collect();
    of.sort_by_key(|claim| claim.docked_at);
    let dockings: Vec<_> = of.iter().map(|claim| claim.docking_id).collect();
    assert_eq!(dockings, [first, second, docking.docking_id]);
    assert!(of.iter().all(|claim| claim.serial == "ZF00417"));
    let whose: Vec<_> = heard.iter().filter(|claim| !is_tag(&claim.said)).collect();
    assert_eq!(whose.len(), 1, "nothing is guessed about who");
    assert_eq!(whose[0].docking_id, docking.docking_id);
    let journal = &shown.dock.agent().journal;
    assert_eq!(journal.claims_of(long_before).unwrap(), []);
    let rows = journal.dockings_of("zf00417").unwrap();
    let started = |id| rows.iter().find(|row| row.docking_id == id).unwrap().started_at;
    assert!(of.iter().all(|claim| claim.docked_at == started(claim.docking_id)));
    docking.remove();
}

#[test]
fn recorder_that_was_taken_out_is_not_spoken_of_any_more() {
    let (shown, docking) = asking();
    let token = shown.token();
    let form = format!("form_token={token}&docking={}&kind=taken&lead=300", docking.docking_id);
    let id = docking.docking_id;
    docking.remove();
    let (answer, _) = shown.ask(Method::POST, "/say", &[], &form);
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(shown.dock.agent().journal.claims_of(id).unwrap(), []);
}
