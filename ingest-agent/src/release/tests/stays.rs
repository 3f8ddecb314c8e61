//! What keeps a file on its recorder, and what people are told of it.

use std::fs;
use std::os::unix::fs::symlink;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::wire::clearing::ClearingFacts;
use evidence_schema::wire::docks::DockingState;

use super::{ONE, Recorder, THREE, TWO, dock, ready};
use crate::capture::{Open, open_file};
use crate::journal::Change;
use crate::release::medium::Step;
use crate::tests::clearing::allowed;
use crate::tests::{TestDock, TestDocking, wait_until};

const HOUR_MS: i64 = 3600 * 1000;

fn why(dock: &TestDock) -> String {
    let stays = dock.agent().dockings.stays(10);
    stays.into_iter().map(|stay| stay.why).collect::<Vec<_>>().join(" | ")
}

fn message(docking: &TestDocking) -> String {
    docking.report().message.unwrap_or_default()
}

/// Docks one file under these facts and waits until its reason is told; the file must be there then.
fn keeps(facts: ClearingFacts, told: &str) {
    let mut dock = dock();
    dock.server.state().clearing.facts = Some(facts);
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let docking = dock.dock(&recorder.root);
    wait_until(told, || why(&dock).contains(told));
    ready(&docking);
    assert_eq!(recorder.left(), [ONE]);
    assert!(!dock.medium.steps().contains(&Step::Intended));
    recorder.check_recorded(&dock);
}

#[test]
fn server_that_says_no_keeps_every_file() {
    let facts = ClearingFacts {
        is_enabled: false,
        ..allowed()
    };
    keeps(facts, "switched off");
}

#[test]
fn level_that_is_not_reached_keeps_the_file() {
    let facts = ClearingFacts {
        level: ReceiptLevel::Replicated,
        ..allowed()
    };
    keeps(facts, "waits for the copies");
}

#[test]
fn mark_of_the_device_keeps_the_file() {
    let facts = ClearingFacts {
        is_marked_important: true,
        ..allowed()
    };
    keeps(facts, "marked important");
}

#[test]
fn mark_of_a_person_keeps_the_file() {
    let facts = ClearingFacts {
        is_marked_by_person: true,
        ..allowed()
    };
    keeps(facts, "a person marked it important");
}

#[test]
fn unconfirmed_tag_keeps_the_file() {
    let facts = ClearingFacts {
        is_tagged_unconfirmed: true,
        ..allowed()
    };
    keeps(facts, "tagged");
}

#[test]
fn footage_of_nobody_keeps_the_file() {
    let facts = ClearingFacts {
        is_attributed: false,
        ..allowed()
    };
    keeps(facts, "belongs to nobody");
}

#[test]
fn rest_keeps_the_file_until_it_ends() {
    let mut dock = dock();
    dock.server.state().clearing.facts = Some(ClearingFacts {
        rest_ms: 2 * HOUR_MS,
        ..allowed()
    });
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let docking = dock.dock(&recorder.root);
    // The profile's zone is Shanghai's: noon of the test is 16:00 there.
    wait_until("the rest", || message(&docking).contains("1 rests until 18:00"));
    dock.pass(2 * HOUR_MS - 1);
    let asked = dock.server.state().clearing.asked;
    wait_until("another look", || dock.server.state().clearing.asked > asked + 1);
    assert_eq!(recorder.left(), [ONE]);
    dock.pass(1);
    wait_until("the erasure", || recorder.left().is_empty());
    ready(&docking);
    assert_eq!(docking.report().message, None);
    recorder.check_recorded(&dock);
}

#[test]
fn counts_in_the_message_are_exact() {
    let mut dock = dock();
    let mut state = dock.server.state();
    let important = ClearingFacts {
        is_marked_important: true,
        rest_ms: 2 * HOUR_MS,
        ..allowed()
    };
    let resting = ClearingFacts {
        rest_ms: 2 * HOUR_MS,
        ..allowed()
    };
    state.clearing.by_path.insert(THREE.to_owned(), important);
    state.clearing.by_path.insert("a.jpg".to_owned(), resting.clone());
    state.clearing.by_path.insert("b.jpg".to_owned(), resting);
    drop(state);
    dock.start();
    let files: [(&str, &[u8]); 5] = [
        (ONE, b"1"),
        (TWO, b"2"),
        (THREE, b"3"),
        ("a.jpg", b"a"),
        ("b.jpg", b"b"),
    ];
    let recorder = Recorder::new(&dock, &files);
    let docking = dock.dock(&recorder.root);
    let told =
        "3 of 5 files stay on the recorder: 2 rest until 18:00, 1 is marked important by the device: a person decides";
    wait_until(told, || message(&docking) == told);
    assert_eq!(recorder.left(), [THREE, "a.jpg", "b.jpg"]);
    let text = crate::status::text(&crate::status::of_running(dock.agent()));
    assert!(text.contains(told), "{text}");
    let each =
        format!("stays     one: VIDEO/{THREE}: rests until 18:00; is marked important by the device: a person decides");
    assert!(text.contains(&each), "{text}");
    assert!(text.contains("erased    2 files from recorders"), "{text}");
    recorder.check_held(&dock);
    recorder.check_recorded(&dock);
}

