//! The road of a file off its recorder.

use std::fs;
use std::sync::atomic::Ordering;

use evidence_schema::custody::statement::ReadFrom;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::wire::docks::DockingState;

use super::{ONE, Recorder, TWO, dock, ready, recorded};
use crate::capture::open_file;
use crate::dock::Volume;
use crate::release::medium::{Access, Step};
use crate::tests::{folder_volume, wait_until};

fn mounted(recorder: &Recorder) -> Volume {
    Volume {
        read_from: ReadFrom::Volume {
            slot: "one".to_owned(),
            volume: None,
            file_system: Some("vfat".to_owned()),
        },
        ..folder_volume(&recorder.root)
    }
}

#[test]
fn stored_files_are_read_again_erased_and_told_and_the_recorder_is_ready() {
    let mut dock = dock();
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one"), (TWO, b"two")]);
    let docking = dock.dock(&recorder.root);
    wait_until("the erasures", || recorder.left().is_empty());
    ready(&docking);
    assert!(recorder.root.join("DEVICE.DAT").exists());
    let report = docking.report();
    assert_eq!((report.files_total, report.files_stored, report.message), (2, 2, None));
    recorder.check_held(&dock);
    recorder.check_recorded(&dock);
    let state = dock.server.state();
    assert_eq!(state.clearing.heard.len(), 2);
    for report in state.clearing.recorded.values() {
        let sha256 = state.clips[&report.capture_id].statement.sha256;
        assert_eq!(report.reread_sha256, sha256);
    }
}

#[test]
fn volume_is_writable_only_for_the_deletion() {
    let mut dock = dock();
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one"), (TWO, b"two")]);
    let docking = dock.dock_volume(mounted(&recorder), std::sync::Arc::new(open_file));
    ready(&docking);
    assert!(recorder.left().is_empty());
    assert_eq!(dock.medium.remounts(), [Access::ReadWrite, Access::ReadOnly]);
    assert!(dock.alarm_kinds().is_empty());
    let steps = [
        Step::Reread,
        Step::Intended,
        Step::Writable,
        Step::Unlinked,
        Step::Unlinked,
        Step::Synced,
        Step::Noted,
        Step::Closed,
    ];
    assert_eq!(dock.medium.steps(), steps);
}

#[test]
fn busy_volume_is_made_read_only_a_little_later() {
    let mut dock = dock();
    dock.medium.busy.store(2, Ordering::SeqCst);
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let docking = dock.dock_volume(mounted(&recorder), std::sync::Arc::new(open_file));
    wait_until("the deletion", || recorder.left().is_empty());
    ready(&docking);
    assert_eq!(dock.medium.remounts().len(), 4);
    assert!(dock.alarm_kinds().is_empty());
}

#[test]
fn volume_that_stays_writable_is_an_alarm() {
    let mut dock = dock();
    dock.medium.busy.store(1000, Ordering::SeqCst);
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let docking = dock.dock_volume(mounted(&recorder), std::sync::Arc::new(open_file));
    wait_until("the alarm", || dock.alarm_kinds() == ["recorder_left_writable"]);
    assert!(docking.report().message.unwrap().contains("unmount it before"));
    recorder.check_recorded(&dock);
    docking.wait_for(DockingState::Stored);
    assert_ne!(docking.report().state, DockingState::Ready);
    dock.medium.busy.store(0, Ordering::SeqCst);
    ready(&docking);
}

#[test]
fn recorder_is_not_to_be_removed_while_files_are_erased() {
    let mut dock = dock();
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let (said, heard) = std::sync::mpsc::channel();
    let agent = std::sync::Arc::clone(dock.agent());
    dock.medium.on_step(move |step| {
        if step == Step::Unlinked {
            let report = agent.dockings.reports().remove(0);
            said.send((report.state, report.message)).unwrap();
        }
    });
    let docking = dock.dock(&recorder.root);
    let (state, message) = heard.recv_timeout(std::time::Duration::from_secs(30)).unwrap();
    assert_eq!(state, DockingState::Reading);
    assert!(message.unwrap().contains("leave it in"));
    ready(&docking);
    assert_eq!(docking.report().message, None);
}

#[test]
fn refused_remount_erases_nothing_and_is_one_alarm() {
    let mut dock = dock();
    dock.medium.refuses.store(true, Ordering::SeqCst);
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one"), (TWO, b"two")]);
    let docking = dock.dock_volume(mounted(&recorder), std::sync::Arc::new(open_file));
    wait_until("the message", || {
        let message = docking.report().message.unwrap_or_default();
        message.contains("2 of 2 files stay") && message.contains("cannot be made writable")
    });
    let asked = dock.server.state().clearing.asked;
    wait_until("another look", || dock.medium.steps().len() > 1 && asked > 0);
    assert_eq!(recorder.left().len(), 2);
    wait_until("the alarm", || dock.alarm_kinds() == ["recorder_not_writable"]);
    assert_eq!(dock.medium.remounts(), [Access::ReadWrite, Access::ReadOnly]);
    assert!(dock.agent().journal.open_erasures().unwrap().is_empty());
    recorder.check_recorded(&dock);
}

