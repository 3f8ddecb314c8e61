//! What the dock's screen sees of the dockings: the report, and what only the dock itself knows.

use evidence_schema::ids::DockingId;
use evidence_schema::wire::docks::DockingReport;

use super::Dockings;
use crate::release::medium::Space;
use crate::release::readiness::ClockFacts;

/// One docking as the dock's screen sees it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) report: DockingReport,
    /// Room on the recorder at the last look.
    pub(crate) space: Option<Space>,
    /// What is known of its clock; absent before the first look.
    pub(crate) clock: Option<ClockFacts>,
}

impl Dockings {
    /// Room and clock as they were found just now. Only the dock's screen shows them, so nothing is due to the server.
    pub(crate) fn show_device(&self, id: DockingId, space: Option<Space>, clock: Option<ClockFacts>) {
        if let Some(docking) = self.inner().dockings.get_mut(&id) {
            (docking.space, docking.clock) = (space, clock);
        }
    }

    /// Every docking that is not closed, as it is now.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        let inner = self.inner();
        let known = inner.known.as_ref();
        let each = inner.dockings.values().map(|docking| Seen {
            report: docking.report(known),
            space: docking.space,
            clock: docking.clock,
        });
        each.collect()
    }
}
