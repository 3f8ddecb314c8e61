//! `read`: what a filmed time slate says about a recorder's clock.
//!
//! What must stay true: a slate counts only if it was shown between its own handover's opening and the docking, and only
//! if it moved on as a living one does; what does not count says why and moves nothing.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Recorders name their files to the second.
pub const NAMED_TO_MS: i64 = 1000;
/// The slate's clock and the dock's may be so far apart, in milliseconds.
pub const CLOCKS_APART_MS: i64 = 60_000;

/// One slate as it was seen in a clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The slate's own time.
    pub shows: Timestamp,
    /// After so long another one takes its place, in milliseconds.
    pub refresh_ms: i64,
    /// First seen so long after the recording began, in milliseconds.
    pub first_ms: i64,
    /// Last seen.
    pub last_ms: i64,
    /// The handover that it names.
    pub names: Option<Named>,
}

/// What the ledger knows of the handover that a slate names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// There is none, or it is void.
    Unknown,
    /// It carries other recorders.
    OfOthers,
    /// It carries this recorder from then on.
    From(Timestamp),
}

/// What is known of the clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlateFacts {
    /// When the recording began by the recorder's own clock.
    pub claimed_start: Timestamp,
    /// When the dock read the file.
    pub docked: Timestamp,
    /// When the recorder's last handover before the docking began, where the ledger has one.
    pub handed_over: Option<Timestamp>,
}

/// What a slate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlateVerdict {
    /// It counts.
    Counts {
        /// To be added to the recorder's times, in milliseconds.
        offset_ms: i64,
        /// Plus or minus, in milliseconds.
        uncertainty_ms: i64,
    },
    /// It does not.
    Refused(SlateRefusal),
}

/// Why a slate does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlateRefusal {
    /// Older than the handover that it names, or than the recorder's last one.
    TooOld,
    /// Made after the file was read.
    AfterDocking,
    /// It names a handover of other recorders, or none that there is.
    OtherHandover,
    /// One and the same for longer than a living one stays: a picture of a slate was filmed.
    StoodStill,
}

impl SlateRefusal {
    /// In the words of a finding.
    pub const fn words(self) -> &'static str {
        match self {
            Self::TooOld => "it is older than the handover",
            Self::AfterDocking => "it was made after the file was read",
            Self::OtherHandover => "it belongs to another handover",
            Self::StoodStill => "it stood still, as a picture of a slate does",
        }
    }
}

/// What this slate says.
pub fn read(facts: &SlateFacts, seen: &Seen) -> SlateVerdict {
    if let Some(refusal) = refused(facts, seen) {
        return SlateVerdict::Refused(refusal);
    }
    let by_recorder = facts
        .claimed_start
        .plus_ms(seen.first_ms)
        .unwrap_or(facts.claimed_start);
    SlateVerdict::Counts {
        offset_ms: seen.shows.ms_since(by_recorder),
        uncertainty_ms: seen.refresh_ms.max(0).saturating_add(NAMED_TO_MS),
    }
}

fn refused(facts: &SlateFacts, seen: &Seen) -> Option<SlateRefusal> {
    let since = match seen.names {
        Some(Named::Unknown | Named::OfOthers) => return Some(SlateRefusal::OtherHandover),
        Some(Named::From(at)) => Some(at),
        None => facts.handed_over,
    };
    let is_before = |at: Timestamp| seen.shows.ms_since(at) < -CLOCKS_APART_MS;
    let stood_ms = seen.last_ms.saturating_sub(seen.first_ms);
    if since.is_some_and(is_before) {
        Some(SlateRefusal::TooOld)
    } else if seen.shows.ms_since(facts.docked) > CLOCKS_APART_MS {
        Some(SlateRefusal::AfterDocking)
    } else if stood_ms > seen.refresh_ms.saturating_mul(2).saturating_add(NAMED_TO_MS) {
        Some(SlateRefusal::StoodStill)
    } else {
        None
    }
}