#[test]
fn clip_that_the_server_lost_keeps_the_file() {
    let mut dock = dock();
    dock.server.state().clearing.lost.push(ONE.to_owned());
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one"), (TWO, b"two")]);
    let _docking = dock.dock(&recorder.root);
    wait_until("the reason", || why(&dock).contains("not held by the server"));
    wait_until("the other file", || recorder.left() == [ONE]);
    recorder.check_recorded(&dock);
}

#[test]
fn server_that_does_not_answer_keeps_every_file_and_the_recorder_is_not_ready() {
    let mut dock = dock();
    dock.server.state().clearing.facts = None;
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let docking = dock.dock(&recorder.root);
    ready(&docking);
    dock.server.faults.is_away.store(true, Ordering::SeqCst);
    dock.server.state().clearing.facts = Some(allowed());
    wait_until("the reason", || why(&dock).contains("waits for the server's answer"));
    assert_eq!(docking.report().state, DockingState::Stored);
    assert_eq!(recorder.left(), [ONE]);
}

#[test]
fn dock_that_is_told_to_erase_nothing_asks_nobody() {
    let mut dock = dock();
    dock.config.release.allowed = false;
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let docking = dock.dock(&recorder.root);
    ready(&docking);
    assert!(why(&dock).contains("release.allowed = false"));
    assert_eq!(dock.server.state().clearing.asked, 0);
    assert_eq!(
        (recorder.left(), docking.report().message),
        (vec![ONE.to_owned()], None)
    );
}

#[test]
fn broken_log_keeps_every_file() {
    let mut dock = dock();
    dock.server.state().clearing.facts = None;
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let docking = dock.dock(&recorder.root);
    ready(&docking);
    docking.remove();
    let broken = Change::LogBroken {
        log_vkey: dock.server.log_vkey(),
        reason: "the log shrank".to_owned(),
    };
    dock.agent().journal.write(vec![broken]).unwrap();
    dock.kill();
    dock.server.state().clearing.facts = Some(allowed());
    dock.start();
    let docking = dock.dock(&recorder.root);
    wait_until("the reason", || message(&docking).contains("the custody log is broken"));
    assert_eq!(docking.report().state, DockingState::Stored);
    assert_eq!(recorder.left(), [ONE]);
}

#[test]
fn recorder_that_waits_for_a_person_is_not_written_to() {
    let mut dock = dock();
    dock.server.state().known_serials.clear();
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let docking = dock.dock(&recorder.root);
    wait_until("the reason", || why(&dock).contains("until a person has looked"));
    assert_eq!(docking.report().state, DockingState::NeedsPerson);
    assert_eq!(recorder.left(), [ONE]);
    dock.server.state().known_serials.push("ZF00417".to_owned());
    dock.agent().dockings.change(docking.docking_id, |_| {});
    wait_until("the erasure", || recorder.left().is_empty());
    recorder.check_recorded(&dock);
}

#[test]
fn file_that_cannot_be_read_twice_stays() {
    let mut dock = dock();
    dock.server.state().clearing.facts = None;
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one"), (TWO, b"two")]);
    let is_dead = Arc::new(AtomicBool::new(false));
    let dead = Arc::clone(&is_dead);
    let open: Arc<Open> = Arc::new(move |path| {
        if path.ends_with(ONE) && dead.load(Ordering::SeqCst) {
            return Err(std::io::Error::from_raw_os_error(5));
        }
        open_file(path)
    });
    let docking = dock.dock_through(&recorder.root, open);
    ready(&docking);
    is_dead.store(true, Ordering::SeqCst);
    dock.server.state().clearing.facts = Some(allowed());
    wait_until("the alarm", || dock.alarm_kinds() == ["unreadable"]);
    wait_until("the reason", || why(&dock).contains("the card is doubtful"));
    let asked = dock.server.state().clearing.asked;
    assert!(message(&docking).contains("have its card examined"));
    // Nothing is written to such a card, and nobody is asked any more.
    assert_eq!(recorder.left(), [ONE, TWO]);
    assert_ne!(docking.report().state, DockingState::Ready);
    docking.remove();
    assert_eq!(dock.server.state().clearing.asked, asked);
    recorder.check_recorded(&dock);
}

#[test]
fn dock_whose_clock_differs_from_the_server_erases_nothing() {
    let mut dock = dock();
    dock.clock.0.fetch_add(31_000_000, Ordering::SeqCst);
    dock.start();
    wait_until("the server's time", || dock.agent().receipts.clock_difference_ms() != 0);
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let docking = dock.dock(&recorder.root);
    wait_until("the reason", || {
        message(&docking).contains("clocks of dock and server differ")
    });
    assert_eq!(recorder.left(), [ONE]);
}

