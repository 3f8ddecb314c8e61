//! `ingest-agent status`: what is in journal and spool, the dockings, the last checkpoint, the alarms.
//!
//! What must stay true: a broken log makes the command fail, whatever else is well.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use evidence_schema::wire::docks::DockingReport;
use serde::{Deserialize, Serialize};

use crate::agent::{Agent, World};
use crate::config::Config;
use crate::control::{self, Question};
use crate::failure::{Failure, cannot};
use crate::journal::{AlarmRow, CaptureState, ErasureCounts, HeadRow};
use crate::limits::{ALARMS_SHOWN_MAX, STAYS_SHOWN_MAX};
use crate::show::{sanitised, size};
use crate::watching::{self, board::WatchShown};

/// How things stand.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Status {
    pub(crate) dock: String,
    pub(crate) server: String,
    pub(crate) is_running: bool,
    pub(crate) counts: Counts,
    pub(crate) spool_used_bytes: u64,
    pub(crate) spool_free_bytes: u64,
    pub(crate) dockings: Vec<DockingReport>,
    pub(crate) last_head: Option<HeadRow>,
    pub(crate) log_broken: Option<String>,
    pub(crate) trouble: Option<String>,
    pub(crate) clock_difference_ms: i64,
    pub(crate) alarms: Vec<AlarmRow>,
    pub(crate) stuck: Vec<Stuck>,
    /// Files erased from recorders.
    pub(crate) erasures: ErasureCounts,
    /// Files that stay on docked recorders.
    pub(crate) stays: Vec<StayShown>,
    /// Watched folders.
    #[serde(default)]
    pub(crate) watches: Vec<WatchShown>,
}

/// Captures by state.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Counts {
    pub(crate) spooled: u64,
    pub(crate) uploaded: u64,
    pub(crate) verified: u64,
    pub(crate) refused: u64,
    pub(crate) partial: u64,
    pub(crate) spool_damaged: u64,
}

/// A file that stays on a docked recorder, with every reason.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StayShown {
    pub(crate) slot: String,
    pub(crate) path: String,
    pub(crate) why: String,
}

/// A capture that a person must look at.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stuck {
    pub(crate) capture: String,
    pub(crate) path: String,
    pub(crate) message: String,
}

/// The status of a running agent.
pub(crate) fn of_running(agent: &Arc<Agent>) -> Status {
    let (mut counts, mut stuck) = (Counts::default(), Vec::new());
    let counted = agent.journal.each_capture(|row| {
        let counter = match row.state {
            CaptureState::Spooled => &mut counts.spooled,
            CaptureState::Uploaded => &mut counts.uploaded,
            CaptureState::Verified => &mut counts.verified,
            CaptureState::Refused => &mut counts.refused,
            CaptureState::Partial => &mut counts.partial,
            CaptureState::SpoolDamaged => &mut counts.spool_damaged,
        };
        *counter += 1;
        let needs_person = !row.state.is_pending() && row.state != CaptureState::Verified && row.is_spool_kept;
        if needs_person && stuck.len() < ALARMS_SHOWN_MAX {
            let message = row.message.unwrap_or_default();
            stuck.push(Stuck {
                capture: row.capture_id.to_string(),
                path: row.path,
                message,
            });
        }
    });
    if let Err(error) = counted {
        tracing::warn!(%error, "the journal cannot be counted");
    }
    let alarms = agent.journal.alarms().unwrap_or_default();
    Status {
        dock: format!("{} ({})", agent.identity.name, agent.identity.dock_id),
        server: agent.identity.server.clone(),
        is_running: true,
        counts,
        spool_used_bytes: agent.spool.used_bytes(),
        spool_free_bytes: agent.spool.free_bytes(),
        dockings: agent.dockings.reports(),
        last_head: agent.journal.head(agent.identity.log_key.as_str()).ok().flatten(),
        log_broken: agent.receipts.broken(),
        trouble: agent.conveyor.trouble(),
        clock_difference_ms: agent.receipts.clock_difference_ms(),
        alarms: alarms.into_iter().map(|(_, row)| row).take(ALARMS_SHOWN_MAX).collect(),
        stuck,
        erasures: agent.journal.erasure_counts().unwrap_or_default(),
        stays: agent.dockings.stays(STAYS_SHOWN_MAX),
        watches: agent.watches.notes(),
    }
}

