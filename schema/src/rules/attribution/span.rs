//! Stretches of time in microseconds, and the handovers of one recorder as such.
//!
//! What must stay true: a stretch holds its start and not its end, so that of two handovers that meet at a moment only the
//! later one holds that moment; arithmetic stops at the ends of the range instead of wrapping.

use super::{AttributionPolicy, ClipTime, Outcome};
use crate::ids::RecorderId;
use crate::ledger::HandoverFacts;
use crate::time::Timestamp;

/// From `start` to `end`, in microseconds; never turned round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: i64,
    pub(super) end: i64,
}

impl Span {
    pub(super) fn of_clip(time: &ClipTime) -> Self {
        Self::new(time.start.as_micros(), time.end.as_micros())
    }

    fn new(start: i64, end: i64) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// Longer by as much at both ends; a negative width counts as none.
    pub(super) fn widened(self, by_ms: i64) -> Self {
        let by = by_ms.max(0).saturating_mul(1000);
        Self {
            start: self.start.saturating_sub(by),
            end: self.end.saturating_add(by),
        }
    }

    /// The stretch that lies in both; empty when there is none.
    pub(super) fn common(self, other: Self) -> Self {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }

    pub(super) const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether this holds a moment of `what`; a photo, or a clip of unknown length, is the one moment of its start.
    pub(super) fn overlaps(self, what: Self) -> bool {
        if what.is_empty() {
            return self.start <= what.start && what.start < self.end;
        }
        !self.common(what).is_empty()
    }

    /// As [`Span::overlaps`], and meeting at an end is enough: an edge is meant to be generous.
    pub(super) const fn reaches(self, what: Self) -> bool {
        self.start <= what.end && what.start <= self.end
    }
}

/// A handover of the recorder, with the stretch that it stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held<'a> {
    pub(super) facts: &'a HandoverFacts,
    pub(super) span: Span,
}

impl Held<'_> {
    /// Same officers in the same roles for the same unit.
    pub(super) fn is_same_pair(&self, other: &Self) -> bool {
        let pair = |held: &Self| (held.facts.unit_id, held.facts.lead, held.facts.assisting);
        pair(self) == pair(other)
    }

    pub(super) const fn assigned(&self) -> Outcome {
        Outcome::Assigned {
            handover_id: self.facts.id,
            unit_id: self.facts.unit_id,
            lead: self.facts.lead,
            assisting: self.facts.assisting,
        }
    }
}

/// The handovers that carry the recorder, by their start (then id), each with the stretch that it stands for.
pub(super) fn ledger_of<'a>(
    recorder: RecorderId,
    handovers: &'a [HandoverFacts],
    policy: &AttributionPolicy,
) -> Vec<Held<'a>> {
    let mut own: Vec<&HandoverFacts> = handovers.iter().filter(|h| h.recorders.contains(&recorder)).collect();
    own.sort_by_key(|facts| (facts.from, facts.id));
    let held = |facts: &&'a HandoverFacts| Held {
        facts,
        span: stands_for(facts, &own, policy),
    };
    own.iter().map(held).collect()
}

/// Until its end; without one, until the recorder's next handover begins, but never longer than policy allows.
fn stands_for(facts: &HandoverFacts, own: &[&HandoverFacts], policy: &AttributionPolicy) -> Span {
    let from = facts.from.as_micros();
    let end = facts.to.map_or_else(
        || {
            let longest = from.saturating_add(policy.open_ms_max.max(0).saturating_mul(1000));
            let next = own.get(own.partition_point(|other| other.from <= facts.from));
            next.map_or(longest, |next| next.from.as_micros().min(longest))
        },
        Timestamp::as_micros,
    );
    Span::new(from, end)
}
