//! Behaviour of the audit: every way to lie about the past has a name, and an honest log has no breach.

use super::story::{MINUTE, START, Story, clip_id, clip_row, clip_story, columns, detail_of, text};
use crate::custody::audit::{Audit, Breach, BreachKind, Restart, StoredDetail};
use crate::custody::detail::{Cell, Columns};
use crate::custody::entry::Event;
use crate::custody::memory::{KeptEntry, MemoryLog};
use crate::custody::tree::{TreeHead, leaf_hash};
use crate::digest::Sha256Digest;
use crate::limits::BREACHES_PER_KIND_MAX;
use crate::time::Timestamp;

/// One row of the entry table, as an attacker with the database finds it.
#[derive(Clone)]
struct StoredEntry {
    number: u64,
    bytes: Vec<u8>,
    leaf: Option<Sha256Digest>,
    detail: Option<StoredDetail>,
}

fn stored(log: &MemoryLog) -> Vec<StoredEntry> {
    let one = |(number, kept): (usize, &KeptEntry)| StoredEntry {
        number: number as u64,
        bytes: kept.bytes.clone(),
        leaf: Some(leaf_hash(&kept.bytes)),
        detail: kept.detail.clone().map(|(text, salt)| StoredDetail { salt, text }),
    };
    log.entries().iter().enumerate().map(one).collect()
}

fn read(entries: &[StoredEntry]) -> Audit {
    let mut audit = Audit::new([]);
    for entry in entries {
        audit.entry(entry.number, &entry.bytes, entry.leaf, entry.detail.as_ref());
    }
    audit
}

fn kinds(breaches: &[Breach]) -> Vec<(BreachKind, &str)> {
    breaches.iter().map(|b| (b.kind, b.subject.as_str())).collect()
}

/// Reads the log, compares with its signed head, and answers the breaches.
fn breaches(entries: &[StoredEntry], head: &TreeHead) -> Vec<Breach> {
    let mut audit = read(entries);
    audit.check_head("checkpoint", head);
    audit.into_breaches()
}

fn altered_at(bytes: &[u8]) -> Vec<u8> {
    String::from_utf8(bytes.to_vec())
        .unwrap()
        .replacen("sealing", "sealinG", 1)
        .into_bytes()
}

/// The honest log that the forgeries start from: 16 entries, of which 6 seals and 7 verifies.
fn honest() -> (MemoryLog, TreeHead) {
    let (story, sealed, verified) = clip_story(5, 8);
    assert_eq!((sealed, verified), (6, 7));
    let head = story.log.head(16).unwrap();
    (story.log, head)
}

#[test]
fn honest_log_has_no_breach() {
    let (log, head) = honest();
    let mut audit = read(&stored(&log));
    for size in 0..=16 {
        audit.check_head("older checkpoint", &log.head(size).unwrap());
    }
    audit.check_table("clip", [(clip_id().to_string(), clip_row("verified"))]);
    audit.ended(Some(Timestamp::from_micros(START + 17 * MINUTE).unwrap()));
    assert_eq!(audit.head(), Ok(head));
    assert_eq!(audit.tables().collect::<Vec<_>>(), ["clip"]);
    assert_eq!(
        audit.rows_of("clip").collect::<Vec<_>>(),
        [(clip_id().to_string().as_str(), clip_row("verified"))]
    );
    assert_eq!(audit.restarts(), []);
    assert_eq!(audit.into_breaches(), []);
}

#[test]
fn edited_entry_is_named() {
    let (log, head) = honest();
    let mut entries = stored(&log);
    entries[6].bytes = altered_at(&entries[6].bytes);
    assert_eq!(kinds(&breaches(&entries, &head)), [(BreachKind::EntryAltered, "6")]);
}

#[test]
fn entry_edited_together_with_its_hash_breaks_the_checkpoint() {
    let (log, head) = honest();
    let mut entries = stored(&log);
    entries[6].bytes = altered_at(&entries[6].bytes);
    entries[6].leaf = Some(leaf_hash(&entries[6].bytes));
    assert_eq!(
        kinds(&breaches(&entries, &head)),
        [(BreachKind::CheckpointBroken, "checkpoint")]
    );
    entries[6].leaf = None;
    assert_eq!(
        kinds(&breaches(&entries, &head)),
        [(BreachKind::CheckpointBroken, "checkpoint")]
    );
}

