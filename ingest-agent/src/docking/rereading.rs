//! The second reading of a file whose receipt says *verified*: straight from the device, noted, compared.
//!
//! What must stay true: a second reading that gives other bytes is an alarm, and the file is read anew.

use evidence_schema::rules::release::KeepReason;
use evidence_schema::wire::docking_notes::DockingNote;

use super::Told;
use super::{Look, Run};
use crate::alarm;
use crate::capture::{self, Readout};
use crate::journal::{CaptureRow, CaptureState, Change};
use crate::plan::{self, Earlier};
use crate::release::{SecondReading, Why};
use crate::scan::{self, ManifestFile};

impl Run {
    /// Reads files a second time although they stay where they are: a failing card shows itself early.
    pub(super) fn reread_verified(&mut self, look: &Look) {
        for file in scan::manifest(&look.listing, look.profile.as_ref()) {
            if self.leash.is_cut() {
                return;
            }
            let done = self.done.get(file.listed.raw_path()).and_then(|done| done.capture_id);
            let row = done.and_then(|id| self.agent.journal.capture(id).ok().flatten());
            if let Some(row) = row.filter(|row| row.state == CaptureState::Verified && !is_reread(row))
                && let Ok(reading) = self.second_reading(&file, &row)
            {
                let (capture_id, reread) = (row.capture_id, reading.row());
                drop(self.agent.journal.send(vec![Change::Reread { capture_id, reread }]));
            }
        }
    }

    /// Reads the recorder's file again. The file stays open in the answer.
    pub(super) fn second_reading(&mut self, file: &ManifestFile, row: &CaptureRow) -> Result<SecondReading, Why> {
        let place = file.listed.place(&self.volume.root.path);
        let mut source = (self.open)(&place).map_err(|error| self.not_read(row, &error))?;
        let readout = capture::read_source(source.as_mut(), None, &|_| !self.leash.is_cut());
        let readout = readout.map_err(|error| self.not_read(row, &error))?;
        if !readout.is_quiet() || !is_listed(file, &readout) {
            return Err(Why::Changed);
        }
        if readout.sha256 != row.sha256 {
            self.came_back_with_other_bytes(file, row, &readout);
            return Err(Why::Rule(KeepReason::RereadDiffers));
        }
        Ok(SecondReading::new(source, readout, self.agent.clock.now()))
    }

    /// A card that was readable and is not any more: nothing is written to it in this docking.
    fn not_read(&mut self, row: &CaptureRow, error: &dyn std::fmt::Display) -> Why {
        if !self.leash.is_cut() {
            self.clearing.is_card_doubtful = true;
            let message = format!(
                "{}: the second reading failed ({error}); the server holds the file, and it stays on the recorder; have \
                 its card examined",
                row.path
            );
            alarm::raise(
                &self.agent,
                "unreadable",
                self.recorder_about().and_capture(row.capture_id),
                &message,
            );
            let path = row.path.clone();
            let told = Told::new(DockingNote::RereadFailed { path }, message);
            self.agent
                .dockings
                .change(self.docking_id, |docking| docking.tell(told));
        }
        Why::Unreadable
    }

    fn came_back_with_other_bytes(&mut self, file: &ManifestFile, row: &CaptureRow, readout: &Readout) {
        self.clearing.is_card_doubtful = true;
        let earlier = Earlier {
            capture_id: row.capture_id,
            sha256: row.sha256,
        };
        let reading = plan::Reading {
            file: file.clone(),
            purpose: plan::Purpose::Compare(earlier),
            tries: 0,
            hint_key: None,
        };
        let reread = crate::journal::RereadRow {
            sha256: readout.sha256,
            at: self.agent.clock.now(),
        };
        let capture_id = row.capture_id;
        drop(self.agent.journal.send(vec![Change::Reread { capture_id, reread }]));
        self.flipped(&reading, earlier);
        // Read anew at the next look: both readings are kept.
        self.done.remove(file.listed.raw_path());
    }
}

/// Still what was listed.
fn is_listed(file: &ManifestFile, readout: &Readout) -> bool {
    (readout.size_bytes, readout.after.modified_ns) == (file.listed.size_bytes, file.listed.modified_ns)
}

fn is_reread(row: &CaptureRow) -> bool {
    row.reread
        .is_some_and(|reread| row.receipted_at.is_some_and(|at| reread.at >= at))
}
