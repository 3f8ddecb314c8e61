//! Whether a recorder is ready for a shift: pure; room and clock, once everything is stored and cleared.
//!
//! What must stay true: what is not known (a battery, a clock that nobody could judge) is no reason to say no.

use evidence_schema::wire::docking_notes::DockingNote;

use super::medium::Space;
use crate::config::ReleaseConfig;
use crate::docking::Told;
use crate::limits::CLOCK_OFFSET_READY_MS;

/// Why a recorder is not ready; empty = ready.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Readiness {
    /// Too little room.
    pub(crate) room: Option<Told>,
    /// The clock is not to be believed.
    pub(crate) clock: Option<Told>,
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
            let note = DockingNote::RoomShort {
                free_bytes: space.free_bytes,
                needed_bytes: needed,
            };
            note.into()
        }),
        clock: (clock.is_implausible || is_off).then(|| DockingNote::ClockNotSet.into()),
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
