//! Clearing one docked recorder: asks, reads again, erases what may be erased, and says what stays and why.
//!
//! What must stay true: nothing is written to a recorder that is doubtful or waits for a person; every file that stays
//! has its reasons; a docking is called ready only after a whole look with the server's word.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono_tz::Tz;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docking_notes::DockingNote;

use super::{Look, Run};
use crate::alarm::{self, About};
use crate::journal::{CaptureRow, CaptureState, Change};
use crate::limits::{CLEARING_BYTES_MAX, CLEARING_FILES_MAX, CLOCK_DIFFERENCE_MS};
use crate::release::desk::Facts;
use crate::release::keeping::{self, Shown};
use crate::release::medium::Step;
use crate::release::permit::{outlook, permit};
use crate::release::readiness::{ClockFacts, Readiness, readiness};
use crate::release::{Permit, SecondReading, Stay, Why};
use crate::scan::{self, ManifestFile};
use crate::show::size;
use crate::statement::Origin;

use super::registry::ClearingShown;
use super::said::SaidHere;

/// What one docking remembers of its clearing; nothing of it outlives the docking.
#[expect(clippy::struct_excessive_bools, reason = "independent facts of one docking")]
#[derive(Debug, Default)]
pub(super) struct Clearing {
    /// The volume is collected, not refused.
    pub(super) is_on: bool,
    /// A file came back with other bytes.
    pub(super) is_card_doubtful: bool,
    /// The volume could not be made writable; told once.
    pub(super) is_unwritable: bool,
    /// The volume could not be made read-only again.
    pub(super) is_left_writable: bool,
    /// A file claims a time that cannot be.
    pub(super) is_clock_implausible: bool,
    /// An intent of an earlier run was looked for.
    pub(super) is_settled: bool,
    is_full_told: bool,
    /// Free bytes and what stays, while there is too little room for a shift.
    short_of_room: Option<(u64, String)>,
    looked_at: Option<Instant>,
    stored_then: u64,
    rest_ends: Option<Timestamp>,
    /// What was said here when the server was asked last.
    pub(super) said_when_asked: Option<SaidHere>,
}

/// A file on the recorder whose capture is verified.
pub(super) struct Candidate {
    pub(super) file: ManifestFile,
    pub(super) row: CaptureRow,
}

impl Candidate {
    fn stay(&self, reasons: Vec<Why>) -> Stay {
        Stay::new(&self.file.listed.path, reasons)
    }
}

impl Run {
    /// One look at what may be erased.
    pub(super) fn clear(&mut self, look: &Look, origin: &Origin) {
        self.clearing.is_on = true;
        self.settle_intents(look, origin);
        if !self.is_clearing_due() || self.leash.is_cut() {
            return;
        }
        self.clearing.looked_at = Some(Instant::now());
        self.shut_again();
        self.clearing.stored_then = self.agent.dockings.progress(self.docking_id).stored;
        let mut stays = Vec::new();
        let candidates = self.candidates(look, &mut stays);
        match self.held_back(look) {
            Some(why) => stays.extend(candidates.iter().map(|candidate| candidate.stay(vec![why]))),
            None if candidates.is_empty() => {}
            None => self.clear_candidates(candidates, origin, &mut stays),
        }
        if !self.leash.is_cut() {
            self.conclude(origin, &stays);
        }
    }

    /// Whether a look is worth while: at first, when everything is stored, when a rest ends, and from time to time.
    pub(super) fn is_clearing_due(&self) -> bool {
        let Some(looked_at) = self.clearing.looked_at else {
            return true;
        };
        let progress = self.agent.dockings.progress(self.docking_id);
        let is_all_stored = progress.stored == progress.spooled && progress.stored != self.clearing.stored_then;
        let is_rested = self.clearing.rest_ends.is_some_and(|end| end <= self.agent.clock.now());
        let every = Duration::from_millis(self.agent.config.release.ask_every_ms);
        is_all_stored || is_rested || looked_at.elapsed() >= every
    }

