//! Frozen vectors: what is written today is what was written on the first day, byte for byte.
//!
//! A difference here means that old logs, receipts or statements could no longer be checked. It is never "updated":
//! a new form gets a new version and new files beside these.

use crate::custody::checkpoint;
use crate::custody::claim::{CLAIM_VERSION, DockClaim, Parting, Said, SaidPair};
use crate::custody::detail::{Cell, Detail, salted_digest};
use crate::custody::entry::Entry;
use crate::custody::note::SigningNoteKey;
use crate::custody::package::{FolderFacts, Manifest, Verdict, check};
use crate::custody::receipt::{Expected, Receipt, ReceiptLevel, verify};
use crate::custody::statement::CaptureStatement;
use crate::custody::tests::packed;
use crate::custody::tests::statement::statement;
use crate::custody::tests::story::{clip_story, columns, dock, image, log_key, public, text};
use crate::custody::tree::{leaf_hash, root};
use crate::digest::Sha256Digest;
use crate::golden::{self, pretty};
use crate::ids::{ClaimId, DockId, DockingId};
use crate::time::Timestamp;

mod every_event;

fn path(name: &str) -> String {
    format!("fixtures/custody/{name}")
}

fn frozen(name: &str) -> String {
    golden::read(&path(name))
}

fn frozen_json(name: &str) -> serde_json::Value {
    serde_json::from_str(&frozen(name)).unwrap()
}

fn assert_frozen(name: &str, now: &str) {
    golden::assert_frozen(&path(name), now);
}

#[test]
fn entries_have_their_frozen_bytes_and_leaf_hashes() {
    assert_entries_frozen("entries.json", &every_event::entries());
    assert_entries_frozen("entries-2.json", &every_event::second_entries());
    assert_entries_frozen("entries-documents.json", &every_event::entries_of_documents());
    assert_entries_frozen("entries-claims.json", &every_event::claim_entries());
    assert_entries_frozen("entries-marks.json", &every_event::entries_of_marks());
    assert_entries_frozen("entries-access.json", &every_event::entries_of_access());
    assert_entries_frozen("entries-cases.json", &every_event::entries_of_cases());
    assert_entries_frozen("entries-sources.json", &every_event::entries_of_sources());
    assert_entries_frozen("entries-monitors.json", &every_event::entries_of_monitors());
    assert_entries_frozen("entries-deadlines.json", &every_event::entries_of_deadlines());
    assert_entries_frozen("entries-catalogue.json", &every_event::entries_of_catalogue());
    assert_entries_frozen("entries-clocks.json", &every_event::entries_of_clocks());
    assert_entries_frozen("entries-coverage.json", &every_event::entries_of_coverage());
    assert_entries_frozen("entries-explanations.json", &every_event::entries_of_explanations());
}

fn assert_entries_frozen(file: &str, entries: &[Entry]) {
    let entries: Vec<_> = entries
        .iter()
        .map(|entry| {
            let bytes = entry.to_bytes().unwrap();
            serde_json::json!({
                "bytes": String::from_utf8(bytes.clone()).unwrap(),
                "leaf_hash": leaf_hash(&bytes),
            })
        })
        .collect();
    assert_frozen(file, &pretty(&serde_json::Value::Array(entries)));
}

#[test]
fn frozen_entries_are_read_and_written_as_they_are() {
    let entries = frozen_json("entries.json");
    for vector in entries.as_array().unwrap() {
        let bytes = vector["bytes"].as_str().unwrap();
        let entry = Entry::from_bytes(bytes.as_bytes()).unwrap();
        assert_eq!(entry.to_bytes().unwrap(), bytes.as_bytes());
        assert_eq!(leaf_hash(bytes.as_bytes()).to_string(), vector["leaf_hash"]);
    }
    assert_eq!(entries.as_array().unwrap().len(), every_event::entries().len());
}

/// A detail with everything a detail can hold: every kind of cell, a removed row, facts, text that needs escapes.
fn rich_detail() -> Detail {
    let row = columns([
        ("is_active", Cell::Int(0)),
        ("largest", Cell::Int(1 << 53)),
        ("note", Cell::Null),
        ("smallest", Cell::Int(-(1 << 53))),
        ("title", text("执法记录 \"引号\" \\ / \u{1}\t\n\u{7f}\u{2028}\u{1f4f9}")),
    ]);
    let facts = [
        ("count".to_owned(), serde_json::json!(12)),
        (
            "stretches".to_owned(),
            serde_json::json!([{"to_ms": 2, "from_ms": 1}, [], null, true]),
        ),
    ];
    Detail {
        images: vec![
            image("recorder", "recorder-1", Some(row)),
            image("finding", "finding-1", None),
        ],
        facts: facts.into_iter().collect(),
    }
}

/// A new event gets a vector in the newest file that was not published yet; older files stay as they are.
#[test]
fn every_event_has_a_frozen_entry() {
    let source = golden::read("schema/src/custody/entry.rs");
    let words = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("#[serde(rename = \"")?.strip_suffix("\")]"));
    let frozen: String = golden::json_files("fixtures/custody")
        .into_iter()
        .map(|(_, value)| value.to_string())
        .collect();
    let mut count = 0;
    for word in words {
        count += 1;
        assert!(
            frozen.contains(&format!("\\\"event\\\":\\\"{word}\\\"")),
            "{word} has no frozen entry"
        );
    }
    assert!(
        count >= every_event::entries().len(),
        "only {count} events were found in the source"
    );
}

