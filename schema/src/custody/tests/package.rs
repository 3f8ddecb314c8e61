//! Behaviour of the check of an exported case folder: it proves itself, and every touch has a name.

use std::collections::BTreeMap;

use super::packed::{self, Packed, case_id, clip_id};
use super::story::{ORIGIN, columns, dock, log_key, public, text};
use crate::custody::audit::{Breach, BreachKind};
use crate::custody::detail::Cell;
use crate::custody::entry::Event;
use crate::custody::note::{SigningNoteKey, VerifyingNoteKey};
use crate::custody::package::{
    FolderFacts, FoundFile, KnownEntries, Manifest, ManifestError, PackageReport, Verdict, check, refusal,
};
use crate::custody::receipt::ReceiptLevel;
use crate::custody::statement::{CaptureStatement, ReadFrom};
use crate::digest::Sha256Digest;

fn report_with(packed: &Packed, key: Option<&VerifyingNoteKey>, log: Option<&KnownEntries>) -> PackageReport {
    check(&FolderFacts {
        manifest: &packed.manifest,
        checkpoint: &packed.checkpoint,
        key,
        files: &packed.files,
        refused: &packed.refused,
        log,
    })
}

fn report(packed: &Packed) -> PackageReport {
    report_with(packed, Some(&public(&log_key())), None)
}

fn kinds(breaches: &[Breach]) -> Vec<(BreachKind, &str)> {
    breaches.iter().map(|b| (b.kind, b.subject.as_str())).collect()
}

/// The breaches after a touch on the honest folder.
fn after(touch: impl FnOnce(&mut Packed)) -> Vec<Breach> {
    let mut packed = packed::honest();
    touch(&mut packed);
    report(&packed).breaches
}

/// Asserts that the touch is named by this kind, on this subject, first.
fn assert_named(kind: BreachKind, subject: &str, touch: impl FnOnce(&mut Packed)) {
    let found = after(touch);
    assert_eq!(kinds(&found).first(), Some(&(kind, subject)), "{found:?}");
}

#[test]
fn honest_folder_is_proven_and_says_what_was_checked() {
    let packed = packed::honest();
    let report = report(&packed);
    assert_eq!(report.breaches, []);
    assert_eq!(report.verdict(), Verdict::Proven);
    let counts = report.counts;
    assert_eq!(
        (
            counts.clips,
            counts.receipts,
            counts.statements,
            counts.links,
            counts.docks
        ),
        (2, 2, 1, 2, 1)
    );
    // The dock, five of the case file (created, linked twice, unlinked, exported) and two of each clip but one.
    assert_eq!(counts.entries, 1 + 6 + 4);
    assert_eq!(counts.bytes, packed.files.values().map(|f| f.size_bytes).sum::<u64>());
    assert_eq!(report.remarks.len(), 1, "{:?}", report.remarks);
    assert!(
        report.remarks[0].contains("no capture statement"),
        "{:?}",
        report.remarks
    );
}

#[test]
fn without_a_key_that_came_another_way_nobody_is_authenticated() {
    let packed = packed::honest();
    assert_eq!(report_with(&packed, None, None).verdict(), Verdict::Unauthenticated);
}

#[test]
fn breach_outweighs_a_missing_key() {
    let mut packed = packed::honest();
    packed.files.remove("clips/0001.mp4");
    assert_eq!(report_with(&packed, None, None).verdict(), Verdict::Broken);
}

#[test]
fn folder_signed_by_another_key_is_named() {
    let packed = packed::honest();
    let other = public(&SigningNoteKey::from_seed(ORIGIN, &[9; 32]).unwrap());
    let found = report_with(&packed, Some(&other), None).breaches;
    let expected = [
        (BreachKind::ManifestDiffers, "log_vkey"),
        (BreachKind::ForeignKey, "checkpoint.txt"),
    ];
    assert_eq!(kinds(&found), expected);
}

