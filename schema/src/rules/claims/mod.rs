//! What a claim from a dock's screen may change in the ledger: pure.
//!
//! What must stay true: a claim fills time that nobody spoke for and nothing else; it never reaches back beyond the
//! recorder's last return, nor further than a handover that nobody closed may stand for; where the ledger says something
//! else, both stay and a person is told.

use crate::ids::{HandoverId, OfficerId, RecorderId, UnitId};
use crate::ledger::HandoverFacts;
use crate::rules::attribution::AttributionPolicy;
use crate::time::Timestamp;

#[cfg(test)]
mod tests;

/// Who is said to have had the recorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimedPair {
    /// The lead officer's unit.
    pub unit_id: UnitId,
    /// Lead officer.
    pub lead: OfficerId,
    /// Assisting officer; absent for one alone.
    pub assisting: Option<OfficerId>,
}

/// What is known of the docking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DockingTimes {
    /// The recorder.
    pub recorder: RecorderId,
    /// When it was plugged in.
    pub docked_at: Timestamp,
    /// When its docking before this one ended: before that the claim says nothing.
    pub last_return: Option<Timestamp>,
    /// When it was docked again after this docking, if it was.
    pub docked_next: Option<Timestamp>,
}

/// What the claim may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// A handover is made.
    Opens {
        /// From when.
        from: Timestamp,
        /// To when; absent while the recorder is out.
        to: Option<Timestamp>,
    },
    /// The ledger says the same already.
    Agrees {
        /// The handover that says it.
        handover: HandoverId,
    },
    /// The ledger says something else; nothing is changed.
    Conflicts {
        /// The handovers that say so, by their start.
        handovers: Vec<HandoverId>,
    },
    /// There is no time between the recorder's last return and this docking.
    NoTime,
}

/// A handover with the stretch that it stands for.
struct Held<'a> {
    facts: &'a HandoverFacts,
    end: Timestamp,
}

/// The recorder's handovers by their start, each with the end that it stands for.
fn ledger_of<'a>(recorder: RecorderId, handovers: &'a [HandoverFacts], policy: &AttributionPolicy) -> Vec<Held<'a>> {
    let mut own: Vec<&HandoverFacts> = handovers.iter().filter(|h| h.recorders.contains(&recorder)).collect();
    own.sort_by_key(|facts| (facts.from, facts.id));
    let next_of = |from: Timestamp| own.iter().map(|h| h.from).find(|start| *start > from);
    let end = |facts: &HandoverFacts| {
        facts.to.unwrap_or_else(|| {
            let longest = shifted(facts.from, policy.open_ms_max);
            next_of(facts.from).map_or(longest, |next| next.min(longest))
        })
    };
    own.iter().map(|facts| Held { facts, end: end(facts) }).collect()
}

fn shifted(at: Timestamp, ms: i64) -> Timestamp {
    at.plus_ms(ms).unwrap_or(at)
}

fn is_pair(held: &Held, pair: &ClaimedPair) -> bool {
    let said = (held.facts.lead, held.facts.assisting);
    // Who led is not asked at a dock in ten seconds: the same two are the same pair.
    let turned = held.facts.assisting.map(|lead| (lead, Some(held.facts.lead)));
    said == (pair.lead, pair.assisting) || turned == Some((pair.lead, pair.assisting))
}

/// The earliest time that a docking's answer may speak for.
fn earliest(docking: &DockingTimes, policy: &AttributionPolicy) -> Timestamp {
    let cap = shifted(docking.docked_at, -policy.open_ms_max);
    docking.last_return.map_or(cap, |back| back.max(cap))
}

/// Whose the recorder was until this docking, as far as the ledger says: the handover that holds the time just before.
pub fn known(docking: &DockingTimes, handovers: &[HandoverFacts], policy: &AttributionPolicy) -> Option<HandoverId> {
    let earliest = earliest(docking, policy);
    let ledger = ledger_of(docking.recorder, handovers, policy);
    let holds = |held: &&Held| held.facts.from < docking.docked_at && held.end >= docking.docked_at;
    let last = ledger.iter().rev().find(holds)?;
    (last.end > earliest).then_some(last.facts.id)
}

/// What an answer to "whose was it?" may change.
pub fn used(
    docking: &DockingTimes,
    pair: &ClaimedPair,
    handovers: &[HandoverFacts],
    policy: &AttributionPolicy,
) -> Merged {
    let earliest = earliest(docking, policy);
    if earliest >= docking.docked_at {
        return Merged::NoTime;
    }
    let ledger = ledger_of(docking.recorder, handovers, policy);
    let is_near = |held: &&Held| held.facts.from < docking.docked_at && held.end > earliest;
    let near: Vec<&Held> = ledger.iter().filter(is_near).collect();
    let from = near.iter().map(|held| held.end).fold(earliest, Timestamp::max);
    if from < docking.docked_at {
        return Merged::Opens {
            from,
            to: Some(docking.docked_at),
        };
    }
    let holding: Vec<&Held> = near.into_iter().filter(|held| held.end >= docking.docked_at).collect();
    compared(&holding, pair)
}

/// What "this pair takes it now" may change.
pub fn taken(
    docking: &DockingTimes,
    (pair, said_at): (&ClaimedPair, Timestamp),
    handovers: &[HandoverFacts],
    policy: &AttributionPolicy,
) -> Merged {
    let ledger = ledger_of(docking.recorder, handovers, policy);
    let holds = |held: &&Held| held.facts.from <= said_at && held.end > said_at;
    let holding: Vec<&Held> = ledger.iter().filter(holds).collect();
    if !holding.is_empty() {
        return compared(&holding, pair);
    }
    let next = ledger.iter().map(|held| held.facts.from).find(|from| *from > said_at);
    let back = docking.docked_next.filter(|docked| *docked > said_at);
    let longest = shifted(said_at, policy.open_ms_max);
    let to = match (next, back) {
        (None, None) => None,
        (next, back) => Some(next.unwrap_or(longest).min(back.unwrap_or(longest)).min(longest)),
    };
    Merged::Opens { from: said_at, to }
}

fn compared(holding: &[&Held], pair: &ClaimedPair) -> Merged {
    let others: Vec<HandoverId> = holding
        .iter()
        .filter(|held| !is_pair(held, pair))
        .map(|held| held.facts.id)
        .collect();
    match holding.iter().find(|held| is_pair(held, pair)) {
        Some(held) if others.is_empty() => Merged::Agrees {
            handover: held.facts.id,
        },
        _ => Merged::Conflicts { handovers: others },
    }
}