/// Puts something else in the file's place after its second reading, before the unlink.
fn swapped(swap: impl Fn(&std::path::Path) + Send + 'static) -> (TestDock, Recorder) {
    let mut dock = dock();
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let path = recorder.video(ONE);
    let is_done = AtomicBool::new(false);
    dock.medium.on_step(move |step| {
        if step == Step::Writable && !is_done.swap(true, Ordering::SeqCst) {
            swap(&path);
        }
    });
    let docking = dock.dock(&recorder.root);
    wait_until("the deletion to be tried", || {
        dock.medium.steps().contains(&Step::Closed)
    });
    assert_eq!(recorder.left(), [ONE]);
    docking.remove();
    assert!(dock.agent().journal.open_erasures().unwrap().is_empty());
    assert!(dock.server.state().clearing.heard.is_empty());
    (dock, recorder)
}

#[test]
fn another_file_of_the_same_size_and_time_is_not_the_one_that_was_read() {
    let (_dock, recorder) = swapped(|path| {
        let time = fs::metadata(path).unwrap().modified().unwrap();
        let other = path.with_extension("other");
        fs::write(&other, b"two").unwrap();
        let file = fs::File::options().write(true).open(&other).unwrap();
        file.set_modified(time).unwrap();
        fs::rename(&other, path).unwrap();
    });
    assert_eq!(fs::read(recorder.video(ONE)).unwrap(), b"two");
}

#[test]
fn file_that_grew_after_its_second_reading_stays() {
    let (_dock, recorder) = swapped(|path| {
        use std::io::Write;
        let mut file = fs::File::options().append(true).open(path).unwrap();
        file.write_all(b" and more").unwrap();
    });
    assert_eq!(fs::read(recorder.video(ONE)).unwrap(), b"one and more");
}

#[test]
fn link_in_the_place_of_the_file_is_left_alone() {
    let (_dock, recorder) = swapped(|path| {
        let target = path.parent().unwrap().parent().unwrap().join("kept");
        fs::rename(path, &target).unwrap();
        symlink(&target, path).unwrap();
    });
    assert!(recorder.video(ONE).is_symlink());
    assert_eq!(fs::read(recorder.video(ONE)).unwrap(), b"one");
}

#[test]
fn link_in_the_place_of_the_folder_is_not_followed() {
    let (_dock, recorder) = swapped(|path| {
        let folder = path.parent().unwrap();
        let target = folder.with_file_name("MOVED");
        fs::rename(folder, &target).unwrap();
        symlink(&target, folder).unwrap();
    });
    assert_eq!(fs::read(recorder.root.join("MOVED").join(ONE)).unwrap(), b"one");
}

#[test]
fn full_recorder_that_cannot_be_cleared_is_an_alarm_with_the_reasons() {
    let mut dock = dock();
    dock.server.state().clearing.facts = None;
    dock.medium.free_bytes.store(1 << 30, Ordering::SeqCst);
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one"), (TWO, b"two")]);
    let docking = dock.dock(&recorder.root);
    wait_until("the alarm", || dock.alarm_kinds() == ["recorder_full"]);
    let (_, alarm) = dock.agent().journal.alarms().unwrap().remove(0);
    assert!(alarm.message.contains("recorder ZF00417 in slot one has 1.00 GiB free"));
    assert!(
        alarm.message.contains("2 stay because erasing is switched off"),
        "{}",
        alarm.message
    );
    assert!(message(&docking).contains("not ready for a shift"));
    assert_eq!(docking.report().state, DockingState::Stored);
}

#[test]
fn full_recorder_whose_files_go_by_themselves_is_an_alarm_only_if_it_leaves_before() {
    let mut dock = dock();
    dock.server.state().clearing.facts = Some(ClearingFacts {
        rest_ms: HOUR_MS,
        ..allowed()
    });
    dock.medium.free_bytes.store(1 << 30, Ordering::SeqCst);
    dock.start();
    let recorder = Recorder::new(&dock, &[(ONE, b"one")]);
    let docking = dock.dock(&recorder.root);
    wait_until("the message", || message(&docking).contains("not ready for a shift"));
    assert_eq!(docking.report().state, DockingState::Stored);
    assert!(dock.alarm_kinds().is_empty());
    docking.remove();
    wait_until("the alarm of its leaving", || dock.alarm_kinds() == ["recorder_full"]);
    let (_, alarm) = dock.agent().journal.alarms().unwrap().remove(0);
    assert!(
        alarm.message.contains("taken out before it was cleared"),
        "{}",
        alarm.message
    );
}

#[test]
fn recorder_with_a_reset_clock_is_stored_and_not_ready() {
    let mut dock = dock();
    dock.start();
    let recorder = Recorder::new(&dock, &[("ZF00417_110217_19800101000000_0001.MP4", b"one")]);
    let docking = dock.dock(&recorder.root);
    wait_until("the erasure", || recorder.left().is_empty());
    recorder.check_recorded(&dock);
    wait_until("the end of the deletion", || {
        docking.report().state == DockingState::Stored
    });
    assert!(message(&docking).contains("its clock is wrong; set it"));
}
