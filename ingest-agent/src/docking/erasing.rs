//! The deletion itself, as seen by a docking: intent, writable, unlink, sync, note, read-only; and what a kill left.
//!
//! What must stay true: the order is the design. Without a durable intent nothing is unlinked; without a sync nothing is
//! called erased; an intent whose end is not known is settled by looking, at the next docking of that recorder.

use std::fs::File;
use std::io;
use std::sync::Arc;

use evidence_schema::ids::CaptureId;
use evidence_schema::wire::docking_notes::DockingNote;

use super::Told;
use super::clearing::Candidate;
use super::{Look, Run};
use crate::alarm;
use crate::journal::{Change, ErasureRow, ErasureState};
use crate::release::erase::{self, EraseError, Writable};
use crate::release::medium::Step;
use crate::release::{Permit, Stay, Why};
use crate::statement::Origin;

/// What became of the unlinking.
#[derive(Default)]
struct Unlinked {
    gone: Vec<CaptureId>,
    kept: Vec<CaptureId>,
    folders: Vec<File>,
}

impl Run {
    /// Erases what is permitted, as one deletion.
    pub(super) fn erase_permitted(
        &mut self,
        permitted: Vec<(Candidate, Permit)>,
        origin: &Origin,
        stays: &mut Vec<Stay>,
    ) {
        let agent = Arc::clone(&self.agent);
        let volume = self.volume.clone();
        if let Err(error) = agent.journal.write(self.intents(&permitted, origin)) {
            tracing::error!(%error, "the intent could not be noted; nothing is erased");
            stays.extend(all_stay(&permitted, Why::NotNoted));
            return;
        }
        agent.medium.reached(Step::Intended);
        let writable = match Writable::open(agent.medium.as_ref(), &volume) {
            Ok(writable) => writable,
            Err(error) => {
                self.withdraw(permitted.iter().map(|(_, permit)| permit.capture_id()));
                self.not_writable(&error);
                stays.extend(all_stay(&permitted, Why::NotWritable));
                return;
            }
        };
        agent.medium.reached(Step::Writable);
        let unlinked = self.unlink_all(&writable, permitted, stays);
        self.note_erased(&unlinked);
        if let Err(error) = writable.close() {
            self.left_writable(&error);
        }
        agent.medium.reached(Step::Closed);
    }

    fn intents(&self, permitted: &[(Candidate, Permit)], origin: &Origin) -> Vec<Change> {
        let intent = |(candidate, permit): &(Candidate, Permit)| {
            Change::Erasing(Box::new(ErasureRow {
                capture_id: permit.capture_id(),
                docking_id: self.docking_id,
                path: candidate.file.listed.path.clone(),
                hint_key: self.hint_key(origin, &candidate.file),
                size_bytes: candidate.file.listed.size_bytes,
                modified_ns: candidate.file.listed.modified_ns,
                reread: permit.reread(),
                state: ErasureState::Intended,
            }))
        };
        permitted.iter().map(intent).collect()
    }

    fn unlink_all(
        &mut self,
        writable: &Writable<'_>,
        permitted: Vec<(Candidate, Permit)>,
        stays: &mut Vec<Stay>,
    ) -> Unlinked {
        let mut unlinked = Unlinked::default();
        for (candidate, permit) in permitted {
            let capture_id = permit.capture_id();
            if self.leash.is_cut() {
                unlinked.kept.push(capture_id);
                continue;
            }
            if let Some(why) = self.said_since_asked() {
                stays.push(stay(&candidate, why));
                unlinked.kept.push(capture_id);
                continue;
            }
            match erase::erase(writable, &candidate.file.listed, permit) {
                Ok(folder) => {
                    // A new file of this name is to be read, whatever it looks like.
                    self.done.remove(candidate.file.listed.raw_path());
                    unlinked.gone.push(capture_id);
                    unlinked.folders.push(folder);
                    self.agent.medium.reached(Step::Unlinked);
                }
                Err(error) => {
                    tracing::warn!(path = candidate.row.path, %error, "a file stays on its recorder");
                    let is_refused = matches!(error, EraseError::Refused(_));
                    let why = if is_refused { Why::NotWritable } else { Why::Changed };
                    stays.push(stay(&candidate, why));
                    // What is not known stays intended: the next look tells.
                    if !matches!(error, EraseError::Unknown(_)) {
                        unlinked.kept.push(capture_id);
                    }
                    if let EraseError::Refused(error) = error {
                        self.not_writable(&error);
                    }
                }
            }
        }
        unlinked
    }

    /// Synced first, noted then.
    fn note_erased(&self, unlinked: &Unlinked) {
        self.withdraw(unlinked.kept.iter().copied());
        if unlinked.gone.is_empty() {
            return;
        }
        let synced = unlinked.folders.iter().try_for_each(File::sync_all);
        let synced = synced.and_then(|()| self.agent.medium.sync(&self.volume.root.path));
        self.agent.medium.reached(Step::Synced);
        if let Err(error) = synced {
            return tracing::warn!(%error, "the deletion could not be synced; the next look tells what is gone");
        }
        self.write_erased(&unlinked.gone);
        self.agent.medium.reached(Step::Noted);
    }

