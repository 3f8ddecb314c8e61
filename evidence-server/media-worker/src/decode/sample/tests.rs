//! What counts as black and as the same picture.

use super::Sample;

#[test]
fn a_dark_picture_is_black_and_a_night_scene_with_a_lamp_is_not() {
    assert!(Sample(vec![16; 1_000]).is_black());
    let mut lamp = vec![16; 1_000];
    lamp[..30].fill(220);
    assert!(!Sample(lamp).is_black());
}

#[test]
fn no_points_are_not_black() {
    assert!(!Sample(Vec::new()).is_black());
}

#[test]
fn the_difference_is_the_average_over_the_points() {
    let still = Sample(vec![100; 1_000]);
    assert_eq!(still.difference_milli(&still.clone()), 0);
    let noise = (0..1_000_u32).map(|n| if n % 2 == 0 { 100 } else { 101 }).collect();
    assert_eq!(still.difference_milli(&Sample(noise)), 500);
}

#[test]
fn samples_of_different_size_differ_beyond_measure() {
    assert_eq!(Sample(vec![1; 10]).difference_milli(&Sample(vec![1; 11])), u64::MAX);
    assert_eq!(Sample(Vec::new()).difference_milli(&Sample(Vec::new())), u64::MAX);
}