#[test]
fn entry_that_is_no_entry_is_named_even_when_it_was_hashed_so() {
    let mut story = Story::begin();
    story
        .log
        .append_kept(KeptEntry {
            bytes: b"{}".to_vec(),
            detail: None,
        })
        .unwrap();
    let head = story.log.head(2).unwrap();
    assert_eq!(
        kinds(&breaches(&stored(&story.log), &head)),
        [(BreachKind::EntryAltered, "1")]
    );
}

#[test]
fn removed_entry_is_named() {
    let (log, head) = honest();
    let mut entries = stored(&log);
    entries.drain(9..12);
    let expected = [(BreachKind::EntryMissing, "9-11"), (BreachKind::Silence, "entry 12")];
    let found = breaches(&entries, &head);
    assert_eq!(kinds(&found)[..2], expected);
    assert_eq!(kinds(&found)[2..], [(BreachKind::CheckpointBroken, "checkpoint")]);
}

#[test]
fn removed_entry_whose_followers_were_renumbered_breaks_the_checkpoint() {
    let (log, head) = honest();
    let mut entries = stored(&log);
    entries.remove(9);
    entries
        .iter_mut()
        .enumerate()
        .for_each(|(number, entry)| entry.number = number as u64);
    assert_eq!(
        kinds(&breaches(&entries, &head)),
        [(BreachKind::CheckpointBroken, "checkpoint")]
    );
}

#[test]
fn entries_cut_off_at_the_end_leave_the_log_shorter_than_its_checkpoint() {
    let (log, head) = honest();
    let found = breaches(&stored(&log)[..12], &head);
    assert_eq!(kinds(&found), [(BreachKind::CheckpointBroken, "checkpoint")]);
    assert!(
        found[0].message.contains("covers 16 entries, the log holds 12"),
        "{}",
        found[0]
    );
}

#[test]
fn entries_that_changed_places_are_named() {
    let (log, head) = honest();
    let mut entries = stored(&log);
    let (six, seven) = (entries[6].clone(), entries[7].clone());
    entries[6] = StoredEntry {
        bytes: seven.bytes,
        detail: seven.detail,
        ..six.clone()
    };
    entries[7] = StoredEntry {
        bytes: six.bytes,
        detail: six.detail,
        number: 7,
        leaf: seven.leaf,
    };
    let expected = [(BreachKind::EntryAltered, "6"), (BreachKind::EntryAltered, "7")];
    assert_eq!(kinds(&breaches(&entries, &head)), expected);
}

#[test]
fn entries_that_changed_places_together_with_their_hashes_break_the_checkpoint() {
    let (log, head) = honest();
    let mut entries = stored(&log);
    entries.swap(6, 7);
    entries[6].number = 6;
    entries[7].number = 7;
    assert_eq!(
        kinds(&breaches(&entries, &head)),
        [(BreachKind::CheckpointBroken, "checkpoint")]
    );
}

#[test]
fn number_that_comes_twice_is_named_and_changes_nothing() {
    let (log, head) = honest();
    let mut entries = stored(&log);
    let again = StoredEntry {
        bytes: altered_at(&entries[6].bytes),
        ..entries[6].clone()
    };
    entries.insert(9, again);
    assert_eq!(kinds(&breaches(&entries, &head)), [(BreachKind::EntryTwice, "6")]);
}

#[test]
fn entry_that_stands_at_two_numbers_is_named() {
    let (mut log, _) = honest();
    let again = log.entries()[15].clone();
    log.append_kept(again).unwrap();
    let head = log.head(17).unwrap();
    assert_eq!(kinds(&breaches(&stored(&log), &head)), [(BreachKind::EntryTwice, "16")]);
}

#[test]
fn number_beyond_all_bounds_is_a_breach_and_no_crash() {
    let (log, head) = honest();
    let mut entries = stored(&log);
    entries[15].number = u64::MAX;
    let found = breaches(&entries, &head);
    assert_eq!(found[0].kind, BreachKind::EntryMissing);
    assert_eq!(found.last().unwrap().kind, BreachKind::CheckpointBroken);
}

