//! Whole dockings: what is on the recorder, what fails, what is said and what is kept.

use std::fs::{self, File};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use evidence_schema::custody::statement::CaptureStatement;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::wire::docks::{DockingState, UnknownRecorderPolicy};

use crate::capture::tests::Failing;
use crate::capture::{Open, Source, open_file};
use crate::journal::CaptureState;
use crate::tests::{TestDock, footage, patrol_volume, wait_until};

const ONE: &str = "ZF00417_110217_20261120093000_0001.MP4";
const TWO: &str = "ZF00417_110217_20261120093500_0002.MP4";

fn dock() -> TestDock {
    let mut dock = TestDock::enrolled();
    dock.server.state().known_serials.push("ZF00417".to_owned());
    dock.start();
    wait_until("the server's word on recorders", || {
        dock.agent().dockings.known().is_some()
    });
    dock
}

fn statement(row: &crate::journal::CaptureRow) -> CaptureStatement {
    CaptureStatement::open_unverified(row.statement.as_ref().unwrap()).unwrap()
}

fn set_time(path: &Path, micros: i64) {
    let at = std::time::UNIX_EPOCH + std::time::Duration::from_micros(u64::try_from(micros).unwrap());
    File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_modified(at)
        .unwrap();
}

#[test]
fn statement_says_what_was_read_from_which_recorder() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"footage"), ("empty.bin", b"")]);
    let gbk: &[u8] = &[0xcf, 0xd6, 0xb3, 0xa1];
    fs::write(root.join("VIDEO").join(std::ffi::OsStr::from_bytes(gbk)), b"gbk").unwrap();
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::Stored);
    let rows = dock.captures();
    let said = statement(&rows[0]);
    assert_eq!(
        (said.path.as_str(), said.sha256),
        (format!("VIDEO/{ONE}").as_str(), Sha256Digest::of(b"footage"))
    );
    assert_eq!(said.device.known_serial(), Some("ZF00417"));
    assert_eq!(
        (said.profile.as_deref(), said.sequence_number, said.is_name_parsed),
        (Some("gat947"), Some(1), true)
    );
    assert_eq!(said.docking_id, Some(docking.docking_id));
    assert_eq!(rows[1].size_bytes, 0);
    let strange = statement(&rows[2]);
    assert_eq!((strange.path.as_str(), strange.is_name_parsed), ("VIDEO/现场", false));
    assert_eq!(strange.path_bytes_hex, Some(hex::encode(b"VIDEO/") + "cfd6b3a1"));
}

#[test]
fn second_docking_reads_again_and_uploads_nothing() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"footage")]);
    let first = dock.dock(&root);
    first.wait_for(DockingState::Stored);
    first.remove();
    let second = dock.dock(&root);
    second.wait_for(DockingState::Stored);
    wait_until("the second reading is noted", || dock.captures()[0].reread.is_some());
    assert_eq!(dock.captures().len(), 1);
    assert_eq!(dock.server.state().uploads.len(), 1);
}

#[test]
fn same_name_on_a_formatted_card_is_a_second_capture() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"before")]);
    let first = dock.dock(&root);
    first.wait_for(DockingState::Stored);
    first.remove();
    patrol_volume(&root, &[(ONE, b"after formatting")]);
    dock.dock(&root).wait_for(DockingState::Stored);
    assert_eq!(dock.captures().len(), 2);
    assert_eq!(dock.server.clips().len(), 2);
}

#[test]
fn bit_that_flipped_between_two_readings_is_an_alarm_and_both_are_kept() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"footage")]);
    let path = root.join("VIDEO").join(ONE);
    set_time(&path, 1_795_000_000_000_000);
    let first = dock.dock(&root);
    first.wait_for(DockingState::Stored);
    first.remove();
    fs::write(&path, b"fo0tage").unwrap();
    set_time(&path, 1_795_000_000_000_000);
    let second = dock.dock(&root);
    second.wait_for(DockingState::Stored);
    assert!(second.report().message.unwrap().contains("other bytes"));
    wait_until("the alarm", || dock.alarm_kinds() == ["flipped_bit"]);
    assert_eq!(dock.server.clips().len(), 2);
}