#[test]
fn details_have_their_frozen_text_and_digest() {
    let log = clip_story(2, 3).0.log;
    let of_clip = log.entries().iter().filter_map(|entry| entry.detail.clone());
    let rich = (rich_detail().to_text().unwrap(), [0xff; 32]);
    let details: Vec<_> = of_clip
        .chain([rich])
        .map(|(text, salt)| {
            serde_json::json!({
                "salt": Sha256Digest::from_bytes(salt),
                "text": text,
                "digest": salted_digest(&salt, &text),
            })
        })
        .collect();
    assert_frozen("details.json", &pretty(&serde_json::Value::Array(details)));
}

#[test]
fn frozen_details_are_read_and_written_as_they_are() {
    for vector in frozen_json("details.json").as_array().unwrap() {
        let text = vector["text"].as_str().unwrap();
        assert_eq!(Detail::from_text(text).unwrap().to_text().unwrap(), text);
        let salt: Sha256Digest = vector["salt"].as_str().unwrap().parse().unwrap();
        assert_eq!(salted_digest(salt.as_bytes(), text).to_string(), vector["digest"]);
    }
}

#[test]
fn checkpoint_and_keys_are_frozen() {
    let log = clip_story(2, 3).0.log;
    assert_frozen("checkpoint.txt", &log.checkpoint(log.size()).unwrap());
    assert_frozen("log.vkey", &format!("{}\n", log_key().vkey()));
    assert_frozen("dock.vkey", &format!("{}\n", dock().1.vkey()));
    let opened = checkpoint::open(&frozen("checkpoint.txt"), &public(&log_key())).unwrap();
    assert_eq!(opened, root(log.size(), log.hashes()).unwrap());
}

#[test]
fn receipt_is_frozen_and_accepted() {
    let (story, _, verified) = clip_story(2, 3);
    let receipt = story.receipt(verified, ReceiptLevel::Verified, 3);
    assert_frozen("receipt.json", &pretty(&serde_json::to_value(receipt).unwrap()));
    let read: Receipt = serde_json::from_str(&frozen("receipt.json")).unwrap();
    let last_head = Some(story.log.head(3).unwrap());
    let expected = Expected {
        sha256: read.sha256,
        size_bytes: read.size_bytes,
        last_head,
    };
    assert_eq!(
        verify(&read, &public(&log_key()), &expected).unwrap().level(),
        ReceiptLevel::Verified
    );
}

#[test]
fn capture_statement_is_frozen_and_accepted() {
    let (_, key) = dock();
    assert_frozen("statement.txt", &statement().sign(&key).unwrap());
    let opened = CaptureStatement::open(&frozen("statement.txt"), &public(&key)).unwrap();
    assert_eq!(opened, statement());
}

fn claim() -> DockClaim {
    let at = |micros| Timestamp::from_micros(micros).unwrap();
    DockClaim {
        v: CLAIM_VERSION,
        claim_id: ClaimId::from_random([0x51; 16]),
        dock_id: dock().0,
        docking_id: DockingId::from_random([0x52; 16]),
        serial: "ZF00417".to_owned(),
        docked_at: at(1_795_248_000_000_000),
        said_at: at(1_795_248_007_000_000),
        said: Said::Used {
            pair: SaidPair {
                lead_number: "110217".to_owned(),
                assisting_number: Some("110218".to_owned()),
            },
            parted: Some(Parting {
                at: at(1_795_240_000_000_000),
                kept_by_number: "110218".to_owned(),
            }),
        },
    }
}

#[test]
fn claim_is_frozen_and_accepted_from_its_own_dock_only() {
    let (_, key) = dock();
    let note = claim().sign(&key).unwrap();
    assert_frozen("claim.txt", &note);
    assert_eq!(DockClaim::open(&frozen("claim.txt"), &public(&key)).unwrap(), claim());
    let other = SigningNoteKey::from_seed("dock-other", &[9; 32]).unwrap();
    assert!(DockClaim::open(&note, &public(&other)).is_err(), "another dock's key");
    let forged = note.replace("110217", "110219");
    assert!(DockClaim::open(&forged, &public(&key)).is_err(), "another officer");
    let stranger = DockClaim {
        dock_id: DockId::from_random([0x99; 16]),
        ..claim()
    };
    assert!(DockClaim::open(&stranger.sign(&key).unwrap(), &public(&key)).is_err());
}

#[test]
fn exported_case_folder_is_frozen_and_proven() {
    let packed = packed::honest();
    assert_frozen(
        "package/manifest.json",
        &pretty(&serde_json::to_value(&packed.manifest).unwrap()),
    );
    assert_frozen("package/checkpoint.txt", &packed.checkpoint);
    assert_frozen("package/clips/0001.mp4", &packed::footage(1));
    assert_frozen("package/clips/0002.mp4", &packed::footage(2));
    let manifest = Manifest::from_json(frozen("package/manifest.json").as_bytes()).unwrap();
    let report = check(&FolderFacts {
        manifest: &manifest,
        checkpoint: &frozen("package/checkpoint.txt"),
        key: Some(&public(&log_key())),
        files: &packed.files,
        refused: &[],
        log: None,
    });
    assert_eq!(report.verdict(), Verdict::Proven, "{:?}", report.breaches);
}
