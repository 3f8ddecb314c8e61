//! The agent killed at every step of a deletion, and the recorder docked again.
//!
//! What must stay true: a kill erases nothing without proof, loses no erasure and counts none twice; an old second
//! reading permits nothing.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;

use evidence_schema::custody::statement::ReadFrom;

use super::{ONE, Recorder, TWO, dock, ready, recorded};
use crate::capture::open_file;
use crate::dock::Volume;
use crate::journal::ErasureState;
use crate::release::medium::{Access, Step};
use crate::tests::clearing::allowed;
use crate::tests::{TestDock, TestDocking, folder_volume, wait_until};

/// Every step of a deletion of two files, and which time it is reached; a new one does not compile, because the match
/// names each, and a deletion that reaches it elsewhere than here fails.
fn steps() -> Vec<(Step, usize)> {
    let next = |step: &Step| match step {
        Step::Reread => Some(Step::Intended),
        Step::Intended => Some(Step::Writable),
        Step::Writable => Some(Step::Unlinked),
        Step::Unlinked => Some(Step::Synced),
        Step::Synced => Some(Step::Noted),
        Step::Noted => Some(Step::Closed),
        Step::Closed => None,
    };
    let all = std::iter::successors(Some(Step::Reread), next);
    let times = |step: Step| 1..=if step == Step::Unlinked { 2 } else { 1 };
    all.flat_map(|step| times(step).map(move |time| (step, time))).collect()
}

/// A mounted volume; another presence is another docking.
fn volume(root: &Path, presence: &str) -> Volume {
    Volume {
        presence: presence.to_owned(),
        read_from: ReadFrom::Volume {
            slot: "one".to_owned(),
            volume: None,
            file_system: Some("vfat".to_owned()),
        },
        ..folder_volume(root)
    }
}

fn docked(dock: &TestDock, recorder: &Recorder, presence: &str) -> TestDocking {
    dock.dock_volume(volume(&recorder.root, presence), std::sync::Arc::new(open_file))
}

/// A dock that was killed at this step, with its recorder.
fn killed(step: Step, times: usize) -> (TestDock, Recorder) {
    let mut dock = dock();
    // Both are verified before anything may be erased: they are one deletion.
    dock.server.state().clearing.facts = None;
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one"), (TWO, b"two")]);
    dock.medium.kill_at(step, times);
    let docking = docked(&dock, &recorder, "first");
    ready(&docking);
    dock.server.state().clearing.facts = Some(allowed());
    docking.was_killed();
    dock.kill();
    recorder.check_held(&dock);
    (dock, recorder)
}

fn ends_well(dock: &TestDock, recorder: &Recorder, docking: &TestDocking) {
    wait_until("everything to be erased", || recorder.left().is_empty());
    recorder.check_held(dock);
    recorder.check_recorded(dock);
    ready(docking);
    assert_eq!(dock.medium.remounts().last(), Some(&Access::ReadOnly));
    assert_eq!(recorded(dock), [ONE, TWO]);
    // A kill while it was told: told again, word for word.
    let state = dock.server.state();
    for report in &state.clearing.heard {
        assert_eq!(*report, state.clearing.recorded[&report.capture_id]);
    }
    drop(state);
    assert!(dock.alarm_kinds().is_empty());
}

#[test]
fn every_step_that_a_deletion_reaches_is_one_that_is_killed_at() {
    let mut dock = dock();
    dock.server.state().clearing.facts = None;
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one"), (TWO, b"two")]);
    let docking = docked(&dock, &recorder, "first");
    ready(&docking);
    dock.server.state().clearing.facts = Some(allowed());
    wait_until("the end of the deletion", || {
        dock.medium.steps().contains(&Step::Closed)
    });
    let killed_at: Vec<Step> = steps().into_iter().map(|(step, _)| step).collect();
    assert_eq!(dock.medium.steps(), killed_at);
}

#[test]
fn killed_at_any_step_and_started_again_with_the_recorder_still_in() {
    for (step, times) in steps() {
        let (mut dock, recorder) = killed(step, times);
        dock.start();
        let docking = docked(&dock, &recorder, "first");
        ends_well(&dock, &recorder, &docking);
    }
}

#[test]
fn killed_at_any_step_and_docked_again() {
    for (step, times) in steps() {
        let (mut dock, recorder) = killed(step, times);
        dock.start();
        let docking = docked(&dock, &recorder, "second");
        ends_well(&dock, &recorder, &docking);
    }
}

