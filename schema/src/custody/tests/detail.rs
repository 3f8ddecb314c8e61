//! Behaviour of details: one text, one reading, a digest that needs the salt.

use super::story::{clip_row, detail_of};
use crate::custody::detail::{Detail, DetailError, salted_digest};

fn detail() -> Detail {
    detail_of("clip", "clip-1", Some(clip_row("sealed")))
}

#[test]
fn detail_survives_its_text_form() {
    let text = detail().to_text().unwrap();
    assert_eq!(Detail::from_text(&text).unwrap(), detail());
}

#[test]
fn detail_that_could_be_read_in_two_ways_is_refused() {
    let text = detail().to_text().unwrap();
    let twice = text.replacen(r#""state":"#, r#""state":"damaged","state":"#, 1);
    assert_ne!(twice, text);
    assert!(matches!(Detail::from_text(&twice), Err(DetailError::NotCanonical)));
    assert!(matches!(
        Detail::from_text(&format!("{text} ")),
        Err(DetailError::NotCanonical)
    ));
}

#[test]
fn fractions_have_no_place_in_a_detail() {
    let mut detail = detail();
    detail.facts.insert("share".to_owned(), serde_json::json!(0.5));
    assert!(detail.to_text().is_err());
}

#[test]
fn digest_changes_with_salt_and_with_text() {
    let text = detail().to_text().unwrap();
    let digest = salted_digest(&[1; 32], &text);
    assert_ne!(digest, salted_digest(&[2; 32], &text));
    assert_ne!(digest, salted_digest(&[1; 32], &text.replace("sealed", "damaged")));
}