#[test]
fn folder_that_vouches_for_itself_with_its_own_key_is_foreign() {
    let forged = packed::made_by(SigningNoteKey::from_seed(ORIGIN, &[9; 32]).unwrap());
    assert_eq!(report_with(&forged, None, None).verdict(), Verdict::Unauthenticated);
    assert_eq!(report(&forged).verdict(), Verdict::Broken);
}

#[test]
fn altered_missing_or_shortened_file_is_named() {
    assert_named(BreachKind::ObjectAltered, "clips/0001.mp4", |p| {
        p.files.get_mut("clips/0001.mp4").unwrap().sha256 = Some(Sha256Digest::of(b"other"));
    });
    assert_named(BreachKind::ObjectAltered, "clips/0001.mp4", |p| {
        p.files.get_mut("clips/0001.mp4").unwrap().sha256 = None;
    });
    assert_named(BreachKind::ObjectAltered, "clips/0001.mp4", |p| {
        p.files.get_mut("clips/0001.mp4").unwrap().size_bytes -= 1;
    });
    assert_named(BreachKind::ObjectMissing, "clips/0002.mp4", |p| {
        _ = p.files.remove("clips/0002.mp4");
    });
}

#[test]
fn file_altered_together_with_the_manifest_breaks_the_receipt() {
    let id = clip_id(1).to_string();
    let other = Sha256Digest::of(b"other");
    assert_named(BreachKind::ReceiptBroken, &id, |p| {
        p.files.get_mut("clips/0001.mp4").unwrap().sha256 = Some(other);
        p.manifest.clips[0].sha256 = other;
    });
    assert_named(BreachKind::ReceiptBroken, &id, |p| {
        p.files.get_mut("clips/0001.mp4").unwrap().sha256 = Some(other);
        p.manifest.clips[0].sha256 = other;
        p.manifest.clips[0].receipt.sha256 = other;
    });
}

#[test]
fn file_that_nothing_vouches_for_is_named() {
    assert_named(BreachKind::FileUnknown, "clips/0003.mp4", |p| {
        p.files.insert(
            "clips/0003.mp4".to_owned(),
            FoundFile {
                size_bytes: 1,
                sha256: None,
            },
        );
    });
}

#[test]
fn links_and_devices_in_the_folder_are_named() {
    assert_named(BreachKind::PathRefused, "clips/link", |p| {
        p.refused.push(("clips/link".to_owned(), "a symbolic link".to_owned()));
    });
}

#[test]
fn paths_that_leave_the_folder_are_refused() {
    let wrong = [
        "../secret",
        "clips/../../secret",
        "/etc/passwd",
        "",
        ".",
        "clips/./a",
        "clips//a",
        "clips/",
        "C:/a",
        "clips\\a",
        "a\u{0}b",
        "a\nb",
        "manifest.json",
        "checkpoint.txt",
    ];
    for path in wrong {
        assert!(refusal(path).is_some(), "{path:?}");
        assert_named(BreachKind::PathRefused, path, |p| {
            p.manifest.clips[0].file = path.to_owned();
        });
    }
    for path in ["a", "clips/音像 (1).MP4", "a/b/c/..d", ".hidden"] {
        assert_eq!(refusal(path), None, "{path:?}");
    }
    assert!(refusal(&"a".repeat(4097)).is_some());
}

#[test]
fn two_clips_may_not_share_a_file_nor_stand_twice() {
    assert_named(BreachKind::ManifestDiffers, "clips/0001.mp4", |p| {
        p.manifest.clips[1].file = "clips/0001.mp4".to_owned();
    });
    let id = clip_id(1).to_string();
    let found = after(|p| {
        let again = p.manifest.clips[0].clone();
        p.manifest.clips.push(again);
    });
    assert!(
        kinds(&found).contains(&(BreachKind::ManifestDiffers, id.as_str())),
        "{found:?}"
    );
}

#[test]
fn clip_left_out_although_linked_is_named() {
    let id = clip_id(1).to_string();
    assert_named(BreachKind::LinkMissing, &id, |p| {
        p.manifest.clips.remove(0);
        p.files.remove("clips/0001.mp4");
    });
}

