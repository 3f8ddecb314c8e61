//! A slate says what was signed, or nothing.

use proptest::prelude::*;

use crate::custody::note::{SigningNoteKey, VerifyingNoteKey};
use crate::custody::slate::{SLATE_MARK, Slate};
use crate::ids::HandoverId;
use crate::time::Timestamp;

fn key(name: &str, seed: u8) -> (SigningNoteKey, VerifyingNoteKey) {
    let key = SigningNoteKey::from_seed(name, &[seed; 32]).unwrap();
    let public = VerifyingNoteKey::from_text(key.vkey()).unwrap();
    (key, public)
}

fn slate(handover: Option<HandoverId>) -> Slate {
    Slate {
        handover,
        at: "2026-11-20T01:00:00.120Z".parse().unwrap(),
        refresh_ms: 2000,
    }
}

#[test]
fn what_was_signed_is_read_again_with_and_without_a_handover() {
    let (signing, public) = key("log.example/mingjing", 7);
    for handover in [None, Some(HandoverId::from_random([9; 16]))] {
        let text = slate(handover).sign(&signing).unwrap();
        assert_eq!(Slate::open(&text, &public).unwrap(), slate(handover));
        assert!(
            text.len() <= 178,
            "{} signs no longer fit a code of version 7",
            text.len()
        );
        let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || " $%*+-./:".contains(c);
        assert!(text.chars().all(fits), "{text}");
    }
}

#[test]
fn every_changed_sign_is_refused() {
    let (signing, public) = key("log.example/mingjing", 7);
    let text = slate(Some(HandoverId::from_random([9; 16]))).sign(&signing).unwrap();
    for place in 0..text.len() {
        let mut changed = text.clone().into_bytes();
        changed[place] = if changed[place] == b'2' { b'3' } else { b'2' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(Slate::open(&changed, &public).is_err(), "{changed}");
    }
}

#[test]
fn another_key_or_another_name_signed_something_else() {
    let (signing, _) = key("log.example/mingjing", 7);
    let text = slate(None).sign(&signing).unwrap();
    for (name, seed) in [("log.example/mingjing", 8), ("other.example", 7)] {
        assert!(Slate::open(&text, &key(name, seed).1).is_err(), "{name}");
    }
    // A checkpoint of the same key over lines that look like a slate is none: the first line differs.
    let note = signing.sign("log.example/mingjing\n1\n2\n").unwrap();
    assert!(Slate::open(&note, &key("log.example/mingjing", 7).1).is_err());
}

proptest! {
    #[test]
    fn no_text_at_all_makes_it_stumble(text in "\\PC{0,300}", tail in "[A-Z0-9:-]{0,200}") {
        let (_, public) = key("log.example/mingjing", 7);
        prop_assert!(Slate::open(&text, &public).is_err());
        let marked = format!("{SLATE_MARK}{tail}");
        prop_assert!(Slate::open(&marked, &public).is_err());
    }

    #[test]
    fn any_time_is_kept_to_the_millisecond(ms in 0_i64..4_000_000_000_000, refresh_ms in 1_i64..60_000) {
        let (signing, public) = key("log", 1);
        let said = Slate { handover: None, at: Timestamp::from_micros(ms * 1000).unwrap(), refresh_ms };
        prop_assert_eq!(Slate::open(&said.sign(&signing).unwrap(), &public).unwrap(), said);
    }
}
