//! Behaviour of what waits for an explanation.

use std::collections::BTreeSet;

use evidence_schema::explanation::SenseMissing;
use evidence_schema::rules::coverage::spans::Span;
use evidence_schema::rules::coverage::{Gap, Lane, SessionCoverage};

use super::open_gaps;

fn lane(gaps: &[(Span, i64)]) -> Lane {
    let gap = |(span, explained_ms): &(Span, i64)| Gap {
        span: *span,
        causes: BTreeSet::new(),
        explained_ms: *explained_ms,
    };
    Lane {
        gaps: gaps.iter().map(gap).collect(),
        ..Lane::default()
    }
}

fn session(picture: &[(Span, i64)], sound: &[(Span, i64)]) -> SessionCoverage {
    SessionCoverage {
        span: (10_000, 90_500),
        picture: lane(picture),
        sound: lane(sound),
    }
}

#[test]
fn picture_and_sound_at_one_time_are_asked_for_once() {
    let both = session(
        &[((20_000, 30_000), 0)],
        &[((20_000, 30_000), 0), ((40_000, 50_000), 0)],
    );
    assert_eq!(
        open_gaps(&both),
        [
            (SenseMissing::Both, (20_000, 30_000)),
            (SenseMissing::Sound, (40_000, 50_000))
        ]
    );
}

#[test]
fn what_is_explained_in_whole_is_not_asked_for_and_in_part_it_is() {
    let part = session(&[((20_000, 30_000), 10_000), ((40_000, 50_000), 9_000)], &[]);
    assert_eq!(open_gaps(&part), [(SenseMissing::Picture, (40_000, 50_000))]);
}

#[test]
fn times_are_rounded_outward_and_stay_in_the_session() {
    let edges = session(&[((10_000, 12_001), 0), ((85_999, 90_500), 0)], &[]);
    assert_eq!(
        open_gaps(&edges),
        [
            (SenseMissing::Picture, (10_000, 13_000)),
            (SenseMissing::Picture, (85_000, 90_500))
        ]
    );
}
