//! `of`: whose footage a clip is, by the ledger of handovers.
//!
//! What must stay true: the ledger decides, the officer whom a device names is a hint that changes no outcome; nothing is
//! guessed: where two pairs could be meant, nobody is assigned and a person is told which handovers to look at; the order
//! in which handovers are given does not matter.

use serde::{Deserialize, Serialize};

use crate::ids::{HandoverId, OfficerId, RecorderId, UnitId};
use crate::ledger::HandoverFacts;
use crate::time::Timestamp;

mod span;
#[cfg(test)]
mod tests;

use span::{Held, Span};

/// What is known of a clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClipFacts {
    /// The recorder that it was read from; absent for what came in by another way.
    pub recorder: Option<RecorderId>,
    /// Where it lies in time; absent when no time of it can be read.
    pub placed: Option<ClipTime>,
    /// The officer whom device or file name claims, if the ledger knows that number.
    pub device_officer: Option<OfficerId>,
}

/// The corrected interval of a clip, as [`crate::rules::timeline::place`] gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClipTime {
    /// Corrected start.
    pub start: Timestamp,
    /// Corrected end; equals the start where the duration is unknown.
    pub end: Timestamp,
    /// Plus or minus, in milliseconds.
    pub uncertainty_ms: i64,
}

/// What the agency allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttributionPolicy {
    /// How long before its handover a recording may begin, and how long after it may end, in milliseconds.
    pub edge_ms: i64,
    /// The longest time that a handover without an end stands for, in milliseconds.
    pub open_ms_max: i64,
}

impl AttributionPolicy {
    /// 15 minutes at the edges; a handover that nobody closed covers at most 36 hours.
    pub const PRESET: Self = Self {
        edge_ms: 15 * 60 * 1000,
        open_ms_max: 36 * 3600 * 1000,
    };
}

impl Default for AttributionPolicy {
    fn default() -> Self {
        Self::PRESET
    }
}

/// The verdict, with what a person should look at. Stored as JSON: its words are stable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attribution {
    /// Whose it is, or why nobody can say.
    pub outcome: Outcome,
    /// What a person should look at, in the order of the kinds' definition.
    pub findings: Vec<AttributionFinding>,
}

/// Whose footage a clip is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Outcome {
    /// One pair held the recorder.
    Assigned {
        /// The handover; of several by the same pair the one that began first.
        handover_id: HandoverId,
        /// The officers' unit: footage follows it.
        unit_id: UnitId,
        /// Lead officer.
        lead: OfficerId,
        /// Assisting officer; absent when the pair was split.
        assisting: Option<OfficerId>,
    },
    /// Nobody can say without a person.
    Unassigned(Unassigned),
}

/// Why nobody can say whose footage it is. Handovers are listed by their start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Unassigned {
    /// The clip names no recorder that the ledger knows.
    NoRecorder,
    /// No time of the clip can be read.
    NoTime,
    /// No handover of the recorder is near.
    NoHandover,
    /// Handovers by different pairs say that they held the recorder at one and the same time, or the clip lies between two.
    Contested {
        /// The handovers.
        handovers: Vec<HandoverId>,
    },
    /// The recording runs from the handover of one pair over into that of another.
    Straddles {
        /// The handovers.
        handovers: Vec<HandoverId>,
    },
    /// The recording reaches beyond the handover by more than the edge.
    RunsOut {
        /// The handover.
        handover: HandoverId,
    },
}

/// What a person should look at; none of these changes the outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum AttributionFinding {
    /// The verdict names a handover without an end: it was taken to end when the recorder's next one began, or after
    /// [`AttributionPolicy::open_ms_max`].
    NeverClosed {
        /// The handover.
        handover: HandoverId,
    },
    /// Handovers of the recorder overlap in time and the clip touches them.
    OverlappingHandovers {
        /// The handovers, by their start.
        handovers: Vec<HandoverId>,
    },
    /// Moved by its uncertainty, the clip would touch the handover of a pair that the verdict does not name.
    OnlyUncertaintyDecides {
        /// The other handovers, by their start.
        handovers: Vec<HandoverId>,
    },
    /// Device or file name claims an officer who is neither lead nor assisting.
    DeviceNamesAnother {
        /// The officer claimed.
        device_officer: OfficerId,
    },
}

impl Unassigned {
    /// The stable word, as in the JSON form.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NoRecorder => "no_recorder",
            Self::NoTime => "no_time",
            Self::NoHandover => "no_handover",
            Self::Contested { .. } => "contested",
            Self::Straddles { .. } => "straddles",
            Self::RunsOut { .. } => "runs_out",
        }
    }
}

impl AttributionFinding {
    /// The stable word, as in the JSON form.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NeverClosed { .. } => "never_closed",
            Self::OverlappingHandovers { .. } => "overlapping_handovers",
            Self::OnlyUncertaintyDecides { .. } => "only_uncertainty_decides",
            Self::DeviceNamesAnother { .. } => "device_names_another",
        }
    }
}