/// The status, from the running agent or from the journal.
pub(crate) fn status(config: Config, data: &Path, world: World) -> Result<Status, Failure> {
    if let Some(mut answers) = control::ask(data, &Question::Status)
        && let Some(answer) = answers.next()
    {
        return serde_json::from_str(&answer?).map_err(cannot("read the running agent's answer"));
    }
    let agent = Agent::open(config, data, world)?;
    Ok(Status {
        is_running: false,
        ..of_running(&agent)
    })
}

/// The status in words.
pub(crate) fn text(status: &Status) -> String {
    let mut out = String::new();
    let running = if status.is_running { "running" } else { "not running" };
    let _ = writeln!(out, "dock      {}, {running}", sanitised(&status.dock));
    let _ = writeln!(out, "server    {}", status.server);
    if let Some(reason) = &status.log_broken {
        let _ = writeln!(out, "ALARM     {reason}");
    }
    if let Some(trouble) = &status.trouble {
        let _ = writeln!(out, "trouble   {}", sanitised(trouble));
    }
    counts_text(&mut out, &status.counts);
    let _ = writeln!(
        out,
        "spool     {} used, {} free",
        size(status.spool_used_bytes),
        size(status.spool_free_bytes)
    );
    match &status.last_head {
        Some(row) => {
            let _ = writeln!(
                out,
                "log       {} entries seen, root {}, {}",
                row.head.size, row.head.root, row.at
            );
        }
        None => out.push_str("log       no checkpoint seen yet\n"),
    }
    let _ = writeln!(out, "clock     {} ms ahead of the server", status.clock_difference_ms);
    status
        .dockings
        .iter()
        .for_each(|docking| docking_text(&mut out, docking));
    clearing_text(&mut out, status);
    watching::board::text(&mut out, &status.watches);
    for stuck in &status.stuck {
        let _ = writeln!(
            out,
            "person    {} {}: {}",
            stuck.capture,
            sanitised(&stuck.path),
            sanitised(&stuck.message)
        );
    }
    for alarm in &status.alarms {
        let told = if alarm.is_reported { "told" } else { "not told yet" };
        let _ = writeln!(
            out,
            "alarm     {} {} ({told}): {}",
            alarm.at,
            alarm.kind,
            sanitised(&alarm.message)
        );
    }
    out
}

fn docking_text(out: &mut String, docking: &DockingReport) {
    let _ = writeln!(
        out,
        "docking   {}: recorder {}, {}{}, {}/{} files in the spool, {} stored, {} failed{}",
        sanitised(&docking.slot),
        sanitised(docking.device.known_serial().unwrap_or("without a serial")),
        docking.state.as_str(),
        if docking.is_present { "" } else { " (taken out)" },
        docking.files_spooled,
        docking.files_total,
        docking.files_stored,
        docking.files_failed,
        docking
            .message
            .as_deref()
            .map(|message| format!(": {}", sanitised(message)))
            .unwrap_or_default()
    );
}

fn clearing_text(out: &mut String, status: &Status) {
    let erasures = status.erasures;
    if erasures != ErasureCounts::default() {
        let _ = writeln!(
            out,
            "erased    {} files from recorders, {} of them not told to the server yet; of {} more it is not known until \
             their recorder is docked again",
            erasures.untold + erasures.told,
            erasures.untold,
            erasures.intended
        );
    }
    for stay in &status.stays {
        let (slot, path, why) = (sanitised(&stay.slot), sanitised(&stay.path), sanitised(&stay.why));
        let _ = writeln!(out, "stays     {slot}: {path}: {why}");
    }
}

fn counts_text(out: &mut String, counts: &Counts) {
    let _ = writeln!(
        out,
        "captures  {} in the spool, {} awaiting a receipt, {} verified, {} refused, {} partial, {} with a damaged spool file",
        counts.spooled, counts.uploaded, counts.verified, counts.refused, counts.partial, counts.spool_damaged
    );
}
