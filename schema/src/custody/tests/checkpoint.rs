//! Behaviour of checkpoints: a head, of this log, by this key.

use super::story::{ORIGIN, Story, log_key, public};
use crate::custody::checkpoint::{CheckpointError, open, open_unverified, sign};
use crate::custody::note::{NoteError, SigningNoteKey};
use crate::custody::tree::TreeHead;
use crate::digest::Sha256Digest;
use crate::limits::LOG_ENTRIES_MAX;

fn head() -> TreeHead {
    let mut story = Story::begin();
    story.heartbeats(4);
    story.log.head(5).unwrap()
}

#[test]
fn checkpoint_is_written_as_c2sp_writes_it() {
    let note = sign(&head(), &log_key()).unwrap();
    let lines: Vec<&str> = note.lines().collect();
    assert_eq!(lines[..2], [ORIGIN, "5"]);
    assert_eq!((lines[2].len(), lines[3]), (44, ""));
    assert!(lines[4].starts_with("— mingjing.example/log "));
    assert_eq!(lines.len(), 5);
}

#[test]
fn signed_head_comes_back() {
    let note = sign(&head(), &log_key()).unwrap();
    assert_eq!(open(&note, &public(&log_key())), Ok(head()));
    assert_eq!(open_unverified(&note), Ok((ORIGIN.to_owned(), head())));
}

#[test]
fn another_size_or_root_under_the_same_signature_is_refused() {
    let note = sign(&head(), &log_key()).unwrap();
    let longer = note.replacen("\n5\n", "\n6\n", 1);
    assert_ne!(longer, note);
    assert!(matches!(
        open(&longer, &public(&log_key())),
        Err(CheckpointError::Note(NoteError::Signature(_)))
    ));
}

#[test]
fn checkpoint_of_another_log_by_the_same_key_holder_is_refused() {
    let other = SigningNoteKey::from_seed("other.example/log", &[1; 32]).unwrap();
    let text = crate::custody::note::unverified_text(&sign(&head(), &other).unwrap()).unwrap();
    let note = log_key().sign(&text).unwrap();
    let expected = CheckpointError::Origin {
        found: "other.example/log".to_owned(),
        wanted: ORIGIN.to_owned(),
    };
    assert_eq!(open(&note, &public(&log_key())), Err(expected));
}

#[test]
fn signed_text_that_is_no_checkpoint_is_refused() {
    let root = "z".repeat(44);
    let wrong = [
        "hello\n".to_owned(),
        format!("{ORIGIN}\n05\n{root}\n"),
        format!("{ORIGIN}\n-5\n{root}\n"),
        format!("{ORIGIN}\n5\nabc\n"),
        format!("{ORIGIN}\n{}\n{}\n", LOG_ENTRIES_MAX + 1, "A".repeat(43) + "="),
    ];
    for text in wrong {
        let note = log_key().sign(&text).unwrap();
        assert_eq!(
            open(&note, &public(&log_key())),
            Err(CheckpointError::Malformed),
            "{text:?}"
        );
    }
}

#[test]
fn empty_log_has_a_checkpoint_too() {
    let empty = TreeHead {
        size: 0,
        root: Sha256Digest::of(b""),
    };
    let note = sign(&empty, &log_key()).unwrap();
    assert_eq!(open(&note, &public(&log_key())), Ok(empty));
}
