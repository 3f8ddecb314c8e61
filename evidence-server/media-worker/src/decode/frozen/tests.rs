//! Frozen pictures, still scenes, and what encoders do to either. Pictures are shown 40 ms each.

use super::{Frozen, Sample};

const POINTS: usize = 1_000;

/// A picture of one brightness in which so many points are one step brighter.
fn shade(brightness: u8, brighter_points: usize) -> Sample {
    let mut points = vec![brightness; POINTS];
    points[..brighter_points].fill(brightness + 1);
    Sample::of(points)
}

/// Shows pictures one after the other from 0 on and gives the stretches of at least 10 s.
fn stretches(pictures: impl Iterator<Item = Sample>) -> Vec<(i64, i64)> {
    let mut frozen = Frozen::new(0, 10_000);
    for (sample, number) in pictures.zip(0_i64..) {
        frozen.picture(sample, number * 40, number * 40 + 40);
    }
    frozen.finish().0.iter().map(|s| (s.start_ms, s.end_ms)).collect()
}

fn moving(count: usize) -> impl Iterator<Item = Sample> {
    (0..count).map(|n| shade(if n % 2 == 0 { 60 } else { 90 }, 0))
}

fn still(count: usize) -> impl Iterator<Item = Sample> {
    (0..count).map(|_| shade(120, 0))
}

#[test]
fn a_frozen_stretch_is_found_with_its_exact_ends() {
    let pictures = moving(50).chain(still(250)).chain(moving(50));
    assert_eq!(stretches(pictures), vec![(2_000, 12_000)]);
}

#[test]
fn a_frozen_stretch_at_the_end_is_found() {
    assert_eq!(stretches(moving(25).chain(still(300))), vec![(1_000, 13_000)]);
}

#[test]
fn sensor_noise_tells_a_still_scene_from_a_frozen_picture() {
    let noisy = (0..1_000).map(|n| shade(120, if n % 2 == 0 { 0 } else { 80 }));
    assert_eq!(stretches(noisy), vec![]);
}

#[test]
fn a_picture_made_anew_at_key_frames_stays_frozen() {
    // Every 25th picture differs from the one before by 0.9 steps, back and forth.
    let pulsing = (0..500).map(|n| shade(120, if (n / 25) % 2 == 0 { 0 } else { 900 }));
    assert_eq!(stretches(pulsing), vec![(0, 20_000)]);
}

#[test]
fn a_few_unquiet_pictures_do_not_end_a_stretch_and_a_second_of_them_does() {
    let burst = |count| (0..count).map(|n| shade(120, if n % 2 == 0 { 100 } else { 0 }));
    assert_eq!(
        stretches(still(150).chain(burst(10)).chain(still(150))),
        vec![(0, 12_400)]
    );
    assert_eq!(stretches(still(150).chain(burst(40)).chain(still(150))), vec![]);
}

#[test]
fn slow_change_is_change() {
    // Each picture equals the one before within the quiet step, yet after a while it is another picture.
    let fading = (0..1_200_usize).map(|n| shade(60 + u8::try_from(n * 30 / 1_000).unwrap(), n * 30 % 1_000));
    assert_eq!(stretches(fading), vec![]);
}

#[test]
fn one_picture_shown_for_long_is_frozen() {
    let mut frozen = Frozen::new(0, 10_000);
    frozen.picture(shade(60, 0), 0, 40);
    frozen.picture(shade(90, 0), 40, 15_000);
    frozen.picture(shade(60, 0), 15_000, 15_040);
    let (found, total) = frozen.finish();
    assert_eq!((found[0].start_ms, found[0].end_ms, total), (40, 15_000, 1));
}

#[test]
fn a_hole_in_time_is_no_part_of_a_frozen_stretch() {
    let mut frozen = Frozen::new(0, 10_000);
    for number in 0..300_i64 {
        let start_ms = number * 40 + if number >= 150 { 60_000 } else { 0 };
        frozen.picture(shade(120, 0), start_ms, start_ms + 40);
    }
    assert_eq!(frozen.finish().1, 0);
}

#[test]
fn a_black_picture_in_between_breaks_a_stretch() {
    let mut frozen = Frozen::new(0, 10_000);
    for number in 0..300_i64 {
        if number == 150 {
            frozen.interrupted();
        } else {
            frozen.picture(shade(120, 0), number * 40, number * 40 + 40);
        }
    }
    assert_eq!(frozen.finish().1, 0);
}
