//! `of`: which clips are proposed for which acts of a case file, why, and how strongly.
//!
//! What must stay true: an act's times come from people, never from clips; footage of another pair is not proposed,
//! whenever it was recorded; what somebody declined or linked is not proposed again; the order in which clips are given
//! does not matter.

use serde::{Deserialize, Serialize};

use crate::ids::{ActId, ClipId, OfficerId, RecorderId};
use crate::rules::attribution::ClipTime;
use crate::rules::sessions::Session;
use crate::time::Timestamp;

mod near;
#[cfg(test)]
mod tests;

use near::{Nearness, nearness};

/// What the rule needs to know of an act: its newest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActFacts {
    /// The act.
    pub id: ActId,
    /// Its sessions, in their order.
    pub sessions: Vec<Session>,
    /// Its officers. Outside participants have no recorders here.
    pub officers: Vec<OfficerId>,
    /// Recorders that the ledger says these officers held.
    pub held: Vec<Held>,
    /// Words of tags that stand for such an act.
    pub tags: Vec<String>,
}

/// A recorder in the hands of an act's officers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The recorder.
    pub recorder: RecorderId,
    /// From when.
    pub from: Timestamp,
    /// To when; absent while the handover is open.
    pub to: Option<Timestamp>,
}

/// What the rule needs to know of a clip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClipFacts {
    /// The clip.
    pub id: ClipId,
    /// Where it lies in time; absent when no time of it can be read.
    pub placed: Option<ClipTime>,
    /// Whose it is; empty while nobody can say.
    pub officers: Vec<OfficerId>,
    /// The recorder that it was read from.
    pub recorder: Option<RecorderId>,
    /// Words of its tags.
    pub tags: Vec<String>,
    /// It is in the case file already.
    pub is_linked: bool,
    /// Acts for which somebody declined it.
    pub declined: Vec<ActId>,
}

/// What the agency allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuggestionPolicy {
    /// How far from a session a clip may lie to be proposed weakly, in milliseconds.
    pub near_ms: i64,
    /// How long a session without departure is taken to last, in milliseconds.
    pub open_ms: i64,
    /// From this uncertainty on a clock counts as never measured, in milliseconds.
    pub unmeasured_ms: i64,
}

impl SuggestionPolicy {
    /// 15 minutes beside a session; 8 hours without departure; one hour of doubt.
    pub const PRESET: Self = Self {
        near_ms: 15 * 60 * 1000,
        open_ms: 8 * 3600 * 1000,
        unmeasured_ms: 3600 * 1000,
    };
}

/// How strongly a clip is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Look before you take it.
    Weak,
    /// Likely.
    Likely,
    /// Officers and time agree, whatever the clock's doubt.
    Strong,
}

impl Strength {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Likely => "likely",
            Self::Strong => "strong",
        }
    }

    const fn one_more(self) -> Self {
        match self {
            Self::Weak => Self::Likely,
            Self::Likely | Self::Strong => Self::Strong,
        }
    }
}

/// Why a clip is proposed. Sessions are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "reason", rename_all = "snake_case", deny_unknown_fields)]
pub enum Reason {
    /// It is footage of these officers of the act.
    OfficersOfAct {
        /// Those of the act's officers whose footage it is.
        officers: Vec<OfficerId>,
    },
    /// Nobody can say whose it is, but its recorder was in the hands of the act's officers.
    RecorderOfOfficers {
        /// The recorder.
        recorder: RecorderId,
    },
    /// It was recorded during the session.
    DuringSession {
        /// The session.
        session: u32,
        /// How long both last together, in milliseconds; 0 for a photo.
        together_ms: i64,
    },
    /// It was recorded close to the session.
    NearSession {
        /// The session.
        session: u32,
        /// How far apart they lie, in milliseconds.
        apart_ms: i64,
    },
    /// Only the doubt of its clock decides whether it was recorded during the session.
    ClockLeavesOpen {
        /// The session.
        session: u32,
        /// Plus or minus, in milliseconds.
        uncertainty_ms: i64,
    },
    /// The session has no departure yet; it was taken to last as long as the policy says.
    SessionOpen {
        /// The session.
        session: u32,
    },
    /// Its tag stands for such an act.
    TagFits {
        /// The tag.
        tag: String,
    },
}

