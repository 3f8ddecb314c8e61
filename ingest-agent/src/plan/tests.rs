//! Hints order readings; they never spare one.

use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::CaptureId;
use evidence_schema::time::Timestamp;

use super::{Candidate, Purpose, order};
use crate::journal::{CaptureRow, CaptureState, HintRow, Known};
use crate::profile::NameFacts;
use crate::scan::{ListedFile, ManifestFile};

fn candidate(path: &str, known: Known, is_important: bool) -> Candidate {
    let facts = NameFacts {
        kind: evidence_schema::clip::ClipKind::Video,
        serial: None,
        officer: None,
        stamp: None,
        number: None,
        is_important,
    };
    let listed = ListedFile {
        path: path.to_owned(),
        raw: None,
        size_bytes: 10,
        modified_ns: 20,
    };
    Candidate {
        file: ManifestFile {
            listed,
            facts: Some(facts),
        },
        known,
        hint_key: path.into(),
    }
}

fn known(state: CaptureState, size_bytes: u64) -> (HintRow, CaptureRow) {
    let capture_id = CaptureId::from_random([1; 16]);
    let row = CaptureRow {
        capture_id,
        docking_id: None,
        statement: None,
        path: String::new(),
        sha256: Sha256Digest::of(b"x"),
        size_bytes,
        is_marked_important: false,
        captured_at: Timestamp::from_micros(0).unwrap(),
        state,
        location: None,
        clip_id: None,
        level: None,
        receipted_at: None,
        is_spool_kept: state != CaptureState::Verified,
        reread: None,
        message: None,
    };
    (
        HintRow {
            capture_id,
            size_bytes,
            modified_ns: 20,
        },
        row,
    )
}

fn is_compared(known: Known) -> bool {
    let readings = order(vec![candidate("a", known, false)]);
    assert_eq!(readings.len(), 1);
    matches!(readings[0].purpose, Purpose::Compare(_))
}

#[test]
fn new_files_come_first_important_ones_before_them_and_nothing_is_left_out() {
    let readings = order(vec![
        candidate("seen", Some(known(CaptureState::Verified, 10)), true),
        candidate("plain", None, false),
        candidate("important", None, true),
    ]);
    let paths: Vec<&str> = readings
        .iter()
        .map(|reading| reading.file.listed.path.as_str())
        .collect();
    assert_eq!(paths, ["important", "plain", "seen"]);
}

#[test]
fn file_that_looks_the_same_is_only_compared() {
    assert!(is_compared(Some(known(CaptureState::Verified, 10))));
    assert!(is_compared(Some(known(CaptureState::Spooled, 10))));
}

#[test]
fn other_size_or_unsafe_bytes_are_captured_anew() {
    assert!(!is_compared(Some(known(CaptureState::Verified, 11))));
    assert!(!is_compared(Some(known(CaptureState::Partial, 10))));
    assert!(!is_compared(Some(known(CaptureState::SpoolDamaged, 10))));
    assert!(!is_compared(None));
}
