//! The dockings' side of clearing: how far one is, what its last look gave, what stays.

use std::sync::Arc;

use evidence_schema::ids::DockingId;

use super::{Dockings, Told};
use crate::journal::DockingRow;
use crate::status::StayShown;

/// Files of one docking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) total: u64,
    pub(crate) spooled: u64,
    pub(crate) stored: u64,
}

/// What people see of the clearing of one recorder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ClearingShown {
    /// Files are being erased right now.
    pub(crate) is_erasing: bool,
    /// What stays and why, and why the recorder is not ready.
    pub(crate) told: Vec<Told>,
    /// Each file that stays, with every reason in words.
    pub(crate) stays: Arc<Vec<(String, String)>>,
}

impl Dockings {
    /// Whether a person must look at a docking's recorder first.
    pub(crate) fn needs_person(&self, id: DockingId) -> bool {
        let inner = self.inner();
        let docking = inner.dockings.get(&id);
        docking.is_none_or(|docking| docking.needs_person(inner.known.as_ref()))
    }

    /// Whether a docking's recorder is in its slot.
    pub(crate) fn is_present(&self, id: DockingId) -> bool {
        self.inner().dockings.get(&id).is_some_and(|docking| docking.is_present)
    }

    /// How far a docking is.
    pub(crate) fn progress(&self, id: DockingId) -> Progress {
        let inner = self.inner();
        let docking = inner.dockings.get(&id);
        docking.map_or_else(Progress::default, |docking| Progress {
            total: docking.row.files_total,
            spooled: docking.files_spooled,
            stored: docking.files_stored,
        })
    }

    /// What a look at clearing gave; the row, if it changed anything.
    pub(crate) fn conclude(&self, id: DockingId, is_ready: bool, shown: ClearingShown) -> Option<DockingRow> {
        let is_news = self
            .inner()
            .dockings
            .get(&id)
            .is_some_and(|docking| docking.row.is_ready != is_ready || docking.clearing != shown);
        if !is_news {
            return None;
        }
        self.change(id, |docking| {
            docking.row.is_ready = is_ready;
            docking.clearing = shown;
        })
    }

    /// Files that stay on recorders, for `status`.
    pub(crate) fn stays(&self, at_most: usize) -> Vec<StayShown> {
        let inner = self.inner();
        let each = inner.dockings.values().flat_map(|docking| {
            let stays = docking.clearing.stays.iter();
            stays.map(|(path, why)| StayShown {
                slot: docking.row.slot.clone(),
                path: path.clone(),
                why: why.clone(),
            })
        });
        each.take(at_most).collect()
    }
}
