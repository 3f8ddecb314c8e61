//! One docking: from the volume's appearance to the recorder's leaving. A thread of its own, so that no recorder
//! waits for another.
//!
//! What must stay true: everything on the volume is read to its end or visibly given up; a docking that was cut short
//! by a kill goes on under the same id while the volume stays in.

mod blind;
mod clearing;
mod erasing;
pub(crate) mod identity;
mod outcome;
pub(crate) mod policy;
mod reader;
pub(crate) mod registry;
mod rereading;
mod said;
pub(crate) mod state;
#[cfg(test)]
mod tests;
mod told;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use evidence_schema::custody::statement::DeviceClaims;
use evidence_schema::ids::{CaptureId, DockingId};
use evidence_schema::wire::docking_notes::DockingNote;

use crate::agent::Agent;
use crate::capture::Open;
use crate::clock::id_bytes;
use crate::dock::Volume;
use crate::journal::{Change, DockingRow};
use crate::limits::{MESSAGES_MAX, WAIT_POLL};
use crate::profile::{Profile, recognise};
use crate::scan::{self, Listing, ManifestFile};
use crate::statement::Origin;
use crate::times;
use blind::Sight;
use clearing::Clearing;
use identity::Identity;
use policy::Verdict;
use registry::Docking;
pub(crate) use told::Told;

/// Told by the dock when the volume is gone or the agent stops.
#[derive(Debug, Default)]
pub(crate) struct Leash {
    /// The volume was taken out.
    pub(crate) is_gone: AtomicBool,
    /// The agent stops; the docking goes on at its next start.
    pub(crate) is_stopping: AtomicBool,
}

impl Leash {
    /// Whether the thread must end.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_gone.load(Ordering::SeqCst) || self.is_stopping.load(Ordering::SeqCst)
    }

    /// Waits, at most so long; true if the thread may go on.
    pub(crate) fn wait(&self, time: Duration) -> bool {
        let until = std::time::Instant::now() + time;
        while !self.is_cut() && std::time::Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20).min(time));
        }
        !self.is_cut()
    }
}

/// One docking under way.
pub(crate) struct Run {
    agent: Arc<Agent>,
    volume: Volume,
    leash: Arc<Leash>,
    open: Arc<Open>,
    docking_id: DockingId,
    /// Files that need no further reading as long as they look the same: size, time, capture.
    done: HashMap<Vec<u8>, Done>,
    clearing: Clearing,
    sight: Sight,
}

#[derive(Debug, Clone, Copy)]
struct Done {
    size_bytes: u64,
    modified_ns: i128,
    /// Absent where the file was given up.
    capture_id: Option<CaptureId>,
}

/// What a look at the volume gave.
struct Look {
    listing: Listing,
    profile: Option<Profile>,
    identity: Option<Identity>,
}

const RELIST_FIRST: Duration = Duration::from_secs(1);
const RELIST_LAST: Duration = Duration::from_secs(30);

impl Run {
    /// Begins a docking, or goes on with the one that a kill cut short.
    pub(crate) fn begin(agent: Arc<Agent>, volume: Volume, leash: Arc<Leash>, open: Arc<Open>) -> Self {
        let docking_id = resumed(&agent, &volume).unwrap_or_else(|| begun(&agent, &volume));
        Self {
            agent,
            volume,
            leash,
            open,
            docking_id,
            done: HashMap::new(),
            clearing: Clearing::default(),
            sight: Sight::default(),
        }
    }

    /// The docking's id.
    pub(crate) const fn docking_id(&self) -> DockingId {
        self.docking_id
    }

    /// Reads until the volume is gone.
    pub(crate) fn run(mut self) {
        let mut wait = RELIST_FIRST;
        while !self.leash.is_cut() {
            let look = self.look();
            let is_news = self.follow_look(look);
            wait = if is_news {
                RELIST_FIRST
            } else {
                (wait * 2).min(RELIST_LAST)
            };
            self.wait_for_change(wait);
        }
        if self.leash.is_gone.load(Ordering::SeqCst) {
            let now = self.agent.clock.now();
            self.tell_full("was taken out before it was cleared");
            self.keep(self.agent.dockings.removed(self.docking_id, now));
        }
    }

