//! `lacks`: what a record of an electronic monitoring device still lacks before it may be used.
//!
//! What must stay true: both decisions count only for the version of the device that held on the day of the recording,
//! and only from the day on which they were made: a later approval makes no earlier record good, a later refusal makes no
//! earlier record bad. Of several reviews the last one counts; it passes only with all four points. Where nobody knows
//! when something was recorded, that is said, never guessed.
//!
//! Source: 行政处罚法 article 41 (both decisions before use, four points of each record, otherwise no evidence).

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::clip::SourceKind;
use crate::monitoring::{DecisionKind, DevicePoint, RecordPoint};

#[cfg(test)]
mod tests;

/// Whether footage of this kind can be a record of a device that stands somewhere and records by itself.
pub const fn may_be_record(source: SourceKind) -> bool {
    match source {
        SourceKind::Camera | SourceKind::Cctv | SourceKind::Unknown => true,
        SourceKind::Recorder
        | SourceKind::Handheld
        | SourceKind::VoiceRecorder
        | SourceKind::RoomVideo
        | SourceKind::Phone => false,
    }
}

/// One version of what is said of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionFacts {
    /// Its number, 1 for the first.
    pub ordinal: u64,
    /// The day from which it holds.
    pub since: NaiveDate,
    /// It is taken out of use from that day on.
    pub is_void: bool,
}

/// One decision on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionFacts {
    /// Which.
    pub kind: DecisionKind,
    /// The version that it is about.
    pub version: u64,
    /// The day on which it was made.
    pub decided_on: NaiveDate,
    /// The points that were affirmed.
    pub affirmed: BTreeSet<DevicePoint>,
}

impl DecisionFacts {
    /// Points of this decision that were not affirmed; none: it approves.
    pub fn unmet(&self) -> BTreeSet<DevicePoint> {
        let points = self.kind.points().iter().copied();
        points.filter(|point| !self.affirmed.contains(point)).collect()
    }
}

/// What is known of one record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordFacts {
    /// The day of the recording in China, by the corrected time; absent where nobody knows.
    pub recorded_on: Option<NaiveDate>,
    /// Versions of the device that recorded it, oldest first.
    pub versions: Vec<VersionFacts>,
    /// Decisions on it, in the order in which they were entered.
    pub decisions: Vec<DecisionFacts>,
    /// Points that each review affirmed, oldest first.
    pub reviews: Vec<BTreeSet<RecordPoint>>,
}

/// What a record lacks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum RecordLack {
    /// Nobody knows when it was recorded: the decisions on the newest version are looked at.
    TimeUnknown,
    /// It was recorded before the device is said to have stood there.
    BeforeDevice {
        /// The first day that was told.
        since: NaiveDate,
    },
    /// It was recorded after the device was taken out of use.
    OutOfUse {
        /// From that day on.
        since: NaiveDate,
    },
    /// Nobody decided on the device.
    NotDecided {
        /// Which decision.
        kind: DecisionKind,
    },
    /// The device was refused.
    Refused {
        /// In which decision.
        kind: DecisionKind,
        /// Points that were not affirmed.
        unmet: BTreeSet<DevicePoint>,
    },
    /// The device was approved only after the recording.
    ApprovedLater {
        /// In which decision.
        kind: DecisionKind,
        /// On that day.
        decided_on: NaiveDate,
    },
    /// Nobody reviewed the record.
    NotReviewed,
    /// The last review found it wanting.
    ReviewFailed {
        /// Points that were not affirmed.
        unmet: BTreeSet<RecordPoint>,
    },
}

