//! What follows from a reading: counted, passed on, kept as a partial one, or given up with a message.

use std::sync::Arc;
use std::time::{Duration, Instant};

use evidence_schema::digest::Sha256Digest;
use evidence_schema::ids::{CaptureId, DockingId};
use evidence_schema::wire::docking_notes::DockingNote;

use super::reader::Round;
use super::{Done, Run, Told};
use crate::agent::Agent;
use crate::alarm::{self, About};
use crate::capture::settle::Settled;
use crate::journal::{CaptureRow, CaptureState, Change, HintRow, Known, RereadRow};
use crate::plan::{Earlier, Reading};
use crate::scan::ManifestFile;
use crate::statement::Origin;
use crate::upload::lane_of;

/// A capture goes on its way at once, while the next file is being read.
pub(super) fn pass_on(agent: &Arc<Agent>, docking_id: DockingId, item: &Settled) {
    if let Settled::Captured(row, _) = item {
        agent.dockings.change(docking_id, |docking| {
            docking.count(row.capture_id, row.size_bytes, false);
        });
        agent.conveyor.offer(lane_of(row), row.capture_id);
    }
}

impl Run {
    pub(super) fn known(&self, hint_key: &[u8]) -> Known {
        let hint = self.agent.journal.hint(hint_key).ok().flatten()?;
        let row = self.agent.journal.capture(hint.capture_id).ok().flatten()?;
        Some((hint, row))
    }

    /// A file is known again by recorder and path; without a serial only within this docking.
    pub(super) fn hint_key(&self, origin: &Origin, file: &ManifestFile) -> Vec<u8> {
        let mut key = self.hint_prefix(origin);
        key.extend_from_slice(file.listed.raw_path());
        key
    }

    /// What the keys of one recorder's files begin with.
    pub(super) fn hint_prefix(&self, origin: &Origin) -> Vec<u8> {
        let whose = origin
            .device
            .known_serial()
            .map_or_else(|| self.docking_id.to_string(), str::to_ascii_uppercase);
        let mut key = whose.into_bytes();
        key.push(0);
        key
    }

    pub(super) fn take_all_settled(&mut self, round: &mut Round) {
        while let Ok(item) = round.settled.try_recv() {
            round.unsettled -= 1;
            if let Some(reading) = self.take_settled(item) {
                round
                    .later
                    .push_back((Instant::now() + Duration::from_secs(1), reading));
            }
        }
    }

    /// Notes a settled reading; one that failed is handed back to be read again.
    pub(super) fn take_settled(&mut self, item: Settled) -> Option<Reading> {
        match item {
            Settled::Captured(row, reading) => {
                self.drop_partial(&reading, &row);
                self.note(&reading, Some(row.capture_id));
                None
            }
            Settled::Failed(reading, reason) => {
                self.tell_waiting(&format!("{}: {reason}; it is read again", reading.file.listed.path));
                Some(*reading)
            }
        }
    }

    fn note(&mut self, reading: &Reading, capture_id: Option<CaptureId>) {
        let listed = &reading.file.listed;
        let done = Done {
            size_bytes: listed.size_bytes,
            modified_ns: listed.modified_ns,
            capture_id,
        };
        self.done.insert(listed.raw_path().to_vec(), done);
    }

    /// The recorder still has what was captured before: no new capture, and a second reading on record.
    pub(super) fn same(&mut self, reading: &Reading, earlier: Earlier) {
        let (capture_id, size_bytes) = (earlier.capture_id, reading.file.listed.size_bytes);
        let reread = RereadRow {
            sha256: earlier.sha256,
            at: self.agent.clock.now(),
        };
        // Sent without waiting: should it be lost, the next docking compares again.
        drop(self.agent.journal.send(vec![
            Change::DockingFile {
                docking_id: self.docking_id,
                capture_id,
                size_bytes,
            },
            Change::Reread { capture_id, reread },
        ]));
        self.agent
            .dockings
            .change(self.docking_id, |docking| docking.count(capture_id, size_bytes, false));
        // Asked after counting: a receipt that comes in between is seen by one of the two.
        let row = self.agent.journal.capture(capture_id).ok().flatten();
        match row.map(|row| row.state) {
            Some(CaptureState::Verified) => self.agent.dockings.stored(capture_id),
            Some(CaptureState::Refused) => {
                let message = format!(
                    "{} was refused by the server earlier and waits for a person",
                    reading.file.listed.path
                );
                let path = Some(reading.file.listed.path.clone());
                let told = Told::new(DockingNote::RefusedByServer { path }, message);
                self.agent.dockings.stuck(capture_id, &told);
            }
            _ => {}
        }
        self.note(reading, Some(capture_id));
    }

