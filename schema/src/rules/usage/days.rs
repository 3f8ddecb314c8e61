//! Footage cut into days of the agency's calendar.
//!
//! What must stay true: what ends at midnight does not reach into the next day, a photo at midnight belongs to the day that
//! begins; every millisecond counts once, however many files hold it.

use super::{DAY_MS, DayUse};
use crate::time::Timestamp;

/// Files with a part in `from..to`.
pub(super) fn footage_between(
    footage: &[(Timestamp, Timestamp)],
    from: Timestamp,
    to: Timestamp,
) -> impl Iterator<Item = &(Timestamp, Timestamp)> {
    let is_within = move |(start, end): &&(Timestamp, Timestamp)| *start < to && (*end > from || *start >= from);
    footage.iter().filter(is_within)
}

/// Stretches without overlap, in order.
fn merged(footage: &[(Timestamp, Timestamp)]) -> Vec<(Timestamp, Timestamp)> {
    let mut sorted: Vec<(Timestamp, Timestamp)> = footage.to_vec();
    sorted.sort_unstable();
    let mut merged: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(sorted.len());
    for (start, end) in sorted {
        match merged.last_mut() {
            Some((_, last)) if start <= *last => *last = end.max(*last),
            _ => merged.push((start, end.max(start))),
        }
    }
    merged
}

/// The `days` days up to the midnight `ends_at`, oldest first.
pub(super) fn recorded_by_day(footage: &[(Timestamp, Timestamp)], ends_at: Timestamp, days: u32) -> Vec<DayUse> {
    let stretches = merged(footage);
    let day = |back: u32| {
        let midnight = |back: u32| ends_at.plus_ms(-i64::from(back) * DAY_MS).unwrap_or(ends_at);
        let (from, to) = (midnight(back + 1), midnight(back));
        let overlap = |(start, end): &(Timestamp, Timestamp)| (*end).min(to).ms_since((*start).max(from)).max(0);
        DayUse {
            recorded_ms: stretches.iter().map(overlap).sum(),
            clips: super::count(footage_between(footage, from, to)),
        }
    };
    (0..days).rev().map(day).collect()
}