#[test]
fn erasure_that_a_power_cut_undid_is_made_and_counted_once() {
    for step in [Step::Unlinked, Step::Synced] {
        let mut dock = dock();
        dock.start();
        let recorder = Recorder::new(&dock, &[(ONE, b"one"), (TWO, b"two")]);
        let time = fs::metadata(recorder.video(ONE)).unwrap().modified().unwrap();
        dock.medium.kill_at(step, 1);
        docked(&dock, &recorder, "first").was_killed();
        dock.kill();
        // The deletion never reached the device.
        fs::write(recorder.video(ONE), b"one").unwrap();
        let file = fs::File::options().write(true).open(recorder.video(ONE)).unwrap();
        file.set_modified(time).unwrap();
        dock.server.state().clearing.facts = None;
        dock.start();
        let docking = docked(&dock, &recorder, "second");
        ready(&docking);
        assert!(recorder.left().contains(&ONE.to_owned()));
        assert!(!recorded(&dock).contains(&ONE.to_owned()));
        dock.server.state().clearing.facts = Some(allowed());
        wait_until("everything to be erased", || recorder.left().is_empty());
        recorder.check_recorded(&dock);
    }
}

#[test]
fn old_second_reading_permits_nothing_in_a_new_docking() {
    let (mut dock, recorder) = killed(Step::Intended, 1);
    let reread: Vec<_> = {
        let agent = dock.open();
        let mut rows = Vec::new();
        agent.journal.each_capture(|row| rows.push(row.reread)).unwrap();
        rows
    };
    assert!(reread.iter().all(Option::is_some));
    dock.kill();
    // The card lost a bit while it was out.
    let time = fs::metadata(recorder.video(ONE)).unwrap().modified().unwrap();
    fs::write(recorder.video(ONE), b"0ne").unwrap();
    let file = fs::File::options().write(true).open(recorder.video(ONE)).unwrap();
    file.set_modified(time).unwrap();
    dock.start();
    let docking = docked(&dock, &recorder, "second");
    wait_until("the alarm", || dock.alarm_kinds() == ["flipped_bit"]);
    docking.wait_for(evidence_schema::wire::docks::DockingState::Stored);
    assert_eq!(dock.server.clips().len(), 3);
    let left = recorder.left();
    assert!(left.contains(&ONE.to_owned()), "{left:?}");
    assert_eq!(fs::read(recorder.video(ONE)).unwrap(), b"0ne");
}

#[test]
fn name_that_the_recorder_took_again_after_a_kill_is_an_erasure_and_a_new_capture() {
    let (mut dock, recorder) = killed(Step::Synced, 1);
    dock.server.state().clearing.facts = None;
    fs::write(recorder.video(ONE), b"a new recording").unwrap();
    dock.start();
    let docking = docked(&dock, &recorder, "second");
    wait_until("the erasures", || recorded(&dock) == [ONE, TWO]);
    wait_until("the new clip", || dock.server.clips().len() == 3);
    ready(&docking);
    assert_eq!(recorder.left(), [ONE]);
}

#[test]
fn recorder_that_cannot_be_listed_settles_nothing() {
    let (mut dock, recorder) = killed(Step::Unlinked, 2);
    dock.server.state().clearing.facts = None;
    fs::create_dir_all(recorder.root.join("VIDEO/sub")).unwrap();
    // What is neither file nor folder is a problem of the listing.
    std::os::unix::fs::symlink("nowhere", recorder.root.join("VIDEO/sub/link")).unwrap();
    dock.start();
    let docking = docked(&dock, &recorder, "second");
    docking.wait_for(evidence_schema::wire::docks::DockingState::Incomplete);
    wait_until("a look", || {
        !dock
            .agent()
            .dockings
            .known()
            .is_none_or(|known| known.serials.is_empty())
    });
    let open = dock.agent().journal.open_erasures().unwrap();
    assert!(open.iter().all(|row| row.state == ErasureState::Intended) && open.len() == 2);
    docking.remove();
    fs::remove_dir_all(recorder.root.join("VIDEO/sub")).unwrap();
    let again = docked(&dock, &recorder, "third");
    ready(&again);
    recorder.check_recorded(&dock);
}

#[test]
fn deletion_that_could_not_be_synced_is_not_told_until_it_is() {
    let mut dock = dock();
    dock.medium.loses.store(true, Ordering::SeqCst);
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let docking = docked(&dock, &recorder, "first");
    wait_until("the deletion", || dock.medium.steps().contains(&Step::Closed));
    let asked = dock.server.state().reports.len();
    wait_until("time for a report", || dock.server.state().reports.len() > asked);
    assert!(dock.server.state().clearing.heard.is_empty());
    assert_eq!(dock.agent().journal.erasure_counts().unwrap().intended, 1);
    dock.medium.loses.store(false, Ordering::SeqCst);
    ready(&docking);
    recorder.check_recorded(&dock);
}
