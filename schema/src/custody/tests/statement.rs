//! Behaviour of capture statements: a dock speaks for itself, in one form.

use super::story::{FOOTAGE, START, dock, log_key, public};
use crate::canonical;
use crate::clip::{ClaimMeaning, SourceKind};
use crate::custody::note::{NoteError, SigningNoteKey};
use crate::custody::statement::{
    CaptureStatement, ClockOffset, DeviceClaims, ReadFrom, STATEMENT_VERSION, StatementError, TimeClaim,
};
use crate::digest::Sha256Digest;
use crate::ids::{CaptureId, DockId, DockingId};
use crate::limits::{PATH_BYTES_MAX, STATEMENT_BYTES_MAX};
use crate::time::Timestamp;

/// What the test dock says about the test footage.
pub(crate) fn statement() -> CaptureStatement {
    let at = |seconds: i64| Timestamp::from_micros(START + seconds * 1_000_000).unwrap();
    CaptureStatement {
        v: STATEMENT_VERSION,
        capture_id: CaptureId::from_random([0xca; 16]),
        dock_id: dock().0,
        docking_id: Some(DockingId::from_random([0xd1; 16])),
        read_from: ReadFrom::Volume {
            slot: "3".to_owned(),
            volume: Some("执法记录".to_owned()),
            file_system: Some("exfat".to_owned()),
        },
        source: SourceKind::Recorder,
        profile: Some("gat947".to_owned()),
        device: DeviceClaims {
            serial: Some("1234567".to_owned()),
            ..DeviceClaims::default()
        },
        path: "VIDEO/1234567_000123_20261121150000_0001.MP4".to_owned(),
        path_bytes_hex: None,
        is_name_parsed: true,
        sequence_number: Some(1),
        is_marked_important: false,
        sha256: Sha256Digest::of(FOOTAGE),
        size_bytes: FOOTAGE.len() as u64,
        time_claims: vec![TimeClaim {
            origin: "file_name".to_owned(),
            text: "20261121150000".to_owned(),
            means: ClaimMeaning::Start,
            at: Some(at(-3600)),
        }],
        clock_offset: Some(ClockOffset {
            offset_ms: -69_000,
            uncertainty_ms: 500,
            method: "dock".to_owned(),
            by: None,
        }),
        read_started: at(0),
        read_ended: at(4),
        room: None,
    }
}

#[test]
fn signed_statement_opens_with_the_docks_key() {
    let (_, key) = dock();
    let note = statement().sign(&key).unwrap();
    assert_eq!(CaptureStatement::open(&note, &public(&key)).unwrap(), statement());
    assert_eq!(CaptureStatement::open_unverified(&note).unwrap(), statement());
}

#[test]
fn statement_by_another_key_is_refused() {
    let (_, key) = dock();
    let note = statement().sign(&log_key()).unwrap();
    let opened = CaptureStatement::open(&note, &public(&key));
    assert!(matches!(opened, Err(StatementError::Note(NoteError::Signature(_)))));
}

#[test]
fn dock_cannot_speak_for_another_dock() {
    let (_, key) = dock();
    let other = CaptureStatement {
        dock_id: DockId::from_random([0xee; 16]),
        ..statement()
    };
    let note = other.sign(&key).unwrap();
    assert!(matches!(
        CaptureStatement::open(&note, &public(&key)),
        Err(StatementError::WrongDock(_))
    ));
}

#[test]
fn every_altered_word_breaks_the_signature() {
    let (_, key) = dock();
    let note = statement().sign(&key).unwrap();
    for (from, to) in [
        ("\"slot\":\"3\"", "\"slot\":\"4\""),
        ("1234567_000123", "1234567_000124"),
        ("-69000", "-69001"),
    ] {
        let altered = note.replacen(from, to, 1);
        assert_ne!(altered, note, "{from}");
        assert!(CaptureStatement::open(&altered, &public(&key)).is_err(), "{from}");
    }
}

#[test]
fn statement_that_is_signed_but_not_canonical_is_refused() {
    let (_, key) = dock();
    let text = canonical::to_text(&statement()).unwrap();
    let loose = [
        format!(" {text}\n"),
        format!("{text}\n\n"),
        format!("{}\n", text.replacen(':', ": ", 1)),
    ];
    for text in loose {
        let note = key.sign(&text).unwrap();
        assert!(
            matches!(
                CaptureStatement::open(&note, &public(&key)),
                Err(StatementError::Shape(_))
            ),
            "{text:?}"
        );
    }
}

#[test]
fn unknown_field_or_version_is_refused() {
    let (_, key) = dock();
    let text = canonical::to_text(&statement()).unwrap();
    let other = [
        text.replacen(r#""v":1"#, r#""v":2"#, 1),
        text.replacen('{', r#"{"a":1,"#, 1),
    ];
    for text in other {
        let note = key.sign(&format!("{text}\n")).unwrap();
        assert!(
            matches!(
                CaptureStatement::open(&note, &public(&key)),
                Err(StatementError::Shape(_))
            ),
            "{text:?}"
        );
    }
}

#[test]
fn statement_longer_than_allowed_is_refused_before_it_is_read() {
    let (_, key) = dock();
    let long = "x".repeat(STATEMENT_BYTES_MAX + 1);
    assert!(matches!(
        CaptureStatement::open(&long, &public(&key)),
        Err(StatementError::TooLong(_))
    ));
    let path = CaptureStatement {
        path: "p".repeat(PATH_BYTES_MAX + 1),
        ..statement()
    };
    let note = path.sign(&key).unwrap();
    assert!(matches!(
        CaptureStatement::open(&note, &public(&key)),
        Err(StatementError::Shape(_))
    ));
}

#[test]
fn capture_by_hand_names_the_person_and_no_slot() {
    let by_hand = CaptureStatement {
        read_from: ReadFrom::Hand {
            person: "李明".to_owned(),
        },
        ..statement()
    };
    let text = canonical::to_text(&by_hand).unwrap();
    assert!(
        text.contains(r#""read_from":{"kind":"hand","person":"李明"}"#),
        "{text}"
    );
}

#[test]
fn control_characters_in_a_name_survive_signing() {
    let key = SigningNoteKey::from_seed(&dock().0.to_string(), &[2; 32]).unwrap();
    let odd = CaptureStatement {
        path: "VIDEO/a\u{1}b\nc.MP4".to_owned(),
        ..statement()
    };
    let note = odd.sign(&key).unwrap();
    assert_eq!(CaptureStatement::open(&note, &public(&key)).unwrap(), odd);
}