fn words<T: Copy>(points: &BTreeSet<T>, word: fn(T) -> &'static str) -> String {
    points.iter().map(|point| word(*point)).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for RecordLack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimeUnknown => write!(f, "nobody knows when it was recorded"),
            Self::BeforeDevice { since } => write!(f, "recorded before the device stood there, {since}"),
            Self::OutOfUse { since } => write!(f, "recorded after the device was taken out of use, {since}"),
            Self::NotDecided { kind } => write!(f, "{}: not decided", kind.as_str()),
            Self::Refused { kind, unmet } => {
                write!(
                    f,
                    "{}: refused for {}",
                    kind.as_str(),
                    words(unmet, DevicePoint::as_str)
                )
            }
            Self::ApprovedLater { kind, decided_on } => write!(f, "{}: approved only on {decided_on}", kind.as_str()),
            Self::NotReviewed => write!(f, "not reviewed"),
            Self::ReviewFailed { unmet } => write!(f, "review: not {}", words(unmet, RecordPoint::as_str)),
        }
    }
}

impl RecordLack {
    /// It only waits for somebody to look; nothing is wrong with it so far.
    pub const fn is_only_waiting(&self) -> bool {
        matches!(self, Self::NotReviewed)
    }
}

/// Points of a review that were not affirmed; none: it passes.
pub fn unmet(affirmed: &BTreeSet<RecordPoint>) -> BTreeSet<RecordPoint> {
    let points = RecordPoint::ALL.iter().copied();
    points.filter(|point| !affirmed.contains(point)).collect()
}

/// Everything that a record lacks, in a fixed order; nothing: it may be used.
pub fn lacks(record: &RecordFacts) -> Vec<RecordLack> {
    let mut lacks = Vec::new();
    if record.recorded_on.is_none() {
        lacks.push(RecordLack::TimeUnknown);
    }
    let held = held_on(&record.versions, record.recorded_on);
    if let Some(version) = held {
        match record.recorded_on {
            Some(day) if day < version.since => lacks.push(RecordLack::BeforeDevice { since: version.since }),
            _ if version.is_void => lacks.push(RecordLack::OutOfUse { since: version.since }),
            _ => {}
        }
    }
    for kind in DecisionKind::ALL {
        let of_version = record
            .decisions
            .iter()
            .filter(|decision| decision.kind == *kind && Some(decision.version) == held.map(|held| held.ordinal));
        lacks.extend(decision_lack(*kind, of_version, record.recorded_on));
    }
    lacks.extend(match record.reviews.last().map(unmet) {
        None => Some(RecordLack::NotReviewed),
        Some(unmet) if unmet.is_empty() => None,
        Some(unmet) => Some(RecordLack::ReviewFailed { unmet }),
    });
    lacks
}

/// The version that held on a day: the newest that began by then, else the one that began first; with no day, the newest.
fn held_on(versions: &[VersionFacts], day: Option<NaiveDate>) -> Option<&VersionFacts> {
    let began = |version: &&VersionFacts| day.is_none_or(|day| version.since <= day);
    let newest = versions.iter().filter(began).max_by_key(|version| version.ordinal);
    newest.or_else(|| {
        versions
            .iter()
            .min_by_key(|version| (version.since, std::cmp::Reverse(version.ordinal)))
    })
}

fn decision_lack<'a>(
    kind: DecisionKind,
    decisions: impl Iterator<Item = &'a DecisionFacts>,
    recorded_on: Option<NaiveDate>,
) -> Option<RecordLack> {
    // A stable sort: of two made on one day the one that was entered later counts.
    let mut made: Vec<&DecisionFacts> = decisions.collect();
    made.sort_by_key(|decision| decision.decided_on);
    let is_in_time = |decision: &&&DecisionFacts| recorded_on.is_none_or(|day| decision.decided_on <= day);
    let refused = |unmet| RecordLack::Refused { kind, unmet };
    match made.iter().rev().find(is_in_time) {
        Some(decision) => Some(decision.unmet()).filter(|unmet| !unmet.is_empty()).map(refused),
        None => Some(made.first().map_or(RecordLack::NotDecided { kind }, |first| {
            let unmet = first.unmet();
            if unmet.is_empty() {
                RecordLack::ApprovedLater {
                    kind,
                    decided_on: first.decided_on,
                }
            } else {
                refused(unmet)
            }
        })),
    }
}
