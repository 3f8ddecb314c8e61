//! `kill -9` of agent or server at random moments, again and again, while two recorders are being collected.
//!
//! What must stay true at the end, whatever was killed when: every file that was on the recorders is sealed exactly
//! once, every receipt is verified, `evidence-server verify` is clean, no object and no staged byte is left over.

mod day;
mod report;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use evidence_schema::evidence::ClipState;

use super::{Tell, clips};
use crate::footage::split_mix;
use crate::world::{AgentSpec, World};
use day::Day;
pub use report::{Kill, SoakReport, Target, write_report};

/// A kill comes within this time after everything runs again.
const CALM_MS_MAX: u64 = 1000;

/// What to do.
#[derive(Debug, Clone)]
pub struct SoakPlan {
    /// Of all chance in the story: the same seed kills in the same order after the same waits.
    pub seed: u64,
    pub kills: u32,
    /// Bytes that the first two recorders hold together; later ones hold an eighth.
    pub bytes: u64,
    /// The story fails when it takes longer.
    pub limit: Duration,
}

impl SoakPlan {
    /// The size of the house: at least 1 GiB; 2 minutes and 6 seconds for every kill.
    pub fn with_kills(kills: u32, seed: u64) -> Self {
        Self {
            seed,
            kills,
            bytes: 1 << 30,
            limit: Duration::from_secs(120 + 6 * u64::from(kills)),
        }
    }
}

/// A seed that nobody chose.
pub fn chance_seed() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    u64::try_from(since.expect("the clock is after 1970").as_nanos() & 0xffff_ffff).expect("32 bits fit u64")
}

/// Kills until the plan is fulfilled and everything is collected; panics when a promise is broken.
pub async fn run(plan: &SoakPlan, tell: Tell<'_>) -> SoakReport {
    let world = World::start().await;
    let agent = world.agent("soak", agent_spec());
    let mut day = Day::new(world, agent, plan);
    let started = Instant::now();
    tell(&format!(
        "seed {}, {} kills, engines: {:?}",
        plan.seed,
        plan.kills,
        day.world.engine()
    ));
    day.dock_round(tell);
    let mut kills = Vec::new();
    let mut chance = plan.seed;
    while kills.len() < usize::try_from(plan.kills).expect("kills fit memory") {
        let target = Target::by_chance(split_mix(&mut chance));
        let calm = Duration::from_millis(split_mix(&mut chance) % CALM_MS_MAX);
        if day.has_everything_within(calm) {
            day.dock_round(tell);
            continue;
        }
        let kill = day.kill(target, calm, split_mix(&mut chance).is_multiple_of(2));
        tell(&kill.line(kills.len() + 1));
        kills.push(kill);
    }
    day.await_all_stored(tell);
    let report = SoakReport::new(plan, &day, (kills, started.elapsed()));
    check(day).await;
    report
}

fn agent_spec() -> AgentSpec {
    let mut upload = toml::Table::new();
    // The story is about kills, not about patience.
    upload.insert("backoff_max_ms".to_owned(), 1000.into());
    let settings = toml::Table::from_iter([("upload".to_owned(), upload.into())]);
    AgentSpec {
        slots: vec!["一号位".to_owned(), "二号位".to_owned()],
        settings,
        ..AgentSpec::default()
    }
}

/// Holds the server against what was on the recorders.
async fn check(mut day: Day) {
    let status = day.status().expect("the agent answers");
    assert_eq!(status.complaints(), Vec::<String>::new(), "the agent complains");
    let counts = status.counts;
    let others = [
        counts.spooled,
        counts.uploaded,
        counts.refused,
        counts.partial,
        counts.spool_damaged,
    ];
    assert_eq!(others, [0; 5], "captures without a verified receipt: {counts:?}");
    let user = day.world.user().await;
    let mut sealed: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    for clip in clips::all(&user).await {
        assert_eq!(clip.state, ClipState::Verified, "{} is not verified", clip.file_name);
        let serial = clip.device_serial.clone().unwrap_or_default();
        *sealed
            .entry((serial, clip.file_name, clip.sha256.to_string()))
            .or_default() += 1;
    }
    let wanted: BTreeMap<_, _> = day.files().map(|file| (file, 1)).collect();
    assert_eq!(
        sealed, wanted,
        "every file of the recorders is sealed exactly once, and nothing else is"
    );
    day.agent.stop();
    let staging = day.world.data().join("staging");
    let left = std::fs::read_dir(&staging).expect("list the staging folder").count();
    assert_eq!(left, 0, "staged bytes are left in {}", staging.display());
    day.world.finish().await;
}
