//! What the screen shows, from facts: pure. One tile per slot, what is still on its way, what a person must look at.
//!
//! What must stay true: a slot of the configuration is always there, also empty; what is not known stays absent.

use std::collections::BTreeMap;
use std::sync::Arc;

use evidence_schema::ids::DockingId;
use evidence_schema::time::Timestamp;
use evidence_schema::wire::docking_notes::DockingNote;
use evidence_schema::wire::docks::{DockingReport, DockingState};

use super::whose::{self, Tag, Whose};
use crate::docking::registry::Seen;
use crate::journal::{AlarmRow, ClaimRow, RosterRow};
use crate::limits::ALARM_REPEATED_MS;
use crate::show::{sanitised, size};

/// What is known now.
pub(super) struct Facts {
    /// Slots of the configuration.
    pub(super) slots: Vec<String>,
    pub(super) seen: Vec<Seen>,
    /// What was said about the recorders that are in.
    pub(super) claims: BTreeMap<DockingId, Vec<ClaimRow>>,
    pub(super) roster: Option<Arc<RosterRow>>,
    /// Newest first.
    pub(super) alarms: Vec<AlarmRow>,
    pub(super) is_server_away: bool,
    pub(super) is_log_broken: bool,
    pub(super) now: Timestamp,
}

/// What the screen shows.
pub(super) struct Board {
    pub(super) tiles: Vec<Tile>,
    /// Recorders that were taken and whose files are not all on the server.
    pub(super) on_the_way: Vec<OnTheWay>,
    pub(super) alarms: Vec<Alarm>,
    pub(super) is_server_away: bool,
    pub(super) is_log_broken: bool,
}

/// One slot.
pub(super) struct Tile {
    pub(super) slot: String,
    /// The recorder in it.
    pub(super) docked: Option<Docked>,
}

/// One recorder in its slot.
pub(super) struct Docked {
    pub(super) docking: String,
    pub(super) whose: Whose,
    /// Who takes it, once they said so.
    pub(super) taken: Option<String>,
    /// Nobody said yet who takes it, and it may be taken for a shift.
    pub(super) may_take: bool,
    pub(super) tags: Vec<Tag>,
    pub(super) state: DockingState,
    pub(super) serial: Option<String>,
    pub(super) copied: Progress,
    pub(super) stored: Progress,
    pub(super) files_failed: u64,
    /// Free room, and of how much.
    pub(super) room: Option<(String, String)>,
    pub(super) clock: Clock,
    /// What happened, by kind.
    pub(super) notes: Vec<DockingNote>,
}

/// So many of so many files.
pub(super) struct Progress {
    pub(super) files: u64,
    pub(super) of: u64,
    pub(super) percent: u64,
}

/// What is known of a recorder's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    /// Measured: so many seconds ahead (negative: behind).
    Measured(i64),
    /// It claims times that cannot be.
    Wrong,
    /// Nobody measured it, and no file speaks against it.
    Plausible,
    /// Nothing was looked at yet.
    Unknown,
}

/// Files that are not on the server yet though their recorder was taken.
pub(super) struct OnTheWay {
    pub(super) serial: Option<String>,
    pub(super) stored: Progress,
}

/// Something that a person must look at.
pub(super) struct Alarm {
    pub(super) kind: String,
    /// The recorder that it is about, if it is about one.
    pub(super) recorder: Option<AlarmedRecorder>,
    pub(super) message: String,
    pub(super) at: String,
}

/// A recorder that a person must look at.
pub(super) struct AlarmedRecorder {
    pub(super) serial: Option<String>,
    /// Free room, where that is the point.
    pub(super) free: Option<String>,
}

/// Puts the board together.
pub(super) fn board(facts: Facts) -> Board {
    let mut slots: BTreeMap<String, Option<Docked>> = BTreeMap::new();
    let mut order = facts.slots;
    let mut on_the_way = Vec::new();
    let roster = facts.roster.as_deref();
    for seen in &facts.seen {
        let report = &seen.report;
        if report.is_present {
            if !order.contains(&report.slot) {
                order.push(report.slot.clone());
            }
            slots.insert(
                report.slot.clone(),
                Some(docked(seen, roster, claims_of(&facts.claims, report.docking_id))),
            );
        } else if report.files_stored < report.files_spooled {
            on_the_way.push(OnTheWay {
                serial: serial(report),
                stored: progress(report.files_stored, report.files_spooled),
            });
        }
    }
    let tile = |slot: String| Tile {
        docked: slots.remove(&slot).flatten(),
        slot: sanitised(&slot),
    };
    Board {
        tiles: order.into_iter().map(tile).collect(),
        on_the_way,
        alarms: alarms(&facts.alarms, facts.now),
        is_server_away: facts.is_server_away,
        is_log_broken: facts.is_log_broken,
    }
}

fn claims_of(claims: &BTreeMap<DockingId, Vec<ClaimRow>>, id: DockingId) -> &[ClaimRow] {
    claims.get(&id).map(Vec::as_slice).unwrap_or_default()
}

fn docked(seen: &Seen, roster: Option<&RosterRow>, claims: &[ClaimRow]) -> Docked {
    let report = &seen.report;
    let total = report.files_total.max(report.files_spooled);
    let whose = whose::whose(seen, roster, claims);
    let taken = whose::taken(roster, claims);
    let has_officers = roster.is_some_and(|row| !row.roster.officers.is_empty());
    Docked {
        docking: report.docking_id.to_string(),
        may_take: report.state == DockingState::Ready && taken.is_none() && has_officers,
        tags: whose::tags(roster, claims),
        taken,
        whose,
        state: report.state,
        serial: serial(report),
        copied: progress(report.files_spooled, total),
        stored: progress(report.files_stored, total),
        files_failed: report.files_failed,
        room: seen
            .space
            .map(|space| (size(space.free_bytes), size(space.total_bytes))),
        clock: match seen.clock {
            None => Clock::Unknown,
            Some(clock) if clock.is_implausible => Clock::Wrong,
            Some(clock) => clock
                .offset_ms
                .map_or(Clock::Plausible, |ms| Clock::Measured(ms / 1000)),
        },
        notes: report.notes.clone(),
    }
}

fn serial(report: &DockingReport) -> Option<String> {
    report.device.known_serial().map(sanitised)
}

fn progress(files: u64, of: u64) -> Progress {
    Progress {
        files,
        of,
        percent: (files.saturating_mul(100)).checked_div(of).unwrap_or(100).min(100),
    }
}

/// Of the last day, each kind once for each recorder.
fn alarms(rows: &[AlarmRow], now: Timestamp) -> Vec<Alarm> {
    let mut shown: Vec<&AlarmRow> = Vec::new();
    for row in rows.iter().filter(|row| now.ms_since(row.at) < ALARM_REPEATED_MS) {
        let is_same = |known: &&AlarmRow| known.kind == row.kind && known.is_of_the_same_recorder(row);
        if !shown.iter().any(is_same) {
            shown.push(row);
        }
    }
    shown.into_iter().map(alarm).collect()
}

fn alarm(row: &AlarmRow) -> Alarm {
    let recorder = row.recorder.as_ref().map(|recorder| AlarmedRecorder {
        serial: recorder.serial.as_deref().map(sanitised),
        free: recorder.free_bytes.map(size),
    });
    Alarm {
        kind: row.kind.clone(),
        recorder,
        message: sanitised(&row.message),
        at: row.at.to_string(),
    }
}
