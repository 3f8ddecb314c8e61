//! The day at the dock: recorders come, programs are killed and start again.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::Days;

use super::{Kill, SoakPlan, Target};
use crate::recorder::{Media, RecorderSpec, RecorderVolume};
use crate::story::{AgentStatus, Tell, size};
use crate::world::wait::eventually_now;
use crate::world::{Agent, World};

/// Small enough that a reading is complete between two kills.
const SEGMENT_BYTES: u64 = 32 << 20;
/// Later recorders hold an eighth, in as many files.
const LATER_PART: u64 = 8;
const LOOK_PAUSE: Duration = Duration::from_millis(20);

pub(super) struct Day {
    pub(super) world: World,
    pub(super) agent: Agent,
    ends: Instant,
    bytes_first: u64,
    /// What is in the slots.
    docked: Vec<RecorderVolume>,
    rounds: u32,
    files: BTreeSet<(String, String, String)>,
    bytes: u64,
    calm_since: Instant,
}

impl Day {
    pub(super) fn new(world: World, agent: Agent, plan: &SoakPlan) -> Self {
        Self {
            world,
            agent,
            ends: Instant::now() + plan.limit,
            bytes_first: plan.bytes,
            docked: Vec::new(),
            rounds: 0,
            files: BTreeSet::new(),
            bytes: 0,
            calm_since: Instant::now(),
        }
    }

    /// Files that were on the recorders and must be sealed: serial, name, hash.
    pub(super) fn files(&self) -> impl Iterator<Item = (String, String, String)> + '_ {
        self.files.iter().cloned()
    }

    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) const fn rounds(&self) -> u32 {
        self.rounds
    }

    /// The recorders in the slots go, two others come, at the same moment.
    pub(super) fn dock_round(&mut self, tell: Tell<'_>) {
        for (volume, slot) in self.docked.drain(..).zip(&self.agent.slots) {
            slot.undock(&volume.root);
            std::fs::remove_dir_all(&volume.root).expect("remove a recorder that was collected");
        }
        for spec in ["patrol", "inspection"].map(|name| self.spec(name)) {
            if self.rounds == 0 {
                self.world.add_recorder(&spec.serial);
            }
            let volume = spec.make(&self.place_for(&spec.serial));
            for file in volume.collected() {
                self.bytes += file.size_bytes;
                self.files
                    .insert((spec.serial.clone(), file.name().to_owned(), file.sha256.clone()));
            }
            self.docked.push(volume);
        }
        for (volume, slot) in self.docked.iter().zip(&self.agent.slots) {
            slot.dock(&volume.root);
        }
        self.rounds += 1;
        tell(&format!(
            "round {}: two recorders are docked, {} so far",
            self.rounds,
            size(self.bytes)
        ));
        self.calm_since = Instant::now();
    }

    /// The recorder as it comes back on another day, with other footage.
    fn spec(&self, name: &str) -> RecorderSpec {
        let spec = RecorderSpec::load(name);
        let segments = u32::try_from((self.bytes_first / 2).div_ceil(SEGMENT_BYTES)).expect("a round is smaller");
        let bytes_each = if self.rounds == 0 {
            SEGMENT_BYTES
        } else {
            SEGMENT_BYTES / LATER_PART
        };
        RecorderSpec {
            start: spec.start + Days::new(u64::from(self.rounds)),
            media: Media::Bulk { segments, bytes_each },
            ..spec
        }
    }

    fn place_for(&self, serial: &str) -> PathBuf {
        self.agent.folder().join(format!("{serial}-{}", self.rounds))
    }

    pub(super) fn status(&self) -> Option<AgentStatus> {
        AgentStatus::ask(&self.agent.data())
    }

    /// Whether the server has everything of the recorders that are docked; the agent may still be reading it again.
    fn has_everything(&mut self) -> bool {
        self.check_alive();
        let Some(status) = self.status() else { return false };
        let docked = self.docked.iter().zip(&self.agent.slots);
        let mut missing = docked.filter(|(volume, slot)| {
            let wanted = u64::try_from(volume.collected().count()).expect("a count fits u64");
            status
                .in_slot(&slot.name)
                .is_none_or(|docking| docking.files_stored < wanted)
        });
        missing.next().is_none()
    }

    fn is_all_stored(&mut self) -> bool {
        self.has_everything() && self.status().is_some_and(|status| status.is_all_stored())
    }

    fn check_alive(&mut self) {
        assert!(
            Instant::now() < self.ends,
            "the story takes too long: {:?}",
            self.status()
        );
        for program in [self.world.server(), self.agent.program()] {
            let ended = program.ended();
            assert!(
                ended.is_none(),
                "a program ended by itself ({ended:?}):\n{}",
                program.log().text()
            );
        }
    }

    /// Lets things go their way for so long; true as soon as there is nothing left to do.
    pub(super) fn has_everything_within(&mut self, calm: Duration) -> bool {
        while self.calm_since.elapsed() < calm {
            if self.has_everything() {
                return true;
            }
            std::thread::sleep(LOOK_PAUSE.min(calm.saturating_sub(self.calm_since.elapsed())));
        }
        false
    }

    pub(super) fn await_all_stored(&mut self, tell: Tell<'_>) {
        tell("no more kills; the rest is collected");
        let left = self.ends.saturating_duration_since(Instant::now());
        eventually_now("everything is stored", left, || self.is_all_stored().then_some(()));
    }

    /// Kills and starts again; `agent_first` is the order of the new starts.
    pub(super) fn kill(&mut self, target: Target, calm: Duration, agent_first: bool) -> Kill {
        let status = self.status();
        let (agent, server) = (target != Target::Server, target != Target::Agent);
        if agent {
            self.agent.kill();
        }
        if server {
            self.world.kill();
        }
        if agent && agent_first {
            self.agent.restart();
        }
        if server {
            self.world.restart();
        }
        if agent && !agent_first {
            self.agent.restart();
        }
        self.calm_since = Instant::now();
        Kill::new(target, calm, status.as_ref())
    }
}
