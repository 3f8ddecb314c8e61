//! Behaviour of signed notes: only this key, only this text.

use proptest::prelude::*;

use super::story::{log_key, public};
use crate::custody::note::{NoteError, SigningNoteKey, VerifyingNoteKey, unverified_text};

const TEXT: &str = "one line\nanother\n";

fn other_key(name: &str) -> SigningNoteKey {
    SigningNoteKey::from_seed(name, &[9; 32]).unwrap()
}

/// The signature lines of a note, after the blank line.
fn signatures(note: &str) -> &str {
    note.split_once("\n\n").unwrap().1
}

#[test]
fn signed_text_comes_back_whole() {
    let note = log_key().sign(TEXT).unwrap();
    assert_eq!(public(&log_key()).open(&note).as_deref(), Ok(TEXT));
    assert_eq!(unverified_text(&note).as_deref(), Ok(TEXT));
}

#[test]
fn note_of_another_key_is_refused_even_under_the_same_name() {
    let note = other_key(super::story::ORIGIN).sign(TEXT).unwrap();
    assert!(matches!(public(&log_key()).open(&note), Err(NoteError::Signature(_))));
}

#[test]
fn altered_text_is_refused() {
    let note = log_key().sign(TEXT).unwrap();
    assert!(public(&log_key()).open(&note.replace("another", "an other")).is_err());
}

#[test]
fn second_signature_neither_helps_nor_harms() {
    let ours = log_key().sign(TEXT).unwrap();
    let theirs = other_key("witness.example").sign(TEXT).unwrap();
    let both = format!("{ours}{}", signatures(&theirs));
    assert_eq!(public(&log_key()).open(&both).as_deref(), Ok(TEXT));
    assert_eq!(public(&other_key("witness.example")).open(&both).as_deref(), Ok(TEXT));
    assert!(public(&other_key("nobody.example")).open(&both).is_err());
}

#[test]
fn broken_signature_of_ours_is_not_healed_by_another() {
    let ours = log_key().sign("something else\n").unwrap();
    let theirs = other_key("witness.example").sign(TEXT).unwrap();
    let both = format!("{theirs}{}", signatures(&ours));
    assert!(public(&log_key()).open(&both).is_err());
}

#[test]
fn signature_does_not_move_to_a_longer_text() {
    // A note whose text holds a blank line: only the last one parts text from signatures.
    let inner = log_key().sign(TEXT).unwrap();
    let outer = format!("{inner}\n{}", signatures(&inner));
    assert!(public(&log_key()).open(&outer).is_err());
}

#[test]
fn text_without_line_feed_or_with_control_characters_is_not_signed() {
    for text in ["no line feed", "tab\there\n", "nul\0\n", "return\r\n"] {
        assert!(log_key().sign(text).is_err(), "{text:?}");
    }
}

#[test]
fn private_key_survives_its_text_form_and_never_shows_in_debug() {
    let key = log_key();
    let read = SigningNoteKey::from_text(key.to_private_text()).unwrap();
    assert_eq!(read.vkey(), key.vkey());
    assert!(!format!("{key:?}").contains("PRIVATE"));
}

#[test]
fn key_from_raw_bytes_is_the_same_key() {
    let seed = ed25519_dalek::SigningKey::from_bytes(&[1; 32]);
    let made = VerifyingNoteKey::from_public_key(super::story::ORIGIN, seed.verifying_key().as_bytes()).unwrap();
    assert_eq!(made, public(&log_key()));
}

#[test]
fn names_with_spaces_or_plus_name_no_key() {
    for name in ["", "a b", "a+b", "a\u{3000}b", "a\n"] {
        assert!(SigningNoteKey::from_seed(name, &[1; 32]).is_err(), "{name:?}");
    }
}

#[test]
fn weak_public_keys_are_refused() {
    // The neutral point and a point of order two: signatures under them fit many texts.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut order_two = [0xff; 32];
    order_two[0] = 0xec;
    order_two[31] = 0x7f;
    for weak in [neutral, order_two] {
        assert!(VerifyingNoteKey::from_public_key("dock.example", &weak).is_err());
    }
}

#[test]
fn public_key_with_another_name_or_id_is_refused() {
    let vkey = log_key().vkey().to_owned();
    assert!(VerifyingNoteKey::from_text(&vkey.replacen("mingjing", "mingling", 1)).is_err());
    assert!(VerifyingNoteKey::from_text("").is_err());
    assert!(VerifyingNoteKey::from_text(&vkey[..vkey.len() - 4]).is_err());
}

proptest! {
    #[test]
    fn a_flipped_bit_anywhere_in_text_or_signature_is_seen(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let note = log_key().sign(TEXT).unwrap();
        let mut bytes = note.clone().into_bytes();
        let place = at.index(bytes.len());
        bytes[place] ^= 1 << bit;
        // A note that is not even text was refused before it came here.
        if let Ok(altered) = String::from_utf8(bytes) {
            prop_assert!(public(&log_key()).open(&altered).is_err(), "byte {}", place);
        }
    }
}
