//! Behaviour of entries: one canonical byte form, read in one way only.

use proptest::prelude::*;

use super::story::START;
use crate::custody::entry::{ENTRY_VERSION, Entry, EntryError, Event};
use crate::digest::Sha256Digest;
use crate::ids::EntryId;
use crate::limits::ENTRY_BYTES_MAX;
use crate::people::Actor;

fn entry() -> Entry {
    Entry {
        actor: Actor::system("sealing"),
        at: START,
        detail: Some(Sha256Digest::of(b"detail")),
        event: Event::ClipSealed,
        id: EntryId::from_random([3; 16]),
        subject: "clip-c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1".to_owned(),
        v: ENTRY_VERSION,
    }
}

fn text() -> String {
    String::from_utf8(entry().to_bytes().unwrap()).unwrap()
}

#[test]
fn canonical_bytes_read_back_as_the_same_entry() {
    assert_eq!(Entry::from_bytes(text().as_bytes()).unwrap(), entry());
}

#[test]
fn any_other_spelling_is_refused() {
    let spaced = text().replacen(':', ": ", 1);
    let reordered = text()
        .replace(r#""v":1}"#, "}")
        .replacen('{', r#"{"v":1,"#, 1)
        .replace(",}", "}");
    let escaped = text().replacen("sealing", "se\\u0061ling", 1);
    for other in [spaced, reordered, escaped] {
        assert_ne!(other, text());
        assert!(
            matches!(Entry::from_bytes(other.as_bytes()), Err(EntryError::NotCanonical)),
            "{other}"
        );
    }
}

#[test]
fn unknown_field_event_or_version_is_refused() {
    let more = text().replacen('{', r#"{"a":1,"#, 1);
    let event = text().replacen("clip.sealed", "clip.vanished", 1);
    let version = text().replacen(r#""v":1"#, r#""v":2"#, 1);
    let twice = text().replacen('{', &format!(r#"{{"at":{START},"#), 1);
    assert!(matches!(Entry::from_bytes(more.as_bytes()), Err(EntryError::Shape(_))));
    assert!(matches!(Entry::from_bytes(event.as_bytes()), Err(EntryError::Shape(_))));
    assert!(matches!(
        Entry::from_bytes(version.as_bytes()),
        Err(EntryError::Version(2))
    ));
    assert!(matches!(Entry::from_bytes(twice.as_bytes()), Err(EntryError::Shape(_))));
}

#[test]
fn entry_that_no_bundle_can_hold_is_refused() {
    let long = Entry {
        subject: "s".repeat(ENTRY_BYTES_MAX),
        ..entry()
    };
    assert!(matches!(long.to_bytes(), Err(EntryError::TooLong(_))));
    assert!(matches!(
        Entry::from_bytes(&vec![b' '; ENTRY_BYTES_MAX + 1]),
        Err(EntryError::TooLong(_))
    ));
}

#[test]
fn event_names_are_its_text_form() {
    assert_eq!(Event::ClipSealed.name(), "clip.sealed");
    assert_eq!(Event::LogOpened.name(), "log.opened");
}

proptest! {
    #[test]
    fn whatever_can_be_written_reads_back(subject in "\\PC{0,60}", name in "[a-z]{1,9}", at in -(1_i64 << 53)..(1_i64 << 53)) {
        let entry = Entry { subject, actor: Actor::system(&name), at, ..entry() };
        let bytes = entry.to_bytes().unwrap();
        prop_assert_eq!(Entry::from_bytes(&bytes).unwrap(), entry);
    }

    #[test]
    fn no_bytes_at_all_make_the_reader_stumble(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Entry::from_bytes(&bytes).is_err());
    }
}