    /// True if something was new.
    fn follow_look(&mut self, mut look: Look) -> bool {
        if self.leash.is_cut() {
            // The volume may have vanished under the look.
            return false;
        }
        if self.is_blind(&look) {
            return self.look_blindly(&look);
        }
        self.look_seeing(&mut look);
        match self.verdict(&look) {
            Verdict::Refuse(reason) => self.refuse(&look, reason),
            Verdict::Collect { flag } => self.collect(&look, flag),
        }
    }

    /// Refused dockings look for a changed policy, the others for changed files and for what may be erased by now.
    fn wait_for_change(&self, wait: Duration) {
        let known = self.agent.dockings.known();
        let is_as_before = || self.agent.dockings.known() == known && !(self.clearing.is_on && self.is_clearing_due());
        let mut left = wait;
        while !left.is_zero() && self.leash.wait(WAIT_POLL.min(left)) && is_as_before() {
            left = left.saturating_sub(WAIT_POLL);
        }
    }

    fn look(&self) -> Look {
        let listing = scan::list(&self.volume.root.path);
        let profile = recognise(&self.agent.profiles, &listing, self.volume.root.label.as_deref()).cloned();
        let identity = profile
            .as_ref()
            .map(|profile| identity::identify(profile, &self.volume.root, &listing));
        Look {
            listing,
            profile,
            identity,
        }
    }

    fn verdict(&self, look: &Look) -> Verdict {
        let known = self.agent.dockings.known();
        policy::verdict(look.identity.as_ref(), known.as_ref(), &self.agent.config.policy)
    }

    fn refuse(&mut self, look: &Look, reason: Told) -> bool {
        self.clearing.is_on = false;
        let manifest = scan::manifest(&look.listing, look.profile.as_ref());
        let row = self.agent.dockings.change(self.docking_id, |docking| {
            describe(docking, look, &manifest);
            docking.row.is_refused = true;
            (docking.row.messages, docking.row.notes) = (vec![reason.words], vec![reason.note]);
        });
        self.keep(row);
        false
    }

    /// One round over the volume; true if something was new.
    fn collect(&mut self, look: &Look, flag: Option<Told>) -> bool {
        let manifest = scan::manifest(&look.listing, look.profile.as_ref());
        let fresh: Vec<ManifestFile> = manifest.iter().filter(|file| !self.is_done(file)).cloned().collect();
        let problems = u64::try_from(look.listing.problems.len()).unwrap_or(u64::MAX);
        let wrong_clock = self.wrong_clock(look, &fresh);
        self.clearing.is_clock_implausible |= wrong_clock.is_some();
        let row = self.agent.dockings.change(self.docking_id, |docking| {
            describe(docking, look, &manifest);
            docking.row.is_refused = false;
            docking.row.is_flagged |= flag.is_some();
            docking.row.is_read &= fresh.is_empty();
            docking.row.is_ready &= fresh.is_empty();
            let told = look.identity.iter().flat_map(|identity| &identity.told).cloned();
            flag.into_iter()
                .chain(told)
                .chain(not_listed(&look.listing))
                .chain(wrong_clock)
                .for_each(|told| docking.tell(told));
        });
        self.keep(row);
        let is_news = !fresh.is_empty();
        let origin = self.origin(look);
        self.show_device(&origin);
        if is_news && !self.read_all(&origin, fresh) {
            return true;
        }
        let given_up = self.done.values().filter(|done| done.capture_id.is_none()).count();
        let row = self.agent.dockings.change(self.docking_id, |docking| {
            docking.waiting = None;
            docking.row.is_read = true;
            docking.row.files_failed = problems + u64::try_from(given_up).unwrap_or(u64::MAX);
        });
        self.keep(row);
        self.clear(look, &origin);
        if self.agent.config.release.reread_after_verified {
            self.reread_verified(look);
        }
        is_news
    }

    /// A clock in 1980 or 2099 is a message: the times are kept as claims, and nothing is refused for them.
    fn wrong_clock(&self, look: &Look, files: &[ManifestFile]) -> Option<Told> {
        let (times, now) = (
            look.profile.as_ref().map(|profile| &profile.times),
            self.agent.clock.now(),
        );
        let claims = |file| times::claims(file, times, self.volume.root.file_times);
        let claim = files.iter().find_map(|file| times::implausible(&claims(file), now))?;
        Some(DockingNote::ClockImplausible { claim }.into())
    }