#[test]
fn file_that_grows_while_it_is_read_is_read_again_when_it_is_quiet() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, &footage(3_000_000, 1))]);
    let grown = Arc::new(AtomicBool::new(false));
    let open: Arc<Open> = Arc::new(move |path: &Path| {
        let source = open_file(path)?;
        if !grown.swap(true, Ordering::SeqCst) {
            use std::io::Write;
            File::options().append(true).open(path)?.write_all(b"more")?;
        }
        Ok(source)
    });
    let docking = dock.dock_through(&root, open);
    docking.wait_for(DockingState::Stored);
    let whole = fs::read(root.join("VIDEO").join(ONE)).unwrap();
    assert_eq!(
        dock.server.clips(),
        [(format!("VIDEO/{ONE}"), Sha256Digest::of(&whole))]
    );
}

#[test]
fn file_that_never_becomes_quiet_is_kept_as_it_was_read_and_said_to_be_so() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"x")]);
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&tries);
    let open: Arc<Open> = Arc::new(move |path: &Path| {
        let source = open_file(path)?;
        if counted.fetch_add(1, Ordering::SeqCst) < 3 {
            use std::io::Write;
            File::options().append(true).open(path)?.write_all(b"y")?;
        }
        Ok(source)
    });
    let docking = dock.dock_through(&root, open);
    wait_until("the message", || {
        docking
            .report()
            .message
            .is_some_and(|text| text.contains("kept changing"))
    });
    wait_until("the capture", || !dock.captures().is_empty());
    assert!(dock.captures()[0].message.as_ref().unwrap().contains("kept changing"));
    assert_eq!(tries.load(Ordering::SeqCst), 3);
}

fn failing(path_end: &'static str, left: u64, times: usize) -> Arc<Open> {
    let count = AtomicUsize::new(0);
    Arc::new(move |path: &Path| -> io::Result<Box<dyn Source>> {
        if path.to_string_lossy().ends_with(path_end) && count.fetch_add(1, Ordering::SeqCst) < times {
            return Ok(Box::new(Failing {
                file: File::open(path)?,
                left,
            }));
        }
        open_file(path)
    })
}

#[test]
fn read_error_that_passes_costs_nothing() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, &footage(3_000_000, 1))]);
    let docking = dock.dock_through(&root, failing(ONE, 2_500_000, 2));
    docking.wait_for(DockingState::Stored);
    assert!(dock.alarm_kinds().is_empty());
    assert_eq!(dock.captures().len(), 1);
}

#[test]
fn read_error_that_stays_keeps_the_part_and_the_other_files_and_the_next_docking_mends_it() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, &footage(5_000_000, 1)), (TWO, b"good")]);
    let first = dock.dock_through(&root, failing(ONE, 4_500_000, usize::MAX));
    first.wait_for(DockingState::Incomplete);
    let report = first.report();
    assert_eq!((report.files_failed, report.files_spooled), (1, 1));
    assert!(report.message.unwrap().contains("dock the recorder again"));
    wait_until("the alarm", || dock.alarm_kinds() == ["unreadable"]);
    wait_until("the good file", || dock.server.clips().len() == 1);
    let partial = dock
        .captures()
        .into_iter()
        .find(|row| row.state == CaptureState::Partial)
        .unwrap();
    assert!(partial.size_bytes > 0 && dock.agent().spool.place(partial.capture_id).exists());
    first.remove();
    dock.dock(&root).wait_for(DockingState::Stored);
    assert_eq!(dock.server.clips().len(), 2);
    wait_until("the part is needless", || {
        !dock.agent().spool.place(partial.capture_id).exists()
    });
}

#[test]
fn recorder_pulled_out_in_the_middle_is_incomplete_and_loses_nothing() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, &footage(9_000_000, 1)), (TWO, b"good")]);
    let pulled = Arc::new(AtomicBool::new(false));
    let reading = Arc::clone(&pulled);
    let open: Arc<Open> = Arc::new(move |path: &Path| {
        if path.ends_with(ONE) {
            reading.store(true, Ordering::SeqCst);
            return Ok(Box::new(Failing {
                file: File::open(path)?,
                left: 6_000_000,
            }) as Box<dyn Source>);
        }
        open_file(path)
    });
    let docking = dock.dock_through(&root, open);
    wait_until("reading", || pulled.load(Ordering::SeqCst));
    let id = docking.docking_id;
    docking.remove();
    let report = dock
        .agent()
        .dockings
        .reports()
        .into_iter()
        .find(|report| report.docking_id == id);
    if let Some(report) = report {
        assert_eq!((report.state, report.is_present), (DockingState::Incomplete, false));
    }
    dock.dock(&root).wait_for(DockingState::Stored);
    assert_eq!(dock.server.clips().len(), 2);
}

