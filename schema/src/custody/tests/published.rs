//! Behaviour of the check of a published log: an honest one passes, and every file that was touched is named.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::story::{Story, clip_id, clip_story, log_key};
use crate::custody::audit::{Breach, BreachKind};
use crate::custody::entry::{Entry, Event};
use crate::custody::memory::MemoryLog;
use crate::custody::published::{PublishedCheck, PublishedReport};
use crate::custody::tiles::{TileId, bundle_bytes, bundle_path, tile_bytes, tile_path};
use crate::custody::tree::TreeHead;
use crate::digest::Sha256Digest;
use crate::limits::LOG_ENTRIES_MAX;

type Files = BTreeMap<String, Vec<u8>>;

/// A log of `size` entries as it is published, with its head.
fn published(size: u64) -> (Story, Files, TreeHead) {
    let story = clip_story(3, size - 6).0;
    let files = files_of(&story.log, size);
    let head = story.log.head(size).unwrap();
    (story, files, head)
}

fn files_of(log: &MemoryLog, size: u64) -> Files {
    log.published(size)
        .unwrap()
        .into_iter()
        .filter(|(path, _)| path != "checkpoint")
        .collect()
}

fn begin(files: &Files, head: TreeHead) -> PublishedCheck {
    let mut check = PublishedCheck::begin(head, files.keys().cloned(), [clip_id().to_string()]);
    for path in check.first_files() {
        check.file(&path, &files[&path]);
    }
    for path in check.other_files() {
        check.file(&path, &files[&path]);
    }
    check
}

fn check(files: &Files, head: TreeHead) -> PublishedReport {
    begin(files, head).end()
}

fn kinds(breaches: &[Breach]) -> Vec<(BreachKind, &str)> {
    breaches.iter().map(|b| (b.kind, b.subject.as_str())).collect()
}

#[test]
fn honest_log_has_no_breach_and_every_file_is_compared() {
    for size in [6, 255, 256, 257, 600] {
        let (_, files, head) = published(size);
        let report = check(&files, head);
        assert_eq!(report.breaches, [], "size {size}");
        assert_eq!(report.remarks, [""; 0]);
        assert_eq!(report.counts.entries, size);
        assert_eq!(report.counts.bundles + report.counts.tiles, files.len());
    }
}

#[test]
fn entries_about_watched_subjects_are_handed_over() {
    let (_, files, head) = published(600);
    let report = check(&files, head);
    let about_clip = &report.known[&clip_id().to_string()];
    let read: Vec<(u64, Event)> = about_clip
        .iter()
        .map(|(number, bytes)| (*number, Entry::from_bytes(bytes).unwrap().event))
        .collect();
    assert_eq!(read, [(4, Event::ClipSealed), (5, Event::ClipVerified)]);
    assert_eq!(report.known.len(), 1);
}

#[test]
fn older_partial_files_that_were_left_behind_are_compared_too() {
    let (story, mut files, head) = published(600);
    files.extend(files_of(&story.log, 300));
    files.extend(files_of(&story.log, 7));
    let report = check(&files, head);
    assert_eq!(report.breaches, []);
    assert_eq!(report.counts.bundles + report.counts.tiles, files.len());

    for old in [
        "tile/entries/000.p/7",
        "tile/entries/001.p/44",
        "tile/0/000.p/7",
        "tile/0/001.p/44",
    ] {
        let mut touched = files.clone();
        *touched.get_mut(old).unwrap().last_mut().unwrap() ^= 1;
        assert_eq!(kinds(&check(&touched, head).breaches), [(BreachKind::TreeAltered, old)]);
    }
}

#[test]
fn altered_entry_is_named_by_its_number() {
    let (_, mut files, head) = published(600);
    let bundle = files.get_mut("tile/entries/001").unwrap();
    let actor = bundle
        .windows(7)
        .enumerate()
        .filter(|(_, word)| *word == b"sealing")
        .nth(20)
        .unwrap()
        .0;
    bundle[actor] = b'S';
    assert_eq!(
        kinds(&check(&files, head).breaches),
        [(BreachKind::EntryAltered, "276")]
    );
}

#[test]
fn altered_tile_of_leaves_is_told_from_an_altered_entry() {
    let (_, mut files, head) = published(600);
    files.get_mut("tile/0/002.p/88").unwrap()[40] ^= 1;
    assert_eq!(
        kinds(&check(&files, head).breaches),
        [(BreachKind::TreeAltered, "tile/0/002.p/88")]
    );
}

#[test]
fn altered_tile_of_a_higher_level_is_named() {
    let (_, mut files, head) = published(600);
    files.get_mut("tile/1/000.p/2").unwrap()[0] ^= 1;
    assert_eq!(
        kinds(&check(&files, head).breaches),
        [(BreachKind::TreeAltered, "tile/1/000.p/2")]
    );
}

#[test]
fn missing_tile_or_bundle_is_named() {
    let (_, files, head) = published(600);
    for path in files.keys() {
        let mut fewer = files.clone();
        fewer.remove(path);
        let report = check(&fewer, head);
        assert!(
            kinds(&report.breaches).contains(&(BreachKind::TileMissing, path)),
            "{path}: {:?}",
            report.breaches
        );
    }
    let mut fewer = files.clone();
    fewer.remove("tile/entries/001");
    assert!(check(&fewer, head).breaches[0].message.contains("entries 256 to 511"));
}

