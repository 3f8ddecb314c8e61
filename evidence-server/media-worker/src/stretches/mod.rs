//! Stretches of time during which something holds: black, frozen, silent.
//!
//! What must stay true: only stretches of at least the threshold count; frames with a hole between them do not form
//! one stretch (the hole is a gap, which the packets report).

use evidence_schema::wire::media::{MediaStretch, StretchKind, limits::STRETCHES_MAX};

use crate::limits::STRETCH_JOIN_MS;
use crate::units::length_ms;

/// Collects the stretches of one kind in one stream.
#[derive(Debug)]
pub(crate) struct Stretches {
    kind: StretchKind,
    stream: u32,
    threshold_ms: u64,
    open: Option<(i64, i64)>,
    found: Vec<MediaStretch>,
    total: usize,
}

impl Stretches {
    pub(crate) fn new(kind: StretchKind, stream: u32, threshold_ms: u32) -> Self {
        Self {
            kind,
            stream,
            threshold_ms: u64::from(threshold_ms),
            open: None,
            found: Vec::new(),
            total: 0,
        }
    }

    /// It holds from `start_ms` to `end_ms`.
    pub(crate) fn holds(&mut self, start_ms: i64, end_ms: i64) {
        match &mut self.open {
            Some((_, until)) if start_ms <= until.saturating_add(STRETCH_JOIN_MS) => *until = end_ms.max(*until),
            _ => {
                self.ends();
                self.open = Some((start_ms, end_ms));
            }
        }
    }

    /// It no longer holds; `at_ms` is where the next frame, for which it does not, begins.
    pub(crate) fn ends_at(&mut self, at_ms: i64) {
        if let Some((_, until)) = &mut self.open
            && at_ms > *until
            && at_ms <= until.saturating_add(STRETCH_JOIN_MS)
        {
            *until = at_ms;
        }
        self.ends();
    }

    /// It held from `start_ms` to `end_ms` and no longer.
    pub(crate) fn held(&mut self, start_ms: i64, end_ms: i64) {
        self.ends();
        self.open = Some((start_ms, end_ms));
        self.ends();
    }

    /// All stretches, at most the bound of an answer, and how many there were.
    pub(crate) fn finish(mut self) -> (Vec<MediaStretch>, usize) {
        self.ends();
        (self.found, self.total)
    }

    fn ends(&mut self) {
        let Some((start_ms, end_ms)) = self.open.take() else {
            return;
        };
        if length_ms(start_ms, end_ms) < self.threshold_ms {
            return;
        }
        self.total += 1;
        if self.found.len() < STRETCHES_MAX {
            self.found.push(MediaStretch {
                kind: self.kind,
                stream: self.stream,
                start_ms,
                end_ms,
            });
        }
    }
}

#[cfg(test)]
mod tests;