/// Whose footage the clip is. Only handovers that carry its recorder count; their order does not matter.
pub fn of(clip: &ClipFacts, handovers: &[HandoverFacts], policy: &AttributionPolicy) -> Attribution {
    let Some(recorder) = clip.recorder else {
        return nothing_known(Unassigned::NoRecorder);
    };
    let Some(time) = clip.placed else {
        return nothing_known(Unassigned::NoTime);
    };
    let recording = Span::of_clip(&time);
    let ledger = span::ledger_of(recorder, handovers, policy);
    let touched: Vec<&Held> = ledger.iter().filter(|h| h.span.overlaps(recording)).collect();
    let near: Vec<&Held> = ledger
        .iter()
        .filter(|h| h.span.widened(policy.edge_ms).reaches(recording))
        .collect();
    let meant = if touched.is_empty() { &near } else { &touched };
    let outcome = judge(recording, meant, policy);
    let mut findings = never_closed(&outcome, &ledger);
    findings.extend(overlapping(&touched));
    findings.extend(uncertain(recording.widened(time.uncertainty_ms), meant, &ledger));
    findings.extend(names_another(&outcome, clip.device_officer));
    Attribution { outcome, findings }
}

fn nothing_known(reason: Unassigned) -> Attribution {
    Attribution {
        outcome: Outcome::Unassigned(reason),
        findings: Vec::new(),
    }
}

fn judge(recording: Span, meant: &[&Held], policy: &AttributionPolicy) -> Outcome {
    let Some(first) = meant.first() else {
        return Outcome::Unassigned(Unassigned::NoHandover);
    };
    if meant.iter().all(|other| other.is_same_pair(first)) {
        return if is_covered(recording, meant, policy.edge_ms) {
            first.assigned()
        } else {
            Outcome::Unassigned(Unassigned::RunsOut {
                handover: first.facts.id,
            })
        };
    }
    let handovers = ids(meant);
    let follow_each_other = meant.iter().all(|a| a.span.overlaps(recording)) && !any_contest(recording, meant);
    Outcome::Unassigned(if follow_each_other {
        Unassigned::Straddles { handovers }
    } else {
        Unassigned::Contested { handovers }
    })
}

/// Whether two pairs say that they held the recorder at the same moment of the recording.
fn any_contest(recording: Span, meant: &[&Held]) -> bool {
    let contests = |a: &Held, b: &Held| !a.is_same_pair(b) && a.span.common(b.span).overlaps(recording);
    meant.iter().any(|a| meant.iter().any(|b| contests(a, b)))
}

/// Whether handovers of one pair, by their start, cover the recording without a hole wider than the edges.
fn is_covered(recording: Span, same_pair: &[&Held], edge_ms: i64) -> bool {
    let mut covered_to = recording.start;
    for held in same_pair {
        let wide = held.span.widened(edge_ms);
        if wide.start <= covered_to {
            covered_to = covered_to.max(wide.end);
        }
    }
    recording.end <= covered_to
}

fn never_closed(outcome: &Outcome, ledger: &[Held]) -> Vec<AttributionFinding> {
    let named: &[HandoverId] = match outcome {
        Outcome::Assigned { handover_id, .. } => std::slice::from_ref(handover_id),
        Outcome::Unassigned(Unassigned::RunsOut { handover }) => std::slice::from_ref(handover),
        Outcome::Unassigned(Unassigned::Contested { handovers } | Unassigned::Straddles { handovers }) => handovers,
        Outcome::Unassigned(_) => &[],
    };
    let is_open = |held: &&Held| held.facts.to.is_none() && named.contains(&held.facts.id);
    let finding = |held: &Held| AttributionFinding::NeverClosed {
        handover: held.facts.id,
    };
    ledger.iter().filter(is_open).map(finding).collect()
}

fn overlapping(touched: &[&Held]) -> Option<AttributionFinding> {
    let overlaps = |held: &&&Held| {
        let others = touched.iter().filter(|other| other.facts.id != held.facts.id);
        others.into_iter().any(|other| other.span.overlaps(held.span))
    };
    let handovers: Vec<HandoverId> = touched.iter().filter(overlaps).map(|held| held.facts.id).collect();
    (!handovers.is_empty()).then_some(AttributionFinding::OverlappingHandovers { handovers })
}

fn uncertain(possible: Span, meant: &[&Held], ledger: &[Held]) -> Option<AttributionFinding> {
    let is_another = |held: &&Held| held.span.overlaps(possible) && !meant.iter().any(|m| m.is_same_pair(held));
    let others: Vec<&Held> = ledger.iter().filter(is_another).collect();
    (!others.is_empty()).then(|| AttributionFinding::OnlyUncertaintyDecides {
        handovers: ids(&others),
    })
}

fn names_another(outcome: &Outcome, device_officer: Option<OfficerId>) -> Option<AttributionFinding> {
    let device_officer = device_officer?;
    match outcome {
        Outcome::Assigned { lead, assisting, .. } if *lead != device_officer && *assisting != Some(device_officer) => {
            Some(AttributionFinding::DeviceNamesAnother { device_officer })
        }
        _ => None,
    }
}

fn ids(held: &[&Held]) -> Vec<HandoverId> {
    held.iter().map(|held| held.facts.id).collect()
}
