//! The dockings that people can still see: counts, messages, state; each change is journalled and reported.
//!
//! What must stay true: a docking is dropped only after the recorder left, nothing of it is on its way, and the server
//! heard so.

mod clearing;
mod seen;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use evidence_schema::ids::{CaptureId, DockingId};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docking_notes::DockingNote;
use evidence_schema::wire::docks::{DockingReport, DockingState};
use tokio::sync::Notify;

pub(crate) use clearing::ClearingShown;
pub(crate) use seen::Seen;

use super::Told;
use super::state::{DockingFacts, state};
use crate::journal::{DockingRow, KnownRow};
use crate::limits::{MESSAGE_CHARS_MAX, MESSAGES_MAX};
use crate::release::medium::Space;
use crate::release::readiness::ClockFacts;
use crate::show::shortened;

/// One docking as it is now.
#[derive(Debug, Clone)]
pub(crate) struct Docking {
    pub(crate) row: DockingRow,
    pub(crate) is_present: bool,
    pub(crate) files_spooled: u64,
    pub(crate) bytes_spooled: u64,
    pub(crate) files_stored: u64,
    pub(crate) bytes_stored: u64,
    /// What holds it up right now: the spool is full, or takes nothing.
    pub(crate) waiting: Option<String>,
    /// What the last look at clearing gave.
    pub(crate) clearing: ClearingShown,
    /// Room on the recorder at the last look.
    pub(crate) space: Option<Space>,
    /// What is known of its clock; absent before the first look.
    pub(crate) clock: Option<ClockFacts>,
    /// Captures that are not verified yet, with their sizes.
    on_the_way: HashMap<CaptureId, u64>,
    counted: HashSet<CaptureId>,
}

/// All dockings that are not closed.
#[derive(Debug, Default)]
pub(crate) struct Dockings {
    inner: Mutex<Inner>,
    /// Told at every change.
    pub(crate) changed: Notify,
    /// Told when the server's word on recorders came.
    pub(crate) known_changed: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    dockings: BTreeMap<DockingId, Docking>,
    dirty: HashSet<DockingId>,
    known: Option<KnownRow>,
}

impl Docking {
    /// A docking from its row; nothing counted yet.
    pub(crate) fn new(row: DockingRow, is_present: bool) -> Self {
        Self {
            row,
            is_present,
            files_spooled: 0,
            bytes_spooled: 0,
            files_stored: 0,
            bytes_stored: 0,
            waiting: None,
            clearing: ClearingShown::default(),
            space: None,
            clock: None,
            on_the_way: HashMap::new(),
            counted: HashSet::new(),
        }
    }

    /// A file of this docking is in the spool, or was found to be the one captured before.
    pub(crate) fn count(&mut self, capture_id: CaptureId, size_bytes: u64, is_stored: bool) {
        if !self.counted.insert(capture_id) {
            return;
        }
        self.files_spooled += 1;
        self.bytes_spooled += size_bytes;
        if is_stored {
            self.files_stored += 1;
            self.bytes_stored += size_bytes;
        } else {
            self.on_the_way.insert(capture_id, size_bytes);
        }
    }

    /// Adds a message that people should see; the first ones are kept.
    pub(crate) fn tell(&mut self, told: Told) {
        let count = self.row.messages.len();
        if count > MESSAGES_MAX || self.row.messages.contains(&told.words) {
            return;
        }
        let told = if count == MESSAGES_MAX {
            DockingNote::More.into()
        } else {
            told
        };
        self.row.messages.push(told.words);
        self.row.notes.push(told.note);
    }

    fn is_unknown(&self, known: Option<&KnownRow>) -> bool {
        known.is_some_and(|known| {
            let serial = self.row.device.known_serial();
            serial.is_none_or(|serial| !known.serials.iter().any(|other| other.eq_ignore_ascii_case(serial)))
        })
    }

    /// A recorder that was lost or damaged is collected, and a person looks at it before anybody takes it.
    fn is_set_aside(&self, known: Option<&KnownRow>) -> bool {
        let serial = self.row.device.known_serial();
        known
            .zip(serial)
            .is_some_and(|(known, serial)| known.set_aside.iter().any(|other| other.eq_ignore_ascii_case(serial)))
    }

    fn needs_person(&self, known: Option<&KnownRow>) -> bool {
        self.row.is_flagged || self.is_unknown(known) || self.is_set_aside(known)
    }

