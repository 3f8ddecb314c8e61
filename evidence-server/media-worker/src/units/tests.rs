//! What milliseconds make of odd units and odd numbers.

use super::{length_ms, milliseconds};
use ffmpeg_next::Rational;

#[test]
fn time_is_rounded_to_the_nearest_millisecond() {
    assert_eq!(milliseconds(1_087_086, Rational::new(1, 90_000)), Some(12_079));
    assert_eq!(milliseconds(-1_024, Rational::new(1, 48_000)), Some(-21));
}

#[test]
fn a_unit_of_zero_gives_no_time_and_no_crash() {
    assert_eq!(milliseconds(7, Rational::new(1, 0)), None);
    assert_eq!(milliseconds(7, Rational::new(0, 1)), None);
}

#[test]
fn numbers_too_large_for_time_give_no_time() {
    assert_eq!(milliseconds(i64::MAX, Rational::new(i32::MAX, 1)), None);
    assert_eq!(length_ms(i64::MIN, i64::MAX), i64::MAX.unsigned_abs());
    assert_eq!(length_ms(5, 3), 0);
}
