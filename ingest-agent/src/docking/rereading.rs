//! The second reading of files whose receipt says *verified*: what would have to be true before anything is erased.

use super::{Look, Run};
use crate::capture;
use crate::journal::{CaptureRow, CaptureState, Change, RereadRow};
use crate::plan::Earlier;
use crate::{plan, release, scan};

impl Run {
    /// Reads files a second time, straight from the device; nothing is erased.
    pub(super) fn reread_verified(&self, look: &Look) {
        let manifest = scan::manifest(&look.listing, look.profile.as_ref());
        for file in manifest {
            if self.leash.is_cut() {
                return;
            }
            let done = self.done.get(file.listed.raw_path()).and_then(|done| done.capture_id);
            let row = done.and_then(|id| self.agent.journal.capture(id).ok().flatten());
            if let Some(row) = row.filter(|row| row.state == CaptureState::Verified && !is_reread(row)) {
                self.reread(file, &row);
            }
        }
    }

    fn reread(&self, file: scan::ManifestFile, row: &CaptureRow) {
        let place = file.listed.place(&self.volume.root.path);
        let readout = match capture::read(self.open.as_ref(), &place, None, &|_| !self.leash.is_cut()) {
            Ok(readout) => readout,
            Err(error) => return tracing::warn!(path = row.path, %error, "second reading failed; nothing is erased"),
        };
        let reread = RereadRow {
            sha256: readout.sha256,
            at: self.agent.clock.now(),
        };
        drop(self.agent.journal.send(vec![Change::Reread {
            capture_id: row.capture_id,
            reread,
        }]));
        if readout.sha256 != row.sha256 {
            let earlier = Earlier {
                capture_id: row.capture_id,
                sha256: row.sha256,
            };
            let purpose = plan::Purpose::Compare(earlier);
            self.flipped(
                &plan::Reading {
                    file,
                    purpose,
                    tries: 0,
                    hint_key: None,
                },
                earlier,
            );
        }
        match release::verdict(
            &self.agent,
            &CaptureRow {
                reread: Some(reread),
                ..row.clone()
            },
        ) {
            Ok(verdict) => tracing::info!(path = row.path, ?verdict, "second reading; nothing is erased"),
            Err(error) => tracing::warn!(path = row.path, %error, "no verdict on erasing; nothing is erased"),
        }
    }
}

fn is_reread(row: &CaptureRow) -> bool {
    row.reread
        .is_some_and(|reread| row.receipted_at.is_some_and(|at| reread.at >= at))
}