    fn state(&self, known: Option<&KnownRow>) -> DockingState {
        state(&DockingFacts {
            is_refused: self.row.is_refused,
            is_present: self.is_present,
            is_read: self.row.is_read,
            is_erasing: self.clearing.is_erasing,
            is_ready: self.row.is_ready,
            needs_person: self.needs_person(known),
            files_total: self.row.files_total,
            files_stored: self.files_stored,
            files_failed: self.row.files_failed,
        })
    }

    fn report(&self, known: Option<&KnownRow>) -> DockingReport {
        let state = self.state(known);
        let (message, notes) = self.told(state, self.is_unknown(known));
        DockingReport {
            docking_id: self.row.docking_id,
            slot: self.row.slot.clone(),
            profile: self.row.profile.clone(),
            device: self.row.device.clone(),
            state,
            is_present: self.is_present,
            started_at: self.row.started_at,
            removed_at: self.row.removed_at,
            files_total: self.row.files_total,
            files_spooled: self.files_spooled,
            files_stored: self.files_stored,
            files_failed: self.row.files_failed,
            bytes_total: self.row.bytes_total,
            bytes_spooled: self.bytes_spooled,
            bytes_stored: self.bytes_stored,
            message,
            notes,
        }
    }

    /// In words, and by kind.
    fn told(&self, state: DockingState, is_unknown: bool) -> (Option<String>, Vec<DockingNote>) {
        let last = self.told_of_state(state, is_unknown);
        let also = || self.clearing.told.iter().chain(&last);
        let words = self.waiting.iter().chain(&self.row.messages);
        let words: Vec<&str> = words
            .map(String::as_str)
            .chain(also().map(|told| told.words.as_str()))
            .collect();
        let waiting = self.waiting.iter().map(|_| &DockingNote::SpoolFull);
        let notes = waiting
            .chain(&self.row.notes)
            .chain(also().map(|told| &told.note))
            .cloned();
        let message = (!words.is_empty()).then(|| shortened(&words.join("; "), MESSAGE_CHARS_MAX));
        (message, notes.collect())
    }

    fn told_of_state(&self, state: DockingState, is_unknown: bool) -> Option<Told> {
        let files = self.files_spooled;
        let note = match state {
            DockingState::NeedsPerson if !is_unknown => DockingNote::LookAtIt { files },
            DockingState::NeedsPerson => DockingNote::Register {
                files,
                serial: self.row.device.known_serial().map(str::to_owned),
            },
            DockingState::Incomplete => DockingNote::DockAgain {
                files,
                of: self.row.files_total,
            },
            DockingState::Reading
            | DockingState::Spooled
            | DockingState::Stored
            | DockingState::Ready
            | DockingState::Refused => return None,
        };
        Some(note.into())
    }

    /// Nothing will change any more.
    fn is_over(&self) -> bool {
        !self.is_present && self.on_the_way.is_empty()
    }
}

impl Dockings {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a docking.
    pub(crate) fn add(&self, docking: Docking) {
        let id = docking.row.docking_id;
        let mut inner = self.inner();
        inner.dockings.insert(id, docking);
        inner.dirty.insert(id);
        drop(inner);
        self.changed.notify_one();
    }

    /// Changes one docking; the answer is its row afterwards.
    pub(crate) fn change(&self, id: DockingId, change: impl FnOnce(&mut Docking)) -> Option<DockingRow> {
        let mut inner = self.inner();
        let docking = inner.dockings.get_mut(&id)?;
        change(docking);
        let row = docking.row.clone();
        inner.dirty.insert(id);
        drop(inner);
        self.changed.notify_one();
        Some(row)
    }

    /// A capture is verified on the server: every docking that has it counts it.
    pub(crate) fn stored(&self, capture_id: CaptureId) {
        let mut inner = self.inner();
        let mut touched = Vec::new();
        for (id, docking) in &mut inner.dockings {
            if let Some(size_bytes) = docking.on_the_way.remove(&capture_id) {
                docking.files_stored += 1;
                docking.bytes_stored += size_bytes;
                touched.push(*id);
            }
        }
        inner.dirty.extend(touched);
        drop(inner);
        self.changed.notify_one();
    }