#[test]
fn edited_detail_is_named() {
    let (log, head) = honest();
    let mut entries = stored(&log);
    let detail = entries[7].detail.as_mut().unwrap();
    detail.text = detail.text.replacen("0001.MP4", "0002.MP4", 1);
    assert_eq!(kinds(&breaches(&entries, &head)), [(BreachKind::DetailAltered, "7")]);
}

#[test]
fn detail_edited_together_with_its_row_is_still_named() {
    let (log, _) = honest();
    let mut entries = stored(&log);
    let detail = entries[7].detail.as_mut().unwrap();
    detail.text = detail.text.replacen("0001.MP4", "0002.MP4", 1);
    let mut row = clip_row("verified");
    row.insert("file_name".to_owned(), text("VIDEO_0002.MP4"));
    let mut audit = read(&entries);
    audit.check_table("clip", [(clip_id().to_string(), row)]);
    assert_eq!(kinds(&audit.into_breaches()), [(BreachKind::DetailAltered, "7")]);
}

#[test]
fn other_salt_missing_detail_and_detail_from_nowhere_are_named() {
    let (log, head) = honest();
    let mut entries = stored(&log);
    entries[6].detail.as_mut().unwrap().salt[0] ^= 1;
    let seventh = entries[7].detail.take();
    entries[8].detail = seventh;
    let found = breaches(&entries, &head);
    let numbers: Vec<_> = kinds(&found);
    assert_eq!(numbers, ["6", "7", "8"].map(|n| (BreachKind::DetailAltered, n)));
}

#[test]
fn detail_that_cannot_be_read_is_named_although_its_digest_fits() {
    let mut story = Story::begin();
    story.clip(Event::ClipSealed, "sealed");
    let mut entries = stored(&story.log);
    let odd = r#"{"facts":{},"images":[{"key":"k","row":{"a":1,"a":2},"table":"clip"}]}"#;
    let salt = [7; 32];
    let mut entry = crate::custody::entry::Entry::from_bytes(&entries[1].bytes).unwrap();
    entry.detail = Some(crate::custody::detail::salted_digest(&salt, odd));
    entries[1].bytes = entry.to_bytes().unwrap();
    entries[1].leaf = None;
    entries[1].detail = Some(StoredDetail {
        salt,
        text: odd.to_owned(),
    });
    assert_eq!(
        kinds(&read(&entries).into_breaches()),
        [(BreachKind::DetailAltered, "1")]
    );
}

/// What the audit says about a clip table of these rows.
fn table_breaches(rows: Vec<(String, Columns)>) -> Vec<Breach> {
    let mut audit = read(&stored(&honest().0));
    audit.check_table("clip", rows);
    audit.into_breaches()
}

#[test]
fn every_column_edited_alone_is_named() {
    let place = format!("clip/{}", clip_id());
    for name in clip_row("verified").keys() {
        for value in [text("other"), Cell::Int(77), Cell::Null] {
            let mut row = clip_row("verified");
            row.insert(name.clone(), value);
            let found = table_breaches(vec![(clip_id().to_string(), row)]);
            assert_eq!(kinds(&found), [(BreachKind::ColumnAltered, place.as_str())]);
            assert!(found[0].message.contains(name.as_str()), "{}", found[0]);
        }
    }
}

#[test]
fn column_that_is_gone_or_new_is_named() {
    let mut less = clip_row("verified");
    less.remove("state");
    let mut more = clip_row("verified");
    more.insert("owner".to_owned(), Cell::Null);
    for row in [less, more] {
        let found = table_breaches(vec![(clip_id().to_string(), row)]);
        assert_eq!(
            found.iter().map(|b| b.kind).collect::<Vec<_>>(),
            [BreachKind::ColumnAltered]
        );
    }
}

#[test]
fn number_and_its_text_are_not_the_same_column() {
    let mut row = clip_row("verified");
    let Some(Cell::Int(size)) = row.get("size_bytes").cloned() else {
        panic!("a size is a number")
    };
    row.insert("size_bytes".to_owned(), text(&size.to_string()));
    assert_eq!(
        table_breaches(vec![(clip_id().to_string(), row)])[0].kind,
        BreachKind::ColumnAltered
    );
}

