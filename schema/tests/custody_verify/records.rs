//! Signed records under `custody-verify`: alone, inside a page, beside a log.

use evidence_schema::custody::memory::MemoryLog;
use evidence_schema::custody::note::SigningNoteKey;
use evidence_schema::custody::record::{RECORD_VERSION, Record, RecordKind, digest, to_page};
use evidence_schema::ids::{CaseId, RecordId};
use evidence_schema::time::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{START, keep, log, publish, run, text, vkey};

fn key() -> SigningNoteKey {
    SigningNoteKey::from_seed("mingjing.example/log", &[1; 32]).unwrap()
}

/// A coverage sheet whose checkpoint covers `size` entries of the log.
fn note(log: &MemoryLog, size: u64) -> String {
    let measure = |unexplained_ms: i64| {
        json!({"recorded_ms": 2_200_000, "doubtful_ms": 0, "tolerated_ms": 0, "explained_ms": 0,
               "unexplained_ms": unexplained_ms})
    };
    let record = Record {
        v: RECORD_VERSION,
        record: RecordKind::CoverageSheet,
        record_id: RecordId::from_random([9; 16]),
        case_id: CaseId::from_random([8; 16]),
        case_number: "浙交执强〔2026〕7号".to_owned(),
        number: 1,
        made_at: Timestamp::from_micros(START).unwrap(),
        made_by: "person".to_owned(),
        checkpoint: Some(log.checkpoint(size).unwrap()),
        facts: json!({"acts": [{
            "kind": "查封扣押",
            "coverage": {"standing": "unexplained", "picture": measure(200_000), "sound": measure(0)},
            "clips": [{"file_name": "0001.MP4", "sha256": "ab".repeat(32)}],
        }]}),
    };
    record.sign(&key()).unwrap()
}

#[test]
fn sheet_is_proven_alone_and_inside_its_page() {
    let (folder, note) = (TempDir::new().unwrap(), note(&log(5), 5));
    let alone = keep(&folder, "sheet.note", &note);
    let page = format!(
        "<!doctype html><p>查封扣押</p><div hidden data-signed-record=\"{}\"></div>",
        to_page(&note)
    );
    let page = keep(&folder, "sheet.html", &page);
    for file in [&alone, &page] {
        let (code, said) = run([file, "--vkey", &vkey()]);
        assert_eq!(code, 0, "{said}");
        for words in [
            "Coverage sheet 1",
            "浙交执强〔2026〕7号",
            "200.000 s",
            "0001.MP4",
            &digest(&note).to_string(),
        ] {
            assert!(said.contains(words), "{words} is not told: {said}");
        }
    }
}

#[test]
fn without_a_key_the_signer_of_a_sheet_is_not_authenticated() {
    let folder = TempDir::new().unwrap();
    let (code, said) = run([&keep(&folder, "sheet.note", &note(&log(5), 5))]);
    assert_eq!(code, 3, "{said}");
}

#[test]
fn one_changed_number_of_a_sheet_is_named() {
    let folder = TempDir::new().unwrap();
    let changed = note(&log(5), 5).replace("200000", "100000");
    let (code, said) = run([&keep(&folder, "sheet.note", &changed), "--vkey", &vkey()]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("statement-broken"), "{said}");
}

#[test]
fn page_without_a_record_cannot_be_checked() {
    let folder = TempDir::new().unwrap();
    let (code, said) = run([&keep(&folder, "sheet.html", "<p>查封扣押</p>"), "--vkey", &vkey()]);
    assert_eq!(code, 2, "{said}");
}

#[test]
fn log_must_continue_what_the_sheet_saw() {
    let (folder, honest) = (TempDir::new().unwrap(), log(9));
    let sheet = keep(&folder, "sheet.note", &note(&honest, 5));
    let published = publish(&honest, 9);
    let (code, said) = run([&sheet, "--log", text(&published), "--vkey", &vkey()]);
    assert_eq!(code, 0, "{said}");
    // A log that had forgotten something by then.
    let shorter = publish(&honest, 3);
    let (code, said) = run([&sheet, "--log", text(&shorter), "--vkey", &vkey(), "--json"]);
    assert_eq!(code, 1, "{said}");
    let told: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(told["breaches"][0]["kind"], "checkpoint-broken", "{said}");
}
