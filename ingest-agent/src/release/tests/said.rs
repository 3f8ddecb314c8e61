//! What was said at the screen and the server has not taken keeps the files, whatever the server allows.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use evidence_schema::custody::claim::{Said, SaidPair};
use evidence_schema::ids::DockingId;
use evidence_schema::wire::claims::{DockRoster, OfficerShown, TagShown};
use evidence_schema::wire::clearing::ClearingFacts;
use evidence_schema::wire::docking_notes::{DockingNote, StayReason};
use evidence_schema::wire::docks::DockingState;

use super::{ONE, Recorder, TWO, dock, ready};
use crate::agent::Agent;
use crate::claims::say;
use crate::clock::fake::NOON;
use crate::journal::RosterRow;
use crate::release::medium::Step;
use crate::tests::clearing::allowed;
use crate::tests::{TestDock, TestDocking, wait_until};

const UNTOLD: &str = "until the server has taken what was said at this dock";

const REFUSED: &str = "stays because the server refused what was said at this dock";

fn tagged() -> Said {
    Said::Tagged {
        tag: "seizure".to_owned(),
    }
}

fn pair() -> SaidPair {
    SaidPair {
        lead_number: "100".to_owned(),
        assisting_number: None,
    }
}

fn roster() -> DockRoster {
    DockRoster {
        officers: vec![OfficerShown {
            number: "100".to_owned(),
            name: "李明".to_owned(),
            is_assistant: false,
        }],
        tags: vec![TagShown {
            code: "seizure".to_owned(),
            zh: "查封扣押".to_owned(),
            en: "Seizure".to_owned(),
        }],
        unit_name: None,
        lines: Vec::new(),
        last_pairs: Vec::new(),
        dockings: Vec::new(),
    }
}

/// Says it as the screen does.
fn said(runtime: &tokio::runtime::Handle, agent: &Agent, docking_id: DockingId, said: Said) {
    agent.counter.set_roster(RosterRow {
        roster: roster(),
        heard_at: evidence_schema::time::Timestamp::from_micros(NOON).unwrap(),
    });
    runtime.block_on(say(agent, docking_id, said)).unwrap();
}

fn says(dock: &TestDock, docking: &TestDocking, words: Said) {
    said(dock.runtime.handle(), dock.agent(), docking.docking_id, words);
}

fn why(dock: &TestDock) -> String {
    let stays = dock.agent().dockings.stays(10);
    stays.into_iter().map(|stay| stay.why).collect::<Vec<_>>().join(" | ")
}

/// A dock whose claims stay open, with a recorder in it that may be cleared only from `allow` on.
fn waiting() -> (TestDock, Recorder) {
    let mut dock = dock();
    let mut state = dock.server.state();
    state.clearing.facts = None;
    state.roster = roster();
    drop(state);
    dock.server.faults.puts_claims_off.store(true, Ordering::SeqCst);
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one"), (TWO, b"two")]);
    (dock, recorder)
}

fn allow(dock: &TestDock) {
    dock.server.state().clearing.facts = Some(allowed());
}

fn stays_for_what_was_said(dock: &TestDock, docking: &TestDocking, recorder: &Recorder) {
    wait_until("the reason", || why(dock).contains(UNTOLD));
    wait_until("the state", || docking.report().state == DockingState::Stored);
    assert_eq!(recorder.left(), [ONE, TWO]);
    assert!(!dock.medium.steps().contains(&Step::Intended));
}

#[test]
fn tag_that_the_server_has_not_heard_keeps_every_file() {
    let (dock, recorder) = waiting();
    let docking = dock.dock(&recorder.root);
    ready(&docking);
    says(&dock, &docking, tagged());
    allow(&dock);
    stays_for_what_was_said(&dock, &docking, &recorder);
    let report = docking.report();
    let is_told = |note: &DockingNote| matches!(note, DockingNote::FilesStay { files: 2, groups, .. } if groups[0].why == StayReason::SaidUntold);
    assert!(report.notes.iter().any(is_told), "{:?}", report.notes);
    let text = crate::status::text(&crate::status::of_running(dock.agent()));
    assert!(text.contains(UNTOLD), "{text}");
    // Once it is heard, the server's word counts.
    dock.server.state().clearing.facts = Some(ClearingFacts {
        is_tagged_unconfirmed: true,
        ..allowed()
    });
    dock.server.faults.puts_claims_off.store(false, Ordering::SeqCst);
    wait_until("the tag", || why(&dock).contains("is tagged"));
    assert_eq!(recorder.left(), [ONE, TWO]);
    allow(&dock);
    wait_until("the erasure", || recorder.left().is_empty());
    recorder.check_recorded(&dock);
}