#[test]
fn stranger_among_the_files_is_named() {
    let (_, mut files, head) = published(10);
    files.insert("tile/0/0".to_owned(), vec![]);
    files.insert("notes.txt".to_owned(), vec![]);
    let found = check(&files, head);
    assert_eq!(
        kinds(&found.breaches),
        [
            (BreachKind::FileUnknown, "notes.txt"),
            (BreachKind::FileUnknown, "tile/0/0")
        ]
    );
}

#[test]
fn bundle_with_an_entry_too_few_or_too_many_is_named() {
    let (story, files, head) = published(10);
    let entries: Vec<&[u8]> = story.log.entries().iter().map(|e| e.bytes.as_slice()).collect();
    let more: Vec<&[u8]> = entries.iter().copied().chain([entries[9]]).collect();
    for other in [&entries[..9], &more] {
        let mut touched = files.clone();
        touched.insert(
            "tile/entries/000.p/10".to_owned(),
            bundle_bytes(other.iter().copied()).unwrap(),
        );
        let report = check(&touched, head);
        assert_eq!(report.breaches[0].subject, "tile/entries/000.p/10");
        assert_eq!(report.breaches[0].kind, BreachKind::EntryAltered);
    }
}

#[test]
fn whole_log_rewritten_to_fit_itself_breaks_the_signed_head() {
    let (_, _, head) = published(600);
    let mut other = clip_story(3, 590).0;
    other.at += 1;
    other.heartbeats(4);
    let files = files_of(&other.log, 600);
    assert_eq!(
        kinds(&check(&files, head).breaches),
        [(BreachKind::CheckpointBroken, "checkpoint")]
    );
}

#[test]
fn older_head_that_somebody_kept_is_compared() {
    let (story, files, head) = published(600);
    let mut honest = begin(&files, head);
    honest.check_head("kept", &story.log.head(300).unwrap());
    assert_eq!(honest.end().breaches, []);

    let mut forked = begin(&files, head);
    forked.check_head(
        "kept",
        &TreeHead {
            size: 300,
            root: Sha256Digest::of(b"another history"),
        },
    );
    assert_eq!(kinds(&forked.end().breaches), [(BreachKind::CheckpointBroken, "kept")]);

    let short = files_of(&story.log, 300);
    let mut rolled_back = begin(&short, story.log.head(300).unwrap());
    rolled_back.check_head("kept", &head);
    let report = rolled_back.end();
    assert_eq!(kinds(&report.breaches), [(BreachKind::CheckpointBroken, "kept")]);
    assert!(report.breaches[0].message.contains("600"), "{}", report.breaches[0]);
}

#[test]
fn files_ahead_of_the_checkpoint_are_remarked() {
    let (story, files, _) = published(600);
    let mut both = files_of(&story.log, 300);
    both.extend(files);
    let report = check(&both, story.log.head(300).unwrap());
    assert_eq!(report.breaches, []);
    assert!(
        report.remarks[0].contains("ahead of the checkpoint"),
        "{:?}",
        report.remarks
    );
}

#[test]
fn silence_and_restarts_are_told() {
    let mut story = Story::begin();
    story.at += 600_000_000;
    story.heartbeats(1);
    story.at += 600_000_000;
    story.write(Event::LogOpened, "", None);
    let report = check(&files_of(&story.log, 3), story.log.head(3).unwrap());
    assert_eq!(kinds(&report.breaches), [(BreachKind::Silence, "entry 1")]);
    assert_eq!(report.restarts.len(), 1);
    assert_eq!(report.last_at, Some(story.at));
}

#[test]
fn monstrous_sizes_cost_nothing() {
    let (_, mut files, _) = published(10);
    let last = LOG_ENTRIES_MAX / 256 - 1;
    files.insert(bundle_path(last, 256), vec![0; 512]);
    files.insert(
        tile_path(TileId {
            level: 0,
            index: last,
            width: 256,
        }),
        vec![0; 8192],
    );
    let report = check(
        &files,
        TreeHead {
            size: LOG_ENTRIES_MAX,
            root: Sha256Digest::of(b""),
        },
    );
    let found = kinds(&report.breaches);
    assert!(found.iter().any(|(kind, _)| *kind == BreachKind::TileMissing));
    assert!(found.iter().any(|(kind, _)| *kind == BreachKind::CheckpointBroken));
}

#[test]
fn empty_log_is_a_log() {
    let log = MemoryLog::new(log_key());
    assert_eq!(check(&Files::new(), log.head(0).unwrap()).breaches, []);
    assert_eq!(
        tile_bytes(
            TileId {
                level: 0,
                index: 0,
                width: 0
            },
            log.hashes()
        )
        .ok(),
        None
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_flipped_bit_in_any_file_is_seen_and_named_right(at in any::<prop::sample::Index>(), byte in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let (_, files, head) = published(300);
        let path = files.keys().nth(at.index(files.len())).unwrap().clone();
        let mut touched = files.clone();
        let bytes = touched.get_mut(&path).unwrap();
        let place = byte.index(bytes.len());
        bytes[place] ^= 1 << bit;
        let report = check(&touched, head);
        prop_assert!(!report.breaches.is_empty(), "{} byte {}", path, place);
        if !path.contains("entries") {
            prop_assert_eq!(kinds(&report.breaches), [(BreachKind::TreeAltered, path.as_str())]);
        }
    }
}