    /// Files whose captures are verified; the others stay.
    fn candidates(&self, look: &Look, stays: &mut Vec<Stay>) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for file in scan::manifest(&look.listing, look.profile.as_ref()) {
            let done = self.done.get(file.listed.raw_path()).filter(|_| self.is_done(&file));
            let capture_id = done.and_then(|done| done.capture_id);
            let row = capture_id.and_then(|id| self.agent.journal.capture(id).ok().flatten());
            match row {
                Some(row) if row.state == CaptureState::Verified => candidates.push(Candidate { file, row }),
                Some(_) => stays.push(Stay::new(&file.listed.path, vec![Why::NotVerified])),
                None => stays.push(Stay::new(&file.listed.path, vec![Why::Unreadable])),
            }
        }
        candidates
    }

    /// What speaks against writing to this recorder at all.
    fn held_back(&self, look: &Look) -> Option<Why> {
        let has_problems =
            !look.listing.problems.is_empty() || self.done.values().any(|done| done.capture_id.is_none());
        let said = self.said_against();
        let held = [
            (self.agent.receipts.broken().is_some(), Why::LogBroken),
            (self.clearing.is_card_doubtful, Why::CardDoubtful),
            (has_problems, Why::Incomplete),
            (self.agent.dockings.needs_person(self.docking_id), Why::NeedsPerson),
            (!self.agent.config.release.allowed, Why::Vetoed),
            (said.is_some(), said.unwrap_or(Why::SaidUntold)),
            (self.clearing.is_unwritable, Why::NotWritable),
        ];
        held.into_iter().find(|(holds, _)| *holds).map(|(_, why)| why)
    }

    fn clear_candidates(&mut self, candidates: Vec<Candidate>, origin: &Origin, stays: &mut Vec<Stay>) {
        let Some(facts) = self.facts(&candidates) else {
            stays.extend(candidates.iter().map(|candidate| candidate.stay(vec![Why::Unanswered])));
            return;
        };
        let are_clocks_apart = self.agent.receipts.clock_difference_ms().abs() > CLOCK_DIFFERENCE_MS;
        let mut willing = Vec::new();
        for candidate in candidates {
            let Some(known) = facts.get(&candidate.row.capture_id) else {
                stays.push(candidate.stay(vec![Why::NoClip]));
                continue;
            };
            let mut against = outlook(&self.agent, &candidate.row, known);
            if against.is_empty() && are_clocks_apart {
                against.push(Why::ClocksApart);
            }
            if against.is_empty() {
                willing.push(candidate);
            } else {
                stays.push(candidate.stay(against).resting(&candidate.row, known));
            }
        }
        if willing.is_empty() {
            return;
        }
        self.show_erasing(true);
        let mut willing = willing.into_iter().peekable();
        while willing.peek().is_some() && !self.leash.is_cut() {
            let batch = next_batch(&mut willing);
            self.clear_batch(batch, origin, stays);
        }
        self.show_erasing(false);
    }

    fn facts(&self, candidates: &[Candidate]) -> Option<Facts> {
        let ids: Vec<_> = candidates.iter().map(|candidate| candidate.row.capture_id).collect();
        let facts = self.agent.desk.ask(&ids, &self.leash);
        facts
            .inspect_err(|reason| tracing::debug!(reason, "no word on clearing; nothing is erased, it is asked again"))
            .ok()
    }

    /// Reads a batch again, asks once more, because the reading took its time, and erases what is permitted.
    fn clear_batch(&mut self, batch: Vec<Candidate>, origin: &Origin, stays: &mut Vec<Stay>) {
        let (candidates, readings): (Vec<Candidate>, Vec<_>) = self.reread_batch(batch, stays).into_iter().unzip();
        let all_stay = |why| candidates.iter().map(move |candidate| candidate.stay(vec![why]));
        if self.clearing.is_card_doubtful || self.clearing.is_unwritable {
            let doubtful = self.clearing.is_card_doubtful;
            let why = if doubtful { Why::CardDoubtful } else { Why::NotWritable };
            return stays.extend(all_stay(why));
        }
        let reread = |(candidate, reading): (&Candidate, &SecondReading)| Change::Reread {
            capture_id: candidate.row.capture_id,
            reread: reading.row(),
        };
        let noted = candidates.iter().zip(&readings).map(reread).collect();
        if self.agent.journal.write(noted).is_err() {
            return stays.extend(all_stay(Why::NotNoted));
        }
        self.agent.medium.reached(Step::Reread);
        self.note_what_was_said();
        let Some(facts) = self.facts(&candidates) else {
            return stays.extend(all_stay(Why::Unanswered));
        };
        let permitted = self.permitted(candidates.into_iter().zip(readings), &facts, stays);
        if !permitted.is_empty() && !self.leash.is_cut() {
            self.erase_permitted(permitted, origin, stays);
        }
    }

    fn reread_batch(&mut self, batch: Vec<Candidate>, stays: &mut Vec<Stay>) -> Vec<(Candidate, SecondReading)> {
        let mut read = Vec::new();
        for candidate in batch {
            match self.second_reading(&candidate.file, &candidate.row) {
                Ok(reading) => read.push((candidate, reading)),
                Err(why) => stays.push(candidate.stay(vec![why])),
            }
        }
        read
    }

    fn permitted(
        &self,
        read: impl Iterator<Item = (Candidate, SecondReading)>,
        facts: &Facts,
        stays: &mut Vec<Stay>,
    ) -> Vec<(Candidate, Permit)> {
        let mut permitted = Vec::new();
        for (candidate, reading) in read {
            let Some(known) = facts.get(&candidate.row.capture_id) else {
                stays.push(candidate.stay(vec![Why::NoClip]));
                continue;
            };
            match permit(&self.agent, &candidate.row, known, reading) {
                Ok(given) => permitted.push((candidate, given)),
                Err(against) => stays.push(candidate.stay(against).resting(&candidate.row, known)),
            }
        }
        permitted
    }

    fn show_erasing(&self, is_erasing: bool) {
        self.agent.dockings.change(self.docking_id, |docking| {
            docking.clearing.is_erasing = is_erasing;
            docking.clearing.told = is_erasing.then(|| DockingNote::Erasing.into()).into_iter().collect();
        });
    }

    /// What people see: what stays and why, and whether the recorder is ready.
    fn conclude(&mut self, origin: &Origin, stays: &[Stay]) {
        let now = self.agent.clock.now();
        let zone = origin.times.as_ref().map_or(Tz::UTC, |times| times.zone);
        let shown = Shown { zone, now };
        let ends = stays.iter().filter_map(|stay| stay.rests_until);
        self.clearing.rest_ends = ends.filter(|end| *end > now).min();
        let files_total = self.agent.dockings.progress(self.docking_id).total;
        let is_open = stays.iter().flat_map(|stay| &stay.reasons).any(|why| why.is_open());
        let is_doubtful =
            self.clearing.is_card_doubtful || self.clearing.is_left_writable || self.agent.receipts.broken().is_some();
        let space = self.agent.medium.space(&self.volume.root.path).ok();
        let judged = space.map(|space| readiness(space, self.clock_facts(origin), &self.agent.config.release));
        let is_ready = !is_open && !is_doubtful && judged.as_ref().is_some_and(Readiness::is_ready);
        let Readiness { room, clock } = judged.unwrap_or_default();
        self.clearing.short_of_room = space
            .filter(|_| room.is_some())
            .map(|space| (space.free_bytes, keeping::whole_summary(stays, files_total, shown)));
        let room = room.filter(|_| !is_open);
        if room.is_some() && keeping::stays_full(stays, now) {
            self.tell_full("cannot be cleared");
        }
        let told = keeping::summary(stays, files_total, shown);
        let each = stays.iter().map(|stay| (stay.path.clone(), stay.words(shown)));
        let shown = ClearingShown {
            is_erasing: false,
            told: told.into_iter().chain(room).chain(clock).collect(),
            stays: Arc::new(each.collect()),
        };
        let row = self.agent.dockings.conclude(self.docking_id, is_ready, shown);
        self.keep(row);
    }

    /// Room and clock, for the dock's screen.
    pub(super) fn show_device(&self, origin: &Origin) {
        let space = self.agent.medium.space(&self.volume.root.path).ok();
        let clock = Some(self.clock_facts(origin));
        self.agent.dockings.show_device(self.docking_id, space, clock);
    }

    fn clock_facts(&self, origin: &Origin) -> ClockFacts {
        ClockFacts {
            is_implausible: self.clearing.is_clock_implausible,
            offset_ms: origin.clock_offset.as_ref().map(|offset| offset.offset_ms),
        }
    }

    /// Once for each docking: before the next shift, not when the recorder has stopped recording.
    pub(super) fn tell_full(&mut self, how: &str) {
        let Some((free_bytes, reasons)) = self.clearing.short_of_room.take() else {
            return;
        };
        if std::mem::replace(&mut self.clearing.is_full_told, true) {
            return;
        }
        let message = format!(
            "{} has {} free and {how}: {reasons}; clear the reasons, or hand out another recorder for the next shift",
            self.recorder_words(),
            size(free_bytes)
        );
        alarm::raise(
            &self.agent,
            "recorder_full",
            self.recorder_about().with_room(free_bytes),
            &message,
        );
    }

    /// This docking's recorder, for an alarm.
    pub(super) fn recorder_about(&self) -> About {
        About::recorder(self.docking_id, self.agent.dockings.serial(self.docking_id))
    }

    /// `recorder ZF00417 in slot one`.
    pub(super) fn recorder_words(&self) -> String {
        let serial = self.agent.dockings.serial(self.docking_id);
        let serial = crate::show::sanitised(serial.as_deref().unwrap_or("without a serial"));
        format!("recorder {serial} in slot {}", self.volume.slot)
    }
}

/// As many as are read again and erased together.
fn next_batch(willing: &mut impl Iterator<Item = Candidate>) -> Vec<Candidate> {
    let (mut batch, mut bytes) = (Vec::new(), 0_u64);
    for candidate in willing {
        bytes = bytes.saturating_add(candidate.row.size_bytes);
        batch.push(candidate);
        if batch.len() >= CLEARING_FILES_MAX || bytes >= CLEARING_BYTES_MAX {
            break;
        }
    }
    batch
}
