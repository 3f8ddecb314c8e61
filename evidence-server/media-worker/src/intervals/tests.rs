//! Gaps are found whatever the order of packets, and only real ones.

use super::Intervals;
use crate::limits::INTERVALS_MAX;
use evidence_schema::wire::media::MediaGap;

fn filled(packets: &[(i64, i64)]) -> Intervals {
    let mut intervals = Intervals::new(500);
    for (start, end) in packets {
        intervals.add(*start, *end);
    }
    intervals
}

#[test]
fn packets_that_follow_each_other_leave_no_gap() {
    let intervals = filled(&[(0, 40), (40, 80), (80, 120)]);
    assert_eq!(intervals.span(), Some((0, 120)));
    assert_eq!(intervals.gaps_total(), 0);
}

#[test]
fn a_hole_within_the_threshold_is_not_a_gap_and_one_beyond_is() {
    assert_eq!(filled(&[(0, 40), (540, 580)]).gaps_total(), 0);
    assert_eq!(
        filled(&[(0, 40), (541, 580)]).gaps(9),
        vec![MediaGap {
            start_ms: 40,
            end_ms: 541
        }]
    );
}

#[test]
fn pictures_in_decoding_order_leave_no_gap() {
    // Five frames per second with three reordered pictures: the jump ahead is longer than the threshold.
    let intervals = filled(&[(0, 200), (800, 1000), (400, 600), (200, 400), (600, 800)]);
    assert_eq!(intervals.gaps_total(), 0);
    assert_eq!(intervals.span(), Some((0, 1000)));
}

#[test]
fn order_of_packets_does_not_matter() {
    let forward = filled(&[(0, 40), (5_000, 5_040), (9_000, 9_040)]);
    let backward = filled(&[(9_000, 9_040), (0, 40), (5_000, 5_040)]);
    assert_eq!(forward.gaps(9), backward.gaps(9));
    assert_eq!(forward.gaps_total(), 2);
}

#[test]
fn a_packet_without_a_length_still_marks_its_moment() {
    assert_eq!(filled(&[(100, 100)]).span(), Some((100, 100)));
}

#[test]
fn a_file_made_of_gaps_stays_within_the_bound() {
    let mut intervals = Intervals::new(500);
    for n in 0..20_000 {
        intervals.add(n * 1_000, n * 1_000 + 1);
    }
    assert_eq!(intervals.gaps_total(), INTERVALS_MAX - 1);
    assert_eq!(intervals.span(), Some((0, 19_999_001)));
}

#[test]
fn times_at_the_end_of_the_range_do_not_overflow() {
    let intervals = filled(&[(i64::MIN, i64::MIN), (i64::MAX, i64::MAX)]);
    assert_eq!(intervals.gaps_total(), 1);
}
