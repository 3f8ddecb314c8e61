//! What survives, and in which order.

use evidence_schema::custody::claim::Said;
use evidence_schema::custody::receipt::ReceiptLevel;
use evidence_schema::custody::tree::TreeHead;
use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{CaptureId, ClaimId, ClipId, DockingId};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::claims::ClaimOutcome;
use tempfile::TempDir;

use super::{
    AlarmRow, CaptureRow, CaptureState, Change, ClaimRow, ClaimState, DockingRow, ErasureRow, ErasureState, HeadRow,
    HintRow, Journal, JournalError, ReceiptChange, RereadRow,
};
use crate::clock::fake::NOON;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(NOON + seconds * 1_000_000).unwrap()
}

fn row(number: u8) -> CaptureRow {
    CaptureRow {
        capture_id: CaptureId::from_random([number; 16]),
        docking_id: None,
        statement: Some("a statement".to_owned()),
        path: format!("{number}.MP4"),
        sha256: Sha256Digest::of(&[number]),
        size_bytes: 1,
        is_marked_important: false,
        captured_at: at(number.into()),
        state: CaptureState::Spooled,
        location: None,
        clip_id: None,
        level: None,
        receipted_at: None,
        is_spool_kept: true,
        reread: None,
        message: None,
    }
}

fn put(journal: &Journal, row: &CaptureRow) {
    let hint = HintRow {
        capture_id: row.capture_id,
        size_bytes: 1,
        modified_ns: 2,
    };
    let hint = Some((row.path.clone().into_bytes(), hint));
    journal
        .write(vec![Change::Capture {
            row: Box::new(row.clone()),
            hint,
        }])
        .unwrap();
}

fn receipt(number: u8, size: u64) -> Change {
    let head = TreeHead {
        size,
        root: Sha256Digest::of(&size.to_be_bytes()),
    };
    Change::Receipt(Box::new(ReceiptChange {
        capture_id: CaptureId::from_random([number; 16]),
        clip_id: ClipId::from_random([number; 16]),
        level: ReceiptLevel::Verified,
        at: at(100),
        receipt_json: b"{}".to_vec(),
        log_vkey: "log".to_owned(),
        head: HeadRow {
            head,
            checkpoint: "signed".to_owned(),
            at: at(100),
        },
    }))
}

fn open() -> (TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&folder.path().join("journal.redb")).unwrap();
    (folder, journal)
}

fn reopened(folder: &TempDir, journal: Journal) -> Journal {
    drop(journal);
    // The writing thread needs a moment until it lets the file go.
    let until = std::time::Instant::now() + std::time::Duration::from_mins(1);
    loop {
        match Journal::open(&folder.path().join("journal.redb")) {
            Ok(journal) => return journal,
            Err(error) => assert!(std::time::Instant::now() < until, "{error}"),
        }
    }
}

#[test]
fn capture_and_hint_survive_a_restart() {
    let (folder, journal) = open();
    put(&journal, &row(1));
    let journal = reopened(&folder, journal);
    assert_eq!(journal.capture(row(1).capture_id).unwrap(), Some(row(1)));
    assert_eq!(journal.hint(b"1.MP4").unwrap().unwrap().capture_id, row(1).capture_id);
}

#[test]
fn verified_receipt_ends_the_waiting_and_begins_the_spool_time() {
    let (folder, journal) = open();
    put(&journal, &row(1));
    put(&journal, &row(2));
    journal.write(vec![receipt(1, 7)]).unwrap();
    let journal = reopened(&folder, journal);
    let pending: Vec<String> = journal.pending().unwrap().into_iter().map(|row| row.path).collect();
    assert_eq!(pending, ["2.MP4"]);
    assert_eq!(journal.expired(at(100).as_micros()).unwrap(), []);
    assert_eq!(journal.expired(at(101).as_micros()).unwrap(), [row(1).capture_id]);
    journal
        .write(vec![Change::SpoolRemoved {
            capture_id: row(1).capture_id,
        }])
        .unwrap();
    assert_eq!(journal.expired(at(101).as_micros()).unwrap(), []);
}