#[test]
fn full_spool_is_told_others_go_on_and_the_file_follows_when_there_is_room() {
    let mut dock = TestDock::enrolled();
    dock.config.spool.limit_bytes = Some(1_000_000);
    dock.server.state().known_serials.push("ZF00417".to_owned());
    dock.start();
    let root = dock.volume_folder("patrol");
    patrol_volume(
        &root,
        &[
            (ONE, &footage(900_000, 1)),
            (TWO, &footage(800_000, 2)),
            ("small.jpg", b"small"),
        ],
    );
    let docking = dock.dock(&root);
    wait_until("the message", || {
        docking
            .report()
            .message
            .is_some_and(|text| text.contains("leave the recorder in"))
    });
    wait_until("two files", || dock.server.clips().len() == 2);
    wait_until("the alarm", || dock.alarm_kinds() == ["spool_full"]);
    assert_eq!(docking.report().state, DockingState::Reading);
    let held = dock
        .captures()
        .into_iter()
        .find(|row| row.size_bytes > 800_000)
        .unwrap();
    wait_until("the receipt", || {
        dock.captures().iter().all(|row| row.state == CaptureState::Verified)
    });
    dock.agent().spool.remove(held.capture_id).unwrap();
    docking.wait_for(DockingState::Stored);
    assert_eq!(dock.server.clips().len(), 3);
}

#[test]
fn unknown_recorder_is_collected_and_waits_for_a_person_until_it_is_registered() {
    let dock = dock();
    dock.server.state().known_serials.clear();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"footage")]);
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::NeedsPerson);
    assert!(docking.report().message.unwrap().contains("register recorder ZF00417"));
    wait_until("the clip", || dock.server.clips().len() == 1);
    dock.server.state().known_serials.push("ZF00417".to_owned());
    dock.agent().dockings.change(docking.docking_id, |_| {});
    docking.wait_for(DockingState::Stored);
}

#[test]
fn lost_recorder_is_collected_and_waits_for_a_person_until_it_is_in_use_again() {
    let dock = dock();
    dock.server.state().set_aside.push("ZF00417".to_owned());
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"footage")]);
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::NeedsPerson);
    wait_until("the clip", || dock.server.clips().len() == 1);
    dock.server.state().set_aside.clear();
    dock.agent().dockings.change(docking.docking_id, |_| {});
    docking.wait_for(DockingState::Stored);
}

#[test]
fn refused_recorder_is_not_read_until_it_is_registered() {
    let dock = dock();
    dock.server.state().known_serials.clear();
    dock.server.state().unknown = UnknownRecorderPolicy::Refuse;
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"footage")]);
    dock.agent().dockings.changed.notify_one();
    let other = dock.volume_folder("other");
    fs::write(other.join("x"), b"x").unwrap();
    let stranger = dock.dock(&other);
    wait_until("the policy", || {
        dock.agent()
            .dockings
            .known()
            .is_some_and(|known| known.unknown == UnknownRecorderPolicy::Refuse)
    });
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::Refused);
    assert!(dock.captures().is_empty());
    dock.server.state().known_serials.push("ZF00417".to_owned());
    dock.agent().dockings.change(stranger.docking_id, |_| {});
    docking.wait_for(DockingState::Stored);
    assert_eq!(stranger.report().state, DockingState::Refused);
    assert!(stranger.report().message.unwrap().contains("ingest-agent import"));
}

