//! When a stretch counts, where it ends, and what breaks it.

use super::Stretches;
use evidence_schema::wire::media::{StretchKind, limits::STRETCHES_MAX};

fn new() -> Stretches {
    Stretches::new(StretchKind::Black, 0, 10_000)
}

fn spans(stretches: Stretches) -> Vec<(i64, i64)> {
    stretches.finish().0.iter().map(|s| (s.start_ms, s.end_ms)).collect()
}

#[test]
fn a_stretch_shorter_than_the_threshold_does_not_count() {
    let mut stretches = new();
    stretches.holds(0, 9_999);
    assert_eq!(spans(stretches), vec![]);
}

#[test]
fn a_stretch_of_exactly_the_threshold_counts() {
    let mut stretches = new();
    stretches.holds(0, 5_000);
    stretches.holds(5_000, 10_000);
    stretches.ends_at(10_000);
    assert_eq!(spans(stretches), vec![(0, 10_000)]);
}

#[test]
fn a_frame_in_between_breaks_a_stretch_in_two() {
    let mut stretches = new();
    stretches.holds(0, 12_000);
    stretches.ends_at(12_000);
    stretches.holds(12_040, 30_000);
    assert_eq!(spans(stretches), vec![(0, 12_000), (12_040, 30_000)]);
}

#[test]
fn a_hole_in_time_breaks_a_stretch() {
    let mut stretches = new();
    stretches.holds(0, 8_000);
    stretches.holds(60_000, 68_000);
    assert_eq!(spans(stretches), vec![]);
}

#[test]
fn a_stretch_reaches_to_the_frame_that_ends_it() {
    let mut stretches = new();
    stretches.holds(0, 10_000);
    stretches.ends_at(10_033);
    assert_eq!(spans(stretches), vec![(0, 10_033)]);
}

#[test]
fn stretches_beyond_the_bound_are_counted_only() {
    let mut stretches = new();
    for n in 0..2_000 {
        stretches.holds(n * 20_000, n * 20_000 + 15_000);
        stretches.ends_at(n * 20_000 + 15_000);
    }
    let (listed, total) = stretches.finish();
    assert_eq!((listed.len(), total), (STRETCHES_MAX, 2_000));
}