    fn write_erased(&self, gone: &[CaptureId]) {
        let at = self.agent.clock.now();
        let erased = |capture_id: &CaptureId| Change::Erased {
            capture_id: *capture_id,
            at,
        };
        if let Err(error) = self.agent.journal.write(gone.iter().map(erased).collect()) {
            tracing::warn!(%error, "the deletion could not be noted; the next look tells what is gone");
        }
    }

    fn withdraw(&self, captures: impl Iterator<Item = CaptureId>) {
        let changes: Vec<Change> = captures
            .map(|capture_id| Change::ErasureWithdrawn { capture_id })
            .collect();
        if !changes.is_empty() {
            // Should it be lost, the next look finds the file where it was.
            let _ = self.agent.journal.write(changes);
        }
    }

    /// Erasures of this recorder whose end is not known: a kill, a pulled recorder, a device that did not answer.
    pub(super) fn settle_intents(&mut self, look: &Look, origin: &Origin) {
        let prefix = self.hint_prefix(origin);
        let open = self.agent.journal.open_erasures().unwrap_or_default();
        let mine: Vec<ErasureRow> = open
            .into_iter()
            .filter(|row| row.state == ErasureState::Intended && row.hint_key.starts_with(&prefix))
            // A second recorder of the same serial knows nothing of what is under way in the first one's slot.
            .filter(|row| row.docking_id == self.docking_id || !self.agent.dockings.is_present(row.docking_id))
            .collect();
        if mine.is_empty() || !look.listing.problems.is_empty() || look.identity.is_none() {
            return;
        }
        if !std::mem::replace(&mut self.clearing.is_settled, true)
            && let Err(error) = erase::shut(self.agent.medium.as_ref(), &self.volume)
        {
            self.left_writable(&error);
        }
        if self.agent.medium.sync(&self.volume.root.path).is_err() {
            return;
        }
        let (mut gone, mut kept) = (Vec::new(), Vec::new());
        for row in mine {
            match self.is_gone(look, &row, prefix.len()) {
                Some(true) => gone.push(row.capture_id),
                Some(false) => kept.push(row.capture_id),
                None => {}
            }
        }
        self.withdraw(kept.into_iter());
        self.write_erased(&gone);
    }

    /// Whether an intended file is gone; `None` = not known yet.
    fn is_gone(&self, look: &Look, row: &ErasureRow, prefix_bytes: usize) -> Option<bool> {
        let raw_path = row.hint_key.get(prefix_bytes..)?;
        let Some(listed) = look.listing.files.iter().find(|file| file.raw_path() == raw_path) else {
            return Some(true);
        };
        if (listed.size_bytes, listed.modified_ns) == (row.size_bytes, row.modified_ns) {
            return Some(false);
        }
        // Another file under its name: the recorder took the name again.
        let capture_id = self.done.get(raw_path)?.capture_id?;
        Some(capture_id != row.capture_id)
    }

    fn not_writable(&mut self, error: &io::Error) {
        if std::mem::replace(&mut self.clearing.is_unwritable, true) {
            return;
        }
        let message = format!(
            "{}: its volume cannot be made writable ({error}); nothing was erased; let the agent mount \
             (CAP_SYS_ADMIN) and dock the recorder again, or set release.allowed = false",
            self.recorder_words()
        );
        alarm::raise(&self.agent, "recorder_not_writable", self.recorder_about(), &message);
        let told = Told::new(DockingNote::NotWritable, message);
        self.agent
            .dockings
            .change(self.docking_id, |docking| docking.tell(told));
    }

    /// Tried again at each look, because nobody should take such a recorder out.
    pub(super) fn shut_again(&mut self) {
        if self.clearing.is_left_writable && erase::shut(self.agent.medium.as_ref(), &self.volume).is_ok() {
            self.clearing.is_left_writable = false;
        }
    }

    fn left_writable(&mut self, error: &io::Error) {
        self.clearing.is_left_writable = true;
        let message = format!(
            "{}: its volume could not be made read-only again ({error}); what was erased is noted; unmount it before \
             the recorder is taken out",
            self.recorder_words()
        );
        alarm::raise(&self.agent, "recorder_left_writable", self.recorder_about(), &message);
        let told = Told::new(DockingNote::LeftWritable, message);
        self.agent
            .dockings
            .change(self.docking_id, |docking| docking.tell(told));
    }
}

fn stay(candidate: &Candidate, why: Why) -> Stay {
    Stay::new(&candidate.file.listed.path, vec![why])
}

fn all_stay(permitted: &[(Candidate, Permit)], why: Why) -> impl Iterator<Item = Stay> + '_ {
    permitted.iter().map(move |(candidate, _)| stay(candidate, why))
}
