//! The two gates: whether a case file may be sent for review, and whether it may be closed.
//!
//! What must stay true: all reasons are told at once; only an act that must be recorded whole can stop a step, and only
//! where its mode says so; a fact that happened is never asked here. The first gate judges acts that are over, the second
//! every act.
//!
//! Source: DOMAIN.md §7 (two gates), §3 (mode of a duty).

pub mod reviewers;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::clip::text_enum;
use crate::ids::{ActId, ClipId};
use crate::ledger_import::catalogue::Mode;
use crate::rules::coverage::{Coverage, CoverageFinding, Duty, Standing};

text_enum!(
    /// A step that is judged before it is taken.
    Gate {
        /// Sending a case file for review 送审.
        Submit = "submit",
        /// Closing a case file 结案.
        Close = "close",
    }
);

text_enum!(
    /// What a gate says.
    Answer {
        /// Nothing stands against the step.
        Passes = "passes",
        /// Something is missing where the catalogue only warns; the warning is recorded.
        Warns = "warns",
        /// The step is refused.
        Refuses = "refuses",
    }
);

/// What a gate knows of one act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateAct {
    /// The act.
    pub id: ActId,
    /// Whether it must be recorded.
    pub duty: Duty,
    /// What a gate does about it.
    pub mode: Mode,
    /// Whether every session of it has ended.
    pub is_over: bool,
    /// What is recorded of it.
    pub coverage: Coverage,
    /// Clips of it that nobody looked at from the first picture to the last.
    pub not_looked_at: Vec<ClipId>,
    /// Explanations of it that wait for a decision.
    pub explanations_waiting: u64,
    /// A head approved that it could not be recorded.
    pub is_excused: bool,
}

/// Something of an act that stands against a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "reason", rename_all = "snake_case", deny_unknown_fields)]
pub enum GateReason {
    /// A session of it has no departure.
    NotOver {},
    /// Nothing of it is recorded.
    NoFootage {},
    /// So much of it shows nothing, and nobody explained it, in milliseconds.
    GapInPicture {
        /// How much.
        unexplained_ms: i64,
    },
    /// So much of it is without sound, and nobody explained it, in milliseconds.
    GapInSound {
        /// How much.
        unexplained_ms: i64,
    },
    /// Footage of its officers stands outside of it, and nobody said why.
    LeftOut {
        /// Which.
        clip_id: ClipId,
    },
    /// The stored bytes of its footage were not read back yet.
    NotReadBack {
        /// Which.
        clip_id: ClipId,
    },
    /// Nobody looked yet whether its footage is black, frozen or silent.
    NotLookedAt {
        /// Which.
        clip_id: ClipId,
    },
}

/// Something of an act that a reviewer should know; it stops nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "remark", rename_all = "snake_case", deny_unknown_fields)]
pub enum GateRemark {
    /// It is not over, and this gate does not judge it.
    StillToCome {},
    /// A head approved that it could not be recorded.
    Excused {},
    /// So much of it is missing with an approved explanation, in milliseconds.
    Explained {
        /// The longer of picture and sound.
        explained_ms: i64,
    },
    /// So much of it is recorded only if the clocks are so, in milliseconds.
    Doubtful {
        /// The longer of picture and sound.
        doubtful_ms: i64,
    },
    /// So many explanations of it wait for a decision.
    ExplanationsWait {
        /// How many.
        count: u64,
    },
    /// Its times are those of the footage.
    TimesOfTheFootage {},
    /// What was said of its times was changed by this version.
    TimesChanged {
        /// Which.
        version: u64,
    },
    /// Fewer certified officers than it needs.
    TooFewCertified {
        /// How many there were.
        officers: u64,
    },
    /// Nobody knows when a clip of its officers was recorded.
    Unplaced {
        /// Which.
        clip_id: ClipId,
    },
    /// So many elements that its footage must show are marked nowhere in it.
    ElementsMissing {
        /// How many.
        count: u64,
    },
}

/// A reason and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActReason {
    /// The act.
    pub act_id: ActId,
    /// Whether it stops the step; else it only warns.
    pub stops: bool,
    /// What.
    pub reason: GateReason,
}

/// A remark and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActRemark {
    /// The act.
    pub act_id: ActId,
    /// What.
    pub remark: GateRemark,
}

/// What a gate says, with everything that it says it for, in the order of the acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GateVerdict {
    /// The answer.
    pub answer: Answer,
    /// What stands against the step.
    pub reasons: Vec<ActReason>,
    /// What a reviewer should know.
    pub remarks: Vec<ActRemark>,
}

/// Whether a case file may be sent for review: its acts that are over.
pub fn may_submit(acts: &[GateAct]) -> GateVerdict {
    judge(Gate::Submit, acts)
}