#[test]
fn erasures_are_told_when_the_server_is_back_and_once() {
    let mut dock = dock();
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one"), (TWO, b"two")]);
    let server = dock.server.clone();
    dock.medium.on_step(move |step| {
        if step == Step::Intended {
            server.faults.is_away.store(true, Ordering::SeqCst);
        }
    });
    let docking = dock.dock(&recorder.root);
    wait_until("the erasures", || recorder.left().is_empty());
    docking.remove();
    assert!(recorded(&dock).is_empty());
    dock.kill();
    dock.server.state().clearing.lost_answers = 1;
    dock.server.faults.is_away.store(false, Ordering::SeqCst);
    dock.start();
    recorder.check_recorded(&dock);
    assert_eq!(dock.server.state().clearing.recorded.len(), 2);
    assert_eq!(dock.server.state().clearing.heard.len(), 4);
}

#[test]
fn dock_enrolled_anew_tells_the_other_server_too() {
    let mut dock = dock();
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let docking = dock.dock(&recorder.root);
    wait_until("the erasure", || recorder.left().is_empty());
    recorder.check_recorded(&dock);
    docking.remove();
    dock.kill();
    dock.move_to_a_new_server();
    dock.server.state().known_serials.push("ZF00417".to_owned());
    assert!(dock.server.state().clearing.recorded.is_empty());
    dock.start();
    recorder.check_recorded(&dock);
    recorder.check_held(&dock);
}

#[test]
fn second_reading_that_differs_is_an_alarm_and_everything_stays() {
    let mut dock = dock();
    dock.server.state().clearing.facts = None;
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one"), (TWO, b"two")]);
    let docking = dock.dock(&recorder.root);
    docking.wait_for(DockingState::Stored);
    let meta = fs::metadata(recorder.video(ONE)).unwrap();
    fs::write(recorder.video(ONE), b"0ne").unwrap();
    let file = fs::File::options().write(true).open(recorder.video(ONE)).unwrap();
    file.set_modified(meta.modified().unwrap()).unwrap();
    dock.server.state().clearing.facts = Some(crate::tests::clearing::allowed());
    wait_until("the alarm", || dock.alarm_kinds() == ["flipped_bit"]);
    wait_until("both readings", || dock.server.clips().len() == 3);
    wait_until("the reasons", || {
        let message = docking.report().message.unwrap_or_default();
        message.contains("other bytes") && message.contains("stay because the card is doubtful")
    });
    assert_eq!(recorder.left(), [ONE, TWO]);
    let old = dock
        .captures()
        .into_iter()
        .find(|row| row.sha256 == Sha256Digest::of(b"one"));
    assert_eq!(old.unwrap().reread.unwrap().sha256, Sha256Digest::of(b"0ne"));
    assert_ne!(docking.report().state, DockingState::Ready);
}

#[test]
fn file_that_comes_back_under_an_erased_name_is_read_anew() {
    let mut dock = dock();
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let time = fs::metadata(recorder.video(ONE)).unwrap().modified().unwrap();
    let docking = dock.dock(&recorder.root);
    wait_until("the erasure", || recorder.left().is_empty());
    recorder.check_recorded(&dock);
    dock.server.state().clearing.facts = None;
    fs::write(recorder.video(ONE), b"two").unwrap();
    let file = fs::File::options().write(true).open(recorder.video(ONE)).unwrap();
    file.set_modified(time).unwrap();
    wait_until("the new clip", || dock.server.clips().len() == 2);
    docking.wait_for(DockingState::Stored);
    assert_eq!(recorder.left(), [ONE]);
    assert!(dock.alarm_kinds().is_empty());
}

#[test]
fn recorder_pulled_out_before_the_deletion_keeps_what_was_not_reached() {
    let mut dock = dock();
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one"), (TWO, b"two")]);
    let away = recorder.root.with_extension("pulled");
    let (from, to) = (recorder.root.clone(), away.clone());
    dock.medium.on_step(move |step| {
        if step == Step::Unlinked && from.exists() {
            fs::rename(&from, &to).unwrap();
        }
    });
    let docking = dock.dock(&recorder.root);
    wait_until("the pull", || away.exists());
    wait_until("the end of it", || dock.medium.steps().contains(&Step::Closed));
    docking.remove();
    fs::rename(&away, &recorder.root).unwrap();
    dock.medium.on_step(|_| {});
    assert_eq!(recorder.left(), [TWO]);
    let again = dock.dock(&recorder.root);
    ready(&again);
    wait_until("the rest", || recorder.left().is_empty());
    recorder.check_held(&dock);
    recorder.check_recorded(&dock);
}
