//! A look that sees less than an earlier one of the same docking: a recorder pulled during the look, a card that died.
//!
//! What must stay true: whose recorder it is, once known, is never unlearned while it stays in; a look that shows nothing
//! says nothing about identity or refusal, and if it stays so, people see that the recorder cannot be read.

use evidence_schema::wire::docking_notes::DockingNote;

use super::identity::{self, Identity};
use super::{Look, Run, Told, not_listed};

/// What a docking remembers of its looks.
#[derive(Debug, Default)]
pub(super) struct Sight {
    /// A look found a device block that can be believed.
    is_block_seen: bool,
    /// Blind looks in a row.
    blind_looks: u32,
}

/// So many blind looks in a row are told: one is what a recorder looks like that is just being pulled.
const BLIND_LOOKS_TOLD: u32 = 2;

impl Run {
    /// Whether a look shows less of the recorder than is known of it.
    pub(super) fn is_blind(&self, look: &Look) -> bool {
        if !self.agent.dockings.is_recognised(self.docking_id) {
            return false;
        }
        let Some(seen) = &look.identity else { return true };
        let is_whole = look.listing.problems.is_empty() && !seen.is_broken;
        let is_serial_lost = seen.device.known_serial().is_none() && self.serial().is_some();
        (self.sight.is_block_seen && !has_block(seen)) || (is_serial_lost && !is_whole)
    }

    /// A blind look: nothing that is known changes; the second in a row is told.
    pub(super) fn look_blindly(&mut self, look: &Look) -> bool {
        self.clearing.is_on = false;
        self.sight.blind_looks = self.sight.blind_looks.saturating_add(1);
        if self.sight.blind_looks < BLIND_LOOKS_TOLD {
            return true;
        }
        let entries = u64::try_from(look.listing.problems.len()).unwrap_or(u64::MAX).max(1);
        let row = self.agent.dockings.change(self.docking_id, |docking| {
            docking.tell(not_listed(&look.listing).unwrap_or_else(nothing_shown));
            docking.row.files_failed = docking.row.files_failed.max(entries);
            // Given up visibly, until a look sees again.
            docking.row.is_read = true;
            docking.row.is_ready = false;
        });
        self.keep(row);
        false
    }

    /// A look that sees. Where file names were all that named the recorder, it keeps its name when they were cleared.
    pub(super) fn look_seeing(&mut self, look: &mut Look) {
        self.sight.blind_looks = 0;
        let known = self.serial();
        let Some(seen) = &mut look.identity else { return };
        self.sight.is_block_seen |= has_block(seen);
        if seen.device.known_serial().is_none() && known.is_some() && !seen.is_broken {
            seen.device.serial = known;
            if !seen.told.is_empty() {
                // Its files speak of several recorders now.
                let row = self
                    .agent
                    .dockings
                    .change(self.docking_id, |docking| docking.row.is_flagged = true);
                self.keep(row);
            }
        }
    }

    fn serial(&self) -> Option<String> {
        self.agent.dockings.serial(self.docking_id)
    }
}

fn has_block(seen: &Identity) -> bool {
    seen.origin == identity::DEVICE_BLOCK
}

fn nothing_shown() -> Told {
    let words = "the volume does not show whose recorder it is any more; nothing that was known of it was changed; what \
                 was read is kept; dock the recorder again";
    Told::new(DockingNote::NotListed { entries: 1 }, words)
}

#[cfg(test)]
mod tests;