/// One proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The act.
    pub act_id: ActId,
    /// The clip.
    pub clip_id: ClipId,
    /// How strongly.
    pub strength: Strength,
    /// Why, in the order of the kinds' definition.
    pub reasons: Vec<Reason>,
}

/// Proposals for the acts of one case file: by act in the order given, the strongest first, then by time. A clip that is
/// proposed weakly for one act is left out there when it is proposed more strongly for another.
pub fn of(acts: &[ActFacts], clips: &[ClipFacts], policy: &SuggestionPolicy) -> Vec<Suggestion> {
    let mut open: Vec<&ClipFacts> = clips.iter().filter(|clip| !clip.is_linked).collect();
    open.sort_by_key(|clip| (clip.placed.map(|time| time.start), clip.id));
    let mut all = Vec::new();
    for act in acts {
        let mut of_act: Vec<Suggestion> = open.iter().filter_map(|clip| judge(act, clip, policy)).collect();
        of_act.sort_by_key(|suggestion| std::cmp::Reverse(suggestion.strength));
        all.extend(of_act);
    }
    let is_better = |other: &Suggestion, than: &Suggestion| {
        other.clip_id == than.clip_id && other.act_id != than.act_id && other.strength > than.strength
    };
    let weak_of_another =
        |one: &Suggestion| one.strength == Strength::Weak && all.iter().any(|other| is_better(other, one));
    all.iter().filter(|one| !weak_of_another(one)).cloned().collect()
}

fn judge(act: &ActFacts, clip: &ClipFacts, policy: &SuggestionPolicy) -> Option<Suggestion> {
    if clip.declined.contains(&act.id) {
        return None;
    }
    let time = clip.placed?;
    let whose = whose(act, clip, time)?;
    let near = nearness(&act.sessions, time, policy)?;
    let tag = clip.tags.iter().filter(|tag| act.tags.contains(tag)).min().cloned();
    let mut strength = match (&whose, &near) {
        (Reason::OfficersOfAct { .. }, Nearness::During { is_sure: true, .. }) => Strength::Strong,
        (Reason::OfficersOfAct { .. }, Nearness::During { .. }) | (_, Nearness::During { is_sure: true, .. }) => {
            Strength::Likely
        }
        _ => Strength::Weak,
    };
    if near.is_open() {
        strength = strength.min(Strength::Likely);
    }
    if time.uncertainty_ms >= policy.unmeasured_ms {
        strength = Strength::Weak;
    } else if tag.is_some() && matches!(near, Nearness::During { .. } | Nearness::ClockLeavesOpen { .. }) {
        strength = strength.one_more();
    }
    let mut reasons = vec![whose];
    reasons.extend(near.reasons(time));
    reasons.extend(tag.map(|tag| Reason::TagFits { tag }));
    Some(Suggestion {
        act_id: act.id,
        clip_id: clip.id,
        strength,
        reasons,
    })
}

/// Why a clip may be of the act's officers at all.
fn whose(act: &ActFacts, clip: &ClipFacts, time: ClipTime) -> Option<Reason> {
    let mut officers: Vec<OfficerId> = act
        .officers
        .iter()
        .filter(|o| clip.officers.contains(o))
        .copied()
        .collect();
    officers.dedup();
    if !officers.is_empty() {
        return Some(Reason::OfficersOfAct { officers });
    }
    if !clip.officers.is_empty() {
        return None;
    }
    let recorder = clip.recorder?;
    let is_held =
        |held: &Held| held.recorder == recorder && held.from <= time.end && held.to.is_none_or(|to| time.start <= to);
    act.held
        .iter()
        .any(is_held)
        .then_some(Reason::RecorderOfOfficers { recorder })
}