#[test]
fn last_head_never_shrinks() {
    let (_folder, journal) = open();
    put(&journal, &row(1));
    journal.write(vec![receipt(1, 9)]).unwrap();
    journal.write(vec![receipt(1, 4)]).unwrap();
    assert_eq!(journal.head("log").unwrap().unwrap().head.size, 9);
}

#[test]
fn same_alarm_within_a_day_is_one_alarm() {
    let (_folder, journal) = open();
    let alarm = |seconds| {
        Change::Alarm(AlarmRow {
            kind: "spool_full".to_owned(),
            capture_id: None,
            recorder: None,
            message: "no room".to_owned(),
            at: at(seconds),
            is_reported: false,
        })
    };
    journal.write(vec![alarm(0), alarm(3600), alarm(90_000)]).unwrap();
    assert_eq!(journal.alarms().unwrap().len(), 2);
    journal.write(vec![Change::AlarmReported { number: 0 }]).unwrap();
    assert!(journal.alarms().unwrap()[1].1.is_reported);
}

#[test]
fn second_agent_in_the_same_folder_is_refused() {
    let (folder, _journal) = open();
    let second = Journal::open(&folder.path().join("journal.redb"));
    assert!(matches!(second, Err(JournalError::InUse)));
}

#[test]
fn change_of_an_unknown_capture_does_nothing() {
    let (_folder, journal) = open();
    journal.write(vec![receipt(1, 1)]).unwrap();
    assert_eq!(journal.capture(row(1).capture_id).unwrap(), None);
    assert!(journal.pending().unwrap().is_empty());
}

fn erasing(number: u8) -> Change {
    Change::Erasing(Box::new(ErasureRow {
        capture_id: row(number).capture_id,
        docking_id: DockingId::from_random([number; 16]),
        path: row(number).path,
        hint_key: row(number).path.into_bytes(),
        size_bytes: 1,
        modified_ns: 2,
        reread: RereadRow {
            sha256: row(number).sha256,
            at: at(200),
        },
        state: ErasureState::Intended,
    }))
}

fn erasure_states(journal: &Journal) -> Vec<ErasureState> {
    let open = journal.open_erasures().unwrap();
    open.into_iter().map(|row| row.state).collect()
}

#[test]
fn erasure_goes_from_intended_to_erased_to_told_and_takes_its_hint_along() {
    let (folder, journal) = open();
    put(&journal, &row(1));
    let capture_id = row(1).capture_id;
    journal.write(vec![erasing(1)]).unwrap();
    let journal = reopened(&folder, journal);
    assert_eq!(erasure_states(&journal), [ErasureState::Intended]);
    // Not told before it is erased.
    journal.write(vec![Change::ErasureTold { capture_id }]).unwrap();
    assert_eq!(erasure_states(&journal), [ErasureState::Intended]);
    assert!(journal.hint(b"1.MP4").unwrap().is_some());
    journal
        .write(vec![Change::Erased {
            capture_id,
            at: at(300),
        }])
        .unwrap();
    let journal = reopened(&folder, journal);
    assert_eq!(erasure_states(&journal), [ErasureState::Erased { at: at(300) }]);
    assert!(journal.hint(b"1.MP4").unwrap().is_none());
    // What was erased is neither intended again nor taken back.
    journal
        .write(vec![erasing(1), Change::ErasureWithdrawn { capture_id }])
        .unwrap();
    assert_eq!(erasure_states(&journal), [ErasureState::Erased { at: at(300) }]);
    journal.write(vec![Change::ErasureTold { capture_id }]).unwrap();
    assert!(erasure_states(&journal).is_empty());
    assert_eq!(journal.erasure_counts().unwrap().told, 1);
    journal.write(vec![Change::ErasureUntold { capture_id }]).unwrap();
    assert_eq!(erasure_states(&journal), [ErasureState::Erased { at: at(300) }]);
}

