//! Sightings and grey pictures keep their bounds.

use evidence_schema::wire::media::limits::{CODE_CHARS_MAX, CODES_MAX};

use super::grey::Grey;
use super::{Seen, texts};

#[test]
fn a_text_that_is_seen_again_is_one_with_its_first_and_last_moment() {
    let mut seen = Seen::new(3);
    for (text, at_ms) in [("A", 500), ("B", 700), ("A", 900), ("A", 200)] {
        seen.add(text, at_ms);
    }
    let (codes, total) = seen.finish();
    assert_eq!(total, 2);
    assert_eq!(
        (codes[0].text.as_str(), codes[0].first_ms, codes[0].last_ms),
        ("A", 200, 900)
    );
    assert_eq!((codes[1].text.as_str(), codes[1].stream), ("B", 3));
}

#[test]
fn texts_out_of_bounds_are_not_kept_and_many_are_counted() {
    let mut seen = Seen::new(0);
    seen.add("", 0);
    seen.add("a\nb", 0);
    seen.add(&"x".repeat(CODE_CHARS_MAX + 1), 0);
    for number in 0..CODES_MAX + 5 {
        seen.add(&format!("code {number}"), 0);
    }
    let (codes, total) = seen.finish();
    assert_eq!((codes.len(), total), (CODES_MAX, CODES_MAX + 5));
}

#[test]
fn a_point_outside_is_white_and_half_a_picture_is_the_mean() {
    let grey = Grey::new(2, 2, vec![0, 100, 200, 100]);
    assert_eq!(
        (grey.at(1, 1), grey.at(0, 5), grey.at(usize::MAX, usize::MAX)),
        (100, 255, 255)
    );
    let half = grey.halved();
    assert_eq!((half.width, half.height, half.at(0, 0)), (1, 1, 100));
}

#[test]
fn pictures_without_a_code_show_none_however_small() {
    for (width, height) in [(0, 0), (1, 1), (7, 3), (64, 64)] {
        let chequered = (0..width * height).map(|place| if place % 3 == 0 { 0 } else { 255 });
        assert!(texts(&Grey::new(width, height, chequered.collect())).is_empty());
    }
}