#[test]
fn removed_row_unknown_row_and_row_that_comes_twice_are_named() {
    let place = format!("clip/{}", clip_id());
    assert_eq!(
        kinds(&table_breaches(vec![])),
        [(BreachKind::RowMissing, place.as_str())]
    );
    let real = (clip_id().to_string(), clip_row("verified"));
    let found = table_breaches(vec![real.clone(), ("clip-x".to_owned(), clip_row("verified"))]);
    assert_eq!(kinds(&found), [(BreachKind::RowUnknown, "clip/clip-x")]);
    let found = table_breaches(vec![real.clone(), real]);
    assert_eq!(kinds(&found), [(BreachKind::RowUnknown, place.as_str())]);
}

#[test]
fn row_that_an_entry_removed_must_stay_away() {
    let mut story = clip_story(1, 0).0;
    let id = clip_id().to_string();
    story.write(Event::ClipDamaged, &id, Some(detail_of("clip", &id, None)));
    let mut audit = read(&stored(&story.log));
    audit.check_table("clip", []);
    assert_eq!(audit.breach_count(), 0);
    audit.check_table("clip", [(id, clip_row("verified"))]);
    assert_eq!(audit.into_breaches()[0].kind, BreachKind::RowUnknown);
}

#[test]
fn rows_of_one_table_do_not_vouch_for_those_of_another() {
    let mut audit = read(&stored(&honest().0));
    audit.check_table("recorder", [(clip_id().to_string(), clip_row("verified"))]);
    assert_eq!(audit.into_breaches()[0].kind, BreachKind::RowUnknown);
}

#[test]
fn head_of_the_same_size_with_another_root_is_named() {
    let (log, head) = honest();
    let other = TreeHead {
        root: Sha256Digest::of(b"another history"),
        ..head
    };
    assert_eq!(
        kinds(&breaches(&stored(&log), &other)),
        [(BreachKind::CheckpointBroken, "checkpoint")]
    );
}

#[test]
fn log_rolled_back_and_grown_again_breaks_the_older_checkpoint() {
    let (log, _) = honest();
    let kept = log.head(14).unwrap();
    // Entries 10 and later were forgotten and written anew, and everything that is stored was made to fit.
    let mut story = clip_story(2, 5).0;
    story.at += MINUTE / 2;
    story.heartbeats(20);
    let entries = stored(&story.log);
    let mut audit = read(&entries);
    audit.check_head("its own checkpoint", &story.log.head(story.log.size()).unwrap());
    audit.check_head("the checkpoint that somebody kept", &kept);
    assert_eq!(
        kinds(&audit.into_breaches()),
        [(BreachKind::CheckpointBroken, "the checkpoint that somebody kept")]
    );
}

#[test]
fn remembered_head_is_compared_like_a_computed_one() {
    let (log, _) = honest();
    let mut audit = Audit::new([9]);
    for entry in stored(&log) {
        audit.entry(entry.number, &entry.bytes, entry.leaf, entry.detail.as_ref());
    }
    audit.check_head("checkpoint", &log.head(9).unwrap());
    assert_eq!(audit.breach_count(), 0);
    audit.check_head(
        "checkpoint",
        &TreeHead {
            size: 9,
            root: Sha256Digest::of(b"x"),
        },
    );
    assert_eq!(audit.breach_count(), 1);
}

#[test]
fn three_minutes_without_an_entry_are_bearable_and_a_moment_more_is_silence() {
    for (extra, is_silent) in [(0, false), (1000, true)] {
        let mut story = Story::begin();
        story.at += 2 * MINUTE + extra;
        story.heartbeats(1);
        let found = read(&stored(&story.log)).into_breaches();
        assert_eq!(found.len(), usize::from(is_silent));
        assert!(
            found
                .iter()
                .all(|b| b.kind == BreachKind::Silence && b.subject == "entry 1")
        );
    }
}

