//! Which tags are claims about time.

use super::Claims;
use evidence_schema::wire::media::{ClaimSource, limits::CLAIMS_MAX};

fn picked(tags: &[(&str, &str)]) -> Vec<String> {
    let mut claims = Claims::default();
    let tags = tags
        .iter()
        .map(|(key, text)| ((*key).to_owned(), (*text).to_owned()))
        .collect();
    claims.pick(ClaimSource::Stream, Some(2), tags);
    claims
        .finish()
        .0
        .into_iter()
        .map(|claim| format!("{}={}", claim.key, claim.text))
        .collect()
}

#[test]
fn tags_about_time_are_claims_and_others_are_not() {
    let tags = [
        ("creation_time", "2017-04-17T19:27:57.000000Z"),
        ("timecode", "19:26:48:04"),
        ("com.apple.quicktime.creationdate", "2020"),
        ("DateTimeOriginal", "2026:11:21 20:00:00"),
        ("TDRC", "2026"),
        ("encoder", "GoPro AVC encoder"),
        ("language", "eng"),
    ];
    assert_eq!(picked(&tags).len(), 5);
}

#[test]
fn the_text_of_a_claim_is_left_as_it_is() {
    assert_eq!(
        picked(&[("creation_time", "yesterday, or so")]),
        vec!["creation_time=yesterday, or so"]
    );
}

#[test]
fn a_tag_without_text_claims_nothing() {
    assert_eq!(picked(&[("date", "")]), Vec::<String>::new());
}

#[test]
fn claims_beyond_the_bound_are_counted_only() {
    let mut claims = Claims::default();
    claims.pick(
        ClaimSource::Container,
        None,
        vec![("date".to_owned(), "x".to_owned()); 500],
    );
    let (listed, total) = claims.finish();
    assert_eq!((listed.len(), total), (CLAIMS_MAX, 500));
}
