//! Our own run: a fresh server and a fresh dock with their presets, one recorder put into a slot.

use std::time::{Duration, Instant};

use evidence_schema::custody::entry::{Entry, Event};
use evidence_schema::time::Timestamp;

use super::machine::{Cache, cpu_seconds, written_bytes};
use super::{SEGMENTS, footage_gib};
use crate::recorder::RecorderVolume;
use crate::story::AgentStatus;
use crate::world::wait::eventually;
use crate::world::{AgentSpec, Engine, World, WorldSpec};

const LIMIT: Duration = Duration::from_mins(5);

/// What one run took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ours {
    /// Until a signed checkpoint covered the sealing of the last segment: its receipt *sealed* can be had.
    pub(super) sealed_s: f64,
    /// Until the agent had checked the receipt *verified* of the last file.
    pub(super) verified_s: f64,
    pub(super) agent_cpu_s: f64,
    pub(super) server_cpu_s: f64,
    pub(super) written_gib: f64,
}

impl Ours {
    pub(super) fn cpu_per_gib(&self) -> f64 {
        (self.agent_cpu_s + self.server_cpu_s) / footage_gib()
    }

    /// Cores busy on average until verified.
    pub(super) fn cores_busy(&self) -> f64 {
        (self.agent_cpu_s + self.server_cpu_s) / self.verified_s
    }

    pub(super) fn line(&self) -> String {
        format!(
            "sealed {:.2} s, verified {:.2} s; CPU agent {:.2} s, server {:.2} s; {:.2} GiB written",
            self.sealed_s, self.verified_s, self.agent_cpu_s, self.server_cpu_s, self.written_gib
        )
    }
}

/// Puts the recorder into a slot and watches until everything is verified.
pub(super) async fn measure(volume: &RecorderVolume, cache: Cache) -> Ours {
    let mut world = World::with(WorldSpec::default().on(Engine::Embedded)).await;
    world.add_recorder(&volume.spec.serial);
    let mut agent = world.agent("bench", AgentSpec::default());
    let files = u64::try_from(volume.collected().count()).expect("a count fits u64");
    cache.settle(&volume.root);
    let pids = [agent.program().pid(), world.server().pid()];
    let before = pids.map(cpu_seconds);
    let (docked_at, start) = (Timestamp::from(chrono::Utc::now()), Instant::now());
    agent.slots[0].dock(&volume.root);
    let data = agent.data();
    eventually("everything is verified", LIMIT, async || {
        AgentStatus::ask(&data).filter(|status| status.counts.verified >= files)
    })
    .await;
    let verified_s = start.elapsed().as_secs_f64();
    let after = pids.map(cpu_seconds);
    let written: u64 = pids.map(written_bytes).iter().sum();
    agent.slots[0].undock(&volume.root);
    agent.stop();
    let sealed_s = sealed_seconds(&world, docked_at).await;
    world.finish().await;
    let written_gib = f64::from(u32::try_from(written >> 20).expect("less than a petabyte")) / 1024.0;
    Ours {
        sealed_s,
        verified_s,
        agent_cpu_s: after[0] - before[0],
        server_cpu_s: after[1] - before[1],
        written_gib,
    }
}

/// When the receipt of the last segment could be had, by the log itself.
async fn sealed_seconds(world: &World, docked_at: Timestamp) -> f64 {
    let app = world.app().await;
    let newest = app
        .store
        .checkpoint_newest()
        .await
        .expect("ask for the newest checkpoint")
        .expect("there is one");
    let entries = app.store.entry_range(0, newest.size).await.expect("read the log");
    let is_sealed = |body: &str| Entry::from_bytes(body.as_bytes()).is_ok_and(|entry| entry.event == Event::ClipSealed);
    let sealed: Vec<u64> = entries
        .iter()
        .filter(|entry| is_sealed(&entry.body))
        .filter_map(|entry| entry.number)
        .collect();
    assert!(
        sealed.len() >= usize::try_from(SEGMENTS).expect("few"),
        "only {} clips are sealed",
        sealed.len()
    );
    let last = sealed.into_iter().max().expect("clips were sealed");
    let checkpoints = app.store.checkpoints().await.expect("read the checkpoints");
    let covering = checkpoints
        .iter()
        .find(|checkpoint| checkpoint.size > last)
        .expect("a checkpoint covers the last seal");
    let ms = u32::try_from(covering.at.ms_since(docked_at)).expect("signed after docking");
    f64::from(ms) / 1000.0
}