#[test]
fn answer_to_whose_it_was_that_nobody_heard_keeps_every_file() {
    let (dock, recorder) = waiting();
    let docking = dock.dock(&recorder.root);
    ready(&docking);
    let used = Said::Used {
        pair: pair(),
        parted: None,
    };
    says(&dock, &docking, used);
    allow(&dock);
    stays_for_what_was_said(&dock, &docking, &recorder);
    dock.server.faults.puts_claims_off.store(false, Ordering::SeqCst);
    wait_until("the erasure", || recorder.left().is_empty());
    recorder.check_recorded(&dock);
}

#[test]
fn who_takes_it_next_keeps_nothing() {
    let (dock, recorder) = waiting();
    let docking = dock.dock(&recorder.root);
    ready(&docking);
    says(&dock, &docking, Said::Taken { pair: pair() });
    allow(&dock);
    wait_until("the erasure", || recorder.left().is_empty());
    recorder.check_recorded(&dock);
}

#[test]
fn tag_of_an_earlier_docking_that_nobody_heard_keeps_the_files_of_this_one() {
    let (mut dock, recorder) = waiting();
    let docking = dock.dock(&recorder.root);
    ready(&docking);
    says(&dock, &docking, tagged());
    docking.remove();
    dock.kill();
    allow(&dock);
    dock.start();
    let again = dock.dock(&recorder.root);
    stays_for_what_was_said(&dock, &again, &recorder);
}

#[test]
fn tag_that_is_touched_after_the_recorder_was_put_back_keeps_what_was_read_before() {
    let (dock, recorder) = waiting();
    dock.server.state().clearing.puts_tags_on_clips = true;
    dock.server.faults.puts_claims_off.store(false, Ordering::SeqCst);
    let docking = dock.dock(&recorder.root);
    ready(&docking);
    docking.remove();
    dock.pass(60_000);
    let again = dock.dock(&recorder.root);
    ready(&again);
    says(&dock, &again, tagged());
    wait_until("the tag is heard", || {
        dock.agent().journal.open_claims().unwrap().is_empty()
    });
    allow(&dock);
    wait_until("the tag", || why(&dock).contains("is tagged"));
    assert_eq!(recorder.left(), [ONE, TWO]);
    assert!(!dock.medium.steps().contains(&Step::Intended));
}

/// A recorder in its slot with a tag that the server refused for good.
fn refused() -> (TestDock, Recorder, TestDocking) {
    let (dock, recorder) = waiting();
    let docking = dock.dock(&recorder.root);
    ready(&docking);
    dock.server.faults.refuses_claims.store(true, Ordering::SeqCst);
    dock.server.faults.puts_claims_off.store(false, Ordering::SeqCst);
    says(&dock, &docking, tagged());
    wait_until("the refusal", || dock.alarm_kinds() == ["claim_refused"]);
    wait_until("the journal", || dock.agent().journal.open_claims().unwrap().is_empty());
    (dock, recorder, docking)
}

#[test]
fn tag_that_the_server_refuses_for_good_still_keeps_the_files() {
    let (dock, recorder, docking) = refused();
    allow(&dock);
    stays_for_refusal(&dock, &recorder);
    // Nothing gets further by itself: with room for a shift, it may be handed out.
    ready(&docking);
    let report = docking.report();
    let is_told = |note: &DockingNote| matches!(note, DockingNote::FilesStay { files: 2, groups, .. } if groups[0].why == StayReason::SaidRefused);
    assert!(report.notes.iter().any(is_told), "{:?}", report.notes);
}

fn stays_for_refusal(dock: &TestDock, recorder: &Recorder) {
    wait_until("the reason", || why(dock).contains(REFUSED));
    assert!(!why(dock).contains(UNTOLD), "the server has answered");
    assert_eq!(recorder.left(), [ONE, TWO]);
    assert!(!dock.medium.steps().contains(&Step::Intended));
}