#[test]
fn clip_that_is_not_linked_is_named() {
    let id = clip_id(1).to_string();
    assert_named(BreachKind::LinkUnknown, &id, |p| drop(p.manifest.entries.remove(1)));
}

#[test]
fn clip_that_was_unlinked_does_not_belong_and_its_unlinking_cannot_be_hidden_without_it_being_missed() {
    // Leaving out the entry that unlinked clip 3 makes clip 3 a standing link.
    let id = clip_id(3).to_string();
    assert_named(BreachKind::LinkMissing, &id, |p| {
        let unlinked = p
            .manifest
            .entries
            .iter()
            .position(|e| e.entry.contains("case.clip_unlinked"))
            .unwrap();
        p.manifest.entries.remove(unlinked);
    });
}

#[test]
fn number_title_name_and_exporter_are_held_against_the_log() {
    let id = clip_id(1).to_string();
    assert_named(BreachKind::ManifestDiffers, "case_number", |p| {
        p.manifest.case_number.push('1');
    });
    assert_named(BreachKind::ManifestDiffers, "case_title", |p| {
        p.manifest.case_title.push('1');
    });
    assert_named(BreachKind::ManifestDiffers, "exported_by", |p| {
        p.manifest.exported_by = "anonymous".to_owned();
    });
    assert_named(BreachKind::ManifestDiffers, &id, |p| {
        p.manifest.clips[0].original_name.push('x');
    });
    let other = packed::case_id_of(9);
    assert_named(BreachKind::ManifestDiffers, "entry 10", |p| p.manifest.case_id = other);
}

#[test]
fn folder_without_the_founding_entry_proves_neither_number_nor_title() {
    let id = case_id().to_string();
    assert_named(BreachKind::EntryMissing, &id, |p| drop(p.manifest.entries.remove(0)));
}

#[test]
fn export_that_no_entry_tells_of_is_remarked() {
    let mut packed = packed::honest();
    packed.manifest.entries.pop();
    let report = report(&packed);
    assert_eq!(report.breaches, []);
    assert!(
        report.remarks.iter().any(|r| r.contains("who exported this folder")),
        "{:?}",
        report.remarks
    );
}

#[test]
fn altered_entry_detail_salt_or_number_is_named() {
    let place = "entry 10";
    assert_named(BreachKind::EntryAltered, place, |p| {
        p.manifest.entries[0].entry = p.manifest.entries[0].entry.replacen("sealing", "Sealing", 1);
    });
    assert_named(BreachKind::EntryAltered, place, |p| {
        _ = p.manifest.entries[0].inclusion.pop();
    });
    assert_named(BreachKind::EntryAltered, place, |p| {
        p.manifest.entries[0].inclusion = vec![Sha256Digest::of(b""); 65];
    });
    assert_named(BreachKind::EntryAltered, "entry 11", |p| {
        p.manifest.entries[0].number += 1;
    });
    assert_named(BreachKind::DetailAltered, place, |p| {
        p.manifest.entries[0].detail = p.manifest.entries[0].detail.take().map(|d| d.replacen("12", "13", 1));
    });
    assert_named(BreachKind::DetailAltered, place, |p| p.manifest.entries[0].salt = None);
    assert_named(BreachKind::DetailAltered, place, |p| {
        p.manifest.entries[0].detail = None;
    });
}

#[test]
fn entries_out_of_order_or_twice_are_named() {
    let found = after(|p| p.manifest.entries.swap(1, 2));
    assert!(found.iter().any(|b| b.kind == BreachKind::EntryTwice), "{found:?}");
    let found = after(|p| {
        let again = p.manifest.entries[2].clone();
        p.manifest.entries.insert(2, again);
    });
    assert!(found.iter().any(|b| b.kind == BreachKind::EntryTwice), "{found:?}");
}

