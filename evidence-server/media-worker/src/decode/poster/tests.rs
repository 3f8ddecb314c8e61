//! Sizes that posters get.

use super::size_within;

#[test]
fn a_wide_picture_is_made_small_with_its_shape_kept() {
    assert_eq!(size_within((1920, 1080), 640), (640, 360));
}

#[test]
fn an_upright_picture_keeps_within_the_same_square() {
    assert_eq!(size_within((1080, 1920), 640), (360, 640));
}

#[test]
fn a_small_picture_does_not_grow() {
    assert_eq!(size_within((160, 120), 640), (160, 120));
}

#[test]
fn sides_are_even_and_never_nothing() {
    assert_eq!(size_within((65_000, 1), 640), (640, 2));
    assert_eq!(size_within((1, 1), 640), (2, 2));
    assert_eq!(size_within((333, 201), 640), (332, 200));
}