#[test]
fn refused_tag_on_a_full_recorder_is_an_alarm_with_the_reason() {
    let (dock, recorder) = waiting();
    dock.medium.free_bytes.store(1 << 30, Ordering::SeqCst);
    // Until the tag is refused its files go soon.
    let resting = ClearingFacts {
        rest_ms: 60 * 60 * 1000,
        ..allowed()
    };
    dock.server.state().clearing.facts = Some(resting);
    let docking = dock.dock(&recorder.root);
    docking.wait_for(DockingState::Stored);
    says(&dock, &docking, tagged());
    wait_until("the wait for the server", || why(&dock).contains(UNTOLD));
    assert!(dock.alarm_kinds().is_empty());
    dock.server.faults.refuses_claims.store(true, Ordering::SeqCst);
    dock.server.faults.puts_claims_off.store(false, Ordering::SeqCst);
    stays_for_refusal(&dock, &recorder);
    wait_until("the alarm", || dock.alarm_kinds().contains(&"recorder_full".to_owned()));
    let alarms = dock.agent().journal.alarms().unwrap();
    let (_, alarm) = alarms.iter().find(|(_, row)| row.kind == "recorder_full").unwrap();
    for part in ["cannot be cleared", "2 stay because the server refused what was said"] {
        assert!(alarm.message.contains(part), "{}", alarm.message);
    }
    let message = docking.report().message.unwrap();
    assert!(message.contains("not ready for a shift"), "{message}");
}

#[test]
fn tag_that_was_refused_keeps_the_files_at_the_next_docking_until_it_is_said_again_and_taken() {
    let (mut dock, recorder, docking) = refused();
    docking.remove();
    dock.kill();
    allow(&dock);
    dock.start();
    dock.pass(60 * 60 * 1000);
    let again = dock.dock(&recorder.root);
    stays_for_refusal(&dock, &recorder);
    // Said again, and taken: now the server's word counts.
    dock.server.faults.refuses_claims.store(false, Ordering::SeqCst);
    says(&dock, &again, tagged());
    wait_until("the erasure", || recorder.left().is_empty());
    assert_eq!(dock.agent().journal.refused_tags().unwrap(), []);
    recorder.check_recorded(&dock);
}

/// Touches a tag when the server has allowed everything and the first file is about to go.
fn touched_at_the_last_moment(is_heard_at_once: bool) {
    let (dock, recorder) = waiting();
    dock.server
        .faults
        .puts_claims_off
        .store(!is_heard_at_once, Ordering::SeqCst);
    let docking = dock.dock(&recorder.root);
    ready(&docking);
    let (runtime, agent) = (dock.runtime.handle().clone(), Arc::clone(dock.agent()));
    let (id, state, is_done) = (docking.docking_id, dock.server.clone(), AtomicBool::new(false));
    dock.medium.on_step(move |step| {
        if step == Step::Writable && !is_done.swap(true, Ordering::SeqCst) {
            said(&runtime, &agent, id, tagged());
            state.state().clearing.facts = Some(ClearingFacts {
                is_tagged_unconfirmed: true,
                ..allowed()
            });
            let is_open = || !agent.journal.open_claims().unwrap().is_empty();
            wait_until("the server's answer", || is_open() != is_heard_at_once);
        }
    });
    allow(&dock);
    wait_until("the deletion to be tried", || {
        dock.medium.steps().contains(&Step::Closed)
    });
    let reason = if is_heard_at_once { "is tagged" } else { UNTOLD };
    wait_until(reason, || why(&dock).contains(reason));
    assert_eq!(recorder.left(), [ONE, TWO]);
    wait_until("the intent to be withdrawn", || {
        dock.agent().journal.open_erasures().unwrap().is_empty()
    });
    recorder.check_recorded(&dock);
}

#[test]
fn tag_that_is_touched_after_the_servers_answer_keeps_every_file() {
    touched_at_the_last_moment(false);
}

#[test]
fn tag_that_is_heard_after_the_servers_answer_keeps_every_file() {
    touched_at_the_last_moment(true);
}
