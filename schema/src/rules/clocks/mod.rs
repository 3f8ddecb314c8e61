//! `of`: which of all that was said about a recorder's clock counts for a clip; `docking` (below) what a person should
//! look at after a docking.
//!
//! What must stay true: what was said about the clip itself goes before what was said about the whole docking; a person's
//! newer word replaces their older one and never what was measured; where two cannot both be true nothing is guessed: the
//! answer is as wide as all of them together, and a finding says so. The order of what is given does not matter.

use serde::{Deserialize, Serialize};

use crate::clock::OffsetMethod;
use crate::time::Timestamp;

pub mod docking;
#[cfg(test)]
mod tests;

/// Drift that is allowed between two measurements, in milliseconds a day.
pub const DRIFT_MS_PER_DAY: i64 = 3000;
const DAY_MS: i64 = 24 * 3600 * 1000;

/// One thing that was said about a recorder's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OffsetSaid {
    /// By which people find it again.
    pub name: String,
    /// How it became known.
    pub method: OffsetMethod,
    /// About this clip alone; else about the whole docking.
    pub is_of_clip: bool,
    /// To be added to the recorder's times, in milliseconds.
    pub offset_ms: i64,
    /// Plus or minus, in milliseconds.
    pub uncertainty_ms: i64,
    /// When the clocks were compared; absent for a person's word.
    pub measured_at: Option<Timestamp>,
    /// When it was said.
    pub stated_at: Timestamp,
}

/// The offset that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OffsetCounted {
    /// To be added to the recorder's times, in milliseconds.
    pub offset_ms: i64,
    /// Plus or minus, in milliseconds.
    pub uncertainty_ms: i64,
    /// Names of what it rests on: one, or all of those that contradict each other.
    pub rests_on: Vec<String>,
}

/// What counts, and what a person should look at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockVerdict {
    /// Absent where nobody said anything.
    pub counts: Option<OffsetCounted>,
    /// Two that cannot both be true.
    pub contradiction: Option<Contradiction>,
}

/// Two or more offsets that cannot all be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    /// Both were measured, at different times: the clock jumped in between. Else somebody is wrong.
    pub is_jump: bool,
    /// The lowest that was said, uncertainty taken off, in milliseconds.
    pub lowest_ms: i64,
    /// The highest, uncertainty added.
    pub highest_ms: i64,
}

/// Which offset counts for a clip.
pub fn of(said: &[OffsetSaid]) -> ClockVerdict {
    let standing = standing(said);
    let mut pairs = standing
        .iter()
        .flat_map(|a| standing.iter().map(move |b| (*a, *b)))
        .filter(|(a, b)| !agree(a, b))
        .peekable();
    if pairs.peek().is_some() {
        let is_jump = pairs.all(|(a, b)| is_measured_apart(a, b));
        return widest(&standing, is_jump);
    }
    let best = standing.into_iter().min_by_key(|one| {
        let at = one.measured_at.unwrap_or(one.stated_at);
        (one.uncertainty_ms, one.method, std::cmp::Reverse(at), one.name.clone())
    });
    ClockVerdict {
        counts: best.map(|one| OffsetCounted {
            offset_ms: one.offset_ms,
            uncertainty_ms: one.uncertainty_ms.max(0),
            rests_on: vec![one.name.clone()],
        }),
        contradiction: None,
    }
}

/// What stands: of the nearest kind (clip before docking) everything measured, and a person's last word.
fn standing(said: &[OffsetSaid]) -> Vec<&OffsetSaid> {
    let has_own = said.iter().any(|one| one.is_of_clip);
    let near = || said.iter().filter(move |one| one.is_of_clip == has_own);
    let last_word = near()
        .filter(|one| !one.method.is_measured())
        .max_by_key(|one| (one.stated_at, &one.name));
    let mut standing: Vec<&OffsetSaid> = near().filter(|one| one.method.is_measured()).chain(last_word).collect();
    standing.sort_by_key(|one| (one.stated_at, &one.name));
    standing
}

/// Whether both can be true, a clock being allowed to drift between two measurements.
fn agree(a: &OffsetSaid, b: &OffsetSaid) -> bool {
    let apart_ms = a.offset_ms.saturating_sub(b.offset_ms).saturating_abs();
    let drift_ms = match (a.measured_at, b.measured_at) {
        (Some(one), Some(other)) => drift_allowed_ms(one.ms_since(other)),
        _ => 0,
    };
    let doubt_ms = a.uncertainty_ms.max(0).saturating_add(b.uncertainty_ms.max(0));
    apart_ms <= doubt_ms.saturating_add(drift_ms)
}

/// What a clock may drift by in this time, rounded up.
pub(crate) fn drift_allowed_ms(apart_ms: i64) -> i64 {
    let apart_ms = i128::from(apart_ms).abs();
    let allowed = (apart_ms * i128::from(DRIFT_MS_PER_DAY) + i128::from(DAY_MS) - 1) / i128::from(DAY_MS);
    i64::try_from(allowed).unwrap_or(i64::MAX)
}

fn is_measured_apart(a: &OffsetSaid, b: &OffsetSaid) -> bool {
    a.measured_at.is_some() && b.measured_at.is_some() && a.measured_at != b.measured_at
}

/// As wide as all of them together: none of them is believed more than another.
fn widest(standing: &[&OffsetSaid], is_jump: bool) -> ClockVerdict {
    let low = |one: &&OffsetSaid| one.offset_ms.saturating_sub(one.uncertainty_ms.max(0));
    let high = |one: &&OffsetSaid| one.offset_ms.saturating_add(one.uncertainty_ms.max(0));
    let (Some(lowest_ms), Some(highest_ms)) = (standing.iter().map(low).min(), standing.iter().map(high).max()) else {
        return ClockVerdict::default();
    };
    let middle = i128::midpoint(i128::from(lowest_ms), i128::from(highest_ms));
    let offset_ms = i64::try_from(middle).unwrap_or(lowest_ms);
    let uncertainty_ms = highest_ms
        .saturating_sub(offset_ms)
        .max(offset_ms.saturating_sub(lowest_ms));
    ClockVerdict {
        counts: Some(OffsetCounted {
            offset_ms,
            uncertainty_ms,
            rests_on: standing.iter().map(|one| one.name.clone()).collect(),
        }),
        contradiction: Some(Contradiction {
            is_jump,
            lowest_ms,
            highest_ms,
        }),
    }
}