#[test]
fn silence_at_the_end_is_named_when_somebody_says_what_time_it_is() {
    let (log, _) = honest();
    let mut audit = read(&stored(&log));
    audit.ended(None);
    assert_eq!(audit.breach_count(), 0);
    audit.ended(Some(Timestamp::from_micros(START + 60 * MINUTE).unwrap()));
    assert_eq!(
        kinds(&audit.into_breaches()),
        [(BreachKind::Silence, "the end of the log")]
    );
}

#[test]
fn restart_is_no_breach_but_is_listed_with_the_pause_that_it_ended() {
    let mut story = Story::begin();
    story.heartbeats(3);
    let from = story.at;
    story.at += 300 * MINUTE;
    let number = story.write(Event::LogOpened, "", None);
    story.heartbeats(3);
    let audit = read(&stored(&story.log));
    assert_eq!(
        audit.restarts(),
        [Restart {
            number,
            from,
            until: from + 301 * MINUTE
        }]
    );
    assert_eq!(audit.breach_count(), 0);
}

#[test]
fn opening_the_log_does_not_excuse_the_silence_after_it() {
    let mut story = Story::begin();
    story.at += 300 * MINUTE;
    story.write(Event::LogOpened, "", None);
    story.at += 300 * MINUTE;
    story.heartbeats(1);
    assert_eq!(
        kinds(&read(&stored(&story.log)).into_breaches()),
        [(BreachKind::Silence, "entry 2")]
    );
}

#[test]
fn clock_set_back_is_named_also_behind_a_restart() {
    for event in [Event::LogHeartbeat, Event::LogOpened] {
        let mut story = Story::begin();
        story.at -= 60 * MINUTE;
        story.write(event, "", None);
        assert_eq!(
            kinds(&read(&stored(&story.log)).into_breaches()),
            [(BreachKind::ClockBackwards, "entry 1")]
        );
    }
}

#[test]
fn entries_numbered_a_little_out_of_their_order_in_time_are_fine() {
    let mut story = Story::begin();
    story.at -= 2 * MINUTE;
    story.heartbeats(3);
    assert_eq!(read(&stored(&story.log)).into_breaches(), []);
}

#[test]
fn times_at_the_ends_of_the_range_do_not_overflow() {
    let mut story = Story::begin();
    for at in [-(1_i64 << 53), 1_i64 << 53, 0] {
        story.at = at - MINUTE;
        story.heartbeats(1);
    }
    assert_eq!(read(&stored(&story.log)).breach_count(), 3);
}

#[test]
fn entries_only_audit_misses_no_details() {
    let (log, head) = honest();
    let mut audit = Audit::of_entries_only([]);
    for entry in stored(&log) {
        let read = audit.entry(entry.number, &entry.bytes, entry.leaf, None).unwrap();
        assert_eq!(read.to_bytes().unwrap(), entry.bytes);
    }
    audit.check_head("checkpoint", &head);
    assert_eq!(audit.into_breaches(), []);
}

#[test]
fn flood_of_breaches_is_listed_to_a_bound_and_counted_to_the_end() {
    let mut audit = Audit::new([]);
    let rows = BREACHES_PER_KIND_MAX + 250;
    audit.check_table(
        "clip",
        (0..rows).map(|n| (format!("clip-{n}"), columns([("a", Cell::Null)]))),
    );
    audit.breach(BreachKind::ObjectMissing, "object".to_owned(), "not there");
    assert_eq!(audit.breach_count(), rows + 1);
    let found = audit.into_breaches();
    assert_eq!(found.len(), BREACHES_PER_KIND_MAX + 2);
    assert!(
        found.iter().any(|b| b.kind == BreachKind::ObjectMissing),
        "other kinds are not drowned"
    );
    assert!(
        found.last().unwrap().message.starts_with("250 further breaches"),
        "{}",
        found.last().unwrap()
    );
}

#[test]
fn words_for_breaches_are_one_per_kind_and_stable() {
    let words: Vec<&str> = BreachKind::ALL.iter().map(|k| k.as_str()).collect();
    let expected = "entry-altered entry-missing entry-twice detail-altered column-altered row-missing row-unknown \
                    checkpoint-broken foreign-key silence clock-backwards object-altered object-missing tree-altered \
                    tile-missing file-unknown path-refused manifest-differs receipt-broken statement-broken \
                    link-missing link-unknown";
    assert_eq!(words.join(" "), expected);
}
