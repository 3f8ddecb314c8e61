//! What was said at the screen, as far as it keeps files on a recorder.
//!
//! What must stay true: whatever the server answers about clearing, it counts only if the server knew everything that was
//! said here: a tag that was touched keeps the files from the moment it is on the dock's disk.

use evidence_schema::custody::claim::Said;

use super::Run;
use crate::journal::{ClaimRow, JournalError};
use crate::release::Why;

/// What was said here about one recorder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct SaidHere {
    /// Words about this docking that may keep files.
    words: usize,
    /// Words about this recorder that the server has not answered for good.
    untold: usize,
    /// Tags of this recorder that it refused.
    refused: usize,
}

impl SaidHere {
    fn against(self) -> Option<Why> {
        if self.untold > 0 {
            return Some(Why::SaidUntold);
        }
        (self.refused > 0).then_some(Why::SaidRefused)
    }
}

/// Who takes a recorder next says nothing of what is on it.
const fn keeps_files(said: &Said) -> bool {
    match said {
        Said::Used { .. } | Said::Tagged { .. } => true,
        Said::Taken { .. } => false,
    }
}

impl Run {
    /// What was said and the server has not taken; also where the journal cannot be read.
    pub(super) fn said_against(&self) -> Option<Why> {
        self.said_here().map_or(Some(Why::SaidUntold), SaidHere::against)
    }

    /// Before the server is asked: its answer counts as long as nothing more is said.
    pub(super) fn note_what_was_said(&mut self) {
        self.clearing.said_when_asked = self.said_here();
    }

    /// Why the server's last answer may rest on less than was said by now.
    pub(super) fn said_since_asked(&self) -> Option<Why> {
        let now = self.said_here();
        let is_outdated = now.is_none() || now != self.clearing.said_when_asked;
        now.and_then(SaidHere::against)
            .or(is_outdated.then_some(Why::SaidUntold))
    }

    fn said_here(&self) -> Option<SaidHere> {
        self.try_said_here()
            .inspect_err(|error| tracing::warn!(%error, "what was said here cannot be read; nothing is erased"))
            .ok()
    }

    fn try_said_here(&self) -> Result<SaidHere, JournalError> {
        let journal = &self.agent.journal;
        let serial = self.agent.dockings.serial(self.docking_id);
        let is_of_recorder = |row: &ClaimRow| {
            let is_serial = |known: &String| serial.as_ref().is_some_and(|serial| serial.eq_ignore_ascii_case(known));
            row.docking_id == self.docking_id || row.serial.as_ref().is_some_and(is_serial)
        };
        let open = journal.open_claims()?;
        let open = open.iter().filter(|row| is_of_recorder(row) && keeps_files(&row.said));
        let mine = journal.claims_of(self.docking_id)?;
        // A tag that was refused for good is an alarm; a person meant it all the same, at whichever docking.
        let refused = journal.refused_tags()?;
        Ok(SaidHere {
            words: mine.iter().filter(|row| keeps_files(&row.said)).count(),
            untold: open.count(),
            refused: refused.iter().filter(|row| is_of_recorder(row)).count(),
        })
    }
}