/// Whether a case file may be closed: every act of it.
pub fn may_close(acts: &[GateAct]) -> GateVerdict {
    judge(Gate::Close, acts)
}

fn judge(gate: Gate, acts: &[GateAct]) -> GateVerdict {
    let reasons: Vec<ActReason> = acts.iter().flat_map(|act| reasons(gate, act)).collect();
    let answer = match reasons.iter().any(|reason| reason.stops) {
        true => Answer::Refuses,
        false if reasons.is_empty() => Answer::Passes,
        false => Answer::Warns,
    };
    GateVerdict {
        answer,
        reasons,
        remarks: acts.iter().flat_map(|act| remarks(gate, act)).collect(),
    }
}

fn is_judged(gate: Gate, act: &GateAct) -> bool {
    act.duty == Duty::Full && (act.is_over || gate == Gate::Close)
}

fn reasons(gate: Gate, act: &GateAct) -> Vec<ActReason> {
    if !is_judged(gate, act) {
        return Vec::new();
    }
    let mut found = Vec::new();
    if !act.is_over {
        found.push(GateReason::NotOver {});
    }
    if !act.is_excused {
        found.extend(missing(&act.coverage));
    }
    for finding in &act.coverage.findings {
        match finding {
            CoverageFinding::LeftOutSilently(clip) => found.push(GateReason::LeftOut { clip_id: *clip }),
            CoverageFinding::NotReadBack(clip) => found.push(GateReason::NotReadBack { clip_id: *clip }),
            _ => {}
        }
    }
    let unseen = act.not_looked_at.iter();
    found.extend(unseen.map(|clip| GateReason::NotLookedAt { clip_id: *clip }));
    found.sort_unstable();
    let stops = act.mode == Mode::Block;
    let told = found.into_iter().map(|reason| ActReason {
        act_id: act.id,
        stops,
        reason,
    });
    told.collect()
}

fn missing(coverage: &Coverage) -> Vec<GateReason> {
    if coverage.standing == Standing::NotRecorded {
        return vec![GateReason::NoFootage {}];
    }
    let mut found = Vec::new();
    let (picture, sound) = (coverage.picture.unexplained_ms, coverage.sound.unexplained_ms);
    if picture > 0 {
        found.push(GateReason::GapInPicture {
            unexplained_ms: picture,
        });
    }
    if sound > 0 {
        found.push(GateReason::GapInSound { unexplained_ms: sound });
    }
    found
}

fn remarks(gate: Gate, act: &GateAct) -> Vec<ActRemark> {
    let (picture, sound) = (&act.coverage.picture, &act.coverage.sound);
    let (explained_ms, doubtful_ms) = (
        picture.explained_ms.max(sound.explained_ms),
        picture.doubtful_ms.max(sound.doubtful_ms),
    );
    let count = act.explanations_waiting;
    let mut found = told(&act.coverage);
    let also = [
        (!act.is_over && gate == Gate::Submit, GateRemark::StillToCome {}),
        (act.is_excused, GateRemark::Excused {}),
        (explained_ms > 0, GateRemark::Explained { explained_ms }),
        (doubtful_ms > 0, GateRemark::Doubtful { doubtful_ms }),
        (count > 0, GateRemark::ExplanationsWait { count }),
    ];
    found.extend(also.into_iter().filter(|(holds, _)| *holds).map(|(_, remark)| remark));
    found.sort_unstable();
    let told = found.into_iter().map(|remark| ActRemark { act_id: act.id, remark });
    told.collect()
}

/// Findings of the coverage that stop nothing.
fn told(coverage: &Coverage) -> Vec<GateRemark> {
    let mut missing = 0_u64;
    let mut found = Vec::new();
    for finding in &coverage.findings {
        match finding {
            CoverageFinding::Unplaced(clip) => found.push(GateRemark::Unplaced { clip_id: *clip }),
            CoverageFinding::TooFewCertified(officers) => found.push(GateRemark::TooFewCertified {
                officers: u64::try_from(*officers).unwrap_or(u64::MAX),
            }),
            CoverageFinding::TimesChanged(version) => found.push(GateRemark::TimesChanged { version: *version }),
            CoverageFinding::TimesOfTheFootage(_) => found.push(GateRemark::TimesOfTheFootage {}),
            CoverageFinding::ElementMissing(_) | CoverageFinding::ElementOutside(_) => missing += 1,
            CoverageFinding::LeftOutSilently(_) | CoverageFinding::NotReadBack(_) => {}
        }
    }
    if missing > 0 {
        found.push(GateRemark::ElementsMissing { count: missing });
    }
    found.sort_unstable();
    found.dedup();
    found
}
