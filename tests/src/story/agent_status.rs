//! What the running agent says of itself, over its control socket: the same that `ingest-agent status` prints.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use evidence_schema::wire::docks::{DockingReport, DockingState};
use serde::Deserialize;

/// Longer than any answer takes on a busy machine.
const ANSWER_WAIT: Duration = Duration::from_mins(1);

/// How things stand at the dock.
#[derive(Debug, Clone, Deserialize)]
pub struct AgentStatus {
    pub counts: Counts,
    pub dockings: Vec<DockingReport>,
    pub log_broken: Option<String>,
    pub trouble: Option<String>,
    pub alarms: Vec<Alarm>,
    pub stuck: Vec<Stuck>,
}

/// Captures by state.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct Counts {
    pub spooled: u64,
    pub uploaded: u64,
    pub verified: u64,
    pub refused: u64,
    pub partial: u64,
    pub spool_damaged: u64,
}

/// Something that a person must look at.
#[derive(Debug, Clone, Deserialize)]
pub struct Alarm {
    pub kind: String,
    pub message: String,
}

/// A capture that goes no further by itself.
#[derive(Debug, Clone, Deserialize)]
pub struct Stuck {
    pub path: String,
    pub message: String,
}

impl AgentStatus {
    /// Asks the agent of this data folder; `None` when none runs or it is killed while it answers.
    pub fn ask(data: &Path) -> Option<Self> {
        // A path that is short enough for a socket, however deep the folder lies.
        let folder = File::open(data).ok()?;
        let mut socket = UnixStream::connect(format!("/proc/self/fd/{}/agent.sock", folder.as_raw_fd())).ok()?;
        socket.set_read_timeout(Some(ANSWER_WAIT)).ok()?;
        socket.write_all(b"\"status\"\n").ok()?;
        let mut line = String::new();
        BufReader::new(socket).read_line(&mut line).ok()?;
        (!line.is_empty())
            .then(|| serde_json::from_str(&line).unwrap_or_else(|error| panic!("the agent's status {line}: {error}")))
    }

    /// What is wrong by the agent's own word; empty when all is well.
    pub fn complaints(&self) -> Vec<String> {
        let alarms = self
            .alarms
            .iter()
            .map(|alarm| format!("{}: {}", alarm.kind, alarm.message));
        let stuck = self
            .stuck
            .iter()
            .map(|stuck| format!("{}: {}", stuck.path, stuck.message));
        self.log_broken.iter().cloned().chain(alarms).chain(stuck).collect()
    }

    /// Whether every recorder that is docked now is wholly stored.
    pub fn is_all_stored(&self) -> bool {
        let mut docked = self.dockings.iter().filter(|docking| docking.is_present);
        docked.all(|docking| matches!(docking.state, DockingState::Stored | DockingState::Ready))
    }

    /// The docking that is in a slot now.
    pub fn in_slot(&self, slot: &str) -> Option<&DockingReport> {
        self.dockings
            .iter()
            .find(|docking| docking.is_present && docking.slot == slot)
    }
}
