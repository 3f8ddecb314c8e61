//! Volumes that vanish or die while their recorder seems to be in its slot.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use evidence_schema::wire::docks::{DockingReport, DockingState};

use crate::capture::open_file;
use crate::docking::{Leash, Run};
use crate::tests::{TestDock, TestDocking, folder_volume, patrol_volume, wait_until};

const ONE: &str = "ZF00417_110217_20261120093000_0001.MP4";

/// A dock that looks often.
fn dock() -> TestDock {
    let mut dock = TestDock::enrolled();
    dock.config.release.ask_every_ms = 100;
    dock.server.state().known_serials.push("ZF00417".to_owned());
    dock.start();
    wait_until("the server's word on recorders", || {
        dock.agent().dockings.known().is_some()
    });
    dock
}

/// The volume dies; its folder stays.
fn emptied(root: &Path) {
    fs::remove_dir_all(root).unwrap();
    fs::create_dir(root).unwrap();
}

fn whose(report: &DockingReport) -> (Option<&str>, Option<&str>) {
    (report.device.known_serial(), report.profile.as_deref())
}

fn is_told_and_nothing_is_unlearned(docking: &TestDocking) {
    let state = || docking.report().state;
    wait_until("the dead volume", || {
        !matches!(
            state(),
            DockingState::Stored | DockingState::Ready | DockingState::Reading
        )
    });
    let report = docking.report();
    assert_eq!(report.state, DockingState::Incomplete, "{report:?}");
    assert_eq!(whose(&report), (Some("ZF00417"), Some("gat947")));
    let message = report.message.unwrap();
    assert!(message.contains("does not show whose recorder it is"), "{message}");
}

#[test]
fn volume_that_dies_in_its_slot_is_told_and_its_recorder_is_not_forgotten() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"footage")]);
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::Stored);
    emptied(&root);
    is_told_and_nothing_is_unlearned(&docking);
    let told = dock.server.state().reports.clone();
    let mine = told.iter().filter(|report| report.docking_id == docking.docking_id);
    let recognised = mine.skip_while(|report| report.profile.is_none());
    for report in recognised {
        assert_eq!(whose(report), (Some("ZF00417"), Some("gat947")), "{report:?}");
        assert_ne!(report.state, DockingState::Refused);
    }
    // It was the socket: the card is read again.
    patrol_volume(&root, &[(ONE, b"footage")]);
    docking.wait_for(DockingState::Stored);
    assert_eq!(docking.report().files_failed, 0);
    docking.remove();
}

#[test]
fn volume_without_its_device_block_is_not_taken_for_another_recorder() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"footage")]);
    fs::create_dir(root.join("AUDIO")).unwrap();
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::Stored);
    // The names of its files say the same; a block that cannot be read any more says that the card is dying.
    fs::write(root.join("DEVICE.DAT"), b"torn").unwrap();
    is_told_and_nothing_is_unlearned(&docking);
    docking.remove();
}

#[test]
fn recorder_that_is_pulled_during_its_first_look_is_not_refused() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    let leash = Arc::new(Leash::default());
    let agent = Arc::clone(dock.agent());
    let mut run = Run::begin(agent, folder_volume(&root), Arc::clone(&leash), Arc::new(open_file));
    let look = run.look();
    leash.is_gone.store(true, Ordering::SeqCst);
    assert!(!run.follow_look(look));
    let report = dock.agent().dockings.reports().remove(0);
    assert_ne!(report.state, DockingState::Refused);
}

#[test]
fn recorder_that_only_its_file_names_named_keeps_its_name_when_they_are_gone() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"footage")]);
    fs::create_dir(root.join("AUDIO")).unwrap();
    fs::remove_file(root.join("DEVICE.DAT")).unwrap();
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::Stored);
    fs::remove_file(root.join("VIDEO").join(ONE)).unwrap();
    fs::write(root.join("VIDEO/new.jpg"), b"new").unwrap();
    wait_until("another look", || dock.server.clips().len() == 2);
    docking.wait_for(DockingState::Stored);
    assert_eq!(whose(&docking.report()), (Some("ZF00417"), Some("gat947")));
    docking.remove();
}

#[test]
fn volume_that_was_never_recognised_is_refused_as_before() {
    let dock = dock();
    let root = dock.volume_folder("other");
    fs::write(root.join("x"), b"x").unwrap();
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::Refused);
    docking.remove();
}