#[test]
fn receipt_that_boasts_or_stands_under_another_checkpoint_is_named() {
    let id = clip_id(1).to_string();
    assert_named(BreachKind::ReceiptBroken, &id, |p| {
        p.manifest.clips[0].receipt.level = ReceiptLevel::Replicated;
    });
    assert_named(BreachKind::ReceiptBroken, &id, |p| {
        let log = &p.log;
        p.manifest.clips[0].receipt.checkpoint = log.checkpoint(log.size() - 1).unwrap();
    });
    let other = clip_id(2);
    assert_named(BreachKind::ReceiptBroken, &id, |p| {
        p.manifest.clips[0].receipt.clip_id = other;
    });
}

#[test]
fn statement_that_was_touched_forged_or_is_about_other_bytes_is_named() {
    let id = clip_id(1).to_string();
    let touched = |p: &mut Packed, touch: &dyn Fn(&str) -> String| {
        let statement = &mut p.manifest.clips[0].capture_statements[0].statement;
        *statement = touch(statement);
    };
    assert_named(BreachKind::StatementBroken, &id, |p| {
        touched(p, &|s| s.replacen("VIDEO", "AUDIO", 1));
    });
    assert_named(BreachKind::StatementBroken, &id, |p| {
        p.manifest.clips[0].capture_statements[0].dock_vkey = "x".to_owned();
    });
    // Signed again with a key that somebody made: the log knows neither the key nor the statement.
    let (dock_id, _) = dock();
    let forger = SigningNoteKey::from_seed(&dock_id.to_string(), &[7; 32]).unwrap();
    let found = after(|p| {
        let capture = &mut p.manifest.clips[0].capture_statements[0];
        capture.dock_vkey = forger.vkey().to_owned();
        capture.statement = packed::statement_of(1).sign(&forger).unwrap();
    });
    let messages: Vec<&str> = found.iter().map(|b| b.message.as_str()).collect();
    assert!(
        messages.iter().any(|m| m.contains("not signed by the key with which")),
        "{messages:?}"
    );
    assert!(messages.iter().any(|m| m.contains("left out")), "{messages:?}");
    assert!(
        messages.iter().any(|m| m.contains("the log does not know")),
        "{messages:?}"
    );
    let found = after(|p| {
        let capture = &mut p.manifest.clips[0].capture_statements[0];
        capture.statement = packed::statement_of(2).sign(&dock().1).unwrap();
    });
    assert!(found.iter().any(|b| b.message.contains("other bytes")), "{found:?}");
}

#[test]
fn statement_left_out_is_named() {
    let id = clip_id(1).to_string();
    assert_named(BreachKind::StatementBroken, &id, |p| {
        p.manifest.clips[0].capture_statements.clear();
    });
}

#[test]
fn what_stays_unproven_without_the_entries_of_clips_and_docks_is_remarked() {
    let mut packed = packed::honest();
    packed.manifest.docks.clear();
    packed.manifest.clips[0].entries.clear();
    let report = report(&packed);
    assert_eq!(report.breaches, []);
    assert!(
        report.remarks.iter().any(|r| r.contains("only the folder's word")),
        "{:?}",
        report.remarks
    );
    assert!(
        report
            .remarks
            .iter()
            .any(|r| r.contains("whether other capture statements")),
        "{:?}",
        report.remarks
    );
}

#[test]
fn entry_that_enrols_no_dock_does_not_stand_among_the_docks() {
    assert_named(BreachKind::ManifestDiffers, "entry 10", |p| {
        let other = p.manifest.entries[0].clone();
        p.manifest.docks.push(other);
    });
}

#[test]
fn clip_that_was_read_by_hand_is_remarked() {
    let by_hand = CaptureStatement {
        read_from: ReadFrom::Hand {
            person: "李明".to_owned(),
        },
        ..packed::statement_of(1)
    };
    let report = report(&packed::with_statement(&by_hand));
    assert_eq!(report.breaches, []);
    assert!(
        report.remarks.iter().any(|r| r.contains("by hand, by \"李明\"")),
        "{:?}",
        report.remarks
    );
}

