//! Time that packets cover, and the gaps between.
//!
//! What must stay true: the order of packets does not matter (pictures come in decoding order, not in showing order);
//! memory is bounded: past the bound, later time is joined to the last interval and no gap is invented.

use evidence_schema::wire::media::MediaGap;

use crate::limits::INTERVALS_MAX;

/// Sorted stretches of covered time, no two of them closer than the threshold.
#[derive(Debug)]
pub(crate) struct Intervals {
    threshold_ms: i64,
    covered: Vec<(i64, i64)>,
}

impl Intervals {
    /// Holes up to `threshold_ms` are closed as if they were covered.
    pub(crate) fn new(threshold_ms: u32) -> Self {
        Self {
            threshold_ms: i64::from(threshold_ms),
            covered: Vec::new(),
        }
    }

    /// Adds the time from `start_ms` to `end_ms`.
    pub(crate) fn add(&mut self, start_ms: i64, end_ms: i64) {
        let mut joined = (start_ms, end_ms.max(start_ms));
        // Packets arrive nearly in order: the place is found from the back after a step or two.
        let mut last = self.covered.len();
        while let Some(previous) = self.at(last) {
            if previous.1.saturating_add(self.threshold_ms) < joined.0 {
                break;
            }
            last -= 1;
        }
        let mut after = last;
        while let Some(next) = self.covered.get(after).copied() {
            if joined.1.saturating_add(self.threshold_ms) < next.0 {
                break;
            }
            joined = (joined.0.min(next.0), joined.1.max(next.1));
            after += 1;
        }
        if after == last && self.covered.len() >= INTERVALS_MAX {
            self.stretch_nearest(last, joined);
        } else {
            self.covered.splice(last..after, [joined]);
        }
    }

    /// Start of the first and end of the last covered time.
    pub(crate) fn span(&self) -> Option<(i64, i64)> {
        Some((self.covered.first()?.0, self.covered.last()?.1))
    }

    /// The first `count` gaps.
    pub(crate) fn gaps(&self, count: usize) -> Vec<MediaGap> {
        let pairs = self.covered.iter().zip(self.covered.iter().skip(1));
        pairs
            .map(|(before, after)| MediaGap {
                start_ms: before.1,
                end_ms: after.0,
            })
            .take(count)
            .collect()
    }

    /// How many gaps there are.
    pub(crate) fn gaps_total(&self) -> usize {
        self.covered.len().saturating_sub(1)
    }

    fn at(&self, one_past: usize) -> Option<(i64, i64)> {
        self.covered.get(one_past.checked_sub(1)?).copied()
    }

    fn stretch_nearest(&mut self, place: usize, joined: (i64, i64)) {
        let nearest = place.min(self.covered.len().saturating_sub(1));
        if let Some(interval) = self.covered.get_mut(nearest) {
            *interval = (interval.0.min(joined.0), interval.1.max(joined.1));
        }
    }
}

#[cfg(test)]
mod tests;
