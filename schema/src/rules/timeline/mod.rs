//! `place`: where a clip lies in time, from claims that may disagree and a measured offset.
//!
//! What must stay true: claims are never overwritten; the answer is an interval with an uncertainty and says which
//! claim it rests on and which others disagree with it.

use crate::clip::ClaimMeaning;
use crate::custody::statement::{ClockOffset, TimeClaim};
use crate::time::Timestamp;

#[cfg(test)]
mod tests;

/// Uncertainty of a device clock that nobody compared with anything, in milliseconds: it is not known, so 24 hours.
pub const UNMEASURED_UNCERTAINTY_MS: i64 = 24 * 3600 * 1000;
/// Claims further apart than this, in milliseconds, disagree (FAT keeps two seconds, names one).
pub const DISAGREEMENT_MS: i64 = 3000;
/// Claims earlier than this (2009-01-01) come from a reset clock: no body-worn recorder of this kind is older.
pub const RESET_BEFORE_MICROS: i64 = 1_230_768_000_000_000;

/// A clip on the corrected time axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Corrected start.
    pub start: Timestamp,
    /// Corrected end; equals the start where the duration is unknown.
    pub end: Timestamp,
    /// Plus or minus, in milliseconds.
    pub uncertainty_ms: i64,
    /// Origin of the claim that this rests on.
    pub rests_on: String,
    /// Whether the offset was measured.
    pub is_offset_measured: bool,
    /// What a person should look at.
    pub findings: Vec<TimeFinding>,
}

/// What is odd about a clip's times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeFinding {
    /// Two claims are further apart than [`DISAGREEMENT_MS`].
    ClaimsDisagree {
        /// The claim not followed.
        origin: String,
        /// Its distance from the one followed, in milliseconds.
        apart_ms: i64,
    },
    /// The claim comes from a clock that was reset.
    ClockReset {
        /// The claim.
        origin: String,
    },
    /// By this claim the recording ends after the dock read the file.
    InFuture {
        /// The claim.
        origin: String,
    },
}

/// Claims in the order in which they are followed: what a person says of footage that no recorder stands behind, then the
/// name, which is written by the recorder when recording begins.
const PREFERENCE: [&str; 5] = ["person", "file_name", "timecode", "creation_time", "file_modified"];

/// Places a clip. `None` when no claim can be read as an instant. The order of the claims does not matter.
pub fn place(
    claims: &[TimeClaim],
    duration_ms: Option<i64>,
    offset: Option<&ClockOffset>,
    read_at: Timestamp,
) -> Option<Placed> {
    let duration_ms = duration_ms.unwrap_or(0).max(0);
    let shift_ms = offset.map_or(0, |o| o.offset_ms);
    let mut starts: Vec<(&TimeClaim, Timestamp)> = claims
        .iter()
        .filter_map(|claim| Some((claim, start_of(claim, duration_ms)?)))
        .collect();
    starts.sort_by_key(|(claim, at)| (rank(claim), *at, &claim.text));
    let (followed, claimed_start) = *starts.first()?;
    let start = claimed_start.plus_ms(shift_ms)?;
    let mut findings = Vec::new();
    for (claim, at) in &starts {
        let corrected_end = at
            .plus_ms(shift_ms)
            .and_then(|start| start.plus_ms(duration_ms))
            .unwrap_or(*at);
        if at.as_micros() < RESET_BEFORE_MICROS {
            findings.push(TimeFinding::ClockReset {
                origin: claim.origin.clone(),
            });
        } else if corrected_end.ms_since(read_at) > DISAGREEMENT_MS {
            findings.push(TimeFinding::InFuture {
                origin: claim.origin.clone(),
            });
        }
        let apart_ms = at.ms_since(claimed_start);
        if apart_ms.abs() > DISAGREEMENT_MS {
            findings.push(TimeFinding::ClaimsDisagree {
                origin: claim.origin.clone(),
                apart_ms,
            });
        }
    }
    Some(Placed {
        start,
        end: start.plus_ms(duration_ms)?,
        uncertainty_ms: offset.map_or(UNMEASURED_UNCERTAINTY_MS, |o| o.uncertainty_ms),
        rests_on: followed.origin.clone(),
        is_offset_measured: offset.is_some(),
        findings,
    })
}

fn rank(claim: &TimeClaim) -> usize {
    PREFERENCE
        .iter()
        .position(|origin| *origin == claim.origin)
        .unwrap_or(PREFERENCE.len())
}

fn start_of(claim: &TimeClaim, duration_ms: i64) -> Option<Timestamp> {
    let at = claim.at?;
    match claim.means {
        ClaimMeaning::End => at.plus_ms(-duration_ms),
        ClaimMeaning::Start | ClaimMeaning::Unknown => Some(at),
    }
}
