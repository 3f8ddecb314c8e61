//! Heads only grow, and a log that does not is an alarm that lasts.

use std::sync::atomic::Ordering;

use evidence_schema::wire::docks::DockingState;

use crate::journal::{CaptureState, Change};
use crate::tests::{TestDock, footage, patrol_volume, wait_until};

fn dock() -> TestDock {
    let dock = TestDock::enrolled();
    dock.server.state().known_serials.push("ZF00417".to_owned());
    dock
}

#[test]
fn receipt_that_another_one_overtook_is_asked_for_again() {
    let mut dock = dock();
    dock.start();
    let root = dock.volume_folder("patrol");
    let names: Vec<String> = (0..40).map(|n| format!("{n}.jpg")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    patrol_volume(&root, &files);
    dock.server.faults.stale_receipts.store(4, Ordering::SeqCst);
    dock.dock(&root).wait_for(DockingState::Stored);
    assert!(dock.alarm_kinds().is_empty());
    let head = dock
        .agent()
        .journal
        .head(&dock.server.log_vkey())
        .unwrap()
        .unwrap()
        .head;
    assert_eq!(head.size, 80);
}

#[test]
fn log_that_was_rolled_back_stops_everything_until_and_after_a_restart() {
    let mut dock = dock();
    dock.start();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[("one.MP4", b"one"), ("two.MP4", b"two")]);
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::Stored);
    dock.server.forget();
    std::fs::write(root.join("VIDEO/three.MP4"), footage(1000, 3)).unwrap();
    wait_until("the alarm", || dock.alarm_kinds().contains(&"log_broken".to_owned()));
    assert!(dock.agent().receipts.broken().unwrap().contains("erase nothing"));
    let waiting = dock
        .captures()
        .into_iter()
        .find(|row| row.path.ends_with("three.MP4"))
        .unwrap();
    assert_ne!(waiting.state, CaptureState::Verified);
    docking.stop();
    dock.kill();
    dock.start();
    assert!(dock.agent().receipts.broken().is_some());
    let offers = dock.server.state().requests.get("POST /api/v1/uploads").copied();
    std::fs::write(root.join("VIDEO/four.MP4"), b"four").unwrap();
    let again = dock.dock(&root);
    wait_until("the capture", || {
        dock.captures().iter().any(|row| row.path.ends_with("four.MP4"))
    });
    assert_eq!(
        dock.server.state().requests.get("POST /api/v1/uploads").copied(),
        offers
    );
    drop(again);
}

#[test]
fn log_that_grew_again_after_a_roll_back_is_found_out() {
    let mut dock = dock();
    dock.start();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[("one.MP4", b"one")]);
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::Stored);
    dock.server.forget();
    dock.server.heartbeats(10);
    std::fs::write(root.join("VIDEO/three.MP4"), footage(1000, 3)).unwrap();
    wait_until("the alarm", || dock.alarm_kinds().contains(&"log_broken".to_owned()));
    drop(docking);
}

#[test]
fn dock_enrolled_anew_offers_what_its_spool_still_has() {
    let mut dock = dock();
    dock.start();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[("one.MP4", b"one"), ("two.MP4", b"two")]);
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::Stored);
    let gone = dock.captures().remove(0);
    dock.agent().spool.remove(gone.capture_id).unwrap();
    dock.agent()
        .journal
        .write(vec![Change::SpoolRemoved {
            capture_id: gone.capture_id,
        }])
        .unwrap();
    docking.remove();
    dock.kill();
    dock.move_to_a_new_server();
    dock.server.state().known_serials.push("ZF00417".to_owned());
    dock.start();
    wait_until("what the spool has", || dock.server.clips().len() == 1);
    assert!(dock.server.clips()[0].0.ends_with("two.MP4"));
    dock.dock(&root).wait_for(DockingState::Stored);
    assert_eq!(dock.server.clips().len(), 2);
}

#[test]
fn sealed_receipt_alone_does_not_count_as_stored() {
    let mut dock = dock();
    dock.server.faults.only_sealed.store(true, Ordering::SeqCst);
    dock.start();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[("one.MP4", b"one")]);
    let docking = dock.dock(&root);
    wait_until("the clip", || dock.server.clips().len() == 1);
    docking.wait_for(DockingState::Spooled);
    dock.server.faults.only_sealed.store(false, Ordering::SeqCst);
    docking.wait_for(DockingState::Stored);
}

#[test]
fn spool_is_kept_fourteen_days_after_the_receipt_and_then_removed() {
    let mut dock = dock();
    dock.start();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[("one.MP4", b"one")]);
    dock.dock(&root).wait_for(DockingState::Stored);
    let row = dock.captures().remove(0);
    let day = 24 * 3600 * 1_000_000_i64;
    dock.clock.0.fetch_add(14 * day - 1, Ordering::SeqCst);
    assert_eq!(crate::sweep::sweep(dock.agent()).unwrap(), 0);
    assert!(dock.agent().spool.place(row.capture_id).exists());
    dock.clock.0.fetch_add(day, Ordering::SeqCst);
    assert_eq!(crate::sweep::sweep(dock.agent()).unwrap(), 1);
    assert!(!dock.agent().spool.place(row.capture_id).exists());
    assert!(!dock.captures()[0].is_spool_kept);
}