    /// The same name, size and time, but other bytes: the card or its reader is failing, or somebody changed the file.
    pub(super) fn flipped(&self, reading: &Reading, earlier: Earlier) {
        let path = &reading.file.listed.path;
        let message = format!(
            "{path} has other bytes than when it was read before, with the same size and time; both readings are kept; \
             take the recorder out of service and have its card examined"
        );
        alarm::raise(
            &self.agent,
            "flipped_bit",
            self.recorder_about().and_capture(earlier.capture_id),
            &message,
        );
        let told = Told::new(DockingNote::OtherBytes { path: path.clone() }, message);
        self.agent
            .dockings
            .change(self.docking_id, |docking| docking.tell(told));
    }

    pub(super) fn give_up(&mut self, reading: &Reading, message: &str) {
        self.note(reading, None);
        let message = format!("{message}; what was read is kept; dock the recorder again");
        alarm::raise(&self.agent, "unreadable", self.recorder_about(), &message);
        let path = reading.file.listed.path.clone();
        self.agent.dockings.change(self.docking_id, |docking| {
            docking.row.files_failed += 1;
            docking.tell(Told::new(DockingNote::Unreadable { path }, message));
        });
    }

    /// What holds the docking up; an alarm only when it begins, not at every look.
    pub(super) fn tell_waiting(&self, message: &str) {
        let text =
            format!("{message}; what was read is kept; leave the recorder in, or dock it again when there is room");
        let mut was_waiting = false;
        self.agent.dockings.change(self.docking_id, |docking| {
            was_waiting = docking.waiting.replace(text.clone()).is_some();
        });
        if !was_waiting {
            alarm::raise(&self.agent, "spool_full", About::dock(), &format!("dock spool: {text}"));
        }
    }

    /// A reading that broke off for good: its bytes stay in the spool as what they are, and are never uploaded.
    pub(super) fn keep_partial(&self, reading: &Reading, capture_id: CaptureId, reason: &str) {
        if let Err(error) = self.try_keep_partial(reading, capture_id, reason) {
            tracing::warn!(%error, path = reading.file.listed.path, "a partial reading could not be kept");
            self.agent.spool.drop_half(capture_id);
        }
    }

    fn try_keep_partial(&self, reading: &Reading, capture_id: CaptureId, reason: &str) -> Result<(), String> {
        let text = |error: std::io::Error| error.to_string();
        let file = self.agent.spool.open_capture(capture_id).map_err(text)?;
        file.sync_all().map_err(text)?;
        self.agent.spool.sync_names().map_err(text)?;
        let size_bytes = file.metadata().map_err(text)?.len();
        let sha256: Sha256Digest = self.agent.spool.rehash(capture_id).map_err(text)?;
        let row = CaptureRow {
            capture_id,
            docking_id: Some(self.docking_id),
            statement: None,
            path: reading.file.listed.path.clone(),
            sha256,
            size_bytes,
            is_marked_important: false,
            captured_at: self.agent.clock.now(),
            state: CaptureState::Partial,
            location: None,
            clip_id: None,
            level: None,
            receipted_at: None,
            is_spool_kept: true,
            reread: None,
            message: Some(reason.to_owned()),
        };
        let hint = HintRow {
            capture_id,
            size_bytes,
            modified_ns: reading.file.listed.modified_ns,
        };
        let hint = Some((self.partial_key(reading), hint));
        self.agent
            .journal
            .write(vec![Change::Capture {
                row: Box::new(row),
                hint,
            }])
            .map_err(|error| error.to_string())?;
        self.agent.spool.count_kept(size_bytes);
        Ok(())
    }

    /// Key of a partial reading: whatever recorder it was, the same path in the same slot.
    fn partial_key(&self, reading: &Reading) -> Vec<u8> {
        let mut key = b"partial\0".to_vec();
        key.extend_from_slice(
            self.agent
                .dockings
                .serial(self.docking_id)
                .unwrap_or_default()
                .as_bytes(),
        );
        key.push(0);
        key.extend_from_slice(reading.file.listed.raw_path());
        key
    }

    /// A whole capture makes the partial one of the same file needless.
    fn drop_partial(&self, reading: &Reading, row: &CaptureRow) {
        let key = self.partial_key(reading);
        let Ok(Some(hint)) = self.agent.journal.hint(&key) else {
            return;
        };
        if hint.size_bytes > row.size_bytes || self.agent.spool.remove(hint.capture_id).is_err() {
            return;
        }
        let changes = vec![
            Change::SpoolRemoved {
                capture_id: hint.capture_id,
            },
            Change::HintDropped { key },
        ];
        drop(self.agent.journal.send(changes));
    }
}