#[test]
fn withdrawn_intent_leaves_nothing_and_nothing_is_erased_without_an_intent() {
    let (_folder, journal) = open();
    put(&journal, &row(1));
    let capture_id = row(1).capture_id;
    journal
        .write(vec![erasing(1), Change::ErasureWithdrawn { capture_id }])
        .unwrap();
    journal
        .write(vec![Change::Erased {
            capture_id,
            at: at(300),
        }])
        .unwrap();
    assert!(erasure_states(&journal).is_empty());
    assert!(journal.hint(b"1.MP4").unwrap().is_some());
}

#[test]
fn hint_of_a_newer_capture_under_the_same_name_stays() {
    let (_folder, journal) = open();
    put(&journal, &row(1));
    journal.write(vec![erasing(1)]).unwrap();
    let newer = CaptureRow {
        path: row(1).path,
        ..row(2)
    };
    put(&journal, &newer);
    let capture_id = row(1).capture_id;
    journal
        .write(vec![Change::Erased {
            capture_id,
            at: at(300),
        }])
        .unwrap();
    assert_eq!(journal.hint(b"1.MP4").unwrap().unwrap().capture_id, newer.capture_id);
}

#[test]
fn docking_of_an_older_agent_is_readable_and_not_ready() {
    let text = r#"{"docking_id": "docking-01010101010101010101010101010101", "slot": "one", "presence": "p",
        "profile": null, "device": {"serial": null, "usb_serial": null, "officer_number": null, "officer_name": null,
        "unit_number": null, "unit_name": null}, "started_at": "2026-11-21T08:00:00.000000Z", "removed_at": null,
        "files_total": 0, "bytes_total": 0, "files_failed": 0, "is_read": true, "is_refused": false,
        "is_flagged": false, "messages": [], "is_closed": false}"#;
    let row: DockingRow = super::decode(text.as_bytes()).unwrap();
    assert!(!row.is_ready);
}

fn tag(number: u8, said_at: i64, state: ClaimState) -> Change {
    // Each is said at a docking of its own, of one recorder.
    Change::Claim(Box::new(ClaimRow {
        claim_id: ClaimId::from_random([number; 16]),
        docking_id: DockingId::from_random([number; 16]),
        serial: Some(if number.is_multiple_of(2) { "ZF00417" } else { "zf00417" }.to_owned()),
        note: String::new(),
        said: Said::Tagged {
            tag: "seizure".to_owned(),
        },
        said_at: at(said_at),
        state,
    }))
}

fn refused() -> ClaimState {
    ClaimState::Refused("as the test wants it".to_owned())
}

fn refused_tags(journal: &Journal) -> Vec<ClaimId> {
    let rows = journal.refused_tags().unwrap().into_iter();
    rows.map(|row| row.claim_id).collect()
}

#[test]
fn refused_tag_is_listed_until_a_later_one_of_its_recorder_is_taken() {
    let (_folder, journal) = open();
    let taken = || ClaimState::Recorded(ClaimOutcome::Merged);
    let id = |number: u8| ClaimId::from_random([number; 16]);
    let changes = vec![
        tag(1, 10, refused()),
        tag(2, 20, ClaimState::Waiting),
        tag(3, 20, refused()),
    ];
    journal.write(changes).unwrap();
    assert_eq!(refused_tags(&journal), [id(1), id(3)]);
    // One touch, two dockings: what was taken for one of them says nothing of the other.
    journal.write(vec![tag(2, 20, taken())]).unwrap();
    assert_eq!(refused_tags(&journal), [id(3)]);
    journal.write(vec![tag(4, 30, refused()), tag(5, 40, taken())]).unwrap();
    assert_eq!(refused_tags(&journal), []);
}

#[test]
fn refused_tags_of_an_older_agents_journal_are_found() {
    let (folder, journal) = open();
    journal
        .write(vec![tag(1, 10, refused()), tag(2, 20, refused())])
        .unwrap();
    let write = journal.database.begin_write().unwrap();
    let table: redb::TableDefinition<'_, &str, &str> = redb::TableDefinition::new("refused_tags");
    assert!(write.delete_table(table).unwrap());
    write.commit().unwrap();
    assert_eq!(refused_tags(&reopened(&folder, journal)).len(), 2);
}
