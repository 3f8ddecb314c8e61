//! Uploads against a server that fails in the ways servers fail.

use std::sync::atomic::Ordering;

use evidence_schema::digest::Sha256Digest;
use evidence_schema::wire::docks::DockingState;

use crate::journal::CaptureState;
use crate::tests::{TestDock, footage, patrol_volume, wait_until};

const NAME: &str = "ZF00417_110217_20261120093000_0001.MP4";

fn docked(prepare: impl FnOnce(&TestDock)) -> (TestDock, crate::tests::TestDocking, Vec<u8>) {
    let mut dock = TestDock::enrolled();
    let bytes = footage(300_000, 1);
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(NAME, &bytes)]);
    dock.server.state().known_serials.push("ZF00417".to_owned());
    prepare(&dock);
    dock.start();
    let docking = dock.dock(&root);
    (dock, docking, bytes)
}

fn arrives(prepare: impl FnOnce(&TestDock)) -> TestDock {
    let (dock, docking, bytes) = docked(prepare);
    docking.wait_for(DockingState::Stored);
    assert_eq!(
        dock.server.clips(),
        [(format!("VIDEO/{NAME}"), Sha256Digest::of(&bytes))]
    );
    assert_eq!(dock.server.state().uploads.len(), 1);
    dock
}

#[test]
fn footage_goes_from_slot_to_verified_receipt() {
    let dock = arrives(|_| {});
    let rows = dock.captures();
    assert_eq!(rows[0].state, CaptureState::Verified);
    let head = dock.agent().journal.head(&dock.server.log_vkey()).unwrap().unwrap();
    assert_eq!(head.head.size, 2);
}

#[test]
fn lost_answers_are_followed_by_asking_for_the_offset() {
    let dock = arrives(|dock| dock.server.faults.lost_answers.store(2, Ordering::SeqCst));
    assert!(dock.server.state().requests["HEAD /api/v1/uploads"] >= 2);
}

#[test]
fn damaged_chunk_is_sent_again() {
    arrives(|dock| dock.server.faults.damaged_chunks.store(2, Ordering::SeqCst));
}

#[test]
fn upload_refused_for_its_hash_begins_anew_from_the_spool() {
    let dock = arrives(|dock| dock.server.faults.hash_mismatches.store(1, Ordering::SeqCst));
    assert!(dock.alarm_kinds().is_empty());
}

#[test]
fn spool_file_that_lost_its_bytes_is_an_alarm_and_is_read_again_at_the_next_docking() {
    let (dock, docking, bytes) = docked(|dock| dock.server.faults.is_away.store(true, Ordering::SeqCst));
    docking.wait_for(DockingState::Spooled);
    let row = dock.captures().remove(0);
    let place = dock.agent().spool.place(row.capture_id);
    let mut damaged = bytes.clone();
    damaged[1000] ^= 1;
    std::fs::write(place, damaged).unwrap();
    dock.server.faults.is_away.store(false, Ordering::SeqCst);
    wait_until("the alarm", || dock.alarm_kinds().contains(&"spool_damaged".to_owned()));
    assert!(docking.report().message.unwrap().contains("dock the recorder again"));
    docking.remove();
    let again = dock.dock(&dock.folder.path().join("volumes/patrol"));
    again.wait_for(DockingState::Stored);
    assert_eq!(
        dock.server.clips(),
        [(format!("VIDEO/{NAME}"), Sha256Digest::of(&bytes))]
    );
}

#[test]
fn server_that_does_not_announce_chunk_sums_gets_nothing() {
    let (dock, docking, _) = docked(|dock| dock.server.faults.announces_no_checksum.store(true, Ordering::SeqCst));
    docking.wait_for(DockingState::Spooled);
    wait_until("the alarm", || dock.alarm_kinds().contains(&"server_unfit".to_owned()));
    assert!(dock.server.state().uploads.is_empty());
    assert_eq!(dock.captures()[0].state, CaptureState::Spooled);
}

#[test]
fn wrong_token_is_an_alarm_and_the_spool_is_kept_until_it_is_right() {
    let (dock, docking, _) = docked(|dock| dock.server.faults.refuses_token.store(true, Ordering::SeqCst));
    docking.wait_for(DockingState::Spooled);
    wait_until("the alarm", || dock.alarm_kinds().contains(&"token_refused".to_owned()));
    dock.server.faults.refuses_token.store(false, Ordering::SeqCst);
    docking.wait_for(DockingState::Stored);
    wait_until("the alarm is told", || {
        dock.server
            .state()
            .alarms
            .iter()
            .any(|alarm| alarm.kind == "token_refused")
    });
}

#[test]
fn recorder_may_leave_while_the_server_is_away() {
    let (dock, docking, bytes) = docked(|dock| dock.server.faults.is_away.store(true, Ordering::SeqCst));
    docking.wait_for(DockingState::Spooled);
    docking.remove();
    std::fs::remove_dir_all(dock.folder.path().join("volumes/patrol")).unwrap();
    dock.server.faults.is_away.store(false, Ordering::SeqCst);
    wait_until("the clip", || {
        dock.server.clips() == [(format!("VIDEO/{NAME}"), Sha256Digest::of(&bytes))]
    });
    wait_until("the last report", || {
        dock.server
            .state()
            .reports
            .last()
            .is_some_and(|r| r.state == DockingState::Stored && !r.is_present)
    });
}

#[test]
fn agent_killed_with_a_full_spool_brings_it_home_after_its_restart() {
    let (mut dock, docking, bytes) = docked(|dock| dock.server.faults.is_away.store(true, Ordering::SeqCst));
    docking.wait_for(DockingState::Spooled);
    docking.stop();
    dock.kill();
    dock.server.faults.is_away.store(false, Ordering::SeqCst);
    dock.start();
    wait_until("the clip", || {
        dock.server.clips() == [(format!("VIDEO/{NAME}"), Sha256Digest::of(&bytes))]
    });
}
