//! `of_device`: which footage of a recorder that is lost or damaged the ledger and acts expect, and nobody has.
//!
//! What must stay true: what a docking read to its end is not expected again; every stretch lies within its handover, and
//! after the last docking that did; the order of the facts does not matter; an act is named only where one of its officers
//! held the recorder in that time. Nothing here says that something was filmed.

use serde::{Deserialize, Serialize};

use crate::clip::text_enum;
use crate::ids::{ActId, HandoverId, OfficerId};
use crate::rules::sessions::Session;
use crate::time::Timestamp;

#[cfg(test)]
mod tests;

/// What the agency allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpectedPolicy {
    /// How long a handover that nobody closed may stand for, in milliseconds.
    pub open_ms_max: i64,
    /// How long a session without departure is taken to last, in milliseconds.
    pub session_ms: i64,
    /// People write 18:00 for a docking at 17:40: so little time after it is not expected, in milliseconds.
    pub slack_ms: i64,
}

impl ExpectedPolicy {
    /// 36 hours, as attribution takes it; 8 hours, as proposals take it; 30 minutes. An agency confirms or changes them.
    pub const PRESET: Self = Self {
        open_ms_max: 36 * 3600 * 1000,
        session_ms: 8 * 3600 * 1000,
        slack_ms: 30 * 60 * 1000,
    };
}

/// One docking of the recorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DockingFacts {
    /// When it was put into the slot, by the dock's clock.
    pub at: Timestamp,
    /// When the server heard of it first: it was put in before that, whatever the dock's clock says.
    pub heard_at: Timestamp,
    /// Whether all its files were read.
    pub is_read: bool,
}

impl DockingFacts {
    /// When it was put into the slot, at the latest.
    pub fn docked_at(&self) -> Timestamp {
        self.at.min(self.heard_at)
    }
}

/// One handover of the recorder: its newest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldFacts {
    /// The handover.
    pub id: HandoverId,
    /// Who held it: lead and assisting officer.
    pub officers: Vec<OfficerId>,
    /// From when.
    pub from: Timestamp,
    /// To when; absent while nobody closed it.
    pub to: Option<Timestamp>,
}

/// One act: its newest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActFacts {
    /// The act.
    pub id: ActId,
    /// Its officers.
    pub officers: Vec<OfficerId>,
    /// Its sessions, in their order.
    pub sessions: Vec<Session>,
}

/// What is known of one recorder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecorderFacts {
    /// When somebody asks.
    pub asked_at: Timestamp,
    /// When it was said that it is lost or damaged; absent while it is in use.
    pub gone_at: Option<Timestamp>,
    /// Its dockings.
    pub dockings: Vec<DockingFacts>,
    /// Its handovers.
    pub handovers: Vec<HeldFacts>,
    /// Start and end of its clips that came in, by the corrected time.
    pub clips: Vec<(Timestamp, Timestamp)>,
    /// Acts of officers who held it.
    pub acts: Vec<ActFacts>,
}

text_enum!(
    /// Why footage is expected.
    ExpectedReason {
        /// Nobody closed the handover 未归还.
        StillOut = "still_out",
        /// It is said to have come back, and was not docked 归还后未接入采集站.
        NotDocked = "not_docked",
        /// It was docked during the handover; what came after is missing 中途接入过，此后未采集.
        DockedBefore = "docked_before",
        /// It was docked, but not read to the end 接入后未读完.
        ReadInPart = "read_in_part",
    }
);

/// A session of an act in which an officer of it held the recorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedSession {
    /// The act.
    pub act_id: ActId,
    /// The session, counted from 1.
    pub session: u64,
    /// What of it lies in the stretch: from.
    pub from: Timestamp,
    /// To.
    pub to: Timestamp,
}

/// A stretch of one handover whose footage nobody has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedStretch {
    /// The handover.
    pub handover_id: HandoverId,
    /// From when.
    pub from: Timestamp,
    /// To when, at the latest.
    pub to: Timestamp,
    /// Why it is expected.
    pub reason: ExpectedReason,
    /// Clips of it that came in another way, or before a docking broke off: more may be missing.
    pub clips: u64,
    /// Sessions of acts of the officers who held it, by their time.
    pub sessions: Vec<ExpectedSession>,
}

fn shifted(at: Timestamp, ms: i64) -> Timestamp {
    at.plus_ms(ms).unwrap_or(at)
}

/// Where a handover ends: where it was closed; else where the next one begins, or the recorder was said to be gone, at the
/// latest after the policy's time.
fn end_of(held: &HeldFacts, facts: &RecorderFacts, policy: &ExpectedPolicy) -> Timestamp {
    let later = |at: &Timestamp| *at > held.from;
    let next = facts.handovers.iter().map(|other| other.from).filter(later).min();
    let open = [
        next,
        facts.gone_at.filter(later),
        Some(shifted(held.from, policy.open_ms_max)),
    ];
    let open = open.into_iter().flatten().min().unwrap_or(held.from);
    held.to.unwrap_or(open).min(facts.asked_at)
}

/// Footage of this recorder that nobody has, by handover, the oldest first.
pub fn of_device(facts: &RecorderFacts, policy: &ExpectedPolicy) -> Vec<ExpectedStretch> {
    let mut handovers: Vec<&HeldFacts> = facts.handovers.iter().collect();
    handovers.sort_by_key(|held| (held.from, held.id));
    handovers
        .into_iter()
        .filter_map(|held| stretch(held, facts, policy))
        .collect()
}

fn stretch(held: &HeldFacts, facts: &RecorderFacts, policy: &ExpectedPolicy) -> Option<ExpectedStretch> {
    let to = end_of(held, facts, policy);
    let read = facts.dockings.iter().filter(|docking| docking.is_read);
    let last_read = read.map(DockingFacts::docked_at).max();
    let from = last_read.map_or(held.from, |at| at.max(held.from));
    let is_left = |at: Timestamp| to > shifted(at, policy.slack_ms);
    if to <= from || !last_read.is_none_or(is_left) {
        return None;
    }
    let broke_off = facts
        .dockings
        .iter()
        .any(|docking| !docking.is_read && docking.docked_at() > from);
    let reason = if broke_off {
        ExpectedReason::ReadInPart
    } else if from > held.from {
        ExpectedReason::DockedBefore
    } else if held.to.is_none() {
        ExpectedReason::StillOut
    } else {
        ExpectedReason::NotDocked
    };
    let came = facts.clips.iter().filter(|(start, end)| *start < to && *end >= from);
    Some(ExpectedStretch {
        handover_id: held.id,
        from,
        to,
        reason,
        clips: u64::try_from(came.count()).unwrap_or(u64::MAX),
        sessions: sessions(held, (from, to), &facts.acts, policy),
    })
}

fn sessions(
    held: &HeldFacts,
    (from, to): (Timestamp, Timestamp),
    acts: &[ActFacts],
    policy: &ExpectedPolicy,
) -> Vec<ExpectedSession> {
    let mut all = Vec::new();
    let holds = |act: &&ActFacts| act.officers.iter().any(|officer| held.officers.contains(officer));
    for act in acts.iter().filter(holds) {
        for (session, times) in (1_u64..).zip(&act.sessions) {
            let departed = times
                .departed_at
                .unwrap_or_else(|| shifted(times.arrived_at, policy.session_ms));
            let (begins, ends) = (times.arrived_at.max(from), departed.min(to));
            if begins < ends {
                all.push(ExpectedSession {
                    act_id: act.id,
                    session,
                    from: begins,
                    to: ends,
                });
            }
        }
    }
    all.sort_by_key(|one| (one.from, one.act_id, one.session));
    all
}