#[test]
fn damage_that_the_server_found_is_remarked() {
    let packed = packed::made(log_key(), |story| {
        let id = clip_id(1).to_string();
        let row = packed::clip_row(1, "damaged");
        story.write(
            Event::ClipDamaged,
            &id,
            Some(super::story::detail_of("clip", &id, Some(row))),
        );
    });
    let report = report(&packed);
    assert_eq!(report.breaches, []);
    assert!(
        report.remarks.iter().any(|r| r.contains("once found")),
        "{:?}",
        report.remarks
    );
}

/// The whole log by subject, as the check of a published log hands it over.
fn known(packed: &Packed) -> KnownEntries {
    let mut known = KnownEntries::new();
    for (number, kept) in packed.log.entries().iter().enumerate() {
        let entry = crate::custody::entry::Entry::from_bytes(&kept.bytes).unwrap();
        known
            .entry(entry.subject)
            .or_default()
            .push((number as u64, kept.bytes.clone()));
    }
    known
}

#[test]
fn beside_the_whole_log_nothing_can_be_left_out_unseen() {
    let mut packed = packed::honest();
    let log = known(&packed);
    let key = public(&log_key());
    assert_eq!(report_with(&packed, Some(&key), Some(&log)).breaches, []);
    // Linked, then unlinked: taking away both entries fits together, but not with the log.
    packed
        .manifest
        .entries
        .retain(|e| !e.entry.contains("case.clip_unlinked") && e.number != 13);
    assert_eq!(report(&packed).breaches, []);
    let found = report_with(&packed, Some(&key), Some(&log)).breaches;
    assert_eq!(
        kinds(&found),
        [
            (BreachKind::EntryMissing, "entry 13"),
            (BreachKind::EntryMissing, "entry 14")
        ]
    );
    packed.manifest.clips[1].entries.remove(0);
    let found = report_with(&packed, Some(&key), Some(&log)).breaches;
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn later_entries_of_the_whole_log_are_remarked() {
    let packed = packed::honest();
    let mut log = known(&packed);
    log.entry(case_id().to_string()).or_default().push((9999, Vec::new()));
    let report = report_with(&packed, Some(&public(&log_key())), Some(&log));
    assert_eq!(report.breaches, []);
    assert!(
        report.remarks.iter().any(|r| r.contains("1 later entries")),
        "{:?}",
        report.remarks
    );
}

#[test]
fn link_to_another_case_file_is_not_ours() {
    let mut row = columns([("case_id", text("case-x")), ("clip_id", text(&clip_id(1).to_string()))]);
    row.insert("unlinked_at".to_owned(), Cell::Null);
    let packed = packed::made(log_key(), |story| {
        let id = case_id().to_string();
        story.write(
            Event::CaseClipLinked,
            &id,
            Some(super::story::detail_of("case_clip", "link-1", Some(row))),
        );
    });
    // The same link now belongs to another case file, so clip 1 is no longer linked to this one.
    let id = clip_id(1).to_string();
    assert_eq!(
        kinds(&report(&packed).breaches),
        [(BreachKind::LinkUnknown, id.as_str())]
    );
}

#[test]
fn manifest_of_another_version_or_with_unknown_fields_is_not_read() {
    let text = serde_json::to_string(&packed::honest().manifest).unwrap();
    assert!(Manifest::from_json(text.as_bytes()).is_ok());
    let other = text.replacen("\"v\":1", "\"v\":2", 1);
    assert!(matches!(
        Manifest::from_json(other.as_bytes()),
        Err(ManifestError::Version(2))
    ));
    let more = text.replacen('{', "{\"approved\":true,", 1);
    assert!(matches!(
        Manifest::from_json(more.as_bytes()),
        Err(ManifestError::Shape(_))
    ));
}

#[test]
fn papers_without_files_or_checkpoint_name_all_breaches_at_once() {
    let mut packed = packed::honest();
    packed.files = BTreeMap::new();
    packed.checkpoint = "nothing".to_owned();
    let found = report(&packed).breaches;
    let expected = [
        (BreachKind::ObjectMissing, "clips/0001.mp4"),
        (BreachKind::ObjectMissing, "clips/0002.mp4"),
        (BreachKind::CheckpointBroken, "checkpoint.txt"),
    ];
    assert_eq!(kinds(&found), expected);
}
