//! What the soak reports: a line per kill, a table, JSON.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use super::SoakPlan;
use super::day::Day;
use crate::story::{AgentStatus, size, target_folder};

/// What a kill hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    Agent,
    Server,
    Both,
}

impl Target {
    /// Four of ten hit the agent, four the server, two both.
    pub(super) const fn by_chance(number: u64) -> Self {
        match number % 10 {
            0..=3 => Self::Agent,
            4..=7 => Self::Server,
            _ => Self::Both,
        }
    }
}

/// One kill, and how things stood by the agent's word just before.
#[derive(Debug, Clone, Serialize)]
pub struct Kill {
    pub target: Target,
    /// Time since everything ran again.
    pub after_ms: u64,
    /// Files of the docked recorders that were in the spool, and how many there are.
    pub files_spooled: u64,
    pub files_total: u64,
    /// Captures on their way to the server.
    pub captures_sending: u64,
    /// Captures that awaited a receipt.
    pub captures_awaiting: u64,
    pub captures_verified: u64,
}

impl Kill {
    pub(super) fn new(target: Target, after: Duration, status: Option<&AgentStatus>) -> Self {
        let counts = status.map(|status| status.counts).unwrap_or_default();
        let present = status
            .into_iter()
            .flat_map(|status| &status.dockings)
            .filter(|docking| docking.is_present);
        let (spooled, total) = present.fold((0, 0), |(spooled, total), one| {
            (spooled + one.files_spooled, total + one.files_total)
        });
        Self {
            target,
            after_ms: u64::try_from(after.as_millis()).expect("a wait fits u64"),
            files_spooled: spooled,
            files_total: total,
            captures_sending: counts.spooled,
            captures_awaiting: counts.uploaded,
            captures_verified: counts.verified,
        }
    }

    pub(super) fn line(&self, number: usize) -> String {
        format!(
            "kill {number:>3}: {:<6} after {:>4} ms; {:>2}/{:<2} files in the spool, {:>2} sending, {:>2} awaiting a receipt, {:>3} verified",
            format!("{:?}", self.target).to_lowercase(),
            self.after_ms,
            self.files_spooled,
            self.files_total,
            self.captures_sending,
            self.captures_awaiting,
            self.captures_verified,
        )
    }
}

/// What was done and found.
#[derive(Debug, Clone, Serialize)]
pub struct SoakReport {
    pub story: &'static str,
    pub seed: u64,
    pub engine: String,
    pub rounds: u32,
    pub files: usize,
    pub bytes: u64,
    pub duration_s: f64,
    pub kills: Vec<Kill>,
    pub result: &'static str,
}

impl SoakReport {
    pub(super) fn new(plan: &SoakPlan, day: &Day, (kills, took): (Vec<Kill>, Duration)) -> Self {
        Self {
            story: "kills",
            seed: plan.seed,
            engine: format!("{:?}", day.world.engine()).to_lowercase(),
            rounds: day.rounds(),
            files: day.files().count(),
            bytes: day.bytes(),
            duration_s: took.as_secs_f64(),
            kills,
            result: "every file sealed exactly once, receipts verified, log and vault clean",
        }
    }

    fn hits(&self, target: Target) -> usize {
        self.kills.iter().filter(|kill| kill.target == target).count()
    }

    /// The report as a table.
    pub fn table(&self) -> String {
        let kills = format!(
            "{} (agent {}, server {}, both {})",
            self.kills.len(),
            self.hits(Target::Agent),
            self.hits(Target::Server),
            self.hits(Target::Both)
        );
        let footage = format!(
            "{} files, {} on {} recorders",
            self.files,
            size(self.bytes),
            2 * self.rounds
        );
        let rows = [
            ("seed", self.seed.to_string()),
            ("engines", self.engine.clone()),
            ("kills", kills),
            ("footage", footage),
            ("duration", format!("{:.1} s", self.duration_s)),
            ("result", self.result.to_owned()),
        ];
        rows.iter().fold(String::new(), |mut table, (name, value)| {
            let _written = writeln!(table, "{name:<10} {value}");
            table
        })
    }
}

/// Writes the report as JSON below cargo's target folder; gives where.
pub fn write_report(report: &SoakReport) -> PathBuf {
    let folder = target_folder().join("soak");
    std::fs::create_dir_all(&folder).expect("create a folder for reports");
    let path = folder.join(format!("{}-{}.json", report.story, report.seed));
    let text = serde_json::to_string_pretty(report).expect("a report can be written as JSON");
    std::fs::write(&path, text).unwrap_or_else(|error| panic!("write {}: {error}", path.display()));
    path
}
