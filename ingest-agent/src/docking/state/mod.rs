//! What may be done with a recorder in a slot: pure, from counts to one of the seven states.

use evidence_schema::wire::docks::DockingState;

/// Everything that the state depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts; the state is what is made of them"
)]
pub(crate) struct DockingFacts {
    pub(crate) is_refused: bool,
    pub(crate) is_present: bool,
    /// Every file was read to its end, or given up visibly.
    pub(crate) is_read: bool,
    /// Files are being erased from it.
    pub(crate) is_erasing: bool,
    /// Cleared, with room and a believable clock.
    pub(crate) is_ready: bool,
    /// A person must look at it: unknown serial, broken binding, no serial.
    pub(crate) needs_person: bool,
    pub(crate) files_total: u64,
    pub(crate) files_stored: u64,
    pub(crate) files_failed: u64,
}

/// The state that people see.
pub(crate) fn state(facts: &DockingFacts) -> DockingState {
    if facts.is_refused {
        DockingState::Refused
    } else if (!facts.is_read || facts.is_erasing) && facts.is_present {
        DockingState::Reading
    } else if !facts.is_read || facts.files_failed > 0 {
        DockingState::Incomplete
    } else if facts.needs_person {
        DockingState::NeedsPerson
    } else if facts.files_stored >= facts.files_total {
        if facts.is_ready {
            DockingState::Ready
        } else {
            DockingState::Stored
        }
    } else {
        DockingState::Spooled
    }
}

#[cfg(test)]
mod tests;
