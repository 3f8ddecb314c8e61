//! Waits after failures: how they grow, where they stop, when they begin anew.

use std::time::Duration;

use super::Backoff;
use crate::clock::fake::Counting;

#[test]
fn waits_grow_to_their_bound_and_begin_anew_after_success() {
    let random = Counting::default();
    let longest = Duration::from_secs(2);
    let mut backoff = Backoff::new(longest);
    let waits: Vec<Duration> = (0..20).map(|_| backoff.step(&random)).collect();
    assert!(waits.iter().all(|wait| *wait <= longest));
    assert!(waits[0] <= Duration::from_millis(250));
    assert!(waits[19] >= longest / 2);
    backoff.succeeded();
    assert!(backoff.step(&random) <= Duration::from_millis(250));
}