    fn is_done(&self, file: &ManifestFile) -> bool {
        let listed = &file.listed;
        self.done
            .get(listed.raw_path())
            .is_some_and(|done| (done.size_bytes, done.modified_ns) == (listed.size_bytes, listed.modified_ns))
    }

    fn origin(&self, look: &Look) -> Origin {
        let device = look
            .identity
            .as_ref()
            .map(|identity| identity.device.clone())
            .unwrap_or_default();
        Origin {
            dock_id: self.agent.identity.dock_id,
            docking_id: Some(self.docking_id),
            read_from: self.volume.read_from.clone(),
            source: look
                .profile
                .as_ref()
                .map_or(evidence_schema::clip::SourceKind::Unknown, |profile| profile.source),
            profile: look.profile.as_ref().map(|profile| profile.name.clone()),
            times: look.profile.as_ref().map(|profile| profile.times.clone()),
            file_times: self.volume.root.file_times,
            clock_offset: self.clock_offset(&device),
            room: None,
            device,
        }
    }

    fn clock_offset(&self, device: &DeviceClaims) -> Option<evidence_schema::custody::statement::ClockOffset> {
        let serial = device.known_serial()?;
        crate::offset::for_docking(&self.agent, serial, self.docking_id)
    }

    /// Journals a docking's row; a failure is told by the journal itself and healed by the next row.
    fn keep(&self, row: Option<DockingRow>) {
        if let Some(row) = row {
            let _ = self.agent.journal.write(vec![Change::Docking(Box::new(row))]);
        }
    }
}

fn describe(docking: &mut Docking, look: &Look, manifest: &[ManifestFile]) {
    docking.row.profile = look.profile.as_ref().map(|profile| profile.name.clone());
    docking.row.device = look
        .identity
        .as_ref()
        .map(|identity| identity.device.clone())
        .unwrap_or_default();
    let listed = u64::try_from(manifest.len()).unwrap_or(u64::MAX);
    docking.row.files_total = listed.max(docking.files_spooled);
    docking.row.bytes_total = manifest
        .iter()
        .map(|file| file.listed.size_bytes)
        .sum::<u64>()
        .max(docking.bytes_spooled);
}

/// The open docking of this very volume, if the agent was cut short in it.
fn resumed(agent: &Agent, volume: &Volume) -> Option<DockingId> {
    let rows = agent.journal.open_dockings().unwrap_or_default();
    let is_same = |row: &&DockingRow| (&row.slot, &row.presence) == (&volume.slot, &volume.presence);
    let row = rows.iter().find(|row| is_same(row) && row.removed_at.is_none())?;
    agent.dockings.change(row.docking_id, |docking| {
        docking.is_present = true;
        docking.row.is_read = false;
        docking.row.is_ready = false;
    })?;
    Some(row.docking_id)
}

/// Entries that could not be listed: the words name the first ones.
fn not_listed(listing: &Listing) -> Option<Told> {
    let entries = u64::try_from(listing.problems.len()).unwrap_or(u64::MAX);
    let some: Vec<&str> = listing.problems.iter().take(MESSAGES_MAX).map(String::as_str).collect();
    (entries > 0).then(|| Told::new(DockingNote::NotListed { entries }, some.join("; ")))
}

fn begun(agent: &Agent, volume: &Volume) -> DockingId {
    let docking_id = DockingId::from_random(id_bytes(agent.random.as_ref()));
    let row = DockingRow {
        docking_id,
        slot: volume.slot.clone(),
        presence: volume.presence.clone(),
        profile: None,
        device: DeviceClaims {
            usb_serial: volume.root.usb_serial.clone(),
            ..DeviceClaims::default()
        },
        started_at: agent.clock.now(),
        removed_at: None,
        files_total: 0,
        bytes_total: 0,
        files_failed: 0,
        is_read: false,
        is_refused: false,
        is_flagged: false,
        messages: Vec::new(),
        notes: Vec::new(),
        is_closed: false,
        is_ready: false,
    };
    let _ = agent.journal.write(vec![Change::Docking(Box::new(row.clone()))]);
    agent.dockings.add(Docking::new(row, true));
    docking_id
}
