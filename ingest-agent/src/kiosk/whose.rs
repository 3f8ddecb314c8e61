//! Whose a docked recorder was, as far as this dock knows, and whom it offers first: pure.
//!
//! What must stay true: what was said here wins over what was heard before it was said; with the server away the last
//! roster counts; where nobody can be offered nothing is asked.

use evidence_schema::custody::claim::{Said, SaidPair};
use evidence_schema::time::Timestamp;
use evidence_schema::wire::claims::ClaimOutcome;
use evidence_schema::wire::docks::{DockingReport, DockingState};

use crate::docking::registry::Seen;
use crate::journal::{ClaimRow, ClaimState, RosterRow};
use crate::show::sanitised;

/// Pairs that are offered with one touch.
const OFFERED_MAX: usize = 12;

/// What the tile says about who had the recorder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whose {
    /// Nobody knows: ask.
    Ask,
    /// They had it; by the ledger, or said here.
    Known(String),
    /// Said here, and the server disagrees or cannot use it: a person looks at it.
    Doubted(String),
    /// Nobody can be asked for.
    Silent,
}

/// A pair to be touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offered {
    pub(super) pair: SaidPair,
    pub(super) names: String,
    /// From the roster; else who had it last.
    pub(super) is_from_roster: bool,
}

/// A tag to be touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) code: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) is_said: bool,
}

/// What the tile says.
pub(super) fn whose(seen: &Seen, roster: Option<&RosterRow>, claims: &[ClaimRow]) -> Whose {
    let Some(row) = roster else { return Whose::Silent };
    let used = claims.iter().rev().find_map(|claim| match &claim.said {
        Said::Used { pair, .. } => Some((pair, &claim.state)),
        _ => None,
    });
    if let Some((pair, state)) = used {
        let names = names(row, pair);
        return match state {
            ClaimState::Waiting | ClaimState::Recorded(ClaimOutcome::Merged | ClaimOutcome::Agrees) => {
                Whose::Known(names)
            }
            _ => Whose::Doubted(names),
        };
    }
    let known = row
        .roster
        .dockings
        .iter()
        .find(|known| known.docking_id == seen.report.docking_id);
    if let Some(pair) = known.and_then(|known| known.used_by.as_ref()) {
        let both = [Some(&pair.lead_name), pair.assisting_name.as_ref()];
        return Whose::Known(joined(both.into_iter().flatten().cloned()));
    }
    if let Some(last) = open_pair(&seen.report, row).filter(|_| known.is_none()) {
        return Whose::Known(names(row, last));
    }
    let can_ask = !row.roster.officers.is_empty()
        && seen.report.device.known_serial().is_some()
        && !matches!(seen.report.state, DockingState::Refused | DockingState::NeedsPerson);
    if can_ask { Whose::Ask } else { Whose::Silent }
}

/// By the last roster the recorder was out with them: the server has not heard yet that it is back.
fn open_pair<'a>(report: &DockingReport, row: &'a RosterRow) -> Option<&'a SaidPair> {
    let serial = report.device.known_serial()?;
    let last = row.roster.last_pairs.iter().find(|last| last.serial == serial)?;
    (last.is_open && row.heard_at <= report.started_at).then_some(&last.pair)
}

/// Who takes the recorder out of this docking, if somebody said so.
pub(super) fn taken(roster: Option<&RosterRow>, claims: &[ClaimRow]) -> Option<String> {
    claims.iter().rev().find_map(|claim| match &claim.said {
        Said::Taken { pair } => Some(names(roster?, pair)),
        _ => None,
    })
}

/// The tags, and which of them were touched.
pub(super) fn tags(roster: Option<&RosterRow>, claims: &[ClaimRow]) -> Vec<Tag> {
    let is_said = |code: &str| {
        let says = |claim: &ClaimRow| matches!(&claim.said, Said::Tagged { tag } if tag == code);
        claims.iter().any(says)
    };
    let known = roster.into_iter().flat_map(|row| &row.roster.tags);
    known
        .map(|tag| Tag {
            code: tag.code.clone(),
            zh: sanitised(&tag.zh),
            en: sanitised(&tag.en),
            is_said: is_said(&tag.code),
        })
        .collect()
}

/// Roster lines of now that name the recorder, who had it last, the other lines of now, then of today.
pub(super) fn offered(serial: &str, row: &RosterRow, now: Timestamp) -> Vec<Offered> {
    let lines = &row.roster.lines;
    let is_now = |from: Timestamp, to: Timestamp| from <= now && now < to;
    let rank = |line: &&evidence_schema::wire::claims::RosterLineShown| {
        (
            !line.serials.iter().any(|known| known == serial),
            !is_now(line.from, line.to),
        )
    };
    let mut ordered: Vec<_> = lines.iter().collect();
    ordered.sort_by_key(rank);
    let (naming, others): (Vec<_>, Vec<_>) = ordered.into_iter().partition(|line| !rank(line).0);
    let last = row
        .roster
        .last_pairs
        .iter()
        .filter(|last| last.serial == serial)
        .map(|last| (&last.pair, false));
    let all = naming
        .into_iter()
        .map(|line| (&line.pair, true))
        .chain(last)
        .chain(others.into_iter().map(|line| (&line.pair, true)));
    let mut offered: Vec<Offered> = Vec::new();
    for (pair, is_from_roster) in all {
        if offered.len() < OFFERED_MAX && !offered.iter().any(|known| known.pair == *pair) {
            offered.push(Offered {
                names: names(row, pair),
                pair: pair.clone(),
                is_from_roster,
            });
        }
    }
    offered
}

/// `王建国、李明`; a number where the roster has no name for it.
pub(super) fn names(row: &RosterRow, pair: &SaidPair) -> String {
    let both = [Some(&pair.lead_number), pair.assisting_number.as_ref()];
    joined(both.into_iter().flatten().map(|number| name(row, number)))
}

/// The officer's name.
pub(super) fn name(row: &RosterRow, number: &str) -> String {
    let officer = row.roster.officers.iter().find(|officer| officer.number == *number);
    sanitised(officer.map_or(number, |officer| &officer.name))
}

fn joined(names: impl Iterator<Item = String>) -> String {
    names.map(|name| sanitised(&name)).collect::<Vec<_>>().join("、")
}