    /// A capture goes no further by itself: every docking that has it says so.
    pub(crate) fn stuck(&self, capture_id: CaptureId, told: &Told) {
        self.flag_each(capture_id, told, |docking| {
            docking.on_the_way.remove(&capture_id);
        });
    }

    /// A person must look at a capture that is still on its way: every docking that has it says so.
    pub(crate) fn flag(&self, capture_id: CaptureId, told: &Told) {
        self.flag_each(capture_id, told, |_| {});
    }

    fn flag_each(&self, capture_id: CaptureId, told: &Told, also: impl Fn(&mut Docking)) {
        let mut inner = self.inner();
        let ids: Vec<DockingId> = inner
            .dockings
            .iter()
            .filter(|(_, d)| d.counted.contains(&capture_id))
            .map(|(id, _)| *id)
            .collect();
        for id in &ids {
            if let Some(docking) = inner.dockings.get_mut(id) {
                docking.row.is_flagged = true;
                also(docking);
                docking.tell(told.clone());
            }
        }
        inner.dirty.extend(ids);
        drop(inner);
        self.changed.notify_one();
    }

    /// What the server said last about recorders.
    pub(crate) fn known(&self) -> Option<KnownRow> {
        self.inner().known.clone()
    }

    /// Takes the server's word on recorders; true if it is a new one.
    pub(crate) fn set_known(&self, known: KnownRow) -> bool {
        let mut inner = self.inner();
        if inner.known.as_ref() == Some(&known) {
            return false;
        }
        inner.known = Some(known);
        let all: Vec<DockingId> = inner.dockings.keys().copied().collect();
        inner.dirty.extend(all);
        drop(inner);
        self.known_changed.notify_waiters();
        self.changed.notify_one();
        true
    }

    /// Serial of a docking's recorder.
    pub(crate) fn serial(&self, id: DockingId) -> Option<String> {
        let inner = self.inner();
        inner.dockings.get(&id)?.row.device.known_serial().map(str::to_owned)
    }

    /// Whether a profile recognised a docking's volume.
    pub(crate) fn is_recognised(&self, id: DockingId) -> bool {
        let inner = self.inner();
        inner
            .dockings
            .get(&id)
            .is_some_and(|docking| docking.row.profile.is_some())
    }

    /// Reports of every docking, for `status`.
    pub(crate) fn reports(&self) -> Vec<DockingReport> {
        let inner = self.inner();
        inner
            .dockings
            .values()
            .map(|docking| docking.report(inner.known.as_ref()))
            .collect()
    }

    /// Reports that the server should hear now: what changed, or with `all` whatever is there.
    pub(crate) fn take_reports(&self, all: bool, at_most: usize) -> Vec<DockingReport> {
        let mut inner = self.inner();
        let wanted: Vec<DockingId> = if all {
            inner.dockings.keys().copied().collect()
        } else {
            inner.dirty.iter().copied().collect()
        };
        let taken: Vec<DockingId> = wanted.into_iter().take(at_most).collect();
        for id in &taken {
            inner.dirty.remove(id);
        }
        let known = inner.known.as_ref();
        taken
            .iter()
            .filter_map(|id| inner.dockings.get(id))
            .map(|docking| docking.report(known))
            .collect()
    }

    /// These reports did not arrive: they are due again.
    pub(crate) fn untake(&self, reports: &[DockingReport]) {
        self.inner()
            .dirty
            .extend(reports.iter().map(|report| report.docking_id));
    }

    /// The server heard these: dockings that are over are dropped and returned, to be closed in the journal.
    pub(crate) fn heard(&self, reports: &[DockingReport]) -> Vec<DockingRow> {
        let mut inner = self.inner();
        let mut closed = Vec::new();
        for report in reports {
            let is_over = inner.dockings.get(&report.docking_id).is_some_and(Docking::is_over);
            if is_over && !report.is_present && !inner.dirty.contains(&report.docking_id) {
                closed.extend(inner.dockings.remove(&report.docking_id).map(|docking| docking.row));
            }
        }
        for row in &mut closed {
            row.is_closed = true;
        }
        closed
    }

    /// Marks a docking as left by its recorder.
    pub(crate) fn removed(&self, id: DockingId, at: Timestamp) -> Option<DockingRow> {
        self.change(id, |docking| {
            docking.is_present = false;
            docking.waiting = None;
            docking.row.removed_at.get_or_insert(at);
        })
    }
}
