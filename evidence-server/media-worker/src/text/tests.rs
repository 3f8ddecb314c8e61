//! What a hostile tag may and may not bring into an answer.

use super::{REPLACEMENT, plain};

#[test]
fn ordinary_text_in_any_script_stays_as_it_is() {
    assert_eq!(plain("执法记录仪 GoPro AVC".as_bytes()), "执法记录仪 GoPro AVC");
}

#[test]
fn bytes_that_are_not_utf8_are_replaced_and_never_guessed() {
    // 执法 in GBK.
    let text = plain(&[0xd6, 0xb4, 0xb7, 0xa8]);
    assert!(text.contains(REPLACEMENT), "{text:?}");
}

#[test]
fn control_and_direction_characters_are_replaced() {
    assert_eq!(plain(b"a\x1b[2Jb"), "a\u{fffd}[2Jb");
    assert_eq!(plain("a\u{202e}b".as_bytes()), "a\u{fffd}b");
}

#[test]
fn length_is_bounded_in_characters() {
    assert_eq!(plain("证".repeat(10_000).as_bytes()).chars().count(), 256);
}

#[test]
fn white_space_around_is_dropped() {
    assert_eq!(plain(b"\tGoPro AVC\n"), "GoPro AVC");
}
