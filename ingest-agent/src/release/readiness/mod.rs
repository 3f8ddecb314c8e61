//! Whether a recorder is ready for a shift: pure; room and clock, once everything is stored and cleared.
//!
//! What must stay true: what is not known (a battery, a clock that nobody could judge) is no reason to say no.

use super::medium::Space;
use crate::config::ReleaseConfig;
use crate::limits::CLOCK_OFFSET_READY_MS;
use crate::show::size;

/// Why a recorder is not ready, in words; empty = ready.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Readiness {
    /// Too little room.
    pub(crate) room: Option<String>,
    /// The clock is not to be believed.
    pub(crate) clock: Option<String>,
}

/// What is known of the recorder's clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ClockFacts {
    /// A file of this docking claims a time that cannot be.
    pub(crate) is_implausible: bool,
    /// Measured at this docking, if it was.
    pub(crate) offset_ms: Option<i64>,
}

/// Judges room and clock.
pub(crate) fn readiness(space: Space, clock: ClockFacts, config: &ReleaseConfig) -> Readiness {
    let needed = needed_bytes(space.total_bytes, config);
    let is_short = space.free_bytes < needed;
    let is_off = clock.offset_ms.is_some_and(|ms| ms.abs() > CLOCK_OFFSET_READY_MS);
    Readiness {
        room: is_short.then(|| {
            format!(
                "not ready for a shift: {} are free, {} are needed",
                size(space.free_bytes),
                size(needed)
            )
        }),
        clock: (clock.is_implausible || is_off)
            .then(|| "not ready for a shift: its clock is wrong; set it before it is handed out".to_owned()),
    }
}

/// Free bytes that a shift needs: so many, but of a small card only a share.
pub(crate) fn needed_bytes(total_bytes: u64, config: &ReleaseConfig) -> u64 {
    let share = total_bytes / 100 * u64::from(config.ready_free_percent.min(100));
    (config.ready_free_mib << 20).min(share)
}

impl Readiness {
    /// Nothing speaks against it.
    pub(crate) const fn is_ready(&self) -> bool {
        self.room.is_none() && self.clock.is_none()
    }
}

#[cfg(test)]
mod tests;
