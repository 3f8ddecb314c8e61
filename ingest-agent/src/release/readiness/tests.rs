//! Ready or not.

use super::{ClockFacts, needed_bytes, readiness};
use crate::config::ReleaseConfig;
use crate::release::medium::Space;

const GIB: u64 = 1 << 30;

fn space(free_gib: u64, total_gib: u64) -> Space {
    Space {
        free_bytes: free_gib * GIB,
        total_bytes: total_gib * GIB,
    }
}

fn is_ready(space: Space, clock: ClockFacts) -> bool {
    readiness(space, clock, &ReleaseConfig::default()).is_ready()
}

#[test]
fn shift_needs_eight_gibibytes_and_of_a_small_card_half() {
    let config = ReleaseConfig::default();
    assert_eq!(needed_bytes(64 * GIB, &config), 8 * GIB);
    assert_eq!(needed_bytes(8 * GIB, &config) / GIB, 3);
    assert!(is_ready(space(8, 64), ClockFacts::default()));
    assert!(!is_ready(space(7, 64), ClockFacts::default()));
    assert!(is_ready(space(4, 8), ClockFacts::default()));
    assert!(!is_ready(space(3, 8), ClockFacts::default()));
}

#[test]
fn nothing_is_asked_of_the_room_where_the_configuration_says_so() {
    let config = ReleaseConfig {
        ready_free_mib: 0,
        ..ReleaseConfig::default()
    };
    assert!(readiness(space(0, 64), ClockFacts::default(), &config).is_ready());
}

#[test]
fn wrong_clock_is_not_ready_and_an_unknown_one_is_no_reason() {
    let off = |offset_ms| ClockFacts {
        is_implausible: false,
        offset_ms: Some(offset_ms),
    };
    assert!(is_ready(space(60, 64), off(-60_000)));
    assert!(!is_ready(space(60, 64), off(-60_001)));
    let reset = ClockFacts {
        is_implausible: true,
        offset_ms: None,
    };
    let judged = readiness(space(1, 64), reset, &ReleaseConfig::default());
    assert!(judged.clock.unwrap().words.contains("set it before"));
    assert!(
        judged
            .room
            .unwrap()
            .words
            .contains("1.00 GiB are free, 8.00 GiB are needed")
    );
}
