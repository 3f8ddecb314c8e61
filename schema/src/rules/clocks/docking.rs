//! `look`: what is odd about a recorder's clock and its files at one docking.
//!
//! What must stay true: only facts that cannot be harmless become findings: what two clocks were apart by, a number that
//! no file has, a new file from before the docking before. Nothing is corrected here. The order of files does not matter.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::drift_allowed_ms;
use crate::rules::timeline::TimeFinding;
use crate::time::Timestamp;

/// An offset that was measured, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// To be added to the recorder's times, in milliseconds.
    pub offset_ms: i64,
    /// Plus or minus, in milliseconds.
    pub uncertainty_ms: i64,
    /// When the clocks were compared.
    pub at: Timestamp,
}

/// One file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// Its name on the recorder.
    pub name: String,
    /// Kind of file by its name: picture, sound and log may be numbered each by itself.
    pub kind: String,
    /// Running number in its name.
    pub number: Option<i64>,
    /// When it says that it began, as claimed.
    pub claimed_start: Option<Timestamp>,
    /// Latest moment at which it can have ended, corrected, uncertainty added.
    pub ended_by: Option<Timestamp>,
    /// Read at this docking and at none before.
    pub is_new: bool,
    /// What is odd about its times.
    pub odd: Vec<TimeFinding>,
}

/// What is known of one docking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DockingFacts {
    /// The measurement that counts now.
    pub measured: Option<Measured>,
    /// The last one of this recorder before.
    pub measured_before: Option<Measured>,
    /// When the docking before began, if it read everything.
    pub docked_before: Option<Timestamp>,
    /// When the handover began that this docking ends, where the ledger has one.
    pub handed_over: Option<Timestamp>,
    /// Files of this docking and of the one before.
    pub files: Vec<FileFacts>,
}

/// What a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClockFinding {
    /// More than the allowed drift since the last measurement.
    Drifted {
        /// Change of the offset, in milliseconds.
        apart_ms: i64,
        /// Time between the measurements, in milliseconds.
        within_ms: i64,
    },
    /// The clock was reset, or set back.
    WasReset {
        /// The first such file.
        file: String,
        /// How many there are.
        files: u64,
    },
    /// The times that a file claims disagree.
    ClaimsDisagree {
        /// The file that disagrees most.
        file: String,
        /// By how much, in milliseconds.
        apart_ms: i64,
        /// How many such files there are.
        files: u64,
    },
    /// Numbers that no file has.
    NumbersMissing {
        /// First of them.
        first: i64,
        /// Last of them.
        last: i64,
        /// The file that comes after.
        before: String,
    },
}

/// Most stretches of missing numbers that are told of one docking.
pub const MISSING_TOLD_MAX: usize = 20;

/// What a person should look at.
pub fn look(facts: &DockingFacts) -> Vec<ClockFinding> {
    let mut findings: Vec<ClockFinding> = drifted(facts).into_iter().collect();
    findings.extend(was_reset(facts));
    findings.extend(claims_disagree(facts));
    findings.extend(numbers_missing(facts));
    findings
}

fn drifted(facts: &DockingFacts) -> Option<ClockFinding> {
    let (now, before) = facts.measured.zip(facts.measured_before)?;
    let within_ms = now.at.ms_since(before.at);
    let apart_ms = now.offset_ms.saturating_sub(before.offset_ms);
    let doubt_ms = now.uncertainty_ms.saturating_add(before.uncertainty_ms);
    let allowed_ms = drift_allowed_ms(within_ms).saturating_add(doubt_ms);
    (within_ms > 0 && apart_ms.saturating_abs() > allowed_ms).then_some(ClockFinding::Drifted { apart_ms, within_ms })
}

fn is_reset(facts: &DockingFacts, file: &FileFacts) -> bool {
    // Whatever lay on the recorder at the docking before was read then.
    let before = match (facts.docked_before, facts.handed_over) {
        (Some(docked), Some(handed_over)) => Some(docked.min(handed_over)),
        (docked, _) => docked,
    };
    let is_older = file.ended_by.zip(before).is_some_and(|(ended, before)| ended < before);
    is_older || file.odd.iter().any(|odd| matches!(odd, TimeFinding::ClockReset { .. }))
}

fn was_reset(facts: &DockingFacts) -> Option<ClockFinding> {
    let mut names: Vec<&str> = facts
        .files
        .iter()
        .filter(|file| file.is_new && is_reset(facts, file))
        .map(|file| file.name.as_str())
        .collect();
    names.sort_unstable();
    let first = names.first()?;
    Some(ClockFinding::WasReset {
        file: (*first).to_owned(),
        files: u64::try_from(names.len()).unwrap_or(u64::MAX),
    })
}

fn claims_disagree(facts: &DockingFacts) -> Option<ClockFinding> {
    let worst = |file: &FileFacts| {
        let apart = file.odd.iter().filter_map(|odd| match odd {
            TimeFinding::ClaimsDisagree { apart_ms, .. } => Some(*apart_ms),
            TimeFinding::ClockReset { .. } | TimeFinding::InFuture { .. } => None,
        });
        apart.max_by_key(|ms| ms.saturating_abs())
    };
    let mut odd: Vec<(i64, &str)> = facts
        .files
        .iter()
        .filter(|file| file.is_new)
        .filter_map(|file| Some((worst(file)?, file.name.as_str())))
        .collect();
    odd.sort_by_key(|(ms, name)| (std::cmp::Reverse(ms.saturating_abs()), *name));
    let (apart_ms, file) = *odd.first()?;
    Some(ClockFinding::ClaimsDisagree {
        file: file.to_owned(),
        apart_ms,
        files: u64::try_from(odd.len()).unwrap_or(u64::MAX),
    })
}

/// Files are taken in the order of the times that they claim; a number that is not higher than the one before begins anew.
fn numbers_missing(facts: &DockingFacts) -> Vec<ClockFinding> {
    let numbered = || facts.files.iter().filter_map(|file| Some((file, file.number?)));
    let known: BTreeSet<i64> = numbered().map(|(_, number)| number).collect();
    let kinds: BTreeSet<&str> = numbered().map(|(file, _)| file.kind.as_str()).collect();
    let mut findings = Vec::new();
    for kind in kinds {
        let mut files: Vec<(&FileFacts, i64)> = numbered().filter(|(file, _)| file.kind == kind).collect();
        files.sort_by_key(|(file, number)| (file.claimed_start, *number, &file.name));
        for pair in files.windows(2) {
            if let [(_, earlier), (later, number)] = pair
                && later.is_new
            {
                findings.extend(
                    holes(&known, (*earlier, *number)).map(|(first, last)| ClockFinding::NumbersMissing {
                        first,
                        last,
                        before: later.name.clone(),
                    }),
                );
            }
        }
    }
    findings.truncate(MISSING_TOLD_MAX);
    findings
}

/// Stretches between two numbers that nobody has.
fn holes(known: &BTreeSet<i64>, (from, to): (i64, i64)) -> impl Iterator<Item = (i64, i64)> {
    let inner: Vec<i64> = if to > from {
        known.range(from..=to).copied().collect()
    } else {
        Vec::new()
    };
    let follow: Vec<i64> = inner.iter().skip(1).copied().collect();
    inner
        .into_iter()
        .zip(follow)
        .filter(|(a, b)| b.saturating_sub(*a) > 1)
        .map(|(a, b)| (a + 1, b - 1))
}