#[test]
fn measured_clock_offset_is_used_by_one_docking_only() {
    let dock = dock();
    let agent = dock.agent();
    let measurement = crate::offset::Measurement {
        serial: "zf00417".to_owned(),
        offset_ms: -4200,
        uncertainty_ms: 500,
        by: "李明".to_owned(),
        measured_at: agent.clock.now(),
    };
    crate::offset::store(&agent.config.offsets_file(&agent.data), measurement).unwrap();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"footage")]);
    let first = dock.dock(&root);
    first.wait_for(DockingState::Stored);
    first.remove();
    fs::write(root.join("VIDEO").join(TWO), b"later").unwrap();
    dock.dock(&root).wait_for(DockingState::Stored);
    let rows = dock.captures();
    let offset = statement(&rows[0]).clock_offset.unwrap();
    assert_eq!(
        (offset.offset_ms, offset.method.as_str(), offset.by.as_deref()),
        (-4200, "hand", Some("李明"))
    );
    assert_eq!(statement(&rows[1]).clock_offset, None);
}

#[test]
fn wrong_clock_is_a_message_and_the_claims_are_kept() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[("ZF00417_110217_19800101000000_0001.MP4", b"footage")]);
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::Stored);
    assert!(docking.report().message.unwrap().contains("clock is wrong"));
    assert_eq!(statement(&dock.captures()[0]).time_claims[0].text, "19800101000000");
}

#[test]
fn docking_cut_short_by_a_kill_goes_on_under_its_id_and_drops_the_half_file() {
    let mut dock = dock();
    dock.server.faults.is_away.store(true, Ordering::SeqCst);
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"footage"), (TWO, b"second")]);
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::Spooled);
    let id = docking.docking_id;
    docking.stop();
    let half = evidence_schema::ids::CaptureId::from_random([0xff; 16]);
    fs::write(dock.agent().spool.place(half), b"half").unwrap();
    dock.kill();
    dock.server.faults.is_away.store(false, Ordering::SeqCst);
    dock.start();
    assert!(!dock.agent().spool.place(half).exists());
    let again = dock.dock(&root);
    assert_eq!(again.docking_id, id);
    again.wait_for(DockingState::Stored);
    assert_eq!((again.report().files_total, again.report().files_stored), (2, 2));
    assert_eq!(dock.server.clips().len(), 2);
}

#[test]
fn several_recorders_are_read_at_once_and_none_waits_for_another() {
    let dock = dock();
    let (slow, quick) = (dock.volume_folder("slow"), dock.volume_folder("quick"));
    patrol_volume(&slow, &[(ONE, &footage(2_000_000, 1))]);
    patrol_volume(&quick, &[(TWO, b"quick")]);
    let go_on = Arc::new(AtomicBool::new(false));
    let held = Arc::clone(&go_on);
    let open: Arc<Open> = Arc::new(move |path: &Path| {
        while path.ends_with(ONE) && !held.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        open_file(path)
    });
    let first = dock.dock_through(&slow, open);
    dock.dock(&quick).wait_for(DockingState::Stored);
    assert_eq!(first.report().state, DockingState::Reading);
    go_on.store(true, Ordering::SeqCst);
    first.wait_for(DockingState::Stored);
}

#[test]
fn two_thousand_small_files_share_their_commits_and_offers() {
    let dock = dock();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[]);
    for number in 0..2000 {
        fs::write(
            root.join("VIDEO").join(format!("{number}.jpg")),
            format!("picture {number}"),
        )
        .unwrap();
    }
    dock.dock(&root).wait_for(DockingState::Stored);
    assert_eq!(dock.server.clips().len(), 2000);
    assert!(dock.server.state().requests["POST /api/v1/docks"] < 400);
}

#[test]
fn second_reading_after_the_receipt_is_noted_and_erases_nothing() {
    let mut dock = TestDock::enrolled();
    dock.config.release.reread_after_verified = true;
    dock.server.state().known_serials.push("ZF00417".to_owned());
    dock.start();
    let root = dock.volume_folder("patrol");
    patrol_volume(&root, &[(ONE, b"footage")]);
    let docking = dock.dock(&root);
    docking.wait_for(DockingState::Stored);
    wait_until("the second reading", || dock.captures()[0].reread.is_some());
    let stays = dock.agent().dockings.stays(10);
    assert!(stays[0].why.contains("switched off"), "{stays:?}");
    assert!(root.join("VIDEO").join(ONE).exists());
}
